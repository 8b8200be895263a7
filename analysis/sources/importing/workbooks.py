"""XLSX workbooks within bounds: values only, macros never run, formulas without a result reported."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.importing.package import has_formulas, inspect_package, merged_areas
from analysis.sources.importing.raw import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    CellNote,
    RawBook,
    RawCell,
    RawSheet,
)

__all__ = ["read_workbook"]

MOST_WALKED = 1_000_000  # cells walked over, empty ones included
MOST_EMPTY_ROWS = 10_000  # in succession; then the sheet is taken to have ended, and a note says so
MOST_SHEETS = 60
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, SyntaxError),
    *(
        KeyError,
        ValueError,
        IndexError,
        AttributeError,
        TypeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ),
)  # what openpyxl and zipfile raise on damaged parts; they have no error of their own for it


def read_workbook(path: Path, sha256: str) -> RawBook:
    """Read the visible and hidden sheets of a workbook as values.

    Raises
    ------
    DataError
        Corrupt, not a workbook, or beyond the bounds on size, rows, columns or sheets.
    """
    try:
        notes = inspect_package(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that carry no value
            return RawBook(path.name, "xlsx", sha256, tuple(_sheets(path)), tuple(notes))
    except DAMAGED as error:
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        raise DataError(
            say(
                "{file} is damaged or is not an Excel workbook ({detail}). Open it in a spreadsheet program "
                "and save it again as .xlsx, or ask for the file again.",
                file=path.name,
                detail=detail,
            )
        ) from None


def _sheets(path: Path) -> Iterator[RawSheet]:
    # The streams are opened here and not by openpyxl, which leaves them open when a part is damaged.
    with path.open("rb") as first, path.open("rb") as second:
        values = load_workbook(first, read_only=True, data_only=True, keep_links=False)
        if len(values.worksheets) > MOST_SHEETS:
            raise DataError(
                say(
                    "{file} has {count} sheets; at most {most} are read. Keep the sheets to import in a file "
                    "of their own.",
                    file=path.name,
                    count=len(values.worksheets),
                    most=MOST_SHEETS,
                )
            )
        written = [None] * len(values.worksheets)
        if has_formulas(path):
            written = load_workbook(second, read_only=True, data_only=False, keep_links=False).worksheets
        for held, source in zip(values.worksheets, written, strict=True):
            yield _sheet(path, held, source)


def _sheet(path: Path, held: Any, written: Any) -> RawSheet:
    rows: list[tuple[RawCell, ...]] = []
    notes = [] if held.sheet_state == "visible" else [say("the sheet {sheet!r} is hidden", sheet=held.title)]
    held.reset_dimensions()  # the declared size may be a million rows of nothing
    number = empty = walked = count = 0
    for number, values in enumerate(held.iter_rows(), start=1):
        cells = tuple(
            _cell(number, column, value) for column, value in enumerate(values, start=1) if _says(value)
        )
        walked, count = walked + len(values), count + len(cells)
        _check_size(path, held.title, number, cells, rows, walked, count)
        empty = 0 if cells else empty + 1
        if cells:
            rows.append(cells)
        if empty >= MOST_EMPTY_ROWS:
            notes.append(
                say(
                    "reading stopped at row {row:,} after {empty:,} empty rows; what may stand below was not "
                    "read",
                    row=number,
                    empty=MOST_EMPTY_ROWS,
                )
            )
            break
    problems = () if written is None else tuple(_without_result(held, written, number))
    return RawSheet(held.title, tuple(rows), merged_areas(path, held), problems, tuple(notes))


def _says(cell: Any) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())


def _cell(row: int, column: int, cell: Any) -> RawCell:
    return RawCell(row, column, cell.value, "%" in str(getattr(cell, "number_format", "")))


def _without_result(held: Any, written: Any, last: int) -> Iterator[CellNote]:
    """Find the formulas whose result the file does not hold, down to the last row that was read."""
    written.reset_dimensions()
    pairs = zip(held.iter_rows(max_row=last), written.iter_rows(max_row=last), strict=False)
    for number, (values, sources) in enumerate(pairs, start=1):
        for column, (value, source) in enumerate(zip(values, sources, strict=False), start=1):
            # "str" without a value is a result of empty text
            uncached = value.value is None and getattr(value, "data_type", "n") != "str"
            if uncached and source.data_type == "f":
                text = source.value if isinstance(source.value, str) else ""
                why = say("a formula whose result the file does not hold; open, recalculate and save it")
                yield CellNote(
                    held.title, RawCell(number, column, "").address, f"={text.lstrip('=')}"[:60], why
                )


def _check_size(
    path: Path,
    sheet: str,
    number: int,
    cells: tuple[RawCell, ...],
    rows: list[tuple[RawCell, ...]],
    walked: int,
    count: int,
) -> None:
    too_wide = bool(cells) and cells[-1].column > MOST_COLUMNS
    if not (too_wide or len(rows) >= MOST_ROWS or count > MOST_CELLS or walked > MOST_WALKED):
        return
    beyond = {
        say("{count:,} columns", count=MOST_COLUMNS): too_wide,
        say("{count:,} rows with content", count=MOST_ROWS): len(rows) >= MOST_ROWS,
        say("{count:,} cells with content", count=MOST_CELLS): count > MOST_CELLS,
        say("{count:,} cells, most of them empty", count=MOST_WALKED): walked > MOST_WALKED,
    }
    for what, met in beyond.items():
        if met:
            raise DataError(
                say(
                    "{file}, sheet {sheet!r}, row {row:,}: more than {what}, which is more than is read. "
                    "Divide the sheet, or delete what lies far outside the table.",
                    file=path.name,
                    sheet=sheet,
                    row=number,
                    what=what,
                )
            )
