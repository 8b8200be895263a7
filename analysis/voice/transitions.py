"""What can happen to a service promise, and in which order: the one table that decides what is legal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

# Event to the states in which it may happen. The empty state is that of a promise that nobody has made yet.
ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "proposed": ("",),
        "signed": ("", "proposed"),
        "published": ("signed",),
        "due_moved": ("signed", "published"),
        "due": ("signed", "published"),
        "partly_kept": ("signed", "published", "due"),
        "kept": ("signed", "published", "due", "partly_kept"),
        "broken": ("signed", "published", "due", "partly_kept"),
        "withdrawn": ("proposed", "signed", "published", "due", "partly_kept"),
    }
)
EVENTS = tuple(ALLOWED)  # in the order in which events of one day are read
STATES = tuple(event for event in EVENTS if event != "due_moved")
FINAL = ("kept", "broken", "withdrawn")  # nothing follows
OUTCOMES = ("partly_kept", *FINAL)
OPEN = ("signed", "published", "due")  # made, and nothing has come of it yet


def next_state(state: str, event: str) -> str | None:
    """Return the state of a promise after an event, or ``None`` where the event may not happen in that state.

    Parameters
    ----------
    state : str
        One of ``STATES``, or empty for a promise that nobody has made yet.
    event : str
        One of ``EVENTS``. Moving the due date leaves the state as it is.
    """
    if state not in ALLOWED[event]:
        return None
    return state if event == "due_moved" else event


def transition_table() -> pd.DataFrame:
    """Return every legal step as ``state, event, next_state``, in the order of the states.

    The conditions on dates that go with it: a due date is not before the signing, a due date is moved no
    later than on that date, and nothing is due or broken before it.
    """
    rows = [
        (state, event, next_state(state, event))
        for state in ("", *STATES)
        for event in EVENTS
        if state in ALLOWED[event]
    ]
    return pd.DataFrame(rows, columns=["state", "event", "next_state"])
