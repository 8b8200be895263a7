"""A region's costing from the tables that it supplies: need, money, gap, what it buys, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.standards.catalogue import Indicator
from analysis.standards.costing.curve import least_cost_curve
from analysis.standards.costing.drawn import UncertainCosting, uncertain_costing
from analysis.standards.costing.gap import FundingGap, funding_gap
from analysis.standards.costing.inputs import CostingInputs, costing_inputs
from analysis.standards.costing.lines import Budget, budget_of
from analysis.standards.costing.need import Need, cost_need
from analysis.standards.costing.plan import Plan, make_plan
from analysis.standards.costing.prices import Inflation
from analysis.standards.costing.purchase import Purchase, buy, options_of
from analysis.standards.costing.uncertain_purchase import purchase_uncertainty
from analysis.standards.costing.uncertainty import ALL, CostUncertainty, need_uncertainty

NO_ALLOCATION = pd.DataFrame(
    {"indicator_code": pd.Series(dtype=str), "year": pd.Series(dtype=int),
     "funding_source": pd.Series(dtype=str), "allocation_idr": pd.Series(dtype=float)}
)  # fmt: skip
PURCHASE_DRAWS = 100  # each is a linear programme


@dataclass(frozen=True)
class RegionCosting:
    """What it costs to reach the standards in one region.

    Attributes
    ----------
    inputs : CostingInputs
        As read, with what was left out and why.
    plan : Plan
    need : Need
    budget : Budget or None
        None where the region supplied no budget lines.
    gap, serving_gap : FundingGap
        What is missing by the need for those to be added, and by the cost of serving all.
    uncertain : UncertainCosting or None
        None where no input has a range.
    draws, seed : int
    """

    inputs: CostingInputs
    plan: Plan
    need: Need
    budget: Budget | None
    gap: FundingGap
    serving_gap: FundingGap
    uncertain: UncertainCosting | None
    draws: int
    seed: int

    @cached_property
    def options(self) -> pd.DataFrame:
        """What could be bought, in prices of the year."""
        return options_of(self.need)

    @cached_property
    def curve(self) -> pd.DataFrame:
        """In which order gaps close at least cost; without rows where there is no gap."""
        if not self.need.people_to_add > 0:
            return pd.DataFrame(columns=["rank", "indicator_code"])
        return least_cost_curve(self.options)

    @property
    def ordered_count(self) -> int:
        """Indicators in the order: those that are costed and have a gap."""
        return len(self.curve)

    @cached_property
    def funds(self) -> pd.DataFrame:
        """The money for the indicators that are costed, by source and year, free to move between them."""
        money = self.allocations.groupby(["funding_source", "year"])["allocation_idr"].sum().reset_index()
        return money.rename(columns={"allocation_idr": "amount_idr"})

    @property
    def money_idr(self) -> float:
        """Allocations of the indicators and years that are costed."""
        return float(self.allocations["allocation_idr"].sum())

    @property
    def costed_count(self) -> int:
        """Indicators that are costed."""
        return int(self.need.table["indicator_code"].nunique())

    @property
    def allocations(self) -> pd.DataFrame:
        """Allocations of the indicators and years that are costed."""
        money = NO_ALLOCATION if self.budget is None else self.budget.table
        inside = money["indicator_code"].isin(self.need.table["indicator_code"])
        return money[inside & money["year"].isin(self.plan.years)]

    @cached_property
    def purchase(self) -> Purchase | None:
        """The most people whom that money reaches if it may move; None without money."""
        return buy(self.options, self.funds) if len(self.funds) else None

    @cached_property
    def purchase_range(self) -> pd.DataFrame | None:
        """The same with intervals; None without money, gaps or uncertain inputs."""
        if self.uncertain is None or self.funds.empty or not self.need.people_to_add > 0:
            return None
        draws = min(self.draws, PURCHASE_DRAWS)
        return purchase_uncertainty(self.uncertain, self.funds, draws=draws, seed=self.seed)

    @cached_property
    def uncertainty(self) -> CostUncertainty | None:
        """Need and gap for those to be added, with intervals; None without uncertain inputs."""
        if self.uncertain is None:
            return None
        return need_uncertainty(self.uncertain, self.allocations, draws=self.draws, seed=self.seed)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know, in the language of messages."""
        notes = [*self.need.notes, *self.inputs.left_out["why"]]
        if self.budget is not None and self.budget.repeated_year is not None:
            notes.append(
                say(
                    "No budget line is of a year of the plan; {document} of {year} is repeated unchanged.",
                    document=self.budget.document.upper().replace("_", "-"), year=self.budget.repeated_year,
                )
            )  # fmt: skip
        return tuple(notes)


def cost_region(
    indicators: pd.DataFrame,
    unit_costs: pd.DataFrame,
    catalogue: Iterable[Indicator],
    *,
    inflation: Inflation,
    budget_lines: pd.DataFrame | None = None,
    line_indicators: pd.DataFrame | None = None,
    years: Sequence[int] | None = None,
    base_year: int | None = None,
    document: str | None = None,
    growth: float = 0.0,
    spread_investment: bool = False,
    strict: bool = False,
    draws: int = 2_000,
    seed: int = 0,
) -> RegionCosting:
    """Cost a region's way to the standards from its own tables.

    Parameters
    ----------
    indicators, unit_costs, catalogue, years, base_year, strict
        As for :func:`analysis.standards.costing.inputs.costing_inputs`.
    inflation, spread_investment
        As for :func:`analysis.standards.costing.need.cost_need`.
    budget_lines, line_indicators, document
        As for :func:`analysis.standards.costing.lines.budget_of`; without lines all of the need is missing.
    growth : float
        Yearly growth of denominators that are not given.
    draws, seed
        Of the simulation.

    Returns
    -------
    RegionCosting
        What is drawn or optimised is computed when it is first asked for.

    Raises
    ------
    DataError
        What the tables hold cannot be costed; the message names table, row and column.
    MethodError
        As for the functions named above.

    Notes
    -----
    The limits of the package hold: cost in proportion to the number served, nothing on equity or quality.
    """
    known = tuple(catalogue)
    inputs = costing_inputs(indicators, unit_costs, known, base_year=base_year, years=years, strict=strict)
    plan = make_plan(
        inputs.baselines, inputs.years, base_year=inputs.base_year, targets=inputs.targets,
        denominators=inputs.denominators, growth=growth,
    )  # fmt: skip
    need = cost_need(plan, inputs.costs, inflation=inflation, spread_investment=spread_investment)
    budget = None
    if budget_lines is not None and len(budget_lines):
        codes = [each.indicator_code for each in known]
        budget = budget_of(budget_lines, line_indicators, inputs.years, codes, document=document)
    money = NO_ALLOCATION if budget is None else budget.table
    gaps = [funding_gap(need.table, money, measure=measure) for measure in ("need", "serving")]
    try:
        uncertain = uncertain_costing(
            plan, inputs.costs, inputs.ranges, inflation=inflation, spread_investment=spread_investment
        )
    except MethodError:
        if _has_ranges(inputs):
            raise
        uncertain = None
    return RegionCosting(inputs, plan, need, budget, gaps[0], gaps[1], uncertain, draws, seed)


def _has_ranges(inputs: CostingInputs) -> bool:
    both = [name for name in ("unit_cost_low_idr", "unit_cost_high_idr") if name in inputs.costs]
    return bool(len(inputs.ranges) or (len(both) == 2 and inputs.costs[both].notna().all(axis=1).any()))


__all__ = ["ALL", "RegionCosting", "cost_region"]
