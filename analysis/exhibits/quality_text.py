"""What the chapter on the audit says: how much was checked, what was flagged, judged, and what follows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.quality_figures import (
    AuditFigures,
    BreakFigures,
    audit_figures,
    audit_of,
    audited_rows,
    break_figures,
    breaks_of,
    districts_by_flags,
    judged_figures,
    measures,
    region_figures,
)
from analysis.sources import Table
from analysis.sources.selection import Rows, select

MOST_NAMED = 5
REGIONS, SPLITS = "national/regions", "national/splits"
UNITS = {"first_year": "year", "last_year": "year", "judged_seed": "year", "median_rate": "per thousand"}


class QualityText:
    """The sentences of the chapter on the audit; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    panel : Table
        The panel as its source has it, in the years of the run.
    """

    def __init__(self, chapter: Chapter, panel: Table) -> None:
        self.chapter = chapter
        self.columns = measures(panel)
        years = panel.frame["year"]
        self.years = (int(years.min()), int(years.max()))

    def audited(self, *, corrected: bool = False) -> dict[str, Rows]:
        """Return the rows that were audited."""
        return audited_rows(self.columns, self.years, corrected=corrected)

    def intro(self, figures: AuditFigures) -> None:
        """Tell what the chapter does and how large the panel is."""
        made = by(measures, panel=self.audited()["panel"]).count()
        self.chapter.result("columns", len(self.columns), unit="columns", derivation=made)
        self._figures(figures, by(audit_figures, found=by(audit_of, **self.audited())))
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def checks(self, corrected: AuditFigures) -> None:
        """Tell how many checks ran, how many flags they raised, and how many are left after the ledger."""
        made = by(audit_figures, found=by(audit_of, **self.audited(corrected=True)))
        self.chapter.result(
            "flags_left", corrected.flags_all, unit="flags", derivation=made.take("flags_all")
        )
        self.chapter.tell("checks_head")
        self.chapter.tell("flags_sentence")

    def regions(self, districts: pd.DataFrame, splits: pd.DataFrame, names: dict[str, str]) -> None:
        """Tell the median district's rate of flags, the districts with most, and how many of those split."""
        made = by(
            region_figures,
            districts=by(
                districts_by_flags, found=by(audit_of, **self.audited()), regions=select(REGIONS, "level")
            ),
            splits=select(SPLITS, "child_code", "parent_code"),
        )
        self._figures(region_figures(districts, splits), made)
        first = [names[code] for code in districts["region_code"].head(MOST_NAMED)]
        self.chapter.tell("regions_head", most_flagged=self.chapter.language.listed(first))

    def judged(self, judged: pd.DataFrame) -> None:
        """Tell how many sampled flags were judged, and what they turned out to be."""
        if judged.empty:
            self.chapter.tell("judged_none")
            return
        rows = select("study/judged-flags", "check_id", "verdict", "seed")
        self._figures(judged_figures(judged), by(judged_figures, judged=rows))
        self.chapter.tell("judged_head")

    def consequences(self, figures: BreakFigures) -> None:
        """Tell what flags do to the use of the data in the other chapters."""
        made = by(break_figures, breaks=by(breaks_of, **self.audited(corrected=True)))
        self._figures(figures, made)
        self.chapter.tell("consequences_head")

    def _figures(self, figures: Any, made: Derivation) -> None:
        """Record every figure under its own name."""
        for id, value in asdict(figures).items():
            unit = UNITS.get(id, "count")
            decimals = 1 if isinstance(value, float) else 0
            self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=made.take(id))
