"""The time that a procedure promises beside the time that it takes, where somebody measured."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.proportions import proportion_interval
from analysis.voice.procedures import require_procedures

SHARE = ("within_pct", "low_pct", "high_pct")


def promised_against_measured(
    register: pd.DataFrame, measured: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Compare the time that each procedure promises with the time that cases took.

    Parameters
    ----------
    register : pandas.DataFrame
        As the template ``procedures``; ``duration_days`` is the promise.
    measured : pandas.DataFrame
        One row per case that was timed: ``procedure_id`` and ``measured_days``.
    level : float
        Of the intervals (exact: cases are few).

    Returns
    -------
    pandas.DataFrame
        One row per procedure: ``promised_days``, ``cases_count``, ``within_count``, ``within_pct`` with
        ``low_pct`` and ``high_pct``, ``median_days``, ``longest_days``, and ``why`` (``no time promised``,
        ``nothing measured``, or empty).

    Raises
    ------
    MethodError
        A case of a procedure that the register does not have, or a time below zero.
    """
    require_procedures(register)
    require_columns(measured, ("procedure_id", "measured_days"), "the measured cases")
    unknown = sorted({*measured["procedure_id"]} - {*register["procedure_id"]})
    if unknown:
        raise MethodError(f"The register has no procedure {', '.join(unknown)}; add it, or correct the code.")
    if not (measured["measured_days"] >= 0).all():
        raise MethodError("A measured time is missing or below zero; give days, half a day as 0.5.")
    rows = []
    for row in register.to_dict("records"):
        days = measured.loc[measured["procedure_id"] == row["procedure_id"], "measured_days"]
        promised = float(row["duration_days"])
        why = "no time promised" if np.isnan(promised) else "" if len(days) else "nothing measured"
        made = {"procedure_id": row["procedure_id"], "promised_days": promised, "cases_count": len(days)}
        rows.append({**made, **_within(days, promised, level, why), "why": why})
    return pd.DataFrame(rows)


def _within(days: pd.Series, promised: float, level: float, why: str) -> dict[str, float]:
    spread = {
        "median_days": float(days.median()) if len(days) else np.nan,
        "longest_days": float(days.max()) if len(days) else np.nan,
    }
    if why:
        return {"within_count": np.nan, **dict.fromkeys(SHARE, np.nan), **spread}
    within = int((days <= promised).sum())
    found = proportion_interval(within, len(days), method="clopper_pearson", level=level)
    ends = zip(SHARE, (found.estimate, found.low, found.high), strict=True)
    return {"within_count": within, **{name: 100 * value for name, value in ends}, **spread}
