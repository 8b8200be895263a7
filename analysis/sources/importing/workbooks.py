"""XLSX workbooks within bounds: values only, macros never run, formulas without a result reported."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils import range_boundaries  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from analysis.errors import DataError
from analysis.sources.importing.raw import CellNote, RawBook, RawCell, RawSheet

__all__ = ["read_workbook"]

MOST_UNPACKED_MB = 128
MOST_RATIO = 200  # unpacked to packed; ordinary workbooks stay far below 50
RATIO_FROM_MB = 8  # smaller contents do no harm at any ratio
MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_CELLS = 10_000_000  # walked over, empty ones included
MOST_EMPTY_ROWS = 10_000  # in succession; then the sheet is taken to have ended, and a note says so
MOST_SHEETS = 60
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
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
        notes = _inspect(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that carry no value
            return RawBook(path.name, "xlsx", sha256, tuple(_sheets(path)), tuple(notes))
    except DAMAGED as error:
        detail = " ".join(str(error).split())[:120] or type(error).__name__
        raise DataError(
            f"{path.name} is damaged or is not an Excel workbook ({detail}). Open it in a spreadsheet "
            "program and save it again as .xlsx, or ask for the file again."
        ) from None


def _inspect(path: Path) -> list[str]:
    """Look at the package before unpacking any of it."""
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        names = {part.filename for part in parts}
        unpacked = sum(part.file_size for part in parts)
        ratio = unpacked / max(path.stat().st_size, 1)
        if unpacked > MOST_UNPACKED_MB * 1024**2 or (
            unpacked > RATIO_FROM_MB * 1024**2 and ratio > MOST_RATIO
        ):
            raise DataError(
                f"{path.name} would unpack to {unpacked / 1024**2:,.0f} MB, {ratio:,.0f} times its size; at "
                f"most {MOST_UNPACKED_MB} MB and {MOST_RATIO} times are accepted. Copy the cells that matter "
                "into a new workbook."
            )
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise DataError(
                f"{path.name} is a packed file but not an Excel workbook (it has no xl/ part). Save the "
                "table as .xlsx from the program that made it."
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4096):
                        raise DataError(
                            f"{path.name} holds a document type declaration in {part.filename}, which no "
                            "spreadsheet program writes and which can hide harmful content. It is not read."
                        )
    return ["it has macros; they were not run"] if any("vbaProject" in name for name in names) else []


def _sheets(path: Path) -> Iterator[RawSheet]:
    # The streams are opened here and not by openpyxl, which leaves them open when a part is damaged.
    with path.open("rb") as first, path.open("rb") as second:
        values = load_workbook(first, read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(second, read_only=True, data_only=False, keep_links=False)
        if len(values.worksheets) > MOST_SHEETS:
            raise DataError(
                f"{path.name} has {len(values.worksheets)} sheets; at most {MOST_SHEETS} are read. Keep the "
                "sheets to import in a file of their own."
            )
        for held, written in zip(values.worksheets, formulas.worksheets, strict=True):
            yield _sheet(path, held, written)


def _sheet(path: Path, held: Any, written: Any) -> RawSheet:
    rows: list[tuple[RawCell, ...]] = []
    problems: list[CellNote] = []
    notes = [] if held.sheet_state == "visible" else ["the sheet is hidden"]
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
                why = "a formula whose result the file does not hold; open, recalculate and save it"
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
                f"reading stopped at row {number:,} after {MOST_EMPTY_ROWS:,} empty rows; what may stand "
                "below was not read"
            )
            break
    return RawSheet(held.title, tuple(rows), _merged(path, held), tuple(problems), tuple(notes))


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
        f"{MOST_COLUMNS:,} columns": bool(cells) and cells[-1].column > MOST_COLUMNS,
        f"{MOST_ROWS:,} rows with content": len(rows) >= MOST_ROWS,
        f"{MOST_CELLS:,} cells, most of them empty": walked > MOST_CELLS,
    }
    for what, met in beyond.items():
        if met:
            raise DataError(
                f"{path.name}, sheet {sheet!r}, row {number:,}: more than {what}, more than is read. "
                "Divide the sheet, or delete what lies far outside the table."
            )


def _merged(path: Path, sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    """Read the merged areas, which openpyxl leaves out when it streams; they stand after the cells."""
    with zipfile.ZipFile(path) as package, package.open(sheet._worksheet_path) as stream:
        tail = b""
        found: list[bytes] = []
        while piece := stream.read(1024**2):
            text = tail + piece
            ends = 0
            for match in MERGED.finditer(text):
                found.append(match.group(1))
                ends = match.end()
            tail = text[max(ends, len(text) - 200) :]
    areas = []
    for reference in found[:5000]:
        left, top, right, bottom = range_boundaries(reference.decode())
        areas.append((top, left, bottom, right))
    return tuple(areas)
