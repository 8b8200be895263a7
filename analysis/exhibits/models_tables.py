"""Tables of the three models: axes, evidence, corners, sets, truth tables, solutions, pairs of cases."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.comparison.models.property_space import AssignedTypes
from analysis.comparison.qca.configurations import Configurations
from analysis.comparison.qca.declared import DeclaredSets
from analysis.comparison.qca.truth_table import REMAINDER
from analysis.exhibits.language import Language
from analysis.exhibits.models import word_of
from analysis.exhibits.outcomes import Fields
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


def sets_table(sets: pd.DataFrame, fields: Fields, language: Language, *, source: str) -> Exhibit:
    """Print outcome and conditions with their anchors and the reasons for them.

    Parameters
    ----------
    sets : pandas.DataFrame
        Rows of ``study/configuration-sets``.
    fields : mapping of str to Field
        Descriptions of the quantities.
    """
    text = language.text
    heads = [
        text(f"models.sets_head_{key}") for key in ("set", "quantity", "anchors", "expectation", "reason")
    ]
    rows = [
        (
            f"{row.set_id}\n{title}",
            f"{language.title(fields[row.column])}\n{text(f'models.period_{row.period}')}",
            " / ".join(language.number(getattr(row, name)) for name in ("full_out", "crossover", "full_in")),
            text(f"models.expected_{row.expectation}") if row.expectation else text("common.none"),
            f"{row.reason} ({row.source})",
        )
        for row, title in zip(each_row(sets), in_language(sets, "title", language), strict=True)
    ]
    return table_exhibit(
        id="declared-sets",
        title=text("models.sets_title"),
        caption=text("models.sets_caption"),
        source=source,
        function=f"{HERE}.sets_table",
        data=sets,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:3],
    )


def cases_table(
    values: pd.DataFrame,
    memberships: pd.DataFrame,
    names: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print measured values and memberships of named districts in every set."""
    text = language.text
    known = [code for code in names if code in memberships.index]
    rows = [
        (
            names[code],
            *(_both(values, memberships, code, str(name), language) for name in values),
        )
        for code in known
    ]
    heads = [text("models.evidence_head_region"), *values.columns]
    tidy = values.loc[known].join(memberships.loc[known].add_suffix("_membership")).reset_index()
    return table_exhibit(
        id="study-regions-in-sets",
        title=text("models.cases_title"),
        caption=text("models.cases_caption"),
        source=source,
        function=f"{HERE}.cases_table",
        data=tidy,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[1:],
    )


def _both(values: pd.DataFrame, memberships: pd.DataFrame, code: str, name: str, language: Language) -> str:
    measured = float(values[name][code])
    value = language.number(measured, 0 if measured >= 1000 else 1)
    return f"{value}\n({language.number(memberships.at[code, name], 2)})"


def truth_table_exhibit(
    found: Configurations, id: str, title: str, names: Mapping[str, str], language: Language, *, source: str
) -> Exhibit:
    """Print the truth table of an analysis: configurations, cases, consistency, PRI and decision.

    Parameters
    ----------
    id, title : str
        Of the exhibit.
    names : mapping of str to str
        Codes of the districts whose names are printed in their row.
    """
    text = language.text
    conditions = list(found.table.data.names)
    seen = found.table.rows.sort_values(["inclusion", "cases_count"], ascending=False)
    rows = [
        (
            *(language.number(getattr(row, name)) for name in conditions),
            language.number(row.cases_count),
            language.number(row.members_with_outcome),
            language.number(row.inclusion, 2),
            language.number(row.pri, 2),
            text(f"models.decision_{row.decision}") + (f" ({text('models.mixed')})" if row.mixed else ""),
            ", ".join(names[code] for code in names if code in str(row.cases).replace(";", ",").split(", "))
            or text("common.none"),
        )
        for row in each_row(seen)
    ]
    fixed = ("cases", "with_outcome", "inclusion", "pri", "decision", "study")
    heads = [*conditions, *(text(f"models.truth_head_{key}") for key in fixed)]
    never = len(found.table.remainders()) - int((seen["decision"] == REMAINDER).sum())
    return table_exhibit(
        id=id,
        title=title,
        caption=text("models.truth_caption", never=language.number(never)),
        source=source,
        function=f"{HERE}.truth_table_exhibit",
        data=seen.reset_index(),
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[:-2],
    )


def solutions_frame(analyses: Mapping[tuple[str, str], Configurations]) -> pd.DataFrame:
    """Return one row per analysis, kind of solution and tied model, or per refusal.

    Parameters
    ----------
    analyses : mapping of (cases, outcome) to Configurations
        For example ``("all", "REACHED")``.
    """
    parts = []
    for (cases, outcome), found in analyses.items():
        rows = found.models if not found.refused else pd.DataFrame({"refused": [found.refused]})
        share = found.chance.share if found.chance else float("nan")
        parts.append(rows.assign(cases=cases, outcome=outcome, chance_share=share))
    return pd.concat(parts, ignore_index=True)


def solutions_table(
    analyses: Mapping[tuple[str, str], Configurations],
    words: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print every solution of every analysis with its fit, all ties, and what chance gives.

    Parameters
    ----------
    words : mapping of str to str
        Name of the cases to what the reader sees.
    """
    text = language.text
    data = solutions_frame(analyses)
    keys = ("cases", "outcome", "kind", "model", "inclusion", "pri", "coverage", "counterfactuals", "chance")
    heads = [text(f"models.solutions_head_{key}") for key in keys]
    rows = []
    for row in each_row(data):
        first = (words[row.cases], row.outcome)
        if isinstance(getattr(row, "refused", None), str):
            rows.append((*first, text("models.refused"), row.refused, "", "", "", "", ""))
            continue
        rows.append(
            (
                *first,
                text(f"models.kind_{row.kind}"),
                row.model,
                *(language.number(getattr(row, name), 2) for name in ("inclusion", "pri", "coverage")),
                language.number(row.assumptions_count),
                language.number(row.chance_share, 3),
            )
        )
    return table_exhibit(
        id="solutions",
        title=text("models.solutions_title"),
        caption=text("models.solutions_caption"),
        source=source,
        function=f"{HERE}.solutions_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[4:],
    )


def necessity_table(
    analyses: Mapping[tuple[str, str], Configurations],
    words: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print how far each condition and its absence is necessary, and whether it is relevant."""
    text = language.text
    parts = [
        found.necessary.assign(cases=cases, outcome=outcome) for (cases, outcome), found in analyses.items()
    ]
    data = pd.concat(parts, ignore_index=True)
    keys = ("cases", "outcome", "condition", "inclusion", "coverage", "relevance", "verdict")
    heads = [text(f"models.necessity_head_{key}") for key in keys]
    rows = [
        (
            words[row.cases],
            row.outcome,
            row.expression,
            *(language.number(getattr(row, name), 2) for name in ("inclusion", "coverage", "relevance")),
            text("models.is_necessary" if row.necessary and row.relevant else "models.is_not_necessary"),
        )
        for row in each_row(data)
        if row.inclusion >= 0.8
    ]
    return table_exhibit(
        id="necessity",
        title=text("models.necessity_title"),
        caption=text("models.necessity_caption"),
        source=source,
        function=f"{HERE}.necessity_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:6],
    )


def ranges_table(
    analyses: Mapping[tuple[str, str], Configurations],
    words: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print between which cut-offs the parsimonious models stay the same, and what comes outside."""
    text = language.text
    data = pd.DataFrame(
        [
            {"cases": cases, "outcome": outcome, **vars(found_range)}
            for (cases, outcome), found in analyses.items()
            for found_range in found.ranges
        ]
    )
    keys = ("cases", "outcome", "cut_off", "chosen", "range", "outside")
    heads = [text(f"models.ranges_head_{key}") for key in keys]
    rows = [
        (
            words[row.cases],
            row.outcome,
            text(f"models.cut_{row.cut_off}"),
            language.number(row.chosen, 2),
            text("models.from_to", low=language.number(row.lower, 2), high=language.number(row.upper, 2)),
            "\n".join(part for part in (row.below, row.above) if part) or text("common.none"),
        )
        for row in each_row(data)
    ]
    return table_exhibit(
        id="cut-off-ranges",
        title=text("models.ranges_title"),
        caption=text("models.ranges_caption"),
        source=source,
        function=f"{HERE}.ranges_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:5],
    )


def pairs_table(pairs: pd.DataFrame, names: Mapping[str, str], language: Language, *, source: str) -> Exhibit:
    """Print the pairs of districts from which a comparison can learn most, and what each points at.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Rows of ``SystemsPairs.extreme`` of both designs.
    names : mapping of str to str
        Code to name of every district in the pairs.
    """
    text = language.text
    keys = ("design", "pair", "outcome", "distance", "points")
    heads = [text(f"models.pairs_head_{key}") for key in keys]
    rows = []
    for row in each_row(pairs):
        similar = row.outcome_a != row.outcome_b
        rows.append(
            (
                text("models.most_similar" if similar else "models.most_different"),
                f"{names[row.case_a]} – {names[row.case_b]}",
                f"{language.number(row.outcome_a)} – {language.number(row.outcome_b)}",
                language.number(row.distance),
                (row.differs_on if similar else row.shares) or text("common.none"),
            )
        )
    return table_exhibit(
        id="pairs-of-cases",
        title=text("models.pairs_title"),
        caption=text("models.pairs_caption"),
        source=source,
        function=f"{HERE}.pairs_table",
        data=pairs,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:4],
    )


def titles_of(sets: pd.DataFrame, language: Language) -> dict[str, str]:
    """Return set to title in the reader's language."""
    return dict(zip(sets["set_id"], in_language(sets, "title", language), strict=True))


def blocks_of(declared: DeclaredSets) -> dict[str, list[str]]:
    """Return the blocks of conditions as lists, for the pairs of cases."""
    return {name: list(members) for name, members in declared.blocks.items()}
