"""What the chapter on standards says of the catalogues and of all districts against the targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.outcomes import Fields
from analysis.exhibits.record import each_row
from analysis.sources.selection import DISTRICTS, Rows, as_published, select
from analysis.standards.catalogue_selection import catalogue_summary
from analysis.standards.nationwide import (
    districts_against_target,
    gap_by_year,
    gap_in_people,
    years_apart,
)
from analysis.standards.region_pace import region_paces

PANEL, REGIONS = "national/panel", "national/regions"
INDICATORS, CATALOGUES = "standards/indicators", "standards/catalogues"
TARGETS = "standards/outcome-targets"


def rows_of(table: str, frame: pd.DataFrame, **where: Any) -> Rows:
    """Select all columns of a table that is not by region."""
    return select(table, *(name for name in frame.columns if name not in where), **where)


@dataclass(frozen=True)
class Aim:
    """A target that an outcome of the panel can be held against.

    Attributes
    ----------
    outcome, indicator_code : str
    target, doubt : float
        In percent and percentage points.
    denominator : str
        Column of the panel with the people concerned; empty where it has none.
    """

    outcome: str
    indicator_code: str
    target: float
    doubt: float
    denominator: str


def aims_of(targets: pd.DataFrame) -> tuple[Aim, ...]:
    """Return the targets of ``standards/outcome-targets`` that outcomes can be held against."""
    near = targets[targets["approximation"].isin(["close", "loose"]) & targets["target_pct"].notna()]
    return tuple(
        Aim(str(row.outcome), str(row.indicator_code), float(row.target_pct), float(row.doubt_points),
            str(row.denominator))
        for row in each_row(near)
    )  # fmt: skip


class StandardsText:
    """The sentences of the chapter on standards; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
    fields : mapping
        Column descriptions of the panel, for titles of outcomes.
    window : tuple of int
        First and last year.
    """

    def __init__(self, chapter: Chapter, fields: Fields, window: tuple[int, int]) -> None:
        self.chapter = chapter
        self.fields = fields
        self.window = window

    def intro(self, indicators: pd.DataFrame, catalogues: pd.DataFrame) -> pd.DataFrame:
        """Tell how many indicators are held and how many are verified; return the summary."""
        summary = catalogue_summary(indicators, catalogues)
        rows, named = rows_of(INDICATORS, indicators), rows_of(CATALOGUES, catalogues)
        how = by(catalogue_summary, indicators=rows, catalogues=named)
        for era in ("study", "current"):
            own = summary[summary["era"] == era]
            totals = by(era_totals, summary=how, era=era)
            self._result(
                f"{era}_count", own["indicators_count"].sum(), "indicators", totals.take("indicators")
            )
            self._result(
                f"{era}_verified", own["verified_count"].sum(), "indicators", totals.take("verified")
            )
        self._result("catalogues_count", len(summary), "catalogues", how.count())
        self.chapter.tell("title")
        self.chapter.tell("intro")
        return summary

    def shares(
        self, panel: pd.DataFrame, regions: pd.DataFrame, aims: Sequence[Aim]
    ) -> dict[str, pd.DataFrame]:
        """Tell how many districts reach each target; return the shares by year and outcome."""
        self.chapter.tell("nation_head")
        found = {}
        for aim in aims:
            table = districts_against_target(
                panel, regions, aim.outcome, aim.target, *self.window, doubt_points=aim.doubt
            )
            found[aim.outcome] = table
            self._share(aim, table)
            self._apart(aim, table)
        return found

    def _share(self, aim: Aim, table: pd.DataFrame) -> None:
        seen = table.dropna(subset=["reached_pct"])
        year = int(seen["year"].max())
        row = seen[seen["year"] == year].iloc[0]
        how = self._against(aim, (year, year))
        places = {"districts_count": 0, "reached_count": 0, "reached_pct": 1, "open_pct": 1}
        key = aim.outcome.removesuffix("_pct")
        for name, decimals in places.items():
            unit = "districts" if name.endswith("count") else "pct"
            self._result(f"{key}_{name}", row[name], unit, how.take(name), decimals)
        self._result(f"{key}_last_year", year, "year", how.take("year"))
        aimed = by(as_published, rows=select(TARGETS, "target_pct", "doubt_points", outcome=aim.outcome))
        self._result(f"{key}_target", aim.target, "pct", aimed.take("target_pct"))
        self._result(f"{key}_doubt", aim.doubt, "points", aimed.take("doubt_points"))
        told = self.chapter.results
        self.chapter.tell(
            "nation_sentence",
            outcome=self.chapter.language.title(self.fields[aim.outcome]),
            code=aim.indicator_code,
            **{name: told[f"{key}_{name}"].text for name in (*places, "last_year", "target", "doubt")},
        )

    def _against(self, aim: Aim, years: tuple[int, int]) -> Derivation:
        """Return how the shares of districts at a target follow from the panel."""
        return by(
            districts_against_target,
            panel=select(PANEL, aim.outcome, regions=DISTRICTS, years=years),
            regions=select(REGIONS, "level", regions=DISTRICTS),
            outcome=aim.outcome,
            target=aim.target,
            first_year=self.window[0],
            last_year=self.window[1],
            doubt_points=aim.doubt,
        )

    def _apart(self, aim: Aim, table: pd.DataFrame) -> None:
        """Tell of a year in which the whole country moves at once."""
        for place, year in enumerate(years_apart(table)):
            id = f"{aim.outcome.removesuffix('_pct')}_apart_{place}"
            how = by(years_apart, shares=self._against(aim, self.window))
            self._result(id, year, "year", how.take(str(place)))
            self.chapter.tell("nation_apart", years=self.chapter.results[id].text)

    def people(
        self, panel: pd.DataFrame, regions: pd.DataFrame, targets: pd.DataFrame, aims: Sequence[Aim]
    ) -> pd.DataFrame | None:
        """Tell the gap in people of the last year with a denominator; return the districts of that year.

        None where no target has a denominator in the panel.
        """
        self.chapter.tell("people_head")
        why = targets.set_index("outcome")[f"denominator_why_{self.chapter.language.code}"]
        known = None
        for aim in aims:
            if not aim.denominator:
                continue
            gaps = gap_in_people(panel, regions, aim.outcome, aim.target, aim.denominator, *self.window)
            summed = gap_by_year(gaps).dropna(subset=["gap_people"])
            if summed.empty:
                continue
            known = gaps[gaps["year"] == summed["year"].max()]
            self._people(aim, summed.iloc[-1], str(why[aim.outcome]))
        return known

    def _people(self, aim: Aim, row: pd.Series, why: str) -> None:
        year = int(row["year"])
        how = by(
            gap_by_year,
            gaps=by(
                gap_in_people,
                panel=select(PANEL, aim.outcome, aim.denominator, regions=DISTRICTS, years=year),
                regions=select(REGIONS, "level", regions=DISTRICTS),
                outcome=aim.outcome,
                target=aim.target,
                denominator=aim.denominator,
                first_year=self.window[0],
                last_year=self.window[1],
            ),
        )
        million = by(in_millions, table=how, column="gap_people").take("0")
        self._result("gap_million", row["gap_people"] / 1e6, "million_people", million, 1)
        for name in ("districts_count", "below_count", "without_denominator_count"):
            self._result(f"gap_{name}", row[name], "districts", how.take(name))
        self._result("gap_year", year, "year", how.take("year"))
        title = self.chapter.language.title(self.fields[aim.outcome])
        whole = row["without_denominator_count"] == 0
        rest = self.chapter.text("people_whole" if whole else "people_part")
        self.chapter.tell("people_sentence", outcome=title, rest=rest, why=why)

    def gap_title(self, aims: Sequence[Aim]) -> str:
        """Return the title of the picture of the gap in people, once its year is recorded."""
        outcome = next(aim.outcome for aim in reversed(aims) if aim.denominator)
        title = self.chapter.language.title(self.fields[outcome])
        return self.chapter.text("gap_title", outcome=title, year=self.chapter.results["gap_year"].text)

    def no_people(self, targets: pd.DataFrame, aims: Sequence[Aim]) -> None:
        """Say for each target without a denominator why there is no gap in people."""
        why = targets.set_index("outcome")[f"denominator_why_{self.chapter.language.code}"]
        for aim in aims:
            if not aim.denominator:
                title = self.chapter.language.title(self.fields[aim.outcome])
                self.chapter.tell("people_none", outcome=title, why=str(why[aim.outcome]))

    def paces(
        self, panel: pd.DataFrame, targets: pd.DataFrame, codes: Sequence[str], recent: int
    ) -> pd.DataFrame:
        """Tell over how many years the pace is taken; return the paces of the regions."""
        how = by("analysis.pipeline.parameters.StandardsParameters", recent_years=recent)
        self._result("recent_years", recent, "years", how.take("recent_years"))
        self.chapter.tell("pace_head")
        return region_paces(panel, targets, codes, *self.window, recent=recent)

    def _result(self, id: str, value: Any, unit: str, how: Derivation, decimals: int = 0) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=how)


def era_totals(summary: pd.DataFrame, era: str) -> Totals:
    """Sum the catalogues of an era (``study`` or ``current``)."""
    own = summary[summary["era"] == era]
    return Totals(int(own["indicators_count"].sum()), int(own["verified_count"].sum()))


@dataclass(frozen=True)
class Totals:
    """Indicators held and verified."""

    indicators: int
    verified: int


def in_millions(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column in millions."""
    return table[column] / 1e6
