"""The wording of programmes and of missions, and how alike each two of them are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.planning.chain import programme_kinds
from analysis.statistics.text_similarity import cosine_similarities, term_weights, text_terms


def programme_texts(
    lines: pd.DataFrame, linked: pd.Series, year: int, document: str, overhead: Collection[str] = ()
) -> pd.DataFrame:
    """Return the wording of each programme of a document: its name and the names of its activities.

    Parameters
    ----------
    lines : pandas.DataFrame
        Table ``budget-lines`` of one region.
    linked : pandas.Series of bool
        From :func:`analysis.planning.chain.linked_to_standards`.
    year, document : int, str
        Which lines count.
    overhead : collection of str
        Codes of overhead; see :func:`analysis.planning.chain.programme_kinds`.

    Returns
    -------
    pandas.DataFrame
        ``organisation, programme_code, programme_name, kind, linked`` (whether a line of it is) and ``text``,
        one row for each programme of an organisation. Programmes and not lines are compared, because the
        lines of a programme share words.

    Raises
    ------
    MethodError
        A column is absent, or the document has no line in that year.
    """
    names = ["organisation", "programme_code", "programme_name", "activity_name"]
    require_columns(lines, ["year", "document", *names], "the budget lines")
    rows = lines.assign(linked=linked)[(lines["year"] == year) & (lines["document"] == document)]
    if rows.empty:
        raise MethodError(f"There is no line of '{document}' in {year}.")
    rows = rows.assign(**{name: rows[name].fillna("").astype(str) for name in names})
    key = rows["programme_code"].where(rows["programme_code"].ne(""), rows["programme_name"])
    made = rows.groupby(["organisation", key.rename("key")], sort=True).agg(
        programme_code=("programme_code", "first"),
        programme_name=("programme_name", "first"),
        linked=("linked", "any"),
        activities=("activity_name", lambda names: ". ".join(dict.fromkeys(name for name in names if name))),
    )
    made["kind"] = programme_kinds(made["programme_code"], overhead)
    made["text"] = made["programme_name"] + ". " + made["activities"]
    columns = ["organisation", "programme_code", "programme_name", "kind", "linked", "text"]
    return made.reset_index()[columns]


def statements_in_force(priorities: pd.DataFrame, kind: str, year: int) -> pd.DataFrame:
    """Return the statements of a kind that were meant for a year.

    Parameters
    ----------
    priorities : pandas.DataFrame
        Table ``priorities`` of a region: ``kind, year_from, year_to, text``.
    kind : str
        ``vision``, ``mission``, ``programme_priority`` or ``pokir``.
    year : int
        The year of the budget.

    Raises
    ------
    MethodError
        A column is absent, or no statement of the kind was meant for the year.
    """
    require_columns(priorities, ["kind", "year_from", "year_to", "text"], "the table priorities")
    own = priorities[priorities["kind"] == kind]
    found = own[(own["year_from"] <= year) & (own["year_to"] >= year)]
    if found.empty:
        raise MethodError(
            say(
                "priorities.csv has no row of the kind {kind} that was meant for {year}; enter it with its "
                "first and last year.",
                kind=kind,
                year=year,
            )
        )
    return found


def statement_text(statements: pd.DataFrame) -> str:
    """Return statements as one text: those of a regional head, or of a council.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``text``, one row for each statement.

    Raises
    ------
    MethodError
        The column is absent.
    """
    require_columns(statements, ["text"], "the statements")
    return ". ".join(statements["text"])


def statement_texts(statements: pd.DataFrame, leave_out: str = "") -> dict[str, str]:
    """Return the statements of each region as one text: region code to all its missions.

    Parameters
    ----------
    statements : pandas.DataFrame
        ``region_code, text``, one row for each statement.
    leave_out : str
        Code of a region that is not wanted: the one that the others are compared with.

    Raises
    ------
    MethodError
        A column is absent.
    """
    require_columns(statements, ["region_code", "text"], "the statements")
    found = statements[statements["region_code"] != leave_out].groupby("region_code", sort=True)
    return {str(code): statement_text(rows) for code, rows in found}


def programme_similarities(
    programmes: pd.DataFrame, statements: Mapping[str, str], *, rarity: bool = True, longest: int = 1
) -> pd.DataFrame:
    """Return how alike each programme and each region's statements are worded.

    Parameters
    ----------
    programmes : pandas.DataFrame
        With ``text``, as from :func:`programme_texts`.
    statements : mapping of str to str
        Name (of a region, of a list) to text.
    rarity, longest
        As for :func:`analysis.statistics.text_similarity.term_weights` and
        :func:`~analysis.statistics.text_similarity.text_terms`. All texts given are weighed together.

    Returns
    -------
    pandas.DataFrame
        The cosine, programmes on the index of `programmes`, a column for each statement text.

    Raises
    ------
    MethodError
        No programme or no statement, or a text without a word that tells.
    """
    require_columns(programmes, ["text"], "the programmes")
    if programmes.empty or not statements:
        raise MethodError(say("There are no programmes, or no statements, to compare in wording."))
    texts = [*programmes["text"], *statements.values()]
    terms = [text_terms(str(text), longest=longest) for text in texts]
    for text, found in zip(texts, terms, strict=True):
        if not found:
            raise MethodError(say("The text {words!r} has no word that could be compared.", words=text))
    weights = term_weights(terms, rarity=rarity)
    cosines = cosine_similarities(weights[: len(programmes)], weights[len(programmes) :])
    return pd.DataFrame(cosines, index=programmes.index, columns=list(statements))
