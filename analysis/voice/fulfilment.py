"""Were promises kept: by their day, ever, and how long it took where some are still open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.competing import CumulativeIncidence, cumulative_incidence
from analysis.statistics.log_rank import LogRank, log_rank
from analysis.statistics.proportions import proportion_interval
from analysis.statistics.survival import Survival, kaplan_meier
from analysis.voice.dates import as_day
from analysis.voice.record import PromiseRecord, states_on
from analysis.voice.transitions import FINAL, OPEN

LEAST_EVENTS = 5  # fewer kept promises say little about how long it takes; a convention of ours
OWNERS = ("unit", "skpd", "district", "other")
DUE = ("in_force", "first")


def fulfilment_rates(
    record: PromiseRecord,
    as_of: str | datetime.date | pd.Timestamp,
    *,
    due: str = "in_force",
    level: float = 0.95,
) -> pd.DataFrame:
    """Count kept promises by their day and ever, for all owners and each.

    Parameters
    ----------
    record : PromiseRecord
        From :func:`analysis.voice.record.promise_record`.
    as_of : str or date
        What is known on this day.
    due : str
        ``in_force`` (a due date that was moved counts as moved) or ``first`` (as signed).
    level : float
        Of the intervals (score intervals of Wilson).

    Returns
    -------
    pandas.DataFrame
        One row for ``all`` and for each owner with a promise: ``made_count`` (signed), ``due_count`` (of
        these with a due date that has come), ``kept_by_due_count``, ``kept_by_due_pct`` with ``_low_pct`` and
        ``_high_pct`` (missing where nothing was due), ``kept_count``, ``kept_pct`` with its interval (of all
        made), ``partly_kept_count``, ``broken_count``, ``withdrawn_count``, ``open_count`` and
        ``overdue_count``. Partly kept is counted apart and never as kept; withdrawn promises stay in what was
        made.

    Raises
    ------
    MethodError
        Nobody has made a promise by that day, or an unknown rule of the due date.
    """
    if due not in DUE:
        raise MethodError(f"The due date '{due}' is not known; it is one of {', '.join(DUE)}.")
    states = made_by(record, as_of)
    if states.empty:
        raise MethodError(f"No promise was signed by {as_day(as_of):%Y-%m-%d}; there is nothing to count.")
    column = "due_on" if due == "in_force" else "first_due_on"
    groups = [("all", states)] + [
        (owner, states[states["owner"] == owner]) for owner in OWNERS if (states["owner"] == owner).any()
    ]
    rows = [{"owner": name, **_counts(own, as_day(as_of), column, level)} for name, own in groups]
    return pd.DataFrame(rows)


def made_by(record: PromiseRecord, as_of: str | datetime.date | pd.Timestamp) -> pd.DataFrame:
    """Return the states of promises that had been signed by a day; what was only proposed is left out."""
    states = states_on(record, as_of)
    signed = set(record.events.loc[record.events["event"] == "signed", "promise_id"])
    return states[states["promise_id"].isin(signed) & (states["state"] != "proposed")].reset_index(drop=True)


def _counts(own: pd.DataFrame, day: pd.Timestamp, due: str, level: float) -> dict[str, float]:
    state = own["state"]
    come = own[due] <= day
    in_time = come & (state == "kept") & (own["outcome_on"] <= own[due])
    counts = {
        "made_count": len(own),
        "due_count": int(come.sum()),
        "kept_by_due_count": int(in_time.sum()),
        **_share("kept_by_due", int(in_time.sum()), int(come.sum()), level),
        "kept_count": int((state == "kept").sum()),
        **_share("kept", int((state == "kept").sum()), len(own), level),
    }
    counts |= {f"{name}_count": int((state == name).sum()) for name in ("partly_kept", "broken", "withdrawn")}
    return {**counts, "open_count": int(state.isin(OPEN).sum()), "overdue_count": int((state == "due").sum())}


def _share(name: str, count: int, of: int, level: float) -> dict[str, float]:
    if not of:
        return dict.fromkeys((f"{name}_pct", f"{name}_low_pct", f"{name}_high_pct"), float("nan"))
    found = proportion_interval(count, of, level=level)
    values = (found.estimate, found.low, found.high)
    return {f"{name}{end}_pct": 100 * value for end, value in zip(("", "_low", "_high"), values, strict=True)}


@dataclass(frozen=True)
class FulfilmentTimes:
    """How long each promise took, or has been waiting.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per promise: ``promise_id``, ``owner``, ``kind``, ``signed_on``, ``until`` (outcome, or the
        day of the analysis), ``waiting_days``, ``outcome`` (``kept``, ``broken``, ``withdrawn``, or empty
        while it is open or only partly kept).
    left_out : tuple of str
        Promises whose signing has no day: how long they took cannot be said.
    as_of : pandas.Timestamp
        Day of the analysis.
    """

    table: pd.DataFrame
    left_out: tuple[str, ...]
    as_of: pd.Timestamp


def fulfilment_times(record: PromiseRecord, as_of: str | datetime.date | pd.Timestamp) -> FulfilmentTimes:
    """Return how long each promise took from its signing to what became of it, open ones as still waiting.

    Parameters
    ----------
    record : PromiseRecord
        From :func:`analysis.voice.record.promise_record`.
    as_of : str or date
        Day of the analysis: open promises have waited until then.

    Raises
    ------
    ParameterError
        The day is none.
    """
    day, made = as_day(as_of), made_by(record, as_of)
    states = made[made["signed_on"].notna()].reset_index(drop=True)
    closed = states["state"].isin(FINAL)
    until = states["outcome_on"].where(closed, day)
    table = states[["promise_id", "owner", "kind", "signed_on"]].assign(
        until=until,
        waiting_days=(until - states["signed_on"]).dt.days,
        outcome=states["state"].where(closed, ""),
    )
    return FulfilmentTimes(table, tuple(made.loc[made["signed_on"].isna(), "promise_id"]), day)


@dataclass(frozen=True)
class FulfilmentCurve:
    """Time to fulfilment in two readings.

    Attributes
    ----------
    survival : Survival
        Share not yet kept, as if a broken or withdrawn promise could still have been kept later (censored).
    incidence : CumulativeIncidence
        Share kept, and share broken or withdrawn, where one rules the other out; ``naive`` beside it is one
        minus the curve above.
    """

    survival: Survival
    incidence: CumulativeIncidence


def fulfilment_curve(
    times: FulfilmentTimes, *, level: float = 0.95, least_events: int = LEAST_EVENTS
) -> FulfilmentCurve:
    """Estimate how the share of kept promises grows with the days since signing.

    Parameters
    ----------
    times : FulfilmentTimes
        From :func:`fulfilment_times`.
    level : float
        Of the intervals.
    least_events : int
        Fewer kept promises are refused.

    Returns
    -------
    FulfilmentCurve

    Raises
    ------
    MethodError
        Too few promises were kept.

    Notes
    -----
    Promises that are open at the day of the analysis are censored: they were watched without being kept.
    This needs the day of the analysis to have nothing to do with how a promise is doing.
    """
    outcome = times.table["outcome"]
    kept = outcome == "kept"
    if int(kept.sum()) < least_events:
        raise MethodError(
            f"{int(kept.sum())} of {len(outcome)} promises with a day of signing were kept by "
            f"{times.as_of:%Y-%m-%d}; how long it takes needs at least {least_events}. Tell their number."
        )
    days = times.table["waiting_days"]
    return FulfilmentCurve(
        kaplan_meier(days, kept, level=level, least_events=least_events),
        cumulative_incidence(days, outcome, level=level),
    )


@dataclass(frozen=True)
class KeptWithin:
    """Days until a share of all promises was kept, with an interval; infinity beyond what was followed."""

    days: float
    low: float
    high: float


def kept_within(curve: FulfilmentCurve, share: float = 0.5) -> KeptWithin:
    """Return how many days it took until a share of all promises was kept, broken and withdrawn ones counted.

    Parameters
    ----------
    curve : FulfilmentCurve
        From :func:`fulfilment_curve`.
    share : float
        Between 0 and 1; by default a half.
    """
    return KeptWithin(*curve.incidence.quantile("kept", share))


def owners_compared(times: FulfilmentTimes, *, seed: int, draws: int = 9999) -> LogRank:
    """Test whether units keep their promises sooner than those above them (SKPD, district, others).

    Parameters
    ----------
    times : FulfilmentTimes
        From :func:`fulfilment_times`.
    seed, draws : int
        Of the permutation, where there are too many assignments to look at all.

    Raises
    ------
    MethodError
        One kind of owner only, or fewer than two promises kept.

    Notes
    -----
    Broken and withdrawn promises count as not kept and no longer watched. Who promises what is not drawn by
    lot: a difference describes these promises.
    """
    group = times.table["owner"].eq("unit").map({True: "unit", False: "above"})
    kept = times.table["outcome"] == "kept"
    return log_rank(times.table["waiting_days"], kept, group, draws=draws, seed=seed)
