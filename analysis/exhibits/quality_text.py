"""What the chapter on the audit says: how much was checked, what was flagged, judged, and what follows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.quality_performance import NO_ERROR, VERDICTS
from analysis.honesty.auditing import Audit
from analysis.honesty.breaks import BREAK, PER_PERSON, UNUSABLE, VALUE
from analysis.honesty.record import FLAGGED, NOT_EVALUATED, PASSED, SEVERITIES

TABLES = ("national/panel",)
MOST_NAMED, MOST_COUNTED = 5, 50


class QualityText:
    """The sentences of the chapter on the audit; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    audit : Audit
        Of the panel.
    flags : pandas.DataFrame
        From :func:`analysis.exhibits.quality_flags.all_flags`.
    """

    def __init__(self, chapter: Chapter, audit: Audit, flags: pd.DataFrame) -> None:
        self.chapter = chapter
        self.audit = audit
        self.flags = flags

    def intro(self, columns_count: int) -> None:
        """Tell what the chapter does and how large the panel is."""
        places = self.audit.places
        function = "analysis.honesty.auditing.audit"
        self._result("rows", len(places), "rows", function)
        self._result("regions", places["region_code"].nunique(), "regions", function)
        self._result("first_year", places["year"].min(), "year", function)
        self._result("last_year", places["year"].max(), "year", function)
        self._result("columns", columns_count, "columns", "analysis.sources.load_table")
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def checks(self) -> None:
        """Tell how many checks ran, and how many flags of which level they raised."""
        status = self.audit.summary()["status"]
        function = "analysis.honesty.auditing.Audit.summary"
        self._result("checks_run", len(status), "checks", function)
        for name, word in (("flagged", FLAGGED), ("passed", PASSED), ("not", NOT_EVALUATED)):
            self._result(f"checks_{name}", (status == word).sum(), "checks", function)
        flags = "analysis.exhibits.quality_flags.all_flags"
        self._result("flags_all", len(self.flags), "flags", flags)
        for severity in SEVERITIES:
            self._result(f"flags_{severity}", (self.flags["severity"] == severity).sum(), "flags", flags)
        cells = self.flags[["region_code", "year"]].drop_duplicates()
        self._result("flagged_cells", len(cells), "rows", flags)
        self.chapter.tell("checks_head")
        self.chapter.tell("flags_sentence")

    def regions(self, by_region: pd.DataFrame, splits: pd.DataFrame) -> None:
        """Tell the median district's rate of flags, the districts with most, and how many of those split.

        Parameters
        ----------
        by_region : pandas.DataFrame
            Of districts: ``region_code, name, error_flags_per_1000``.
        splits : pandas.DataFrame
            ``child_code, parent_code``.
        """
        function = "analysis.exhibits.quality_flags.flags_by_region"
        rates = by_region["error_flags_per_1000"]
        self._result("median_rate", rates.median(), "flags per 1000 values", function, decimals=1)
        first = by_region.sort_values(["error_flags_per_1000", "region_code"], ascending=[False, True])
        named = self.chapter.language.listed(first["name"].head(MOST_NAMED))
        self._result("most_flagged", named, "regions", function, text=named)
        top = set(first["region_code"].head(MOST_COUNTED))
        split = set(splits["child_code"]) | set(splits["parent_code"])
        self._result("top_count", len(top), "regions", function)
        self._result("top_split", len(top & split), "regions", function, tables=(*TABLES, "national/splits"))
        self.chapter.tell("regions_head")

    def judged(self, judged: pd.DataFrame) -> None:
        """Tell how many sampled flags were judged, and what they turned out to be."""
        if judged.empty:
            self.chapter.tell("judged_none")
            return
        function = "analysis.exhibits.quality_performance.judged_shares"
        verdicts = judged["verdict"]
        self._judged("judged_count", len(judged), function)
        self._judged("judged_checks", judged["check_id"].nunique(), function)
        self._judged("judged_seed", int(judged["seed"].iloc[0]), function, unit="year")
        self._judged("true_count", (verdicts == VERDICTS[0]).sum(), function)
        self._judged("false_count", verdicts.isin(NO_ERROR).sum(), function)
        self._judged("undecidable_count", (verdicts == VERDICTS[3]).sum(), function)
        self._judged("decided_count", (verdicts != VERDICTS[3]).sum(), function)
        self.chapter.tell("judged_head")

    def consequences(self, breaks: pd.DataFrame) -> None:
        """Tell what flags do to the use of the data in the other chapters."""
        function = "analysis.honesty.breaks.series_breaks"
        unusable = breaks[(breaks["consequence"] == UNUSABLE) & (breaks["basis"] == VALUE)]
        cells = unusable[["region_code", "column", "year"]].drop_duplicates()
        divided = breaks[(breaks["consequence"] == BREAK) & (breaks["basis"] == PER_PERSON)]
        self._result("unusable_count", len(cells), "cells", function)
        self._result(
            "break_count", len(divided[["region_code", "year"]].drop_duplicates()), "breaks", function
        )
        self._result("broken_regions", divided["region_code"].nunique(), "regions", function)
        self.chapter.tell("consequences_head")

    def _judged(self, id: str, value: object, function: str, unit: str = "flags") -> None:
        self._result(id, value, unit, function, tables=("study/judged-flags",))

    def _result(
        self, id: str, value: object, unit: str, function: str, *, decimals: int = 0,
        text: str | None = None, tables: Sequence[str] = TABLES,
    ) -> None:  # fmt: skip
        self.chapter.result(
            id, value, decimals=decimals, unit=unit, function=function, tables=tables, text=text
        )
