"""Everything that is behind one result or exhibit: functions, rows, columns, origin, corrections, flags."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.exhibits.derivation import COUNT, Derivation
from analysis.pipeline.notebook import PROJECT
from analysis.project.audits import check_table
from analysis.provenance.finding import Recorded, derivation_of
from analysis.provenance.recomputing import find_function
from analysis.sources import Field, Table, load_outlines
from analysis.sources.ledger_entries import concerning
from analysis.sources.selection import Rows, as_published, load_any

__all__ = ["FEW", "Explanation", "Step", "TableBehind", "explain_exhibit", "explain_result"]

FEW = 12  # cells that are shown one by one
KEYS = ("region_code", "year")
OUTLINES = "national/boundaries"


@dataclass(frozen=True)
class Step:
    """One function that was applied: dotted name, first sentence of its docstring, place, parameters."""

    function: str
    sentence: str
    file: str
    line: int
    parameters: Mapping[str, Any]
    took: str


@dataclass(frozen=True)
class TableBehind:
    """One table behind a number, and the rows and columns of it that went in.

    Attributes
    ----------
    rows : Rows or None
        The selection; ``None`` where an exhibit only names the table.
    path, rows_count, table_rows_count : str, int, int
        The file, how many rows are selected, how many the table has.
    chosen : pandas.DataFrame
        The selected rows and columns, with the index of the table.
    columns : tuple of Field
        The columns used, as their producer defines them, and what this project did to them.
    origin : mapping
        Title, status, sources with version, licence and date, processing.
    sha256 : str
        Of the file.
    corrections : pandas.DataFrame
        Entries of the ledger that concern these rows and columns.
    flags : pandas.DataFrame
        Flags of the honesty checks on these cells.
    checked : bool
        Whether any check fits the table; no flag without a check is not a pass.
    """

    rows: Rows | None
    name: str
    path: str
    rows_count: int
    table_rows_count: int
    chosen: pd.DataFrame
    columns: tuple[Field, ...]
    origin: Mapping[str, Any]
    sha256: str
    corrections: pd.DataFrame
    flags: pd.DataFrame
    checked: bool

    @property
    def measured(self) -> list[str]:
        """The columns whose cells went in; the region's code where only rows were counted."""
        keys = [name for name in KEYS if name in self.chosen]
        return [name for name in map(str, self.chosen) if name not in keys] or keys[:1]

    @property
    def cells_count(self) -> int:
        """How many cells went in."""
        return len(self.chosen) * len(self.measured)

    def cells(self) -> pd.DataFrame:
        """Return the cells one by one: ``row, region_code, year, column, value``.

        The row is counted as a spreadsheet does: the header is row 1.
        """
        keys = [name for name in KEYS if name in self.chosen]
        parts = [
            self.chosen[keys].assign(
                row=self.chosen.index + 2, column=name, value=self.chosen[name].astype(object)
            )
            for name in self.measured
        ]
        empty = pd.DataFrame(columns=["row", *keys, "column", "value"])
        long = pd.concat(parts)[list(empty)] if parts else empty
        return long.sort_values("row", kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Explanation:
    """A result or exhibit with everything behind it; ``facts`` are its own fields, by name."""

    id: str
    kind: str
    chapter: str
    read_from: str
    file: str
    facts: Mapping[str, Any]
    steps: tuple[Step, ...]
    tables: tuple[TableBehind, ...]


def explain_result(chapter: Recorded, id: str, *, root: Path | None = None) -> Explanation:
    """Follow one result back to its origin.

    Parameters
    ----------
    chapter : Recorded
        Where it was recorded.
    id : str
        Its id within the chapter.
    root : pathlib.Path, optional
        The data folder.

    Raises
    ------
    BuildError, DataError
        If code or data have changed so that the way back is gone.
    """
    record = chapter.results[id]
    derivation = derivation_of(id, record)
    tables = tuple(
        _behind(load_any(rows.table, root=root, corrected=rows.corrected), rows) for rows in derivation.rows()
    )
    facts = {
        "text": record["text"],
        "value": record["value"],
        "unit": record["unit"],
        "status": _status(derivation, record, tables),
    }
    steps = tuple(_step(each) for each in derivation.steps())
    return _explanation(chapter, id, "result", facts, steps, tables)


def explain_exhibit(chapter: Recorded, id: str, *, root: Path | None = None) -> Explanation:
    """Say which function and tables are behind a figure or table, with its data twin, source and status."""
    record = chapter.exhibits[id]
    tables = tuple(_named(name, root) for name in record.get("tables", []))
    facts = {name: record[name] for name in ("title", "caption", "source")}
    twin = chapter.path.parent / "exhibits" / f"{id}.csv"
    facts["data"] = str(twin) if twin.exists() else f"in {_short(chapter.path)}"
    facts["status"] = ", ".join(record.get("statuses", []))
    step = Derivation(str(record["function"]))
    return _explanation(chapter, id, str(record["kind"]), facts, (_step(step),), tables)


def _explanation(
    chapter: Recorded, id: str, kind: str, facts: Mapping[str, Any], steps: tuple[Step, ...],
    tables: tuple[TableBehind, ...],
) -> Explanation:  # fmt: skip
    full = f"{chapter.name}.{id}"
    return Explanation(
        full, kind, chapter.title, chapter.read_from, _short(chapter.path), facts, steps, tables
    )


def _status(derivation: Derivation, record: Mapping[str, Any], tables: tuple[TableBehind, ...]) -> str:
    """Return the table's own status for a number that was only read, else ``derived``."""
    read_only = derivation.function == f"{as_published.__module__}.as_published" and derivation.took != COUNT
    return str(tables[0].origin["status"]) if read_only else str(record["status"])


def _step(derivation: Derivation) -> Step:
    function = find_function(derivation.function)
    source = inspect.getsourcefile(function) or ""
    given = derivation.arguments.items()
    sentence = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
    return Step(
        derivation.function,
        sentence,
        _short(Path(source)),
        inspect.getsourcelines(function)[1],
        {name: value for name, value in given if not isinstance(value, Rows | Derivation)},
        derivation.took,
    )  # fmt: skip


def _behind(table: Table, rows: Rows | None) -> TableBehind:
    chosen = table.frame.iloc[:0] if rows is None else rows.of(table.frame)
    columns = () if rows is None else (*rows.where, *rows.columns)
    checked = check_table(table) if len(chosen) else None
    return TableBehind(
        rows=rows,
        name=table.name,
        path=_short(table.path),
        rows_count=len(table.frame) if rows is None else len(chosen),
        table_rows_count=len(table.frame),
        chosen=chosen,
        columns=tuple(table.fields[name] for name in dict.fromkeys(columns)),
        origin=table.origin,
        sha256=table.sha256,
        corrections=_entries(table, chosen),
        flags=pd.DataFrame() if checked is None else _on_cells(checked.flags, chosen),
        checked=checked is not None and checked.audit is not None,
    )


def _named(name: str, root: Path | None) -> TableBehind:
    """Return a table that an exhibit names; the outlines of the districts count their features."""
    if name != OUTLINES:
        return _behind(load_any(name, root=root), None)
    outlines = load_outlines(root=root)
    codes = [feature["properties"]["region_code"] for feature in outlines.features["features"]]
    frame = pd.DataFrame({"region_code": codes})
    return _behind(Table(name, outlines.path, frame, outlines.origin, {}, outlines.sha256), None)


def _entries(table: Table, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the entries of the ledger that concern some of the selected cells."""
    ledger = table.corrections
    if ledger.empty or not set(KEYS) <= set(chosen):
        return ledger.iloc[:0]
    return concerning(ledger, chosen, [name for name in map(str, chosen) if name not in KEYS])


def _on_cells(flags: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the flags on the selected cells; a flag without a column is on every cell of its row."""
    if flags.empty or not set(KEYS) <= set(chosen):
        return flags.iloc[:0]
    rows = pd.MultiIndex.from_frame(chosen[list(KEYS)])
    on_row = pd.MultiIndex.from_frame(flags[list(KEYS)]).isin(rows)
    on_column = flags["column"].isin([*chosen, ""]).to_numpy()
    return flags[on_row & on_column].reset_index(drop=True)


def _short(path: Path) -> str:
    """Return a path as it stands in the project, where it does."""
    return path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else str(path)
