"""How extreme an observed statistic is among the statistics of draws under the null hypothesis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

CLOSE = 1e-9


def extremeness(alternative: str) -> Callable[[np.ndarray], np.ndarray]:
    """Return the function that turns statistics into how extreme they are; NaN counts as most extreme."""
    turn = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    return lambda statistics: np.where(np.isnan(statistics), np.inf, turn(statistics))


def count_extreme(drawn: np.ndarray, observed: float) -> int:
    """Return how many drawn statistics are at least as large, with room for rounding."""
    return int((drawn >= observed - CLOSE * (1 + abs(observed))).sum())


def share_as_extreme(count: int, tried: int, *, exact: bool) -> float:
    """Return the p-value of a randomisation test from how many tries were at least as extreme.

    Parameters
    ----------
    count, tried : int
        Tries at least as extreme as what was observed, and all tries.
    exact : bool
        The tries are all possible ones, the observed one among them. Otherwise they are random draws, and
        the observed one counts beside them, so that p is never zero (Phipson and Smyth 2010, Statistical
        Applications in Genetics and Molecular Biology 9(1), article 39).
    """
    return count / tried if exact else (1 + count) / (1 + tried)
