"""The Word edition: what pandoc does not write (contents, lists with page numbers, tables that fit)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from analysis.pipeline.print_clean import column_shares
from analysis.pipeline.print_html import TEXT_WIDTH
from analysis.pipeline.print_styles import document_bytes, element, field, field_start

CONTENTS_MARK = "[[contents]]"
TABLE_SIZES = ((5, 9.0), (8, 8.0), (11, 7.0))  # up to so many columns: size in points
SMALLEST = 6.0
_DOTS = (WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "") if paragraph.style else ""


def finish_docx(draft: bytes, exhibits: Sequence[Mapping[str, str]], epoch: int) -> bytes:
    """Complete pandoc's document: contents, lists of figures and tables, tables that fit; fixed dates.

    Parameters
    ----------
    draft : bytes
        What pandoc wrote, with a paragraph ``CONTENTS_MARK`` where the contents belong.
    exhibits : sequence of mapping
        The list of exhibits (``number``, ``kind``, ``title``).
    epoch : int
        Seconds since 1970 that the document gives as its date.

    Returns
    -------
    bytes
        The document; the same input gives the same bytes.
    """
    document = docx.Document(io.BytesIO(draft))
    for table in document.tables:
        _fit(table)
    paragraphs = list(document.paragraphs)
    after = paragraphs[[each.text for each in paragraphs].index(CONTENTS_MARK) :]
    mark = after[0]
    headings = [each for each in after if _style(each) in ("Heading 1", "Heading 2")]
    entries = [
        (each.text, f"_Toc{place:05d}", 1 if _style(each) == "Heading 1" else 2)
        for place, each in enumerate(headings)
    ]
    for each, (_, name, _) in zip(headings, entries, strict=True):
        _bookmark(each, name)
    _heading(mark, "Contents")
    _contents(mark, entries)
    captions = {each.text.split(".")[0]: each for each in after if "Caption" in _style(each)}
    for kind, heading in (("figure", "Figures"), ("table", "Tables")):
        lines = [line for line in exhibits if line["kind"] == kind]
        for place, line in enumerate(lines):
            _bookmark(captions[line["number"]], f"_{kind}{place:05d}")
        if lines:
            _heading(mark, heading)
        for place, line in enumerate(lines):
            _entry(_before(mark), f"{line['number']}. {line['title']}", f"_{kind}{place:05d}")
    mark._element.getparent().remove(mark._element)
    return document_bytes(document, epoch)


def _fit(table: Table) -> None:
    """Use the width of the page, let the program share it, repeat the head, keep rows whole."""
    size = next((points for limit, points in TABLE_SIZES if len(table.columns) <= limit), SMALLEST)
    table.autofit = True
    for width in table._tbl.tblPr.findall(qn("w:tblW")):
        width.set(qn("w:type"), "pct")
        width.set(qn("w:w"), "5000")  # fiftieths of a percent
    rows = table._tbl.tr_lst
    shares = column_shares([[_text(cell) for cell in row.tc_lst] for row in rows])
    widths = [TEXT_WIDTH * share for share in shares]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=False):
        column.w = Cm(width)
    for row in rows:
        row.get_or_add_trPr().append(element("w:cantSplit"))
        if len(row.tc_lst) == len(widths):
            for cell, width in zip(row.tc_lst, widths, strict=True):
                cell.width = Cm(width)
    for run in table._tbl.iter(qn("w:r")):
        Run(run, table).font.size = Pt(size)


def _text(cell: Any) -> str:
    """Return the text of a cell; lxml's own way counts it more than once under python-docx."""
    return " ".join(part.text or "" for part in cell.iter(qn("w:t")))


def _contents(mark: Paragraph, entries: Sequence[tuple[str, str, int]]) -> None:
    """Write the contents as one TOC field that already holds its entries, before `mark`."""
    for place, (text, bookmark, level) in enumerate(entries):
        line = _before(mark)
        line.paragraph_format.left_indent = Cm(0.6 * (level - 1))
        if place == 0:
            field_start(line, 'TOC \\o "1-2" \\h \\z \\u')
        _entry(line, text, bookmark)
        if place == len(entries) - 1:
            line.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def _entry(line: Paragraph, text: str, bookmark: str) -> None:
    """Write one line of a list: text that links to its place, dots, page number."""
    line.paragraph_format.tab_stops.add_tab_stop(Cm(16.2), *_DOTS)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1.5)
    link = element("w:hyperlink", anchor=bookmark)
    line._p.append(link)
    run = line.add_run(text + "\t")
    link.append(run._r)
    field(line, f"PAGEREF {bookmark} \\h")


def _heading(mark: Paragraph, text: str) -> None:
    line = _before(mark)
    line.style = "TOC Heading"
    line.add_run(text)
    line.paragraph_format.page_break_before = text == "Contents"


def _before(mark: Paragraph) -> Paragraph:
    line = mark.insert_paragraph_before("")
    line.style = "Body Text"
    return line


def _bookmark(paragraph: Paragraph, name: str) -> None:
    """Name a place; ids only have to differ from each other and from pandoc's."""
    id = str(int.from_bytes(hashlib.sha256(name.encode()).digest()[:3], "big") + 100_000)
    place = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(place, element("w:bookmarkStart", id=id, name=name))
    paragraph._p.append(element("w:bookmarkEnd", id=id))
