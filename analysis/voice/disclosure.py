"""Small cells are not published, nor can they be computed from what is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from analysis.errors import MethodError
from analysis.statistics.options import require_option

SHOWN, SUPPRESSED, MISSING = "shown", "suppressed", "missing"
TOTALS = ("rows", "columns")
THRESHOLD = 5


@dataclass(frozen=True)
class Suppression:
    """A table of counts with small cells taken out.

    Attributes
    ----------
    shown : pandas.DataFrame
        The counts; NaN where a cell is suppressed or missing.
    state : pandas.DataFrame
        ``shown``, ``suppressed`` or ``missing``. It does not tell which cells are small and which protect
        them: that would give the small ones away.
    small_count, protecting_count : int
        How many cells are small, and how many more were taken out to protect them; not for publication.
    """

    shown: pd.DataFrame
    state: pd.DataFrame
    small_count: int
    protecting_count: int


def suppress(
    counts: pd.DataFrame,
    *,
    threshold: int = THRESHOLD,
    totals: Collection[str] = ("rows",),
    hidden: pd.DataFrame | None = None,
) -> Suppression:
    """Take small cells out of a table of counts, and as many more as protect them.

    Parameters
    ----------
    counts : pandas.DataFrame
        Whole numbers from zero on; NaN for a cell that does not exist, which stays missing.
    threshold : int
        Cells from 1 up to below it are small. Zero is no small cell: it is nobody, and it is shown unless it
        must protect another cell.
    totals : collection of str
        Which totals are published: of ``rows``, of ``columns``, or both.
    hidden : pandas.DataFrame of bool, optional
        Further cells to take out, such as those of a group with few people.

    Returns
    -------
    Suppression
        In every row and column with a published total, the suppressed cells are more than one and add up to
        the threshold at least, unless all of its cells are suppressed already; so none can be computed. A
        total of zero hides nothing.

    Raises
    ------
    MethodError
        A count below zero or not whole, a threshold below 1, or an unknown total.

    Notes
    -----
    Primary and complementary suppression: Willenborg and de Waal (2001), Elements of Statistical Disclosure
    Control, chapters 2 and 8. The smallest cells that protect are taken, which is not always the fewest. A
    suppressed cell cannot be computed, but may be known within a narrow range; totals below the threshold
    are published as they are: they are of the whole unit.
    """
    for name in totals:
        require_option(name, TOTALS, "total")
    if threshold < 1:
        raise MethodError(f"The threshold is {threshold}; it must be at least 1.")
    values = counts.to_numpy(float)
    there = ~np.isnan(values)
    if (values[there] < 0).any() or (values[there] % 1 != 0).any():
        raise MethodError("A table of counts holds whole numbers from zero on.")
    small = there & (values > 0) & (values < threshold)
    if hidden is not None:
        small |= there & hidden.reindex_like(counts).to_numpy(bool)
    out = _protected(values, there, small, totals, threshold)
    state = np.where(~there, MISSING, np.where(out, SUPPRESSED, SHOWN))
    return Suppression(
        counts.astype(float).mask(out),
        pd.DataFrame(state, index=counts.index, columns=counts.columns),
        int(small.sum()),
        int((out & ~small).sum()),
    )


def _protected(
    values: np.ndarray, there: np.ndarray, small: np.ndarray, totals: Collection[str], threshold: int
) -> np.ndarray:
    """Add the smallest cell to the line of a cell that is not safe, until all are or no cell is left."""
    out = small.copy()
    axes = [axis for name, axis in (("rows", 1), ("columns", 0)) if name in totals]
    while True:
        unsafe = _unsafe(values, there, out, axes, threshold)
        free = there & ~out
        reach = np.zeros_like(out)
        for axis in axes:
            reach |= free & unsafe.any(axis=axis, keepdims=True)
        cells = [(int(row), int(column)) for row, column in np.argwhere(reach)]
        if not cells:
            return out
        # A cell above zero protects more than a zero.
        out[min(cells, key=lambda cell: (values[cell] == 0, values[cell], cell))] = True


def _unsafe(
    values: np.ndarray, there: np.ndarray, out: np.ndarray, axes: list[int], threshold: int
) -> np.ndarray:
    """Say which suppressed cells stand alone, add up to too little, or can be computed, in a line."""
    unsafe = np.zeros_like(out)
    for axis in axes:
        total = np.where(there, values, 0.0).sum(axis=axis, keepdims=True)
        left = np.where(out, values, 0.0).sum(axis=axis, keepdims=True)
        alone = out.sum(axis=axis, keepdims=True) == 1
        unsafe |= out & (alone | (left < threshold)) & (total > 0)
    if len(axes) == 2 and out.any() and not unsafe.any():
        low, high = suppressed_ranges(values, out)
        unsafe |= out & (high - low < 0.5)
    return unsafe


def suppressed_ranges(values: np.ndarray, out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return between which numbers each suppressed cell must lie when totals of rows and columns are known.

    Parameters
    ----------
    values, out : numpy.ndarray, shape (rows, columns)
        The counts, and which of them are suppressed.

    Returns
    -------
    tuple of numpy.ndarray
        Lowest and highest value by linear programming; NaN for cells that are not suppressed.
    """
    cells = np.argwhere(out)
    low, high = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    if not len(cells):
        return low, high
    lines = [cells[:, 0] == row for row in np.unique(cells[:, 0])]
    lines += [cells[:, 1] == column for column in np.unique(cells[:, 1])]
    system = np.array(lines, dtype=float)
    sums = system @ values[out]
    for place, cell in enumerate(cells):
        aim = np.zeros(len(cells))
        aim[place] = 1.0
        for sign, ends in ((1.0, low), (-1.0, high)):
            solved = linprog(sign * aim, A_eq=system, b_eq=sums, bounds=(0, None), method="highs")
            ends[tuple(cell)] = sign * solved.fun
    return low, high
