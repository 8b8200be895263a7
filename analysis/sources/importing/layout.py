"""Find the table in a sheet: titles above, headers of one to three rows, totals and notes below."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.sources.importing.numbers import parse_number
from analysis.sources.importing.raw import CellNote, RawCell, RawSheet

__all__ = ["FoundTable", "Header", "find_table"]

LOOKED_AT = 60  # rows with content in which the header is looked for
MOST_HEADER_ROWS = 3
TOTAL = re.compile(
    r"(?:(?:sub|grand)[ -]?)?(?:total|jumlah)(?: (?:total|keseluruhan|seluruhnya|umum|kab(?:upaten)?|kota))*"
    r"(?:[ /]*(?:kabupaten|kota|rata-rata))*|rata-rata|rerata|average|mean|sum",
    re.IGNORECASE,
)
NOTE = re.compile(r"(?:catatan|keterangan|ket\b|sumber|note|source|nb\b|\*|mengetahui)", re.IGNORECASE)
NUMBERING = re.compile(r"\(?([0-9]{1,2})\)?(?:\s*=.*)?")


@dataclass(frozen=True)
class Header:
    """One column of a found table: its number, its label (upper and lower header joined), its address."""

    column: int
    label: str
    address: str


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
        Rows that are no data (totals, notes, column numbers), with the reason, so that nothing goes unseen.
    stray
        Cells in columns that have no header.
    """

    sheet: str
    title: tuple[str, ...]
    headers: tuple[Header, ...]
    rows: tuple[dict[int, RawCell], ...]
    set_aside: tuple[CellNote, ...]
    stray: tuple[CellNote, ...]


def find_table(sheet: RawSheet) -> FoundTable | None:
    """Find header and body in a sheet.

    Returns
    -------
    FoundTable or None
        ``None`` when no row looks like a header: at least two cells, mostly text, about as wide as the
        sheet's rows are.
    """
    top = _header_row(sheet)
    if top is None:
        return None
    depth = _header_depth(sheet, top)
    headers = _labels(sheet, top, depth)
    title = tuple(cell.text for row in sheet.rows[:top] for cell in row)
    body, set_aside = _body(sheet, top + depth, len(headers))
    known = {header.column for header in headers}
    stray = tuple(
        CellNote(sheet.name, cell.address, cell.text[:60], "the column has no header")
        for row in body
        for cell in row
        if cell.column not in known
    )
    rows = tuple({cell.column: cell for cell in row if cell.column in known} for row in body)
    return FoundTable(sheet.name, title, headers, tuple(row for row in rows if row), set_aside, stray)


def _is_label(cell: RawCell) -> bool:
    """Tell text from numbers and dates; a year may head a column."""
    if isinstance(cell.value, str):
        return parse_number(cell.value).status == "unreadable" or _is_year(cell)
    return _is_year(cell)


def _is_year(cell: RawCell) -> bool:
    return re.fullmatch(r"(?:19|20)[0-9]{2}(?:\.0)?", cell.text) is not None


def _header_row(sheet: RawSheet) -> int | None:
    rows = sheet.rows[:LOOKED_AT]
    if not rows:
        return None
    widest = max(len(row) for row in rows)
    for index, row in enumerate(rows):
        labels = sum(_is_label(cell) and not _is_year(cell) for cell in row)
        wide = len(row) >= max(2, (widest + 1) // 2)
        spanned = _spans(sheet, row) and len(row) >= 2
        if (wide or spanned) and labels >= 2 and labels >= 0.6 * len(row):
            return index
    return None


def _spans(sheet: RawSheet, row: tuple[RawCell, ...]) -> bool:
    number = row[0].row
    return sum(first <= number <= last for first, _, last, _ in sheet.merged) >= 2


def _header_depth(sheet: RawSheet, top: int) -> int:
    """Count the header rows: merged areas tell; else a row of labels that fills the gaps of the first."""
    first = sheet.rows[top][0].row
    last = first
    for upper, left, lower, right in sheet.merged:
        if upper == first:
            last = max(last, lower, first + 1 if right > left and _below_is_labels(sheet, top) else lower)
    merged_depth = sum(first <= row[0].row <= last for row in sheet.rows[top : top + MOST_HEADER_ROWS])
    if merged_depth > 1:
        return merged_depth
    return 2 if _below_is_labels(sheet, top) and _fills_gaps(sheet, top) else 1


def _below_is_labels(sheet: RawSheet, top: int) -> bool:
    if top + 1 >= len(sheet.rows):
        return False
    upper, lower = sheet.rows[top], sheet.rows[top + 1]
    return lower[0].row == upper[0].row + 1 and all(_is_label(cell) for cell in lower)


def _fills_gaps(sheet: RawSheet, top: int) -> bool:
    upper = {cell.column for cell in sheet.rows[top]}
    lower = {cell.column for cell in sheet.rows[top + 1]}
    inner = {column for column in lower - upper if column > min(upper)}
    return bool(inner) and bool(upper - lower)


def _labels(sheet: RawSheet, top: int, depth: int) -> tuple[Header, ...]:
    rows = sheet.rows[top : top + depth]
    numbers = {cell.row for row in rows for cell in row}
    cells = {(cell.row, cell.column): cell for row in rows for cell in row}
    shown: dict[tuple[int, int], str] = {place: cell.text for place, cell in cells.items()}
    for upper, left, lower, right in sheet.merged:
        if upper in numbers and (upper, left) in cells and lower <= max(numbers):
            for column in range(left, min(right, left + 300) + 1):
                shown.setdefault((upper, column), cells[upper, left].text)
    columns = sorted({column for _, column in shown})
    if depth > 1 and not sheet.merged:
        _spread(shown, sorted(numbers), columns)
    headers = []
    for column in columns:
        parts = [shown[row, column] for row in sorted(numbers) if shown.get((row, column))]
        if any((row, column) in cells for row in numbers) or parts:
            address = next((c.address for (_, place), c in cells.items() if place == column), "")
            label = " ".join(" ".join(dict.fromkeys(parts)).split())
            headers.append(Header(column, label, address or RawCell(min(numbers), column, "").address))
    return tuple(headers)


def _spread(shown: dict[tuple[int, int], str], rows: list[int], columns: list[int]) -> None:
    """Carry a group header to the right over sub-headers (a CSV file has lost its merged areas)."""
    upper, lower = rows[0], rows[-1]
    group = ""
    for column in columns:
        if (upper, column) in shown:
            group = shown[upper, column] if (lower, column) in shown else ""
        elif group and (lower, column) in shown:
            shown[upper, column] = group


def _body(sheet: RawSheet, start: int, width: int) -> tuple[list[tuple[RawCell, ...]], tuple[CellNote, ...]]:
    body: list[tuple[RawCell, ...]] = []
    aside: list[CellNote] = []
    few = max(1, width // 3)
    previous = sheet.rows[start - 1][0].row
    ended = False
    for row in sheet.rows[start:]:
        gap, previous = row[0].row - previous > 1, row[0].row
        ended = (ended or gap or bool(NOTE.match(row[0].text))) and len(row) <= few
        if not body and _numbers_columns(row):
            aside.append(_note(sheet, row, "numbers the columns"))
        elif _is_total(row):
            aside.append(_note(sheet, row, "a total or mean, which would be counted twice"))
        elif ended and all(isinstance(cell.value, str) for cell in row):
            aside.append(_note(sheet, row, "a note under the table"))
        else:
            body.append(row)
    return body, tuple(aside)


def _numbers_columns(row: tuple[RawCell, ...]) -> bool:
    matches = [NUMBERING.fullmatch(cell.text) for cell in row]
    found = [int(match.group(1)) for match in matches if match]
    return (
        len(found) == len(row) > 2 and found == list(range(found[0], found[0] + len(found))) and found[0] < 2
    )


def _is_total(row: tuple[RawCell, ...]) -> bool:
    labels = [cell for cell in row if isinstance(cell.value, str) and _is_label(cell)]
    return len(labels) == 1 and TOTAL.fullmatch(labels[0].text.strip(" :.")) is not None


def _note(sheet: RawSheet, row: tuple[RawCell, ...], why: str) -> CellNote:
    found = " | ".join(cell.text for cell in row)
    return CellNote(sheet.name, row[0].address, found if len(found) <= 80 else found[:77] + "...", why)
