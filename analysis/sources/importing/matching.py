"""Which header of a sheet is which column of a template: by name, synonym or likeness, or asked."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from analysis.errors import ParameterError, nearest
from analysis.messages import say

__all__ = ["ColumnMatch", "column_words", "match_headers", "plain", "value_words"]

ACCEPTED = 90.0  # likeness from which a misspelt header is taken, and shown as such
ASKED = 75.0  # likeness from which it is worth a question
APART = 5.0  # the second best must be this far behind


@dataclass(frozen=True)
class ColumnMatch:
    """What one header was taken for.

    ``how`` is ``said`` (by the user), ``name`` (name, title or synonym), ``similar`` (accepted likeness),
    ``asked`` (a question is open) or ``none``. ``column`` is empty unless the header was taken for one.
    ``rivals`` are the columns it could be.
    """

    header: str
    column: str
    how: str
    score: float
    rivals: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Reduce a header or a value to what is compared: lower case, no unit in brackets, no punctuation."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text.casefold())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


@cache
def _table() -> tuple[dict[str, str], ...]:
    path = Path(__file__).with_name("synonyms.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def column_words(column: str) -> tuple[str, ...]:
    """Give the Indonesian and English words for a column, as they are compared."""
    rows = [row for row in _table() if row["kind"] == "column" and row["target"] == column]
    words = [word for row in rows for word in row["words"].split("|")]
    return tuple(dict.fromkeys(plain(word) for word in [column, *words]))


@cache
def value_words(column: str) -> Mapping[str, str]:
    """Give, for a column with a list of values (or ``month``), plain word to value."""
    rows = [row for row in _table() if row["kind"] == "value" and row["target"] == column]
    return {plain(word): row["value"] for row in rows for word in row["words"].split("|")}


def match_headers(
    headers: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    *,
    said: Mapping[str, str] | None = None,
) -> tuple[ColumnMatch, ...]:
    """Match the headers of a sheet to the columns of a template.

    Parameters
    ----------
    headers
        As found, in the order of the sheet.
    columns
        Column name to further names such as titles; synonyms are added from the package's table.
    said
        Header to column, where the user has said it; ``""`` leaves a header out.

    Returns
    -------
    tuple of ColumnMatch
        One per header. Two headers for one column, or one header for two columns, are ``asked``.

    Raises
    ------
    ParameterError
        ``said`` names a header or a column that does not exist.
    """
    said = {plain(header): column for header, column in (said or {}).items()}
    _check_said(said, headers, columns)
    names = {
        column: tuple(dict.fromkeys([*column_words(column), *(plain(word) for word in more if plain(word))]))
        for column, more in columns.items()
    }
    free = {column: words for column, words in names.items() if column not in said.values()}
    matches = []
    for header in headers:
        if plain(header) in said:
            column = said[plain(header)]
            matches.append(ColumnMatch(header, column, "said" if column else "none", 100.0))
        else:
            matches.append(_match(header, free))
    return _settle(matches)


def _check_said(
    said: Mapping[str, str], headers: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> None:
    found = [plain(header) for header in headers]
    for header, column in said.items():
        if header not in found:
            near = nearest(header, found, cutoff=0.3) or found
            raise ParameterError(
                say(
                    "No sheet has the header {header!r}. The nearest: {near}.",
                    header=header,
                    near=", ".join(near),
                )
            )
        if column and column not in columns:
            near = nearest(column, columns, cutoff=0.3) or list(columns)
            raise ParameterError(
                say(
                    "{kind}: the template has no column {column!r}. The nearest: {near}.",
                    kind="column",
                    column=column,
                    near=", ".join(near),
                )
            )


def _match(header: str, names: Mapping[str, Sequence[str]]) -> ColumnMatch:
    word = plain(header)
    exact = [column for column, words in names.items() if word and word in words]
    if len(exact) == 1:
        return ColumnMatch(header, exact[0], "name", 100.0)
    if exact:
        return ColumnMatch(header, "", "asked", 100.0, tuple(exact))
    scores = {
        column: max((fuzz.token_sort_ratio(word, other) for other in words), default=0.0)
        for column, words in names.items()
    }
    ranked = sorted(scores, key=lambda column: (-scores[column], column))
    if not ranked or len(word) < 4 or scores[ranked[0]] < ASKED:
        return ColumnMatch(header, "", "none", round(scores[ranked[0]], 1) if ranked else 0.0)
    best = scores[ranked[0]]
    rivals = tuple(column for column in ranked if best - scores[column] < APART)
    if best >= ACCEPTED and len(rivals) == 1:
        return ColumnMatch(header, ranked[0], "similar", round(best, 1))
    return ColumnMatch(header, "", "asked", round(best, 1), rivals)


def _settle(matches: list[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """Give a column to one header: what the user said, then the name, then likeness; equals are asked."""
    order = {"said": 0, "name": 1, "similar": 2}
    result = []
    for match in matches:
        rivals = [other for other in matches if other.column == match.column and other is not match]
        better = [other for other in rivals if order[other.how] < order[match.how]] if match.column else []
        equal = [other for other in rivals if order[other.how] == order[match.how]] if match.column else []
        if better or equal:
            match = replace(match, column="", how="none" if better else "asked", rivals=(match.column,))
        result.append(match)
    taken = {match.column for match in result if match.column}
    for index, match in enumerate(result):
        left = tuple(column for column in match.rivals if column not in taken)
        if match.how == "asked" and not left:
            result[index] = replace(match, how="none", rivals=match.rivals)
        elif match.how == "asked" and match.score == 100.0 and len(left) == 1 and len(match.rivals) > 1:
            taken.add(left[0])
            result[index] = replace(match, column=left[0], how="name", rivals=())
    return tuple(result)
