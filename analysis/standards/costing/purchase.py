"""What a given budget can buy: who is served with which money so that an objective is largest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.standards.costing.conflict import explain_conflict
from analysis.standards.costing.fair import max_min
from analysis.standards.costing.need import KEYS, Need
from analysis.standards.costing.offers import (
    OBJECTIVES,
    checked_funds,
    checked_options,
    checked_serves,
    weights_of,
)
from analysis.standards.costing.programme import Programme, Solution, make_programme, maximise
from analysis.standards.costing.whole import maximise_whole


@dataclass(frozen=True)
class Purchase:
    """What the money buys.

    Attributes
    ----------
    served : pandas.DataFrame
        ``indicator_code, year, gap_people, people, closed_pct, cost_idr``: who was missing, who is served,
        the share of the gap that is closed (100 where there was none), and the cost with its set-up.
    spent : pandas.DataFrame
        ``indicator_code, year, funding_source, amount_idr``: which money pays for it.
    funds : pandas.DataFrame
        ``funding_source, year, amount_idr, spent_idr, left_idr, shadow_price``: what one more rupiah would
        add to the objective (to the smallest score under ``gap_share`` and ``attainment``); year is missing
        where the money may be spent in any year. At a kink it is one of several possible prices.
    objective : str
        As asked.
    value : float
        Of the objective: people served, weighted people, or the smallest score (0 to 1).
    run : tuple of str
        Indicators whose set-up cost is paid.
    """

    served: pd.DataFrame
    spent: pd.DataFrame
    funds: pd.DataFrame
    objective: str
    value: float
    run: tuple[str, ...]

    @property
    def people(self) -> float:
        """Those served, summed over indicators and years: service-years, not persons."""
        return float(self.served["people"].sum())

    @property
    def cost_idr(self) -> float:
        """What is spent."""
        return float(self.served["cost_idr"].sum())

    @property
    def closed_pct(self) -> float:
        """Share of all gaps, in people, that is closed; 100 where there is none."""
        gap = float(self.served["gap_people"].sum())
        return 100 * self.people / gap if gap > 0 else 100.0


def buy(
    options: pd.DataFrame,
    funds: pd.DataFrame | float,
    *,
    objective: str = "people",
    weights: Mapping[str, float] | None = None,
    serves: Mapping[str, Collection[str]] | None = None,
    integer: bool = False,
) -> Purchase:
    """Return how a budget closes gaps best, for a stated objective.

    Parameters
    ----------
    options : pandas.DataFrame
        ``indicator_code, year, gap_people`` (how many can be added at most) and ``unit_cost_idr`` (for each
        one added, all variable items together). Optional: ``setup_idr``, cost of the year that has to be paid
        for the indicator to be served at all in any year; ``minimum_people``, a service level that has to be
        reached; ``capacity_people``, how many can be added in that year at most; ``people_at_target``, all
        who are to be served. See :func:`options_of` for those of a plan.
    funds : pandas.DataFrame or float
        ``funding_source, amount_idr`` and, where money belongs to a year, ``year``; one number is a total for
        all years.
    objective : str
        ``people``: as many as possible, each counting one; ``weighted``: each counts the weight of its
        indicator; ``gap_share``: the smallest share of a gap that is closed as large as possible, then the
        next smallest, so gaps close in proportion as far as money allows; ``attainment``: the same with those
        served over those to be served at the target.
    weights : mapping of str to float, optional
        Of each indicator, for ``weighted``.
    serves : mapping of str to collection of str, optional
        Funding source to the indicators that it may pay for; a source that is not named may pay for all.
    integer : bool
        People in whole numbers; a gap is then the least whole number that closes it.

    Returns
    -------
    Purchase

    Raises
    ------
    MethodError
        A column is absent or a value wrong; an unknown objective, source or indicator; minimum levels that
        cannot be met, with the levels and the money that conflict; an objective by the smallest score
        together with set-up costs or whole numbers, for which it is not built.

    Notes
    -----
    Linear programme, with switches where there are set-up costs, solved by HiGHS (Huangfu and Hall 2018,
    Mathematical Programming Computation 10: 119-142). The objective counts service-years over different
    services: that a birth counts as much as a school is a choice, and weights are another. Unit costs do not
    change with scale; nothing is said of who is reached first.
    """
    ready = checked_options(options, objective, integer=integer)
    money = checked_funds(funds)
    earmarks = checked_serves(serves, money, ready)
    programme = make_programme(ready, money, earmarks)
    solution = _solve(programme, objective, weights_of(ready, objective, weights), integer)
    if solution is None:
        raise MethodError(explain_conflict(programme, integer=integer))
    return _told(programme, solution, objective, weights_of(ready, objective, weights))


def options_of(need: Need) -> pd.DataFrame:
    """Return what a plan could buy, in prices of the year: gaps, unit costs and set-up costs.

    Fixed activities and investments become set-up costs of their indicator: without them nobody is served.

    Returns
    -------
    pandas.DataFrame
        ``indicator_code, year, gap_people, people_at_target, unit_cost_idr, setup_idr``. Where nobody has to
        be added the unit cost is zero, because none follows from the plan.
    """
    items, kinds = need.items, need.items["cost_kind"]
    sums = {
        "variable_idr": items[kinds == "variable"].groupby(KEYS)["need_idr"].sum(),
        "setup_idr": items[kinds != "variable"].groupby(KEYS)["need_idr"].sum(),
    }
    table = need.table[[*KEYS, "people_to_add", "people_at_target"]].set_index(KEYS)
    table = table.assign(**{name: values.reindex(table.index).fillna(0.0) for name, values in sums.items()})
    people = table["people_to_add"]
    table["unit_cost_idr"] = (table["variable_idr"] / people.where(people > 0)).fillna(0.0)
    columns = [*KEYS, "gap_people", "people_at_target", "unit_cost_idr", "setup_idr"]
    return table.rename(columns={"people_to_add": "gap_people"}).reset_index()[columns]


def _solve(programme: Programme, objective: str, weight: np.ndarray, integer: bool) -> Solution | None:
    gain = np.zeros(len(programme.low))
    gain[programme.served] = weight
    if objective in OBJECTIVES[:2]:
        whole = integer or programme.has_setup
        return maximise_whole(programme, gain, integer=integer) if whole else maximise(programme, gain)
    if integer or programme.has_setup:
        raise MethodError(
            f"The objective '{objective}' is built for linear programmes only; leave whole numbers and "
            "set-up costs out, or choose 'people' or 'weighted'."
        )
    return max_min(programme, *_scores(programme.options, objective))


def _scores(options: pd.DataFrame, objective: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the score of each option when nobody is added, and what one more adds."""
    gap = options["gap_people"].to_numpy()
    whole = gap if objective == "gap_share" else options["people_at_target"].to_numpy()
    counts = (gap > 0) & (whole > 0)
    per_person = np.divide(1.0, whole, out=np.zeros(len(gap)), where=counts)
    return np.where(counts, 1 - gap * per_person, 1.0), per_person


def _told(programme: Programme, solution: Solution, objective: str, weight: np.ndarray) -> Purchase:
    options, funds, unit = programme.options, programme.funds, programme.unit
    people = np.clip(solution.values[programme.served], 0, options["limit_people"].to_numpy())
    money = np.maximum(solution.values[programme.spent], 0) * unit
    gap = options["gap_people"].to_numpy()
    paid = np.bincount(programme.pairs[:, 0], money, len(options))
    served = options[KEYS].assign(
        gap_people=gap, people=people,
        closed_pct=np.divide(100 * people, gap, out=np.full(len(gap), 100.0), where=gap > 0), cost_idr=paid,
    )  # fmt: skip
    spent = options[KEYS].iloc[programme.pairs[:, 0]].reset_index(drop=True)
    spent["funding_source"] = funds["funding_source"].to_numpy()[programme.pairs[:, 1]]
    spent["amount_idr"] = money
    by_fund = np.bincount(programme.pairs[:, 1], money, len(funds))
    prices = solution.prices[: len(funds)] / unit
    runs = solution.values[programme.run] > 0.5
    run = tuple(
        code for code, on in zip(programme.indicators, runs, strict=True) if on and programme.has_setup
    )
    if objective in OBJECTIVES[:2]:
        value = float(people @ weight)
    else:
        base, per_person = _scores(options, objective)
        value = float(np.min((base + per_person * people)[per_person > 0], initial=1.0))
    return Purchase(
        served, spent[spent["amount_idr"] > 0].reset_index(drop=True),
        funds.assign(
            spent_idr=by_fund, left_idr=np.maximum(funds["amount_idr"] - by_fund, 0), shadow_price=prices
        ),
        objective, value, run,
    )  # fmt: skip
