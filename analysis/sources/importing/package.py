"""The package of a workbook (a zip archive of XML), looked at before and beside openpyxl."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

from openpyxl.utils import range_boundaries  # type: ignore[import-untyped]

from analysis.errors import DataError
from analysis.messages import say

__all__ = ["has_formulas", "inspect_package", "merged_areas"]

MOST_UNPACKED_MB = 64
MOST_RATIO = 200  # unpacked to packed; ordinary workbooks stay far below 50
RATIO_FROM_MB = 8  # smaller contents do no harm at any ratio
DOCTYPE = "<!DOCTYPE"
DOCTYPES = tuple(DOCTYPE.encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be"))
MOST_MERGED = 5000  # a sheet with more is no table; the others count as not merged
PARSED_WHOLE = ("xl/worksheets/", "xl/styles", "xl/workbook")
MOST_BESIDE_MB = 8  # of a sheet, outside its cells
CELLS = b"sheetData"
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


def inspect_package(path: Path) -> list[str]:
    """Look at a package before unpacking any of it; give notes on what it holds beside cells.

    Raises
    ------
    DataError
        It would unpack to too much, is no workbook, or hides a document type declaration.
    """
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        names = {part.filename for part in parts}
        _check_size(path, sum(part.file_size for part in parts))
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise DataError(
                say(
                    "{file} is a packed file but not an Excel workbook (it has no xl/ part). Save the table "
                    "as .xlsx from the program that made it.",
                    file=path.name,
                )
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with package.open(part) as stream:
                    _check_part(path, part.filename, stream)
    return _notes(names)


def _check_part(path: Path, part: str, stream: IO[bytes]) -> None:
    """Read one part through without parsing it: no document type, and little beside the cells of a sheet.

    The parser lets go of cells row by row, but keeps everything else, at some twenty times its size.
    """
    tail, place, first, last = b"", 0, -1, 0
    while piece := stream.read(1024**2):
        text = tail + piece
        if any(mark in text for mark in DOCTYPES):
            raise DataError(
                say(
                    "{file} holds a document type declaration in {part}, which no spreadsheet program writes "
                    "and which can hide harmful content. It is not read.",
                    file=path.name,
                    part=part,
                )
            )
        begin = place - len(tail)
        if CELLS in text:
            first = begin + text.find(CELLS) if first < 0 else first
            last = begin + text.rfind(CELLS)
        tail, place = text[-2 * len(DOCTYPE) :], place + len(piece)
    beside = max(first, 0) + place - last
    if part.startswith(PARSED_WHOLE) and beside > MOST_BESIDE_MB * 1024**2:
        raise DataError(
            say(
                "{file} holds {size:,.0f} MB of formats, merged areas or rules in {part} beside its cells; "
                "at most {most} MB are read. Copy the cells that matter into a new workbook.",
                file=path.name,
                size=beside / 1024**2,
                part=part,
                most=MOST_BESIDE_MB,
            )
        )


def _check_size(path: Path, unpacked: int) -> None:
    ratio = unpacked / max(path.stat().st_size, 1)
    large = unpacked > MOST_UNPACKED_MB * 1024**2
    if large or (unpacked > RATIO_FROM_MB * 1024**2 and ratio > MOST_RATIO):
        raise DataError(
            say(
                "{file} would unpack to {size:,.0f} MB, {ratio:,.0f} times its size; at most {most} MB and "
                "{times} times are accepted. Copy the cells that matter into a new workbook.",
                file=path.name,
                size=unpacked / 1024**2,
                ratio=ratio,
                most=MOST_UNPACKED_MB,
                times=MOST_RATIO,
            )
        )


def _notes(names: Collection[str]) -> list[str]:
    notes = []
    if any("vbaProject" in name for name in names):
        notes.append(say("it has macros; they were not run"))
    if any(name.startswith("xl/externalLinks/") for name in names):
        notes.append(
            say("it refers to other workbooks; the values it last had were read, nothing was opened")
        )
    return notes


def has_formulas(path: Path) -> bool:
    """Tell whether any sheet of a workbook holds a formula."""
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                with package.open(part) as stream:
                    tail = b""
                    while piece := stream.read(1024**2):
                        if FORMULA.search(tail + piece):
                            return True
                        tail = piece[-20:]
    return False


def merged_areas(path: Path, sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    """Read the merged areas, which openpyxl leaves out when it streams; they stand after the cells."""
    with zipfile.ZipFile(path) as package, package.open(sheet._worksheet_path) as stream:
        tail = b""
        found: list[bytes] = []
        while len(found) < MOST_MERGED and (piece := stream.read(1024**2)):
            text = tail + piece
            ends = 0
            for match in MERGED.finditer(text):
                found.append(match.group(1))
                ends = match.end()
            tail = text[max(ends, len(text) - 200) :]
    areas = []
    for reference in found[:MOST_MERGED]:
        left, top, right, bottom = range_boundaries(reference.decode())
        areas.append((top, left, bottom, right))
    return tuple(areas)
