"""The history of one promise, step by step: each step must be legal and its dates in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

import pandas as pd

from analysis.errors import DataError
from analysis.messages import say
from analysis.voice.dates import written
from analysis.voice.transitions import EVENTS, FINAL, next_state


@dataclass(frozen=True)
class Step:
    """One event of a promise, where it is written, and what it led to.

    Attributes
    ----------
    event : str
        One of ``EVENTS``.
    on, new_due_on : pandas.Timestamp
        The day, and the new due date where it was moved; ``NaT`` where not known.
    label, row : str, int
        Table and row.
    state : str
        Of the promise after the event.
    due_on : pandas.Timestamp
        Due date in force after the event.
    """

    event: str
    on: pd.Timestamp
    new_due_on: pd.Timestamp
    label: str
    row: int
    state: str = ""
    due_on: pd.Timestamp = pd.NaT  # type: ignore[assignment]


def walk(
    promise_id: str, due_on: pd.Timestamp, due_place: tuple[str, int], steps: Iterable[Step]
) -> list[Step]:
    """Go through the events of a promise by their days and give each with the state that it led to.

    Parameters
    ----------
    promise_id : str
        For messages.
    due_on : pandas.Timestamp
        Due date as signed; ``NaT`` where there is none.
    due_place : tuple
        Table and row of the due date.
    steps : iterable of Step
        In any order; events of one day are read in the order of ``EVENTS``.

    Raises
    ------
    DataError
        A step that is not legal, or dates out of order; the message names the row and what to do.
    """
    unknown_first = pd.Timestamp.min
    ordered = sorted(
        steps, key=lambda step: (unknown_first if pd.isna(step.on) else step.on, EVENTS.index(step.event))
    )
    done: list[Step] = []
    due = due_on
    for step in ordered:
        state = done[-1].state if done else ""
        after = next_state(state, step.event)
        if after is None:
            _refuse_step(promise_id, step, state, done, ordered)
        _check_days(promise_id, step, due, due_place)
        due = step.new_due_on if step.event == "due_moved" else due
        done.append(Step(step.event, step.on, step.new_due_on, step.label, step.row, after, due))
    return done


def _check_days(promise_id: str, step: Step, due: pd.Timestamp, due_place: tuple[str, int]) -> None:
    """Refuse a due date before the signing or moved too late, and what is due or broken before its day."""
    if step.event == "signed" and due < step.on:
        _refuse(
            due_place,
            say(
                "promise {promise} is due on {due}, before it was signed on {on}. Correct one of the two "
                "days.",
                promise=promise_id, due=written(due), on=written(step.on),
            ),
        )  # fmt: skip
    if (step.event == "due_moved") != (not pd.isna(step.new_due_on)):
        _refuse(
            (step.label, step.row),
            say(
                "promise {promise}: 'new_due_on' is filled exactly where the event is 'due_moved'. Give the "
                "new due date there and leave it empty elsewhere.",
                promise=promise_id,
            ),
        )
    if step.event == "due_moved" and step.on > due:
        _refuse(
            (step.label, step.row),
            say(
                "promise {promise} was due on {due}; its due date cannot be moved on {on}, after that day. "
                "Record what was found instead: partly_kept or broken.",
                promise=promise_id, due=written(due), on=written(step.on),
            ),
        )  # fmt: skip
    if step.event == "due_moved" and step.new_due_on < step.on:
        _refuse(
            (step.label, step.row),
            say(
                "promise {promise}: the new due date {new} lies before {on}, the day on which it was moved. "
                "Correct one of the two days.",
                promise=promise_id, new=written(step.new_due_on), on=written(step.on),
            ),
        )  # fmt: skip
    if step.event in ("due", "broken") and step.on < due:
        _refuse(
            (step.label, step.row),
            say(
                "promise {promise} is {event} on {on}, before its due date {due}. A promise that is given up "
                "earlier is withdrawn; otherwise correct the day.",
                promise=promise_id, event=step.event, on=written(step.on), due=written(due),
            ),
        )  # fmt: skip


def _refuse_step(promise_id: str, step: Step, state: str, done: list[Step], ordered: list[Step]) -> NoReturn:
    """Say why an event may not happen in a state."""
    place = (step.label, step.row)
    words = {"promise": promise_id, "event": step.event, "on": written(step.on)}
    last = done[-1] if done else None
    signed = next((other for other in ordered if other.event == "signed" and other is not step), None)
    if step.event in {other.event for other in done} and step.event != "due_moved":
        first = next(other for other in done if other.event == step.event)
        _refuse(place, say(
            "promise {promise} is {event} a second time; it is so already in row {row}. Remove one of them.",
            row=first.row, **words,
        ))  # fmt: skip
    if last is not None and state in FINAL:
        _refuse(place, say(
            "promise {promise} is {event} on {on}, but it was {state} on {since} (row {row}), and nothing "
            "follows that. Keep the one of the two that is right.",
            state=state, since=written(last.on), row=last.row, **words,
        ))  # fmt: skip
    if state in ("", "proposed") and signed is not None:
        _refuse(place, say(
            "promise {promise} is {event} on {on}, before it was made: it was signed on {signed} (row "
            "{row}). Correct one of the two days.",
            signed=written(signed.on), row=signed.row, **words,
        ))  # fmt: skip
    if state in ("", "proposed"):
        _refuse(place, say(
            "promise {promise} is {event} on {on}, but no row says that it was signed. Add the event "
            "'signed' with its day.",
            **words,
        ))  # fmt: skip
    if step.event == "due_moved":
        _refuse(place, say(
            "promise {promise} was {state} already; its due date cannot be moved on {on}. Record what was "
            "found instead: partly_kept or broken.",
            state=state, **words,
        ))  # fmt: skip
    _refuse(place, say(
        "promise {promise} is {event} on {on}, which cannot follow {state} (row {row}). Correct the days or "
        "the event.",
        state=state, row=last.row if last else 0, **words,
    ))  # fmt: skip


def _refuse(place: tuple[str, int], what: str) -> NoReturn:
    raise DataError(
        say("{label}, row {row} (the header is row 1): {what}", label=place[0], row=place[1], what=what)
    )
