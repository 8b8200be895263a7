"""Follow every indicator along the chain of one year: levels, drops, targets that stay or change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.documents.finding.codes import programme_key
from analysis.documents.thread.chain import CHAIN, chain_of
from analysis.documents.thread.gathering import Gathered
from analysis.panels import require_columns

OFFICE_PAPERS = frozenset({"renstra", "renja", "rka", "dpa", "lakip"})
NAMED = 2
TOLERANCE = 0.5  # points within which two targets are the same


def thread(
    found: Gathered,
    year: int,
    chain: Sequence[str] = CHAIN,
    offices: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the level of every indicator in every type of document along the chain.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    year : int
        The budget year.
    chain : sequence of str
        As for :func:`chain_of`.
    offices : mapping of str to str, optional
        Indicator to the office that answers for it (several joined by ";"). Papers of one office (Renstra,
        Renja, RKA, DPA, LAKIP) then count only for its own indicators: the plan of the health office loses no
        standard of education. A paper without an office counts for all.

    Returns
    -------
    pandas.DataFrame
        One row per indicator and type of document that is there: ``catalogue, indicator_code, place,
        document_type, level`` (the highest over the documents of the type; missing where none could be
        evaluated) and ``status`` (``evaluated``; ``at least``, where a document of the type has unread pages;
        ``not evaluated``).

    Raises
    ------
    MethodError
        As for :func:`chain_of`.
    """
    members = chain_of(found.documents, year, chain)
    rows = concerned_cells(found, members, offices)
    keys = ["catalogue", "indicator_code", "place", "document_type"]
    grouped = rows.groupby(keys, sort=False)
    table = grouped["level"].max().to_frame()
    doubtful = grouped["status"].agg(lambda words: bool((words != "evaluated").any()))
    table["status"] = doubtful.map({True: "at least", False: "evaluated"})
    table.loc[table["level"].isna(), "status"] = "not evaluated"
    return table.reset_index().sort_values(["catalogue", "indicator_code", "place"], ignore_index=True)


def offices_of(indicators: pd.DataFrame) -> dict[str, str]:
    """Return the office that answers for each indicator, where the catalogue names one."""
    known = indicators[indicators["office_id"].fillna("").ne("")]
    return dict(zip(known["indicator_code"], known["office_id"].astype(str), strict=True))


def concerned_cells(
    found: Gathered, members: pd.DataFrame, offices: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the cells of indicators and documents that have to do with each other, document by document.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    members : pandas.DataFrame
        ``place, document_type, document_id`` from :func:`analysis.documents.thread.chain.chain_of`.
    offices : mapping of str to str, optional
        As for :func:`thread`.

    Returns
    -------
    pandas.DataFrame
        The columns of the levels after ``place, document_type``, in the order of the members.
    """
    rows = members.merge(found.levels, on="document_id", validate="one_to_many")
    if not offices:
        return rows
    papers = dict(zip(found.documents["document_id"], found.documents["organisation"], strict=True))
    return rows[[_concerns(row, papers, offices) for row in rows.to_dict("records")]].reset_index(drop=True)


def _concerns(row: Mapping[Hashable, Any], papers: Mapping[str, str], offices: Mapping[str, str]) -> bool:
    """Say whether a document has to do with an indicator at all."""
    paper = str(papers.get(row["document_id"]) or "").casefold().strip()
    named = [part.casefold().strip() for part in str(offices.get(row["indicator_code"]) or "").split(";")]
    if row["document_type"] not in OFFICE_PAPERS or not paper or not any(named):
        return True
    return any(part and (part in paper or paper in part) for part in named)


def leakage(followed: pd.DataFrame) -> pd.DataFrame:
    """Return how far each indicator comes along the chain, and where it is lost.

    Parameters
    ----------
    followed : pandas.DataFrame
        From :func:`thread`.

    Returns
    -------
    pandas.DataFrame
        One row per indicator: ``catalogue, indicator_code``, ``first_level`` and ``last_level`` (in the first
        and last type of document that could be evaluated), ``highest_level``, ``leakage`` (first less last;
        negative where the budget says more than the plan), ``survives_to`` (the last type in which it is
        named, empty if none), ``lost_at`` (the first type after one that names it in which it is no longer
        named; empty where it is not lost), ``documents_count`` evaluated and ``unknown_count`` not.

    Notes
    -----
    A type that could not be evaluated is passed over and counted: nothing is lost in a document that nobody
    could read.
    """
    require_columns(
        followed, ["catalogue", "indicator_code", "place", "document_type", "level"], "the thread"
    )
    rows = []
    for (catalogue, code), own in followed.groupby(["catalogue", "indicator_code"], sort=False):
        known = own.dropna(subset=["level"]).sort_values("place")
        named = known[known["level"] >= NAMED]
        after = known[known["place"] > named["place"].min()] if len(named) else known.iloc[:0]
        lost = after[after["level"] < NAMED]
        first, last = (int(known["level"].iloc[end]) if len(known) else None for end in (0, -1))
        rows.append(
            {
                "catalogue": catalogue,
                "indicator_code": code,
                "first_level": first,
                "last_level": last,
                "highest_level": int(known["level"].max()) if len(known) else None,
                "leakage": first - last if first is not None and last is not None else None,
                "survives_to": str(named["document_type"].iloc[-1]) if len(named) else "",
                "lost_at": str(lost["document_type"].iloc[0]) if len(lost) else "",
                "documents_count": len(known),
                "unknown_count": int(own["level"].isna().sum()),
            }
        )
    whole = ["first_level", "last_level", "highest_level", "leakage"]
    return pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))


def continuity(
    found: Gathered,
    year: int,
    chain: Sequence[str] = CHAIN,
    offices: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return, for neighbours in the chain, whether target and activity of an indicator stay the same.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    year : int
        The year whose targets are compared.
    chain, offices
        As for :func:`thread`.

    Returns
    -------
    pandas.DataFrame
        One row per indicator and pair of neighbouring types that both name it: ``catalogue, indicator_code,
        from_type, to_type``; ``target_from, target_to`` (missing where a document sets none for the year),
        ``same_target`` and ``same_code`` (whether both give a code of the same programme), each missing where
        it cannot be said.

    Notes
    -----
    Targets are the same within half a point. Where a document sets several targets for a year, the one it is
    surest of counts; :func:`analysis.documents.thread.figures.contradictions` lists the others. Codes are
    compared by programme and without the office: 1.02.01.32 of a plan goes on as 1.02.1.02.01.32.06.
    """
    members = chain_of(found.documents, year, chain)
    targets = _targets(found.figures, members, year)
    codes = _codes(found.lines, members)
    followed = thread(found, year, chain, offices)
    rows = []
    for (catalogue, code), own in followed.groupby(["catalogue", "indicator_code"], sort=False):
        named = own[own["level"].fillna(0) >= NAMED].sort_values("place")
        for before, after in pairwise(named["document_type"]):
            ends = [(str(code), str(kind)) for kind in (before, after)]
            one, other = (targets.get(end) for end in ends)
            shared = [codes.get(end, set()) for end in ends]
            known = one is not None and other is not None
            rows.append(
                {
                    "catalogue": catalogue,
                    "indicator_code": code,
                    "from_type": before,
                    "to_type": after,
                    "target_from": one,
                    "target_to": other,
                    "same_target": abs(one - other) <= TOLERANCE if known else None,  # type: ignore[operator]
                    "same_code": bool(shared[0] & shared[1]) if all(shared) else None,
                }
            )
    columns = [
        "catalogue", "indicator_code", "from_type", "to_type", "target_from", "target_to", "same_target",
        "same_code",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"target_from": float, "target_to": float}).astype(
        {"same_target": "boolean", "same_code": "boolean"}
    )


def _targets(figures: pd.DataFrame, members: pd.DataFrame, year: int) -> dict[tuple[str, str], float]:
    """Return the surest target of the year by indicator and type of document."""
    rows = figures[(figures["kind"] == "target") & (figures["year"] == year)]
    rows = rows.merge(members, on="document_id").sort_values(
        ["confidence", "page"], ascending=[False, True], kind="stable"
    )
    kept = rows.drop_duplicates(["indicator_code", "document_type"])
    keys = zip(kept["indicator_code"], kept["document_type"], strict=True)
    return dict(zip(keys, kept["value"].astype(float), strict=True))


def _codes(lines: pd.DataFrame, members: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    rows = lines[lines["activity_code"].ne("")].merge(members, on="document_id")
    return {
        (str(code), str(kind)): {programme_key(written) for written in own["activity_code"]}
        for (code, kind), own in rows.groupby(["indicator_code", "document_type"])
    }
