"""Exhibits of the catalogues of standards: what they hold, each indicator, definitions that changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.standards.catalogue import Indicator, catalogue_frame

PARTS = ("name", "definition", "target", "target_year")


def summary_table(summary: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print each catalogue with its years, its number of indicators and what of them is verified.

    Parameters
    ----------
    summary : pandas.DataFrame
        From `analysis.standards.catalogue_selection.catalogue_summary`.
    """
    keys = ("catalogue", "years", "numbered", "indicators", "verified", "no_definition", "no_target")
    heads = [language.text(f"standards.summary_head_{key}") for key in keys]
    rows = [
        (
            f"{row.title_id if language.code == 'id' else row.title_en}\n{row.catalogue}",
            f"{language.year(row.valid_from)}–{'' if pd.isna(row.valid_to) else language.year(row.valid_to)}",
            *(
                language.number(value)
                for value in (
                    row.numbered_count,
                    row.indicators_count,
                    row.verified_count,
                    row.no_definition_count,
                    row.no_target_count,
                )
            ),
        )
        for row in each_row(summary)
    ]
    return table_exhibit(
        id="catalogues",
        title=language.text("standards.summary_title"),
        caption=language.text("standards.summary_caption"),
        source=source,
        function="analysis.exhibits.standards.summary_table",
        data=summary,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[2:],
    )


def catalogue_table(
    indicators: Sequence[Indicator], id: str, title: str, language: Language, *, source: str
) -> Exhibit:
    """Print indicators with definition, target and what of each is not verified.

    Parameters
    ----------
    indicators : sequence of Indicator
        In the order to be printed.
    id, title : str
        Of the exhibit.
    """
    keys = ("indicator", "definition", "target")
    heads = [language.text(f"standards.catalogue_head_{key}") for key in keys]
    rows = [
        (
            _name(each, language),
            _definition(each, language),
            "\n".join(part for part in (_target(each, language), _open(each, language)) if part),
        )
        for each in indicators
    ]
    return table_exhibit(
        id=id,
        title=title,
        caption=language.text("standards.catalogue_caption"),
        source=source,
        function="analysis.exhibits.standards.catalogue_table",
        data=catalogue_frame(indicators),
        shown=pd.DataFrame(rows, columns=heads),
    )


def _name(each: Indicator, language: Language) -> str:
    note = each.note_id if language.code == "id" else each.note_en
    lines = [each.indicator_code, each.name(language.code)]
    return "\n".join([*lines, note] if note else lines)


def _definition(each: Indicator, language: Language) -> str:
    if each.role == "heading":
        return ""
    if not each.denominator_id:
        return language.text("standards.definition_unknown")
    over = language.text("standards.over")
    kind = "" if each.is_proportion else f"\n{language.text(f'standards.measure_{each.measure}')}"
    return f"{each.numerator_id}\n{over} {each.denominator_id}{kind}"


def _target(each: Indicator, language: Language) -> str:
    if each.role == "heading":
        return ""
    if each.target is None:
        return language.text("standards.target_unknown")
    places = 0 if float(each.target).is_integer() else 1
    when = language.year(each.target_year) if each.target_year else each.target_period
    number = language.number(each.target, places)
    if each.direction == "lower":
        number = language.text("standards.at_most", number=number)
    return f"{number} {_unit(each, language)} ({when})"


def _unit(each: Indicator, language: Language) -> str:
    return language.text("standards.per_100k") if each.measure == "rate" else "%"


def _open(each: Indicator, language: Language) -> str:
    if each.role == "heading":
        return ""
    held = {name: getattr(each, f"{name}_verified") for name in PARTS}
    parts = [
        language.text(f"standards.part_{standard_part}") for standard_part in PARTS if not held[standard_part]
    ]
    return language.text("standards.not_verified", parts=language.listed(parts)) if parts else ""


def pairs_table(pairs: pd.DataFrame, language: Language, *, source: str) -> Exhibit:
    """Print pairs of indicators with nearly one name, and in what their definitions differ.

    Parameters
    ----------
    pairs : pandas.DataFrame
        From `analysis.standards.definitions.definition_pairs`.
    """
    keys = ("one", "other", "targets", "differs")
    heads = [language.text(f"standards.pairs_head_{key}") for key in keys]
    shown = pairs.rename(
        columns={
            f"name_{language.code}": "name_",
            f"other_name_{language.code}": "other_",
            f"differs_{language.code}": "differs_",
        }
    )
    rows = [
        (
            f"{row.indicator_code}\n{row.name_}",
            f"{row.other_code}\n{row.other_}",
            f"{language.number(row.target)} → {language.number(row.other_target)}",
            row.differs_,
        )
        for row in each_row(shown)
    ]
    return table_exhibit(
        id="definitions",
        title=language.text("standards.pairs_title"),
        caption=language.text("standards.pairs_caption"),
        source=source,
        function="analysis.exhibits.standards.pairs_table",
        data=pairs,
        shown=pd.DataFrame(rows, columns=heads),
    )
