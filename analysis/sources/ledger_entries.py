"""Which entries of the corrections ledger concern some rows and columns of a table."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

__all__ = ["concerning", "touching"]

EVERY_REGION = "*"


def touching(ledger: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return for each row the ids of the entries that concern its region, year and column.

    Parameters
    ----------
    ledger
        The entries that were applied to the table (``Table.corrections``); without rows where there are none.
    rows
        ``region_code``, ``year``, and where one column is meant ``column``; with ``other_region_code`` or
        ``other_column`` the row concerns those too.

    Returns
    -------
    list of str
        Ids joined by a space, empty where no entry concerns the row.
    """
    found = pd.Series("", index=rows.index)
    for entry in ledger.to_dict("records"):
        hit = _places(entry, rows) & _years(entry, rows) & _columns(str(entry["column"]), rows)
        found = found.where(~hit, found + f" {entry['id']}")
    return [text.strip() for text in found]


def concerning(ledger: pd.DataFrame, rows: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return the entries of a ledger that concern at least one of these rows in one of these columns."""
    named = pd.DataFrame({"column": list(columns)})
    hits = [
        bool(
            (_places(entry, rows) & _years(entry, rows)).any() and _columns(str(entry["column"]), named).any()
        )
        for entry in ledger.to_dict("records")
    ]
    return ledger[hits]


def _places(entry: Mapping[Hashable, Any], rows: pd.DataFrame) -> pd.Series:
    codes = {str(entry["region_code"])}
    if entry["action"] == "exchange":
        codes.add(str(entry["value"]))
    hit = pd.Series(EVERY_REGION in codes, index=rows.index)
    for name in ("region_code", "other_region_code"):
        if name in rows:
            hit |= rows[name].astype(str).isin(codes)
    return hit


def _years(entry: Mapping[Hashable, Any], rows: pd.DataFrame) -> pd.Series:
    hit = pd.Series(True, index=rows.index)
    for edge, beyond in (("year_from", "lt"), ("year_to", "gt")):
        if pd.notna(entry[edge]):
            hit &= ~getattr(rows["year"], beyond)(int(str(entry[edge])))
    return hit


def _columns(patterns: str, rows: pd.DataFrame) -> pd.Series:
    hit = pd.Series(not {"column", "other_column"} & set(rows), index=rows.index)
    for name in ("column", "other_column"):
        if name in rows:
            fits = {
                column: any(fnmatchcase(column, pattern) for pattern in patterns.split(";"))
                for column in rows[name].astype(str).unique()
            }
            hit |= rows[name].astype(str).map(fits)
    return hit
