"""A selection of rows and columns of a table: what a number rests on, as a rule that can be applied again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analysis.errors import DataError
from analysis.sources.regional import load_region_table
from analysis.sources.tables import Table, load_table

__all__ = ["DISTRICTS", "Rows", "as_published", "load_any", "select"]

REGION, YEAR = "region_code", "year"
DISTRICTS: Literal["districts"] = "districts"
PROVINCE = "00"  # how the BPS code of a province ends


@dataclass(frozen=True)
class Rows:
    """Rows and columns of one table, as a rule that can be applied again; never a copy of the rows.

    Attributes
    ----------
    table
        Name of the table, for example ``national/panel`` or ``regions/6172/budget-lines``.
    columns
        The columns used, beside those by which rows are chosen.
    regions
        Codes of the regions; ``districts`` for every kabupaten and kota, ``None`` for all of the table.
    years
        First and last year; ``None`` for all of the table.
    where
        Further columns and the values that they may have.
    corrected
        False for the table as its source has it, without the ledger of corrections.
    """

    table: str
    columns: tuple[str, ...]
    regions: tuple[str, ...] | Literal["districts"] | None = None
    years: tuple[int, int] | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrected: bool = True

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Apply the selection to the table's rows.

        Returns
        -------
        pandas.DataFrame
            Region and year where the table has them, then the columns of ``where``, then ``columns``; the
            index is that of the table, so that a row can be named as it stands in the file.

        Raises
        ------
        DataError
            If the table lacks a column of the selection: it is not the table from which the number came.
        """
        keys = [name for name in (REGION, YEAR) if name in frame]
        keys += [REGION] * (self.regions is not None) + [YEAR] * (self.years is not None)
        wanted = list(dict.fromkeys([*keys, *self.where, *self.columns]))
        absent = [name for name in wanted if name not in frame]
        if absent:
            raise DataError(
                f"The table {self.table} has no column '{absent[0]}', on which a recorded result rests. "
                "The table has changed since: make the report anew with `pelayanan report`."
            )
        chosen = pd.Series(True, index=frame.index)
        if self.regions == DISTRICTS:
            chosen &= ~frame[REGION].str.endswith(PROVINCE)
        elif self.regions is not None:
            chosen &= frame[REGION].isin(self.regions)
        if self.years is not None:
            chosen &= frame[YEAR].between(*self.years)
        for name, values in self.where.items():
            chosen &= frame[name].isin(values)
        return frame.loc[chosen, wanted]

    def load(self, *, root: Path | None = None) -> Table:
        """Return the table with the selected rows and columns only.

        Raises
        ------
        DataError
            If the table cannot be read, or lacks a column of the selection.
        """
        table = load_any(self.table, root=root, corrected=self.corrected)
        return replace(table, frame=self.of(table.frame))

    def record(self) -> dict[str, Any]:
        """Return the selection as plain JSON data."""
        return {
            "table": self.table,
            "columns": list(self.columns),
            "regions": list(self.regions) if isinstance(self.regions, tuple) else self.regions,
            "years": None if self.years is None else list(self.years),
            "where": {name: list(values) for name, values in self.where.items()},
            **({} if self.corrected else {"corrected": False}),
        }

    @staticmethod
    def from_record(record: Mapping[str, Any]) -> Rows:
        """Return the selection that :meth:`record` wrote."""
        return select(
            record["table"],
            *record["columns"],
            regions=record["regions"],
            years=record["years"],
            corrected=record.get("corrected", True),
            **record["where"],
        )


def select(
    table: str,
    /,
    *columns: str,
    regions: str | Sequence[str] | None = None,
    years: int | Sequence[int] | None = None,
    corrected: bool = True,
    **where: str | Sequence[str],
) -> Rows:
    """Say which rows and columns of a table a number rests on.

    Parameters
    ----------
    table
        Name of the table.
    *columns
        The columns used.
    regions
        A code or several, or ``DISTRICTS``; all regions of the table if omitted.
    years
        A year, or the first and the last; all years of the table if omitted.
    corrected
        False for the table as its source has it, without the ledger of corrections.
    **where
        Column to a value or several that it may have.
    """
    span = [years, years] if isinstance(years, int) else years
    return Rows(
        table,
        tuple(columns),
        DISTRICTS if regions == DISTRICTS else None if regions is None else _texts(regions),
        None if span is None else (int(span[0]), int(span[1])),
        {name: _texts(values) for name, values in where.items()},
        corrected,
    )


def as_published(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as the table holds them: nothing is computed."""
    return rows


def load_any(name: str, *, root: Path | None = None, corrected: bool = True) -> Table:
    """Load a table of the data package or one that a region has supplied, by its full name.

    Raises
    ------
    DataError
        If there is no such table, or it is not sound.
    """
    if not name.startswith("regions/"):
        return load_table(name, root=root, corrected=corrected)
    _, code, table = name.split("/", 2)
    found = load_region_table(code, table, root=root)
    if found is None:
        raise DataError(f"The file data/{name}.csv is not there any more; a recorded result rests on it.")
    return found


def _texts(values: str | Sequence[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(str(value) for value in values)
