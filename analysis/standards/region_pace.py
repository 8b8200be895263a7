"""The pace of regions towards the targets that outcomes of the panel come near to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns, require_one_row_a_year, window
from analysis.standards.pace import years_to_target
from analysis.standards.targets import COMPARABLE, TARGET_COLUMNS

__all__ = ["REFUSED", "record_paces", "region_paces"]

REFUSED = "not evaluated"
COLUMNS = (
    "region_code", "outcome", "indicator_code", "target", "status", "last_year", "last_value", "distance",
    "per_year", "per_year_low", "per_year_high", "years", "years_low", "years_high", "observations", "level",
    "why", "name_id", "name_en",
)  # fmt: skip


def region_paces(
    panel: pd.DataFrame,
    targets: pd.DataFrame,
    region_codes: Sequence[str],
    first_year: int,
    last_year: int,
    *,
    recent: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how far each region is from each comparable target, and how long at its recent pace.

    Parameters
    ----------
    panel : pandas.DataFrame
        A row per ``region_code`` and ``year`` with the outcomes.
    targets : pandas.DataFrame
        Rows of ``standards/outcome-targets``; those with a close or loose approximation are used.
    region_codes : sequence of str
    first_year, last_year : int
        The window, both years included.
    recent, level
        As for :func:`analysis.standards.pace.years_to_target`.

    Returns
    -------
    pandas.DataFrame
        A row per region and target with the fields of :class:`analysis.standards.pace.Pace`; ``status`` is
        ``not evaluated`` with the reason in ``why`` where a pace is refused.

    Raises
    ------
    MethodError
        A column is absent, or a region has two rows for a year.
    """
    require_columns(targets, TARGET_COLUMNS, "the table of targets")
    near = targets[targets["approximation"].isin(COMPARABLE) & targets["target_pct"].notna()]
    require_columns(panel, ["region_code", "year", *near["outcome"]], "the panel")
    rows = window(panel[panel["region_code"].isin(region_codes)], first_year, last_year)
    found = []
    for code in region_codes:
        own = rows[rows["region_code"] == code]
        require_one_row_a_year(own)
        for aim in near.to_dict("records"):
            about = {
                "region_code": code, "outcome": aim["outcome"], "indicator_code": aim["indicator_code"],
                "target": float(aim["target_pct"]), "why": "", "name_id": "", "name_en": "",
            }  # fmt: skip
            found.append(about | _pace(own, str(aim["outcome"]), float(aim["target_pct"]), recent, level))
    return _frame(found)


def record_paces(records: pd.DataFrame, *, recent: int = 5, level: float = 0.95) -> pd.DataFrame:
    """Return how far a region is from each target by its own records, and how long at its recent pace.

    Parameters
    ----------
    records : pandas.DataFrame
        From :func:`analysis.standards.records.attainments`.
    recent, level
        As for :func:`analysis.standards.pace.years_to_target`.

    Returns
    -------
    pandas.DataFrame
        As for :func:`region_paces`, a row per region and indicator with a target; ``outcome`` is its code.
        Indicators whose sources disagree on a year have no pace, and say so.

    Raises
    ------
    MethodError
        A column is absent.
    """
    needed = ["region_code", "year", "indicator_code", "coverage", "target", "direction", "evaluated"]
    require_columns(records, [*needed, "name_id", "name_en"], "the attainments")
    judged = records[records["evaluated"].astype(bool) & records["target"].notna()]
    found = []
    for (region, code), own in judged.groupby(["region_code", "indicator_code"], sort=False):
        first = own.iloc[0]
        about = {
            "region_code": region, "outcome": code, "indicator_code": code, "target": float(first["target"]),
            "why": "", "name_id": first["name_id"], "name_en": first["name_en"],
        }  # fmt: skip
        found.append(about | _pace(own, "coverage", about["target"], recent, level, first["direction"]))
    return _frame(found)


def _frame(found: list[dict[str, Any]]) -> pd.DataFrame:
    whole = {"last_year": "Int64", "observations": "Int64"}
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(whole)


def _pace(
    own: pd.DataFrame, outcome: str, target: float, recent: int, level: float, direction: str = "higher"
) -> dict[str, Any]:
    years, values = own["year"].tolist(), own[outcome].tolist()
    try:
        pace = years_to_target(years, values, target, direction=direction, recent=recent, level=level)
    except MethodError as refusal:
        return {"status": REFUSED, "why": str(refusal)}
    return dict(vars(pace))
