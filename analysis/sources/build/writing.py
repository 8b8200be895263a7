"""Write tables and documents so that the same content is always the same bytes, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import BuildError

__all__ = ["csv_bytes", "json_bytes", "write_atomically"]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Give a frame as CSV: UTF-8, comma, line feed, numbers as short as they can be without loss.

    A whole number is written without a decimal point, an unknown value as an empty cell.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    cells = [[_cell(value) for value in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def json_bytes(document: Any, *, indent: int | None = 2) -> bytes:
    """Give a document as JSON: UTF-8, keys in the order given, a line feed at the end."""
    separators = (",", ": ") if indent else (",", ":")
    return (json.dumps(document, ensure_ascii=False, indent=indent, separators=separators) + "\n").encode(
        "utf-8"
    )


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: into a temporary file beside it, then put in its place.

    Raises
    ------
    BuildError
        The folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            temporary.chmod(0o644)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise BuildError(
            f"{path} cannot be written ({error.strerror or error}). Check that the folder can be written "
            "and the disk has room; what stood there before is unchanged."
        ) from None
