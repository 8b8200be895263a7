"""What status rows have, and the guard that keeps the specimen out of everything about real regions."""

from __future__ import annotations

import pandas as pd

from analysis.errors import DataError
from analysis.messages import say

__all__ = ["SPECIMEN_CODE", "refuse_specimen", "status_of_rows"]

SPECIMEN_CODE = "9999"  # Kabupaten Contoh, a made-up district
SPECIMEN = "specimen"
CODE_COLUMNS = ("region_code", "child_code", "parent_code")


def status_of_rows(frame: pd.DataFrame, otherwise: str = "") -> str:
    """Return the statuses that the rows of a table have, each once, joined by a semicolon.

    Parameters
    ----------
    frame
        A table; its column ``status`` is read where there is one.
    otherwise
        Returned where there is no such column or no row.
    """
    found = sorted(set(frame["status"])) if "status" in frame else []
    return "; ".join(str(status) for status in found) or otherwise


def refuse_specimen(frame: pd.DataFrame, label: str) -> None:
    """Refuse a table of real regions that holds the specimen: no finding may rest on what was made up.

    Raises
    ------
    DataError
        A row is of the specimen district, or has the status ``specimen``.
    """
    made_up = pd.Series(False, index=frame.index)
    for column in CODE_COLUMNS:
        if column in frame:
            made_up |= frame[column].astype("string").eq(SPECIMEN_CODE).fillna(False)
    if "status" in frame:
        made_up |= frame["status"].astype("string").eq(SPECIMEN).fillna(False)
    if made_up.any():
        raise DataError(
            say(
                "{label}, row {row}: a row of the specimen district or with the status 'specimen'. What is "
                "made up may stand only in data/regions; take the row out.",
                label=label,
                row=int(made_up.to_numpy().argmax()) + 2,
            )
        )
