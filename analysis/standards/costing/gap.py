"""Where money is missing: need less allocation for each indicator and year, never netted against another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.panels import require_columns
from analysis.standards.costing.need import KEYS, MEASURES


@dataclass(frozen=True)
class FundingGap:
    """Need, allocation and what is missing.

    Attributes
    ----------
    table : pandas.DataFrame
        ``indicator_code, year, need_idr, allocation_idr, used_idr, gap_idr, surplus_idr``: the amount of the
        measure that was asked for; what is allocated; the part of it up to the need; what is missing; the
        part above the need. Either gap or surplus is zero.
    sources : pandas.DataFrame
        ``indicator_code, year, funding_source, used_idr, surplus_idr``: the same by source; where there is
        more than needed, each source counts in proportion.
    outside : pandas.DataFrame
        Allocations for indicators and years that were not costed: they fill no gap here.
    measure : str
        ``need`` (for those to be added) or ``serving`` (for all at the target).
    """

    table: pd.DataFrame
    sources: pd.DataFrame
    outside: pd.DataFrame
    measure: str

    @property
    def need_idr(self) -> float:
        """Sum of the need."""
        return float(self.table["need_idr"].sum())

    @property
    def used_idr(self) -> float:
        """Sum of the allocations up to the need."""
        return float(self.table["used_idr"].sum())

    @property
    def gap_idr(self) -> float:
        """Sum of what is missing; no surplus is taken off."""
        return float(self.table["gap_idr"].sum())

    @property
    def surplus_idr(self) -> float:
        """Sum of the allocations above the need of their indicator and year."""
        return float(self.table["surplus_idr"].sum())


def funding_gap(needs: pd.DataFrame, allocations: pd.DataFrame, *, measure: str = "need") -> FundingGap:
    """Return what is missing for each indicator and year.

    Parameters
    ----------
    needs : pandas.DataFrame
        ``table`` of :class:`analysis.standards.costing.need.Need`: ``indicator_code, year`` and the amount of
        the measure in prices of the year, as budgets are.
    allocations : pandas.DataFrame
        ``indicator_code, year, funding_source, allocation_idr``; see
        :func:`analysis.standards.costing.allocation.allocate_lines`.
    measure : str
        ``need`` where the allocations come on top of what serves people today; ``serving`` where they pay
        for everybody served. Whole budget lines usually pay for everybody: the gap by ``need`` is then the
        least that can be missing, that by ``serving`` the most.

    Returns
    -------
    FundingGap

    Raises
    ------
    MethodError
        A column is absent, an unknown measure, or two rows for one indicator and year.

    Notes
    -----
    A surplus of one indicator or year never fills another: moving money is a decision, and
    :func:`analysis.standards.costing.purchase.buy` shows what it would do.
    """
    if measure not in MEASURES:
        near = ", ".join(nearest(measure, MEASURES) or MEASURES)
        raise MethodError(f"'{measure}' is no measure of need; choose {near}.")
    require_columns(needs, [*KEYS, f"{measure}_idr"], "the needs")
    require_columns(allocations, [*KEYS, "funding_source", "allocation_idr"], "the allocations")
    if needs.duplicated(KEYS).any() or allocations.duplicated([*KEYS, "funding_source"]).any():
        raise MethodError(
            "An indicator has two rows for one year (and source); add them up before comparing."
        )
    table = needs[KEYS].assign(need_idr=needs[f"{measure}_idr"].astype(float)).reset_index(drop=True)
    joined = allocations.merge(table[KEYS], on=KEYS, how="left", indicator="found")
    inside = joined[joined["found"] == "both"].drop(columns="found")
    outside = joined[joined["found"] != "both"].drop(columns="found").reset_index(drop=True)
    sums = inside.groupby(KEYS)["allocation_idr"].sum().rename("allocation_idr").reset_index()
    table = table.merge(sums, on=KEYS, how="left").fillna({"allocation_idr": 0.0})
    table["used_idr"] = table[["need_idr", "allocation_idr"]].min(axis=1)
    table["gap_idr"] = table["need_idr"] - table["used_idr"]
    table["surplus_idr"] = table["allocation_idr"] - table["used_idr"]
    return FundingGap(table, _by_source(inside, table), outside, measure)


def _by_source(inside: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    whole = inside[[*KEYS, "funding_source", "allocation_idr"]].merge(
        table[[*KEYS, "used_idr", "allocation_idr"]], on=KEYS, suffixes=("", "_of_all")
    )
    part = whole["allocation_idr"] / whole["allocation_idr_of_all"].where(whole["allocation_idr_of_all"] > 0)
    used = (part.fillna(0.0) * whole["used_idr"]).to_numpy()
    found = whole[[*KEYS, "funding_source"]].assign(used_idr=used, surplus_idr=whole["allocation_idr"] - used)
    return found.sort_values([*KEYS, "funding_source"], ignore_index=True)
