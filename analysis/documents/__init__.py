"""Documents: pages out of files, where a standard stands in them, its thread through plans and budgets."""

from analysis.documents.page import Cell, Page, PageTable, Word
from analysis.documents.reading import read_pages

__all__ = ["Cell", "Page", "PageTable", "Word", "read_pages"]
