"""The list of recommendations as a workbook for the SKPD and Bappeda; it opens in any spreadsheet."""

from __future__ import annotations

import datetime

import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from analysis.exhibits.language import Language
from analysis.sources.templates.saving import new_workbook, workbook_bytes
from analysis.voice.recommendations import COLUMNS

WIDTHS = {"text": 48, "complaint": 36, "cause": 36, "evidence": 36, "unit_name": 24, "state": 20}
HEAD = PatternFill("solid", fgColor="FF1F4E5F")
FIRST = 4  # row of the heads, below title and day


def in_words(listed: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the list with owner and state in words and heads in the language.

    Parameters
    ----------
    listed : pandas.DataFrame
        From :func:`analysis.voice.recommendations.recommendation_list`.
    language : Language
        Of the words.
    """
    text = language.text
    told = listed.assign(
        owner=[text(f"promises.owner_{owner}") for owner in listed["owner"]],
        state=[text(f"promises.state_{standing}") for standing in listed["state"]],
    )
    for column in ("due_on", "since"):
        told[column] = [None if pd.isna(day) else pd.Timestamp(day).date() for day in listed[column]]
    told["overdue_days"] = told["overdue_days"].astype("Int64")
    return told.rename(columns={of_list: text(f"promises.list_{of_list}") for of_list in COLUMNS})


def recommendation_workbook(
    listed: pd.DataFrame, region: str, as_of: str, language: Language, *, specimen: bool = False
) -> bytes:
    """Make the workbook of a list of recommendations.

    Parameters
    ----------
    listed : pandas.DataFrame
        From :func:`analysis.voice.recommendations.recommendation_list`.
    region, as_of : str
        Name of the region, and the day of the list, above the table.
    language : Language
        Of heads and words.
    specimen : bool
        Whether the data are made up; the sheet then says so.

    Returns
    -------
    bytes
        An XLSX file; equal arguments give equal bytes. Text that would run as a formula is plain text.
    """
    told = in_words(listed, language)
    book = new_workbook()
    sheet = book.create_sheet(language.text("promises.list_sheet"))
    sheet["A1"] = language.text("promises.list_title", region=region)
    sheet["A2"] = language.text("promises.list_as_of", day=as_of)
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    if specimen:
        sheet["A3"] = language.text("promises.board_specimen")
        sheet["A3"].font = Font(name="Calibri", bold=True, color="FFB00020")
    for place, (name, head) in enumerate(zip(COLUMNS, told.columns, strict=True), start=1):
        cell = sheet.cell(FIRST, place, head)
        cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFFFF"), HEAD
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, 16)
    for number, row in enumerate(told.itertuples(index=False, name=None), start=FIRST + 1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, None if pd.isna(value) or value == "" else value)
            if isinstance(value, datetime.date):
                cell.number_format = "yyyy-mm-dd"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(FIRST + 1, 1)
    sheet.auto_filter.ref = f"A{FIRST}:{get_column_letter(len(COLUMNS))}{FIRST + len(told)}"
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST}:{FIRST}"
    return workbook_bytes(book)
