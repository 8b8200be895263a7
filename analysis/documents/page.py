"""What reading gives and finding takes: a page with its text, its words with positions, and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Box = tuple[float, float, float, float]
How = Literal["text", "ocr", "unread"]


class Word(NamedTuple):
    """A word as it stands on the page; a named tuple because a long document has a million of them.

    ``page.text[word.start:]`` begins with ``word.text``. A word divided at the end of a line stands in the
    text as one and is two words here, one after the other without a space, each with its own box.

    Attributes
    ----------
    text : str
        As printed: ligature characters written out (``fi``), lost ligatures left as they are.
    start : int
        Where it begins in the text of its page.
    box : tuple of float or None
        Left, top, right, bottom in points from the upper left corner of the page as a reader sees it (after
        rotation); ``None`` where the format has no positions (DOCX, HTML, XLSX, plain text).
    """

    text: str
    start: int
    box: Box | None = None


class Cell(NamedTuple):
    """A cell of a table, a named tuple as a word is; a merged cell stands once, with how far it reaches.

    Attributes
    ----------
    row, column : int
        From 0, of its upper left corner.
    text : str
        Lines of the cell joined by a space, hyphenation mended.
    box : tuple of float or None
        As for a word.
    rows, columns : int
        How many rows and columns it covers.
    """

    row: int
    column: int
    text: str
    box: Box | None = None
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page.

    Attributes
    ----------
    cells : tuple of Cell
        In reading order.
    box : tuple of float or None
        Of the whole table.
    continues : bool
        Whether it goes on from the last table of the page before, under the same columns.
    """

    cells: tuple[Cell, ...]
    box: Box | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document.

    Attributes
    ----------
    number : int
        From 1, as a reader of the file counts. A sheet of a workbook is a page; a document without pages
        (HTML, plain text, DOCX) is cut at its page breaks or else into pages of a stated length.
    text : str
        Running text in reading order, one paragraph a line: columns one after the other, headers, footers
        and page numbers removed, hyphenation at line ends mended. Text of tables is part of it, a row a
        line, with a tab between the cells that are not empty.
    words : tuple of Word
        In the order of the text.
    tables : tuple of PageTable
        From top to bottom.
    width, height : float
        In points as a reader sees the page; 0 where the format has none.
    how : str
        ``text``, ``ocr`` (recognised from a picture) or ``unread``.
    problem : str
        Why the page is unread, or what is doubtful about it; empty where nothing is.
    margins : tuple of str
        The headers, footers and page numbers that were removed from the text, from top to bottom.
    """

    number: int
    text: str
    words: tuple[Word, ...] = ()
    tables: tuple[PageTable, ...] = ()
    width: float = 0.0
    height: float = 0.0
    how: How = "text"
    problem: str = ""
    margins: tuple[str, ...] = ()
