"""What the panel methods ask of a frame first: columns, one row per unit and period, complete numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns


def require_unique(frame: pd.DataFrame, keys: Sequence[str]) -> None:
    """Refuse a frame in which a unit (or a unit and period) has two rows.

    Raises
    ------
    MethodError
        An absent column, a missing key, or keys that occur twice; the message names the first.
    """
    require_columns(frame, keys, "the frame")
    absent = frame[list(keys)].isna().any(axis=1)
    if absent.any():
        raise MethodError(f"{int(absent.sum())} rows have no {' or '.join(keys)}; every row needs both.")
    twice = frame.loc[frame.duplicated(list(keys)), list(keys)]
    if not twice.empty:
        found = ", ".join(f"{key} {value}" for key, value in twice.iloc[0].items())
        raise MethodError(f"There are two rows for {found}; one row is needed. Remove the duplicate first.")


def complete_rows(frame: pd.DataFrame, columns: Iterable[str]) -> tuple[pd.DataFrame, int]:
    """Return the rows in which all these columns have a value, and how many rows were left out.

    Raises
    ------
    MethodError
        An absent column, or no row left.
    """
    wanted = list(dict.fromkeys(columns))
    require_columns(frame, wanted, "the frame")
    rows = frame.loc[frame[wanted].notna().all(axis=1)].reset_index(drop=True)
    if rows.empty:
        raise MethodError(f"No row has a value in all of: {', '.join(wanted)}. There is nothing to compare.")
    return rows, len(frame) - len(rows)


def as_numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column as floating-point numbers.

    Raises
    ------
    MethodError
        A cell that is no finite number; the message shows the first.
    """
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(float)
    bad = ~np.isfinite(values)
    if bad.any():
        raise MethodError(
            f"The column '{column}' holds '{frame[column].iloc[int(np.argmax(bad))]}', which is not a finite "
            "number. Give numbers, or leave the cell empty."
        )
    return values


def as_outcome(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column of outcomes as numbers, with at least two different ones.

    Raises
    ------
    MethodError
        A cell that is no finite number, or the same value in every row: an estimate of zero with an error of
        zero would look like a finding.
    """
    values = as_numbers(frame, column)
    if values.min() == values.max():
        raise MethodError(f"'{column}' is {values[0]:g} in every row; there is nothing to explain.")
    return values


def as_indicator(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column of 0 and 1 (or False and True) as booleans, with both values present.

    Raises
    ------
    MethodError
        Other values, or the same value in every row: then there is no contrast.
    """
    values = as_numbers(frame, column)
    other = set(np.unique(values)) - {0.0, 1.0}
    if other:
        raise MethodError(f"The column '{column}' holds {min(other):g}; it must be 0 or 1 in every row.")
    if values.min() == values.max():
        raise MethodError(
            f"The column '{column}' is {values[0]:g} in every row, so there is nothing to compare with: both "
            "0 and 1 must occur."
        )
    return values.astype(bool)


def outcome_matrix(
    frame: pd.DataFrame, outcome: str, unit: str, time: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the outcome with a row per unit and a column per period, and the units left out as incomplete.

    Raises
    ------
    MethodError
        An absent column, a unit twice in a period, a cell that is no number, or no unit observed throughout.
    """
    require_unique(frame, [unit, time])
    rows, _ = complete_rows(frame, [unit, time, outcome])
    values = rows.assign(**{outcome: as_outcome(rows, outcome)})
    wide = values.pivot(index=unit, columns=time, values=outcome).sort_index(axis=0).sort_index(axis=1)
    whole = wide.dropna()
    gone = set(frame[unit]) - set(whole.index)
    if whole.empty:
        raise MethodError(
            f"No unit has a value of '{outcome}' in all {wide.shape[1]} periods. Choose periods in which the "
            "outcome was observed."
        )
    return whole, tuple(sorted(str(code) for code in gone))
