"""PDF by PDFium: page after page, one page in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from analysis.documents import problems
from analysis.documents.formats.legible import doubt, why_unreadable
from analysis.documents.formats.pdf_shapes import read_shapes
from analysis.documents.formats.pdf_text import read_words
from analysis.documents.layout.raw import RawPage
from analysis.errors import DocumentError
from analysis.messages import say

__all__ = ["ends_early", "open_pdf", "pdf_pages"]

Recogniser = Callable[[pdfium.PdfPage, int], RawPage]
CATALOGUE = re.compile(rb"(?<!\d)(\d{1,8}) 0 obj[^\w]{0,20}<<[^>]{0,400}?/Type\s*/Catalog")
PAGE_TREE = re.compile(rb"/Type\s*/Pages\b")
OBJECT = re.compile(rb"(?<!\d)(\d{1,7}) 0 obj\b")
LARGEST_MENDED = 200 * 1024**2
TAIL = 2048  # bytes in which a complete file has its end mark


def open_pdf(path: Path, password: str | None = None) -> pdfium.PdfDocument:
    """Open a PDF.

    Raises
    ------
    DocumentError
        It needs a password, the password is wrong, or it is damaged beyond reading.
    """
    try:
        return _opened(path, password)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium_c.FPDF_ERR_PASSWORD and password:
            raise DocumentError(say("It is locked, and the password given does not open it.")) from None
        if code == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentError(say("It is locked with a password. Give it with --password.")) from None
        if code == pdfium_c.FPDF_ERR_SECURITY:
            raise DocumentError(
                say("It is locked in a way that is not known here. Save it unlocked.")
            ) from None
    raise DocumentError(
        say("It is a damaged or incomplete PDF without a page that can be read. Ask for it again.")
    )


def _opened(path: Path, password: str | None) -> pdfium.PdfDocument:
    """Open a PDF, and one that was cut off by naming its root anew; PDFium finds the other parts itself."""
    try:
        return _with_pages(pdfium.PdfDocument(path, password=password))
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) not in (None, pdfium_c.FPDF_ERR_FORMAT) or not ends_early(path):
            raise
        if path.stat().st_size > LARGEST_MENDED:
            raise
        mended = _mended(path.read_bytes())
        if mended is None:
            raise
        return _with_pages(pdfium.PdfDocument(mended, password=password))


def _mended(content: bytes) -> bytes | None:
    """Give a PDF that was cut off an end that names its root; ``None`` where no pages are left."""
    content += b"\nendstream endobj\n"
    roots = [match[1] for match in CATALOGUE.finditer(content)]
    tree = None if roots else _page_tree(content)
    if tree is not None:
        roots = [b"%d" % (1 + max(int(match[1]) for match in OBJECT.finditer(content)))]
        content += b"%s 0 obj\n<< /Type /Catalog /Pages %s 0 R >>\nendobj\n" % (roots[0], tree)
    end = b"trailer << /Root %s 0 R >>\nstartxref\n0\n%%%%EOF\n"
    return content + end % roots[-1] if roots else None


def _page_tree(content: bytes) -> bytes | None:
    """Give the number of the object that holds all pages: the one of its kind that lies in no other."""
    for match in PAGE_TREE.finditer(content):
        begin = content.rfind(b" obj", 0, match.start())
        number = re.search(rb"(\d{1,7}) 0$", content[max(0, begin - 12) : max(0, begin)])
        if number and b"/Parent" not in content[begin : content.find(b"endobj", match.start())]:
            return number[1]
    return None


def _with_pages(document: pdfium.PdfDocument) -> pdfium.PdfDocument:
    if not len(document):
        document.close()
        raise pdfium.PdfiumError("no pages")
    return document


def pdf_pages(
    document: pdfium.PdfDocument,
    recognise: Recogniser | None = None,
    skip: Mapping[int, str] | None = None,
    begins: Callable[[int, int], None] | None = None,
    numbers: Sequence[int] | None = None,
) -> Iterator[RawPage]:
    """Read the pages of a PDF.

    Parameters
    ----------
    document : pypdfium2.PdfDocument
        As ``open_pdf`` gives it.
    recognise : callable, optional
        Gives the words of a page that is a picture; without it such pages are unread.
    skip : mapping of int to str, optional
        Pages that are not touched, with the problem to note: what stopped the reader before.
    begins : callable, optional
        Called with the number of a page and how many there are, before the page is touched.
    numbers : sequence of int, optional
        Which pages; by default all.

    Yields
    ------
    RawPage
        One for each; ``unread`` without words where its words are not what is printed.
    """
    count = len(document)
    for at in [number - 1 for number in numbers or range(1, count + 1)]:
        if begins is not None:
            begins(at + 1, count)
        if skip and at + 1 in skip:
            yield RawPage(at + 1, 0.0, 0.0, how="unread", problem=skip[at + 1])
            continue
        try:
            page = document[at]
        except pdfium.PdfiumError:
            yield RawPage(at + 1, 0.0, 0.0, how="unread", problem=problems.DAMAGED)
            continue
        try:
            yield _page(page, at + 1, recognise)
        except pdfium.PdfiumError:
            yield RawPage(at + 1, 0.0, 0.0, how="unread", problem=problems.DAMAGED)
        finally:
            page.close()


def _page(page: pdfium.PdfPage, number: int, recognise: Recogniser | None) -> RawPage:
    raw = read_words(page, number)
    read_shapes(page, raw)
    problem = why_unreadable(raw)
    if not problem:
        raw.problem = doubt(raw)
        if raw.problem and recognise is not None:
            seen = recognise(page, number)
            return seen if sum(map(len, seen.words)) > sum(map(len, raw.words)) else raw
        return raw
    if recognise is not None:
        return recognise(page, number)
    return RawPage(number, raw.width, raw.height, how="unread", problem=problem)


def ends_early(path: Path) -> bool:
    """Say whether a PDF lacks its end: it was cut off, and pages may be missing."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL))
        return b"%%EOF" not in stream.read()
