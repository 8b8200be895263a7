"""Counts of people beside the share that they make: the share is the figure of the standard."""

from __future__ import annotations

from analysis.documents.finding.context import Context
from analysis.documents.finding.heads import Column, Role
from analysis.documents.finding.numbers import figures
from analysis.documents.finding.tables import Head, Row
from analysis.documents.finding.values import CellFigure, targets_in, year_of

__all__ = ["shares_in"]

LARGEST_SHARE = 100


def shares_in(row: Row, head: Head, context: Context, default: Role) -> list[CellFigure]:
    """Return the figures of indicators in a row, with the share in place of the people counted for it.

    Reports put the people to be served, the people served and the share beside each other, and the head of
    the share speaks as that of a rate of attainment does (``Capaian (%)``). Where a row has an achievement
    that is no count, such a column is the rate of attainment and is left alone; where it sets a target in
    people too, nothing is changed.
    """
    found = targets_in(row, head, context, default)
    reached = [one for one in found if one.kind == "achievement"]
    counts = [one for one in reached if _count(one)]
    if any(one.kind == "target" and _count(one) for one in found):
        return found
    if len(counts) < len(reached):
        shares = {one.year for one in reached if not _count(one)}
        return [one for one in found if one not in counts or one.year not in shares]
    aimed = default == "achievement" and any(one.kind == "target" for one in found)
    share = _share(row, head, context) if counts or aimed else None
    return found if share is None else [*(one for one in found if one not in counts), share]


def _count(one: CellFigure) -> bool:
    return one.unit != "percent" and not one.unit.startswith("per ") and one.figure.value > LARGEST_SHARE


def _share(row: Row, head: Head, context: Context) -> CellFigure | None:
    """Return the only figure that stands under a head of a rate in per cent."""
    found = []
    for at, cell in row.texts():
        column = head.columns[at] if at < len(head.columns) else Column()
        if column.role != "ratio" or column.unit != "percent":
            continue
        for figure in figures(cell.text.strip())[:1]:
            if figure.unit in {"", "percent"} and figure.value <= LARGEST_SHARE:
                year = year_of(column, head, context)
                found.append(CellFigure("achievement", figure, "percent", year, column, cell, at))
    return found[0] if len(found) == 1 else None
