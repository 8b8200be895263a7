"""What a region has supplied itself: ``data/regions/<code>/<table>.csv``, formed as ``data/templates``."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import DataError, nearest
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.tables import Table, data_folder, read_resource

__all__ = ["REGION_TABLES", "load_region_table"]

REGION_TABLES = (
    "indicators",
    "budget-lines",
    "documents",
    "inputs-received",
    "complaint-survey",
    "service-promises",
    "procedures",
    "satisfaction-survey",
)


def load_region_table(code: str, name: str, *, root: Path | str | None = None) -> Table | None:
    """Read one table of a region, if the region has supplied it.

    Parameters
    ----------
    code
        BPS code, 4 digits.
    name
        One of ``REGION_TABLES``.
    root
        The data folder; by default ``analysis.sources.data_folder()``.

    Returns
    -------
    Table or None
        ``None`` when the file does not exist: nothing was supplied, which is not the same as an empty table.

    Raises
    ------
    DataError
        Unknown table name, or a file that is not as its template says, or a row of another region.
    """
    if name not in REGION_TABLES:
        near = nearest(name, REGION_TABLES) or list(REGION_TABLES)
        raise DataError(f"A region has no table named {name!r}. The nearest: {', '.join(near)}.")
    folder = Path(root) if root is not None else data_folder()
    path = folder / "regions" / code / f"{name}.csv"
    label = f"data/regions/{code}/{name}.csv"
    if not path.exists():
        return None
    template = find_resource(read_package(folder), f"templates/{name}")
    table = read_resource({**template, "name": f"regions/{code}/{name}"}, path, label)
    others = sorted(set(table.frame["region_code"]) - {code})
    if others:
        row = int((table.frame["region_code"] == others[0]).to_numpy().argmax()) + 2
        raise DataError(
            f"{label}, row {row}, column 'region_code': expected {code!r}, the region whose folder this is, "
            f"found {others[0]!r}. Move the row to the folder of its region."
        )
    return table
