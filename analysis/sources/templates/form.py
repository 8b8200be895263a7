"""The form of a template workbook: what its maker and its reader must agree on."""

from __future__ import annotations

__all__ = ["DATA_SHEET", "EXAMPLE_MARK", "FIRST_ROW", "GUIDE_SHEET", "HEADER_ROW", "LISTS_SHEET"]

GUIDE_SHEET = "Petunjuk - Read me"
DATA_SHEET = "Data"
LISTS_SHEET = "Daftar - Lists"
EXAMPLE_MARK = "CONTOH - EXAMPLE"  # in column A; import leaves such a row out and says so
HEADER_ROW = 4  # the columns' own names; above them the title and the labels in two languages
FIRST_ROW = HEADER_ROW + 1
