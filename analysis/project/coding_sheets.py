"""Sheets in which people code levels: written as a workbook, and read back when they are filled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from analysis.documents.thread.coding import checked_codes
from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.templates.saving import new_workbook, workbook_bytes

__all__ = ["read_sheets", "sheet_workbook"]


def sheet_workbook(sheet: pd.DataFrame) -> bytes:
    """Return a coding sheet as the bytes of a workbook, its head fixed and its columns wide enough."""
    book = new_workbook()
    page = book.create_sheet("coding")
    page.append(list(sheet.columns))
    for row in sheet.astype(object).where(sheet.notna(), None).itertuples(index=False, name=None):
        page.append(row)
    page.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHI", (22, 22, 12, 60, 14, 8, 12, 8, 40), strict=True):
        page.column_dimensions[column].width = width
    return workbook_bytes(book)


def read_sheets(files: Sequence[Path]) -> pd.DataFrame | None:
    """Read filled coding sheets, XLSX or CSV, checked row by row; ``None`` if there are none.

    Raises
    ------
    DataError
        A file is absent or no sheet, or a cell is wrong; the message names file, row and column.
    """
    if not files:
        return None
    parts = []
    for file in files:
        try:
            read = pd.read_csv if file.suffix.casefold() == ".csv" else pd.read_excel
            frame = read(file, dtype=str)
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise DataError(
                say(
                    "{file} cannot be read as a coding sheet ({error}). Give the XLSX that `pelayanan thread "
                    "--sheet` wrote, filled, or a CSV with the same columns.",
                    file=file,
                    error=error,
                )
            ) from None
        parts.append(checked_codes(frame, str(file)))
    return checked_codes(pd.concat(parts, ignore_index=True), ", ".join(map(str, files)))
