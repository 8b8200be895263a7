"""Regression-adjusted contrasts of many assignments at once, by Frisch, Waugh and Lovell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.assignments import member_sums
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
        Squared residual over one minus the leverage.
    length : numpy.ndarray, shape (assignments,)
        Sum of squares of ``residual``; NaN where the covariates tell the assignment apart.
    """

    residual: np.ndarray
    weight: np.ndarray
    length: np.ndarray


def _lengths(positions: np.ndarray, adjustment: Adjustment) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients of assignments on the basis, and the squared lengths of what it leaves."""
    sums = member_sums(positions, np.column_stack([adjustment.basis, adjustment.observed]))
    length = sums[:, -1] - (sums[:, :-1] ** 2).sum(axis=1)
    return sums[:, :-1], np.where(length > TINY, length, np.nan)


def make_contrasts(positions: np.ndarray, adjustment: Adjustment, part: int = 0) -> Iterator[Contrasts]:
    """Go through the contrasts of assignments given by the positions of their treated units.

    Parameters
    ----------
    positions : numpy.ndarray of int, shape (assignments, treated)
        As :func:`analysis.statistics.assignments.drawn_groups` gives them.
    adjustment : Adjustment
    part : int
        Assignments at a time; zero for all at once.
    """
    on_basis, length = _lengths(positions, adjustment)
    part = part or len(positions)
    for start in range(0, len(positions), part):
        some = slice(start, start + part)
        yield _contrasts(positions[some], on_basis[some], length[some].copy(), adjustment)


def _contrasts(
    positions: np.ndarray, on_basis: np.ndarray, length: np.ndarray, adjustment: Adjustment
) -> Contrasts:
    residual = -on_basis @ adjustment.basis.T
    places = np.arange(len(positions))[:, None] * len(adjustment.basis) + positions
    residual.ravel()[places] += adjustment.observed[positions]
    weight = residual**2
    room = weight * (-1 / length)[:, None]
    room += 1 - (adjustment.basis**2).sum(axis=1)
    # A unit that covariates and treatment fit alone leaves no room: no error if they use it, no part if not.
    for row in np.flatnonzero(room.min(axis=1, initial=np.inf) < TINY):
        if (weight[row, room[row] < TINY] > TINY).any():
            length[row] = np.nan
        np.maximum(room[row], TINY, out=room[row])
    weight /= room
    return Contrasts(residual, weight, length)


@dataclass(frozen=True)
class Shifted:
    """Coefficient and HC2 variance of each assignment, as functions of a supposed constant effect.

    For an effect ``e`` taken out of the outcome, the coefficient is ``slope[0] - e * slope[1]`` and the
    variance ``part[0] - 2 e part[1] + e**2 part[2]``; all have the shape of the contrasts' outcomes. Where
    only coefficients are asked for, ``part`` is NaN.
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


def slopes(
    positions: np.ndarray, adjustment: Adjustment, outcome: np.ndarray, assignment: np.ndarray
) -> Shifted:
    """Return the coefficients alone, from sums over the treated units: what is orthogonal drops out.

    Parameters
    ----------
    positions : numpy.ndarray of int, shape (assignments, treated)
    adjustment : Adjustment
    outcome, assignment : numpy.ndarray, shape (units,)
        Adjusted for the same covariates.
    """
    _, length = _lengths(positions, adjustment)
    first, second = (member_sums(positions, np.column_stack([outcome, assignment])) / length[:, None]).T
    unknown = np.full(len(length), np.nan)
    return Shifted((first, second), (unknown, unknown, unknown))


def shift(contrasts: Contrasts, outcome: np.ndarray, assignment: np.ndarray) -> Shifted:
    """Return the contrasts' coefficients and variances for an outcome and an assignment with an effect.

    Parameters
    ----------
    contrasts : Contrasts
        Of ``a`` assignments.
    outcome, assignment : numpy.ndarray, shape (units,) or (units, s)
        Adjusted for the same covariates; with ``s`` columns the results have shape ``(a, s)``.
    """
    if assignment.ndim == 1:
        found = shift(contrasts, outcome, assignment[:, None])
        first, second = (values[:, 0] for values in found.slope)
        with_itself, mixed, with_effect = (values[:, 0] for values in found.part)
        return Shifted((first, second), (with_itself, mixed, with_effect))
    columns = assignment.shape[1]
    outcome = outcome[:, None]
    both = np.hstack([outcome, assignment])
    first, second = _split(contrasts.residual @ both / contrasts.length[:, None])
    scale = (contrasts.length**2)[:, None]
    weighted = contrasts.weight * contrasts.residual
    with_outcome, with_assignment = _split(weighted @ both / scale)
    own = np.einsum("ij,ij->i", weighted, contrasts.residual)[:, None] / scale
    squares = contrasts.weight @ np.hstack([outcome**2, outcome * assignment, assignment**2]) / scale
    squared, crossed, effect = squares[:, :1], squares[:, 1 : 1 + columns], squares[:, 1 + columns :]
    return Shifted(
        (first, second),
        (
            squared - 2 * first * with_outcome + first**2 * own,
            crossed - first * with_assignment - second * with_outcome + first * second * own,
            effect - 2 * second * with_assignment + second**2 * own,
        ),
    )


def _split(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return values[:, :1], values[:, 1:]
