"""Figures of a thread against something: the national target, what it costs, and each other."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from analysis.documents.thread.chain import CHAIN, chain_of
from analysis.documents.thread.following import TOLERANCE
from analysis.documents.thread.gathering import Gathered
from analysis.panels import require_columns

FIGURE = ["indicator_code", "kind", "unit", "year"]


def ambition(found: Gathered, national: pd.DataFrame) -> pd.DataFrame:
    """Return local targets beside the national target of the same indicator.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    national : pandas.DataFrame
        ``indicator_code, target, target_year, direction`` (higher or lower) as in ``standards/indicators``.

    Returns
    -------
    pandas.DataFrame
        ``document_id, page, indicator_code, year, value, national_target, national_year, ambition`` (local
        less national, in the unit of the indicator; turned round where lower is better, so that below zero
        always means less than the standard asks) and ``confidence``, for targets in percent.

    Notes
    -----
    A target below the national one in a year before the national one is due is a step on the way, not a lack
    of ambition: `national_year` stands beside it.
    """
    require_columns(
        national, ["indicator_code", "target", "target_year", "direction"], "the national targets"
    )
    rows = found.figures[(found.figures["kind"] == "target") & (found.figures["unit"] == "percent")]
    joined = rows.merge(national.dropna(subset=["target"]), on="indicator_code")
    sign = joined["direction"].map({"higher": 1.0, "lower": -1.0})
    return pd.DataFrame(
        {
            "document_id": joined["document_id"],
            "page": joined["page"],
            "indicator_code": joined["indicator_code"],
            "year": joined["year"],
            "value": joined["value"].astype(float),
            "national_target": joined["target"].astype(float),
            "national_year": joined["target_year"],
            "ambition": sign * (joined["value"].astype(float) - joined["target"].astype(float)),
            "confidence": joined["confidence"],
        }
    )


def last_ambition(ambitions: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Return the target of the last year in the first document of the chain that sets one, by indicator.

    Parameters
    ----------
    ambitions : pandas.DataFrame
        From :func:`ambition`.
    documents : pandas.DataFrame
        ``document_id, document_type`` as ``Gathered.documents``.

    Returns
    -------
    pandas.DataFrame
        One row of `ambitions` for each indicator with ``document_type``, the widest lack first: where the
        plan means to end, which is what can be held against the national target. Of several figures the
        surest counts.
    """
    order = {kind: place for place, kind in enumerate(CHAIN)}
    joined = ambitions.merge(documents[["document_id", "document_type"]], on="document_id")
    known = joined[joined["document_type"].isin(order)].dropna(subset=["year"])
    ranked = known.assign(place=known["document_type"].map(order)).sort_values(
        ["place", "year", "confidence", "page"], ascending=[True, False, False, True], kind="stable"
    )
    once = ranked.drop_duplicates("indicator_code").drop(columns="place")
    return once.sort_values(["ambition", "indicator_code"], kind="stable", ignore_index=True)


def realism(found: Gathered, need: pd.DataFrame, year: int, document_type: str = "dpa") -> pd.DataFrame:
    """Return the money that a document gives an indicator beside what reaching its target would cost.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    need : pandas.DataFrame
        ``indicator_code, need_idr`` of the year.
    year : int
        The budget year.
    document_type : str
        Whose amounts count.

    Returns
    -------
    pandas.DataFrame
        ``indicator_code, allocated_idr, need_idr, funded_pct``. Amounts are those of the most detailed level
        in the document, planned and not realised; an amount that stands on several pages counts once.

    Raises
    ------
    MethodError
        As for :func:`chain_of`, or an absent column.
    """
    require_columns(need, ["indicator_code", "need_idr"], "the need")
    members = chain_of(found.documents, year, [document_type])
    money = found.money.merge(members, on="document_id")
    money = money[~money["realised"].astype(bool) & (money["year"].isna() | (money["year"] == year))]
    depth = {"": 0, "programme": 1, "activity": 2, "sub-activity": 3}
    money = money.assign(depth=money["level"].map(depth).fillna(0))
    deepest = money["depth"] == money.groupby(["document_id", "indicator_code"])["depth"].transform("max")
    once = money[deepest].drop_duplicates(
        ["document_id", "indicator_code", "amount_idr", "funding_source", "level"]
    )
    paid = once.groupby("indicator_code")["amount_idr"].sum().rename("allocated_idr")
    table = need[["indicator_code", "need_idr"]].merge(paid, on="indicator_code", how="left")
    table["allocated_idr"] = table["allocated_idr"].fillna(0.0)
    asked = table["need_idr"].where(table["need_idr"] > 0)
    return table.assign(funded_pct=100 * table["allocated_idr"] / asked)[
        ["indicator_code", "allocated_idr", "need_idr", "funded_pct"]
    ]


def contradictions(found: Gathered, tolerance: float = TOLERANCE) -> pd.DataFrame:
    """Return figures of the same indicator, kind, unit and year that differ, within and between documents.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    tolerance : float
        Difference, in the unit of the figure, up to which two figures are the same.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``indicator_code, kind, unit, year``, then ``document_id, page, value`` and
        ``other_document_id, other_page, other_value``; ``within`` one document or not. Each pair of different
        values of two documents stands once, at its surest pages.

    Notes
    -----
    A target can change on purpose from one document to the next; this lists the places where a reader must
    ask, and blames none. An achievement or baseline of one year has one true value.
    """
    rows = []
    for key, own in _dated(found).groupby(FIGURE):
        places = own[["document_id", "page", "value"]].to_numpy().tolist()
        rows += [
            (*key, *one, *other, one[0] == other[0])
            for one, other in combinations(places, 2)
            if abs(one[2] - other[2]) > tolerance
        ]
    columns = [
        "indicator_code", "kind", "unit", "year", "document_id", "page", "value", "other_document_id",
        "other_page", "other_value", "within",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _dated(found: Gathered) -> pd.DataFrame:
    """Return the figures with a year, each value of a document once, at its surest page."""
    known = found.figures.dropna(subset=["year"])
    known = known[known["kind"] != "national_target"]
    known = known.sort_values(["confidence", "page"], ascending=[False, True], kind="stable")
    known = known.drop_duplicates(["document_id", *FIGURE, "value"])
    return known.sort_values(["document_id", "page"], kind="stable")


def disputed_figures(found: Gathered, tolerance: float = TOLERANCE) -> pd.DataFrame:
    """Return every figure that documents state differently, with all who state it: contradictions one by one.

    Parameters
    ----------
    found : Gathered
        What the documents of a region say.
    tolerance : float
        As for :func:`contradictions`.

    Returns
    -------
    pandas.DataFrame
        ``dispute`` (a number for each indicator, kind, unit and year that has more than one value),
        ``indicator_code, kind, unit, year, value, document_id, page``, in this order. Values that differ
        by no more than the tolerance from all others of their dispute do not make one.
    """
    known = _dated(found)
    if known.empty:
        return pd.DataFrame(columns=["dispute", *FIGURE, "value", "document_id", "page"])
    values = known.groupby(FIGURE)["value"]
    apart = values.transform("max") - values.transform("min") > tolerance
    rows = known[apart].sort_values([*FIGURE, "value", "document_id", "page"], ignore_index=True)
    return rows.assign(dispute=rows.groupby(FIGURE).ngroup() + 1)[
        ["dispute", *FIGURE, "value", "document_id", "page"]
    ]
