"""Survei kepuasan masyarakat: elements and index of a unit with intervals, its class and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.classes import Band
from analysis.statistics.omega import Omega, mcdonald_omega
from analysis.statistics.options import require_level
from analysis.statistics.reliability import CronbachAlpha, cronbach_alpha
from analysis.statistics.survey import Design, SurveyEstimate, survey_mean
from analysis.voice.sampling import Sample, sample_of
from analysis.voice.satisfaction_answers import SatisfactionRound
from analysis.voice.satisfaction_index import (
    ELEMENTS,
    HIGHEST,
    LOWEST,
    TO_HUNDRED,
    SatisfactionIndex,
    satisfaction_index,
)

MEANS = ("year", "round", "unit_name", "element", "respondents_count", "mean_score")


@dataclass(frozen=True)
class Satisfaction:
    """A satisfaction survey of one unit, or of several taken together.

    Attributes
    ----------
    elements : pandas.DataFrame
        By element: ``element, respondents_count, mean_score, low, high``; the interval is missing where all
        gave the same score, because there is no spread to judge from, and where only means were given.
    index : SatisfactionIndex
        Exact and with the rounded weight, with classes.
    standard_error, low, high : float
        Of the exact index; NaN where only means were given.
    class_shares : mapping of str to float
        Class to the part of surveys of this size that would come out in it, were the index as found; empty
        where only means were given or there is no class.
    respondents_count, complete_count : int
        People asked, and those who answered every element.
    units : tuple of str
    sampling : str
        ``one by one``, ``weighted``, ``clusters``; ``means`` where only means were given.
    level : float
    cannot : tuple of str
        What could not be given: ``interval``, ``reliability``, ``drivers``.
    """

    elements: pd.DataFrame
    index: SatisfactionIndex
    standard_error: float
    low: float
    high: float
    class_shares: Mapping[str, float]
    respondents_count: int
    complete_count: int
    units: tuple[str, ...]
    sampling: str
    level: float
    cannot: tuple[str, ...]

    @property
    def class_is_sure(self) -> bool | None:
        """Whether the interval lies inside one class; None where there is no interval or class."""
        band = self.index.class_exact
        if band is None or math.isnan(self.low):
            return None
        return bool(self.class_shares.get(band.band, 0.0) >= self.level)


def satisfaction(
    answered: SatisfactionRound,
    *,
    bands: Sequence[Band] = (),
    weight: float | None = None,
    level: float = 0.95,
) -> Satisfaction:
    """Return elements and index of a satisfaction survey with their intervals.

    Parameters
    ----------
    answered : SatisfactionRound
        Of one unit or several; several are taken together, each standing for its users where these are known.
    bands, weight
        As for :func:`analysis.voice.satisfaction_index.satisfaction_index`.
    level : float
        Of the intervals.

    Returns
    -------
    Satisfaction

    Raises
    ------
    MethodError
        No element has an answer, fewer than two respondents, a unit with one cluster only, an impossible
        level.

    Notes
    -----
    The index is a sum of means of the same people, so its variance is that of each person's linearised part
    (Taylor), with units as strata, clusters, and what a finite number of users takes off where people were
    drawn one by one. Who left an element open counts for the others.
    """
    require_level(level)
    sample = sample_of(answered)
    means = [_mean(answered.scores[name], sample, level) for name in ELEMENTS]
    table = pd.DataFrame(means, columns=["respondents_count", "mean_score", "low", "high"])
    table.insert(0, "element", ELEMENTS)
    scores = dict(zip(table["element"], table["mean_score"], strict=True))
    index = satisfaction_index(scores, bands=bands, weight=weight)
    whole = _index_error(answered.scores, sample, level)
    low, high = (max(index.exact + whole.low, 25.0), min(index.exact + whole.high, 100.0))
    return Satisfaction(
        table, index, whole.standard_error, low, high,
        _class_shares(index, whole.standard_error, bands), len(answered.people),
        int(answered.scores.notna().all(axis=1).sum()), answered.units, sample.kind, level, (),
    )  # fmt: skip


def satisfaction_from_means(
    frame: pd.DataFrame,
    year: int,
    round: int,
    unit: str,
    *,
    bands: Sequence[Band] = (),
    weight: float | None = None,
) -> Satisfaction:
    """Give of a satisfaction survey what the means of its elements can give: the index and its class.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit, survey and element, as the template ``satisfaction-survey``.
    year, round, unit
        Which survey.
    bands, weight
        As for :func:`satisfaction`.

    Raises
    ------
    MethodError
        A column is absent, there is no such survey, an element twice, or a mean outside 1 to 4.
    """
    require_columns(frame, MEANS, "the table of means")
    chosen = (frame["year"] == year) & (frame["round"] == round) & (frame["unit_name"] == unit)
    rows = frame[chosen].set_index("element")
    if rows.empty:
        raise MethodError(f"There is no survey of {unit} in {year}, round {round}.")
    if rows.index.has_duplicates:
        twice = rows.index[rows.index.duplicated()][0]
        raise MethodError(f"The element {twice} stands twice in the survey of {unit} in {year}.")
    scores = {str(name): float(score) for name, score in rows["mean_score"].items()}
    index = satisfaction_index(scores, bands=bands, weight=weight)
    table = rows.reindex(ELEMENTS)[["respondents_count", "mean_score"]].reset_index(names="element")
    table["respondents_count"] = table["respondents_count"].fillna(0).astype(int)
    return Satisfaction(
        table.assign(low=np.nan, high=np.nan), index, math.nan, math.nan, math.nan, {},
        int(table["respondents_count"].max()), 0, (unit,), "means", math.nan,
        ("interval", "reliability", "drivers"),
    )  # fmt: skip


def reliability(answered: SatisfactionRound, *, level: float = 0.95) -> tuple[CronbachAlpha, Omega]:
    """Return Cronbach's alpha with Feldt's interval and McDonald's omega of the nine elements.

    Incomplete answers are left out; so are elements that everybody scored alike, which say nothing of how
    elements go together.

    Raises
    ------
    MethodError
        Too few complete answers, or fewer than three elements that vary.
    """
    complete = answered.scores.dropna()
    varying = [name for name in complete if complete[name].nunique() > 1]
    return cronbach_alpha(complete[varying], confidence=level), mcdonald_omega(complete[varying])


def _mean(scores: pd.Series, sample: Sample, level: float) -> tuple[int, float, float, float]:
    given = scores.notna()
    if not given.any():
        return 0, math.nan, math.nan, math.nan
    found = survey_mean(
        sample.frame.assign(value=scores.fillna(0.0)), "value", _design(sample), within=given, level=level
    )
    if scores[given].nunique() == 1:
        return int(given.sum()), found.estimate, math.nan, math.nan
    return int(given.sum()), found.estimate, max(found.low, LOWEST), min(found.high, HIGHEST)


def _design(sample: Sample) -> Design:
    """Return the design; people of one unit drawn one by one are a sample of its users where known."""
    if sample.design is not None:
        return sample.design
    return Design("weight", population=None if math.isnan(sample.users) else "users")


def _index_error(scores: pd.DataFrame, sample: Sample, level: float) -> SurveyEstimate:
    """Return the error of the index: the mean, zero, of each person's part, with its interval."""
    weight = sample.frame["weight"].to_numpy(float)
    given = scores.loc[:, scores.notna().any()]
    counted = weight[:, None] * given.notna().to_numpy(float)
    size = counted.sum(axis=0)
    mean = (counted * given.fillna(0.0).to_numpy()).sum(axis=0) / size
    part = (counted > 0) * (given.fillna(0.0).to_numpy() - mean) * weight.sum() / size
    frame = sample.frame.assign(part=TO_HUNDRED * part.mean(axis=1))
    return survey_mean(frame, "part", _design(sample), level=level)


def _class_shares(index: SatisfactionIndex, error: float, bands: Sequence[Band]) -> dict[str, float]:
    if index.class_exact is None:
        return {}
    ranked = sorted(bands, key=lambda band: -band.lower)
    if not error > 0:
        return {band.band: float(band.band == index.class_exact.band) for band in ranked}
    # An index belongs to the class whose lower bound it reaches once it is rounded to two decimals.
    above = [float(stats.norm.sf((band.lower - 0.005 - index.exact) / error)) for band in ranked[:-1]]
    edges = [0.0, *above, 1.0]
    return {band.band: edges[place + 1] - edges[place] for place, band in enumerate(ranked)}
