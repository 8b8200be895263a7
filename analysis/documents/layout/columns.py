"""Columns of running text: the gutters between them, and the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["in_columns"]

NARROWEST_GUTTER = 7.0  # points
NARROWEST_COLUMN = 0.18  # of the width of what is divided
FEWEST_PIECES = 3  # on both sides, for a column to be one
FEWEST_WORDS = 2.5  # per piece on both sides, in the mean: less is a list of labels or a table
MOST_OF_LABELS = 3.5  # words in a label, in the mean
FILLED = 0.65  # share of the width that lines of running text fill
MOST_CROSSING = 0.35  # share of the pieces that may cross the gutter: headings, tables over both columns
MOST_PLACES = 1000
STEP = 2.0  # points between the places where a gutter is looked for


class Placed(NamedTuple):
    """Something with a box that is read as one: a piece of a line, or a table."""

    left: float
    top: float
    right: float
    bottom: float
    words: int
    number: int


def in_columns(things: Sequence[Placed], depth: int = 0) -> list[list[Placed]]:
    """Divide what stands on a page into columns, in the order in which they are read.

    Parameters
    ----------
    things : sequence of Placed
        Pieces of lines and tables, in any order.
    depth : int
        How often the page has been divided already.

    Returns
    -------
    list of list of Placed
        Groups that are each read from top to bottom. What crosses a gutter (a heading, a wide table) divides
        the columns above it from those below.
    """
    gutter = _gutter(things) if depth < 4 else None
    if gutter is None:
        return [list(things)] if things else []
    crossing = sorted((t for t in things if t.left < gutter < t.right), key=lambda t: t.top)
    rest = [t for t in things if not t.left < gutter < t.right]
    groups: list[list[Placed]] = []
    across: list[Placed] = []  # things over both columns that follow each other
    for wide in [*crossing, None]:
        above = [t for t in rest if wide is None or (t.top + t.bottom) / 2 < wide.top]
        rest = [t for t in rest if wide is not None and (t.top + t.bottom) / 2 >= wide.top]
        if above:
            groups += [across] if across else []
            across = []
        for side in ([t for t in above if t.right <= gutter], [t for t in above if t.left >= gutter]):
            groups += in_columns(side, depth + 1)
        across += [wide] if wide is not None else []
    return groups + ([across] if across else [])


def _gutter(things: Sequence[Placed]) -> float | None:
    """Find the vertical strip that fewest things cross, if there are columns on both sides of it."""
    if len(things) < 2 * FEWEST_PIECES:
        return None
    left = np.array([t.left for t in things])
    right = np.array([t.right for t in things])
    low, high = left.min(), right.max()
    least = max(NARROWEST_COLUMN * (high - low), 4 * NARROWEST_GUTTER)
    places = np.arange(low + least, high - least, max(STEP, (high - low) / MOST_PLACES))
    if not len(places):
        return None
    crossing = np.searchsorted(np.sort(left), places) - np.searchsorted(np.sort(right), places, side="right")
    fewest = crossing.min()
    if fewest > MOST_CROSSING * len(things):
        return None
    for first, last in _runs(crossing == fewest):
        place = float(places[first] + places[last]) / 2
        if _divides(things, place):
            return place
    return None


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Give first and last of each run of true flags, the longest first."""
    edge = np.flatnonzero(np.diff(np.concatenate([[0], flags.view(np.int8), [0]])))
    return sorted(
        zip(edge[::2].tolist(), (edge[1::2] - 1).tolist(), strict=True), key=lambda run: run[0] - run[1]
    )


def _filled(side: Sequence[Placed]) -> float:
    """Return which share of the width of a column its lines fill, in the mean: of labels it is small."""
    width = max(t.right for t in side) - min(t.left for t in side)
    return sum(t.right - t.left for t in side) / (width * len(side) or 1)


def _divides(things: Sequence[Placed], place: float) -> bool:
    sides = [t for t in things if t.right <= place], [t for t in things if t.left >= place]
    if any(len(side) < FEWEST_PIECES for side in sides):
        return False
    if any(sum(t.words for t in side) < FEWEST_WORDS * len(side) for side in sides):
        return False
    if sum(t.words for t in sides[0]) < MOST_OF_LABELS * len(sides[0]) and _filled(sides[0]) < FILLED:
        return False
    gap = min(t.left for t in sides[1]) - max(t.right for t in sides[0])
    if gap < NARROWEST_GUTTER:
        return False
    (top, bottom), (other_top, other_bottom) = (
        (min(t.top for t in side), max(t.bottom for t in side)) for side in sides
    )
    shared = min(bottom, other_bottom) - max(top, other_top)
    return shared > 0.3 * min(bottom - top, other_bottom - other_top)
