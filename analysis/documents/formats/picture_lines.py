"""Ruled lines in the picture of a page: long thin dark runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.documents.layout.raw import Flags, Floats

__all__ = ["lines_in_picture"]

DARK = 0.78  # of the paper, whose grey is the commonest: scanned lines are thin, and seldom black
DOTS_PER_POINT = 1.4  # of the coarse picture that is looked at: about 100 dots per inch
SHORTEST_FLAT, SHORTEST_UPRIGHT = 40.0, 22.0  # points; no stroke of a letter is as long
BESIDE = 3  # dots of the coarse picture beside a line that are light, or it is a dark area
LIGHT = 0.6  # share of them


def lines_in_picture(dots: NDArray[np.uint8], scale: float) -> tuple[Floats, Floats]:
    """Find the ruled lines of a scanned page.

    Parameters
    ----------
    dots : array, height x width
        Grey values, 0 black.
    scale : float
        Dots per point.

    Returns
    -------
    (array, array)
        Horizontal lines ``y, left, right`` and vertical lines ``x, top, bottom`` in points. A slightly
        slanted line comes in several pieces, which ``rulings.joined`` puts together.
    """
    step = max(1, round(scale / DOTS_PER_POINT))
    height, width = (size // step * step for size in dots.shape)
    dark = dots[:height, :width] < DARK * np.median(dots)
    coarse = np.asarray(dark.reshape(height // step, step, width // step, step).any(axis=(1, 3)))
    unit = step / scale
    flat = _runs(coarse, SHORTEST_FLAT / unit)
    upright = _runs(coarse.T, SHORTEST_UPRIGHT / unit)
    return flat * unit, upright * unit


def _runs(dark: Flags, shortest: float) -> Floats:
    """Give row, start and end of long runs in the rows of a raster that are light on both sides."""
    count, width = dark.shape
    edges = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = np.nonzero(edges == 1)
    end = np.nonzero(edges == -1)[1]
    long = end - start >= shortest
    row, start, end = row[long], start[long], end[long]
    sums = np.pad(np.cumsum(dark, axis=1), ((0, 0), (1, 0)))
    thin = np.ones(len(row), dtype=bool)
    for side in (-BESIDE, BESIDE):
        beside = (row + side).clip(0, count - 1)
        thin &= (sums[beside, end] - sums[beside, start]) <= (1 - LIGHT) * (end - start)
    return np.column_stack([row + 0.5, start, end])[thin].astype(float)
