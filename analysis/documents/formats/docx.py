"""DOCX by python-docx: paragraphs and tables in the order of the document, insertions in, deletions out."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from analysis.documents import problems
from analysis.documents.formats.flowing import PAGE_LENGTH, FlowingPages
from analysis.documents.page import Cell, Page
from analysis.errors import DocumentError
from analysis.messages import say

__all__ = ["docx_pages"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST_UNPACKED_MB = 400  # of XML; the largest real documents have a tenth
FOOTNOTES = "word/footnotes.xml"
LONGEST_PAGE = 2 * PAGE_LENGTH  # in the mean; with longer ones the breaks are those of chapters
MOST_RATIO = 300
RATIO_FROM_MB = 16
PAGE_BREAK = "\f"  # set by hand
RENDERED = (
    "\v"  # where the word processor ended a page when it last showed it, also after a break set by hand
)
LEFT_OUT = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "sectPr")
}
LEFT_OUT |= {FALLBACK}
CHANGES = {f"{W}ins": "inserted", f"{W}del": "deleted", f"{W}moveTo": "inserted", f"{W}moveFrom": "deleted"}
DAMAGED = (
    *(PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, ValueError),
    *(OSError, EOFError, AttributeError, TypeError, IndexError, NotImplementedError),
)  # what python-docx and zipfile raise on damaged parts; they have no error of their own for it


def docx_pages(path: Path, notes: list[str]) -> Iterator[Page]:
    """Read a DOCX.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    notes : list of str
        What is to be said about the document as a whole is added here: tracked changes, for one.

    Yields
    ------
    Page
        Cut at the page breaks that the word processor has stored; without any, at a length, and each page
        says that its number is estimated. Tracked insertions and moves are part of the text, deletions are
        not.

    Raises
    ------
    DocumentError
        Damaged, or unpacking to far more than its size.
    """
    try:
        _check_package(path)
        document = docx.Document(str(path))
        body = document.element.body
        margins, footnotes = _margins(document), _footnotes(path)
    except DAMAGED:
        raise DocumentError(
            say("It is a damaged DOCX. Open it in a word processor and save it again.")
        ) from None
    changed = {CHANGES[element.tag] for element in body.iter(*CHANGES)}
    if changed:
        notes.append(problems.TRACKED)
    estimated = not _has_pages(body)
    pages = FlowingPages(margins, by_length=estimated, problem=problems.ESTIMATED if estimated else "")
    sections = list(body.iter(f"{W}sectPr"))
    following = dict(zip(sections, sections[1:], strict=False))  # how a section begins stands at its own end
    for block in _blocks(body):
        if block.tag == f"{W}tbl":
            _add_table(block, pages)
        else:
            _add_paragraph(block, pages)
            if _begins_page(following.get(block.find(f"{W}pPr/{W}sectPr"))):
                pages.end_page_if_filled()
        for reference in block.iter(f"{W}footnoteReference"):
            pages.paragraph(footnotes.get(reference.get(f"{W}id"), ""))
        yield from pages.take()
    pages.close()
    yield from pages.take()


def _has_pages(body: Any) -> bool:
    """Say whether the file says where pages end: the word processor stored it, or breaks were set by hand."""
    if next(body.iter(f"{W}lastRenderedPageBreak"), None) is not None:
        return True
    breaks = sum(map(_is_break, body.iter(f"{W}br", f"{W}pageBreakBefore")))
    length = sum(len(text.text or "") for text in body.iter(f"{W}t"))
    return breaks > 0 and length <= LONGEST_PAGE * (breaks + 1)


def _footnotes(path: Path) -> dict[str, str]:
    """Give the footnotes by their numbers; python-docx does not know them."""
    with zipfile.ZipFile(path) as package:
        if FOOTNOTES not in package.namelist():
            return {}
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        notes = etree.fromstring(package.read(FOOTNOTES), parser)
    return {note.get(f"{W}id"): _text(note) for note in notes.iter(f"{W}footnote")}


def _check_package(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        unpacked = sum(
            part.file_size for part in package.infolist() if part.filename.endswith((".xml", ".rels"))
        )
        with package.open("word/document.xml") as stream:
            if b"<!DOCTYPE" in stream.read(4096).replace(b"\x00", b""):
                raise DocumentError(
                    say("It holds a document type declaration, which word processors do not write; not read.")
                )
    megabytes = unpacked / 1024**2
    ratio = unpacked / max(path.stat().st_size, 1)
    if megabytes > MOST_UNPACKED_MB or (megabytes > RATIO_FROM_MB and ratio > MOST_RATIO):
        raise DocumentError(
            say(
                "It would unpack to {size:,.0f} MB, {ratio:,.0f} times its size. It is not read.",
                size=megabytes,
                ratio=ratio,
            )
        )


def _blocks(element: Any) -> Iterator[Any]:
    """Give paragraphs and tables in order, also those inside content controls and tracked insertions."""
    for child in element.iterchildren():
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (
            f"{W}sdt",
            f"{W}sdtContent",
            f"{W}ins",
            f"{W}moveTo",
            f"{W}customXml",
            f"{W}smartTag",
        ):
            yield from _blocks(child)


def _is_break(element: Any) -> bool:
    if element.tag == f"{W}br":
        return bool(element.get(f"{W}type") == "page")
    return bool(element.get(f"{W}val") not in ("0", "false"))


def _text(element: Any) -> str:
    """Give the text of an element with tabs, line ends and page breaks, tracked deletions left out."""
    parts: list[str] = []
    stack = [element]
    while stack:
        at = stack.pop()
        if isinstance(at, str):
            parts.append(at)
            continue
        if at.tag == f"{W}t":
            parts.append(at.text or "")
        elif at.tag in (f"{W}tab", f"{W}cr", f"{W}ptab"):
            parts.append(" ")
        elif at.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif at.tag in (f"{W}br", f"{W}lastRenderedPageBreak"):
            rendered = at.tag == f"{W}lastRenderedPageBreak"
            parts.append(RENDERED if rendered else PAGE_BREAK if _is_break(at) else " ")
        elif at.tag not in LEFT_OUT:
            if at.tag == f"{W}p" and at is not element:
                parts.append(" ")
            stack += reversed(list(at.iterchildren()))
    return "".join(parts)


def _add_paragraph(paragraph: Any, pages: FlowingPages) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is not None and any(map(_is_break, properties.iter(f"{W}pageBreakBefore"))):
        pages.end_page_if_filled()
    for piece in re.split(f"([{PAGE_BREAK}{RENDERED}])", _text(paragraph)):
        if piece == PAGE_BREAK:
            pages.end_page()
        elif piece == RENDERED:
            pages.end_page_if_filled()
        else:
            pages.paragraph(piece)


def _begins_page(section: Any) -> bool:
    if section is None:
        return False
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val") in (None, "nextPage", "oddPage", "evenPage")


def _add_table(table: Any, pages: FlowingPages) -> None:
    """Add a table; the rows after a stored page break stand on the next page."""
    rows = _rows(table)
    start = 0
    for number, row in enumerate(rows):
        if number > start and any({PAGE_BREAK, RENDERED} & set(cell.text) for cell in row):
            pages.table(_plain(rows[start:number]), continues=start > 0)
            pages.end_page()
            start = number
    pages.table(_plain(rows[start:]), continues=start > 0)


def _plain(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Take page breaks out of cells and count rows from 0; a merged cell ends with its part of the table."""
    first = next((cell.row for row in rows for cell in row), 0)
    return [
        [
            Cell(
                cell.row - first,
                cell.column,
                " ".join(cell.text.split()),
                None,
                min(cell.rows, len(rows) - (cell.row - first)),
                cell.columns,
            )
            for cell in row
        ]
        for row in rows
    ]


def _rows(table: Any) -> list[list[Cell]]:
    """Give the cells of each row; a cell merged over rows stands in the first of them."""
    grid: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}  # column: row and place of the cell that may go on below
    for number, row in enumerate(_table_rows(table)):
        cells: list[Cell] = []
        column = _number(row.find(f"{W}trPr/{W}gridBefore"))
        for cell in _row_cells(row):
            width = max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan")))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
                at, place = above[column]
                old = grid[at][place]
                grid[at][place] = Cell(old.row, old.column, old.text, None, number - at + 1, old.columns)
            else:
                above[column] = (number, len(cells))
                cells.append(Cell(number, column, _text(cell).strip(" "), None, 1, width))
            column += width
        grid.append(cells)
    return grid


def _table_rows(element: Any) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:  # a row that was deleted with tracked changes
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _table_rows(child)


def _row_cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _row_cells(child)


def _number(element: Any) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _margins(document: Any) -> tuple[str, ...]:
    """Give the texts of headers and footers once each."""
    found: dict[str, None] = {}
    for section in document.sections:
        for part in (section.header, section.footer):
            text = "" if part.is_linked_to_previous else " ".join(_text(part._element).split())
            if text:
                found[text] = None
    return tuple(found)
