"""The exhibit that tells a chapter's reader which entries of the ledger of corrections concern it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.sources import Table
from analysis.sources.ledger import EVERY_REGION


def entries_of(tables: Sequence[Table], region_code: str) -> pd.DataFrame:
    """Return the entries applied to tables that concern a region: its own, and those of every region.

    An entry that exchanges values concerns both of its regions.
    """
    applied = [table.corrections for table in tables if len(table.corrections)]
    if not applied:
        return pd.DataFrame()
    entries = pd.concat(applied, ignore_index=True)
    own = entries["region_code"].isin([region_code, EVERY_REGION])
    partner = (entries["action"] == "exchange") & (entries["value"] == region_code)
    return entries[own | partner].reset_index(drop=True)


def corrections_table(
    entries: pd.DataFrame, name: str, titles: Mapping[str, str], language: Language
) -> Exhibit:
    """Print entries of the ledger: what they concern, what is done, and why.

    Parameters
    ----------
    entries : pandas.DataFrame
        As ``entries_of`` gives them.
    name : str
        How the reader knows the region.
    titles : mapping
        Name of a column to its title in the language.
    """
    text = language.text
    heads = [
        text(f"exhibit.corrections_head_{key}") for key in ("entry", "columns", "years", "action", "reason")
    ]
    rows = []
    for entry in each_row(entries):
        columns = [titles.get(column, column) for column in entry.column.split(";")]
        more = text("exhibit.corrections_more", count=language.number(len(columns) - 2))
        said = ", ".join(columns) if len(columns) < 4 else f"{', '.join(columns[:2])} {more}"
        action = text(f"exhibit.corrections_action_{entry.action}")
        rows.append((entry.id, said, _years(entry.year_from, entry.year_to, language), action, entry.reason))
    return table_exhibit(
        id="corrections",
        title=text("exhibit.corrections_title", name=name),
        caption=text("exhibit.corrections_caption"),
        source=text("exhibit.corrections_source"),
        function="analysis.exhibits.corrections.corrections_table",
        data=entries.drop(columns=["date", "cells_count"]),
        shown=pd.DataFrame(rows, columns=heads),
    )


def _years(first: Any, last: Any, language: Language) -> str:
    if pd.isna(first):
        return language.text("exhibit.corrections_all_years")
    return str(first) if first == last else f"{first}–{last}"
