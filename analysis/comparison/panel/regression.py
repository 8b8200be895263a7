"""Linear regressions on a panel: pooled, within (one-way and two-way), between and random effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.panel.least_squares import (
    cluster_cautions,
    coefficient_table,
    fit,
    require_full_rank,
)
from analysis.comparison.panel.transformations import random_effects, unit_means, within
from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option
from analysis.statistics.panel_frame import as_numbers, complete_rows, require_unique

TINY = 1e-24  # of a sum of squares: what rounding leaves of one that is zero
MODELS = ("pooled", "within", "two-way", "between", "random")


@dataclass(frozen=True)
class PanelRegression:
    """Coefficients of a panel regression and what they rest on.

    Attributes
    ----------
    model : str
        ``pooled, within, two-way, between`` or ``random``.
    coefficients : pandas.DataFrame
        ``term, estimate, standard_error, statistic, p_value, interval_low, interval_high``.
    covariance : numpy.ndarray
        Of the coefficients, in their order.
    freedom : float
        Degrees of freedom of the t distribution used.
    rows_count, units_count, periods_count : int
        What was used.
    clusters_count : int or None
        Clusters behind the errors; ``None`` for classical errors.
    left_out_count : int
        Rows without a value in a column needed.
    sigma, sigma_unit : float
        Standard deviation of the error within units, and between units (NaN except for random effects).
    r_squared : float
        Of the transformed data (within R squared for ``within`` and ``two-way``).
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    model: str
    coefficients: pd.DataFrame = field(compare=False)
    covariance: np.ndarray = field(compare=False)
    freedom: float
    rows_count: int
    units_count: int
    periods_count: int
    clusters_count: int | None
    left_out_count: int
    sigma: float
    sigma_unit: float
    r_squared: float
    cautions: tuple[str, ...]


def _codes(rows: pd.DataFrame, column: str) -> np.ndarray:
    return np.unique(rows[column].astype(str), return_inverse=True)[1]


def _with_constant(values: np.ndarray) -> np.ndarray:
    return np.column_stack([values[:, :1], np.ones(len(values)), values[:, 1:]])


def _clusters(rows: pd.DataFrame, cluster: str, unit: str, model: str) -> np.ndarray:
    codes = _codes(rows, cluster)
    first = pd.Series(codes).groupby(_codes(rows, unit)).agg(["min", "max"])
    if model != "pooled" and (first["min"] != first["max"]).any():
        raise MethodError(f"A unit stands in two clusters of '{cluster}'; each must lie in one.")
    return first["min"].to_numpy() if model == "between" else codes


def panel_regression(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    *,
    model: str = "two-way",
    unit: str = "region_code",
    time: str = "year",
    cluster: str | None = None,
    small_sample: bool = True,
    level: float = 0.95,
) -> PanelRegression:
    """Return a linear panel regression.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period; need not be balanced. Rows that lack a value are left out and counted.
    outcome : str
        Column to explain.
    regressors : sequence of str
        Columns that explain it.
    model : str
        ``pooled``; ``within`` (unit means out); ``two-way`` (unit and period means out); ``between`` (unit
        means only); ``random`` (Swamy and Arora's feasible generalised least squares).
    unit, time : str
        Columns of the unit and the period.
    cluster : str, optional
        Column of clusters for robust errors, such as the unit itself or the province; classical without.
    small_sample : bool
        Apply the factor ``G / (G - 1) * (N - 1) / (N - K)`` to clustered errors; means within clusters do
        not count in ``K``.
    level : float
        Confidence level.

    Returns
    -------
    PanelRegression

    Raises
    ------
    MethodError
        An absent column, a unit twice in a period, a regressor that does not vary as the model needs or
        repeats others, too few rows, one cluster, an unknown model.

    Notes
    -----
    Croissant and Millo (2008), Journal of Statistical Software 27(2); Swamy and Arora (1972), Econometrica
    40: 261-275. With periods missing for some units the between variance uses the harmonic mean of their
    numbers. A within estimate is an effect only if nothing that changes over time drives both sides.
    """
    require_option(model, MODELS, "model")
    require_level(level)
    if not regressors:
        raise MethodError("A regression needs at least one regressor.")
    require_unique(frame, [unit, time])
    needed = [outcome, *regressors, *([cluster] if cluster else [])]
    rows, left_out = complete_rows(frame, needed)
    values = np.column_stack([as_numbers(rows, column) for column in (outcome, *regressors)])
    units, periods = _codes(rows, unit), _codes(rows, time)
    names, sigma, sigma_unit, absorbed = list(regressors), float("nan"), float("nan"), 0
    if model in ("within", "two-way"):
        values = within(values, units, periods if model == "two-way" else None)
        absorbed = units.max() + 1 + (periods.max() if model == "two-way" else 0)
    elif model == "random":
        values, sigma, sigma_unit = random_effects(values, units, names)
        names = ["constant", *names]
    else:
        values = _with_constant(unit_means(values, units) if model == "between" else values)
        names = ["constant", *names]
    spread = values[:, 0] - (values[:, 0].mean() if not absorbed else 0)
    if not spread @ spread > TINY * (as_numbers(rows, outcome) ** 2).sum():
        where = " once the means are taken out" if absorbed else ""
        raise MethodError(f"'{outcome}' does not vary{where}; there is nothing to explain.")
    told = {"within": " from the means of units", "two-way": " from the means of units and periods"}
    require_full_rank(values[:, 1:], names, told.get(model, ""))
    groups = _clusters(rows, cluster, unit, model) if cluster else None
    found = fit(
        values[:, 0],
        values[:, 1:],
        clusters=groups,
        absorbed=absorbed,
        nested=units.max() + 1 if absorbed else 0,
        small_sample=small_sample,
    )
    count = None if groups is None else len(np.unique(groups))
    if model != "random":
        sigma = float(np.sqrt(found.residual @ found.residual / (len(values) - len(names) - absorbed)))
    return PanelRegression(
        model=model,
        coefficients=coefficient_table(names, found, level),
        covariance=found.covariance,
        freedom=found.freedom,
        rows_count=len(rows),
        units_count=int(units.max()) + 1,
        periods_count=int(periods.max()) + 1,
        clusters_count=count,
        left_out_count=left_out,
        sigma=sigma,
        sigma_unit=sigma_unit,
        r_squared=1 - float(found.residual @ found.residual) / float(spread @ spread),
        cautions=() if count is None else cluster_cautions(count),
    )


@dataclass(frozen=True)
class HausmanTest:
    """Whether within and random effects estimates differ more than by chance.

    Attributes
    ----------
    statistic, freedom, p_value : float
        Chi-square statistic, degrees of freedom and p-value.
    """

    statistic: float
    freedom: int
    p_value: float


def hausman_test(within: PanelRegression, random: PanelRegression) -> HausmanTest:
    """Return Hausman's test of random against within estimates of the same regression.

    Raises
    ------
    MethodError
        Other models, clustered errors, other terms, or a difference of covariances that is not positive.

    Notes
    -----
    Hausman (1978), Econometrica 46: 1251-1271. Valid for classical errors only. A large p-value does not
    show that the random effects are right.
    """
    if (within.model, random.model) != ("within", "random"):
        raise MethodError(f"The test needs a within and a random fit; found {within.model}, {random.model}.")
    if within.clusters_count is not None or random.clusters_count is not None:
        raise MethodError("Hausman's test needs classical errors; fit both models without clusters.")
    if list(within.coefficients["term"]) != list(random.coefficients["term"])[1:]:
        raise MethodError("The two fits have different regressors.")
    gap = within.coefficients["estimate"].to_numpy() - random.coefficients["estimate"].to_numpy()[1:]
    spread = within.covariance - random.covariance[1:, 1:]
    if np.linalg.eigvalsh(spread).min() <= 0:
        raise MethodError("The difference of the covariances is not positive, so the test has no value here.")
    statistic = float(gap @ np.linalg.solve(spread, gap))
    return HausmanTest(statistic, len(gap), float(stats.chi2.sf(statistic, len(gap))))
