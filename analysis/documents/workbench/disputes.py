"""Contradictions for the workbench: every figure that documents state differently, with its passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.documents.finding.records import Target
from analysis.documents.findings import DocumentFindings
from analysis.documents.record import Outcome
from analysis.documents.thread.figures import FIGURE, disputed_figures
from analysis.documents.thread.gathering import gathered

Passages = dict[tuple[object, ...], Target]


def disputes_of(outcomes: Sequence[Outcome], *, passages: bool) -> list[dict[str, Any]]:
    """Return the contradictions between and within documents, one by one.

    Parameters
    ----------
    outcomes : sequence of Outcome
        With findings and ids of their own, as ``named`` gives them.
    passages : bool
        Whether the words of the documents go with the figures.

    Returns
    -------
    list of dict
        ``indicator, kind, year, unit`` and ``figures``: for each value and document a passage as cells have
        them, with ``value``.
    """
    disputed = disputed_figures(gathered(outcomes))
    told = _passages(outcomes)
    found = []
    for _, own in disputed.groupby("dispute"):
        rows = own.to_dict("records")
        found.append(
            {
                "indicator": rows[0]["indicator_code"],
                "kind": rows[0]["kind"],
                "unit": rows[0]["unit"],
                "year": int(rows[0]["year"]),
                "figures": [_figure(row, told[_key(row)], passages) for row in rows],
            }
        )
    return found


def _key(row: dict[Any, Any]) -> tuple[object, ...]:
    return (row["document_id"], *(row[name] for name in FIGURE), float(row["value"]), int(row["page"]))


def _passages(outcomes: Sequence[Outcome]) -> Passages:
    """Return the surest hit of each figure by document, figure, value and page."""
    found: Passages = {}
    for outcome in outcomes:
        assert outcome.record is not None and isinstance(outcome.findings, DocumentFindings)
        for page in outcome.findings.pages:
            for one in page.targets:
                year = pd.NA if one.year is None else one.year
                key = (
                    outcome.record.document_id, one.indicator_code, one.kind, one.unit, year,
                    float(one.value), one.place.page,
                )  # fmt: skip
                if key not in found or one.confidence > found[key].confidence:
                    found[key] = one
    return found


def _figure(row: dict[Any, Any], hit: Target, passages: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"document": row["document_id"], "page": int(row["page"]), "value": row["value"]}
    if not passages:
        return shown
    return {
        **shown,
        "step": 3,
        "words": hit.written,
        "rule": hit.rule,
        "confidence": round(hit.confidence, 3),
        "text": hit.place.passage,
        "box": hit.place.box,
    }
