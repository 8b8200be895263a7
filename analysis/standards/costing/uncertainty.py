"""How sure the need, the gap and the order are: uncertain inputs carried through by seeded draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.standards.costing.drawn import Correlation, Drawn, UncertainCosting
from analysis.standards.costing.need import KEYS, MEASURES
from analysis.statistics.sobol import variance_shares

ALL = "all"
FUNDED = 1e-9  # a gap below this share of the need is rounding


@dataclass(frozen=True)
class CostUncertainty:
    """Need, gap and order with their intervals.

    Attributes
    ----------
    need : pandas.DataFrame
        ``indicator_code`` (``all`` last: the plan), ``likely_idr`` (with the likely inputs), ``mean_idr,
        low_idr, median_idr, high_idr`` over the draws, summed over the years.
    gap : pandas.DataFrame
        The same of what is missing, and ``funded_probability``: the share of draws in which no year of the
        indicator (of any, for ``all``) lacks money. Without allocations the gap is the need.
    order : pandas.DataFrame
        ``indicator_code, rank`` (by likely cost for each one served, 1 the cheapest), ``rank_low, rank_high``
        and ``same_rank_share``: the share of draws with that rank. Indicators with nobody to add are left
        out.
    drivers : pandas.DataFrame
        By ``factor``: shares of the variance of the total need; see
        :func:`analysis.statistics.sobol.variance_shares`. Largest total share first.
    measure : str
        ``need`` or ``serving``.
    draws, seed : int
    confidence : float
        Of the intervals.
    """

    need: pd.DataFrame
    gap: pd.DataFrame
    order: pd.DataFrame
    drivers: pd.DataFrame
    measure: str
    draws: int
    seed: int
    confidence: float

    @property
    def stable_count(self) -> int:
        """Indicators that keep their rank in at least as many draws as the confidence says."""
        return int((self.order["same_rank_share"] >= self.confidence).sum())


def need_uncertainty(
    costing: UncertainCosting,
    allocations: pd.DataFrame | None = None,
    *,
    measure: str = "need",
    distribution: str = "triangular",
    correlation: Correlation = 0.0,
    draws: int = 2_000,
    seed: int = 0,
    confidence: float = 0.9,
) -> CostUncertainty:
    """Carry uncertain unit costs, denominators and baselines to need, gap and order.

    Parameters
    ----------
    costing : UncertainCosting
        From :func:`analysis.standards.costing.drawn.uncertain_costing`.
    allocations : pandas.DataFrame, optional
        ``indicator_code, year, allocation_idr``: taken as sure.
    measure : str
        ``need`` or ``serving``; see :func:`analysis.standards.costing.gap.funding_gap`.
    distribution : str
        ``triangular``, ``pert`` or ``uniform``.
    correlation : float or mapping of str to float
        Between the inputs of one quantity, one for all or by ``unit_cost``, ``denominator``, ``baseline``:
        prices that rise together, registers that err in one direction. Independent inputs understate the
        spread of a sum when they are not.
    draws, seed, confidence
        Of the simulation and of the intervals.

    Returns
    -------
    CostUncertainty

    Raises
    ------
    MethodError
        An unknown measure or distribution, a correlation outside 0 to 1, fewer than two draws.

    Notes
    -----
    Monte Carlo propagation (JCGM 101:2008). The intervals say what follows from the ranges that were given,
    not how good these are; inflation, targets and budgets are taken as sure.
    """
    if measure not in MEASURES or draws < 2 or not 0 < confidence < 1:
        raise MethodError(
            f"Found measure '{measure}', {draws} draws, confidence {confidence:g}; expected need or serving, "
            "at least two draws, and a confidence between 0 and 1."
        )
    rng = np.random.default_rng(seed)
    base, other = (costing.draw(draws, rng, distribution, correlation) for _ in range(2))
    likely = costing.inputs["likely"].to_numpy(dtype=float)[None, :]
    drawn, sure = costing.evaluate(base), costing.evaluate(likely)
    money, certain = (_by_row(costing, each, measure) for each in (drawn, sure))
    given = _allocated(costing, allocations)
    missing, lacking = np.maximum(money - given, 0), np.maximum(certain - given, 0)
    funded = missing <= FUNDED * money
    gap = _summary(costing, missing, lacking, confidence)
    gap["funded_probability"] = [
        *_grouped(costing, funded, np.logical_and).mean(axis=0),
        funded.all(axis=1).mean(),
    ]
    drivers = variance_shares(
        lambda inputs: _by_row(costing, costing.evaluate(inputs), measure).sum(axis=1),
        base, other, costing.factors(correlation), confidence=confidence, seed=seed,
    )  # fmt: skip
    return CostUncertainty(
        _summary(costing, money, certain, confidence), gap, _order(costing, drawn, sure, confidence),
        drivers.sort_values(["total", "factor"], ascending=[False, True], ignore_index=True),
        measure, draws, seed, confidence,
    )  # fmt: skip


def _by_row(costing: UncertainCosting, drawn: Drawn, measure: str) -> np.ndarray:
    """Sum the cells of each row of the plan (indicator and year)."""
    cells = drawn.need if measure == "need" else drawn.serving
    rows = np.zeros((len(cells), len(costing.plan.table)))
    np.add.at(rows.T, costing.cells.place, cells.T)
    return rows


def _grouped(costing: UncertainCosting, rows: np.ndarray, how: np.ufunc) -> np.ndarray:
    """Join the years of each indicator; the plan's table is sorted by indicator."""
    starts = np.searchsorted(costing.plan.table["indicator_code"], costing.plan.indicators)
    return np.asarray(how.reduceat(rows, starts, axis=1))


def _allocated(costing: UncertainCosting, allocations: pd.DataFrame | None) -> np.ndarray:
    if allocations is None:
        return np.zeros(len(costing.plan.table))
    sums = allocations.groupby(KEYS)["allocation_idr"].sum()
    wanted = pd.MultiIndex.from_frame(costing.plan.table[KEYS])
    return sums.reindex(wanted).fillna(0.0).to_numpy(dtype=float)


def _summary(
    costing: UncertainCosting, rows: np.ndarray, sure: np.ndarray, confidence: float
) -> pd.DataFrame:
    many, one = (
        np.column_stack([_grouped(costing, part, np.add), part.sum(axis=1)]) for part in (rows, sure)
    )
    low, median, high = np.quantile(many, [(1 - confidence) / 2, 0.5, (1 + confidence) / 2], axis=0)
    return pd.DataFrame(
        {
            "indicator_code": [*costing.plan.indicators, ALL], "likely_idr": one[0],
            "mean_idr": many.mean(axis=0), "low_idr": low, "median_idr": median, "high_idr": high,
        }
    )  # fmt: skip


def _order(costing: UncertainCosting, drawn: Drawn, sure: Drawn, confidence: float) -> pd.DataFrame:
    """Rank indicators by the cost for each one to be added, in every draw."""

    def ranks(each: Drawn) -> np.ndarray:
        people = _grouped(costing, each.people_to_add, np.add)[:, kept]
        money = _grouped(costing, _by_row(costing, each, "need"), np.add)[:, kept]
        cost = np.divide(money, people, out=np.full(people.shape, np.inf), where=people > 0)
        return np.asarray(np.argsort(np.argsort(cost, axis=1, kind="stable"), axis=1, kind="stable") + 1)

    kept = np.flatnonzero(_grouped(costing, sure.people_to_add, np.add)[0] > 0)
    many, one = ranks(drawn), ranks(sure)[0]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(many, tails, axis=0, method="inverted_cdf") if len(kept) else ([], [])
    table = pd.DataFrame(
        {
            "indicator_code": [costing.plan.indicators[place] for place in kept], "rank": one,
            "rank_low": low, "rank_high": high, "same_rank_share": (many == one).mean(axis=0),
        }
    )  # fmt: skip
    return table.astype({"rank_low": int, "rank_high": int}).sort_values("rank", ignore_index=True)
