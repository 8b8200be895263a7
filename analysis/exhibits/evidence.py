"""Exhibits of coded evidence: what documents say of a region, with links, and what bears on the models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.exhibits.language import Language
from analysis.exhibits.record import Exhibit, each_row
from analysis.exhibits.tables import Link, table_exhibit

ROWS_SHOWN = 12  # of a table that a region supplied; its data twin holds all


def evidence_table(
    evidence: pd.DataFrame,
    id: str,
    title: str,
    caption: str,
    language: Language,
    *,
    source: str,
    names: Mapping[str, str] | None = None,
) -> Exhibit:
    """Print coded facts with period, document, link and confidence, ordered by topic and period.

    Parameters
    ----------
    evidence : pandas.DataFrame
        Rows of ``study/evidence``.
    names : mapping of str to str, optional
        Region code to name; given, each row says which region it concerns.
    """
    text = language.text
    keys = ("period", "fact", "value", "document", "confidence")
    heads = [text(f"exhibit.evidence_head_{key}") for key in (("region", *keys) if names else keys)]
    rows = []
    for row in each_row(evidence):
        value = " ".join(str(part) for part in (row.value, row.unit) if isinstance(part, str) and part)
        rows.append(
            (
                *([names[row.region_code]] if names else []),
                _period(row.year_from, row.year_to, language),
                row.fact,
                value,
                Link(str(row.document_title), str(row.url)),
                text(f"common.confidence_{row.confidence}"),
            )
        )
    return table_exhibit(
        id=id,
        title=title,
        caption=caption,
        source=source,
        function="analysis.exhibits.evidence.evidence_table",
        data=evidence,
        shown=pd.DataFrame(rows, columns=heads),
    )


def _period(first: object, last: object, language: Language) -> str:
    if pd.isna(first):  # type: ignore[call-overload]
        return language.text("common.undated")
    start, end = language.year(first), language.year(first if pd.isna(last) else last)  # type: ignore[call-overload]
    return start if start == end else f"{start}–{end}"


def models_table(
    support: pd.DataFrame,
    models: pd.DataFrame,
    names: dict[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print, for each model and dimension, what the coded evidence supports, contradicts or leaves open.

    Parameters
    ----------
    support : pandas.DataFrame
        From `analysis.comparison.models.evidence.model_support`.
    models : pandas.DataFrame
        Rows of ``study/study-regions`` with the model names.
    """
    text = language.text
    titles = dict(zip(models["model_id"], models[f"model_name_{language.code}"], strict=True))
    heads = [
        text(f"exhibit.models_head_{key}") for key in ("region", "model", "dimension", "verdict", "decides")
    ]
    rows = []
    for row in each_row(support):
        verdict = text(f"common.verdict_{row.verdict}")
        if row.evidence_ids:
            documents = language.number(row.sources_count)
            verdict += "\n" + text("exhibit.models_cited", ids=row.evidence_ids, documents=documents)
        rows.append(
            (
                names[row.region_code],
                titles[row.model_id],
                row.dimension_id if language.code == "id" else row.dimension,
                verdict,
                row.what_would_decide,
            )
        )
    return table_exhibit(
        id="models",
        title=text("exhibit.models_title"),
        caption=text("exhibit.models_caption"),
        source=source,
        function="analysis.exhibits.evidence.models_table",
        data=support,
        shown=pd.DataFrame(rows, columns=heads),
    )


def context_table(
    context: pd.DataFrame,
    evidence: pd.DataFrame,
    names: Mapping[str, str],
    language: Language,
    *,
    source: str,
) -> Exhibit:
    """Print coded facts on the context of each region, one row per dimension and one column per region.

    Parameters
    ----------
    context : pandas.DataFrame
        ``dimension``, ``dimension_id``, ``evidence_id``: which coded facts bear on which dimension.
    evidence : pandas.DataFrame
        Rows of ``study/evidence``.
    names : mapping of str to str
        Region code to name, in column order.
    """
    facts = context.merge(evidence, on=["evidence_id", "region_code"], how="left", validate="many_to_one")
    column = "dimension_id" if language.code == "id" else "dimension"
    rows = []
    for dimension in dict.fromkeys(context["dimension"]):
        own = facts[facts["dimension"] == dimension]
        cells = []
        for code in names:
            told = [_fact(row, language) for row in each_row(own[own["region_code"] == code])]
            cells.append("\n".join(told) or language.text("common.not_found"))
        rows.append((own[column].iloc[0], *cells))
    return table_exhibit(
        id="context",
        title=language.text("exhibit.context_title"),
        caption=language.text("exhibit.context_caption"),
        source=source,
        function="analysis.exhibits.evidence.context_table",
        data=facts,
        shown=pd.DataFrame(rows, columns=[language.text("exhibit.context_head_dimension"), *names.values()]),
    )


def _fact(row: Any, language: Language) -> str:
    value = " ".join(part for part in (row.value, row.unit) if isinstance(part, str) and part)
    words = f"{_period(row.year_from, row.year_to, language)}: {row.fact}"
    return f"{words} [{value}; {row.evidence_id}]" if value else f"{words} [{row.evidence_id}]"


def supplied_table(name: str, frame: pd.DataFrame, title: str, language: Language, *, source: str) -> Exhibit:
    """Print a table that a region supplied, as it stands, without empty columns; a long one by its start."""
    filled = frame.dropna(axis="columns", how="all")
    shown = filled.head(ROWS_SHOWN).astype("string").fillna("")
    caption = language.text("exhibit.supplied_caption")
    if len(frame) > ROWS_SHOWN:
        first, count = language.number(ROWS_SHOWN), language.number(len(frame))
        caption += " " + language.text("exhibit.supplied_start", shown=first, count=count)
    return table_exhibit(
        id=f"supplied-{name}",
        title=title,
        caption=caption,
        source=source,
        function="analysis.exhibits.evidence.supplied_table",
        data=frame,
        shown=shown,
    )
