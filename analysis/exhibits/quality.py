"""Exhibits of the audit: the checks and what they found, by year, by district, for the regions of the study."""

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
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import INK, SEQUENTIAL, house_style
from analysis.exhibits.tables import table_exhibit
from analysis.honesty.auditing import Audit, find_check

MODULE = "analysis.exhibits.quality"
ZERO = "#f4f4f4"  # judged, none flagged


def check_name(check_id: str, language: Language) -> str:
    """Return the name of a check in the reader's language."""
    check = find_check(check_id)
    return check.name_id if language.code == "id" else check.name_en


def check_names(check_ids: str, language: Language) -> str:
    """Return the names of checks whose ids are joined by a space, or the word for none."""
    names = [check_name(check_id, language) for check_id in check_ids.split()]
    return "; ".join(names) or language.text("common.none")


def checks_table(audit: Audit, language: Language, *, source: str) -> Exhibit:
    """Print every check that was run: what it looks for, its thresholds, what it judged and what it flagged."""
    text = language.text
    keys = ("check", "looks_for", "severity", "judged", "flags", "verdict")
    heads = [text(f"quality.checks_head_{key}") for key in keys]
    summary = audit.summary()
    records, rows = [], []
    for row in each_row(summary):
        check = find_check(row.check_id)
        thresholds = "; ".join(f"{name} = {p.value:g}" for name, p in check.parameters.items())
        records.append(
            {
                "check_id": check.id,
                "name_en": check.name_en,
                "name_id": check.name_id,
                "looks_for": check.looks_for,
                "severity": check.severity,
                "status": row.status,
                "judged_count": row.judged_count,
                "flags_count": row.flags_count,
                "sentence": row.sentence,
                "thresholds": thresholds,
                "origin": check.source,
                "settles": check.settles,
            }
        )
        rows.append(
            (
                check_name(check.id, language),
                check.looks_for,
                text(f"quality.severity_{check.severity}"),
                language.number(row.judged_count),
                language.number(row.flags_count),
                text(f"quality.status_{row.status.replace(' ', '_')}"),
            )
        )
    return table_exhibit(
        id="checks",
        title=text("quality.checks_title"),
        caption=text("quality.checks_caption"),
        source=source,
        function=f"{MODULE}.checks_table",
        data=pd.DataFrame(records),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:5],
    )


def years_figure(by_year: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Draw the flags of each check by year: shade for the share of judged values, number for the count.

    Parameters
    ----------
    by_year : pandas.DataFrame
        From :func:`analysis.exhibits.quality_flags.flags_by_year`.
    """
    order = list(dict.fromkeys(by_year["check_id"]))
    wide = {
        name: by_year.pivot(index="check_id", columns="year", values=name).loc[order]
        for name in ("flags_per_1000", "flags_count")
    }
    rates, counts = wide["flags_per_1000"], wide["flags_count"]
    shade = mpl.colormaps[SEQUENTIAL].copy()
    shade.set_under(ZERO)
    shade.set_bad(NO_DATA)
    scale = mpl.colors.LogNorm(0.1, 1000)
    with house_style():
        figure = Figure(figsize=(7.6, 0.9 + 0.29 * len(order)), layout="constrained")
        axis = figure.subplots()
        drawn = np.ma.masked_invalid(rates.to_numpy(float))
        mesh = axis.pcolormesh(
            np.where(drawn > 0, drawn, 0.01), cmap=shade, norm=scale, edgecolors="white", linewidth=0.8
        )
        mesh.set_array(np.ma.array(np.where(drawn > 0, drawn, 0.01), mask=np.ma.getmaskarray(drawn)))
        for (y, x), count in np.ndenumerate(counts.to_numpy()):
            if count:
                dark = float(rates.iloc[y, x]) > 20
                axis.text(
                    x + 0.5, y + 0.5, language.number(count), ha="center", va="center", fontsize=6.2,
                    color="white" if dark else INK,
                )  # fmt: skip
        axis.set_xticks(np.arange(rates.shape[1]) + 0.5, [str(year) for year in rates.columns])
        axis.set_yticks(np.arange(len(order)) + 0.5, [check_name(name, language) for name in order])
        axis.tick_params(axis="x", labelsize=7)
        axis.tick_params(axis="y", labelsize=7.5, length=0)
        axis.invert_yaxis()
        axis.grid(visible=False)
        for spine in axis.spines.values():
            spine.set_visible(False)
        bar = figure.colorbar(mesh, ax=axis, shrink=0.8, aspect=28, pad=0.01)
        bar.set_label(language.text("quality.years_bar"), fontsize=8)
    worst = by_year.sort_values(["flags_count", "check_id", "year"], ascending=[False, True, True]).iloc[0]
    return Exhibit(
        id="flags-by-year",
        kind="figure",
        title=language.text("quality.years_title"),
        caption=language.text("quality.years_caption"),
        alt=language.text(
            "quality.years_alt",
            checks=language.number(len(order)),
            years=f"{rates.columns.min()}–{rates.columns.max()}",
            flags=language.number(int(by_year["flags_count"].sum())),
            worst=check_name(worst["check_id"], language),
            worst_year=language.year(worst["year"]),
            worst_count=language.number(worst["flags_count"]),
        ),
        table=by_year,
        source=source,
        function=f"{MODULE}.years_figure",
        figure=figure,
    )


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
    keys = ("region", "years", "judged", "error", "warning", "note", "flagged", "never")
    heads = [text(f"quality.scorecard_head_{key}") for key in keys]
    data = by_region.set_index("region_code").reindex(codes).rename_axis("region_code").reset_index()
    rows = []
    for row in each_row(data.rename(columns={"name": "name_"})):
        seen = not pd.isna(row.judged_count)
        rows.append(
            (
                row.name_,
                language.number(row.years_count),
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
