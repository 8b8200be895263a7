"""What a region's chapter says of its own records against the standards, and what is missing."""

from __future__ import annotations

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.standards_region import attainments_table, record_gaps_figure, schools_table
from analysis.regions import Region
from analysis.sources import Table, load_region_table
from analysis.standards.catalogue import Indicator
from analysis.standards.ladder import ladder
from analysis.standards.records import attainments, latest_attainments
from analysis.standards.region_pace import record_paces
from analysis.standards.schools import school_shares

RECORDS, SCHOOLS = "indicators", "school-standards"


class StandardsOfRegion:
    """A region's indicator records and school rows against the standards.

    Parameters
    ----------
    chapter : Chapter
        The chapter of the region.
    here : Region
    indicators : tuple of Indicator
        The catalogues.
    catalogue : Table
        ``standards/indicators``, for the source lines.
    """

    def __init__(
        self, chapter: Chapter, here: Region, indicators: tuple[Indicator, ...], catalogue: Table
    ) -> None:
        self.chapter = chapter
        self.here = here
        self.indicators = indicators
        self.catalogue = catalogue
        self.table = load_region_table(here.code, RECORDS)
        self.schools_table = load_region_table(here.code, SCHOOLS)

    def found(self) -> pd.DataFrame | None:
        """Return the attainment of each record; None where the region supplied none."""
        return None if self.table is None else attainments(self.table.frame, self.indicators)

    def rungs(self, places: pd.DataFrame | None, against: pd.DataFrame | None) -> pd.DataFrame:
        """Return the ladder of the region: outcomes of the panel where it has them, then its own records."""
        return ladder(places, against, self.found())

    def paces(self, outcomes: pd.DataFrame | None) -> pd.DataFrame | None:
        """Return the paces by outcomes of the panel and by the region's own records; None without any."""
        found = self.found()
        own = None if found is None else record_paces(found)
        parts = [each for each in (outcomes, own) if each is not None and len(each)]
        return pd.concat(parts, ignore_index=True) if parts else None

    def tables(self, *more: Table) -> tuple[Table, ...]:
        """Return the tables behind the ladder: those given, and the region's own where there is one."""
        return more if self.table is None else (*more, self.catalogue, self.table)

    def records(self, found: pd.DataFrame | None) -> None:
        """Show coverage, attainment, performance and gap of the records, or the box that names the file."""
        chapter = self.chapter
        if self.table is None or found is None:
            chapter.box("standards_records", name=self.here.name, path=self._path(RECORDS))
            return
        source = chapter.source(self.table, self.catalogue)
        chapter.show(attainments_table(found, self.here.name, chapter.language, source=source))
        latest = latest_attainments(found)
        if latest["gap_count"].notna().any():
            chapter.show(record_gaps_figure(latest, self.here.name, chapter.language, source=source))

    def schools(self) -> None:
        """Show the share of schools that meet each standard, or the box that names the file."""
        chapter = self.chapter
        if self.schools_table is None:
            chapter.box("standards_schools", name=self.here.name, path=self._path(SCHOOLS))
            return
        shares = school_shares(self.schools_table.frame)
        source = chapter.source(self.schools_table)
        chapter.show(schools_table(shares, self.here.name, chapter.language, source=source))

    def _path(self, name: str) -> str:
        return f"data/regions/{self.here.code}/{name}.csv"
