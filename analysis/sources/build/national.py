"""The national tables: regions, panel, second source."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.sources.build.specification_tables import read_specification

__all__ = ["make_panel", "make_population_grdp", "make_regions", "read_second_source"]

FIRST_YEAR = 2000
SECOND_SOURCE = "GRDP_PerCapita_Indonesia_Districts_until_2017.csv"
SECOND_MEASURES = {
    "POP": "population_people",
    "RGDP": "grdp_constant_2010_idr_billion",
    "RGDPPC": "grdp_per_capita_constant_2010_idr_thousand",
}


def read_second_source(raw: Path) -> pd.DataFrame:
    """Read the population and GRDP file of the second source as text-keyed wide frame.

    Raises
    ------
    DataError
        Absent, or without the columns it should have.
    """
    path = raw / "data" / "grdp-population" / SECOND_SOURCE
    try:
        frame = pd.read_csv(
            path, dtype={"KDJ": str, "District_name": str, "Province": str}, encoding="utf-8-sig"
        )
    except OSError as error:
        raise DataError(f"{path} cannot be opened ({error.strerror or error}).") from None
    except (ValueError, pd.errors.ParserError) as error:
        raise DataError(f"{path} cannot be read ({error}). Download it again.") from None
    needed = ["District_name", "KDJ", "X", "Y"]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DataError(
            f"{path} lacks the columns {', '.join(missing)}; found {', '.join(frame.columns[:7])}."
        )
    return frame


def make_regions(panel_names: set[str], second: pd.DataFrame) -> pd.DataFrame:
    """Make the table of regions from the specification, and check it against both sources.

    Parameters
    ----------
    panel_names
        The names that the raw panel has.
    second
        From ``read_second_source``.

    Returns
    -------
    pandas.DataFrame
        ``region_code, name, level, province_code, province, panel_name, longitude_deg, latitude_deg``, by
        code. ``panel_name`` is empty where the panel lacks the region. The point is the second source's,
        taken by its code, since its coordinates follow its codes where its names do not.

    Raises
    ------
    DataError
        The raw panel has a region that the specification does not know.
    """
    spec = read_specification("regions")
    unknown = sorted(panel_names - set(spec["panel_name"]))
    if unknown:
        near = nearest(unknown[0], spec["panel_name"], count=1)
        hint = f" (nearest known name: {near[0]!r})" if near else ""
        raise DataError(
            f"The raw panel has {len(unknown)} region(s) without a BPS code, first {unknown[0]!r}{hint}. "
            "Add each to analysis/sources/build/specification/regions.csv with its code, present name and "
            "level."
        )
    province = (
        spec[spec["level"] == "province"].set_index("region_code")["name"].str.removeprefix("Provinsi ")
    )
    points = second.drop_duplicates("KDJ").set_index("KDJ")
    code = spec["region_code"]
    return pd.DataFrame(
        {
            "region_code": code,
            "name": spec["name"],
            "level": spec["level"],
            "province_code": code.str[:2] + "00",
            "province": (code.str[:2] + "00").map(province),
            "panel_name": spec["panel_name"].where(spec["panel_name"].isin(panel_names), ""),
            "longitude_deg": code.map(points["X"]),
            "latitude_deg": code.map(points["Y"]),
        }
    ).sort_values("region_code", ignore_index=True)


def make_panel(raw_panel: pd.DataFrame, regions: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    """Make the national panel: codes for names, years from 2000, rows in which anything was observed.

    No value is corrected, dropped or capped.
    """
    code = regions[regions["panel_name"] != ""].set_index("panel_name")["region_code"]
    measures = list(columns["name"])
    kept = raw_panel[(raw_panel["year"] >= FIRST_YEAR) & raw_panel[measures].notna().any(axis=1)]
    panel = kept.assign(region_code=kept["panel_name"].map(code))[["region_code", "year", *measures]]
    return panel.sort_values(["region_code", "year"], ignore_index=True)


def make_population_grdp(second: pd.DataFrame, spec: pd.DataFrame) -> pd.DataFrame:
    """Make the table of the second source: a row per district and year.

    A district is found by the second source's name and code together as the specification gives them: where
    they contradict each other the code decides, and the ledger of corrections exchanges the values.

    Raises
    ------
    DataError
        A row that the specification does not know.
    """
    known = spec[spec["second_source_code"] != ""]
    key = pd.Series(
        known["region_code"].to_numpy(), index=known["second_source_code"] + "|" + known["second_source_name"]
    )
    code = (second["KDJ"] + "|" + second["District_name"]).map(key)
    if code.isna().any():
        row = second[code.isna()].iloc[0]
        raise DataError(
            f"The second source has a row that is not known: KDJ {row['KDJ']}, {row['District_name']!r}. "
            "Add it to analysis/sources/build/specification/regions.csv."
        )
    parts = []
    for prefix, name in SECOND_MEASURES.items():
        years = [column for column in second.columns if re.fullmatch(rf"{prefix}\d{{4}}", column)]
        wide = second[years].set_axis([int(year[-4:]) for year in years], axis=1).assign(region_code=code)
        parts.append(
            wide.melt("region_code", var_name="year", value_name=name).set_index(["region_code", "year"])
        )
    joined = pd.concat(parts, axis=1).reset_index()
    joined["year"] = joined["year"].astype("int64")
    return joined.sort_values(["region_code", "year"], ignore_index=True)
