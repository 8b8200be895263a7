"""Does a budget follow need, or last year's budget? The response of shares to gaps, and its persistence.

The model is ``y = sector-of-region + sector-in-year + a * y of the year before + b * gap``, where ``y`` are
centred log-ratios of budget shares. ``b`` is the index: a plan that moves money to where the gap to the
standard is wider has ``b`` above zero. ``a`` is given as an interval and never as one number, because the two
estimates that exist err in opposite directions: the pooled one takes a stable level for persistence, the
within one is pulled down in short series (Nickell 1981, Econometrica 49(6): 1417-1426).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.errors import MethodError
from analysis.planning.labels import LabelTest, label_test
from analysis.planning.series import BudgetSeries, take_out_levels

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Slope:
    """An estimate with a standard error that allows for anything inside a region.

    Attributes
    ----------
    estimate, standard_error, low, high : float
        ``low`` and ``high`` bound the 95 % interval (normal; clusters are regions).
    """

    estimate: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True)
class Responsiveness:
    """How budgets follow need and last year's budget.

    Attributes
    ----------
    response : Slope
        The index b, within regions: change of the log-share for one standard deviation of gap.
    response_pooled : Slope
        The same over regions and years at once: stable differences between regions count too.
    response_jackknife : float
        Half-panel jackknife of the within estimate; NaN where a half is too short.
    response_between : Slope
        Of the regions' means over their years: do those with the wider gap spend relatively more on it?
    persistence_within, persistence_pooled : Slope
        The two ends between which a lies.
    persistence_jackknife : float
        Half-panel jackknife of the within estimate of a; NaN where a half is too short.
    test : LabelTest
        Of the within response.
    regions_count, rows_count, sectors_count : int
        What it rests on; a row is a region and year.
    """

    response: Slope
    response_pooled: Slope
    response_jackknife: float
    response_between: Slope
    persistence_within: Slope
    persistence_pooled: Slope
    persistence_jackknife: float
    test: LabelTest
    regions_count: int
    rows_count: int
    sectors_count: int


def responsiveness(series: BudgetSeries, *, draws: int = 9_999, seed: int = 0) -> Responsiveness:
    """Estimate how budget shares respond to gaps, beside how much they follow last year's.

    Parameters
    ----------
    series : BudgetSeries
        From :func:`analysis.planning.series.budget_series`.
    draws : int
        Orders drawn for the permutation test where there are too many to try all.
    seed : int
        Of the draws.

    Returns
    -------
    Responsiveness

    Raises
    ------
    MethodError
        Too few rows, or gaps or shares that do not vary once levels and years are taken out.

    Notes
    -----
    Incremental budgeting: Davis, Dempster and Wildavsky (1966), American Political Science Review 60(3):
    529-547. Budgets as compositions: Philips, Rutherford and Whitten (2016), American Journal of Political
    Science 60(1): 268-283. Half-panel jackknife: Dhaene and Jochmans (2015), Review of Economic Studies
    82(3): 991-1030. It measures co-movement of reported money and measured need; it says nothing about why.
    """
    within = persistence_and_response(series)
    pooled = persistence_and_response(series, within=False)
    jackknife = _half_panel(series, within)
    return Responsiveness(
        response=within[1],
        response_pooled=pooled[1],
        response_jackknife=jackknife[1],
        response_between=_between(series),
        persistence_within=within[0],
        persistence_pooled=pooled[0],
        persistence_jackknife=jackknife[0],
        test=label_test(series, draws=draws, seed=seed),
        regions_count=series.regions_count,
        rows_count=len(series.years),
        sectors_count=len(series.sectors),
    )


def as_percent(log_ratio: float, reliability: float = 1.0) -> float:
    """Return by how many percent a share is larger, from a log-ratio; mended for gaps measured with noise.

    Parameters
    ----------
    log_ratio : float
        A response or an end of its interval.
    reliability : float
        Share of the movement of the gaps that is not noise (:func:`analysis.planning.noise.gap_reliability`).
    """
    return 100 * math.expm1(log_ratio / reliability)


def persistence_and_response(series: BudgetSeries, *, within: bool = True) -> tuple[Slope, Slope]:
    """Return the slopes on last year's share and on the gap, with errors clustered by region.

    Raises
    ------
    MethodError
        If nothing varies once the levels are taken out.
    """
    outcome, before, gap = (
        take_out_levels(values, series, within=within) for values in (series.now, series.before, series.gaps)
    )
    regressors = np.stack([before, gap])
    cross = np.einsum("pnk,qnk->pq", regressors, regressors)
    if np.linalg.cond(cross) > 1e12:
        raise MethodError(
            "The gaps or the shares do not vary once levels and years are taken out; more years are needed."
        )
    slopes = np.linalg.solve(cross, np.einsum("pnk,nk->p", regressors, outcome))
    left = outcome - np.einsum("p,pnk->nk", slopes, regressors)
    scores = series.sum_by_region(np.einsum("pnk,nk->np", regressors, left))
    clusters = series.regions_count
    middle = scores.T @ scores * (clusters / (clusters - 1) if clusters > 1 else math.nan)
    bread = np.linalg.inv(cross)
    errors = np.sqrt(np.diag(bread @ middle @ bread))
    first, second = (make_slope(b, e) for b, e in zip(slopes, errors, strict=True))
    return first, second


def _between(series: BudgetSeries) -> Slope:
    """Return the slope of regions' mean log-ratios on their mean gaps, by sector around the country."""
    regions = series.regions_count
    if regions < 3:
        return make_slope(math.nan, math.nan)
    means = []
    for values in (series.now, series.gaps):
        sums = series.sum_by_region(take_out_levels(values, series, within=False))
        means.append(sums / np.bincount(series.region_index)[:, None])
    share, gap = means
    moved = float((gap * gap).sum())
    estimate = float((gap * share).sum()) / moved
    scores = (gap * (share - estimate * gap)).sum(axis=1)
    return make_slope(estimate, math.sqrt(float(scores @ scores) * regions / (regions - 1)) / moved)


def make_slope(estimate: float, standard_error: float) -> Slope:
    """Return an estimate with its 95 % interval."""
    reach = Z95 * standard_error
    return Slope(*map(float, (estimate, standard_error, estimate - reach, estimate + reach)))


def _half_panel(series: BudgetSeries, whole: tuple[Slope, Slope]) -> tuple[float, float]:
    """Return twice the whole-panel estimates less the mean of those of the two halves of the years."""
    years = np.unique(series.years)
    middle = years[len(years) // 2]
    halves = []
    for chosen in (series.years < middle, series.years >= middle):
        size = np.bincount(series.region_index[chosen], minlength=series.regions_count)
        part = series.rows(chosen & (size[series.region_index] >= 2))
        try:
            halves.append([slope.estimate for slope in persistence_and_response(part)])
        except (MethodError, np.linalg.LinAlgError, ValueError):
            return math.nan, math.nan  # a half that is too short has no estimate
    first, second = (2 * slope.estimate - (a + b) / 2 for slope, a, b in zip(whole, *halves, strict=True))
    return first, second
