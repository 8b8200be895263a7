"""Judged quantities as a lowest, a likely and a highest value: quantiles, moments and seeded draws."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from analysis.errors import MethodError

DISTRIBUTIONS = ("triangular", "pert", "uniform")
NEAR_END = 1e-12  # a share nearer to 0 or 1 is the end itself: the inverse of the beta fails there


def three_point_quantiles(
    share: np.ndarray, low: np.ndarray, likely: np.ndarray, high: np.ndarray, distribution: str = "triangular"
) -> np.ndarray:
    """Return the values below which a share of the distribution lies.

    Parameters
    ----------
    share : numpy.ndarray
        Between 0 and 1; the last axis runs over the quantities.
    low, likely, high : numpy.ndarray
        One entry per quantity; equal ends give the quantity itself.
    distribution : str
        ``triangular``; ``pert`` (a scaled beta, which trusts the likely value more); or ``uniform``, an
        interval in which nothing is likelier, where ``likely`` only has to lie between.

    Returns
    -------
    numpy.ndarray
        In the shape of ``share``.

    Raises
    ------
    MethodError
        An unknown distribution, or values that are not finite and in order.

    Notes
    -----
    Beta-PERT with mean ``(low + 4 likely + high) / 6``: Malcolm, Roseboom, Clark and Fazar (1959),
    Operations Research 7: 646-669, in the form of Vose (2008), Risk Analysis, 3rd edition, section on the
    PERT distribution. Three judged values are not data: what lies outside them has probability zero.
    """
    low, likely, high = _checked(low, likely, high, distribution)
    width = high - low
    safe = np.where(width > 0, width, 1.0)
    peak = (likely - low) / safe
    if distribution == "uniform":
        inner = np.asarray(share, dtype=float)
    elif distribution == "pert":
        inside = np.clip(share, NEAR_END, 1 - NEAR_END)
        inner = stats.beta.ppf(inside, 1 + 4 * peak, 5 - 4 * peak)
        inner = np.where(share < NEAR_END, 0.0, np.where(share > 1 - NEAR_END, 1.0, inner))
    else:
        rising, falling = np.sqrt(share * peak), 1 - np.sqrt((1 - share) * (1 - peak))
        inner = np.where(share < peak, rising, falling)
    return np.asarray(np.where(width > 0, low + inner * width, low))


def three_point_moments(
    low: np.ndarray, likely: np.ndarray, high: np.ndarray, distribution: str = "triangular"
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance of each quantity; arguments as for :func:`three_point_quantiles`."""
    low, likely, high = _checked(low, likely, high, distribution)
    if distribution == "uniform":
        return (low + high) / 2, (high - low) ** 2 / 12
    if distribution == "pert":
        mean = (low + 4 * likely + high) / 6
        return mean, (mean - low) * (high - mean) / 7
    squares = low**2 + likely**2 + high**2 - low * likely - low * high - likely * high
    return (low + likely + high) / 3, squares / 18


def three_point_draws(
    low: np.ndarray,
    likely: np.ndarray,
    high: np.ndarray,
    draws: int,
    seed: int | np.random.Generator,
    *,
    distribution: str = "triangular",
    correlation: float | np.ndarray = 0.0,
    groups: np.ndarray | None = None,
) -> np.ndarray:
    """Draw quantities, those of a group together.

    Parameters
    ----------
    low, likely, high, distribution
        As for :func:`three_point_quantiles`.
    draws : int
        How many.
    seed : int or numpy.random.Generator
        The same seed gives the same draws.
    correlation : float or numpy.ndarray
        Between 0 and 1, one for all or one per quantity: of the normal scores of two quantities of a group
        (a common cause, such as one rise of all prices). 1 moves them together.
    groups : numpy.ndarray, optional
        Label of the group of each quantity; one group if omitted.

    Returns
    -------
    numpy.ndarray
        Shape (draws, quantities).

    Raises
    ------
    MethodError
        As for :func:`three_point_quantiles`, a correlation outside 0 to 1, or no draws.

    Notes
    -----
    One-factor Gaussian copula: rank correlations follow from it, linear ones differ a little with the
    margins. It cannot express that one quantity falls while another rises.
    """
    count = len(np.asarray(low))
    shared = np.broadcast_to(np.asarray(correlation, dtype=float), (count,))
    if draws < 1 or (shared < 0).any() or (shared > 1).any():
        raise MethodError(
            f"Draws are {draws} and correlations {shared.tolist()}; at least one draw, from 0 to 1."
        )
    rng = np.random.default_rng(seed)
    labels = np.zeros(count, dtype=int) if groups is None else np.unique(groups, return_inverse=True)[1]
    common = rng.standard_normal((draws, int(labels.max(initial=0)) + 1))[:, labels]
    own = rng.standard_normal((draws, count))
    scores = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    return three_point_quantiles(stats.norm.cdf(scores), low, likely, high, distribution)


def _checked(
    low: np.ndarray, likely: np.ndarray, high: np.ndarray, distribution: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if distribution not in DISTRIBUTIONS:
        raise MethodError(f"'{distribution}' is no distribution; choose one of {', '.join(DISTRIBUTIONS)}.")
    low, likely, high = (np.asarray(part, dtype=float) for part in (low, likely, high))
    for place, (least, middle, most) in enumerate(zip(low, likely, high, strict=True)):
        if not (math.isfinite(least) and math.isfinite(most) and least <= middle <= most):
            raise MethodError(
                f"Quantity {place + 1} is judged as {least:g}, {middle:g}, {most:g}; give lowest, likely and "
                "highest in this order."
            )
    return low, likely, high
