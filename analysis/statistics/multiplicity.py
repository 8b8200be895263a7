"""Many outcomes, one question: p-values that account for how many were looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis.errors import MethodError
from analysis.statistics.extremes import count_extreme
from analysis.statistics.options import require_level, require_option

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
