"""All smallest sets of prime implicants that cover the positive rows."""

from __future__ import annotations

from collections.abc import Generator, Iterator
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


def _exchanges(rows: np.ndarray, cover: Cover) -> Iterator[Cover]:
    """Yield the covers that have one other column for one of these: it covers what only that one covers."""
    chosen = rows[:, cover]
    alone = chosen & (chosen.sum(axis=1) == 1)[:, None]
    for place in range(len(cover)):
        rest = cover[:place] + cover[place + 1 :]
        for column in np.flatnonzero(rows[alone[:, place]].all(axis=0)):
            if int(column) not in cover:
                yield tuple(sorted((*rest, int(column))))


def _by_program(rows: np.ndarray) -> Generator[Cover, None, bool]:
    """Go through the smallest covers: from one to all that exchanges reach, then to one that is left."""
    found = _program(rows, [], None)
    size = 0 if found is None else int(found.sum())
    cuts: dict[Cover, np.ndarray] = {}
    for _ in range(max(1, MOST_CELLS // rows.size)):
        if found is None:
            return True
        waiting = [tuple(int(column) for column in np.flatnonzero(found))]
        while waiting:
            cover = waiting.pop()
            if cover not in cuts:
                cuts[cover] = np.isin(np.arange(rows.shape[1]), cover)
                yield cover
                waiting += [other for other in _exchanges(rows, cover) if other not in cuts]
        try:
            found = _program(rows, list(cuts.values()), size)
        except MethodError:
            return False
    return found is None


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


def _smallest_covers(columns: np.ndarray) -> Generator[Cover, None, bool]:
    """Go through the smallest covers by way of the columns that no other contains; return if none is left."""
    rows = _needed_rows(columns)
    under = _stand_ins(rows)
    kept = list(under)
    if len(kept) == columns.shape[1]:
        return (yield from _by_program(rows))
    reduced, found = _smallest_covers(rows[:, kept]), set[Cover]()
    while True:
        try:
            cover = next(reduced)
        except StopIteration as end:
            return bool(end.value)
        for other in _replacements(rows, tuple(kept[column] for column in cover), under):
            if (one := tuple(sorted(other))) not in found:
                found.add(one)
                yield one


def _first(search: Generator[Cover, None, bool], cap: int) -> tuple[list[Cover], bool]:
    """Return what a search finds up to a cap, and whether that is all."""
    found: list[Cover] = []
    while len(found) <= cap:
        try:
            found.append(next(search))
        except StopIteration as end:
            return found, bool(end.value)
    return found[:cap], False


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
    exchanged for one that contains it, so covers are sought among the columns that no other contains, and
    the exchanges are undone after. One cover comes from an integer program (HiGHS through scipy); from it all
    others that exchanging single columns reaches; then the program is solved again with a cut for each cover
    found, until none is left. The search stops at the cap, and large programs are solved fewer times
    (`MOST_CELLS` over all): then there are at least the covers listed.
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
    found, complete = _first(_smallest_covers(np.asarray(columns, dtype=bool)), cap)
    return MinimumCovers(tuple(sorted(found)), len(found[0]), complete)
