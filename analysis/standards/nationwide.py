"""All districts against a target: how many reach it, how many are too near to say, how many people."""

from __future__ import annotations

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import district_rows, require_columns, window
from analysis.standards.attainment import HUNDRED

__all__ = ["districts_against_target", "gap_by_year", "gap_in_people", "years_apart"]


def districts_against_target(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    target: float,
    first_year: int,
    last_year: int,
    *,
    doubt_points: float = 0.0,
) -> pd.DataFrame:
    """Count the districts that reach a target, year by year, and those too near to it to say.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        A row per ``region_code`` and ``year`` with the outcome; ``region_code`` and ``level``.
    outcome : str
        A column of the panel, higher is better.
    target : float
        In the unit of the outcome.
    first_year, last_year : int
        The window, both years included.
    doubt_points : float
        By how many points outcome and standard may lie apart: within so many of the target the verdict is
        open.

    Returns
    -------
    pandas.DataFrame
        ``year, districts_count, reached_count, reached_pct, surely_reached_pct, open_pct,
        surely_below_pct, median_gap_points``: the last over districts, 0 where reached. A year without a
        value has a count of 0 and missing shares.

    Raises
    ------
    MethodError
        A column is absent, a district has two rows for a year, or a doubt below 0.

    Notes
    -----
    Unweighted: a district counts once. All districts with a value are counted, so the shares have no sampling
    error of districts; the values are survey estimates, which is part of the doubt.
    """
    if doubt_points < 0:
        raise MethodError(say("The doubt is {points} points; it must be 0 or more.", points=doubt_points))
    require_columns(panel, [outcome], "the panel")
    rows = window(district_rows(panel, regions), first_year, last_year)
    value = rows[outcome].astype(float)
    seen = value.notna()
    facts = pd.DataFrame(
        {
            "year": rows["year"],
            "districts_count": seen,
            "reached_count": value >= target,
            "surely": value >= target + doubt_points,
            "below": value < target - doubt_points,
            "gap": (target - value).clip(lower=0),
        }
    )
    grouped = facts.groupby("year")
    table = grouped[["districts_count", "reached_count", "surely", "below"]].sum()
    count = table["districts_count"].where(table["districts_count"] > 0)
    shares = {
        "reached_pct": HUNDRED * table["reached_count"] / count,
        "surely_reached_pct": HUNDRED * table["surely"] / count,
        "surely_below_pct": HUNDRED * table["below"] / count,
    }
    table = table[["districts_count", "reached_count"]].assign(**shares)
    table["open_pct"] = HUNDRED - table["surely_reached_pct"] - table["surely_below_pct"]
    table["median_gap_points"] = grouped["gap"].median()
    names = [
        "districts_count", "reached_count", "reached_pct", "surely_reached_pct", "open_pct",
        "surely_below_pct", "median_gap_points",
    ]  # fmt: skip
    return table[names].reset_index()


def gap_in_people(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    target: float,
    denominator: str,
    first_year: int,
    last_year: int,
) -> pd.DataFrame:
    """Return how many people each district lacks to a target.

    Parameters
    ----------
    panel, regions, outcome, target, first_year, last_year
        As for :func:`districts_against_target`.
    denominator : str
        Column of the panel with the people to be served.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, value, denominator, gap_points, gap_people``, sorted; rows without an outcome are
        left out, and ``gap_people`` is missing where the denominator is missing, also for a district at its
        target. People are not rounded: they come from two estimates.

    Raises
    ------
    MethodError
        A column is absent, a district has two rows for a year, or a denominator of 0.
    """
    require_columns(panel, [outcome, denominator], "the panel")
    rows = window(district_rows(panel, regions), first_year, last_year)
    rows = rows[rows[outcome].notna()]
    people = rows[denominator].astype(float)
    if (people == 0).any():
        row = rows[people == 0].iloc[0]
        raise MethodError(
            say(
                "The denominator {column} of {region} in {year} is 0: there is nobody to serve.",
                column=denominator,
                region=row["region_code"],
                year=row["year"],
            )
        )
    gap = (target - rows[outcome].astype(float)).clip(lower=0)
    table = pd.DataFrame(
        {
            "region_code": rows["region_code"],
            "year": rows["year"],
            "value": rows[outcome].astype(float),
            "denominator": people,
            "gap_points": gap,
            "gap_people": gap / HUNDRED * people,
        }
    )
    return table.sort_values(["region_code", "year"], ignore_index=True)


def gap_by_year(gaps: pd.DataFrame) -> pd.DataFrame:
    """Sum the gap in people over districts, year by year, and count what is not in the sum.

    Parameters
    ----------
    gaps : pandas.DataFrame
        From :func:`gap_in_people`.

    Returns
    -------
    pandas.DataFrame
        ``year, gap_people, districts_count`` (in the sum), ``below_count`` (districts of the sum below
        the target), ``without_denominator_count`` (districts with an outcome that are not in the sum).
        A year in which no district has a denominator has no sum.
    """
    require_columns(gaps, ["year", "gap_points", "gap_people"], "the gaps of districts")
    known = gaps["gap_people"].notna()
    facts = gaps.assign(
        districts_count=known,
        below_count=known & (gaps["gap_points"] > 0),
        without_denominator_count=~known,
    )
    grouped = facts.groupby("year")
    table = grouped[["districts_count", "below_count", "without_denominator_count"]].sum()
    table.insert(0, "gap_people", grouped["gap_people"].sum(min_count=1))
    return table.reset_index()


def years_apart(shares: pd.DataFrame, *, points: float = 10.0) -> list[int]:
    """Return the years in which the share at the target lies far below both neighbouring years.

    A whole country does not lose and regain a service within two years: such a year is a question on the
    figures.

    Parameters
    ----------
    shares : pandas.DataFrame
        From :func:`districts_against_target`.
    points : float
        How far below both the year before and the year after, in percentage points.

    Raises
    ------
    MethodError
        A column is absent.
    """
    require_columns(shares, ["year", "reached_pct"], "the shares of districts")
    seen = shares.dropna(subset=["reached_pct"]).sort_values("year")
    share = seen["reached_pct"]
    low = (share.shift(1) - share >= points) & (share.shift(-1) - share >= points)
    return [int(year) for year in seen.loc[low, "year"]]
