"""Write what was understood into the region's folder, with a record of the import beside it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.messages import say
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.importing.raw import CellNote
from analysis.sources.importing.sheets import file_sha256
from analysis.sources.importing.understanding import Understanding
from analysis.sources.regional import RECORD_SUFFIX
from analysis.sources.tables import read_resource
from analysis.sources.writing import csv_text, write_atomically

__all__ = ["write"]


def write(
    understanding: Understanding,
    folder: Path | str,
    *,
    replace: bool = False,
    leave_unreadable_empty: bool = False,
) -> Path:
    """Write what was understood as ``regions/<code>/<table>.csv`` in a data folder, in one step.

    Beside it stands ``<table>.import.json``, which says which file it came from, what was answered, and
    which cells and rows were left out and why.

    Parameters
    ----------
    understanding
        Without open questions.
    folder
        The data folder, which holds ``datapackage.json``.
    replace
        Whether a table that is there may be replaced; the old one is kept beside it as
        ``<table>.csv.<first 8 of its sha256>.bak``.
    leave_unreadable_empty
        Whether cells that could not be read become empty; otherwise they stop the writing.

    Raises
    ------
    DataError
        Open questions, unreadable cells, no rows, a file that changed since it was read, rows that break the
        template, or a table that is there already. Nothing has been written then.
    """
    folder = Path(folder)
    name = f"regions/{understanding.region_code}/{understanding.table}"
    label, target = f"data/{name}.csv", folder / f"{name}.csv"
    _check_ready(understanding, label, leave_unreadable_empty)
    resource = find_resource(read_package(folder), f"templates/{understanding.table}")
    columns = [item["name"] for item in resource["schema"]["fields"]]
    content = csv_text(columns, ([row.get(c) for c in columns] for row in understanding.rows)).encode()
    old = target.read_bytes() if target.exists() else None
    if old is not None and old != content and not replace:
        raise DataError(
            say(
                "{label} exists and holds other content; it was not touched. Say with --replace that it may "
                "be replaced (the old file is then kept beside it), or move it away.",
                label=label,
            )
        )
    candidate = target.with_name(f".{target.name}.candidate")
    try:
        write_atomically(candidate, content)
        read_resource({**resource, "name": name}, candidate, label)
        if old is not None and old != content:
            _keep(target, old)
        write_atomically(target.with_suffix(RECORD_SUFFIX), _record(understanding, content))
        candidate.replace(target)
    finally:
        candidate.unlink(missing_ok=True)
    return target


def _keep(target: Path, old: bytes) -> None:
    """Keep the table that is replaced, and its record, beside the new ones."""
    digest = hashlib.sha256(old).hexdigest()[:8]
    write_atomically(target.with_name(f"{target.name}.{digest}.bak"), old)
    record = target.with_suffix(RECORD_SUFFIX)
    if record.exists():
        write_atomically(record.with_name(f"{record.name}.{digest}.bak"), record.read_bytes())


def _record(found: Understanding, content: bytes) -> bytes:
    """Say where the table came from; equal imports give equal records (no clock)."""
    record: dict[str, Any] = {
        "table": found.table,
        "region_code": found.region_code,
        "file": found.path.name,
        "file_sha256": found.sha256,
        "sheets": list(found.sheets),
        "rows": len(found.rows),
        "table_sha256": hashlib.sha256(content).hexdigest(),
        "title": list(found.title),
        "answers": {key: value for key, value in dataclasses.asdict(found.answers).items() if value},
        "columns": [{"header": m.header, "column": m.column, "how": m.how} for m in found.columns],
        "read": dict(found.how),
        "unreadable": _cells(found.unreadable),
        "left_out": _cells(found.set_aside),
        "notes": list(found.notes),
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _cells(notes: tuple[CellNote, ...]) -> list[dict[str, str]]:
    return [dataclasses.asdict(note) for note in notes]


def _check_ready(found: Understanding, label: str, leave_empty: bool) -> None:
    file = found.path.name
    if found.questions:
        first = found.questions[0]
        raise DataError(
            say(
                "{label} was not written: {count} questions about {file} are open; the first is about "
                "{about}: {why}. {answer}",
                label=label,
                count=len(found.questions),
                file=file,
                about=first.about,
                why=first.why,
                answer=first.answer,
            )
        )
    if found.unreadable and not leave_empty:
        cell = found.unreadable[0]
        raise DataError(
            say(
                "{label} was not written: {count} cells of {file} cannot be read, first {place} {found!r} "
                "({why}). Correct them in a copy of the file, or say --leave-unreadable-empty.",
                label=label,
                count=len(found.unreadable),
                file=file,
                place=f"{cell.sheet}!{cell.address}",
                found=cell.found,
                why=cell.why,
            )
        )
    if not found.path.exists() or file_sha256(found.path) != found.sha256:
        raise DataError(
            say(
                "{label} was not written: {file} has changed since it was read. Read it again.",
                label=label,
                file=file,
            )
        )
