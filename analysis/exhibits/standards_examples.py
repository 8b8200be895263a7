"""Exhibits of published tables and indices, computed anew: what they print, hide, and where classes flip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, COLOURS, MUTED, house_style
from analysis.exhibits.tables import table_exhibit
from analysis.honesty.auditing import CHECKS, audit
from analysis.standards.performance import three_numbers
from analysis.statistics.classes import bands_of
from analysis.voice.evidence import rounded_weight
from analysis.voice.satisfaction_index import SatisfactionIndex, satisfaction_index

POWER, ZERO_SCORED = "value-times-power", "value-differs"
RIGHT = 112.0  # where a coverage above it is drawn, with its number


def printed_errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a performance table whose print is no result of its counts, by the checks on data.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``standards/published-performance``.

    Returns
    -------
    pandas.DataFrame
        ``row_number, check_id``. A performance held at 100 is what the form wants and is not listed.
    """
    scale = _flagged(rows, "population_count", "published_coverage_pct", (POWER,))[POWER]
    held = _flagged(rows, "target_count", "published_performance_pct", (ZERO_SCORED, "capped-value"))
    scored = held[ZERO_SCORED] - held["capped-value"]
    found = [(number, POWER) for number in scale] + [(number, ZERO_SCORED) for number in scored]
    return pd.DataFrame(sorted(found), columns=["row_number", "check_id"])


def _flagged(rows: pd.DataFrame, base: str, value: str, ids: Sequence[str]) -> dict[str, set[int]]:
    frame = pd.DataFrame(
        {
            "region_code": "",
            "year": rows["report"].str.extract(r"(\d{4})")[0].astype(int),
            "indicator_code": rows["row_number"].map(str),
            "numerator": rows["achieved_count"],
            "denominator": rows[base],
            "value_pct": rows[value],
            "target_pct": 100.0,
        }
    )
    checks = [check for check in CHECKS if check.id in ids]
    found = audit(frame, "indicators", checks=checks).results
    return {each.check_id: {int(code) for code in each.rows["indicator_code"]} for each in found}


def performance_figure(rows: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Draw coverage and capped performance of each row of a published table.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `printed_errors`.
    """
    table = three_numbers(rows)
    with house_style():
        figure = Figure(figsize=(7.4, 0.34 * len(table) + 1.1), layout="constrained")
        axis = figure.subplots()
        for row in each_row(table):
            place = len(table) - 1 - row.Index
            shown = min(row.coverage_pct, RIGHT)
            axis.plot([shown, row.performance_pct], [place] * 2, color=MUTED, linewidth=1)
            axis.plot(
                [shown], [place], marker=">" if row.coverage_pct > RIGHT else "o", color=ACCENT, markersize=7
            )
            axis.plot([row.performance_pct], [place], marker="s", color=COLOURS[1], markersize=5)
        axis.set_yticks(range(len(table)), list(table["variable"])[::-1], fontsize=7.5)
        axis.set_xlim(-3, RIGHT + 4)
        axis.set_xticks(range(0, 101, 20))
        axis.set_xlabel(language.text("standards.performance_axis"))
        axis.grid(axis="y", visible=False)
        said = language.text("standards.legend_coverage")
        axis.plot([], [], marker="o", color=ACCENT, linestyle="", label=said)
        said = language.text("standards.legend_performance")
        axis.plot([], [], marker="s", color=COLOURS[1], linestyle="", label=said)
        figure.legend(loc="outside upper left", ncols=2)
    lines = [
        language.text(
            "standards.performance_alt",
            variable=row.variable,
            coverage=language.number(row.coverage_pct, 1),
            performance=language.number(row.performance_pct, 1),
        )
        for row in each_row(table)
    ]
    return Exhibit(
        id="coverage-and-performance",
        kind="figure",
        title=language.text("standards.performance_title"),
        caption=language.text("standards.performance_caption"),
        alt=" ".join(lines),
        table=table,
        source=source,
        function="analysis.exhibits.standards_examples.performance_figure",
        figure=figure,
    )


def performance_table(
    rows: pd.DataFrame, errors: pd.DataFrame, titles: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print the published table beside what follows from its counts.

    Parameters
    ----------
    errors : pandas.DataFrame
        From `printed_errors`.
    titles : mapping of str to str
        Check id to its name in the language.
    """
    text = language.text
    keys = ("variable", "counts", "coverage", "attainment", "performance", "printed")
    heads = [text(f"standards.performance_head_{key}") for key in keys]
    flags = {row.row_number: titles[row.check_id] for row in each_row(errors)}
    table = three_numbers(rows)
    shown = [
        (
            f"{row.variable}\n{text('standards.performance_flag', check=flags[row.row_number])}"
            if row.row_number in flags
            else row.variable,
            text(
                "standards.performance_counts",
                done=language.number(row.achieved_count),
                people=language.number(row.population_count),
                target=language.number(row.target_count, 0 if float(row.target_count).is_integer() else 1),
            ),
            language.number(row.coverage_pct, 1),
            language.number(row.attainment_pct, 1),
            language.number(row.performance_pct, 1),
            f"{row.published_coverage}\n{language.number(row.published_performance_pct, 1)}",
        )
        for row in each_row(table)
    ]
    return table_exhibit(
        id="published-performance",
        title=text("standards.performance_table_title"),
        caption=text("standards.performance_table_caption"),
        source=source,
        function="analysis.exhibits.standards_examples.performance_table",
        data=table.assign(flag=table["row_number"].map(flags).fillna("")),
        shown=pd.DataFrame(shown, columns=heads),
        numbers=heads[2:],
    )


def satisfaction_of(rows: pd.DataFrame, weights: pd.DataFrame, bands: pd.DataFrame) -> SatisfactionIndex:
    """Return the satisfaction index of a published example.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``part`` (``U1 Persyaratan`` and so on) and ``value``.
    weights, bands : pandas.DataFrame
        ``standards/index-weights`` and ``standards/index-bands``.
    """
    means = {
        str(part).split()[0]: float(value) for part, value in zip(rows["part"], rows["value"], strict=True)
    }
    return satisfaction_index(means, weight=rounded_weight(weights), bands=bands_of(bands, "satisfaction"))


def index_table(rows: Sequence[Mapping[str, Any]], language: Language, *, source: str) -> Exhibit:
    """Print published indices beside what their parts give, as regulated and exact, with the class of each.

    Parameters
    ----------
    rows : sequence of mapping
        ``index, place, reading, value, label, published`` as the reader sees them, but ``value`` and
        ``published`` as numbers (``published`` may be None).
    """
    keys = ("index", "reading", "value", "published", "label")
    heads = [language.text(f"standards.index_head_{key}") for key in keys]
    shown = [
        (
            f"{row['index']}\n{row['place']}",
            row["reading"],
            language.number(row["value"], 2),
            language.text("standards.index_unpublished")
            if row["published"] is None
            else language.number(row["published"], 2),
            row["label"],
        )
        for row in rows
    ]
    return table_exhibit(
        id="published-indices",
        title=language.text("standards.index_title"),
        caption=language.text("standards.index_caption"),
        source=source,
        function="analysis.exhibits.standards_examples.index_table",
        data=pd.DataFrame(list(rows)),
        shown=pd.DataFrame(shown, columns=heads),
        numbers=heads[2:4],
    )


def flips_table(ranges: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print the satisfaction indices whose class a rounded weight changes.

    Parameters
    ----------
    ranges : pandas.DataFrame
        From `analysis.voice.satisfaction_index.flip_ranges`.
    """
    keys = ("range", "exact", "rounded")
    heads = [language.text(f"standards.flips_head_{key}") for key in keys]
    shown = [
        (
            language.text(
                "standards.range",
                low=language.number(row.from_index, 2),
                high=language.number(row.to_index, 2),
            ),
            row.class_exact,
            row.class_rounded,
        )
        for row in each_row(ranges)
    ]
    return table_exhibit(
        id="class-changes",
        title=language.text("standards.flips_title"),
        caption=language.text("standards.flips_caption"),
        source=source,
        function="analysis.exhibits.standards_examples.flips_table",
        data=ranges,
        shown=pd.DataFrame(shown, columns=heads),
    )
