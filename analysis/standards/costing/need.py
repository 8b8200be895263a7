"""What reaching the targets costs: the need for what is missing, and the cost of serving all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.standards.costing.cells import (
    Cells,
    cost_cells,
    people_at_target,
    people_to_add,
)
from analysis.standards.costing.costs import checked_costs
from analysis.standards.costing.plan import Plan
from analysis.standards.costing.prices import Inflation, same_price_year

MEASURES = ("need", "serving")
KEYS = ["indicator_code", "year"]
MONEY = ("need_idr", "need_constant_idr", "serving_idr", "serving_constant_idr")


@dataclass(frozen=True)
class Need:
    """What a plan costs.

    Attributes
    ----------
    items : pandas.DataFrame
        A row per item and year: ``indicator_code, year, item, cost_kind`` and the four amounts below.
    table : pandas.DataFrame
        A row per indicator and year: ``people_to_add`` (those to be served in addition to the baseline),
        ``people_at_target`` (all to be served), and the four amounts. ``need_idr`` is the incremental need,
        for those to be added; ``serving_idr`` the total cost of serving all at the target. Fixed activities
        and investments are in both. Both are in prices of the year; ``_constant_`` in prices of the price
        year. The two measures answer different questions and are never mixed.
    price_year : int
        Year of the constant prices.
    beyond_horizon_idr : float
        Investment that falls after the plan when it is spread over the useful life, at constant prices.
    not_costed : tuple of str
        Indicators of the plan without a unit cost: they are not in the amounts.
    notes : tuple of str
        What a reader has to know.
    """

    items: pd.DataFrame
    table: pd.DataFrame
    price_year: int
    beyond_horizon_idr: float
    not_costed: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def total_idr(self) -> float:
        """Incremental need over all years, in prices of the year."""
        return float(self.table["need_idr"].sum())

    @property
    def total_serving_idr(self) -> float:
        """Total cost of serving over all years, in prices of the year."""
        return float(self.table["serving_idr"].sum())

    @property
    def total_constant_idr(self) -> float:
        """Incremental need over all years, in prices of the price year."""
        return float(self.table["need_constant_idr"].sum())

    @property
    def people_to_add(self) -> float:
        """Those to be served in addition, summed over indicators and years: service-years, not persons."""
        return float(self.table["people_to_add"].sum())


def cost_need(
    plan: Plan, costs: pd.DataFrame, *, inflation: Inflation = 0.0, spread_investment: bool = False
) -> Need:
    """Return what reaching the targets costs, by indicator and year.

    Parameters
    ----------
    plan : Plan
        From :func:`analysis.standards.costing.plan.make_plan`.
    costs : pandas.DataFrame
        A row per item: ``indicator_code, item, cost_kind`` (``variable``: for each one served; ``fixed``: an
        activity each year; ``investment``: once, in ``year_from``), ``unit_cost_idr`` and ``price_year``, one
        for all. Optional: ``quantity`` (units for each one served, a year, or in all; 1 if missing),
        ``year_from`` and ``year_to`` (years of payment; all if missing), ``useful_life_years``.
    inflation : float or mapping of int to float
        Yearly rate from the price year on, or the rate of each year.
    spread_investment : bool
        Spread investments evenly over their useful life, at prices of the year of purchase, instead of
        counting them when they are bought. What falls after the plan is told.

    Returns
    -------
    Need

    Raises
    ------
    MethodError
        Costs of an unknown indicator or kind, negative, of several price years or outside the plan; an item
        twice; no cost for any indicator; a useful life that is needed and not given.

    Notes
    -----
    ``need = (target - baseline) / 100 * denominator * unit cost * (1 + inflation) ** t``, zero where the
    baseline is at the target or above, plus fixed activities and investments; the costing that districts of
    the Kinerja programme made for three to five years. Unit costs do not change with scale, and one price
    factor holds for all items. A fixed activity counts also where nothing has to be added: leave it out if
    it is not run then.
    """
    lacking = tuple(code for code in plan.indicators if code not in set(costs.get("indicator_code", ())))
    if len(lacking) == len(plan.indicators):
        raise MethodError("No indicator of the plan has a unit cost; give one for at least one indicator.")
    cells = cost_cells(plan, costs, inflation, spread_investment=spread_investment)
    ready = checked_costs(plan, costs)
    baseline, size = (plan.table[name].to_numpy(dtype=float) for name in ("baseline_pct", "denominator"))
    people = {
        "need": people_to_add(plan, baseline, size),
        "serving": people_at_target(plan, baseline, size),
    }
    money = _money(cells, people, ready["unit_cost_idr"].to_numpy(dtype=float))
    items = cells.table.assign(**money)
    served = plan.table[KEYS].assign(people_to_add=people["need"], people_at_target=people["serving"])
    sums = items.groupby(KEYS)[list(MONEY)].sum().reset_index()
    table = served[~served["indicator_code"].isin(lacking)].merge(sums, on=KEYS, how="left")
    table[list(MONEY)] = table[list(MONEY)].fillna(0.0)  # a year in which no item is paid costs nothing
    return Need(
        items, table, same_price_year(ready), cells.beyond, lacking,
        (*plan.notes, *_notes(lacking, items, table, cells.beyond)),
    )  # fmt: skip


def _money(cells: Cells, people: dict[str, np.ndarray], unit_cost: np.ndarray) -> dict[str, np.ndarray]:
    return {
        f"{measure}_{prices}idr": cells.amounts(people[measure], unit_cost, current=not prices)
        for measure in MEASURES
        for prices in ("", "constant_")
    }


def _notes(
    lacking: tuple[str, ...], items: pd.DataFrame, table: pd.DataFrame, beyond: float
) -> tuple[str, ...]:
    notes = []
    if lacking:
        codes = ", ".join(lacking)
        notes.append(say("Not costed, because no unit cost is given: {codes}.", codes=codes))
    idle = table.groupby("indicator_code")["people_to_add"].sum().eq(0)
    kept = items[items["indicator_code"].isin(idle.index[idle]) & items["need_idr"].gt(0)]
    if len(kept):
        codes = ", ".join(sorted(set(kept["indicator_code"])))
        notes.append(
            say(
                "Nothing has to be added, but fixed activities or investments are counted: {codes}.",
                codes=codes,
            )
        )
    if beyond > 0:
        amount = f"{beyond:,.0f}"
        notes.append(
            say("Rp {amount} of investment, at constant prices, falls after the plan.", amount=amount)
        )
    return tuple(notes)
