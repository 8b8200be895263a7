"""What converting a column gives: values, and the cells that could not be read or have two readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.sources.importing.raw import RawCell

__all__ = ["Converted", "Out", "Outcome", "Settings", "each_cell"]

Out = str | int | float | None


@dataclass(frozen=True)
class Settings:
    """What is known from outside about a column.

    ``unit`` is the unit in its header or in the title of the sheet; ``decimal``, ``percent`` (``points`` or
    ``shares``) and ``scale`` are the user's answers, ``None`` when not given; ``region_code`` is the region
    to import.
    """

    unit: str = ""
    decimal: str | None = None
    percent: str | None = None
    scale: int | None = None
    region_code: str = ""


@dataclass(frozen=True)
class Outcome:
    """One cell as read.

    ``state`` is ``read``, ``unreadable``, or what must be asked: ``decimal``, ``percent``, ``scale``,
    ``region`` or ``ambiguous``.
    """

    value: Out
    state: str = "read"
    why: str = ""


@dataclass(frozen=True)
class Converted:
    """A column as read: values (``None`` where nothing was read), cells not read, cells to ask about, how.

    Unreadable cells come with why; cells to ask about with the kind of question and why.
    """

    values: tuple[Out, ...]
    unreadable: tuple[tuple[RawCell, str], ...]
    ambiguous: tuple[tuple[RawCell, str, str], ...]
    how: str


def each_cell(cells: Sequence[RawCell | None], read: Callable[[RawCell], Outcome], how: str) -> Converted:
    """Read every cell of a column that holds something."""
    values: list[Out] = []
    unreadable: dict[str, tuple[RawCell, str]] = {}
    ambiguous: dict[str, tuple[RawCell, str, str]] = {}
    for cell in cells:
        outcome = Outcome(None) if cell is None else read(cell)
        values.append(outcome.value)
        if cell is None or outcome.state == "read":
            continue
        if outcome.state == "unreadable":
            unreadable[cell.address] = (cell, outcome.why)
        else:
            ambiguous[cell.address] = (cell, outcome.state, outcome.why)
    return Converted(tuple(values), tuple(unreadable.values()), tuple(ambiguous.values()), how)
