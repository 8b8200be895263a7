"""Make every file of ``data/`` from a folder of raw files; see ``build_data``."""

from analysis.sources.build.building import BuildReport, build_data

__all__ = ["BuildReport", "build_data"]
