"""Rows of a ruled table that no line divides: a column that counts them tells where they are."""

from __future__ import annotations

from dataclasses import replace

from analysis.documents.layout.aligned import MARKER, NUMERIC
from analysis.documents.layout.pieces import Line
from analysis.documents.layout.tables import RawCell, RawTable

__all__ = ["with_rows_divided"]

FEWEST_COLUMNS = 2  # that list numbers at the same heights
LAST_COUNTING = 1  # the column that counts is the first or the second; farther right, values may rise by one
SAME_HEIGHT = 3.0  # points


def with_rows_divided(table: RawTable, words: list[str]) -> RawTable:
    """Divide a row in which one column counts lines (1, 2, 3) and another lists numbers at the same heights.

    Parameters
    ----------
    table : RawTable
        A ruled table.
    words : list of str
        Of the page.

    Returns
    -------
    RawTable
        The same table where no row is divided. A row without a column that counts is left alone, as its
        numbers may be of one row; so is a row with a cell that reaches over other rows.
    """
    by_row: dict[int, list[RawCell]] = {}
    for cell in table.cells:
        by_row.setdefault(cell.row, []).append(cell)
    covered = {at for c in table.cells if c.rows > 1 for at in range(c.row, c.row + c.rows)}
    heights = {
        row: found
        for row, cells in by_row.items()
        if row not in covered and (found := _heights(cells, words))
    }
    if not heights:
        return table
    cells, shift = [], 0
    for row in sorted(by_row):
        at = row + shift
        if row in heights:
            cells += [part for cell in by_row[row] for part in _parts(replace(cell, row=at), heights[row])]
            shift += len(heights[row]) - 1
        else:
            cells += [replace(cell, row=at) for cell in by_row[row]]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(table, cells=cells)


def _heights(cells: list[RawCell], words: list[str]) -> list[float]:
    """Give the heights at which rows begin, from the columns that list numbers; none if they do not agree."""
    listing = [cell for cell in cells if len(cell.lines) > 1 and _lists_numbers(cell.lines, words)]
    lists = [cell.lines for cell in listing]
    counting = (cell.lines for cell in listing if cell.column <= LAST_COUNTING)
    if len(lists) < FEWEST_COLUMNS or not any(_counts(lines, words) for lines in counting):
        return []
    first = [line.top for line in lists[0]]
    agree = sum(
        len(lines) == len(first)
        and all(abs(line.top - top) <= SAME_HEIGHT for line, top in zip(lines, first, strict=True))
        for lines in lists
    )
    return first if agree >= FEWEST_COLUMNS and agree == len(lists) else []


def _lists_numbers(lines: list[Line], words: list[str]) -> bool:
    return all(all(_is_number(words[word]) for word in line.words) for line in lines)


def _counts(lines: list[Line], words: list[str]) -> bool:
    """Say whether lines count on: 1, 2, 3 or a, b, c."""
    texts = ["".join(words[word] for word in line.words).strip("().") for line in lines]
    if all(text.isdecimal() and len(text) < 5 for text in texts):
        numbers = list(map(int, texts))
    elif all(len(text) == 1 and text.isalpha() for text in texts):
        numbers = list(map(ord, texts))
    else:
        return False
    return all(two - one == 1 for one, two in zip(numbers, numbers[1:], strict=False))


def _is_number(word: str) -> bool:
    return bool(NUMERIC.fullmatch(word) or MARKER.fullmatch(word))


def _parts(cell: RawCell, heights: list[float]) -> list[RawCell]:
    """Divide a cell at the numbers beside it, or halfway between them where they stand in the middle."""
    left, top, right, bottom = cell.box
    first = cell.lines[0].top if cell.lines else heights[0]
    if abs(first - heights[0]) <= SAME_HEIGHT:
        edges = [height - SAME_HEIGHT for height in heights[1:]]
    else:
        edges = [(one + two) / 2 for one, two in zip(heights, heights[1:], strict=False)]
    bounds = [top, *edges, bottom]
    held: list[list[Line]] = [[] for _ in heights]
    for line in cell.lines:
        held[sum(line.top >= edge for edge in edges)].append(line)
    return [
        RawCell(cell.row + at, cell.column, 1, cell.columns, (left, bounds[at], right, bounds[at + 1]), lines)
        for at, lines in enumerate(held)
    ]
