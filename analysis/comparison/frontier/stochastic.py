"""Stochastic frontier: efficiency apart from noise, where a data envelopment takes both for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize
from scipy.special import log_ndtr

from analysis.errors import MethodError
from analysis.statistics.checked import complete_cases, design_matrix, to_raw_scale
from analysis.statistics.options import require_level, require_option

PRODUCTION, COST = "production", "cost"
NONE_DETECTABLE = 1e-4


@dataclass(frozen=True)
class StochasticFrontier:
    """A frontier with normal noise and half-normal inefficiency.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        By term (``constant`` first): ``estimate, standard_error``.
    sigma_squared, gamma : float
        Total variance parameter sigma_u^2 + sigma_v^2, and the share of sigma_u^2 in it.
    sigma_squared_se, gamma_se : float
        Standard errors; NaN at the boundary.
    log_likelihood, log_likelihood_ols : float
    p_no_inefficiency : float
        Likelihood-ratio test of gamma = 0, halved because gamma cannot be negative.
    units : pandas.DataFrame
        By unit: ``residual, efficiency`` (E[exp(-u) | residual]; for a cost frontier also between 0 and 1),
        ``efficiency_low, efficiency_high`` and ``inefficiency`` (E[u | residual]).
    mean_efficiency : float
    level : float
    left_out : tuple of str
    note : str
        "none detectable" where the residuals are skewed the other way or gamma is zero; empty otherwise.
    """

    coefficients: pd.DataFrame
    sigma_squared: float
    gamma: float
    sigma_squared_se: float
    gamma_se: float
    log_likelihood: float
    log_likelihood_ols: float
    p_no_inefficiency: float
    units: pd.DataFrame
    mean_efficiency: float
    level: float
    left_out: tuple[str, ...]
    note: str


def _minus_log_likelihood(
    theta: np.ndarray, outcome: np.ndarray, design: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return minus the log-likelihood and its gradient in (coefficients, log sigma, log lambda)."""
    sigma, skew = np.exp(theta[-2]), np.exp(theta[-1])
    error = outcome - design @ theta[:-2]
    w = -error * skew / sigma
    log_share = log_ndtr(w)
    mills = np.exp(-(w**2) / 2 - log_share) / np.sqrt(2 * np.pi)
    size = error @ error / sigma**2
    value = len(error) * (0.5 * np.log(2 / np.pi) - theta[-2]) + log_share.sum() - size / 2
    slope = design.T @ (mills * skew / sigma + error / sigma**2)
    scale = -len(error) - mills @ w + size
    return -float(value), -np.concatenate([slope, [scale, mills @ w]])


def _maximise(outcome: np.ndarray, design: np.ndarray, ols: np.ndarray) -> np.ndarray:
    """Return the best of several starts over the share of inefficiency, moment-corrected least squares."""
    spread = float(np.std(outcome - design @ ols))
    best = None
    for gamma in (0.1, 0.3, 0.5, 0.7, 0.9, 0.97):
        variance = spread**2 / (1 - 2 * gamma / np.pi)
        start = np.concatenate([ols, [np.log(variance) / 2, np.log(gamma / (1 - gamma)) / 2]])
        start[0] += np.sqrt(2 * gamma * variance / np.pi)
        found = minimize(
            _minus_log_likelihood, start, args=(outcome, design), jac=True, method="L-BFGS-B",
            bounds=[(None, None)] * (len(ols) + 1) + [(-12, 12)],
            options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 2000},
        )  # fmt: skip
        if best is None or found.fun < best.fun - 1e-10:
            best = found
    return np.asarray(best.x)  # type: ignore[union-attr]


def _covariance(theta: np.ndarray, outcome: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Return the inverse of the observed information, by central differences of the gradient."""
    step = 1e-5
    rows = [
        (
            _minus_log_likelihood(theta + step * unit, outcome, design)[1]
            - _minus_log_likelihood(theta - step * unit, outcome, design)[1]
        )
        / (2 * step)
        for unit in np.eye(len(theta))
    ]
    information = (np.array(rows) + np.array(rows).T) / 2
    if np.linalg.eigvalsh(information).min() <= 0:
        return np.full_like(information, np.nan)
    return np.linalg.inv(information)


def stochastic_frontier(
    units: pd.DataFrame,
    outcome: str,
    inputs: Sequence[str],
    *,
    kind: str = PRODUCTION,
    level: float = 0.95,
) -> StochasticFrontier:
    """Return a frontier with half-normal inefficiency, and the efficiency of each unit.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit; outcome and inputs usually as logarithms (then efficiency is a share).
    outcome : str
    inputs : sequence of str
    kind : str
        ``production`` (inefficiency lowers the outcome) or ``cost`` (raises it).
    level : float
        Of the intervals of efficiency.

    Returns
    -------
    StochasticFrontier

    Raises
    ------
    MethodError
        Constant or repeated inputs, too few units, an unknown kind.

    Notes
    -----
    Aigner, Lovell and Schmidt (1977), Journal of Econometrics 6: 21-37, in the parameters of Battese and
    Corra (1977) that FRONTIER 4.1 reports; efficiencies of Battese and Coelli (1988), Journal of
    Econometrics 38: 387-399; their intervals of Horrace and Schmidt (1996), Journal of Productivity
    Analysis 7: 257-282, which leave out the uncertainty of the parameters. The half-normal shape is an
    assumption that decides the level of efficiency; ranks depend less on it. Least squares is already the
    maximum when the residuals are skewed the other way (Waldman 1982): then no inefficiency is detectable.
    """
    require_option(kind, (PRODUCTION, COST), "kind of frontier")
    require_level(level)
    names = list(inputs)
    cases = complete_cases(units, [outcome, *names], "the units", least=len(names) + 5)
    sign = 1.0 if kind == PRODUCTION else -1.0
    values = cases.values[names]
    design, observed = design_matrix(values), sign * cases.values[outcome].to_numpy()
    ols = np.linalg.lstsq(design, observed, rcond=None)[0]
    rest = observed - design @ ols
    count = len(rest)
    if not rest.std() > 1e-12 * np.abs(observed).max():
        raise MethodError(
            "The inputs explain the outcome without any rest, so there is no efficiency to estimate."
        )
    plain = -count / 2 * (np.log(2 * np.pi * (rest @ rest) / count) + 1)
    theta = _maximise(observed, design, ols)
    value = -_minus_log_likelihood(theta, observed, design)[0]
    skew = np.exp(2 * theta[-1])
    gamma, total = float(skew / (1 + skew)), float(np.exp(2 * theta[-2]))
    none = gamma < NONE_DETECTABLE or value <= plain + 1e-9
    if none:
        theta, gamma, total, value = (
            np.concatenate([ols, theta[-2:]]),
            0.0,
            float(rest @ rest / count),
            float(plain),
        )
    covariance = np.full((len(theta), len(theta)), np.nan) if none else _covariance(theta, observed, design)
    back = to_raw_scale(values)
    raw = sign * (back @ theta[:-2])
    slope_errors = np.sqrt(np.diag(back @ covariance[:-2, :-2] @ back.T))
    table = pd.DataFrame({"estimate": raw, "standard_error": slope_errors}, index=["constant", *names])
    error = observed - design @ theta[:-2]
    found = _efficiencies(error, total, gamma, level)
    found.index = cases.values.index
    return StochasticFrontier(
        coefficients=table,
        sigma_squared=total,
        gamma=gamma,
        sigma_squared_se=float(2 * total * np.sqrt(covariance[-2, -2])),
        gamma_se=float(2 * gamma * (1 - gamma) * np.sqrt(covariance[-1, -1])),
        log_likelihood=float(value),
        log_likelihood_ols=float(plain),
        p_no_inefficiency=1.0 if none else float(stats.chi2.sf(2 * (value - plain), 1) / 2),
        units=found,
        mean_efficiency=float(found["efficiency"].mean()),
        level=level,
        left_out=cases.left_out,
        note="none detectable: the residuals show no one-sided tail, so efficiencies are all 1"
        if none
        else "",
    )


def _efficiencies(error: np.ndarray, total: float, gamma: float, level: float) -> pd.DataFrame:
    """Return efficiency, its interval and expected inefficiency given each residual."""
    if gamma == 0:
        one, none = np.ones(len(error)), np.zeros(len(error))
        return pd.DataFrame(
            {
                "residual": error,
                "efficiency": one,
                "efficiency_low": one,
                "efficiency_high": one,
                "inefficiency": none,
            }
        )
    centre, spread = -gamma * error, np.sqrt(gamma * (1 - gamma) * total)
    ratio = centre / spread
    efficiency = np.exp(-centre + spread**2 / 2 + log_ndtr(ratio - spread) - log_ndtr(ratio))
    mills = np.exp(-(ratio**2) / 2 - log_ndtr(ratio)) / np.sqrt(2 * np.pi)
    tail = stats.norm.cdf(ratio)
    # u given the residual is normal cut at zero: its quantiles come from the share left of each.
    worst, best = (
        centre - spread * stats.norm.ppf(share * tail) for share in ((1 - level) / 2, (1 + level) / 2)
    )
    return pd.DataFrame(
        {
            "residual": error,
            "efficiency": efficiency,
            "efficiency_low": np.exp(-worst),
            "efficiency_high": np.exp(-np.maximum(best, 0)),
            "inefficiency": centre + spread * mills,
        }
    )
