"""What the region chapter says of who the region is, what is known of it and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by, published
from analysis.exhibits.evidence import evidence_table, supplied_table
from analysis.exhibits.record import each_row
from analysis.panels import observed_years
from analysis.planning.budget import (
    DEFLATOR,
    FUNCTIONS,
    TOTAL,
    comparable_shares,
    function_shares,
    in_billions,
)
from analysis.regions import Region, find_region
from analysis.sources import REGION_TABLES, Table, load_region_table
from analysis.sources.selection import DISTRICTS, Rows, select
from analysis.standards.outcomes import national_spread, standing

# Topics of the evidence table, by the section that shows them.
TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "documents": ("a", "f"),
        "received": ("d", "g"),
        "services": ("b",),
        "voice": ("c",),
        "setting": ("e",),
    }
)
# Answers of single people, single schools, cells and figures of documents: only a section sums them up.
NOT_PRINTED = (
    "complaint-answers", "satisfaction-answers", "school-standards", "document-levels", "document-figures",
)  # fmt: skip
BIRTHS = "skilled_birth_attendance_pct"
HEALTH = "spending_health_idr"
DRAWN = ("spending_total_idr", "spending_health_idr", "spending_education_idr")
PEOPLE = "population_people"
FUNCTION_COLUMNS = tuple(f"spending_{name}_idr" for name in FUNCTIONS)
LEVELS = select("national/regions", "level", regions=DISTRICTS)


class RegionText:
    """The sentences of one region's chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    here : Region
        The region of the chapter.
    own : pandas.DataFrame
        The region's rows of the panel inside the window of years.
    panel : Table
        The national panel, for column titles and categories.
    window : tuple of int
        First and last year that the chapter looks at.
    """

    def __init__(
        self, chapter: Chapter, here: Region, own: pd.DataFrame, panel: Table, window: tuple[int, int]
    ) -> None:
        self.chapter = chapter
        self.here = here
        self.own = own.sort_values("year")
        self.panel = panel
        self.window = window

    def columns(self, category: str) -> list[str]:
        """Return the panel's columns of a category, in the panel's order."""
        return [name for name, field in self.panel.fields.items() if field.category == category]

    def observed(self, category: str) -> list[str]:
        """Return the columns of a category in which the region has at least one figure."""
        return [name for name in self.columns(category) if self.own[name].notna().any()]

    def who(self, members: pd.DataFrame, models: pd.DataFrame) -> None:
        """Tell title, place, study role, programme membership and population."""
        chapter, here, words = self.chapter, self.here, self.chapter.language
        role = models[models["region_code"] == here.code]
        membership = members[members["region_code"] == here.code]
        people = self.panel.frame
        people = people.loc[people["region_code"] == here.code, ["year", PEOPLE]].dropna()
        if len(people):
            last = people.sort_values("year").iloc[-1]
            self._cell("population", last[PEOPLE], 0, "people", PEOPLE, int(last["year"]))
            years = by(observed_years, rows=self._own(PEOPLE), columns=[PEOPLE])
            self._result("population_year", last["year"], 0, "year", years.take("1"))
        mark = f" ({words.text('specimen.word')})" if here.specimen else ""
        chapter.tell("title", name=f"{here.name}{mark}")
        chapter.banner()
        chapter.tell(
            "who",
            name=here.name,
            code=here.code,
            level=words.text(f"common.level_{here.level}"),
            province=here.province,
            role=chapter.text("role_study", model=str(role[f"model_name_{words.code}"].iloc[0]))
            if len(role)
            else chapter.text("role_other"),
            membership=chapter.text(
                "membership_yes", phase=chapter.text("phase_" + str(membership["phase"].iloc[0]))
            )
            if len(membership)
            else chapter.text("membership_no"),
            people=chapter.text("people" if len(people) else "people_none"),
        )
        if not len(people) and self.own.empty:
            chapter.box("not_in_panel", name=here.name)

    def splits(self, splits: pd.DataFrame) -> None:
        """Tell of every split that the region took part in; nothing where there was none."""
        lines = []
        for row in each_row(splits):
            if self.here.code not in (row.child_code, row.parent_code):
                continue
            child = row.child_code == self.here.code
            other = row.parent_code if child else row.child_code
            if not other:
                continue
            lines.append(
                self.chapter.text(
                    "split_child" if child else "split_parent",
                    other=find_region(str(other)).name,
                    year=self.chapter.language.year(row.year),
                )
            )
        if lines:
            self.chapter.tell("splits", lines=" ".join(lines))

    def births(
        self, spreads: Mapping[str, pd.DataFrame], places: pd.DataFrame, breaks: Sequence[int]
    ) -> None:
        """Tell how skilled birth attendance moved beside the median; nothing where it is not observed."""
        since = max(breaks, default=0)  # a change across a split is none of one territory
        seen = self.own[["year", BIRTHS]].dropna()
        seen = seen[seen["year"] >= since]
        if seen.empty:
            return
        median = spreads[BIRTHS].set_index("year")["median"]
        span = (max(self.window[0], since), self.window[1])
        years = by(observed_years, rows=self._own(BIRTHS, years=span), columns=[BIRTHS])
        for place, (name, row) in enumerate((("first", seen.iloc[0]), ("last", seen.iloc[-1]))):
            year = int(row["year"])
            spread = by(
                national_spread, panel=self._panel(BIRTHS, years=year), regions=LEVELS, outcome=BIRTHS
            )
            self._cell(f"sba_{name}", row[BIRTHS], 2, "pct", BIRTHS, year)
            self._result(f"sba_{name}_year", year, 0, "year", years.take(str(place)))
            middle = spread.take("median", year=year)
            self._result(f"sba_median_{name}", median[year], 2, "pct", middle)
        self._place(places, int(seen["year"].iloc[-1]))
        self.chapter.tell("outcomes_sba")

    def _place(self, places: pd.DataFrame, year: int) -> None:
        """Record the rank among all districts, in the region's latest observed year."""
        place = places.set_index("outcome").loc[BIRTHS]
        how = by(
            standing,
            panel=self._panel(BIRTHS, years=year),
            regions=LEVELS,
            region_code=self.here.code,
            outcomes=[BIRTHS],
            first_year=self.window[0],
            last_year=self.window[1],
        )
        for id, column, unit in (("sba_rank", "rank", "rank"), ("sba_count", "districts_count", "districts")):
            self._result(id, place[column], 0, unit, how.take(column, outcome=BIRTHS))

    def money_head(self, deflator: pd.DataFrame) -> None:
        """Tell which deflator is used and where it ends."""
        rows = select("national/deflator", DEFLATOR)
        last = observed_years(deflator, [DEFLATOR])[1]
        how = by(observed_years, rows=rows, columns=[DEFLATOR]).take("1")
        self.chapter.result("deflator_last_year", last, unit="year", derivation=how)
        self.chapter.tell("money_head")

    def drawn(self, spending: pd.DataFrame) -> list[str]:
        """Return the items that can be drawn: an amount, a population and a price index in one year."""
        known = spending.dropna(subset=["constant_2010_per_person_idr"])
        return [name for name in DRAWN if (known["item"] == name).any()]

    def nearest_head(self, before: tuple[int, int]) -> None:
        """Tell over which years inputs are compared."""
        self.chapter.windows(
            {"before": before}, "analysis.pipeline.parameters.ComparisonParameters", ("before",)
        )
        self.chapter.tell("nearest_head")

    def functions_box(self) -> None:
        """Open the box that says that the region has no spending by function in the window."""
        columns = self.columns("spending_function")
        how = by(observed_years, rows=select(self.panel.name, *columns), columns=columns)
        for place, year in enumerate(observed_years(self.panel.frame, columns)):
            self._result(f"functions_{('first', 'last')[place]}_year", year, 0, "year", how.take(str(place)))
        self.chapter.box("functions", name=self.here.name, code=self.here.code)

    def health_share(self, shares: pd.DataFrame) -> None:
        """Tell the share and amount of the health function; nothing without figures.

        Shares of years in which the source reports different numbers of functions do not compare, so the
        first year told is the first with as many functions as the last.
        """
        health = comparable_shares(shares, "health")
        if health.empty:
            return
        years = by(comparable_shares, shares=self._shares(self.window), function="health")
        for name, place in (("first", 0), ("last", -1)):
            row = health.iloc[place]
            of_year = self._shares(int(row["year"])).take("share_pct", function="health")
            self._result(f"health_share_{name}", row["share_pct"], 1, "pct", of_year)
        last = int(health["year"].iloc[-1])
        first_year, last_year = years.take("0.year"), years.take("-1.year")
        self._result("health_share_first_year", health["year"].iloc[0], 0, "year", first_year)
        self._result("health_share_year", last, 0, "year", last_year)
        reported = self._shares(last).take("functions_reported", function="health")
        self._result(
            "functions_reported", int(health["functions_reported"].iloc[-1]), 0, "functions", reported
        )
        amount = in_billions(self.own[self.own["year"] == last], HEALTH).iloc[0]
        billions = by(in_billions, rows=self._own(HEALTH, years=last), column=HEALTH).take("0")
        self._result("health_billion", amount, 2, "idr_billion", billions)
        self.chapter.tell("money_health" if len(health) > 1 else "money_health_once")

    def evidence(self, section: str, rows: pd.DataFrame, evidence: Table) -> None:
        """Show the coded facts of a section, or a box that names the file which would fill it."""
        chapter = self.chapter
        if rows.empty:
            chapter.box(section, name=self.here.name, code=self.here.code)
            return
        chapter.show(
            evidence_table(
                rows,
                f"evidence-{section}",
                chapter.text(f"{section}_title"),
                chapter.text("evidence_caption"),
                chapter.language,
                source=chapter.source(evidence),
            )
        )

    def supplied(self, name: str) -> bool:
        """Show a table that the region supplied and say whether there was one.

        Raises
        ------
        DataError
            If the table is there but is not as its template says.
        """
        table = load_region_table(self.here.code, name)
        if table is None:
            return False
        chapter, title = self.chapter, self.chapter.text(f"supplied_{name.replace('-', '_')}")
        chapter.show(supplied_table(name, table.frame, title, chapter.language, source=chapter.source(table)))
        return True

    def everything_supplied(self) -> None:
        """Show every table that the region supplied, and one box on those that it did not.

        Tables whose rows are single people's or schools' are not printed.
        """
        missing = []
        for name in REGION_TABLES:
            if name in NOT_PRINTED:
                there = load_region_table(self.here.code, name) is not None
            else:
                there = self.supplied(name)
            missing += [] if there else [name]
        self.not_supplied(missing)

    def not_supplied(self, missing: Collection[str]) -> None:
        """Open one box with file and template of each table that the region has not supplied."""
        lines = [
            self.chapter.text(
                "supplied_line",
                title=self.chapter.text(f"supplied_{name.replace('-', '_')}"),
                path=f"data/regions/{self.here.code}/{name}.csv",
                template=f"data/templates/{name}.xlsx",
            )
            for name in missing
        ]
        if lines:
            self.chapter.box("supplied", lines="\n".join(lines))

    def _panel(self, *columns: str, years: int) -> Rows:
        return select(self.panel.name, *columns, regions=DISTRICTS, years=years)

    def _own(self, *columns: str, years: int | tuple[int, int] | None = None) -> Rows:
        return select(self.panel.name, *columns, regions=self.here.code, years=years)

    def _shares(self, years: int | tuple[int, int]) -> Derivation:
        rows = self._own(TOTAL, *FUNCTION_COLUMNS, years=years)
        return by(function_shares, panel=rows, region_codes=self.here.code)

    def _cell(self, id: str, value: object, decimals: int, unit: str, column: str, year: int) -> None:
        """Record a number that stands in the panel as it is."""
        cell = published(self.panel.name, column, regions=self.here.code, years=year)
        self._result(id, value, decimals, unit, cell)

    def _result(self, id: str, value: object, decimals: int, unit: str, derivation: Derivation) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=derivation)
