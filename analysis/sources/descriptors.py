"""The description of the data: ``datapackage.json`` (Frictionless Data Package), read without surprises."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import DataError, nearest
from analysis.messages import say

__all__ = ["Field", "find_resource", "read_fields", "read_package"]

PACKAGE_FILE = "datapackage.json"


@dataclass(frozen=True)
class Field:
    """One column of a table as its description gives it.

    ``definition`` is the producer's; ``processing`` is what this project did to the column; ``direction``
    says which way is better (``higher``, ``lower``, ``none``); texts that nobody has given are empty.
    """

    name: str
    type: str
    title: str
    title_id: str
    unit: str
    category: str
    direction: str
    definition: str
    producer: str
    processing: str
    limits: str


def read_package(root: Path) -> dict[str, Any]:
    """Read the data package descriptor of a data folder.

    Raises
    ------
    DataError
        When the file is absent or is not JSON.
    """
    path = root / PACKAGE_FILE
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        raise DataError(
            say(
                "The data folder {root} has no {file}, which describes every table. Restore the folder "
                "from the repository, or rebuild it with `pelayanan data build RAW`.",
                root=root,
                file=PACKAGE_FILE,
            )
        ) from None
    return _read_json(path, stamp)


@lru_cache(maxsize=8)
def _read_json(path: Path, _stamp: int) -> dict[str, Any]:
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(package.get("resources"), list):
            raise ValueError("it has no list of resources")
    except (ValueError, AttributeError, OSError) as error:
        raise DataError(
            say(
                "{path} cannot be read as a data package ({error}). Restore it from the repository, or "
                "rebuild the data with `pelayanan data build RAW`.",
                path=path,
                error=error,
            )
        ) from None
    return dict(package)


def find_resource(package: dict[str, Any], name: str) -> dict[str, Any]:
    """Find the description of one table by name.

    Raises
    ------
    DataError
        When there is no such table; the nearest names are given.
    """
    for resource in package["resources"]:
        if resource.get("name") == name:
            return dict(resource)
    names = [str(resource.get("name")) for resource in package["resources"]]
    near = nearest(name, names, cutoff=0.3) or sorted(names)
    raise DataError(
        say("There is no table named {name!r}. The nearest: {near}.", name=name, near=", ".join(near))
    )


def read_fields(resource: dict[str, Any]) -> dict[str, Field]:
    """Give the columns of a table as records, in order."""
    result = {}
    for raw in resource["schema"]["fields"]:
        result[raw["name"]] = Field(
            name=raw["name"],
            type=raw["type"],
            title=raw.get("title", raw["name"]),
            title_id=raw.get("title_id", ""),
            unit=raw.get("unit", ""),
            category=raw.get("category", ""),
            direction=raw.get("direction", "none"),
            definition=raw.get("description", ""),
            producer=raw.get("producer", ""),
            processing=raw.get("processing", ""),
            limits=raw.get("limits", ""),
        )
    return result
