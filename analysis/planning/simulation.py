"""What the estimators of the response can see: size, power and bias at the regions and years that exist."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.planning.labels import label_test
from analysis.planning.responsiveness import persistence_and_response, responsiveness
from analysis.planning.series import BudgetSeries, take_out_levels

BURN_IN = 20  # years before the first, so that the start does not matter
ALPHA = 0.05
POWER = 0.8


@dataclass(frozen=True)
class Scale:
    """How large levels and yearly shocks are, in log-ratios: estimated from a series, or assumed.

    Attributes
    ----------
    level_sd : float
        Between regions, of the level of a sector.
    shock_sd : float
        From year to year, of what neither level, past nor gap explains.
    """

    level_sd: float
    shock_sd: float


def estimate_scale(series: BudgetSeries) -> Scale:
    """Return the size of levels and shocks in a series of budgets."""
    past, gap = (slope.estimate for slope in persistence_and_response(series))
    left = take_out_levels(series.now - past * series.before - gap * series.gaps, series)
    rows, regions = len(series.years), series.regions_count
    shock = math.sqrt(float((left**2).mean()) * rows / max(rows - regions, 1))
    means = take_out_levels(series.now, series, within=False) - take_out_levels(series.now, series)
    return Scale(float(means.std()), shock)


def simulate_budgets(
    series: BudgetSeries, *, persistence: float, response: float, scale: Scale, seed: int
) -> BudgetSeries:
    """Make budgets that follow last year's and the real gaps as strongly as told.

    Parameters
    ----------
    series : BudgetSeries
        Gives the regions, the years that are known and the gaps; its shares are not used.
    persistence, response : float
        The true a and b; a between -1 and 1.
    scale : Scale
        Levels and shocks.
    seed : int
        Of the draws.

    Returns
    -------
    BudgetSeries
        The same rows and gaps with other shares.

    Raises
    ------
    MethodError
        A persistence of one or more: such shares have no level.
    """
    if not -1 < persistence < 1:
        raise MethodError(f"A persistence of {persistence:g} has no level; take one between -1 and 1.")
    generator = np.random.default_rng(seed)
    place, year = series.region_index, series.years - series.years.min() + 1
    regions, years, sectors = series.regions_count, int(year.max()) + 1, len(series.sectors)
    gaps = np.zeros((years, regions, sectors))
    gaps[year, place] = series.gaps
    level = _centred(generator.normal(0, scale.level_sd * (1 - persistence), (regions, sectors)))
    shocks = _centred(generator.normal(0, scale.shock_sd, (BURN_IN + years, regions, sectors)))
    paths = np.zeros((years, regions, sectors))
    now = level / (1 - persistence)
    for step in range(BURN_IN + years):
        here = step - BURN_IN
        pull = response * gaps[here] if here >= 0 else 0.0
        now = level + persistence * now + pull + shocks[step]
        if here >= 0:
            paths[here] = now
    return replace(series, now=paths[year, place], before=paths[year - 1, place])


def operating_characteristics(
    series: BudgetSeries,
    *,
    persistence: Sequence[float] = (0.0, 0.5),
    response: Sequence[float] = (0.0, 0.05, 0.1),
    replications: int = 100,
    draws: int = 199,
    seed: int = 0,
) -> pd.DataFrame:
    """Simulate what the estimators return when the truth is known, at the rows and gaps that exist.

    Parameters
    ----------
    series : BudgetSeries
        The real one; levels and shocks are as large as in it.
    persistence, response : sequence of float
        True values to try, every pair.
    replications : int
        Simulated countries per pair.
    draws : int
        Of the permutation test in each.
    seed : int
        Of everything random.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``persistence_true, response_true``, the means ``persistence_within,
        persistence_pooled, persistence_jackknife, response_within, response_pooled``, then
        ``share_between_ends`` (how often the true persistence lies between the two ends),
        ``rejected_share`` (permutation test at 5 %: size where the response is zero, else power),
        ``covered_share`` (95 % intervals of the response that hold the truth) and ``monte_carlo_error``
        (standard error of a share of 0.5).

    Raises
    ------
    MethodError
        Fewer than ten replications.
    """
    if replications < 10:
        raise MethodError(f"{replications} replications say nothing about a rate; ask for ten or more.")
    scale = estimate_scale(series)
    seeds = iter(np.random.SeedSequence(seed).generate_state(len(persistence) * len(response) * replications))
    rows = []
    for a, b in itertools.product(persistence, response):
        tried = [_one(series, a, b, scale, int(next(seeds)), draws) for _ in range(replications)]
        means = pd.DataFrame(tried).mean()
        rows.append(
            {"persistence_true": a, "response_true": b, **{str(k): float(v) for k, v in means.items()}}
        )
    return pd.DataFrame(rows).assign(
        replications=replications, monte_carlo_error=0.5 / math.sqrt(replications)
    )


def _one(series: BudgetSeries, a: float, b: float, scale: Scale, seed: int, draws: int) -> dict[str, float]:
    made = simulate_budgets(series, persistence=a, response=b, scale=scale, seed=seed)
    found = responsiveness(made, draws=draws, seed=seed)
    ends = (found.persistence_within.estimate, found.persistence_pooled.estimate)
    return {
        "persistence_within": ends[0],
        "persistence_pooled": ends[1],
        "persistence_jackknife": found.persistence_jackknife,
        "response_within": found.response.estimate,
        "response_pooled": found.response_pooled.estimate,
        "share_between_ends": float(ends[0] <= a <= ends[1]),
        "rejected_share": float(found.test.p_value <= ALPHA),
        "covered_share": float(found.response.low <= b <= found.response.high),
    }


def smallest_response_seen(
    series: BudgetSeries,
    *,
    responses: Sequence[float] = (0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3),
    power: float = POWER,
    replications: int = 100,
    draws: int = 199,
    seed: int = 0,
) -> float:
    """Return the smallest response of those tried that the permutation test sees with the power wanted.

    Returns
    -------
    float
        NaN where none of them is seen so often. The persistence is the within estimate of the series.
    """
    scale = estimate_scale(series)
    past = float(np.clip(persistence_and_response(series)[0].estimate, -0.9, 0.9))
    seeds = np.random.SeedSequence(seed).generate_state(replications)
    for response in sorted(responses):
        seen = 0
        for each in map(int, seeds):
            made = simulate_budgets(series, persistence=past, response=response, scale=scale, seed=each)
            seen += label_test(made, draws=draws, seed=each).p_value <= ALPHA
        if seen / replications >= power:
            return float(response)
    return math.nan


def _centred(values: np.ndarray) -> np.ndarray:
    return np.asarray(values - values.mean(axis=-1, keepdims=True))
