"""Declared tables: ``load_table`` reads, checks and says what it loaded."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.corrections import apply_ledger
from analysis.sources.descriptors import Field, find_resource, read_fields, read_package
from analysis.sources.ledger import LEDGER, check_ledger
from analysis.sources.reading import read_typed_csv
from analysis.sources.status import refuse_specimen
from analysis.sources.validation import validate_frame

__all__ = ["Field", "Table", "data_folder", "load_ledger", "load_table", "table_names"]

DATA_VARIABLE = "PELAYANAN_DATA"


@dataclass(frozen=True)
class Table:
    """A table that has been read and checked.

    Attributes
    ----------
    name
        Its name in the data package, for example ``national/panel``.
    path
        The file it came from.
    frame
        The rows; code columns are ``str``, empty text is ``""``, numbers that are not known are NaN.
    origin
        ``title``, ``description``, ``status``, ``sources``, ``licenses``, ``processing`` and ``years`` as
        described.
    fields
        Column name to its description.
    sha256
        Of the file's bytes.
    corrections
        The entries of the ledger that were applied, with ``cells_count``; empty for the table as its source
        has it.
    """

    name: str
    path: Path
    frame: pd.DataFrame
    origin: dict[str, Any]
    fields: dict[str, Field]
    sha256: str
    corrections: pd.DataFrame = field(default_factory=pd.DataFrame)

    def says(self) -> str:
        """Tell in one sentence what was loaded: rows, columns, regions, years, source."""
        return say("Loaded {name}: {what}", name=self.name, what=self.holds())

    def holds(self) -> str:
        """Tell what the table holds: rows, columns, regions, years, status, source, entries of the ledger."""
        rows, columns = self.frame.shape
        parts = [say("{rows} rows x {columns} columns", rows=f"{rows:,}", columns=columns)]
        if "region_code" in self.frame:
            codes = self.frame["region_code"]
            count = codes[codes != ""].nunique()
            parts.append(say("1 region") if count == 1 else say("{count} regions", count=count))
        if "year" in self.frame and self.frame["year"].notna().any():
            years = self.frame["year"]
            parts.append(say("years {first}-{last}", first=years.min(), last=years.max()))
        sources = "; ".join(source["title"] for source in self.origin["sources"]) or say("not stated")
        told = say("status {status}; source: {sources}", status=self.origin["status"], sources=sources)
        return f"{', '.join(parts)}; {told}{self._entries()}."

    def _entries(self) -> str:
        count = len(self.corrections)
        if not count:
            return ""
        one = say("1 entry of the corrections ledger")
        return "; " + (one if count == 1 else say("{count} entries of the corrections ledger", count=count))


def data_folder() -> Path:
    """Say where the data are: the environment variable PELAYANAN_DATA, else the project's ``data`` folder."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[2] / "data"


def table_names(*, root: Path | str | None = None) -> list[str]:
    """List the tables that ``load_table`` can read, sorted."""
    package = read_package(Path(root) if root is not None else data_folder())
    return sorted(
        item["name"] for item in package["resources"] if item.get("profile") == "tabular-data-resource"
    )


def load_table(name: str, *, root: Path | str | None = None, corrected: bool = True) -> Table:
    """Read and check one declared table, and apply the ledger of corrections to it.

    Parameters
    ----------
    name
        Its name in ``datapackage.json``, for example ``national/panel``.
    root
        The data folder; by default ``data_folder()``.
    corrected
        False gives the table as its source has it, without the ledger.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        Unknown name, or not a table; file absent or corrupt; header, type, key or range not as described; a
        row of the specimen district, which stands in no table of the project; an entry of the ledger that
        does not fit the table, such as one whose error the producer has mended.
    """
    folder = Path(root) if root is not None else data_folder()
    resource = find_resource(read_package(folder), name)
    if "schema" not in resource:
        form = resource.get("format", "of another form")
        raise DataError(
            say("{name} is not a table but {form}; read it with its own loader.", name=name, form=form)
        )
    table = read_resource(resource, folder / resource["path"], f"data/{resource['path']}")
    refuse_specimen(table.frame, f"data/{resource['path']}")
    return _correct(table, resource, folder) if corrected else table


def load_ledger(*, root: Path | str | None = None) -> pd.DataFrame:
    """Read and check the ledger of corrections; without rows where the data folder has none.

    Raises
    ------
    DataError
        The file is not as described, or an entry names what does not exist.
    """
    folder = Path(root) if root is not None else data_folder()
    resources = read_package(folder)["resources"]
    path = folder / f"{LEDGER}.csv"
    if LEDGER not in [resource["name"] for resource in resources]:
        return pd.DataFrame(columns=["id", "table"])
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return _read_ledger(folder, stamp, (folder / "datapackage.json").stat().st_mtime_ns).copy()


@lru_cache(maxsize=8)
def _read_ledger(folder: Path, _stamp: int, _package_stamp: int) -> pd.DataFrame:
    ledger = load_table(LEDGER, root=folder, corrected=False).frame
    check_ledger(ledger, table_names(root=folder))
    return ledger


def _correct(table: Table, resource: dict[str, Any], folder: Path) -> Table:
    if table.name == LEDGER:
        return table
    ledger = load_ledger(root=folder)
    entries = ledger[ledger["table"] == table.name]
    if entries.empty:
        return table
    label = f"data/{resource['path']}"
    frame, applied = apply_ledger(table.frame, entries, label)
    validate_frame(frame, resource["schema"], f"{label} as corrected by data/{LEDGER}.csv")
    return replace(table, frame=frame, corrections=applied)


def read_resource(resource: dict[str, Any], path: Path, label: str) -> Table:
    """Read and check a file by the description of a table; see ``load_table``."""
    frame, content = read_typed_csv(path, resource["schema"], label)
    validate_frame(frame, resource["schema"], label)
    keys = ("title", "description", "status", "sources", "licenses", "processing", "years")
    origin = {key: resource.get(key, [] if key in {"sources", "licenses"} else "") for key in keys}
    return Table(
        name=resource["name"],
        path=path,
        frame=frame,
        origin=origin,
        fields=read_fields(resource),
        sha256=hashlib.sha256(content).hexdigest(),
    )
