"""Coded facts on complaint surveys, promises and procedures in the districts of the programme."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns

TOPIC = "c"  # complaint surveys, service promises, procedures


@dataclass(frozen=True)
class EvidenceFigures:
    """How many districts have such a fact.

    Attributes
    ----------
    districts_count, found_count, facts_count : int
        Districts of the programme, those with a fact, and facts.
    """

    districts_count: int
    found_count: int
    facts_count: int


def voice_evidence(evidence: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the coded facts on complaints, promises and procedures of the districts of the programme.

    Parameters
    ----------
    evidence : pandas.DataFrame
        ``topic, region_code`` and whatever is to be shown.
    members : pandas.DataFrame
        ``region_code`` of the districts of the programme.
    """
    require_columns(evidence, ["topic", "region_code"], "the table of evidence")
    require_columns(members, ["region_code"], "the table of members")
    chosen = (evidence["topic"] == TOPIC) & evidence["region_code"].isin(members["region_code"])
    return evidence[chosen].reset_index(drop=True)


def evidence_figures(evidence: pd.DataFrame, members: pd.DataFrame) -> EvidenceFigures:
    """Count the facts of :func:`voice_evidence` and the districts that they are of; same arguments."""
    found = voice_evidence(evidence, members)
    return EvidenceFigures(members["region_code"].nunique(), found["region_code"].nunique(), len(found))


def rounded_weight(weights: pd.DataFrame) -> float:
    """Return the one rounded weight that every element of the satisfaction index has in reports.

    Parameters
    ----------
    weights : pandas.DataFrame
        Rows of ``standards/index-weights``: ``index, weight``.

    Raises
    ------
    MethodError
        No weight, or different ones.
    """
    require_columns(weights, ["index", "weight"], "the table of weights")
    found = weights.loc[weights["index"] == "satisfaction", "weight"].unique()
    if len(found) != 1:
        raise MethodError(f"The satisfaction index needs one rounded weight; the table has {len(found)}.")
    return float(found[0])
