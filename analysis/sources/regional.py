"""What a region has supplied itself: ``data/regions/<code>/<table>.csv``, formed as ``data/templates``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.errors import DataError, nearest
from analysis.messages import say
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.status import status_of_rows
from analysis.sources.tables import Table, data_folder, read_resource

__all__ = ["RECORD_SUFFIX", "REGION_TABLES", "load_import_record", "load_region_table"]

RECORD_SUFFIX = ".import.json"  # beside a table that was imported: where it came from

REGION_TABLES = (
    "indicators",
    "school-standards",
    "budget-lines",
    "unit-costs",
    "line-indicators",
    "documents",
    "priorities",
    "document-levels",
    "document-figures",
    "inputs-received",
    "complaint-survey",
    "complaint-answers",
    "complaint-causes",
    "service-promises",
    "promise-events",
    "procedures",
    "satisfaction-survey",
    "satisfaction-answers",
)


def load_region_table(code: str, name: str, *, root: Path | str | None = None) -> Table | None:
    """Read one table of a region, if the region has supplied it.

    Parameters
    ----------
    code
        BPS code, 4 digits.
    name
        One of ``REGION_TABLES``.
    root
        The data folder; by default ``analysis.sources.data_folder()``.

    Returns
    -------
    Table or None
        Its status is that of its rows, for example ``coded; specimen``. ``None`` when the file does not
        exist: nothing was supplied, which is not the same as an empty table.

    Raises
    ------
    DataError
        Unknown table name, or a file that is not as its template says, or a row of another region.
    """
    if name not in REGION_TABLES:
        near = nearest(name, REGION_TABLES) or list(REGION_TABLES)
        raise DataError(f"A region has no table named {name!r}. The nearest: {', '.join(near)}.")
    folder = Path(root) if root is not None else data_folder()
    path = folder / "regions" / code / f"{name}.csv"
    label = f"data/regions/{code}/{name}.csv"
    if not path.exists():
        return None
    template = find_resource(read_package(folder), f"templates/{name}")
    table = read_resource({**template, "name": f"regions/{code}/{name}"}, path, label)
    others = sorted(set(table.frame["region_code"]) - {code})
    if others:
        row = int((table.frame["region_code"] == others[0]).to_numpy().argmax()) + 2
        raise DataError(
            say(
                "{label}, row {row}, column 'region_code': expected {code!r}, the region whose folder "
                "this is, found {found!r}. Move the row to the folder of its region.",
                label=label,
                row=row,
                code=code,
                found=others[0],
            )
        )
    return replace(table, origin={**table.origin, "status": status_of_rows(table.frame, "no rows")})


def load_import_record(code: str, name: str, *, root: Path | str | None = None) -> dict[str, Any] | None:
    """Read the record of the import that made a region's table.

    Parameters
    ----------
    code, name, root
        As for ``load_region_table``.

    Returns
    -------
    dict or None
        As ``analysis.sources.importing.write`` left it, with ``changed_since``: whether the table has been
        changed by hand after the import. ``None`` when the table was not imported.

    Raises
    ------
    DataError
        The record is damaged.
    """
    folder = (Path(root) if root is not None else data_folder()) / "regions" / code
    path = folder / f"{name}{RECORD_SUFFIX}"
    if not path.is_file():
        return None
    try:
        record = dict(json.loads(path.read_text(encoding="utf-8")))
        table = (folder / f"{name}.csv").read_bytes()
        return {**record, "changed_since": hashlib.sha256(table).hexdigest() != record["table_sha256"]}
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DataError(
            say(
                "{label} cannot be read ({error}). Import the file again, or remove the record if the "
                "table was made by hand.",
                label=f"data/regions/{code}/{path.name}",
                error=error,
            )
        ) from None
