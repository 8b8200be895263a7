"""Tables as they are drawn in the written documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Drawn", "drawn_cells", "width_of"]


@dataclass(frozen=True)
class Drawn:
    """A cell: where it starts, how far it reaches, and its lines of text."""

    row: int
    column: int
    high: int
    wide: int
    lines: tuple[str, ...]


def drawn_cells(text: str) -> Iterator[Drawn]:
    """Read a drawn table: ``|`` between cells, ``//`` where a line in a cell ends.

    ``^`` goes on from above and ``<`` from the left; an empty cell is empty.
    """
    grid = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    if len({len(line) for line in grid}) != 1:
        uneven = [(number, len(line)) for number, line in enumerate(grid) if len(line) != len(grid[0])]
        raise ValueError(f"Rows of unequal length in a drawn table: {uneven} against {len(grid[0])}.")
    for row, line in enumerate(grid):
        for column, cell in enumerate(line):
            if cell in {"^", "<"}:
                continue
            wide = 1
            while column + wide < len(line) and line[column + wide] == "<":
                wide += 1
            high = 1
            while row + high < len(grid) and grid[row + high][column] == "^":
                high += 1
            yield Drawn(row, column, high, wide, tuple(one.strip() for one in cell.split("//")))


def width_of(text: str) -> int:
    """Count the columns of a drawn table."""
    return text.strip().splitlines()[0].count("|") + 1
