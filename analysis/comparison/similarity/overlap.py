"""Propensity scores and overlap: whether the units of one group could also have been in the other."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.optimize import linprog

from analysis.comparison.similarity.balance import expand_levels, group_of
from analysis.errors import MethodError
from analysis.statistics.checked import complete_cases


@dataclass(frozen=True)
class Overlap:
    """Estimated propensities of both groups, and how far their ranges meet.

    Attributes
    ----------
    scores : pandas.Series
        Estimated probability of belonging to the group, by unit; NaN for a unit that lacks a covariate, and
        for all when refused.
    linear : pandas.Series
        The log-odds of the scores.
    coefficients : pandas.Series
        Of the logistic regression, the constant first.
    support_low, support_high : float
        Common support: the larger of the two smallest scores and the smaller of the two largest.
    outside : tuple of str
        Units outside the common support.
    share_outside_treated, share_outside_control : float
        Their share in each group.
    left_out : tuple of str
        Units without every covariate.
    refused : str
        Why there are no scores (perfect separation); empty if there are.
    """

    scores: pd.Series
    linear: pd.Series
    coefficients: pd.Series
    support_low: float
    support_high: float
    outside: tuple[str, ...]
    share_outside_treated: float
    share_outside_control: float
    left_out: tuple[str, ...]
    refused: str


def is_separated(design: np.ndarray, inside: np.ndarray) -> bool:
    """Return whether some combination of the columns tells the groups apart, wholly or nearly.

    Then the likelihood of a logistic regression has no maximum (Albert and Anderson 1984, Biometrika 71(1):
    1-10); found by linear programming (Konis 2007).
    """
    signed = np.where(inside, 1.0, -1.0)[:, None] * design
    found = linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs"
    )
    return bool(found.status == 0 and -found.fun > 1e-7 * len(signed))


def _refusal(units: pd.DataFrame, left_out: tuple[str, ...], why: str) -> Overlap:
    nothing = pd.Series(np.nan, index=units.index)
    nan = float("nan")
    return Overlap(
        nothing.rename("score"), nothing.rename("log_odds"), pd.Series(dtype=float), nan, nan, (), nan, nan,
        left_out, why,
    )  # fmt: skip


def overlap(units: pd.DataFrame, group: str, covariates: Sequence[str]) -> Overlap:
    """Return propensity scores from a logistic regression, and the share of units outside common support.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit.
    group : str
        Column of 0 and 1.
    covariates : sequence of str
        Columns; text becomes 0/1 columns, the first level left out.

    Returns
    -------
    Overlap
        With ``refused`` filled and no scores where the covariates tell the groups apart perfectly (or on a
        part of the units): the groups do not overlap there and any score would be an artefact.

    Raises
    ------
    MethodError
        A group that is not 0/1, fewer than two units on a side, a constant or repeated covariate.

    Notes
    -----
    Rosenbaum and Rubin (1983), Biometrika 70(1): 41-55; common support by the minima and maxima, as in
    Dehejia and Wahba (1999), Journal of the American Statistical Association 94: 1053-1062. The score
    balances the covariates that were given, not those that were not measured.
    """
    expanded = expand_levels(units, covariates)
    first = {name: f"{name}=" for name in covariates if name not in expanded}
    for prefix in first.values():
        expanded = expanded.drop(columns=[c for c in expanded if str(c).startswith(prefix)][:1])
    cases = complete_cases(expanded, [str(c) for c in expanded], "the covariates", least=4)
    known = units.loc[cases.values.index]
    inside = group_of(known, group, least=2)
    spread = cases.values.std(ddof=0)
    if not (spread > 0).all():
        raise MethodError(f"The covariate '{spread.index[~(spread > 0)][0]}' does not vary; leave it out.")
    centre = cases.values.mean()
    design = np.column_stack([np.ones(len(inside)), ((cases.values - centre) / spread).to_numpy()])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise MethodError("Some covariates are linear combinations of others; leave out the repeated ones.")
    if is_separated(design, inside):
        return _refusal(
            units, cases.left_out,
            "the covariates tell the two groups apart perfectly for some units, so there is no overlap to "
            "measure there; use fewer covariates or compare cases one by one",
        )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # separation, the one cause of trouble here, was excluded above
        fit = sm.Logit(inside.astype(float), design).fit(disp=0, maxiter=200)
    slopes = fit.params[1:] / spread.to_numpy()
    coefficients = [float(fit.params[0] - slopes @ centre.to_numpy()), *slopes]
    score, linear = fit.predict(), design @ fit.params
    low = max(score[inside].min(), score[~inside].min())
    high = min(score[inside].max(), score[~inside].max())
    outside = (score < low) | (score > high)
    return Overlap(
        scores=pd.Series(score, cases.values.index, name="score").reindex(units.index),
        linear=pd.Series(linear, cases.values.index, name="log_odds").reindex(units.index),
        coefficients=pd.Series(
            coefficients, ["constant", *map(str, cases.values.columns)], name="coefficient"
        ),
        support_low=float(low),
        support_high=float(high),
        outside=tuple(str(name) for name in cases.values.index[outside]),
        share_outside_treated=float(outside[inside].mean()),
        share_outside_control=float(outside[~inside].mean()),
        left_out=cases.left_out,
        refused="",
    )
