"""What kind of case each case is for a solution: typical, deviant, irrelevant."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.comparison.qca.expressions import parse_expression, term_membership, term_text, used_names
from analysis.comparison.qca.memberships import checked

TYPICAL = "typical"
DEVIANT_IN_DEGREE = "deviant for consistency in degree"
DEVIANT_IN_KIND = "deviant for consistency in kind"
DEVIANT_FOR_COVERAGE = "deviant for coverage"
IRRELEVANT = "individually irrelevant"
UNDECIDED = "undecided (a membership of exactly 0.5)"
TYPES = (TYPICAL, DEVIANT_IN_DEGREE, DEVIANT_IN_KIND, DEVIANT_FOR_COVERAGE, IRRELEVANT, UNDECIDED)


def _types(inside: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    return np.select(
        [
            (inside == 0.5) | (outcome == 0.5),
            (inside > 0.5) & (outcome < 0.5),
            (inside > 0.5) & (inside > outcome),
            inside > 0.5,
            outcome > 0.5,
        ],
        [UNDECIDED, DEVIANT_IN_KIND, DEVIANT_IN_DEGREE, TYPICAL, DEVIANT_FOR_COVERAGE],
        IRRELEVANT,
    )


def case_types(cases: pd.DataFrame, outcome: str, solution: str) -> pd.DataFrame:
    """Return what each case is for a solution: the list of cases to look at more closely.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case, memberships between 0 and 1.
    outcome : str
        Column of the outcome; ``~`` before it asks for its absence.
    solution : str
        A formula such as ``DEV*~URB*LIT + STB``.

    Returns
    -------
    pandas.DataFrame
        Indexed by case: ``membership`` in the solution, ``outcome``, ``type``, ``terms`` (those the case is a
        member of, joined by `` + ``) and ``uniquely_covered`` (by exactly one term).

    Raises
    ------
    MethodError
        An unknown name in the formula, or cases that :func:`memberships.checked` refuses.

    Notes
    -----
    Schneider and Rohlfing (2013), Sociological Methods and Research 42: 559-597, for sufficiency: a case in
    the solution and out of the outcome contradicts it in kind; one in both, but more in the solution, in
    degree; a case with the outcome and outside the solution is not explained by it.
    """
    names = [str(name) for name in cases.columns if str(name) != outcome.removeprefix("~")]
    used = used_names(parse_expression(solution, names), names)
    data = checked(cases, outcome, used)
    terms = parse_expression(solution, used)
    parts = np.array([term_membership(data.values, term) for term in terms])
    inside, result = parts.max(axis=0), data.outcome.to_numpy()
    texts = np.array([term_text(term, used) for term in terms])
    return pd.DataFrame(
        {
            "membership": inside,
            "outcome": result,
            "type": _types(inside, result),
            "terms": [" + ".join(texts[column > 0.5]) for column in parts.T],
            "uniquely_covered": (parts > 0.5).sum(axis=0) == 1,
        },
        index=data.conditions.index,
    )
