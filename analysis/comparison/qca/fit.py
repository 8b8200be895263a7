"""Parameters of fit: how far a set is sufficient or necessary for an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.qca.expressions import Term, term_membership, term_text
from analysis.comparison.qca.memberships import Memberships


@dataclass(frozen=True)
class Sufficiency:
    """How far a set is sufficient for an outcome; NaN where nobody is in the set or the outcome.

    Attributes
    ----------
    inclusion : float
        Consistency (inclS): the share of the set that lies inside the outcome.
    pri : float
        Proportional reduction in inconsistency: consistency that is not also consistency with the absence.
    coverage : float
        Raw coverage (covS): the share of the outcome that lies inside the set.
    """

    inclusion: float
    pri: float
    coverage: float


@dataclass(frozen=True)
class Necessity:
    """How far a set is necessary for an outcome, and whether that says anything.

    Attributes
    ----------
    inclusion : float
        Consistency (inclN): the share of the outcome that lies inside the set.
    coverage : float
        Coverage (covN): the share of the set that lies inside the outcome.
    relevance : float
        Relevance of necessity (RoN): near 0 when the set is (nearly) always present.
    """

    inclusion: float
    coverage: float
    relevance: float


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")


def sufficiency(set_membership: np.ndarray, outcome: np.ndarray) -> Sufficiency:
    """Return consistency, PRI and coverage of a set as sufficient for an outcome.

    Parameters
    ----------
    set_membership, outcome : array, one value per case, between 0 and 1
        Memberships.

    Returns
    -------
    Sufficiency

    Notes
    -----
    Ragin (2006), Set Relations in Social Research, Political Analysis 14: 291-310; PRI as in Schneider and
    Wagemann (2012), Set-Theoretic Methods for the Social Sciences, chapter 9.
    """
    x, y = np.asarray(set_membership, float), np.asarray(outcome, float)
    joint = np.minimum(x, y).sum()
    both_ways = np.minimum(np.minimum(x, y), 1 - y).sum()
    return Sufficiency(
        inclusion=_ratio(joint, x.sum()),
        pri=_ratio(joint - both_ways, x.sum() - both_ways),
        coverage=_ratio(joint, y.sum()),
    )


def necessity(set_membership: np.ndarray, outcome: np.ndarray) -> Necessity:
    """Return consistency, coverage and relevance of a set as necessary for an outcome.

    Parameters
    ----------
    set_membership, outcome : array, one value per case, between 0 and 1
        Memberships.

    Returns
    -------
    Necessity

    Notes
    -----
    Relevance of necessity: Schneider and Wagemann (2012), chapter 9; the mean of 1 - x over the mean of
    1 - min(x, y).
    """
    x, y = np.asarray(set_membership, float), np.asarray(outcome, float)
    joint = np.minimum(x, y)
    return Necessity(
        inclusion=_ratio(joint.sum(), y.sum()),
        coverage=_ratio(joint.sum(), x.sum()),
        relevance=_ratio((1 - x).sum(), (1 - joint).sum()),
    )


class TermFits:
    """The fit of terms to the cases, worked out once for each term and put together for each model."""

    def __init__(self, data: Memberships) -> None:
        """Take the cases."""
        self._data = data
        self._outcome = data.outcome.to_numpy()
        self._known: dict[Term, tuple[np.ndarray, dict[str, object]]] = {}

    def _of(self, term: Term) -> tuple[np.ndarray, dict[str, object]]:
        if term not in self._known:
            part = term_membership(self._data.values, term)
            own = sufficiency(part, self._outcome)
            told = {
                "term": term_text(term, self._data.names),
                "inclusion": own.inclusion,
                "pri": own.pri,
                "raw_coverage": own.coverage,
                "unique_coverage": float("nan"),
                "cases": ", ".join(str(name) for name in self._data.conditions.index[part > 0.5]),
            }
            self._known[term] = part, told
        return self._known[term]

    def table(self, terms: Sequence[Term]) -> pd.DataFrame:
        """Return the fit of each term of a model, as :func:`fit_table`."""
        parts = np.array([self._of(term)[0] for term in terms]).reshape(len(terms), len(self._outcome))
        whole, total = np.minimum(parts.max(axis=0, initial=0.0), self._outcome).sum(), self._outcome.sum()
        without = np.minimum(_unions_of_others(parts), self._outcome).sum(axis=1)
        rows = [
            self._of(term)[1] | {"unique_coverage": _ratio(whole - rest, total)}
            for term, rest in zip(terms, without, strict=True)
        ]
        columns = ["term", "inclusion", "pri", "raw_coverage", "unique_coverage", "cases"]
        return pd.DataFrame(rows, columns=columns)


def _unions_of_others(parts: np.ndarray) -> np.ndarray:
    """Return, for each term, the membership in the union of all other terms: the largest of the rest."""
    if len(parts) < 2:
        return np.zeros(parts.shape)
    second, first = np.sort(parts, axis=0)[-2:]
    return np.where(np.arange(len(parts))[:, None] == parts.argmax(axis=0), second, first)


def fit_table(data: Memberships, terms: Sequence[Term]) -> pd.DataFrame:
    """Return the fit of each term of a model.

    Returns
    -------
    pandas.DataFrame
        ``term, inclusion, pri, raw_coverage, unique_coverage, cases``; unique coverage is what the model
        would lose without the term. `cases` joins the names of members (membership above 0.5) by ``, ``.
    """
    return TermFits(data).table(terms)
