"""Small questions that every method room asks of a panel: which rows are districts, how wide is the country.

A panel is a frame with one row per ``region_code`` and ``year``; ``regions`` is the table of regions with at
least ``region_code`` and ``level``. The rooms do not import each other, so what they share stands here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from analysis.errors import MethodError, nearest

DISTRICT_LEVELS = ("kabupaten", "kota")
QUANTILES = {"p10": 0.10, "p25": 0.25, "median": 0.50, "p75": 0.75, "p90": 0.90}


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Refuse a frame that lacks columns, and name the nearest column that it has.

    Parameters
    ----------
    frame : pandas.DataFrame
        The frame to look at.
    columns : iterable of str
        The columns that must be there.
    what : str
        How the reader knows the frame, such as ``"the panel"``.

    Raises
    ------
    MethodError
        If a column is absent; the message names it and the nearest one.
    """
    present = [str(column) for column in frame.columns]
    for column in columns:
        if column in present:
            continue
        near = nearest(column, present, count=1)
        hint = f" Did you mean '{near[0]}'?" if near else f" It has: {', '.join(present[:12])}."
        raise MethodError(f"The column '{column}' is not in {what}.{hint}")


def require_region(regions: pd.DataFrame, region_code: str, *, district: bool = True) -> pd.Series:
    """Return the row of one region, or refuse a code that is unknown or not a district.

    Parameters
    ----------
    regions : pandas.DataFrame
        Table of regions with ``region_code`` and ``level``.
    region_code : str
        Four-character BPS code.
    district : bool
        Refuse a province.

    Raises
    ------
    MethodError
        If the code is not in the table, or is a province where a district is needed.
    """
    require_columns(regions, ["region_code", "level"], "the table of regions")
    rows = regions.loc[regions["region_code"] == region_code]
    if rows.empty:
        near = nearest(str(region_code), regions["region_code"].astype(str))
        raise MethodError(
            f"The region code '{region_code}' is not in the table of regions."
            + (f" The nearest codes are {', '.join(near)}." if near else "")
        )
    row = rows.iloc[0]
    if district and row["level"] not in DISTRICT_LEVELS:
        raise MethodError(
            f"The region '{region_code}' is a {row['level']}; this comparison is made among districts "
            "(kabupaten and kota), so it needs the code of a district."
        )
    return row


def district_codes(regions: pd.DataFrame) -> list[str]:
    """Return the codes of all districts (kabupaten and kota), sorted."""
    require_columns(regions, ["region_code", "level"], "the table of regions")
    return sorted(regions.loc[regions["level"].isin(DISTRICT_LEVELS), "region_code"].astype(str))


def district_rows(panel: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the panel that belong to a district; provinces are left out.

    Raises
    ------
    MethodError
        If a column is absent, or a region has two rows for one year.
    """
    require_columns(panel, ["region_code", "year"], "the panel")
    rows = panel.loc[panel["region_code"].isin(district_codes(regions))]
    require_one_row_a_year(rows)
    return rows


def require_one_row_a_year(rows: pd.DataFrame) -> None:
    """Refuse a panel in which a region has two rows for one year.

    Raises
    ------
    MethodError
        Naming the first region and year that occur twice.
    """
    twice = rows.loc[rows.duplicated(["region_code", "year"]), ["region_code", "year"]]
    if not twice.empty:
        first = twice.iloc[0]
        raise MethodError(
            f"The panel has two rows for region {first['region_code']} in {first['year']}; one row per "
            "region and year is needed. Remove the duplicate before comparing."
        )


def window(panel: pd.DataFrame, first_year: int, last_year: int) -> pd.DataFrame:
    """Return the rows from ``first_year`` to ``last_year``, both included.

    Raises
    ------
    MethodError
        If the window ends before it starts.
    """
    if first_year > last_year:
        raise MethodError(
            f"The window {first_year}-{last_year} ends before it starts; give the first year first."
        )
    return panel.loc[panel["year"].between(first_year, last_year)]


def yearly_spread(years: pd.Series, values: pd.Series) -> pd.DataFrame:
    """Return the 10th, 25th, 50th, 75th and 90th percentile of the values in each year.

    Parameters
    ----------
    years, values : pandas.Series
        Two columns of the same frame; missing values are left out and not filled.

    Returns
    -------
    pandas.DataFrame
        ``year, p10, p25, median, p75, p90, districts_count``: one row for every year that occurs, with NaN
        and a count of 0 where no value is observed.

    Notes
    -----
    Percentiles by linear interpolation of the order statistics: definition 7 of Hyndman and Fan (1996),
    The American Statistician 50(4): 361-365. Every district counts once, whatever its population.
    """
    groups = values.astype(float).groupby(years, sort=True)
    table = pd.DataFrame({name: groups.quantile(share) for name, share in QUANTILES.items()})
    table["districts_count"] = groups.count().astype(int)
    table.index.name = "year"
    return table.reset_index()


def as_codes(region_codes: str | Collection[str]) -> list[str]:
    """Return one code or several as a list without repeats, in the order given."""
    codes = [region_codes] if isinstance(region_codes, str) else list(region_codes)
    return list(dict.fromkeys(codes))


def split_years(splits: pd.DataFrame, region_code: str) -> list[int]:
    """Return the years from which a region is not the territory it was before (pemekaran).

    Parameters
    ----------
    splits : pandas.DataFrame
        ``child_code``, ``parent_code``, ``year``: the first year in which the two are apart.
    region_code : str
        Child or parent.

    Returns
    -------
    list of int
        Sorted, each year once; empty where no split is known, which is not a proof that there was none.
    """
    rows = splits[(splits["child_code"] == region_code) | (splits["parent_code"] == region_code)]
    return sorted({int(year) for year in rows["year"].dropna()})


def split_between(splits: pd.DataFrame, first_year: int, last_year: int) -> set[str]:
    """Return the regions, children and parents, whose territory changed after `first_year` up to `last_year`.

    Parameters
    ----------
    splits : pandas.DataFrame
        As for :func:`split_years`.
    first_year, last_year : int
        The years over which a change is to be read.
    """
    rows = splits[splits["year"].between(first_year + 1, last_year)]
    return (set(rows["child_code"]) | set(rows["parent_code"].dropna())) - {""}


def observed_years(rows: pd.DataFrame, columns: Iterable[str]) -> tuple[int, int]:
    """Return the first and the last year in which at least one of the columns has a value.

    Raises
    ------
    MethodError
        An absent column, or no value at all.
    """
    names = list(columns)
    require_columns(rows, ["year", *names], "the table")
    years = rows.loc[rows[names].notna().any(axis=1), "year"]
    if years.empty:
        raise MethodError(f"No row has a value in {', '.join(names)}; there is no first year.")
    return int(years.min()), int(years.max())


def chosen_regions(rows: pd.DataFrame, region_codes: Collection[str], *, inside: bool = True) -> pd.DataFrame:
    """Return the rows of some regions, or, with ``inside=False``, of all others."""
    require_columns(rows, ["region_code"], "the table")
    return rows.loc[rows["region_code"].isin(set(region_codes)) == inside]


def province_of(regions: pd.DataFrame) -> pd.Series:
    """Return the code of the province of each region, by the region's code."""
    require_columns(regions, ["region_code", "province_code"], "the table of regions")
    return regions.set_index("region_code")["province_code"]


def break_years(breaks: pd.DataFrame, region_code: str, column: str, basis: str = "value") -> list[int]:
    """Return the years from which a series of a region must not be read together with the years before.

    Parameters
    ----------
    breaks : pandas.DataFrame
        ``region_code, column, basis, year, consequence``, as the honesty room makes it: ``consequence`` is
        ``break`` where the series is interrupted.
    region_code, column, basis : str
        Which series; ``basis`` is ``value``, or ``per person`` for the column divided by population.

    Returns
    -------
    list of int
        Sorted, each year once.
    """
    rows = breaks[(breaks["region_code"] == region_code) & (breaks["column"] == column)]
    rows = rows[(rows["basis"] == basis) & (rows["consequence"] == "break")]
    return sorted({int(year) for year in rows["year"]})


def unsound_between(
    breaks: pd.DataFrame, column: str, first_year: int, last_year: int, basis: str = "value"
) -> list[str]:
    """Return the regions whose series breaks, or has a value that cannot be used, between two years.

    Parameters
    ----------
    breaks, column, basis
        As for :func:`break_years`; ``consequence`` is ``unusable`` where the value of the year is left out.
    first_year, last_year : int
        The years over which a change is to be read. A break counts after the first year, because it parts a
        year from the year before; a value counts in both.

    Returns
    -------
    list of str
        Sorted codes.
    """
    own = breaks[(breaks["column"] == column) & (breaks["basis"] == basis)]
    broken = (own["consequence"] == "break") & own["year"].between(first_year + 1, last_year)
    spoiled = (own["consequence"] == "unusable") & own["year"].between(first_year, last_year)
    return sorted(set(own.loc[broken | spoiled, "region_code"]))
