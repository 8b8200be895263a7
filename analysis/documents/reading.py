"""A document's pages, one after the other, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from analysis.documents import problems
from analysis.documents.formats.kinds import Kind, kind_of
from analysis.documents.layout.raw import RawPage
from analysis.documents.page import Page

__all__ = ["page_count", "read_pages"]


def read_pages(
    path: Path | str,
    *,
    password: str | None = None,
    ocr: bool = True,
    notes: list[str] | None = None,
    skip: Mapping[int, str] | None = None,
    begins: Callable[[int, int], None] | None = None,
    between: tuple[int, int] | None = None,
) -> Iterator[Page]:
    """Read a document page by page; memory does not grow with its length.

    Parameters
    ----------
    path : path
        PDF, DOCX, XLSX, HTML or plain text; what counts is what the file holds, not its name.
    password : str, optional
        For a locked PDF.
    ocr : bool
        Recognise pages that are pictures, where Tesseract with Indonesian is installed.
    notes : list of str, optional
        What is to be said about the document as a whole is added to it, at the latest with the last page;
        ``analysis.documents.problems.told`` says it in the language of the messages.
    skip : mapping of int to str, optional
        Pages of a PDF that are not touched, with the problem to note.
    begins : callable, optional
        Called with the number of a page and how many there are, before a page of a PDF is touched.
    between : (int, int), optional
        Only these pages of a PDF, the first and the last; they are read as they are in the whole.

    Yields
    ------
    Page
        Every page of the document in order, those that could not be read as ``unread``.

    Raises
    ------
    DocumentError
        The document as a whole cannot be read. It is raised with the first page, except for damage that shows
        later.

    Notes
    -----
    A damaged or hostile file can still stop or exhaust the process; ``analysis.documents.read_documents``
    reads each file in a process of its own.
    """
    path, found = Path(path), notes if notes is not None else []
    kind = kind_of(path)
    if kind == "pdf":
        yield from _pdf(path, password, ocr, found, skip, begins, between)
    else:
        yield from _reader(kind)(path, found)


def _reader(kind: Kind) -> Callable[[Path, list[str]], Iterator[Page]]:
    """Give the reader of a format; each loads its own library when it is first needed."""
    if kind == "docx":
        from analysis.documents.formats.docx import docx_pages

        return docx_pages
    if kind == "xlsx":
        from analysis.documents.formats.xlsx import xlsx_pages

        return xlsx_pages
    if kind == "html":
        from analysis.documents.formats.html import html_pages

        return html_pages
    from analysis.documents.formats.plain import text_pages

    return text_pages


def _pdf(
    path: Path,
    password: str | None,
    ocr: bool,
    notes: list[str],
    skip: Mapping[int, str] | None,
    begins: Callable[[int, int], None] | None,
    between: tuple[int, int] | None,
) -> Iterator[Page]:
    from analysis.documents.formats.pdf import ends_early, open_pdf, pdf_pages
    from analysis.documents.layout.arranging import arrange
    from analysis.documents.layout.composing import compose
    from analysis.documents.layout.margins import WINDOW, without_margins
    from analysis.documents.ocr import find_tesseract

    if ends_early(path):
        notes.append(problems.CUT_OFF)
    document = open_pdf(path, password)
    first, last = between or (1, len(document))
    around = range(max(1, first - WINDOW), min(len(document), last + WINDOW) + 1)
    try:
        raw = pdf_pages(document, find_tesseract() if ocr else None, skip, begins, around)
        if problems.CUT_OFF in notes:
            raw = map(_lost_if_empty, raw)
        settled = without_margins(map(arrange, raw))
        yield from (compose(page) for page in settled if first <= page.raw.number <= last)
    finally:
        document.close()


def _lost_if_empty(raw: RawPage) -> RawPage:
    """Take an empty page of a file that was cut off as damaged: what stood on it lay behind the cut."""
    drawn = len(raw.words) + len(raw.horizontal) + len(raw.vertical) + raw.shapes
    if drawn or raw.picture_share or raw.how != "text":
        return raw
    return RawPage(raw.number, raw.width, raw.height, how="unread", problem=problems.DAMAGED)


def page_count(path: Path, password: str | None = None) -> int:
    """Count the pages of a PDF without reading them."""
    from analysis.documents.formats.pdf import open_pdf

    document = open_pdf(path, password)
    try:
        return len(document)
    finally:
        document.close()
