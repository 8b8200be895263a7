"""Tables of configurations: sets and anchors, truth tables, necessity, solutions, pairs of cases."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.comparison.qca.configurations import Configurations
from analysis.comparison.qca.truth_table import REMAINDER
from analysis.exhibits.language import Language
from analysis.exhibits.models_tables import in_language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit

HERE = "analysis.exhibits.configurations"


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
