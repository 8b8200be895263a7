"""Pictures of budgets between need and last year: the two forces, the regions, and what noise takes away."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import BAND_OUTER, COLOURS, INK, MARKERS, MUTED, house_style
from analysis.planning.regional import RegionalResponses
from analysis.planning.responsiveness import Responsiveness


def two_forces_figure(found: Responsiveness, language: Language, *, source: str) -> Exhibit:
    """Draw the response to need with its intervals beside the interval of persistence."""
    text = language.text
    rows = {
        "within": found.response,
        "between": found.response_between,
        "pooled": found.response_pooled,
    }
    names = [text(f"exhibit.forces_{key}") for key in rows]
    ends = (found.persistence_within.estimate, found.persistence_pooled.estimate)
    with house_style():
        figure = Figure(figsize=(7.4, 2.5), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.35, 1))
        left.axvline(0, color=INK, linewidth=0.8)
        for place, slope in enumerate(reversed(rows.values())):
            left.plot([slope.low, slope.high], [place, place], color=COLOURS[0], linewidth=2)
            left.plot(slope.estimate, place, "o", color=COLOURS[0], markersize=6)
        left.set_yticks(range(len(names)), list(reversed(names)))
        left.set_ylim(-0.6, len(names) - 0.4)
        left.set_title(text("exhibit.forces_need"))
        left.set_xlabel(text("exhibit.forces_need_axis"))
        right.plot(ends, [0, 0], color=COLOURS[1], linewidth=7, solid_capstyle="butt", alpha=0.55)
        right.plot(found.persistence_jackknife, 0, MARKERS[1], color=INK, markersize=6)
        right.set_yticks([])
        right.set_ylim(-0.6, 0.6)
        right.set_xlim(0, 1)
        sides = (text("exhibit.forces_end_within"), text("exhibit.forces_end_pooled"))
        for end, side in zip(ends, sides, strict=True):
            right.annotate(side, (end, 0), (end, 0.22), ha="center", fontsize=8, color=MUTED)
        right.set_title(text("exhibit.forces_past"))
        right.set_xlabel(text("exhibit.forces_past_axis"))
    table = _forces(found)
    lines = " ".join(
        text(
            "exhibit.forces_alt_line",
            name=name,
            estimate=language.number(slope.estimate, 3),
            low=language.number(slope.low, 3),
            high=language.number(slope.high, 3),
        )
        for name, slope in zip(names, rows.values(), strict=True)
    )
    alt = text(
        "exhibit.forces_alt", lines=lines, low=language.number(ends[0], 2), high=language.number(ends[1], 2)
    )
    return Exhibit(
        id="two-forces",
        kind="figure",
        title=text("exhibit.forces_title"),
        caption=text("exhibit.forces_caption"),
        alt=alt,
        table=table,
        source=source,
        function="analysis.exhibits.budgets.two_forces_figure",
        figure=figure,
    )


def _forces(found: Responsiveness) -> pd.DataFrame:
    """Return the data twin: every estimate with its interval; a jackknife estimate has none."""
    slopes = {
        ("response", "within"): found.response,
        ("response", "between"): found.response_between,
        ("response", "pooled"): found.response_pooled,
        ("persistence", "within"): found.persistence_within,
        ("persistence", "pooled"): found.persistence_pooled,
    }
    rows = [(*key, slope.estimate, slope.low, slope.high) for key, slope in slopes.items()]
    rows.insert(3, ("response", "half-panel jackknife", found.response_jackknife, np.nan, np.nan))
    rows.append(("persistence", "half-panel jackknife", found.persistence_jackknife, np.nan, np.nan))
    return pd.DataFrame(rows, columns=["quantity", "estimate_of", "estimate", "low", "high"])


def regional_figure(
    found: RegionalResponses,
    names: Mapping[str, str],
    members: Collection[str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw the index of every region with its interval, sorted; study regions are named.

    Parameters
    ----------
    found : RegionalResponses
        From `analysis.planning.regional.regional_responses`.
    names : mapping of str to str
        Study regions: code to name.
    members : collection of str
        Codes of the Kinerja districts.
    """
    text = language.text
    table = found.table.sort_values(["pooled_estimate", "region_code"], ignore_index=True)
    inside = table["region_code"].isin(members)
    with house_style():
        figure = Figure(figsize=(7.4, 3.4), layout="constrained")
        axis = figure.subplots()
        axis.axhline(0, color=INK, linewidth=0.8)
        axis.axhspan(found.mean_low, found.mean_high, color=BAND_OUTER, zorder=0)
        axis.vlines(table.index, table["pooled_low"], table["pooled_high"], color="#c4c4c4", linewidth=0.7)
        axis.plot(
            table.index[~inside], table.loc[~inside, "pooled_estimate"], ".", color=MUTED, markersize=2.5,
            label=text("exhibit.regional_others"),
        )  # fmt: skip
        axis.plot(
            table.index[inside], table.loc[inside, "pooled_estimate"], MARKERS[3], color=COLOURS[0],
            markersize=5, label=text("exhibit.regional_members"),
        )  # fmt: skip
        _name_regions(axis, table, names)
        axis.set_xlabel(text("exhibit.regional_x"))
        axis.set_ylabel(text("exhibit.regional_y"))
        axis.legend(loc="upper left")
    return Exhibit(
        id="response-by-region",
        kind="figure",
        title=text("exhibit.regional_title"),
        caption=text("exhibit.regional_caption"),
        alt=text(
            "exhibit.regional_alt",
            regions=language.number(len(table)),
            mean=language.number(found.mean, 3),
            spread=language.number(found.spread, 3),
            clear=language.number(found.clear_count),
        ),
        table=table.assign(member=inside),
        source=source,
        function="analysis.exhibits.budgets.regional_figure",
        figure=figure,
    )


def _name_regions(axis: Axes, table: pd.DataFrame, names: Mapping[str, str]) -> None:
    for place, (code, name) in enumerate(names.items()):
        rows = table[table["region_code"] == code]
        for row in each_row(rows):
            axis.plot(
                row.Index, row.pooled_estimate, MARKERS[place], color=COLOURS[1], markersize=7, zorder=4
            )
            axis.annotate(
                name, (row.Index, row.pooled_estimate), (row.Index, row.pooled_low - 0.05 - 0.09 * place),
                ha="center", fontsize=8.5, arrowprops={"arrowstyle": "-", "linewidth": 0.7, "color": INK},
            )  # fmt: skip


def noise_figure(noise: pd.DataFrame, measured: float, language: Language, *, source: str) -> Exhibit:
    """Draw how much of a planted response is left as noise is added to the gaps; mark the noise measured.

    Parameters
    ----------
    noise : pandas.DataFrame
        From `analysis.planning.noise.response_under_noise`, without noise first.
    measured : float
        Noise of the real gaps, in standard deviations.
    """
    text = language.text
    table = noise.assign(
        left_pct=100 * noise["response"] / noise["response"].iloc[0], measured_noise_sd=measured
    )
    with house_style():
        figure = Figure(figsize=(6.4, 2.9), layout="constrained")
        axis = figure.subplots()
        axis.plot(table["noise_sd"], table["left_pct"], "o-", color=COLOURS[0])
        axis.axvline(measured, color=COLOURS[1], linewidth=1.2)
        axis.annotate(text("exhibit.noise_mark"), (measured, 100), (5, -2), textcoords="offset points",
                      va="top", fontsize=8, color=COLOURS[1])  # fmt: skip
        axis.set_ylim(0, 105)
        axis.set_xlabel(text("exhibit.noise_x"))
        axis.set_ylabel(text("exhibit.noise_y"))
    last = table.iloc[-1]
    return Exhibit(
        id="noise-in-the-gaps",
        kind="figure",
        title=text("exhibit.noise_title"),
        caption=text("exhibit.noise_caption"),
        alt=text(
            "exhibit.noise_alt",
            left=language.number(last["left_pct"]),
            noise=language.number(last["noise_sd"], 2),
            measured=language.number(measured, 2),
        ),
        table=table,
        source=source,
        function="analysis.exhibits.budgets.noise_figure",
        figure=figure,
    )
