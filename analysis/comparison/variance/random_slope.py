"""Groups that differ in level and in the slope of one input (statsmodels MixedLM, its warnings told)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import complete_cases, require_varying


@dataclass(frozen=True)
class RandomSlope:
    """A linear model in which each group has its own level and its own slope.

    Attributes
    ----------
    variance_level, variance_slope, covariance, correlation : float
        Of the groups' levels and slopes.
    variance_within : float
    criterion : float
        Minus twice the restricted log-likelihood.
    coefficients : pandas.DataFrame
        By term (``constant`` first): ``estimate, standard_error``.
    groups : pandas.DataFrame
        By group: ``level`` and ``slope``, the predicted deviations from the common ones.
    groups_count : int
    left_out : tuple of str
    note : str
        Warnings of the fit (not settled, singular) that the reader must see; empty otherwise.
    """

    variance_level: float
    variance_slope: float
    covariance: float
    correlation: float
    variance_within: float
    criterion: float
    coefficients: pd.DataFrame
    groups: pd.DataFrame
    groups_count: int
    left_out: tuple[str, ...]
    note: str


def random_slope(
    frame: pd.DataFrame, outcome: str, group: str, slope: str, inputs: Sequence[str] = ()
) -> RandomSlope:
    """Return a model with correlated random levels and slopes, by restricted likelihood.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per observation.
    outcome, group, slope : str
        Columns; ``slope`` is the input whose slope differs between groups (it also has a common slope).
    inputs : sequence of str
        Further inputs with a common slope.

    Returns
    -------
    RandomSlope

    Raises
    ------
    MethodError
        Fewer than three groups, a constant input, a missing group, or a fit that breaks down.

    Notes
    -----
    Laird and Ware (1982), Biometrics 38: 963-974. Far slower than
    :func:`analysis.comparison.variance.random_intercept.random_intercept`; use it when slopes are the
    question.
    """
    names = [slope, *inputs]
    require_columns(frame, [group], "the table")
    cases = complete_cases(frame.reset_index(drop=True), [outcome, *names], "the table", least=len(names) + 4)
    labels = frame[group].reset_index(drop=True).loc[cases.values.index]
    if labels.isna().any() or labels.nunique() < 3:
        raise MethodError(f"Random slopes need a '{group}' in every row and at least three of them.")
    require_varying(cases.values, "the table")
    design = np.column_stack([np.ones(len(labels)), cases.values[names].to_numpy()])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            model = sm.MixedLM(
                cases.values[outcome].to_numpy(), design, labels.to_numpy(), exog_re=design[:, :2]
            )
            fit = model.fit(reml=True, method=["lbfgs", "bfgs"])
        except (np.linalg.LinAlgError, ValueError) as error:
            raise MethodError(f"The model with random slopes of '{slope}' broke down: {error}.") from error
    spread = np.asarray(fit.cov_re)
    root = np.sqrt(spread[0, 0] * spread[1, 1])
    groups = pd.DataFrame(
        {name: np.asarray(values) for name, values in fit.random_effects.items()}, index=["level", "slope"]
    ).T
    return RandomSlope(
        variance_level=float(spread[0, 0]),
        variance_slope=float(spread[1, 1]),
        covariance=float(spread[0, 1]),
        correlation=float(spread[0, 1] / root) if root > 0 else float("nan"),
        variance_within=float(fit.scale),
        criterion=float(-2 * fit.llf),
        coefficients=pd.DataFrame(
            {"estimate": fit.fe_params, "standard_error": fit.bse_fe}, index=["constant", *names]
        ),
        groups=groups.sort_index(),
        groups_count=len(groups),
        left_out=cases.left_out,
        note="; ".join(sorted({str(one.message).split("\n")[0] for one in told})),
    )
