"""Entries for data/versions.csv from what a build made, or from what stands in the data folder."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.sources.build.raw import find_panel_file
from analysis.sources.build.specification_tables import read_specification
from analysis.sources.build.writing import csv_bytes
from analysis.sources.descriptors import read_package
from analysis.sources.versions import (
    VERSIONS,
    Made,
    add_versions,
    read_versions,
    require_date,
    sources_said,
)
from analysis.sources.writing import write_atomically

__all__ = ["raw_checksums", "record_versions", "versions_of"]

RAW_FILES = {
    "national/population-grdp": "data/grdp-population/GRDP_PerCapita_Indonesia_Districts_until_2017.csv",
    "national/boundaries": "data/boundaries/indonesia-regencies.json",
    "study/evidence": "evidence/evidence.csv",
}


def raw_checksums(raw: Path) -> dict[str, str]:
    """Return the checksum of the raw file of each table that is made from one file."""
    files = {name: raw / path for name, path in RAW_FILES.items()}
    files["national/panel"] = find_panel_file(raw)
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}


def versions_of(
    recorded: pd.DataFrame,
    package: Mapping[str, Any],
    contents: Mapping[str, bytes],
    *,
    raw: Mapping[str, str] | None = None,
    obtained: str = "",
    note: str = "",
) -> pd.DataFrame:
    """Return the recorded versions with those that these files add.

    Parameters
    ----------
    recorded
        The versions recorded so far.
    package
        The description of the data.
    contents
        Path below the data folder to bytes.
    raw
        Table to the checksum of its raw file.
    obtained
        Date for the new entries; by default the one recorded for the first source of the table.
    note
        Note of the new entries.
    """
    dates = read_specification("sources").set_index("source")["obtained"]
    first = read_specification("resources").set_index("name")["sources"].str.split(";").str[0]
    made = []
    for resource in package["resources"]:
        name, content = resource["name"], contents.get(resource["path"])
        if name == VERSIONS or content is None:
            continue
        date = require_date(obtained) if obtained else str(dates[first[name]])
        checksum, size = (raw or {}).get(name, ""), _size(resource, content)
        made.append(Made(name, content, date, sources_said(resource), checksum, *size))
    return add_versions(recorded, made, note)


def _size(resource: Mapping[str, Any], content: bytes) -> tuple[int | None, int | None]:
    if "schema" not in resource:
        return None, None
    rows = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    return rows.shape


def record_versions(folder: Path, *, obtained: str = "", note: str = "") -> int:
    """Add an entry for each file of the data folder that has none; return how many were added."""
    if obtained:
        require_date(obtained)
    package = read_package(folder)
    paths = [folder / resource["path"] for resource in package["resources"]]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.exists()}
    recorded = read_versions(folder)
    versions = versions_of(recorded, package, contents, obtained=obtained, note=note)
    if len(versions) > len(recorded):
        write_atomically(folder / f"{VERSIONS}.csv", csv_bytes(versions))
    return len(versions) - len(recorded)
