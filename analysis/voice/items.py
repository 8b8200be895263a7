"""The items of a complaint questionnaire: one plain complaint each, with a code that says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import DataError, MethodError
from analysis.messages import say
from analysis.voice.workshop import plain_words, wording_issues

CODE = re.compile(r"P(\d+)")


def questionnaire_items(
    entries: Sequence[str],
    *,
    merges: Sequence[Sequence[int]] = (),
    known: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Turn a workshop list into the items of a questionnaire.

    Parameters
    ----------
    entries : sequence of str
        As people said them; blank ones are left out.
    merges : sequence of sequences of int
        Places in the list that somebody has decided are one complaint; the first one's words are kept.
    known : mapping of str to str, optional
        Codes and words of an earlier round: a complaint in the same words keeps its code.

    Returns
    -------
    pandas.DataFrame
        ``complaint_id`` (P01, P02, ...: it says nothing of the content), ``complaint, entries_count``
        (how many entries it stands for), ``issues``, in the order of the list.

    Raises
    ------
    MethodError
        No entry, or a merge of a place that does not exist or that another merge has.
    DataError
        An item whose words say several things or nothing; the message names its place. Other issues are
        only reported.
    """
    into = _merged(entries, merges)
    kept = [place for place, text in enumerate(entries) if text.strip() and into[place] == place]
    if not kept:
        raise MethodError("The list of the workshop has no entry; there is nothing to ask.")
    codes = {plain_words(text): code for code, text in (known or {}).items()}
    taken = [int(match[1]) for code in codes.values() if (match := CODE.fullmatch(code))]
    number, rows = max(taken, default=0), []
    for place in kept:
        text = " ".join(entries[place].split())
        _refuse_several(text, place)
        code = codes.get(plain_words(text), "")
        if not code:
            number += 1
            code = f"P{number:02d}"
        count = sum(1 for other in range(len(entries)) if into[other] == place)
        issues = ", ".join(wording_issues(text))
        rows.append({"complaint_id": code, "complaint": text, "entries_count": count, "issues": issues})
    items = pd.DataFrame(rows)
    _refuse_repeated(items)
    return items


def _merged(entries: Sequence[str], merges: Sequence[Sequence[int]]) -> list[int]:
    into = list(range(len(entries)))
    seen: set[int] = set()
    for group in merges:
        for place in group:
            if not 0 <= place < len(entries) or place in seen:
                raise MethodError(
                    f"The merge {list(group)} names entry {place}, which is not there or merged already; "
                    f"entries are 0 to {len(entries) - 1}, each in one merge at most."
                )
            seen.add(place)
            into[place] = group[0]
    return into


def _refuse_several(text: str, place: int) -> None:
    if "several things" in wording_issues(text):
        raise DataError(
            say(
                "Entry {number} of the list, {entry!r}, says several things; a yes to it would not tell to "
                "which. Divide it into entries of their own.",
                number=place + 1,
                entry=text,
            )
        )


def _refuse_repeated(items: pd.DataFrame) -> None:
    twice = items[items["complaint_id"].duplicated() | items["complaint"].map(plain_words).duplicated()]
    if len(twice):
        raise DataError(
            say(
                "The complaint {entry!r} stands twice in the list. Merge the two entries.",
                entry=twice["complaint"].iloc[0],
            )
        )
