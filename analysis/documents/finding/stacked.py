"""Several names in one cell: which of the values that are stacked in a cell beside it is whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from analysis.documents.finding.numbers import Figure, figures

__all__ = ["Stack", "counts_on", "entries", "in_stack", "places_of", "stacked_values"]

NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})\s?[.)]\s*(?=[^\d\s])")
LETTERED = re.compile(r"(?:^|(?<=\s))\(?([a-z])\s?[.)]\s*(?=\S)", re.IGNORECASE)
BULLET = re.compile(r"(?:^|(?<=\s))[-\u2013\u2022*\u25aa\u25cf\u00b7]\s*(?=[^\W\d_])")
LINE = re.compile(r"^[ \t]*(?=\S)", re.MULTILINE)
NOTHING = re.compile(r"(?<!\S)(?:[-\u2013\u2014]+|n\.?/?a\.?|tad|nihil)(?!\S)", re.IGNORECASE)
BETWEEN = re.compile(r"[ \t]*(?:-|\u2013|s\.? ?/? ?d\.?|sampai(?: dengan)?|hingga)[ \t]*", re.IGNORECASE)
COUNTED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})\s?[.)]\s+(?=[\d<>\u2264\u2265\u00b1-])")
LETTER_COUNTED = re.compile(r"(?:^|(?<=\s))\(?([a-z])\s?[.)]\s*(?=[\d<>\u2264\u2265\u00b1-])")


Stack = tuple[Figure | None, ...]


@lru_cache(maxsize=4096)
def stacked_values(text: str) -> tuple[Stack, ...]:
    """Return the values of a cell in their order; ``None`` for each dash that stands for one.

    List numbers before them are left out. A dash between two numbers can be one of a range (``80-85``, of
    which the first value stands) or one that says that there is none: both readings are returned, the range
    first.
    """
    text = _without_counting(_without_counting(text, COUNTED), LETTER_COUNTED)
    return tuple(dict.fromkeys((_values(text, ranges=True), _values(text, ranges=False))))


def _values(text: str, *, ranges: bool) -> Stack:
    found: list[tuple[int, Figure | None]] = []
    last: Figure | None = None
    for figure in figures(text):
        if not ranges or last is None or not BETWEEN.fullmatch(text[last.end : figure.start]):
            found.append((figure.start, figure))
        last = figure
    taken = [(one.start, one.end) for _, one in found if one is not None]
    dashes = list(NOTHING.finditer(text))
    if len(dashes) == len(found) > 0 and dashes[0].start() < found[0][0]:
        dashes = []  # they are the bullets of the values
    for match in dashes:
        inside = any(first <= match.start() < end for first, end in taken)
        if not inside and not (ranges and _within_range(text, match)):
            found.append((match.start(), None))
    return tuple(figure for _, figure in sorted(found, key=lambda one: one[0]))


def _within_range(text: str, match: re.Match[str]) -> bool:
    """Say whether a dash stands between two numbers, as in ``80 - 85``."""
    dash = match.group() in {"-", "\u2013"} and "\n" not in text[match.start() - 2 : match.end() + 2]
    before, after = text[: match.start()].rstrip(), text[match.end() :].lstrip()
    return dash and before[-1:].isdigit() and after[:1].isdigit()


def _without_counting(text: str, pattern: re.Pattern[str]) -> str:
    """Blot out list numbers that count on; where they do not, they are values."""
    marks = list(pattern.finditer(text))
    if len(marks) < 2 or len(_counting(marks)) != len(marks):
        return text
    for match in marks:
        text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text


def places_of(text: str, own: int, cores: Iterable[int]) -> dict[int, int]:
    """Say which of how many entries of a cell a name is.

    Parameters
    ----------
    text
        The cell.
    own, cores
        Where the name stands in it, and where each of the names stands.

    Returns
    -------
    dict of int to int
        For each number of entries that the cell can be seen as having (by its list numbers, letters, bullets,
        lines, names), the place of the name among them from 0; empty where it has one entry.
    """
    numbered, lettered = _starts(NUMBERED, text), _starts(LETTERED, text)
    ways: list[Sequence[int]] = [
        numbered,
        _leaves(numbered, lettered),
        lettered,
        [match.start() for match in BULLET.finditer(text)],
        _lines(text),
        sorted(set(cores)),
    ]
    found: dict[int, int] = {}
    for starts in ways:
        place = sum(start <= own for start in starts) - 1
        if len(starts) > 1 and place >= 0:
            found.setdefault(len(starts), place)
    return found


def in_stack(places: Mapping[int, int], stacks: Sequence[Stack], single: Figure) -> Figure | None:
    """Return the value of a cell that belongs to a name, or ``None`` where it cannot be told which does.

    Parameters
    ----------
    places
        Of the name, from :func:`places_of`.
    stacks
        The values of the cell, from :func:`stacked_values`.
    single
        The value of the cell where it holds one, or where the name stands alone in its cell.
    """
    if not stacks or len(stacks[0]) < 2 or not places:
        return single
    for stack in stacks:
        if len(stack) in places:
            return stack[places[len(stack)]]
    alike = {figure.unit for figure in stacks[0] if figure is not None}
    return None if len(alike) == 1 else single


def entries(text: str) -> list[int]:
    """Return where the entries of a numbered or dotted list begin in a cell; nothing where it is none."""
    for pattern in (NUMBERED, BULLET):
        marks = list(pattern.finditer(text))
        starts = [match.start() for match in (_counting(marks) if pattern is NUMBERED else marks)]
        if len(starts) > 1:
            return starts
    return []


def counts_on(text: str, rest: str) -> bool:
    """Say whether a text begins with the number that the list in another text goes on with."""
    marks, first = _counting(list(NUMBERED.finditer(text))), NUMBERED.match(rest)
    return bool(first and len(marks) > 1 and _number(first) == _number(marks[-1]) + 1)


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.start() for match in _counting(list(pattern.finditer(text)))]


def _counting(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """Keep the marks that count on from the first of them."""
    kept: list[re.Match[str]] = []
    for match in marks:
        if not kept or _number(match) == _number(kept[-1]) + 1:
            kept.append(match)
    return kept


def _number(match: re.Match[str]) -> int:
    said = match[1].casefold()
    return int(said) if said.isdigit() else ord(said)


def _leaves(numbered: Sequence[int], lettered: Sequence[int]) -> list[int]:
    """Return the entries of a list with sub-entries: a., b. in place of the number over them."""
    found: list[int] = []
    for start, end in pairwise([*numbered, 10**9]):
        found += [one for one in lettered if start < one < end] or [start]
    return found if numbered else []


def _lines(text: str) -> list[int]:
    """Return the beginnings of lines where each line begins as an entry does."""
    starts = [match.end() for match in LINE.finditer(text)]
    whole = all(text[start].isupper() or text[start].isdigit() for start in starts)
    return starts if whole else []
