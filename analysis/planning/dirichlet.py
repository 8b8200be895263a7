"""Regression with a composition as outcome: the Dirichlet model, a check on the log-ratio regressions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, polygamma

from analysis.errors import MethodError
from analysis.planning.composition import close_composition


@dataclass(frozen=True)
class DirichletFit:
    """A fitted Dirichlet regression.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        ``part, term, estimate, standard_error``; log of the concentration of each part.
    log_likelihood : float
        At the estimates.
    rows_count : int
        Compositions used.
    """

    coefficients: pd.DataFrame
    log_likelihood: float
    rows_count: int


def dirichlet_regression(parts: pd.DataFrame, predictors: pd.DataFrame) -> DirichletFit:
    """Fit a Dirichlet regression in the common parametrisation by maximum likelihood.

    Parameters
    ----------
    parts : pandas.DataFrame
        One composition per row, all parts above zero; closed first.
    predictors : pandas.DataFrame
        One row per composition, same index; an intercept is added. No columns: the null model.

    Returns
    -------
    DirichletFit
        Standard errors from the observed information.

    Raises
    ------
    MethodError
        Zeros, missing predictors, collinear predictors, more coefficients than rows, or no convergence.

    Notes
    -----
    ``log(alpha_k) = x'beta_k`` for each part k; Maier (2014), DirichletReg: Dirichlet regression for
    compositional data in R, Research Report 125, WU Vienna. It takes all parts to be negatively related,
    which budgets need not be: use it beside the log-ratio regression, not instead of it.
    """
    shares = close_composition(parts)
    if (shares.to_numpy() == 0).any():
        raise MethodError("The Dirichlet model has no zeros; replace them first and say how (replace_zeros).")
    design = np.column_stack([np.ones(len(shares)), predictors.reindex(shares.index).to_numpy(float)])
    if not np.isfinite(design).all() or np.linalg.matrix_rank(design) < design.shape[1]:
        raise MethodError("The predictors must be known in every row, vary, and not repeat each other.")
    width, count = design.shape[1], shares.shape[1]
    if len(shares) <= width:
        raise MethodError(f"{len(shares)} compositions are too few for {width} coefficients per part.")
    logs = np.log(shares.to_numpy())
    start = np.zeros((width, count))
    start[0] = np.log(count)
    scale = np.maximum(np.abs(design).max(axis=0), 1.0)
    found = minimize(
        _loss, (start * scale[:, None]).ravel(), args=(design / scale, logs), jac=True, method="BFGS",
        options={"gtol": 1e-7, "maxiter": 2000},
    )  # fmt: skip
    if not np.isfinite(found.fun) or np.abs(found.jac).max() > 1e-3:
        raise MethodError(f"The Dirichlet regression did not converge: {found.message}")
    beta = found.x.reshape(width, count) / scale[:, None]
    errors = np.sqrt(np.diag(np.linalg.inv(_information(beta, design, logs)))).reshape(count, width).T
    terms = ["(Intercept)", *map(str, predictors.columns)]
    rows = [
        {"part": str(part), "term": term, "estimate": beta[i, k], "standard_error": errors[i, k]}
        for k, part in enumerate(shares.columns)
        for i, term in enumerate(terms)
    ]
    return DirichletFit(pd.DataFrame(rows), -float(found.fun), len(shares))


def _loss(flat: np.ndarray, design: np.ndarray, logs: np.ndarray) -> tuple[float, np.ndarray]:
    """Return minus the log-likelihood and its gradient."""
    alpha = np.exp(np.clip(design @ flat.reshape(design.shape[1], -1), -30, 30))
    total = alpha.sum(axis=1, keepdims=True)
    value = gammaln(total).sum() - gammaln(alpha).sum() + ((alpha - 1) * logs).sum()
    slope = design.T @ (alpha * (digamma(total) - digamma(alpha) + logs))
    return -value, -slope.ravel()


def _information(beta: np.ndarray, design: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Return the observed information: minus the second derivatives of the log-likelihood."""
    alpha = np.exp(design @ beta)
    count = alpha.shape[1]
    total = alpha.sum(axis=1, keepdims=True)
    weights = -alpha[:, :, None] * alpha[:, None, :] * polygamma(1, total)[:, :, None]
    first = alpha * (digamma(total) - digamma(alpha) + logs)
    weights[:, range(count), range(count)] += alpha**2 * polygamma(1, alpha) - first
    width = design.shape[1]
    blocks = np.einsum("nkl,ni,nj->kilj", weights, design, design)
    return blocks.reshape(count * width, count * width)
