"""The conservative, parsimonious and intermediate solution of a truth table, with all tied models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.qca.chance import LARGEST_CHANCE, Gate, gate
from analysis.comparison.qca.expressions import Term, bit_of, term_text, union_membership
from analysis.comparison.qca.fit import Sufficiency, TermFits, sufficiency
from analysis.comparison.qca.minimum_covers import minimum_covers
from analysis.comparison.qca.primes import covers, prime_implicants
from analysis.comparison.qca.truth_table import CONTRADICTION, NEGATIVE, POSITIVE, TruthTable
from analysis.errors import MethodError

CONSERVATIVE, PARSIMONIOUS, INTERMEDIATE = "conservative", "parsimonious", "intermediate"
KINDS = (CONSERVATIVE, PARSIMONIOUS, INTERMEDIATE)
MODELS_CAP = 100


@dataclass(frozen=True)
class Model:
    """One solution formula.

    Attributes
    ----------
    terms : tuple of str
        Its terms, such as ``DEV*~URB``; a set: the order says nothing.
    fit : Sufficiency
        Consistency, PRI and coverage of the whole formula.
    terms_fit : pandas.DataFrame
        As :func:`analysis.comparison.qca.fit.fit_table`.
    """

    terms: tuple[str, ...]
    fit: Sufficiency
    terms_fit: pd.DataFrame

    @property
    def text(self) -> str:
        """Return the formula, terms joined by `` + ``."""
        return " + ".join(self.terms)


@dataclass(frozen=True)
class Solution:
    """All models of one kind of solution, and what they rest on.

    Attributes
    ----------
    kind : str
        ``conservative`` (no remainder used), ``parsimonious`` (any), or ``intermediate`` (those that the
        directional expectations make easy counterfactuals).
    models : tuple of Model
        All that tie for the smallest number of terms. More than one means that the data do not say which.
    complete : bool
        False when there are more models than the cap: then there are at least these.
    prime_implicants : tuple of str
        The terms from which the models were chosen.
    assumptions : tuple of int
        Rows of logical remainders that the models treat as positive (simplifying assumptions), all models
        together; each is a claim about cases that nobody has seen.
    gate : Gate
        Whether there were enough cases for the conditions.
    warnings : tuple of str
        Those of the truth table, and model ambiguity.
    """

    kind: str
    models: tuple[Model, ...]
    complete: bool
    prime_implicants: tuple[str, ...]
    assumptions: tuple[int, ...]
    gate: Gate
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Search:
    """Prime implicants and the covers found, before they are written out."""

    terms: tuple[Term, ...]
    models: tuple[tuple[Term, ...], ...]
    complete: bool


def _search(positive: np.ndarray, negative: np.ndarray, count: int, cap: int) -> _Search:
    terms = prime_implicants(positive, negative, count)
    found = minimum_covers(covers(terms, positive), cap)
    models = tuple(tuple(terms[column] for column in cover) for cover in found.covers)
    return _Search(terms, models, found.complete)


def _expected(conditions: Sequence[str], expectations: Mapping[str, bool | None] | None) -> tuple[int, int]:
    """Return the bits of conditions expected to help when present, and when absent."""
    given = dict(expectations or {})
    stray = sorted(set(given) - set(conditions))
    if not given or stray:
        found = f"'{stray[0]}' is not a condition" if stray else "none was given"
        raise MethodError(
            f"The intermediate solution needs directional expectations by condition: {found}. Give True (its "
            f"presence should help), False (its absence should) or None for each of {', '.join(conditions)}."
        )
    present = sum(bit_of(conditions, name) for name, helps in given.items() if helps is not None and helps)
    absent = sum(bit_of(conditions, name) for name, helps in given.items() if helps is not None and not helps)
    return present, absent


def _easier(conservative: Term, parsimonious: Term, present: int, absent: int) -> Term:
    """Drop from a conservative term the literals that go against the expectation, unless they are needed."""
    against = (conservative.value & absent) | (conservative.care & ~conservative.value & present)
    care = parsimonious.care | (conservative.care & ~against)
    return Term(care, conservative.value & care)


def _easy_counterfactuals(
    term: Term, model: Sequence[Term], free: np.ndarray, present: int, absent: int
) -> np.ndarray:
    """Mark the remainders that expectations allow between a conservative term and a parsimonious model."""
    terms = tuple(
        _easier(term, part, present, absent)
        for part in model
        if term.care & part.care == part.care and term.value & part.care == part.value
    )
    return np.asarray(covers(terms, free).any(axis=1))


def _intermediate(
    positive: np.ndarray, negative: np.ndarray, count: int, cap: int, present: int, absent: int
) -> _Search:
    everything = np.arange(2**count)
    free = np.setdiff1d(everything, np.concatenate([positive, negative]))
    simple = _search(positive, negative, count, cap)
    complex_ = _search(positive, np.setdiff1d(everything, positive), count, cap)
    terms: dict[Term, None] = {}
    models: dict[tuple[Term, ...], None] = {}
    complete = simple.complete and complex_.complete
    allowed = {  # for each conservative term one row per parsimonious model
        term: np.array([_easy_counterfactuals(term, other, free, present, absent) for other in simple.models])
        for term in dict.fromkeys(term for one in complex_.models for term in one)
    }
    every = [np.logical_or.reduce([allowed[term] for term in one]) for one in complex_.models]
    for marks in np.unique(np.concatenate(every), axis=0):
        easy = free[marks]
        found = _search(positive, np.setdiff1d(everything, np.concatenate([positive, easy])), count, cap)
        terms.update(dict.fromkeys(found.terms))
        models.update(dict.fromkeys(found.models))
        complete = complete and found.complete
        if len(models) > cap:
            return _Search(tuple(terms), tuple(models)[:cap], False)
    return _Search(tuple(terms), tuple(models), complete)


def _written(table: TruthTable, models: Sequence[Sequence[Term]]) -> tuple[Model, ...]:
    data, fits = table.data, TermFits(table.data)
    return tuple(
        Model(
            tuple(term_text(term, data.names) for term in terms),
            sufficiency(union_membership(data.values, terms), data.outcome.to_numpy()),
            fits.table(terms),
        )
        for terms in models
    )


def _ambiguity(found: _Search, kind: str) -> tuple[str, ...]:
    if len(found.models) == 1 and found.complete:
        return ()
    least = "" if found.complete else "at least "
    return (
        f"The {kind} solution is ambiguous: {least}{len(found.models)} models fit the same rows with the "
        "same number of terms. Report all of them, or none.",
    )


def minimise(
    table: TruthTable,
    kind: str = CONSERVATIVE,
    expectations: Mapping[str, bool | None] | None = None,
    *,
    largest_chance: float = LARGEST_CHANCE,
    models_cap: int = MODELS_CAP,
) -> Solution:
    """Return one kind of solution of a truth table, with all models that tie.

    Parameters
    ----------
    table : TruthTable
        From :func:`analysis.comparison.qca.truth_table.truth_table`. Contradictions count as negative rows.
    kind : str
        ``conservative``, ``parsimonious`` or ``intermediate``.
    expectations : mapping of str to bool or None, for the intermediate solution
        Whether the presence (True) or absence (False) of each condition should help the outcome; a condition
        that is left out or None has no expectation and is never simplified away against the cases.
    largest_chance : float
        Refuse where random data of this size would look free of contradiction more often than this
        (see :func:`analysis.comparison.qca.chance.gate`); 1 switches the gate off, and the solution says so.
    models_cap : int
        At most this many models are listed.

    Returns
    -------
    Solution
        Without models when no row is positive.

    Raises
    ------
    MethodError
        Too few cases for the conditions, unknown kind or expectation, or a table too large to minimise.

    Notes
    -----
    Conservative and parsimonious: Ragin (1987), The Comparative Method; intermediate solution by easy
    counterfactuals: Ragin (2008), Redesigning Social Inquiry, chapters 8 and 9, for every pair of a
    conservative and a parsimonious model. Model ambiguity: Baumgartner and Thiem (2017), Sociological Methods
    and Research 46: 954-987. A solution describes these cases under these cut-offs; it estimates no effect.
    """
    if kind not in KINDS:
        raise MethodError(f"The kind of solution '{kind}' is unknown; choose one of {', '.join(KINDS)}.")
    count, cases_count = len(table.data.names), len(table.data.outcome)
    enough = gate(cases_count, count, largest_chance)
    if not enough.passed:
        raise MethodError(f"{enough.why} A solution would only retell the cases: use fewer conditions.")
    positive, negative = table.numbers(POSITIVE), table.numbers(NEGATIVE, CONTRADICTION)
    if not len(positive):
        return Solution(kind, (), True, (), (), enough, table.warnings)
    if kind == INTERMEDIATE:
        present, absent = _expected(table.data.names, expectations)
        found = _intermediate(positive, negative, count, models_cap, present, absent)
    else:
        barred = negative if kind == PARSIMONIOUS else np.setdiff1d(np.arange(2**count), positive)
        found = _search(positive, barred, count, models_cap)
    free = np.setdiff1d(np.arange(2**count), np.concatenate([positive, negative]))
    used = tuple({term for model in found.models for term in model})
    return Solution(
        kind=kind,
        models=_written(table, found.models),
        complete=found.complete,
        prime_implicants=tuple(term_text(term, table.data.names) for term in found.terms),
        assumptions=tuple(int(row) + 1 for row in free[covers(used, free).any(axis=1)]),
        gate=enough,
        warnings=table.warnings + _ambiguity(found, kind),
    )
