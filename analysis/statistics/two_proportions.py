"""Two shares compared, from two samples or twice from the same people: difference, interval, test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option
from analysis.statistics.proportions import proportion_interval

SMALLEST_EXPECTED = 5.0  # counts expected under equality from which the score test may be trusted (Cochran)
INDEPENDENT_TESTS = ("by size", "score", "exact")
PAIRED_TESTS = ("mid-p", "exact", "asymptotic")


@dataclass(frozen=True)
class ShareDifference:
    """The second share less the first.

    Attributes
    ----------
    first, second, difference : float
        Shares and their difference, as parts of one.
    low, high : float
        Interval of the difference.
    p_value : float
        Of the hypothesis that both shares are equal, two-sided.
    test, interval : str
        Names of the methods that gave them.
    level : float
        Of the interval.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    p_value: float
    test: str
    interval: str
    level: float


def independent_difference(
    successes_first: int,
    trials_first: int,
    successes_second: int,
    trials_second: int,
    *,
    test: str = "by size",
    level: float = 0.95,
) -> ShareDifference:
    """Compare the shares of two samples of different people.

    Parameters
    ----------
    successes_first, trials_first, successes_second, trials_second : int
        Counts of the first and of the second sample.
    test : str
        ``score`` (Pearson's chi-squared), ``exact`` (Fisher), or ``by size``: the score test where at least
        five are expected in every cell, else Fisher's.
    level : float
        Of the interval.

    Returns
    -------
    ShareDifference

    Raises
    ------
    MethodError
        An empty sample, more successes than trials, an unknown test or an impossible level.

    Notes
    -----
    Interval: Newcombe (1998), Statistics in Medicine 17: 873-890, method 10 (the Wilson intervals of both
    shares, squared and added). It stays inside -1 and 1. Interval and test are made in different ways and may
    disagree where a difference is on the edge.
    """
    require_option(test, INDEPENDENT_TESTS, "test")
    one = proportion_interval(successes_first, trials_first, level=level)
    two = proportion_interval(successes_second, trials_second, level=level)
    difference = two.estimate - one.estimate
    low = difference - math.hypot(two.estimate - two.low, one.high - one.estimate)
    high = difference + math.hypot(two.high - two.estimate, one.estimate - one.low)
    table = np.array(
        [
            [successes_first, trials_first - successes_first],
            [successes_second, trials_second - successes_second],
        ]
    )
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    score = test == "score" or (test == "by size" and expected.min() >= SMALLEST_EXPECTED)
    name = "score test" if score else "Fisher's exact test"
    p_value = _score(table, expected) if score else float(stats.fisher_exact(table).pvalue)
    return ShareDifference(
        one.estimate, two.estimate, difference, max(low, -1.0), min(high, 1.0), p_value, name,
        "Newcombe, independent", level,
    )  # fmt: skip


def _score(table: np.ndarray, expected: np.ndarray) -> float:
    if expected.min() == 0:
        return 1.0  # nobody or everybody in both samples
    return float(stats.chi2.sf(((table - expected) ** 2 / expected).sum(), 1))


def paired_difference(
    both: int, first_only: int, second_only: int, neither: int, *, test: str = "mid-p", level: float = 0.95
) -> ShareDifference:
    """Compare two shares of the same people, such as a complaint before and after.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        People counted both times, only the first time, only the second time, never.
    test : str
        McNemar's test: ``mid-p``, ``exact`` (its p-values are too large on average) or ``asymptotic``
        (without continuity correction).
    level : float
        Of the interval.

    Returns
    -------
    ShareDifference

    Raises
    ------
    MethodError
        No pair, a count below zero, an unknown test or an impossible level.

    Notes
    -----
    Test: McNemar (1947), Psychometrika 12: 153-157; mid-p: Fagerland, Lydersen and Laake (2013), BMC Medical
    Research Methodology 13: 91. Interval: Newcombe (1998), Statistics in Medicine 17: 2635-2650, method 10.
    """
    require_option(test, PAIRED_TESTS, "test")
    require_level(level)
    counts = (both, first_only, second_only, neither)
    total = sum(counts)
    if min(counts) < 0 or total == 0:
        raise MethodError(f"Pairs are counted {counts}; give counts from zero on, and at least one pair.")
    one = proportion_interval(both + first_only, total, level=level)
    two = proportion_interval(both + second_only, total, level=level)
    phi = _correlation(both, first_only, second_only, neither)
    difference = (second_only - first_only) / total
    below, above = two.estimate - two.low, one.high - one.estimate
    low = difference - math.sqrt(max(below**2 - 2 * phi * below * above + above**2, 0.0))
    above, below = two.high - two.estimate, one.estimate - one.low
    high = difference + math.sqrt(max(above**2 - 2 * phi * above * below + below**2, 0.0))
    return ShareDifference(
        one.estimate, two.estimate, difference, max(low, -1.0), min(high, 1.0),
        _mcnemar(first_only, second_only, test), f"McNemar, {test}", "Newcombe, paired", level,
    )  # fmt: skip


def _correlation(both: int, first_only: int, second_only: int, neither: int) -> float:
    """Return phi with Newcombe's correction: a positive one is made nearer to zero."""
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    if margins == 0:
        return 0.0
    product = both * neither - first_only * second_only
    if product > 0:
        product = max(product - (both + first_only + second_only + neither) / 2, 0)
    return product / math.sqrt(margins)


def _mcnemar(first_only: int, second_only: int, test: str) -> float:
    changed, fewer = first_only + second_only, min(first_only, second_only)
    if changed == 0:
        return 1.0
    if test == "asymptotic":
        return float(stats.chi2.sf((first_only - second_only) ** 2 / changed, 1))
    tail = 2 * float(stats.binom.cdf(fewer, changed, 0.5))
    at_most_one = min(tail, 1.0)
    if test == "exact":
        return at_most_one
    point = float(stats.binom.pmf(fewer, changed, 0.5))
    return 1 - point if first_only == second_only else at_most_one - point
