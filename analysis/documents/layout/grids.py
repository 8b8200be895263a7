"""Tables by their ruled lines: the grid that meeting lines form, its merged cells, which word is where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.documents.layout.raw import Flags, Floats
from analysis.documents.layout.rulings import joined, meeting

__all__ = ["Grid", "find_grids"]

SAME_EDGE = 3.0  # points between two edges of cells that are one
MOST_CELLS = 20_000  # of the finest grid; more is a drawing


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table.

    Attributes
    ----------
    xs, ys : array
        Edges of columns and rows.
    cell : array of int, rows x columns
        Which cell each field of the finest grid belongs to.
    spans : tuple of (row, column, rows, columns)
        Of each cell, in reading order.
    boxes : list of (left, top, right, bottom)
        Likewise.
    """

    xs: Floats
    ys: Floats
    cell: NDArray[np.intp]
    spans: tuple[tuple[int, int, int, int], ...]
    boxes: list[tuple[float, float, float, float]]

    def holding(self, points: Floats) -> NDArray[np.intp]:
        """Give the cell that holds each point (x, y); -1 outside the table."""
        column = np.searchsorted(self.xs, points[:, 0], side="right") - 1
        row = np.searchsorted(self.ys, points[:, 1], side="right") - 1
        rows, columns = self.cell.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        return np.where(inside, self.cell[row.clip(0, rows - 1), column.clip(0, columns - 1)], -1)


def find_grids(horizontal: Floats, vertical: Floats) -> list[Grid]:
    """Find the ruled tables of a page, the smallest first: a table may stand in a cell of another.

    Parameters
    ----------
    horizontal, vertical : array, n x 3
        Ruled lines as drawn; pieces are joined here.

    Returns
    -------
    list of Grid
        Drawings of at least two columns and two cells.
    """
    grids = [_grid(*lines) for lines in meeting(joined(horizontal), joined(vertical))]
    kept = [grid for grid in grids if grid is not None]
    return sorted(kept, key=lambda grid: float(np.ptp(grid.xs) * np.ptp(grid.ys)))


def _grid(horizontal: Floats, vertical: Floats) -> Grid | None:
    # a table without a border on its sides is as wide as its horizontal lines are long
    xs = _edges(np.concatenate([vertical[:, 0], [horizontal[:, 1].min(), horizontal[:, 2].max()]]))
    ys = _edges(np.concatenate([horizontal[:, 0], [vertical[:, 1].min(), vertical[:, 2].max()]]))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > MOST_CELLS:
        return None
    below = _drawn(horizontal, ys, xs)[1:-1]  # edge between row i and row i + 1
    beside = _drawn(vertical, xs, ys)[1:-1].T
    held, areas = _cells(below, beside)
    spans = tuple((top, left, bottom - top, right - left) for top, left, bottom, right in areas)
    return Grid(xs, ys, np.array(held).reshape(rows, columns), spans, _boxes(xs.tolist(), ys.tolist(), areas))


def _boxes(
    xs: list[float], ys: list[float], areas: list[list[int]]
) -> list[tuple[float, float, float, float]]:
    return [(xs[left], ys[top], xs[right], ys[bottom]) for top, left, bottom, right in areas]


def _edges(values: Floats) -> Floats:
    values = np.sort(values)
    group = np.cumsum(np.append(0, np.diff(values) > SAME_EDGE))
    return np.bincount(group, weights=values) / np.bincount(group)


def _drawn(lines: Floats, across: Floats, along: Floats) -> Flags:
    """Say for each edge of the finest grid whether a line is drawn on it."""
    drawn = np.zeros((len(across), len(along) - 1), dtype=bool)
    places = np.abs(across[None, :] - lines[:, [0]]).argmin(axis=1)
    first = np.searchsorted(along, lines[:, 1] - SAME_EDGE)
    last = np.searchsorted(along, lines[:, 2] + SAME_EDGE, side="right") - 1
    for place, start, end in zip(places.tolist(), first.tolist(), last.tolist(), strict=True):
        drawn[place, start:end] = True
    return drawn


def _cells(below: Flags, right: Flags) -> tuple[list[int], list[list[int]]]:
    """Join fields without a line between them to cells.

    Returns
    -------
    (list of int, list of [top, left, bottom, right])
        For each field, row by row, the number of its cell; for each cell, in reading order, what it covers.
    """
    rows, columns = right.shape[0], below.shape[1]
    parent = list(range(rows * columns))

    def root(field: int) -> int:
        while parent[field] != field:
            parent[field] = field = parent[parent[field]]
        return field

    upper = np.flatnonzero(~below)  # of two fields above each other
    left = np.flatnonzero(~right)
    left += left // max(columns - 1, 1)  # as a place in the whole row
    for fields, step in ((upper, columns), (left, 1)):
        for field in fields.tolist():
            one, other = root(field), root(field + step)
            parent[max(one, other)] = min(one, other)
    number: dict[int, int] = {}
    held: list[int] = []
    areas: list[list[int]] = []
    for field in range(rows * columns):
        row, column = divmod(field, columns)
        cell = number.setdefault(root(field), len(number))
        held.append(cell)
        if cell == len(areas):
            areas.append([row, column, row + 1, column + 1])
        else:
            area = areas[cell]
            area[1], area[2], area[3] = min(area[1], column), row + 1, max(area[3], column + 1)
    return held, areas
