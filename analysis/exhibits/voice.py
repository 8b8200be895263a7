"""Pictures of complaint surveys: complaints with intervals, ranges of ranks, two rounds."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, BAND_INNER, COLOURS, INK, MUTED, house_style
from analysis.voice.complaint_index import ComplaintIndex
from analysis.voice.rounds import COMPARED, RoundComparison

LINE = 40  # characters of a complaint on one line
ALPHA = 0.85
RANGE = "#8c8c8c"  # darker than the band of all complaints together


def pareto_figure(index: ComplaintIndex, language: Language, *, source: str) -> Exhibit:
    """Draw the complaints of one round, the most frequent first, with intervals and the part they add up to.

    Parameters
    ----------
    index : ComplaintIndex
        From `analysis.voice.complaint_index.complaint_index`, or of counts.
    """
    text, number = language.text, language.number
    table = index.table.iloc[::-1].reset_index(drop=True)
    with house_style():
        figure = Figure(figsize=(7.4, 0.36 * len(table) + 1.3), layout="constrained")
        axis = figure.subplots()
        axis.barh(
            table.index, table["share_pct"], color=ACCENT, alpha=ALPHA, label=text("voice.pareto_share")
        )
        axis.hlines(
            table.index, table["low_pct"], table["high_pct"], color=INK, linewidth=1.4,
            label=text("voice.pareto_interval"),
        )  # fmt: skip
        axis.plot(
            table["cumulative_pct"], table.index, color=COLOURS[1], marker="o", markersize=3, linewidth=1,
            clip_on=False, label=text("voice.pareto_cumulative"),
        )  # fmt: skip
        complaint_ticks(axis, table["complaint"])
        axis.set_xlim(0, 100)
        axis.set_xlabel(text("voice.percent"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    lines = " ".join(
        text(
            "voice.pareto_alt_line",
            complaint=row.complaint,
            share=number(row.share_pct, 1),
            low=number(row.low_pct, 1),
            high=number(row.high_pct, 1),
            cumulative=number(row.cumulative_pct),
        )
        for row in each_row(index.table)
    )
    return Exhibit(
        id=f"complaints-round-{index.round}",
        kind="figure",
        title=text("voice.pareto_title", round=number(index.round)),
        caption=text(
            "voice.pareto_caption",
            count=number(index.respondents_count),
            level=percent(index.level, language),
        ),
        alt=text("voice.pareto_alt", lines=lines),
        table=index.table,
        source=source,
        function="analysis.exhibits.voice.pareto_figure",
        figure=figure,
    )


def ranks_figure(index: ComplaintIndex, language: Language, *, source: str) -> Exhibit:
    """Draw the rank of each complaint with the ranks that it may have, alone and all together.

    Parameters
    ----------
    index : ComplaintIndex
        With ranges of ranks: from each person's answers.
    """
    text, number = language.text, language.number
    table = index.table.iloc[::-1].reset_index(drop=True)
    with house_style():
        figure = Figure(figsize=(7.4, 0.32 * len(table) + 1.2), layout="constrained")
        axis = figure.subplots()
        _ranges(axis, table, "_simultaneous", 9, BAND_INNER, text("voice.ranks_together"))
        _ranges(axis, table, "", 4, RANGE, text("voice.ranks_alone"))
        axis.plot(
            table["rank"], table.index, "o", color=ACCENT, markersize=6, label=text("voice.ranks_found")
        )
        complaint_ticks(axis, table["complaint"])
        axis.set_xlim(0.5, len(table) + 0.5)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.set_xlabel(text("voice.ranks_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=3)
    lines = " ".join(
        text(
            "voice.ranks_alt_line",
            complaint=row.complaint,
            rank=number(row.rank),
            low=number(row.rank_low),
            high=number(row.rank_high),
            low_all=number(row.rank_low_simultaneous),
            high_all=number(row.rank_high_simultaneous),
        )
        for row in each_row(index.table)
    )
    return Exhibit(
        id=f"complaint-ranks-round-{index.round}",
        kind="figure",
        title=text("voice.ranks_title", round=number(index.round)),
        caption=text("voice.ranks_caption", level=percent(index.level, language)),
        alt=text("voice.ranks_alt", lines=lines),
        table=index.table,
        source=source,
        function="analysis.exhibits.voice.ranks_figure",
        figure=figure,
    )


def _ranges(axis: Axes, table: pd.DataFrame, kind: str, width: float, colour: str, label: str) -> None:
    """Draw ranges of ranks; a range of one rank is as wide as a point."""
    low, high = (table[f"rank_{end}{kind}"].astype(float) for end in ("low", "high"))
    axis.hlines(table.index, low - 0.12, high + 0.12, color=colour, linewidth=width, label=label)


def rounds_figure(found: RoundComparison, language: Language, *, source: str) -> Exhibit:
    """Draw the shares of two rounds joined by a line, and the change of each with its interval.

    Parameters
    ----------
    found : RoundComparison
        From `analysis.voice.rounds.compare_rounds`.
    """
    text, number = language.text, language.number
    table = found.table[found.table["state"] == COMPARED]
    table = table.sort_values(["first_pct", "complaint_id"], ignore_index=True)
    words = {True: text("voice.rounds_changed"), False: text("voice.rounds_unsure")}
    with house_style():
        figure = Figure(figsize=(7.4, 0.36 * len(table) + 1.5), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.1, 1))
        left.hlines(table.index, table["first_pct"], table["second_pct"], color=MUTED, linewidth=1.2)
        rounds = (("first_pct", found.first_round, "white"), ("second_pct", found.second_round, ACCENT))
        for column, round, fill in rounds:
            label = text("voice.rounds_round", round=number(round))
            left.plot(
                table[column], table.index, "o", color=ACCENT, markersize=6, markerfacecolor=fill, label=label
            )
        complaint_ticks(left, table["complaint"])
        left.set_xlabel(text("voice.percent"))
        right.axvline(0, color=MUTED, linewidth=0.8)
        for changed, colour, fill in ((True, COLOURS[1], COLOURS[1]), (False, MUTED, "white")):
            some = table[table["changed"] == changed]
            right.hlines(some.index, some["low_points"], some["high_points"], color=colour, linewidth=1.6)
            right.plot(
                some["change_points"], some.index, "D", color=colour, markersize=5, markerfacecolor=fill,
                label=words[changed],
            )  # fmt: skip
        right.tick_params(labelleft=False)
        right.set_xlabel(text("voice.rounds_axis"))
        both = [axis.get_legend_handles_labels() for axis in (left, right)]
        figure.legend(both[0][0] + both[1][0], both[0][1] + both[1][1], loc="outside upper left", ncols=2)
    return Exhibit(
        id="complaints-two-rounds",
        kind="figure",
        title=text("voice.rounds_title"),
        caption=text(
            "voice.rounds_caption",
            design=text(f"voice.design_{word_of(found.design)}"),
            level=percent(found.level, language),
            control=text(f"voice.control_{found.control}"),
        ),
        alt=text("voice.rounds_alt", lines=_rounds_in_words(table, language)),
        table=found.table,
        source=source,
        function="analysis.exhibits.voice.rounds_figure",
        figure=figure,
    )


def _rounds_in_words(table: pd.DataFrame, language: Language) -> str:
    text, number = language.text, language.number
    return " ".join(
        text(
            "voice.rounds_alt_line",
            complaint=row.complaint,
            first=number(row.first_pct, 1),
            second=number(row.second_pct, 1),
            low=number(row.low_points, 1),
            high=number(row.high_points, 1),
            verdict=text("voice.rounds_changed" if row.changed else "voice.rounds_unsure"),
        )
        for row in each_row(table.iloc[::-1])
    )


def complaint_ticks(axis: Axes, complaints: pd.Series) -> None:
    """Write complaints beside the axis, long ones on several lines."""
    axis.set_yticks(range(len(complaints)), ["\n".join(textwrap.wrap(words, LINE)) for words in complaints])
    axis.set_ylim(-0.6, len(complaints) - 0.4)
    axis.grid(axis="y", visible=False)


def percent(part: float, language: Language) -> str:
    """Write a part of one, such as a level, as whole percent."""
    return language.number(np.round(100 * part, 6))


def word_of(phrase: str) -> str:
    """Return a phrase of the method rooms as part of a key."""
    return phrase.replace(" ", "_")
