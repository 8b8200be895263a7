"""Small raw tables as text: nothing is understood as a number or as missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import DataError

__all__ = ["read_text_table"]


def read_text_table(path: Path, needed: list[str]) -> pd.DataFrame:
    """Read a CSV file as text, with ``""`` for an empty cell.

    Raises
    ------
    DataError
        The file is absent or cannot be read, or lacks a column that is needed.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be opened ({error.strerror or error}).") from None
    except (ValueError, pd.errors.ParserError) as error:
        raise DataError(f"{path} cannot be read ({error}).") from None
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DataError(f"{path} lacks the columns {', '.join(missing)}; found {', '.join(frame.columns)}.")
    return frame
