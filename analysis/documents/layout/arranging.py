"""A page arranged: lines of running text in columns, and tables, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.documents.layout.aligned import AlignedTable, find_aligned
from analysis.documents.layout.aligned_heads import head_cells
from analysis.documents.layout.columns import Placed, in_columns
from analysis.documents.layout.grids import Grid, find_grids
from analysis.documents.layout.pieces import Line, Piece, as_lines, pieces_of
from analysis.documents.layout.raw import Floats, RawPage
from analysis.documents.layout.spaced import close_up
from analysis.documents.layout.tables import RawCell, RawTable
from analysis.documents.layout.unruled_rows import with_rows_divided

__all__ = ["Arranged", "arrange"]

WIDE_SHARE, MOSTLY = 0.6, 0.7
FRAME_SHARE = 0.4  # a cell that takes more of the page, and is full of text, is a frame around running text
FRAME_WORDS = 120


Block = list[Line] | RawTable


@dataclass(slots=True)
class Arranged:
    """A page whose blocks (columns of lines, tables) stand in reading order."""

    raw: RawPage
    blocks: list[Block]
    margins: list[Line] = field(default_factory=list)


def arrange(raw: RawPage) -> Arranged:
    """Find the tables and columns of a page and put them in reading order.

    Parameters
    ----------
    raw : RawPage
        Words with boxes and ruled lines.

    Returns
    -------
    Arranged
        Every word stands in exactly one line or cell.
    """
    raw = close_up(raw)
    grids, cell = _ruled(raw)
    pieces = pieces_of(raw, cell)
    ruled = _ruled_tables(grids, [piece for piece in pieces if piece.cell >= 0])
    tables = [with_rows_divided(table, raw.words) for table in ruled]
    flow = [piece for piece in pieces if piece.cell < 0]
    lines = as_lines(flow)
    if not tables and _is_one_column(flow):
        return Arranged(raw, [lines] if lines else [])
    if sum(len(line.pieces) > 1 for line in lines) >= 3:
        aligned = find_aligned(_without(lines, tables), raw.words)
        taken = {piece for table in aligned for line in (*table.head, *table.lines) for piece in line.pieces}
        tables += [_aligned_table(table, raw) for table in aligned]
        flow = [piece for piece in flow if piece not in taken]
    return Arranged(raw, _in_order(flow, tables))


def _is_one_column(flow: list[Piece]) -> bool:
    """Say whether nearly all lines are so wide that there can be no columns: most pages of running text."""
    if not flow:
        return True
    width = max(piece.right for piece in flow) - min(piece.left for piece in flow)
    wide = sum(piece.right - piece.left > WIDE_SHARE * width for piece in flow)
    return wide >= MOSTLY * len(flow)


def _without(lines: list[Line], tables: list[RawTable]) -> list[Line]:
    """Leave out the lines beside a ruled table: they are notes to it, no table of their own."""
    return [line for line in lines if not any(t.box[1] < line.bottom and line.top < t.box[3] for t in tables)]


def _ruled(raw: RawPage) -> tuple[list[Grid], NDArray[np.intp]]:
    """Give the ruled tables and, for each word, the number of its cell, counted over all tables."""
    cell = np.full(len(raw.words), -1, dtype=np.intp)
    if not len(raw.words) or len(raw.horizontal) < 2 or len(raw.vertical) < 2:
        return [], cell
    middles = np.column_stack([raw.boxes[:, [0, 2]].mean(axis=1), raw.boxes[:, [1, 3]].mean(axis=1)])
    grids, count = [], 0
    area = max(float(raw.width * raw.height), 1.0)
    for grid in find_grids(raw.horizontal, raw.vertical):
        held = np.where(cell < 0, grid.holding(middles), -1)
        words = np.bincount(held[held >= 0], minlength=len(grid.spans))
        boxes = np.array(grid.boxes)
        share = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / area
        frame = (share > FRAME_SHARE) & (words > FRAME_WORDS)
        held = np.where((held >= 0) & ~frame[held], held, -1)
        if np.count_nonzero(np.bincount(held[held >= 0], minlength=1)) < 2:
            continue
        cell = np.where(held >= 0, held + count, cell)
        grids.append(grid)
        count += len(grid.spans)
    return grids, cell


def _ruled_tables(grids: list[Grid], pieces: list[Piece]) -> list[RawTable]:
    held: dict[int, list[Piece]] = {}
    for piece in pieces:
        held.setdefault(piece.cell, []).append(piece)
    tables, count = [], 0
    for grid in grids:
        cells = [RawCell(*span, box) for span, box in zip(grid.spans, grid.boxes, strict=True)]
        for number, cell in enumerate(cells):
            if count + number in held:
                cell.lines = as_lines(held[count + number])
        count += len(cells)
        tables.append(RawTable(cells, _around(grid.xs, grid.ys), tuple(grid.xs.tolist())))
    return tables


def _around(xs: Floats, ys: Floats) -> tuple[float, float, float, float]:
    return float(xs[0]), float(ys[0]), float(xs[-1]), float(ys[-1])


def _aligned_table(table: AlignedTable, raw: RawPage) -> RawTable:
    widths = (raw.boxes[:, 2] - raw.boxes[:, 0]).tolist()
    edges = table.edges
    cells = _head_of(table, raw.boxes) if table.head else []
    height = max((cell.row + cell.rows for cell in cells), default=0)
    for number, row in enumerate(table.rows(raw.words, widths), start=height):
        top = min(piece.top for _, piece in row)
        bottom = max(piece.bottom for _, piece in row)
        for column in range(len(edges) - 1):
            inside = [piece for at, piece in row if at == column]
            box = (edges[column], top, edges[column + 1], bottom)
            cells.append(RawCell(number, column, 1, 1, box, as_lines(inside)))
    every = [*table.head, *table.lines]
    left, right = min(line.left for line in every), max(line.right for line in every)
    box = (left, every[0].top, right, max(line.bottom for line in every))
    return RawTable(cells, box, tuple(edges))


def _head_of(table: AlignedTable, boxes: Floats) -> list[RawCell]:
    """Form the cells of the head."""
    edges, top, bottom = table.edges, table.head[0].top, table.head[-1].bottom
    filled = [list[Piece]() for _ in edges[1:]]
    for number, line in enumerate(table.lines):
        for piece in line.pieces if number not in table.wide else ():
            filled[table.column(piece)].append(piece)
    columns = [(min(p.left for p in own), max(p.right for p in own)) for own in filled]
    return [
        RawCell(
            cell.row, cell.column, cell.rows, cell.columns,
            (edges[cell.column], min((p.top for p in cell.pieces), default=top),
             edges[cell.column + cell.columns], max((p.bottom for p in cell.pieces), default=bottom)),
            as_lines(cell.pieces),
        )
        for cell in head_cells(table.head, table.strips, columns, boxes)
    ]  # fmt: skip


def _in_order(flow: list[Piece], tables: list[RawTable]) -> list[Block]:
    """Put pieces and tables in reading order: column by column, in each from top to bottom."""
    things = [Placed(*p[:4], p.last - p.first, number) for number, p in enumerate(flow)]
    things += [Placed(*table.box, 10, -1 - number) for number, table in enumerate(tables)]
    blocks: list[Block] = []
    for group in in_columns(things):
        inside = [tables[-1 - thing.number] for thing in group if thing.number < 0]
        lines = as_lines([flow[thing.number] for thing in group if thing.number >= 0])
        blocks += _interleaved(lines, sorted(inside, key=lambda table: (table.box[1], table.box[0])))
    return blocks


def _interleaved(lines: list[Line], tables: list[RawTable]) -> list[Block]:
    blocks: list[Block] = []
    start = 0
    for table in tables:
        end = start
        while end < len(lines) and (lines[end].top + lines[end].bottom) / 2 < table.box[1]:
            end += 1
        blocks += [lines[start:end], table] if end > start else [table]
        start = end
    return blocks + ([lines[start:]] if start < len(lines) else [])
