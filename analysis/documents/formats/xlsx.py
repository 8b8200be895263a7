"""XLSX within the bounds of imported workbooks: each sheet a page, each with one table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from analysis.documents.formats.flowing import words_of
from analysis.documents.page import Cell, Page, PageTable
from analysis.errors import DataError, DocumentError
from analysis.messages import say
from analysis.sources.importing.raw import RawCell, RawSheet
from analysis.sources.importing.workbooks import read_workbook

__all__ = ["xlsx_pages"]


def xlsx_pages(path: Path, notes: list[str]) -> Iterator[Page]:
    """Read a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    notes : list of str
        What is to be said about the document as a whole is added here.

    Yields
    ------
    Page
        A page for each sheet, its name in the first line; numbers with a decimal comma and without marks for
        thousands, as the other documents have them, percentages with their sign.

    Raises
    ------
    DocumentError
        Damaged, or beyond the bounds on size, rows or columns.
    """
    try:
        book = read_workbook(path, "")
    except DataError as error:
        raise DocumentError(str(error)) from None
    except OSError:  # a place in the package that lies outside it
        raise DocumentError(
            say("It is a damaged or incomplete package (DOCX or XLSX). Ask for the file again.")
        ) from None
    notes += [*book.notes, *(note for sheet in book.sheets for note in sheet.notes)]
    for number, sheet in enumerate(book.sheets, start=1):
        yield _page(number, sheet)


def _page(number: int, sheet: RawSheet) -> Page:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    cells: list[Cell] = []
    lines = [sheet.name]
    for row in sheet.rows:
        texts = [_written(cell) for cell in row]
        lines.append("\t".join(texts))
        for cell, text in zip(row, texts, strict=True):
            rows, columns = spans.get((cell.row, cell.column), (1, 1))
            cells.append(Cell(cell.row - 1, cell.column - 1, text, None, rows, columns))
    text = "\n".join(lines) if cells else ""
    return Page(number, text, words_of(text), (PageTable(tuple(cells)),) if cells else ())


def _written(cell: RawCell) -> str:
    value = cell.value
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (int, float)):
        shown = 100 * value if cell.percent else value
        text = f"{shown:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{text}%" if cell.percent else text
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return " ".join(str(value).split())
