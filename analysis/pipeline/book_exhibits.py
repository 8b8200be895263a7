"""Exhibits on their way into the book: captions with source and data link, tables that fit a phone."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag

from analysis.errors import BuildError
from analysis.pipeline.book_numbers import KINDS, Listed, Numbering

EXHIBIT_MIME = "application/vnd.pelayanan.exhibit+json"
SHOWN_MIMES = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
)
SENTENCE, WORDS_LENGTH = 60, 18  # characters from which a column holds sentences, or more than a word


def finish_notebook(
    notebook: Mapping[str, Any],
    slug: str,
    chapter: str,
    numbering: Numbering,
) -> tuple[dict[str, Any], list[Listed]]:
    """Number the exhibits of a page notebook, complete their captions and hide everything else.

    Parameters
    ----------
    notebook : mapping
        A notebook (format 4). An exhibit carries its record beside its picture or table, as output of type
        ``application/vnd.pelayanan.exhibit+json``.
    slug, chapter : str
        File name and title of the chapter.
    numbering : Numbering
        Where the count stands; it moves on.

    Returns
    -------
    (dict, list of Listed)
        A new notebook with hidden code, and its lines for the list of exhibits.

    Raises
    ------
    BuildError
        If an exhibit has no record, no caption or (a figure) no alt text.
    """
    page = copy.deepcopy(dict(notebook))
    listed: list[Listed] = []
    for place, cell in enumerate(page["cells"]):
        if cell["cell_type"] != "code":
            continue
        record = _record(cell, f"chapter '{slug}', cell {place + 1}")
        if record is not None:
            line = _line(record, slug, chapter, numbering)
            dress = _dress_figure if line.kind == "figure" else _dress_table
            dress(cell, record, line)
            listed.append(line)
        _hide_code(cell)
    return page, listed


def _record(cell: Mapping[str, Any], where: str) -> Mapping[str, Any] | None:
    given = [out["data"][EXHIBIT_MIME] for out in cell["outputs"] if EXHIBIT_MIME in out.get("data", {})]
    pictures = [out for out in cell["outputs"] if any(m.startswith("image/") for m in out.get("data", {}))]
    if not given:
        if not pictures and not any('class="exhibit"' in _html(out) for out in cell["outputs"]):
            return None
        raise BuildError(f"{where}: a figure or table without a record. Show it with `Chapter.show`.")
    record: Mapping[str, Any] = given[0]
    for key in ("id", "kind", "title", "source", "function") + (
        ("alt",) if record["kind"] == "figure" else ()
    ):
        if not str(record.get(key, "")).strip():
            raise BuildError(f"{where}: the exhibit '{record.get('id', '?')}' has no {key}. Give it one.")
    return record


def _line(record: Mapping[str, Any], slug: str, chapter: str, numbering: Numbering) -> Listed:
    kind, id = str(record["kind"]), str(record["id"])
    if kind not in KINDS:
        raise BuildError(f"chapter '{slug}': the exhibit '{id}' is a '{kind}'; expected figure or table.")
    return Listed(
        number=numbering.next(kind),
        id=id,
        kind=kind,
        title=str(record["title"]).rstrip("."),
        slug=slug,
        chapter=chapter,
        anchor=f"{'fig' if kind == 'figure' else 'tab'}-{id}-{slug}",
        data=f"exhibits/{slug}/{id}.csv",
        source=str(record["source"]),
        function=str(record["function"]),
        link=numbering.words["data"],
    )


def _caption(record: Mapping[str, Any], line: Listed) -> str:
    """Return the caption as HTML: number and title, how to read it, source, link to the data."""
    reading = str(record.get("caption", "")).strip()
    parts = [
        f"<strong>{line.number}. {escape(line.title, quote=False)}.</strong>",
        escape(reading, quote=False),
        f'<span class="source">{escape(line.source, quote=False)}</span>',
        f'<a class="twin" href="../{line.data}" download>{line.link}</a>',
    ]
    return " ".join(part for part in parts if part)


def _dress_figure(cell: dict[str, Any], record: Mapping[str, Any], line: Listed) -> None:
    """Turn the picture into an HTML figure; the picture itself stays an image file of the page."""
    # Characters that Markdown would read are written as HTML entities, so that a title shows as it is.
    caption = re.sub(r"([*_`\[\]$\\{}])", lambda found: f"&#{ord(found[1])};", _caption(record, line))
    cell["metadata"]["mystnb"] = {
        "image": {"alt": str(record["alt"]), "classes": "exhibit"},
        "figure": {"caption": caption, "name": line.anchor, "align": "left"},
    }


def _dress_table(cell: dict[str, Any], record: Mapping[str, Any], line: Listed) -> None:
    """Wrap the table in a figure with a caption above it and a box that scrolls sideways on a phone."""
    for out in cell["outputs"]:
        soup = BeautifulSoup(_html(out), "html.parser")
        table = soup.find("table")
        if table is None:
            continue
        if table.caption is not None:
            table.caption.decompose()
        for heading in table.select("thead th"):
            heading["scope"] = "col"
        _mark_long_columns(table)
        name = escape(f"{line.number}. {line.title}")
        out["data"]["text/html"] = (
            f'<figure class="exhibit" id="{line.anchor}">\n'
            f"<figcaption>{_caption(record, line)}</figcaption>\n"
            f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{table}</div>\n</figure>'
        )
        return
    raise BuildError(
        f"chapter '{line.slug}': the table '{line.id}' has no HTML table. Show it with its cells."
    )


def _mark_long_columns(table: Tag) -> None:
    """Mark the cells of columns with sentences, so that a narrow screen keeps them readable and scrolls."""
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
    for column in zip(*rows, strict=False):
        longest = max(len(cell.get_text(" ", strip=True)) for cell in column[1:]) if column[1:] else 0
        width = "sentences" if longest > SENTENCE else "words" if longest > WORDS_LENGTH else ""
        for cell in column if width else ():
            cell["class"] = [*(cell.get("class") or []), width]


def _html(output: Mapping[str, Any]) -> str:
    return _joined(output.get("data", {}).get("text/html", ""))


def _joined(text: object) -> str:
    """Return a notebook's text, which may be stored as a list of lines."""
    return "".join(text) if isinstance(text, list) else str(text)


def _hide_code(cell: dict[str, Any]) -> None:
    """Hide the code, drop outputs that only machines read, and forget when it ran."""
    tags = dict.fromkeys([*cell["metadata"].get("tags", []), "remove-input"])
    mystnb = cell["metadata"].get("mystnb")
    cell["metadata"] = {"tags": list(tags)} | ({"mystnb": mystnb} if mystnb else {})
    cell["execution_count"] = None
    kept = []
    for out in cell["outputs"]:
        if "data" in out:
            out["data"] = {mime: out["data"][mime] for mime in SHOWN_MIMES if mime in out["data"]}
            if set(out["data"]) <= {"text/plain"}:
                continue
            out["metadata"] = {}
        kept.append(out)
    cell["outputs"] = kept
