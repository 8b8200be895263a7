"""Pictures and tables of packaging: what was put first, the wording of programmes, the fate of lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import BAND_INNER, COLOURS, INK, MARKERS, MUTED, house_style
from analysis.exhibits.tables import Link, table_exhibit
from analysis.planning.chain import OVERHEAD
from analysis.planning.line_survival import GROUPS, survival_by_group

WIDE = 44  # characters of a programme's name on one line
BESIDE = 0.06  # that the groups stand apart at a document


def statements_table(statements: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what the regional head and the council put first, word by word.

    Parameters
    ----------
    statements : pandas.DataFrame
        Table ``priorities`` of a region.
    """
    text = language.text
    keys = ("kind", "period", "number", "text", "proposer", "source", "entered_by")
    heads = [text(f"packaging.head_{key}") for key in keys]
    rows = [
        (
            text(f"packaging.kind_{sort}"),
            _period(row, language),
            language.number(row.number),
            row.text,
            row.proposer,
            _place(row, language),
            row.entered_by,
        )
        for row in each_row(statements)
        for sort in (row.kind,)
    ]
    return table_exhibit(
        id="packaging-statements",
        title=text("packaging.statements_title"),
        caption=text("packaging.statements_caption"),
        source=source,
        function="analysis.exhibits.packaging.statements_table",
        data=statements,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=[heads[2]],
    )


def known_table(statements: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what public pages tell of a region's vision and missions, each with its address.

    Parameters
    ----------
    statements : pandas.DataFrame
        The region's rows of ``study/missions``.
    """
    text = language.text
    heads = [text(f"packaging.head_{key}") for key in ("kind", "period", "text", "source", "verified")]
    rows = [
        (
            text(f"packaging.kind_{sort}"),
            _period(row, language),
            row.text,
            Link(row.url.split("/")[2], row.url),
            " ".join(part for part in (text(f"packaging.verified_{verified}"), row.note) if part),
        )
        for row in each_row(statements)
        for sort, verified in ((row.kind, row.verified),)
    ]
    return table_exhibit(
        id="packaging-known-statements",
        title=text("packaging.known_title"),
        caption=text("packaging.known_caption"),
        source=source,
        function="analysis.exhibits.packaging.known_table",
        data=statements,
        shown=pd.DataFrame(rows, columns=heads),
    )


def _period(row: Any, language: Language) -> str:
    first, last = row.year_from, row.year_to
    years = (
        [language.year(first)]
        if first == last or pd.isna(last)
        else [language.year(first), language.year(last)]
    )
    return "-".join(years)


def _place(row: Any, language: Language) -> str:
    source, page = row.source, row.page
    return (
        source
        if pd.isna(page)
        else language.text("packaging.page", source=source, page=language.number(page))
    )


def wording_figure(found: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Draw how near each programme's wording stands to its own region's missions and to those of others.

    Parameters
    ----------
    found : pandas.DataFrame
        From `analysis.planning.wording.wording_by_programme`; overhead is in the data and not drawn.
    """
    text = language.text
    drawn = (
        found[found["kind"] != OVERHEAD].sort_values(["linked", "own"], kind="stable").reset_index(drop=True)
    )
    with house_style():
        figure = Figure(figsize=(7.4, 0.34 * len(drawn) + 1.3), layout="constrained")
        axis = figure.subplots()
        axis.hlines(
            drawn.index, drawn["p10"], drawn["p90"], color=BAND_INNER, linewidth=7,
            label=text("packaging.wording_band"),
        )  # fmt: skip
        axis.plot(
            drawn["median"],
            drawn.index,
            "|",
            color=MUTED,
            markersize=9,
            label=text("packaging.wording_median"),
        )
        for place, (linked, whose) in enumerate(GROUPS.items()):
            rows = drawn[drawn["linked"] == linked]
            axis.plot(
                rows["own"], rows.index, MARKERS[place], color=COLOURS[place], markersize=5, clip_on=False,
                label=text(f"packaging.own_{whose}"),
            )  # fmt: skip
        axis.set_yticks(drawn.index, [textwrap.fill(str(name), WIDE) for name in drawn["programme_name"]])
        axis.set_xlim(left=0)
        axis.set_xlabel(text("packaging.wording_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    lines = " ".join(_wording_line(row, language) for row in each_row(drawn.iloc[::-1]))
    return Exhibit(
        id="packaging-wording",
        kind="figure",
        title=text("packaging.wording_title"),
        caption=text("packaging.wording_caption"),
        alt=text("packaging.wording_alt", lines=lines),
        table=found,
        source=source,
        function="analysis.exhibits.packaging.wording_figure",
        figure=figure,
    )


def _wording_line(row: Any, language: Language) -> str:
    words = {name: language.number(getattr(row, name), 2) for name in ("own", "p10", "p90")}
    return language.text("packaging.wording_alt_line", name=row.programme_name, **words)


def choices_table(found: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what wording shows under other ways to count words; the first row is the one that is told.

    Parameters
    ----------
    found : pandas.DataFrame
        From `analysis.planning.wording_choices.wording_by_choice`.
    """
    text = language.text
    numbers = ("similarity", "median", "regions_p", "difference", "programmes_p")
    heads = [text(f"packaging.choices_{key}") for key in ("terms", "rarity", *numbers)]
    rows = [
        (
            text("packaging.choices_words" if row.longest == 1 else "packaging.choices_pairs"),
            text("packaging.choices_yes" if row.rarity else "packaging.choices_no"),
            *(language.number(getattr(row, key), 3) for key in numbers),
        )
        for row in each_row(found)
    ]
    return table_exhibit(
        id="packaging-choices",
        title=text("packaging.choices_title"),
        caption=text("packaging.choices_caption"),
        source=source,
        function="analysis.exhibits.packaging.choices_table",
        data=found,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def survival_figure(
    chain: pd.DataFrame, stages: Sequence[str], year: int, language: Language, *, source: str
) -> Exhibit:
    """Draw how many of the first document's lines stand in each later one, and the money of either group.

    Parameters
    ----------
    chain : pandas.DataFrame
        From `analysis.planning.chain.line_chain`.
    stages : sequence of str
        Its documents.
    year : int
        Of the budget.
    """
    text = language.text
    found = pd.concat(
        [survival_by_group(chain, stages[0], stage).assign(document=stage) for stage in stages],
        ignore_index=True,
    )
    found["money_pct"] = 100 + found["change_pct"]
    with house_style():
        figure = Figure(figsize=(7.4, 3.1), layout="constrained")
        kept, money = figure.subplots(1, 2)
        for place, whose in enumerate(GROUPS.values()):
            _draw_group(kept, money, found[found["group"] == whose], place, text(f"packaging.group_{whose}"))
        for axis, panel_title in ((kept, "kept_axis"), (money, "money_axis")):
            axis.set_xticks(range(len(stages)), [text(f"lines.document_{document}") for document in stages])
            axis.set_title(text(f"packaging.{panel_title}"))
        kept.set_ylim(0, 104)
        money.axhline(100, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)))
        figure.legend(*kept.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    front = ["document", "group"]
    columns = [*front, *(name for name in found if name not in front)]
    lines = " ".join(_survival_line(row, language) for row in each_row(found) if row.document != stages[0])
    return Exhibit(
        id="packaging-survival",
        kind="figure",
        title=text("packaging.survival_title", year=language.year(year)),
        caption=text("packaging.survival_caption"),
        alt=text("packaging.survival_alt", lines=lines),
        table=found[columns],
        source=source,
        function="analysis.exhibits.packaging.survival_figure",
        figure=figure,
    )


def _draw_group(kept: Axes, money: Axes, rows: pd.DataFrame, place: int, label: str) -> None:
    at = [number + (place - 0.5) * 2 * BESIDE for number in range(len(rows))]
    dashes = "solid" if place == 0 else (0, (4, 1.5))
    style: dict[str, Any] = {
        "color": COLOURS[place],
        "marker": MARKERS[place],
        "markersize": 5,
        "linestyle": dashes,
    }
    kept.vlines(at[1:], rows["low_pct"][1:], rows["high_pct"][1:], color=COLOURS[place], linewidth=1)
    kept.plot(at, rows["kept_pct"], label=label, **style)
    money.plot(at, rows["money_pct"], **style)
    last = rows["money_pct"].iloc[-1]
    if pd.notna(last):
        money.annotate(f"{last:.0f}", (at[-1], last), xytext=(6, 0), textcoords="offset points", fontsize=7.5,
                       va="center", color=INK)  # fmt: skip


def _survival_line(row: Any, language: Language) -> str:
    document, whose = row.document, row.group
    words = {name: language.number(getattr(row, name)) for name in ("kept_count", "lines_count", "money_pct")}
    return language.text(
        "packaging.survival_alt_line",
        document=language.text(f"lines.document_{document}"),
        group=language.text(f"packaging.group_{whose}"),
        **words,
    )


def steps_table(
    chain: pd.DataFrame, stages: Sequence[str], year: int, language: Language, *, source: str
) -> Exhibit:
    """Print for each step from one document to the next what became of the lines of either group.

    Parameters
    ----------
    chain, stages, year
        As for :func:`survival_figure`.
    """
    text, number = language.text, language.number
    steps = list(zip(stages[:-1], stages[1:], strict=True))
    found = pd.concat(
        [survival_by_group(chain, *step).assign(first=step[0], second=step[1]) for step in steps],
        ignore_index=True,
    )
    keys = ("step", "group", "lines", "kept", "kept_pct", "gone", "new", "money", "change")
    heads = [text(f"packaging.steps_{key}") for key in keys]
    rows = [
        (
            " - ".join(text(f"lines.document_{document}") for document in (row.first, row.second)),
            text(f"packaging.group_{whose}"),
            number(row.lines_count),
            number(row.kept_count),
            text(
                "packaging.range",
                value=number(row.kept_pct),
                low=number(row.low_pct),
                high=number(row.high_pct),
            ),
            number(row.gone_count),
            number(row.new_count),
            number(row.first_idr / 1e6),
            number(row.change_pct, 1),
        )
        for row in each_row(found)
        for whose in (row.group,)
    ]
    front = ["first", "second", "group"]
    return table_exhibit(
        id="packaging-steps",
        title=text("packaging.steps_title", year=language.year(year)),
        caption=text("packaging.steps_caption"),
        source=source,
        function="analysis.exhibits.packaging.steps_table",
        data=found[[*front, *(name for name in found if name not in front)]],
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )
