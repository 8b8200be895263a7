"""Pictures of packaging: the wording of programmes, and lines from document to document."""

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
from analysis.planning.chain import OVERHEAD
from analysis.planning.line_survival import GROUPS, survival_by_group

WIDE = 44  # characters of a programme's name on one line
BESIDE = 0.06  # that the groups stand apart at a document


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
