"""Service promises (Janji Layanan) and recommendations as a dated record that can be read on any day."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.messages import say
from analysis.panels import require_columns
from analysis.voice.dates import as_day, days_of, text_of, written
from analysis.voice.history import Step, walk
from analysis.voice.transitions import EVENTS, OPEN, OUTCOMES

PROMISES, EVENTS_TABLE = "service-promises", "promise-events"
PROMISE_COLUMNS = (
    "unit_name", "promise_id", "kind", "text", "complaint_id", "owner", "due_on", "fulfilled", "checked_on",
)  # fmt: skip
EVENT_COLUMNS = ("promise_id", "event", "on", "new_due_on", "evidence", "who")
FOUND = {"yes": "kept", "partly": "partly_kept", "no": "broken"}  # what the old column says


@dataclass(frozen=True)
class PromiseRecord:
    """Promises and recommendations with everything that happened to them.

    Attributes
    ----------
    promises : pandas.DataFrame
        One row each, in the order of ``promise_id``: the columns of the template, ``due_on`` as signed.
    events : pandas.DataFrame
        One row per event, by promise and day: ``promise_id``, ``event``, ``on``, ``state`` (after it),
        ``due_on`` (in force after it), ``evidence``, ``who``. A promise whose signing has no day begins with
        ``signed`` on ``NaT``.
    undated : tuple of str
        Promises that the table calls fulfilled, wholly or partly, without the day on which somebody looked:
        nothing of that enters the record.
    """

    promises: pd.DataFrame
    events: pd.DataFrame
    undated: tuple[str, ...]


def promise_record(
    promises: pd.DataFrame,
    events: pd.DataFrame | None = None,
    *,
    promises_label: str = PROMISES,
    events_label: str = EVENTS_TABLE,
) -> PromiseRecord:
    """Make the record of promises from the two tables of a region, or from the older one alone.

    Parameters
    ----------
    promises : pandas.DataFrame
        As the template ``service-promises``: one row per promise. ``fulfilled`` and ``checked_on`` stand for
        the event that they tell of (``kept``, ``partly_kept``, ``broken``) where no event says so.
    events : pandas.DataFrame, optional
        As the template ``promise-events``: one row per event, in any order.
    promises_label, events_label : str
        What the tables are called in messages.

    Returns
    -------
    PromiseRecord

    Raises
    ------
    DataError
        A promise twice, an event of an unknown promise, a day in no calendar, a step that is not legal
        (:func:`analysis.voice.transitions.transition_table`), dates out of order, or two tables that
        contradict each other. The message names the row.
    """
    require_columns(promises, PROMISE_COLUMNS, promises_label)
    table = promises.reset_index(drop=True)
    _require_once(table, promises_label)
    table = table.assign(
        row=table.index + 2,
        complaint_id=text_of(table["complaint_id"]),
        fulfilled=text_of(table["fulfilled"]),
        due_on=days_of(table, "due_on", promises_label),
        checked_on=days_of(table, "checked_on", promises_label),
    )
    happened = _events(events, set(table["promise_id"]), events_label)
    by_promise = {str(name): rows for name, rows in happened.groupby("promise_id")}
    undated: list[str] = []
    walked: list[dict[str, Any]] = []
    for row in table.sort_values("promise_id").to_dict("records"):
        name = str(row["promise_id"])
        own = by_promise.get(name, happened.iloc[:0])
        steps = [
            Step(step["event"], step["on"], step["new_due_on"], events_label, step["row"])
            for step in own.to_dict("records")
        ]
        told, without_day = _told_by_columns(row, steps, promises_label)
        undated += [name] if without_day else []
        place = (promises_label, row["row"])
        path = walk(name, row["due_on"], place, [*_made(steps, place), *steps, *told])
        _require_agreement(row, path, told, promises_label, events_label)
        walked += _rows(name, path, own, events_label)
    columns = ["promise_id", "event", "on", "state", "due_on", "evidence", "who"]
    days = dict.fromkeys(("on", "due_on"), "datetime64[ns]")
    return PromiseRecord(
        table.drop(columns="row").sort_values("promise_id", ignore_index=True),
        pd.DataFrame(walked, columns=columns).astype(days),
        tuple(undated),
    )


def last_day(record: PromiseRecord) -> str | None:
    """Return the last day of which a record tells, as text; ``None`` where it has no days."""
    last = record.events["on"].max()
    return None if pd.isna(last) else written(pd.Timestamp(last))


def states_on(record: PromiseRecord, as_of: str | datetime.date | pd.Timestamp) -> pd.DataFrame:
    """Return the state of every promise on a day.

    Parameters
    ----------
    record : PromiseRecord
        From :func:`promise_record`.
    as_of : str or date
        The day; what happened later is not known on it.

    Returns
    -------
    pandas.DataFrame
        One row per promise that was known on the day, by ``promise_id``: ``unit_name``, ``kind``, ``owner``,
        ``complaint_id``, ``text``, ``state`` (an open promise is ``due`` from its due date on), ``since``,
        ``signed_on``, ``due_on`` (in force), ``first_due_on``, ``moves_count``, ``outcome_on`` (last of
        partly_kept, kept, broken, withdrawn), ``overdue_days`` (open promises after their due date),
        ``evidence`` (the last that was given).

    Raises
    ------
    ParameterError
        The day is none.
    """
    day = as_day(as_of)
    known = record.events[record.events["on"].isna() | (record.events["on"] <= day)]
    last = known.groupby("promise_id").tail(1).set_index("promise_id")
    states = record.promises[record.promises["promise_id"].isin(last.index)].reset_index(drop=True)
    names = states["promise_id"].to_numpy()
    moves = known[known["event"] == "due_moved"].groupby("promise_id").size()
    shown = known[known["evidence"] != ""].groupby("promise_id")["evidence"].last()
    states = states[["promise_id", "unit_name", "kind", "owner", "complaint_id", "text"]].assign(
        state=last["state"].reindex(names).to_numpy(),
        since=last["on"].reindex(names).to_numpy(),
        signed_on=_days(known, ("signed",)).first().reindex(names).to_numpy(),
        due_on=last["due_on"].reindex(names).to_numpy(),
        first_due_on=states["due_on"],
        moves_count=moves.reindex(names, fill_value=0).to_numpy(),
        outcome_on=_days(known, OUTCOMES).last().reindex(names).to_numpy(),
        evidence=shown.reindex(names, fill_value="").to_numpy(),
    )
    waiting = states["state"].isin(OPEN) & (states["due_on"] <= day)
    noted = states["state"] == "due"  # and somebody wrote it down
    states["since"] = states["since"].mask(waiting & ~noted, states["due_on"])
    states["state"] = states["state"].mask(waiting, "due")
    states["overdue_days"] = (day - states["due_on"]).dt.days.where(waiting)
    return states


def _days(known: pd.DataFrame, events: Iterable[str]) -> Any:
    return known[known["event"].isin(list(events))].groupby("promise_id")["on"]


def _require_once(table: pd.DataFrame, label: str) -> None:
    twice = table["promise_id"].duplicated()
    if twice.any():
        row = int(twice.to_numpy().argmax())
        name = table["promise_id"].iloc[row]
        first = int((table["promise_id"] == name).to_numpy().argmax())
        raise DataError(
            say(
                "{label}, row {row} (the header is row 1): promise {promise} stands already in row {first}. "
                "Give every promise a code of its own.",
                label=label, row=row + 2, promise=name, first=first + 2,
            )
        )  # fmt: skip


def _events(events: pd.DataFrame | None, known: set[str], label: str) -> pd.DataFrame:
    """Return the table of events with days as dates and the number of each row."""
    if events is None:
        events = pd.DataFrame(columns=list(EVENT_COLUMNS), dtype=str)
    require_columns(events, EVENT_COLUMNS, label)
    table = events.reset_index(drop=True)
    for row, name, event in zip(table.index, table["promise_id"], table["event"], strict=True):
        if name not in known:
            near = ", ".join(nearest(str(name), known) or sorted(known)[:3]) or say("none is near")
            raise DataError(
                say(
                    "{label}, row {row} (the header is row 1): there is no promise {promise}. The nearest: "
                    "{near}. Add it to {table}, or correct the code.",
                    label=label, row=row + 2, promise=name, near=near, table=PROMISES,
                )
            )  # fmt: skip
        if event not in EVENTS:
            raise DataError(
                say(
                    "{label}, row {row} (the header is row 1): '{event}' is no event of a promise. It is one "
                    "of: {events}.",
                    label=label, row=row + 2, event=event, events=", ".join(EVENTS),
                )
            )  # fmt: skip
    on = days_of(table, "on", label)
    if on.isna().any():
        row = int(on.isna().to_numpy().argmax())
        raise DataError(
            say("{label}, row {row} (the header is row 1): the event has no day. Give it.", label=label,
                row=row + 2)
        )  # fmt: skip
    return table.assign(
        row=table.index + 2,
        on=on,
        new_due_on=days_of(table, "new_due_on", label),
        evidence=text_of(table["evidence"]),
        who=text_of(table["who"]),
    )


def _made(steps: list[Step], place: tuple[str, int]) -> list[Step]:
    """Take a promise without events for signed on a day that is not known: the table has it as signed."""
    return [] if steps else [Step("signed", pd.NaT, pd.NaT, *place)]  # type: ignore[arg-type]


def _told_by_columns(row: Mapping[Hashable, Any], steps: list[Step], label: str) -> tuple[list[Step], bool]:
    """Return the event that ``fulfilled`` and ``checked_on`` tell of, and whether its day is missing."""
    event = FOUND.get(str(row["fulfilled"]))
    if event is None or any(step.event in OUTCOMES for step in steps):
        return [], False
    if pd.isna(row["checked_on"]):
        return [], event != "broken"
    moved = [step.new_due_on for step in sorted(steps, key=lambda step: step.on) if step.event == "due_moved"]
    due = moved[-1] if moved else row["due_on"]
    if event == "broken" and not row["checked_on"] > due:
        return [], False  # not kept, but its day was not over, or it has none: still open
    return [Step(event, row["checked_on"], pd.NaT, label, row["row"])], False  # type: ignore[arg-type]


def _require_agreement(
    row: Mapping[Hashable, Any], path: list[Step], told: list[Step], label: str, events_label: str
) -> None:
    """Refuse a promise of which the two tables tell different outcomes."""
    wanted = FOUND.get(str(row["fulfilled"]))
    if wanted is None or told or not any(step.event in OUTCOMES for step in path):
        return
    until = [step for step in path if pd.isna(row["checked_on"]) or not step.on > row["checked_on"]]
    found = until[-1].state if until else ""
    unkept = wanted == "broken" and found not in ("kept", "partly_kept")
    if found != wanted and not unkept:
        raise DataError(
            say(
                "{label}, row {row} (the header is row 1): promise {promise} has fulfilled = {fulfilled} on "
                "{on}, but {events} says that it was {state} then. Correct one of the two, or write unknown.",
                label=label, row=row["row"], promise=row["promise_id"], fulfilled=row["fulfilled"],
                on=written(row["checked_on"]), events=events_label, state=found or say("not yet made"),
            )
        )  # fmt: skip


def _rows(name: str, path: list[Step], own: pd.DataFrame, events_label: str) -> list[dict[str, Any]]:
    """Return the steps of one promise as rows, with what the table of events says of each."""
    texts = {(events_label, row["row"]): (row["evidence"], row["who"]) for row in own.to_dict("records")}
    return [
        {
            "promise_id": name, "event": step.event, "on": step.on, "state": step.state,
            "due_on": step.due_on, "evidence": evidence, "who": who,
        }
        for step in path
        for evidence, who in [texts.get((step.label, step.row), ("", ""))]
    ]  # fmt: skip
