"""The corrections ledger: each known error of a source with its action, reason, evidence and guard.

A table file stays as its source has it; the ledger is applied when the table is loaded, and nowhere else is
a value altered. Every entry names the value that the source has now (its guard): where the source has been
mended the entry no longer fits, and loading stops until somebody has looked at it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.sources.ledger import LEDGER, Cells, Entry, entries, fault, find_cells, find_rows, number

__all__ = ["apply_ledger", "broken_guards"]

AGREES = 1e-9  # relative: numbers pass through CSV without loss, only the order of a sum may differ


def apply_ledger(frame: pd.DataFrame, ledger: pd.DataFrame, label: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Correct a table by its entries of the ledger.

    Parameters
    ----------
    frame
        The table as its source has it; it is not changed.
    ledger
        The entries of this table: rows of ``data/corrections.csv``.
    label
        How messages name the file, for example ``data/national/panel.csv``.

    Returns
    -------
    (corrected, applied)
        The table with the entries carried out, and the entries with ``cells_count``: how many values each
        concerns. ``drop`` makes a value missing, ``override`` puts another in its place, ``scale``
        multiplies it, ``exchange`` exchanges it with that of another region in the same year, and ``flag``
        leaves it as it is and tells the reader. Guards look at the source; an exchange moves what earlier
        entries have left.

    Raises
    ------
    DataError
        An entry names what does not exist, two entries change the same value, or a guard does not hold.
    """
    corrected, counts = frame.copy(), []
    changed: dict[str, set[int]] = {}
    for entry in entries(ledger):
        cells = find_cells(frame, entry, label)
        wrong = _guard_fault(frame, cells, entry, label)
        if wrong:
            raise DataError(wrong)
        counts.append(int((~np.isnan(_values(frame, cells))).sum()))
        if entry.action == "exchange":
            _exchange(corrected, cells, entry, label)
        elif entry.action != "flag":
            _refuse_twice(changed, cells, entry)
            _carry_out(corrected, cells, entry)
    return corrected, ledger.assign(cells_count=counts).reset_index(drop=True)


def broken_guards(frame: pd.DataFrame, ledger: pd.DataFrame, label: str) -> pd.DataFrame:
    """List the entries that no longer fit a table, with the reason: ``id, reason``."""
    rows = []
    for entry in entries(ledger):
        try:
            reason = _guard_fault(frame, find_cells(frame, entry, label), entry, label)
        except DataError as error:
            reason = str(error)
        if reason:
            rows.append({"id": entry.id, "reason": reason})
    return pd.DataFrame(rows, columns=["id", "reason"])


def _guard_fault(frame: pd.DataFrame, cells: Cells, entry: Entry, label: str) -> str:
    """Say how the source differs from what the entry expects of it; an empty text if it does not."""
    values = _values(frame, cells)
    if entry.guard == "sum":
        found, expected = float(np.nansum(values)), number(entry, "raw_value")
        if np.isclose(found, expected, AGREES, 0):
            return ""
        where, column, wanted = _rows_said(cells.rows), entry.column, f"values with the sum {expected:.15g}"
    else:
        fits = _fits(frame, cells, values, entry, label)
        if fits.all():
            return ""
        row, place = np.argwhere(~fits)[0]
        where, column, found = f"row {cells.rows[row] + 2}", cells.columns[place], float(values[row, place])
        wanted = f"the value of {entry.raw_value!r}" if entry.guard == "equals" else entry.raw_value
    return (
        f"{label}, {where} (the header is row 1), column {column!r}: the entry {entry.id} of "
        f"data/{LEDGER}.csv expects {wanted or 'an empty cell'}, found "
        f"{'an empty cell' if np.isnan(found) else f'{found:.15g}'}. The producer may have mended it: look "
        "at the entry and take it out or change it."
    )


def _fits(frame: pd.DataFrame, cells: Cells, values: np.ndarray, entry: Entry, label: str) -> np.ndarray:
    """Say cell by cell whether the source has what the entry expects: a number, nothing, another column."""
    if entry.guard == "value":
        wanted = number(entry, "raw_value") if entry.raw_value else np.nan
        return np.asarray(np.isclose(values, wanted, AGREES, 0, equal_nan=True))
    if entry.raw_value not in frame.columns:
        raise fault(entry, f"its guard names the column {entry.raw_value!r}, which {label} lacks.")
    other = frame[entry.raw_value].to_numpy(dtype="float64")[cells.rows, None]
    if np.isnan(values).all():
        return np.zeros(values.shape, dtype=bool)
    return np.isclose(values, other, AGREES, 0) | np.isnan(values)


def _values(frame: pd.DataFrame, cells: Cells) -> np.ndarray:
    return frame[list(cells.columns)].to_numpy(dtype="float64")[cells.rows]


def _rows_said(rows: np.ndarray) -> str:
    return f"row {rows[0] + 2}" if len(rows) == 1 else f"rows {rows[0] + 2}-{rows[-1] + 2}"


def _carry_out(corrected: pd.DataFrame, cells: Cells, entry: Entry) -> None:
    for name in cells.columns:
        column = corrected[name].to_numpy(copy=True)
        if entry.action == "scale":
            column[cells.rows] *= number(entry, "value")
        else:
            column[cells.rows] = np.nan if entry.action == "drop" else number(entry, "value")
        corrected[name] = column


def _exchange(corrected: pd.DataFrame, cells: Cells, entry: Entry, label: str) -> None:
    """Exchange the values of two regions, as earlier entries of the ledger have left them."""
    other = find_rows(corrected, entry, entry.value, label)
    if entry.value == entry.region_code or not _same_years(corrected, cells.rows, other):
        raise fault(entry, f"{label} must have the same years for both regions that are exchanged.")
    for name in cells.columns:
        column = corrected[name].to_numpy(copy=True)
        column[cells.rows], column[other] = column[other], column[cells.rows]
        corrected[name] = column


def _same_years(frame: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> bool:
    if "year" not in frame:
        return len(one) == len(other)
    return list(frame["year"].iloc[one]) == list(frame["year"].iloc[other])


def _refuse_twice(changed: dict[str, set[int]], cells: Cells, entry: Entry) -> None:
    """Refuse an entry that changes a value which an earlier entry changes."""
    rows = set(cells.rows.tolist())
    for column in cells.columns:
        earlier = changed.setdefault(column, set())
        if earlier & rows:
            row = min(earlier & rows) + 2
            raise fault(entry, f"row {row}, column {column!r} is already changed by an earlier entry.")
        earlier |= rows
