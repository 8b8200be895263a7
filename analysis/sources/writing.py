"""The one way out for tables: text that a spreadsheet would run as a formula is written as plain text."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import pandas as pd

from analysis.errors import BuildError

__all__ = ["csv_text", "frame_csv", "harmless", "write_atomically"]

T = TypeVar("T")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
EXACT_BELOW = 1e15  # whole numbers from here on are left to repr


def harmless(text: T) -> T | str:
    """Make a text cell harmless in a spreadsheet; every text cell that goes to CSV or XLSX passes here.

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


def csv_text(header: Sequence[object], rows: Iterable[Sequence[object]], *, digits: int | None = None) -> str:
    """Form a CSV text: comma, line feed, harmless text cells.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Cells; ``None`` and NaN are written empty, whole floats without a decimal point.
    digits
        Significant digits of floats; by default as many as give the same number back.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([harmless(name) for name in header])
    for row in rows:
        writer.writerow([_cell(value, digits) for value in row])
    return stream.getvalue()


def frame_csv(frame: pd.DataFrame, *, digits: int | None = None) -> str:
    """Form the CSV text of a frame without its index; see ``csv_text``."""
    columns = [frame.iloc[:, position].tolist() for position in range(frame.shape[1])]
    rows = zip(*columns, strict=True) if columns else ()
    return csv_text(list(frame.columns), rows, digits=digits)


def _cell(value: object, digits: int | None) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if digits is not None:
            return f"{value:.{digits}g}"
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_BELOW else repr(value)
    return harmless(str(value))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader meets the old content or the new one, never a part.

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
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise BuildError(
            f"{path} cannot be written ({error.strerror or error}). Check that the folder can be written "
            "and the disk has room; what stood there before is unchanged."
        ) from None
