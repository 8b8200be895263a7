"""A tiny book for the tests: two notebook pages, one that failed, three pages of prose, one formula."""

from __future__ import annotations

import base64
import json
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

from analysis.exhibits.record import EXHIBIT_MIME
from analysis.pipeline.book import Page, assemble

PROJECT = Path(__file__).resolve().parents[2]
ALT = "A line that rises from left to right."
RESULTS = {"national.gain": {"text": "1.7", "value": 1.71}, "national.members": {"text": "20", "value": 20}}
CONTENTS = """root: index
parts:
  - caption: Findings
    chapters: [summary]
  - caption: Regions
    pages: study
  - caption: Further regions
    pages: further
  - caption: Country
    pages: [comparison, national]
  - caption: Lists
    chapters: [exhibits]
"""
PROSE = {
    "index": "# A tiny book\n\nOpening words.\n\n## Three ways\n\n- one [way](summary.md)\n",
    "summary": "# Summary\n\nThe gain is {{ number('national.gain') }} points, so $a_1 = \\frac{b}{c}$.\n\n"
    "$$\nx = y\n$$\n\nSee [a page](https://example.org/page).\n",
    "exhibits": "# List\n\n| Number | Title |\n|---|---|\n{% for line in exhibits -%}\n"
    "| {{ line.number }} | {{ cell(line.title) }} |\n{% endfor %}\n",
}


def picture(shade: int) -> str:
    """Return a grey PNG of 8 by 8 pixels as base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade]) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return base64.b64encode(png).decode("ascii")


def record(id: str, kind: str, title: str) -> dict[str, str]:
    """Return an exhibit's record as a notebook leaves it."""
    return {
        "id": id,
        "kind": kind,
        "title": title,
        "caption": "Read it from left_to_right & for 100 % of *all*.",
        "alt": ALT,
        "source": "Source: a table (CC BY 4.0; official).",
        "function": "analysis.exhibits.example",
    }


def code_cell(data: dict[str, Any], exhibit: dict[str, str] | None) -> dict[str, Any]:
    """Return a code cell with one output and, where given, its exhibit record."""
    kept = data | ({EXHIBIT_MIME: exhibit} if exhibit else {})
    output = {"output_type": "display_data", "data": kept, "metadata": {}}
    return {
        "cell_type": "code",
        "id": "x",
        "metadata": {},
        "source": "show()",
        "execution_count": 1,
        "outputs": [output],
    }


def notebook(title: str, shade: int, columns: int = 3) -> dict[str, Any]:
    """Return a page notebook with a figure, a table and a box."""
    head = "".join(f'<th class="number">Column {n}</th>' for n in range(columns))
    row = "".join(f'<td class="number">{n}.5</td>' for n in range(columns))
    table = (
        f'<table class="exhibit"><caption>x</caption><thead><tr><th>Name</th>{head}</tr></thead>'
        f"<tbody><tr><td>Kota A &amp; B</td>{row}</tr></tbody></table>"
    )
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# {title}\n\nWords."},
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "## Outcomes\n\nMore words."},
        code_cell({"image/png": picture(shade)}, record("births", "figure", "A region's births, 2000-2016")),
        code_cell({"text/html": table}, record("facts", "table", "Facts [a_b] & more")),
        {
            "cell_type": "markdown",
            "id": "e",
            "metadata": {},
            "source": "```{admonition} Not supplied\n:class: missing\n\nThe file `a.csv` would fill it.\n```",
        },
    ]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def write_book(root: Path) -> Path:
    """Write the prose and the settings; the settings are those of the real book."""
    book = root / "book"
    (book / "_static").mkdir(parents=True)
    for name, text in PROSE.items():
        (book / f"{name}.md").write_text(text, encoding="utf-8")
    (book / "contents.yml").write_text(CONTENTS, encoding="utf-8")
    shutil.copy(PROJECT / "book" / "_config.yml", book)
    shutil.copy(PROJECT / "book" / "_static" / "report.css", book / "_static")
    return book


def write_pages(root: Path) -> list[Page]:
    """Write the page notebooks with their data twins; return the pages, a failed one among them."""
    pages = [Page("6172-kota-a", "study", "Kota A", None, "failed", "the table *panel* lacks\n a column.")]
    for shade, (slug, part, title) in enumerate(
        [("7322-kabupaten-b", "study", "Kabupaten B"), ("national", "national", "The country")]
    ):
        folder = root / "runs" / slug
        (folder / "exhibits").mkdir(parents=True)
        text = json.dumps(notebook(title, 100 + shade, columns=3 + 9 * shade))
        (folder / "page.ipynb").write_text(text, encoding="utf-8")
        for id in ("births", "facts"):
            (folder / "exhibits" / f"{id}.csv").write_text("a,b\n1,2\n", encoding="utf-8", newline="\n")
        pages.append(Page(slug, part, title, folder / "page.ipynb"))
    return pages


def assemble_tiny(root: Path, pages: list[Page] | None = None) -> Path:
    """Write and assemble the tiny book; return the folder of the assembled source."""
    book = write_book(root)
    source = root / "build" / "source"
    assemble(book, pages or write_pages(root), RESULTS, root / "runs", source)
    return source
