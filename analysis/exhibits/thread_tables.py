"""Tables of a region's thread: what stays the same, what is contradicted, how ambitious, how agreed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.exhibits.thread import label_of, shown_type


def continuity_table(neighbours: pd.DataFrame, year: int, language: Language, *, source: str) -> Exhibit:
    """Print, for each pair of neighbouring documents, how many targets and codes stay the same.

    Parameters
    ----------
    neighbours : pandas.DataFrame
        From `RegionThread.neighbours`.
    year : int
        The budget year.
    """
    number = language.number
    keys = ("from", "to", "indicators", "targets", "same", "codes", "shared")
    heads = [language.text(f"thread.continuity_{key}") for key in keys]
    rows = [
        (
            shown_type(row.from_type),
            shown_type(row.to_type),
            number(row.indicators_count),
            number(row.targets_count),
            number(row.same_targets_count),
            number(row.codes_count),
            number(row.same_codes_count),
        )
        for row in each_row(neighbours)
    ]
    return table_exhibit(
        id="thread-continuity",
        title=language.text("thread.continuity_title", year=language.year(year)),
        caption=language.text("thread.continuity_caption"),
        source=source,
        function="analysis.exhibits.thread_tables.continuity_table",
        data=neighbours,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def disputes_table(
    disputed: pd.DataFrame, names: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print every contradiction: each value with the documents and pages that give it.

    Parameters
    ----------
    disputed : pandas.DataFrame
        From `analysis.documents.thread.figures.disputed_figures`; not empty.
    names : mapping of str to str
        Code to the indicator's name.
    """
    heads = [language.text(f"thread.disputes_{key}") for key in ("what", "kind", "values")]
    rows = []
    for _, own in disputed.groupby("dispute"):
        first = next(each_row(own))
        kind = language.text(f"thread.kind_{first.kind}")
        told = f"{kind} ({language.year(first.year)})"
        values = [_value(value, each, language) for value, each in own.groupby("value")]
        rows.append((label_of(first.indicator_code, names, 90), told, "\n".join(values)))
    return table_exhibit(
        id="thread-disputes",
        title=language.text("thread.disputes_title"),
        caption=language.text("thread.disputes_caption"),
        source=source,
        function="analysis.exhibits.thread_tables.disputes_table",
        data=disputed,
        shown=pd.DataFrame(rows, columns=heads),
    )


def _value(value: object, rows: pd.DataFrame, language: Language) -> str:
    places = [
        language.text("thread.disputes_place", document=row.document_id, page=language.year(row.page))
        for row in each_row(rows)
    ]
    return f"{_percent(value, language)}: {', '.join(places)}"


def _percent(value: object, language: Language) -> str:
    """Write a figure without needless decimals."""
    whole = float(value) == round(float(value))  # type: ignore[arg-type]
    return language.number(value, 0 if whole else 1)


def ambition_table(
    ambitions: pd.DataFrame, names: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print the last local target of each indicator beside the national one.

    Parameters
    ----------
    ambitions : pandas.DataFrame
        From `analysis.documents.thread.figures.last_ambition`; not empty.
    names : mapping of str to str
        Code to the indicator's name.
    """
    text = language.text
    keys = ("what", "where", "local", "national", "difference")
    heads = [text(f"thread.ambition_{key}") for key in keys]
    rows = [
        (
            label_of(row.indicator_code, names, 90),
            text("thread.disputes_place", document=row.document_id, page=language.year(row.page)),
            _dated(row.value, row.year, language),
            _dated(row.national_target, row.national_year, language),
            language.number(row.ambition, 1),
        )
        for row in each_row(ambitions)
    ]
    return table_exhibit(
        id="thread-ambition",
        title=text("thread.ambition_title"),
        caption=text("thread.ambition_caption"),
        source=source,
        function="analysis.exhibits.thread_tables.ambition_table",
        data=ambitions,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def _dated(value: float, year: object, language: Language) -> str:
    shown = _percent(value, language)
    return shown if pd.isna(year) else f"{shown} ({language.year(year)})"  # type: ignore[call-overload]


def agreement_table(found: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print how far people agree with each other and the machine with each of them.

    Parameters
    ----------
    found : pandas.DataFrame
        From `analysis.documents.thread.agreeing.agreements`; not empty.
    """
    text, number = language.text, language.number
    keys = ("who", "with", "coefficient", "value", "interval", "cells")
    heads = [text(f"thread.people_{key}") for key in keys]
    called = {"": text("thread.people_all"), "machine": text("thread.people_machine")}
    rows = [
        (
            called.get(row.one, row.one),
            row.other,
            row.coefficient,
            number(row.value, 2),
            text("thread.between", lower=number(row.lower, 2), upper=number(row.upper, 2)),
            number(row.cells_count),
        )
        for row in each_row(found)
    ]
    return table_exhibit(
        id="thread-agreement",
        title=text("thread.people_title"),
        caption=text("thread.people_caption"),
        source=source,
        function="analysis.exhibits.thread_tables.agreement_table",
        data=found,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=(heads[3], heads[5]),
    )
