"""How sure and how fast documents are read: confidence against what is right, seconds and memory."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.quality import short_number, words_for
from analysis.exhibits.reading_quality import KINDS, SECTION
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import COLOURS, MARKERS, MUTED, house_style
from analysis.exhibits.tables import table_exhibit

MODULE = "analysis.exhibits.reading_speed"
TICKS = (0.6, 0.8, 1)
YTICKS = (0.2, 0.4, 0.6, 0.8, 1)


@dataclass(frozen=True)
class SpeedFigures:
    """What the longest document of the benchmark needed.

    Attributes
    ----------
    longest_pages : int
        How many pages it has.
    pages_per_second : float
        By the command's way with one process, by the clock.
    times_plain : float
        Processor time of reading over that of plain text extraction.
    times_with_finding : float
        The same with finding the indicators of every catalogue, process and preparation included.
    memory_mb : float
        The most that any process needed, over all lengths and ways.
    most_times_finding : float
        Processor time of finding on pages already read over that of plain text, the most of all cases.
    most_indicators : int
        The most indicators that were looked for.
    """

    longest_pages: int
    pages_per_second: float
    times_plain: float
    times_with_finding: float
    memory_mb: float
    most_times_finding: float
    most_indicators: int


def speed_figures(reading: pd.DataFrame, finding: pd.DataFrame) -> SpeedFigures:
    """Return what the prose says of speed.

    Parameters
    ----------
    reading : pandas.DataFrame
        ``pages_count, way, memory_mb, times_plain_processor, pages_per_second``.
    finding : pandas.DataFrame
        ``indicators_count, times_plain_text``.
    """
    longest = reading[reading["pages_count"] == reading["pages_count"].max()].set_index("way")
    return SpeedFigures(
        longest_pages=int(reading["pages_count"].max()),
        pages_per_second=float(longest.at["one_process", "pages_per_second"]),
        times_plain=float(longest.at["reading", "times_plain_processor"]),
        times_with_finding=float(longest.at["finding", "times_plain_processor"]),
        memory_mb=float(reading["memory_mb"].max()),
        most_times_finding=float(finding["times_plain_text"].max()),
        most_indicators=int(finding["indicators_count"].max()),
    )


def calibration_figure(calibration: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Draw the share of hits that is right against their confidence, with intervals, by kind of hit.

    Parameters
    ----------
    calibration : pandas.DataFrame
        ``documents, part, kind, lower, upper, hits_count, mean_confidence, share_right`` with its interval.
    """
    own = calibration[calibration["kind"].isin(KINDS) & (calibration["part"] != "development")]
    sets = list(dict.fromkeys(own["documents"]))
    low = min(0.45, float(own["share_right_lower"].min())) - 0.03
    with house_style():
        figure = Figure(figsize=(7.6, 2.3), layout="constrained")
        for axis, kind in zip(figure.subplots(1, len(KINDS), sharey=True), KINDS, strict=True):
            axis.plot([low, 1], [low, 1], color=MUTED, linewidth=0.6, linestyle=":")
            for row in each_row(own[own["kind"] == kind]):
                place, ends = sets.index(row.documents), [row.share_right_lower, row.share_right_upper]
                axis.plot([row.mean_confidence] * 2, ends, color=COLOURS[place], linewidth=0.8)
                axis.plot(row.mean_confidence, row.share_right, MARKERS[place], color=COLOURS[place])
            axis.set_xticks(TICKS, [short_number(value, language) for value in TICKS])
            axis.set_xlim(0.45, 1.03)
            axis.set_ylim(low, 1.05)
            axis.set_title(words_for("kind", kind, language, SECTION), fontsize=8)
            axis.set_xlabel(language.text("reading.calibration_x"), fontsize=7)
        figure.axes[0].set_yticks(YTICKS, [short_number(value, language) for value in YTICKS])
        figure.axes[0].set_ylabel(language.text("reading.calibration_y"), fontsize=7)
    below = int((own["share_right_upper"] < own["mean_confidence"]).sum())
    return Exhibit(
        id="reading-calibration",
        kind="figure",
        title=language.text("reading.calibration_title"),
        caption=language.text("reading.calibration_caption"),
        alt=language.text(
            "reading.calibration_alt",
            groups=language.number(len(own)),
            hits=language.number(int(own["hits_count"].sum())),
            below=language.number(below),
        ),
        table=calibration,
        source=source,
        function=f"{MODULE}.calibration_figure",
        figure=figure,
    )


def reading_table(reading: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print seconds, pages per second and memory of each way of reading, by the length of the document."""
    keys = ("pages", "way", "seconds", "times", "per_second", "memory")
    heads = [language.text(f"reading.speed_head_{key}") for key in keys]
    rows = [
        (
            language.number(row.pages_count),
            words_for("way", row.way, language, SECTION),
            language.number(row.processor_seconds, 2),
            language.number(row.times_plain_processor, 1),
            language.number(row.pages_per_second),
            language.number(row.memory_mb),
        )
        for row in each_row(reading)
    ]
    return table_exhibit(
        id="reading-seconds",
        title=language.text("reading.speed_title"),
        caption=language.text("reading.speed_caption"),
        source=source,
        function=f"{MODULE}.reading_table",
        data=reading,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=[heads[0], *heads[2:]],
    )


def finding_table(finding: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print the processor time of finding for each page, by pages and number of indicators."""
    keys = ("pages", "indicators", "finding", "plain", "times")
    heads = [language.text(f"reading.finding_head_{key}") for key in keys]
    rows = [
        (
            language.number(row.pages_count),
            language.number(row.indicators_count),
            language.number(row.finding_ms_per_page, 1),
            language.number(row.plain_text_ms_per_page, 1),
            language.number(row.times_plain_text, 1),
        )
        for row in each_row(finding)
    ]
    return table_exhibit(
        id="finding-seconds",
        title=language.text("reading.finding_title"),
        caption=language.text("reading.finding_caption"),
        source=source,
        function=f"{MODULE}.finding_table",
        data=finding,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads,
    )
