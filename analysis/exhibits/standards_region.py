"""Exhibits of one region against the standards: the ladder, its own records, its schools."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, BAND_INNER, COLOURS, INK, house_style
from analysis.exhibits.tables import table_exhibit
from analysis.standards.ladder import RECORD
from analysis.standards.records import latest_attainments

RIGHT = 104.0  # where a value above 100 is drawn, with its number


def ladder_figure(
    rungs: pd.DataFrame, name: str, fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Draw every service of a region on one scale: value, target, and the spread of all districts.

    Parameters
    ----------
    rungs : pandas.DataFrame
        From `analysis.standards.ladder.ladder`; not empty.
    name : str
        The region.
    fields : mapping
        Column descriptions of the panel, for the titles of outcomes.
    """
    labels = [_label(row, fields, language) for row in each_row(rungs)]
    with house_style():
        figure = Figure(figsize=(7.4, 0.4 * len(rungs) + 1.3), layout="constrained")
        axis = figure.subplots()
        for row in each_row(rungs):
            _rung(axis, row, len(rungs) - 1 - row.Index)
        axis.set_yticks(range(len(rungs)), labels[::-1])
        axis.set_ylim(-0.6, len(rungs) - 0.4)
        axis.set_xlim(0, RIGHT + 3)
        axis.set_xticks(range(0, 101, 20))
        axis.set_xlabel(language.text("standards.ladder_axis"))
        axis.grid(axis="y", visible=False)
        figure.legend(handles=_handles(rungs, name, language), loc="outside upper left", ncols=3)
    return Exhibit(
        id="attainment-ladder",
        kind="figure",
        title=language.text("standards.ladder_title", name=name),
        caption=language.text("standards.ladder_caption"),
        alt=" ".join(_alt(row, label, language) for row, label in zip(each_row(rungs), labels, strict=True)),
        table=rungs,
        source=source,
        function="analysis.exhibits.standards_region.ladder_figure",
        figure=figure,
    )


def _label(row: Any, fields: Fields, language: Language) -> str:
    if row.kind != RECORD:
        return f"{language.title(fields[row.code])} ({language.year(row.year)})"
    return f"{row.code} {_short(row, language)} ({language.year(row.year)})"


def _short(row: Any, language: Language, width: int = 44) -> str:
    words = row.name_id if language.code == "id" else row.name_en
    return words if len(words) <= width else words[: width - 1].rsplit(" ", 1)[0] + "…"


def _rung(axis: Axes, row: Any, place: int) -> None:
    if pd.notna(row.p10):
        axis.plot([row.p10, row.p90], [place] * 2, color=BAND_INNER, linewidth=8, solid_capstyle="butt")
        axis.plot([row.national_median] * 2, [place - 0.26, place + 0.26], color=INK, linewidth=1.3)
    if pd.notna(row.target):
        sure = bool(row.verified) and row.approximation != "loose"
        axis.plot(
            [row.target], [place + 0.02], marker="v", color=COLOURS[1], markersize=8, linestyle="",
            markerfacecolor=COLOURS[1] if sure else "white",
        )  # fmt: skip
    beyond = row.value > 100
    marker = "s" if row.kind == RECORD else "o"
    axis.plot([min(row.value, RIGHT)], [place], marker=">" if beyond else marker, color=ACCENT, markersize=7)


def _handles(rungs: pd.DataFrame, name: str, language: Language) -> list[Any]:
    text = language.text
    handles: list[Any] = []
    if (rungs["kind"] != RECORD).any():
        handles.append(Line2D([], [], color=ACCENT, marker="o", linestyle="", label=name))
        handles.append(Patch(color=BAND_INNER, label=text("exhibit.legend_outer")))
        handles.append(Line2D([], [], color=INK, linewidth=1.3, label=text("exhibit.legend_median")))
    if (rungs["kind"] == RECORD).any():
        handles.append(
            Line2D([], [], color=ACCENT, marker="s", linestyle="", label=text("standards.legend_record"))
        )
    aims = {text("standards.legend_target"): COLOURS[1], text("standards.legend_target_loose"): "white"}
    for label, fill in aims.items():
        handles.append(
            Line2D([], [], color=COLOURS[1], marker="v", linestyle="", markerfacecolor=fill, label=label)
        )
    return handles


def _alt(row: Any, label: str, language: Language) -> str:
    value = language.number(row.value, 1)
    aim = ""
    if pd.notna(row.target):
        target, gap = language.number(row.target), language.number(row.gap_points, 1)
        aim = language.text("standards.ladder_alt_aim", target=target, gap=gap)
    if row.kind == RECORD:
        return language.text("standards.ladder_alt_record", label=label, value=value, aim=aim)
    return language.text(
        "standards.ladder_alt_outcome",
        label=label,
        value=value,
        median=language.number(row.national_median, 1),
        rank=language.number(row.rank),
        count=language.number(row.districts_count),
        aim=aim,
    )


def attainments_table(found: pd.DataFrame, name: str, language: Language, *, source: str) -> Exhibit:
    """Print coverage, attainment, performance and gap of a region's newest records; reasons where none.

    Parameters
    ----------
    found : pandas.DataFrame
        From `analysis.standards.records.attainments`; the data twin has every row of it.
    """
    text = language.text
    told = pd.concat([latest_attainments(found), found[~found["evaluated"]]], ignore_index=True)
    keys = ("indicator", "coverage", "target", "attainment", "performance", "gap")
    heads = [text(f"standards.records_head_{key}") for key in keys]
    rows = [(_record_label(row, language), *_record_cells(row, language)) for row in each_row(told)]
    return table_exhibit(
        id="attainments",
        title=text("standards.records_title", name=name),
        caption=text("standards.records_caption"),
        source=source,
        function="analysis.exhibits.standards_region.attainments_table",
        data=found,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:5],
    )


def _record_label(row: Any, language: Language) -> str:
    name = row.name_id if language.code == "id" else row.name_en
    mark = "" if row.verified is True else f" {language.text('common.unverified')}"
    return f"{row.indicator_code} ({language.year(row.year)})\n{name}{mark}"


def _record_cells(row: Any, language: Language) -> tuple[str, ...]:
    text = language.text
    if not row.evaluated:
        return (text("standards.records_none", why=row.why), "", "", "", "")
    question = f"\n{text('standards.records_above')}" if row.above_denominator else ""
    counted = row.counted_id if language.code == "id" else row.counted_en
    people = "" if pd.isna(row.gap_count) else f"\n{language.number(row.gap_count)} {counted}"
    return (
        language.number(row.coverage, 1) + question,
        language.number(row.target),
        language.number(row.attainment_pct, 1),
        language.number(row.performance_pct, 1),
        language.number(row.gap_points, 1) + people,
    )


def record_gaps_figure(latest: pd.DataFrame, name: str, language: Language, *, source: str) -> Exhibit:
    """Draw how many people, schools or villages each indicator of a region lacks to its target.

    Parameters
    ----------
    latest : pandas.DataFrame
        From `analysis.standards.records.latest_attainments`, with at least one ``gap_count``.
    """
    known = latest.dropna(subset=["gap_count"]).sort_values("gap_count", ignore_index=True)
    labels = [
        f"{row.indicator_code} {_short(row, language)} ({language.year(row.year)})" for row in each_row(known)
    ]
    counts = [
        f"{language.number(row.gap_count)} {row.counted_id if language.code == 'id' else row.counted_en}"
        for row in each_row(known)
    ]
    with house_style():
        figure = Figure(figsize=(7.4, 0.36 * len(known) + 0.9), layout="constrained")
        axis = figure.subplots()
        bars = axis.barh(range(len(known)), known["gap_count"].astype(float), color=BAND_INNER, edgecolor=INK)
        axis.bar_label(bars, labels=counts, padding=3, fontsize=8)
        axis.set_yticks(range(len(known)), labels)
        axis.margins(x=0.35)
        axis.set_xlabel(language.text("standards.record_gaps_axis"))
        axis.grid(axis="y", visible=False)
    lines = [f"{label}: {count}." for label, count in zip(labels, counts, strict=True)]
    return Exhibit(
        id="gaps-in-people",
        kind="figure",
        title=language.text("standards.record_gaps_title", name=name),
        caption=language.text("standards.record_gaps_caption"),
        alt=" ".join(reversed(lines)),
        table=known,
        source=source,
        function="analysis.exhibits.standards_region.record_gaps_figure",
        figure=figure,
    )


def schools_table(shares: pd.DataFrame, name: str, language: Language, *, source: str) -> Exhibit:
    """Print the share of schools that meet each standard, with its interval, and how many do not.

    Parameters
    ----------
    shares : pandas.DataFrame
        From `analysis.standards.schools.school_shares`.
    """
    text = language.text
    keys = ("indicator", "year", "seen", "share", "interval", "not_meeting")
    heads = [text(f"standards.schools_head_{key}") for key in keys]
    rows = [
        (
            row.indicator_code,
            language.year(row.year),
            text(
                "standards.schools_seen",
                seen=language.number(row.schools_seen),
                all=language.number(row.schools_count),
            ),
            language.number(row.share_pct, 1),
            text("standards.schools_whole")
            if row.whole
            else text(
                "standards.range", low=language.number(row.low_pct, 1), high=language.number(row.high_pct, 1)
            ),
            language.number(row.schools_not_meeting)
            if row.whole or pd.isna(row.share_pct)
            else text(
                "standards.schools_not_meeting",
                count=language.number(row.not_meeting_all, 0),
                low=language.number(row.not_meeting_low),
                high=language.number(row.not_meeting_high),
            ),
        )
        for row in each_row(shares)
    ]
    return table_exhibit(
        id="schools",
        title=text("standards.schools_title", name=name),
        caption=text("standards.schools_caption"),
        source=source,
        function="analysis.exhibits.standards_region.schools_table",
        data=shares,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )
