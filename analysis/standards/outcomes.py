"""Where a region's service outcomes stand: against all districts, and against the national targets.

The outcomes are columns of the national panel, in percent unless their name says otherwise. Most come from a
household survey (Susenas), not from service records, so they approximate an SPM indicator at best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import district_rows, require_columns, require_region, window, yearly_spread
from analysis.standards.targets import against_targets

__all__ = ["DIRECTIONS", "HIGHER", "LOWER", "against_targets", "national_spread", "standing"]

HIGHER, LOWER = "higher", "lower"
DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "skilled_birth_attendance_pct": HIGHER,
        "immunisation_pct": HIGHER,
        "net_enrolment_primary_pct": HIGHER,
        "net_enrolment_junior_secondary_pct": HIGHER,
        "net_enrolment_senior_secondary_pct": HIGHER,
        "safe_water_pct": HIGHER,
        "safe_sanitation_pct": HIGHER,
        "morbidity_pct": LOWER,
        "literacy_pct": HIGHER,
        "electricity_pct": HIGHER,
    }
)


def national_spread(panel: pd.DataFrame, regions: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return how one outcome is spread over all districts, year by year.

    Parameters
    ----------
    panel : pandas.DataFrame
        One row per ``region_code`` and ``year`` with the outcome column.
    regions : pandas.DataFrame
        ``region_code`` and ``level``; only kabupaten and kota count.
    outcome : str
        A column of the panel.

    Returns
    -------
    pandas.DataFrame
        ``year, p10, p25, median, p75, p90`` in the unit of the outcome, and ``districts_count``, the number
        of districts with a value that year (0, with NaN, where the panel has the year but no value).

    Raises
    ------
    MethodError
        If a column is absent or a district has two rows for a year.

    Notes
    -----
    Percentiles: Hyndman and Fan (1996), American Statistician 50(4): 361-365, definition 7. Unweighted: a
    district counts once. The set of districts changes when districts split (pemekaran) or are not surveyed,
    so part of a year's move can be a move of the set; ``districts_count`` shows where.
    """
    require_columns(panel, [outcome], "the panel")
    rows = district_rows(panel, regions)
    return yearly_spread(rows["year"], rows[outcome])


def _direction(outcome: str, directions: Mapping[str, str]) -> str:
    direction = directions.get(outcome)
    if direction in (HIGHER, LOWER):
        return direction
    found = "no direction" if direction is None else f"the direction '{direction}'"
    raise MethodError(
        f"The outcome '{outcome}' has {found}; say '{HIGHER}' where more is better, '{LOWER}' where less is."
    )


def _place(
    rows: pd.DataFrame, region_code: str, outcome: str, direction: str
) -> dict[str, int | float | str]:
    own = rows.loc[(rows["region_code"] == region_code) & rows[outcome].notna()]
    if own.empty:
        return {"outcome": outcome, "districts_count": 0}
    year = int(own["year"].max())
    value = float(own.loc[own["year"] == year, outcome].iloc[0])
    peers = rows.loc[rows["year"] == year, outcome].dropna().astype(float)
    better = int((peers > value).sum() if direction == HIGHER else (peers < value).sum())
    tied = int((peers == value).sum())
    worse = len(peers) - better - tied
    return {
        "outcome": outcome,
        "year": year,
        "value": value,
        "national_median": float(peers.median()),
        "p10": float(peers.quantile(0.10)),
        "p90": float(peers.quantile(0.90)),
        "percentile": 100 * (worse + tied / 2) / len(peers),
        "rank": better + 1,
        "districts_count": len(peers),
    }


def standing(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    region_code: str,
    outcomes: Sequence[str],
    first_year: int,
    last_year: int,
    *,
    directions: Mapping[str, str] = DIRECTIONS,
) -> pd.DataFrame:
    """Return where a district stands among all districts, in its latest observed year of the window.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        As for :func:`national_spread`.
    region_code : str
        A district.
    outcomes : sequence of str
        Columns of the panel; the result keeps their order.
    first_year, last_year : int
        The window, both years included.
    directions : mapping
        ``"higher"`` or ``"lower"`` for each outcome, by name: which side is better.

    Returns
    -------
    pandas.DataFrame
        ``outcome, year, value, national_median, p10, p90, percentile, rank, districts_count``: one row per
        outcome. ``rank`` 1 is best and ties share it; ``percentile`` (0-100, high is good) is the share of
        districts that do worse plus half of those that tie, the district itself among them. An outcome
        without a value in the window has a missing year and a count of 0.

    Raises
    ------
    MethodError
        Unknown region, a province, an absent column, an outcome without a direction, a reversed window.

    Notes
    -----
    ``percentile`` is the mid-distribution function (Parzen 2004, Statistical Science 19(4): 652-662, section
    on the mid-distribution). The values are survey estimates without their sampling errors, so a few ranks
    apart is not a difference.
    """
    require_region(regions, region_code)
    require_columns(panel, outcomes, "the panel")
    rows = window(district_rows(panel, regions), first_year, last_year)
    places = [_place(rows, region_code, outcome, _direction(outcome, directions)) for outcome in outcomes]
    columns = [
        "outcome", "year", "value", "national_median", "p10", "p90", "percentile", "rank", "districts_count",
    ]  # fmt: skip
    table = pd.DataFrame(places).reindex(columns=columns)
    whole = {"year": "Int64", "rank": "Int64", "districts_count": "Int64"}
    measures = {name: float for name in columns[2:7]}
    return table.astype({"outcome": str, **measures, **whole})
