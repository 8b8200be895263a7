"""Pictures of service promises: each from its signing to what became of it, and how fast they are kept."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import BAND_OUTER, INK, MUTED, house_style
from analysis.voice.dates import as_day, written
from analysis.voice.fulfilment import FulfilmentCurve, FulfilmentTimes, made_by
from analysis.voice.record import PromiseRecord
from analysis.voice.transitions import OPEN

MOST = 60  # promises in one picture; its data have all of them
ABOVE = 0.3  # of a row: the due date stands above the line, where no outcome covers it
# Marks that differ in shape and filling, so that they are told apart in grey.
MARKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "kept": {"marker": "o", "markersize": 7, "fillstyle": "full"},
        "partly_kept": {"marker": "o", "markersize": 7, "fillstyle": "left", "markerfacecoloralt": "white"},
        "broken": {"marker": "X", "markersize": 7.5},
        "withdrawn": {"marker": "s", "markersize": 6, "fillstyle": "none"},
        "open": {"marker": ">", "markersize": 6, "fillstyle": "none"},
    }
)


def timeline_figure(record: PromiseRecord, as_of: str, language: Language, *, source: str) -> Exhibit:
    """Draw every promise from the day of its signing over its due date to what became of it.

    Parameters
    ----------
    record : PromiseRecord
        From `analysis.voice.record.promise_record`.
    as_of : str
        Day up to which is known; open promises run to it. Promises whose signing has no day are not drawn.
    """
    text = language.text
    made = made_by(record, as_of)
    dated = made[made["signed_on"].notna()].sort_values(["unit_name", "signed_on", "promise_id"])
    drawn = dated.head(MOST).reset_index(drop=True)
    day = as_day(as_of)
    places, heads = _places(drawn)
    with house_style():
        figure = Figure(figsize=(7.4, 0.24 * (len(drawn) + len(heads)) + 1.3), layout="constrained")
        axis = figure.subplots()
        for row in each_row(drawn):
            _draw_promise(axis, row, places[row.Index], day)
        axis.axvline(date2num(day), color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)))
        _ticks(axis, drawn, places, heads)
        figure.legend(handles=_legend(language), loc="outside upper left", ncols=4)
    left_out = len(made) - len(drawn)
    note = " " + text("promises.timeline_left_out", count=language.number(left_out)) if left_out else ""
    columns = ["promise_id", "unit_name", "kind", "owner", "complaint_id", "text", "state", "signed_on",
               "due_on", "first_due_on", "outcome_on", "overdue_days"]  # fmt: skip
    return Exhibit(
        id="promise-timeline",
        kind="figure",
        title=text("promises.timeline_title"),
        caption=text("promises.timeline_caption", day=as_of) + note,
        alt=text("promises.timeline_alt", count=language.number(len(drawn)), lines=_told(drawn, language)),
        table=made[columns].assign(
            **{name: made[name].map(_day) for name in columns if name.endswith("_on")}
        ),
        source=source,
        function="analysis.exhibits.promises.timeline_figure",
        figure=figure,
    )


def _day(day: pd.Timestamp) -> str:
    return "" if pd.isna(day) else written(day)


def _places(drawn: pd.DataFrame) -> tuple[list[int], dict[int, str]]:
    """Return the row of each promise from above, and the rows that name a unit."""
    places, heads, row, unit = [], {}, 0, None
    for name in drawn["unit_name"]:
        if name != unit:
            heads[row], unit = str(name), name
            row += 1
        places.append(row)
        row += 1
    return places, heads


def _draw_promise(axis: Axes, row: Any, place: int, day: pd.Timestamp) -> None:
    waiting = row.state in OPEN
    end: Any = day if waiting else row.outcome_on
    dashes = (0, (2.5, 1.5)) if waiting else "solid"
    axis.plot([row.signed_on, end], [place, place], color=INK, linewidth=1.2, linestyle=dashes)
    axis.plot(row.signed_on, place, "|", color=INK, markersize=7)
    if pd.notna(row.due_on):
        above = place - ABOVE
        axis.plot(row.due_on, above, marker="v", color="white", markeredgecolor=INK, markersize=5)
        if row.due_on != row.first_due_on and pd.notna(row.first_due_on):
            axis.plot(row.first_due_on, above, marker="1", color=MUTED, markersize=6)
    axis.plot(end, place, color=INK, linestyle="none", **MARKS["open" if waiting else row.state])


def _ticks(axis: Axes, drawn: pd.DataFrame, places: list[int], heads: Mapping[int, str]) -> None:
    labels = {
        place: f"{name}  {textwrap.shorten(str(words), 38, placeholder='…')}"
        for place, name, words in zip(places, drawn["promise_id"], drawn["text"], strict=True)
    }
    rows = sorted({**labels, **heads})
    axis.set_yticks(rows, [{**labels, **heads}[row] for row in rows])
    for place, label in zip(rows, axis.get_yticklabels(), strict=True):
        label.set_fontsize(7.5)
        if place in heads:
            label.set_fontweight("bold")
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    axis.xaxis.set_major_formatter(ConciseDateFormatter(axis.xaxis.get_major_locator()))


def _legend(language: Language) -> list[Line2D]:
    text = language.text
    marks: list[tuple[str, Mapping[str, Any]]] = [
        (text("promises.legend_signed"), {"marker": "|", "markersize": 7}),
        (text("promises.legend_due"), {"marker": "v", "markersize": 5, "fillstyle": "none"}),
        (text("promises.legend_moved"), {"marker": "1", "markersize": 6}),
        (text("promises.state_kept"), MARKS["kept"]),
        (text("promises.state_partly_kept"), MARKS["partly_kept"]),
        (text("promises.state_broken"), MARKS["broken"]),
        (text("promises.state_withdrawn"), MARKS["withdrawn"]),
        (text("promises.legend_open"), MARKS["open"]),
    ]
    return [Line2D([], [], color=INK, linestyle="none", label=label, **style) for label, style in marks]


def _told(drawn: pd.DataFrame, language: Language) -> str:
    """Tell in words how many of the promises drawn ended in each way."""
    counts = drawn["state"].replace({"published": "open", "signed": "open"}).value_counts()
    return language.listed(
        language.text(f"promises.board_count_{ended}", count=language.number(count))
        for ended, count in counts.items()
    )


def fulfilment_figure(
    curve: FulfilmentCurve, times: FulfilmentTimes, language: Language, *, source: str
) -> Exhibit:
    """Draw the share of promises kept by days since signing, with interval, other ends and number at risk.

    Parameters
    ----------
    curve : FulfilmentCurve
        From `analysis.voice.fulfilment.fulfilment_curve`.
    times : FulfilmentTimes
        What it was made from.
    """
    text, number = language.text, language.number
    table = curve.incidence.table
    kept = table[table["cause"] == "kept"]
    other = table[table["cause"] != "kept"].groupby("time")["incidence"].sum()
    last = float(times.table["waiting_days"].max())
    with house_style():
        figure = Figure(figsize=(7.2, 3.4), layout="constrained")
        axis, below = figure.subplots(2, 1, sharex=True, height_ratios=[5, 1])
        days = [0.0, *kept["time"], last]
        steps = {name: _steps(kept[name]) for name in ("incidence", "low", "high", "naive")}
        axis.fill_between(days, steps["low"], steps["high"], step="post", color=BAND_OUTER, linewidth=0)
        axis.step(days, steps["incidence"], where="post", color=INK, label=text("promises.curve_kept"))
        axis.step(days, steps["naive"], where="post", color=MUTED, linewidth=1, linestyle=(0, (1, 1.5)),
                  label=text("promises.curve_naive"))  # fmt: skip
        if len(other):
            axis.step([0.0, *other.index, last], _steps(other), where="post", color=INK, linewidth=1,
                      linestyle=(0, (4, 1.5)), label=text("promises.curve_other"))  # fmt: skip
        axis.set_ylim(0, 100)
        axis.set_ylabel(text("promises.curve_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=3)
        _at_risk(below, times, language)
        below.set_xlabel(text("promises.curve_days"))
        below.set_xlim(0, last * 1.02)
    final = kept.iloc[-1]
    return Exhibit(
        id="promise-curve",
        kind="figure",
        title=text("promises.curve_title"),
        caption=text("promises.curve_caption"),
        alt=text(
            "promises.curve_alt",
            count=number(len(times.table)),
            days=number(last),
            share=number(100 * final["incidence"], 1),
            low=number(100 * final["low"], 1),
            high=number(100 * final["high"], 1),
            naive=number(100 * final["naive"], 1),
        ),
        table=table,
        source=source,
        function="analysis.exhibits.promises.fulfilment_figure",
        figure=figure,
    )


def _steps(values: pd.Series) -> list[float]:
    """Return a curve in percent from the start to the last day followed."""
    percent = [100 * float(value) for value in values]
    return [0.0, *percent, percent[-1]]


def _at_risk(axis: Axes, times: FulfilmentTimes, language: Language) -> None:
    """Write under the curve how many promises were still waiting at some days."""
    waiting = times.table["waiting_days"]
    last = float(waiting.max())
    axis.set_ylim(0, 1)
    axis.set_yticks([0.5], [language.text("promises.curve_waiting")])
    axis.tick_params(axis="y", pad=12, length=0)
    axis.grid(visible=False)
    axis.spines[["left", "bottom"]].set_visible(False)
    for day in (round(last * part / 5) for part in range(6)):
        axis.text(day, 0.5, language.number((waiting >= day).sum()), ha="center", va="center", fontsize=8)
