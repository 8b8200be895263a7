"""The sheets around the data: the guide in two languages, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from analysis.sources.templates.form import GUIDE_SHEET, LISTS_SHEET
from analysis.sources.templates.words import guide_lines, label, meanings, purpose

__all__ = ["HEAD_FILL", "WRAPPED", "add_guide", "add_lists"]

HEAD_FILL = PatternFill("solid", fgColor="FF1F4E5F")
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEAD = Font(name="Calibri", bold=True, color="FFFFFFFF")
GUIDE_WIDTHS = (22, 46, 18, 46)


def add_guide(book: Workbook, table: str, fields: Sequence[dict[str, Any]], title: str, code: str) -> None:
    """Add the sheet that explains: what the table is for, how to fill it, what each column means."""
    sheet = book.create_sheet(GUIDE_SHEET)
    for place, width in enumerate(GUIDE_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.append([title])
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    _, indonesian, english = purpose(table)
    _pair(sheet, indonesian, english)
    for kind, indonesian, english in guide_lines(table, code):
        _pair(sheet, indonesian, english, bold=kind == "heading", mono=kind == "command")
    sheet.append([])
    sheet.append(["Kolom / Column", "Penjelasan", "Wajib / Required", "Explanation"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = HEAD, HEAD_FILL
    for field in fields:
        needed = "ya / yes" if field.get("constraints", {}).get("required") else None
        indonesian = f"{label(field, 'id', star=False)}: {field.get('description_id', '')}"
        english = f"{label(field, 'en', star=False)}: {field.get('description', '')}"
        sheet.append([field["name"], indonesian, needed, english])
        for cell in sheet[sheet.max_row]:
            cell.alignment = WRAPPED
        _height(sheet, sheet.max_row, max(len(indonesian), len(english)) / 46)
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def add_lists(
    book: Workbook, fields: Sequence[dict[str, Any]], regions: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Add the sheet of values to choose from; give for each column the range that holds its values."""
    sheet = book.create_sheet(LISTS_SHEET)
    ranges: dict[str, str] = {}
    place = 1
    for field in fields:
        known = meanings(field["name"])
        rows = [(value, *known[value]) for value in field.get("constraints", {}).get("enum", ())]
        if field["name"] == "region_code":
            rows = [(code, name, "") for code, name in regions]
        if rows:
            ranges[field["name"]] = _list(sheet, place, field["name"], rows)
            place += 4
    sheet.freeze_panes = "A2"
    return ranges


def _list(sheet: Any, place: int, name: str, rows: list[tuple[str, str, str]]) -> str:
    heads = (name, "Arti", "Meaning") if name != "region_code" else (name, "Nama / Name", "")
    for offset, width in enumerate((16, 36, 36 if heads[2] else 4)):
        sheet.column_dimensions[get_column_letter(place + offset)].width = width
        for number, row in enumerate([heads, *rows], start=1):
            cell = sheet.cell(number, place + offset, row[offset] or None)
            cell.number_format = "@"
            if number == 1 and heads[offset]:
                cell.font, cell.fill = HEAD, HEAD_FILL
    letter = get_column_letter(place)
    return f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(rows) + 1}"


def _pair(sheet: Any, indonesian: str, english: str, *, bold: bool = False, mono: bool = False) -> None:
    """Write one line of the guide, Indonesian at the left and English at the right."""
    sheet.append([indonesian, None, english])
    row = sheet.max_row
    for first, last in (("A", "B"), ("C", "D")):
        sheet.merge_cells(f"{first}{row}:{last}{row}")
        cell = sheet[f"{first}{row}"]
        cell.alignment = WRAPPED
        cell.font = Font(bold=bold, name="Consolas" if mono else "Calibri")
    _height(sheet, row, max(len(indonesian), len(english)) / (58 if mono else 68))


def _height(sheet: Any, row: int, lines: float) -> None:
    sheet.row_dimensions[row].height = 15.0 * (int(lines) + 1)
