"""Prime implicants by propagation on the lattice of all sub-configurations."""

from __future__ import annotations

import numpy as np

from analysis.comparison.qca.expressions import Term
from analysis.errors import MethodError

MOST_OPERATIONS = 2e10
BLOCK_CELLS = 1 << 22


def _operations(count: int, positive: int, negative: int) -> float:
    """Count the elementary steps that the search will take."""
    return positive * (negative + 2.0 * count * 2.0**count)


def _refuse_too_large(count: int, positive: int, negative: int) -> None:
    steps = _operations(count, positive, negative)
    if steps > MOST_OPERATIONS:
        raise MethodError(
            f"{count} conditions with {positive:,} positive and {negative:,} negative configurations would "
            f"take about {steps:.0e} steps to minimise; the bound is {MOST_OPERATIONS:.0e}. Use fewer "
            "conditions, or ask for the parsimonious solution, which has fewer negative configurations."
        )


def _too_loose(rows: np.ndarray, negative: np.ndarray, count: int) -> np.ndarray:
    """Mark, for each positive row, the sets of literals that some negative row would share.

    A set of literals of row r is shared by the negative row n exactly if it avoids every condition in which
    they differ, that is, if it is a subset of the complement of ``r xor n``.
    """
    full = (1 << count) - 1
    marked = np.zeros((len(rows), 1 << count), dtype=bool)
    places = np.arange(len(rows))[:, None]
    marked[places, full & ~(rows[:, None] ^ negative[None, :])] = True
    for place in range(count):
        # Down the lattice: a subset of a shared set is shared.
        pairs = marked.reshape(len(rows), -1, 2, 1 << place)
        pairs[:, :, 0] |= pairs[:, :, 1]
    return marked


def _smallest_safe(marked: np.ndarray, count: int) -> np.ndarray:
    """Mark the sets of literals that no negative row shares, while any one literal fewer would be shared."""
    smallest = ~marked
    for place in range(count):
        shape = (len(marked), -1, 2, 1 << place)
        smallest.reshape(shape)[:, :, 1] &= marked.reshape(shape)[:, :, 0]
    return smallest


def prime_implicants(positive: np.ndarray, negative: np.ndarray, count: int) -> tuple[Term, ...]:
    """Return all prime implicants of the positive rows that no negative row belongs to.

    Parameters
    ----------
    positive, negative : array of int
        Configurations as binary values (first condition most significant), disjoint. Everything else is a
        remainder that a term may cover.
    count : int
        Number of conditions.

    Returns
    -------
    tuple of Term
        Every term that covers at least one positive row and no negative row and from which no literal can
        be dropped; sorted by number of literals and then by bit pattern.

    Raises
    ------
    MethodError
        More steps than `MOST_OPERATIONS`; the message says how many.

    Notes
    -----
    Same result as Quine-McCluskey over positive rows and remainders, without listing the remainders: for
    each positive row the 2^k sets of its literals are one array, and one pass per condition settles them.
    Time grows with positives x k x 2^k; memory is bounded by blocks.
    """
    positive, negative = np.unique(positive).astype(int), np.unique(negative).astype(int)
    _refuse_too_large(count, len(positive), len(negative))
    found: set[Term] = set()
    size = max(1, BLOCK_CELLS >> count)
    for start in range(0, len(positive), size):
        rows = positive[start : start + size]
        smallest = _smallest_safe(_too_loose(rows, negative, count), count)
        for place, care in np.argwhere(smallest):
            found.add(Term(int(care), int(rows[place]) & int(care)))
    return tuple(sorted(found, key=lambda term: (term.care.bit_count(), -term.care, -term.value)))


def covers(terms: tuple[Term, ...], rows: np.ndarray) -> np.ndarray:
    """Return which configurations each term covers: a boolean array, rows by terms."""
    care = np.array([term.care for term in terms], dtype=int)
    value = np.array([term.value for term in terms], dtype=int)
    return (np.asarray(rows, dtype=int)[:, None] & care[None, :]) == value[None, :]
