"""Declared tables: ``load_table`` reads, checks and says what it loaded."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.sources.descriptors import Field, find_resource, read_fields, read_package
from analysis.sources.reading import read_typed_csv
from analysis.sources.validation import validate_frame

__all__ = ["Field", "Table", "data_folder", "load_table", "table_names"]

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
    """

    name: str
    path: Path
    frame: pd.DataFrame
    origin: dict[str, Any]
    fields: dict[str, Field]
    sha256: str

    def says(self) -> str:
        """Tell in one sentence what was loaded: rows, columns, regions, years, source."""
        parts = [f"{len(self.frame):,} rows x {self.frame.shape[1]} columns"]
        if "region_code" in self.frame:
            codes = self.frame["region_code"]
            count = codes[codes != ""].nunique()
            parts.append(f"{count} region{'' if count == 1 else 's'}")
        if "year" in self.frame and self.frame["year"].notna().any():
            parts.append(f"years {self.frame['year'].min()}-{self.frame['year'].max()}")
        sources = "; ".join(source["title"] for source in self.origin["sources"]) or "not stated"
        return f"Loaded {self.name}: {', '.join(parts)}; status {self.origin['status']}; source: {sources}."


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


def load_table(name: str, *, root: Path | str | None = None) -> Table:
    """Read and check one declared table.

    Parameters
    ----------
    name
        Its name in ``datapackage.json``, for example ``national/panel``.
    root
        The data folder; by default ``data_folder()``.

    Returns
    -------
    Table

    Raises
    ------
    DataError
        Unknown name, or not a table; file absent or corrupt; header, type, key or range not as described.
    """
    folder = Path(root) if root is not None else data_folder()
    resource = find_resource(read_package(folder), name)
    if "schema" not in resource:
        form = resource.get("format", "of another form")
        raise DataError(f"{name} is not a table but {form}; read it with its own loader.")
    return read_resource(resource, folder / resource["path"], f"data/{resource['path']}")


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
