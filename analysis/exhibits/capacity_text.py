"""What the chapter on capacity says: an index, how far its ranks depend on choices, and the frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.composite.building import CompositeIndex
from analysis.comparison.composite.declared import (
    RECIPE_COLUMNS,
    declared_dominance,
    declared_sensitivity,
    declared_uncertainty,
    indicator_values,
)
from analysis.comparison.composite.sensitivity import IndexSensitivity
from analysis.comparison.composite.uncertainty import IndexUncertainty
from analysis.comparison.frontier.districts import DistrictFrontier, district_frontier
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.declared_inputs import derived_inputs
from analysis.exhibits.derivation import Derivation, by
from analysis.sources.selection import DISTRICTS, Rows, select

OUTCOME = "skilled_birth_attendance_pct"
MOST = 50.0  # per cent of districts with a target at the end of the scale: then the frontier is flat
INPUTS = ("revenue_total_per_capita_2010_idr", "midwives_per_100k")


@dataclass(frozen=True)
class Capacity:
    """What the chapter asks.

    Attributes
    ----------
    codes : sequence of str
        The study regions, in order.
    columns : sequence of str
        Columns of the panel that are needed.
    before, after : tuple of int
        First and last year of each period.
    draws, seed : int
        Of weights and choices.
    corrected : bool
        Whether the ledger of corrections is applied to the panel.
    """

    codes: Sequence[str]
    columns: Sequence[str]
    before: tuple[int, int]
    after: tuple[int, int]
    draws: int
    seed: int
    corrected: bool = True

    def panel(self) -> Derivation:
        """Return how the panel with derived inputs follows from the tables."""
        years = (self.before[0], self.after[1])
        return derived_inputs(self.columns, years, corrected=self.corrected).take("panel")

    def regions(self) -> Rows:
        """Return the rows of all districts."""
        return select("national/regions", "level", regions=DISTRICTS)

    def recipe(self) -> Rows:
        """Return the rows of the recipe."""
        return select("study/capacity-recipe", *RECIPE_COLUMNS)

    def values(self) -> Derivation:
        """Return how the indicators follow from the panel."""
        return by(
            indicator_values,
            panel=self.panel(),
            regions=self.regions(),
            table=self.recipe(),
            years=self.before,
        )

    def frontier(self) -> Derivation:
        """Return how the frontier follows from the panel."""
        return by(
            district_frontier,
            panel=self.panel(),
            regions=self.regions(),
            outcome=OUTCOME,
            inputs=list(INPUTS),
            before=self.before,
            after=self.after,
        )


class CapacityText:
    """The sentences of the chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    asked : Capacity
        What the chapter asks.
    names : mapping of str to str
        Region code to name, in order.
    """

    def __init__(self, chapter: Chapter, asked: Capacity, names: Mapping[str, str]) -> None:
        self.chapter = chapter
        self.asked = asked
        self.names = names

    def intro(self, values: pd.DataFrame) -> None:
        """Tell what the index is for and for how many districts it can be made."""
        windows = {"before": self.asked.before, "after": self.asked.after}
        self.chapter.windows(windows, "analysis.pipeline.parameters.CapacityParameters", tuple(windows))
        self._result("districts", len(values), "districts", self.asked.values().count())
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def ranks(self, index: CompositeIndex, spread: IndexUncertainty) -> None:
        """Tell the rank of each study region and its range over other choices."""
        other = by(
            declared_uncertainty,
            values=self.asked.values(),
            table=self.asked.recipe(),
            compare=[code for code in self.names if code in index.ranks.index],
            draws=self.asked.draws,
            seed=self.asked.seed,
        )
        self.chapter.tell("ranks_head")
        ranges = spread.units.set_index("unit")
        for code in self.names:
            if code not in index.ranks.index:
                self.chapter.tell("rank_none", name=self.names[code])
                continue
            words = {
                "rank": self._result(
                    f"rank_{code}", ranges["rank"][code], "rank", other.take("units.rank", unit=code)
                )
            }
            for end in ("best", "worst"):
                column = f"rank_{end}"
                words[end] = self._result(
                    f"{column}_{code}", ranges[column][code], "rank", other.take(f"units.{column}", unit=code)
                )
            self.chapter.tell("rank", name=self.names[code], **words)

    def drivers(self, found: IndexSensitivity, pairs: pd.DataFrame) -> None:
        """Tell which choice drives the ranking and how many orders of pairs no weights can turn."""
        how = by(
            declared_sensitivity, values=self.asked.values(), table=self.asked.recipe(), seed=self.asked.seed
        )
        self._result("rank_shift", found.mean, "ranks", how.take("mean"), 1)
        lead = found.factors.sort_values("total", ascending=False).to_dict("records")[0]
        self._result(
            "driver_share", lead["total"], "share", how.take("factors.total", factor=lead["factor"]), 2
        )
        order = by(
            declared_dominance,
            values=self.asked.values(),
            table=self.asked.recipe(),
            units=list(self.names),
            seed=self.asked.seed,
        )
        self._result("pairs", len(pairs), "pairs", order.count())
        fixed = int((~pairs["weights_matter"]).sum())
        self._result("pairs_fixed", fixed, "pairs", order.count(weights_matter=False))
        self.chapter.tell("drivers_head")
        self.chapter.tell("drivers", driver=self.chapter.text(f"factor_{lead['factor']}"))

    def frontier(self, found: DistrictFrontier) -> None:
        """Tell whether the inputs bound the outcome at all."""
        how = self.asked.frontier()
        self._result("frontier_districts", found.units_count, "districts", how.take("units_count"))
        self._result("flat", found.ceiling_pct, "pct", how.take("ceiling_pct"))
        self._result("near", found.near, "points", how.take("near"))
        self.chapter.tell("frontier_head")
        self.chapter.tell("frontier")
        self.chapter.tell("frontier_flat" if found.ceiling_pct > MOST else "frontier_bounds")
        self.chapter.tell("frontier_inputs")

    def _result(self, id: str, value: object, unit: str, how: Derivation, decimals: int = 0) -> str:
        return self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=how).text
