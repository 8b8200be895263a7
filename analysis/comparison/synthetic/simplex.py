"""Least squares with weights that are not negative and add up to one."""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from analysis.errors import MethodError


def simplex_weights(target: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return the weights with which a mean of columns comes nearest to a target.

    Parameters
    ----------
    target : numpy.ndarray, shape (rows,)
        What to come near to.
    parts : numpy.ndarray, shape (rows, columns)
        What to mix.

    Returns
    -------
    numpy.ndarray, shape (columns,)
        Not negative, summing to one.

    Raises
    ------
    MethodError
        The solver does not end.

    Notes
    -----
    The point of a convex hull nearest to the target, exactly, by one call of non-negative least squares
    (Lawson and Hanson 1974, Solving Least Squares Problems): with the columns less the target and a last row
    of ones against one, the solution's weights before scaling minimise the distance over one plus the
    distance, which falls with the distance.
    """
    gaps = parts - target[:, None]
    size = np.abs(gaps).max()
    scaled = np.vstack([gaps / (size if size > 0 else 1.0), np.ones(parts.shape[1])])
    goal = np.zeros(len(scaled))
    goal[-1] = 1.0
    try:
        raw, _ = nnls(scaled, goal)
    except RuntimeError as error:
        raise MethodError(f"The weights could not be found: {error}") from error
    return raw / raw.sum()
