"""What the chapters say and show of a region's service promises and procedures."""

from __future__ import annotations

import math
from functools import cached_property

import pandas as pd

from analysis.errors import MethodError
from analysis.exhibits import promises, promises_causes, promises_tables
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.regions import Region
from analysis.sources import Table, load_region_table
from analysis.sources.selection import select
from analysis.voice.causes import CAUSES, answered_causes
from analysis.voice.coverage import promise_coverage
from analysis.voice.fulfilment import (
    fulfilment_curve,
    fulfilment_rates,
    fulfilment_times,
    kept_within,
    owners_compared,
)
from analysis.voice.next_round import changes_by_unit, next_round
from analysis.voice.procedures import procedure_completeness, procedures_in_use
from analysis.voice.record import (
    EVENT_COLUMNS,
    PROMISE_COLUMNS,
    PromiseRecord,
    last_day,
    promise_record,
    states_on,
)

PROMISES, EVENTS, SURVEY, PROCEDURES = (
    "service-promises",
    "promise-events",
    "complaint-survey",
    "procedures",
)
ELEMENTS = "standards/procedure-elements"


class PromiseText:
    """A region's promises: what became of them, how long it took, which complaints they answer.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told, results recorded and exhibits shown.
    here : Region
        The region.
    as_of : str, optional
        Day up to which is known; by default the last day of which the record tells.
    top : int
        How many complaints of each unit are asked about.
    seed : int
        Of the permutation of owners.
    told : bool
        Whether sentences with numbers are told; an example that shows the specimen tells none.
    """

    def __init__(
        self,
        chapter: Chapter,
        here: Region,
        *,
        as_of: str | None = None,
        top: int = 5,
        seed: int = 1,
        told: bool = True,
    ) -> None:
        self.chapter, self.here, self.top, self.told = chapter, here, top, told
        self.seed = seed
        self.table = load_region_table(here.code, PROMISES)
        self.events = load_region_table(here.code, EVENTS)
        self.survey = load_region_table(here.code, SURVEY)
        self._as_of = as_of

    @property
    def tables(self) -> list[Table]:
        """The tables that were supplied."""
        return [table for table in (self.table, self.events, self.survey) if table is not None]

    @property
    def there(self) -> bool:
        """Whether the region supplied promises with a day to look at them."""
        return self.table is not None and not self.table.frame.empty and self.as_of is not None

    @cached_property
    def record(self) -> PromiseRecord:
        """The promises as a dated record.

        Raises
        ------
        DataError
            A step is not legal, or dates are out of order.
        """
        if self.table is None:
            raise MethodError(f"{self.here.name} has supplied no promises.")
        return promise_record(self.table.frame, None if self.events is None else self.events.frame)

    @property
    def as_of(self) -> str | None:
        """The day up to which is known."""
        return self._as_of or last_day(self.record)

    def head(self) -> bool:
        """Tell the heading, and open the box that names the files where there are no promises to show."""
        self.chapter.tell("promises.head")
        if not self.there:
            self.chapter.box("promises.missing", name=self.here.name, code=self.here.code)
        return self.there

    def timeline(self) -> None:
        """Show every promise over time."""
        self._show(
            promises.timeline_figure(self.record, self._day, self.chapter.language, source=self._source())
        )

    def rates(self) -> None:
        """Show and tell how many promises were kept."""
        rates = fulfilment_rates(self.record, self._day)
        self._show(
            promises_tables.rates_table(rates, self._day, self.chapter.language, source=self._source())
        )
        if self.record.undated:
            self.chapter.tell("promises.undated", ids=self.chapter.language.listed(self.record.undated))
        if not self.told:
            return
        how = by(fulfilment_rates, record=self._derived(), as_of=self._day)
        every = rates.set_index("owner").to_dict("index")["all"]
        units = {"made_count": "promises", "due_count": "promises", "kept_by_due_count": "promises",
                 "kept_count": "promises", "kept_low_pct": "pct", "kept_high_pct": "pct",
                 "partly_kept_count": "promises", "open_count": "promises"}  # fmt: skip
        for column, unit in units.items():
            self._result(f"promises_{column}", every[column], unit, how.take(column, owner="all"))
        self.chapter.tell("promises.rates_sentence", day=self._day)

    def curve(self) -> None:
        """Show how the share of kept promises grows; tell why not, where too few were kept."""
        times = fulfilment_times(self.record, self._day)
        try:
            curve = fulfilment_curve(times)
        except MethodError as refusal:
            self.chapter.tell("promises.curve_refused", reason=str(refusal))
            return
        self._show(promises.fulfilment_figure(curve, times, self.chapter.language, source=self._source()))
        half = kept_within(curve)
        if not self.told or math.isinf(half.days):
            return
        times_from = by(fulfilment_times, record=self._derived(), as_of=self._day)
        how = by(kept_within, curve=by(fulfilment_curve, times=times_from))
        ends = {
            "median": ("days", half.days),
            "median_low": ("low", half.low),
            "median_high": ("high", half.high),
        }
        for name, (column, value) in ends.items():
            if not math.isinf(value):
                self._result(f"promises_{name}", value, "days", how.take(column))
        beyond = math.isinf(half.high)
        self.chapter.tell("promises.curve_sentence_open" if beyond else "promises.curve_sentence")

    def owners(self) -> None:
        """Show whether units keep their promises sooner than those above them; tell why not."""
        times = fulfilment_times(self.record, self._day)
        try:
            found = owners_compared(times, seed=self.seed)
        except MethodError as refusal:
            self.chapter.tell("promises.owners_refused", reason=str(refusal))
            return
        self._show(promises_causes.owners_table(found, self.chapter.language, source=self._source()))

    def causes(self) -> None:
        """Show the causes of complaints with what answers them."""
        table = load_region_table(self.here.code, CAUSES)
        if table is None or table.frame.empty:
            self.chapter.tell("promises.no_causes")
            return
        answered = answered_causes(table.frame, self.record.promises)
        words: dict[str, str] = {}
        if self.survey is not None:
            words = dict(zip(self.survey.frame["complaint_id"], self.survey.frame["complaint"], strict=True))
        source = self._source(table)
        self._show(promises_causes.causes_table(answered, words, self.chapter.language, source=source))

    def coverage(self) -> None:
        """Show which of the most frequent complaints of the first round are answered."""
        if self.survey is None or self.survey.frame.empty:
            self.chapter.tell("promises.no_survey")
            return
        first = self.survey.frame["round"].min()
        rows = self.survey.frame[self.survey.frame["round"] == first]
        coverage = promise_coverage(rows, states_on(self.record, self._day), top=self.top)
        source = self._source(self.survey)
        self._show(promises_tables.coverage_table(coverage, self.chapter.language, source=source))

    def next_round(self) -> None:
        """Show how complaints changed by what became of the promises on them."""
        rounds = [] if self.survey is None else sorted(self.survey.frame["round"].unique())
        if self.survey is None or len(rounds) < 2:
            self.chapter.tell("promises.one_round")
            return
        changes = changes_by_unit(self.survey.frame, int(rounds[-2]), int(rounds[-1]))
        found = next_round(changes, states_on(self.record, self._day))
        source = self._source(self.survey)
        self._show(promises_tables.next_round_table(found, self.chapter.language, source=source))

    @property
    def _day(self) -> str:
        if self.as_of is None:
            raise MethodError(f"The promises of {self.here.name} tell of no day.")
        return self.as_of

    def _derived(self) -> Derivation:
        name = f"regions/{self.here.code}"
        given = {"promises": select(f"{name}/{PROMISES}", *PROMISE_COLUMNS)}
        if self.events is not None:
            given["events"] = select(f"{name}/{EVENTS}", *EVENT_COLUMNS)
        return by(promise_record, **given)

    def _source(self, *more: Table) -> str:
        tables = [table for table in (self.table, self.events) if table is not None]
        return self.chapter.source(*tables, *more)

    def _show(self, exhibit: object) -> None:
        self.chapter.show(exhibit)  # type: ignore[arg-type]

    def _result(self, id: str, value: object, unit: str, derivation: Derivation) -> None:
        self.chapter.result(id, value, decimals=0, unit=unit, derivation=derivation)


class ProcedureText:
    """A region's register of procedures (SOP): what each has of what it must have, and whether it is applied.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and exhibits shown.
    here : Region
        The region.
    elements : Table
        The table ``standards/procedure-elements``.
    """

    def __init__(self, chapter: Chapter, here: Region, elements: Table) -> None:
        self.chapter, self.here, self.elements = chapter, here, elements
        self.table = load_region_table(here.code, PROCEDURES)

    @property
    def there(self) -> bool:
        """Whether the region supplied procedures."""
        return self.table is not None and not self.table.frame.empty

    def head(self) -> bool:
        """Tell the heading, and open the box that names the file where there is no register."""
        self.chapter.tell("promises.procedures_head")
        if not self.there:
            self.chapter.box("promises.no_procedures", name=self.here.name, code=self.here.code)
        return self.there

    def completeness(self) -> None:
        """Show which elements the procedures have."""
        found = procedure_completeness(self._frame, self.elements.frame)
        source = self._source(self.elements)
        self.chapter.show(promises_tables.elements_table(found, self.chapter.language, source=source))

    def use(self) -> None:
        """Show how many procedures are applied and shown to users."""
        use = procedures_in_use(self._frame, by="unit_name")
        self.chapter.show(promises_tables.use_table(use, self.chapter.language, source=self._source()))

    @property
    def _frame(self) -> pd.DataFrame:
        if self.table is None:
            raise MethodError(f"{self.here.name} has supplied no procedures.")
        return self.table.frame

    def _source(self, *more: Table) -> str:
        return self.chapter.source(*([self.table] if self.table is not None else []), *more)
