"""An explanation as plain JSON data, and its cells as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.provenance.explaining import Explanation, TableBehind
from analysis.provenance.finding import Found
from analysis.sources.writing import csv_text

__all__ = ["as_json", "cells_csv", "list_record", "record_of"]

CELL_COLUMNS = ("table", "row", "region_code", "year", "column", "value")


def record_of(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as plain data; the cells themselves are in :func:`cells_csv`."""
    return {
        "id": explanation.id,
        "kind": explanation.kind,
        "chapter": explanation.chapter,
        "read_from": explanation.read_from,
        "file": explanation.file,
        **explanation.facts,
        "steps": [vars(step) for step in explanation.steps],
        "tables": [_table(table) for table in explanation.tables],
    }


def _table(table: TableBehind) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.path,
        "sha256": table.sha256,
        "origin": dict(table.origin),
        "selection": None if table.rows is None else table.rows.record(),
        "rows_count": table.rows_count,
        "table_rows_count": table.table_rows_count,
        "cells_count": table.cells_count,
        "columns": [vars(field) for field in table.columns],
        "corrections": _rows(table.corrections),
        "checked": table.checked,
        "flags": _rows(table.flags),
    }


def list_record(found: Found) -> list[dict[str, Any]]:
    """Return the results and exhibits of a list as plain data."""
    rows = []
    for chapter in found.chapters:
        common = {"chapter": chapter.title, "read_from": chapter.read_from}
        named = {f"{chapter.name}.{id}": record for id, record in chapter.results.items()}
        for id, record in named.items():
            about = {key: record[key] for key in ("text", "value", "unit", "function", "tables")}
            rows.append({"id": id, "kind": "result", **about, **common})
        for id, record in chapter.exhibits.items():
            about = {key: record[key] for key in ("title", "function")}
            rows.append({"id": f"{chapter.name}.{id}", "kind": record["kind"], **about, **common})
    return [row for row in rows if not found.ids or row["id"] in found.ids]


def cells_csv(tables: Iterable[TableBehind]) -> str:
    """Return every cell behind a result as CSV: table, row of the file, region, year, column, value."""
    rows = [
        [table.name, *(_plain(row.get(name)) for name in CELL_COLUMNS[1:])]
        for table in tables
        for row in table.cells().to_dict("records")
    ]
    return csv_text(CELL_COLUMNS, rows)


def as_json(record: Any) -> str:
    """Return plain data as JSON text; what is not known is ``null``."""
    return json.dumps(record, ensure_ascii=False, indent=1, default=_plain, allow_nan=False)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.to_dict("records")
    return [{str(key): _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or (not isinstance(value, list | dict | tuple) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value
