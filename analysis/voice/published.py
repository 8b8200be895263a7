"""Satisfaction indices that were published with their elements, computed anew."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.panels import require_columns
from analysis.statistics.classes import Band
from analysis.voice.satisfaction_index import ELEMENTS, satisfaction_index

KIND = "satisfaction-index"
NEEDED = ("example", "kind", "place", "year", "value", "published_value", "source")


def recomputed_indices(
    published: pd.DataFrame, bands: Sequence[Band] = (), weight: float | None = None
) -> pd.DataFrame:
    """Compute published satisfaction indices anew from their elements.

    Parameters
    ----------
    published : pandas.DataFrame
        Rows of ``standards/published-indices``: nine for each index, in the order of the elements.
    bands, weight
        As for :func:`analysis.voice.satisfaction_index.satisfaction_index`.

    Returns
    -------
    pandas.DataFrame
        By index: ``place, year, published, exact, rounded, class_exact, class_rounded, agrees_with``
        (``exact``, ``rounded`` or ``neither``, at the two decimals of reports), ``source``.

    Raises
    ------
    MethodError
        A column is absent, or a score outside 1 to 4.
    """
    require_columns(published, NEEDED, "the table of published indices")
    rows = []
    for _, parts in published[published["kind"] == KIND].groupby("example", sort=True):
        scores = dict(zip(ELEMENTS, parts["value"].astype(float), strict=True))
        found = satisfaction_index(scores, bands=bands, weight=weight)
        stated = float(parts["published_value"].iloc[0])
        near = [
            name
            for name, value in (("exact", found.exact), ("rounded", found.rounded))
            if value is not None and abs(round(value, 2) - stated) < 0.005
        ]
        rows.append(
            {
                "place": parts["place"].iloc[0],
                "year": int(parts["year"].iloc[0]),
                "published": stated,
                "exact": found.exact,
                "rounded": found.rounded,
                "class_exact": found.class_exact.band if found.class_exact else "",
                "class_rounded": found.class_rounded.band if found.class_rounded else "",
                "agrees_with": near[0] if near else "neither",
                "source": parts["source"].iloc[0],
            }
        )
    return pd.DataFrame(rows)
