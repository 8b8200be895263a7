"""The entries of the corrections ledger: what each names, and the cells of a table that it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError, nearest

__all__ = [
    "LEDGER",
    "Cells",
    "Entry",
    "check_ledger",
    "entries",
    "fault",
    "find_cells",
    "find_rows",
    "number",
    "typed_ledger",
]

LEDGER = "corrections"
ACTIONS = ("drop", "override", "scale", "exchange", "flag")
GUARDS = ("value", "sum", "equals")
EVERY_REGION = "*"
KEYS = ("region_code", "year")


@dataclass(frozen=True)
class Entry:
    """One row of the ledger; a year is ``None`` where the entry concerns every year."""

    id: str
    region_code: str
    years: tuple[int | None, int | None]
    column: str
    action: str
    value: str
    guard: str
    raw_value: str


@dataclass(frozen=True)
class Cells:
    """What an entry concerns: positions of rows, and names of columns."""

    rows: np.ndarray
    columns: tuple[str, ...]


def entries(ledger: pd.DataFrame) -> list[Entry]:
    """Read the rows of a ledger as entries."""
    text = ("id", "region_code", "column", "action", "value", "guard", "raw_value")
    return [
        Entry(
            years=(_year(row["year_from"]), _year(row["year_to"])), **{name: str(row[name]) for name in text}
        )
        for row in ledger.to_dict("records")
    ]


def _year(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def typed_ledger(text: pd.DataFrame) -> pd.DataFrame:
    """Return a ledger that was read as text with its years as numbers, missing where there is none."""
    years = {name: pd.to_numeric(text[name]).astype("Int64") for name in ("year_from", "year_to")}
    return text.assign(**years)


def check_ledger(ledger: pd.DataFrame, tables: Iterable[str]) -> None:
    """Refuse a ledger with an unknown table, action or guard, or with two entries of one name or content.

    Raises
    ------
    DataError
        Names the entry, what was found and what is allowed.
    """
    names = tuple(sorted(tables))
    for table, entry in zip(ledger["table"], entries(ledger), strict=True):
        for what, found, allowed in (
            ("table", table, names),
            ("action", entry.action, ACTIONS),
            ("guard", entry.guard, GUARDS),
        ):
            if found not in allowed:
                near = nearest(str(found), allowed, count=1)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                raise fault(entry, f"the {what} {found!r} is none of: {', '.join(allowed)}.{hint}")
        if entry.action in ("override", "scale"):
            number(entry, "value")
    place = ["table", "region_code", "year_from", "year_to", "column", "action"]
    for columns in (["id"], place):
        twice = ledger.duplicated(columns)
        if twice.any():
            raise fault(entries(ledger[twice])[0], "it stands there twice. Keep one of the two rows.")


def fault(entry: Entry, what: str) -> DataError:
    """Return the error that says what is wrong with an entry."""
    return DataError(f"data/{LEDGER}.csv, entry {entry.id}: {what}")


def number(entry: Entry, column: str) -> float:
    """Return a cell of an entry as a number, or refuse the entry."""
    text = getattr(entry, column)
    found = float(pd.to_numeric(pd.Series([text]), errors="coerce").iloc[0])
    if not np.isfinite(found):
        raise fault(entry, f"column {column!r}: expected a number, found {text!r}.")
    return found


def find_cells(frame: pd.DataFrame, entry: Entry, label: str) -> Cells:
    """Find the rows and columns that an entry concerns.

    Raises
    ------
    DataError
        There is no such region, year or column of numbers.
    """
    return Cells(find_rows(frame, entry, entry.region_code, label), _find_columns(frame, entry, label))


def _find_columns(frame: pd.DataFrame, entry: Entry, label: str) -> tuple[str, ...]:
    """Find the columns that an entry names, each by name or by a pattern such as ``spending_*``."""
    numeric = [name for name in frame.columns if frame[name].dtype == "float64" and name not in KEYS]
    found: dict[str, None] = {}
    for part in entry.column.split(";"):
        fitting = [name for name in numeric if fnmatchcase(name, part)]
        if not fitting:
            near = nearest(part, numeric, count=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise fault(entry, f"{label} has no column of numbers {part!r}.{hint}")
        found |= dict.fromkeys(fitting)
    return tuple(found)


def find_rows(frame: pd.DataFrame, entry: Entry, region: str, label: str) -> np.ndarray:
    """Find the rows of a region and of the years that an entry names; no year means every year."""
    if "region_code" not in frame:
        raise fault(entry, f"{label} has no column 'region_code', so it cannot be corrected here.")
    chosen = np.full(len(frame), True) if region == EVERY_REGION else (frame["region_code"] == region)
    chosen = np.asarray(chosen, dtype=bool)
    first, last = entry.years
    if first is not None or last is not None:
        if "year" not in frame or first is None or last is None:
            raise fault(entry, f"{label} needs both 'year_from' and 'year_to', and a column 'year'.")
        chosen = chosen & frame["year"].between(first, last).to_numpy(dtype=bool)
    rows = np.flatnonzero(chosen)
    if not len(rows):
        when = "" if first is None else f" in {first}-{last}"
        raise fault(entry, f"{label} has no row of the region {region!r}{when}.")
    return rows
