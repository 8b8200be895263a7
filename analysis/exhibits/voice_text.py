"""What the chapters say and show of a region's surveys of complaints and satisfaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.errors import MethodError
from analysis.exhibits import voice_satisfaction, voice_tables
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.regions import Region
from analysis.sources import load_region_table
from analysis.sources.selection import select
from analysis.statistics.classes import Band
from analysis.voice.answers import GROUPINGS, ComplaintRound, complaint_round
from analysis.voice.breakdown import complaint_breakdown
from analysis.voice.complaint_index import ComplaintIndex, complaint_index, index_from_counts
from analysis.voice.counts import round_from_counts
from analysis.voice.disclosure import THRESHOLD
from analysis.voice.drivers import element_importance
from analysis.voice.rounds import (
    RoundComparison,
    changed_complaints,
    compare_rounds,
    compared_complaints,
)
from analysis.voice.satisfaction import Satisfaction, reliability, satisfaction, satisfaction_from_means
from analysis.voice.satisfaction_answers import SatisfactionRound, satisfaction_round

ANSWERS, COUNTS = "complaint-answers", "complaint-survey"
SCORES, MEANS = "satisfaction-answers", "satisfaction-survey"


class ComplaintText:
    """A region's complaint surveys: the last round, what changed since the one before it, groups of people.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told, results recorded and exhibits shown.
    here : Region
        The region.
    threshold : int
        Fewer respondents or complaints than this, and more than none, are a small cell.
    seed : int
        Of the noise in ranges of ranks.
    told : bool
        Whether sentences with numbers are told; an example that shows a survey of the specimen tells none.

    Attributes
    ----------
    table : Table or None
        The answers; the counts where there are none; ``None`` where neither was supplied.
    """

    def __init__(
        self, chapter: Chapter, here: Region, *, threshold: int = THRESHOLD, seed: int = 1, told: bool = True
    ) -> None:
        self.chapter, self.here, self.threshold, self.seed = chapter, here, threshold, seed
        self.told = told
        answers = load_region_table(here.code, ANSWERS)
        self.table = answers if answers is not None else load_region_table(here.code, COUNTS)
        self.answered = answers is not None

    @property
    def rounds(self) -> list[int]:
        """The rounds surveyed, in order."""
        return [] if self.table is None else sorted(int(n) for n in self.table.frame["round"].unique())

    @property
    def there(self) -> bool:
        """Whether the region supplied a complaint survey."""
        return bool(self.rounds)

    def head(self) -> bool:
        """Tell the heading, and open the box that names the file where there is no survey to show."""
        self.chapter.tell("voice.complaints_head")
        if not self.there:
            self.chapter.box("voice.complaints", name=self.here.name, code=self.here.code)
        return self.there

    def index(self) -> ComplaintIndex:
        """Return the index of the last round, and tell its head line."""
        last = self.rounds[-1]
        if self.answered:
            made = complaint_index(self._round(last), seed=self.seed)
            how = by(complaint_index, answered=self._derived(last), seed=self.seed)
        else:
            made = index_from_counts(self._frame(), last)
            how = by(index_from_counts, frame=self._rows(), round=last)
        if self.told:
            self._tell_index(made, how)
        return made

    def _tell_index(self, made: ComplaintIndex, how: Derivation) -> None:
        top = made.table.iloc[0]
        self._result("complaint_round", made.round, 0, "round", how.take("round"))
        self._result("complaint_people", made.respondents_count, 0, "people", how.take("respondents_count"))
        for column in ("share_pct", "low_pct", "high_pct"):
            cell = how.take(f"table.{column}", complaint_id=top["complaint_id"])
            self._result(f"complaint_top_{column}", top[column], 1, "pct", cell)
        words = {"top": str(top["complaint"]), "units": self.chapter.language.listed(made.units)}
        self.chapter.tell("voice.complaints_sentence", **words)

    def comparison(self) -> RoundComparison | None:
        """Compare the last two rounds and tell how many complaints changed; ``None`` with one round."""
        if len(self.rounds) < 2:
            self.chapter.tell("voice.one_round")
            return None
        first, second = self.rounds[-2:]
        try:
            found = compare_rounds(self._round(first), self._round(second))
        except MethodError as refusal:
            self.chapter.tell("voice.rounds_refused", reason=str(refusal))
            return None
        if self.told:
            self._tell_comparison(
                found, by(compare_rounds, first=self._derived(first), second=self._derived(second))
            )
        return found

    def _tell_comparison(self, found: RoundComparison, how: Derivation) -> None:
        compared = len(compared_complaints(found))
        counted = by(compared_complaints, found=how).count()
        self._result("complaints_compared", compared, 0, "complaints", counted)
        for id, fell in (("complaints_fell", True), ("complaints_rose", False)):
            some = len(changed_complaints(found, fell))
            taken = by(changed_complaints, found=how, fell=fell).count()
            self._result(id, some, 0, "complaints", taken)
        self.chapter.tell("voice.rounds_sentence")

    def groups(self) -> None:
        """Show the last round by unit, sex, age and distance, as far as these are known."""
        if not self.answered:
            self.chapter.tell("voice.groups_need_answers")
            return
        self.chapter.tell("voice.groups_head")
        last = self._round(self.rounds[-1])
        for by_what in GROUPINGS:
            known = last.people[by_what]
            if known[known != ""].nunique() < 2:
                continue
            found = complaint_breakdown(last, by_what, threshold=self.threshold)
            self.show(voice_tables.breakdown_table, found)

    def show(self, make: Callable[..., Any], found: Any) -> None:
        """Show an exhibit of the surveys with their source."""
        assert self.table is not None
        source = self.chapter.source(self.table)
        self.chapter.show(make(found, self.chapter.language, source=source))

    def _frame(self) -> pd.DataFrame:
        assert self.table is not None
        return self.table.frame

    def _round(self, number: int) -> ComplaintRound:
        return (complaint_round if self.answered else round_from_counts)(self._frame(), number)

    def _rows(self) -> Any:
        return select(_name(self.here, ANSWERS if self.answered else COUNTS), *_columns(self._frame()))

    def _derived(self, number: int) -> Derivation:
        return by(complaint_round if self.answered else round_from_counts, frame=self._rows(), round=number)

    def _result(self, id: str, value: Any, decimals: int, unit: str, how: Derivation) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=how)


class SatisfactionText:
    """A region's satisfaction surveys: the last one of each unit.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told, results recorded and exhibits shown.
    here : Region
        The region.
    bands : sequence of Band
        Classes of the index.
    weight : float
        The rounded weight of reports.
    seed : int
        Of the bootstrap.
    """

    def __init__(
        self, chapter: Chapter, here: Region, bands: tuple[Band, ...], weight: float, *, seed: int = 1
    ) -> None:
        self.chapter, self.here, self.bands, self.weight, self.seed = chapter, here, bands, weight, seed
        answers = load_region_table(here.code, SCORES)
        self.table = answers if answers is not None else load_region_table(here.code, MEANS)
        self.answered = answers is not None

    @property
    def there(self) -> bool:
        """Whether the region supplied a satisfaction survey."""
        return self.table is not None and not self.table.frame.empty

    def head(self) -> bool:
        """Tell the heading, and open the box that names the file where there is no survey to show."""
        self.chapter.tell("voice.satisfaction_head")
        if not self.there:
            self.chapter.box("voice.satisfaction", name=self.here.name, code=self.here.code)
        return self.there

    def units(self) -> dict[str, Satisfaction]:
        """Return the last survey of each unit, and show them side by side."""
        self.chapter.tell("voice.satisfaction_words")
        found = {}
        scales = {}
        for unit, year, number in self._last():
            if not self.answered:
                found[unit] = satisfaction_from_means(
                    self._frame(), year, number, unit, bands=self.bands, weight=self.weight
                )
                continue
            own = self._survey(unit, year, number)
            found[unit] = satisfaction(own, bands=self.bands, weight=self.weight)
            try:
                scales[unit] = reliability(own)
            except MethodError:
                continue  # the table shows a dash: too few complete answers
        language = self.chapter.language
        self.chapter.show(voice_satisfaction.units_table(found, scales, language, source=self._source()))
        return found

    def lowest(self, found: dict[str, Satisfaction]) -> None:
        """Show the elements of the unit with the lowest index, and what goes with satisfaction there."""
        unit = min(found, key=lambda name: (found[name].index.exact, name))
        language = self.chapter.language
        self.chapter.show(
            voice_satisfaction.elements_figure(found[unit], self.bands, unit, language, source=self._source())
        )
        if not self.answered:
            self.chapter.tell("voice.drivers_need_answers")
            return
        year, number = next((year, number) for name, year, number in self._last() if name == unit)
        try:
            drivers = element_importance(self._survey(unit, year, number), seed=self.seed)
        except MethodError as refusal:
            self.chapter.tell("voice.drivers_refused", reason=str(refusal))
            return
        self.chapter.show(
            voice_satisfaction.importance_figure(drivers, unit, language, source=self._source())
        )

    def _last(self) -> list[tuple[str, int, int]]:
        """Return unit, year and round of the last survey of each unit."""
        surveys = self._frame()[["unit_name", "year", "round"]].drop_duplicates()
        last = surveys.sort_values(["year", "round"]).groupby("unit_name", sort=True).last().reset_index()
        return [(str(unit), int(year), int(number)) for unit, year, number in last.to_numpy(object)]

    def _survey(self, unit: str, year: int, number: int) -> SatisfactionRound:
        return satisfaction_round(self._frame(), year, number).within(unit)

    def _frame(self) -> pd.DataFrame:
        assert self.table is not None
        return self.table.frame

    def _source(self) -> str:
        assert self.table is not None
        return self.chapter.source(self.table)


def _columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns on which a result rests: all but where the rows come from."""
    return [str(name) for name in frame if name not in ("source", "page", "status", "sector")]


def _name(here: Region, table: str) -> str:
    return f"regions/{here.code}/{table}"
