"""How much of the variance each regressor carries: LMG, the average over all orders of entry (Shapley).

A picture beside an estimate, never an index: a regressor that does nothing gets a share too. Read it only
beside its null or its interval.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns

MOST_REGRESSORS = 12


@dataclass(frozen=True)
class Importance:
    """Shares of explained variance.

    Attributes
    ----------
    table : pandas.DataFrame
        ``regressor, lmg`` (adds up to R squared), ``lmg_share`` (adds up to one), ``first`` (alone),
        ``last`` (after all others), ``betasq`` (squared standardised coefficient), ``pratt``.
    r_squared : float
        Of all regressors together.
    """

    table: pd.DataFrame
    r_squared: float


def relative_importance(frame: pd.DataFrame, outcome: str, regressors: list[str]) -> Importance:
    """Divide R squared among regressors by the average over all orders in which they can enter.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per observation; nothing missing.
    outcome : str
        Column explained.
    regressors : list of str
        Columns that explain.

    Returns
    -------
    Importance

    Raises
    ------
    MethodError
        A column is absent, a value is missing, a column does not vary, regressors repeat each other, or more
        than twelve regressors (4,096 regressions).

    Notes
    -----
    Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis; Groemping (2006),
    Journal of Statistical Software 17(1).
    """
    require_columns(frame, [outcome, *regressors], "the table")
    if not 1 <= len(regressors) <= MOST_REGRESSORS:
        raise MethodError(f"Give 1 to {MOST_REGRESSORS} regressors; found {len(regressors)}.")
    values = frame[[*regressors, outcome]].to_numpy(float)
    if not np.isfinite(values).all():
        raise MethodError("A value is missing or infinite; leave out the row or say what it is.")
    spread = values.std(axis=0)
    if (spread <= 1e-12 * np.maximum(np.abs(values).max(axis=0), 1e-300)).any():
        flat = [*regressors, outcome][int(np.argmin(spread))]
        raise MethodError(f"'{flat}' is the same in every row; it has no variance to divide.")
    cross = np.atleast_2d(np.corrcoef(values, rowvar=False))
    count = len(regressors)
    if np.linalg.matrix_rank(cross[:count, :count], tol=1e-10) < count:
        raise MethodError("Some regressors repeat each other; their shares cannot be told apart.")
    fits = _all_fits(cross[:count, :count], cross[:count, count])
    lmg = [_average_gain(fits, j, count) for j in range(count)]
    whole, beta = fits[(1 << count) - 1], np.linalg.solve(cross[:count, :count], cross[:count, count])
    everything = (1 << count) - 1
    table = pd.DataFrame(
        {
            "regressor": regressors,
            "lmg": lmg,
            "lmg_share": np.array(lmg) / whole,
            "first": [fits[1 << j] for j in range(count)],
            "last": [whole - fits[everything ^ (1 << j)] for j in range(count)],
            "betasq": beta**2,
            "pratt": beta * cross[:count, count],
        }
    )
    return Importance(table, float(whole))


def _all_fits(cross: np.ndarray, joint: np.ndarray) -> np.ndarray:
    """Return R squared of every set of regressors; the place in the array is the set as bits."""
    count = len(joint)
    fits = np.zeros(1 << count)
    for size in range(1, count + 1):
        sets = np.array(list(itertools.combinations(range(count), size)))
        blocks = cross[sets[:, :, None], sets[:, None, :]]
        sides = joint[sets][:, :, None]
        found = np.matmul(sides.transpose(0, 2, 1), np.linalg.solve(blocks, sides))[:, 0, 0]
        fits[(1 << sets).sum(axis=1)] = found
    return fits


def _average_gain(fits: np.ndarray, regressor: int, count: int) -> float:
    """Return the gain of one regressor, averaged over all orders: sets of equal size weigh alike."""
    without = np.array([bits for bits in range(1 << count) if not bits >> regressor & 1])
    sizes = np.array([int(bits).bit_count() for bits in without])
    weights = np.array([1 / (count * math.comb(count - 1, int(size))) for size in sizes])
    return float(weights @ (fits[without | 1 << regressor] - fits[without]))
