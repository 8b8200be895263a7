"""What finding got wrong in the development part, with page and text, for whoever mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis.documents.finding.records import PageFindings
from analysis.documents.page import Page
from benchmarks.field.sources import FieldDocument

__all__ = ["shown"]

NUMBER = re.compile(r"\d[\d.,]*")


def shown(
    documents: Sequence[FieldDocument],
    pages: Mapping[str, Sequence[Page]],
    found: Mapping[str, Sequence[PageFindings]],
    outcomes: pd.DataFrame,
) -> Iterator[str]:
    """Write a line for each wrong or missed item, document by document and page by page.

    A wrong one has the passage in which it was found; a missed one the line of its page that has most of the
    numbers of its label.
    """
    held = [one.id for one in documents if one.part != "development"]
    if held:
        raise ValueError(f"Only the development part is shown; {held} are held out.")
    passages = [passage for one in documents for passage in _passages(found[one.id])]
    rows = outcomes[outcomes["outcome"] != "right"].sort_values(
        ["document_id", "page", "kind"], kind="stable"
    )
    labels = {one.id: one.truth for one in documents}
    for row in rows.to_dict("records"):
        own = pages[row["document_id"]]
        text = passages[row["hit"]] if row["outcome"] == "wrong" else _line(row, own, labels)
        said = f"{row['indicator_code']} {row['kind']} {_figure(row)}".strip()
        rule = f" [{row['rule']}]" if row["outcome"] == "wrong" else ""
        yield f"{row['document_id']} p.{row['page']} {row['outcome']}: {said}{rule}\n      {text}"


def _passages(findings: Sequence[PageFindings]) -> Iterator[str]:
    """Give the passages in the order of :func:`analysis.documents.labelled.hits_frame`."""
    for page in findings:
        coded = (line for line in page.lines if line.activity_code)
        for hit in (*page.mentions, *page.targets, *coded, *page.amounts, *page.standards):
            yield " ".join(hit.place.passage.split())[:220]


def _figure(row: Mapping) -> str:
    values = [row["value"], row["amount_idr"], row["code"], row["year"]]
    known = [one for one in values if not pd.isna(one) and one != ""]
    return " ".join(f"{one:g}" if isinstance(one, float) and one < 1e5 else str(one) for one in known)


def _line(row: Mapping, pages: Sequence[Page], labels: Mapping[str, pd.DataFrame]) -> str:
    truth = labels[row["document_id"]]
    own = truth[truth["mention"] == row["mention"]]
    numbers = {round(float(one), 2) for column in ("value", "amount_idr") for one in own[column].dropna()}
    lines = [line for page in pages if page.number == row["page"] for line in page.text.splitlines()]
    best = max(lines, key=lambda line: len(numbers & _numbers(line)), default="")
    return " ".join(best.split())[:220] if numbers & _numbers(best) else "(no figure in its label)"


def _numbers(line: str) -> set[float]:
    written = (one.rstrip(".,").replace(".", "").replace(",", ".") for one in NUMBER.findall(line))
    return {round(float(one), 2) for one in written if one.count(".") < 2}
