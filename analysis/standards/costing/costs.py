"""Unit costs as a table that can be laid out over the years of a plan: filled and checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.standards.costing.plan import Plan

KINDS = ("variable", "fixed", "investment")
COST_COLUMNS = ("indicator_code", "item", "cost_kind", "unit_cost_idr", "price_year")
NAMED = ("indicator_code", "item", "cost_kind", "year_from")


def each_cost(costs: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows as named tuples, without the type checker's guess at each cell."""
    return iter(costs.itertuples(index=False))


def checked_costs(plan: Plan, costs: pd.DataFrame) -> pd.DataFrame:
    """Return the costs of the plan's indicators with every column filled; refuse what cannot be costed."""
    require_columns(costs, COST_COLUMNS, "the unit costs")
    filled = costs.assign(
        **{
            name: costs.get(name, pd.Series(np.nan, index=costs.index)).astype(float)
            for name in ("quantity", "year_from", "year_to", "useful_life_years")
        }
    )
    filled["quantity"] = filled["quantity"].fillna(1.0)
    wrong = sorted(set(filled["cost_kind"]) - set(KINDS))
    if wrong:
        raise MethodError(f"'{wrong[0]}' is no kind of cost; it is one of {', '.join(KINDS)}.")
    unknown = sorted(set(filled["indicator_code"]) - set(plan.indicators))
    if unknown:
        raise MethodError(f"A unit cost names {unknown[0]}, which the plan does not have.")
    for cost in each_cost(filled):
        _check(cost, plan.years)
    twice = filled.loc[filled.duplicated(list(NAMED)), ["indicator_code", "item"]]
    if len(twice):
        raise MethodError(f"{', '.join(twice.iloc[0])}: the item stands twice; keep one.")
    return filled.reset_index(drop=True)


def _check(cost: Any, years: tuple[int, ...]) -> None:
    named = f"{cost.indicator_code}, {cost.item}"
    for name in ("unit_cost_idr", "quantity"):
        value = float(getattr(cost, name))
        if not 0 <= value < float("inf"):
            raise MethodError(f"{named}: expected {name} of zero or more, found {value:g}.")
    first, last, life = (float(getattr(cost, n)) for n in ("year_from", "year_to", "useful_life_years"))
    if last < first:
        raise MethodError(f"{named}: it is paid from {first:.0f} to {last:.0f}, which ends before it starts.")
    if cost.cost_kind != "investment":
        return
    if not years[0] <= first <= years[-1] or last > first:
        raise MethodError(
            f"{named}: an investment is bought in one year of the plan ({years[0]}-{years[-1]}), given as "
            f"year_from; found {first:.0f}. Give a row to each purchase."
        )
    if life < 1:
        raise MethodError(f"{named}: a useful life is at least one year, found {life:g}.")
