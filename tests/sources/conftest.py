"""A small data folder with one described table and one template."""

import json
from pathlib import Path

import pytest

FIELDS = [
    {"name": "region_code", "type": "string", "constraints": {"required": True, "pattern": r"\d{4}"}},
    {"name": "year", "type": "integer", "constraints": {"required": True, "minimum": 2000, "maximum": 2100}},
    {
        "name": "births_pct",
        "type": "number",
        "title": "Births",
        "unit": "percent",
        "constraints": {"maximum": 100},
    },
    {"name": "law_year", "type": "integer"},
    {"name": "level", "type": "string", "constraints": {"enum": ["kabupaten", "kota"]}},
    {"name": "note", "type": "string"},
]
GOOD = 'region_code,year,births_pct,law_year,level,note\n0172,2009,84.5,2001,kota,\n0172,2010,,,kota,"a, b"\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder, with ``national/births.csv`` in order."""
    schema = {"fields": FIELDS, "primaryKey": ["region_code", "year"], "missingValues": [""]}
    common = {"profile": "tabular-data-resource", "title": "Births", "status": "official", "schema": schema}
    sources = [{"title": "A survey"}]
    package = {
        "name": "test",
        "resources": [
            {"name": "national/births", "path": "national/births.csv", "sources": sources, **common},
            {"name": "templates/indicators", "path": "templates/indicators.csv", "sources": [], **common},
        ],
    }
    (tmp_path / "national").mkdir()
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (tmp_path / "national" / "births.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path
