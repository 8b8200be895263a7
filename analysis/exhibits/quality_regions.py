"""Exhibits of the audit by region: a map, the scorecard of chosen regions, what flags do to the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.national import NO_DATA, rings
from analysis.exhibits.quality import check_name
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import SEQUENTIAL, house_style
from analysis.exhibits.tables import table_exhibit

MODULE = "analysis.exhibits.quality_regions"


def check_names(check_ids: str, language: Language) -> str:
    """Return the names of checks whose ids are joined by a space, or the word for none."""
    names = [check_name(check_id, language) for check_id in check_ids.split()]
    return "; ".join(names) or language.text("common.none")


def flags_map(
    boundaries: Mapping[str, Any], by_region: pd.DataFrame, language: Language, *, source: str
) -> Exhibit:
    """Draw the districts shaded by flags of the level "error" per thousand values judged.

    Parameters
    ----------
    boundaries : mapping
        GeoJSON feature collection; each feature has the property ``region_code``.
    by_region : pandas.DataFrame
        Of the districts: ``region_code``, ``name``, ``error_flags``, ``error_flags_per_1000``; a district of
        which nothing was judged has a missing rate.
    """
    known = by_region.set_index("region_code")["error_flags_per_1000"].astype(float)
    shade, scale = mpl.colormaps[SEQUENTIAL], mpl.colors.Normalize(0, float(known.quantile(0.95)))
    shapes: list[np.ndarray] = []
    fills: list[Any] = []
    for feature in boundaries["features"]:
        value = known.get(feature["properties"]["region_code"], np.nan)
        parts = rings(feature["geometry"])
        shapes += parts
        fills += [NO_DATA if pd.isna(value) else shade(scale(value))] * len(parts)
    with house_style():
        figure = Figure(figsize=(7.6, 3.5), layout="constrained")
        axis = figure.subplots()
        axis.add_collection(PolyCollection(shapes, facecolors=fills, edgecolors="#9a9a9a", linewidths=0.12))
        axis.set_xlim(94.5, 141.5)
        axis.set_ylim(-11.3, 6.3)
        axis.set_aspect(1)
        axis.set_axis_off()
        bar = figure.colorbar(
            mpl.cm.ScalarMappable(scale, shade), ax=axis, orientation="horizontal", shrink=0.45, pad=0.01,
            aspect=40, extend="max",
        )  # fmt: skip
        bar.set_label(language.text("quality.map_bar"), fontsize=8)
    first = by_region.sort_values(["error_flags_per_1000", "region_code"], ascending=[False, True]).iloc[0]
    return Exhibit(
        id="flags-by-district",
        kind="figure",
        title=language.text("quality.map_title"),
        caption=language.text("quality.map_caption"),
        alt=language.text(
            "quality.map_alt",
            districts=language.number(int(known.notna().sum())),
            median=language.number(known.median(), 1),
            most=language.number(known.max(), 1),
            most_name=str(first["name"]),
        ),
        table=by_region.sort_values("region_code"),
        source=source,
        function=f"{MODULE}.flags_map",
        figure=figure,
    )


def scorecard_table(
    by_region: pd.DataFrame, codes: Sequence[str], language: Language, *, source: str
) -> Exhibit:
    """Print the scorecard of some regions over all years: what was judged, flags by severity, which checks.

    Parameters
    ----------
    by_region : pandas.DataFrame
        From :func:`analysis.exhibits.quality_flags.flags_by_region`, with ``name``.
    codes : sequence of str
        The regions, in the order of the rows; one that is not in the panel is printed as not evaluated.
    """
    text = language.text
    keys = ("region", "values", "judged", "error", "warning", "note", "flagged", "never")
    heads = [text(f"quality.scorecard_head_{key}") for key in keys]
    data = by_region.set_index("region_code").reindex(list(codes)).rename_axis("region_code").reset_index()
    rows = []
    for row in each_row(data.rename(columns={"name": "name_"})):
        seen = not pd.isna(row.judged_count)
        rows.append(
            (
                row.name_,
                language.number(row.cells_count),
                language.number(row.judged_count),
                language.number(row.error_flags),
                language.number(row.warning_flags),
                language.number(row.note_flags),
                check_names(row.flagged_checks, language) if seen else text("quality.status_not_evaluated"),
                check_names(row.never_evaluated, language) if seen else text("quality.status_not_evaluated"),
            )
        )
    return table_exhibit(
        id="scorecard",
        title=text("quality.scorecard_title"),
        caption=text("quality.scorecard_caption"),
        source=source,
        function=f"{MODULE}.scorecard_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:6],
    )


def consequences_table(breaks: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what the flags of each check do to the use of the data, and how often.

    Parameters
    ----------
    breaks : pandas.DataFrame
        From :func:`analysis.honesty.breaks.series_breaks`.
    """
    text = language.text
    heads = [text(f"quality.consequences_head_{key}") for key in ("check", "effect", "series", "count")]
    counts = breaks.groupby(["check_id", "consequence", "basis"], as_index=False).size()
    keys = ["region_code", "year", "check_id", "consequence", "basis", "reason"]
    groups = breaks.groupby(keys)["column"]
    named = groups.agg(lambda names: names.iloc[0] if len(names) == 1 else f"{len(names)} columns")
    data = named.reset_index()
    rows = [
        (
            check_name(row.check_id, language),
            text(f"quality.effect_{row.consequence}"),
            text(f"quality.basis_{row.basis.replace(' ', '_')}"),
            language.number(row.count_),
        )
        for row in each_row(counts.rename(columns={"size": "count_"}))
    ]
    return table_exhibit(
        id="consequences",
        title=text("quality.consequences_title"),
        caption=text("quality.consequences_caption"),
        source=source,
        function=f"{MODULE}.consequences_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:],
    )
