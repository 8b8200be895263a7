"""Exhibits of service outcomes: over the years, against targets, and standing among all districts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.lines import (
    NO_BREAKS,
    Breaks,
    region_handles,
    region_line,
    since_last_break,
    spread_band,
)
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import (
    BAND_INNER,
    BAND_OUTER,
    INK,
    MUTED,
    house_style,
)
from analysis.exhibits.tables import table_exhibit
from analysis.sources import Field

COLUMNS = 3
Fields = Mapping[str, Field]


def outcomes_over_years(
    panel: pd.DataFrame,
    spreads: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    targets: pd.DataFrame,
    fields: Fields,
    language: Language,
    *,
    source: str,
    breaks: Breaks = NO_BREAKS,
) -> Exhibit:
    """Draw each outcome of one to four regions over the years, on the spread of all districts.

    Parameters
    ----------
    panel : pandas.DataFrame
        Rows of the regions drawn: ``region_code``, ``year`` and one column per outcome.
    spreads : mapping of str to pandas.DataFrame
        Outcome to the frame of `analysis.standards.outcomes.national_spread`; the keys are drawn.
    names : mapping of str to str
        Region code to name, in drawing order; four at the most.
    targets : pandas.DataFrame
        Rows of ``standards/outcome-targets``; only targets with a close approximation are drawn.
    fields : mapping
        Column descriptions, for titles.
    breaks : mapping of str to sequence of int
        Region code to the years in which it was split: the line is interrupted there, since it would join two
        territories; with one region the years are also drawn upright.
    """
    outcomes = list(spreads)
    upright = breaks.get(next(iter(names)), ()) if len(names) == 1 else ()
    columns = min(COLUMNS, len(outcomes))
    rows = math.ceil(len(outcomes) / columns)
    close = targets[targets["approximation"] == "close"].set_index("outcome")["target_pct"]
    with house_style():
        height = 2.05 if columns > 1 else 3.0
        figure = Figure(figsize=(7.6, height * rows + 0.5), layout="constrained")
        axes = figure.subplots(rows, columns, sharex=True, squeeze=False).ravel()
        for axis, outcome in zip(axes, outcomes, strict=False):
            spread_band(axis, spreads[outcome])
            for place, code in enumerate(names):
                own = panel[panel["region_code"] == code]
                region_line(axis, own, outcome, place, breaks.get(code, ()))
            if outcome in close.index:
                axis.axhline(close[outcome], color=INK, linewidth=0.9, linestyle=(0, (1, 2)))
            for year in upright:
                axis.axvline(year, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
            axis.set_title(_wrapped(language.title(fields[outcome])), fontsize=8.5)
        for axis in axes[len(outcomes) :]:
            axis.set_visible(False)
        for axis in axes[max(len(outcomes) - columns, 0) : len(outcomes)]:
            axis.tick_params(labelbottom=True)  # also where the panel below is empty
        _legend(figure, axes[0], names, language, targets=bool(len(close)), breaks=bool(upright))
    table = _series_table(panel, spreads, names)
    return Exhibit(
        id="outcomes-over-years",
        kind="figure",
        title=language.text("exhibit.outcomes_title", names=language.listed(names.values())),
        caption=language.text("exhibit.outcomes_caption"),
        alt=language.text(
            "exhibit.outcomes_alt",
            count=language.number(len(outcomes)),
            lines=_alt_lines(panel, spreads, names, fields, language, breaks),
        ),
        table=table,
        source=source,
        function="analysis.exhibits.outcomes.outcomes_over_years",
        figure=figure,
    )


def _wrapped(title: str, width: int = 28) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(title, width))


def _legend(
    figure: Figure, axis: Axes, names: Mapping[str, str], language: Language, *, targets: bool, breaks: bool
) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = list(region_handles(names))
    text = language.text
    handles.append(
        Line2D([], [], color=MUTED, linewidth=1, linestyle=(0, (3, 2)), label=text("exhibit.legend_median"))
    )
    handles.append(Patch(color=BAND_INNER, label=text("exhibit.legend_inner")))
    handles.append(Patch(color=BAND_OUTER, label=text("exhibit.legend_outer")))
    if targets:
        handles.append(
            Line2D(
                [], [], color=INK, linewidth=0.9, linestyle=(0, (1, 2)), label=text("exhibit.legend_target")
            )
        )
    if breaks:
        handles.append(
            Line2D(
                [], [], color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), label=text("exhibit.legend_break")
            )
        )
    figure.legend(handles=handles, loc="outside upper left", ncols=min(4, len(handles)), fontsize=8)


def _series_table(
    panel: pd.DataFrame, spreads: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> pd.DataFrame:
    parts = []
    for outcome, spread in spreads.items():
        wide = panel.pivot(index="year", columns="region_code", values=outcome).reindex(columns=list(names))
        part = spread.merge(wide.reset_index(), on="year", how="left")
        part.insert(0, "outcome", outcome)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _alt_lines(
    panel: pd.DataFrame,
    spreads: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    fields: Fields,
    language: Language,
    breaks: Breaks,
) -> str:
    sentences = []
    for outcome in spreads:
        parts = []
        for code, name in names.items():
            own = since_last_break(panel[panel["region_code"] == code], outcome, breaks.get(code, ()))
            if own.empty:
                parts.append(language.text("exhibit.alt_no_series", name=name))
                continue
            first, last = own.iloc[0], own.iloc[-1]
            parts.append(
                language.text(
                    "exhibit.alt_series",
                    name=name,
                    first=language.number(first[outcome], 1),
                    first_year=language.year(first["year"]),
                    last=language.number(last[outcome], 1),
                    last_year=language.year(last["year"]),
                )
            )
        sentences.append(f"{language.title(fields[outcome])}: {'; '.join(parts)}.")
    return " ".join(sentences)


def targets_table(
    against: pd.DataFrame, name: str, fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print outcomes beside the targets of the study era, with how far each comparison holds.

    Parameters
    ----------
    against : pandas.DataFrame
        From `analysis.standards.outcomes.against_targets`.
    """
    text = language.text
    heads = [text(f"exhibit.targets_head_{key}") for key in ("outcome", "target", "value", "gap", "holds")]
    rows = []
    for row in each_row(against):
        standard = f"{row.indicator_code} {row.indicator_name_id}".strip() if row.indicator_code else ""
        unverified = "" if row.verified else f" {text('common.unverified')}"
        compared = pd.notna(row.gap_points)
        rows.append(
            (
                language.title(fields[row.outcome])
                + "\n"
                + (standard + unverified if standard else text("exhibit.no_standard")),
                text("common.none")
                if pd.isna(row.target_pct)
                else _with_year(row.target_pct, row.target_year, language),
                _with_year(row.value, row.year, language),
                language.number(row.gap_points, 1) if compared else text("common.not_compared"),
                f"{text('exhibit.holds_' + row.approximation)}: {_why(row, language)}",
            )
        )
    return table_exhibit(
        id="targets",
        title=text("exhibit.targets_title", name=name),
        caption=text("exhibit.targets_caption"),
        source=source,
        function="analysis.exhibits.outcomes.targets_table",
        data=against,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:4],
    )


def _why(row: Any, language: Language) -> str:
    return str(getattr(row, "why_id", row.why) if language.code == "id" else row.why)


def _with_year(value: Any, year: Any, language: Language) -> str:
    if pd.isna(value):
        return language.number(None)
    return f"{language.number(value, 1)} ({language.year(year)})"
