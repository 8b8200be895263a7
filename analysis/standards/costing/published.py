"""Costs that public documents name: a gap that a region found, and what budgets added afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns

RUPIAH = "Rp"
GAP, INCREASE = "gap", "increase"


@dataclass(frozen=True)
class PublishedGap:
    """A gap in money and what was added to close it.

    Attributes
    ----------
    region_code : str
    year : int
        In which the gap was found.
    gap_idr, added_idr : float
        The gap, and the sum of the increases.
    """

    region_code: str
    year: int
    gap_idr: float
    added_idr: float

    @property
    def closed_pct(self) -> float:
        """Share of the gap that the increases close if all of them count towards it; may exceed 100."""
        return 100 * self.added_idr / self.gap_idr


def published_gap(facts: pd.DataFrame, evidence: pd.DataFrame) -> PublishedGap:
    """Set increases of a budget against the gap that a region's own costing found.

    Parameters
    ----------
    facts : pandas.DataFrame
        Table ``study/costing-facts``: ``evidence_id`` and ``role``.
    evidence : pandas.DataFrame
        Table ``study/evidence``: ``evidence_id, region_code, year_from, value, unit``.

    Returns
    -------
    PublishedGap

    Raises
    ------
    MethodError
        Not one gap, an amount of another region or unit, a fact that is not in the evidence, a gap of zero.

    Notes
    -----
    Whether an increase was meant for the gap is what the document says, not what is computed here.
    """
    require_columns(facts, ["evidence_id", "role"], "the facts on costs")
    require_columns(
        evidence, ["evidence_id", "region_code", "year_from", "value", "unit"], "the coded evidence"
    )
    rows = facts[facts["role"].isin([GAP, INCREASE])].merge(evidence, on="evidence_id", how="left")
    gaps = rows[rows["role"] == GAP]
    if len(gaps) != 1 or rows["region_code"].nunique(dropna=False) != 1 or set(rows["unit"]) != {RUPIAH}:
        raise MethodError(
            f"One gap and its increases in rupiah of one region are needed; found {len(gaps)} gap(s), units "
            f"{sorted(map(str, set(rows['unit'])))} and regions {sorted(map(str, set(rows['region_code'])))}."
        )
    amounts = rows["value"].astype(float)
    gap = float(amounts[rows["role"] == GAP].iloc[0])
    if not gap > 0:
        raise MethodError(f"The gap is {gap:g}; a gap above zero can be closed.")
    added = float(amounts[rows["role"] == INCREASE].sum())
    first = gaps.iloc[0]
    return PublishedGap(str(first["region_code"]), int(first["year_from"]), gap, added)
