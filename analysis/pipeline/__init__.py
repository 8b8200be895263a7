"""From parameters to the book: notebooks run by papermill, tasks by pytask, pages by jupyter-book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.pipeline.reporting import ReportSummary, report
    from analysis.pipeline.single import refresh_notebooks, run_region

__all__ = ["ReportSummary", "refresh_notebooks", "report", "run_region"]


def __getattr__(name: str) -> Any:
    """Load the engine only when it is used: parameters and notebooks need none of it."""
    if name not in __all__:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from analysis.pipeline import reporting, single

    return getattr(reporting if hasattr(reporting, name) else single, name)
