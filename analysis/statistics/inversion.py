"""Intervals by test inversion: the values that a test does not reject."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

DOUBLINGS = 8
FINENESS = 1e-5


def furthest_not_rejected(
    p_of: Callable[[float], float], estimate: float, step: float, alpha: float
) -> float:
    """Return the furthest value in one direction that the test does not reject, or infinity.

    Parameters
    ----------
    p_of : callable
        The p-value of the hypothesis that the parameter has a value.
    estimate : float
        Where the search begins; not rejected.
    step : float
        First step, negative to look down; multiplied until the test rejects, eight times at most.
    alpha : float
        A value is rejected where its p-value is at most this.

    Notes
    -----
    Bisection to a 100,000th of the step. Supposes that p falls away from the estimate on this side, as it
    does up to the grain of the draws.
    """
    inside, outside = estimate, estimate + step
    for _ in range(DOUBLINGS):
        if p_of(outside) <= alpha:
            break
        inside, outside = outside, outside + 2 * (outside - estimate)
    else:
        return float(np.copysign(np.inf, step))
    while abs(outside - inside) > FINENESS * abs(step):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if p_of(middle) <= alpha else (middle, outside)
    return inside
