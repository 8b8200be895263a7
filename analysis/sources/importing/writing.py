"""The writing side: text that a spreadsheet would run as a formula comes out as plain text."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import pandas as pd

__all__ = ["csv_text", "harmless", "harmless_frame", "write_atomically"]

T = TypeVar("T")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)


def harmless(text: T) -> T | str:
    """Make a text cell harmless in a spreadsheet; use it on every text cell that is written to CSV or XLSX.

    Parameters
    ----------
    text
        A cell. What is not text is given back as it is, so that numbers stay numbers.

    Returns
    -------
    str or the cell itself
        With ``'`` before it when it begins, spaces apart, with ``=``, ``+``, ``-``, ``@`` (also full-width),
        tab, carriage return or line feed. Text that is a plain number (``-5``) stays: it computes nothing.
        A second application changes nothing.
    """
    if not isinstance(text, str) or PLAIN_NUMBER.fullmatch(text):
        return text
    return "'" + text if text.startswith(STARTS_FORMULA) or text.lstrip().startswith(STARTS_FORMULA) else text


def harmless_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a copy of a frame whose text cells and column names are harmless; numbers are not touched."""
    result = frame.copy()
    for position, kind in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            result.isetitem(position, [harmless(value) for value in frame.iloc[:, position]])
    result.columns = pd.Index([harmless(name) for name in frame.columns])
    return result


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Form a CSV text (comma, lf) with harmless text cells; ``None`` is empty and 85.0 is ``85``."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([harmless(name) for name in header])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return stream.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 2**53
        return str(int(value)) if whole else repr(value)
    return harmless(value)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader meets the old content or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
