"""What the coded evidence says of a region, and of the model that the study assigns to it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns

SUPPORTED, CONTRADICTED, CONTESTED, OPEN = "supported", "contradicted", "contested", "open"
WEAK = "low"
DIMENSION_COLUMNS = (
    "model_id", "dimension", "what_would_support", "what_would_contradict", "deciding_document",
    "evidence_ids_support", "evidence_ids_contradict",
)  # fmt: skip


def evidence_for(
    evidence: pd.DataFrame, region_code: str, topics: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the coded evidence on one region, in the order in which it happened.

    Parameters
    ----------
    evidence : pandas.DataFrame
        ``evidence_id, region_code, year_from, topic`` and whatever else is coded.
    region_code : str
        Four-character BPS code; rows of the programme or of a province are not rows of the region.
    topics : collection of str, optional
        The topics wanted; all if omitted.

    Returns
    -------
    pandas.DataFrame
        The rows of the region, all columns, by first year (unknown last), topic and id. Empty when nothing
        is coded: that says nothing about the region, only about what was read.

    Raises
    ------
    MethodError
        Absent column, or a topic that the table does not know.
    """
    require_columns(evidence, ["evidence_id", "region_code", "year_from", "topic"], "the evidence table")
    known = sorted(evidence["topic"].dropna().astype(str).unique())
    stray = sorted(set(topics or ()) - set(known))
    if stray:
        raise MethodError(f"The evidence has no topic '{stray[0]}'; its topics are {', '.join(known)}.")
    rows = evidence.loc[evidence["region_code"] == region_code]
    if topics is not None:
        rows = rows.loc[rows["topic"].isin(list(topics))]
    return rows.sort_values(["year_from", "topic", "evidence_id"], na_position="last", ignore_index=True)


def listed_ids(cell: object) -> list[str]:
    """Return the ids in a cell such as ``"a; b"``; a missing cell has none."""
    text = "" if cell is None or cell is pd.NA or cell != cell else str(cell)
    return [part.strip() for part in text.split(";") if part.strip()]


def cited_rows(rows: pd.DataFrame, identifiers: list[str], region_code: str, dimension: str) -> pd.DataFrame:
    """Return the cited rows of the evidence (indexed by id) on a region.

    Raises
    ------
    MethodError
        An id that is not there, or that is coded for another place.
    """
    for identifier in identifiers:
        if identifier not in rows.index:
            raise MethodError(
                f"The dimension '{dimension}' cites '{identifier}', which is not in the evidence table. "
                "Correct the id in the table of dimensions."
            )
        owner = str(rows.at[identifier, "region_code"])
        if owner != region_code:
            raise MethodError(
                f"The dimension '{dimension}' of region {region_code} cites '{identifier}', which is coded "
                f"for '{owner}'. Evidence on another place decides nothing here; remove it."
            )
    return rows.loc[identifiers]


def verdict_on(support: pd.DataFrame, contradict: pd.DataFrame) -> tuple[str, str]:
    """Return the verdict that follows from rows of evidence for and against, and the reason in one sentence.

    Both need ``confidence``; what is of low confidence decides nothing (see :func:`model_support`).
    """
    weak = int((support["confidence"] == WEAK).sum() + (contradict["confidence"] == WEAK).sum())
    speaks_for = int((support["confidence"] != WEAK).sum())
    speaks_against = int((contradict["confidence"] != WEAK).sum())
    aside = f"; {weak} of low confidence set aside" if weak else ""
    if not speaks_for and not speaks_against:
        return OPEN, f"nothing coded bears on it{aside}"
    counts = f"{speaks_for} for and {speaks_against} against{aside}"
    if speaks_for and speaks_against:
        return CONTESTED, f"the evidence points both ways: {counts}"
    return (SUPPORTED if speaks_for else CONTRADICTED), f"all of it points one way: {counts}"


def model_support(
    evidence: pd.DataFrame, study_regions: pd.DataFrame, dimensions: pd.DataFrame
) -> pd.DataFrame:
    """Return, for each dimension of each model, what the coded evidence on its region says.

    Parameters
    ----------
    evidence : pandas.DataFrame
        ``evidence_id`` (once each), ``region_code, document_title, confidence`` (high, medium or low).
    study_regions : pandas.DataFrame
        ``region_code, model_id``: the model that the study assigns to each region.
    dimensions : pandas.DataFrame
        ``model_id, dimension, what_would_support, what_would_contradict, deciding_document,
        evidence_ids_support, evidence_ids_contradict`` (ids joined by ";", may be missing), and, where there
        is an Indonesian wording, ``dimension_id``.

    Returns
    -------
    pandas.DataFrame
        ``model_id, dimension, dimension_id, region_code, verdict, evidence_ids, what_would_decide,
        sources_count, why``,
        in the order of the regions and then of the dimensions. ``evidence_ids`` are all ids cited, joined by
        "; "; ``sources_count`` is the number of different documents among them.

    Raises
    ------
    MethodError
        Absent column, repeated or unknown id, an id coded for another place or cited on both sides, a model
        without region or a region's model without dimension.

    Notes
    -----
    The rule: evidence of low confidence decides nothing; if what is left stands only for the dimension the
    verdict is ``supported``, only against ``contradicted``, on both sides ``contested``, and where nothing is
    left ``open``. To say beforehand what would support and what would contradict is the practice of process
    tracing (Van Evera 1997, Guide to Methods for Students of Political Science, chapter 2). The rule counts
    no votes and weighs no source: ``supported`` by one document of the programme itself is weak, and
    ``sources_count`` shows it. The dimensions committed with the project were written with the evidence in
    view, so their verdicts sort what was found; they do not test the models.
    """
    require_columns(evidence, ["evidence_id", "region_code", "document_title", "confidence"], "the evidence")
    require_columns(study_regions, ["region_code", "model_id"], "the table of study regions")
    require_columns(dimensions, DIMENSION_COLUMNS, "the table of dimensions")
    if evidence["evidence_id"].duplicated().any():
        twice = evidence.loc[evidence["evidence_id"].duplicated(), "evidence_id"].iloc[0]
        raise MethodError(f"The evidence id '{twice}' occurs twice; each row needs its own id.")
    assigned = set(study_regions["model_id"])
    described = set(dimensions["model_id"])
    if assigned != described:
        model = sorted(assigned ^ described)[0]
        lacks = "no dimension" if model in assigned else "no study region"
        raise MethodError(f"The model '{model}' has {lacks}; both tables must name the same models.")
    rows = evidence.set_index("evidence_id")
    records = []
    for region_code, model in zip(study_regions["region_code"], study_regions["model_id"], strict=True):
        for _, row in dimensions.loc[dimensions["model_id"] == model].iterrows():
            dimension = str(row["dimension"])
            speaks_for = listed_ids(row["evidence_ids_support"])
            speaks_against = listed_ids(row["evidence_ids_contradict"])
            cited = [*speaks_for, *speaks_against]
            if len(set(cited)) < len(cited):
                raise MethodError(f"The dimension '{dimension}' cites the same evidence twice.")
            support = cited_rows(rows, speaks_for, region_code, dimension)
            contradict = cited_rows(rows, speaks_against, region_code, dimension)
            verdict, why = verdict_on(support, contradict)
            records.append(
                {
                    "model_id": model,
                    "dimension": dimension,
                    "dimension_id": str(row.get("dimension_id", dimension)),
                    "region_code": region_code,
                    "verdict": verdict,
                    "evidence_ids": "; ".join(cited),
                    "what_would_decide": str(row["deciding_document"]),
                    "sources_count": int(rows.loc[cited, "document_title"].nunique()),
                    "why": why,
                }
            )
    return pd.DataFrame(records)
