"""How far the people who coded a region's documents agree, and the machine with each of them, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.documents.thread.coding import CELL, MACHINE, SETTLED, machine_agreement, people_agreement
from analysis.documents.thread.tables import people_codes
from analysis.errors import MethodError
from analysis.statistics.codes import Agreement

__all__ = ["agreements", "coded_cells"]


def coded_cells(levels: pd.DataFrame) -> int:
    """Count the cells that at least one person coded.

    Parameters
    ----------
    levels : pandas.DataFrame
        ``document-levels`` of a region.
    """
    people = levels[~levels["coded_by"].isin([MACHINE, SETTLED])]
    return len(people[CELL].drop_duplicates())


def agreements(levels: pd.DataFrame) -> pd.DataFrame:
    """Return how far people agree with each other and the machine with each of them.

    Parameters
    ----------
    levels : pandas.DataFrame
        ``document-levels`` of a region.

    Returns
    -------
    pandas.DataFrame
        ``one, other`` (who; empty twice for all people together), ``coefficient, value, lower, upper,
        cells_count``; without rows where no person, or too few cells, were coded.
    """
    codes = people_codes(levels)
    if codes.empty:
        return _agreement_frame([])
    machine = levels[levels["coded_by"].eq(MACHINE)]
    rows: list[tuple[str, str, Agreement]] = []
    try:
        pairs = _pairs(sorted(set(codes["coder"]) - {SETTLED}))
        if pairs:
            named = [("", ""), *pairs]
            rows += [(*who, each) for who, each in zip(named, people_agreement(codes), strict=True)]
        rows += [(MACHINE, who, each) for who, each in machine_agreement(codes, machine).items()]
    except MethodError:
        return _agreement_frame([])
    return _agreement_frame(rows)


def _pairs(people: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, other) for place, one in enumerate(people) for other in people[place + 1 :]]


def _agreement_frame(rows: Sequence[tuple[str, str, Agreement]]) -> pd.DataFrame:
    made = [
        (one, other, each.coefficient, each.value, each.lower, each.upper, each.units_count)
        for one, other, each in rows
    ]
    columns = ["one", "other", "coefficient", "value", "lower", "upper", "cells_count"]
    return pd.DataFrame(made, columns=columns)
