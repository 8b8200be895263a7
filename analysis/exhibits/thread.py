"""Figures of a region's thread: the map of levels, where they drop, and money beside the cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.documents.levels import FUNDED, NAMED
from analysis.documents.thread.coding import MACHINE_ONLY
from analysis.documents.thread.overview import RegionThread
from analysis.documents.thread.realism import Realism
from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, INK, MUTED, SEQUENTIAL, house_style

HATCH = "////"
LEVELS = range(FUNDED + 1)
DARK_FROM = 3  # levels drawn so dark that their number is white
WIDEST = 38  # characters of a label


def shown_type(kind: str) -> str:
    """Return a type of document as officials write it: KUA-PPAS, RPJMD."""
    return kind.upper().replace("_", "-")


def label_of(code: str, names: Mapping[str, str], width: int = WIDEST) -> str:
    """Return code and name of an indicator, cut at a word."""
    words = f"{code} {names.get(code, '')}".strip()
    return words if len(words) <= width else words[: width - 1].rsplit(" ", 1)[0] + "\u2026"


def level_colours() -> list[Any]:
    """Return a colour for each level, darker with each step."""
    shades = mpl.colormaps[SEQUENTIAL]
    return ["white", *(shades(0.08 + 0.84 * level / FUNDED) for level in LEVELS[1:])]


def map_figure(thread: RegionThread, names: Mapping[str, str], language: Language, *, source: str) -> Exhibit:
    """Draw the level of every indicator that is named somewhere in every document.

    Parameters
    ----------
    thread : RegionThread
        With at least one indicator that is named.
    names : mapping of str to str
        Code to the indicator's name.
    """
    cells = thread.cells[thread.cells["indicator_code"].isin(thread.named)]
    documents = list(dict.fromkeys(cells["document_id"]))
    rows = {code: place for place, code in enumerate(thread.named)}
    columns = {document: place for place, document in enumerate(documents)}
    with house_style():
        figure = Figure(figsize=(7.4, 0.2 * len(rows) + 2.4), layout="constrained")
        axis = figure.subplots()
        for cell in each_row(cells):
            _cell(axis, cell, columns[cell.document_id], rows[cell.indicator_code])
        _frame(axis, [label_of(code, names) for code in rows], _heads(cells))
        chained = sum(place < len(thread.types) for place in _places(cells, thread))
        if chained < len(documents):
            axis.axvline(chained - 0.5, color=INK, linewidth=1.2)
        figure.legend(handles=_map_handles(language), loc="outside lower left", ncols=3, fontsize=7)
    rest = language.number(thread.indicators_count - thread.named_count)
    return Exhibit(
        id="thread-map",
        kind="figure",
        title=language.text("thread.map_title", year=language.year(thread.year)),
        caption=language.text("thread.map_caption", rest=rest),
        alt=language.text("thread.map_alt", lines=" ".join(_map_lines(cells, language))),
        table=cells.drop(columns="place").reset_index(drop=True),
        source=source,
        function="analysis.exhibits.thread.map_figure",
        figure=figure,
    )


def _places(cells: pd.DataFrame, thread: RegionThread) -> list[int]:
    """Return for each document its type's place among the types of the chain; beyond them for the others."""
    kinds = cells.drop_duplicates("document_id")["document_type"]
    return [thread.types.index(kind) if kind in thread.types else len(thread.types) for kind in kinds]


def _cell(axis: Axes, cell: Any, column: int, row: int) -> None:
    """Draw one cell: its colour and number, or hatching, and a dot where a person has seen it."""
    corner = (column - 0.5, row - 0.5)
    if pd.isna(cell.level):
        axis.add_patch(Rectangle(corner, 1, 1, facecolor="white", edgecolor=MUTED, hatch=HATCH, linewidth=0))
    else:
        level = int(cell.level)
        axis.add_patch(Rectangle(corner, 1, 1, facecolor=level_colours()[level], linewidth=0))
        words = f"{level}{'+' if cell.status == 'at least' else ''}"
        ink = "white" if level >= DARK_FROM else INK
        axis.text(column, row, words, ha="center", va="center", fontsize=6.5, color=ink)
    if cell.settled_by != MACHINE_ONLY:
        ink = "white" if pd.notna(cell.level) and cell.level >= DARK_FROM else INK
        axis.plot([column + 0.32], [row - 0.22], marker="o", markersize=2.4, color=ink)


def _heads(cells: pd.DataFrame) -> list[str]:
    once = cells.drop_duplicates("document_id")
    return list(once["document_id"])


def _frame(axis: Axes, rows: list[str], columns: list[str]) -> None:
    axis.set_xlim(-0.5, len(columns) - 0.5)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xticks(range(len(columns)), columns, rotation=35, ha="left", rotation_mode="anchor", fontsize=7)
    axis.set_yticks(range(len(rows)), rows, fontsize=7)
    axis.xaxis.tick_top()
    axis.set_xticks([place + 0.5 for place in range(len(columns) - 1)], minor=True)
    axis.set_yticks([place + 0.5 for place in range(len(rows) - 1)], minor=True)
    axis.grid(visible=False)
    axis.grid(which="minor", color="#d9d9d9", linewidth=0.5)
    axis.tick_params(which="both", length=0)


def _map_handles(language: Language) -> list[Any]:
    handles: list[Any] = [
        Patch(
            facecolor=colour, edgecolor=MUTED, linewidth=0.5,
            label=f"{level} {language.text(f'workbench.level_{level}')}",
        )
        for level, colour in zip(LEVELS, level_colours(), strict=True)
    ]  # fmt: skip
    unknown = language.text("thread.legend_unknown")
    handles.append(Patch(facecolor="white", edgecolor=MUTED, hatch=HATCH, linewidth=0.5, label=unknown))
    seen = language.text("thread.legend_seen")
    handles.append(Line2D([], [], color=INK, marker="o", markersize=3, linestyle="", label=seen))
    return handles


def _map_lines(cells: pd.DataFrame, language: Language) -> list[str]:
    number = language.number
    return [
        language.text(
            "thread.map_alt_line",
            document=str(document),
            named=number((own["level"] >= NAMED).sum()),
            cells=number(len(own)),
            funded=number((own["level"] >= FUNDED).sum()),
            unknown=number(own["level"].isna().sum()),
        )
        for document, own in cells.groupby("document_id", sort=False)
    ]


def survival_figure(thread: RegionThread, language: Language, *, source: str) -> Exhibit:
    """Draw the share of indicators at each level by type of document, in the order of the chain.

    Parameters
    ----------
    thread : RegionThread
        With at least one indicator that is named.
    """
    counts = thread.survival()
    with house_style():
        figure = Figure(figsize=(7.4, 3.6), layout="constrained")
        axis = figure.subplots()
        labels = []
        for place, kind in enumerate(thread.types):
            own = counts[counts["document_type"] == kind]
            _stack(axis, place, own)
            whole = language.number(own["evaluated_count"].iloc[0]) if len(own) else ""
            labels.append(f"{shown_type(kind)}\n{whole}")
        axis.set_xticks(range(len(labels)), labels, fontsize=7.5)
        axis.set_xlim(-0.6, len(labels) - 0.4)
        axis.set_ylim(0, 100)
        axis.set_ylabel(language.text("thread.survival_axis"))
        axis.grid(axis="x", visible=False)
        figure.legend(handles=_map_handles(language)[:-1], loc="outside lower left", ncols=3, fontsize=7)
    lines = [_survival_line(counts, kind, language) for kind in thread.types]
    return Exhibit(
        id="thread-survival",
        kind="figure",
        title=language.text("thread.survival_title", year=language.year(thread.year)),
        caption=language.text("thread.survival_caption"),
        alt=language.text("thread.survival_alt", lines=" ".join(lines)),
        table=counts.drop(columns="place"),
        source=source,
        function="analysis.exhibits.thread.survival_figure",
        figure=figure,
    )


def _stack(axis: Axes, place: int, own: pd.DataFrame) -> None:
    if own.empty:
        axis.bar([place], [100], width=0.7, facecolor="white", edgecolor=MUTED, hatch=HATCH, linewidth=0.5)
        return
    below = 0.0
    for row in each_row(own.sort_values("level", ascending=False)):
        colour = level_colours()[int(row.level)]
        axis.bar(
            [place], [row.share_pct], bottom=below, width=0.7, color=[colour], edgecolor=MUTED, linewidth=0.4
        )
        below += row.share_pct


def _survival_line(counts: pd.DataFrame, kind: str, language: Language) -> str:
    own = counts[counts["document_type"] == kind]
    if own.empty:
        return language.text("thread.survival_alt_unknown", document=shown_type(kind))
    shares = {step: own.loc[own["level"] >= step, "share_pct"].sum() for step in (NAMED, FUNDED)}
    return language.text(
        "thread.survival_alt_line",
        document=shown_type(kind),
        named=language.number(shares[NAMED]),
        funded=language.number(shares[FUNDED]),
        count=language.number(own["evaluated_count"].iloc[0]),
    )


def realism_figure(
    found: Realism, year: int, names: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Draw the amounts of each indicator in a budget document beside the cost of serving all.

    Parameters
    ----------
    found : Realism
        From `analysis.documents.thread.realism.region_realism`.
    year : int
        The budget year.
    names : mapping of str to str
        Code to the indicator's name.
    """
    rows = found.table
    number, text = language.number, language.text
    with house_style():
        figure = Figure(figsize=(7.4, 0.28 * len(rows) + 1.3), layout="constrained")
        axis = figure.subplots()
        places = range(len(rows))
        axis.barh(places, rows["need_idr"] / 1e6, height=0.7, facecolor="none", edgecolor=INK, linewidth=0.9)
        axis.barh(places, rows["allocated_idr"] / 1e6, height=0.42, color=ACCENT)
        axis.set_yticks(places, [label_of(code, names) for code in rows["indicator_code"]], fontsize=7.5)
        axis.invert_yaxis()
        axis.set_xlabel(text("thread.realism_axis"))
        axis.grid(axis="y", visible=False)
        handles = [
            Patch(color=ACCENT, label=text("thread.realism_paid")),
            Patch(facecolor="none", edgecolor=INK, label=text("thread.realism_need")),
        ]
        figure.legend(handles=handles, loc="outside upper left", ncols=2)
    lines = [
        text(
            "thread.realism_alt_line",
            indicator=row.indicator_code,
            paid=number(row.allocated_idr / 1e6),
            need=number(row.need_idr / 1e6),
        )
        for row in each_row(rows)
    ]
    document = shown_type(found.document_type)
    return Exhibit(
        id="thread-realism",
        kind="figure",
        title=text("thread.realism_title", document=document, year=language.year(year)),
        caption=text("thread.realism_caption"),
        alt=text("thread.realism_alt", count=number(len(rows)), lines=" ".join(lines)),
        table=rows,
        source=source,
        function="analysis.exhibits.thread.realism_figure",
        figure=figure,
    )
