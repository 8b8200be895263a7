"""Terms such as ``DEV*~URB``: how they are written, read, and what membership in them is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import MethodError, nearest


class Term(NamedTuple):
    """A conjunction of literals as two bit patterns; the first condition is the most significant bit.

    Attributes
    ----------
    care : int
        One where the condition stands in the term.
    value : int
        One where it stands there without ``~``; zero wherever `care` is zero.
    """

    care: int
    value: int


def bit_of(conditions: Sequence[str], name: str) -> int:
    """Return the bit of one condition: the last one has 1, the first one ``2 ** (k - 1)``."""
    return 1 << (len(conditions) - 1 - list(conditions).index(name))


def term_text(term: Term, conditions: Sequence[str]) -> str:
    """Write a term with ``*`` for AND and ``~`` for NOT; the term without literals is ``1``."""
    literals = [
        name if term.value & bit_of(conditions, name) else f"~{name}"
        for name in conditions
        if term.care & bit_of(conditions, name)
    ]
    return "*".join(literals) or "1"


def _literal(text: str, conditions: Sequence[str], expression: str) -> tuple[str, bool]:
    name = text.strip().removeprefix("~").strip()
    if name not in conditions:
        near = nearest(name, conditions)
        raise MethodError(
            f"The expression '{expression}' names '{name}', which is not a condition"
            f"{'; did you mean ' + ' or '.join(near) if near else ''}. Conditions: {', '.join(conditions)}. "
            "Write AND as '*', OR as '+', NOT as '~'."
        )
    return name, not text.strip().startswith("~")


def parse_expression(expression: str, conditions: Sequence[str]) -> tuple[Term, ...]:
    """Read a sum of products such as ``DEV*~URB + STB`` into terms.

    Raises
    ------
    MethodError
        An unknown condition, or one that stands in the same product with and without ``~``.
    """
    terms = []
    for product in expression.split("+"):
        care = value = 0
        for literal in product.split("*"):
            name, present = _literal(literal, conditions, expression)
            bit = bit_of(conditions, name)
            if care & bit and bool(value & bit) != present:
                raise MethodError(f"The product '{product.strip()}' holds {name} and ~{name}: it is empty.")
            care, value = care | bit, value | (bit if present else 0)
        terms.append(Term(care, value))
    return tuple(terms)


def used_names(terms: Sequence[Term], conditions: Sequence[str]) -> list[str]:
    """Return the conditions that stand in at least one of the terms, in their order."""
    return [name for name in conditions if any(term.care & bit_of(conditions, name) for term in terms)]


def term_membership(memberships: np.ndarray, term: Term) -> np.ndarray:
    """Return each case's membership in a term: the smallest over its literals (1 if it has none).

    Parameters
    ----------
    memberships : numpy.ndarray
        Cases by conditions, in the order of the bits (first condition most significant).
    term : Term
        The term.
    """
    count = memberships.shape[1]
    joint = np.ones(len(memberships))
    for place in range(count):
        bit = 1 << (count - 1 - place)
        if term.care & bit:
            column = memberships[:, place]
            joint = np.minimum(joint, column if term.value & bit else 1 - column)
    return joint


def union_membership(memberships: np.ndarray, terms: Sequence[Term]) -> np.ndarray:
    """Return each case's membership in at least one of the terms: the largest (0 for no term)."""
    parts = [term_membership(memberships, term) for term in terms]
    return np.maximum.reduce(parts) if parts else np.zeros(len(memberships))


def expression_membership(cases: pd.DataFrame, expression: str) -> pd.Series:
    """Return each case's membership in an expression such as ``DEV*~URB + STB``.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case, one column per set, memberships between 0 and 1.
    expression : str
        A sum of products of column names; AND is the minimum, OR the maximum, NOT one minus.

    Returns
    -------
    pandas.Series
        Indexed like `cases`, named by the expression; missing where a set that it needs is missing.

    Raises
    ------
    MethodError
        A name that is not a column.

    Notes
    -----
    Ragin (2000), Fuzzy-Set Social Science.
    """
    names = [str(name) for name in cases.columns]
    used = used_names(parse_expression(expression, names), names)
    values = cases[used].to_numpy(dtype=float, na_value=np.nan)
    found = union_membership(values, parse_expression(expression, used))
    return pd.Series(found, index=cases.index, name=expression)
