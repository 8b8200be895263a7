"""The project's own decisions about raw data, kept as small tables beside the code: codes, columns, exceptions."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd

__all__ = ["read_specification", "read_specification_bytes"]


def read_specification_bytes(name: str) -> bytes:
    """Give the bytes of a specification file, for example ``regions.csv``."""
    return files("analysis.sources.build").joinpath("specification", name).read_bytes()


def read_specification(name: str) -> pd.DataFrame:
    """Read a specification table as text, with ``""`` for an empty cell.

    Parameters
    ----------
    name
        File name without ``.csv``: ``regions``, ``panel-columns``, ``templates`` and so on.
    """
    location = files("analysis.sources.build").joinpath("specification", f"{name}.csv")
    with location.open(encoding="utf-8", newline="") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False)
