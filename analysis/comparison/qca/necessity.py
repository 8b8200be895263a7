"""Which conditions, or alternatives between conditions, are necessary for an outcome, and relevant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from analysis.comparison.qca.fit import necessity
from analysis.comparison.qca.memberships import Memberships, checked
from analysis.errors import MethodError

COLUMNS = ["expression", "inclusion", "coverage", "relevance", "necessary", "relevant"]
MOST_CANDIDATES = 500_000


def _record(
    name: str, membership: np.ndarray, data: Memberships, cuts: tuple[float, float]
) -> dict[str, object]:
    found = necessity(membership, data.outcome.to_numpy())
    return {
        "expression": name,
        "inclusion": found.inclusion,
        "coverage": found.coverage,
        "relevance": found.relevance,
        "necessary": bool(found.inclusion >= cuts[0] - 1e-9),
        "relevant": bool(found.relevance >= cuts[1] - 1e-9),
    }


def _literals(data: Memberships) -> list[tuple[str, np.ndarray]]:
    """Return each condition's presence and then its absence, in the order of the conditions."""
    found = []
    for name in data.names:
        present = data.conditions[name].to_numpy()
        found += [(name, present), (f"~{name}", 1 - present)]
    return found


def necessary_conditions(
    cases: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    inclusion_cut: float = 0.9,
    relevance_cut: float = 0.5,
) -> pd.DataFrame:
    """Return how far the presence and the absence of each condition is necessary for an outcome.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case, memberships between 0 and 1.
    outcome : str
        Column of the outcome; ``~`` before it asks for its absence.
    conditions : sequence of str
        Columns of the conditions.
    inclusion_cut, relevance_cut : float
        From where on a condition counts as necessary (0.9 is the convention), and as relevant (0.5 is a
        convention too).

    Returns
    -------
    pandas.DataFrame
        ``expression, inclusion, coverage, relevance, necessary, relevant``: inclN, covN and RoN, one row per
        literal, presence before absence. A necessary condition that is not relevant is (nearly) always there.

    Raises
    ------
    MethodError
        Cases that :func:`memberships.checked` refuses.

    Notes
    -----
    Schneider and Wagemann (2012), Set-Theoretic Methods for the Social Sciences, chapters 3, 5 and 9. Look at
    necessity before the truth table: a necessary condition can vanish from a solution.
    """
    data = checked(cases, outcome, conditions)
    cuts = (inclusion_cut, relevance_cut)
    return pd.DataFrame(
        [_record(name, values, data, cuts) for name, values in _literals(data)], columns=COLUMNS
    )


def _choices(count: int, size: int) -> Iterator[tuple[int, ...]]:
    """Return all choices of `size` literals of different conditions, as places in the list of literals."""
    for places in combinations(range(count), size):
        for signs in product((0, 1), repeat=size):
            yield tuple(2 * place + sign for place, sign in zip(places, signs, strict=True))


def necessary_disjunctions(
    cases: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    inclusion_cut: float = 0.9,
    relevance_cut: float = 0.5,
    most_literals: int = 3,
) -> pd.DataFrame:
    """Return the alternatives, such as ``LIT + STB``, of which at least one is necessary for an outcome.

    Parameters
    ----------
    cases, outcome, conditions, inclusion_cut, relevance_cut
        As for :func:`necessary_conditions`.
    most_literals : int
        Longest alternative looked for, at least 1.

    Returns
    -------
    pandas.DataFrame
        The same columns, only expressions that are necessary and relevant and that contain no shorter one
        that is necessary (SUIN conditions). Empty when there is none.

    Raises
    ------
    MethodError
        As there, or more than `MOST_CANDIDATES` alternatives to try.

    Notes
    -----
    SUIN conditions: Mahoney, Kimball and Koivu (2009), Comparative Political Studies 42: 114-146. The more
    alternatives are tried, the more pass by chance: a disjunction needs a concept that makes its parts
    alternatives, which no number supplies.
    """
    data = checked(cases, outcome, conditions)
    count = len(data.names)
    sizes = range(1, min(most_literals, count) + 1)
    candidates = sum(2**size * len(list(combinations(range(count), size))) for size in sizes)
    if most_literals < 1 or candidates > MOST_CANDIDATES:
        raise MethodError(
            f"Alternatives of up to {most_literals} literals of {count} conditions are {candidates:,}; from "
            f"1 to {MOST_CANDIDATES:,} are tried. Use fewer conditions or shorter alternatives."
        )
    literals, cuts = _literals(data), (inclusion_cut, relevance_cut)
    passed: list[frozenset[int]] = []
    rows = []
    for size in sizes:
        for choice in _choices(count, size):
            if any(shorter <= set(choice) for shorter in passed):
                continue
            joint = np.maximum.reduce([literals[place][1] for place in choice])
            row = _record(" + ".join(literals[place][0] for place in choice), joint, data, cuts)
            if row["necessary"]:
                passed.append(frozenset(choice))
                rows.append(row)
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.loc[found["relevant"].astype(bool)].reset_index(drop=True)
