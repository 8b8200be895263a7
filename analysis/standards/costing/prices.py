"""Prices of a year as prices of another: inflation as a rate or by year, and its past mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns

Inflation = float | Mapping[int, float]


def price_factors(inflation: Inflation, price_year: int, years: Sequence[int]) -> dict[int, float]:
    """Return by how much prices of the price year are multiplied to be prices of each year.

    Parameters
    ----------
    inflation : float or mapping of int to float
        Yearly rate (0.05 is five per cent), or the rate of each year after the price year.
    price_year : int
        Year whose prices are known: factor 1.
    years : sequence of int
        Not before the price year.

    Returns
    -------
    dict of int to float
        ``(1 + rate) ** (year - price_year)`` where the rate is one.

    Raises
    ------
    MethodError
        A year before the price year, a rate of -1 or less, or a year without a rate.
    """
    last = max(years, default=price_year)
    if min(years, default=price_year) < price_year:
        raise MethodError(
            f"The costs are at prices of {price_year} and the plan has the year {min(years)}; give costs at "
            "prices of a year before the plan, or of its first year."
        )
    factors, level = {price_year: 1.0}, 1.0
    for year in range(price_year + 1, last + 1):
        rate = inflation if isinstance(inflation, int | float) else inflation.get(year)
        if rate is None:
            raise MethodError(
                f"There is no rate of inflation for {year}; give one for each year after {price_year}."
            )
        if not rate > -1:
            raise MethodError(
                f"The inflation of {year} is {rate:g}; a rate is above -1 (0.05 is five per cent)."
            )
        level *= 1 + rate
        factors[year] = level
    return {year: factors[year] for year in years}


def inflation_years(prices: pd.DataFrame, index: str, last_year: int, *, years: int = 5) -> tuple[int, int]:
    """Return the years between which :func:`mean_inflation` measures; arguments as there."""
    require_columns(prices, ["year", index], "the price index")
    known = prices.dropna(subset=index)["year"].astype(int)
    last = min(int(last_year), int(known.max())) if len(known) else int(last_year)
    if years < 1 or not {last, last - years} <= set(known):
        raise MethodError(
            f"The price index has no value for {last} and {last - years}; both ends are needed."
        )
    return last - years, last


def mean_inflation(prices: pd.DataFrame, index: str, last_year: int, *, years: int = 5) -> float:
    """Return the yearly rise of a price index over the years up to one year.

    Parameters
    ----------
    prices : pandas.DataFrame
        ``year`` and the index.
    index : str
        Its column.
    last_year : int
        The last year looked at; the last of the index if that ends earlier.
    years : int
        Over how many years the mean is taken.

    Returns
    -------
    float
        The geometric mean rate: 0.05 is five per cent a year.

    Raises
    ------
    MethodError
        An absent column, or an index that does not cover the years.

    Notes
    -----
    A mean of the past carried forward, not a forecast.
    """
    first, last = inflation_years(prices, index, last_year, years=years)
    level = prices.set_index("year")[index].astype(float)
    return float((level[last] / level[first]) ** (1 / years) - 1)


def same_price_year(costs: pd.DataFrame) -> int:
    """Return the one price year of a table of unit costs.

    Raises
    ------
    MethodError
        No row, or prices of several years: what a rupiah buys differs between them.
    """
    years = sorted({int(year) for year in costs["price_year"]})
    if len(years) != 1:
        raise MethodError(
            f"The unit costs are at prices of {', '.join(map(str, years)) or 'no year'}; one price year is "
            "needed. Bring them to one with `at_price_year` and an index of prices."
        )
    return years[0]


def at_price_year(costs: pd.DataFrame, price_year: int, prices: pd.DataFrame, index: str) -> pd.DataFrame:
    """Return unit costs of several price years at the prices of one.

    Parameters
    ----------
    costs : pandas.DataFrame
        ``price_year`` and one or more of ``unit_cost_idr, unit_cost_low_idr, unit_cost_high_idr``.
    price_year : int
        The year wanted.
    prices : pandas.DataFrame
        ``year`` and the index.
    index : str
        Its column.

    Returns
    -------
    pandas.DataFrame
        A copy with the costs multiplied by the index of the year wanted over that of the row's year.

    Raises
    ------
    MethodError
        An absent column, or a year that the index lacks.
    """
    require_columns(costs, ["price_year"], "the unit costs")
    require_columns(prices, ["year", index], "the price index")
    level = prices.dropna(subset=index).set_index("year")[index].astype(float)
    missing = sorted(({price_year} | {int(year) for year in costs["price_year"]}) - set(level.index))
    if missing:
        raise MethodError(f"The price index has no value for {missing[0]}.")
    factor = level[price_year] / costs["price_year"].map(level)
    money = [name for name in ("unit_cost_idr", "unit_cost_low_idr", "unit_cost_high_idr") if name in costs]
    changed = {name: costs[name].astype(float) * factor for name in money}
    return costs.assign(**changed, price_year=price_year)
