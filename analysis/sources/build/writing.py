"""Documents of the build as bytes: the same content is always the same bytes."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analysis.sources.writing import frame_csv

__all__ = ["csv_bytes", "json_bytes"]


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Give a frame as CSV in UTF-8; see ``analysis.sources.writing.csv_text``."""
    return frame_csv(frame).encode("utf-8")


def json_bytes(document: Any, *, indent: int | None = 2) -> bytes:
    """Give a document as JSON: UTF-8, keys in the order given, a line feed at the end."""
    separators = (",", ": ") if indent else (",", ":")
    return (json.dumps(document, ensure_ascii=False, indent=indent, separators=separators) + "\n").encode(
        "utf-8"
    )
