"""Exhibits of the capacity index: recipe, ranks with their spread, what drives them, the frontier."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.comparison.composite.building import CompositeIndex
from analysis.comparison.composite.sensitivity import IndexSensitivity
from analysis.comparison.composite.uncertainty import IndexUncertainty
from analysis.comparison.frontier.districts import DistrictFrontier
from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import COLOURS, MARKERS, house_style
from analysis.exhibits.tables import table_exhibit

HERE = "analysis.exhibits.capacity"


def recipe_table(recipe: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print what makes up the index: dimension, weight, ends of the scale and the reason."""
    text = language.text
    heads = [
        text(f"capacity.recipe_head_{key}") for key in ("dimension", "indicator", "weight", "ends", "reason")
    ]
    rows = [
        (
            text(f"capacity.dimension_{row.dimension}"),
            row.title_id if language.code == "id" else row.title_en,
            language.number(row.weight, 1),
            text(
                "capacity.ends_log" if row.transform == "log" else "capacity.ends",
                low=language.number(row.goalpost_low),
                high=language.number(row.goalpost_high),
            ),
            row.reason,
        )
        for row in each_row(recipe.rename(columns={"title": "title_en"}))
    ]
    return table_exhibit(
        id="recipe",
        title=text("capacity.recipe_title"),
        caption=text("capacity.recipe_caption"),
        source=source,
        function=f"{HERE}.recipe_table",
        data=recipe,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:4],
    )


def scores_table(
    index: CompositeIndex,
    spread: IndexUncertainty,
    names: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print index, dimensions and rank of named districts, with the range of ranks over other choices."""
    text = language.text
    dimensions = [str(name) for name in index.scores if name != index.recipe.index_name]
    heads = [text("capacity.scores_head_region"), text("capacity.scores_head_index")]
    heads += [text(f"capacity.dimension_{dimension}") for dimension in dimensions]
    heads += [text("capacity.scores_head_rank"), text("capacity.scores_head_range")]
    ranks = spread.units.set_index("unit")
    rows = []
    for code in [code for code in names if code in index.scores.index]:
        scores = index.scores.loc[code]
        best, worst = (language.number(ranks[end][code]) for end in ("rank_best", "rank_worst"))
        rows.append(
            (
                names[code],
                *(language.number(scores[name]) for name in (index.recipe.index_name, *dimensions)),
                language.number(index.ranks[code]),
                text("capacity.from_to", low=best, high=worst),
            )
        )
    data = index.scores.join(ranks[["rank", "rank_best", "rank_median", "rank_worst"]]).reset_index()
    return table_exhibit(
        id="capacity-of-study-regions",
        title=text("capacity.scores_title"),
        caption=text("capacity.scores_caption", count=language.number(len(index.scores))),
        source=source,
        function=f"{HERE}.scores_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def ranks_figure(
    spread: IndexUncertainty,
    names: Mapping[str, str],
    members: Collection[str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw the range of ranks of every district, sorted; study regions are named, members marked."""
    text = language.text
    table = spread.units.sort_values(["rank", "unit"], ignore_index=True)
    inside = table["unit"].isin(list(members))
    with house_style():
        figure = Figure(figsize=(7.4, 3.6), layout="constrained")
        axis = figure.subplots()
        axis.vlines(table.index, table["rank_best"], table["rank_worst"], color="#cfcfcf", linewidth=0.8)
        axis.plot(table.index, table["rank"], color="#6b6b6b", linewidth=0.8)
        own = table[inside]
        axis.vlines(own.index, own["rank_best"], own["rank_worst"], color=COLOURS[0], linewidth=1.6)
        axis.plot(own.index, own["rank"], MARKERS[0], color=COLOURS[0], markersize=3)
        for place, (code, name) in enumerate(names.items()):
            for spot in np.flatnonzero(table["unit"] == code):
                rank = float(table["rank"][spot])
                axis.annotate(
                    name,
                    (float(spot), rank),
                    (12, 26 + 14 * place),
                    textcoords="offset points",
                    ha="right",
                    fontsize=8,
                    arrowprops={"arrowstyle": "-", "color": "#6b6b6b", "linewidth": 0.6},
                )
        axis.invert_yaxis()
        axis.set_xlabel(text("capacity.ranks_axis_x"))
        axis.set_ylabel(text("capacity.ranks_axis_y"))
    ranks = table.set_index("unit")
    lines = " ".join(
        text(
            "capacity.ranks_alt_line",
            region=names[code],
            rank=language.number(ranks["rank"][code]),
            low=language.number(ranks["rank_best"][code]),
            high=language.number(ranks["rank_worst"][code]),
        )
        for code in names
        if code in ranks.index
    )
    return Exhibit(
        id="capacity-ranks",
        kind="figure",
        title=text("capacity.ranks_title"),
        caption=text(
            "capacity.ranks_caption",
            level=language.number(100 * spread.confidence),
            draws=language.number(spread.draws),
            recipes=language.number(spread.recipes),
        ),
        alt=text("capacity.ranks_alt", count=language.number(len(table)), lines=lines),
        table=table.rename(columns={"unit": "region_code"}).assign(programme=inside),
        source=source,
        function=f"{HERE}.ranks_figure",
        figure=figure,
    )


def drivers_table(found: IndexSensitivity, language: Language, *, source: str) -> Exhibit:
    """Print which choice drives the ranking, alone and together with others."""
    text = language.text
    heads = [text(f"capacity.drivers_head_{key}") for key in ("factor", "alone", "total")]
    rows = [
        (
            text(f"capacity.factor_{row.factor.replace('-', '_')}"),
            *(
                text(
                    "capacity.share",
                    share=language.number(getattr(row, name), 2),
                    low=language.number(getattr(row, f"{name}_lower"), 2),
                    high=language.number(getattr(row, f"{name}_upper"), 2),
                )
                for name in ("first_order", "total")
            ),
        )
        for row in each_row(found.factors)
    ]
    return table_exhibit(
        id="what-drives-the-ranking",
        title=text("capacity.drivers_title"),
        caption=text("capacity.drivers_caption", shift=language.number(found.mean, 1)),
        source=source,
        function=f"{HERE}.drivers_table",
        data=found.factors,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def dominance_table(
    pairs: pd.DataFrame, names: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print for pairs of regions under what share of all weights one is above the other."""
    text = language.text
    heads = [text(f"capacity.pairs_head_{key}") for key in ("pair", "share", "depends")]
    rows = [
        (
            f"{names[row.unit_a]} – {names[row.unit_b]}",
            language.number(row.share_a_above, 2),
            text("capacity.depends" if row.weights_matter else "capacity.depends_not"),
        )
        for row in each_row(pairs)
    ]
    return table_exhibit(
        id="order-under-any-weights",
        title=text("capacity.pairs_title"),
        caption=text("capacity.pairs_caption"),
        source=source,
        function=f"{HERE}.dominance_table",
        data=pairs,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:2],
    )


def frontier_table(
    found: DistrictFrontier, names: Mapping[str, str], all_names: Mapping[str, str], fields: Fields,
    language: Language, *, source: str,
) -> Exhibit:  # fmt: skip
    """Print named districts beside the frontier: outcome, target, share of inputs needed, peers.

    Parameters
    ----------
    names : mapping of str to str
        Districts that are printed.
    all_names : mapping of str to str
        Every district, for the peers.
    fields : mapping of str to Field
        Descriptions of inputs and outcome.
    """
    text = language.text
    outcome = found.full.outputs[0]
    keys = ("region", "outcome", "target", "share", "robust", "peers")
    heads = [text(f"capacity.frontier_head_{key}") for key in keys]
    known = [code for code in names if code in found.units.index]
    rows = []
    for code in known:
        unit = found.units.loc[code]
        peers = [all_names[peer] for peer in found.full.peers(code).index]
        rows.append(
            (
                names[code],
                language.number(unit[outcome], 1),
                language.number(unit["target"], 1),
                language.number(unit["input_share"], 2),
                language.number(unit["input_share_robust"], 2),
                ", ".join(peers),
            )
        )
    inputs = language.listed(language.title(fields[name]) for name in found.full.inputs)
    return table_exhibit(
        id="frontier",
        title=text("capacity.frontier_title"),
        caption=text("capacity.frontier_caption", outcome=language.title(fields[outcome]), inputs=inputs),
        source=source,
        function=f"{HERE}.frontier_table",
        data=found.units.reset_index(),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:5],
    )
