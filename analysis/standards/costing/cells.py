"""The arithmetic of need, for one set of inputs or for many drawn ones: a cell per cost item and year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.standards.costing.costs import checked_costs, each_cost
from analysis.standards.costing.plan import Plan
from analysis.standards.costing.prices import Inflation, price_factors, same_price_year


@dataclass(frozen=True)
class Cells:
    """Cost items by year, as arrays; the last axis of every result runs over the rows of ``table``.

    Attributes
    ----------
    table : pandas.DataFrame
        ``indicator_code, year, item, cost_kind``: a row per item and year in which it is paid.
    place : numpy.ndarray
        Row of the plan's table that each cell belongs to.
    item : numpy.ndarray
        Row of the costs that each cell belongs to.
    units : numpy.ndarray
        Units for each one served (variable), or units in that year (fixed, investment).
    price : numpy.ndarray
        Price factor of the year, or of the year of purchase.
    variable : numpy.ndarray
        Whether the cell grows with those served.
    beyond : float
        Part of investments that falls after the plan when they are spread, at constant prices.
    """

    table: pd.DataFrame
    place: np.ndarray
    item: np.ndarray
    units: np.ndarray
    price: np.ndarray
    variable: np.ndarray
    beyond: float

    def amounts(self, people: np.ndarray, unit_cost: np.ndarray, *, current: bool = True) -> np.ndarray:
        """Return rupiah per cell.

        Parameters
        ----------
        people : numpy.ndarray
            Those to be served, by row of the plan's table (last axis).
        unit_cost : numpy.ndarray
            By row of the costs (last axis).
        current : bool
            Prices of each year; else of the price year.
        """
        served = np.where(self.variable, people[..., self.place], 1.0)
        amount = served * self.units * unit_cost[..., self.item]
        return np.asarray(amount * self.price if current else amount)


def people_to_add(plan: Plan, baseline: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return those to be served in addition, by row of the plan's table (last axis); never negative."""
    missing = np.maximum(plan.table["goal_pct"].to_numpy() - baseline, 0)
    return np.asarray(plan.table["way"].to_numpy() * missing / 100 * denominator)


def people_at_target(plan: Plan, baseline: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return all who are to be served at the target, those already served among them."""
    goal, way = plan.table["goal_pct"].to_numpy(), plan.table["way"].to_numpy()
    target = np.where(goal > baseline, baseline + way * (goal - baseline), goal)
    return np.asarray(target / 100 * denominator)


def cost_cells(plan: Plan, costs: pd.DataFrame, inflation: Inflation, *, spread_investment: bool) -> Cells:
    """Lay cost items out over the years of the plan; see `analysis.standards.costing.need.cost_need`."""
    costs = checked_costs(plan, costs)
    factors = price_factors(inflation, same_price_year(costs), plan.years)
    rows: list[tuple[int, int, float, float]] = []
    places = {(str(code), int(year)): place for place, (code, year) in enumerate(
        zip(plan.table["indicator_code"], plan.table["year"], strict=True))}  # fmt: skip
    beyond = 0.0
    for item, cost in enumerate(each_cost(costs)):
        years, units, after = _paid(cost, plan.years, spread_investment)
        beyond += after * float(cost.unit_cost_idr)
        bought = factors[int(cost.year_from)] if cost.cost_kind == "investment" else None
        rows += [
            (places[cost.indicator_code, year], item, number, bought or factors[year])
            for year, number in zip(years, units, strict=True)
        ]
    place, item_of = (np.array([row[part] for row in rows], dtype=int) for part in (0, 1))
    table = pd.concat(
        [
            plan.table[["indicator_code", "year"]].iloc[place].reset_index(drop=True),
            costs[["item", "cost_kind"]].iloc[item_of].reset_index(drop=True),
        ],
        axis=1,
    )
    return Cells(
        table, place, item_of, np.array([row[2] for row in rows]), np.array([row[3] for row in rows]),
        (table["cost_kind"] == "variable").to_numpy(), beyond,
    )  # fmt: skip


def _paid(cost: Any, years: tuple[int, ...], spread: bool) -> tuple[list[int], list[float], float]:
    """Return the years in which an item is paid, its units in each, and the units left after the plan."""
    first, last = (float(getattr(cost, name)) for name in ("year_from", "year_to"))
    units = float(cost.quantity)
    if cost.cost_kind != "investment":
        paid = [year for year in years if not year < first and not year > last]
        return paid, [units] * len(paid), 0.0
    life = float(cost.useful_life_years)
    if not spread:
        return [int(first)], [units], 0.0
    if np.isnan(life):
        raise MethodError(
            f"{cost.indicator_code}, {cost.item}: an investment is spread over its useful life, which is not "
            "given."
        )
    parts = {year: min(1.0, max(first + life - year, 0.0)) / life for year in years if year >= first}
    parts = {year: part for year, part in parts.items() if part > 0}
    return list(parts), [units * part for part in parts.values()], units * (1 - sum(parts.values()))
