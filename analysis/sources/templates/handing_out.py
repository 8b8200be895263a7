"""Hand out templates: all of them for the data folder, or one for a region into a folder of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, ParameterError, nearest
from analysis.messages import say
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.regional import REGION_TABLES
from analysis.sources.tables import data_folder, load_table
from analysis.sources.templates.workbook import template_workbook
from analysis.sources.writing import write_atomically

__all__ = ["template_files", "write_template"]


def template_files(package: dict[str, Any], regions: pd.DataFrame) -> dict[str, bytes]:
    """Make every template workbook of the data folder.

    Parameters
    ----------
    package
        The data package with the resources ``templates/...``.
    regions
        The table ``national/regions``.

    Returns
    -------
    dict
        Path below the data folder to content.
    """
    choices = _choices(regions)
    return {
        f"templates/{table}.xlsx": template_workbook(find_resource(package, f"templates/{table}"), choices)
        for table in REGION_TABLES
    }


def write_template(
    table: str,
    folder: Path | str,
    *,
    region: tuple[str, str] | None = None,
    replace: bool = False,
    root: Path | str | None = None,
) -> Path:
    """Write the template workbook of one table into a folder.

    Parameters
    ----------
    table
        One of ``REGION_TABLES``.
    folder
        Where it goes; it is made when it does not exist.
    region
        Code and name to fill in.
    replace
        Whether a file that is there may be replaced.
    root
        The data folder; by default ``data_folder()``.

    Raises
    ------
    ParameterError
        Unknown table.
    DataError
        The file exists and ``replace`` was not said.
    BuildError
        The folder cannot be written.
    """
    if table not in REGION_TABLES:
        near = ", ".join(nearest(table, REGION_TABLES) or REGION_TABLES)
        raise ParameterError(
            say("There is no template named {table!r}. The nearest: {near}.", table=table, near=near)
        )
    name = f"{table}-{region[0]}.xlsx" if region else f"{table}.xlsx"
    target = Path(folder) / name
    if target.exists() and not replace:
        raise DataError(
            say(
                "{path} exists and may hold what you have filled in; it was not touched. Name another folder "
                "with --output, or say --replace.",
                path=target,
            )
        )
    resource = find_resource(
        read_package(Path(root) if root is not None else data_folder()), f"templates/{table}"
    )
    choices = _choices(load_table("national/regions", root=root).frame)
    write_atomically(target, template_workbook(resource, choices, region))
    return target


def _choices(regions: pd.DataFrame) -> Sequence[tuple[str, str]]:
    """Give code and name of the districts; a province hands nothing in."""
    districts = regions[regions["level"] != "province"]
    return list(zip(districts["region_code"], districts["name"], strict=True))
