"""Many outcomes, one question: p-values that account for how many were looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis.comparison.assignments import groups
from analysis.comparison.contrast import (
    adjusted_outcome,
    count_extreme,
    extremeness,
    make_design,
    shifted_draws,
)
from analysis.comparison.options import require_level, require_option
from analysis.errors import MethodError

METHODS = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "benjamini_hochberg": "fdr_bh",
    "benjamini_yekutieli": "fdr_by",
}
DEFAULT = ("holm", "benjamini_hochberg", "benjamini_yekutieli")


def adjust_p_values(
    p_values: Mapping[str, float] | pd.Series, *, methods: Sequence[str] = DEFAULT, level: float = 0.95
) -> pd.DataFrame:
    """Return p-values of several outcomes adjusted for their number.

    Parameters
    ----------
    p_values : mapping or pandas.Series
        Outcome to p-value; a missing one stays missing and does not count.
    methods : sequence of str
        Of ``bonferroni, holm, hochberg, hommel`` (any false rejection) and ``benjamini_hochberg,
        benjamini_yekutieli`` (the share of false ones among the rejections; the second under any dependence).
    level : float
        One minus the error rate at which an outcome is called rejected.

    Returns
    -------
    pandas.DataFrame
        One row per outcome, in the order given: ``outcome, p_value``, one column per method, and
        ``rejected_`` and the method's name (``False`` for a missing p-value).

    Raises
    ------
    MethodError
        An unknown method, a p-value outside 0 to 1, no p-value at all, or an impossible level.

    Notes
    -----
    Computed by ``statsmodels.stats.multitest.multipletests``. Holm (1979), Scandinavian Journal of Statistics
    6: 65-70; Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57: 289-300; Benjamini
    and Yekutieli (2001), Annals of Statistics 29(4): 1165-1188.
    """
    require_level(level)
    for method in methods:
        require_option(method, tuple(METHODS), "method of adjustment")
    series = pd.Series(p_values, dtype=float)
    known = series.notna().to_numpy()
    if not known.any():
        raise MethodError("There is no p-value to adjust; all are missing.")
    values = series.to_numpy()
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise MethodError(
            f"A p-value is {values[known].min():g} to {values[known].max():g}; 0 to 1 is allowed."
        )
    table = pd.DataFrame({"outcome": series.index, "p_value": values})
    for method in methods:
        adjusted = np.full(len(values), np.nan)
        adjusted[known] = multipletests(values[known], method=METHODS[method])[1]
        table[method] = adjusted
        table[f"rejected_{method}"] = adjusted <= 1 - level + 1e-12
    return table


def step_down_p(observed: np.ndarray, drawn: np.ndarray, *, exact: bool = False) -> np.ndarray:
    """Return step-down p-values of several statistics from one set of draws under the null.

    Parameters
    ----------
    observed : numpy.ndarray, shape (outcomes,)
        How extreme each statistic is (larger is more extreme); on one scale, such as absolute t.
    drawn : numpy.ndarray, shape (draws, outcomes)
        The same under each draw; the same draw for all outcomes, so that their dependence is kept.
    exact : bool
        The draws are all possible assignments, the observed one among them.

    Returns
    -------
    numpy.ndarray, shape (outcomes,)
        Adjusted p-values: a rejection at ``p <= a`` errs for any true null with a chance of at most ``a``.

    Raises
    ------
    MethodError
        Shapes that do not fit, or no draws.

    Notes
    -----
    The maximum-statistic step-down of Westfall and Young (1993), Resampling-Based Multiple Testing; the
    argument for dependence in general is Romano and Wolf (2005), Econometrica 73(4): 1237-1282.
    """
    if drawn.ndim != 2 or drawn.shape[1] != len(observed) or not len(drawn):
        raise MethodError(
            f"The draws have shape {drawn.shape}; one column for each of {len(observed)} outcomes is needed."
        )
    order = np.argsort(-observed, kind="stable")
    largest = np.maximum.accumulate(drawn[:, order[::-1]], axis=1)[:, ::-1]
    counts = np.array([count_extreme(largest[:, i], observed[k]) for i, k in enumerate(order)])
    shares = counts / len(drawn) if exact else (1 + counts) / (1 + len(drawn))
    adjusted = np.empty(len(observed))
    adjusted[order] = np.maximum.accumulate(shares)
    return adjusted


def randomisation_family(
    frame: pd.DataFrame,
    outcomes: Sequence[str],
    treated: str,
    *,
    strata: str | None = None,
    covariates: Sequence[str] = (),
    within_strata: bool = False,
    draws: int = 9_999,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return randomisation p-values of several outcomes and what is left of them given their number.

    Parameters
    ----------
    frame, treated, strata, covariates, within_strata, draws, seed, level
        As for :func:`analysis.comparison.randomisation.randomisation_inference`. Rows without a covariate are
        left out; a unit without one outcome counts for the others.
    outcomes : sequence of str
        Two or more columns. All use the same draws.

    Returns
    -------
    pandas.DataFrame
        One row per outcome: ``outcome, estimate, standard_error, treated_count, control_count, p_value``, the
        columns of :func:`adjust_p_values`, and ``step_down`` with ``rejected_step_down``.

    Raises
    ------
    MethodError
        As for one outcome; fewer than two outcomes, or one named twice.
    """
    require_level(level)
    if len(set(outcomes)) < 2 or len(set(outcomes)) < len(outcomes):
        raise MethodError(f"A family needs two or more different outcomes; found: {', '.join(outcomes)}.")
    design = make_design(frame, treated, strata=strata, covariates=covariates, within_strata=within_strata)
    assigned = design.assigned
    tries, exact, tried = groups(design.strata, draws, seed)
    blocks, turn = list(tries), extremeness("two-sided")
    table, observed, drawn = [], [], []
    for outcome in outcomes:
        adjustment, residual, own = adjusted_outcome(design, outcome)
        observed.append(float(turn(own.statistic(0.0, True))[0]))
        drawn.append(turn(shifted_draws(blocks, adjustment, residual, assigned).statistic(0.0, True)))
        count = count_extreme(drawn[-1], observed[-1])
        table.append(
            {
                "outcome": outcome,
                "estimate": float(own.coefficient(0.0)[0]),
                "standard_error": float(own.standard_error(0.0)[0]),
                "treated_count": int((assigned & adjustment.observed).sum()),
                "control_count": int((~assigned & adjustment.observed).sum()),
                "p_value": count / tried if exact else (1 + count) / (1 + tried),
            }
        )
    family = pd.DataFrame(table)
    adjusted = adjust_p_values(family.set_index("outcome")["p_value"], level=level)
    family = family.merge(adjusted.drop(columns="p_value"), on="outcome")
    family["step_down"] = step_down_p(np.array(observed), np.column_stack(drawn), exact=exact)
    family["rejected_step_down"] = family["step_down"] <= 1 - level + 1e-12
    return family
