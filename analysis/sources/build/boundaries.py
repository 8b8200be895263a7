"""Outlines of districts: the raw features joined to BPS codes, one feature per district."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.sources.build.specification_tables import read_specification

__all__ = ["contains_point", "make_boundaries", "read_raw_boundaries"]

DECIMALS = 4  # of a degree: about 11 metres, far below the simplification of the outlines

Ring = list[list[float]]
Polygon = list[Ring]


def read_raw_boundaries(raw: Path) -> list[dict[str, Any]]:
    """Read the features of the raw outline file.

    Raises
    ------
    DataError
        Absent, not GeoJSON, or no features.
    """
    path = raw / "data" / "boundaries" / "indonesia-regencies.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        features = document["features"]
        if not features:
            raise ValueError("it has no features")
    except OSError as error:
        raise DataError(f"{path} cannot be opened ({error.strerror or error}).") from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} cannot be read as GeoJSON ({error}).") from None
    return list(features)


def make_boundaries(features: list[dict[str, Any]], regions: pd.DataFrame) -> tuple[dict[str, Any], str]:
    """Join features to districts by name, merge those of one district, round, and compare with the points.

    A feature is joined by its own name, read as kota when it begins with Kota; features whose name fits no
    district must stand in the specification ``boundary-exceptions`` with the reason.

    Returns
    -------
    (document, note)
        A GeoJSON feature collection ordered by ``region_code``, and a sentence on how well names and points
        agree.

    Raises
    ------
    DataError
        A feature that fits no district and no exception, or a name that two districts have.
    """
    places = regions[regions["level"] != "province"]
    by_name = {_plain(name): code for name, code in zip(places["name"], places["region_code"], strict=True)}
    decided = {
        (row["feature_name"], row["feature_province"]): row["region_code"]
        for row in read_specification("boundary-exceptions").to_dict("records")
    }
    shapes: dict[str, list[Polygon]] = {}
    for feature in features:
        properties = feature["properties"]
        name, province = properties.get("WADMKK") or "", properties.get("WADMPR") or ""
        code = decided.get((name, province), by_name.get(_plain(name)))
        if code is None:
            near = nearest(name, [str(place) for place in places["name"]], count=1)
            hint = f" (nearest: {near[0]})" if near else ""
            raise DataError(
                f"The outline named {name!r} in {province!r} fits no district{hint}. Add it to "
                "analysis/sources/build/specification/boundary-exceptions.csv with its code, or without "
                "one, and the reason."
            )
        if code:
            shapes.setdefault(code, []).extend(_rounded(feature["geometry"]))
    made = [_feature(code, shapes[code]) for code in sorted(shapes) if shapes[code]]
    return {"type": "FeatureCollection", "features": made}, _agreement(shapes, places)


def _plain(name: str) -> str:
    kind = "kota " if name.startswith("Kota ") else ""
    bare = re.sub(r"^(Kabupaten|Kota) ", "", name).replace("Administrasi ", "")
    return kind + re.sub(r"[^a-z]", "", bare.casefold())


def _rounded(geometry: dict[str, Any] | None) -> list[Polygon]:
    if geometry is None:
        return []
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    made = []
    for polygon in polygons:
        rings = [_rounded_ring(ring) for ring in polygon]
        if len(rings[0]) >= 4:
            made.append([ring for ring in rings if len(ring) >= 4])
    return made


def _rounded_ring(ring: Ring) -> Ring:
    points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y, *_ in ring]
    kept = points[:1] + [after for before, after in pairwise(points) if after != before]
    return kept


def _feature(code: str, polygons: list[Polygon]) -> dict[str, Any]:
    if len(polygons) == 1:
        geometry: dict[str, Any] = {"type": "Polygon", "coordinates": polygons[0]}
    else:
        geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "properties": {"region_code": code}, "geometry": geometry}


def contains_point(polygon: Polygon, x: float, y: float) -> bool:
    """Say whether a point lies inside a polygon with holes (even-odd rule over all rings)."""
    inside = False
    for ring in polygon:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def _agreement(shapes: dict[str, list[Polygon]], places: pd.DataFrame) -> str:
    own, elsewhere, nowhere = 0, [], 0
    for row in places.dropna(subset=["longitude_deg"]).to_dict("records"):
        code, x, y = row["region_code"], row["longitude_deg"], row["latitude_deg"]
        near = [other for other in shapes if other[:2] == code[:2]]
        holders = [other for other in near if any(contains_point(shape, x, y) for shape in shapes[other])]
        if code in holders:
            own += 1
        elif holders:
            elsewhere.append(str(row["name"]))
        else:
            nowhere += 1
    none = [
        str(name)
        for code, name in zip(places["region_code"], places["name"], strict=True)
        if not shapes.get(code)
    ]
    with_outline = f"{len(places) - len(none)} have an outline{_listed(none, 'none for ')}"
    return (
        f"Of {len(places)} districts {with_outline}. The point that the second source gives lies in the "
        f"outline of the same name for {own}, in a neighbour's for {len(elsewhere)}{_listed(elsewhere)}, and "
        f"outside all, mostly at sea, for {nowhere}."
    )


def _listed(names: list[str], before: str = "") -> str:
    return f" ({before}{', '.join(names)})" if names else ""
