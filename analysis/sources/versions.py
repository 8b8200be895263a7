"""Data versions: which file stood in the data folder when, by checksum; entries are added, never deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.sources.descriptors import read_package
from analysis.sources.tables import data_folder, load_table

__all__ = ["VERSIONS", "Made", "add_versions", "lost_versions", "read_versions", "version_problems"]

VERSIONS = "versions"
COLUMNS = (
    "dataset", "version", "obtained", "checksum", "raw_checksum", "source", "rows", "columns", "note"
)  # fmt: skip
ADD = "Add its entry with `pelayanan data versions --add`; `pelayanan data build` does so by itself."


@dataclass(frozen=True)
class Made:
    """A file of the data folder: what an entry says of it; ``obtained`` is a date or a month."""

    dataset: str
    content: bytes
    obtained: str
    source: str
    raw_checksum: str = ""
    rows: int | None = None
    columns: int | None = None

    @property
    def checksum(self) -> str:
        """SHA-256 of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()


def read_versions(root: Path) -> pd.DataFrame:
    """Read the recorded versions; without rows where the data folder has none yet.

    Raises
    ------
    DataError
        The file is not as described.
    """
    described = (root / "datapackage.json").exists() and any(
        resource["name"] == VERSIONS for resource in read_package(root)["resources"]
    )
    if not described or not (root / f"{VERSIONS}.csv").exists():
        return pd.DataFrame(columns=list(COLUMNS))
    return load_table(VERSIONS, root=root).frame


def add_versions(recorded: pd.DataFrame, made: Sequence[Made], note: str = "") -> pd.DataFrame:
    """Return the recorded versions with an entry for each file whose checksum has none.

    Parameters
    ----------
    recorded
        As ``read_versions`` gives them; it is not changed.
    made
        The files, in the order in which new entries are added.
    note
        What the new entries say besides.
    """
    known = set(zip(recorded["dataset"], recorded["checksum"], strict=True))
    last = recorded.groupby("dataset")["version"].max().to_dict() if len(recorded) else {}
    rows: list[dict[Any, Any]] = recorded.astype(object).to_dict("records")
    for item in made:
        if (item.dataset, item.checksum) in known:
            continue
        last[item.dataset] = int(last.get(item.dataset, 0)) + 1
        rows.append(
            {
                "dataset": item.dataset,
                "version": last[item.dataset],
                "obtained": item.obtained,
                "checksum": item.checksum,
                "raw_checksum": item.raw_checksum,
                "source": item.source,
                "rows": item.rows,
                "columns": item.columns,
                "note": note,
            }
        )
    counts = {name: "Int64" for name in ("version", "rows", "columns")}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(counts)


def version_problems(root: Path | None = None) -> list[str]:
    """Say which files of the data folder have no entry for the checksum that they have now."""
    folder = root if root is not None else data_folder()
    recorded = read_versions(folder)
    known = set(zip(recorded["dataset"], recorded["checksum"], strict=True))
    problems = []
    for resource in read_package(folder)["resources"]:
        path = folder / resource["path"]
        if resource["name"] == VERSIONS or not path.exists():
            continue
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        if (resource["name"], checksum) not in known:
            problems.append(
                f"data/{resource['path']} has the checksum {checksum[:12]}..., which has no entry in "
                f"data/{VERSIONS}.csv. {ADD}"
            )
    return problems


def lost_versions(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Say which entries stood in an earlier record and no longer stand, or stand changed, in a later one."""
    earlier, later = (frame[list(COLUMNS)].astype(str).to_numpy().tolist() for frame in (before, after))
    kept = {tuple(row) for row in later}
    return [
        f"data/{VERSIONS}.csv lacks the entry {row[0]} {row[1]} ({row[3][:12]}...) that stood there before. "
        "Entries are never deleted or changed: put it back."
        for row in earlier
        if tuple(row) not in kept
    ]


def require_date(text: str) -> str:
    """Return a date (2026-11-24) or a month (2026-11) as it is, or refuse it.

    Raises
    ------
    DataError
    """
    for form in ("%Y-%m-%d", "%Y-%m"):
        found = pd.to_datetime(text, format=form, errors="coerce")
        if pd.notna(found) and found.strftime(form) == text:
            return text
    raise DataError(f"The date {text!r} is none; write it as 2026-11-24, or a month as 2026-11.")


def sources_said(resource: Mapping[str, Any]) -> str:
    """Return the sources of a table with their versions, in one phrase."""
    return "; ".join(
        f"{item['title']} ({item['version']})" if item.get("version") else item["title"]
        for item in resource["sources"]
    )
