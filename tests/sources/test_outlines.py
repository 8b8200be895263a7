"""Outlines are read as what they are, and a broken file is said."""

import json
import shutil

import pytest

from analysis.errors import DataError
from analysis.sources import data_folder, load_outlines, load_table


@pytest.fixture
def folder(tmp_path):
    """The description of the project's data with an outline file of one district."""
    shutil.copy(data_folder() / "datapackage.json", tmp_path / "datapackage.json")
    (tmp_path / "national").mkdir()
    outline = {"type": "Feature", "properties": {"region_code": "6172"}, "geometry": None}
    text = json.dumps({"type": "FeatureCollection", "features": [outline]})
    (tmp_path / "national" / "boundaries.geojson").write_text(text, encoding="utf-8")
    return tmp_path


def test_outlines_are_read_with_their_origin(folder):
    outlines = load_outlines(root=folder)
    assert [feature["properties"]["region_code"] for feature in outlines.features["features"]] == ["6172"]
    assert outlines.origin["status"] == "published"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"features": [{"properties": {}}]}'])
def test_a_broken_file_is_said(folder, content):
    (folder / "national" / "boundaries.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(DataError):
        load_outlines(root=folder)


def test_a_missing_file_is_said(folder):
    (folder / "national" / "boundaries.geojson").unlink()
    with pytest.raises(DataError):
        load_outlines(root=folder)


def test_outlines_are_not_a_table(folder):
    with pytest.raises(DataError, match="not a table but geojson"):
        load_table("national/boundaries", root=folder)
