"""What the documents of a region say of every indicator, as frames; and what finds it in each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.names import indicator_names, programme_names
from analysis.documents.finding.records import Amount, Line, Mention, PageFindings, Standard, Target
from analysis.documents.findings import DocumentFinder, DocumentFindings
from analysis.documents.record import Outcome
from analysis.sources import load_table

Hit = Mention | Target | Line | Amount | Standard


@lru_cache(maxsize=4)
def document_finder(catalogues: tuple[str, ...] = ()) -> DocumentFinder:
    """Return what finds the indicators of some catalogues (all if none is named) in a document.

    Parameters
    ----------
    catalogues : tuple of str
        Names of catalogues; all if empty.

    Raises
    ------
    MethodError
        There is no such catalogue; the message names the nearest.
    """
    indicators = load_table("standards/indicators").frame
    phrasings = load_table("standards/phrasings").frame
    names = indicator_names(indicators, phrasings, catalogues=list(catalogues) or None)
    chosen = {name.key for name in names}
    keys = zip(indicators["catalogue"], indicators["indicator_code"], strict=True)
    asked = indicators.loc[[key in chosen for key in keys], ["catalogue", "indicator_code", "sector_en"]]
    matcher = Matcher((*names, *programme_names(load_table("standards/programmes").frame)))
    return DocumentFinder(matcher, asked.reset_index(drop=True))


@dataclass(frozen=True)
class Gathered:
    """What the documents of a region say, as tidy frames without passages.

    Attributes
    ----------
    documents : pandas.DataFrame
        ``document_id, document_type, title, organisation, year_from, year_to, pages_count, unread_count,
        file, registered``; the title is that of the register, as one taken from the pages is a passage.
    levels : pandas.DataFrame
        ``document_id, catalogue, indicator_code, level`` (missing where not evaluated), ``status``,
        ``page`` (of the highest step).
    figures : pandas.DataFrame
        Targets, baselines, achievements and national targets: ``document_id, indicator_code, kind, value,
        unit, year, page, confidence``.
    money : pandas.DataFrame
        ``document_id, indicator_code, amount_idr, year, funding_source, level, realised, page, confidence``.
    lines : pandas.DataFrame
        Programmes and activities: ``document_id, indicator_code, activity_code, level, page, confidence``.
    """

    documents: pd.DataFrame
    levels: pd.DataFrame
    figures: pd.DataFrame
    money: pd.DataFrame
    lines: pd.DataFrame


def of_catalogues(outcomes: Iterable[Outcome], catalogues: Collection[str]) -> list[Outcome]:
    """Return outcomes with the levels of some catalogues only; other indicators are then not gathered."""
    kept = []
    for outcome in outcomes:
        found = outcome.findings
        if isinstance(found, DocumentFindings):
            levels = tuple(level for level in found.levels if level.catalogue in catalogues)
            outcome = replace(outcome, findings=replace(found, levels=levels))
        kept.append(outcome)
    return kept


COLUMNS = {
    "documents": (
        "document_id", "document_type", "title", "organisation", "year_from", "year_to", "pages_count",
        "unread_count", "file", "registered",
    ),
    "levels": ("document_id", "catalogue", "indicator_code", "level", "status", "page"),
    "figures": (
        "document_id", "indicator_code", "kind", "value", "unit", "year", "page", "confidence",
    ),
    "money": (
        "document_id", "indicator_code", "amount_idr", "year", "funding_source", "level", "realised", "page",
        "confidence",
    ),
    "lines": ("document_id", "indicator_code", "activity_code", "level", "page", "confidence"),
}  # fmt: skip
DIGITS = 3  # of a confidence: more would say more than is known, and change with each fit
WHOLE = ("year_from", "year_to", "year", "page", "level")


def gathered(outcomes: Iterable[Outcome]) -> Gathered:
    """Put the findings of several documents into frames.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Of reading with :func:`gather`. Refused files and files that are the same as another are passed over.
    """
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
    for outcome in named(outcomes):
        record, found = outcome.record, outcome.findings
        if record is None or not isinstance(found, DocumentFindings):
            continue
        own = record.document_id
        rows["documents"].append(
            (
                own, record.document_type, record.title if record.registered else "", record.organisation,
                record.year_from,
                record.year_to, outcome.pages, len(outcome.unread), record.file, record.registered,
            )
        )  # fmt: skip
        for one in found.levels:
            page = one.evidence[-1].place.page if one.evidence else None
            rows["levels"].append((own, one.catalogue, one.indicator_code, one.level, one.status, page))
        asked = {level.indicator_code for level in found.levels}
        for each in found.pages:
            _add_page(own, each, asked, rows)
    return Gathered(**{name: _frame(rows[name], list(columns)) for name, columns in COLUMNS.items()})


def named(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes of documents of their own, each with an id that no other has."""
    found: list[Outcome] = []
    seen: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.record is None or outcome.same_as:
            continue
        base = outcome.record.document_id or outcome.record.file
        seen[base] = seen.get(base, 0) + 1
        own = base if seen[base] == 1 else f"{base}-{seen[base]}"
        found.append(replace(outcome, record=replace(outcome.record, document_id=own)))
    return found


def _add_page(
    own: str, page: PageFindings, asked: set[str], rows: dict[str, list[tuple[object, ...]]]
) -> None:
    """Add the hits of the indicators that are asked for."""
    for t in (one for one in page.targets if one.indicator_code in asked):
        rows["figures"].append(
            (own, t.indicator_code, t.kind, t.value, t.unit, t.year, t.place.page, t.confidence)
        )
    for a in (one for one in page.amounts if one.indicator_code in asked):
        rows["money"].append(
            (
                own, a.indicator_code, a.amount_idr, a.year, a.funding_source, a.level, a.realised,
                a.place.page, a.confidence,
            )
        )  # fmt: skip
    for x in page.lines:
        if not x.overhead and x.indicator_code in asked:
            rows["lines"].append(
                (own, x.indicator_code, x.activity_code, x.level, x.place.page, x.confidence)
            )


def _frame(rows: list[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    words = frame["level"].map(lambda value: isinstance(value, str)).any() if "level" in frame else True
    whole = [name for name in WHOLE if name in frame and not (name == "level" and words)]
    if "confidence" in frame:
        frame = frame.assign(confidence=frame["confidence"].astype(float).round(DIGITS))
    return frame.astype(dict.fromkeys(whole, "Int64"))
