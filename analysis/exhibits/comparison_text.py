"""What the comparison chapter says: limits of three cases, how similar inputs were, council, models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analysis.comparison.design import DesignLimits
from analysis.comparison.similarity import PairSimilarity, SimilaritySummary
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.record import each_row

SIMILARITY = "analysis.comparison.similarity"
PANEL = ("national/panel", "study/declared-inputs")


class ComparisonText:
    """The sentences of the comparison chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    names : mapping of str to str
        Region code to name, in the study's order.
    """

    def __init__(self, chapter: Chapter, names: Mapping[str, str]) -> None:
        self.chapter = chapter
        self.names = names

    def intro(self, limits: DesignLimits) -> None:
        """Tell what the chapter does and what this number of cases cannot show."""
        function = "analysis.comparison.design.smallest_attainable_p"
        self.chapter.result("cases", limits.cases, unit="cases", function=function, tables=[])
        self.chapter.result(
            "smallest_p", limits.smallest_p_group, decimals=2, unit="p", function=function, tables=[]
        )
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def inputs(self, differences: pd.DataFrame, together: SimilaritySummary, before: tuple[int, int]) -> None:
        """Tell how many inputs lie far apart and which pair of regions is closest over all of them."""
        chapter = self.chapter
        apart = differences["standardised_difference"].abs()
        counts = {
            "pairs_inputs": int(apart.notna().sum()),
            "inputs_count": differences["input"].nunique(),
            "pairs_beyond": int((apart > 1).sum()),
        }
        for id, value in counts.items():
            chapter.result(id, value, unit="count", function=f"{SIMILARITY}.input_differences", tables=PANEL)
        self._years(before, "before")
        pairs = [pair for pair in together.pairs if pd.notna(pair.gower_distance)]
        pairs.sort(key=lambda pair: pair.gower_distance)
        for name, pair in (("closest", pairs[0]), ("furthest", pairs[-1])):
            chapter.result(
                f"{name}_pair",
                self._pair(pair),
                text=self._pair(pair),
                unit="name",
                function=f"{SIMILARITY}.similarity_summary",
                tables=PANEL,
            )
            chapter.result(
                f"{name}_share",
                pair.gower_closer_pct,
                unit="pct",
                function=f"{SIMILARITY}.similarity_summary",
                tables=PANEL,
            )
        chapter.tell("inputs_head")
        chapter.tell("inputs_sentence")

    def _pair(self, pair: PairSimilarity) -> str:
        return f"{self.names[pair.region_a]} – {self.names[pair.region_b]}"

    def _years(self, years: tuple[int, int], name: str) -> None:
        for edge, year in zip(("first", "last"), years, strict=True):
            self.chapter.result(
                f"{name}_{edge}",
                year,
                unit="year",
                function="analysis.pipeline.parameters.ComparisonParameters",
                tables=[],
            )

    def outcomes_head(self, before: tuple[int, int], after: tuple[int, int]) -> None:
        """Tell which years count as before and after."""
        self._years(before, "before")
        self._years(after, "after")
        self.chapter.tell("outcomes_head")

    def together(
        self,
        evidence_for: Callable[..., pd.DataFrame],
        evidence: pd.DataFrame,
        topics: Sequence[str],
    ) -> pd.DataFrame:
        """Return the coded facts of all regions of the chapter on some topics, region by region."""
        parts = [evidence_for(evidence, code, topics) for code in self.names]
        return pd.concat(parts, ignore_index=True)

    def council(self, fragmentation: pd.DataFrame) -> None:
        """Tell the effective number of parties where the seats of a whole council are coded."""
        rows = fragmentation[fragmentation["region_code"].isin(list(self.names))]
        rows = rows.dropna(subset=["effective_parties"])
        function = "analysis.planning.council.council_fragmentation"
        parts = []
        for row in each_row(rows):
            made = self.chapter.result(
                f"effective_parties_{row.region_code}",
                row.effective_parties,
                decimals=2,
                unit="parties",
                function=function,
                tables=["study/evidence"],
            )
            parts.append(f"{self.names[row.region_code]} {made.text} ({int(row.year)})")
        if parts:
            self.chapter.tell("council_sentence", council_list=", ".join(parts))

    def models(self, support: pd.DataFrame) -> None:
        """Tell how many points of the models are supported, contradicted, contested and open."""
        verdicts = support["verdict"].value_counts()
        function = "analysis.comparison.evidence.model_support"
        tables = ("study/evidence", "study/model-dimensions")
        self.chapter.result("points", len(support), unit="points", function=function, tables=tables)
        for verdict in ("supported", "contradicted", "contested", "open"):
            count = int(verdicts.get(verdict, 0))
            self.chapter.result(f"points_{verdict}", count, unit="points", function=function, tables=tables)
        self.chapter.tell("models_head")
        self.chapter.tell("models_sentence")
