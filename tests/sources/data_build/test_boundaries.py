"""Outlines are joined by name, merged per district and compared with points."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.sources.build.boundaries import contains_point, make_boundaries, read_raw_boundaries

REGIONS = pd.DataFrame(
    {
        "region_code": ["6100", "6102", "6172"],
        "name": ["Provinsi Kalimantan Barat", "Kabupaten Bengkayang", "Kota Singkawang"],
        "level": ["province", "kabupaten", "kota"],
        "longitude_deg": [None, 109.6, 109.6],
        "latitude_deg": [None, 0.9, 0.9],
    }
)


def test_features_of_one_district_are_merged_in_order_of_code(raw):
    document, note = make_boundaries(read_raw_boundaries(raw), REGIONS)
    made = [(f["properties"]["region_code"], f["geometry"]["type"]) for f in document["features"]]
    assert made == [("6102", "MultiPolygon"), ("6172", "Polygon")]
    # the point given for Kota Singkawang lies in Bengkayang
    assert "same name for 1, in a neighbour's for 1 (Kota Singkawang)" in note


def test_coordinates_are_rounded_and_rings_stay_closed():
    ring = [[109.123456, 0.1], [109.2, 0.1], [109.200001, 0.100001], [109.2, 0.3], [109.123456, 0.1]]
    feature = {
        "properties": {"WADMKK": "Kota Singkawang"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    document, _ = make_boundaries([feature], REGIONS)
    assert document["features"][0]["geometry"]["coordinates"][0] == [
        [109.1235, 0.1],
        [109.2, 0.1],
        [109.2, 0.3],
        [109.1235, 0.1],
    ]


def test_a_name_that_fits_no_district_is_named(raw):
    features = read_raw_boundaries(raw)
    features[0]["properties"]["WADMKK"] = "Kota Singkawan"
    with pytest.raises(DataError, match=r"'Kota Singkawan'.*\(nearest: Kota Singkawang\)"):
        make_boundaries(features, REGIONS)


def test_a_strip_given_to_two_districts_is_left_out(raw):
    features = read_raw_boundaries(raw)
    features[0]["properties"] |= {"WADMKK": "Sumbawa/Sumbawa Barat", "WADMPR": "Nusa Tenggara Barat"}
    document, _ = make_boundaries(features, REGIONS)
    assert [f["properties"]["region_code"] for f in document["features"]] == ["6102"]


def test_a_hole_is_outside():
    outer = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
    assert contains_point([outer, hole], 0.5, 0.5)
    assert not contains_point([outer, hole], 2, 2)
    assert not contains_point([outer, hole], 5, 2)


def test_a_file_that_is_not_geojson_is_said(raw):
    (raw / "data/boundaries/indonesia-regencies.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read as GeoJSON"):
        read_raw_boundaries(raw)
