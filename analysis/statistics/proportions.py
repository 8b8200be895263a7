"""Intervals for a share counted in a sample: score, continuity-corrected and exact."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from analysis.errors import MethodError

METHODS = ("wilson", "wilson_continuity", "clopper_pearson")


@dataclass(frozen=True)
class ProportionInterval:
    """A share with its interval.

    Attributes
    ----------
    estimate, low, high : float
        Between 0 and 1.
    trials_effective : float
        The size of a simple random sample from a population without end that would tell as much.
    level : float
        Of the interval.
    method : str
        As asked.
    """

    estimate: float
    low: float
    high: float
    trials_effective: float
    level: float
    method: str


def proportion_interval(
    successes: float,
    trials: float,
    *,
    method: str = "wilson",
    level: float = 0.95,
    design_effect: float = 1.0,
    population: float | None = None,
) -> ProportionInterval:
    """Return the share of successes among trials with an interval that also holds near zero and one.

    Parameters
    ----------
    successes, trials : float
        Counts; a share of zero has an interval too.
    method : str
        ``wilson`` (score), ``wilson_continuity`` or ``clopper_pearson`` (exact, wider than it says).
    level : float
        Between 0 and 1.
    design_effect : float
        Variance of the sample over that of a simple random sample of the same size; clusters make it larger
        than one. The trials are divided by it.
    population : float, optional
        How many there are to ask; the interval shrinks to the share when all were asked.

    Returns
    -------
    ProportionInterval

    Raises
    ------
    MethodError
        No trials, more successes than trials, a population smaller than the sample, or an unknown method.

    Notes
    -----
    Wilson (1927), Journal of the American Statistical Association 22: 209-212; Newcombe (1998), Statistics
    in Medicine 17: 857-872, methods 3, 4 and 5; Clopper and Pearson (1934), Biometrika 26: 404-413. A finite
    population multiplies the variance by ``(N - n) / (N - 1)``.
    """
    if method not in METHODS:
        raise MethodError(f"The method '{method}' is not known; it is one of {', '.join(METHODS)}.")
    if not 0 < level < 1:
        raise MethodError(f"The confidence level is {level:g}; it must lie between 0 and 1.")
    if not trials > 0 or not 0 <= successes <= trials:
        raise MethodError(
            f"{successes:g} of {trials:g} is no share: give trials above zero and no more successes."
        )
    if not design_effect > 0:
        raise MethodError(f"The design effect is {design_effect:g}; it must be above zero.")
    if population is not None and population < trials:
        raise MethodError(f"The population of {population:g} is smaller than the sample of {trials:g}.")
    share = successes / trials
    if population is not None and population == trials:
        return ProportionInterval(share, share, share, math.inf, level, method)
    size = trials / design_effect
    if population is not None:
        size *= (population - 1) / (population - trials)
    low, high = _ends(share, size, level, method)
    return ProportionInterval(share, low, high, size, level, method)


def _ends(share: float, size: float, level: float, method: str) -> tuple[float, float]:
    if method == "clopper_pearson":
        tail, count = (1 - level) / 2, share * size
        low = float(stats.beta.ppf(tail, count, size - count + 1)) if share > 0 else 0.0
        high = float(stats.beta.ppf(1 - tail, count + 1, size - count)) if share < 1 else 1.0
        return low, high
    z = float(stats.norm.ppf((1 + level) / 2))
    if method == "wilson":
        middle = share + z * z / (2 * size)
        reach = z * math.sqrt(share * (1 - share) / size + z * z / (4 * size * size))
        scale = 1 + z * z / size
        low, high = (middle - reach) / scale, (middle + reach) / scale
    else:
        low = _continuity(share, size, z)
        high = 1 - _continuity(1 - share, size, z)
    return (0.0 if share == 0 else max(low, 0.0)), (1.0 if share == 1 else min(high, 1.0))


def _continuity(share: float, size: float, z: float) -> float:
    """Return the lower end of the score interval with continuity correction (Newcombe's method 4)."""
    inner = z * z - 2 - 1 / size + 4 * share * (size * (1 - share) + 1)
    return (2 * size * share + z * z - 1 - z * math.sqrt(max(inner, 0.0))) / (2 * (size + z * z))
