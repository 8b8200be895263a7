"""The header of a table: which row it is, how deep it is, and the label of each column."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from analysis.sources.importing.numbers import parse_number
from analysis.sources.importing.raw import RawCell, RawSheet

__all__ = ["Header", "column_labels", "header_depth", "header_row", "is_label"]

LOOKED_AT = 60  # rows with content in which the header is looked for
MOST_HEADER_ROWS = 3
LONGEST_LABEL = 200  # characters; no header is longer


@dataclass(frozen=True)
class Header:
    """One column of a found table: its number, its label (upper and lower header joined), its address."""

    column: int
    label: str
    address: str


def header_row(sheet: RawSheet, columns: Collection[str] = ()) -> tuple[int, int] | None:
    """Find the header of a sheet.

    Parameters
    ----------
    sheet
        The sheet.
    columns
        Names of the template's columns; a row that consists of them is the header, whatever stands above.

    Returns
    -------
    (index, depth) or None
        The index of its first row among ``sheet.rows`` and how many rows it has; ``None`` when no row looks
        like a header: at least two labels, mostly labels, about as wide as the sheet's rows are.
    """
    rows = sheet.rows[:LOOKED_AT]
    for index, row in enumerate(rows):
        if sum(cell.text in columns for cell in row) >= max(2, 0.6 * len(row)):
            return index, 1
    widest = max((len(row) for row in rows), default=0)
    for index, row in enumerate(rows):
        wide = _width(sheet, index) >= max(2, (widest + 1) // 2)
        spanned = _spans(sheet, row) and len(row) >= 2
        if (wide or spanned) and _looks_like_labels(row):
            return index, header_depth(sheet, index)
    return None


def _width(sheet: RawSheet, index: int) -> int:
    """Count the columns of a header row, with those of a second row that stands in its gaps."""
    upper = {cell.column for cell in sheet.rows[index]}
    if not (_below_is_labels(sheet, index) and _fills_gaps(sheet, index)):
        return len(upper)
    lower = {cell.column for cell in sheet.rows[index + 1]}
    return len(upper) if min(upper) in lower else len(upper | lower)


def _looks_like_labels(row: tuple[RawCell, ...]) -> bool:
    """Tell a row of labels; years count as labels where they rise from column to column."""
    years = [int(float(cell.text)) for cell in row if _is_year(cell)]
    rising = len(years) >= 2 and years == sorted(set(years))
    words = sum(is_label(cell) and not _is_year(cell) for cell in row)
    return words >= (1 if rising else 2) and words + (len(years) if rising else 0) >= 0.6 * len(row)


def is_label(cell: RawCell) -> bool:
    """Tell text from numbers and dates; a year may head a column."""
    if isinstance(cell.value, str):
        return parse_number(cell.value).status == "unreadable" or _is_year(cell)
    return _is_year(cell)


def _is_year(cell: RawCell) -> bool:
    return re.fullmatch(r"(?:19|20)[0-9]{2}(?:\.0)?", cell.text) is not None


def _spans(sheet: RawSheet, row: tuple[RawCell, ...]) -> bool:
    number = row[0].row
    return sum(first <= number <= last for first, _, last, _ in sheet.merged) >= 2


def header_depth(sheet: RawSheet, top: int) -> int:
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
    return lower[0].row == upper[0].row + 1 and all(is_label(cell) for cell in lower)


def _fills_gaps(sheet: RawSheet, top: int) -> bool:
    upper = {cell.column for cell in sheet.rows[top]}
    lower = {cell.column for cell in sheet.rows[top + 1]}
    inner = {column for column in lower - upper if column > min(upper)}
    return bool(inner) and bool(upper - lower)


def column_labels(sheet: RawSheet, top: int, depth: int) -> tuple[Header, ...]:
    """Label the columns: upper and lower header joined, merged areas carried over their columns."""
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
            label = " ".join(" ".join(dict.fromkeys(parts)).split())[:LONGEST_LABEL]
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
