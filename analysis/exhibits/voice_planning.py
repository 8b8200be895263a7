"""Tables of the chapter on voice that need no survey: how many to ask, and indices that were published."""

from __future__ import annotations

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import Link, table_exhibit


def margins_table(sizes: pd.DataFrame, design_effect: float, language: Language) -> Exhibit:
    """Print how many users to ask for a margin, by the number of users.

    Parameters
    ----------
    sizes : pandas.DataFrame
        From `analysis.voice.planning.margin_sizes`.
    design_effect : float
        With which they were made.
    """
    text, number = language.text, language.number
    margins = list(dict.fromkeys(sizes["margin_points"]))
    heads = [
        text("voice.margins_head_population"),
        *(text("voice.margins_head_margin", margin=_short(margin, language)) for margin in margins),
        text("voice.margins_head_krejcie"),
    ]
    rows = []
    for population, own in sizes.groupby("population", sort=False):
        cells = [
            text("voice.margins_cell", plain=number(row.one_by_one_count), lumped=number(row.clusters_count))
            for row in each_row(own)
        ]
        table = own["krejcie_morgan_count"].dropna()
        rows.append((number(population), *cells, number(table.iloc[0]) if len(table) else "–"))
    return table_exhibit(
        id="sample-for-a-margin",
        title=text("voice.margins_title"),
        caption=text("voice.margins_caption", effect=number(design_effect, 1)),
        source=text("voice.formula_source"),
        function="analysis.exhibits.voice_planning.margins_table",
        data=sizes,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads,
    )


def changes_table(sizes: pd.DataFrame, complaints: int, language: Language) -> Exhibit:
    """Print how many to ask in each round to see a change.

    Parameters
    ----------
    sizes : pandas.DataFrame
        From `analysis.voice.planning.change_sizes`.
    complaints : int
        With which they were made.
    """
    text, number = language.text, language.number
    heads = [text(f"voice.changes_head_{key}") for key in ("change", "single", "many", "paired")]
    rows = [
        (
            text("voice.changes_cell", before=number(row.before_pct), after=number(row.after_pct)),
            number(row.single_count),
            number(row.many_count),
            number(row.paired_count),
        )
        for row in each_row(sizes)
    ]
    return table_exhibit(
        id="sample-for-a-change",
        title=text("voice.changes_title"),
        caption=text("voice.changes_caption", complaints=number(complaints)),
        source=text("voice.formula_source"),
        function="analysis.exhibits.voice_planning.changes_table",
        data=sizes,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def published_table(found: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print published satisfaction indices beside what their elements give.

    Parameters
    ----------
    found : pandas.DataFrame
        From `analysis.voice.published.recomputed_indices`.
    """
    text, number = language.text, language.number
    keys = ("place", "year", "published", "exact", "rounded", "agrees")
    heads = [text(f"voice.published_head_{key}") for key in keys]
    rows = [
        (
            Link(row.place, row.source),
            language.year(row.year),
            number(row.published, 2),
            text("voice.published_cell", value=number(row.exact, 2), band=row.class_exact),
            text("voice.published_cell", value=number(row.rounded, 2), band=row.class_rounded),
            text(f"voice.agrees_{row.agrees_with}"),
        )
        for row in each_row(found)
    ]
    return table_exhibit(
        id="published-satisfaction",
        title=text("voice.published_title"),
        caption=text("voice.published_caption"),
        source=source,
        function="analysis.exhibits.voice_planning.published_table",
        data=found,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:5],
    )


def _short(value: float, language: Language) -> str:
    return language.number(value, 0 if float(value).is_integer() else 1)
