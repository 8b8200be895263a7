"""The complaint questionnaire as one printed page in Indonesian, and as a workbook to print it from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.styles import Alignment, Border, Font, Side  # type: ignore[import-untyped]

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.sources.templates.saving import new_workbook, workbook_bytes
from analysis.sources.writing import write_atomically

MOST_ITEMS = 35  # lines that a page of A4 holds in a size that can be read
WIDTHS = (6, 8, 58, 9, 9)
THIN = Side(style="thin", color="FF666666")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = (
    "Beri tanda silang (X) pada YA bila Anda sendiri mengalami hal ini di unit layanan kami dalam 12 bulan "
    "terakhir, dan pada TIDAK bila tidak. Tidak ada jawaban yang salah. Nama Anda tidak dicatat."
)
ABOUT = (
    ("Kode responden", "Tanggal"),
    ("Jenis kelamin:  [  ] perempuan   [  ] laki-laki", "Umur (tahun)"),
    ("Jarak rumah ke unit:  [  ] < 1 km   [  ] 1-5 km   [  ] > 5 km", "Petugas pencatat"),
)
THANKS = "Terima kasih. Hasilnya diumumkan di unit ini, bersama janji perbaikan layanan."


def questionnaire_sheet(items: pd.DataFrame, unit: str, round: int = 1) -> bytes:
    """Make the questionnaire of one unit as a workbook of one A4 page, in Indonesian.

    Parameters
    ----------
    items : pandas.DataFrame
        ``complaint_id, complaint``, from :func:`analysis.voice.workshop.questionnaire_items`.
    unit : str
        Name of the service unit.
    round : int
        Which survey.

    Returns
    -------
    bytes
        An XLSX file; equal arguments give equal bytes.

    Raises
    ------
    MethodError
        No items, more than a page holds, or a column is absent.
    """
    require_columns(items, ["complaint_id", "complaint"], "the items")
    if not 1 <= len(items) <= MOST_ITEMS:
        raise MethodError(
            f"The questionnaire has {len(items)} items; one page holds 1 to {MOST_ITEMS}. Leave out what "
            "fewest people named in the workshop."
        )
    book = new_workbook()
    sheet = book.create_sheet("Kuesioner")
    _put(sheet, 1, f"SURVEI PENGADUAN MASYARAKAT - {unit} - putaran {round}", bold=True, size=13)
    _put(sheet, 2, HEAD, height=46)
    row = 3
    for left, right in ABOUT:
        sheet.cell(row, 1, left)
        sheet.cell(row, 4, right)
        sheet.row_dimensions[row].height = 18
        row += 1
    row = _items(sheet, row + 1, items)
    _put(sheet, row + 1, THANKS, height=18)
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _one_page(sheet)
    return workbook_bytes(book)


def write_questionnaire(items: pd.DataFrame, unit: str, path: Path, round: int = 1) -> Path:
    """Write the questionnaire as an XLSX file, whole or not at all.

    Raises
    ------
    MethodError
        As for :func:`questionnaire_sheet`.
    BuildError
        The file cannot be written.
    """
    write_atomically(path, questionnaire_sheet(items, unit, round))
    return path


def _put(sheet: Any, row: int, text: str, *, bold: bool = False, size: int = 10, height: float = 22) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name="Calibri", bold=bold, size=size)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = height


def _items(sheet: Any, row: int, items: pd.DataFrame) -> int:
    """Write the head and the lines of the items; return the last row."""
    lines = [("No", "Kode", "Pengaduan", "YA", "TIDAK")]
    pairs = zip(items["complaint_id"], items["complaint"], strict=True)
    lines += [(str(number), code, text, "", "") for number, (code, text) in enumerate(pairs, 1)]
    for offset, line in enumerate(lines):
        for column, text in enumerate(line, 1):
            cell = sheet.cell(row + offset, column, text)
            cell.border, cell.font = BOX, Font(name="Calibri", bold=offset == 0, size=10)
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="left" if column == 3 and offset else "center"
            )
        sheet.row_dimensions[row + offset].height = 15 * (1 + len(line[2]) // 62)
    return row + len(lines) - 1


def _one_page(sheet: Any) -> None:
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, "portrait", 1, 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.5
