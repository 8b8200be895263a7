"""Which other sets of units could have been singled out: enumeration and random draws within strata."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from analysis.errors import MethodError

BLOCK = 1000


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


def drawn_groups(strata: Strata, draws: int, generator: np.random.Generator) -> Iterator[np.ndarray]:
    """Go through random groups in blocks of at most 1,000 rows; each row holds the positions of one group."""
    for start in range(0, draws, BLOCK):
        size = min(BLOCK, draws - start)
        parts = []
        for rows, members in strata.blocks:
            if members in (0, len(rows)):
                parts.append(np.broadcast_to(rows[:members], (size, members)))
                continue
            keys = generator.random((size, len(rows)))
            parts.append(rows[np.argpartition(keys, members - 1, axis=1)[:, :members]])
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
        every = all_groups(strata)
        return iter(np.split(every, range(BLOCK, len(every), BLOCK))), True, strata.possible
    return drawn_groups(strata, draws, np.random.default_rng(seed)), False, draws


def as_indicators(positions: np.ndarray, units: int) -> np.ndarray:
    """Return groups given by positions as rows of 0 and 1; shape (groups, units)."""
    matrix = np.zeros((len(positions), units))
    np.put_along_axis(matrix, positions, 1.0, axis=1)
    return matrix
