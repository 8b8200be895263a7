"""Heads of tables without ruled lines: which columns a head over several of them reaches over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from analysis.documents.layout.pieces import Line, Piece
from analysis.documents.layout.raw import Floats

__all__ = ["HeadCell", "head_cells", "head_lines"]

MOST_LINES = 8  # of a head
WIDEST_STEP = 1.7  # heights of a line between two lines of a head, and between it and the first row
BESIDE = 6.0  # heights that a head may stand out beside what it is over
SAME_BEGIN = 1.0  # points between the beginning of a word and that of a column
WIDER = 1.3  # times the usual space between words: heads of two columns that stand close together
SAME_PLACE = 3.0  # points
Span = tuple[int, int]


class HeadCell(NamedTuple):
    """A cell of a head: its place in the head's own rows, and its pieces from top to bottom."""

    row: int
    column: int
    rows: int
    columns: int
    pieces: list[Piece]


def head_lines(
    above: Sequence[Line],
    first: Line,
    sides: tuple[float, float],
    strips: Sequence[tuple[float, float]],
    words: Sequence[str],
) -> list[Line]:
    """Return the lines of a head over a table.

    Parameters
    ----------
    above
        The lines before the table, from top to bottom.
    first
        The first line of the table.
    sides, strips
        Left and right of the table; left and right of the white between its columns.
    words
        Of the page.

    Returns
    -------
    list of Line
        The lines right above that stand in columns: of several pieces, or one that lies in a single column.
        A title over the table is none of them, nor are labels with their entries (Urusan : Kesehatan).
    """
    found: list[Line] = []
    below = first
    for line in reversed(above[-MOST_LINES:]):
        height = line.bottom - line.top
        inside = sides[0] - BESIDE * height <= line.left and line.right <= sides[1] + BESIDE * height
        first_column, last_column = _span(line.pieces[0], strips)
        alone = len(line.pieces) == 1 and first_column != last_column
        label = any(words[word] == ":" for word in line.words)
        if below.top - line.bottom > WIDEST_STEP * height or not inside or alone or label:
            break
        found.insert(0, line)
        below = line
    while found and len(found[0].pieces) < 2:
        found.pop(0)
    return found


def _span(piece: Piece, strips: Sequence[tuple[float, float]]) -> Span:
    """Return the first and the last column that a piece reaches into."""
    first = sum(left <= piece.left + SAME_PLACE for left, _ in strips)
    last = sum(right < piece.right - SAME_PLACE for _, right in strips)
    if first > last:  # in the white between two columns
        middle = (piece.left + piece.right) / 2
        first = last = sum((left + right) / 2 < middle for left, right in strips)
    return first, last


def head_cells(
    lines: Sequence[Line],
    strips: Sequence[tuple[float, float]],
    columns: Sequence[tuple[float, float]],
    boxes: Floats,
) -> list[HeadCell]:
    """Put the pieces of a head into cells.

    Parameters
    ----------
    lines
        From :func:`head_lines`.
    strips
        The white between the columns.
    columns
        From where to where each column is filled, in points.
    boxes
        Of the words of the page.

    Notes
    -----
    A head over several columns need not be as wide as they are. It reaches over neighbours that have a head
    of their own further down only, as far as it then begins with the first of them or stands in their middle.
    """
    begins, space = [left for left, _ in columns], WIDER * _space(lines, boxes)
    pieces_of = [
        [part for piece in line.pieces for part in _parted(piece, begins, space, boxes)] for line in lines
    ]
    spans = [[_span(piece, strips) for piece in pieces] for pieces in pieces_of]
    spans = [_widened(row, spans, pieces, columns) for row, pieces in enumerate(pieces_of)]
    wide: dict[Span, list[Piece]] = {}
    single: dict[int, list[Piece]] = {}
    for pieces, row in zip(pieces_of, spans, strict=True):
        for piece, (first, last) in zip(pieces, row, strict=True):
            if first == last:
                single.setdefault(first, []).append(piece)
            else:
                wide.setdefault((first, last), []).append(piece)
    order = sorted(wide, key=lambda span: (wide[span][0].top, span))
    depth = {
        span: sum(one[0] <= span[1] and span[0] <= one[1] for one in order[:place])
        for place, span in enumerate(order)
    }
    under = [sum(one <= column <= other for one, other in order) for column in range(len(strips) + 1)]
    height = max(under, default=0) + 1
    cells = [
        HeadCell(depth[span], span[0], 1, span[1] - span[0] + 1, pieces) for span, pieces in wide.items()
    ]
    cells += [
        HeadCell(under[column], column, height - under[column], 1, single.get(column, []))
        for column in range(len(strips) + 1)
    ]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


def _space(lines: Sequence[Line], boxes: Floats) -> float:
    """Return the usual space between two words of a head."""
    gaps = [
        float(boxes[word, 0] - boxes[word - 1, 2])
        for line in lines
        for piece in line.pieces
        for word in range(piece.first + 1, piece.last)
    ]
    return median(gaps) if gaps else 0.0


def _parted(piece: Piece, begins: Sequence[float], space: float, boxes: Floats) -> Iterator[Piece]:
    """Cut a piece where a wider space is followed by a word that stands where a column begins."""
    first = piece.first
    for word in range(piece.first + 1, piece.last):
        left, before = float(boxes[word, 0]), float(boxes[word - 1, 2])
        if left - before > space and any(abs(left - begin) <= SAME_BEGIN for begin in begins):
            yield _piece(piece, first, word, boxes)
            first = word
    yield piece if first == piece.first else _piece(piece, first, piece.last, boxes)


def _piece(piece: Piece, first: int, last: int, boxes: Floats) -> Piece:
    left, right = float(boxes[first, 0]), float(boxes[last - 1, 2])
    return piece._replace(left=left, right=right, first=first, last=last)


def _widened(
    row: int, spans: Sequence[Sequence[Span]], pieces: Sequence[Piece], columns: Sequence[tuple[float, float]]
) -> list[Span]:
    """Let the pieces of one line of a head reach over the columns between them that stand under them."""
    free = {
        column
        for column in range(len(columns))
        if not _touched(spans[row : row + 1], column)
        and not _touched([[one for one in above if one[0] == one[1]] for above in spans[:row]], column)
        and _touched(spans[row + 1 :], column)
    }
    own = list(spans[row])
    for place in range(-1, len(own)):
        start = own[place][1] + 1 if place >= 0 else 0
        end = own[place + 1][0] if place + 1 < len(own) else len(columns)
        between = [column for column in range(start, end) if column in free]
        if not between or between != list(range(between[0], between[-1] + 1)):
            continue
        left = place if place >= 0 and between[0] == start else None
        right = place + 1 if place + 1 < len(own) and between[-1] == end - 1 else None
        taken = _shares(left, right, between, own, pieces, columns)
        if left is not None:
            own[left] = (own[left][0], own[left][1] + taken[0])
        if right is not None:
            own[right] = (own[right][0] - taken[1], own[right][1])
    return own


def _touched(spans: Sequence[Sequence[Span]], column: int) -> bool:
    return any(first <= column <= last for row in spans for first, last in row)


def _shares(
    left: int | None,
    right: int | None,
    between: Sequence[int],
    own: Sequence[Span],
    pieces: Sequence[Piece],
    columns: Sequence[tuple[float, float]],
) -> tuple[int, int]:
    """Return how many of the columns between two pieces go to the left one and to the right one."""
    best: tuple[float, int, int, int] | None = None
    for ours in range(len(between) + 1 if left is not None else 1):
        for theirs in range(len(between) - ours + 1 if right is not None else 1):
            cost = 0.0
            if left is not None:
                cost += _off(pieces[left], own[left][0], own[left][1] + ours, columns)
            if right is not None:
                cost += _off(pieces[right], own[right][0] - theirs, own[right][1], columns)
            option = (round(cost / (2 * SAME_PLACE)), -ours - theirs, ours, theirs)
            best = option if best is None or option < best else best
    return (best[2], best[3]) if best is not None else (0, 0)


def _off(piece: Piece, first: int, last: int, columns: Sequence[tuple[float, float]]) -> float:
    """Return how far a piece is from beginning with the columns, or from standing in their middle.

    Columns without ruled lines are as wide as what fills them, or as far as the next one begins or the last
    one ends.
    """
    left, right = columns[first][0], columns[last][1]
    ends = {right, columns[last + 1][0] if last + 1 < len(columns) else right}
    begins = {left, columns[first - 1][1] if first else left}
    middle = (piece.left + piece.right) / 2
    centred = min(abs(middle - (one + right) / 2) for one in begins)
    return min(abs(piece.left - left), centred, *(abs(middle - (left + one) / 2) for one in ends))
