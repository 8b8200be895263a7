"""The files of the written documents."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from analysis.documents.page import Page
from analysis.documents.reading import read_pages
from benchmarks.field.office import as_docx, as_html, as_xlsx
from benchmarks.field.setting import set_pdf
from benchmarks.field.sources import FieldDocument

__all__ = ["MAKERS", "make_files", "read_all"]

MAKERS = {"pdf": set_pdf, "docx": as_docx, "xlsx": as_xlsx, "html": as_html}


def make_files(documents: Iterable[FieldDocument], folder: Path) -> dict[str, Path]:
    """Write the documents into a folder, in their formats; return the file of each."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for document in documents:
        form = str(document.entry["format"])
        files[document.id] = folder / f"{document.id}.{form}"
        files[document.id].write_bytes(MAKERS[form](document.entry))
    return files


def read_all(files: dict[str, Path]) -> dict[str, list[Page]]:
    """Read the pages of each file."""
    return {name: list(read_pages(file, ocr=False)) for name, file in files.items()}
