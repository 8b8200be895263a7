"""Least squares with classical or cluster-robust covariance, refusing singular designs by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import MethodError
from analysis.messages import say

FEW_CLUSTERS = 20
FEW_TREATED = 6


@dataclass(frozen=True)
class Fit:
    """A least squares fit.

    Attributes
    ----------
    estimates : numpy.ndarray, shape (terms,)
        Coefficients.
    covariance : numpy.ndarray, shape (terms, terms)
        Their covariance.
    residual : numpy.ndarray, shape (rows,)
        Outcome less fit.
    freedom : float
        Degrees of freedom of the t distribution: rows less parameters, or clusters less one.
    """

    estimates: np.ndarray
    covariance: np.ndarray
    residual: np.ndarray
    freedom: float


def require_full_rank(design: np.ndarray, names: Sequence[str], absorbed: str = "") -> None:
    """Refuse a design in which a column does not vary or repeats the others, and name it.

    Raises
    ------
    MethodError
        Naming the first such column.
    """
    scale = np.sqrt((design**2).mean(axis=0))
    scaled = design / np.where(scale > 0, scale, 1)
    for place, name in enumerate(names):
        flat = scale[place] <= 1e-12 * max(1.0, float(scale.max()))
        if flat or np.linalg.matrix_rank(scaled[:, : place + 1]) <= place:
            raise MethodError(
                f"The effect of '{name}' cannot be told apart{absorbed}: it does not vary there, or it "
                "repeats the columns before it. Leave it out."
            )


def _meat(design: np.ndarray, residual: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, int]:
    codes, count = np.unique(clusters, return_inverse=True)[1], len(np.unique(clusters))
    scores = np.zeros((count, design.shape[1]))
    np.add.at(scores, codes, design * residual[:, None])
    return scores.T @ scores, count


def fit(
    outcome: np.ndarray,
    design: np.ndarray,
    *,
    clusters: np.ndarray | None = None,
    absorbed: int = 0,
    nested: int = 0,
    small_sample: bool = True,
) -> Fit:
    """Return the least squares fit of an outcome.

    Parameters
    ----------
    outcome, design : numpy.ndarray, shapes (rows,) and (rows, terms)
        Full rank, as :func:`require_full_rank` makes sure of.
    clusters : numpy.ndarray, shape (rows,), optional
        For the cluster-robust covariance; classical without.
    absorbed : int
        Means taken out before, which also count as parameters.
    nested : int
        How many of them lie within clusters: they do not count in the small-sample factor.
    small_sample : bool
        Multiply the cluster-robust covariance by ``G / (G - 1) * (N - 1) / (N - K)``.

    Raises
    ------
    MethodError
        No degree of freedom left, or fewer than two clusters.

    Notes
    -----
    Liang and Zeger (1986), Biometrika 73: 13-22; the factor is that of Stata and of the R package fixest.
    """
    rows, terms = design.shape
    freedom = rows - terms - absorbed
    if freedom < 1:
        raise MethodError(
            f"{rows} rows cannot carry {terms + absorbed} parameters; at least one more is needed."
        )
    bread = np.linalg.inv(design.T @ design)
    estimates = bread @ (design.T @ outcome)
    residual = outcome - design @ estimates
    if clusters is None:
        return Fit(estimates, bread * float(residual @ residual) / freedom, residual, freedom)
    meat, count = _meat(design, residual, clusters)
    if count < 2:
        raise MethodError(
            "There is one cluster only; a cluster-robust error needs two or more, better dozens."
        )
    factor = count / (count - 1) * (rows - 1) / (rows - terms - absorbed + nested) if small_sample else 1.0
    return Fit(estimates, factor * bread @ meat @ bread, residual, count - 1)


def coefficient_table(names: Sequence[str], found: Fit, level: float) -> pd.DataFrame:
    """Return ``term, estimate, standard_error, statistic, p_value, interval_low, interval_high``."""
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = found.estimates / errors
    half = stats.t.ppf((1 + level) / 2, found.freedom) * errors
    return pd.DataFrame(
        {
            "term": list(names),
            "estimate": found.estimates,
            "standard_error": errors,
            "statistic": statistic,
            "p_value": 2 * stats.t.sf(np.abs(statistic), found.freedom),
            "interval_low": found.estimates - half,
            "interval_high": found.estimates + half,
        }
    )


def cluster_cautions(clusters_count: int, treated_clusters: int | None = None) -> tuple[str, ...]:
    """Return what a reader must know about errors that rest on few clusters, or on few treated ones."""
    told = []
    if clusters_count < FEW_CLUSTERS:
        told.append(
            say(
                "The errors rest on {clusters} clusters; with fewer than {few} they tend to be too small. "
                "Give the wild cluster bootstrap beside them.",
                clusters=clusters_count,
                few=FEW_CLUSTERS,
            )
        )
    if (
        treated_clusters is not None
        and min(treated_clusters, clusters_count - treated_clusters) < FEW_TREATED
    ):
        told.append(
            say(
                "{treated} of {clusters} clusters are treated; with fewer than {few} on a side "
                "cluster-robust tests reject far too often. Give randomisation inference beside them.",
                treated=treated_clusters,
                clusters=clusters_count,
                few=FEW_TREATED,
            )
        )
    return tuple(told)
