"""Written documents as DOCX, XLSX and HTML."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK

from analysis.sources.templates.saving import new_workbook, workbook_bytes
from benchmarks.field.drawn import drawn_cells, width_of

__all__ = ["as_docx", "as_html", "as_xlsx"]

DAY = datetime(2000, 1, 1)
SAVED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NUMBER = re.compile(r"\d{1,3}(\.\d{3})+|\d+(,\d+)?")


def as_docx(entry: Mapping[str, Any]) -> bytes:
    """Write a document as DOCX; ``new_page`` is a page break, ``flipped`` a section of its own."""
    document = docx.Document()
    for block in entry["block"]:
        if "flipped" in block:
            section = document.add_section()
            across = bool(block["flipped"])
            section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
            sides = sorted((section.page_width, section.page_height), reverse=across)
            section.page_width, section.page_height = sides
        elif block.get("new_page"):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        if "text" in block:
            for text in block["text"].strip().split("\n\n"):
                _add_paragraph(document, text.strip())
        else:
            _add_table(document, block["table"])
    document.core_properties.created = document.core_properties.modified = DAY
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream)


def _add_paragraph(document: Any, text: str) -> None:
    words = " ".join(line.lstrip("=# ") for line in text.splitlines())
    if text[0] in "#=":
        document.add_heading(words, level=1 if text[0] == "=" else 2)
    else:
        document.add_paragraph(words)


def _add_table(document: Any, drawn: str) -> None:
    table = document.add_table(rows=len(drawn.strip().splitlines()), cols=width_of(drawn), style="Table Grid")
    for cell in drawn_cells(drawn):
        place = table.cell(cell.row, cell.column)
        if cell.high > 1 or cell.wide > 1:
            place = place.merge(table.cell(cell.row + cell.high - 1, cell.column + cell.wide - 1))
        place.text = "\n".join(cell.lines)


def as_xlsx(entry: Mapping[str, Any]) -> bytes:
    """Write a document as XLSX: a block with ``sheet`` starts a sheet, cells are texts or numbers."""
    book, at = new_workbook(), 1
    for block in entry["block"]:
        if "sheet" in block:
            sheet, at = book.create_sheet(block["sheet"]), 1
        if "text" in block:
            for line in block["text"].strip().splitlines():
                sheet.cell(at, 1, line.lstrip("=# "))
                at += 1
            continue
        for cell in drawn_cells(block["table"]):
            place = sheet.cell(at + cell.row, cell.column + 1, _typed("\n".join(cell.lines), block))
            if cell.high > 1 or cell.wide > 1:
                sheet.merge_cells(
                    start_row=place.row, start_column=place.column,
                    end_row=place.row + cell.high - 1, end_column=place.column + cell.wide - 1,
                )  # fmt: skip
        at += len(block["table"].strip().splitlines()) + 1
    return workbook_bytes(book)


def _without_clock(stream: io.BytesIO) -> bytes:
    """Pack an archive anew with one date for all, so that the same document gives the same file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = SAVED.sub(rb"\g<1>" + DAY.isoformat().encode() + b"Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name, DAY.timetuple()[:6]), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _typed(text: str, block: Mapping[str, Any]) -> str | float | int | None:
    """Give numbers as numbers where the block asks for it, as in sheets that were reckoned with."""
    if not text:
        return None
    if not block.get("numbers") or not NUMBER.fullmatch(text):
        return text
    plain = text.replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def as_html(entry: Mapping[str, Any]) -> bytes:
    """Write a document as HTML, with merged cells."""
    body = "".join(
        "".join(_html_paragraph(one.strip()) for one in block["text"].strip().split("\n\n"))
        if "text" in block
        else _html_table(block["table"])
        for block in entry["block"]
    )
    page = f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"></head><body>{body}</body></html>'
    return page.encode()


def _html_paragraph(text: str) -> str:
    words = html.escape(" ".join(line.lstrip("=# ") for line in text.splitlines()))
    tag = {"#": "h2", "=": "h1"}.get(text[0], "p")
    return f"<{tag}>{words}</{tag}>\n"


def _html_table(drawn: str) -> str:
    rows: dict[int, list[str]] = {row: [] for row in range(len(drawn.strip().splitlines()))}
    for cell in drawn_cells(drawn):
        spans = "".join(
            f' {name}="{size}"' for name, size in (("rowspan", cell.high), ("colspan", cell.wide)) if size > 1
        )
        rows[cell.row].append(f"<td{spans}>{'<br>'.join(html.escape(line) for line in cell.lines)}</td>")
    return "<table>" + "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows.values()) + "</table>\n"
