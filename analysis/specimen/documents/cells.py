"""Cells of plain text, as most tables are made of."""

from __future__ import annotations

from analysis.specimen.documents.blocks import Cell

__all__ = ["head", "middle", "plain", "right"]


def plain(text: str, **kwargs: object) -> Cell:
    """Make a cell of plain text."""
    return Cell((text,) if text else (), **kwargs)  # type: ignore[arg-type]


def middle(text: str, **kwargs: object) -> Cell:
    """Make a cell of plain text in its middle."""
    return plain(text, align="center", **kwargs)


def right(text: str, **kwargs: object) -> Cell:
    """Make a cell of plain text at its right."""
    return plain(text, align="right", **kwargs)


def head(*names: str) -> tuple[Cell, ...]:
    """Make a row of a table's head."""
    return tuple(plain(name) for name in names)
