"""Pieces of lines: words that stand side by side without a wide gap, in one cell or in none."""

from __future__ import annotations

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
    cell: int = -1

    @property
    def middle(self) -> float:
        """Height of its middle on the page."""
        return (self.top + self.bottom) / 2


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
        In the order of the file.
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
    rows = zip(
        *low.T.tolist(), *high.T.tolist(), first.tolist(), last.tolist(), cell[first].tolist(), strict=True
    )
    return list(map(Piece._make, rows))


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
    """Put the pieces of one column or one cell together to lines, from top to bottom."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: (piece.middle, piece.left)):
        line = lines[-1] if lines else None
        if line is not None and _beside(line, piece):
            line.pieces.append(piece)
            line.left, line.top = min(line.left, piece.left), min(line.top, piece.top)
            line.right, line.bottom = max(line.right, piece.right), max(line.bottom, piece.bottom)
        else:
            lines.append(Line([piece], *piece[:4]))
    for line in lines:
        if len(line.pieces) > 1:
            line.pieces.sort()
    return lines


def _beside(line: Line, piece: Piece) -> bool:
    head = line.pieces[0]
    height = min(head.bottom - head.top, piece.bottom - piece.top)
    return abs(piece.middle - head.middle) <= SAME_LINE * height
