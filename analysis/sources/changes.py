"""What differs between two versions of one table: rows, columns, and every revised value by its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.sources.reading import read_text_csv

__all__ = ["TableChange", "compare_files", "compare_frames"]

REVISED = ("key", "column", "before", "after", "difference", "relative_pct")


@dataclass(frozen=True)
class TableChange:
    """What differs between two versions of a table.

    Attributes
    ----------
    table
        Its name.
    rows_added, rows_lost
        Keys of the rows, cells joined by ``;``; whole rows where a table has no key.
    columns_added, columns_lost
        Names of columns.
    revised
        ``key, column, before, after, difference, relative_pct``: a row per value that both versions have a
        place for and that differs. ``difference`` is after less before, ``relative_pct`` its share of
        before; both are missing where a value is no number.
    """

    table: str
    rows_added: tuple[str, ...]
    rows_lost: tuple[str, ...]
    columns_added: tuple[str, ...]
    columns_lost: tuple[str, ...]
    revised: pd.DataFrame

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.rows_added or self.rows_lost or self.columns_added or self.columns_lost or len(self.revised)
        )

    def by_column(self) -> pd.DataFrame:
        """Return revisions per column: ``column, revised_count, largest_pct, median_pct``, the most first."""
        sizes = self.revised.assign(size=self.revised["relative_pct"].abs())
        grouped = sizes.groupby("column", sort=True)["size"]
        made = pd.DataFrame(
            {"revised_count": grouped.size(), "largest_pct": grouped.max(), "median_pct": grouped.median()}
        ).reset_index()
        return made.sort_values(["revised_count", "column"], ascending=[False, True], ignore_index=True)


def compare_files(name: str, before: Path, after: Path, key: Sequence[str]) -> TableChange:
    """Compare two files of one table, cell by cell as they are written.

    Raises
    ------
    DataError
        A file cannot be read, or its key is absent or occurs twice.
    """
    label = f"{name}.csv"
    old, new = read_text_csv(before, f"the present {label}"), read_text_csv(after, f"the new {label}")
    return compare_frames(name, old, new, key)


def compare_frames(name: str, before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> TableChange:
    """Compare two versions of a table given as text; see ``compare_files``."""
    had, has = list(map(str, before.columns)), list(map(str, after.columns))
    shared = [column for column in had if column in has]
    keys = list(key) or shared
    old, new = _by_key(name, before, keys, bool(key)), _by_key(name, after, keys, bool(key))
    both = old.index.intersection(new.index, sort=False)
    compared = [column for column in shared if column not in keys]
    return TableChange(
        table=name,
        rows_added=tuple(new.index[~new.index.isin(old.index)]),
        rows_lost=tuple(old.index[~old.index.isin(new.index)]),
        columns_added=tuple(column for column in has if column not in had),
        columns_lost=tuple(column for column in had if column not in has),
        revised=_revised(old.loc[both, compared], new.loc[both, compared]),
    )


def _by_key(name: str, frame: pd.DataFrame, keys: list[str], unique: bool) -> pd.DataFrame:
    missing = [column for column in keys if column not in frame]
    if missing:
        raise DataError(f"A version of {name} lacks the column {missing[0]!r} of its key.")
    index = frame[keys].agg(";".join, axis=1) if len(frame) else pd.Series(dtype=str)
    if unique and index.duplicated().any():
        twice = index[index.duplicated()].iloc[0]
        raise DataError(f"A version of {name} has the key {twice} twice. Keep one of the two rows.")
    return frame.set_index(pd.Index(index)).loc[lambda rows: ~rows.index.duplicated()]


def _revised(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    before, after = old.to_numpy(dtype=object), new.to_numpy(dtype=object)
    rows, columns = np.nonzero(before != after)
    found = pd.DataFrame(
        {
            "key": old.index.to_numpy(dtype=object)[rows],
            "column": old.columns.to_numpy(dtype=object)[columns],
            "before": before[rows, columns],
            "after": after[rows, columns],
        }
    )
    numbers = [pd.to_numeric(found[side], errors="coerce") for side in ("before", "after")]
    difference = numbers[1] - numbers[0]
    relative = 100 * difference / numbers[0].abs().where(numbers[0] != 0)
    found = found.assign(difference=difference, relative_pct=relative)
    same = (difference == 0).to_numpy(dtype=bool)  # 1.0 and 1 are the same number, written differently
    return found[~same].reset_index(drop=True)[list(REVISED)]
