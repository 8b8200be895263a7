"""Ruled lines: pieces joined, lines that meet taken together."""

from __future__ import annotations

import numpy as np

from analysis.documents.layout.raw import Floats

__all__ = ["joined", "meeting"]

SAME_LINE = 1.5  # points between the axes of pieces of one line
SAME_GAP = 3.0  # points between the ends of pieces of one line: the thickness of a line that crosses, a dash
SHORTEST = 6.0  # a shorter line separates nothing
TOUCH = 3.0  # points within which two lines meet
MOST_LINES = 3000  # in one direction on one page; a page with more is a drawing


def joined(pieces: Floats) -> Floats:
    """Join the pieces of each line: word processors draw a border cell by cell.

    Parameters
    ----------
    pieces : array, n x 3
        Position across the line, start and end along it.

    Returns
    -------
    array, m x 3
        Lines that are long enough to separate something, ordered by position and start.
    """
    if not len(pieces):
        return pieces
    pieces = pieces[np.lexsort((pieces[:, 1], pieces[:, 0]))]
    group = np.cumsum(np.append(0, np.diff(pieces[:, 0]) > SAME_LINE))
    axis = np.bincount(group, weights=pieces[:, 0]) / np.bincount(group)
    order = np.lexsort((pieces[:, 1], group))
    group, start, end = group[order], pieces[order, 1], pieces[order, 2]
    apart = group * 1e6  # lines of different groups never reach each other
    reach = np.maximum.accumulate(end + apart)
    first = np.flatnonzero(np.append(True, start[1:] + apart[1:] > reach[:-1] + SAME_GAP))
    lines = np.column_stack([axis[group[first]], start[first], np.maximum.reduceat(end, first)])
    return lines[lines[:, 2] - lines[:, 1] >= SHORTEST]


def meeting(horizontal: Floats, vertical: Floats) -> list[tuple[Floats, Floats]]:
    """Take together the lines that meet, directly or over others.

    Parameters
    ----------
    horizontal, vertical : array, n x 3
        Joined lines.

    Returns
    -------
    list of (array, array)
        Horizontal and vertical lines of each drawing that has at least two of both.
    """
    if not (2 <= len(horizontal) <= MOST_LINES and 2 <= len(vertical) <= MOST_LINES):
        return []
    y, left, right = (horizontal[:, [column]] for column in range(3))
    x, top, bottom = vertical.T
    cross = (left - TOUCH <= x) & (x <= right + TOUCH) & (top - TOUCH <= y) & (y <= bottom + TOUCH)
    found, open_rows = [], cross.any(axis=1)
    while open_rows.any():
        rows = np.zeros(len(horizontal), dtype=bool)
        rows[np.argmax(open_rows)] = True
        while True:
            columns = cross[rows].any(axis=0)
            wider = cross[:, columns].any(axis=1)
            if (wider == rows).all():
                break
            rows = wider
        open_rows &= ~rows
        if rows.sum() >= 2 and columns.sum() >= 2:
            found.append((horizontal[rows], vertical[columns]))
    return found
