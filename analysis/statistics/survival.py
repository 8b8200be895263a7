"""Time to an event where some still wait: survival, its median, and the mean up to a horizon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from analysis.errors import MethodError

INTERVALS = ("log-log", "log", "plain")


@dataclass(frozen=True)
class Survival:
    """Share that still waits, by time since the start.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per time of an event: ``time``, ``at_risk`` (just before), ``events``, ``survival`` (just
        after), ``standard_error``, ``low``, ``high``, ``cumulative_hazard``. Where nobody is left the
        standard error and the upper end are not known.
    subjects_count, events_count : int
        How many were followed, and of how many the event was seen.
    median, median_low, median_high : float
        Time by which half have had the event; infinity where the curve, or its interval, stays above a half.
    restricted_mean, restricted_mean_error : float
        Mean time without the event up to the horizon, and its standard error.
    horizon : float
        Up to which the mean is taken.
    level : float
        Of the intervals.
    interval : str
        Scale on which the intervals are made.
    """

    table: pd.DataFrame
    subjects_count: int
    events_count: int
    median: float
    median_low: float
    median_high: float
    restricted_mean: float
    restricted_mean_error: float
    horizon: float
    level: float
    interval: str

    def at(self, time: float) -> tuple[float, float, float]:
        """Return survival at a time with its interval; one before the first event.

        Raises
        ------
        MethodError
            The time lies beyond what was followed: nothing is known there.
        """
        if not 0 <= time <= self.horizon:
            raise MethodError(
                f"Nothing is known at {time:g}: subjects were followed from 0 to {self.horizon:g}."
            )
        before = self.table[self.table["time"] <= time]
        if before.empty:
            return 1.0, 1.0, 1.0
        row = before.iloc[-1]
        return float(row["survival"]), float(row["low"]), float(row["high"])


def kaplan_meier(
    time: Sequence[float] | np.ndarray | pd.Series,
    event: Sequence[bool] | np.ndarray | pd.Series,
    *,
    level: float = 0.95,
    interval: str = "log-log",
    horizon: float | None = None,
    least_events: int = 1,
) -> Survival:
    """Estimate the share that still waits by the product-limit method, with what follows from it.

    Parameters
    ----------
    time : sequence of float
        From the start to the event, or to the last day on which it was known not to have happened; not
        negative.
    event : sequence of bool
        Whether the event happened at that time; otherwise the subject was still waiting (censored).
    level : float
        Of the intervals, between 0 and 1.
    interval : str
        ``log-log`` (stays within 0 and 1), ``log`` or ``plain``.
    horizon : float, optional
        Up to which the mean is taken; by default, and at most, the longest time followed.
    least_events : int
        Fewer events are refused.

    Returns
    -------
    Survival

    Raises
    ------
    MethodError
        Too few events, a time that is missing or negative, unequal lengths, or an option that does not exist.

    Notes
    -----
    Kaplan and Meier (1958), Journal of the American Statistical Association 53: 457-481; standard error of
    Greenwood (1926); log-log interval of Kalbfleisch and Prentice (2002), section 1.4; interval of the median
    by inverting that of the curve (Brookmeyer and Crowley 1982, Biometrics 38: 29-41); cumulative hazard of
    Nelson (1972) and Aalen (1978). Censoring must have nothing to do with the event. Points and standard
    errors are those of statsmodels.
    """
    times, events = checked_times(time, event)
    if interval not in INTERVALS:
        raise MethodError(f"The interval '{interval}' is not known; it is one of {', '.join(INTERVALS)}.")
    require_level(level)
    count = int(events.sum())
    if count < max(least_events, 1):
        raise MethodError(
            f"{count} of {len(times)} had the event; at least {max(least_events, 1)} are needed to say how "
            "long it takes. Count them instead, or wait for more."
        )
    last = float(times.max())
    horizon = last if horizon is None else float(horizon)
    if not 0 < horizon <= last:
        raise MethodError(f"The horizon is {horizon:g}; it must lie above 0 and at most at {last:g}.")
    fit = SurvfuncRight(times, events.astype(int))
    table = pd.DataFrame(
        {
            "time": fit.surv_times,
            "at_risk": fit.n_risk.astype(int),
            "events": fit.n_events.astype(int),
            "survival": fit.surv_prob,
            "standard_error": fit.surv_prob_se,
        }
    )
    z = float(stats.norm.ppf((1 + level) / 2))
    table["low"], table["high"] = _band(table["survival"], table["standard_error"], z, interval)
    table["cumulative_hazard"] = (table["events"] / table["at_risk"]).cumsum()
    mean, error = _restricted_mean(table, horizon)
    median, low, high = (_crossing(table, name) for name in ("survival", "low", "high"))
    return Survival(table, len(times), count, median, low, high, mean, error, horizon, level, interval)


def checked_times(
    time: Sequence[float] | np.ndarray | pd.Series, event: Sequence[bool] | np.ndarray | pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Return times as numbers and events as booleans.

    Raises
    ------
    MethodError
        Unequal lengths, nothing at all, a time that is missing or negative, or an event that is no yes or no.
    """
    times, events = np.asarray(time, dtype=float), np.asarray(event)
    if times.shape != events.shape or times.ndim != 1 or not len(times):
        raise MethodError(
            f"{times.size} times and {events.size} events were given; give one of each per subject."
        )
    if not np.isfinite(times).all() or (times < 0).any():
        row = int(np.argmax(~np.isfinite(times) | (times < 0)))
        raise MethodError(
            f"The time of subject {row + 1} is {times[row]:g}; it must be known and not negative."
        )
    if pd.isna(events).any() or not np.isin(events, [0, 1]).all():
        raise MethodError("An event is 1 where it happened and 0 where the subject still waited.")
    return times, events.astype(bool)


def require_level(level: float) -> None:
    """Refuse a confidence level that is none."""
    if not 0 < level < 1:
        raise MethodError(f"The confidence level is {level:g}; it must lie between 0 and 1.")


def _band(survival: pd.Series, error: pd.Series, z: float, interval: str) -> tuple[np.ndarray, np.ndarray]:
    share, spread = survival.to_numpy(float), error.to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if interval == "log-log":
            reach = np.exp(z * spread / (share * np.log(share)))
            low, high = share ** (1 / reach), share**reach
        elif interval == "log":
            low, high = share * np.exp(-z * spread / share), share * np.exp(z * spread / share)
        else:
            low, high = share - z * spread, share + z * spread
    low, high = np.where(share == 0, 0.0, low.clip(0, 1)), np.where(share == 0, np.nan, high.clip(0, 1))
    return low, high


def _crossing(table: pd.DataFrame, column: str) -> float:
    """Return the first time at which a curve is at a half or below; infinity where it never is."""
    below = table.loc[table[column] <= 0.5 + 1e-12, "time"]
    return float(below.iloc[0]) if len(below) else math.inf


def _restricted_mean(table: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """Return the area under the curve up to the horizon and its standard error."""
    inside = table[table["time"] < horizon]
    starts = np.concatenate([[0.0], inside["time"], [horizon]])
    heights = np.concatenate([[1.0], inside["survival"]])
    areas = np.diff(starts) * heights
    ahead = areas[::-1].cumsum()[::-1][1:]  # area from each event on
    left = (inside["at_risk"] * (inside["at_risk"] - inside["events"])).to_numpy(float)
    terms = np.divide(ahead**2 * inside["events"], left, out=np.zeros(len(inside)), where=left > 0)
    return float(areas.sum()), math.sqrt(float(terms.sum()))
