"""Written documents set as PDF: ruled and unruled tables, forms, columns, landscape pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import typst

from benchmarks.field.drawn import Drawn, drawn_cells, width_of

__all__ = ["set_pdf"]

LOOK = {"paper": "a4", "size": 10, "font": "Libertinus Serif", "margin": "2cm", "head": "", "foot": ""}
STROKES = {
    "ruled": "0.5pt",
    "plain": "none",
    "lines": "(x: none, y: 0.5pt)",
    "columns": "(x: 0.5pt, y: none)",
}


def set_pdf(entry: Mapping[str, Any]) -> bytes:
    """Set a written document as PDF; the same document always gives the same pages."""
    look = LOOK | entry.get("look", {})
    body = "\n".join(_block(block, look) for block in entry["block"])
    return bytes(typst.compile((_start(look) + body).encode()))


def _start(look: Mapping[str, Any]) -> str:
    head = f"header: align(center, text(size: 8pt)[{_said(look['head'])}])," if look["head"] else ""
    foot = f"{_said(look['foot'])} #context counter(page).display()"
    return (
        "#set document(date: none)\n"
        f'#set page(paper: "{look["paper"]}", margin: {look["margin"]}, {head}'
        f" footer: align(right, text(size: 8pt)[{foot}]))\n"
        f'#set text(font: "{look["font"]}", size: {look["size"]}pt, lang: "id", hyphenate: false)\n'
    )


def _block(block: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    before = "#pagebreak(weak: true)\n" if block.get("new_page") else ""
    if "flipped" in block:
        before += f"#set page(flipped: {str(block['flipped']).lower()})\n"
    if "text" in block:
        body = "\n\n".join(_paragraph(one) for one in block["text"].strip().split("\n\n"))
        if block.get("columns"):
            body = f"#columns({block['columns']})[{body}]"
        return before + body
    return before + _table(block, look)


def _paragraph(text: str) -> str:
    """Set a paragraph; ``#`` makes it a heading, ``=`` a centred title, line ends are kept."""
    lines = text.strip().splitlines()
    if lines[0].startswith("#"):
        return f"#block[#strong[{_said(text.strip().lstrip('#').strip())}]]"
    if lines[0].startswith("="):
        return "#align(center)[#strong[" + " \\ ".join(_said(one.lstrip("= ")) for one in lines) + "]]"
    return f"#par(justify: true)[{' '.join(_said(one) for one in lines)}]"


def _said(text: str) -> str:
    """Give text as a literal, so that no sign in it means anything to the setter."""
    return f"#{json.dumps(text, ensure_ascii=False)};"


def _table(block: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    drawn, count = block["table"], width_of(block["table"])
    widths = block.get("widths") or [1] * count
    columns = ", ".join(f"{one}fr" if isinstance(one, int) else str(one) for one in widths)
    cells, top = list(drawn_cells(drawn)), block.get("top", 1)
    head = ", ".join(_cell(cell) for cell in cells if cell.row < top)
    rest = ", ".join(_cell(cell) for cell in cells if cell.row >= top)
    repeat = str(bool(block.get("repeat", True))).lower()
    first = f"table.header(repeat: {repeat}, {head})," if head else ""
    size = block.get("size", look["size"] - 1)
    breakable = str(bool(block.get("breakable", True))).lower()
    return (
        f"#[#set text(size: {size}pt); #set par(justify: false); #show table.cell: set block(breakable: "
        f"{breakable}); #table(columns: ({columns},), inset: {block.get('inset', 3)}pt, "
        f"align: left + top, stroke: {STROKES[block.get('rules', 'ruled')]}, {first} {rest})]"
    )


def _cell(cell: Drawn) -> str:
    body = " \\ ".join(_said(line) for line in cell.lines)
    spans = [f"{name}: {size}" for name, size in (("rowspan", cell.high), ("colspan", cell.wide)) if size > 1]
    return f"table.cell({', '.join(spans)})[{body}]" if spans else f"[{body}]"
