"""How well documents are read: right, wrong and missed hits, levels, and documents with nothing to find."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.quality import short_number, words_for
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import COLOURS, INK, MARKERS, MUTED, house_style
from analysis.exhibits.tables import table_exhibit

MODULE = "analysis.exhibits.reading_quality"
KINDS = ("mention", "target", "amount", "code")  # the other kinds stand in the data
SPLITS = ("all", "phrasing", "form")  # and layouts, where they were kept apart
AIMS = {"mention": 0.90, "target": 0.85, "amount": 0.85, "level": 0.80}  # set before the first measurement
LABEL_WIDTH = 36  # letters of a line beside the charts
KEY = ["documents", "part", "split", "group"]
SECTION = "reading"


def aim(of: str) -> float:
    """Return the F1 aimed at for a kind of hit, or the weighted kappa for ``level``."""
    return AIMS[of]


def overview(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that sum up each labelled set: all of it, by phrasing, by form, each layout kept apart.

    Parameters
    ----------
    scores : pandas.DataFrame
        ``documents, part, split, group, kind`` and the scores.
    """
    apart = (scores["documents"] == "layouts kept apart") & (scores["split"] == "layout")
    kinds = scores["kind"].replace({"line": "code"})  # in passages a code is part of a line of the budget
    chosen = scores.assign(kind=kinds)[(scores["split"].isin(SPLITS) | apart) & kinds.isin(KINDS)]
    order, rank = chosen.groupby(KEY, sort=False).ngroup(), chosen["kind"].map(KINDS.index)
    ordered = chosen.assign(order=order, rank=rank).sort_values(["order", "rank"], ignore_index=True)
    return ordered.drop(columns=["order", "rank"])


def set_name(row: Any, language: Language) -> str:
    """Return what a set of labelled documents is called, with its part and group."""
    parts = [words_for("set", row.documents, language, SECTION)]
    parts += [words_for("part", row.part, language, SECTION)] * (row.part != "all")
    parts += [group_name(row.group, language)] * (row.group != "all")
    return ", ".join(parts)


def group_name(group: str, language: Language) -> str:
    """Return the name of a layout or phrasing; types of documents are called by their initials."""
    named = words_for("group", group, language, SECTION)
    return named if named != group else group.upper().replace("_", "-")


def between(row: Any, name: str, language: Language) -> str:
    """Write a share, and under it its interval where that has a width."""
    value, low, high = (getattr(row, f"{name}{end}") for end in ("", "_lower", "_upper"))
    if pd.isna(value):
        return language.number(None)
    # the interval of kappa is one of large samples and may pass 1, which kappa cannot
    ends = tuple(language.number(end, 2) for end in (low, min(high, 1.0)))
    return language.number(value, 2) + ("" if pd.isna(low) or low == high else f"\n{'–'.join(ends)}")


def scores_figure(scores: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Draw F1 with its interval for each labelled set, one chart for each kind of hit.

    Parameters
    ----------
    scores : pandas.DataFrame
        As :func:`overview` gives them.
    """
    known = scores.dropna(subset=["f1"])
    names = list(dict.fromkeys(set_name(row, language) for row in each_row(known)))
    with house_style():
        figure = Figure(figsize=(6.6, 0.9 + 0.36 * len(names)), layout="constrained")
        for axis, kind in zip(figure.subplots(1, len(KINDS), sharey=True), KINDS, strict=True):
            _one_kind(axis, known[known["kind"] == kind], names, language)
            axis.set_title(words_for("kind", kind, language, SECTION), fontsize=8)
            axis.axvline(AIMS.get(kind, 1.0), color=MUTED, linewidth=0.6, linestyle=":")
            axis.set_xticks([0, 0.5, 1], [short_number(value, language) for value in (0, 0.5, 1)])
            axis.set_xlim(-0.03, 1.06)
    lowest = known.sort_values(["f1", "documents", "kind"]).iloc[0]
    return Exhibit(
        id="reading-scores-figure",
        kind="figure",
        title=language.text("reading.scores_title"),
        caption=language.text("reading.scores_caption"),
        alt=language.text(
            "reading.scores_alt",
            sets=language.number(len(names)),
            lowest=set_name(lowest, language),
            kind=words_for("kind", lowest["kind"], language, SECTION),
            value=language.number(lowest["f1"], 2),
        ),
        table=known,
        source=source,
        function=f"{MODULE}.scores_figure",
        figure=figure,
    )


def _one_kind(axis: Axes, own: pd.DataFrame, names: Sequence[str], language: Language) -> None:
    for row in each_row(own):
        place = names.index(set_name(row, language))
        axis.plot([row.f1_lower, row.f1_upper], [place, place], color=INK, linewidth=1)
        held = row.part == "held out" or row.group == "held-out"
        axis.plot(row.f1, place, MARKERS[held], color=COLOURS[held], markersize=4.2)
    axis.set_yticks(range(len(names)), [fill(name, LABEL_WIDTH) for name in names])
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.tick_params(labelsize=6.8)


def scores_table(scores: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print precision, recall and F1 with intervals for each labelled set and kind of hit."""
    keys = ("set", "kind", "labelled", "wrong", "precision", "recall", "f1")
    heads = [language.text(f"reading.scores_head_{key}") for key in keys]
    rows = [
        (
            "" if repeated else set_name(row, language),
            words_for("kind", row.kind, language, SECTION),
            *map(language.number, (row.right_count + row.missed_count, row.wrong_count)),
            *(between(row, name, language) for name in ("precision", "recall", "f1")),
        )
        for row, repeated in zip(each_row(scores), scores.duplicated(KEY), strict=True)
    ]
    return table_exhibit(
        id="reading-scores",
        title=language.text("reading.table_title"),
        caption=language.text("reading.table_caption"),
        source=source,
        function=f"{MODULE}.scores_table",
        data=scores,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def split_table(
    scores: pd.DataFrame, splits: Sequence[str], language: Language, *, id: str, title: str, source: str
) -> Exhibit:
    """Print F1 with its interval by type of document, layout or format; no labels of a kind are said.

    Parameters
    ----------
    scores : pandas.DataFrame
        ``documents, part, split, group, kind`` and the scores.
    splits : sequence of str
        Which of ``split`` to print.
    id, title : str
        Of the exhibit.
    """
    own = scores[scores["split"].isin(splits) & scores["kind"].isin(KINDS)]
    heads = [language.text("reading.scores_head_set")]
    heads += [words_for("kind", kind, language, SECTION) for kind in KINDS]
    rows = []
    for _, group in own.groupby(KEY, sort=False):
        cells = {row.kind: _cell(row, language) for row in each_row(group)}
        none = language.text("reading.no_case")
        rows.append((set_name(next(each_row(group)), language), *(cells.get(kind, none) for kind in KINDS)))
    return table_exhibit(
        id=id,
        title=title,
        caption=language.text("reading.split_caption"),
        source=source,
        function=f"{MODULE}.split_table",
        data=own,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def _cell(row: Any, language: Language) -> str:
    return f"{between(row, 'f1', language)}\n{language.number(row.right_count + row.missed_count)}"


def levels_table(levels: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print how often the integration level is right, and its weighted kappa, by set and type of document."""
    keys = ("set", "cells", "not_evaluated", "accuracy", "kappa")
    heads = [language.text(f"reading.levels_head_{key}") for key in keys]
    rows = []
    for row in each_row(levels):
        counts = map(language.number, (row.cells_count, row.not_evaluated_count))
        rows.append(
            (
                _level_name(row, language),
                *counts,
                between(row, "accuracy", language),
                between(row, "kappa", language),
            )
        )
    return table_exhibit(
        id="reading-levels",
        title=language.text("reading.levels_title"),
        caption=language.text("reading.levels_caption"),
        source=source,
        function=f"{MODULE}.levels_table",
        data=levels,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def _level_name(row: Any, language: Language) -> str:
    parts = [words_for("set", row.documents, language, SECTION)]
    parts += [words_for("part", row.part, language, SECTION)] * (row.part != "all")
    parts += [group_name(row.document_type, language)] * (row.document_type != "all")
    parts += [language.text("reading.cells_named")] * (row.cells == "named")
    return ", ".join(parts)


def controls_table(controls: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what was found in documents in which there is nothing to find."""
    heads = [
        language.text(f"reading.controls_head_{key}") for key in ("document", "pages", "mentions", "level")
    ]
    rows = []
    for row in each_row(controls):
        name, _, rest = row.document.partition(", ")
        named = words_for("control", name, language, SECTION)
        shown = f"{named}, {language.text('reading.control_emptied')}" if rest else named
        rows.append((shown, *map(language.number, (row.pages_count, row.mentions_count, row.highest_level))))
    return table_exhibit(
        id="reading-controls",
        title=language.text("reading.controls_title"),
        caption=language.text("reading.controls_caption"),
        source=source,
        function=f"{MODULE}.controls_table",
        data=controls,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )
