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
from analysis.sources.importing.package import inspect_package, merged_areas
from analysis.sources.importing.raw import CellNote, RawBook, RawCell, RawSheet

__all__ = ["read_workbook"]

MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_CELLS = 10_000_000  # walked over, empty ones included
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
        formulas = load_workbook(second, read_only=True, data_only=False, keep_links=False)
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
        for held, written in zip(values.worksheets, formulas.worksheets, strict=True):
            yield _sheet(path, held, written)


def _sheet(path: Path, held: Any, written: Any) -> RawSheet:
    rows: list[tuple[RawCell, ...]] = []
    problems: list[CellNote] = []
    notes = [] if held.sheet_state == "visible" else [say("the sheet {sheet!r} is hidden", sheet=held.title)]
    for sheet in (held, written):
        sheet.reset_dimensions()  # the declared size may be a million rows of nothing
    empty = walked = 0
    pairs = zip(_rows(held), _rows(written), strict=False)
    for number, (values, sources) in enumerate(pairs, start=1):
        cells = []
        walked += len(values)
        for column, (value, source) in enumerate(zip(values, sources, strict=False), start=1):
            uncached = value.value is None and getattr(value, "data_type", "n") != "str"
            if uncached and source.data_type == "f":  # "str" without a value is a result of empty text
                shown = (
                    f"={str(source.value).lstrip('=')}"[:60] if isinstance(source.value, str) else "formula"
                )
                why = say("a formula whose result the file does not hold; open, recalculate and save it")
                problems.append(CellNote(held.title, RawCell(number, column, "").address, shown, why))
            if value.value is not None and str(value.value).strip():
                percent = "%" in str(getattr(value, "number_format", ""))
                cells.append(RawCell(number, column, value.value, percent))
        _check_size(path, held.title, number, cells, rows, walked)
        empty = 0 if cells else empty + 1
        if cells:
            rows.append(tuple(cells))
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
    return RawSheet(held.title, tuple(rows), merged_areas(path, held), tuple(problems), tuple(notes))


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    return iter(sheet.iter_rows())


def _check_size(
    path: Path,
    sheet: str,
    number: int,
    cells: list[RawCell],
    rows: list[tuple[RawCell, ...]],
    walked: int,
) -> None:
    beyond = {
        say("{count:,} columns", count=MOST_COLUMNS): bool(cells) and cells[-1].column > MOST_COLUMNS,
        say("{count:,} rows with content", count=MOST_ROWS): len(rows) >= MOST_ROWS,
        say("{count:,} cells, most of them empty", count=MOST_CELLS): walked > MOST_CELLS,
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
