"""What a district spends: per person in constant prices, by function, and beside the whole country.

Amounts are rupiah as reported by the producer of the panel (realised budgets, all funds of the region). A
missing amount, population or price index stays missing: nothing is filled in or carried forward.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import (
    as_codes,
    district_codes,
    district_rows,
    require_columns,
    require_one_row_a_year,
    yearly_spread,
)

FUNCTIONS = (
    "general_administration", "public_order", "economy", "environment", "housing", "health",
    "tourism_culture", "religion", "education", "social_protection", "infrastructure", "agriculture",
)  # fmt: skip
TOTAL = "spending_total_idr"
DEFLATOR = "grdp_deflator_index_2010"
BILLION = 1_000_000_000


def _index_by_year(deflator: pd.DataFrame) -> pd.Series:
    require_columns(deflator, ["year", DEFLATOR], "the deflator table")
    series = deflator.set_index("year")[DEFLATOR].astype(float)
    if series.index.has_duplicates:
        year = series.index[series.index.duplicated()][0]
        raise MethodError(f"The deflator table has two rows for {year}; one price index per year is needed.")
    if (series <= 0).any():
        year = series.index[series <= 0][0]
        raise MethodError(
            f"The deflator of {year} is {series[year]:g}; a price index must be above zero. Check the table."
        )
    return series


def spending_per_person(
    panel: pd.DataFrame,
    deflator: pd.DataFrame,
    region_codes: str | Collection[str],
    columns: Sequence[str],
) -> pd.DataFrame:
    """Return money per person, nominal and in constant 2010 prices.

    Parameters
    ----------
    panel : pandas.DataFrame
        ``region_code``, ``year``, ``population_people`` and the money columns (rupiah).
    deflator : pandas.DataFrame
        ``year`` and ``grdp_deflator_index_2010`` (2010 = 100).
    region_codes : str or collection of str
        The regions wanted.
    columns : sequence of str
        Money columns of the panel: spending or revenue.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, item, nominal_idr, nominal_per_person_idr, constant_2010_per_person_idr,
        population_people, deflator_index``: one row per region, year of the panel and item. A value is NaN
        where the amount, the population (or a population of zero) or the price index is missing.

    Raises
    ------
    MethodError
        If a column is absent, a region has two rows for a year, a year has two price indices, or an index is
        not above zero.

    Notes
    -----
    Constant prices: nominal / (index / 100), the implicit price index of GRDP (United Nations, System of
    National Accounts 2008, chapter 15). One national index for all regions: price levels and inflation of a
    region may differ from it. Population is the panel's own and is rebased in places (census years).
    """
    index = _index_by_year(deflator)
    items = list(columns)
    require_columns(panel, ["region_code", "year", "population_people", *items], "the panel")
    wanted = panel["region_code"].isin(as_codes(region_codes))
    rows = panel.loc[wanted, ["region_code", "year", "population_people", *items]]
    require_one_row_a_year(rows)
    tidy = rows.melt(
        id_vars=["region_code", "year", "population_people"], var_name="item", value_name="nominal_idr"
    )
    money = tidy["nominal_idr"].astype(float)
    people = tidy["population_people"].astype(float)
    tidy["nominal_idr"] = money
    tidy["population_people"] = people
    tidy["deflator_index"] = tidy["year"].map(index).astype(float)
    tidy["nominal_per_person_idr"] = money / people.where(people > 0)
    tidy["constant_2010_per_person_idr"] = tidy["nominal_per_person_idr"] * 100 / tidy["deflator_index"]
    order = [
        "region_code", "year", "item", "nominal_idr", "nominal_per_person_idr",
        "constant_2010_per_person_idr", "population_people", "deflator_index",
    ]  # fmt: skip
    return tidy.loc[:, order].sort_values(["region_code", "item", "year"], ignore_index=True)


def function_shares(panel: pd.DataFrame, region_codes: str | Collection[str]) -> pd.DataFrame:
    """Return how reported spending divides over the twelve budget functions (fungsi).

    Parameters
    ----------
    panel : pandas.DataFrame
        ``region_code``, ``year``, ``spending_total_idr`` and the twelve ``spending_<function>_idr``.
    region_codes : str or collection of str
        The regions wanted.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, function, share_pct, functions_total_idr, spending_total_idr, covered_pct,
        functions_reported``: twelve rows per region and year in which at least one function is reported.
        ``share_pct`` is the share of the sum of the functions that are reported; a function that is not
        reported has a missing share, never zero. ``covered_pct`` is that sum against total spending.

    Raises
    ------
    MethodError
        If a column is absent, a region has two rows for a year, or an amount is negative (a share of a sum
        with negative parts means nothing).

    Notes
    -----
    The twelve functions are those of the panel's producer (World Bank, INDO-DAPOER; 2001-2012); closure to
    100 as for any composition (Aitchison 1986, The Statistical Analysis of Compositional Data, chapter 2).
    Shares of years with different ``functions_reported`` do not compare. A zero stays a zero: whether the
    producer wrote zero for "not reported" is a question for the audit of the data, not decided here.
    """
    names = {f"spending_{function}_idr": function for function in FUNCTIONS}
    require_columns(panel, ["region_code", "year", TOTAL, *names], "the panel")
    wanted = panel["region_code"].isin(as_codes(region_codes))
    rows = panel.loc[wanted, ["region_code", "year", TOTAL, *names]]
    require_one_row_a_year(rows)
    amounts = rows[list(names)].astype(float)
    if (amounts < 0).any(axis=None):
        first = rows.loc[amounts.lt(0).any(axis=1)].iloc[0]
        raise MethodError(
            f"Region {first['region_code']} has a negative amount for a budget function in {first['year']}; "
            "shares need amounts of zero or more. Check the panel."
        )
    total = amounts.sum(axis=1, min_count=1)
    spending = rows[TOTAL].astype(float)
    wide = amounts.div(total.where(total > 0), axis=0).mul(100).rename(columns=names)
    wide = wide.assign(
        region_code=rows["region_code"],
        year=rows["year"],
        functions_total_idr=total,
        spending_total_idr=spending,
        covered_pct=100 * total / spending.where(spending > 0),
        functions_reported=amounts.notna().sum(axis=1),
    )
    keys = [
        "region_code", "year", "functions_total_idr", "spending_total_idr", "covered_pct",
        "functions_reported",
    ]  # fmt: skip
    tidy = wide.loc[total.notna()].melt(id_vars=keys, var_name="function", value_name="share_pct")
    order = [*keys[:2], "function", "share_pct", *keys[2:]]
    return tidy.loc[:, order].sort_values(["region_code", "year", "function"], ignore_index=True)


def comparable_shares(shares: pd.DataFrame, function: str) -> pd.DataFrame:
    """Return the shares of one function in the years that compare with the last one.

    Parameters
    ----------
    shares : pandas.DataFrame
        What :func:`function_shares` gives for one region.
    function : str
        A budget function, such as ``"health"``.

    Returns
    -------
    pandas.DataFrame
        Its rows with a share, by year, of the years in which as many functions are reported as in the last;
        empty where no share is known.
    """
    rows = shares[shares["function"] == function].dropna(subset=["share_pct"]).sort_values("year")
    if rows.empty:
        return rows
    same = rows["functions_reported"] == rows["functions_reported"].iloc[-1]
    return rows[same].reset_index(drop=True)


def in_billions(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return amounts of rupiah in billions (miliar, 10^9)."""
    require_columns(rows, [column], "the table")
    return rows[column].astype(float) / BILLION


def national_spending(
    panel: pd.DataFrame, regions: pd.DataFrame, deflator: pd.DataFrame, item: str
) -> pd.DataFrame:
    """Return how one item per person, in constant 2010 prices, is spread over all districts.

    Parameters
    ----------
    panel, deflator : pandas.DataFrame
        As for :func:`spending_per_person`.
    regions : pandas.DataFrame
        ``region_code`` and ``level``; only kabupaten and kota count.
    item : str
        A money column of the panel.

    Returns
    -------
    pandas.DataFrame
        ``year, p10, p25, median, p75, p90`` in rupiah of 2010 per person, and ``districts_count`` (0, with
        NaN, in a year without amount, population or price index).

    Raises
    ------
    MethodError
        As for :func:`spending_per_person`.

    Notes
    -----
    Percentiles: Hyndman and Fan (1996), American Statistician 50(4): 361-365, definition 7; unweighted.
    """
    rows = district_rows(panel, regions)
    tidy = spending_per_person(rows, deflator, district_codes(regions), [item])
    return yearly_spread(tidy["year"], tidy["constant_2010_per_person_idr"])
