"""Predictions without one unit and without each pair of units: what honest intervals are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.spatial.distance import cdist

from analysis.errors import MethodError
from analysis.statistics.checked import design_matrix, require_varying

LARGEST_LEVERAGE = 1 - 1e-8


@dataclass(frozen=True)
class LeftOut:
    """Predictions of one method for n units.

    Attributes
    ----------
    alone : numpy.ndarray
        (n,) the outcome of i predicted without i (or without its fold).
    expected : numpy.ndarray
        (n, n) at i, j: the outcome of i predicted without i and j; NaN where j does not judge i.
    other_residual : numpy.ndarray
        (n, n) at i, j: observed minus predicted of j, without i and j; NaN in the same places.
    studentised : numpy.ndarray
        (n,) externally studentised residuals of a regression; NaN otherwise.
    degrees_of_freedom : float
        Of those; NaN otherwise.
    method, description : str
    bounds : (float, float)
        What the outcome can be at all.
    """

    alone: np.ndarray
    expected: np.ndarray
    other_residual: np.ndarray
    studentised: np.ndarray
    degrees_of_freedom: float
    method: str
    description: str
    bounds: tuple[float, float] = (-np.inf, np.inf)


def leave_out_regression(outcome: np.ndarray, inputs: pd.DataFrame) -> LeftOut:
    """Return left-out predictions of least squares in closed form, without a single refit.

    With hat matrix H and residuals e, the residuals of a set S predicted without S are (I - H_SS)^-1 e_S
    (Cook and Weisberg 1982, Residuals and Influence in Regression); here S is each unit and each pair.

    Raises
    ------
    MethodError
        Too few units, or one or two units on which a coefficient rests wholly (leverage 1).
    """
    design = design_matrix(inputs)
    count, terms = design.shape
    if count < terms + 3:
        raise MethodError(
            f"{count} units are too few for a regression on {terms - 1} inputs without one of them."
        )
    basis, _ = np.linalg.qr(design)
    hat = basis @ basis.T
    error, lever = outcome - hat @ outcome, np.diag(hat)
    if lever.max() > LARGEST_LEVERAGE:
        name = inputs.index[int(np.argmax(lever))]
        raise MethodError(
            f"A coefficient rests on '{name}' alone, so nothing can be said without it. Use fewer inputs."
        )
    left = 1 - lever
    determinant = np.outer(left, left) - hat**2
    np.fill_diagonal(determinant, np.nan)
    if np.nanmin(determinant) < 1e-12:
        raise MethodError(
            "A coefficient rests on two units alone, so nothing can be said without them. Use fewer inputs."
        )
    mixed = hat * error[None, :]
    own = (left[None, :] * error[:, None] + mixed) / determinant  # residual of i without i and j
    deleted = error / left
    freedom = count - terms - 1
    remaining = np.maximum(error @ error - error * deleted, 0.0) / freedom
    with np.errstate(divide="ignore", invalid="ignore"):
        studentised = error / np.sqrt(remaining * left)
    return LeftOut(
        outcome - deleted, outcome[:, None] - own, own.T, studentised, float(freedom), "regression",
        f"least squares on {terms - 1} inputs, each unit left out",
    )  # fmt: skip


def leave_out_neighbours(outcome: np.ndarray, inputs: pd.DataFrame, neighbours: int) -> LeftOut:
    """Return left-out means of the most similar units (Euclidean, standardised inputs; ties by row order).

    Without j, a unit that counted j among its neighbours takes the next one instead.

    Raises
    ------
    MethodError
        Fewer than one neighbour, or too many for the units.
    """
    count = len(outcome)
    if not 1 <= neighbours <= count - 2:
        raise MethodError(
            f"Between 1 and {count - 2} neighbours can be averaged among {count} units; found {neighbours}."
        )
    require_varying(inputs, "the inputs")
    z = ((inputs - inputs.mean()) / inputs.std(ddof=0)).to_numpy()
    apart = cdist(z, z)
    np.fill_diagonal(apart, np.inf)
    order = np.argsort(apart, axis=1, kind="stable")
    near, following = order[:, :neighbours], order[:, neighbours]
    alone = outcome[near].mean(axis=1)
    expected = np.repeat(alone[:, None], count, axis=1)
    rows = np.arange(count)[:, None]
    expected[rows, near] += (outcome[following][:, None] - outcome[near]) / neighbours
    np.fill_diagonal(expected, np.nan)
    residual = outcome[:, None] - expected
    return LeftOut(
        alone, expected, residual.T, np.full(count, np.nan), float("nan"), "neighbours",
        f"mean of the {neighbours} most similar units, each unit left out",
    )  # fmt: skip


def quantile_fit(outcome: np.ndarray, design: np.ndarray, quantile: float) -> np.ndarray:
    """Return the coefficients of a linear quantile regression, exactly, from the dual linear programme.

    Koenker and Bassett (1978), Econometrica 46(1): 33-50. Iteratively reweighted least squares (statsmodels)
    need not settle where residuals are zero, as they always are for as many units as coefficients.
    """
    right = (1 - quantile) * design.sum(axis=0)
    found = linprog(-outcome, A_eq=design.T, b_eq=right, bounds=(0, 1), method="highs")
    if found.status != 0:
        raise MethodError("The quantile regression has no solution; use fewer inputs or another quantile.")
    return -np.asarray(found.eqlin.marginals)


def leave_out_fold_pairs(
    outcome: np.ndarray, inputs: pd.DataFrame, quantile: float, folds: int, seed: int
) -> LeftOut:
    """Return left-out predictions of a linear quantile regression, without one fold and each pair of folds.

    A unit is judged by the units of the other folds, so the interval is the CV+ of Barber et al. (2021).

    Raises
    ------
    MethodError
        Fewer than three folds, too few units for them, or no solution.
    """
    design = design_matrix(inputs)
    count, terms = design.shape
    if not 3 <= folds <= count or count - 2 * -(-count // folds) < terms + 1:
        raise MethodError(
            f"{folds} folds of {count} units leave too few for {terms} coefficients, or are below three."
        )
    fold = np.random.default_rng(seed).permutation(np.arange(count) % folds)
    alone = np.empty(count)
    expected, residual = np.full((count, count), np.nan), np.full((count, count), np.nan)
    for a in range(folds):
        without = design @ quantile_fit(outcome[fold != a], design[fold != a], quantile)
        alone[fold == a] = without[fold == a]
        for b in range(a):
            kept = (fold != a) & (fold != b)
            found = design @ quantile_fit(outcome[kept], design[kept], quantile)
            for one, other in ((a, b), (b, a)):
                i, j = np.flatnonzero(fold == one), np.flatnonzero(fold == other)
                expected[np.ix_(i, j)] = found[i][:, None]
                residual[np.ix_(i, j)] = (outcome - found)[j][None, :]
    return LeftOut(
        alone, expected, residual, np.full(count, np.nan), float("nan"), "quantile",
        f"quantile regression at {quantile:g}, {folds} folds left out",
    )  # fmt: skip
