"""What every chart over the years draws: the spread of all districts, and a region's line on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from analysis.exhibits.language import Language
from analysis.exhibits.style import BAND_INNER, BAND_OUTER, COLOURS, DASHES, MARKERS, MUTED

Breaks = Mapping[str, Sequence[int]]
NO_BREAKS: Breaks = MappingProxyType({})
Reasons = Mapping[str, Mapping[int, str]]  # region code to year to the words that stand at the break
NO_REASONS: Reasons = MappingProxyType({})


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


def break_reasons(
    breaks: pd.DataFrame, names: Mapping[str, str], column: str, basis: str, language: Language
) -> Reasons:
    """Return the words that stand at the breaks of a series, for some regions.

    Parameters
    ----------
    breaks : pandas.DataFrame
        ``region_code, column, basis, year, consequence, check_id``, as the honesty room makes it.
    names : mapping of str to str
        Region code to name; only these regions.
    column, basis : str
        Which series; `basis` is ``value`` or ``per person``.
    """
    rows = breaks[(breaks["consequence"] == "break") & (breaks["column"] == column)]
    rows = rows[(rows["basis"] == basis) & rows["region_code"].isin(list(names))]
    made: dict[str, dict[int, str]] = {}
    for code, year, check in zip(rows["region_code"], rows["year"], rows["check_id"], strict=True):
        words = language.text(f"exhibit.break_{check.replace('-', '_')}")
        made.setdefault(code, {})[int(year)] = words
    return made


def all_breaks(breaks: Breaks, reasons: Reasons) -> Breaks:
    """Return the years in which a region's line is interrupted: splits, and breaks with a reason."""
    codes = [*breaks, *(code for code in reasons if code not in breaks)]
    return {code: sorted({*breaks.get(code, ()), *reasons.get(code, {})}) for code in codes}


def break_marks(axis: Axes, names: Mapping[str, str], reasons: Reasons) -> None:
    """Mark each break with a line in the colour of its region and the words that say why."""
    for place, code in enumerate(names):
        for year, words in sorted(reasons.get(code, {}).items()):
            axis.axvline(year - 0.5, color=COLOURS[place], linewidth=0.8, linestyle=(0, (1, 1.5)))
            axis.annotate(
                words,
                (year - 0.5, 0.98),
                xycoords=("data", "axes fraction"),
                xytext=(-2, 0),
                textcoords="offset points",
                rotation=90,
                ha="right",
                va="top",
                fontsize=6.5,
                color=COLOURS[place],
                path_effects=[withStroke(linewidth=2, foreground="white")],
                zorder=6,
            )


def breaks_told(
    breaks: pd.DataFrame, reasons: Reasons, names: Mapping[str, str], titles: Mapping[str, str],
    language: Language,
) -> str:  # fmt: skip
    """Return the words of a caption on breaks that are marked and values that are left out; empty if none.

    Parameters
    ----------
    breaks : pandas.DataFrame
        As for :func:`break_reasons`.
    reasons : mapping
        What :func:`break_reasons` returned.
    names, titles : mapping of str to str
        Region code to name, and column to title: what is drawn.
    """
    told = [
        f"{name} {year} ({words})"
        for code, name in names.items()
        for year, words in sorted(reasons.get(code, {}).items())
    ]
    rows = breaks[(breaks["consequence"] == "unusable") & (breaks["basis"] == "value")]
    rows = rows[rows["region_code"].isin(list(names)) & rows["column"].isin(list(titles))]
    cells = [
        f"{names[code]}, {titles[column]} {year}"
        for code, column, year in zip(rows["region_code"], rows["column"], rows["year"], strict=True)
    ]
    parts = [language.text("exhibit.breaks_told", breaks="; ".join(told))] if told else []
    parts += [language.text("exhibit.unusable_told", cells="; ".join(cells))] if cells else []
    return " ".join(parts)
