"""What a rule returns: the flags, how much it could judge, and why not more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.honesty.words import Reason, because

PLACE = ("region_code", "year")
RECORD_KEYS = (*PLACE, "indicator_code")


@dataclass(frozen=True)
class Finding:
    """What a rule found, before it is put into words.

    Attributes
    ----------
    flags
        One row per flag: the key columns first, then the numbers that led to it.
    keys
        The names of the key columns.
    evaluated
        ``region_code, year, cells``: how many values (or rows) of a region and year the rule could judge.
    reason
        Why nothing, or not everything, could be judged; None where everything was.
    judged
        Which values of the block of a panel could be judged, shape (columns, regions, years); None for a rule
        about rows.
    """

    flags: pd.DataFrame
    keys: tuple[str, ...]
    evaluated: pd.DataFrame
    reason: Reason | None = None
    judged: np.ndarray | None = None


def nothing(text: str, **values: object) -> Finding:
    """Return the finding of a rule that had nothing to look at, with the reason as for ``because``."""
    empty = pd.DataFrame({"region_code": pd.Series(dtype=str), "year": pd.Series(dtype="int64")})
    evaluated = empty.assign(cells=pd.Series(dtype="int64"))
    return Finding(empty, PLACE, evaluated, because(text, **values))


def row_finding(
    table: pd.DataFrame,
    judged: pd.Series,
    flagged: pd.Series,
    reason: Reason,
    keys: Sequence[str] = RECORD_KEYS,
) -> Finding:
    """Turn judged and flagged rows into a finding that keeps all the columns of the table as evidence.

    Parameters
    ----------
    table
        The rows with ``region_code`` and ``year``, the other keys and the numbers.
    judged, flagged
        Boolean, by the index of the table.
    reason
        Why a row could not be judged.
    keys
        What names a row.
    """
    if not judged.any():
        return nothing("no row could be judged: {reason}", reason=reason)
    flags = table[judged & flagged].sort_values(list(keys), kind="stable", ignore_index=True)
    cells = table[judged].groupby(list(PLACE), as_index=False).size().rename(columns={"size": "cells"})
    left = int((~judged).sum())
    return Finding(
        flags,
        tuple(keys),
        cells,
        because("{count} rows: {reason}", count=left, reason=reason) if left else None,
    )


def numbers_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as numbers; NaN everywhere where the table lacks it."""
    if name not in frame:
        return pd.Series(np.nan, index=frame.index, dtype=float)
    return pd.Series(frame[name].to_numpy(float, na_value=np.nan), index=frame.index)
