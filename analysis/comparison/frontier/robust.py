"""How sure a frontier is: bootstrap correction of its optimism, and a frontier that one unit cannot move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.frontier.envelopment import INPUT, OUTPUT, RETURNS, require_frontier, scores_against
from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option


@dataclass(frozen=True)
class FrontierBootstrap:
    """Bias-corrected scores with intervals.

    Attributes
    ----------
    units : pandas.DataFrame
        By unit: ``score`` (as found), ``bias``, ``score_corrected``, ``interval_low, interval_high`` and
        ``correction_advised`` (the squared bias is more than a third of the variance; otherwise correcting
        adds more noise than it takes away).
    level, bandwidth : float
    draws, seed : int
    returns, orientation : str
    left_out : tuple of str
    """

    units: pd.DataFrame
    level: float
    bandwidth: float
    draws: int
    seed: int
    returns: str
    orientation: str
    left_out: tuple[str, ...]


def _bandwidth(scores: np.ndarray) -> float:
    """Return Silverman's rule on the scores mirrored at 1, scaled back to their own number and spread."""
    mirrored = np.concatenate([scores, 2 - scores])
    quartiles = np.percentile(mirrored, [25, 75])
    spread = mirrored.std(ddof=1)
    robust = (quartiles[1] - quartiles[0]) / 1.34
    width = 0.9 * min(spread, robust if robust > 0 else spread) * len(mirrored) ** -0.2
    return float(width * 2**0.2 * scores.std(ddof=1) / spread)


def _smooth_draw(scores: np.ndarray, width: float, above: bool, rng: np.random.Generator) -> np.ndarray:
    """Draw scores with noise, mirrored at 1, with the variance of the scores (Simar and Wilson 1998)."""
    drawn = rng.choice(scores, size=len(scores))
    noisy = drawn + width * rng.standard_normal(len(scores))
    noisy = np.where(noisy < 1, 2 - noisy, noisy) if above else np.where(noisy > 1, 2 - noisy, noisy)
    centre = drawn.mean()
    shrunk = centre + (noisy - centre) / np.sqrt(1 + width**2 / scores.var())
    return np.maximum(shrunk, 1.0) if above else np.clip(shrunk, 1e-3, 1.0)


def bootstrap_frontier(
    units: pd.DataFrame,
    inputs: Sequence[str],
    outputs: Sequence[str],
    *,
    returns: str = "vrs",
    orientation: str = OUTPUT,
    level: float = 0.95,
    draws: int = 500,
    seed: int = 1,
) -> FrontierBootstrap:
    """Return scores corrected for the optimism of a frontier that is drawn through the best units seen.

    Parameters
    ----------
    units, inputs, outputs, returns, orientation
        As for :func:`analysis.comparison.frontier.envelopment.data_envelopment`; ``fdh`` is refused (use
        order-m).
    level : float
        Of the intervals.
    draws, seed : int
        Bootstrap samples, at least 100.

    Returns
    -------
    FrontierBootstrap

    Raises
    ------
    MethodError
        As for ``data_envelopment``, scores that do not vary, too few draws.

    Notes
    -----
    Simar and Wilson (1998), Sensitivity analysis of efficiency scores: how to bootstrap in nonparametric
    frontier models, Management Science 44(1): 49-61: the homogeneous smooth bootstrap, which supposes that
    inefficiency is distributed alike whatever the inputs; basic (not percentile) intervals. It speaks of
    sampling from a frontier, not of errors in the data.
    """
    require_level(level)
    require_option(returns, [name for name in RETURNS if name != "fdh"], "returns to scale")
    require_option(orientation, (OUTPUT, INPUT), "orientation")
    if draws < 100:
        raise MethodError(f"{draws} bootstrap samples are too few for an interval; use at least 100.")
    values, left_out = require_frontier(units, inputs, outputs)
    x, y = values[list(inputs)].to_numpy(), values[list(outputs)].to_numpy()
    above = orientation == OUTPUT
    scores, _ = scores_against(x, y, x, y, returns, above)
    scores = np.maximum(scores, 1.0) if above else np.minimum(scores, 1.0)
    if not scores.std() > 1e-9:
        raise MethodError("All units have the same score, so there is no inefficiency to draw from.")
    width, rng = _bandwidth(scores), np.random.default_rng(seed)
    found = np.empty((draws, len(x)))
    for draw in range(draws):
        factor = (scores / _smooth_draw(scores, width, above, rng))[:, None]
        ref_x, ref_y = (x, y * factor) if above else (x * factor, y)
        found[draw], _ = scores_against(x, y, ref_x, ref_y, returns, above)
    bias, deviation = np.nanmean(found, axis=0) - scores, np.nanstd(found, axis=0, ddof=1)
    low, high = np.nanquantile(found - scores, [(1 - level) / 2, (1 + level) / 2], axis=0)
    table = pd.DataFrame(
        {
            "score": scores,
            "bias": bias,
            "score_corrected": scores - bias,
            "interval_low": scores - high,
            "interval_high": scores - low,
            "correction_advised": bias**2 > deviation**2 / 3,
        },
        index=values.index,
    )
    return FrontierBootstrap(table, level, width, draws, seed, returns, orientation, left_out)


def order_m(
    units: pd.DataFrame,
    inputs: Sequence[str],
    outputs: Sequence[str],
    *,
    compared_with: int = 30,
    orientation: str = OUTPUT,
) -> pd.DataFrame:
    """Return each unit's score against the best of ``compared_with`` comparable units drawn at random.

    Use it beside a full frontier: one unit with a wrong value moves a full frontier, but hardly this one.

    Parameters
    ----------
    units, inputs, outputs, orientation
        As for :func:`analysis.comparison.frontier.envelopment.data_envelopment`.
    compared_with : int
        The m of order-m, at least 1; the larger, the nearer to the free disposal hull.

    Returns
    -------
    pandas.DataFrame
        By unit: ``score`` (below 1 for output, above 1 for input: better than what m comparable units reach
        on average) and ``comparable_count`` (units with no more input, or no less output).

    Raises
    ------
    MethodError
        As for ``data_envelopment``, or an m below one.

    Notes
    -----
    Cazals, Florens and Simar (2002), Nonparametric frontier estimation: a robust approach, Journal of
    Econometrics 106(1): 1-25. The expectation over draws is exact here (the mean of the largest of m draws
    with replacement), not simulated.
    """
    require_option(orientation, (OUTPUT, INPUT), "orientation")
    if compared_with < 1:
        raise MethodError(f"Order-m needs at least one unit to compare with; found {compared_with}.")
    values, _ = require_frontier(units, inputs, outputs)
    x, y = values[list(inputs)].to_numpy(), values[list(outputs)].to_numpy()
    rows = []
    for i in range(len(x)):
        if orientation == OUTPUT:
            peers = (x <= x[i] * (1 + 1e-12)).all(axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                ratios = np.where(y[i] > 0, y[peers] / y[i], np.inf).min(axis=1)
        else:
            peers = (y >= y[i] * (1 - 1e-12)).all(axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                ratios = -np.where(x[i] > 0, x[peers] / x[i], np.where(x[peers] > 0, np.inf, 0)).max(axis=1)
        ratios, count = np.sort(ratios), int(peers.sum())
        steps = np.diff((np.arange(count + 1) / count) ** compared_with)
        rows.append(abs(float(steps[steps > 0] @ ratios[steps > 0])))
    counts = [
        int(
            ((x <= x[i] * (1 + 1e-12)) if orientation == OUTPUT else (y >= y[i] * (1 - 1e-12)))
            .all(axis=1)
            .sum()
        )
        for i in range(len(x))
    ]
    return pd.DataFrame({"score": rows, "comparable_count": counts}, index=values.index)
