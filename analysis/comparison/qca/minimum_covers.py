"""All smallest sets of prime implicants that cover the positive rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.errors import MethodError

SECONDS_PER_PROGRAM = 20.0


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


def _distinct(columns: np.ndarray) -> tuple[np.ndarray, list[list[int]]]:
    """Return the different columns, and which columns are the same as each."""
    packed = np.packbits(columns, axis=0).T
    _, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    members = [[int(c) for c in np.flatnonzero(group.reshape(-1) == label)] for label in order]
    return columns[:, first[order]], members


def _needed_rows(columns: np.ndarray) -> np.ndarray:
    """Drop rows that are covered whenever another row is."""
    rows = np.unique(columns, axis=0)
    size = rows.sum(axis=1)
    rows = rows[np.argsort(size, kind="stable")]
    kept: list[np.ndarray] = []
    for row in rows:
        if not any((other <= row).all() for other in kept):
            kept.append(row)
    return np.array(kept)


def _smallest(rows: np.ndarray, cuts: list[np.ndarray], size: int | None) -> np.ndarray | None:
    """Return one smallest cover (of the given size, if any) that none of the cuts excludes; None if none."""
    count = rows.shape[1]
    constraints = [LinearConstraint(rows.astype(float), lb=1.0)]
    if cuts:
        sizes = np.array([cut.sum() - 1.0 for cut in cuts])
        constraints.append(LinearConstraint(np.array(cuts, dtype=float), ub=sizes))
    if size is not None:
        constraints.append(LinearConstraint(np.ones((1, count)), lb=size, ub=size))
    found = milp(
        np.ones(count),
        constraints=constraints,
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS_PER_PROGRAM},
    )
    if found.status == 2:  # infeasible
        return None
    if found.status != 0:
        raise MethodError(
            f"The smallest cover of {len(rows)} configurations by {count} prime implicants was not settled "
            f"in {SECONDS_PER_PROGRAM:.0f} seconds. Use fewer conditions or a higher frequency cut-off."
        )
    return np.asarray(found.x > 0.5)


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
        A row that no column covers, a cap below one, or a program that is not settled in time.

    Notes
    -----
    Exact: an integer program (HiGHS through scipy) finds the smallest size; a cut then excludes each cover
    found, until no cover of that size is left. Columns that cover the same rows stand for each other and are
    multiplied out at the end.
    """
    if cap < 1:
        raise MethodError(f"The cap on models is {cap}; it must be at least 1.")
    if not columns.size:
        return MinimumCovers(((),), 0, True)
    if not columns.any(axis=1).all():
        raise MethodError("A positive configuration is covered by no prime implicant; it is also negative.")
    different, members = _distinct(np.asarray(columns, dtype=bool))
    rows = _needed_rows(different)
    found = _smallest(rows, [], None)
    size = 0 if found is None else int(found.sum())
    cuts: list[np.ndarray] = []
    count = 0
    while found is not None and count <= cap:
        cuts.append(found)
        count += int(np.prod([len(members[c]) for c in np.flatnonzero(found)], dtype=float))
        found = _smallest(rows, cuts, size)
    complete = count <= cap
    expanded = (product(*(members[int(c)] for c in np.flatnonzero(cut))) for cut in cuts)
    listed = list(islice((tuple(sorted(cover)) for group in expanded for cover in group), cap))
    return MinimumCovers(tuple(sorted(listed)), size, complete)
