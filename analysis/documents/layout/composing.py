"""From an arranged page to its text, words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from statistics import median

import numpy as np

from analysis.documents.layout.aligned import MARKER
from analysis.documents.layout.arranging import Arranged
from analysis.documents.layout.pieces import Line
from analysis.documents.layout.raw import RawPage, as_seen
from analysis.documents.layout.tables import RawTable
from analysis.documents.layout.words import joins_without_hyphen
from analysis.documents.page import Cell, Page, PageTable, Word

__all__ = ["compose"]

WIDE_STEP = 1.45  # times the usual distance of lines: a new paragraph begins
WIDEST_STEP = 2.6  # heights of a line; more than double spacing
AROUND, NEAR = 8, 4.0  # lines, and heights between the beginnings of lines of one column of text
INDENT = 0.8  # heights of a line
HYPHENS = "-\u2010"


class Composer:
    """The words of a page in their order, and what stands after each of them in the text."""

    def __init__(self, arranged: Arranged) -> None:
        raw = arranged.raw
        self.words = raw.words
        self.boxes = as_seen(raw, raw.boxes)
        self.order: list[int] = []
        self.after: list[str] = []
        self._shortened = False

    def add(self, lines: Sequence[Line], end: str) -> tuple[int, int]:
        """Add the words of lines as one run of text that ends with a mark; give its first and last place."""
        start = len(self.order)
        for line in lines:
            words = line.words
            if len(self.order) > start and self.words[self.order[-1]][-1] in HYPHENS:
                self._join(self.order[-1], words[0])
            self.order += words
            self.after += [" "] * len(words)
        self.after[-1] = end
        return start, len(self.order)

    def _join(self, word: int, following: int) -> None:
        """Join a word that a line's end divides, with or without its hyphen."""
        before, after = self.words[word], self.words[following]
        if len(before) < 2:
            return
        if joins_without_hyphen(before, after):
            if not self._shortened:
                self.words, self._shortened = list(self.words), True
            self.words[word] = before[:-1]
            self.after[-1] = ""
        elif before[-2].isalnum() and after[:1].isalnum():
            self.after[-1] = ""

    def text(self) -> tuple[str, tuple[Word, ...]]:
        """Give the text and its words."""
        if not self.order:
            return "", ()
        self.after[-1] = ""
        texts = [self.words[word] for word in self.order]
        pieces = list(map(str.__add__, texts, self.after))
        starts = accumulate(map(len, pieces[:-1]), initial=0)
        boxes = [self.boxes[word] for word in self.order]
        # as Word(...) for each, without a call of Python's own for each
        return "".join(pieces), tuple(map(_word, zip(texts, starts, boxes, strict=True)))


_word = partial(tuple.__new__, Word)


def compose(arranged: Arranged) -> Page:
    """Write the text of a page, with its words and tables.

    Parameters
    ----------
    arranged : Arranged
        Blocks in reading order, margins taken out.

    Returns
    -------
    Page
    """
    composer, raw = Composer(arranged), arranged.raw
    runs: list[list[tuple[int, int] | None]] = []
    tables = [block for block in arranged.blocks if isinstance(block, RawTable)]
    for block in arranged.blocks:
        if isinstance(block, RawTable):
            runs.append(_add_table(block, composer))
        else:
            for paragraph in paragraphs(block, arranged):
                composer.add(paragraph, "\n")
    text, words = composer.text()
    margins = tuple(" ".join([raw.words[word] for word in line.words]) for line in arranged.margins)
    return Page(
        number=raw.number,
        text=text,
        words=words,
        tables=_tables(tables, runs, text, words, raw),
        width=round(raw.width, 1),
        height=round(raw.height, 1),
        how=raw.how,
        problem=raw.problem,
        margins=margins,
    )


def _add_table(table: RawTable, composer: Composer) -> list[tuple[int, int] | None]:
    """Write a table row by row, with a tab between cells; give where the words of each cell stand."""
    filled = [cell for cell in table.cells if cell.lines]
    following = [*(cell.row for cell in filled[1:]), -1]
    ends = iter(["\t" if cell.row == row else "\n" for cell, row in zip(filled, following, strict=True)])
    return [composer.add(cell.lines, next(ends)) if cell.lines else None for cell in table.cells]


def _tables(
    tables: list[RawTable],
    runs: list[list[tuple[int, int] | None]],
    text: str,
    words: tuple[Word, ...],
    raw: RawPage,
) -> tuple[PageTable, ...]:
    """Form the tables of a page from where the words of their cells stand."""
    if not tables:
        return ()
    boxes = [box for table in tables for box in (table.box, *(cell.box for cell in table.cells))]
    seen = iter(as_seen(raw, np.array(boxes)))
    made = []
    for table, run in zip(tables, runs, strict=True):
        around = next(seen)
        cells = [
            Cell(cell.row, cell.column, _held(places, text, words), next(seen), cell.rows, cell.columns)
            for cell, places in zip(table.cells, run, strict=True)
        ]
        made.append(PageTable(tuple(cells), around, table.continues))
    return tuple(made)


def _held(places: tuple[int, int] | None, text: str, words: tuple[Word, ...]) -> str:
    if places is None:
        return ""
    last = words[places[1] - 1]
    return text[words[places[0]].start : last.start + len(last.text)]


def paragraphs(lines: list[Line], arranged: Arranged) -> list[list[Line]]:
    """Divide the lines of a column into paragraphs.

    Parameters
    ----------
    lines : list of Line
        From top to bottom.
    arranged : Arranged
        Their page.

    Returns
    -------
    list of list of Line
        A new paragraph begins after a wide step, at a marker (``1.``, ``a.``, a bullet), at an indented line,
        and where the first word of a line would still have had room on the line before.
    """
    if len(lines) < 2:
        return [lines]
    step = median(below.bottom - above.bottom for above, below in zip(lines, lines[1:], strict=False))
    firsts = [line.pieces[0].first for line in lines]
    marked = [MARKER.fullmatch(arranged.raw.words[first]) is not None for first in firsts]
    boxes = arranged.raw.boxes[firsts]
    widths = (boxes[:, 2] - boxes[:, 0]).tolist()
    found = [[lines[0]]]
    for at in range(1, len(lines)):
        above, below = lines[at - 1], lines[at]
        height = above.bottom - above.top
        down = below.bottom - above.bottom
        if (
            marked[at]
            or down > min(max(WIDE_STEP * step, 1.2 * height), WIDEST_STEP * height)
            or _edge(lines, at - 1) - above.right > widths[at] + 0.5 * height
            or (not marked[at - 1] and _indented(lines, at, height))
        ):
            found.append([below])
        else:
            found[-1].append(below)
    return found


def _edge(lines: list[Line], at: int) -> float:
    """Return how far the lines around a line reach that begin about where it does; titles are wider."""
    own = lines[at]
    near = NEAR * (own.bottom - own.top)
    around = lines[max(at - AROUND, 0) : at + AROUND + 1]
    return max(line.right for line in around if abs(line.left - own.left) <= near)


def _indented(lines: list[Line], at: int, height: float) -> bool:
    """Say whether a line stands farther in than the line before it and the line after it."""
    left = lines[at].left - INDENT * height
    return left > lines[at - 1].left and (at + 1 == len(lines) or left > lines[at + 1].left)
