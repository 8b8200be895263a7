"""The difference of changes between treated and control units given covariates, robust to one wrong model."""

from __future__ import annotations

import numpy as np

from analysis.errors import MethodError

STEPS = 50
NEAR_ONE = 0.999


def propensity(treated: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return fitted chances of treatment by logistic regression and the covariance of its coefficients.

    Raises
    ------
    MethodError
        The covariates tell treated and control units apart (no overlap).
    """
    beta = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -500, 500)))
        information = design.T @ (design * (chance * (1 - chance))[:, None])
        if chance[treated].max(initial=0) > NEAR_ONE or np.linalg.cond(information) > 1e14:
            raise MethodError(
                "The covariates tell treated and control units apart, so there is nothing to compare with. "
                "Use fewer covariates, or units that overlap."
            )
        step = np.linalg.solve(information, design.T @ (treated - chance))
        beta = beta + step
        if np.abs(step).max() < 1e-12 * (1 + np.abs(beta).max()):
            break
    return chance, np.linalg.inv(information)


def doubly_robust_gap(
    change: np.ndarray, treated: np.ndarray, design: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the mean change of treated less that of control units alike in the covariates.

    Parameters
    ----------
    change : numpy.ndarray, shape (units,)
        Change of the outcome.
    treated : numpy.ndarray of bool, shape (units,)
        Both kinds must occur.
    design : numpy.ndarray, shape (units, terms)
        A constant, and covariates from before.

    Returns
    -------
    tuple of float and numpy.ndarray
        The effect, and each unit's influence on it; the error is the root mean square over root ``units``.

    Raises
    ------
    MethodError
        No overlap, or more terms than control units.

    Notes
    -----
    Sant'Anna and Zhao (2020), Journal of Econometrics 219: 101-122, the estimator with logistic propensity,
    least squares on the controls, and weights normalised to their mean. With a constant only it is the
    difference of two means.
    """
    count = len(change)
    if (~treated).sum() <= design.shape[1]:
        raise MethodError(f"{int((~treated).sum())} control units cannot carry {design.shape[1]} terms.")
    chance, covariance = propensity(treated, design)
    control = ~treated
    odds = np.where(control, chance / (1 - chance), 0.0)
    inverse = np.linalg.inv(design[control].T @ design[control] / count)
    slopes = inverse @ (design[control].T @ change[control]) / count
    left = change - design @ slopes
    from_line = (design * (control * left)[:, None]) @ inverse
    from_chance = (design * (treated - chance)[:, None]) @ (covariance * count)
    share = treated.mean()
    mean_treated = float((treated * left).mean() / share)
    mean_control = float((odds * left).mean() / odds.mean())
    part = (treated * (left - mean_treated) - from_line @ (treated[:, None] * design).mean(axis=0)) / share
    other = odds * (left - mean_control)
    other = other + from_chance @ (other[:, None] * design).mean(axis=0)
    other = (other - from_line @ (odds[:, None] * design).mean(axis=0)) / odds.mean()
    return mean_treated - mean_control, part - other
