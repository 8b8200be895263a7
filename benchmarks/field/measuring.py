"""How finding does on the written documents: hits against labels, levels against levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import pandas as pd

from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.records import PageFindings
from analysis.documents.labelled import hits_frame, match_hits
from analysis.documents.levels import integration_levels
from analysis.documents.page import Page
from analysis.documents.quality import level_scores, reliability, scores
from analysis.sources import load_table
from benchmarks.field.sources import FieldDocument
from benchmarks.finding import FIGURES, make_matcher

__all__ = [
    "calibration_table",
    "field_levels",
    "field_outcomes",
    "find_all",
    "level_table",
    "score_table",
    "without_open_years",
]

SPLITS = ("document_type", "format", "era")


def find_all(
    documents: Iterable[FieldDocument], pages: Mapping[str, Iterable[Page]]
) -> dict[str, list[PageFindings]]:
    """Search the pages of each document for the indicators of its catalogues."""
    return {
        one.id: list(find_in_pages(pages[one.id], _matcher(tuple(one.entry["catalogues"])), **one.about))
        for one in documents
    }


@cache
def _matcher(catalogues: tuple[str, ...]) -> Matcher:
    return make_matcher(catalogues)


def field_outcomes(
    documents: Sequence[FieldDocument], found: Mapping[str, list[PageFindings]]
) -> pd.DataFrame:
    """Match hits with labels, as :func:`analysis.documents.labelled.match_hits` does.

    General mentions of a standard are left out (they tell in the levels), and what a reader may count or
    leave out is neither right nor missed. ``hit`` is the row among the hits of all documents in their order.
    """
    hits = pd.concat([hits_frame(one.id, found[one.id]) for one in documents], ignore_index=True)
    truth = pd.concat([one.truth for one in documents], ignore_index=True)
    truth = truth[(truth["kind"] != "programme") | (truth["code"] != "")]  # a name without code is no code
    truth = truth.assign(kind=truth["kind"].replace({"code": "activity"}))
    ordered = truth.sort_values("optional", kind="stable")  # what must be found is matched first
    matched = match_hits(hits, without_open_years(hits, ordered))
    known = matched[matched["optional"].ne(True) & (matched["kind"] != "standard")]
    about = pd.DataFrame([_about(one) for one in documents]).set_index("document_id")
    return known.drop(columns=["document_type", "part"]).join(about, on="document_id")


def without_open_years(hits: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Take the year from labels whose year is written nowhere, where no hit has it."""
    matched = match_hits(hits, truth)
    labels = matched[matched["outcome"] != "wrong"]  # in the order of the truth
    missed = labels["outcome"].eq("missed") & labels["open_year"].eq(True)
    return truth.assign(year=truth["year"].mask(missed.to_numpy()))


def _about(document: FieldDocument) -> dict[str, str]:
    today = any("2018" in name for name in document.entry["catalogues"])
    return {
        "document_id": document.id, "part": document.part, "document_type": document.document_type,
        "format": str(document.entry["format"]), "era": "today" if today else "study",
    }  # fmt: skip


def score_table(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Score by part and kind, and within each by document type, format and era.

    Over all, documents are resampled for the intervals; within a split there are too few, so pages are.
    """
    rest = FIGURES - {"target"}
    named = outcomes.assign(kind=outcomes["kind"].where(~outcomes["kind"].isin(rest), "other figure"))
    tables = [
        scores(named.assign(page=0), ["part", "kind"]).assign(split="all", group="all", resampled="documents")
    ]
    for split in SPLITS:
        table = scores(named, ["part", split, "kind"]).rename(columns={split: "group"})
        tables.append(table.assign(split=split, resampled="pages"))
    whole = pd.concat(tables, ignore_index=True)
    first = ["part", "split", "group", "kind", "resampled"]
    return whole[[*first, *(name for name in whole.columns if name not in first)]]


def calibration_table(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Compare the confidence of hits with the share that is right, by part."""
    tables = [reliability(own).assign(part=part) for part, own in outcomes.groupby("part", sort=True)]
    return pd.concat(tables, ignore_index=True)


def field_levels(documents: Sequence[FieldDocument], found: Mapping[str, list[PageFindings]]) -> pd.DataFrame:
    """Return the written levels with those that were found."""
    indicators = load_table("standards/indicators").frame
    tables = []
    for one in documents:
        own = indicators[indicators["catalogue"].isin(one.entry["catalogues"])]
        level = {(x.catalogue, x.indicator_code): x.level for x in integration_levels(found[one.id], own)}
        keys = zip(one.levels["catalogue"], one.levels["indicator_code"], strict=True)
        tables.append(one.levels.assign(found_level=[level[key] for key in keys]))
    return pd.concat(tables, ignore_index=True)


def level_table(levels: pd.DataFrame) -> pd.DataFrame:
    """Compare the levels by part: of all indicators, of those that label or finder name; and by type."""
    named = levels[(levels["level"] >= 2) | (levels["found_level"].fillna(0) >= 2)]
    tables = [
        level_scores(levels, ["part"]).assign(cells="all", document_type="all"),
        level_scores(named, ["part"]).assign(cells="named", document_type="all"),
        level_scores(levels, ["part", "document_type"]).assign(cells="all"),
    ]
    whole = pd.concat(tables, ignore_index=True)
    first = ["part", "cells", "document_type"]
    return whole[[*first, *(name for name in whole.columns if name not in first)]]
