"""What public documents say of the cost of the standards: coded facts, and one costing followed up."""

from __future__ import annotations

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.costing import millions
from analysis.exhibits.derivation import by
from analysis.exhibits.evidence import evidence_table
from analysis.regions import find_region
from analysis.sources import Table
from analysis.sources.selection import select
from analysis.standards.costing.published import published_gap

EVIDENCE = ("evidence_id", "region_code", "year_from", "value", "unit")


def known_costs(chapter: Chapter, facts: Table, evidence: Table) -> None:
    """Tell what is publicly known of costs, and show the facts with their links.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    facts, evidence : Table
        ``study/costing-facts`` and ``study/evidence``.
    """
    rows = facts.frame.merge(evidence.frame, on="evidence_id", how="left")
    how = by(
        published_gap, facts=select(facts.name, "evidence_id", "role"),
        evidence=select(evidence.name, *EVIDENCE, evidence_id=list(facts.frame["evidence_id"])),
    )  # fmt: skip
    found = published_gap(facts.frame, evidence.frame)
    language = chapter.language
    chapter.result("known_year", found.year, unit="year", derivation=how.take("year"))
    for id, value in (("gap_idr", found.gap_idr), ("added_idr", found.added_idr)):
        shown = millions(value, language)
        chapter.result(f"known_{id}", value, unit="idr", derivation=how.take(id), text=shown)
    chapter.result(
        "known_closed", found.closed_pct, decimals=1, unit="pct", derivation=how.take("closed_pct")
    )
    chapter.tell("costing.known", name=find_region(found.region_code).name)
    codes = sorted({str(code) for code in rows["region_code"] if code})
    names = {code: find_region(code).name for code in codes} | {"": language.text("common.none")}
    chapter.show(
        evidence_table(
            rows, "known-costs", chapter.text("costing.known_title"), chapter.text("costing.known_caption"),
            language, source=chapter.source(facts, evidence), names=names,
        )
    )  # fmt: skip
