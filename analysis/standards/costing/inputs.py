"""What a region supplies, as inputs of a costing: baselines, targets, denominators and unit costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import DataError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.catalogue import Indicator
from analysis.standards.costing.baselines import Baselines, baselines_of
from analysis.standards.costing.costs import KINDS, NAMED, each_cost
from analysis.standards.costing.rows import cell_error, require_codes

HORIZON = (3, 5)  # years of a plan whose targets do not say how long it is: at least, at most
COSTS = "unit-costs.csv"


@dataclass(frozen=True)
class CostingInputs:
    """Inputs of a costing, as the functions of this package take them.

    Attributes
    ----------
    baselines, targets, denominators : pandas.DataFrame
        For :func:`analysis.standards.costing.plan.make_plan`.
    costs : pandas.DataFrame
        Unit costs of the indicators that can be costed.
    ranges : pandas.DataFrame
        Denominators and baselines on which sources differ, for
        :func:`analysis.standards.costing.drawn.uncertain_costing`.
    base_year : int
    years : tuple of int
        Of the plan.
    left_out : pandas.DataFrame
        ``indicator_code, why``: indicators with a unit cost that could not be costed.
    """

    baselines: pd.DataFrame
    targets: pd.DataFrame
    denominators: pd.DataFrame
    costs: pd.DataFrame
    ranges: pd.DataFrame
    base_year: int
    years: tuple[int, ...]
    left_out: pd.DataFrame


def costing_inputs(
    indicators: pd.DataFrame,
    unit_costs: pd.DataFrame,
    catalogue: Iterable[Indicator],
    *,
    base_year: int | None = None,
    years: Sequence[int] | None = None,
    strict: bool = True,
) -> CostingInputs:
    """Read the inputs of a costing from the tables that a region supplies.

    Parameters
    ----------
    indicators, unit_costs : pandas.DataFrame
        Tables ``indicators`` and ``unit-costs`` of one region, as loaded: rows are named as in the file.
    catalogue : iterable of Indicator
        The standards: what is a proportion, and the target where the region gives none.
    base_year : int, optional
        Of the baseline; else the last year with a record that is not after the price year.
    years : sequence of int, optional
        Of the plan; else from the year after the base year as far as the region's own targets reach, at least
        three and at most five.
    strict : bool
        Refuse an indicator with a unit cost that cannot be costed; else leave it out and say why.

    Returns
    -------
    CostingInputs

    Raises
    ------
    DataError
        With table, row, column, what was found and what was expected: an unknown indicator, a cost that is
        negative or not between its ends, prices of several years, a purchase without a year, an item twice;
        if ``strict`` also a missing or zero denominator, no value, a proportion above 100, no target. Or
        nothing can be costed.

    Notes
    -----
    Where sources disagree on one year the middle value (median) is used and the range goes into ``ranges``.
    """
    known = {each.indicator_code: each for each in catalogue}
    costs = _checked_costs(unit_costs, known)
    found = baselines_of(
        indicators, known, sorted(set(costs["indicator_code"])), base_year, _price_year(costs)
    )
    own = found.targets[found.targets["year"] > found.base_year]
    if years is None:
        reach = int(own["year"].max()) - found.base_year if len(own) else 0
        length = min(max(reach, HORIZON[0]), HORIZON[1])
        years = range(found.base_year + 1, found.base_year + 1 + length)
    wanted = tuple(sorted({int(year) for year in years}))
    table, missing = _with_targets(found, own, known, wanted)
    left_out = pd.concat([found.left_out, missing], ignore_index=True)
    if strict and len(left_out):
        raise DataError(str(left_out["why"].iloc[0]))
    if table.empty:
        reasons = " ".join(left_out["why"])
        raise DataError(say("No indicator can be costed. {reasons}", reasons=reasons))
    codes = set(table["indicator_code"])

    def of(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["indicator_code"].isin(codes)].reset_index(drop=True)

    sizes = found.denominators
    return CostingInputs(
        table, of(own[own["year"].isin(wanted)]), of(sizes[sizes["year"].isin(wanted)]), of(costs),
        of(found.ranges), found.base_year, wanted, left_out,
    )  # fmt: skip


def _checked_costs(costs: pd.DataFrame, known: dict[str, Indicator]) -> pd.DataFrame:
    columns = ["indicator_code", "item", "cost_kind", "unit_cost_idr", "price_year", "year_from"]
    require_columns(costs, columns, COSTS)
    if costs.empty:
        raise DataError(say("{table} has no rows; give what it costs to serve one more.", table=COSTS))
    require_codes(costs, COSTS, known)
    low, high = (costs.get(f"unit_cost_{end}_idr", costs["unit_cost_idr"]) for end in ("low", "high"))
    likely, first = costs["unit_cost_idr"], int(costs["price_year"].iloc[0])
    bought = costs["cost_kind"].eq("investment")
    problems: tuple[tuple[str, pd.Series, str], ...] = (
        ("unit_cost_idr", ~(likely >= 0), say("an amount of 0 or more")),
        ("cost_kind", ~costs["cost_kind"].isin(KINDS), say("one of {values}", values=", ".join(KINDS))),
        ("unit_cost_low_idr", low > likely, say("at most the unit cost of the row")),
        ("unit_cost_high_idr", high < likely, say("at least the unit cost of the row")),
        ("price_year", costs["price_year"].ne(first), say(
            "{year}, the price year of the first row, for all: costs at the prices of one year", year=first)),
        ("year_from", bought & costs["year_from"].isna(), say("the year in which it is bought")),
        ("item", costs.duplicated(list(NAMED)), say("each item of an indicator once")),
    )  # fmt: skip
    for column, wrong, expected in problems:
        if wrong.fillna(False).any():
            row = wrong[wrong.fillna(False)].index[0]
            raise cell_error(COSTS, row, column, costs.at[row, column], expected)
    return costs


def _price_year(costs: pd.DataFrame) -> int:
    return int(costs["price_year"].iloc[0])


def _with_targets(
    found: Baselines, own: pd.DataFrame, known: dict[str, Indicator], years: tuple[int, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the target of the last year: the region's own, else that of the catalogue, not below its own."""
    last = own[own["year"].le(years[-1])].sort_values("year").groupby("indicator_code").tail(1)
    given = {row.indicator_code: (int(row.year), float(row.target_pct)) for row in each_cost(last)}
    rows, missing = [], []
    for code in found.table["indicator_code"]:
        target = known[code].target
        national = None if target is None else target / found.per_percent(known[code])
        year, mine = given.get(code, (None, 0.0))
        if year is not None and (year == years[-1] or national is None):
            rows.append(mine)
        elif national is not None:
            rows.append(max(national, mine))
        else:
            rows.append(float("nan"))
            missing.append(
                say(
                    "{code}: no source has its target; give target_pct for {year} in indicators.csv.",
                    code=code, year=years[-1],
                )
            )  # fmt: skip
    table = found.table.assign(target_pct=rows)
    lacking = table.loc[table["target_pct"].isna(), "indicator_code"].tolist()
    told = pd.DataFrame({"indicator_code": lacking, "why": missing}, dtype=str)
    return table.dropna(subset="target_pct").reset_index(drop=True), told
