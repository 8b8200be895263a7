"""Exhibits of similar inputs: how far regions lie apart before the programme, and who lies nearest."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import BAND_OUTER, COLOURS, MARKERS, house_style
from analysis.exhibits.tables import table_exhibit


def inputs_figure(
    standardised: pd.DataFrame, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Draw each region's inputs in standard deviations of all districts, one row per input.

    Parameters
    ----------
    standardised : pandas.DataFrame
        From `analysis.comparison.similarity.inputs.standardised_inputs`: one column per input.
    names : mapping of str to str
        Region code to name; four at the most.
    """
    inputs = list(standardised.columns)
    own = standardised.reindex(list(names))
    with house_style():
        figure = Figure(figsize=(7.2, 0.36 * len(inputs) + 1.1), layout="constrained")
        axis = figure.subplots()
        axis.axvspan(-1, 1, color=BAND_OUTER, zorder=0)
        for place, (code, name) in enumerate(names.items()):
            rows = [len(inputs) - 1 - i for i in range(len(inputs))]
            axis.plot(
                own.loc[code, inputs].astype(float),
                rows,
                linestyle="none",
                marker=MARKERS[place],
                markersize=6.5,
                color=COLOURS[place],
                label=name,
            )
        axis.set_yticks(range(len(inputs)), [language.title(fields[i]) for i in reversed(inputs)])
        axis.set_xlabel(language.text("exhibit.inputs_axis"))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper left", ncols=4)
    lines = []
    for item in inputs:
        parts = [f"{name} {language.number(own.loc[code, item], 1)}" for code, name in names.items()]
        lines.append(f"{language.title(fields[item])}: {', '.join(parts)}.")
    table = own.rename_axis("region_code").reset_index()
    table.insert(1, "name", list(names.values()))
    return Exhibit(
        id="inputs-before",
        kind="figure",
        title=language.text("exhibit.inputs_title"),
        caption=language.text("exhibit.inputs_caption"),
        alt=language.text("exhibit.inputs_alt", lines=" ".join(lines)),
        table=table,
        source=source,
        function="analysis.exhibits.similarity.inputs_figure",
        figure=figure,
    )


def differences_table(
    differences: pd.DataFrame, names: Mapping[str, str], fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print pairwise differences of inputs in standard deviations, with how ordinary each gap is.

    Parameters
    ----------
    differences : pandas.DataFrame
        From `analysis.comparison.similarity.differences.input_differences`.
    """
    text = language.text
    heads = [text(f"exhibit.differences_head_{key}") for key in ("input", "pair", "difference", "closer")]
    rows = [
        (
            language.title(fields[row.input]),
            f"{names[row.region_a]} – {names[row.region_b]}",
            language.number(row.standardised_difference, 2),
            language.number(row.percentile_of_gap, 0),
        )
        for row in each_row(differences)
    ]
    return table_exhibit(
        id="input-differences",
        title=text("exhibit.differences_title"),
        caption=text("exhibit.differences_caption"),
        source=source,
        function="analysis.exhibits.similarity.differences_table",
        data=differences,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def nearest_table(
    nearest: pd.DataFrame, name: str, fields: Fields, language: Language, *, source: str
) -> Exhibit:
    """Print the regions nearest by inputs, with what makes each near and what sets it apart.

    Parameters
    ----------
    nearest : pandas.DataFrame
        From `analysis.comparison.similarity.neighbours.nearest_regions`.
    """
    text = language.text
    heads = [
        text(f"exhibit.nearest_head_{key}") for key in ("rank", "region", "distance", "closest", "furthest")
    ]
    rows = [
        (
            language.number(row.rank),
            row.name_,
            language.number(row.distance, 3),
            language.title(fields[row.closest_on]),
            language.title(fields[row.furthest_on]),
        )
        for row in each_row(nearest.rename(columns={"name": "name_"}))
    ]
    return table_exhibit(
        id="nearest-regions",
        title=text("exhibit.nearest_title", name=name),
        caption=text("exhibit.nearest_caption"),
        source=source,
        function="analysis.exhibits.similarity.nearest_table",
        data=nearest,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=[heads[0], heads[2]],
    )


def beside_neighbours(
    changes: Mapping[str, pd.DataFrame],
    name: str,
    names: Mapping[str, str],
    fields: Fields,
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw the change of each outcome in a region beside the changes in its nearest regions.

    Parameters
    ----------
    changes : mapping of str to pandas.DataFrame
        Outcome to the frame of `analysis.comparison.change.windows.change_between`.
    names : mapping of str to str
        Region code to name; the first is the region itself.
    """
    outcomes = list(changes)
    parts = [frame.assign(outcome=o)[frame["region_code"].isin(names)] for o, frame in changes.items()]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "outcome", table.pop("outcome"))
    own_code = next(iter(names))
    with house_style():
        figure = Figure(figsize=(7.2, 0.36 * len(outcomes) + 1.1), layout="constrained")
        axis = figure.subplots()
        axis.axvline(0, color="k", linewidth=0.7)
        lines = []
        for place, outcome in enumerate(reversed(outcomes)):
            rows = table[table["outcome"] == outcome].dropna(subset=["change"])
            others = rows[rows["region_code"] != own_code]["change"]
            own = rows[rows["region_code"] == own_code]["change"]
            axis.plot(
                others, [place] * len(others), linestyle="none", marker="|", markersize=11, color="#777777"
            )
            axis.plot(own, [place] * len(own), linestyle="none", marker="o", markersize=7, color=COLOURS[0])
            lines.append(
                language.text(
                    "exhibit.beside_alt_line",
                    outcome=language.title(fields[outcome]),
                    own=language.number(own.iloc[0] if len(own) else None, 1),
                    low=language.number(others.min() if len(others) else None, 1),
                    high=language.number(others.max() if len(others) else None, 1),
                    count=language.number(len(others)),
                )
            )
        axis.set_yticks(range(len(outcomes)), [language.title(fields[o]) for o in reversed(outcomes)])
        axis.set_xlabel(language.text("exhibit.beside_axis"))
    return Exhibit(
        id="beside-nearest",
        kind="figure",
        title=language.text("exhibit.beside_title", name=name),
        caption=language.text("exhibit.beside_caption", name=name),
        alt=" ".join(reversed(lines)),
        table=table,
        source=source,
        function="analysis.exhibits.similarity.beside_neighbours",
        figure=figure,
    )
