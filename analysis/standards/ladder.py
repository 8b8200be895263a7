"""The attainment ladder: every service of a region on one scale, against its target and the country."""

from __future__ import annotations

import pandas as pd

from analysis.panels import require_columns
from analysis.standards.records import latest_attainments
from analysis.standards.targets import COMPARABLE

__all__ = ["RUNGS", "SURVEY", "RECORD", "ladder"]

SURVEY, RECORD = "survey", "record"
RUNGS = (
    "kind", "code", "indicator_code", "name_id", "name_en", "year", "value", "target", "target_year",
    "approximation", "verified", "gap_points", "reached", "p10", "national_median", "p90", "rank",
    "districts_count",
    "gap_count", "counted_id", "counted_en", "above_denominator", "source",
)  # fmt: skip


def ladder(
    places: pd.DataFrame | None, against: pd.DataFrame | None, records: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Put what is known of a region's services on one scale: survey outcomes first, then its own records.

    Parameters
    ----------
    places : pandas.DataFrame
        From :func:`analysis.standards.outcomes.standing`: where each outcome of the panel stands; None for a
        region that the panel does not have.
    against : pandas.DataFrame
        From :func:`analysis.standards.targets.against_targets` for the same region and window: which target
        an outcome comes near to; None with ``places``.
    records : pandas.DataFrame, optional
        From :func:`analysis.standards.records.attainments`: what the region supplied.

    Returns
    -------
    pandas.DataFrame
        A rung per outcome with a value and per newest record, columns :data:`RUNGS`. ``target`` and
        ``gap_points`` of an outcome are given only where the approximation is close or loose; the gap is
        taken on the value shown, at least 0. A record has no national spread: no other region's is held.

    Raises
    ------
    MethodError
        A column is absent.
    """
    rungs = []
    if places is not None and against is not None:
        require_columns(places, ["outcome", "value", "year", "p10", "p90", "national_median"], "the standing")
        require_columns(against, ["outcome", "indicator_code", "target_pct", "approximation"], "the targets")
        rungs.append(_outcomes(places, against))
    if records is not None and len(records):
        rungs.append(_records(latest_attainments(records)))
    blank = pd.DataFrame(columns=list(RUNGS))
    filled = [each.reindex(columns=list(RUNGS)) for each in rungs if len(each)]
    table = pd.concat(filled, ignore_index=True) if filled else blank
    whole = dict.fromkeys(("year", "target_year", "rank", "districts_count", "gap_count"), "Int64")
    numbers = dict.fromkeys(("value", "target", "gap_points", "p10", "national_median", "p90"), float)
    flags = dict.fromkeys(("reached", "verified", "above_denominator"), "boolean")
    return table.astype({**whole, **numbers, **flags})


def _outcomes(places: pd.DataFrame, against: pd.DataFrame) -> pd.DataFrame:
    names = {"indicator_name_id": "name_id", "indicator_name_en": "name_en", "target_pct": "target"}
    near = against.rename(columns=names)[
        [
            "outcome",
            "indicator_code",
            "name_id",
            "name_en",
            "target",
            "target_year",
            "approximation",
            "verified",
        ]
    ]
    table = places.dropna(subset=["value"]).merge(near, on="outcome", how="left", validate="one_to_one")
    compared = table["approximation"].isin(COMPARABLE) & table["target"].notna()
    gap = (table["target"] - table["value"]).clip(lower=0).where(compared)
    return table.assign(
        kind=SURVEY,
        code=table["outcome"],
        target=table["target"].where(compared),
        target_year=table["target_year"].where(compared),
        verified=table["verified"].isin(["yes", True]),
        gap_points=gap,
        reached=(gap == 0).astype("boolean").mask(~compared),
        above_denominator=False,
    )


def _records(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(
        kind=RECORD, code=found["indicator_code"], value=found["coverage"], approximation="own"
    )
