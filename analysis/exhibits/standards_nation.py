"""Exhibits of all districts against a target: shares by year with doubt, gap in people, paces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import ACCENT, BAND_INNER, COLOURS, MARKERS, house_style
from analysis.exhibits.tables import table_exhibit
from analysis.standards.pace import NOT_AT_THIS_PACE, REACHED
from analysis.standards.region_pace import REFUSED

MILLION = 1e6
THOUSAND = 1e3
NOW = 0.05  # years: printed as 0.0


def reached_figure(
    shares: Mapping[str, pd.DataFrame], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Draw the share of districts at or above a target by year, with the share too near to it to say.

    Parameters
    ----------
    shares : mapping of str to pandas.DataFrame
        Outcome to the frame of `analysis.standards.nationwide.districts_against_target`.
    """
    with house_style():
        figure = Figure(figsize=(7.4, 3.3), layout="constrained")
        axes = figure.subplots(1, len(shares), sharey=True, squeeze=False).ravel()
        for axis, (outcome, table) in zip(axes, shares.items(), strict=True):
            sure, most = table["surely_reached_pct"], 100 - table["surely_below_pct"]
            axis.fill_between(
                table["year"], sure, most, color=BAND_INNER, label=language.text("standards.legend_open")
            )
            axis.plot(
                table["year"], table["reached_pct"], color=ACCENT, marker="o",
                label=language.text("standards.legend_reached"),
            )  # fmt: skip
            axis.set_title(language.title(fields[outcome]), fontsize=8.5)
            axis.set_ylim(0, 100)
            axis.xaxis.get_major_locator().set_params(integer=True)
        axes[0].set_ylabel(language.text("standards.reached_axis"))
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=2)
    lines = [_reached_line(outcome, table, fields, language) for outcome, table in shares.items()]
    data = pd.concat([table.assign(outcome=name) for name, table in shares.items()], ignore_index=True)
    return Exhibit(
        id="districts-against-targets",
        kind="figure",
        title=language.text("standards.reached_title"),
        caption=language.text("standards.reached_caption"),
        alt=" ".join(lines),
        table=data[["outcome", *(name for name in data if name != "outcome")]],
        source=source,
        function="analysis.exhibits.standards_nation.reached_figure",
        figure=figure,
    )


def _reached_line(outcome: str, table: pd.DataFrame, fields: Fields, language: Language) -> str:
    seen = table.dropna(subset=["reached_pct"])
    first, last = seen.iloc[0], seen.iloc[-1]
    return language.text(
        "standards.reached_alt",
        outcome=language.title(fields[outcome]),
        first=language.number(first["reached_pct"], 0),
        first_year=language.year(first["year"]),
        last=language.number(last["reached_pct"], 0),
        last_year=language.year(last["year"]),
        open=language.number(last["open_pct"], 0),
    )


def gap_people_figure(
    gaps: pd.DataFrame, names: Mapping[str, str], title: str, language: Language, *, source: str
) -> Exhibit:
    """Draw the gap in people of every district of one year, from the largest to none; regions named.

    Parameters
    ----------
    gaps : pandas.DataFrame
        Rows of one year of `analysis.standards.nationwide.gap_in_people`.
    names : mapping of str to str
        Code to name of the regions to mark, four at the most.
    title : str
        What is lacking, for the title.
    """
    known = gaps.dropna(subset=["gap_people"]).sort_values(
        ["gap_people", "region_code"], ascending=[False, True], ignore_index=True
    )
    total = known["gap_people"].sum()
    with house_style():
        figure = Figure(figsize=(7.2, 3.0), layout="constrained")
        axis = figure.subplots()
        axis.fill_between(known.index + 1, known["gap_people"] / THOUSAND, color=BAND_INNER, step="mid")
        for place, (code, name) in enumerate(names.items()):
            own = known[known["region_code"] == code]
            if len(own):
                axis.plot(
                    own.index + 1, own["gap_people"] / THOUSAND, color=COLOURS[place], marker=MARKERS[place],
                    linestyle="", markersize=7, label=name, clip_on=False, zorder=4,
                )  # fmt: skip
        axis.set_ylim(bottom=0)
        axis.set_xlabel(language.text("standards.gap_axis_districts"))
        axis.set_ylabel(language.text("standards.gap_axis_people"))
        if axis.get_legend_handles_labels()[0]:
            axis.legend()
    half = int((known["gap_people"].cumsum() < total / 2).sum()) + 1 if total else 0
    named = [
        language.text(
            "standards.gap_alt_region", name=name, people=language.number(row.gap_people), points=points
        )
        for code, name in names.items()
        for row in each_row(known[known["region_code"] == code])
        for points in [language.number(row.gap_points, 1)]
    ]
    return Exhibit(
        id="gap-in-people",
        kind="figure",
        title=title,
        caption=language.text("standards.gap_caption"),
        alt=" ".join(
            [
                language.text(
                    "standards.gap_alt",
                    districts=language.number(len(known)),
                    million=language.number(total / MILLION, 1),
                    below=language.number(int((known["gap_people"] > 0).sum())),
                    half=language.number(half),
                ),
                *named,
            ]
        ),
        table=known,
        source=source,
        function="analysis.exhibits.standards_nation.gap_people_figure",
        figure=figure,
    )


def pace_table(
    paces: pd.DataFrame, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print distance, pace and years to each target of some regions.

    Parameters
    ----------
    paces : pandas.DataFrame
        From `analysis.standards.region_pace.region_paces`, ``record_paces``, or both.
    """
    keys = ("region", "outcome", "last", "gap", "pace", "years")
    heads = [language.text(f"standards.pace_head_{key}") for key in keys]
    rows = [
        (
            names[row.region_code],
            _title(row, fields, language)
            + "\n"
            + language.text(
                "standards.pace_target", code=row.indicator_code, target=language.number(row.target)
            ),
            language.number(None)
            if pd.isna(row.last_value)
            else f"{language.number(row.last_value, 1)} ({language.year(row.last_year)})",
            language.number(row.distance, 1),
            _interval(row.per_year, row.per_year_low, row.per_year_high, 1, language),
            _years(row, language),
        )
        for row in each_row(paces)
    ]
    shown = pd.DataFrame(rows, columns=heads)
    return table_exhibit(
        id="paces",
        title=language.text("standards.pace_title"),
        caption=language.text("standards.pace_caption"),
        source=source,
        function="analysis.exhibits.standards_nation.pace_table",
        data=paces,
        shown=shown if len(names) > 1 else shown.drop(columns=heads[:1]),
        numbers=heads[2:5],
    )


def _title(row: Any, fields: Fields, language: Language) -> str:
    if row.outcome in fields:
        return language.title(fields[row.outcome])
    return str(row.name_id if language.code == "id" else row.name_en)


def _interval(value: float, low: float, high: float, places: int, language: Language) -> str:
    if pd.isna(value):
        return language.number(None)
    ends = (language.number(low, places), language.number(high, places))
    return (
        f"{language.number(value, places)}\n({language.text('standards.range', low=ends[0], high=ends[1])})"
    )


def _years(row: object, language: Language) -> str:
    status, years, low, high = (getattr(row, name) for name in ("status", "years", "years_low", "years_high"))
    if status == REFUSED:
        return str(getattr(row, "why", ""))
    if status == REACHED:
        return language.text("standards.pace_reached")
    if status == NOT_AT_THIS_PACE:
        return language.text("standards.pace_not")
    first, soonest, latest = (
        language.number(value, 1) if value != float("inf") else "" for value in (years, low, high)
    )
    unbounded = high == float("inf")
    if years < NOW:
        if unbounded:
            return language.text("standards.pace_now_open")
        return language.text("standards.pace_now", low=soonest, high=latest)
    if unbounded:
        return language.text("standards.pace_open", years=first, low=soonest)
    return language.text("standards.pace_years", years=first, low=soonest, high=latest)
