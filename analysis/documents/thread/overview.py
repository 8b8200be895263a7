"""The whole thread of a region in one record: levels, losses, continuity, contradictions, ambition."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.documents.levels import FUNDED, NAMED
from analysis.documents.thread.chain import CHAIN, busiest_year, chain_of
from analysis.documents.thread.coding import DISPUTED, MACHINE_ONLY
from analysis.documents.thread.era import catalogues_in_force
from analysis.documents.thread.figures import ambition, disputed_figures, last_ambition
from analysis.documents.thread.following import concerned_cells, continuity, leakage, offices_of, thread
from analysis.documents.thread.gathering import Gathered
from analysis.documents.thread.tables import gathered_from
from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns

__all__ = ["RegionThread", "region_thread"]

INDICATORS = ("catalogue", "valid_from", "valid_to", "office_id", "target", "target_year", "direction")


@dataclass(frozen=True)
class RegionThread:
    """How the standards in force run through the documents of a region.

    Attributes
    ----------
    found : Gathered
        What the documents say of the indicators of catalogues in force in the year, with settled levels.
    year : int
        The budget year that is followed.
    cells : pandas.DataFrame
        ``place, document_type, document_id, catalogue, indicator_code, level, status, settled_by``: every
        cell of an indicator and a document that has to do with it, in the order of the chain; documents
        beside the chain that cover the year come after it.
    followed, ends, pairs : pandas.DataFrame
        From ``thread``, ``leakage`` and ``continuity``.
    disputed : pandas.DataFrame
        From ``disputed_figures``.
    ambitions : pandas.DataFrame
        From ``last_ambition``.
    """

    found: Gathered
    year: int
    cells: pd.DataFrame
    followed: pd.DataFrame
    ends: pd.DataFrame
    pairs: pd.DataFrame
    disputed: pd.DataFrame
    ambitions: pd.DataFrame

    @property
    def types(self) -> list[str]:
        """Types of documents of the chain that there are, in order."""
        return list(self.followed.sort_values("place", kind="stable")["document_type"].unique())

    @property
    def documents_count(self) -> int:
        """Documents that cover the year."""
        return int(self.cells["document_id"].nunique())

    @property
    def indicators_count(self) -> int:
        """Indicators of the catalogues in force."""
        return len(self.ends)

    @property
    def named(self) -> list[str]:
        """Indicators that some document of the chain names."""
        return list(self.ends.loc[self.ends["highest_level"].fillna(0) >= NAMED, "indicator_code"])

    @property
    def named_count(self) -> int:
        """How many those are."""
        return len(self.named)

    @property
    def lost_count(self) -> int:
        """Those of them that a later document no longer names."""
        return int((self.ends["indicator_code"].isin(self.named) & self.ends["lost_at"].ne("")).sum())

    @property
    def funded_count(self) -> int:
        """Those with a rupiah line in the last document of the chain that could be evaluated."""
        return int((self.ends["last_level"].fillna(0) >= FUNDED).sum())

    @property
    def compared_count(self) -> int:
        """Pairs of neighbouring documents that both set a target of the year."""
        return int(self.pairs["same_target"].count())

    @property
    def same_count(self) -> int:
        """Those of them with the same target."""
        return int(self.pairs["same_target"].sum())

    @property
    def disputed_count(self) -> int:
        """Indicators, kinds and years with more than one figure."""
        return int(self.disputed["dispute"].nunique())

    @property
    def alone_count(self) -> int:
        """Cells with a level of the machine that no person has seen."""
        return int(self.cells["settled_by"].eq(MACHINE_ONLY).sum())

    @property
    def cells_count(self) -> int:
        """Cells of an indicator and a document that has to do with it."""
        return len(self.cells)

    @property
    def unknown_count(self) -> int:
        """Cells without a level."""
        return int(self.cells["level"].isna().sum())

    @property
    def open_count(self) -> int:
        """Cells that people coded differently and have not settled."""
        return int(self.cells["settled_by"].eq(DISPUTED).sum())

    @property
    def modest_count(self) -> int:
        """Indicators whose last target of the first plan stays below the national one."""
        return int((self.ambitions["ambition"] < 0).sum())

    @property
    def ambitions_count(self) -> int:
        """Indicators with a last target of the first plan and a national target."""
        return len(self.ambitions)

    def survival(self) -> pd.DataFrame:
        """Count the indicators that are named somewhere by type of document and level.

        Returns
        -------
        pandas.DataFrame
            ``place, document_type, level, indicators_count, evaluated_count, share_pct``: of the named
            indicators that a type of document has to do with and that could be evaluated there.
        """
        rows = self.followed[self.followed["indicator_code"].isin(self.named)].dropna(subset=["level"])
        keys = ["place", "document_type"]
        counts = rows.groupby([*keys, "level"]).size().rename("indicators_count").reset_index()
        whole = counts.groupby(keys)["indicators_count"].transform("sum")
        return counts.assign(evaluated_count=whole, share_pct=100 * counts["indicators_count"] / whole)

    def neighbours(self) -> pd.DataFrame:
        """Count, for each pair of neighbouring types, what stays the same.

        Returns
        -------
        pandas.DataFrame
            ``from_type, to_type, indicators_count`` that both name, ``targets_count`` that both set,
            ``same_targets_count``, ``codes_count`` where both have a programme or activity code and
            ``same_codes_count`` where they share one.
        """
        order = {kind: place for place, kind in enumerate(CHAIN)}
        counted = self.pairs.groupby(["from_type", "to_type"], sort=False).agg(
            indicators_count=("indicator_code", "size"),
            targets_count=("same_target", "count"),
            same_targets_count=("same_target", "sum"),
            codes_count=("same_code", "count"),
            same_codes_count=("same_code", "sum"),
        )
        table = counted.reset_index().astype({"same_targets_count": int, "same_codes_count": int})
        return table.sort_values(
            ["from_type", "to_type"], key=lambda column: column.map(order), ignore_index=True
        )


def region_thread(
    levels: pd.DataFrame, figures: pd.DataFrame, indicators: pd.DataFrame, year: int | None = None
) -> RegionThread:
    """Follow the standards in force through the documents of a region.

    Parameters
    ----------
    levels, figures : pandas.DataFrame
        ``document-levels`` and ``document-figures`` of the region.
    indicators : pandas.DataFrame
        ``indicator_code, catalogue, valid_from, valid_to, office_id, target, target_year, direction`` as in
        ``standards/indicators``.
    year : int, optional
        The budget year; by default that of which most types of documents speak.

    Returns
    -------
    RegionThread

    Raises
    ------
    MethodError
        An absent column; no document of the chain covers the year; no cell belongs to a catalogue that was in
        force then.

    Notes
    -----
    A budget is held only to standards of its time: cells of catalogues that were not in force in the year are
    left out.
    """
    require_columns(indicators, ["indicator_code", *INDICATORS], "the indicators")
    whole = gathered_from(levels, figures)
    chosen = busiest_year(whole.documents) if year is None else year
    found = _of_catalogues(whole, catalogues_in_force(indicators, chosen))
    if found.levels.empty:
        raise MethodError(
            say("No level in the table belongs to a catalogue that was in force in {year}.", year=chosen)
        )
    offices = offices_of(indicators)
    followed = thread(found, chosen, offices=offices)
    return RegionThread(
        found=found,
        year=chosen,
        cells=concerned_cells(found, _order(found.documents, chosen), offices),
        followed=followed,
        ends=leakage(followed),
        pairs=continuity(found, chosen, offices=offices),
        disputed=disputed_figures(found),
        ambitions=last_ambition(ambition(found, indicators), found.documents),
    )


def _of_catalogues(found: Gathered, catalogues: set[str]) -> Gathered:
    levels = found.levels[found.levels["catalogue"].isin(catalogues)].reset_index(drop=True)
    codes = set(levels["indicator_code"])
    parts = {
        name: frame[frame["indicator_code"].isin(codes)].reset_index(drop=True)
        for name, frame in (("figures", found.figures), ("money", found.money), ("lines", found.lines))
    }
    return replace(found, levels=levels, **parts)


def _order(documents: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the documents that cover a year: those of the chain in its order, then the others."""
    others = sorted(set(documents["document_type"]) - set(CHAIN))
    return chain_of(documents, year, [*CHAIN, *others])
