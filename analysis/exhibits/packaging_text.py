"""Packaging in the chapter of a region: what is told and shown, and what is missing for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.errors import MethodError
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.packaging import survival_figure, wording_figure
from analysis.exhibits.packaging_tables import choices_table, known_table, statements_table, steps_table
from analysis.planning.chain import (
    line_chain,
    linked_to_standards,
    programme_kinds,
    stages_of,
    year_with_most_stages,
)
from analysis.planning.line_survival import change_difference, line_survival, relative_changes
from analysis.planning.own_lines import overhead_share
from analysis.planning.programme_texts import (
    programme_texts,
    statement_text,
    statement_texts,
    statements_in_force,
)
from analysis.planning.wording import (
    wording_across_programmes,
    wording_across_regions,
    wording_by_programme,
)
from analysis.planning.wording_choices import wording_by_choice
from analysis.regions import Region
from analysis.sources import Table, load_region_table
from analysis.sources.selection import select

LINES = ("document", "line_id", "organisation", "programme_code", "programme_name", "activity_code",
         "activity_name", "indicator_code", "amount_idr")  # fmt: skip
STATEMENTS = ("kind", "year_from", "year_to", "text")
CEILINGS, BUDGET = "kua_ppas", "apbd"
POINTS = "points"
ENDS = ("low", "high")
OF_REGIONS = ("similarity", "p10", "median", "p90", "above_median", *ENDS, "p_value", "smallest_attainable_p")


class PackagingText:
    """The section on packaging: statements, wording of programmes, fate of lines, overhead.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    here : Region
        The region.
    programmes : Table
        ``standards/programmes``: which programmes are overhead.
    missions : Table
        ``study/missions``: the missions of other regions.
    seed : int
        Of the tests and intervals.
    """

    def __init__(
        self, chapter: Chapter, here: Region, programmes: Table, missions: Table, *, seed: int
    ) -> None:
        self.chapter, self.here, self.seed = chapter, here, seed
        self.programmes, self.missions = programmes, missions
        self.lines, self.shares, self.priorities = (
            load_region_table(here.code, name) for name in ("budget-lines", "line-indicators", "priorities")
        )
        codes = programmes.frame.loc[programmes.frame["overhead"] == "yes", "programme_code"]
        self.overhead = [str(code) for code in codes]

    def told(self) -> None:
        """Tell the whole section, each part with its tables or with a box that says what is missing."""
        self.chapter.tell("packaging.head")
        self.statements()
        if self.lines is None:
            self.chapter.box("packaging.missing_lines", code=self.here.code)
            return
        for part in (self.wording, self.survival):
            try:
                part(self.lines)
            except MethodError as refusal:
                self.chapter.box("packaging.refused", reason=str(refusal))

    def statements(self) -> None:
        """Show what was put first: the region's own table, else what public pages tell."""
        chapter = self.chapter
        if self.priorities is not None:
            source = chapter.source(self.priorities)
            chapter.show(statements_table(self.priorities.frame, chapter.language, source=source))
            return
        known = self.missions.frame[self.missions.frame["region_code"] == self.here.code]
        if len(known):
            chapter.show(known_table(known, chapter.language, source=chapter.source(self.missions)))
        chapter.box("packaging.missing_priorities", code=self.here.code, name=self.here.name)

    def _linked(self, lines: Table) -> tuple[pd.Series, Derivation]:
        name = f"regions/{self.here.code}/line-indicators"
        shares = None if self.shares is None else self.shares.frame
        rows = None if shares is None else select(name, "line_id", "indicator_code")
        how = by(linked_to_standards, lines=self._own(), shares=rows)
        return linked_to_standards(lines.frame, shares), how

    def _own(self) -> Any:
        return select(f"regions/{self.here.code}/budget-lines", *LINES)

    def _results(self, values: Mapping[str, tuple[Any, int, str, Derivation]]) -> None:
        for id, (value, decimals, unit, how) in values.items():
            self.chapter.result(f"packaging_{id}", value, decimals=decimals, unit=unit, derivation=how)

    def wording(self, lines: Table) -> None:
        """Tell how programmes that carry standards are worded, against both null distributions.

        Raises
        ------
        MethodError
            Too few programmes or regions, or no statement that was meant for the year.
        """
        if self.priorities is None:
            return
        chapter = self.chapter
        year = year_with_most_stages(lines.frame)
        document = stages_of(lines.frame, year)[-1]
        linked, how_linked = self._linked(lines)
        texts = programme_texts(lines.frame, linked, year, document, self.overhead)
        how_texts = by(programme_texts, lines=self._own(), linked=how_linked, year=year, document=document,
                       overhead=self.overhead)  # fmt: skip
        own, how_own = self._statement("mission", year)
        known = self.missions.frame[self.missions.frame["kind"] == "mission"]
        others = statement_texts(known, self.here.code)
        how_others = by(statement_texts, statements=select("study/missions", "text", kind="mission"),
                        leave_out=self.here.code)  # fmt: skip
        name = chapter.text(f"lines.document_{document}")
        across = wording_across_regions(texts, own, others, seed=self.seed)
        how = by(wording_across_regions, programmes=how_texts, own=how_own, others=how_others, seed=self.seed)
        shown = dict.fromkeys(("programmes_count", "regions_count"), 0) | dict.fromkeys(OF_REGIONS, 3)
        self._results(
            {f"regions_{key}": (getattr(across, key), digits, "cosine", how.take(key))
             for key, digits in shown.items()}
        )  # fmt: skip
        chapter.tell("packaging.wording_regions", document=name, year=chapter.language.year(year))
        for kind in ("mission", "pokir"):
            self._of_kind(kind, year, texts, how_texts)
        found = wording_by_programme(texts, own, others)
        source = chapter.source(lines, self.priorities, self.missions)
        chapter.show(wording_figure(found, chapter.language, source=source))
        self._choices(texts, own, others, source)
        chapter.tell("packaging.wording_limits")

    def _choices(self, texts: pd.DataFrame, own: str, others: Mapping[str, str], source: str) -> None:
        """Show other ways to count words; nothing where the question within kinds was refused above."""
        if "packaging_mission_difference" in self.chapter.results:
            found = wording_by_choice(texts, own, others, seed=self.seed)
            self.chapter.show(choices_table(found, self.chapter.language, source=source))

    def _statement(self, kind: str, year: int) -> tuple[str, Derivation]:
        if self.priorities is None:
            raise MethodError("There is no table of priorities.")
        rows = select(f"regions/{self.here.code}/priorities", *STATEMENTS)
        in_force = statements_in_force(self.priorities.frame, kind, year)
        how = by(statements_in_force, priorities=rows, kind=kind, year=year)
        return statement_text(in_force), by(statement_text, statements=how)

    def _of_kind(self, kind: str, year: int, texts: pd.DataFrame, how_texts: Derivation) -> None:
        """Tell how programmes with standards stand to one list of statements, beside their kind."""
        try:
            own, how_own = self._statement(kind, year)
            found = wording_across_programmes(texts, own, seed=self.seed)
        except MethodError as refusal:
            self.chapter.box("packaging.refused", reason=str(refusal))
            return
        how = by(wording_across_programmes, programmes=how_texts, own=how_own, seed=self.seed)
        shown = {"difference": 3, "p_value": 3, "members_count": 0, "others_count": 0, "left_out_count": 0}
        values = {f"{kind}_{key}": (getattr(found, key), digits, "cosine", how.take(key))
                  for key, digits in shown.items()}  # fmt: skip
        bounded = math.isfinite(found.low) and math.isfinite(found.high)
        if bounded:
            values |= {f"{kind}_{key}": (getattr(found, key), 3, "cosine", how.take(key)) for key in ENDS}
        self._results(values)
        words = {key: self.chapter.results[f"packaging_{kind}_{key}"].text for key in ENDS} if bounded else {}
        interval = self.chapter.text("packaging.interval", **words) if bounded else self._unbounded()
        if kind == "mission":
            self.chapter.tell("packaging.wording_mission", interval=interval)
        else:
            self.chapter.tell("packaging.wording_pokir", interval=interval)

    def _unbounded(self) -> str:
        return self.chapter.text("packaging.unbounded")

    def survival(self, lines: Table) -> None:
        """Tell what becomes of lines with standards from the ceilings to the budget, and of their money.

        Raises
        ------
        MethodError
            KUA-PPAS or APBD has no lines in the year with most documents, or too few lines.
        """
        chapter = self.chapter
        year = year_with_most_stages(lines.frame)
        stages = [*stages_of(lines.frame, year)]
        stages = stages if {CEILINGS, BUDGET} <= set(stages) else [CEILINGS, BUDGET]
        linked, how_linked = self._linked(lines)
        chain = line_chain(lines.frame, linked, year, stages)
        how = by(line_chain, lines=self._own(), linked=how_linked, year=year, stages=stages)
        source = chapter.source(*(table for table in (lines, self.shares) if table is not None))
        chapter.show(survival_figure(chain, stages, year, chapter.language, source=source))
        chapter.show(steps_table(chain, stages, year, chapter.language, source=source))
        self._overhead(lines, year, stages)
        self._survivors(chain, how, year)
        self._changes(chain, how)
        chapter.tell("packaging.survival_limits")

    def _survivors(self, chain: pd.DataFrame, how: Derivation, year: int) -> None:
        found = line_survival(chain, CEILINGS, BUDGET)
        made = by(line_survival, chain=how, first=CEILINGS, second=BUDGET)
        groups, share = found.groups.set_index("group"), found.difference
        values = {
            f"{group}_{column}": (
                groups.at[group, column],
                0,
                unit,
                made.take(f"groups.{column}", group=group),
            )
            for group in ("linked", "others")
            for column, unit in (("lines_count", "lines"), ("kept_count", "lines"), ("kept_pct", "pct"))
        }
        values |= {
            f"survival_{key}": (getattr(found, f"{key}_points"), 1, POINTS, made.take(f"{key}_points"))
            for key in ("difference", "low", "high")
        }
        values["survival_p"] = (share.p_value, 3, "share", made.take("difference.p_value"))
        values["survival_by_name"] = (found.matched_by_name, 0, "lines", made.take("matched_by_name"))
        self._results(values)
        self.chapter.tell("packaging.survival", year=self.chapter.language.year(year))

    def _changes(self, chain: pd.DataFrame, how: Derivation) -> None:
        changes = relative_changes(chain, CEILINGS, BUDGET)
        made = by(relative_changes, chain=how, first=CEILINGS, second=BUDGET)
        kinds = kinds_of_lines(changes, self.overhead)
        found = change_difference(changes, kinds, seed=self.seed)
        of_kinds = by(kinds_of_lines, changes=made, overhead=self.overhead)
        tested = by(change_difference, changes=made, kinds=of_kinds, seed=self.seed)
        self._results(
            {
                "change_difference": (found.difference, 1, POINTS, tested.take("difference")),
                "change_p": (found.p_value, 3, "share", tested.take("p_value")),
                "change_members": (found.members_count, 0, "lines", tested.take("members_count")),
                "change_others": (found.others_count, 0, "lines", tested.take("others_count")),
            }
        )
        self.chapter.tell("packaging.change")

    def _overhead(self, lines: Table, year: int, stages: list[str]) -> None:
        first, last = stages[0], stages[-1]
        for place, document in (("first", first), ("last", last)):
            found = overhead_share(lines.frame, document, self.overhead).set_index("year")
            how = by(overhead_share, lines=self._own(), document=document, overhead=self.overhead)
            share = found.at[year, "overhead_pct"]
            self._results({f"overhead_{place}": (share, 1, "pct", how.take("overhead_pct", year=year))})
        names = [self.chapter.text(f"lines.document_{document}") for document in (first, last)]
        self.chapter.tell("packaging.overhead", first=names[0], last=names[1],
                          year=self.chapter.language.year(year))  # fmt: skip


def kinds_of_lines(changes: pd.DataFrame, overhead: list[str]) -> pd.Series:
    """Return the kind of programme of each line, as `analysis.planning.chain.programme_kinds` does."""
    return programme_kinds(changes["programme_code"], overhead)
