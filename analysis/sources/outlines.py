"""Outlines of districts: the one source that is a map and not a table."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.tables import data_folder

__all__ = ["Outlines", "load_outlines"]

NAME = "national/boundaries"


@dataclass(frozen=True)
class Outlines:
    """Outlines of districts as GeoJSON, with their origin.

    Attributes
    ----------
    name : str
        Name in the data package.
    path : pathlib.Path
        The file.
    features : dict
        A GeoJSON feature collection; each feature has the property ``region_code``.
    origin : dict
        As in `analysis.sources.Table`.
    sha256 : str
        Of the file's bytes.
    """

    name: str
    path: Path
    features: dict[str, Any]
    origin: dict[str, Any]
    sha256: str


def load_outlines(*, root: Path | str | None = None) -> Outlines:
    """Read the outlines of all districts.

    Parameters
    ----------
    root : pathlib.Path, optional
        The data folder; by default `analysis.sources.data_folder`.

    Raises
    ------
    DataError
        If the file is missing, is not GeoJSON, or a feature has no region code.
    """
    folder = Path(root) if root is not None else data_folder()
    resource = find_resource(read_package(folder), NAME)
    path = folder / resource["path"]
    label = f"data/{resource['path']}"
    try:
        content = path.read_bytes()
        features = json.loads(content)
        codes = [feature["properties"]["region_code"] for feature in features["features"]]
    except FileNotFoundError:
        raise DataError(f"{label} is missing. Restore it from the repository.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{label} cannot be read as GeoJSON with a region_code for each feature ({error}). Restore it "
            "from the repository, or rebuild it with `pelayanan data build RAW`."
        ) from None
    if len(set(codes)) != len(codes):
        raise DataError(f"{label} has two features with one region_code; each district has one. Rebuild it.")
    keys = ("title", "description", "status", "sources", "licenses", "processing", "years")
    origin = {key: resource.get(key, [] if key in {"sources", "licenses"} else "") for key in keys}
    return Outlines(NAME, path, features, origin, hashlib.sha256(content).hexdigest())
