"""Read the raw national panel in either of two layouts and give one long-known form: a row per name and year.

The layouts are the tidy re-publication (one column per indicator) and the World Bank's bulk file (one row
per region
and indicator, one column per year).
"""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.sources.build.layouts import BULK_COLUMNS, TIDY_KEY, from_bulk, from_tidy

__all__ = ["find_panel_file", "read_raw_panel"]

NOT_PANEL = {"columns.csv", "world-bank-indicators.csv"}


def find_panel_file(raw: Path) -> Path:
    """Find the one panel file in ``raw/data/indodapoer`` (.csv, .csv.gz or .zip).

    Raises
    ------
    DataError
        None, or more than one.
    """
    folder = raw / "data" / "indodapoer"
    found = [
        path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else [])
        if path.name not in NOT_PANEL and path.name.endswith((".csv", ".csv.gz", ".zip"))
    ]
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise DataError(
            f"{folder} must hold exactly one INDO-DAPOER file (.csv, .csv.gz or .zip); found: {names}. Put "
            "the World Bank's bulk download, or its tidy re-publication, there."
        )
    return found[0]


def read_raw_panel(path: Path, columns: pd.DataFrame) -> pd.DataFrame:
    """Read the raw panel in whichever of the two layouts it has.

    Parameters
    ----------
    path
        .csv, .csv.gz or .zip.
    columns
        The specification ``panel-columns``: ``name``, ``raw_column``, ``wb_code``, ``wb_name``.

    Returns
    -------
    pandas.DataFrame
        ``panel_name``, ``year`` (int) and one float column per row of `columns`, in its order.

    Raises
    ------
    DataError
        Unreadable, neither layout, an indicator absent, a repeated region and year, or text where a number
        belongs.
    """
    text = _read_text(path)
    header = _parse(text.split("\n", 1)[0] + "\n", path.name).columns
    if set(BULK_COLUMNS) <= set(header):
        frame = from_bulk(_parse(text, path.name), columns, path.name)
    elif set(TIDY_KEY) <= set(header):
        frame = from_tidy(_parse(text, path.name), columns, path.name)
    else:
        raise DataError(
            f"{path.name} has neither layout this project reads: the tidy one begins with "
            f"{', '.join(TIDY_KEY)}, the World Bank's bulk one with {', '.join(BULK_COLUMNS)}. Found: "
            f"{', '.join(map(str, header[:5]))}."
        )
    repeated = frame.duplicated(["panel_name", "year"])
    if repeated.any():
        row = frame[repeated].iloc[0]
        raise DataError(
            f"{path.name} has more than one row for {row['panel_name']!r} in {row['year']}. Keep one."
        )
    return frame


def _read_text(path: Path) -> str:
    try:
        if path.name.endswith(".gz"):
            content = gzip.decompress(path.read_bytes())
        elif path.name.endswith(".zip"):
            content = _read_zip(path)
        else:
            content = path.read_bytes()
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zipfile.BadZipFile, UnicodeDecodeError, gzip.BadGzipFile) as error:
        raise DataError(f"{path.name} cannot be read ({error}). Download it again.") from None


def _read_zip(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        wanted = []
        for name in sorted(archive.namelist()):
            if name.endswith(".csv"):
                with archive.open(name) as member:
                    first = member.readline().decode("utf-8-sig", errors="replace")
                if all(column in first for column in BULK_COLUMNS) or all(
                    column in first for column in TIDY_KEY
                ):
                    wanted.append(name)
        if len(wanted) != 1:
            raise DataError(
                f"{path.name} must hold exactly one data file with the expected header; found {len(wanted)}."
            )
        return archive.read(wanted[0])


def _parse(text: str, label: str) -> pd.DataFrame:
    try:
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(
            f"{label} is not a well-formed CSV file ({str(error).strip()}). Download it again."
        ) from None
