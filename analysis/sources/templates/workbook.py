"""Make the template workbook of one table from its description in the data package."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from analysis.sources.templates.form import DATA_SHEET, EXAMPLE_MARK, FIRST_ROW, HEADER_ROW
from analysis.sources.templates.saving import new_workbook, workbook_bytes
from analysis.sources.templates.sheets import HEAD_FILL, add_guide, add_lists
from analysis.sources.templates.words import label, meanings, purpose

__all__ = ["template_workbook"]

LAST_ROW = 2000  # down to which lists and formats reach
CODE_ROWS = 100  # rows whose region code is filled in for a region
EXAMPLE_CODE = "9999"  # no such region; the specimen's
DATE_PATTERN = r"\d{4}-\d{2}-\d{2}"
LABEL_FILL = PatternFill("solid", fgColor="FFDCE9EC")
EXAMPLE_FILL = PatternFill("solid", fgColor="FFF3F3F3")
LONG_TEXTS = {
    "indicator_name",
    "programme_name",
    "activity_name",
    "title",
    "description",
    "complaint",
    "text",
    "cause",
    "evidence",
    "source",
}
LONGEST_PROMPT = 255  # characters that a spreadsheet shows beside a cell


def template_workbook(
    resource: dict[str, Any], regions: Sequence[tuple[str, str]], region: tuple[str, str] | None = None
) -> bytes:
    """Make the workbook in which a region can hand in one table.

    Parameters
    ----------
    resource
        Description of ``templates/<table>`` in the data package.
    regions
        Code and name of the regions to choose from.
    region
        Code and name of the region that it is made for; they are then filled in.

    Returns
    -------
    bytes
        An XLSX file; equal arguments give equal bytes.
    """
    table, fields = resource["name"].removeprefix("templates/"), resource["schema"]["fields"]
    code = region[0] if region else EXAMPLE_CODE
    title = " - ".join(
        part for part in (purpose(table)[0], resource["title"].removeprefix("Template: ")) if part
    )
    if region:
        title = f"{title}: {region[1]} ({region[0]})"
    book = new_workbook()
    add_guide(book, table, fields, title, region[0] if region else "KODE")
    sheet = book.create_sheet(DATA_SHEET)
    ranges = add_lists(book, fields, regions)
    sheet["A1"] = title
    sheet["A1"].font = Font(name="Calibri", bold=True, size=13)
    for row, text in ((2, "Catatan"), (3, "Note")):
        _dress(sheet.cell(row, 1, text), LABEL_FILL)
    _example_mark(sheet)
    for place, field in enumerate(fields, start=2):
        _column(sheet, place, field, code)
        _rule(sheet, place, field, ranges.get(field["name"]))
    if region:
        for row in range(FIRST_ROW + 1, FIRST_ROW + 1 + CODE_ROWS):
            sheet.cell(row, 2, region[0]).number_format = "@"
    sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 45
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 1
    return workbook_bytes(book)


def _example_mark(sheet: Any) -> None:
    mark = sheet.cell(FIRST_ROW, 1, EXAMPLE_MARK)
    mark.font, mark.fill = Font(name="Calibri", bold=True, color="FFB00020"), EXAMPLE_FILL
    mark.comment = _comment("Baris contoh; tidak diimpor.\nExample row; it is not imported.")
    sheet.column_dimensions["A"].width = 20


def _column(sheet: Any, place: int, field: dict[str, Any], code: str) -> None:
    """Write the labels, the name, the example and the format of one column."""
    letter = get_column_letter(place)
    for row, language in ((2, "id"), (3, "en")):
        _dress(sheet.cell(row, place, label(field, language)), LABEL_FILL)
    head = sheet.cell(HEADER_ROW, place, field["name"])
    head.font, head.fill = Font(name="Calibri", bold=True, color="FFFFFFFF"), HEAD_FILL
    head.comment = _comment(f"{field.get('description_id', '')}\n\n{field.get('description', '')}")
    dimension = sheet.column_dimensions[letter]
    dimension.width = 40 if field["name"] in LONG_TEXTS else max(16, len(field["name"]) + 3)
    dimension.number_format = _format(field)
    example = sheet.cell(FIRST_ROW, place, _example(field, code))
    example.number_format = _format(field)
    example.font, example.fill = Font(name="Calibri", italic=True, color="FF666666"), EXAMPLE_FILL


def _dress(cell: Any, fill: PatternFill) -> None:
    cell.font, cell.fill = Font(name="Calibri", bold=True), fill
    cell.alignment = Alignment(wrap_text=True, vertical="bottom")


def _comment(text: str) -> Comment:
    comment = Comment(text, "pelayanan")
    comment.width, comment.height = 320, 130
    return comment


def _is_date(field: dict[str, Any]) -> bool:
    return field.get("constraints", {}).get("pattern") == DATE_PATTERN


def _format(field: dict[str, Any]) -> str:
    if _is_date(field):
        return "yyyy-mm-dd"
    if field["type"] == "string":
        return "@"  # text: no leading zero and no code is changed
    if field["name"].startswith("year"):
        return "0"
    return "#,##0" if field["type"] == "integer" or "rupiah" in field.get("unit", "") else "General"


def _example(field: dict[str, Any], code: str) -> Any:
    text = field["example"].replace("{code}", code)
    if _is_date(field):
        return datetime.date.fromisoformat(text)
    if field["type"] == "string":
        return text
    return int(text) if text.isdigit() else float(text)


def _rule(sheet: Any, place: int, field: dict[str, Any], values: str | None) -> None:
    """Add the drop-down list or the bounds of one column, with its explanation beside the cell."""
    rule = _limits(field, values)
    told = [
        f"{value}: {indonesian} / {english}"
        for value, (indonesian, english) in meanings(field["name"]).items()
        if value in field.get("constraints", {}).get("enum", ())
    ]
    words = [field.get("description_id", ""), field.get("description", ""), *told]
    prompt = "\n".join(words)
    rule.prompt = prompt if len(prompt) <= LONGEST_PROMPT else "\n".join(words[:2])[:LONGEST_PROMPT]
    rule.promptTitle, rule.showInputMessage = field.get("title_id", field["name"])[:32], True
    rule.errorTitle = "Tidak sesuai / Not allowed"
    rule.error = "Lihat lembar Petunjuk dan Daftar. / See the sheets Read me and Lists."
    rule.showErrorMessage, rule.allow_blank = rule.type is not None, True
    letter = get_column_letter(place)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _limits(field: dict[str, Any], values: str | None) -> DataValidation:
    limits = field.get("constraints", {})
    if values:
        return DataValidation(type="list", formula1=f"={values}")
    if _is_date(field):
        return DataValidation(type="date", operator="greaterThan", formula1="DATE(1990,1,1)")
    if field["type"] not in {"integer", "number"}:
        return DataValidation(type=None)
    kind = "whole" if field["type"] == "integer" else "decimal"
    low, high = limits.get("minimum", 0), limits.get("maximum")
    if high is None:
        return DataValidation(type=kind, operator="greaterThanOrEqual", formula1=str(low))
    return DataValidation(type=kind, operator="between", formula1=str(low), formula2=str(high))
