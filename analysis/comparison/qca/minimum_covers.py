"""All smallest sets of prime implicants that cover the positive rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.errors import MethodError

MOST_NODES = 2_000
MOST_CELLS = 2_000_000
MOST_COLUMNS = 20_000
BLOCK = 256
Cover = tuple[int, ...]


@dataclass(frozen=True)
class MinimumCovers:
    """The smallest covers, and whether these are all of them.

    Attributes
    ----------
    covers : tuple of tuple of int
        Each cover as column numbers, in order.
    size : int
        Number of columns in each.
    complete : bool
        False when the cap stopped the enumeration: then there are at least this many.
    """

    covers: tuple[tuple[int, ...], ...]
    size: int
    complete: bool


def _needed_rows(columns: np.ndarray) -> np.ndarray:
    """Drop rows that are covered whenever another row is."""
    rows = np.unique(columns, axis=0)
    rows = rows[np.argsort(rows.sum(axis=1), kind="stable")]
    kept: list[np.ndarray] = []
    for row in rows:
        if not (np.array(kept) <= row).all(axis=1).any() if kept else True:
            kept.append(row)
    return np.array(kept)


def _containments(columns: np.ndarray, chosen: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield blocks of columns as their first place and which of the chosen ones contain each of them."""
    missing = (~columns[:, chosen]).astype(np.float32)
    for start in range(0, columns.shape[1], BLOCK):
        block = columns[:, start : start + BLOCK].T.astype(np.float32)
        yield start, block @ missing == 0


def _stand_ins(columns: np.ndarray) -> dict[int, list[int]]:
    """Return the columns that no other column contains, each with all that it contains or equals.

    Of equal columns the first one is kept, so every column stands under at least one that is kept.
    """
    size, order = columns.sum(axis=0), np.arange(columns.shape[1])
    beaten = np.zeros(len(order), dtype=bool)
    for start, inside in _containments(columns, order):
        own = order[start : start + len(inside)]
        equal = size[own][:, None] == size[None, :]
        beaten[own] = (inside & (~equal | (order[None, :] < own[:, None]))).any(axis=1)
    kept = np.flatnonzero(~beaten)
    under: dict[int, list[int]] = {int(column): [] for column in kept}
    for start, inside in _containments(columns, kept):
        for row, place in np.argwhere(inside):
            under[int(kept[place])].append(start + int(row))
    return under


def _program(rows: np.ndarray, cuts: list[np.ndarray], size: int | None) -> np.ndarray | None:
    """Return one smallest cover (of the given size, if any) that none of the cuts excludes; None if none."""
    count = rows.shape[1]
    constraints = [LinearConstraint(rows.astype(float), lb=1.0)]
    if cuts:
        limits = np.array([cut.sum() - 1.0 for cut in cuts])
        constraints.append(LinearConstraint(np.array(cuts, dtype=float), ub=limits))
    if size is not None:
        constraints.append(LinearConstraint(np.ones((1, count)), lb=size, ub=size))
    found = milp(
        np.ones(count),
        constraints=constraints,
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
        options={"node_limit": MOST_NODES},
    )
    if found.status == 2:  # infeasible
        return None
    if found.status != 0:
        raise MethodError(
            f"The smallest cover of {len(rows)} configurations by {count} prime implicants was not settled "
            f"after {MOST_NODES:,} branches. Use fewer conditions or a higher frequency cut-off."
        )
    return np.asarray(found.x > 0.5)


def _without_reduction(rows: np.ndarray, cap: int) -> tuple[list[Cover], bool]:
    """Enumerate the smallest covers: each one found is cut off until none of that size is left."""
    found = _program(rows, [], None)
    size = 0 if found is None else int(found.sum())
    most = min(cap, max(1, MOST_CELLS // rows.size))
    cuts: list[np.ndarray] = []
    while found is not None and len(cuts) < most:
        cuts.append(found)
        try:
            found = _program(rows, cuts, size)
        except MethodError:
            break
    return [tuple(int(c) for c in np.flatnonzero(cut)) for cut in cuts], found is None


def _replacements(columns: np.ndarray, cover: Cover, under: dict[int, list[int]]) -> Iterator[Cover]:
    """Yield every cover that takes, for each column, one that stands under it."""

    def choose(place: int, chosen: Cover, covered: np.ndarray) -> Iterator[Cover]:
        if place == len(cover):
            yield chosen
            return
        rest = columns[:, list(cover[place + 1 :])].any(axis=1)
        for column in under[cover[place]]:
            now = covered | columns[:, column]
            if (now | rest).all():
                yield from choose(place + 1, (*chosen, column), now)

    return choose(0, (), np.zeros(len(columns), dtype=bool))


def _smallest_covers(columns: np.ndarray, cap: int) -> tuple[list[Cover], bool]:
    """Return the smallest covers and whether these are all, by way of the columns that no other contains."""
    rows = _needed_rows(columns)
    under = _stand_ins(rows)
    kept = list(under)
    if len(kept) == columns.shape[1]:
        return _without_reduction(rows, cap)
    reduced, complete = _smallest_covers(rows[:, kept], cap)
    found: dict[Cover, None] = {}
    for cover in reduced:
        original = tuple(kept[column] for column in cover)
        for other in _replacements(rows, original, under):
            found[tuple(sorted(other))] = None
            if len(found) > cap:
                return list(found)[:cap], False
    return list(found), complete


def minimum_covers(columns: np.ndarray, cap: int = 100) -> MinimumCovers:
    """Return all smallest sets of columns that cover every row, up to a cap.

    Parameters
    ----------
    columns : numpy.ndarray of bool
        Rows by columns: whether the column (a prime implicant) covers the row.
    cap : int
        Stop after this many covers.

    Returns
    -------
    MinimumCovers
        In the order of their column numbers.

    Raises
    ------
    MethodError
        A row that no column covers, a cap below one, more than `MOST_COLUMNS` columns, or a program of
        more than `MOST_NODES` branches.

    Notes
    -----
    Exact. A row that is covered whenever another is can be left out. In a smallest cover any column can be
    exchanged for one that contains it, so covers are sought among the columns that no other contains, by an
    integer program (HiGHS through scipy) with a cut for each cover found, and the exchanges are undone after.
    Large programs are solved fewer times (`MOST_CELLS` over all): then there are at least the covers listed.
    """
    if cap < 1:
        raise MethodError(f"The cap on models is {cap}; it must be at least 1.")
    if not columns.size:
        return MinimumCovers(((),), 0, True)
    if columns.shape[1] > MOST_COLUMNS:
        raise MethodError(
            f"There are {columns.shape[1]:,} prime implicants; to choose among them would take about "
            f"{len(columns) * columns.shape[1] ** 2:.0e} comparisons; the limit is {MOST_COLUMNS:,} of them. "
            "Use fewer conditions."
        )
    if not columns.any(axis=1).all():
        raise MethodError("A positive configuration is covered by no prime implicant; it is also negative.")
    found, complete = _smallest_covers(np.asarray(columns, dtype=bool), cap)
    return MinimumCovers(tuple(sorted(found)), len(found[0]), complete)
