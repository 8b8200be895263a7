"""Hits of finding matched with labels: what is right, missed and wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.documents.finding.codes import code_key
from analysis.documents.finding.records import PageFindings
from analysis.panels import require_columns

__all__ = ["hits_frame", "match_hits"]

# Kinds of the truth, and what of a hit must agree beside its document, page and indicator.
KINDS = {
    "mention": (),
    "target": ("value", "year"),
    "national_target": ("value",),
    "baseline": ("value", "year"),
    "achievement": ("value", "year"),
    "code": ("code",),
    "amount": ("amount_idr", "year"),
    "standard": (),
}
OF_TRUTH = {"programme": "code", "activity": "code"}
COLUMNS = [
    "document_id",
    "kind",
    "indicator_code",
    "page",
    "value",
    "year",
    "code",
    "amount_idr",
    "confidence",
    "mention",
    "rule",
]
ROUNDED_IDR = 10_000  # documents in millions with two decimals print amounts to ten thousand rupiah
GENERAL = "general"  # the sector of a standard that is named for all


def hits_frame(document_id: str, findings: Iterable[PageFindings]) -> pd.DataFrame:
    """Return the hits of a document as a tidy frame without passages, to be matched with labels."""
    rows: list[tuple] = []

    def add(
        kind: str, indicator: str, page: int, sure: float, mention: int, rule: str = "", **values: object
    ) -> None:
        named = (values.get(name) for name in ("value", "year", "code", "amount_idr"))
        rows.append((document_id, kind, indicator, page, *named, sure, mention, rule))

    for page in findings:
        at = page.page
        for m in page.mentions:
            add("mention", m.indicator_code, at, m.confidence, m.number, m.rule.split(":")[0])
        for t in page.targets:
            add(t.kind, t.indicator_code, at, t.confidence, t.mention, t.rule, value=t.value, year=t.year)
        for x in page.lines:
            if x.activity_code:
                add("code", x.indicator_code, at, x.confidence, x.mention, x.rule, code=x.activity_code)
        for a in page.amounts:
            add(
                "amount", a.indicator_code, at, a.confidence, a.mention, a.rule,
                amount_idr=a.amount_idr, year=a.year,
            )  # fmt: skip
        for s in page.standards:
            add("standard", s.sector or GENERAL, at, s.confidence, -1)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"year": "Int64", "value": float, "amount_idr": float, "confidence": float})


def match_hits(found: pd.DataFrame, truth: pd.DataFrame, *, pages_apart: int = 1) -> pd.DataFrame:
    """Match what was found with what is there, each at most once.

    Parameters
    ----------
    found
        As :func:`hits_frame` gives it, for any number of documents.
    truth
        ``document_id, kind, indicator_code, page`` with ``value, year, code, amount_idr`` where the kind has
        them; kinds ``mention, target, national_target, baseline, achievement, programme, activity, amount,
        standard`` (others, such as traps, are left out). Further columns are kept.
    pages_apart
        A hit on the next page counts where none is left on its own: a name or row may be broken over pages.

    Returns
    -------
    pandas.DataFrame
        The truth and the wrong hits, with ``outcome``: ``right``, ``missed`` or ``wrong``, the
        ``confidence`` and ``rule`` of what was found, and ``hit``, its row in ``found`` (-1 for what was
        missed). The columns of the truth are empty for wrong hits, except those by which they matched.

    Raises
    ------
    MethodError
        A column is absent.

    Notes
    -----
    The year of a national target is not compared, because documents seldom print it; codes are compared
    without the office (1.02.01.32 and 1.02.32 are the same programme); amounts are compared to
    ten thousand rupiah, to which documents in millions round them.
    """
    require_columns(found, COLUMNS, "the hits")
    require_columns(truth, ["document_id", "kind", "indicator_code", "page"], "the labels")
    labels = truth.assign(kind=truth["kind"].replace(OF_TRUTH))
    labels = labels[labels["kind"].isin(list(KINDS))].reset_index(drop=True)
    hits = found.reset_index(drop=True)
    partner = _partners(_keys(hits), _keys(labels), hits["page"], labels["page"], pages_apart)
    matched = labels.assign(outcome="missed", confidence=np.nan, rule="", hit=-1)
    for label, hit in partner.items():
        matched.loc[label, ["outcome", "confidence", "rule", "hit"]] = [
            "right", hits["confidence"].iloc[hit], hits["rule"].iloc[hit], hit,
        ]  # fmt: skip
    wrong = hits.drop(index=list(partner.values())).assign(outcome="wrong")
    wrong["hit"] = wrong.index
    documents = truth.drop_duplicates("document_id").set_index("document_id")
    for column in ("document_type", "layout"):
        if column in documents:
            wrong[column] = wrong["document_id"].map(documents[column])
    return pd.concat([matched, wrong.drop(columns="mention")], ignore_index=True)


def _keys(frame: pd.DataFrame) -> list[tuple]:
    """Return what must agree, apart from the page."""
    keys = []
    for row in frame.to_dict("records"):
        parts = [_part(row.get(name), name) for name in KINDS[row["kind"]]]
        keys.append((row["document_id"], row["kind"], row["indicator_code"], *parts))
    return keys


def _part(value: Any, name: str) -> object:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if name == "amount_idr":
        return round(float(str(value)) / ROUNDED_IDR)
    return round(float(str(value)), 2) if name in {"value", "year"} else code_key(str(value))


def _partners(
    found: Sequence[tuple], labels: Sequence[tuple], at: pd.Series, there: pd.Series, apart: int
) -> dict[int, int]:
    """Return label to hit, first on the same page and then up to ``apart`` pages away."""
    free: dict[tuple, list[int]] = {}
    for place, key in enumerate(found):
        free.setdefault(key, []).append(place)
    partner: dict[int, int] = {}
    for distance in range(apart + 1):
        for label, key in enumerate(labels):
            if label in partner:
                continue
            options = [hit for hit in free.get(key, ()) if abs(at.iloc[hit] - there.iloc[label]) == distance]
            if options:
                partner[label] = options[0]
                free[key].remove(options[0])
    return partner
