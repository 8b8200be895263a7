"""Exhibits of the country: a map, change against the level before, and a list of member districts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import COLOURS, INK, SEQUENTIAL, house_style
from analysis.exhibits.tables import table_exhibit

NO_DATA = "#ffffff"
JAVA = -5.5  # degrees of latitude


def rings(geometry: Mapping[str, Any]) -> list[np.ndarray]:
    """Return the outer rings of a GeoJSON (multi-)polygon as arrays of shape (points, 2), in degrees."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [np.asarray(polygon[0], dtype=float) for polygon in polygons]


def members_map(
    boundaries: Mapping[str, Any],
    values: pd.DataFrame,
    column: str,
    members: Collection[str],
    study: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw every district shaded by a value, the member districts outlined and the study regions named.

    A district without an outline is drawn as a dot at its point.

    Parameters
    ----------
    boundaries : mapping
        GeoJSON feature collection; each feature has the property ``region_code``.
    values : pandas.DataFrame
        ``region_code``, ``name``, ``longitude_deg``, ``latitude_deg`` and `column`.
    members : collection of str
        Codes of the districts to outline.
    study : mapping of str to str
        Code to name of the regions to name on the map.
    """
    known = values.set_index("region_code")[column]
    low, high = np.nanpercentile(known.astype(float), [5, 95])
    shade = mpl.colormaps[SEQUENTIAL]
    scale = mpl.colors.Normalize(low, high)
    shapes: list[np.ndarray] = []
    fills: list[Any] = []
    edges: list[np.ndarray] = []
    centres: dict[str, np.ndarray] = {}
    for feature in boundaries["features"]:
        code = feature["properties"]["region_code"]
        value = known.get(code, np.nan)
        parts = rings(feature["geometry"])
        shapes += parts
        fills += [NO_DATA if pd.isna(value) else shade(scale(value))] * len(parts)
        edges += parts if code in members else []
        if code in study:
            centres[code] = max(parts, key=len).mean(axis=0)
    with house_style():
        figure = Figure(figsize=(7.6, 3.7), layout="constrained")
        axis = figure.subplots()
        axis.add_collection(
            PolyCollection(shapes, facecolors=fills, edgecolors="#9a9a9a", linewidths=0.12, hatch=None)
        )
        outlined = {feature["properties"]["region_code"] for feature in boundaries["features"]}
        dots = values[~values["region_code"].isin(outlined)].dropna(subset=["longitude_deg"])
        axis.scatter(
            dots["longitude_deg"],
            dots["latitude_deg"],
            s=9,
            c=[NO_DATA if pd.isna(value) else shade(scale(value)) for value in dots[column]],
            edgecolors="#9a9a9a",
            linewidths=0.4,
            zorder=3,
        )
        axis.add_collection(PolyCollection(edges, facecolors="none", edgecolors="#d0006f", linewidths=1.1))
        for code, name in study.items():
            if code not in centres:
                continue
            x, y = centres[code]
            south = y < JAVA  # the sea lies south of Java and north of the other islands
            axis.annotate(
                name,
                (x, y),
                xytext=(x, -10.9 if south else 6.4),
                ha="center",
                fontsize=8.5,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
                arrowprops={"arrowstyle": "-", "linewidth": 0.8, "color": INK},
            )
        axis.set_xlim(94.5, 141.5)
        axis.set_ylim(-11.8, 7.4)
        axis.set_aspect(1)
        axis.set_axis_off()
        bar = figure.colorbar(
            mpl.cm.ScalarMappable(scale, shade),
            ax=axis,
            orientation="horizontal",
            shrink=0.45,
            pad=0.01,
            aspect=40,
            extend="both",
        )
        bar.set_label(language.text("exhibit.map_bar"), fontsize=8)
    inside = values[values["region_code"].isin(members)].dropna(subset=[column])
    table = values.assign(member=values["region_code"].isin(members)).sort_values("region_code")
    return Exhibit(
        id="map-of-change",
        kind="figure",
        title=language.text("exhibit.map_title"),
        caption=language.text("exhibit.map_caption"),
        alt=language.text(
            "exhibit.map_alt",
            districts=language.number(int(known.notna().sum())),
            missing=language.number(int(known.isna().sum())),
            members=language.number(len(inside)),
            low=language.number(inside[column].min(), 1),
            high=language.number(inside[column].max(), 1),
            country_low=language.number(low, 1),
            country_high=language.number(high, 1),
        ),
        table=table,
        source=source,
        function="analysis.exhibits.national.members_map",
        figure=figure,
    )


def change_against_level(
    change: pd.DataFrame,
    members: Collection[str],
    study: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw the change of each district against its level before; members and study regions stand out.

    Parameters
    ----------
    change : pandas.DataFrame
        From `analysis.comparison.change.windows.change_between`.
    """
    inside = change["region_code"].isin(members)
    with house_style():
        figure = Figure(figsize=(7.2, 3.8), layout="constrained")
        axis = figure.subplots()
        axis.axhline(0, color=INK, linewidth=0.6)
        axis.scatter(
            change.loc[~inside, "before_mean"],
            change.loc[~inside, "change"],
            s=13,
            facecolors="none",
            edgecolors="#9a9a9a",
            linewidths=0.7,
            label=language.text("exhibit.scatter_others"),
        )
        axis.scatter(
            change.loc[inside, "before_mean"],
            change.loc[inside, "change"],
            s=34,
            color=COLOURS[0],
            marker="D",
            label=language.text("exhibit.scatter_members"),
        )
        for row in each_row(change[change["region_code"].isin(study)]):
            axis.annotate(
                study[row.region_code],
                (row.before_mean, row.change),
                xytext=(14, 16 + 13 * list(study).index(row.region_code)),
                textcoords="offset points",
                fontsize=8.5,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
                zorder=5,
                arrowprops={"arrowstyle": "-", "linewidth": 0.8, "color": INK},
            )
        axis.set_xlabel(language.text("exhibit.scatter_x"))
        axis.set_ylabel(language.text("exhibit.scatter_y"))
        axis.legend(loc="upper right")
    return Exhibit(
        id="change-against-level",
        kind="figure",
        title=language.text("exhibit.scatter_title"),
        caption=language.text("exhibit.scatter_caption"),
        alt=language.text(
            "exhibit.scatter_alt",
            districts=language.number(len(change)),
            members=language.number(int(inside.sum())),
            correlation=language.number(change["before_mean"].corr(change["change"]), 2),
        ),
        table=change.assign(member=inside),
        source=source,
        function="analysis.exhibits.national.change_against_level",
        figure=figure,
    )


def members_table(members: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print the member districts with their level before, their change and the rank of the change.

    Parameters
    ----------
    members : pandas.DataFrame
        ``region_code``, ``name``, ``province``, ``before_mean``, ``after_mean``, ``change``, ``rank``,
        ``districts_count``; missing values where the panel does not observe every year.
    """
    text = language.text
    keys = ("region", "province", "before", "after", "change", "rank")
    heads = [text(f"exhibit.members_head_{key}") for key in keys]
    rows = [
        (
            row.name_,
            row.province,
            language.number(row.before_mean, 1),
            language.number(row.after_mean, 1),
            language.number(row.change, 1),
            language.number(None)
            if pd.isna(row.rank)
            else f"{language.number(row.rank)} / {language.number(row.districts_count)}",
        )
        for row in each_row(members.rename(columns={"name": "name_"}))
    ]
    return table_exhibit(
        id="member-districts",
        title=text("exhibit.members_title"),
        caption=text("exhibit.members_caption"),
        source=source,
        function="analysis.exhibits.national.members_table",
        data=members,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def before_after_table(
    changes: pd.DataFrame, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print outcomes before and after, and how the change compares with all districts.

    Parameters
    ----------
    changes : pandas.DataFrame
        From `analysis.comparison.change.ranking.changes_beside_country`.
    """
    text = language.text
    keys = ("outcome", "region", "before", "after", "change", "median", "percentile")
    heads = [text(f"exhibit.before_after_head_{key}") for key in keys]
    rows = [
        (
            language.title(fields[row.outcome]),
            names[row.region_code],
            *(
                language.number(value, 1)
                for value in (row.before_mean, row.after_mean, row.change, row.national_median_change)
            ),
            language.number(row.percentile, 0),
        )
        for row in each_row(changes)
    ]
    return table_exhibit(
        id="before-and-after",
        title=text("exhibit.before_after_title"),
        caption=text("exhibit.before_after_caption"),
        source=source,
        function="analysis.exhibits.national.before_after_table",
        data=changes,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )
