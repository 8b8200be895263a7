"""What the comparison chapter says: limits of three cases, how similar inputs were, council, models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from analysis.comparison.change.windows import change_between, count_changes
from analysis.comparison.models.evidence import DIMENSION_COLUMNS, model_support
from analysis.comparison.randomisation.smallest_p import DesignLimits, smallest_attainable_p
from analysis.comparison.similarity.differences import count_gaps, input_differences
from analysis.comparison.similarity.pairs import PairSimilarity, SimilaritySummary, similarity_summary
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.declared_inputs import derived_inputs
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.quality_figures import audited_rows, breaks_of
from analysis.exhibits.record import each_row
from analysis.panels import chosen_regions, unsound_between
from analysis.planning.council import council_fragmentation
from analysis.sources import Field
from analysis.sources.selection import DISTRICTS, Rows, as_published, select

EVIDENCE, DIMENSIONS, STUDY = "study/evidence", "study/model-dimensions", "study/study-regions"
VERDICTS = ("supported", "contradicted", "contested", "open")


class ComparisonText:
    """The sentences of the comparison chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    names : mapping of str to str
        Region code to name, in the study's order.
    before, after : tuple of int
        First and last year of the windows compared.
    """

    def __init__(
        self, chapter: Chapter, names: Mapping[str, str], before: tuple[int, int], after: tuple[int, int]
    ) -> None:
        self.chapter = chapter
        self.names = names
        self.before = before
        self.after = after

    def intro(self, limits: DesignLimits) -> None:
        """Tell what the chapter does and what this number of cases cannot show."""
        rows = select(STUDY, "model_id", regions=list(self.names))
        cases = by(as_published, rows=rows).count()
        best = by(smallest_attainable_p, cases=cases).take("smallest_p_group")
        self.chapter.result("cases", limits.cases, unit="cases", derivation=cases)
        self.chapter.result("smallest_p", limits.smallest_p_group, decimals=2, unit="p", derivation=best)
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def inputs(self, differences: pd.DataFrame, together: SimilaritySummary, declared: pd.DataFrame) -> None:
        """Tell how many inputs lie far apart and which pair of regions is closest over all of them."""
        chapter = self.chapter
        gaps = count_gaps(differences)
        counted = by(count_gaps, differences=self._compared(input_differences, declared))
        for id, name in (
            ("pairs_inputs", "gaps"),
            ("inputs_count", "inputs"),
            ("pairs_beyond", "beyond_one_sd"),
        ):
            chapter.result(id, getattr(gaps, name), unit="count", derivation=counted.take(name))
        self._windows("before")
        ranked = self._compared(similarity_summary, declared)
        for name, place in (("closest", 0), ("furthest", -1)):
            pair = together.ordered[place]
            chapter.result(
                f"{name}_pair",
                pair.codes,
                text=self._pair(pair),
                unit="name",
                derivation=ranked.take(f"ordered.{place}.codes"),
            )
            chapter.result(
                f"{name}_share",
                pair.gower_closer_pct,
                unit="pct",
                derivation=ranked.take(f"ordered.{place}.gower_closer_pct"),
            )
        chapter.tell("inputs_head")
        chapter.tell("inputs_sentence")

    def _compared(self, function: Callable[..., object], declared: pd.DataFrame) -> Derivation:
        """Return how a comparison of inputs follows from the panel and the declared inputs."""
        columns = dict.fromkeys(["population_people", *declared["column"]])
        inputs = derived_inputs(columns, self.before)
        return by(
            function,
            panel=inputs.take("panel"),
            regions=select("national/regions", "level", regions=DISTRICTS),
            codes=list(self.names),
            inputs=inputs.take("names"),
            first_year=self.before[0],
            last_year=self.before[1],
            log_inputs=inputs.take("log"),
        )

    def _pair(self, pair: PairSimilarity) -> str:
        return f"{self.names[pair.region_a]} – {self.names[pair.region_b]}"

    def _windows(self, *shown: str) -> None:
        windows = {"before": self.before, "after": self.after}
        self.chapter.windows(windows, "analysis.pipeline.parameters.ComparisonParameters", shown)

    def outcomes_head(self) -> None:
        """Tell which years count as before and after."""
        self._windows("before", "after")
        self.chapter.tell("outcomes_head")

    def left_out(
        self,
        changes: Mapping[str, pd.DataFrame],
        unsound: Mapping[str, Sequence[str]],
        fields: Mapping[str, Field],
        columns: Sequence[str],
    ) -> None:
        """Tell how many districts are left out of each outcome because their series is broken."""
        breaks = by(breaks_of, **audited_rows(columns))
        years = {"first_year": self.before[0], "last_year": self.after[1]}
        told = []
        for outcome, frame in changes.items():
            count = int(frame.loc[frame["region_code"].isin(unsound[outcome]), "change"].count())
            made = by(
                change_between,
                panel=select(
                    "national/panel", outcome, regions=DISTRICTS, years=(self.before[0], self.after[1])
                ),
                regions=select("national/regions", "level", regions=DISTRICTS),
                outcome=outcome,
                before=self.before,
                after=self.after,
            )
            codes = by(unsound_between, breaks=breaks, column=outcome, **years)
            how = by(count_changes, rows=by(chosen_regions, rows=made, region_codes=codes))
            result = self.chapter.result(f"unsound_{outcome}", count, unit="districts", derivation=how)
            if count:
                told.append(f"{self.chapter.language.title(fields[outcome])} {result.text}")
        if told:
            self.chapter.tell("unsound", unsound_list=self.chapter.language.listed(told))
        else:
            self.chapter.tell("unsound_none")

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
        parts = []
        for row in each_row(rows):
            ids = str(row.evidence_ids).split("; ")
            coded = select(EVIDENCE, "year_from", "fact", "value", "unit", evidence_id=ids)
            how = by(council_fragmentation, evidence=coded)
            made = self.chapter.result(
                f"effective_parties_{row.region_code}",
                row.effective_parties,
                decimals=2,
                unit="parties",
                derivation=how.take("effective_parties", region_code=row.region_code, year=row.year),
            )
            parts.append(f"{self.names[row.region_code]} {made.text} ({int(row.year)})")
        if parts:
            self.chapter.tell("council_sentence", council_list=", ".join(parts))

    def models(self, support: pd.DataFrame) -> None:
        """Tell how many points of the models are supported, contradicted, contested and open."""
        how = by(
            model_support,
            evidence=self._cited(support),
            study_regions=select(STUDY, "model_id", regions=list(self.names)),
            dimensions=select(DIMENSIONS, *DIMENSION_COLUMNS),
        )
        self.chapter.result("points", len(support), unit="points", derivation=how.count())
        for verdict in VERDICTS:
            count = int((support["verdict"] == verdict).sum())
            self.chapter.result(
                f"points_{verdict}", count, unit="points", derivation=how.count(verdict=verdict)
            )
        self.chapter.tell("models_head")
        self.chapter.tell("models_sentence")

    def _cited(self, support: pd.DataFrame) -> Rows:
        """Return the rows of the evidence that some point of a model cites."""
        cited = {id for ids in support["evidence_ids"] for id in str(ids).split("; ") if id}
        return select(EVIDENCE, "document_title", "confidence", evidence_id=sorted(cited))
