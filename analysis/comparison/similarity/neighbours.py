"""Which districts are nearest to a region by declared inputs, and on what they agree and differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from analysis.comparison.similarity.inputs import window_inputs
from analysis.errors import MethodError
from analysis.panels import require_columns, require_region

COLUMNS = (
    "rank", "region_code", "name", "distance", "inputs_used", "closest_on", "furthest_on", "candidates_count",
)  # fmt: skip


def nearest_regions(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    region_code: str,
    inputs: Sequence[str],
    first_year: int,
    last_year: int,
    count: int = 8,
    log_inputs: Collection[str] = (),
    *,
    least_share: float = 0.75,
) -> pd.DataFrame:
    """Return the districts nearest to one district by Gower's distance on declared inputs.

    Parameters
    ----------
    panel, regions, inputs, first_year, last_year, log_inputs
        As for :func:`analysis.comparison.similarity.inputs.standardised_inputs`; ``regions`` also holds
        ``name``.
    region_code : str
        The district to find neighbours for.
    count : int
        How many to return, at least one.
    least_share : float
        Refuse the region, and leave out a candidate, with fewer than this share of the inputs in common.

    Returns
    -------
    pandas.DataFrame
        ``rank`` (1 is nearest; equal distances, to twelve decimals, by code), ``region_code, name``,
        ``distance`` (0 to 1), ``inputs_used`` (inputs that both have), ``closest_on`` and ``furthest_on``
        (the inputs with the smallest and the largest difference relative to the national range) and
        ``candidates_count`` (how many districts could be compared).

    Raises
    ------
    MethodError
        Too few inputs observed for the region, no candidate, a count below one, a share outside 0-1, or as
        for ``standardised_inputs``.

    Notes
    -----
    Gower (1971), Biometrics 27(4): 857-871, with the range of all districts and equal weights. Nearest on
    what was declared and measured, not in every respect: another list of inputs gives other neighbours. One
    extreme district sets the range, so put skewed inputs on the log scale.
    """
    require_columns(regions, ["name"], "the table of regions")
    require_region(regions, region_code)
    if count < 1 or not 0 < least_share <= 1:
        raise MethodError(
            f"Ask for at least one neighbour and a share of inputs above 0 and up to 1; found count {count} "
            f"and share {least_share:g}."
        )
    scaled = window_inputs(panel, regions, inputs, first_year, last_year, log_inputs).scaled
    least = least_share * len(inputs)
    own = int(scaled.loc[[region_code]].notna().to_numpy().sum())
    if own < least:
        raise MethodError(
            f"Region {region_code} has {own} of the {len(inputs)} inputs in {first_year}-{last_year}; at "
            f"least {least_share:.0%} are needed to say which districts are near it. Widen the window or "
            "choose inputs that it has."
        )
    apart = ((scaled - scaled.loc[region_code]).abs() / (scaled.max() - scaled.min())).drop(index=region_code)
    used = apart.notna().sum(axis=1)
    apart = apart.loc[used >= max(least, 1)]
    if apart.empty:
        raise MethodError(
            f"No other district shares {least_share:.0%} of the inputs with region {region_code} in "
            f"{first_year}-{last_year}. Widen the window or choose other inputs."
        )
    table = pd.DataFrame(
        {
            "distance": apart.mean(axis=1).round(12),
            "inputs_used": apart.notna().sum(axis=1),
            "closest_on": apart.idxmin(axis=1),
            "furthest_on": apart.idxmax(axis=1),
        }
    ).rename_axis("region_code")
    table = table.reset_index().sort_values(["distance", "region_code"], ignore_index=True).head(count)
    names = regions.set_index("region_code")["name"]
    table["name"] = table["region_code"].map(names)
    table["rank"] = np.arange(1, len(table) + 1)
    table["candidates_count"] = len(apart)
    return table.loc[:, list(COLUMNS)]
