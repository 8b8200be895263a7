"""The last budget document of a thread beside what reaching the targets costs."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.documents.thread.chain import CHAIN
from analysis.documents.thread.figures import realism
from analysis.documents.thread.overview import RegionThread
from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns

__all__ = ["Realism", "region_realism"]


@dataclass(frozen=True)
class Realism:
    """The money that a document gives the indicators beside what reaching their targets costs.

    Attributes
    ----------
    document_type : str
        Whose amounts count: the last of the chain that has any.
    need_year : int
        The year whose need stands beside them.
    table : pandas.DataFrame
        From ``realism``, of the indicators that the document has to do with, least funded first.
    """

    document_type: str
    need_year: int
    table: pd.DataFrame

    @property
    def indicators_count(self) -> int:
        """Indicators that are costed and of concern to the document."""
        return len(self.table)

    @property
    def short_count(self) -> int:
        """Those with less than the need."""
        return int((self.table["funded_pct"] < 100).sum())

    @property
    def nothing_count(self) -> int:
        """Those without any amount."""
        return int((self.table["allocated_idr"] == 0).sum())

    @property
    def funded_pct(self) -> float:
        """All amounts, each counted up to its need, as a share of all needs."""
        paid = self.table[["allocated_idr", "need_idr"]].min(axis=1).sum()
        return float(100 * paid / self.table["need_idr"].sum())


def region_realism(thread: RegionThread, need: pd.DataFrame, measure: str) -> Realism:
    """Hold the last budget document of a thread against a costing.

    Parameters
    ----------
    thread : RegionThread
        From :func:`region_thread`.
    need : pandas.DataFrame
        ``indicator_code, year`` and `measure`, from :func:`analysis.standards.costing.need.cost_need`.
    measure : str
        The column of the need, for example ``serving_constant_idr``.

    Returns
    -------
    Realism
        The need is that of the budget year, or of the first year after it that was costed.

    Raises
    ------
    MethodError
        An absent column, no amount in any document, no year of the need from the budget year on, or no
        indicator in both.
    """
    require_columns(need, ["indicator_code", "year", measure], "the need")
    kinds = thread.cells.merge(thread.found.money[["document_id"]].drop_duplicates())["document_type"]
    paying = [kind for kind in CHAIN if kind in set(kinds)]
    years = need.loc[need["year"] >= thread.year, "year"]
    if not paying or years.empty:
        raise MethodError(
            say("No document has an amount, or no need was costed from {year} on.", year=thread.year)
        )
    read = thread.cells[thread.cells["document_type"] == paying[-1]].dropna(subset=["machine_level"])
    asked = need[(need["year"] == years.min()) & need["indicator_code"].isin(read["indicator_code"])]
    if asked.empty:
        raise MethodError(
            say("No indicator is both costed and of concern to the {document}.", document=paying[-1])
        )
    needed = asked[["indicator_code", measure]].rename(columns={measure: "need_idr"})
    table = realism(thread.found, needed, thread.year, paying[-1])
    ordered = table.sort_values(["funded_pct", "indicator_code"], kind="stable", ignore_index=True)
    return Realism(paying[-1], int(years.min()), ordered)
