"""Read the raw national panel in either of two layouts and give one long-known form: a row per name and year.

The layouts are the tidy re-publication (one column per indicator) and the World Bank's bulk file (one row per region
and indicator, one column per year).
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, nearest

__all__ = ["find_panel_file", "read_raw_panel"]

NOT_PANEL = {"columns.csv", "world-bank-indicators.csv"}
BULK_COLUMNS = ["Country Name", "Country Code", "Indicator Name", "Indicator Code"]
TIDY_KEY = ["province_or_district", "year"]


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
            f"{folder} must hold exactly one INDO-DAPOER file (.csv, .csv.gz or .zip); found: {names}. Put the World "
            f"Bank's bulk download, or its tidy re-publication, there."
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
        Unreadable, neither layout, an indicator absent, a repeated region and year, or text where a number belongs.
    """
    text = _read_text(path)
    header = _parse(text.split("\n", 1)[0] + "\n", path.name).columns
    if set(BULK_COLUMNS) <= set(header):
        frame = _from_bulk(_parse(text, path.name), columns, path.name)
    elif set(TIDY_KEY) <= set(header):
        frame = _from_tidy(_parse(text, path.name), columns, path.name)
    else:
        raise DataError(
            f"{path.name} has neither layout this project reads: the tidy one begins with {', '.join(TIDY_KEY)}, the "
            f"World Bank's bulk one with {', '.join(BULK_COLUMNS)}. Found: {', '.join(map(str, header[:5]))}."
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


def _from_tidy(raw: pd.DataFrame, columns: pd.DataFrame, label: str) -> pd.DataFrame:
    missing = [name for name in columns["raw_column"] if name not in raw.columns]
    if missing:
        near = nearest(missing[0], raw.columns, count=1)
        hint = f" (nearest: {near[0]!r})" if near else ""
        raise DataError(
            f"{label} lacks {len(missing)} of the columns it should have, first {missing[0]!r}{hint}."
        )
    result = {"panel_name": raw["province_or_district"].str.strip(), "year": _years(raw["year"], label)}
    for row in columns.itertuples():
        result[row.name] = _numbers(raw[row.raw_column], raw, row.raw_column, label)
    return pd.DataFrame(result)


def _from_bulk(raw: pd.DataFrame, columns: pd.DataFrame, label: str) -> pd.DataFrame:
    years = [name for name in raw.columns if re.fullmatch(r"(19|20)\d\d", str(name))]
    if not years:
        raise DataError(f"{label} has no column that is a year.")
    target = _indicator_targets(raw, columns, label)
    kept = raw[target.notna()].assign(column=target[target.notna()])
    kept = kept.assign(panel_name=kept["Country Name"].str.strip())
    twice = kept.duplicated(["panel_name", "column"])
    if twice.any():
        row = kept[twice].iloc[0]
        raise DataError(
            f"{label} has more than one row for {row['panel_name']!r} and {row['Indicator Name']!r}. Keep one."
        )
    long = kept.melt(["panel_name", "column"], years, var_name="year", value_name="value")
    numbers = pd.to_numeric(long["value"], errors="coerce")
    bad = long["value"].notna() & numbers.isna()
    if bad.any():
        row = long[bad].iloc[0]
        raise DataError(_sentinel(label, row["panel_name"], row["year"], row["column"], row["value"]))
    wide = long.assign(value=numbers).pivot(index=["panel_name", "year"], columns="column", values="value")
    wide = wide.reindex(columns=list(columns["name"])).reset_index().rename_axis(columns=None)
    return wide.assign(year=wide["year"].astype("int64"))


def _indicator_targets(raw: pd.DataFrame, columns: pd.DataFrame, label: str) -> pd.Series:
    by_code = {row.wb_code: row.name for row in columns.itertuples() if row.wb_code}
    by_name = {_plain(name): row.name for row in columns.itertuples() for name in row.wb_name.split("|")}
    codes = raw["Indicator Code"].str.strip().map(by_code)
    target = codes.fillna(raw["Indicator Name"].map(_plain).map(by_name))
    found = set(target.dropna())
    missing = columns[~columns["name"].isin(found)]
    if len(missing):
        first = missing.iloc[0]
        raise DataError(
            f"{label} lacks {len(missing)} of the {len(columns)} indicators of the panel: "
            f"{', '.join(missing['name'][:5])}; the first should have the code {first['wb_code'] or 'that its name has'!r} "
            f"and the name {first['wb_name'].split('|')[0]!r}. Download the whole database, not a selection."
        )
    return target


def _plain(name: object) -> str:
    return re.sub(r"[^a-z0-9]+", " ", html.unescape(str(name)).casefold()).strip()


def _years(column: pd.Series, label: str) -> pd.Series:
    years = pd.to_numeric(column, errors="coerce")
    if years.isna().any():
        row = int(years.isna().to_numpy().argmax())
        raise DataError(
            f"{label}, row {row + 2}, column 'year': expected a year, found {column.iloc[row]!r}."
        )
    return years.astype("int64")


def _numbers(column: pd.Series, raw: pd.DataFrame, name: str, label: str) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    bad = column.notna() & numbers.isna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise DataError(
            _sentinel(label, raw[TIDY_KEY[0]].iloc[row], raw["year"].iloc[row], name, column.iloc[row])
        )
    return numbers


def _sentinel(label: str, region: object, year: object, column: object, value: object) -> str:
    return (
        f"{label} holds text where a number belongs: {region}, {year}, {column}: {value!r}. If it is the producer's mark "
        f"for 'not available', empty the cell in the raw file and note that you did."
    )
