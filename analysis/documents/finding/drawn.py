"""Tables that a page has only as lines of text: names with a row of figures under a line of years."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from analysis.documents.finding.tables import box_of
from analysis.documents.page import Box, Cell, Page, PageTable

__all__ = ["Drawn", "drawn_tables"]

FEWEST_FIGURES = 2
FEWEST_LETTERS = 6
HEAD = re.compile(
    r"(?:(?:kondisi\s+(?:awal|akhir)|target|realisasi|capaian|rencana|tahun|anggaran|pagu)\b[\s:(]*)*"
    r"(?:(?<!\d)20\d\d\b\)?)|kondisi\s+(?:awal|akhir)|\btarget\b|\brealisasi\b|\bcapaian\b|\bsatuan\b",
    re.IGNORECASE,
)
FIGURE = re.compile(r"^[<>\u2264\u2265]?\d[\d.,]*%?$|^[-\u2013]$")
UNIT = re.compile(r"^(?:%|persen|orang|desa|kelurahan|buah|unit|kasus|sekolah)$", re.IGNORECASE)
LONGEST_HEADS = 250  # characters of a line of heads
LONGEST_BETWEEN = 90  # characters of a line that may stand between heads and rows
TOKEN = re.compile(r"\S+")


class Drawn(NamedTuple):
    """A table made of lines: the lines that it takes, and the title over it."""

    table: PageTable
    lines: frozenset[int]
    title: str


class _Line(NamedTuple):
    """A line as a name, a unit and figures, each with where it begins."""

    name: tuple[int, str]
    unit: str
    figures: list[tuple[int, str]]


def drawn_tables(page: Page, lines: Sequence[tuple[int, str]]) -> list[Drawn]:
    """Return the tables that stand in lines of running text.

    Parameters
    ----------
    page
        For the boxes of its words.
    lines
        Of running text with where they begin, as :func:`lines_outside_tables` gives them.

    Notes
    -----
    A line belongs to such a table if it ends with as many figures as the last line of heads has years or
    words such as target and realisasi. Reading finds ruled and aligned tables by their geometry; this is for
    formats without geometry, and for pages where it failed.
    """
    found: list[Drawn] = []
    heads: list[str] = []
    at, rows, taken = -1, list[_Line](), list[int]()
    for place, (start, line) in enumerate([*lines, (0, "")]):
        row = _row(start, line)
        if row is not None and heads and len(row.figures) == len(heads):
            rows.append(row)
            taken.append(place)
            continue
        if rows:
            title = lines[at - 1][1] if at > 0 else ""
            found.append(Drawn(_table(page, heads, rows), frozenset([at, *taken]), title))
            heads, rows, taken = [], [], []
        said = _heads(line)
        if said:
            heads, at = said, place
        elif row is not None or len(line) > LONGEST_BETWEEN:
            heads = []
    return found


def _heads(line: str) -> list[str]:
    """Return the heads of the columns of figures, or nothing where a line is none of heads."""
    if len(line) > LONGEST_HEADS:
        return []
    words = [match.group().strip() for match in HEAD.finditer(line)]
    words = [word for word in words if word.casefold() != "satuan"]
    if len(words) < FEWEST_FIGURES or len(re.sub(r"\W", "", HEAD.sub(" ", line))) > len(line) / 2:
        return []
    return words


def _row(start: int, line: str) -> _Line | None:
    tail = line.rsplit(None, FEWEST_FIGURES)[1:]
    if len(tail) < FEWEST_FIGURES or not all(FIGURE.match(token) for token in tail):
        return None
    tokens = [(match.start(), match.group()) for match in TOKEN.finditer(line)]
    first = len(tokens)
    while first and FIGURE.match(tokens[first - 1][1]):
        first -= 1
    figures = tokens[first:]
    unit = ""
    if first and UNIT.match(tokens[first - 1][1]):
        first -= 1
        unit = tokens[first][1]
    name = line[: tokens[first][0]].strip() if first < len(tokens) else line
    if len(figures) < FEWEST_FIGURES or sum(letter.isalpha() for letter in name) < FEWEST_LETTERS:
        return None
    return _Line((start, name), unit, [(start + at, text) for at, text in figures])


def _table(page: Page, heads: Sequence[str], rows: Sequence[_Line]) -> PageTable:
    words = [word.start for word in page.words]
    cells = [Cell(0, column, text) for column, text in enumerate(["Indikator", "Satuan", *heads])]
    for number, row in enumerate(rows, start=1):
        texts = [row.name, (row.name[0], row.unit), *row.figures]
        for column, (start, text) in enumerate(texts):
            cells.append(Cell(number, column, text, _box(page, words, start, text)))
    return PageTable(tuple(cells))


def _box(page: Page, words: Sequence[int], start: int, text: str) -> Box | None:
    first, last = bisect_left(words, start), bisect_left(words, start + max(len(text), 1))
    return box_of(word.box for word in page.words[first:last])
