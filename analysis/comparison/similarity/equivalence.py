"""Equivalence tests (two one-sided tests, TOST): a difference surely inside bounds fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.options import require_level

__all__ = [
    "EquivalenceTest",
    "equivalence_from_summary",
    "equivalence_of_correlation",
    "equivalence_of_mean_from_summary",
    "equivalence_of_means",
    "equivalence_of_proportions",
    "equivalence_paired",
    "tost",
]

Bounds = float | tuple[float, float]


@dataclass(frozen=True)
class EquivalenceTest:
    """Two one-sided tests of a difference against a lower and an upper bound.

    Attributes
    ----------
    difference, standard_error, degrees_of_freedom : float
        The estimate (on the scale of the bounds; Fisher's z for a correlation), infinite freedom for z tests.
    low, high : float
        The bounds in raw units (of Fisher's z for a correlation).
    statistic_low, p_low, statistic_high, p_high : float
        Test that the difference is above ``low`` and below ``high``.
    p_value : float
        The larger of the two: equivalence is shown when it is below ``alpha``.
    interval_low, interval_high : float
        The 1 - 2 alpha interval; equivalence is shown when it lies inside the bounds, which is the same.
    alpha : float
    equivalent : bool
    different : bool
        The same interval lies wholly outside the bounds.
    verdict : str
        ``equivalent``, ``different`` (beyond the bounds) or ``undecided``.
    method : str
    """

    difference: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    statistic_low: float
    p_low: float
    statistic_high: float
    p_high: float
    p_value: float
    interval_low: float
    interval_high: float
    alpha: float
    equivalent: bool
    different: bool
    verdict: str
    method: str


def _limits(bounds: Bounds, scale: float) -> tuple[float, float]:
    low, high = (-abs(bounds), abs(bounds)) if isinstance(bounds, (int, float)) else bounds
    if not low < high or not np.isfinite([low, high]).all():
        raise MethodError(f"The bounds of equivalence are {low:g} and {high:g}; the first must be the lower.")
    return float(low) * scale, float(high) * scale


def tost(
    difference: float, standard_error: float, degrees_of_freedom: float, bounds: Bounds, *,
    alpha: float = 0.05, method: str = "two one-sided t tests",
) -> EquivalenceTest:  # fmt: skip
    """Return the two one-sided tests of any estimate with a standard error.

    Parameters
    ----------
    difference, standard_error : float
        The estimate and its standard error, above zero.
    degrees_of_freedom : float
        Of the t distribution; ``inf`` for a normal one.
    bounds : float or (float, float)
        Fixed before looking at the data: one number stands for minus and plus that number.
    alpha : float
        Level of each one-sided test, below one half.

    Raises
    ------
    MethodError
        Bounds in the wrong order, a standard error that is not above zero, an impossible level.

    Notes
    -----
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15(6): 657-680; Lakens (2017), Social
    Psychological and Personality Science 8(4): 355-362. That a difference is not significant never shows
    that it is small; that it lies inside bounds chosen after the fact shows nothing.
    """
    require_level(alpha, "level alpha")
    if not alpha < 0.5:
        raise MethodError(f"The level alpha is {alpha:g}; it must be below one half.")
    low, high = _limits(bounds, 1.0)
    if not (np.isfinite(difference) and 0 < standard_error < np.inf and degrees_of_freedom > 0):
        raise MethodError(
            f"An equivalence test needs an estimate with a standard error and freedom above zero; found "
            f"{difference:g}, {standard_error:g} and {degrees_of_freedom:g}. Without variation no test."
        )
    below, above = (difference - low) / standard_error, (difference - high) / standard_error
    p_low, p_high = (
        float(stats.t.sf(below, degrees_of_freedom)),
        float(stats.t.cdf(above, degrees_of_freedom)),
    )
    half = float(stats.t.ppf(1 - alpha, degrees_of_freedom)) * standard_error
    left, right = float(difference - half), float(difference + half)
    equivalent, different = max(p_low, p_high) < alpha, bool(left > high or right < low)
    verdict = "equivalent" if equivalent else "different" if different else "undecided"
    return EquivalenceTest(
        float(difference), float(standard_error), float(degrees_of_freedom), low, high,
        float(below), p_low, float(above), p_high, max(p_low, p_high), left, right, alpha,
        equivalent, different, verdict, method,
    )  # fmt: skip


def equivalence_from_summary(
    mean_a: float, sd_a: float, count_a: int, mean_b: float, sd_b: float, count_b: int, bounds: Bounds, *,
    in_sd: bool = False, equal_variance: bool = False, alpha: float = 0.05,
) -> EquivalenceTest:  # fmt: skip
    """Return whether two group means are equivalent, from means, standard deviations and counts.

    Parameters
    ----------
    mean_a, sd_a, count_a, mean_b, sd_b, count_b
        Of two independent groups; standard deviations with n - 1.
    bounds, alpha
        As for :func:`tost`.
    in_sd : bool
        The bounds are in standard deviations: the root of the mean of the two variances, or with
        ``equal_variance`` the pooled one.
    equal_variance : bool
        Student's pooled variance; otherwise Welch's.

    Raises
    ------
    MethodError
        Fewer than two units in a group, a negative standard deviation, or as for :func:`tost`.
    """
    if min(count_a, count_b) < 2 or min(sd_a, sd_b) < 0:
        raise MethodError("Each group needs at least two units and a standard deviation of zero or more.")
    parts = sd_a**2 / count_a, sd_b**2 / count_b
    pooled = ((count_a - 1) * sd_a**2 + (count_b - 1) * sd_b**2) / (count_a + count_b - 2)
    if equal_variance:
        error, freedom = np.sqrt(pooled * (1 / count_a + 1 / count_b)), count_a + count_b - 2.0
    else:
        error = np.sqrt(sum(parts))
        lost = parts[0] ** 2 / (count_a - 1) + parts[1] ** 2 / (count_b - 1)
        freedom = sum(parts) ** 2 / lost if lost > 0 else float("nan")
    scale = float(np.sqrt(pooled if equal_variance else (sd_a**2 + sd_b**2) / 2)) if in_sd else 1.0
    name = "Student, pooled variance" if equal_variance else "Welch"
    return tost(mean_a - mean_b, float(error), freedom, _limits(bounds, scale), alpha=alpha,
                method=f"two one-sided t tests of two independent means ({name})")  # fmt: skip


def equivalence_of_means(
    a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray, bounds: Bounds, *,
    in_sd: bool = False, equal_variance: bool = False, alpha: float = 0.05,
) -> EquivalenceTest:  # fmt: skip
    """Return whether two independent groups have equivalent means; parameters as from the summary."""
    one, other = _sample(a), _sample(b)
    return equivalence_from_summary(
        one.mean(), one.std(ddof=1), len(one), other.mean(), other.std(ddof=1), len(other), bounds,
        in_sd=in_sd, equal_variance=equal_variance, alpha=alpha,
    )  # fmt: skip


def equivalence_of_mean_from_summary(
    mean: float, sd: float, count: int, bounds: Bounds, *, against: float = 0.0, in_sd: bool = False,
    alpha: float = 0.05,
) -> EquivalenceTest:  # fmt: skip
    """Return whether one mean is equivalent to a value given beforehand; bounds are about the difference."""
    if count < 2:
        raise MethodError(f"One mean needs at least two observations; found {count}.")
    limits = _limits(bounds, sd if in_sd else 1.0) if sd > 0 else _limits(bounds, 1.0)
    return tost(mean - against, sd / np.sqrt(count), count - 1.0, limits, alpha=alpha,
                method="two one-sided t tests of one mean")  # fmt: skip


def equivalence_paired(
    a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray, bounds: Bounds, *,
    in_sd: bool = False, alpha: float = 0.05,
) -> EquivalenceTest:  # fmt: skip
    """Return whether paired values are equivalent on average; ``in_sd`` is in SDs of the differences."""
    one, other = np.asarray(a, float), np.asarray(b, float)
    if one.shape != other.shape:
        raise MethodError(f"Paired values need two lists of equal length; found {len(one)} and {len(other)}.")
    gaps = _sample(one - other)
    return equivalence_of_mean_from_summary(
        gaps.mean(), gaps.std(ddof=1), len(gaps), bounds, in_sd=in_sd, alpha=alpha
    )


def equivalence_of_correlation(
    correlation: float, count: int, bounds: Bounds, *, alpha: float = 0.05
) -> EquivalenceTest:
    """Return whether a correlation is equivalent to none, on Fisher's z scale (take tanh to go back)."""
    low, high = _limits(bounds, 1.0)
    if not (-1 < correlation < 1 and -1 < low < high < 1) or count < 4:
        raise MethodError("A correlation and its bounds must lie between -1 and 1, from at least four pairs.")
    limits = float(np.arctanh(low)), float(np.arctanh(high))
    return tost(float(np.arctanh(correlation)), 1 / np.sqrt(count - 3), float("inf"), limits, alpha=alpha,
                method="two one-sided z tests of a correlation (Fisher's z)")  # fmt: skip


def equivalence_of_proportions(
    count_a: int, total_a: int, count_b: int, total_b: int, bounds: Bounds, *, alpha: float = 0.05
) -> EquivalenceTest:
    """Return whether two shares are equivalent (normal approximation, unpooled variance)."""
    if min(total_a, total_b) < 1 or not (0 <= count_a <= total_a and 0 <= count_b <= total_b):
        raise MethodError("A share needs a total of at least one and a count from zero to that total.")
    a, b = count_a / total_a, count_b / total_b
    error = float(np.sqrt(a * (1 - a) / total_a + b * (1 - b) / total_b))
    return tost(a - b, error, float("inf"), bounds, alpha=alpha,
                method="two one-sided z tests of two shares (unpooled)")  # fmt: skip


def _sample(values: Sequence[float] | np.ndarray) -> np.ndarray:
    numbers = np.asarray(values, float)
    if numbers.ndim != 1 or len(numbers) < 2 or not np.isfinite(numbers).all():
        raise MethodError("A sample needs at least two finite numbers in one list, nothing missing.")
    return numbers
