"""Intervals for a share of a survey with clusters, strata or weights, by its effective sample size."""

from __future__ import annotations

import math

from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option
from analysis.statistics.proportions import ProportionInterval, proportion_interval
from analysis.statistics.survey import SurveyEstimate

METHODS = {"wilson": "wilson", "korn_graubard": "clopper_pearson"}
EDGE = 1e-12


def survey_share_interval(
    share: SurveyEstimate,
    *,
    method: str = "wilson",
    level: float = 0.95,
    design_effect: float = 1.0,
    truncate: bool = False,
) -> ProportionInterval:
    """Return an interval for a share that a survey estimated, which also holds near zero and one.

    Parameters
    ----------
    share : SurveyEstimate
        From :func:`analysis.statistics.survey.survey_mean` of a column of zeros and ones.
    method : str
        ``wilson`` (score) or ``korn_graubard`` (exact, wider than it says), both on the effective size.
    level : float
        Of the interval.
    design_effect : float
        For a share of zero or one only, whose own variance says nothing: such as that of other items of the
        same survey. The respondents are divided by it.
    truncate : bool
        Never take the effective size as larger than the respondents: few clusters often look more alike than
        they are.

    Returns
    -------
    ProportionInterval
        ``trials_effective`` is the effective size, adjusted for the degrees of freedom.

    Raises
    ------
    MethodError
        A mean that is no share, an unknown method, an impossible level, or a design effect not above zero.

    Notes
    -----
    Korn and Graubard (1998), Survey Methodology 24: 193-201: the effective size is ``p (1 - p)`` over the
    variance, times the squared ratio of Student's t with n - 1 and with the design's degrees of freedom. The
    same size in Wilson's interval: Dean and Pagano (2015), Statistical Methods in Medical Research 24.
    A variance of zero between zero and one means that everybody was asked: the interval is the share.
    """
    require_option(method, tuple(METHODS), "interval")
    require_level(level)
    if not -EDGE <= share.estimate <= 1 + EDGE:
        raise MethodError(f"A mean of {share.estimate:g} is no share; give a column of zeros and ones.")
    if not design_effect > 0:
        raise MethodError(f"The design effect is {design_effect:g}; it must be above zero.")
    estimate = min(max(share.estimate, 0.0), 1.0)
    size = share.rows_count / design_effect
    if EDGE < estimate < 1 - EDGE:
        if share.standard_error <= EDGE:
            return ProportionInterval(estimate, estimate, estimate, math.inf, level, method)
        size = estimate * (1 - estimate) / share.standard_error**2
    tail = (1 + level) / 2
    if share.rows_count > 1:
        ratio = stats.t.ppf(tail, share.rows_count - 1) / stats.t.ppf(tail, share.degrees_of_freedom)
        size *= float(ratio) ** 2
    if truncate:
        size = min(size, share.rows_count)
    found = proportion_interval(estimate * size, size, method=METHODS[method], level=level)
    return ProportionInterval(estimate, found.low, found.high, size, level, method)
