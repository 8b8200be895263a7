"""Exhibits on what a region's inputs let expect: equivalence of inputs, expected outcomes, variance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.comparison.given_inputs.outcomes import GivenInputs
from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import BAND_INNER, COLOURS, INK, MARKERS, house_style
from analysis.exhibits.tables import table_exhibit

VERDICTS = {
    "equivalent": "equivalent",
    "different": "different",
    "undecided": "undecided",
    "inside, one value": "inside",
    "outside, one value": "outside",
    "not evaluated": "not_evaluated",
}
PARTS = ("province_pct", "district_pct", "year_pct", "rest_pct")
SHADES = ("#0072b2", "#56b4e9", "#d9d9d9", "#f2f2f2")


def equivalence_table(
    pairs: pd.DataFrame, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print for every input and pair whether the difference is surely inside the bounds declared.

    Parameters
    ----------
    pairs : pandas.DataFrame
        From `analysis.comparison.similarity.input_equivalence.equivalence_of_inputs`.
    """
    text = language.text
    columns = list(dict.fromkeys(zip(pairs["region_a"], pairs["region_b"], strict=True)))
    heads = [text("exhibit.equivalence_input"), *(f"{names[a]} – {names[b]}" for a, b in columns)]
    verdicts = pairs.set_index(["input", "region_a", "region_b"])[["difference_sd", "verdict"]]
    known = {key: tuple(row) for key, row in zip(verdicts.index, verdicts.to_numpy(), strict=True)}
    rows = []
    for name in dict.fromkeys(pairs["input"]):
        cells = []
        for a, b in columns:
            difference, verdict = known[name, a, b]
            words = text(f"exhibit.equivalence_{VERDICTS[verdict]}")
            cells.append(f"{words} ({language.number(difference, 2)})")
        rows.append((language.title(fields[name]), *cells))
    return table_exhibit(
        id="equivalence-of-inputs",
        title=text("exhibit.equivalence_title"),
        caption=text("exhibit.equivalence_caption", bound=language.number(pairs["bound_sd"].iloc[0], 1)),
        source=source,
        function="analysis.exhibits.given_inputs.equivalence_table",
        data=pairs,
        shown=pd.DataFrame(rows, columns=heads),
    )


def expected_figure(
    found: GivenInputs, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Draw each region's outcomes beside what its inputs let expect, with the interval.

    Parameters
    ----------
    found : GivenInputs
        From `analysis.comparison.given_inputs.outcomes.outcomes_given_inputs`.
    names : mapping of str to str
        Regions: code to name; four at the most.
    """
    text = language.text
    own = found.table[found.table["region_code"].isin(names)]
    outcomes = list(dict.fromkeys(own["outcome"]))[::-1]
    with house_style():
        figure = Figure(figsize=(7.4, 0.62 * len(outcomes) + 1.1), layout="constrained")
        axis = figure.subplots()
        for place, (code, name) in enumerate(names.items()):
            rows = own[own["region_code"] == code]
            at = [outcomes.index(o) + 0.24 * (len(names) / 2 - 0.5 - place) for o in rows["outcome"]]
            axis.hlines(at, rows["interval_low"], rows["interval_high"], color=BAND_INNER, linewidth=5)
            axis.plot(rows["expected"], at, "|", color=INK, markersize=9)
            axis.plot(
                rows["observed"], at, linestyle="none", marker=MARKERS[place], color=COLOURS[place],
                markersize=6, label=name,
            )  # fmt: skip
        axis.set_yticks(range(len(outcomes)), [language.title(fields[name]) for name in outcomes])
        axis.set_xlabel(text("exhibit.expected_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    lines = " ".join(
        text(
            "exhibit.expected_alt_line",
            name=names[row.region_code],
            outcome=language.title(fields[row.outcome]),
            observed=language.number(row.observed, 1),
            expected=language.number(row.expected, 1),
            low=language.number(row.interval_low, 1),
            high=language.number(row.interval_high, 1),
        )
        for row in each_row(own)
    )
    return Exhibit(
        id="expected-outcomes",
        kind="figure",
        title=text("exhibit.expected_title"),
        caption=text("exhibit.expected_caption"),
        alt=text("exhibit.expected_alt", lines=lines),
        table=found.table.sort_values(["outcome", "region_code"]),
        source=source,
        function="analysis.exhibits.given_inputs.expected_figure",
        figure=figure,
    )


def expected_table(
    found: Sequence[GivenInputs],
    names: Mapping[str, str],
    outcomes: Sequence[str],
    fields: Fields,
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print observed and expected outcomes of the regions by two methods, with the rank and its range.

    Parameters
    ----------
    found : sequence of GivenInputs
        By regression, then by neighbours.
    """
    text, number = language.text, language.number
    keys = ("outcome", "region", "observed", "expected", "nearest", "rank")
    heads = [text(f"exhibit.expected_head_{key}") for key in keys]
    tables = [one.table.set_index(["outcome", "region_code"]).to_dict("index") for one in found]
    rows, data = [], []
    for outcome in outcomes:
        for code, name in names.items():
            row, near = (table.get((outcome, code)) for table in tables)
            if row is None or near is None:
                continue
            cells = [
                text(
                    "exhibit.interval",
                    middle=number(one["expected"], 1),
                    low=number(one["interval_low"], 1),
                    high=number(one["interval_high"], 1),
                )
                + (" *" if one["outside"] else "")
                for one in (row, near)
            ]
            rank = text(
                "exhibit.interval",
                middle=number(row["rank"]),
                low=number(row["rank_low"]),
                high=number(row["rank_high"]),
            )
            rows.append((language.title(fields[outcome]), name, number(row["observed"], 1), *cells, rank))
            data += [
                {"outcome": outcome, "region_code": code, "name": name, "method": method, **one}
                for method, one in (("regression", row), ("neighbours", near))
            ]
    return table_exhibit(
        id="expected-table",
        title=text("exhibit.expected_table_title"),
        caption=text("exhibit.expected_table_caption"),
        source=source,
        function="analysis.exhibits.given_inputs.expected_table",
        data=pd.DataFrame(data),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def deviant_table(
    found: GivenInputs, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print the districts of the country that lie far from their expectation, all districts counted in.

    Parameters
    ----------
    names : mapping of str to str
        Every district: code to name.
    """
    text, number = language.text, language.number
    keys = ("outcome", "region", "observed", "expected", "rank")
    heads = [text(f"exhibit.expected_head_{key}") for key in keys]
    deviant = found.table[found.table["deviant"]].reset_index(drop=True)
    rows = [
        (
            language.title(fields[row.outcome]),
            names[row.region_code],
            number(row.observed, 1),
            text(
                "exhibit.interval",
                middle=number(row.expected, 1),
                low=number(row.interval_low, 1),
                high=number(row.interval_high, 1),
            ),
            text(
                "exhibit.interval",
                middle=number(row.rank),
                low=number(row.rank_low),
                high=number(row.rank_high),
            ),
        )
        for row in each_row(deviant)
    ]
    return table_exhibit(
        id="deviant-districts",
        title=text("exhibit.deviant_title"),
        caption=text("exhibit.deviant_caption"),
        source=source,
        function="analysis.exhibits.given_inputs.deviant_table",
        data=deviant,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def variance_figure(shares: pd.DataFrame, fields: Fields, language: Language, *, source: str) -> Exhibit:
    """Draw how the variation of each outcome divides over provinces, districts, years and the rest.

    Parameters
    ----------
    shares : pandas.DataFrame
        From `analysis.comparison.given_inputs.outcomes.shares_of_variance`.
    """
    text = language.text
    titles = {
        "province_pct": text("exhibit.variance_province_pct"),
        "district_pct": text("exhibit.variance_district_pct"),
        "year_pct": text("exhibit.variance_year_pct"),
        "rest_pct": text("exhibit.variance_rest_pct"),
    }
    table = shares.iloc[::-1].reset_index(drop=True)
    with house_style():
        figure = Figure(figsize=(7.4, 0.34 * len(table) + 1.1), layout="constrained")
        axis = figure.subplots()
        start = np.zeros(len(table))
        for part, shade in zip(PARTS, SHADES, strict=True):
            width = table[part].to_numpy(float)
            axis.barh(table.index, width, left=start, color=shade, edgecolor="white", label=titles[part])
            start = start + width
        axis.set_yticks(table.index, [language.title(fields[name]) for name in table["outcome"]])
        axis.set_xlim(0, 100)
        axis.set_xlabel(text("exhibit.variance_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    lines = " ".join(
        text(
            "exhibit.variance_alt_line",
            outcome=language.title(fields[row.outcome]),
            province=language.number(row.province_pct),
            district=language.number(row.district_pct),
            year=language.number(row.year_pct),
        )
        for row in each_row(shares)
    )
    return Exhibit(
        id="shares-of-variance",
        kind="figure",
        title=text("exhibit.variance_title"),
        caption=text("exhibit.variance_caption"),
        alt=text("exhibit.variance_alt", lines=lines),
        table=shares,
        source=source,
        function="analysis.exhibits.given_inputs.variance_figure",
        figure=figure,
    )
