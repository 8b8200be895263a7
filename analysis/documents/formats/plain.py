"""Plain text: its encoding found, its lines laid out as on a page of letters of one width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.documents import problems
from analysis.documents.layout.arranging import arrange
from analysis.documents.layout.composing import compose
from analysis.documents.layout.raw import RawPage
from analysis.documents.layout.words import normal
from analysis.documents.page import Page
from analysis.errors import DocumentError
from analysis.messages import say

__all__ = ["decoded", "text_pages"]

LINES = 60  # of a page where the file has no form feeds
LETTER, HEIGHT, STEP = 6.0, 11.0, 12.0  # points of a letter of a typewriter, and from line to line
WORD = re.compile(r"\S+")
LONG = re.compile(r"([^\n]{2000}\S*)[^\S\n]+")  # of a line that no program has broken


def decoded(content: bytes) -> str:
    """Decode text: UTF-8, UTF-16 (with or without mark), else Windows-1252.

    Raises
    ------
    DocumentError
        None of these.
    """
    for codec in _codecs(content):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DocumentError(
        say("It is text in no encoding known here (UTF-8, UTF-16, Windows-1252). Save it as UTF-8.")
    )


def _codecs(content: bytes) -> tuple[str, ...]:
    """Give the encodings to try; UTF-16 shows by its mark, or by the zeros that Latin letters have in it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = content[:1000]
    for codec, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros and zeros.count(0) > 0.8 * len(zeros):
            return (codec,)
    return ("utf-8-sig", "cp1252")


def text_pages(path: Path, notes: list[str]) -> Iterator[Page]:
    """Read a plain text file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    notes : list of str
        As for the other formats; nothing is added.

    Yields
    ------
    Page
        Cut at form feeds, else every sixty lines; each then says that its number is estimated. Lines that
        were broken at a width are joined to paragraphs, and columns set with blanks become tables.

    Raises
    ------
    DocumentError
        An unknown encoding.
    """
    text = decoded(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n").expandtabs(8)
    text = LONG.sub(r"\1\n", text)
    own = "\f" in text
    number = 1
    for sheet in text.rstrip("\f\n").split("\f"):
        lines = sheet.split("\n")
        parts = [lines] if own else [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
        for part in parts:
            page = _page(number, part)
            yield replace(page, problem="" if own or not page.text else problems.ESTIMATED)
            number += 1


def _page(number: int, lines: list[str]) -> Page:
    found = [(row, match) for row, line in enumerate(lines) for match in WORD.finditer(line)]
    width = LETTER * max(map(len, lines), default=0)
    raw = RawPage(number, width, STEP * len(lines))
    if found:
        raw.words = [normal(match.group()) for _, match in found]
        rows = np.array([row for row, _ in found])
        spans = np.array([match.span() for _, match in found]) * LETTER
        raw.boxes = np.column_stack([spans[:, 0], rows * STEP, spans[:, 1], rows * STEP + HEIGHT])
        raw.breaks = np.append(True, np.diff(rows) > 0)
        raw.sideways = np.zeros(len(found), dtype=bool)
    page = compose(arrange(raw))
    words = tuple(word._replace(box=None) for word in page.words)
    tables = tuple(
        replace(table, box=None, cells=tuple(cell._replace(box=None) for cell in table.cells))
        for table in page.tables
    )
    return replace(page, words=words, tables=tables, width=0.0, height=0.0)
