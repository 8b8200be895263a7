"""Find the table in a sheet: titles above, headers of one to three rows, totals and notes below."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from analysis.messages import say
from analysis.sources.importing.headers import Header, column_labels, header_row, is_label
from analysis.sources.importing.raw import CellNote, RawCell, RawSheet
from analysis.sources.templates.form import EXAMPLE_MARK

__all__ = ["FoundTable", "Header", "find_table"]

TOTAL = re.compile(
    r"(?:(?:sub|grand)[ -]?)?(?:total|jumlah)(?: (?:total|keseluruhan|seluruhnya|umum|kab(?:upaten)?|kota))*"
    r"(?:[ /]*(?:kabupaten|kota|rata-rata))*|rata-rata|rerata|average|mean|sum",
    re.IGNORECASE,
)
NOTE = re.compile(r"(?:catatan|keterangan|ket\b|sumber|note|source|nb\b|\*|mengetahui)", re.IGNORECASE)
NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?(?:\s*=.*)?")


@dataclass(frozen=True)
class FoundTable:
    """The table of one sheet.

    Attributes
    ----------
    sheet
        The sheet's name.
    title
        The lines above the header.
    headers
        One per column that has a header.
    rows
        The body; each row maps a column number to its cell.
    set_aside
        Rows that are no data (totals, notes, column numbers, the template's example), with the reason, so
        that nothing goes unseen.
    stray
        Cells in columns that have no header.
    """

    sheet: str
    title: tuple[str, ...]
    headers: tuple[Header, ...]
    rows: tuple[dict[int, RawCell], ...]
    set_aside: tuple[CellNote, ...]
    stray: tuple[CellNote, ...]


def find_table(sheet: RawSheet, columns: Collection[str] = ()) -> FoundTable | None:
    """Find header and body in a sheet.

    Parameters
    ----------
    sheet
        The sheet.
    columns
        Names of the template's columns, which make a row a header wherever it stands.

    Returns
    -------
    FoundTable or None
        ``None`` when no row looks like a header.
    """
    place = header_row(sheet, columns)
    if place is None:
        return None
    top, depth = place
    headers = column_labels(sheet, top, depth)
    title = tuple(cell.text for row in sheet.rows[:top] for cell in row)
    body, set_aside = _body(sheet, top + depth, headers)
    known = {header.column for header in headers}
    stray = tuple(
        CellNote(sheet.name, cell.address, cell.text[:60], say("the column has no header"))
        for row in body
        for cell in row
        if cell.column not in known
    )
    rows = tuple({cell.column: cell for cell in row if cell.column in known} for row in body)
    return FoundTable(sheet.name, title, headers, tuple(row for row in rows if row), set_aside, stray)


def _body(
    sheet: RawSheet, start: int, headers: tuple[Header, ...]
) -> tuple[list[tuple[RawCell, ...]], tuple[CellNote, ...]]:
    """Tell the rows of data from the others; of those every one is noted."""
    body: list[tuple[RawCell, ...]] = []
    aside: list[CellNote] = []
    codes = {header.column for header in headers if header.label == "region_code"}
    prefilled: list[tuple[RawCell, ...]] = []
    few = max(1, len(headers) // 3)
    previous = sheet.rows[start - 1][0].row
    ended = False
    for row in sheet.rows[start:]:
        gap, previous = row[0].row - previous > 1, row[0].row
        ended = (ended or gap or bool(NOTE.match(row[0].text))) and len(row) <= few
        if row[0].text == EXAMPLE_MARK:
            aside.append(_note(sheet, row, say("the example row of the template")))
        elif {cell.column for cell in row} <= codes:
            prefilled.append(row)
        elif not body and _numbers_columns(row):
            aside.append(_note(sheet, row, say("numbers the columns")))
        elif _is_total(row):
            aside.append(_note(sheet, row, say("a total or mean, which would be counted twice")))
        elif ended and all(isinstance(cell.value, str) for cell in row):
            aside.append(_note(sheet, row, say("a note under the table")))
        else:
            body.append(row)
    if prefilled:
        why = say("rows that hold only the region's code: {count}", count=len(prefilled))
        aside.append(_note(sheet, prefilled[0], why))
    return body, tuple(aside)


def _numbers_columns(row: tuple[RawCell, ...]) -> bool:
    matches = [NUMBERING.fullmatch(cell.text) for cell in row]
    found = [int(match.group(1)) for match in matches if match]
    return (
        len(found) == len(row) > 2 and found == list(range(found[0], found[0] + len(found))) and found[0] < 2
    )


def _is_total(row: tuple[RawCell, ...]) -> bool:
    words = [cell for cell in row if isinstance(cell.value, str)]
    if not any(TOTAL.fullmatch(cell.text.strip(" :.")) for cell in words):
        return False
    labels = [cell for cell in words if is_label(cell)]
    return len(labels) == 1 and TOTAL.fullmatch(labels[0].text.strip(" :.")) is not None


def _note(sheet: RawSheet, row: tuple[RawCell, ...], why: str) -> CellNote:
    found = " | ".join(cell.text for cell in row)
    return CellNote(sheet.name, row[0].address, found if len(found) <= 80 else found[:77] + "...", why)
