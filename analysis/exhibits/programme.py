"""Exhibits on whether the programme's districts changed differently: outcomes, years, regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.comparison.change.beside_synthetic import BesideSynthetic
from analysis.comparison.panel.event_study import EventStudy
from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import BAND_OUTER, COLOURS, DASHES, INK, MUTED, house_style
from analysis.exhibits.tables import table_exhibit


def effects_figure(effects: pd.DataFrame, fields: Fields, language: Language, *, source: str) -> Exhibit:
    """Draw the difference in change of every outcome with its interval and the least that could be seen.

    Parameters
    ----------
    effects : pandas.DataFrame
        From `analysis.comparison.change.programme.effects_on_outcomes`.
    """
    text = language.text
    known = effects[effects["refused"].eq("")].iloc[::-1].reset_index(drop=True)
    with house_style():
        figure = Figure(figsize=(7.4, 0.36 * len(known) + 1.1), layout="constrained")
        axis = figure.subplots()
        for row in each_row(known):
            least = row.smallest_detectable
            axis.plot([-least, least], [row.Index] * 2, color=BAND_OUTER, linewidth=9, solid_capstyle="butt")
            axis.plot([row.interval_low, row.interval_high], [row.Index] * 2, color=COLOURS[0], linewidth=2)
            axis.plot(row.estimate, row.Index, "o", color=COLOURS[0], markersize=6)
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.set_yticks(range(len(known)), [language.title(fields[name]) for name in known["outcome"]])
        axis.set_xlabel(text("exhibit.effects_axis"))
    lines = " ".join(
        text(
            "exhibit.effects_alt_line",
            outcome=language.title(fields[row.outcome]),
            estimate=language.number(row.estimate, 1),
            low=language.number(row.interval_low, 1),
            high=language.number(row.interval_high, 1),
        )
        for row in each_row(known.iloc[::-1])
    )
    return Exhibit(
        id="effects-on-outcomes",
        kind="figure",
        title=text("exhibit.effects_title"),
        caption=text("exhibit.effects_caption"),
        alt=text("exhibit.effects_alt", lines=lines),
        table=effects,
        source=source,
        function="analysis.exhibits.programme.effects_figure",
        figure=figure,
    )


def effects_table(effects: pd.DataFrame, fields: Fields, language: Language, *, source: str) -> Exhibit:
    """Print the difference of every outcome with its p-values and the least that could be seen.

    Parameters
    ----------
    effects : pandas.DataFrame
        From `analysis.comparison.change.programme.effects_on_outcomes`.
    """
    keys = ("outcome", "difference", "p", "family", "least", "members", "others")
    heads = [language.text(f"exhibit.effects_head_{key}") for key in keys]
    number = language.number
    rows = [
        (
            language.title(fields[row.outcome]),
            row.refused
            or language.text(
                "exhibit.interval",
                middle=number(row.estimate, 1),
                low=number(row.interval_low, 1),
                high=number(row.interval_high, 1),
            ),
            number(row.p_value, 3),
            number(row.benjamini_hochberg, 2),
            number(row.smallest_detectable, 1),
            number(row.members_count),
            number(row.others_count),
        )
        for row in each_row(effects)
    ]
    return table_exhibit(
        id="effects-table",
        title=language.text("exhibit.effects_table_title"),
        caption=language.text("exhibit.effects_table_caption"),
        source=source,
        function="analysis.exhibits.programme.effects_table",
        data=effects,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def event_figure(study: EventStudy, first_treated: int, language: Language, *, source: str) -> Exhibit:
    """Draw the gap of members to others year by year, with the year of reference at zero."""
    text = language.text
    table = study.effects
    with house_style():
        figure = Figure(figsize=(7.2, 3.0), layout="constrained")
        axis = figure.subplots()
        axis.axvspan(first_treated - 0.5, table["period"].max() + 0.5, color=BAND_OUTER, zorder=0)
        axis.axhline(0, color=INK, linewidth=0.8)
        axis.vlines(table["period"], table["interval_low"], table["interval_high"], color=COLOURS[0])
        axis.plot(table["period"], table["estimate"], "o", color=COLOURS[0])
        axis.set_xlim(table["period"].min() - 0.6, table["period"].max() + 0.6)
        axis.set_ylabel(text("exhibit.event_axis"))
        axis.annotate(
            text("exhibit.event_programme"), (first_treated - 0.4, 0.96), va="top", fontsize=8, color=MUTED,
            xycoords=("data", "axes fraction"),
        )  # fmt: skip
    before = table[table["period"] < first_treated - 1]
    after = table[table["period"] >= first_treated]
    return Exhibit(
        id="year-by-year",
        kind="figure",
        title=text("exhibit.event_title"),
        caption=text("exhibit.event_caption"),
        alt=text(
            "exhibit.event_alt",
            before_low=language.number(before["estimate"].min(), 1),
            before_high=language.number(before["estimate"].max(), 1),
            after_low=language.number(after["estimate"].min(), 1),
            after_high=language.number(after["estimate"].max(), 1),
        ),
        table=table,
        source=source,
        function="analysis.exhibits.programme.event_figure",
        figure=figure,
    )


def synthetic_figure(
    found: Sequence[BesideSynthetic], names: Mapping[str, str], first_treated: int, language: Language, *,
    source: str,
) -> Exhibit:  # fmt: skip
    """Draw each region beside its mixture of other districts, one panel per region."""
    text = language.text
    with house_style():
        figure = Figure(figsize=(7.4, 2.7), layout="constrained")
        axes = figure.subplots(1, len(found), sharey=True, squeeze=False)[0]
        for axis, one in zip(axes, found, strict=True):
            path = one.path
            axis.axvspan(first_treated - 0.5, path["period"].max() + 0.5, color=BAND_OUTER, zorder=0)
            axis.plot(path["period"], path["treated"], color=COLOURS[0], label=text("exhibit.synthetic_own"))
            axis.plot(path["period"], path["synthetic"], color=COLOURS[1], dashes=DASHES[1],
                      label=text("exhibit.synthetic_mixture"))  # fmt: skip
            axis.set_title(names[one.region_code])
        axes[0].set_ylabel(text("exhibit.synthetic_axis"))
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=2)
    lines = " ".join(
        text(
            "exhibit.synthetic_alt_line",
            name=names[one.region_code],
            gap=language.number(one.average_gap, 1),
            before=language.number(one.gap_before, 1),
        )
        for one in found
    )
    table = pd.concat([one.path.assign(region_code=one.region_code) for one in found], ignore_index=True)
    return Exhibit(
        id="beside-a-mixture",
        kind="figure",
        title=text("exhibit.synthetic_title"),
        caption=text("exhibit.synthetic_caption"),
        alt=text("exhibit.synthetic_alt", lines=lines),
        table=table,
        source=source,
        function="analysis.exhibits.programme.synthetic_figure",
        figure=figure,
    )


def mixture_table(
    found: Sequence[BesideSynthetic], names: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print each region's gap, how well the mixture fits, how ordinary the gap is, and who is in the mixture.

    Parameters
    ----------
    names : mapping of str to str
        Every district: code to name.
    """
    keys = ("region", "gap", "fit", "p", "smallest", "donors")
    heads = [language.text(f"exhibit.mixture_head_{key}") for key in keys]
    number = language.number
    rows = []
    for one in found:
        heavy = one.weights[one.weights["weight"] >= 0.01]
        parts = [f"{names[row.unit]} {number(100 * row.weight)} %" for row in each_row(heavy)]
        rows.append(
            (
                names[one.region_code],
                number(one.average_gap, 1),
                number(one.gap_before, 1),
                number(one.p_value, 2),
                number(one.smallest_attainable_p, 3),
                ", ".join(parts),
            )
        )
    data = pd.concat(
        [
            one.weights.assign(
                region_code=one.region_code, average_gap=one.average_gap, gap_before=one.gap_before,
                p_value=one.p_value, smallest_attainable_p=one.smallest_attainable_p,
            )
            for one in found
        ],
        ignore_index=True,
    )  # fmt: skip
    return table_exhibit(
        id="mixtures",
        title=language.text("exhibit.mixture_title"),
        caption=language.text("exhibit.mixture_caption"),
        source=source,
        function="analysis.exhibits.programme.mixture_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:5],
    )
