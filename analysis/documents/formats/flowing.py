"""Pages of a format without positions: paragraphs and tables collected, cut at page breaks or at a length."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.documents.page import Cell, Page, PageTable, Word

__all__ = ["PAGE_LENGTH", "FlowingPages", "words_of"]

PAGE_LENGTH = 3000  # characters: about an A4 page of running text
WORD = re.compile(r"\S+")


def words_of(text: str) -> tuple[Word, ...]:
    """Give the words of a text with their places in it."""
    return tuple(Word(match.group(), match.start()) for match in WORD.finditer(text))


class FlowingPages:
    """Pages as they fill; ``full`` holds those that are complete.

    Parameters
    ----------
    margins : tuple of str
        Headers and footers that the format keeps apart from its text.
    by_length : bool
        Cut at ``PAGE_LENGTH`` between two paragraphs or rows, because the file has no page breaks of its own.
    """

    def __init__(self, margins: tuple[str, ...] = (), *, by_length: bool = True, problem: str = "") -> None:
        self.full: list[Page] = []
        self.margins, self.by_length, self.problem = margins, by_length, problem
        self._number = 1
        self._lines: list[str] = []
        self._length = 0
        self._tables: list[PageTable] = []

    def paragraph(self, text: str) -> None:
        """Add a paragraph; blanks in a row count as one, and nothing is added for an empty one."""
        if self.by_length and self._length >= PAGE_LENGTH:
            self.end_page()
        self._line(" ".join(text.split()))

    def table(self, rows: Sequence[Sequence[Cell]], *, continues: bool = False) -> None:
        """Add a table, given row by row; where a page is full it goes on on the next, from row 0 again."""
        cells: list[Cell] = []
        first = rows[0][0].row if rows and rows[0] else 0
        for row in rows:
            if self.by_length and row and self._length >= PAGE_LENGTH:
                self._add_table(cells, first, continues)
                self.end_page()
                continues, cells, first = continues or bool(cells), [], row[0].row
            cells += row
            self._line("\t".join(cell.text for cell in row if cell.text))
        self._add_table(cells, first, continues)

    def _add_table(self, cells: list[Cell], first: int, continues: bool) -> None:
        moved = tuple(cell._replace(row=cell.row - first) for cell in cells) if first else tuple(cells)
        if moved:
            self._tables.append(PageTable(moved, continues=continues))

    def end_page(self) -> None:
        """Close the page; an empty one counts too, so that the numbers stay right."""
        text = "\n".join(self._lines)
        self.full.append(
            Page(
                self._number,
                text,
                words_of(text),
                tuple(self._tables),
                problem=self.problem if text else "",
                margins=self.margins,
            )
        )
        self._number += 1
        self._lines, self._tables, self._length = [], [], 0

    def end_page_if_filled(self) -> None:
        """Close the page unless nothing stands on it yet."""
        if self._lines or self._tables:
            self.end_page()

    def close(self) -> None:
        """Close the last page, if it holds anything or is the only one."""
        if self._lines or self._tables or self._number == 1:
            self.end_page()

    def take(self) -> list[Page]:
        """Give the complete pages and forget them."""
        full, self.full = self.full, []
        return full

    def _line(self, text: str) -> None:
        if text:
            self._lines.append(text)
            self._length += len(text) + 1
