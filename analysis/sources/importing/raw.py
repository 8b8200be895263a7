"""What a file holds before anything is understood: sheets of cells with their addresses."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

__all__ = [
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "CellNote",
    "RawBook",
    "RawCell",
    "RawSheet",
    "column_letters",
]

MOST_ROWS = 100_000  # with content, in one sheet or file; the budget of a district has some 20,000 lines
MOST_COLUMNS = 300
MOST_CELLS = 500_000  # with content

Value = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta


def column_letters(column: int) -> str:
    """Name a column as a spreadsheet does: 1 is ``A``, 27 is ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell that is not empty.

    ``row`` and ``column`` count from 1. ``percent`` says that a workbook shows the number as a percentage:
    it holds 0.85 and shows 85 %.
    """

    row: int
    column: int
    value: Value
    percent: bool = False

    @property
    def address(self) -> str:
        """The address as a spreadsheet writes it, for example ``B5``."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value as text without space around it."""
        return str(self.value).strip()


@dataclass(frozen=True)
class CellNote:
    """Something to tell about one cell: where it stands, what was found, why it matters."""

    sheet: str
    address: str
    found: str
    why: str


@dataclass(frozen=True)
class RawSheet:
    """One sheet, or the one table of a CSV file.

    Attributes
    ----------
    name
        The sheet's name; for CSV the file's name.
    rows
        The rows that hold something, in order; each a tuple of its cells that are not empty.
    merged
        Merged areas as (first row, first column, last row, last column).
    problems
        Cells that could not be read, such as formulas whose result the file does not hold.
    notes
        What a reader should know, for example that reading stopped.
    """

    name: str
    rows: tuple[tuple[RawCell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    problems: tuple[CellNote, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawBook:
    """A file as it was read: its name, the checksum of its bytes, its sheets, and notes on the reading."""

    file: str
    kind: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    notes: tuple[str, ...] = ()
