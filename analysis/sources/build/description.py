"""Make ``datapackage.json``, the description of every table, from the specification and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.sources.build.specification_tables import read_specification

__all__ = ["make_datapackage", "make_resource"]

PACKAGE = {
    "profile": "data-package",
    "name": "pelayanan-data",
    "title": "Service standards in Indonesian local government: data of the study",
    "description": "Tables of the study, each with unit, definition, processing, source, licence and status. "
    "Text is UTF-8, comma-separated, one header row; an empty cell is a value that is not known.",
}
NO_PROCESSING = "none"


def make_datapackage(
    tables: Mapping[str, pd.DataFrame | None], notes: dict[str, str] | None = None
) -> dict[str, Any]:
    """Describe all tables as a Frictionless Data Package.

    Parameters
    ----------
    tables
        Resource name to the frame that was written for it; resources of the specification that are not
        among them are left out. A resource without a frame, such as outlines, is described with ``None``.
    notes
        Resource name to a sentence computed from the data, added to its description.

    Returns
    -------
    dict
        In the order of the specification ``resources``.
    """
    resources = read_specification("resources")
    made = [
        make_resource(row, tables[row["name"]], (notes or {}).get(row["name"], ""))
        for _, row in resources.iterrows()
        if row["name"] in tables
    ]
    licenses = {item["name"]: item for resource in made for item in resource["licenses"]}
    return {**PACKAGE, "licenses": [licenses[name] for name in sorted(licenses)], "resources": made}


def make_resource(row: pd.Series, frame: pd.DataFrame | None, note: str = "") -> dict[str, Any]:
    """Describe one table: schema, key, sources, licences, processing, status, years."""
    sources = read_specification("sources").set_index("source").loc[row["sources"].split(";")]
    resource: dict[str, Any] = {
        "name": row["name"],
        "path": row["path"],
        "title": row["title"],
        "description": " ".join(part for part in (row["description"], note) if part),
        "status": row["status"],
        "processing": row["processing"],
        "sources": [_source(item) for _, item in sources.iterrows()],
        "licenses": [
            {"name": item["license"], "path": item["license_path"]}
            for _, item in sources[sources["license"] != ""].drop_duplicates("license").iterrows()
        ],
    }
    if row["path"].endswith(".geojson"):
        return {
            **resource,
            "profile": "data-resource",
            "format": "geojson",
            "mediatype": "application/geo+json",
        }
    if frame is not None and "year" in frame and len(frame):
        resource["years"] = [int(frame["year"].min()), int(frame["year"].max())]
    schema: dict[str, Any] = {"fields": _fields(row["name"]), "missingValues": [""]}
    if row["key"]:
        schema["primaryKey"] = row["key"].split(";")
    return {
        **resource,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _source(item: pd.Series) -> dict[str, str]:
    record = {"title": item["title"], "path": item["path"], "version": item["version"]}
    record |= {"accessed": item["accessed"], "citation": item["citation"], "license": item["license"]}
    return {key: value for key, value in record.items() if value}


def _fields(resource: str) -> list[dict[str, Any]]:
    spec = read_specification("fields")
    made = [_field(row) for _, row in spec[spec["resource"] == resource].iterrows()]
    if resource.startswith("templates/"):
        made = _explained(made, resource.removeprefix("templates/"))
    if resource == "national/panel":
        made += [_panel_field(row) for _, row in read_specification("panel-columns").iterrows()]
    return made


def _field(row: pd.Series) -> dict[str, Any]:
    record: dict[str, Any] = {"name": row["name"], "type": row["type"]}
    for key in ("title", "title_id", "unit", "description"):
        if row[key]:
            record[key] = row[key]
    limits: dict[str, Any] = {"required": True} if row["required"] else {}
    for key in ("minimum", "maximum"):
        if row[key]:
            limits[key] = _number(row[key])
    if row["enum"]:
        limits["enum"] = row["enum"].split("|")
    if row["pattern"]:
        limits["pattern"] = row["pattern"]
    return {**record, "constraints": limits} if limits else record


def _explained(fields: list[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Add what the template workbooks say: the explanation in Indonesian, and an example."""
    spec = read_specification("template-columns")
    told = spec[spec["table"] == table].set_index("column")[["description_id", "example"]]
    return [{**field, **told.loc[field["name"]].to_dict()} for field in fields]


def _panel_field(row: pd.Series) -> dict[str, Any]:
    record: dict[str, Any] = {"name": row["name"], "type": row["type"]}
    record |= {key: row[key] for key in ("title", "title_id", "unit", "category", "direction")}
    record["description"] = row["definition"] or "The producer gives no definition."
    record["producer"] = row["producer"] or "not stated in the file"
    code = f", code {row['wb_code']}" if row["wb_code"] else ""
    record["processing"] = f"{row['processing']}; World Bank: {row['wb_name'].split('|')[0]}{code}"
    if row["processing"] == NO_PROCESSING:
        record["processing"] = f"renamed only; World Bank: {row['wb_name'].split('|')[0]}{code}"
    if row["limits"]:
        record["limits"] = row["limits"]
    limits = {key: _number(row[key]) for key in ("minimum", "maximum") if row[key]}
    return {**record, "constraints": limits} if limits else record


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number
