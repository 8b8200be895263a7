"""Do groups wait equally long? The log-rank test, and its permutation form where groups are small."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import survdiff

from analysis.errors import MethodError
from analysis.statistics.survival import checked_times

EXACT_AT_MOST = 20_000  # assignments that are all looked at; above, a sample of them


@dataclass(frozen=True)
class LogRank:
    """Groups compared by events observed and expected.

    Attributes
    ----------
    groups : pandas.DataFrame
        ``group``, ``subjects_count``, ``events_count`` (observed), ``expected`` (if all waited alike).
    statistic, p_value : float
        Chi-square with one degree of freedom less than groups.
    p_permutation : float
        Share of assignments of the subjects to groups that differ at least as much.
    exact : bool
        Whether every assignment was looked at, or a sample.
    assignments : int
        How many were looked at.
    """

    groups: pd.DataFrame
    statistic: float
    p_value: float
    p_permutation: float
    exact: bool
    assignments: int


def log_rank(
    time: Sequence[float] | np.ndarray | pd.Series,
    event: Sequence[bool] | np.ndarray | pd.Series,
    group: Sequence[str] | np.ndarray | pd.Series,
    *,
    draws: int = 9999,
    seed: int = 0,
    least_events: int = 2,
) -> LogRank:
    """Test whether groups have the event equally soon.

    Parameters
    ----------
    time, event : sequence
        As for :func:`analysis.statistics.survival.kaplan_meier`.
    group : sequence of str
        Two groups or more.
    draws : int
        Assignments drawn where there are too many to look at all.
    seed : int
        Of the draws.
    least_events : int
        Fewer events in all are refused.

    Returns
    -------
    LogRank

    Raises
    ------
    MethodError
        One group only, too few events, or times that cannot be used.

    Notes
    -----
    Mantel (1966), Cancer Chemotherapy Reports 50: 163-170; Peto and Peto (1972), Journal of the Royal
    Statistical Society A 135: 185-207, whose log-rank scores are permuted. The permutation holds where
    groups are watched equally long (censored alike); the chi-square needs many events.
    """
    times, events = checked_times(time, event)
    names, codes = np.unique(np.asarray(group, dtype=str), return_inverse=True)
    if len(codes) != len(times) or len(names) < 2:
        raise MethodError(
            f"The log-rank test compares two groups or more; found {', '.join(names) or 'none'} for "
            f"{len(times)} subjects."
        )
    if int(events.sum()) < least_events:
        raise MethodError(
            f"{int(events.sum())} events in all; at least {least_events} are needed to compare groups."
        )
    scores = log_rank_scores(times, events)
    statistic, p_value = _chi_square(times, events, codes)
    p_permutation, exact, looked = _permuted(scores, codes, len(names), draws, seed)
    observed = np.bincount(codes, events)
    table = pd.DataFrame(
        {
            "group": names,
            "subjects_count": np.bincount(codes),
            "events_count": observed.astype(int),
            "expected": observed - np.bincount(codes, scores),
        }
    )
    return LogRank(table, statistic, p_value, p_permutation, exact, looked)


def log_rank_scores(time: np.ndarray, event: np.ndarray) -> np.ndarray:
    """Return each subject's event less the hazard it went through; summed it is observed less expected."""
    moments, place = np.unique(time, return_inverse=True)
    at_risk = np.array([(time >= moment).sum() for moment in moments])
    hazard = np.cumsum(np.bincount(place, event) / at_risk)
    return np.asarray(event.astype(float) - hazard[place])


def _chi_square(time: np.ndarray, event: np.ndarray, codes: np.ndarray) -> tuple[float, float]:
    """Return the test of statsmodels; NaN where all events fall where only one group is left."""
    try:
        statistic, p_value = survdiff(time, event.astype(int), codes)
    except np.linalg.LinAlgError:
        return math.nan, math.nan
    return float(statistic), float(p_value)


def _permuted(
    scores: np.ndarray, codes: np.ndarray, groups: int, draws: int, seed: int
) -> tuple[float, bool, int]:
    sizes = np.bincount(codes, minlength=groups)
    seen = _spread(scores, codes[None, :], sizes)[0]
    count = math.factorial(len(codes)) // math.prod(math.factorial(int(size)) for size in sizes)
    if count <= EXACT_AT_MOST:
        every = np.array(list(_assignments(len(codes), [int(size) for size in sizes])))
        spread = _spread(scores, every, sizes)
        return float((spread >= seen - 1e-9).mean()), True, count
    generator = np.random.default_rng(seed)
    drawn = np.array([generator.permutation(codes) for _ in range(draws)])
    hits = int((_spread(scores, drawn, sizes) >= seen - 1e-9).sum())
    return (hits + 1) / (draws + 1), False, draws


def _spread(scores: np.ndarray, codes: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return for each assignment how far the groups' sums of scores lie from zero."""
    return np.asarray(
        sum(((codes == place) @ scores) ** 2 / size for place, size in enumerate(sizes)), dtype=float
    )


def _assignments(count: int, sizes: Sequence[int]) -> Iterator[np.ndarray]:
    """Give every way to put subjects into groups of given sizes."""
    if len(sizes) == 1:
        yield np.zeros(count, dtype=int)
        return
    for chosen in itertools.combinations(range(count), sizes[0]):
        rest = np.setdiff1d(np.arange(count), chosen)
        for inner in _assignments(len(rest), sizes[1:]):
            made = np.zeros(count, dtype=int)
            made[rest] = inner + 1
            yield made
