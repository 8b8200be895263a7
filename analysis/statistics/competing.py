"""Time to the first of several events: the share that had each, and what ignoring the others gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.survival import checked_times, kaplan_meier, require_level


@dataclass(frozen=True)
class CumulativeIncidence:
    """Share that had one event first, by time since the start.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per cause and time of any event: ``cause``, ``time``, ``at_risk``, ``events`` (of the cause),
        ``incidence``, ``standard_error``, ``low``, ``high``, ``naive``: one minus the Kaplan-Meier curve that
        takes every other event for censoring, never below the incidence.
    subjects_count : int
        How many were followed.
    waiting_count : int
        How many had none of the events.
    level : float
        Of the intervals.
    """

    table: pd.DataFrame
    subjects_count: int
    waiting_count: int
    level: float

    def at(self, cause: str, time: float) -> float:
        """Return the incidence of a cause at a time; zero before the first event."""
        own = self.table[(self.table["cause"] == cause) & (self.table["time"] <= time)]
        return float(own["incidence"].iloc[-1]) if len(own) else 0.0

    def quantile(self, cause: str, share: float = 0.5) -> tuple[float, float, float]:
        """Return the time by which a share of all had the event, with the interval from that of the curve.

        Parameters
        ----------
        cause : str
            The event.
        share : float
            Between 0 and 1.

        Returns
        -------
        tuple of float
            Time, and the ends of its interval; infinity where the curve, or its interval, stays below.
        """
        own = self.table[self.table["cause"] == cause]
        found = [own.loc[own[name] >= share - 1e-12, "time"] for name in ("incidence", "high", "low")]
        time, low, high = (float(times.iloc[0]) if len(times) else math.inf for times in found)
        return time, low, high


def cumulative_incidence(
    time: Sequence[float] | np.ndarray | pd.Series,
    cause: Sequence[str] | np.ndarray | pd.Series,
    *,
    level: float = 0.95,
    least_events: int = 1,
) -> CumulativeIncidence:
    """Estimate the share that had each event first, where one event rules the others out.

    Parameters
    ----------
    time : sequence of float
        From the start to the first event, or to the last day on which none had happened.
    cause : sequence of str
        Which event it was; empty where none had happened (censored).
    level : float
        Of the intervals, between 0 and 1.
    least_events : int
        Fewer events of all causes together are refused.

    Returns
    -------
    CumulativeIncidence
        Causes in alphabetical order.

    Raises
    ------
    MethodError
        Too few events, or times that cannot be used.

    Notes
    -----
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5: 141-150; variance by the delta method
    (Marubini and Valsecchi 1995, chapter 10), also where nobody is left; interval on the log-log scale. The
    naive curve answers another question (what if nothing else could happen) and is shown beside it because
    reports often print it.
    """
    times, seen = checked_times(time, [bool(name) for name in cause])
    require_level(level)
    names = sorted({str(name) for name in cause if name})
    if int(seen.sum()) < max(least_events, 1):
        raise MethodError(
            f"{int(seen.sum())} of {len(times)} had an event; at least {max(least_events, 1)} are needed."
        )
    codes = np.array([names.index(str(name)) + 1 if name else 0 for name in cause])
    moments = np.unique(times[seen])
    at_risk = np.array([(times >= moment).sum() for moment in moments])
    counts = {name: _at(moments, times[codes == place + 1]) for place, name in enumerate(names)}
    every = np.sum(list(counts.values()), axis=0)
    ahead = np.concatenate([[1.0], np.cumprod(1 - every / at_risk)[:-1]])  # none had happened before
    z = float(stats.norm.ppf((1 + level) / 2))
    parts = []
    for place, name in enumerate(names):
        incidence = np.cumsum(ahead * counts[name] / at_risk)
        error = np.sqrt(_variance(incidence, counts[name], every, at_risk, ahead))
        low, high = _band(incidence, error, z)
        naive = kaplan_meier(times, codes == place + 1).table.set_index("time")["survival"]
        columns = {
            "cause": name,
            "time": moments,
            "at_risk": at_risk,
            "events": counts[name],
            "incidence": incidence,
            "standard_error": error,
            "low": low,
            "high": high,
            "naive": 1 - naive.reindex(moments).ffill().fillna(1.0).to_numpy(),
        }
        parts.append(pd.DataFrame(columns))
    table = pd.concat(parts, ignore_index=True)
    return CumulativeIncidence(table, len(times), int((~seen).sum()), level)


def _at(moments: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Count how many times fall on each moment."""
    return np.bincount(np.searchsorted(moments, times), minlength=len(moments))


def _variance(
    incidence: np.ndarray, own: np.ndarray, every: np.ndarray, at_risk: np.ndarray, ahead: np.ndarray
) -> np.ndarray:
    """Return the variance of the incidence at each time by the delta method."""
    left = (at_risk * (at_risk - every)).astype(float)
    hazard = np.divide(
        every, left, out=np.zeros(len(left)), where=left > 0
    )  # times zero where nobody is left
    step = ahead / at_risk
    distance = np.tril(incidence[:, None] - incidence[None, :])  # from each earlier time to each time
    upto = np.tril(np.ones_like(distance))
    return np.clip(
        (distance**2 * hazard).sum(axis=1)
        + (upto * (step**2 * own * (at_risk - own) / at_risk)).sum(axis=1)
        - 2 * (distance * (step * own / at_risk)).sum(axis=1),
        0.0,
        None,
    )


def _band(incidence: np.ndarray, error: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.exp(z * error / (incidence * np.log(incidence)))
        low, high = incidence ** (1 / reach), incidence**reach
    certain = (incidence <= 0) | (incidence >= 1)
    return np.where(certain, incidence, low), np.where(certain, incidence, high)
