"""Headers, footers and page numbers: lines in the margin that repeat on neighbouring pages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from analysis.documents.layout.arranging import Arranged
from analysis.documents.layout.pieces import Line
from analysis.documents.layout.tables import RawTable

__all__ = ["without_margins"]

WINDOW = 4  # pages before and after that are looked at: headers of even and odd pages may differ
FEWEST_PAGES = 3  # on which a line stands, this page included, to be a header or footer
FEWEST_NUMBERED = 2  # the same, where it holds nothing but numbers that go on as the pages do
ONLY_NUMBERS = re.compile(r"[\W_]*(?:#[\W_]*)+")
DEPTH = 0.17  # of the page's height, from its upper and lower end
MOST_LINES = 4  # of the outermost lines at each end
SAME_HEIGHT = 6.0  # points
NUMBER = re.compile(r"\b(?:[ivxlc]+|\d{1,9})\b")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
PAGE_NUMBER = re.compile(
    r"\W*(?:hal(?:aman)?|page)\W{0,3}(?:[ivxlc]+\W{1,3})?\d+(?:\s*(?:dari|of|/)\s*\d+)?\W*", re.IGNORECASE
)


class Candidate(NamedTuple):
    """A line that may be a header or footer: its end of the page, its text and its numbers, its place."""

    end: str
    pattern: str
    numbers: tuple[int, ...]
    page: int
    height: float
    line: Line

    def repeats(self, other: Candidate) -> bool:
        """Say whether another page has this line: its numbers are the same or go on as the pages do."""
        return (
            self.pattern == other.pattern
            and self.end == other.end
            and abs(self.height - other.height) <= SAME_HEIGHT
            and all(
                one == two or two - one == other.page - self.page
                for one, two in zip(self.numbers, other.numbers, strict=True)
            )
        )


def without_margins(pages: Iterable[Arranged]) -> Iterator[Arranged]:
    """Take headers, footers and page numbers out of pages, and tell which tables go on from page to page.

    Parameters
    ----------
    pages : iterable of Arranged
        Consecutive pages.

    Yields
    ------
    Arranged
        With ``margins`` filled. A page waits for the four that follow it; no more than nine are held.
    """
    before: deque[list[Candidate]] = deque(maxlen=WINDOW)
    waiting: deque[tuple[Arranged, list[Candidate]]] = deque()
    last: Arranged | None = None
    for page in pages:
        waiting.append((page, _candidates(page)))
        if len(waiting) > WINDOW:
            last = _settle(waiting, before, last)
            yield last
    while waiting:
        last = _settle(waiting, before, last)
        yield last


def _settle(
    waiting: deque[tuple[Arranged, list[Candidate]]], before: deque[list[Candidate]], last: Arranged | None
) -> Arranged:
    page, own = waiting.popleft()
    others = [*before, *(candidates for _, candidates in waiting)]
    removed = [
        each.line
        for end in ("upper", "lower")  # from the edge inwards, as far as lines repeat
        for each in takewhile(lambda each: _is_margin(each, page, others), (c for c in own if c.end == end))
    ]
    before.append(own)
    if removed:
        _remove(page, removed)
    _link(last, page)
    return page


def _candidates(page: Arranged) -> list[Candidate]:
    """Give the outermost lines of running text near both ends of a page, from its edges inwards."""
    height = page.raw.width if page.raw.turn % 2 else page.raw.height
    lines = sorted((line for block in page.blocks if isinstance(block, list) for line in block), key=_top)
    upper = [line for line in lines[:MOST_LINES] if line.bottom <= DEPTH * height]
    rest = lines[len(upper) :][-MOST_LINES:]
    lower = [line for line in rest if line.top >= (1 - DEPTH) * height]
    found = [_candidate("upper", page, line, line.top) for line in upper]
    return found + [_candidate("lower", page, line, line.bottom) for line in reversed(lower)]


def _top(line: Line) -> float:
    return line.top


def _text(page: Arranged, line: Line) -> str:
    return " ".join([page.raw.words[word] for word in line.words])


def _candidate(end: str, page: Arranged, line: Line, height: float) -> Candidate:
    text = _text(page, line).casefold()
    numbers = tuple(map(_value, NUMBER.findall(text)))
    return Candidate(end, NUMBER.sub("#", text), numbers, page.raw.number, height, line)


def _value(number: str) -> int:
    """Give the value of a number in digits or in Roman letters."""
    if number.isdigit():
        return int(number)
    values = [ROMAN[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(-one if one < two else one for one, two in zip(values, following, strict=True))


def _is_margin(candidate: Candidate, page: Arranged, others: list[list[Candidate]]) -> bool:
    if PAGE_NUMBER.fullmatch(_text(page, candidate.line)):
        return True
    fewest = FEWEST_NUMBERED if ONLY_NUMBERS.fullmatch(candidate.pattern) else FEWEST_PAGES
    return 1 + sum(any(map(candidate.repeats, each)) for each in others) >= fewest


def _remove(page: Arranged, removed: list[Line]) -> None:
    gone = {id(line) for line in removed}
    kept = []
    for block in page.blocks:
        if isinstance(block, list):
            block = [line for line in block if id(line) not in gone]
        if not isinstance(block, list) or block:
            kept.append(block)
    page.blocks = kept
    page.margins = sorted(removed, key=_top)


def _link(last: Arranged | None, page: Arranged) -> None:
    """Mark a table that goes on from the last thing on the page before."""
    if last is None or not last.blocks or not page.blocks:
        return
    above, below = last.blocks[-1], page.blocks[0]
    if isinstance(above, RawTable) and isinstance(below, RawTable):
        below.continues = len(above.edges) == len(below.edges) and all(
            abs(one - other) <= SAME_HEIGHT for one, other in zip(above.edges, below.edges, strict=True)
        )
