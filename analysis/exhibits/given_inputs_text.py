"""What the chapter on inputs says: were they the same, what could be expected, where the variation lies."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.comparison.given_inputs.outcomes import GivenInputs, outcomes_given_inputs, shares_of_variance
from analysis.comparison.similarity.input_equivalence import equivalence_of_inputs
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.declared_inputs import derived_inputs
from analysis.exhibits.derivation import Derivation, by
from analysis.panels import chosen_regions
from analysis.sources.selection import DISTRICTS, select

BOUND_SD = 0.5  # of the national spread of districts; the bound for "relatively the same", set before looking
REGIONS = "national/regions"


@dataclass(frozen=True)
class Expected:
    """What the chapter asks: of which regions and outcomes, given which inputs of which years.

    Attributes
    ----------
    names : mapping of str to str
        Study regions: code to name.
    declared : pandas.DataFrame
        Table of declared inputs.
    outcomes : sequence of str
        Columns of the panel; the first is the headline.
    before, after : tuple of int
        Years of the inputs, and of the outcomes.
    years : tuple of int
        Years of the variance.
    seed : int
        Of the rank sets.
    corrected : bool
        Whether the ledger of corrections is applied to the panel.
    """

    names: Mapping[str, str]
    declared: pd.DataFrame
    outcomes: Sequence[str]
    before: tuple[int, int]
    after: tuple[int, int]
    years: tuple[int, int]
    seed: int
    corrected: bool = True

    def inputs(self, *outcomes: str) -> Derivation:
        """Return how the panel with derived inputs follows from the tables."""
        columns = dict.fromkeys(["population_people", *self.declared["column"], *outcomes])
        years = (self.before[0], self.after[1] if outcomes else self.before[1])
        return derived_inputs(columns, years, corrected=self.corrected)

    def equivalence(self) -> Derivation:
        """Return how the equivalence of inputs follows from the panel."""
        inputs = self.inputs()
        return by(
            equivalence_of_inputs,
            panel=inputs.take("panel"),
            regions=select(REGIONS, "level", regions=DISTRICTS),
            codes=list(self.names),
            inputs=inputs.take("names"),
            first_year=self.before[0],
            last_year=self.before[1],
            log_inputs=inputs.take("log"),
            bound_sd=BOUND_SD,
        )

    def expected(self) -> Derivation:
        """Return how the expected outcomes follow from the panel."""
        inputs = self.inputs(*self.outcomes)
        return by(
            outcomes_given_inputs,
            panel=inputs.take("panel"),
            regions=select(REGIONS, "level", regions=DISTRICTS),
            outcomes=list(self.outcomes),
            inputs=inputs.take("names"),
            input_years=self.before,
            outcome_years=self.after,
            log_inputs=inputs.take("log"),
            seed=self.seed,
        )

    def variance(self) -> Derivation:
        """Return how the shares of variance follow from the panel."""
        return by(
            shares_of_variance,
            panel=select(
                "national/panel", *self.outcomes, regions=DISTRICTS, years=self.years,
                corrected=self.corrected,
            ),
            regions=select(REGIONS, "level", "province_code", regions=DISTRICTS),
            outcomes=list(self.outcomes),
            years=self.years,
        )  # fmt: skip


class GivenInputsText:
    """The sentences of the chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    asked : Expected
        What the chapter asks.
    """

    def __init__(self, chapter: Chapter, asked: Expected) -> None:
        self.chapter = chapter
        self.asked = asked

    def intro(self) -> None:
        """Tell what the chapter does."""
        windows = {"before": self.asked.before, "after": self.asked.after}
        self.chapter.windows(windows, "analysis.pipeline.parameters.ComparisonParameters", tuple(windows))
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def equivalence(self, pairs: pd.DataFrame) -> None:
        """Tell on how many inputs and pairs the regions were surely the same, surely not, or neither."""
        how = self.asked.equivalence()
        self._result("pairs", len(pairs), 0, "comparisons", how.count())
        verdicts = {
            "equivalent": "equivalent",
            "different": "different",
            "undecided": "undecided",
            "inside": "inside, one value",
            "outside": "outside, one value",
        }
        for name, verdict in verdicts.items():
            count = int(pairs["verdict"].eq(verdict).sum())
            self._result(name, count, 0, "comparisons", how.count(verdict=verdict))
        self.chapter.tell("equivalence_head")
        self.chapter.tell("equivalence")

    def expected(self, found: GivenInputs) -> None:
        """Tell what the inputs foretell, for the headline in numbers and for the regions one by one."""
        how, headline = self.asked.expected(), self.asked.outcomes[0]
        fit = found.fits.set_index("outcome").to_dict("index")[headline]
        for name, decimals, unit in (
            ("units_count", 0, "districts"),
            ("explained", 2, "share"),
            ("covered_pct", 0, "percent"),
            ("told_apart_pct", 0, "percent"),
        ):
            self._result(name, fit[name], decimals, unit, how.take(f"fits.{name}", outcome=headline))
        table = by(chosen_regions, rows=how.take("table"), region_codes=list(self.asked.names))
        own = chosen_regions(found.table, list(self.asked.names))
        own = own[own["outcome"].eq(headline)]
        self._result("regions_judged", len(own), 0, "regions", table.count(outcome=headline))
        within = int((~own["outside"]).sum())
        self._result("regions_inside", within, 0, "regions", table.count(outcome=headline, outside=False))
        self.chapter.tell("expected_head")
        self.chapter.tell("expected")
        rows = found.table.set_index(["outcome", "region_code"]).to_dict("index")
        for code, name in self.asked.names.items():
            self._region(code, name, rows.get((headline, code)), how)

    def _region(self, code: str, name: str, row: Mapping[Hashable, Any] | None, how: Derivation) -> None:
        if row is None:
            self.chapter.box("region", name=name)
            return
        place = {"outcome": self.asked.outcomes[0], "region_code": code}
        for column, decimals in (
            ("observed", 1),
            ("expected", 1),
            ("interval_low", 1),
            ("interval_high", 1),
            ("rank", 0),
            ("rank_low", 0),
            ("rank_high", 0),
        ):
            unit = "rank" if column.startswith("rank") else "pct"
            self._result(
                f"{column}_{code}", row[column], decimals, unit, how.take(f"table.{column}", **place)
            )
        words = {column: self.chapter.results[f"{column}_{code}"].text for column in REGION_WORDS}
        verdict = self.chapter.text("region_outside" if row["outside"] else "region_inside")
        self.chapter.tell(
            "region",
            name=name,
            verdict=verdict,
            observed=words["observed"],
            expected=words["expected"],
            interval_low=words["interval_low"],
            interval_high=words["interval_high"],
            rank=words["rank"],
            rank_low=words["rank_low"],
            rank_high=words["rank_high"],
        )

    def variance(self, shares: pd.DataFrame) -> None:
        """Tell where the variation of the headline lies."""
        how, headline = self.asked.variance(), self.asked.outcomes[0]
        row = shares.set_index("outcome").to_dict("index")[headline]
        for name in ("province_pct", "district_pct", "year_pct", "rest_pct"):
            self._result(name, row[name], 0, "percent", how.take(name, outcome=headline))
        self.chapter.tell("variance_head")
        self.chapter.tell("variance")

    def _result(self, id: str, value: object, decimals: int, unit: str, derivation: Derivation) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=derivation)


REGION_WORDS = ("observed", "expected", "interval_low", "interval_high", "rank", "rank_low", "rank_high")
