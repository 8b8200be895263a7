"""The districts of a programme and all others in one frame: changes between windows, values by year."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.comparison.change.windows import change_between
from analysis.errors import MethodError
from analysis.panels import district_rows, require_columns, window

MEMBER, STRATUM = "member", "stratum"


def changes_of_districts(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcomes: Sequence[str],
    members: Collection[str],
    before: tuple[int, int],
    after: tuple[int, int],
) -> pd.DataFrame:
    """Return the level before and the change of each outcome for every district, member or not.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions.
    outcomes : sequence of str
        Columns of the panel.
    members : collection of str
        Codes of the districts of the programme.
    before, after : tuple of int
        First and last year of each window.

    Returns
    -------
    pandas.DataFrame
        ``region_code, member, stratum`` (province and kind of district), then ``<outcome>_before`` and
        ``<outcome>_change`` per outcome: missing where a district is not observed in every year of the
        windows in which the country is.

    Raises
    ------
    MethodError
        A column is absent, a member is no district, or windows overlap.
    """
    require_columns(regions, ["region_code", "level", "province_code"], "the table of regions")
    districts = regions[regions["level"].isin(("kabupaten", "kota"))].sort_values("region_code")
    unknown = sorted(set(members) - set(districts["region_code"]))
    if unknown:
        raise MethodError(f"The member '{unknown[0]}' is not a district of the table of regions.")
    frame = pd.DataFrame(
        {
            "region_code": districts["region_code"].to_numpy(),
            MEMBER: districts["region_code"].isin(set(members)).to_numpy(),
            STRATUM: (districts["province_code"] + " " + districts["level"]).to_numpy(),
        }
    )
    for outcome in outcomes:
        change = change_between(panel, regions, outcome, before, after).set_index("region_code")
        whole = change["before_years"].eq(_years(panel, outcome, before)) & change["after_years"].eq(
            _years(panel, outcome, after)
        )
        known = change[whole].reindex(frame["region_code"])
        frame[f"{outcome}_before"] = known["before_mean"].to_numpy()
        frame[f"{outcome}_change"] = known["change"].to_numpy()
    return frame


def yearly_outcomes(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    members: Collection[str],
    years: tuple[int, int],
) -> pd.DataFrame:
    """Return the yearly values of the districts that are observed in every year.

    Parameters
    ----------
    panel, regions, members
        As for :func:`changes_of_districts`.
    outcome : str
        A column of the panel.
    years : tuple of int
        First and last year.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, member`` and the outcome; sorted.

    Raises
    ------
    MethodError
        A column is absent, or no district is observed in every year.
    """
    rows = window(district_rows(panel, regions), *years)[["region_code", "year", outcome]].dropna()
    count = rows.groupby("region_code")["year"].transform("size")
    whole = rows[count == years[1] - years[0] + 1]
    if whole.empty:
        raise MethodError(f"No district has '{outcome}' in every year from {years[0]} to {years[1]}.")
    return (
        whole.astype({outcome: float})
        .assign(member=whole["region_code"].isin(set(members)))
        .sort_values(["region_code", "year"], ignore_index=True)
    )


def unbroken_from(panel: pd.DataFrame, region_code: str, outcome: str, years: tuple[int, int]) -> int:
    """Return the first year from which a region has an outcome in every year up to the last.

    Raises
    ------
    MethodError
        If the region lacks the outcome in the last year.
    """
    rows = window(panel, *years)
    own = rows.loc[(rows["region_code"] == region_code) & rows[outcome].notna(), "year"].astype(int)
    observed = set(own)
    if years[1] not in observed:
        raise MethodError(f"The region {region_code} has no '{outcome}' in {years[1]}.")
    first = years[1]
    while first - 1 in observed:
        first -= 1
    return first


def _years(panel: pd.DataFrame, outcome: str, years: tuple[int, int]) -> int:
    """Return in how many years of a window the country has the outcome at all."""
    rows = window(panel, *years)
    return int(rows.loc[rows[outcome].notna(), "year"].nunique())
