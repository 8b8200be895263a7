"""Means, shares, totals and ratios of a survey with strata, clusters, weights and a finite population."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import MethodError


@dataclass(frozen=True)
class Design:
    """How a sample was drawn.

    Attributes
    ----------
    weights : str
        Column: how many of the population a row stands for.
    strata, clusters : str or None
        Columns; without clusters every row is drawn by itself.
    population : str or None
        Column with the number of units (of clusters, where there are) in the stratum; without it sampling is
        taken as with replacement.
    """

    weights: str
    strata: str | None = None
    clusters: str | None = None
    population: str | None = None


@dataclass(frozen=True)
class SurveyEstimate:
    """An estimate from a survey.

    Attributes
    ----------
    estimate, standard_error, low, high : float
        The interval is Student's t with the design's degrees of freedom.
    design_effect : float
        Variance over that of a simple random sample without replacement of as many rows; NaN for a ratio.
    degrees_of_freedom : int
        Clusters less strata.
    rows_count : int
        Rows used.
    """

    estimate: float
    standard_error: float
    low: float
    high: float
    design_effect: float
    degrees_of_freedom: int
    rows_count: int


def survey_mean(
    frame: pd.DataFrame, value: str, design: Design, *, within: pd.Series | None = None, level: float = 0.95
) -> SurveyEstimate:
    """Return the mean of a column in the population; of an indicator it is a share.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per respondent, all of the sample.
    value : str
        A numeric column without missing values.
    design : Design
        How the sample was drawn.
    within : pandas.Series of bool, optional
        A domain, such as one kind of unit: its rows; the others still tell how the sample was drawn.
    level : float
        Of the interval.

    Returns
    -------
    SurveyEstimate

    Raises
    ------
    MethodError
        Absent or missing values, weights not above zero, a stratum with one cluster (its variance is not
        known), an empty domain, or a population smaller than the sample.

    Notes
    -----
    Taylor linearisation: Lumley (2010), Complex Surveys, chapter 2; Woodruff (1971), Journal of the American
    Statistical Association 66: 411-414.
    """
    sample = _sample(frame, [value], design, within)
    total = float((sample.weight * sample.inside).sum())
    mean = float((sample.weight * sample.inside) @ sample.values[0]) / total
    scores = sample.weight * sample.inside * (sample.values[0] - mean) / total
    simple = _simple_variance(sample, sample.values[0]) / sample.inside.sum()
    return _estimate(sample, mean, scores, simple, level)


def survey_total(
    frame: pd.DataFrame, value: str, design: Design, *, within: pd.Series | None = None, level: float = 0.95
) -> SurveyEstimate:
    """Return the total of a column over the population; arguments and errors as for :func:`survey_mean`."""
    sample = _sample(frame, [value], design, within)
    scores = sample.weight * sample.inside * sample.values[0]
    size = float((sample.weight * sample.inside).sum())
    simple = _simple_variance(sample, sample.values[0]) / sample.inside.sum() * size**2
    return _estimate(sample, float(scores.sum()), scores, simple, level)


def survey_ratio(
    frame: pd.DataFrame, numerator: str, denominator: str, design: Design, *,
    within: pd.Series | None = None, level: float = 0.95,
) -> SurveyEstimate:  # fmt: skip
    """Return the ratio of two totals; arguments and errors as for :func:`survey_mean`."""
    sample = _sample(frame, [numerator, denominator], design, within)
    top, bottom = (sample.weight * sample.inside * values for values in sample.values)
    if not bottom.sum() > 0:
        raise MethodError(f"The total of '{denominator}' is not above zero; there is no ratio to it.")
    ratio = float(top.sum() / bottom.sum())
    return _estimate(sample, ratio, (top - ratio * bottom) / bottom.sum(), math.nan, level)


def logit_interval(share: SurveyEstimate, level: float = 0.95) -> tuple[float, float]:
    """Return an interval for a share that stays between 0 and 1 (Lumley 2010, section 2.4).

    Raises
    ------
    MethodError
        If the share is 0 or 1: its logit does not exist.
    """
    if not 1e-12 < share.estimate < 1 - 1e-12:
        raise MethodError(
            f"A share of {share.estimate:g} has no logit; use the exact interval of a proportion."
        )
    middle = math.log(share.estimate / (1 - share.estimate))
    reach = float(stats.t.ppf((1 + level) / 2, share.degrees_of_freedom)) * share.standard_error
    reach /= share.estimate * (1 - share.estimate)
    return tuple(1 / (1 + math.exp(-(middle + sign * reach))) for sign in (-1, 1))  # type: ignore[return-value]


@dataclass(frozen=True)
class _Sample:
    values: list[np.ndarray]
    weight: np.ndarray
    inside: np.ndarray
    strata: np.ndarray
    clusters: np.ndarray
    population: np.ndarray | None


def _sample(frame: pd.DataFrame, values: list[str], design: Design, within: pd.Series | None) -> _Sample:
    named = [design.weights, design.strata, design.clusters, design.population]
    for column in [*values, *(name for name in named if name)]:
        if column not in frame:
            raise MethodError(f"The column '{column}' is not in the sample.")
        if frame[column].isna().any():
            row = frame.index[frame[column].isna()][0]
            raise MethodError(f"'{column}' is missing in row {row!r}; leave such rows out and say so.")
    weight = frame[design.weights].to_numpy(float)
    if not (weight > 0).all():
        raise MethodError(f"The weights in '{design.weights}' must be above zero.")
    inside = (
        np.ones(len(frame)) if within is None else within.reindex(frame.index).to_numpy(bool).astype(float)
    )
    if not inside.sum():
        raise MethodError("The domain has no row in the sample; nothing can be said of it.")
    strata = np.zeros(len(frame), int) if design.strata is None else pd.factorize(frame[design.strata])[0]
    rows = frame[design.clusters] if design.clusters else pd.Series(range(len(frame)))
    clusters = pd.factorize(pd.MultiIndex.from_arrays([strata, rows.to_numpy()]))[0]
    population = frame[design.population].to_numpy(float) if design.population else None
    return _Sample(
        [frame[name].to_numpy(float) for name in values], weight, inside, strata, clusters, population
    )


def _estimate(
    sample: _Sample, estimate: float, scores: np.ndarray, simple: float, level: float
) -> SurveyEstimate:
    """Return the estimate with the variance of the totals of its scores between clusters of a stratum."""
    totals = np.bincount(sample.clusters, scores)
    first = np.unique(sample.clusters, return_index=True)[1]
    strata = sample.strata[first]
    variance = 0.0
    for stratum in np.unique(strata):
        inside = totals[strata == stratum]
        count = len(inside)
        if count < 2:
            raise MethodError(
                "A stratum has one cluster only, so how much clusters differ there is not known. Join it "
                "with a stratum like it."
            )
        left = 1.0
        if sample.population is not None:
            size = float(sample.population[first][strata == stratum][0])
            if size < count:
                raise MethodError(f"A stratum of {size:g} units cannot give a sample of {count}.")
            left = 1 - count / size
        variance += left * count / (count - 1) * float(((inside - inside.mean()) ** 2).sum())
    freedom = len(totals) - len(np.unique(strata))
    error = math.sqrt(variance)
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    return SurveyEstimate(
        estimate, error, estimate - reach, estimate + reach,
        float(variance / simple) if simple > 0 else math.nan, freedom, int(sample.inside.sum()),
    )  # fmt: skip


def _simple_variance(sample: _Sample, values: np.ndarray) -> float:
    """Return the variance of a value in the population, less what a finite population takes away."""
    weight = sample.weight * sample.inside
    size, count = weight.sum(), sample.inside.sum()
    mean = (weight @ values) / size
    spread = float(weight @ (values - mean) ** 2) / size * count / max(count - 1, 1)
    return spread * max(1 - count / size, 0.0)
