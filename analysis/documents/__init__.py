"""Documents: pages out of files, where a standard stands in them, its thread through plans and budgets."""

from analysis.documents.page import Cell, Page, PageTable, Word
from analysis.documents.reading import read_pages
from analysis.documents.record import DocumentRecord, Evidence, Outcome
from analysis.documents.supervising import Limits, read_documents

__all__ = [
    "Cell",
    "DocumentRecord",
    "Evidence",
    "Limits",
    "Outcome",
    "Page",
    "PageTable",
    "Word",
    "read_documents",
    "read_pages",
]
