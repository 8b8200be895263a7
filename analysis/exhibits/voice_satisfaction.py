"""Exhibits of satisfaction surveys: elements on their classes, units, what goes with satisfaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, COLOURS, INK, MUTED, house_style
from analysis.exhibits.tables import table_exhibit
from analysis.exhibits.voice import percent
from analysis.exhibits.voice_tables import interval
from analysis.statistics.classes import Band
from analysis.statistics.omega import Omega
from analysis.statistics.reliability import CronbachAlpha
from analysis.voice.drivers import Drivers
from analysis.voice.satisfaction import Satisfaction
from analysis.voice.satisfaction_index import TO_HUNDRED

SHADES = ("#f7f7f7", "#ebebeb", "#dedede", "#cfcfcf")  # from the lowest class to the highest


def elements_figure(
    found: Satisfaction, bands: Sequence[Band], name: str, language: Language, *, source: str
) -> Exhibit:
    """Draw the elements of one survey, and its index, on the classes of the index.

    Parameters
    ----------
    found : Satisfaction
        From `analysis.voice.satisfaction.satisfaction`, or of means: then without intervals.
    bands : sequence of Band
        Classes, drawn behind.
    name : str
        Of the unit.
    """
    text, number = language.text, language.number
    table = found.elements.iloc[::-1].reset_index(drop=True)
    for column in ("mean_score", "low", "high"):
        table[column] = table[column] * TO_HUNDRED
    ranked = sorted(bands, key=lambda band: band.lower)
    with house_style():
        figure = Figure(figsize=(7.4, 0.34 * len(table) + 1.8), layout="constrained")
        axis = figure.subplots()
        ends = [*(band.lower for band in ranked[1:]), 100.0]
        for band, end, shade in zip(ranked, ends, SHADES[-len(ranked) :], strict=False):
            axis.axvspan(band.lower, end, color=shade, zorder=0)
            axis.text((band.lower + end) / 2, len(table) + 0.8, band.band, ha="center", color=MUTED)
        axis.hlines(table.index, table["low"], table["high"], color=ACCENT, linewidth=1.6)
        axis.plot(table["mean_score"], table.index, "o", color=ACCENT, label=text("voice.element"))
        axis.hlines([len(table)], [found.low], [found.high], color=INK, linewidth=2.2)
        axis.plot([found.index.exact], [len(table)], "D", color=INK, label=text("voice.index_exact"))
        if found.index.rounded is not None:
            axis.plot(
                [found.index.rounded], [len(table)], "|", color=COLOURS[1], markersize=13, markeredgewidth=2,
                label=text("voice.index_rounded", weight=number(found.index.weight, 2)),
            )  # fmt: skip
        names = [element_name(element, language) for element in table["element"]]
        axis.set_yticks(range(len(table) + 1), [*names, text("voice.index_whole")])
        axis.set_ylim(-0.6, len(table) + 1.2)
        axis.set_xlim(25, 100)
        axis.grid(visible=False)
        axis.set_xlabel(text("voice.elements_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    lines = " ".join(
        text(
            "voice.elements_alt_line",
            element=element_name(row.element, language),
            score=interval(row.mean_score, row.low, row.high, language),
        )
        for row in each_row(table.iloc[::-1])
    )
    return Exhibit(
        id="satisfaction-elements",
        kind="figure",
        title=text("voice.elements_title", name=name),
        caption=text("voice.elements_caption"),
        alt=text(
            "voice.elements_alt",
            index=interval(found.index.exact, found.low, found.high, language),
            lines=lines,
        ),
        table=found.elements,
        source=source,
        function="analysis.exhibits.voice_satisfaction.elements_figure",
        figure=figure,
    )


def units_table(
    found: Mapping[str, Satisfaction],
    scales: Mapping[str, tuple[CronbachAlpha, Omega]],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print the index of each unit: exact with interval, with the rounded weight, its class and how sure.

    Parameters
    ----------
    found : mapping of str to Satisfaction
        Unit to its survey.
    scales : mapping of str to tuple
        Unit to alpha and omega, where they could be computed.
    """
    text, number = language.text, language.number
    keys = ("unit", "respondents", "exact", "rounded", "class", "chance", "alpha", "omega")
    heads = [text(f"voice.units_head_{key}") for key in keys]
    rows, data = [], []
    for unit, one in found.items():
        record = _unit_record(unit, one, scales.get(unit))
        chance = record["class_chance_pct"]
        alpha = interval_of(record["alpha"], record["alpha_low"], record["alpha_high"], language)
        rows.append(
            (
                unit,
                number(one.respondents_count),
                interval(one.index.exact, one.low, one.high, language),
                number(record["index_rounded"], 1),
                _classes(one, language),
                "–" if pd.isna(chance) else number(chance),
                alpha,
                "–" if pd.isna(record["omega"]) else number(record["omega"], 2),
            )
        )
        data.append(record)
    return table_exhibit(
        id="satisfaction-units",
        title=text("voice.units_title"),
        caption=text("voice.units_caption"),
        source=source,
        function="analysis.exhibits.voice_satisfaction.units_table",
        data=pd.DataFrame(data),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=[*heads[1:4], *heads[5:]],
    )


def _unit_record(unit: str, one: Satisfaction, scale: tuple[CronbachAlpha, Omega] | None) -> dict[str, Any]:
    exact, rounded = one.index.class_exact, one.index.class_rounded
    alpha, omega = scale if scale else (None, None)
    return {
        "unit_name": unit,
        "respondents_count": one.respondents_count,
        "index_exact": one.index.exact,
        "low": one.low,
        "high": one.high,
        "index_rounded": one.index.rounded,
        "class_exact": exact.band if exact else "",
        "class_rounded": rounded.band if rounded else "",
        "class_chance_pct": 100 * one.class_shares[exact.band] if exact and one.class_shares else None,
        "missing_elements": ", ".join(one.index.missing),
        "alpha": alpha.alpha if alpha else None,
        "alpha_low": alpha.lower if alpha else None,
        "alpha_high": alpha.upper if alpha else None,
        "omega": omega.omega if omega else None,
    }


def interval_of(middle: Any, low: Any, high: Any, language: Language) -> str:
    """Write a coefficient of two decimals with its interval; a dash where there is none."""
    if middle is None or pd.isna(middle):
        return "–"
    two = [language.number(value, 2) for value in (middle, low, high)]
    return language.text("voice.range", middle=two[0], low=two[1], high=two[2])


def _classes(one: Satisfaction, language: Language) -> str:
    """Write the class; both where the rounded weight changes it."""
    exact, rounded = one.index.class_exact, one.index.class_rounded
    if exact is None:
        return language.text("voice.partial", elements=language.listed(one.index.missing))
    if one.index.class_flips and rounded is not None:
        return language.text("voice.class_flips", exact=exact.band, rounded=rounded.band)
    return exact.band


def importance_figure(found: Drivers, name: str, language: Language, *, source: str) -> Exhibit:
    """Draw importance against performance: what goes with satisfaction as a whole, and how it scores.

    Parameters
    ----------
    found : Drivers
        From `analysis.voice.drivers.element_importance`.
    name : str
        Of the unit.
    """
    text, number = language.text, language.number
    table = found.table
    with house_style():
        figure = Figure(figsize=(7.4, 4.6), layout="constrained")
        axis = figure.subplots()
        axis.axvline(table["mean_score"].mean(), color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)))
        axis.axhline(table["importance_pct"].mean(), color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)))
        axis.vlines(table["mean_score"], table["low_pct"], table["high_pct"], color="#9ecae1", linewidth=1.6)
        axis.plot(table["mean_score"], table["importance_pct"], "o", color=ACCENT)
        for row in each_row(table):
            axis.annotate(
                row.element, (row.mean_score, row.importance_pct), (6, 3), textcoords="offset points"
            )
        axis.set_ylim(0, 1.12 * axis.get_ylim()[1])
        axis.xaxis.set_major_formatter(lambda value, _: number(value, 1))
        axis.set_xlabel(text("voice.importance_score"))
        axis.set_ylabel(text("voice.importance_axis"))
        corner: dict[str, Any] = {"transform": axis.transAxes, "color": MUTED, "fontsize": 8}
        axis.text(0.01, 0.97, text("voice.importance_first"), va="top", **corner)
        axis.text(0.99, 0.97, text("voice.importance_keep"), va="top", ha="right", **corner)
    lines = " ".join(
        text(
            "voice.importance_alt_line",
            element=element_name(row.element, language),
            score=number(row.mean_score, 2),
            importance=interval(row.importance_pct, row.low_pct, row.high_pct, language),
        )
        for row in each_row(table)
    )
    return Exhibit(
        id="satisfaction-importance",
        kind="figure",
        title=text("voice.importance_title", name=name),
        caption=text(
            "voice.importance_caption",
            count=number(found.respondents_count),
            explained=number(found.explained_pct),
            level=percent(found.level, language),
        ),
        alt=text("voice.importance_alt", lines=lines),
        table=table,
        source=source,
        function="analysis.exhibits.voice_satisfaction.importance_figure",
        figure=figure,
    )


def element_name(element: str, language: Language) -> str:
    """Return an element with its name: ``U3 time``."""
    return f"{element} {language.text(f'voice.element_{element}')}"
