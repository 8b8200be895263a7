"""The styles of the Word edition, made by code, and small parts of Word's format."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import pypandoc
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

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
# What follows the shade of a paragraph in the order of Word's schema.
AFTER_SHADE = ("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


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
    shade = element("w:shd", val="clear", color="auto", fill="F0F0F0")
    box.element.get_or_add_pPr().insert_element_before(shade, *AFTER_SHADE)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.different_first_page_header_footer = True
    field(section.footer.paragraphs[0], "PAGE")
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    section.header.paragraphs[0].text = title
    return document_bytes(document, 0)


def field_start(paragraph: Paragraph, code: str) -> None:
    """Open a field, such as a page number, that the program fills when it opens the document."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="begin", dirty="true"))
    text = element("w:instrText")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = f" {code} "
    paragraph.add_run()._r.append(text)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="separate"))


def field(paragraph: Paragraph, code: str) -> None:
    """Write a whole field with a dash until the program fills it."""
    field_start(paragraph, code)
    paragraph.add_run("–")
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def _style(document: Document, name: str) -> Any:
    return next(style for style in document.styles if style.name == name)


def element(tag: str, **attributes: str) -> Any:
    """Return an XML element of Word's own namespace, for example ``w:shd``."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def document_bytes(document: Document, epoch: int) -> bytes:
    """Return the document as bytes with fixed dates."""
    date = datetime.fromtimestamp(epoch, UTC)
    document.core_properties.created = document.core_properties.modified = date
    loose, fixed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
