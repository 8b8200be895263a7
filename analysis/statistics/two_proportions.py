"""Two shares compared, from two samples or twice from the same people: difference, interval, test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option
from analysis.statistics.proportions import ProportionInterval, proportion_interval

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
    low, high = _ends(one, two)
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
        one.estimate, two.estimate, two.estimate - one.estimate, low, high, p_value, name,
        "Newcombe, independent", level,
    )  # fmt: skip


def _ends(one: ProportionInterval, two: ProportionInterval, correlation: float = 0.0) -> tuple[float, float]:
    """Return Newcombe's interval of a difference from the intervals of both shares (square and add)."""
    difference, ends = two.estimate - one.estimate, []
    for sign, mine, other in (
        (-1, two.estimate - two.low, one.high - one.estimate),
        (1, two.high - two.estimate, one.estimate - one.low),
    ):
        squared = mine**2 - 2 * correlation * mine * other + other**2
        ends.append(difference + sign * math.sqrt(max(squared, 0.0)))
    return max(ends[0], -1.0), min(ends[1], 1.0)


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
    low, high = _ends(one, two, phi)
    return ShareDifference(
        one.estimate, two.estimate, (second_only - first_only) / total, low, high,
        _mcnemar(first_only, second_only, test), f"McNemar, {test}", "Newcombe, paired", level,
    )  # fmt: skip


def overlapping_difference(
    pairs: tuple[int, int, int, int],
    alone_first: tuple[int, int],
    alone_second: tuple[int, int],
    *,
    level: float = 0.95,
) -> ShareDifference:
    """Compare two shares where some people were asked both times and others once.

    Parameters
    ----------
    pairs : tuple of int
        Of those asked twice: counted both times, only the first time, only the second time, never.
    alone_first, alone_second : tuple of int
        Successes and trials of those asked only the first time, and only the second time.
    level : float
        Of the interval.

    Returns
    -------
    ShareDifference

    Raises
    ------
    MethodError
        Nobody asked twice (use :func:`independent_difference`), an empty round, or an impossible level.

    Notes
    -----
    Test: z8 of Derrick, Dobson-Mckittrick, Toher and White (2015), Journal of Applied Quantitative Methods
    10(3): 26-42. Interval: Newcombe's, with the correlation of the two shares.
    """
    both, first_only, second_only, neither = pairs
    twice = sum(pairs)
    if min(pairs) < 0 or twice == 0:
        raise MethodError(f"Pairs are counted {pairs}; without pairs the two samples are independent.")
    trials = (twice + alone_first[1], twice + alone_second[1])
    successes = (both + first_only + alone_first[0], both + second_only + alone_second[0])
    one, two = (proportion_interval(x, n, level=level) for x, n in zip(successes, trials, strict=True))
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    phi = (both * neither - first_only * second_only) / math.sqrt(margins) if margins else 0.0
    pooled = sum(successes) / sum(trials)
    shared = twice * phi / (trials[0] * trials[1])
    variance = pooled * (1 - pooled) * (1 / trials[0] + 1 / trials[1] - 2 * shared)
    difference = two.estimate - one.estimate
    p_value = 2 * float(stats.norm.sf(abs(difference) / math.sqrt(variance))) if variance > 1e-15 else 1.0
    low, high = _ends(one, two, shared * math.sqrt(trials[0] * trials[1]))
    return ShareDifference(
        one.estimate, two.estimate, difference, low, high, p_value, "z test, partly the same people",
        "Newcombe, partly paired", level,
    )  # fmt: skip


def survey_difference(first: ProportionInterval, second: ProportionInterval) -> ShareDifference:
    """Compare the shares of two surveys of different people by their effective sizes.

    Parameters
    ----------
    first, second : ProportionInterval
        From :func:`analysis.statistics.survey_shares.survey_share_interval`, at one level.

    Returns
    -------
    ShareDifference

    Raises
    ------
    MethodError
        Intervals of different levels.

    Notes
    -----
    Test: the score test on effective counts, as Rao and Scott (1981), Journal of the American Statistical
    Association 76: 221-230, correct Pearson's. Interval: the two intervals squared and added (Zou and Donner
    2008, Statistics in Medicine 27: 1693-1702).
    """
    if first.level != second.level:
        raise MethodError(f"The intervals have levels {first.level:g} and {second.level:g}; give one level.")
    sizes = [min(share.trials_effective, 1e12) for share in (first, second)]
    counts = [share.estimate * size for share, size in zip((first, second), sizes, strict=True)]
    table = np.array([[x, n - x] for x, n in zip(counts, sizes, strict=True)])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    low, high = _ends(first, second)
    return ShareDifference(
        first.estimate, second.estimate, second.estimate - first.estimate, low, high,
        _score(table, expected), "score test on effective counts", "squared and added", first.level,
    )  # fmt: skip


def _correlation(both: int, first_only: int, second_only: int, neither: int) -> float:
    """Return phi with Newcombe's correction: a positive one is made nearer to zero."""
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    if margins == 0:
        return 0.0
    product: float = both * neither - first_only * second_only
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
