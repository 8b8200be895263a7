"""Pictures of the three models: corners of the property space, and a condition against the outcome."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.comparison.models.ideal_types import CONTRADICTED, NOT_EVALUATED, SUPPORTED
from analysis.comparison.models.property_space import AssignedTypes
from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.style import COLOURS, INK, MARKERS, MUTED, house_style

SHADES = {SUPPORTED: "#0072b2", NOT_EVALUATED: "#e9e9e9", CONTRADICTED: "#ffffff"}
MARKS = {SUPPORTED: "●", NOT_EVALUATED: "?", CONTRADICTED: "–"}


def word_of(verdict: object) -> str:
    """Return a verdict on a corner as it stands in the keys of texts."""
    return str(verdict).replace(" ", "_")


def corners_figure(
    found: AssignedTypes,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    models: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw what the evidence says of every region in every corner; the assigned corner is framed.

    Parameters
    ----------
    names, titles, models : mapping of str to str
        Region code, axis and model to what the reader sees.
    """
    text = language.text
    corners = list(dict.fromkeys(found.types.corners["corner"]))
    labels = dict(zip(found.types.corners["corner"], found.types.corners["name"], strict=True))
    assigned = dict(zip(found.assigned["region_code"], found.assigned["corner"], strict=True))
    places = {corner: row for row, corner in enumerate(reversed(corners))}
    columns = {code: column for column, code in enumerate(names)}
    with house_style():
        figure = Figure(figsize=(7.4, 6.2), layout="constrained")
        axis = figure.subplots()
        for row in each_row(found.types.corners):
            spot = (columns[row.case], places[row.corner])
            framed = assigned[row.case] == row.corner
            axis.add_patch(_square(spot, SHADES[row.verdict], framed))
            colour = "#ffffff" if row.verdict == SUPPORTED else INK
            axis.text(*spot, MARKS[row.verdict], ha="center", va="center", color=colour, fontsize=11)
        axis.set_xlim(-0.5, len(columns) - 0.5)
        axis.set_ylim(-0.5, len(corners) - 0.5)
        axis.set_xticks(range(len(names)), [name.replace(" ", "\n") for name in names.values()])
        axis.set_yticks(
            list(places.values()), [_signs(c, labels[c], models, titles, language) for c in places]
        )
        axis.grid(visible=False)
        axis.tick_params(length=0)
        for side in ("left", "bottom"):
            axis.spines[side].set_visible(False)
    lines = " ".join(
        text(
            "models.corners_alt_line",
            region=names[row.region_code],
            model=models[row.model_id],
            verdict=text(f"models.verdict_{word_of(row.verdict)}"),
            count=language.number(row.possible_corners),
        )
        for row in each_row(found.assigned)
    )
    return Exhibit(
        id="corners",
        kind="figure",
        title=text("models.corners_title"),
        caption=text("models.corners_caption"),
        alt=text("models.corners_alt", lines=lines),
        table=found.types.corners,
        source=source,
        function="analysis.exhibits.models.corners_figure",
        figure=figure,
    )


def _square(spot: tuple[int, int], colour: str, framed: bool) -> Rectangle:
    return Rectangle(
        (spot[0] - 0.46, spot[1] - 0.42),
        0.92,
        0.84,
        facecolor=colour,
        edgecolor=COLOURS[1] if framed else "#c4c4c4",
        linewidth=2.4 if framed else 0.6,
        zorder=2 if framed else 1,
    )


def _signs(
    corner: str, name: str, models: Mapping[str, str], titles: Mapping[str, str], language: Language
) -> str:
    """Label a corner: a plus or minus for each axis, and the model that it stands for."""
    signs = [
        ("\u2212 " if part.startswith("~") else "+ ") + titles[part.removeprefix("~")]
        for part in corner.split("*")
    ]
    model = models.get(name, language.text("models.unnamed"))
    return "\n".join([model, *signs])


def against_outcome_figure(
    memberships: pd.DataFrame,
    condition: str,
    outcome: str,
    titles: Mapping[str, str],
    named: Mapping[str, str],
    members: pd.Index,
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Draw the membership of every district in a condition against that in the outcome.

    Points above the diagonal speak for "sufficient", points below it for "necessary".

    Parameters
    ----------
    memberships : pandas.DataFrame
        Districts by sets.
    titles : mapping of str to str
        Set to title.
    named : mapping of str to str
        Code to name of the districts that are named.
    members : pandas.Index
        Codes of the programme's districts.
    """
    text = language.text
    x, y = memberships[condition], memberships[outcome]
    inside = memberships.index.isin(members)
    with house_style():
        figure = Figure(figsize=(5.4, 4.6), layout="constrained")
        axis = figure.subplots()
        axis.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8)
        axis.axhline(0.5, color="#d9d9d9", linewidth=0.8, zorder=0)
        axis.axvline(0.5, color="#d9d9d9", linewidth=0.8, zorder=0)
        axis.plot(
            x[~inside], y[~inside], "o", color="#bdbdbd", markersize=3, label=text("models.other_districts")
        )
        axis.plot(
            x[inside],
            y[inside],
            MARKERS[1],
            color=COLOURS[0],
            markersize=5,
            label=text("models.programme_districts"),
        )
        for place, (code, name) in enumerate(named.items()):
            if code not in memberships.index:
                continue
            axis.annotate(
                name,
                (x[code], y[code]),
                (-8, -14 - 11 * place),
                textcoords="offset points",
                ha="right",
                fontsize=8,
                arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.6},
            )
        axis.set_xlabel(text("models.membership_in", set=titles[condition]))
        axis.set_ylabel(text("models.membership_in", set=titles[outcome]))
        axis.legend(loc="upper left")
    counts = _quadrants(x.to_numpy(), y.to_numpy())
    return Exhibit(
        id="start-against-outcome",
        kind="figure",
        title=text("models.against_title", condition=titles[condition], outcome=titles[outcome]),
        caption=text("models.against_caption"),
        alt=text(
            "models.against_alt",
            districts=language.number(len(x)),
            **{name: language.number(count) for name, count in counts.items()},
        ),
        table=memberships.reset_index()[["region_code", condition, outcome]].assign(programme=inside),
        source=source,
        function="analysis.exhibits.models.against_outcome_figure",
        figure=figure,
    )


def _quadrants(x: np.ndarray, y: np.ndarray) -> dict[str, int]:
    return {
        "both": int(((x > 0.5) & (y > 0.5)).sum()),
        "condition_only": int(((x > 0.5) & (y <= 0.5)).sum()),
        "outcome_only": int(((x <= 0.5) & (y > 0.5)).sum()),
        "neither": int(((x <= 0.5) & (y <= 0.5)).sum()),
    }
