"""The two layouts in which the raw national panel comes: tidy, and the World Bank's bulk file."""

from __future__ import annotations

import html
import re

import pandas as pd

from analysis.errors import DataError, nearest

__all__ = ["BULK_COLUMNS", "TIDY_KEY", "from_bulk", "from_tidy"]

BULK_COLUMNS = ["Country Name", "Country Code", "Indicator Name", "Indicator Code"]
TIDY_KEY = ["province_or_district", "year"]


def from_tidy(raw: pd.DataFrame, columns: pd.DataFrame, label: str) -> pd.DataFrame:
    """Read the tidy layout: a row per region and year, a column per indicator; see ``read_raw_panel``."""
    missing = [name for name in columns["raw_column"] if name not in raw.columns]
    if missing:
        near = nearest(missing[0], raw.columns, count=1)
        hint = f" (nearest: {near[0]!r})" if near else ""
        raise DataError(
            f"{label} lacks {len(missing)} of the columns it should have, first {missing[0]!r}{hint}."
        )
    result = {"panel_name": raw["province_or_district"].str.strip(), "year": _years(raw["year"], label)}
    for name, column in zip(columns["name"], columns["raw_column"], strict=True):
        result[name] = _numbers(raw[column], raw, column, label)
    return pd.DataFrame(result)


def from_bulk(raw: pd.DataFrame, columns: pd.DataFrame, label: str) -> pd.DataFrame:
    """Read the bulk layout: a row per region and indicator, a column per year; see ``read_raw_panel``."""
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
            f"{label} has more than one row for {row['panel_name']!r} and {row['Indicator Name']!r}. "
            "Keep one."
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
    by_code = {code: name for code, name in zip(columns["wb_code"], columns["name"], strict=True) if code}
    by_name = {
        _plain(spelling): name
        for name, spellings in zip(columns["name"], columns["wb_name"], strict=True)
        for spelling in spellings.split("|")
    }
    codes = raw["Indicator Code"].str.strip().map(by_code)
    target = codes.fillna(raw["Indicator Name"].map(_plain).map(by_name))
    found = set(target.dropna())
    missing = columns[~columns["name"].isin(found)]
    if len(missing):
        first = missing.iloc[0]
        raise DataError(
            f"{label} lacks {len(missing)} of the {len(columns)} indicators of the panel: "
            f"{', '.join(missing['name'][:5])}; the first should have the code "
            f"{first['wb_code'] or 'that its name has'!r} and the name {first['wb_name'].split('|')[0]!r}. "
            "Download the whole database, not a selection."
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
        f"{label} holds text where a number belongs: {region}, {year}, {column}: {value!r}. If it is the "
        "producer's mark for 'not available', empty the cell in the raw file and note that you did."
    )
