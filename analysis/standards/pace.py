"""How far a target is at the recent pace: distance, points per year, years to go with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import MethodError
from analysis.messages import say

__all__ = ["NOT_AT_THIS_PACE", "ON_THE_WAY", "REACHED", "Pace", "years_to_target"]

REACHED, ON_THE_WAY, NOT_AT_THIS_PACE = "reached", "on the way", "not at this pace"
FEWEST = 3


@dataclass(frozen=True)
class Pace:
    """When a series reaches its target if it goes on along the straight line of its recent years.

    Attributes
    ----------
    status : str
        ``reached`` (the last value is at the target), ``on the way``, or ``not at this pace`` (the line is
        level or leads away).
    last_year : int
    last_value, distance : float
        ``distance`` is what is missing on the last value; 0 where reached.
    per_year, per_year_low, per_year_high : float
        Slope towards the target with its interval; negative where it leads away.
    years, years_low, years_high : float or None
        Years after the last one until the line meets the target. ``years`` is None unless on the way;
        ``years_high`` is infinite where a level line is not excluded.
    observations : int
    level : float
    """

    status: str
    last_year: int
    last_value: float
    distance: float
    per_year: float
    per_year_low: float
    per_year_high: float
    years: float | None
    years_low: float | None
    years_high: float | None
    observations: int
    level: float


def years_to_target(
    years: Sequence[int],
    values: Sequence[float],
    target: float,
    *,
    direction: str = "higher",
    recent: int = 5,
    level: float = 0.95,
) -> Pace:
    """Return how long a series needs to its target at its recent pace.

    Parameters
    ----------
    years, values : sequences of equal length
        The series in any order; NaN values are left out.
    target : float
        In the unit of the values.
    direction : str
        ``higher`` or ``lower`` is better.
    recent : int
        Only the last so many years of the calendar, counted from the last value.
    level : float
        Of both intervals.

    Returns
    -------
    Pace

    Raises
    ------
    MethodError
        Fewer than three years with a value, a year twice, or an option out of range.

    Notes
    -----
    Least squares through the recent years; the interval of the crossing is the set of times at which the
    confidence band of the line holds the target (Fieller 1954, Journal of the Royal Statistical Society B
    16: 175-185; Draper and Smith 1998, Applied Regression Analysis, section 3.2). It is a reading of the
    past, not a forecast: near 100 percent a pace slows, and a survey's sampling error is part of the scatter.
    """
    if direction not in ("higher", "lower") or not 0 < level < 1 or recent < FEWEST:
        raise MethodError(
            say("Give the direction higher or lower, a level from 0 to 1, and at least three recent years.")
        )
    sign = 1.0 if direction == "higher" else -1.0
    when, what = _recent(years, values, recent)
    slope, low, high, fit = _line(when, sign * what, level)
    distance = sign * (target - float(what[-1]))

    def pace(status: str, crossing: tuple[float, float, float] | None = None) -> Pace:
        soon = crossing or (None, None, None)
        last = int(when[-1]), float(what[-1]), max(distance, 0.0)
        return Pace(status, *last, slope, low, high, soon[0], soon[1], soon[2], len(when), level)

    if distance <= 0:
        return pace(REACHED)
    if slope <= 0:
        return pace(NOT_AT_THIS_PACE)
    return pace(ON_THE_WAY, _crossing(when, fit, slope, sign * target))


def _recent(years: Sequence[int], values: Sequence[float], recent: int) -> tuple[np.ndarray, np.ndarray]:
    when, what = np.asarray(years, float), np.asarray(values, float)
    if when.shape != what.shape:
        raise MethodError(say("Years and values have different lengths."))
    kept = np.isfinite(what)
    order = np.argsort(when[kept], kind="stable")
    when, what = when[kept][order], what[kept][order]
    if len(np.unique(when)) < len(when):
        raise MethodError(say("A year has two values; a pace needs one value a year."))
    if len(when):
        kept = when > when[-1] - recent
        when, what = when[kept], what[kept]
    if len(when) < FEWEST:
        raise MethodError(
            say("{count} recent years have a value; a pace needs at least three.", count=len(when))
        )
    return when, what


@dataclass(frozen=True)
class _Fit:
    mean_year: float
    mean_value: float
    spread: float  # sum of squared years about their mean
    error: float  # residual standard error
    quantile: float
    count: int


def _line(when: np.ndarray, what: np.ndarray, level: float) -> tuple[float, float, float, _Fit]:
    mean_year, mean_value = float(when.mean()), float(what.mean())
    spread = float(((when - mean_year) ** 2).sum())
    slope = float(((when - mean_year) * (what - mean_value)).sum()) / spread
    left = what - mean_value - slope * (when - mean_year)
    error = math.sqrt(float((left**2).sum()) / (len(when) - 2))
    quantile = float(stats.t.ppf((1 + level) / 2, len(when) - 2))
    reach = quantile * error / math.sqrt(spread)
    fit = _Fit(mean_year, mean_value, spread, error, quantile, len(when))
    return slope, slope - reach, slope + reach, fit


def _crossing(when: np.ndarray, fit: _Fit, slope: float, target: float) -> tuple[float, float, float]:
    """Return the years after the last one at which the line, and the ends of its band, meet the target."""
    rise = target - fit.mean_value
    after = float(when[-1]) - fit.mean_year
    variance = (fit.quantile * fit.error) ** 2
    scale = slope**2 - variance / fit.spread
    inner = variance * (scale / fit.count + rise**2 / fit.spread)
    middle = rise / slope - after
    if scale <= 0:  # a level line is not excluded: the band holds the target for ever after
        unbounded = inner < 0 or scale == 0
        first = -math.inf if unbounded else (slope * rise - math.sqrt(inner)) / scale
        return max(middle, 0.0), max(first - after, 0.0), math.inf
    root = math.sqrt(inner)
    ends = ((slope * rise - root) / scale - after, (slope * rise + root) / scale - after)
    return max(middle, 0.0), max(ends[0], 0.0), max(ends[1], 0.0)
