"""Flags put together into findings: one sentence each that a statistician of the producer could act on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.quality import check_name, plain_number, words_for
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import table_exhibit
from analysis.honesty.auditing import Audit
from analysis.honesty.panel import panel_declarations
from analysis.honesty.record import SEVERITIES, CheckResult

# Flags with the same values of these columns are one finding; a check that is not named goes by column and
# year. What is told of a finding is its example: the flag that comes first by the column named last.
COLUMN_YEAR = ("column", "year")
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "out-of-range": ("region_code", "column", "year"),
        "parts-total": ("total", "year"),
        "identical-columns": ("column", "other_column", "year"),
        "copied-forward": ("region_code", "year"),
        "identical-districts": ("region_code", "other_region_code"),
        "rebased-denominator": ("year",),
        "territory-change": ("year",),
        "swapped-entities": ("region_code", "other_region_code", "year"),
        "swapped-between-sources": ("region_code", "other_region_code", "column"),
    }
)
STRENGTH: Mapping[str, str] = MappingProxyType(
    {
        "parts-total": "ratio",
        "copied-forward": "chance",
        "identical-districts": "score_log10",
        "scale-error": "power_of_ten",
        "sudden-jump": "country_spreads",
        "rebased-denominator": "population_change_log",
        "territory-change": "population_change_log",
        "swapped-entities": "own_misfit",
    }
)
MOST = MappingProxyType({"error": 7, "warning": 4, "note": 2})  # findings told per check, by severity


def findings(audit: Audit) -> pd.DataFrame:
    """Put the flags of an audit together into findings.

    Parameters
    ----------
    audit : Audit
        Of a panel.

    Returns
    -------
    pandas.DataFrame
        ``check_id, severity, flags_count, regions_count, first_year, last_year, example`` (the place of the
        example in the check's evidence), by severity, then in the order of the checks, then by flags.
    """
    pieces = [_grouped(result) for result in audit.results if len(result.evidence)]
    names = ["check_id", "severity", "flags_count", "regions_count", "first_year", "last_year", "example"]
    if not pieces:
        return pd.DataFrame(columns=names)
    table = pd.concat(pieces, ignore_index=True)
    rank = table["severity"].map(SEVERITIES.index)
    order = {result.check_id: place for place, result in enumerate(audit.results)}
    table = table.assign(rank=rank, place=table["check_id"].map(order), less=-table["flags_count"])
    table = table.sort_values(["rank", "place", "less", "less_", "first_year", "example"], ignore_index=True)
    return table[names]


def _grouped(result: CheckResult) -> pd.DataFrame:
    evidence = result.evidence.reset_index(drop=True)
    keys = [key for key in GROUPS.get(result.check_id, COLUMN_YEAR) if key in evidence]
    strength = STRENGTH.get(result.check_id)
    size = evidence[strength].astype(float).abs() if strength in evidence else pd.Series(0.0, evidence.index)
    if result.check_id == "parts-total":
        size = (size - 1).abs()
    table = evidence.assign(place=evidence.index, size_=-size).sort_values(["size_", "place"])
    groups = table.groupby(keys, sort=True)
    return pd.DataFrame(
        {
            "check_id": result.check_id,
            "severity": result.severity,
            "flags_count": groups.size(),
            "regions_count": groups["region_code"].nunique(),
            "first_year": groups["year"].min(),
            "last_year": groups["year"].max(),
            "example": groups["place"].first(),
            "less_": groups["size_"].first(),
        }
    ).reset_index(drop=True)


def sentence(
    row: Any, result: CheckResult, names: Mapping[str, str], fields: Fields, language: Language
) -> str:
    """Tell a finding: what, where, how many, the evidence of its example, and what to look up.

    Parameters
    ----------
    row : named tuple
        A row of :func:`findings`.
    result : CheckResult
        The result of its check.
    names : mapping of str to str
        Region code to name.
    fields : mapping
        Column to its description.
    language : Language
        The reader's.
    """
    example = result.evidence.iloc[row.example]
    words = {str(name): _word(str(name), value, names, fields, language) for name, value in example.items()}
    words["flags_count"] = language.number(row.flags_count)
    words["regions_count"] = language.number(row.regions_count)
    words["years"] = _years(row.first_year, row.last_year)
    words["check_name"] = check_name(result.check_id, language)
    if result.check_id == "parts-total" and example["total"] in inclusions(fields):
        return language.text("quality.finding_part_above", **words)
    template = f"quality.finding_{result.check_id.replace('-', '_')}"
    return language.text(template if language.has(template) else "quality.finding_other", **words)


def inclusions(fields: Fields) -> set[str]:
    """Return the names of declared totals of which a part may not exceed the whole, but need not fill it."""
    return {
        total.name
        for total in panel_declarations(pd.DataFrame(columns=list(fields)))["totals"]
        if not total.exact
    }


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _word(name: str, value: object, names: Mapping[str, str], fields: Fields, language: Language) -> str:
    """Return a value of the evidence as the reader sees it."""
    if name.endswith("region_code"):
        return f"{names.get(str(value), str(value))} ({value})"
    if name == "year":
        return str(value)
    if name == "total":
        return words_for("total", str(value), language)
    if isinstance(value, str):
        return language.title(fields[value]) if value in fields else value
    return plain_number(value, language)


def _two_parts(told: str) -> tuple[str, str]:
    """Return what was found and what to look up: the sentence parted at its last colon."""
    found, _, look_up = told.rpartition(": ")
    return f"{found}.", look_up[:1].upper() + look_up[1:]


def findings_table(
    found: pd.DataFrame,
    audit: Audit,
    names: Mapping[str, str],
    fields: Fields,
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print the largest findings of every check, each with its sentence; all are in the data twin.

    Parameters
    ----------
    found : pandas.DataFrame
        From :func:`findings`.
    """
    results = {result.check_id: result for result in audit.results}
    told = [sentence(row, results[row.check_id], names, fields, language) for row in each_row(found)]
    data = found.drop(columns="example").assign(sentence=told)
    rank = found.groupby("check_id").cumcount()
    shown = data[rank < data["severity"].map(MOST)]
    heads = [
        language.text(f"quality.findings_head_{key}") for key in ("severity", "finding", "look_up", "flags")
    ]
    rows = [
        (
            language.text(f"quality.severity_{row.severity}"),
            *_two_parts(row.sentence),
            language.number(row.flags_count),
        )
        for row in each_row(shown)
    ]
    return table_exhibit(
        id="findings",
        title=language.text("quality.findings_title"),
        caption=language.text(
            "quality.findings_caption", shown=language.number(len(shown)), all=language.number(len(data))
        ),
        source=source,
        function="analysis.exhibits.quality_findings.findings_table",
        data=data,
        shown=pd.DataFrame(rows, columns=heads),
        numbers=heads[3:],
    )
