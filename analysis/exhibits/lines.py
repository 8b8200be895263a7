"""What every chart over the years draws: the spread of all districts, and a region's line on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.exhibits.style import BAND_INNER, BAND_OUTER, COLOURS, DASHES, MARKERS, MUTED

Breaks = Mapping[str, Sequence[int]]
NO_BREAKS: Breaks = MappingProxyType({})


def spread_band(axis: Axes, spread: pd.DataFrame, *, unit: float = 1.0) -> None:
    """Draw the middle 80 % and the middle half of districts as bands and the median dashed.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Where to draw.
    spread : pandas.DataFrame
        ``year, p10, p25, median, p75, p90``.
    unit : float
        Values are divided by it.
    """
    years = spread["year"]
    axis.fill_between(years, spread["p10"] / unit, spread["p90"] / unit, color=BAND_OUTER, linewidth=0)
    axis.fill_between(years, spread["p25"] / unit, spread["p75"] / unit, color=BAND_INNER, linewidth=0)
    axis.plot(years, spread["median"] / unit, color=MUTED, linewidth=1, linestyle=(0, (3, 2)))


def region_line(
    axis: Axes, own: pd.DataFrame, column: str, place: int, breaks: Sequence[int], *, unit: float = 1.0
) -> None:
    """Draw one region's series in the colour, mark and dash of its place; interrupted where it was split.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Where to draw.
    own : pandas.DataFrame
        The region's rows: ``year`` and `column`.
    place : int
        Place in the drawing order, 0 to 3.
    breaks : sequence of int
        Years from which the region is another territory than before.
    unit : float
        Values are divided by it.
    """
    seen = own[["year", column]].dropna().sort_values("year")
    for _, piece in seen.groupby([sum(year >= split for split in breaks) for year in seen["year"]]):
        line = axis.plot(
            piece["year"],
            piece[column] / unit,
            color=COLOURS[place],
            marker=MARKERS[place],
            markersize=2.8,
            linewidth=1.4,
        )[0]
        if DASHES[place]:
            line.set_dashes(list(DASHES[place]))


def since_last_break(own: pd.DataFrame, column: str, breaks: Sequence[int]) -> pd.DataFrame:
    """Return the observed years of a series from the last split on: the part that one territory has."""
    seen = own[["year", column]].dropna().sort_values("year")
    return seen[seen["year"] >= max(breaks, default=0)]


def region_handles(names: Mapping[str, str]) -> list[Line2D]:
    """Return the legend's lines for regions in drawing order, drawn as `region_line` draws them."""
    handles = []
    for place, name in enumerate(names.values()):
        line = Line2D([], [], color=COLOURS[place], marker=MARKERS[place], markersize=4, label=name)
        if DASHES[place]:
            line.set_dashes(list(DASHES[place]))
        handles.append(line)
    return handles
