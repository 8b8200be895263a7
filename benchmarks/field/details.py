"""Unit and source of money of what finding got right, against the labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.documents.finding.records import PageFindings
from benchmarks.field.sources import FieldDocument
from benchmarks.finding import FIGURES

__all__ = ["detail_table"]


def detail_table(
    documents: Sequence[FieldDocument],
    found: Mapping[str, list[PageFindings]],
    outcomes: pd.DataFrame,
) -> pd.DataFrame:
    """Compare unit and source of money of the hits that are right with their labels, by part.

    A unit that is not said is no error; ``percent`` is that of labels without a unit.
    """
    details = [detail for one in documents for detail in _details(found[one.id])]
    right = outcomes[(outcomes["outcome"] == "right") & outcomes["kind"].isin([*FIGURES, "amount"])]
    money = right["kind"] == "amount"
    said = right["hit"].astype(int).map(dict(enumerate(details)))
    label = right["funding_source"].where(money, right["unit"].replace("", "percent"))
    compared = right.assign(detail=money.map({True: "funding source", False: "unit"}), said=said, label=label)
    compared = compared[(compared["said"] != "") | (money & (compared["label"] != ""))]
    agrees = [
        label.lower() == said.lower() if detail == "unit" else _names(said) == _names(label)
        for detail, said, label in compared[["detail", "said", "label"]].itertuples(index=False)
    ]
    table = compared.assign(agreeing_count=agrees).groupby(["part", "detail"])["agreeing_count"]
    return table.agg(compared_count="size", agreeing_count="sum", share="mean").reset_index()


def _details(findings: Iterable[PageFindings]) -> Iterable[str]:
    """Give unit or source of each hit, in the order of :func:`analysis.documents.labelled.hits_frame`."""
    for page in findings:
        yield from ("" for _ in page.mentions)
        yield from (target.unit for target in page.targets)
        yield from ("" for line in page.lines if line.activity_code)
        yield from (amount.funding_source for amount in page.amounts)
        yield from ("" for _ in page.standards)


def _names(words: str) -> list[str]:
    return sorted(words.lower().replace(",", " ").replace("-", " ").split())
