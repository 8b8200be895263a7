"""A region's outcomes beside the national targets of Standar Pelayanan Minimal (SPM)."""

from __future__ import annotations

import pandas as pd

from analysis.panels import require_columns, require_one_row_a_year, window

TARGET_COLUMNS = (
    "outcome", "indicator_code", "indicator_name_id", "indicator_name_en", "target_pct", "target_year",
    "approximation", "why", "verified",
)  # fmt: skip
TRANSLATED = "why_id"  # the reason in Indonesian, where the table of targets has it
COMPARABLE = ("close", "loose")


def _observed_near(series: pd.Series, target_year: int | None) -> tuple[int | None, str]:
    """Choose the year whose value is held against a target, and say how it was chosen."""
    if series.empty:
        return None, "no value in the window"
    years = sorted(int(year) for year in series.index)
    if target_year is None:
        return years[-1], "latest year with a value; the target has no year"
    if target_year in years:
        return target_year, "target year"
    return min(years, key=lambda year: (abs(year - target_year), -year)), "nearest year with a value"


def against_targets(
    panel: pd.DataFrame,
    targets: pd.DataFrame,
    region_code: str,
    first_year: int,
    last_year: int,
) -> pd.DataFrame:
    """Return a region's outcomes beside the national SPM targets that they approximate.

    Parameters
    ----------
    panel : pandas.DataFrame
        One row per ``region_code`` and ``year``.
    targets : pandas.DataFrame
        One row per target: ``outcome`` (a column of the panel, or missing where the panel has none),
        ``indicator_code``, ``indicator_name_id``, ``indicator_name_en``, ``target_pct``, ``target_year`` (may
        be missing), ``approximation`` (``close``, ``loose`` or ``none``), ``why``, ``verified`` and, if there
        is a translation, ``why_id``.
    region_code : str
        District or province.
    first_year, last_year : int
        The window, both years included.

    Returns
    -------
    pandas.DataFrame
        One row per target, in the order of ``targets``: the columns above but ``legal_basis``, with ``year``
        and ``value`` (the target year if observed, else the nearest year in the window, the later of two
        equally near), ``gap_points`` (target minus value in percentage points: above 0 is still missing),
        ``reached`` (value at least the target) and ``year_choice``, one phrase on the year. ``reached`` and
        ``gap_points`` are missing where there is no value or the approximation is ``none``.

    Raises
    ------
    MethodError
        If a column is absent, a target names an outcome that the panel lacks, or the region has two rows for
        a year.

    Notes
    -----
    The gap (kesenjangan) is target minus attainment, the quantity that plans to attain SPM under Permendagri
    79/2007 start from; the text of that regulation was not read here. The attainment is a survey figure and
    the target is defined on service records: ``approximation`` and ``why`` say how near the two definitions
    are. Targets are floors, and rounding is left to the display.
    """
    require_columns(targets, TARGET_COLUMNS, "the table of targets")
    require_columns(panel, ["region_code", "year"], "the panel")
    require_columns(panel, targets["outcome"].dropna().unique(), "the panel (the table of targets names it)")
    own = window(panel.loc[panel["region_code"] == region_code], first_year, last_year)
    require_one_row_a_year(own)
    own = own.set_index("year")
    translated = [TRANSLATED] if TRANSLATED in targets else []
    table = targets.loc[:, [*TARGET_COLUMNS, *translated]].reset_index(drop=True)
    years: list[int | None] = []
    values: list[float] = []
    choices: list[str] = []
    for outcome, target_year in zip(table["outcome"], table["target_year"], strict=True):
        series = own[outcome].dropna() if pd.notna(outcome) else pd.Series(dtype=float)
        year, choice = _observed_near(series, None if pd.isna(target_year) else int(target_year))
        years.append(year)
        values.append(float("nan") if year is None else float(series.loc[year]))
        choices.append(choice)
    table["year"] = pd.array(years, dtype="Int64")
    table["value"] = pd.array(values, dtype="float64")
    judged = table["value"].notna() & table["approximation"].isin(COMPARABLE) & table["target_pct"].notna()
    target = table["target_pct"].astype(float)
    table["gap_points"] = (target - table["value"]).where(judged)
    table["reached"] = (table["value"] >= target).astype("boolean").mask(~judged)
    table["year_choice"] = choices
    found = ["year", "value", "gap_points", "reached"]
    return table.loc[:, [*TARGET_COLUMNS[:6], *found, *TARGET_COLUMNS[6:], *translated, "year_choice"]]
