"""How well the checks work: planted errors found, clean rows accused, sampled flags judged by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.quality import check_name, plain_number, short_number, words_for
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import COLOURS, DASHES, MARKERS, MUTED, house_style
from analysis.exhibits.tables import table_exhibit

MODULE = "analysis.exhibits.quality_performance"
VERDICTS = ("true error", "real change", "definition or territory", "undecidable")
NO_ERROR = VERDICTS[1:3]  # the flag accused a value that is right
LEVEL = 0.95
ACROSS = 4  # small charts in a row
TITLE_WIDTH = 24  # letters of a line above a small chart


def recall_figure(recall: pd.DataFrame, worlds: Sequence[str], language: Language, *, source: str) -> Exhibit:
    """Draw the share of planted errors that was found, by kind and size of error, one mark per world.

    Parameters
    ----------
    recall : pandas.DataFrame
        ``world, check_id, error, size, planted_count, found_count, recall``.
    worlds : sequence of str
        The worlds drawn, in order.
    """
    rows = recall[recall["world"].isin(worlds) & (recall["planted_count"] > 0)]
    kinds = list(dict.fromkeys(zip(rows["check_id"], rows["error"], strict=True)))
    height = -(-len(kinds) // ACROSS)
    with house_style():
        figure = Figure(figsize=(7.6, 0.5 + 1.65 * height), layout="constrained")
        grid = figure.subplots(height, ACROSS, sharey=True, squeeze=False)
        for axis, (check_id, error) in zip(grid.flat, kinds, strict=False):
            own = rows[(rows["check_id"] == check_id) & (rows["error"] == error)]
            _one_error(axis, own, worlds, language)
            axis.set_title(fill(check_name(check_id, language), TITLE_WIDTH), fontsize=7)
            axis.set_xlabel(words_for("error", error, language), fontsize=6.5)
        for axis in list(grid.flat)[len(kinds) :]:
            axis.set_visible(False)
        names = [words_for("world", world, language) for world in worlds]
        figure.legend(
            grid.flat[0].get_lines()[: len(worlds)], names, loc="outside lower center", ncols=len(worlds)
        )
    worst = rows.sort_values(["recall", "check_id", "size"]).iloc[0]
    return Exhibit(
        id="recall",
        kind="figure",
        title=language.text("quality.recall_title"),
        caption=language.text("quality.recall_caption"),
        alt=language.text(
            "quality.recall_alt",
            kinds=language.number(len(kinds)),
            full=language.number(int((rows["recall"] >= 0.9).sum())),
            all=language.number(len(rows)),
            worst=check_name(worst["check_id"], language),
            worst_error=words_for("error", worst["error"], language),
            worst_recall=language.number(100 * worst["recall"], 0),
        ),
        table=recall,
        source=source,
        function=f"{MODULE}.recall_figure",
        figure=figure,
    )


def _one_error(axis: Axes, own: pd.DataFrame, worlds: Sequence[str], language: Language) -> None:
    sizes = sorted(own["size"].unique())
    for place, world in enumerate(worlds):
        shown = own[own["world"] == world].sort_values("size")
        line = axis.plot(
            [sizes.index(size) for size in shown["size"]], 100 * shown["recall"], color=COLOURS[place],
            marker=MARKERS[place], markersize=3.4, linewidth=1,
        )[0]  # fmt: skip
        if DASHES[place]:
            line.set_dashes(list(DASHES[place]))
    axis.axhline(90, color=MUTED, linewidth=0.6, linestyle=":")
    axis.set_ylim(-5, 105)
    axis.set_xlim(-0.4, max(len(sizes) - 0.6, 0.4))
    axis.set_xticks(range(len(sizes)), [short_number(size, language) for size in sizes])
    axis.tick_params(labelsize=6.5)


def false_alarms_table(
    alarms: pd.DataFrame, worlds: Sequence[str], language: Language, *, source: str
) -> Exhibit:
    """Print the rows accused among made-up rows without any planted error, per check and world.

    Parameters
    ----------
    alarms : pandas.DataFrame
        ``world, check_id, accused_rows_count, rows_count, accused_per_200_rows``.
    worlds : sequence of str
        Worlds without errors, in the order of the columns.
    """
    text = language.text
    heads = [text("quality.alarms_head_check")]
    heads += [f"{words_for('world', world, language)} {text('quality.alarms_head_unit')}" for world in worlds]
    rows = []
    for check_id in dict.fromkeys(alarms.loc[alarms["world"].isin(worlds), "check_id"]):
        own = alarms[alarms["check_id"] == check_id].set_index("world")
        cells = []
        for world in worlds:
            judged = world in own.index and own.loc[world, "judged_count"] > 0
            rate = language.number(own.loc[world, "accused_per_200_rows"], 2) if judged else ""
            cells.append(
                f"{rate} ({language.number(own.loc[world, 'accused_rows_count'])})"
                if judged
                else text("quality.status_not_evaluated")
            )
        rows.append((check_name(str(check_id), language), *cells))
    return table_exhibit(
        id="false-alarms",
        title=text("quality.alarms_title"),
        caption=text("quality.alarms_caption"),
        source=source,
        function=f"{MODULE}.false_alarms_table",
        data=alarms,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def judged_shares(judged: pd.DataFrame) -> pd.DataFrame:
    """Return, per check, how many of the judged flags were no error, with a Wilson interval.

    Parameters
    ----------
    judged : pandas.DataFrame
        ``check_id, verdict``.

    Returns
    -------
    pandas.DataFrame
        ``check_id, judged_count``, a count per verdict, ``decided_count`` (without the undecidable),
        ``false_count`` (real change, definition or territory), ``false_share, low, high``: the share among
        the decided with a 95 % interval; missing where none was decided.

    Notes
    -----
    Interval: Wilson (1927), Journal of the American Statistical Association 22(158): 209-212, as in
    statsmodels. The flags of a check are drawn at random; a few flags of one cause are not independent, so
    the interval is rather too narrow.
    """
    counts = pd.crosstab(judged["check_id"], judged["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    counts = counts.reindex(judged["check_id"].unique())
    made = counts.rename(columns={verdict: verdict.replace(" ", "_") + "_count" for verdict in VERDICTS})
    made.insert(0, "judged_count", counts.sum(axis=1))
    made["false_count"] = counts[list(NO_ERROR)].sum(axis=1)
    made["decided_count"] = made["judged_count"] - counts["undecidable"]
    decided = made["decided_count"].where(made["decided_count"] > 0)
    made["false_share"] = made["false_count"] / decided
    known = decided.notna()
    limits = proportion_confint(
        made.loc[known, "false_count"], made.loc[known, "decided_count"], 1 - LEVEL, method="wilson"
    )
    made["low"], made["high"] = limits
    return made.rename_axis(columns=None).reset_index()


def shares_table(shares: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print the verdicts per check and the share that was no error, with its interval."""
    text = language.text
    keys = ("check", "judged", "error", "change", "definition", "undecidable", "share")
    heads = [text(f"quality.shares_head_{key}") for key in keys]
    rows = []
    for row in each_row(shares):
        share = language.number(None)
        if not pd.isna(row.false_share):
            low, high = (language.number(100 * value) for value in (row.low, row.high))
            share = f"{language.number(100 * row.false_share)} ({low}–{high})"
        counts = (row.judged_count, *(getattr(row, v.replace(" ", "_") + "_count") for v in VERDICTS))
        rows.append((check_name(row.check_id, language), *map(language.number, counts), share))
    return table_exhibit(
        id="judged-shares",
        title=text("quality.shares_title"),
        caption=text("quality.shares_caption"),
        source=source,
        function=f"{MODULE}.shares_table",
        data=shares,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def judged_table(
    judged: pd.DataFrame, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print every judged flag with its verdict and the reason for it.

    Parameters
    ----------
    judged : pandas.DataFrame
        ``check_id, region_code, year, column, other, value, verdict, reason_en, reason_id``.
    """
    text = language.text
    heads = [text(f"quality.judged_head_{key}") for key in ("check", "flag", "verdict", "reason")]
    rows = []
    for row in each_row(judged):
        rows.append(
            (
                check_name(row.check_id, language),
                _flag_told(row, names, fields, language),
                text(f"quality.verdict_{row.verdict.replace(' ', '_')}"),
                row.reason,
            )
        )
    return table_exhibit(
        id="judged-flags",
        title=text("quality.judged_title"),
        caption=text("quality.judged_caption"),
        source=source,
        function=f"{MODULE}.judged_table",
        data=judged,
        shown=pd.DataFrame(rows, columns=heads),
    )


def _flag_told(row: Any, names: Mapping[str, str], fields: Fields, language: Language) -> str:
    """Return where a judged flag stands, on which column and value; both regions of a pair."""
    codes = [code for code in (row.region_code, row.other) if code in names]
    place = f"{language.listed(names[code] for code in codes)}, {row.year}"
    column = (
        language.title(fields[row.column])
        if row.column in fields
        else words_for("total", row.column, language)
    )
    counted = row.check_id == "identical-districts" or pd.isna(row.value)  # a number of columns, not a value
    return f"{place}\n{column}" + ("" if counted else f": {plain_number(row.value, language)}")
