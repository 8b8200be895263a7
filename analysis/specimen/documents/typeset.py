"""Setting a document as PDF by typst, and asking typst on which page each mark came to stand."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import typst

from analysis.errors import BuildError
from analysis.specimen.documents.blocks import Cell, Document, Grid, Heading, Mark, Paragraph, Runs, Section
from analysis.specimen.documents.marks import NOTICE, TIMESTAMP
from analysis.specimen.documents.printing import turn_pages

__all__ = ["set_pdf"]

PREAMBLE = """
#let t(n) = [#metadata(n)<t>]
#set document(title: TITLE, author: "Spesimen pelayanan")
#set page(paper: "a4", margin: (x: 2.4cm, top: 2.6cm, bottom: 2.4cm),
  header: text(size: 8pt, fill: luma(35%))[HEAD #h(1fr) Kabupaten Contoh],
  footer: text(size: 7.5pt, fill: luma(35%))[NOTICE #h(1fr) #context counter(page).display()])
#set text(font: "FONT", size: 11pt, lang: "id", hyphenate: false)
#set par(justify: true, leading: 0.72em, spacing: 1.1em)
#set table(stroke: 0.5pt + luma(30%), inset: 3.2pt)
#show heading.where(level: 1): it => { pagebreak(weak: true)
  align(center, text(size: 14pt, upper(it.body)))
  v(1em) }
#show heading: set par(justify: false)
#show heading.where(level: 2): set text(size: 12pt)
#show heading.where(level: 3): set text(size: 11pt)
"""
CLOSE = """
#context [#metadata((query(<t>).map(it => (it.value, it.location().page())),
  query(<turned>).map(it => it.location().page())))<pages>]
"""
TURNED = """
#page(margin: (x: 2cm, y: 1.5cm))[#metadata(0)<turned>#rotate(-90deg, reflow: true, box(width: 25cm)[
BODY
])]
"""
SPECIAL = re.compile(r"""([\\#$*_`<>@=~\[\]/"'+-])""")
VOWEL_BREAK = re.compile(r"(?<=[aiueo])(?=[bcdfghjklmnpqrstvwyz][aiueo])")
LONG_WORD = re.compile(r"\b[a-z]{9,}\b")


def set_pdf(document: Document, printed: Callable[[str], str] = str) -> tuple[bytes, dict[int, int]]:
    """Set a document as PDF; the same document gives the same bytes.

    Parameters
    ----------
    document : Document
        What is set.
    printed : callable
        What the printer makes of running text, for example ``lose_ligatures``.

    Returns
    -------
    pdf : bytes
    pages : dict of int to int
        Number of a mark to the page, counted from 1, on which its first word stands.

    Raises
    ------
    BuildError
        Typst refuses the text.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.typ"  # a question to typst needs a file
        source.write_text(_source(document, printed), encoding="utf-8", newline="\n")
        return _compiled(source, document.id)


def _compiled(source: Path, name: str) -> tuple[bytes, dict[int, int]]:
    try:
        compiler = typst.Compiler(str(source), ignore_system_fonts=True)
        pdf = cast(bytes, compiler.compile(format="pdf", timestamp=TIMESTAMP, pdf_tags=False))
        marks, turned = json.loads(compiler.query("<pages>", field="value", one=True))
    except (typst.TypstError, RuntimeError) as error:
        raise BuildError(f"The specimen document {name} cannot be set: {error}") from None
    pages = {int(number): int(page) for number, page in marks}
    return turn_pages(pdf, [int(page) for page in turned]) if turned else pdf, pages


def _source(document: Document, printed: Callable[[str], str]) -> str:
    writer = _Writer(printed)
    head = (
        PREAMBLE.replace("FONT", document.font)
        .replace("TITLE", json.dumps(document.cover[0]))
        .replace("NOTICE", NOTICE)
    )
    parts = [head.replace("HEAD", _plain(document.running_head)), _cover(document)]
    parts += [writer.section(section) for section in document.sections]
    return "".join([*parts, CLOSE])


def _cover(document: Document) -> str:
    lines = [
        f'#text(size: {18 if place == 0 else 13}pt, weight: "bold")[{_plain(line)}]'
        for place, line in enumerate(document.cover)
    ]
    body = " #v(1.2em) ".join(lines)
    notice = f"#v(1fr) #text(size: 10pt)[{_plain(NOTICE)}]"
    return f"#align(center)[#set par(justify: false)\n#v(5cm) {body} {notice}]\n#pagebreak()\n"


class _Writer:
    """Writes blocks as typst source and numbers the marks as ``placed_marks`` does."""

    def __init__(self, printed: Callable[[str], str]) -> None:
        self.printed = printed
        self.number = 0

    def section(self, section: Section) -> str:
        if section.pages == "rotated":
            return "".join(TURNED.replace("BODY", self.block(block)) for block in section.blocks)
        body = "\n\n".join(self.block(block) for block in section.blocks)
        if (
            section.pages != "portrait"
        ):  # the section's own page is break enough for the heading that opens it
            body = (
                "#show heading.where(level: 1): it => align(center, text(size: 14pt, upper(it.body)))\n"
                + body
            )
        if section.pages == "landscape":
            return f"\n#page(flipped: true, margin: (x: 1.5cm, y: 2cm))[\n{body}\n]\n"
        if section.pages == "two-columns":
            return f"\n#page(columns: 2)[\n#set text(size: 10pt)\n{body}\n]\n"
        return f"\n{body}\n"

    def block(self, block: Heading | Paragraph | Grid) -> str:
        if isinstance(block, Heading):
            return f"#heading(level: {block.level})[{_plain(self.printed(block.text))}]"
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        return self.grid(block)

    def paragraph(self, block: Paragraph) -> str:
        text = self.runs(block.runs, hyphenate=True)
        if block.item:
            return f"#grid(columns: (1.8em, 1fr), [{_plain(block.item)}], [{text}])"
        if block.style == "centred":
            return f"#align(center)[{text}]"
        if block.style == "small":
            return f"#text(size: 8pt)[{text}]"
        if block.style == "signature":
            return f"#align(right, block(width: 45%, align(center)[#set par(justify: false)\n{text}]))"
        return f"#par[{text}]"

    def grid(self, grid: Grid) -> str:
        widths = ", ".join(f"{width:g}fr" for width in grid.widths)
        head = ", ".join(self.cell(cell, head=True) for row in grid.head for cell in row)
        rows = ",\n".join(", ".join(self.cell(cell) for cell in row) for row in grid.rows)
        title = f"#align(center, strong[{_plain(self.printed(grid.title))}])\n" if grid.title else ""
        note = f"\n#text(size: 8pt)[{_plain(grid.note)}]" if grid.note else ""
        header = f"table.header({head}),\n" if head else ""
        table = f"#table(columns: ({widths},), {header}{rows})"
        style = f"#set text(size: {grid.size:g}pt)\n#set par(justify: false, leading: 0.5em)"
        return f"{title}#[{style}\n{table}]{note}"

    def cell(self, cell: Cell, *, head: bool = False) -> str:
        text = self.runs(cell.runs)
        body = f"#strong[{text}]" if (head or cell.bold) and text.strip() else text
        align = "center + horizon" if head else cell.align
        return f"table.cell(rowspan: {cell.rows}, colspan: {cell.columns}, align: {align})[{body}]"

    def runs(self, runs: Runs, *, hyphenate: bool = False) -> str:
        return "".join(self.run(run, hyphenate) for run in runs)

    def run(self, run: str | Mark, hyphenate: bool) -> str:
        if isinstance(run, str):
            text = self.printed(run)
            return _hyphenated(text) if hyphenate else _plain(text)
        number, self.number = self.number, self.number + 1
        text = self.printed(run.text)
        first, space, rest = text.partition(" ")  # the tag sticks to the first word, whose page counts
        return f"{_plain(first)}#t({number}){_after(space + rest)}"


def _after(text: str) -> str:
    return f";{_plain(text)}" if text[:1] in ("(", "[", ".") else _plain(text)


def _plain(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text).replace("\n", " \\\n")


def _hyphenated(text: str) -> str:
    """Let long words break between syllables, as a word processor with Indonesian hyphenation does."""
    return "".join(_syllables(part) for part in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    place = 0
    for found in LONG_WORD.finditer(text):
        yield text[place : found.start()], False
        yield found.group(), True
        place = found.end()
    yield text[place:], False


def _syllables(part: tuple[str, bool]) -> str:
    text, long = part
    if not long:
        return _plain(text)
    first, *middle, last = VOWEL_BREAK.split(text) if VOWEL_BREAK.search(text) else ("", text)
    return "".join([first, *(f"-?{piece}" for piece in middle), last])
