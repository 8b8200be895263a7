"""What a budget buys when costs, denominators and baselines are uncertain: the purchase, drawn many times."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.standards.costing.drawn import Correlation, Drawn, UncertainCosting
from analysis.standards.costing.need import KEYS
from analysis.standards.costing.purchase import buy
from analysis.standards.costing.uncertainty import ALL


def purchase_uncertainty(
    costing: UncertainCosting,
    funds: pd.DataFrame | float,
    *,
    objective: str = "people",
    weights: Mapping[str, float] | None = None,
    serves: Mapping[str, Collection[str]] | None = None,
    distribution: str = "triangular",
    correlation: Correlation = 0.0,
    draws: int = 200,
    seed: int = 0,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """Return how much of each gap a budget closes, with intervals.

    Parameters
    ----------
    costing : UncertainCosting
        From :func:`analysis.standards.costing.drawn.uncertain_costing`.
    funds, objective, weights, serves
        As for :func:`analysis.standards.costing.purchase.buy`.
    distribution, correlation, draws, seed, confidence
        As for :func:`analysis.standards.costing.uncertainty.need_uncertainty`.

    Returns
    -------
    pandas.DataFrame
        A row per indicator with a gap, and ``all`` last: ``indicator_code, gap_people, people, closed_pct``
        with the likely inputs, ``people_low, people_high, closed_low_pct, closed_high_pct`` over the draws.

    Raises
    ------
    MethodError
        As for ``buy``; no draws; a confidence outside 0 to 1; no gap.

    Notes
    -----
    In each draw the budget is spent as is best for that draw, as if costs were known by then. A region that
    has to decide before it knows does not do better.
    """
    if draws < 1 or not 0 < confidence < 1:
        raise MethodError(
            f"Found {draws} draws and confidence {confidence:g}; at least one, between 0 and 1."
        )
    rng = np.random.default_rng(seed)
    likely = costing.evaluate(costing.inputs["likely"].to_numpy(dtype=float)[None, :])
    drawn = costing.evaluate(costing.draw(draws, rng, distribution, correlation))

    def bought(options: pd.DataFrame) -> pd.DataFrame:
        found = buy(options, funds, objective=objective, weights=weights, serves=serves).served
        sums = found.groupby("indicator_code")[["gap_people", "people"]].sum()
        return pd.concat([sums, sums.sum().to_frame(ALL).T])

    sure = bought(_options(costing, likely, 0))
    sure = sure[sure["gap_people"] > 0]
    if sure.empty:
        raise MethodError("No indicator has a gap; there is nothing to buy.")
    many = [bought(_options(costing, drawn, place)).loc[sure.index] for place in range(draws)]
    people, gap = (np.array([each[name] for each in many], dtype=float) for name in ("people", "gap_people"))
    closed = np.divide(100 * people, gap, out=np.full(people.shape, 100.0), where=gap > 0)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    table = sure.assign(closed_pct=100 * sure["people"] / sure["gap_people"])
    table["people_low"], table["people_high"] = np.quantile(people, tails, axis=0)
    table["closed_low_pct"], table["closed_high_pct"] = np.quantile(closed, tails, axis=0)
    return table.rename_axis("indicator_code").reset_index()


def _options(costing: UncertainCosting, drawn: Drawn, place: int) -> pd.DataFrame:
    """Return one draw as options; see `analysis.standards.costing.purchase.options_of`."""
    cells, rows = costing.cells, len(costing.plan.table)
    variable, setup = (
        np.bincount(cells.place[kind], drawn.need[place, kind], rows)
        for kind in (cells.variable, ~cells.variable)
    )
    people = drawn.people_to_add[place]
    return costing.plan.table[KEYS].assign(
        gap_people=people, people_at_target=drawn.people_at_target[place], setup_idr=setup,
        unit_cost_idr=np.divide(variable, people, out=np.zeros(rows), where=people > 0),
    )  # fmt: skip
