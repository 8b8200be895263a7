"""Setting a document as DOCX: merged cells, numbered points, a header, stored page breaks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from analysis.specimen.documents.blocks import Cell, Document, Grid, Heading, Mark, Paragraph, Runs
from analysis.specimen.documents.marks import NOTICE, TIMESTAMP

__all__ = ["set_docx"]

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold
ROWS_PER_PAGE = 22  # after so many rows a word processor has stored a page break in the table's column
ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def set_docx(document: Document, printed: Callable[[str], str] = str) -> tuple[bytes, dict[int, int]]:
    """Set a document as DOCX; the same document gives the same bytes.

    Pages are counted at the page breaks that the file holds: before chapters, and in long tables where a word
    processor would have stored them.

    Parameters and results are those of ``analysis.specimen.documents.typeset.set_pdf``.
    """
    writer = _Writer(document, printed)
    for section in document.sections:
        writer.orient(section.pages == "landscape")
        for block in section.blocks:
            writer.block(block)
    return _without_clock(writer.file), writer.pages


def _without_clock(document: Any) -> bytes:
    date = datetime.fromtimestamp(TIMESTAMP, UTC)
    document.core_properties.created = document.core_properties.modified = date
    loose, fixed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


class _Writer:
    def __init__(self, document: Document, printed: Callable[[str], str]) -> None:
        self.printed = printed
        self.file = docx.Document()
        self.file.styles["Normal"].font.size = Pt(11)
        self.page, self.number = 1, 0
        self.pages: dict[int, int] = {}
        self.fresh = True
        section = self.file.sections[0]
        section.header.paragraphs[0].text = document.running_head
        section.footer.paragraphs[0].text = NOTICE
        for place, line in enumerate(document.cover):
            self.file.add_paragraph(line, style="Title" if place == 0 else "Subtitle")
        self.break_page()

    def orient(self, landscape: bool) -> None:
        section = self.file.sections[-1]
        if landscape != (section.orientation == WD_ORIENT.LANDSCAPE):
            section = self.file.add_section(WD_SECTION.CONTINUOUS)
            section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = section.page_height, section.page_width

    def break_page(self) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self.page += 1
        self.fresh = True

    def block(self, block: Heading | Paragraph | Grid) -> None:
        if isinstance(block, Heading):
            if block.level == 1 and not self.fresh:
                self.break_page()
            self.file.add_heading(self.printed(block.text), block.level)
        elif isinstance(block, Paragraph):
            self.paragraph(block)
        else:
            self.grid(block)
        self.fresh = False

    def paragraph(self, block: Paragraph) -> None:
        item = f"{block.item}\t" if block.item else ""
        made = self.file.add_paragraph(item + self.text(block.runs))
        if block.style != "body":
            made.alignment = ALIGNED["center" if block.style == "centred" else "left"]

    def grid(self, grid: Grid) -> None:
        if grid.title:
            self.file.add_paragraph(self.printed(grid.title)).alignment = ALIGNED["center"]
        table = self.file.add_table(0, len(grid.widths))
        table.style = "Table Grid"
        open_cells: dict[
            int, tuple[int, int]
        ] = {}  # column: rows that still belong to the cell above, its width
        for row in grid.head:
            self.row(table, row, open_cells, head=True)
        for place, row in enumerate(grid.rows, start=1):
            stored = place % ROWS_PER_PAGE == 0 and not open_cells
            self.row(table, row, open_cells, stored_break=stored)
        self.file.add_paragraph(grid.note)

    def row(
        self, table: Any, cells: tuple[Cell, ...], open_cells: dict[int, tuple[int, int]], *,
        head: bool = False, stored_break: bool = False,
    ) -> None:  # fmt: skip
        """Write a row; cells that reach down from above stand in it once more, empty and merged."""
        element = OxmlElement("w:tr")
        if head:
            element.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        table._tbl.append(element)
        left, column, width = list(cells), 0, len(table.columns)
        if stored_break:
            self.page += 1
        while column < width:
            if column in open_cells:
                rows, columns = open_cells.pop(column)
                element.append(_cell("", columns, merge="continue"))
                if rows > 1:
                    open_cells[-column - 1] = (rows - 1, columns)
                column += columns
                continue
            cell = left.pop(0)
            merge = "restart" if cell.rows > 1 else ""
            bold = cell.bold or head
            made = _cell(
                self.text(cell.runs), cell.columns, merge=merge, bold=bold, stored_break=stored_break
            )
            stored_break = False
            element.append(made)
            if cell.rows > 1:
                open_cells[-column - 1] = (cell.rows - 1, cell.columns)
            column += cell.columns
        for negative in [key for key in open_cells if key < 0]:
            open_cells[-negative - 1] = open_cells.pop(negative)

    def text(self, runs: Runs) -> str:
        parts = []
        for run in runs:
            if isinstance(run, Mark):
                self.pages[self.number] = self.page
                self.number += 1
            parts.append(self.printed(run.text if isinstance(run, Mark) else run))
        return "".join(parts)


def _cell(text: str, columns: int, *, merge: str = "", bold: bool = False, stored_break: bool = False) -> Any:
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    if columns > 1:
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), str(columns))
        properties.append(span)
    if merge:
        down = OxmlElement("w:vMerge")
        down.set(qn("w:val"), merge)
        properties.append(down)
    cell.append(properties)
    paragraph, run = OxmlElement("w:p"), OxmlElement("w:r")
    if bold:
        look = OxmlElement("w:rPr")
        look.append(OxmlElement("w:b"))
        run.append(look)
    if stored_break:
        run.append(OxmlElement("w:lastRenderedPageBreak"))
    words = OxmlElement("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    paragraph.append(run)
    cell.append(paragraph)
    return cell
