"""From an arranged page to its text, words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from statistics import median

import numpy as np

from analysis.documents.layout.aligned import MARKER
from analysis.documents.layout.arranging import Arranged, RawTable
from analysis.documents.layout.pieces import Line
from analysis.documents.layout.raw import as_seen
from analysis.documents.layout.words import joins_without_hyphen
from analysis.documents.page import Cell, Page, PageTable, Word

__all__ = ["compose"]

WIDE_STEP = 1.45  # times the usual distance of lines: a new paragraph begins
INDENT = 0.8  # heights of a line
HYPHENS = ("-", "\u2010")


class Composer:
    """Text and words of a page as they grow."""

    def __init__(self, arranged: Arranged) -> None:
        raw = arranged.raw
        self.source = raw.words
        self.boxes = as_seen(raw, raw.boxes)
        self.text: list[str] = []
        self.at = 0
        self.order: list[int] = []
        self.starts: list[int] = []
        self.short: dict[int, str] = {}  # words that lost their hyphen

    def add(self, lines: Sequence[Line]) -> str:
        """Add the words of lines as one run of text, and give it."""
        words: list[int] = []
        tight: set[int] = set()
        for line in lines:
            following = line.words
            if words and self.source[words[-1]].endswith(HYPHENS) and len(self.source[words[-1]]) > 1:
                self._join(words[-1], following[0], tight, len(words) - 1)
            words += following
        texts = (
            [self.short.get(word, self.source[word]) for word in words]
            if self.short
            else [self.source[word] for word in words]
        )
        steps = [len(text) + 1 for text in texts]
        for place in tight:
            steps[place] -= 1
        self.order += words
        self.starts += accumulate(steps[:-1], initial=self.at)
        if tight:
            run = "".join(text + ("" if n in tight else " ") for n, text in enumerate(texts[:-1])) + texts[-1]
        else:
            run = " ".join(texts)
        self.end(run)
        return run

    def _join(self, word: int, following: int, tight: set[int], place: int) -> None:
        before, after = self.source[word], self.source[following]
        if joins_without_hyphen(before, after):
            self.short[word] = before[:-1]
            tight.add(place)
        elif before[-2].isalnum() and after[:1].isalnum():
            tight.add(place)

    def end(self, mark: str) -> None:
        """Add characters that belong to no word."""
        self.text.append(mark)
        self.at += len(mark)

    def words(self) -> tuple[Word, ...]:
        """Give the words in the order of the text."""
        texts = [self.short.get(word, self.source[word]) for word in self.order]
        boxes = [self.boxes[word] for word in self.order]
        return tuple(map(Word._make, zip(texts, self.starts, boxes, strict=True)))


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
    composer, tables, raw = Composer(arranged), [], arranged.raw
    for block in arranged.blocks:
        if isinstance(block, RawTable):
            tables.append(_table(block, composer, arranged))
            continue
        for paragraph in paragraphs(block, arranged):
            composer.add(paragraph)
            composer.end("\n")
    margins = tuple(" ".join(raw.words[word] for word in line.words) for line in arranged.margins)
    return Page(
        number=raw.number,
        text="".join(composer.text).rstrip("\n"),
        words=composer.words(),
        tables=tuple(tables),
        width=round(raw.width, 1),
        height=round(raw.height, 1),
        how=raw.how,
        problem=raw.problem,
        margins=margins,
    )


def _table(table: RawTable, composer: Composer, arranged: Arranged) -> PageTable:
    """Write a table row by row, with a tab between cells, and form its cells."""
    boxes = as_seen(arranged.raw, np.array([table.box, *(cell.box for cell in table.cells)]))
    cells, row = [], -1
    for cell, box in zip(table.cells, boxes[1:], strict=True):
        text = ""
        if cell.lines:
            if row >= 0:
                composer.end("\t" if cell.row == row else "\n")
            row = cell.row
            text = composer.add(cell.lines)
        cells.append(Cell(cell.row, cell.column, text, box, cell.rows, cell.columns))
    if row >= 0:
        composer.end("\n")
    return PageTable(tuple(cells), boxes[0], table.continues)


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
    edge = max(line.right for line in lines)
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
            or down > max(WIDE_STEP * step, 1.2 * height)
            or edge - above.right > widths[at] + 0.5 * height
            or (not marked[at - 1] and _indented(lines, at, height))
        ):
            found.append([below])
        else:
            found[-1].append(below)
    return found


def _indented(lines: list[Line], at: int, height: float) -> bool:
    """Say whether a line stands farther in than the line before it and the line after it."""
    left = lines[at].left - INDENT * height
    return left > lines[at - 1].left and (at + 1 == len(lines) or left > lines[at + 1].left)
