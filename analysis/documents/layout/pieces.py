"""Pieces of lines: words that stand side by side without a wide gap, in one cell or in none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.documents.layout.raw import Floats, RawPage

__all__ = ["Line", "Piece", "as_lines", "pieces_of"]

WIDEST_SPACE = 1.0  # heights of a word: a wider gap divides a line into pieces
NARROWEST_GAP = 0.5  # heights: a narrower one never does
TIMES_SPACE = 2.5  # between the two, a gap divides that is this many times as wide as is usual on the page
OVERLAP = 0.3  # a word that begins this far (in heights) before the end of the last one begins a new piece
SAME_LINE = 0.5  # middles of pieces of one line lie nearer than this share of the height


class Piece(NamedTuple):
    """Words in a row, ``words[first:last]`` of the page, the box around them and the cell they are in."""

    left: float
    top: float
    right: float
    bottom: float
    first: int
    last: int
    cell: int
    middle: float


@dataclass(slots=True)
class Line:
    """A line of running text: its pieces from left to right, and the box around them."""

    pieces: list[Piece]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def words(self) -> list[int]:
        """Numbers of its words."""
        if len(self.pieces) == 1:
            return list(range(self.pieces[0].first, self.pieces[0].last))
        return [word for piece in self.pieces for word in range(piece.first, piece.last)]


def pieces_of(raw: RawPage, cell: NDArray[np.intp]) -> list[Piece]:
    """Cut the words of a page into pieces of lines.

    Parameters
    ----------
    raw : RawPage
        The page.
    cell : array of int
        For each word the cell that holds it, or -1.

    Returns
    -------
    list of Piece
        From top to bottom, and from left to right at the same height.
    """
    boxes = raw.boxes
    if not len(boxes):
        return []
    begins = raw.breaks | _begins(boxes)
    begins[0] = True
    begins[1:] |= cell[1:] != cell[:-1]
    if raw.sideways.any():
        begins = (begins & ~(raw.sideways & np.append(False, raw.sideways[:-1]))) | np.append(
            False, raw.sideways[1:] != raw.sideways[:-1]
        )
        begins[0] = True
    first = np.flatnonzero(begins)
    low = np.minimum.reduceat(boxes[:, :2], first)
    high = np.maximum.reduceat(boxes[:, 2:], first)
    last = np.append(first[1:], len(boxes))
    middle = (low[:, 1] + high[:, 1]) / 2
    order = np.lexsort((low[:, 0], middle))
    numbers = (
        first[order].tolist(),
        last[order].tolist(),
        cell[first[order]].tolist(),
        middle[order].tolist(),
    )
    return list(map(Piece, *low[order].T.tolist(), *high[order].T.tolist(), *numbers))


def _begins(boxes: Floats) -> NDArray[np.bool_]:
    """Say where a word does not continue the one before it."""
    height = boxes[:, 3] - boxes[:, 1]
    middle = (boxes[:, 3] + boxes[:, 1]) / 2
    low = np.minimum(height[1:], height[:-1])
    gap = boxes[1:, 0] - boxes[:-1, 2]
    spaces = gap[(gap > 0) & (gap < low)]
    wide = TIMES_SPACE * np.median(spaces) if len(spaces) else 0.0
    most = np.clip(wide, NARROWEST_GAP * low, WIDEST_SPACE * low)
    away = np.abs(np.diff(middle)) > SAME_LINE * np.maximum(height[1:], height[:-1])
    return np.append(True, (gap > most) | (gap < -OVERLAP * low) | away)


def as_lines(pieces: list[Piece]) -> list[Line]:
    """Put the pieces of one column or one cell together to lines.

    Parameters
    ----------
    pieces : list of Piece
        Ordered as ``pieces_of`` gives them.

    Returns
    -------
    list of Line
        From top to bottom.
    """
    lines: list[Line] = []
    reach, low = -math.inf, 0.0  # how far down the middle of a further piece of the line may lie
    for piece in pieces:
        left, top, right, bottom, _, _, _, middle = piece
        if middle <= reach and middle - low <= SAME_LINE * (bottom - top):
            line = lines[-1]
            line.pieces.append(piece)
            line.left, line.top = min(line.left, left), min(line.top, top)
            line.right, line.bottom = max(line.right, right), max(line.bottom, bottom)
        else:
            lines.append(Line([piece], left, top, right, bottom))
            reach, low = middle + SAME_LINE * (bottom - top), middle
    for line in lines:
        if len(line.pieces) > 1:
            line.pieces.sort()
    return lines
