"""What the region chapter says of who the region is, what is known of it and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.evidence import evidence_table, supplied_table
from analysis.exhibits.record import each_row
from analysis.regions import Region, find_region
from analysis.sources import REGION_TABLES, Table, load_region_table

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
BIRTHS = "skilled_birth_attendance_pct"
HEALTH = "spending_health_idr"
DRAWN = ("spending_total_idr", "spending_health_idr", "spending_education_idr")
BILLION = 1_000_000_000


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
    """

    def __init__(self, chapter: Chapter, here: Region, own: pd.DataFrame, panel: Table) -> None:
        self.chapter = chapter
        self.here = here
        self.own = own.sort_values("year")
        self.panel = panel

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
        people = people.loc[people["region_code"] == here.code, ["year", "population_people"]].dropna()
        if len(people):
            last = people.sort_values("year").iloc[-1]
            self._result("population", last["population_people"], 0, "people", "analysis.sources.load_table")
            self._result("population_year", last["year"], 0, "year", "analysis.sources.load_table")
        chapter.tell("title", name=here.name)
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
        self, spreads: Mapping[str, pd.DataFrame], standing: pd.DataFrame, breaks: Sequence[int]
    ) -> None:
        """Tell how skilled birth attendance moved beside the median; nothing where it is not observed."""
        seen = self.own[["year", BIRTHS]].dropna()
        seen = seen[
            seen["year"] >= max(breaks, default=0)
        ]  # a change across a split is none of one territory
        if seen.empty:
            return
        first, last = seen.iloc[0], seen.iloc[-1]
        median = spreads[BIRTHS].set_index("year")["median"]
        place = standing.set_index("outcome").loc[BIRTHS]
        function = "analysis.standards.outcomes.national_spread"
        for name, row in (("first", first), ("last", last)):
            self._result(f"sba_{name}", row[BIRTHS], 2, "pct", "analysis.sources.load_table")
            self._result(f"sba_{name}_year", row["year"], 0, "year", "analysis.sources.load_table")
            self._result(f"sba_median_{name}", median[row["year"]], 2, "pct", function)
        function = "analysis.standards.outcomes.standing"
        self._result("sba_rank", place["rank"], 0, "rank", function)
        self._result("sba_count", place["districts_count"], 0, "districts", function)
        self.chapter.tell("outcomes_sba")

    def money_head(self, deflator: pd.DataFrame) -> None:
        """Tell which deflator is used and where it ends."""
        self.chapter.result(
            "deflator_last_year",
            int(deflator["year"].max()),
            unit="year",
            function="analysis.sources.load_table",
            tables=["national/deflator"],
        )
        self.chapter.tell("money_head")

    def drawn(self, spending: pd.DataFrame) -> list[str]:
        """Return the items that can be drawn: an amount, a population and a price index in one year."""
        known = spending.dropna(subset=["constant_2010_per_person_idr"])
        return [name for name in DRAWN if (known["item"] == name).any()]

    def nearest_head(self, before: tuple[int, int]) -> None:
        """Tell over which years inputs are compared."""
        for name, year in zip(("before_first", "before_last"), before, strict=True):
            self.chapter.result(
                name, year, unit="year", function="analysis.pipeline.parameters.BEFORE", tables=[]
            )
        self.chapter.tell("nearest_head")

    def functions_box(self) -> None:
        """Open the box that says that the region has no spending by function in the window."""
        frame = self.panel.frame
        years = frame.loc[frame[self.columns("spending_function")].notna().any(axis=1), "year"]
        function = "analysis.sources.load_table"
        self._result("functions_first_year", years.min(), 0, "year", function)
        self._result("functions_last_year", years.max(), 0, "year", function)
        self.chapter.box("functions", name=self.here.name, code=self.here.code)

    def health_share(self, shares: pd.DataFrame) -> None:
        """Tell the share and amount of the health function; nothing without figures.

        Shares of years in which the source reports different numbers of functions do not compare, so the
        first year told is the first with as many functions as the last.
        """
        health = shares[shares["function"] == "health"].dropna(subset=["share_pct"]).sort_values("year")
        if health.empty:
            return
        health = health[health["functions_reported"] == health["functions_reported"].iloc[-1]]
        function = "analysis.planning.budget.function_shares"
        for name, row in (("first", health.iloc[0]), ("last", health.iloc[-1])):
            self._result(f"health_share_{name}", row["share_pct"], 1, "pct", function)
        self._result("health_share_first_year", health["year"].iloc[0], 0, "year", function)
        self._result("health_share_year", health["year"].iloc[-1], 0, "year", function)
        reported = int(health["functions_reported"].iloc[-1])
        self._result("functions_reported", reported, 0, "functions", function)
        amount = self.own.set_index("year").loc[health["year"].iloc[-1], HEALTH]
        self._result("health_billion", amount / BILLION, 2, "idr_billion", "analysis.sources.load_table")
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

    def not_supplied(self, there: Mapping[str, bool]) -> None:
        """Open one box with file and template of each table that the region has not supplied."""
        lines = [
            self.chapter.text(
                "supplied_line",
                title=self.chapter.text(f"supplied_{name.replace('-', '_')}"),
                path=f"data/regions/{self.here.code}/{name}.csv",
                template=f"data/templates/{name}.csv",
            )
            for name in REGION_TABLES
            if not there[name]
        ]
        if lines:
            self.chapter.box("supplied", lines="\n".join(lines))

    def _result(self, id: str, value: object, decimals: int, unit: str, function: str) -> None:
        self.chapter.result(
            id, value, decimals=decimals, unit=unit, function=function, tables=[self.panel.name]
        )
