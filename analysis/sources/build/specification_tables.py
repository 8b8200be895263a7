"""The project's own decisions about raw data, kept as small tables beside the code."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd

__all__ = ["has_specification", "read_specification"]


def has_specification(name: str) -> bool:
    """Say whether there is a specification table of this name."""
    return files("analysis.sources.build").joinpath("specification", f"{name}.csv").is_file()


def read_specification(name: str) -> pd.DataFrame:
    """Read a specification table as text, with ``""`` for an empty cell.

    Parameters
    ----------
    name
        File name without ``.csv``: ``regions``, ``panel-columns``, ``templates`` and so on.
    """
    location = files("analysis.sources.build").joinpath("specification", f"{name}.csv")
    with location.open("rb") as handle:
        return pd.read_csv(handle, dtype=str, keep_default_na=False)
