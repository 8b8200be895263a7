"""From parameters to the published book: notebooks run by papermill, tasks by pytask, pages by jupyter-book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.pipeline.reporting import ReportSummary, report
    from analysis.pipeline.single import refresh_notebooks, run_region

__all__ = ["ReportSummary", "refresh_notebooks", "report", "run_region"]


def __getattr__(name: str) -> Any:
    """Load the engine only when it is used: parameters and notebooks need none of it."""
    if name in ("ReportSummary", "report"):
        from analysis.pipeline import reporting as module
    elif name in ("refresh_notebooks", "run_region"):
        from analysis.pipeline import single as module
    else:
        raise AttributeError(name)
    return getattr(module, name)
