"""Tables without ruled lines: pieces that stand under each other, with white strips between the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from analysis.documents.layout.aligned_heads import head_lines
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
MOST_HEAD = 10  # lines from the first of a head to a line that is full
MOST_LOST = 1  # columns of the fullest line that others need not have
MOST_WIDE = 2  # pieces of a line that reaches over columns
COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?(?:=.*)?")
YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
NUMERIC = re.compile(
    r"(?:Rp\.?)?[\d.,%()\-+/<>\u2013\u2265\u2264*]*\d[\d.,%)]*|[-\u2013]+|n/?a", re.IGNORECASE
)
BEGINS = re.compile(r"\W|\d|(?:program|kegiatan|urusan|bidang|sasaran|tujuan|misi)\b", re.IGNORECASE)
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
    head : list of Line
        Lines above that are heads of the columns, some of them over several.
    wide : frozenset of int
        Which of the lines reach over columns, as the name of a part of the table does.
    """

    lines: list[Line]
    strips: list[tuple[float, float]]
    head: list[Line] = field(default_factory=list)
    wide: frozenset[int] = frozenset()

    @property
    def edges(self) -> list[float]:
        """Edges of the columns."""
        left, right = min(line.left for line in self.lines), max(line.right for line in self.lines)
        return [left, *((a + b) / 2 for a, b in self.strips), right]

    def column(self, piece: Piece) -> int:
        """Give the column of a piece."""
        return sum(piece.left >= (left + right) / 2 for left, right in self.strips)

    def rows(self, words: list[str], widths: Sequence[float]) -> list[list[tuple[int, Piece]]]:
        """Give the pieces of each row with their columns; a line that only continues a cell joins its row.

        Parameters
        ----------
        words, widths
            Of the page, and how wide each of them is.
        """
        ends = self._ends()
        rows: list[list[tuple[int, Piece]]] = []
        for number, line in enumerate(self.lines):
            placed = [(self.column(piece), piece) for piece in line.pieces]
            if number in self.wide:
                rows.append(placed)
            elif (
                rows
                and number - 1 not in self.wide
                and (
                    self._continues({column for column, _ in placed}, {column for column, _ in rows[-1]})
                    or _wraps(placed, rows[-1], ends, words, widths)
                )
            ):
                rows[-1] += placed
            else:
                rows.append(placed)
        return rows

    def _ends(self) -> dict[int, float]:
        """Return how far to the right the pieces of each column reach."""
        ends: dict[int, float] = {}
        for number, line in enumerate(self.lines):
            for piece in line.pieces if number not in self.wide else ():
                column = self.column(piece)
                ends[column] = max(ends.get(column, piece.right), piece.right)
        return ends

    def _continues(self, columns: set[int], above: set[int]) -> bool:
        count = len(self.strips) + 1
        return columns < above and len(columns) <= max(1, count // 2) and (0 not in columns or count == 2)


def _wraps(
    placed: list[tuple[int, Piece]],
    row: list[tuple[int, Piece]],
    ends: dict[int, float],
    words: list[str],
    widths: Sequence[float],
) -> bool:
    """Say whether a line without numbers goes on in cells of a row with numbers.

    In the first column it does where its first word had no room on the line before and is not what a row
    begins with (a number, a bullet, Program).
    """
    above = {column: piece for column, piece in row}
    if not {column for column, _ in placed} <= set(above):
        return False
    if any(_is_numeric(piece, words) for _, piece in placed):
        return False
    if not any(column and _is_numeric(piece, words) for column, piece in row):
        return False
    first = next((piece for column, piece in placed if column == 0), None)
    if first is None or len(above) < FEWEST_ROWS:
        return first is None
    full = above[0].right + widths[first.first] > ends[0]
    return full and not BEGINS.match(words[first.first])


def _is_numeric(piece: Piece, words: list[str]) -> bool:
    return all(NUMERIC.fullmatch(word) for word in words[piece.first : piece.last])


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
    start = free = 0  # lines before `free` are taken
    while start < len(lines):
        if len(lines[start].pieces) < 2:
            start += 1
            continue
        grown = _grown(lines, start)
        at = _fullest(lines, start, grown, words)
        table = None if at is None else _around(lines, free, at, words)
        if table is None and _is_table(grown, words):
            head = head_lines(
                lines[free:start], grown.lines[0], (grown.edges[0], grown.edges[-1]), grown.strips, words
            )
            table = replace(grown, head=head)
        if table is not None:
            found.append(table)
            start = free = _after(lines, table, start)
        else:  # a line with more pieces than this run has columns may begin another
            more = len(grown.strips) + 1
            run = range(start + 1, start + max(1, len(grown.lines)))
            start = next((at for at in run if len(lines[at].pieces) > more), max(run.stop, start + 1))
    return found


def _after(lines: list[Line], table: AlignedTable, start: int) -> int:
    """Return which line follows a table."""
    last = table.lines[-1]
    return next(at for at in range(start, len(lines)) if lines[at] is last) + 1


def _fullest(lines: list[Line], start: int, grown: AlignedTable, words: list[str]) -> int | None:
    """Return the line nearby that has most pieces, if it has more than a run has columns.

    The heads of a table, and the names of its parts, may lie over the white between its columns.
    """
    end = start + 1
    while end < min(start + MOST_HEAD + len(grown.lines), len(lines)) and _follows(lines, end):
        end += 1
    numbered = [_numbers_columns(line, words) for line in lines[start:end]]
    at = max(range(start, end), key=lambda one: (len(lines[one].pieces), not numbered[one - start], -one))
    return at if len(lines[at].pieces) > len(grown.strips) + 1 else None


def _follows(lines: list[Line], at: int) -> bool:
    above = lines[at - 1]
    return lines[at].top - above.bottom <= WIDEST_STEP * (above.bottom - above.top)


def _around(lines: list[Line], free: int, at: int, words: list[str]) -> AlignedTable | None:
    """Take lines below and above a line of many pieces, and the heads over them; none if it is no table."""
    strips = _gaps(lines[at])
    least = max(2, len(strips) - MOST_LOST)
    end, wide = at + 1, set[int]()
    while end < len(lines) and _follows(lines, end):
        narrowed = _through(strips, lines[end])
        if len(narrowed) == len(strips) or (
            len(narrowed) >= least and len(lines[end].pieces) > len(narrowed) / 2
        ):
            strips = narrowed
        elif _goes_on(lines, end, strips):
            wide.add(end)
        else:
            break
        end += 1
    start = at
    while start > free and _follows(lines, start):
        narrowed = _through(strips, lines[start - 1])
        if len(narrowed) == len(strips):
            strips = narrowed
        elif _comes_after(lines, start - 1, free) or _numbers_columns(lines[start - 1], words):
            wide.add(start - 1)
        else:
            break
        start -= 1
    data = (one for one in range(start, end) if one in wide or _holds_data(lines[one], words))
    first = next(data, start)
    body = lines[first:end]
    used = _used(strips, [line for one, line in enumerate(body, start=first) if one not in wide])
    table = AlignedTable(body, used, wide=frozenset(one - first for one in wide))
    if not _is_table(table, words):
        return None
    return replace(
        table,
        head=head_lines(lines[free:first], body[0], (table.edges[0], table.edges[-1]), table.strips, words),
    )


def _goes_on(lines: list[Line], at: int, strips: list[tuple[float, float]]) -> bool:
    """Say whether a table goes on after a line that lies over the white between its columns."""
    if len(lines[at].pieces) > MOST_WIDE:
        return False
    for after in range(at + 1, min(at + 3, len(lines))):
        if not _follows(lines, after):
            return False
        if len(lines[after].pieces) > MOST_WIDE:
            return len(_through(strips, lines[after])) == len(strips)
    return False


def _numbers_columns(line: Line, words: list[str]) -> bool:
    """Say whether a line only numbers the columns: (1) (2) (3)."""
    return len(line.pieces) > MOST_WIDE and all(COLUMN_NUMBER.fullmatch(words[word]) for word in line.words)


def _comes_after(lines: list[Line], at: int, free: int) -> bool:
    """Say whether a line over the white between columns has lines of the table, or heads, above it."""
    if len(lines[at].pieces) > 1:
        return False
    for above in range(at - 1, max(at - 3, free - 1), -1):
        if not _follows(lines, above + 1):
            return False
        if len(lines[above].pieces) > MOST_WIDE:
            return True
    return False


def _holds_data(line: Line, words: list[str]) -> bool:
    """Say whether a line holds a number that is no year: it is none of the head."""
    return any(
        NUMERIC.fullmatch(words[word])
        and any(map(str.isdigit, words[word]))
        and not YEAR.fullmatch(words[word])
        for word in line.words
    )


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
    for line in (line for number, line in enumerate(table.lines) if number not in table.wide):
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
