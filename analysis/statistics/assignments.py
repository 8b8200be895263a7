"""Which other sets of units could have been singled out: enumeration and random draws within strata."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from scipy.sparse import csr_array

from analysis.errors import MethodError

# Groups at a time: at most so many, and so few that a table of groups by units stays small.
BLOCK, CELLS = 8192, 2**23


@dataclass(frozen=True)
class Strata:
    """Units in strata, and how many of each stratum are singled out (treated, members of a group).

    Attributes
    ----------
    blocks : tuple of (numpy.ndarray, int)
        For each stratum the positions of its units and how many of them are singled out.
    units : int
        Units in all strata.
    """

    blocks: tuple[tuple[np.ndarray, int], ...]
    units: int

    @property
    def possible(self) -> int:
        """In how many ways as many units can be singled out from each stratum."""
        return math.prod(math.comb(len(rows), size) for rows, size in self.blocks)

    @property
    def has_choice(self) -> np.ndarray:
        """Whether each unit stands in a stratum with some units singled out and some not; shape (units,)."""
        chosen = np.zeros(self.units, bool)
        for rows, size in self.blocks:
            chosen[rows] = 0 < size < len(rows)
        return chosen

    @property
    def without_choice(self) -> int:
        """Strata in which all units or none are singled out."""
        return sum(size in (0, len(rows)) for rows, size in self.blocks)

    @property
    def singled_out(self) -> int:
        """Units singled out in all strata."""
        return sum(size for _, size in self.blocks)


def make_strata(singled_out: np.ndarray, labels: np.ndarray | None = None) -> Strata:
    """Return the strata of an observed assignment.

    Parameters
    ----------
    singled_out : numpy.ndarray of bool, shape (units,)
        The observed assignment.
    labels : numpy.ndarray of str, shape (units,), optional
        Stratum of each unit; without it all units are one stratum.

    Raises
    ------
    MethodError
        If no other assignment is possible within the strata.
    """
    labels = np.full(len(singled_out), "all") if labels is None else np.asarray(labels)
    places = [np.flatnonzero(labels == label) for label in sorted(set(labels))]
    strata = Strata(tuple((rows, int(singled_out[rows].sum())) for rows in places), len(singled_out))
    if strata.possible == 1:
        raise MethodError(
            "Within these strata no other group is possible: in each, all districts or none are members. Use "
            "wider strata."
        )
    return strata


def all_groups(strata: Strata) -> np.ndarray:
    """Return every possible group, one per row, as positions of its units; shape (possible, singled out)."""
    choices = [np.array(list(combinations(rows, size)), dtype=int) for rows, size in strata.blocks]
    picks = np.array(list(product(*(range(len(choice)) for choice in choices))), dtype=int)
    return np.concatenate([choice[picks[:, i]] for i, choice in enumerate(choices)], axis=1)


def _block(units: int) -> int:
    return max(1, min(BLOCK, CELLS // max(units, 1)))


def _subsets(generator: np.random.Generator, count: int, units: int, size: int) -> np.ndarray:
    """Return random sets of units, each set of that size equally likely; shape (count, size).

    Robert Floyd's way (Bentley and Floyd 1987, Communications of the ACM 30(9): 754-757), for many sets at a
    time: the k-th pick is from the first ``units - size + k`` units and the one after them; a pick that is
    taken already is replaced by that last one. So a set costs as many random numbers as it has members.
    """
    if 2 * size > units:
        others = _subsets(generator, count, units, units - size)
        left = np.ones((count, units), bool)
        np.put_along_axis(left, others, False, axis=1)
        return np.nonzero(left)[1].reshape(count, size)
    taken = np.zeros(count * units, bool)
    starts = np.arange(count) * units
    picks = np.empty((size, count), int)
    for k, last in enumerate(range(units - size, units)):
        pick = generator.integers(0, last + 1, count)
        pick = np.where(taken.take(starts + pick), last, pick)
        taken[starts + pick] = True
        picks[k] = pick
    return picks.T


def drawn_groups(strata: Strata, draws: int, generator: np.random.Generator) -> Iterator[np.ndarray]:
    """Go through random groups in blocks; each row holds the positions of one group's units."""
    block = _block(strata.units)
    for start in range(0, draws, block):
        count = min(block, draws - start)
        parts = []
        for rows, size in strata.blocks:
            if size in (0, len(rows)):
                parts.append(np.broadcast_to(rows[:size], (count, size)))
            else:
                parts.append(rows[_subsets(generator, count, len(rows), size)])
        yield np.concatenate(parts, axis=1)


def groups(strata: Strata, draws: int, seed: int) -> tuple[Iterator[np.ndarray], bool, int]:
    """Return the groups to try in blocks, whether they are all possible ones, and how many there are.

    Raises
    ------
    MethodError
        Fewer than one draw.
    """
    if draws < 1:
        raise MethodError(f"The number of draws is {draws}; at least one is needed.")
    if strata.possible <= draws:
        every, block = all_groups(strata), _block(strata.units)
        return iter(np.split(every, range(block, len(every), block))), True, strata.possible
    return drawn_groups(strata, draws, np.random.default_rng(seed)), False, draws


def member_sums(positions: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the sums of values over the units of each group, by a sparse product.

    Parameters
    ----------
    positions : numpy.ndarray of int, shape (groups, size)
        Positions of each group's units.
    values : numpy.ndarray, shape (units, columns)

    Returns
    -------
    numpy.ndarray, shape (groups, columns)
    """
    groups, size = positions.shape
    starts = np.arange(0, groups * size + 1, size) if size else np.zeros(groups + 1, int)
    members = (np.ones(groups * size), positions.ravel(), starts)
    return np.asarray(csr_array(members, shape=(groups, len(values))) @ values)
