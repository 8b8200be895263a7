"""HTML by Beautiful Soup: text and tables; scripts and what is hidden are dropped, nothing is fetched."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import Comment, NavigableString

from analysis.documents import problems
from analysis.documents.formats.flowing import FlowingPages
from analysis.documents.page import Cell, Page
from analysis.errors import DocumentError
from analysis.messages import say

__all__ = ["html_pages"]

DROPPED = ("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "button")
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"),
    }
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MOST_SPAN = 1000
MOST_DEPTH = 400  # of tags in each other; a page of the web has some thirty


def html_pages(path: Path, notes: list[str]) -> Iterator[Page]:
    """Read an HTML file.

    Parameters
    ----------
    path : pathlib.Path
        The file; its encoding is as it declares, or found by Beautiful Soup.
    notes : list of str
        What is to be said about the document as a whole is added here.

    Yields
    ------
    Page
        Cut at a length. A table that holds other tables is taken for layout, not for a table.

    Raises
    ------
    DocumentError
        Tags in each other deeper than any page has them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(path.read_bytes(), "lxml")
    if _depth(soup) > MOST_DEPTH:
        raise DocumentError(
            say("Its tags lie in each other more than {most} deep. It is not read.", most=MOST_DEPTH)
        )
    if soup.find("script"):
        notes.append(problems.SCRIPTS)
    for tag in soup.find_all(DROPPED):
        tag.decompose()
    for tag in soup.find_all(_is_hidden):
        if not tag.decomposed:
            tag.decompose()
    pages = FlowingPages(problem=problems.ESTIMATED)
    for piece in _pieces(soup):
        if isinstance(piece, str):
            pages.paragraph(piece)
        else:
            pages.table(_rows(piece))
        yield from pages.take()
    pages.close()
    yield from pages.take()


def _depth(soup: Tag) -> int:
    deepest, stack = 0, [(soup, 0)]
    while stack:
        tag, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in tag.children if isinstance(child, Tag)]
    return deepest


def _is_hidden(tag: Tag) -> bool:
    style = tag.attrs.get("style", "") if tag.attrs else ""
    return bool(tag.attrs) and ("hidden" in tag.attrs or bool(HIDDEN.search(str(style))))


def _pieces(soup: Tag) -> Iterator[str | Tag]:
    """Give paragraphs and tables in order."""
    words: list[str] = []
    stack: list[Tag | NavigableString | None] = [soup]
    while stack:
        node = stack.pop()
        is_table = isinstance(node, Tag) and node.name == "table" and _holds_data(node)
        if node is None or is_table or (isinstance(node, Tag) and node.name in BLOCKS):
            if words:
                yield "".join(words)
            words = []
        if isinstance(node, Tag):
            if is_table:
                yield node
            else:
                ends = [None] if node.name in BLOCKS else []
                stack += [*ends, *reversed(list(node.children))]  # type: ignore[list-item]
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            words.append(str(node))
    if words:
        yield "".join(words)


def _holds_data(table: Tag) -> bool:
    rows = table.find_all("tr")
    return (
        not table.find("table") and len(rows) > 1 and any(len(row.find_all(["td", "th"])) > 1 for row in rows)
    )


def _rows(table: Tag) -> list[list[Cell]]:
    """Give the cells of each row, placed around cells that reach down from above."""
    taken: set[tuple[int, int]] = set()
    grid = []
    for number, row in enumerate(table.find_all("tr")):
        column, cells = 0, []
        for tag in row.find_all(["td", "th"]):
            while (number, column) in taken:
                column += 1
            rows, columns = _span(tag, "rowspan"), _span(tag, "colspan")
            if rows * columns > 1:
                taken |= {(number + r, column + c) for r in range(rows) for c in range(columns)}
            cells.append(Cell(number, column, " ".join(tag.get_text(" ").split()), None, rows, columns))
            column += columns
        grid.append(cells)
    return grid


def _span(tag: Tag, name: str) -> int:
    value = str(tag.attrs.get(name, "1")).strip()
    return min(max(int(value), 1), MOST_SPAN) if value.isdecimal() else 1
