"""The thread of each standard through a region's documents: what is told, and the exhibits."""

from __future__ import annotations

from analysis.documents.register import public_files
from analysis.documents.thread.agreeing import agreements, coded_cells
from analysis.documents.thread.coding import CELL
from analysis.documents.thread.overview import INDICATORS, region_thread
from analysis.documents.thread.realism import region_realism
from analysis.documents.thread.tables import FIGURES, LEVELS
from analysis.errors import DataError, MethodError
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.costing_text import COLUMNS, NEEDED, region_costing
from analysis.exhibits.derivation import by
from analysis.exhibits.thread import map_figure, realism_figure, shown_type, survival_figure
from analysis.exhibits.thread_tables import agreement_table, ambition_table, continuity_table, disputes_table
from analysis.regions import Region
from analysis.sources import Table, load_region_table
from analysis.sources.selection import select

TABLES = ("document-levels", "document-figures")
COUNTS = ("documents", "indicators", "named", "lost", "funded", "alone", "cells", "unknown")
SERVING = "serving_constant_idr"


def thread_section(chapter: Chapter, here: Region, catalogue: Table, deflator: Table, *, seed: int) -> None:
    """Tell how each standard runs through a region's documents, or what is missing for it.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told, exhibits shown and results recorded.
    here : Region
        The region.
    catalogue, deflator : Table
        ``standards/indicators`` and ``national/deflator``.
    seed : int
        Of the costing that the documents are held against.
    """
    chapter.tell("thread.head")
    levels, figures = (load_region_table(here.code, name) for name in TABLES)
    if levels is None or figures is None or not len(levels.frame):
        chapter.box("thread.missing", name=here.name, code=here.code)
        return
    try:
        told = _ThreadText(chapter, here, levels, figures, catalogue)
    except (DataError, MethodError) as refusal:
        chapter.box("lines.refused", reason=str(refusal))
        return
    told.overview()
    told.continuity()
    told.disputes()
    told.ambition()
    told.realism(deflator, seed)
    told.people()


class _ThreadText:
    """The sentences and exhibits; every number in a sentence is a recorded result."""

    def __init__(
        self, chapter: Chapter, here: Region, levels: Table, figures: Table, catalogue: Table
    ) -> None:
        self.chapter, self.here, self.levels, self.catalogue = chapter, here, levels, catalogue
        tables = [f"regions/{here.code}/{name}" for name in TABLES]
        self.how = by(
            region_thread,
            levels=select(tables[0], *LEVELS),
            figures=select(tables[1], *FIGURES),
            indicators=select("standards/indicators", "indicator_code", *INDICATORS),
        )
        self.found = region_thread(levels.frame, figures.frame, catalogue.frame)
        shown = catalogue.frame[f"name_{chapter.language.code}"]
        self.names = dict(zip(catalogue.frame["indicator_code"], shown, strict=True))
        self.source = chapter.source(levels, figures, catalogue)
        self.year = chapter.language.year(self.found.year)

    def _count(self, name: str) -> None:
        value = getattr(self.found, f"{name}_count")
        self.chapter.result(f"thread_{name}", value, unit="count", derivation=self.how.take(f"{name}_count"))

    def overview(self) -> None:
        """Tell how many standards are named, lost and paid; show the map and where the levels drop."""
        chapter = self.chapter
        for name in COUNTS:
            self._count(name)
        chapter.tell("thread.overview", year=self.year)
        if self.here.specimen or public_files(self.here.code):
            chapter.tell("thread.workbench", slug=self.here.slug, name=self.here.name)
        else:
            chapter.tell("thread.local", code=self.here.code)
        if self.found.named:
            chapter.show(map_figure(self.found, self.names, chapter.language, source=self.source))
            chapter.show(survival_figure(self.found, chapter.language, source=self.source))

    def continuity(self) -> None:
        """Tell how often neighbouring documents have the same target; nothing where none can be compared."""
        neighbours = self.found.neighbours()
        if neighbours.empty:
            return
        for name in ("compared", "same"):
            self._count(name)
        self.chapter.tell("thread.continuity", year=self.year)
        language = self.chapter.language
        self.chapter.show(continuity_table(neighbours, self.found.year, language, source=self.source))

    def disputes(self) -> None:
        """List the contradictions one by one."""
        self._count("disputed")
        if not self.found.disputed_count:
            self.chapter.tell("thread.disputes_none")
            return
        self.chapter.tell("thread.disputes")
        language = self.chapter.language
        self.chapter.show(disputes_table(self.found.disputed, self.names, language, source=self.source))

    def ambition(self) -> None:
        """Hold local targets against the national ones; nothing where there is none to compare."""
        if not self.found.ambitions_count:
            return
        for name in ("ambitions", "modest"):
            self._count(name)
        self.chapter.tell("thread.ambition")
        language = self.chapter.language
        self.chapter.show(ambition_table(self.found.ambitions, self.names, language, source=self.source))

    def realism(self, deflator: Table, seed: int) -> None:
        """Hold the last budget document against the costing, or say why it cannot be done."""
        chapter, language = self.chapter, self.chapter.language
        tables = {name: load_region_table(self.here.code, name) for name in COLUMNS}
        held = {name: table for name, table in tables.items() if table is not None and len(table.frame)}
        if any(name not in held for name in NEEDED):
            chapter.box("thread.realism", reason=chapter.text("thread.realism_missing"))
            return
        try:
            costing, how = region_costing(self.here.code, held, self.catalogue, deflator, seed=seed)
            found = region_realism(self.found, costing.need.table, SERVING)
        except (DataError, MethodError) as refusal:
            chapter.box("thread.realism", reason=str(refusal))
            return
        made = by(region_realism, thread=self.how, need=how.take("need.table"), measure=SERVING)
        for name in ("indicators", "short", "nothing"):
            value, taken = getattr(found, f"{name}_count"), made.take(f"{name}_count")
            chapter.result(f"realism_{name}", value, unit="indicators", derivation=taken)
        chapter.result("realism_year", found.need_year, unit="year", derivation=made.take("need_year"))
        chapter.result("realism_funded", found.funded_pct, unit="pct", derivation=made.take("funded_pct"))
        chapter.tell("thread.realism", document=shown_type(found.document_type), year=self.year)
        source = chapter.source(self.levels, *held.values(), self.catalogue, deflator)
        chapter.show(realism_figure(found, self.found.year, self.names, language, source=source))

    def people(self) -> None:
        """Tell how far people agree on the levels, or how they can code them."""
        chapter = self.chapter
        rows = self.levels.frame
        if not coded_cells(rows):
            chapter.tell("thread.people_none", code=self.here.code)
            return
        name = f"regions/{self.here.code}/document-levels"
        counted = by(coded_cells, levels=select(name, *CELL, "coded_by"))
        chapter.result("coded_cells", coded_cells(rows), unit="cells", derivation=counted)
        found = agreements(rows)
        together = found[found["one"] == ""]
        if together.empty:
            chapter.tell("thread.people_one")
        else:
            how = by(agreements, levels=select(name, *CELL, "coded_by", "level"))
            alpha = how.take("value", one="")
            value = together["value"].iloc[0]
            chapter.result("agreement_alpha", value, decimals=2, unit="alpha", derivation=alpha)
            taken = self.how.take("open_count")
            chapter.result("agreement_open", self.found.open_count, unit="cells", derivation=taken)
            chapter.tell("thread.people")
        if len(found):
            source = chapter.source(self.levels)
            chapter.show(agreement_table(found, chapter.language, source=source))
