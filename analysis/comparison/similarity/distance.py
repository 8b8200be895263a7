"""Mahalanobis distance between units: how far apart over all inputs, counting correlated inputs once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist, squareform

from analysis.errors import MethodError
from analysis.statistics.checked import complete_cases, require_varying
from analysis.statistics.options import require_option

UNITS_PER_INPUT = 10
LARGEST_CONDITION = 1e8
CLASSICAL, SHRUNK = "classical", "shrunk"


@dataclass(frozen=True)
class MahalanobisDistances:
    """Distances between all units, and the covariance behind them.

    Attributes
    ----------
    distances : pandas.DataFrame
        Square, units by units; NaN in the rows and columns of a unit that lacks an input.
    covariance : pandas.DataFrame
        Inputs by inputs.
    estimator : str
        ``classical`` or ``shrunk``.
    shrinkage : float
        0 (classical) to 1 (only the variances are left).
    left_out : tuple of str
        Units without every input.
    """

    distances: pd.DataFrame
    covariance: pd.DataFrame
    estimator: str
    shrinkage: float
    left_out: tuple[str, ...]


def shrinkage_of(values: np.ndarray) -> float:
    """Return how far sample correlations should move to zero, after Schafer and Strimmer (2005).

    The share of the sampling variance of the correlations in their squared size, cut to 0-1: Schafer and
    Strimmer (2005), Statistical Applications in Genetics and Molecular Biology 4(1), article 32.
    """
    count = len(values)
    z = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    products = np.einsum("ni,nj->nij", z, z)
    variance = count / (count - 1) ** 3 * ((products - products.mean(axis=0)) ** 2).sum(axis=0)
    correlation = products.sum(axis=0) / (count - 1)
    off = ~np.eye(values.shape[1], dtype=bool)
    size = float((correlation[off] ** 2).sum())
    return min(1.0, float(variance[off].sum()) / size) if size > 0 else 1.0


def _covariance(values: np.ndarray, estimator: str) -> tuple[np.ndarray, float]:
    """Return the covariance, refused where the estimator cannot be trusted, and its shrinkage."""
    size, inputs = values.shape
    covariance = np.atleast_2d(np.cov(values, rowvar=False))
    if estimator == SHRUNK:
        amount = shrinkage_of(values)
        return np.where(np.eye(inputs, dtype=bool), covariance, (1 - amount) * covariance), amount
    if size < UNITS_PER_INPUT * inputs:
        raise MethodError(
            f"only {size} units have all {inputs} inputs; {UNITS_PER_INPUT} per input are needed to "
            "estimate how the inputs vary together"
        )
    if not np.linalg.cond(np.atleast_2d(np.corrcoef(values, rowvar=False))) < LARGEST_CONDITION:
        raise MethodError(
            "some inputs are (nearly) a linear combination of others, so the covariance is singular"
        )
    return covariance, 0.0


def mahalanobis_distances(
    units: pd.DataFrame, *, reference: pd.DataFrame | None = None, estimator: str = CLASSICAL
) -> MahalanobisDistances:
    """Return the Mahalanobis distance between all units.

    Use it where inputs are numbers and correlated: two inputs that say the same count once, while Gower's
    distance counts them twice.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, one numeric column per input.
    reference : pandas.DataFrame, optional
        The population whose covariance scales the distance; ``units`` if omitted. Use all districts, never
        the few cases compared.
    estimator : str
        ``classical`` (sample covariance, n - 1) or ``shrunk`` (correlations moved towards zero, for few
        units per input). Neither resists outliers: put skewed inputs on the log scale first.

    Returns
    -------
    MahalanobisDistances

    Raises
    ------
    MethodError
        Classical with fewer than ten units per input or a correlation matrix of condition 1e8 or more (both
        conventions of ours), an input that does not vary, an unknown estimator, text, repeated units.

    Notes
    -----
    Mahalanobis (1936), Proceedings of the National Institute of Sciences of India 2: 49-55.
    """
    require_option(estimator, (CLASSICAL, SHRUNK), "estimator of the covariance")
    names = [str(name) for name in units.columns]
    own = complete_cases(units, names, "the units")
    base = own if reference is None else complete_cases(reference, names, "the reference units")
    require_varying(base.values, "the reference units")
    covariance, amount = _covariance(base.values.to_numpy(), estimator)
    try:
        inverse = np.linalg.inv(covariance)
    except np.linalg.LinAlgError as error:
        raise MethodError("The covariance of the inputs is singular; leave out repeated inputs.") from error
    distances = squareform(pdist(own.values.to_numpy(), "mahalanobis", VI=inverse))
    square = pd.DataFrame(distances, own.values.index, own.values.index)
    return MahalanobisDistances(
        distances=square.reindex(index=units.index, columns=units.index),
        covariance=pd.DataFrame(covariance, names, names),
        estimator=estimator,
        shrinkage=amount,
        left_out=own.left_out,
    )


def distance_between_means(units: pd.DataFrame, group: pd.Series, covariance: str = "total") -> float:
    """Return the Mahalanobis distance between the means of two groups.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, numeric inputs, nothing missing.
    group : pandas.Series
        True (or 1) for one group, False (or 0) for the other, by the same index.
    covariance : str
        ``total`` (of all units together) or ``within`` (pooled over the groups, as Hotelling's test does).

    Raises
    ------
    MethodError
        A missing value, a group of fewer than two, an unknown covariance or a singular one.
    """
    require_option(covariance, ("total", "within"), "covariance")
    cases = complete_cases(units, [str(name) for name in units.columns], "the units")
    if cases.left_out:
        raise MethodError(
            f"The unit '{cases.left_out[0]}' lacks an input; leave it out before comparing means."
        )
    inside = group.reindex(units.index).to_numpy(dtype=float) == 1
    values = cases.values.to_numpy()
    if min(inside.sum(), (~inside).sum()) < 2:
        raise MethodError("Each group needs at least two units to compare means.")
    apart = values[inside].mean(axis=0) - values[~inside].mean(axis=0)
    if covariance == "within":
        parts = [
            np.atleast_2d(np.cov(part, rowvar=False)) * (len(part) - 1)
            for part in (values[inside], values[~inside])
        ]
        spread = (parts[0] + parts[1]) / (len(values) - 2)
    else:
        spread = np.atleast_2d(np.cov(values, rowvar=False))
    if not np.linalg.cond(spread / np.sqrt(np.outer(np.diag(spread), np.diag(spread)))) < LARGEST_CONDITION:
        raise MethodError("The covariance of the inputs is singular; leave out repeated inputs.")
    return float(np.sqrt(apart @ np.linalg.solve(spread, apart)))
