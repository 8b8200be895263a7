"""The thread of a region as two tables without any passage, so that its documents need not be at hand."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.documents.findings import DocumentFindings
from analysis.documents.levels import IndicatorLevel
from analysis.documents.record import DocumentRecord, Outcome
from analysis.documents.thread.coding import CELL, MACHINE, settled_levels
from analysis.documents.thread.gathering import COLUMNS, DIGITS, Gathered, gathered, named
from analysis.panels import require_columns

__all__ = ["figure_table", "gathered_from", "level_table", "people_codes"]

DOCUMENT = ("document_type", "year_from", "year_to", "organisation")
LEVELS = (
    "document_id", *DOCUMENT, "catalogue", "indicator_code", "coded_by", "level", "evaluation", "confidence",
    "pages",
)  # fmt: skip
FIGURES = (
    "document_id", "indicator_code", "kind", "value", "unit", "year", "amount_idr", "funding_source",
    "activity_code", "budget_level", "page", "confidence",
)  # fmt: skip
EVALUATED = "evaluated"
AMOUNTS = ("amount", "realised")


def level_table(outcomes: Iterable[Outcome], codes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return how far each indicator comes in each document, by the machine and by each person.

    Parameters
    ----------
    outcomes : iterable of Outcome
        Of reading with :class:`analysis.documents.findings.DocumentFinder`.
    codes : pandas.DataFrame, optional
        From :func:`analysis.documents.thread.coding.checked_codes`: what people coded. Cells of documents
        that were not read are left out.

    Returns
    -------
    pandas.DataFrame
        Columns of ``templates/document-levels`` from ``document_id`` to ``pages``, in the order of documents,
        indicators and coders, the machine first.
    """
    rows = []
    for outcome in named(outcomes):
        record, found = outcome.record, outcome.findings
        if record is not None and isinstance(found, DocumentFindings):
            rows += [_level_row(record, level) for level in found.levels]
    table = pd.DataFrame(rows, columns=list(LEVELS))
    if codes is not None and len(codes):
        places = table[CELL].assign(place=range(len(table)))
        whole = pd.concat([table, _people_rows(table, codes)], ignore_index=True).merge(places, on=CELL)
        whole = whole.assign(human=whole["coded_by"].ne(MACHINE))
        table = whole.sort_values(["place", "human", "coded_by"], ignore_index=True)[list(LEVELS)]
    return table.astype({"level": "Int64", "year_from": "Int64", "year_to": "Int64", "confidence": float})


def _level_row(record: DocumentRecord, level: IndicatorLevel) -> tuple[object, ...]:
    highest = level.evidence[-1] if level.evidence else None
    return (
        record.document_id, record.document_type, record.year_from, record.year_to, record.organisation,
        level.catalogue, level.indicator_code, MACHINE, level.level, level.status,
        None if highest is None else round(highest.confidence, DIGITS),
        ";".join(str(one.place.page) for one in level.evidence),
    )  # fmt: skip


def _people_rows(machine: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    cells = machine[[*CELL, *DOCUMENT]]
    joined = codes[[*CELL, "coder", "level"]].merge(cells, on=CELL)
    blank = joined.assign(coded_by=joined["coder"], evaluation=EVALUATED, confidence=None, pages="")
    return blank[list(LEVELS)].astype({"confidence": float})


def figure_table(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Return every figure that documents give of an indicator, each place once.

    Parameters
    ----------
    outcomes : iterable of Outcome
        As for :func:`level_table`.

    Returns
    -------
    pandas.DataFrame
        Columns of ``templates/document-figures`` from ``document_id`` to ``confidence``. A figure that was
        found twice in one place stands with its surest confidence.
    """
    found = gathered(outcomes)
    kinds = found.money["realised"].astype(bool).map({True: "realised", False: "amount"})
    parts = [
        found.figures,
        found.money.assign(kind=kinds, budget_level=found.money["level"]),
        found.lines.assign(kind="line", budget_level=found.lines["level"]),
    ]
    rows = pd.concat([part.reindex(columns=list(FIGURES)).astype(object) for part in parts])
    rows = rows.assign(confidence=rows["confidence"].astype(float))
    order = ["document_id", "page", "indicator_code", "kind", "year", "value", "amount_idr", "activity_code"]
    surest = rows.sort_values("confidence", ascending=False, kind="stable")
    surest = surest.drop_duplicates([name for name in FIGURES if name != "confidence"])
    kept = surest.sort_values(order, kind="stable", key=lambda column: column.map(_sortable))
    kept = kept.reset_index(drop=True).astype({"year": "Int64", "page": "Int64"})
    return kept.astype({"value": float, "amount_idr": float})


def _sortable(value: object) -> str:
    """Order words and numbers in one column; what is missing comes last."""
    if not isinstance(value, str) and pd.isna(value):  # type: ignore[call-overload]
        return "\uffff"
    return value if isinstance(value, str) else f"{float(value):020.4f}"  # type: ignore[arg-type]


def people_codes(levels: pd.DataFrame) -> pd.DataFrame:
    """Return what people coded, from a table of levels, as ``checked_codes`` gives it."""
    require_columns(levels, [*CELL, "coded_by", "level"], "the levels")
    rows = levels[levels["coded_by"].ne(MACHINE)].dropna(subset=["level"])
    return rows.rename(columns={"coded_by": "coder"})[[*CELL, "coder", "level"]].reset_index(drop=True)


def gathered_from(levels: pd.DataFrame, figures: pd.DataFrame) -> Gathered:
    """Put the two tables of a region back into the frames that the functions of a thread take.

    Parameters
    ----------
    levels, figures : pandas.DataFrame
        ``document-levels`` and ``document-figures`` as loaded, or from :func:`level_table` and
        :func:`figure_table`.

    Returns
    -------
    Gathered
        With settled levels: people overrule the machine, see
        :func:`analysis.documents.thread.coding.settled_levels`. How many pages the documents have is not
        known here, nor their titles.

    Raises
    ------
    MethodError
        An absent column.
    """
    require_columns(levels, list(LEVELS), "the table document-levels")
    require_columns(figures, list(FIGURES), "the table document-figures")
    machine = levels[levels["coded_by"].eq(MACHINE)].astype({"level": "Int64"})
    pages = machine["pages"].fillna("").str.rsplit(";", n=1).str[-1]
    own = machine.assign(status=machine["evaluation"], page=pd.to_numeric(pages).astype("Int64"))
    settled = settled_levels(own[list(COLUMNS["levels"])].reset_index(drop=True), people_codes(levels))
    money = figures[figures["kind"].isin(AMOUNTS)]
    money = money.assign(realised=money["kind"].eq("realised"), level=money["budget_level"])
    lines = figures[figures["kind"].eq("line")]
    told = figures[~figures["kind"].isin([*AMOUNTS, "line"])]
    documents = machine.drop_duplicates("document_id").assign(registered=True)
    return Gathered(
        documents=_whole(documents.reindex(columns=list(COLUMNS["documents"]))),
        levels=settled,
        figures=_whole(told[list(COLUMNS["figures"])]),
        money=_whole(money[list(COLUMNS["money"])]),
        lines=_whole(lines.assign(level=lines["budget_level"])[list(COLUMNS["lines"])]),
    )


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    whole = [name for name in ("year_from", "year_to", "year", "page") if name in frame]
    return frame.reset_index(drop=True).astype(dict.fromkeys(whole, "Int64"))
