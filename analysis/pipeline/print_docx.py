"""The Word edition: its styles, made by code, and what pandoc does not write (contents, page numbers)."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
import pypandoc
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from analysis.pipeline.print_html import TEXT_WIDTH, column_shares

CONTENTS_MARK = "[[contents]]"
FONT = "Calibri"  # LibreOffice shows Carlito, which has the same widths
SIZES = {
    "Normal": 10.5,
    "Title": 24,
    "Heading 1": 18,
    "Heading 2": 13,
    "Heading 3": 11,
    "TOC Heading": 13,
    "Caption": 9,
}
TABLE_SIZES = ((5, 9.0), (8, 8.0), (11, 7.0))  # up to so many columns: size in points
SMALLEST = 6.0
AFTER_SHADE = (
    "w:tabs",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)  # order of the schema
_DOTS = (WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def reference_document(title: str) -> bytes:
    """Return the document whose styles, page size, header and footer pandoc copies.

    Parameters
    ----------
    title : str
        Printed at the head of each page.
    """
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    default = subprocess.run(command, capture_output=True, check=True).stdout
    document = docx.Document(io.BytesIO(default))
    for name, size in SIZES.items():
        style = _style(document, name)
        style.font.size, style.font.name = Pt(size), FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        style.font.color.rgb = RGBColor(0, 0, 0)
    _style(document, "Heading 1").paragraph_format.page_break_before = True
    for name in ("Caption", "Image Caption", "Table Caption"):
        style = _style(document, name)
        style.font.italic = False
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _style(document, "Table Caption").paragraph_format.keep_with_next = True
    _style(document, "Captioned Figure").paragraph_format.keep_with_next = True
    box = _style(document, "Block Text")
    box.font.size = Pt(SIZES["Normal"])
    shade = _element("w:shd", val="clear", color="auto", fill="F0F0F0")
    box.element.get_or_add_pPr().insert_element_before(shade, *AFTER_SHADE)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.different_first_page_header_footer = True
    _field(section.footer.paragraphs[0], "PAGE")
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    section.header.paragraphs[0].text = title
    return _save(document, 0)


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
    headings = [each for each in after if each.style.name in ("Heading 1", "Heading 2")]
    entries = [
        (each.text, f"_Toc{place:05d}", 1 if each.style.name == "Heading 1" else 2)
        for place, each in enumerate(headings)
    ]
    for each, (_, name, _) in zip(headings, entries, strict=True):
        _bookmark(each, name)
    _heading(mark, "Contents")
    _contents(mark, entries)
    captions = {each.text.split(".")[0]: each for each in after if "Caption" in each.style.name}
    for kind, heading in (("figure", "Figures"), ("table", "Tables")):
        lines = [line for line in exhibits if line["kind"] == kind]
        for place, line in enumerate(lines):
            _bookmark(captions[line["number"]], f"_{kind}{place:05d}")
        if lines:
            _heading(mark, heading)
        for place, line in enumerate(lines):
            _entry(_before(mark), f"{line['number']}. {line['title']}", f"_{kind}{place:05d}")
    mark._element.getparent().remove(mark._element)
    return _save(document, epoch)


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
        row.get_or_add_trPr().append(_element("w:cantSplit"))
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
            _field_start(line, 'TOC \\o "1-2" \\h \\z \\u')
        _entry(line, text, bookmark)
        if place == len(entries) - 1:
            line.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _entry(line: Paragraph, text: str, bookmark: str) -> None:
    """Write one line of a list: text that links to its place, dots, page number."""
    line.paragraph_format.tab_stops.add_tab_stop(Cm(16.2), *_DOTS)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(1.5)
    link = _element("w:hyperlink", anchor=bookmark)
    line._p.append(link)
    run = line.add_run(text + "\t")
    link.append(run._r)
    _field(line, f"PAGEREF {bookmark} \\h")


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
    paragraph._p.insert(place, _element("w:bookmarkStart", id=id, name=name))
    paragraph._p.append(_element("w:bookmarkEnd", id=id))


def _field_start(paragraph: Paragraph, code: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="begin", dirty="true"))
    text = _element("w:instrText")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = f" {code} "
    paragraph.add_run()._r.append(text)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="separate"))


def _field(paragraph: Paragraph, code: str) -> None:
    _field_start(paragraph, code)
    paragraph.add_run("–")
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _style(document: Document, name: str) -> Any:
    return next(style for style in document.styles if style.name == name)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _save(document: Document, epoch: int) -> bytes:
    """Return the document as bytes with fixed dates."""
    date = datetime.fromtimestamp(epoch, UTC)
    document.core_properties.created = document.core_properties.modified = date
    loose, fixed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
