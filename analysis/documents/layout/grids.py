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
    """

    xs: Floats
    ys: Floats
    cell: NDArray[np.intp]
    spans: tuple[tuple[int, int, int, int], ...]

    def boxes(self) -> Floats:
        """Give left, top, right, bottom of each cell."""
        row, column, rows, columns = np.array(self.spans).T
        return np.column_stack(
            [self.xs[column], self.ys[row], self.xs[column + columns], self.ys[row + rows]]
        )

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
    right = _drawn(vertical, xs, ys)[1:-1].T
    cell = _cells(below, right)
    return Grid(xs, ys, cell, _spans(cell))


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


def _cells(below: Flags, right: Flags) -> NDArray[np.intp]:
    """Number the cells: fields without a line between them are one."""
    rows, columns = right.shape[0], below.shape[1]
    label = np.arange(rows * columns).reshape(rows, columns)
    if below.all() and right.all():
        return label
    while True:  # the smallest number spreads over the fields of a cell
        before = label.copy()
        for row in range(rows - 1):
            pair = np.minimum(label[row], label[row + 1])
            label[row] = np.where(below[row], label[row], pair)
            label[row + 1] = np.where(below[row], label[row + 1], pair)
        for column in range(columns - 1):
            pair = np.minimum(label[:, column], label[:, column + 1])
            label[:, column] = np.where(right[:, column], label[:, column], pair)
            label[:, column + 1] = np.where(right[:, column], label[:, column + 1], pair)
        if (label == before).all():
            return np.unique(label, return_inverse=True)[1].reshape(rows, columns)


def _spans(cell: NDArray[np.intp]) -> tuple[tuple[int, int, int, int], ...]:
    rows, columns = cell.shape
    count = int(cell.max()) + 1
    row, column = np.divmod(np.arange(rows * columns), columns)
    top, left = np.full(count, rows), np.full(count, columns)
    bottom, right = np.zeros(count, dtype=int), np.zeros(count, dtype=int)
    np.minimum.at(top, cell.ravel(), row)
    np.minimum.at(left, cell.ravel(), column)
    np.maximum.at(bottom, cell.ravel(), row + 1)
    np.maximum.at(right, cell.ravel(), column + 1)
    return tuple(
        zip(top.tolist(), left.tolist(), (bottom - top).tolist(), (right - left).tolist(), strict=True)
    )
