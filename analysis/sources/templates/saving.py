"""Workbooks as bytes: harmless text, and the same content is always the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook  # type: ignore[import-untyped]

from analysis.sources.writing import harmless

__all__ = ["new_workbook", "workbook_bytes"]

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def new_workbook() -> Workbook:
    """Give a workbook without sheets."""
    book = Workbook()
    book.remove(book.active)
    return book


def workbook_bytes(book: Workbook) -> bytes:
    """Save a workbook without the clock: fixed times in the archive and in its properties.

    Text that a spreadsheet would run as a formula is written as plain text; formulas are never written.
    """
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = harmless(cell.value)
                    cell.data_type = "s"
    draft, final = io.BytesIO(), io.BytesIO()
    book.save(draft)
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in sorted(made.namelist()):
            content = made.read(part)
            if part == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            fixed.writestr(_fixed(part), content)
    return final.getvalue()


def _fixed(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # the same on every system
    info.external_attr = 0o644 << 16
    return info
