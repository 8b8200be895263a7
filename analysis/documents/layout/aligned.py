"""Tables without ruled lines: pieces that stand under each other, with white strips between the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

from analysis.documents.layout.pieces import Line, Piece

__all__ = ["AlignedTable", "find_aligned"]

NARROWEST_STRIP = 5.0  # points of white between two columns
FEWEST_ROWS = 3  # with a piece in two columns or more
FEWEST_PAIRS = 5  # lines of a table of two columns without numbers, such as names and what they stand for
WIDEST_STEP = 3.0  # heights of a line between two rows of one table
SAME_PLACE = 3.0  # points between edges that stand under each other
ALIGNED = 0.6  # share of the pieces of a column that stand under each other
FILLED = 0.8  # share of a column that lines of running text fill
FEWEST_TEXT_LINES = 6
WORDS_OF_TEXT = 4.0  # words in a piece of running text, in the mean
NUMERIC = re.compile(
    r"(?:Rp\.?)?[\d.,%()\-+/<>\u2013\u2265\u2264*]*\d[\d.,%)]*|[-\u2013]+|n/?a", re.IGNORECASE
)
MARKER = re.compile(
    r"(?:[(]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|[-\u2013\u2022*o\u25aa>\u2713]|\d+(?:\.\d+)+\.?)"
)


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """Lines that form a table, and the strips of white that divide its columns.

    Attributes
    ----------
    lines : list of Line
        From top to bottom; a row of the table may take several.
    strips : list of (float, float)
        Left and right of the white between two columns.
    """

    lines: list[Line]
    strips: list[tuple[float, float]]

    def column(self, piece: Piece) -> int:
        """Give the column of a piece."""
        return sum(piece.left >= (left + right) / 2 for left, right in self.strips)

    def rows(self) -> list[list[tuple[int, Piece]]]:
        """Give the pieces of each row with their columns; a line that only continues a cell joins its row."""
        rows: list[list[tuple[int, Piece]]] = []
        for line in self.lines:
            placed = [(self.column(piece), piece) for piece in line.pieces]
            if rows and self._continues({column for column, _ in placed}, {column for column, _ in rows[-1]}):
                rows[-1] += placed
            else:
                rows.append(placed)
        return rows

    def _continues(self, columns: set[int], above: set[int]) -> bool:
        count = len(self.strips) + 1
        return columns < above and len(columns) <= max(1, count // 2) and (0 not in columns or count == 2)


def find_aligned(lines: list[Line], words: list[str]) -> list[AlignedTable]:
    """Find tables without ruled lines.

    Parameters
    ----------
    lines : list of Line
        The lines of a page that stand in no ruled table, from top to bottom, columns not divided yet.
    words : list of str
        The words of the page.

    Returns
    -------
    list of AlignedTable
        Columns of running text, lists with markers and tables of contents with leaders are none.
    """
    found: list[AlignedTable] = []
    start = 0
    while start < len(lines):
        if len(lines[start].pieces) < 2:
            start += 1
            continue
        grown = _grown(lines, start)
        if _is_table(grown, words):
            found.append(grown)
            start += len(grown.lines)
        else:  # a line with more pieces than this run has columns may begin another
            more = len(grown.strips) + 1
            run = range(start + 1, start + max(1, len(grown.lines)))
            start = next((at for at in run if len(lines[at].pieces) > more), max(run.stop, start + 1))
    return found


def _grown(lines: list[Line], start: int) -> AlignedTable:
    """Take further lines to a first one as long as white strips run through all of them."""
    strips = _gaps(lines[start])
    end = start + 1
    while end < len(lines) and strips:
        line, above = lines[end], lines[end - 1]
        if line.top - above.bottom > WIDEST_STEP * (above.bottom - above.top):
            break
        narrowed = _through(strips, line)
        if len(narrowed) < min(2, len(strips)):
            break
        strips, end = narrowed, end + 1
    while end > start + 1 and len(lines[end - 1].pieces) < 2 and not _inside(lines[end - 1], strips):
        end -= 1
    return AlignedTable(lines[start:end], _used(strips, lines[start:end]))


def _gaps(line: Line) -> list[tuple[float, float]]:
    pairs = zip(line.pieces, line.pieces[1:], strict=False)
    return [(a.right, b.left) for a, b in pairs if b.left - a.right >= NARROWEST_STRIP]


def _through(strips: list[tuple[float, float]], line: Line) -> list[tuple[float, float]]:
    """Narrow the strips to what the pieces of a further line leave white."""
    for piece in line.pieces:
        cut = []
        for left, right in strips:
            parts = [(left, min(right, piece.left)), (max(left, piece.right), right)]
            if piece.right <= left or piece.left >= right:
                parts = [(left, right)]
            cut += [(a, b) for a, b in parts if b - a >= NARROWEST_STRIP]
        strips = cut
    return strips


def _inside(line: Line, strips: list[tuple[float, float]]) -> bool:
    """Say whether a line of one piece goes on in a column that is not the first."""
    return bool(strips) and line.left >= strips[0][1]


def _used(strips: list[tuple[float, float]], lines: list[Line]) -> list[tuple[float, float]]:
    """Keep the strips that divide something: two strips without a piece between them are one."""
    pieces = [piece for line in lines for piece in line.pieces]
    kept: list[tuple[float, float]] = []
    for left, right in strips:
        if not kept or any(kept[-1][1] <= piece.left and piece.right <= left for piece in pieces):
            kept.append((left, right))
        elif right - left > kept[-1][1] - kept[-1][0]:
            kept[-1] = (left, right)
    return kept


def _is_table(table: AlignedTable, words: list[str]) -> bool:
    if sum(len(line.pieces) >= 2 for line in table.lines) < FEWEST_ROWS or not table.strips:
        return False
    columns: list[list[Piece]] = [[] for _ in range(len(table.strips) + 1)]
    for line in table.lines:
        for piece in line.pieces:
            columns[table.column(piece)].append(piece)
    if any(len(column) < 2 for column in columns):
        return False
    texts = [[words[piece.first : piece.last] for piece in column] for column in columns]
    if all(_runs_on(column) for column in columns):
        return False
    if len(columns) > 2:
        return all(_aligned(column, (0, 1, 2)) for column in columns[1:-1])
    if _share(texts[0], MARKER) > 0.5:
        return False
    if _share(texts[1], NUMERIC) > 0.6:
        return True
    short = all(_words(column) < WORDS_OF_TEXT for column in columns)
    return short and len(table.lines) >= FEWEST_PAIRS and _aligned(columns[1], (0,), 0.8)


def _aligned(column: list[Piece], edges: tuple[int, ...], share: float = ALIGNED) -> bool:
    """Say whether most pieces begin (edge 0), end (1) or have their middle (2) at the same place."""
    places = [(piece.left, piece.right, (piece.left + piece.right) / 2) for piece in column]
    for edge in edges:
        middle = median(place[edge] for place in places)
        if sum(abs(place[edge] - middle) <= SAME_PLACE for place in places) >= share * len(column):
            return True
    return False


def _words(column: list[Piece]) -> float:
    return sum(piece.last - piece.first for piece in column) / len(column)


def _share(texts: list[list[str]], pattern: re.Pattern[str]) -> float:
    return sum(all(map(pattern.fullmatch, text)) for text in texts) / len(texts)


def _runs_on(column: list[Piece]) -> bool:
    """Say whether a column reads as running text: many words in a piece, lines as wide as the column."""
    width = max(piece.right for piece in column) - min(piece.left for piece in column)
    filled = sum(piece.right - piece.left for piece in column) / (width * len(column) or 1)
    return len(column) >= FEWEST_TEXT_LINES and filled >= FILLED and _words(column) >= WORDS_OF_TEXT
