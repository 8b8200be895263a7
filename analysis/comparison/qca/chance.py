"""What chance alone would give: too many conditions for the cases, and random outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.comparison.qca.expressions import Term, union_membership
from analysis.comparison.qca.fit import sufficiency
from analysis.comparison.qca.primes import covers, prime_implicants
from analysis.comparison.qca.truth_table import POSITIVE, TruthTable, decide, row_fit, row_memberships
from analysis.errors import MethodError
from analysis.statistics.extremes import share_as_extreme

LARGEST_CHANCE = 0.10


def chance_of_no_contradiction(cases_count: int, conditions_count: int) -> float:
    """Return how likely purely random crisp data show no contradictory row at all.

    Parameters
    ----------
    cases_count, conditions_count : int
        Cases, and conditions that are each present or absent with equal chance, as is the outcome.

    Returns
    -------
    float
        The chance that all cases in the same configuration happen to agree on the outcome. Where it is large,
        a tidy truth table is no evidence that the conditions matter.

    Raises
    ------
    MethodError
        No case or no condition.

    Notes
    -----
    Exact: cases fall into ``2 ** k`` configurations at random; if they occupy m of them, the chance of
    agreement is ``2 ** (m - n)``. The question is that of Marx and Dusa (2011), Methodological Innovations
    6(2): 103-148, who answered it by simulation; their printed cut-offs were not at hand, so none are used.
    """
    if cases_count < 1 or conditions_count < 1:
        raise MethodError("At least one case and one condition are needed.")
    cells = 2.0**conditions_count
    occupied = np.zeros(cases_count + 1)
    occupied[0] = 1.0
    share = np.minimum(np.arange(cases_count + 1) / cells, 1.0)
    for _ in range(cases_count):
        moved = np.concatenate([[0.0], (occupied * (1 - share))[:-1]])
        occupied = occupied * share + moved
    return float((occupied * 2.0 ** (np.arange(cases_count + 1) - cases_count)).sum())


def fewest_cases(conditions_count: int, largest_chance: float = LARGEST_CHANCE) -> int:
    """Return from how many cases on random data look free of contradiction at most this often."""
    if not 0 < largest_chance <= 1:
        raise MethodError(f"The largest chance is {largest_chance:g}; it must lie above 0 and up to 1.")
    count = 1
    while chance_of_no_contradiction(count, conditions_count) > largest_chance:
        count += 1
    return count


@dataclass(frozen=True)
class Gate:
    """Whether there are enough cases for the conditions, and the sentence that says so."""

    passed: bool
    cases_count: int
    conditions_count: int
    fewest_cases: int
    chance: float
    why: str


def gate(cases_count: int, conditions_count: int, largest_chance: float = LARGEST_CHANCE) -> Gate:
    """Say whether there are enough cases for so many conditions.

    Raises
    ------
    MethodError
        A largest chance that does not lie between 0 and 1.
    """
    needed = fewest_cases(conditions_count, largest_chance)
    chance = chance_of_no_contradiction(cases_count, conditions_count)
    passed = cases_count >= needed
    why = (
        f"{cases_count} cases and {conditions_count} conditions: data made up at random would show no "
        f"contradiction with a chance of {chance:.2g}; at most {largest_chance:g} is allowed, which takes "
        f"{needed} cases."
    )
    return Gate(passed, cases_count, conditions_count, needed, chance, why)


@dataclass(frozen=True)
class RandomOutcomes:
    """How often a random outcome has a solution that fits as well.

    Attributes
    ----------
    share : float
        Exact share of all outcomes, or ``(1 + count) / (1 + draws)``.
    count, draws : int
        Outcomes that fit as well, and outcomes tried; the observed one is among them only when exact.
    exact : bool
        Whether every arrangement of the outcome over the cases was tried.
    smallest_attainable : float
        The smallest share that this design could have shown.
    inclusion, coverage : float
        Fit of the observed solution.
    """

    share: float
    count: int
    draws: int
    exact: bool
    smallest_attainable: float
    inclusion: float
    coverage: float


def _arrangements(outcome: np.ndarray) -> int:
    _, counts = np.unique(outcome, return_counts=True)
    return math.factorial(len(outcome)) // math.prod(math.factorial(int(c)) for c in counts)


def _orders(outcome: np.ndarray, exact: bool, draws: int, seed: int) -> Iterator[np.ndarray]:
    if not exact:
        generator = np.random.default_rng(seed)
        for _ in range(draws):
            yield generator.permutation(outcome)
        return
    high, low = outcome.max(), outcome.min()
    for members in combinations(range(len(outcome)), int((outcome == high).sum())):
        arranged = np.full(len(outcome), low)
        arranged[list(members)] = high
        yield arranged


def _cover(terms: tuple[Term, ...], positive: np.ndarray) -> list[Term]:
    """Return one cover from which no term can be dropped."""
    covered = covers(terms, positive)
    kept = list(range(len(terms)))
    for column in range(len(terms) - 1, -1, -1):
        rest = [other for other in kept if other != column]
        if rest and covered[:, rest].any(axis=1).all():
            kept = rest
    return [terms[column] for column in kept]


def _fit_of(table: TruthTable, memberships: np.ndarray, outcome: np.ndarray) -> tuple[float, float]:
    """Return consistency and coverage of the conservative solution for an outcome; -1 where there is none."""
    inclusion, pri = row_fit(memberships, outcome)
    decided = decide(table.rows["cases_count"].to_numpy(), inclusion, pri, table.cut_offs)
    positive = table.rows.index.to_numpy(int)[decided == POSITIVE] - 1
    if not len(positive):
        return -1.0, -1.0
    count = len(table.data.names)
    terms = prime_implicants(positive, np.setdiff1d(np.arange(2**count), positive), count)
    found = sufficiency(union_membership(table.data.values, _cover(terms, positive)), outcome)
    return found.inclusion, found.coverage


def random_outcomes(table: TruthTable, draws: int = 499, seed: int = 0) -> RandomOutcomes:
    """Return how often the outcome, dealt at random to the same cases, has a solution that fits as well.

    Parameters
    ----------
    table : TruthTable
        Cases, conditions and cut-offs; the same cut-offs judge the random outcomes.
    draws : int
        Random arrangements; a two-valued outcome with no more arrangements than this is tried in full.
    seed : int
        Seed of ``numpy.random.default_rng``.

    Returns
    -------
    RandomOutcomes
        "As well" means: consistency and coverage of the conservative solution both at least as high.

    Raises
    ------
    MethodError
        No draws, or an observed outcome without solution.

    Notes
    -----
    A permutation test of the whole procedure, cut-offs included. Where ties exist one irredundant model
    stands for all. A small share does not make the conditions causes; a large one means that the fit is no
    better than chance gives with these cases.
    """
    if draws < 1:
        raise MethodError(f"The number of draws is {draws}; at least one is needed.")
    outcome = table.data.outcome.to_numpy()
    memberships = row_memberships(table.data, table.rows.index.to_numpy(int) - 1)
    inclusion, coverage = _fit_of(table, memberships, outcome)
    if inclusion < 0:
        raise MethodError(
            "The observed outcome has no solution under these cut-offs; there is nothing to compare."
        )
    possible = _arrangements(outcome)
    exact = possible <= draws and len(set(outcome)) <= 2
    fits = (_fit_of(table, memberships, arranged) for arranged in _orders(outcome, exact, draws, seed))
    count = sum(other[0] >= inclusion - 1e-9 and other[1] >= coverage - 1e-9 for other in fits)
    tried = possible if exact else draws
    return RandomOutcomes(
        share=share_as_extreme(count, tried, exact=exact),
        count=count,
        draws=tried,
        exact=exact,
        smallest_attainable=max(1 / possible, 0.0 if exact else 1 / (1 + tried)),
        inclusion=inclusion,
        coverage=coverage,
    )
