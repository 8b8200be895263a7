"""Tables of the three models: axes, evidence, corners, sets, truth tables, solutions, pairs of cases."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.comparison.models.property_space import AssignedTypes
from analysis.exhibits.language import Language
from analysis.exhibits.models import word_of
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit

HERE = "analysis.exhibits.models_tables"


def in_language(frame: pd.DataFrame, column: str, language: Language) -> pd.Series:
    """Return a column of texts in the reader's language: ``title`` or ``title_id``."""
    return frame[f"{column}_id" if language.code == "id" else column]


def axes_table(axes: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print the axes of the property space, the question on each and what would measure it."""
    heads = [language.text(f"models.axes_head_{key}") for key in ("axis", "question", "measured", "anchors")]
    anchors = [
        " / ".join(language.number(getattr(row, name), 1) for name in ("full_out", "crossover", "full_in"))
        + "\n"
        + row.reason
        for row in each_row(axes)
    ]
    columns = [in_language(axes, "title", language), in_language(axes, "question", language)]
    shown = zip(*columns, axes["measured_by"], anchors, strict=True)
    return table_exhibit(
        id="axes",
        title=language.text("models.axes_title"),
        caption=language.text("models.axes_caption"),
        source=source,
        function=f"{HERE}.axes_table",
        data=axes,
        shown=pd.DataFrame(shown, columns=heads),
    )


def axis_evidence_table(
    support: pd.DataFrame,
    coded: pd.DataFrame,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print the verdict on every region and axis with what it rests on, what was set aside, what decides.

    Parameters
    ----------
    support : pandas.DataFrame
        From `analysis.comparison.models.property_space.axis_support`.
    coded : pandas.DataFrame
        Rows of ``study/ideal-type-evidence``, for the reasons why facts were set aside.
    names, titles : mapping of str to str
        Region code and axis to what the reader sees.
    """
    text = language.text
    heads = [text(f"models.evidence_head_{key}") for key in ("region", "axis", "verdict", "aside", "decides")]
    rows = []
    for row, why in zip(each_row(support), coded["why_aside"].fillna(""), strict=True):
        verdict = text(f"common.verdict_{row.verdict}")
        rows.append(
            (
                names[row.region_code],
                titles[row.axis_id],
                f"{verdict}\n{row.evidence_ids}" if row.evidence_ids else verdict,
                f"{row.aside_ids}: {why}" if row.aside_ids else text("common.none"),
                row.what_would_decide,
            )
        )
    return table_exhibit(
        id="axis-evidence",
        title=text("models.evidence_title"),
        caption=text("models.evidence_caption"),
        source=source,
        function=f"{HERE}.axis_evidence_table",
        data=support.assign(why_aside=coded["why_aside"].to_numpy()),
        shown=pd.DataFrame(rows, columns=heads),
    )


def assigned_table(
    found: AssignedTypes,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    models: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print the membership of each region in its assigned corner, and what happens without each axis."""
    text = language.text
    axes = list(dict.fromkeys(found.without["axis_id"]))
    wide = found.without.pivot(index="region_code", columns="axis_id", values="verdict")
    heads = [text(f"models.assigned_head_{key}") for key in ("region", "model", "membership", "verdict")]
    heads += [text("models.assigned_head_without", axis=titles[axis]) for axis in axes]
    rows = [
        (
            names[row.region_code],
            models[row.model_id],
            text("models.from_to", low=language.number(row.lowest, 1), high=language.number(row.highest, 1)),
            text(f"models.verdict_{word_of(row.verdict)}"),
            *(text(f"models.verdict_{word_of(wide.at[row.region_code, axis])}") for axis in axes),
        )
        for row in each_row(found.assigned)
    ]
    return table_exhibit(
        id="assigned-corners",
        title=text("models.assigned_title"),
        caption=text("models.assigned_caption"),
        source=source,
        function=f"{HERE}.assigned_table",
        data=found.assigned.join(wide.add_prefix("without_"), on="region_code"),
        shown=pd.DataFrame(rows, columns=heads),
    )
