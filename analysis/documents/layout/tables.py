"""A table of a page before its text is written: cells with their lines, in the layout's frame."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.documents.layout.pieces import Line

__all__ = ["RawCell", "RawTable"]


@dataclass(slots=True)
class RawCell:
    """A cell: its place in the grid, its box in the layout's frame, and its lines."""

    row: int
    column: int
    rows: int
    columns: int
    box: tuple[float, float, float, float]
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class RawTable:
    """A table: its cells in reading order, its box, and the edges of its columns."""

    cells: list[RawCell]
    box: tuple[float, float, float, float]
    edges: tuple[float, ...]
    continues: bool = False
