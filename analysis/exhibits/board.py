"""The promise board for the wall of a service unit: what stands on it, in plain words of one language."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from babel.dates import format_date

from analysis.exhibits.language import LOCALES, Language
from analysis.voice.causes import codes_in
from analysis.voice.fulfilment import made_by
from analysis.voice.record import PromiseRecord

# On a full board what still needs eyes comes first; a promise that was not kept is not the one to go.
ORDER = ("due", "published", "signed", "partly_kept", "broken", "kept", "withdrawn")
SYMBOLS: Mapping[str, str] = {"published": "open", "signed": "open"}  # the others have one of their own name
KINDS = ("promise", "recommendation")


@dataclass(frozen=True)
class Entry:
    """One promise or recommendation on the board.

    Attributes
    ----------
    kind : str
        ``promise`` or ``recommendation``.
    symbol : str
        ``open``, ``due``, ``partly_kept``, ``kept``, ``broken`` or ``withdrawn``.
    state, text, answers, who, by : str
        As the reader sees them; `answers` is empty where it answers no complaint.
    """

    kind: str
    symbol: str
    state: str
    text: str
    answers: str
    who: str
    by: str


@dataclass(frozen=True)
class Board:
    """Everything on the board, as text.

    Attributes
    ----------
    unit, region : str
        Names.
    language : str
        ``en`` or ``id``.
    title, as_of, summary : str
    heads : mapping
        Kind to the heads of the columns: state, promise, who, by when.
    section_titles : mapping
        Kind to its heading.
    entries : tuple of Entry
        In the order in which they are shown.
    more : str
        What is not shown for want of room; empty where everything is.
    complain_head, complain : str
        Where to complain; `complain` is empty where it is to be filled in by hand.
    complain_blank : tuple of str
        Labels of the lines to fill in.
    signatures : tuple of str
        Who signs.
    specimen : str
        The mark of made-up data; empty on a real board.
    """

    unit: str
    region: str
    language: str
    title: str
    as_of: str
    summary: str
    heads: Mapping[str, tuple[str, ...]]
    section_titles: Mapping[str, str]
    entries: tuple[Entry, ...]
    more: str
    complain_head: str
    complain: str
    complain_blank: tuple[str, ...]
    signatures: tuple[str, ...]
    specimen: str


def make_board(
    record: PromiseRecord,
    unit: str,
    as_of: str | datetime.date | pd.Timestamp,
    *,
    region: str,
    language: Language,
    complaints: Mapping[str, str] | None = None,
    complain_at: str = "",
) -> Board:
    """Put the promises of a unit on a board, as they stood on a day.

    Parameters
    ----------
    record : PromiseRecord
        Of the region.
    unit : str
        A ``unit_name`` of the record.
    as_of : str or date
        Date of the board.
    region : str
        Name of the region.
    language : Language
        Of the board.
    complaints : mapping of str to str, optional
        Complaint code to its words; a code without words is shown as it is.
    complain_at : str
        Where users complain; without it the board has lines to fill in by hand.

    Returns
    -------
    Board
        Promises and recommendations that were signed by that day; what still needs eyes comes first.
    """
    states = made_by(record, as_of)
    own = states[states["unit_name"] == unit]
    ranks = {state: place for place, state in enumerate(ORDER)}
    own = own.assign(rank=own["state"].map(ranks), of_kind=own["kind"].map(KINDS.index))
    own = own.sort_values(["of_kind", "rank", "due_on", "promise_id"])
    words = complaints or {}
    entries = tuple(_entry(row, unit, words, language) for row in own.to_dict("records"))
    rows = record.promises[record.promises["unit_name"] == unit]
    made_up = "status" in rows and (rows["status"] == "specimen").any()
    text = language.text
    return Board(
        unit=unit,
        region=region,
        language=language.code,
        title=text("promises.board_title"),
        as_of=text("promises.board_as_of", day=_day(pd.Timestamp(as_of), language, whole=True)),
        summary=_summary(own, language),
        heads={kind: _heads(kind, language) for kind in KINDS},
        section_titles={kind: text(f"promises.board_section_{kind}") for kind in KINDS},
        entries=entries,
        more="",
        complain_head=text("promises.board_complain_head"),
        complain=complain_at.strip(),
        complain_blank=tuple(
            text(f"promises.board_complain_{name}") for name in ("place", "telephone", "officer")
        ),
        signatures=(text("promises.board_sign_unit", unit=unit), text("promises.board_sign_users")),
        specimen=text("promises.board_specimen") if made_up else "",
    )


def shortened(board: Board, count: int, language: Language) -> Board:
    """Return the board with its first entries and a line that says how many are not shown, by state.

    Parameters
    ----------
    board : Board
        With all entries.
    count : int
        How many are shown.
    language : Language
        Of the board.
    """
    left = board.entries[count:]
    if not left:
        return board
    states = Counter(entry.state for entry in left)
    named = language.listed(f"{language.number(number)} {state}" for state, number in states.items())
    more = language.text("promises.board_more", count=language.number(len(left)), states=named)
    return replace(board, entries=board.entries[:count], more=more)


def _entry(row: Mapping[object, object], unit: str, words: Mapping[str, str], language: Language) -> Entry:
    text, standing = language.text, str(row["state"])
    codes = codes_in(str(row["complaint_id"] or ""))
    named = "; ".join(words.get(code, code) for code in codes)
    due, first = pd.Timestamp(row["due_on"]), pd.Timestamp(row["first_due_on"])  # type: ignore[arg-type]
    by = _day(due, language) if pd.notna(due) else text("promises.board_no_day")
    if pd.notna(first) and due != first:
        by += "\n" + text("promises.board_moved", day=_day(first, language))
    owner = str(row["owner"])
    return Entry(
        kind=str(row["kind"]),
        symbol=SYMBOLS.get(standing, standing),
        state=text("promises.state_signed") if standing in SYMBOLS else text(f"promises.state_{standing}"),
        text=" ".join(str(row["text"]).split()),
        answers=text("promises.board_answers", complaints=named) if named else "",
        who=unit if owner == "unit" else text(f"promises.owner_{owner}"),
        by=by,
    )


def _heads(kind: str, language: Language) -> tuple[str, ...]:
    text = language.text
    return (
        text("promises.board_head_state"),
        text(f"promises.board_head_{kind}"),
        text("promises.board_head_who"),
        text("promises.board_head_by"),
    )


def _summary(own: pd.DataFrame, language: Language) -> str:
    """Count the promises on the board by what became of them."""
    if own.empty:
        return language.text("promises.board_none")
    state = own["state"].replace({"published": "open", "signed": "open"})
    groups = ("kept", "partly_kept", "open", "due", "broken", "withdrawn")
    parts = [
        language.text(f"promises.board_count_{group}", count=language.number((state == group).sum()))
        for group in groups
        if (state == group).any()
    ]
    return language.text(
        "promises.board_summary", count=language.number(len(own)), parts=language.listed(parts)
    )


def _day(day: pd.Timestamp, language: Language, *, whole: bool = False) -> str:
    return str(format_date(day.date(), format="long" if whole else "medium", locale=LOCALES[language.code]))
