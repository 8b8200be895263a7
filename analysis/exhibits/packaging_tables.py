"""Tables of packaging: what was put first, other ways to count words, the steps of lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import Link, table_exhibit
from analysis.planning.line_survival import survival_by_group


def statements_table(statements: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what the regional head and the council put first, word by word.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table ``priorities`` of a region.
    """
    text = language.text
    keys = ("kind", "period", "number", "text", "proposer", "source", "entered_by")
    heads = [text(f"packaging.head_{key}") for key in keys]
    rows = [
        (
            text(f"packaging.kind_{sort}"),
            _period(row, language),
            language.number(row.number),
            row.text,
            row.proposer,
            _place(row, language),
            row.entered_by,
        )
        for row in each_row(statements)
        for sort in (row.kind,)
    ]
    return table_exhibit(
        id="packaging-statements",
        title=text("packaging.statements_title"),
        caption=text("packaging.statements_caption"),
        source=source,
        function="analysis.exhibits.packaging_tables.statements_table",
        data=statements,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=[heads[2]],
    )


def known_table(statements: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what public pages tell of a region's vision and missions, each with its address.

    Parameters
    ----------
    statements : pandas.DataFrame
        The region's rows of ``study/missions``.
    """
    text = language.text
    heads = [text(f"packaging.head_{key}") for key in ("kind", "period", "text", "source", "verified")]
    rows = [
        (
            text(f"packaging.kind_{sort}"),
            _period(row, language),
            row.text,
            Link(row.url.split("/")[2], row.url),
            " ".join(part for part in (text(f"packaging.verified_{verified}"), row.note) if part),
        )
        for row in each_row(statements)
        for sort, verified in ((row.kind, row.verified),)
    ]
    return table_exhibit(
        id="packaging-known-statements",
        title=text("packaging.known_title"),
        caption=text("packaging.known_caption"),
        source=source,
        function="analysis.exhibits.packaging_tables.known_table",
        data=statements,
        shown=pd.DataFrame(rows, columns=heads),
    )


def _period(row: Any, language: Language) -> str:
    first, last = row.year_from, row.year_to
    years = (
        [language.year(first)]
        if first == last or pd.isna(last)
        else [language.year(first), language.year(last)]
    )
    return "-".join(years)


def _place(row: Any, language: Language) -> str:
    source, page = row.source, row.page
    return (
        source
        if pd.isna(page)
        else language.text("packaging.page", source=source, page=language.number(page))
    )


def choices_table(found: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what wording shows under other ways to count words; the first row is the one that is told.

    Parameters
    ----------
    found : pandas.DataFrame
        From `analysis.planning.wording_choices.wording_by_choice`.
    """
    text = language.text
    numbers = ("similarity", "median", "regions_p", "difference", "programmes_p")
    heads = [text(f"packaging.choices_{key}") for key in ("terms", "rarity", *numbers)]
    rows = [
        (
            text("packaging.choices_words" if row.longest == 1 else "packaging.choices_pairs"),
            text("packaging.choices_yes" if row.rarity else "packaging.choices_no"),
            *(language.number(getattr(row, key), 3) for key in numbers),
        )
        for row in each_row(found)
    ]
    return table_exhibit(
        id="packaging-choices",
        title=text("packaging.choices_title"),
        caption=text("packaging.choices_caption"),
        source=source,
        function="analysis.exhibits.packaging_tables.choices_table",
        data=found,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def steps_table(
    chain: pd.DataFrame, stages: Sequence[str], year: int, language: Language, *, source: str
) -> Exhibit:
    """Print for each step from one document to the next what became of the lines of either group.

    Parameters
    ----------
    chain, stages, year
        As for `analysis.exhibits.packaging.survival_figure`.
    """
    text, number = language.text, language.number
    steps = list(zip(stages[:-1], stages[1:], strict=True))
    found = pd.concat(
        [survival_by_group(chain, *step).assign(first=step[0], second=step[1]) for step in steps],
        ignore_index=True,
    )
    keys = ("step", "group", "lines", "kept", "kept_pct", "gone", "new", "money", "change")
    heads = [text(f"packaging.steps_{key}") for key in keys]
    rows = [
        (
            " - ".join(text(f"lines.document_{document}") for document in (row.first, row.second)),
            text(f"packaging.group_{whose}"),
            number(row.lines_count),
            number(row.kept_count),
            text(
                "packaging.range",
                value=number(row.kept_pct),
                low=number(row.low_pct),
                high=number(row.high_pct),
            ),
            number(row.gone_count),
            number(row.new_count),
            number(row.first_idr / 1e6),
            number(row.change_pct, 1),
        )
        for row in each_row(found)
        for whose in (row.group,)
    ]
    front = ["first", "second", "group"]
    return table_exhibit(
        id="packaging-steps",
        title=text("packaging.steps_title", year=language.year(year)),
        caption=text("packaging.steps_caption"),
        source=source,
        function="analysis.exhibits.packaging_tables.steps_table",
        data=found[[*front, *(name for name in found if name not in front)]],
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )
