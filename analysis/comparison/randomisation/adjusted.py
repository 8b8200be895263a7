"""Regression-adjusted contrasts of many assignments at once, by Frisch, Waugh and Lovell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.panel_frame import as_numbers

TINY = 1e-9


@dataclass(frozen=True)
class Adjustment:
    """Covariates of the units observed, made orthonormal; rows of units without the outcome are zero.

    Attributes
    ----------
    basis : numpy.ndarray, shape (units, terms)
        Orthonormal columns that span the constant and the covariates.
    observed : numpy.ndarray of bool, shape (units,)
        Units that count.
    """

    basis: np.ndarray
    observed: np.ndarray

    def residual(self, values: np.ndarray) -> np.ndarray:
        """Return what the covariates leave of values, shape (units,) or (rows, units)."""
        seen = np.where(self.observed, values, 0.0)
        return seen - (seen @ self.basis) @ self.basis.T


def make_adjustment(
    frame: pd.DataFrame, covariates: Sequence[str], observed: np.ndarray, labels: np.ndarray | None = None
) -> Adjustment:
    """Return the adjustment for a constant, covariates and strata (by their labels) among observed units.

    Raises
    ------
    MethodError
        A covariate that does not vary or repeats others, or too few units for them.
    """
    rows = frame.loc[observed]
    found = (
        np.zeros(len(rows), int) if labels is None else np.unique(labels[observed], return_inverse=True)[1]
    )
    columns = [np.eye(found.max() + 1)[found]]
    for name in covariates:
        values = as_numbers(rows, name)
        if np.ptp(values) == 0:
            raise MethodError(f"The covariate '{name}' is {values[0]:g} in every row; leave it out.")
        columns.append(((values - values.mean()) / values.std())[:, None])
    design = np.hstack(columns)
    if len(rows) < design.shape[1] + 2:
        raise MethodError(
            f"{len(rows)} units cannot carry {len(covariates)} covariates and "
            f"{columns[0].shape[1]} means beside the contrast; at least {design.shape[1] + 2} are needed."
        )
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise MethodError(f"The covariates repeat each other or the strata: {', '.join(covariates)}.")
    basis = np.zeros((len(frame), design.shape[1]))
    basis[observed] = np.linalg.qr(design)[0]
    return Adjustment(basis, observed)


@dataclass(frozen=True)
class Contrasts:
    """What a set of assignments needs to give coefficients and HC2 standard errors for any outcome.

    Attributes
    ----------
    residual : numpy.ndarray, shape (assignments, units)
        The assignments, adjusted for the covariates.
    weight : numpy.ndarray, shape (assignments, units)
        Squared residual over one minus the leverage, over the squared length.
    length : numpy.ndarray, shape (assignments,)
        Sum of squares of ``residual``; NaN where the covariates tell the assignment apart.
    """

    residual: np.ndarray
    weight: np.ndarray
    length: np.ndarray


def make_contrasts(assignments: np.ndarray, adjustment: Adjustment) -> Contrasts:
    """Return the contrasts of assignments given as rows of 0 and 1, shape (assignments, units)."""
    residual = adjustment.residual(assignments)
    square = residual**2
    length = square.sum(axis=1)
    length = np.where(length > TINY, length, np.nan)
    room = square / -length[:, None]
    room += 1 - (adjustment.basis**2).sum(axis=1)
    alone = ((room < TINY) & (square > TINY)).any(axis=1)
    np.divide(square, np.maximum(room, TINY), out=square)
    square /= (length**2)[:, None]
    return Contrasts(residual, square, np.where(alone, np.nan, length))


@dataclass(frozen=True)
class Shifted:
    """Coefficient and HC2 variance of each assignment, as functions of a supposed constant effect.

    For an effect ``e`` taken out of the outcome, the coefficient is ``slope[0] - e * slope[1]`` and the
    variance ``part[0] - 2 e part[1] + e**2 part[2]``; all have the shape of the contrasts' outcomes.
    """

    slope: tuple[np.ndarray, np.ndarray]
    part: tuple[np.ndarray, np.ndarray, np.ndarray]

    def coefficient(self, effect: float) -> np.ndarray:
        """Return the coefficients after taking a constant effect out of the outcome."""
        return self.slope[0] - effect * self.slope[1]

    def standard_error(self, effect: float) -> np.ndarray:
        """Return the HC2 standard errors after taking a constant effect out of the outcome."""
        variance = self.part[0] - 2 * effect * self.part[1] + effect**2 * self.part[2]
        return np.sqrt(np.maximum(variance, 0.0))

    def statistic(self, effect: float, studentised: bool) -> np.ndarray:
        """Return the statistic without the effect; NaN where an assignment cannot be told apart."""
        coefficient = self.coefficient(effect)
        if not studentised:
            return coefficient
        error = self.standard_error(effect)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where((coefficient == 0) & (error == 0), 0.0, coefficient / error)


def shift(contrasts: Contrasts, outcome: np.ndarray, assignment: np.ndarray) -> Shifted:
    """Return the contrasts' coefficients and variances for an outcome and an assignment with an effect.

    Parameters
    ----------
    contrasts : Contrasts
        Of ``a`` assignments.
    outcome, assignment : numpy.ndarray, shape (units,) or (units, s)
        Adjusted for the same covariates; with ``s`` columns the results have shape ``(a, s)``.
    """
    length = contrasts.length
    if assignment.ndim > 1:
        length, outcome = length[:, None], outcome.reshape(len(outcome), -1)
    first = contrasts.residual @ outcome / length
    second = contrasts.residual @ assignment / length
    weighted = contrasts.weight * contrasts.residual
    with_outcome, with_assignment = weighted @ outcome, weighted @ assignment
    weighted *= contrasts.residual
    own = weighted.sum(axis=1) if assignment.ndim == 1 else weighted.sum(axis=1)[:, None]
    return Shifted(
        (first, second),
        (
            contrasts.weight @ outcome**2 - 2 * first * with_outcome + first**2 * own,
            contrasts.weight @ (outcome * assignment)
            - first * with_assignment
            - second * with_outcome
            + first * second * own,
            contrasts.weight @ assignment**2 - 2 * second * with_assignment + second**2 * own,
        ),
    )
