"""Exhibits of the audit: the checks and what they found, and by year."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.national import NO_DATA
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import INK, SEQUENTIAL, house_style
from analysis.exhibits.tables import table_exhibit
from analysis.honesty.auditing import Audit, coverage, find_check
from analysis.honesty.record import CheckResult
from analysis.honesty.words import Reason

MODULE = "analysis.exhibits.quality"
ZERO = "#f4f4f4"  # judged, none flagged
LEAST = 0.1  # flags per thousand at which the shades begin; a lower rate gets the first shade


def check_name(check_id: str, language: Language) -> str:
    """Return the name of a check in the reader's language."""
    return find_check(check_id).name(language.code)


def words_for(prefix: str, phrase: str, language: Language, section: str = "quality") -> str:
    """Return the text for a phrase of a table, or the phrase itself where no text was written for it."""
    slug = "".join(letter if letter.isalnum() else "_" for letter in phrase.lower())
    named = f"{section}.{prefix}_{slug}"
    return language.text(named) if language.has(named) else phrase


def plain_number(value: Any, language: Language) -> str:
    """Return a number with as many decimals as its size needs."""
    if pd.isna(value):
        return language.number(None)
    size = abs(float(value))
    return language.number(value, 0 if size >= 1000 or size == int(size) else 2 if size >= 0.1 else 4)


def short_number(value: float, language: Language) -> str:
    """Return a number with the decimals that it has, as on an axis."""
    return language.number(value, len(f"{value:g}".partition(".")[2]))


def checks_table(audit: Audit, language: Language, *, source: str) -> Exhibit:
    """Print every check that was run: what a flag means, what it judged and what it flagged."""
    text = language.text
    keys = ("check", "looks_for", "severity", "judged", "flags", "verdict")
    heads = [text(f"quality.checks_head_{key}") for key in keys]
    summary, found = audit.summary(), {result.check_id: result for result in audit.results}
    records, rows = [], []
    for row in each_row(summary):
        check = find_check(row.check_id)
        thresholds = "; ".join(f"{name} = {p.value:g}" for name, p in check.parameters.items())
        records.append(
            {
                "check_id": check.id,
                "name_en": check.name_en,
                "name_id": check.name_id,
                "looks_for": check.means(language.code),
                "severity": check.severity,
                "status": row.status,
                "judged_count": row.judged_count,
                "flags_count": row.flags_count,
                "sentence": found[row.check_id].says(language.code),
                "thresholds": thresholds,
                "origin": check.source,
                "settles": check.asks(language.code),
            }
        )
        rows.append(
            (
                check_name(check.id, language),
                check.means(language.code),
                text(f"quality.severity_{check.severity}"),
                language.number(row.judged_count),
                language.number(row.flags_count),
                text(f"quality.status_{row.status.replace(' ', '_')}"),
            )
        )
    return table_exhibit(
        id="checks",
        title=text("quality.checks_title"),
        caption=text("quality.checks_caption"),
        source=source,
        function=f"{MODULE}.checks_table",
        data=pd.DataFrame(records),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:5],
    )


def coverage_table(audit: Audit, language: Language, *, source: str) -> Exhibit:
    """Print in how many rows each check could judge anything, and why not more."""
    text = language.text
    heads = [text(f"quality.coverage_head_{key}") for key in ("check", "rows", "share", "reason")]
    reasons = {result.check_id: why_not(result, language) for result in audit.results}
    data = coverage(audit).assign(reason=lambda table: table["check_id"].map(reasons))
    rows = [
        (
            check_name(row.check_id, language),
            language.number(row.places_count),
            language.number(100 * row.places_share),
            row.reason or text("quality.coverage_whole"),
        )
        for row in each_row(data)
    ]
    return table_exhibit(
        id="coverage",
        title=text("quality.coverage_title"),
        caption=text("quality.coverage_caption"),
        source=source,
        function=f"{MODULE}.coverage_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:3],
    )


def why_not(result: CheckResult, language: Language) -> str:
    """Return why a check could not judge everything; empty where it gives no reason."""
    reason = result.told.values.get("reason")
    return reason.says(language.code) if isinstance(reason, Reason) else ""


def years_figure(by_year: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Draw the flags of each check by year: shade for the share of judged values, number for the count.

    Parameters
    ----------
    by_year : pandas.DataFrame
        From :func:`analysis.exhibits.quality_flags.flags_by_year`.
    """
    order = list(dict.fromkeys(by_year["check_id"]))
    wide = {
        name: by_year.pivot(index="check_id", columns="year", values=name).loc[order]
        for name in ("flags_per_1000", "flags_count")
    }
    rates, counts = wide["flags_per_1000"], wide["flags_count"]
    shade = mpl.colormaps[SEQUENTIAL].with_extremes(under=ZERO, bad=NO_DATA)
    scale = mpl.colors.LogNorm(LEAST, 1000)
    with house_style():
        figure = Figure(figsize=(7.6, 0.9 + 0.29 * len(order)), layout="constrained")
        axis = figure.subplots()
        judged = rates.to_numpy(float)
        drawn = np.ma.array(
            np.where(judged > 0, np.maximum(judged, LEAST), LEAST / 10), mask=np.isnan(judged)
        )
        mesh = axis.pcolormesh(drawn, cmap=shade, norm=scale, edgecolors="white", linewidth=0.8)
        for (y, x), count in np.ndenumerate(counts.to_numpy()):
            if count:
                dark = judged[y, x] > 20
                axis.text(
                    x + 0.5, y + 0.5, language.number(count), ha="center", va="center", fontsize=6.2,
                    color="white" if dark else INK,
                )  # fmt: skip
        axis.set_xticks(np.arange(rates.shape[1]) + 0.5, [str(year) for year in rates.columns])
        axis.set_yticks(np.arange(len(order)) + 0.5, [check_name(name, language) for name in order])
        axis.tick_params(axis="x", labelsize=7)
        axis.tick_params(axis="y", labelsize=7.5, length=0)
        axis.invert_yaxis()
        axis.grid(visible=False)
        for spine in axis.spines.values():
            spine.set_visible(False)
        bar = figure.colorbar(mesh, ax=axis, shrink=0.8, aspect=28, pad=0.01)
        ticks = [10.0**power for power in range(-1, 4)]
        bar.set_ticks(ticks, labels=[short_number(tick, language) for tick in ticks], minor=False)
        bar.minorticks_off()
        bar.set_label(language.text("quality.years_bar"), fontsize=8)
    worst = by_year.sort_values(["flags_count", "check_id", "year"], ascending=[False, True, True]).iloc[0]
    return Exhibit(
        id="flags-by-year",
        kind="figure",
        title=language.text("quality.years_title"),
        caption=language.text("quality.years_caption"),
        alt=language.text(
            "quality.years_alt",
            checks=language.number(len(order)),
            years=f"{rates.columns.min()}–{rates.columns.max()}",
            flags=language.number(int(by_year["flags_count"].sum())),
            worst=check_name(worst["check_id"], language),
            worst_year=language.year(worst["year"]),
            worst_count=language.number(worst["flags_count"]),
        ),
        table=by_year,
        source=source,
        function=f"{MODULE}.years_figure",
        figure=figure,
    )
