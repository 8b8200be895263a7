"""Uncertain inputs of a costing: which there are, how they are drawn, and what the plan costs with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.panels import require_columns
from analysis.standards.costing.cells import Cells, cost_cells, people_at_target, people_to_add
from analysis.standards.costing.costs import checked_costs, each_cost
from analysis.standards.costing.plan import Plan
from analysis.standards.costing.prices import Inflation
from analysis.statistics.three_point import three_point_draws

UNIT_COST, DENOMINATOR, BASELINE = QUANTITIES = ("unit_cost", "denominator", "baseline")
Correlation = float | Mapping[str, float]


@dataclass(frozen=True)
class Drawn:
    """What a plan costs with drawn inputs: the first axis runs over the draws.

    Attributes
    ----------
    people_to_add, people_at_target : numpy.ndarray
        By row of the plan's table.
    need, serving : numpy.ndarray
        Rupiah of the year, by cell (cost item and year).
    """

    people_to_add: np.ndarray
    people_at_target: np.ndarray
    need: np.ndarray
    serving: np.ndarray


@dataclass(frozen=True)
class UncertainCosting:
    """A plan with its costs, and those of its inputs that are known only between two values.

    Attributes
    ----------
    plan, costs, cells
        What is costed.
    inputs : pandas.DataFrame
        ``quantity, indicator_code, item, place, low, likely, high``: ``place`` is the row of the costs, or
        the place of the indicator among those of the plan.
    """

    plan: Plan
    costs: pd.DataFrame
    cells: Cells
    inputs: pd.DataFrame

    def draw(
        self, draws: int, rng: np.random.Generator, distribution: str, correlation: Correlation
    ) -> np.ndarray:
        """Return drawn inputs, (draws, inputs)."""
        groups = self.inputs["quantity"].to_numpy()
        shared = np.array([_correlation_of(name, correlation) for name in groups], dtype=float)
        low, likely, high = (self.inputs[name].to_numpy(dtype=float) for name in ("low", "likely", "high"))
        return three_point_draws(
            low, likely, high, draws, rng, distribution=distribution, correlation=shared, groups=groups
        )

    def evaluate(self, drawn: np.ndarray) -> Drawn:
        """Return what the plan costs with drawn inputs of shape (draws, inputs)."""
        table, draws = self.plan.table, len(drawn)
        cost = np.tile(self.costs["unit_cost_idr"].to_numpy(dtype=float), (draws, 1))
        baseline, size = (
            np.tile(table[name].to_numpy(dtype=float), (draws, 1)) for name in ("baseline_pct", "denominator")
        )
        owner = np.searchsorted(self.plan.indicators, table["indicator_code"])
        for column, (quantity, place, likely) in enumerate(
            zip(*(self.inputs[name] for name in ("quantity", "place", "likely")), strict=True)
        ):
            values = drawn[:, [column]]
            if quantity == UNIT_COST:
                cost[:, [place]] = values
            elif quantity == BASELINE:
                baseline[:, owner == place] = values
            else:
                size[:, owner == place] *= values / likely
        add, whole = (
            people_to_add(self.plan, baseline, size), people_at_target(self.plan, baseline, size),
        )  # fmt: skip
        return Drawn(add, whole, self.cells.amounts(add, cost), self.cells.amounts(whole, cost))

    def factors(self, correlation: Correlation) -> dict[str, list[int]]:
        """Return the inputs as independent factors: one each, or all of a quantity that move together."""
        found: dict[str, list[int]] = {}
        for column, row in enumerate(each_cost(self.inputs)):
            named = " ".join(part for part in (row.indicator_code, row.item) if part)
            together = _correlation_of(row.quantity, correlation) > 0
            found.setdefault(f"{row.quantity}: {'all' if together else named}", []).append(column)
        return found


def uncertain_costing(
    plan: Plan,
    costs: pd.DataFrame,
    ranges: pd.DataFrame | None = None,
    *,
    inflation: Inflation = 0.0,
    spread_investment: bool = False,
) -> UncertainCosting:
    """Join a plan and its costs with what is uncertain about them; indicators without a cost are left out.

    Parameters
    ----------
    plan, costs, inflation, spread_investment
        As for :func:`analysis.standards.costing.need.cost_need`; the costs may have ``unit_cost_low_idr`` and
        ``unit_cost_high_idr``, and a row with both is uncertain.
    ranges : pandas.DataFrame, optional
        ``quantity`` (``denominator`` of the base year, moving all years in proportion, or ``baseline`` in
        percent), ``indicator_code, low, high``.

    Raises
    ------
    MethodError
        An unknown quantity or indicator, a range given twice or not around the likely value, or nothing
        uncertain.
    """
    ready = checked_costs(plan, costs)
    whole, plan = plan, plan.only(ready["indicator_code"])
    cells = cost_cells(plan, costs, inflation, spread_investment=spread_investment)
    inputs = pd.concat([_of_costs(ready), _of_plan(whole, plan, ranges)], ignore_index=True)
    if inputs.empty:
        raise MethodError(
            "Nothing is uncertain: give lowest and highest unit costs, or ranges of denominators or "
            "baselines."
        )
    for row in each_cost(inputs):
        if not 0 <= row.low <= row.likely <= row.high:
            raise MethodError(
                f"{row.indicator_code} {row.item}: the {row.quantity} of {row.likely:g} is not between "
                f"{row.low:g} and {row.high:g}, or one is negative."
            )
    return UncertainCosting(plan, ready, cells, inputs)


def _of_costs(costs: pd.DataFrame) -> pd.DataFrame:
    low, high = (
        costs.get(f"unit_cost_{end}_idr", pd.Series(np.nan, index=costs.index)).astype(float)
        for end in ("low", "high")
    )
    table = costs[["indicator_code", "item"]].assign(
        quantity=UNIT_COST, place=np.arange(len(costs)), low=low, likely=costs["unit_cost_idr"], high=high
    )
    return table[low.notna() & high.notna()]


def _of_plan(whole: Plan, plan: Plan, ranges: pd.DataFrame | None) -> pd.DataFrame:
    if ranges is None:
        return pd.DataFrame(columns=["indicator_code", "item", "quantity", "place", "low", "likely", "high"])
    require_columns(ranges, ["quantity", "indicator_code", "low", "high"], "the ranges")
    for name, known in (("quantity", QUANTITIES[1:]), ("indicator_code", whole.indicators)):
        stray = sorted(set(ranges[name]) - set(known))
        if stray:
            near = ", ".join(nearest(stray[0], known) or known)
            raise MethodError(f"The ranges name '{stray[0]}' as {name}; there is {near}.")
    if ranges.duplicated(["quantity", "indicator_code"]).any():
        raise MethodError("The ranges give one quantity of an indicator twice.")
    ranges = ranges[ranges["indicator_code"].isin(plan.indicators)]  # of those that are costed
    first = plan.table.drop_duplicates("indicator_code").set_index("indicator_code")
    columns = {BASELINE: "baseline_pct", DENOMINATOR: "denominator"}
    sure = {name: first[of].astype(float).to_dict() for name, of in columns.items()}
    likely = [
        sure[name][code] for name, code in zip(ranges["quantity"], ranges["indicator_code"], strict=True)
    ]
    places = np.searchsorted(plan.indicators, ranges["indicator_code"])
    return ranges[["indicator_code", "quantity", "low", "high"]].assign(item="", place=places, likely=likely)


def _correlation_of(quantity: str, correlation: Correlation) -> float:
    return float(correlation if isinstance(correlation, int | float) else correlation.get(quantity, 0.0))
