"""What a format with positions gives to the layout: words with boxes, ruled lines, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.documents.page import Box, How

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NO_LINES: Floats = np.empty((0, 3))


@dataclass(slots=True)
class RawPage:
    """A page before its layout is known.

    Attributes
    ----------
    number : int
        From 1.
    width, height : float
        As a reader sees the page, in points.
    words : list of str
        In the order of the file.
    boxes : array, words x 4
        Left, top, right, bottom in the frame in which most of the text runs from left to right.
    breaks : array of bool
        Where the file itself begins a new line.
    turn : int
        Quarter turns clockwise from that frame to the page as a reader sees it.
    sideways : array of bool
        Words that do not run from left to right even so, such as upright column headings.
    horizontal, vertical : array, lines x 3
        Ruled lines in the same frame: ``y, left, right`` and ``x, top, bottom``.
    picture_share : float
        Share of the page that pictures cover.
    shapes : int
        How many drawn shapes that are no text, rule or picture the page holds.
    unmapped : float
        Share of sampled characters whose font does not say which letter they are.
    how : str
        As for ``Page``.
    problem : str
        As for ``Page``.
    """

    number: int
    width: float
    height: float
    words: list[str] = field(default_factory=list)
    boxes: Floats = field(default_factory=lambda: np.empty((0, 4)))
    breaks: Flags = field(default_factory=lambda: np.empty(0, dtype=bool))
    turn: int = 0
    sideways: Flags = field(default_factory=lambda: np.empty(0, dtype=bool))
    horizontal: Floats = field(default_factory=lambda: NO_LINES)
    vertical: Floats = field(default_factory=lambda: NO_LINES)
    picture_share: float = 0.0
    shapes: int = 0
    unmapped: float = 0.0
    how: How = "text"
    problem: str = ""


def turned(boxes: Floats, turn: int, width: float, height: float) -> Floats:
    """Turn boxes clockwise by quarter turns.

    Parameters
    ----------
    boxes : array, n x 4
        Left, top, right, bottom.
    turn : int
        Quarter turns clockwise.
    width, height : float
        Of the page before it is turned.

    Returns
    -------
    array, n x 4
    """
    left, top, right, bottom = boxes.T
    if turn % 4 == 1:
        return np.column_stack([height - bottom, left, height - top, right])
    if turn % 4 == 2:
        return np.column_stack([width - right, height - bottom, width - left, height - top])
    if turn % 4 == 3:
        return np.column_stack([top, width - right, bottom, width - left])
    return boxes


def turned_lines(
    horizontal: Floats, vertical: Floats, turn: int, width: float, height: float
) -> tuple[Floats, Floats]:
    """Turn ruled lines clockwise by quarter turns; see ``turned``."""
    y, left, right = horizontal.T
    x, top, bottom = vertical.T
    flat = turned(np.column_stack([left, y, right, y]), turn, width, height)
    upright = turned(np.column_stack([x, top, x, bottom]), turn, width, height)
    if turn % 2:
        flat, upright = upright, flat
    return flat[:, [1, 0, 2]], upright[:, [0, 1, 3]]


def as_seen(raw: RawPage, boxes: Floats) -> list[Box]:
    """Give boxes of the layout's frame as they lie on the page that a reader sees, to a tenth of a point."""
    width, height = (raw.height, raw.width) if raw.turn % 2 else (raw.width, raw.height)
    seen = turned(np.asarray(boxes, dtype=float).reshape(-1, 4), raw.turn, width, height)
    return list(zip(*seen.round(1).T.tolist(), strict=True))
