"""A small invented country for the pictures: a few districts, years and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.planning.budget import FUNCTIONS

YEARS = range(2004, 2015)
BEFORE, AFTER = (2004, 2006), (2010, 2014)
OUTCOMES = ("skilled_birth_attendance_pct", "safe_water_pct", "morbidity_pct", "literacy_pct")
ITEMS = ("spending_total_idr", "spending_health_idr")
NAMES = {"6172": "Kota Singkawang", "7322": "Kabupaten Luwu Utara", "3574": "Kota Probolinggo"}
CASES = ("whole", "gaps", "no-series", "one-district")


@dataclass(frozen=True)
class World:
    """Tables of the invented country and the regions that a picture is about."""

    panel: pd.DataFrame
    regions: pd.DataFrame
    deflator: pd.DataFrame
    names: Mapping[str, str]

    @property
    def first(self) -> str:
        return next(iter(self.names))


def invented(case: str) -> World:
    """Return a country; in some cases the first of its two regions lacks years or every figure.

    Parameters
    ----------
    case : str
        One of ``CASES``.
    """
    count = 1 if case == "one-district" else 6
    codes = [f"910{i}" for i in range(count)]
    random = np.random.default_rng(20101001)
    rows = pd.DataFrame([(code, year) for code in codes for year in YEARS], columns=["region_code", "year"])
    start = rows["region_code"].astype(int) - 9100
    since = rows["year"] - YEARS[0]
    for name in OUTCOMES:
        rows[name] = 30 + 7.0 * start + (3 - 0.3 * start) * since + random.uniform(-2, 2, len(rows))
    rows["population_people"] = 100_000.0 + 10_000 * start
    for place, function in enumerate(FUNCTIONS):
        rows[f"spending_{function}_idr"] = 1e10 * (place + 1) * (1 + 0.1 * since) * (1 + 0.05 * start)
    functions = [f"spending_{function}_idr" for function in FUNCTIONS]
    rows["spending_total_idr"] = rows[functions].sum(axis=1) * 1.1
    own = rows["region_code"] == codes[0]
    measured = [*OUTCOMES, *functions, "spending_total_idr"]
    if case == "gaps":
        rows.loc[own & rows["year"].isin([2004, 2008]), measured] = np.nan
        rows.loc[own & (rows["year"] == 2009), "spending_health_idr"] = np.nan
        rows = rows[~(own & rows["year"].isin([2006, 2014]))].reset_index(drop=True)
    if case == "no-series":
        rows.loc[own, measured] = np.nan
    regions = pd.DataFrame(
        {
            "region_code": codes,
            "name": [f"Kota {letter}" for letter in "ABCDEF"[:count]],
            "level": "kota",
            "province_code": "9100",
            "province": "Invented",
            "longitude_deg": [101.0 + 3 * place for place in range(count)],
            "latitude_deg": 1.0,
        }
    )
    deflator = pd.DataFrame(
        {"year": list(YEARS), "grdp_deflator_index_2010": [40.0 + 10 * i for i in range(len(YEARS))]}
    )
    names = dict(zip(codes[:2], regions["name"][:2], strict=True))
    return World(rows, regions, deflator, names)


def squares(codes: list[str]) -> dict[str, object]:
    """Return one square outline per region, side by side; the last one has two parts."""
    features: list[dict[str, object]] = []
    for place, code in enumerate(codes):
        x = 100.0 + 3 * place
        ring = [[x, 0.0], [x + 2, 0.0], [x + 2, 2.0], [x, 2.0], [x, 0.0]]
        shape: dict[str, object] = {"type": "Polygon", "coordinates": [ring]}
        if place == len(codes) - 1:
            south = [[east, north - 9] for east, north in ring]
            shape = {"type": "MultiPolygon", "coordinates": [[ring], [south]]}
        features.append({"type": "Feature", "properties": {"region_code": code}, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}
