"""Errors that name table, row and column as they stand in the file that a region supplied."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.messages import say

FIRST_ROW = 2  # as a spreadsheet counts, the header being row 1


def row_number(row: Hashable) -> int:
    """Return the number of a row in its file, from its place in the table."""
    return int(str(row)) + FIRST_ROW


def cell_error(table: str, row: Hashable, column: str, found: Any, expected: str) -> DataError:
    """Return the error of one cell: which, what was expected and what was found."""
    empty = found is None or found == "" or (not isinstance(found, str) and pd.isna(found))
    shown = say("an empty cell") if empty else repr(found) if isinstance(found, str) else f"{found:.12g}"
    return DataError(
        say(
            "{table}, row {row}, column {column!r}: expected {expected}, found {found}. Correct the row and "
            "run `pelayanan check`.",
            table=table, row=row_number(row), column=column, expected=expected, found=shown,
        )
    )  # fmt: skip


def require_codes(frame: pd.DataFrame, table: str, known: Collection[str]) -> None:
    """Refuse an indicator code that no standard has; an empty one is passed over."""
    codes = frame["indicator_code"]
    wrong = frame[codes.ne("") & ~codes.isin(list(known))]
    if len(wrong):
        row, code = wrong.index[0], str(wrong["indicator_code"].iloc[0])
        near = ", ".join(nearest(code, known, cutoff=0.3)) or say("none is near")
        expected = say("a code of the catalogue of standards (the nearest: {near})", near=near)
        raise cell_error(table, row, "indicator_code", code, expected)
