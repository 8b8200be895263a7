"""Exhibits of money: spending per person over the years and by function."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.lines import (
    NO_BREAKS,
    NO_REASONS,
    Breaks,
    all_breaks,
    break_marks,
    break_reasons,
    breaks_told,
    region_handles,
    region_line,
    since_last_break,
    spread_band,
)
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit
from analysis.exhibits.style import house_style

MILLION = 1_000_000
PER_PERSON = "constant_2010_per_person_idr"


def spending_figure(
    spending: pd.DataFrame,
    spreads: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    fields: Fields,
    language: Language,
    *,
    source: str,
    breaks: Breaks = NO_BREAKS,
    audited: pd.DataFrame | None = None,
) -> Exhibit:
    """Draw spending per person in constant prices, one panel per budget item, on the spread of all districts.

    Parameters
    ----------
    spending : pandas.DataFrame
        From `analysis.planning.budget.spending_per_person`.
    spreads : mapping of str to pandas.DataFrame
        Budget item to the frame of `analysis.planning.budget.national_spending`; its keys are the panels.
    names : mapping of str to str
        Region code to name, in drawing order; four at the most.
    breaks : mapping of str to sequence of int
        Region code to the years in which it was split: its line is interrupted there.
    audited : pandas.DataFrame, optional
        Breaks and unusable values that the audit of the panel found: lines are interrupted at the breaks,
        with words that say why, and the caption names them and the values that are not drawn.
    """
    reasons, notes = NO_REASONS, ""
    if audited is not None:
        years = pd.concat([spread["year"] for spread in spreads.values()])
        audited = audited[audited["year"].between(years.min(), years.max())]
        titles = {item: language.title(fields[item]) for item in spreads}
        reasons = break_reasons(audited, names, next(iter(spreads)), "per person", language)
        notes = breaks_told(audited, reasons, names, titles, language)
    breaks = all_breaks(breaks, reasons)
    with house_style():
        figure = Figure(figsize=(7.6, 2.9), layout="constrained")
        axes = figure.subplots(1, len(spreads), sharex=True, squeeze=False).ravel()
        for axis, (item, spread) in zip(axes, spreads.items(), strict=True):
            spread_band(axis, spread, unit=MILLION)
            for place, code in enumerate(names):
                own = spending[(spending["region_code"] == code) & (spending["item"] == item)]
                region_line(axis, own, PER_PERSON, place, breaks.get(code, ()), unit=MILLION)
            break_marks(axis, names, reasons)
            axis.set_title(language.title(fields[item]), fontsize=8.5)
            axis.set_ylim(bottom=0)
            axis.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True, nbins=6))
        axes[0].set_ylabel(language.text("exhibit.money_axis"))
        if len(names) > 1:
            figure.legend(handles=region_handles(names), loc="outside upper left", ncols=4)
    return Exhibit(
        id="spending-per-person",
        kind="figure",
        title=language.text("exhibit.money_title"),
        caption=f"{language.text('exhibit.money_caption')} {notes}".strip(),
        alt=_money_alt(spending, spreads, names, fields, language, breaks),
        table=_beside_country(spending, spreads),
        source=source,
        function="analysis.exhibits.money.spending_figure",
        figure=figure,
    )


def _beside_country(spending: pd.DataFrame, spreads: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    ends = {name: f"{name}_constant_2010_per_person_idr" for name in ("p10", "p25", "median", "p75", "p90")}
    country = pd.concat([spread.assign(item=item) for item, spread in spreads.items()], ignore_index=True)
    country = country[["year", "item", *ends, "districts_count"]].rename(columns=ends)
    return spending.merge(country, on=["year", "item"], how="outer").sort_values(
        ["item", "region_code", "year"], ignore_index=True
    )


def _money_alt(
    spending: pd.DataFrame,
    spreads: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    fields: Fields,
    language: Language,
    breaks: Breaks,
) -> str:
    sentences = []
    for item in spreads:
        for code, name in names.items():
            own = spending[(spending["region_code"] == code) & (spending["item"] == item)]
            own = since_last_break(own, PER_PERSON, breaks.get(code, ()))
            title = language.title(fields[item])
            if own.empty:
                sentences.append(f"{title}: {language.text('exhibit.alt_no_series', name=name)}.")
                continue
            first, last = own.iloc[0], own.iloc[-1]
            sentences.append(
                language.text(
                    "exhibit.money_alt",
                    item=title,
                    name=name,
                    first=language.number(first[PER_PERSON] / MILLION, 2),
                    first_year=language.year(first["year"]),
                    last=language.number(last[PER_PERSON] / MILLION, 2),
                    last_year=language.year(last["year"]),
                )
            )
    return " ".join(sentences)


def functions_figure(
    shares: pd.DataFrame, name: str, fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Draw the shares of the budget functions by year as a shaded table with the figures in it.

    Parameters
    ----------
    shares : pandas.DataFrame
        From `analysis.planning.budget.function_shares`, one region.
    """
    wide = shares.pivot(index="function", columns="year", values="share_pct").dropna(how="all", axis=1)
    wide = wide.loc[wide.mean(axis=1).sort_values(ascending=False, na_position="last").index]
    titles = {function: language.title(fields[f"spending_{function}_idr"]) for function in wide.index}
    top = float(wide.max().max())
    with house_style():
        figure = Figure(figsize=(7.8, 0.3 * len(wide) + 1.0), layout="constrained")
        axis = figure.subplots()
        axis.imshow(wide.to_numpy(dtype=float), cmap="Greys", vmin=0, vmax=top * 1.5, aspect="auto")
        for row, function in enumerate(wide.index):
            for column, year in enumerate(wide.columns):
                share = wide.loc[function, year]
                words = "–" if pd.isna(share) else language.number(share, 1)
                dark = not pd.isna(share) and share > 0.85 * top
                axis.text(
                    column, row, words, ha="center", va="center", fontsize=7.5, color="w" if dark else "k"
                )
        reported = shares.groupby("year")["functions_reported"].first()
        ticks = [
            f"{language.year(year)}\n"
            + language.text("exhibit.functions_reported", count=language.number(reported[year]))
            for year in wide.columns
        ]
        axis.set_xticks(range(len(wide.columns)), ticks, fontsize=7.5)
        axis.set_yticks(range(len(wide)), list(titles.values()))
        axis.grid(visible=False)
        axis.tick_params(length=0)
        axis.xaxis.tick_top()
        for spine in axis.spines.values():
            spine.set_visible(False)
    last_year = int(wide.columns.max())
    parts = [
        f"{titles[item]} {language.number(share, 1)}" for item, share in wide[last_year].dropna().items()
    ]
    return Exhibit(
        id="spending-by-function",
        kind="figure",
        title=language.text("exhibit.functions_title", name=name),
        caption=language.text("exhibit.functions_caption"),
        alt=language.text(
            "exhibit.functions_alt", year=language.year(last_year), parts=", ".join(parts), name=name
        ),
        table=shares,
        source=source,
        function="analysis.exhibits.money.functions_figure",
        figure=figure,
    )
