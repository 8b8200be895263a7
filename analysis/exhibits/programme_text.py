"""What the chapter on the programme says: did its districts change differently, and what could be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.comparison.change.beside_synthetic import BesideSynthetic, beside_synthetic
from analysis.comparison.change.member_frames import changes_of_districts, yearly_outcomes
from analysis.comparison.change.programme import effects_on_outcomes
from analysis.comparison.change.programme_choices import effect_by_choice
from analysis.comparison.panel.event_study import EventStudy, event_study, pretest_power
from analysis.comparison.synthetic.difference_in_differences import (
    SyntheticDifferenceInDifferences,
    synthetic_difference_in_differences,
)
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.language import Language
from analysis.panels import split_between
from analysis.sources.selection import as_published, select
from analysis.statistics.multiverse import Multiverse

PANEL, REGIONS = "national/panel", "national/regions"
CHOICES = ("others", "level", "before", "after", "splits")


@dataclass(frozen=True)
class Programme:
    """What the chapter asks: of whom, of which outcomes, and between which years.

    Attributes
    ----------
    members : sequence of str
        Districts of the programme.
    outcomes : sequence of str
        Columns of the panel; the first is the headline.
    before, after : tuple of int
        First and last year of each window.
    first_treated : int
        First year of the programme in the districts.
    draws, placebos, seed : int
        Of the randomisation test, of the placebos, and of every draw.
    corrected : bool
        Whether the ledger of corrections is applied to the panel.
    """

    members: Sequence[str]
    outcomes: Sequence[str]
    before: tuple[int, int]
    after: tuple[int, int]
    first_treated: int
    draws: int
    placebos: int
    seed: int
    corrected: bool = True

    @property
    def headline(self) -> str:
        """The outcome of the headline."""
        return self.outcomes[0]

    @property
    def years(self) -> tuple[int, int]:
        """First year before and last year after."""
        return self.before[0], self.after[1]

    def _tables(self, *outcomes: str, years: tuple[int, int]) -> dict[str, Any]:
        return {
            "panel": select(PANEL, *outcomes, years=years, corrected=self.corrected),
            "regions": select(REGIONS, "level", "province_code"),
            "members": list(self.members),
        }

    def changes(self) -> Derivation:
        """Return how the table of changes follows from the panel."""
        tables = self._tables(*self.outcomes, years=self.years)
        return by(
            changes_of_districts, **tables, outcomes=list(self.outcomes), before=self.before, after=self.after
        )

    def effects(self) -> Derivation:
        """Return how the effects follow from the changes."""
        return by(
            effects_on_outcomes,
            frame=self.changes(),
            outcomes=list(self.outcomes),
            draws=self.draws,
            seed=self.seed,
        )

    def yearly(self, first_year: int | None = None) -> Derivation:
        """Return how the yearly values of the headline follow from the panel."""
        years = (first_year or self.before[0], self.after[1])
        return by(
            yearly_outcomes, **self._tables(self.headline, years=years), outcome=self.headline, years=years
        )

    def event(self) -> Derivation:
        """Return how the gaps year by year follow from the yearly values."""
        return by(
            event_study,
            frame=self.yearly(),
            outcome=self.headline,
            group="member",
            first_treated=self.first_treated,
        )

    def weighted(self, units: Sequence[str]) -> Derivation:
        """Return how the synthetic difference-in-differences follows from the yearly values."""
        return by(
            synthetic_difference_in_differences,
            frame=self.yearly(),
            outcome=self.headline,
            treated_units=list(units),
            first_treated=self.first_treated,
            placebos=self.placebos,
            seed=self.seed,
        )

    def mixture(self, region_code: str, donors: Sequence[str], first_year: int) -> Derivation:
        """Return how a region's gap to its mixture follows from the yearly values."""
        return by(
            beside_synthetic,
            yearly=self.yearly(first_year),
            outcome=self.headline,
            region_code=region_code,
            donors=list(donors),
            first_treated=self.first_treated,
            seed=self.seed,
        )

    def tried(self) -> Derivation:
        """Return how the estimates under other choices follow from the panel."""
        splits = select("national/splits", "child_code", "parent_code", "year")
        return by(
            effect_by_choice,
            **self._tables(self.headline, years=self.years),
            outcome=self.headline,
            split=by(split_between, splits=splits, first_year=self.before[0], last_year=self.after[1]),
            before=self.before,
            after=self.after,
            seed=self.seed,
        )


class ProgrammeText:
    """The sentences of the chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    asked : Programme
        What the chapter asks.
    """

    def __init__(self, chapter: Chapter, asked: Programme) -> None:
        self.chapter = chapter
        self.asked = asked

    def intro(self) -> None:
        """Tell what the chapter asks."""
        members = select("study/kinerja-districts", "phase", regions=self.asked.members)
        self._result(
            "members", len(self.asked.members), 0, "districts", by(as_published, rows=members).count()
        )
        windows = {"before": self.asked.before, "after": self.asked.after}
        self.chapter.windows(windows, "analysis.pipeline.parameters.ProgrammeParameters", tuple(windows))
        start = by("analysis.pipeline.parameters.ProgrammeParameters", first_treated=self.asked.first_treated)
        self._result("start", self.asked.first_treated, 0, "year", start.take("first_treated"))
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def effects(self, effects: pd.DataFrame) -> None:
        """Tell the headline and the family of outcomes."""
        how, headline = self.asked.effects(), self.asked.headline
        row = effects.set_index("outcome").to_dict("index")[headline]
        columns = {
            "estimate": 1,
            "interval_low": 1,
            "interval_high": 1,
            "p_value": 3,
            "smallest_detectable": 1,
        }
        for column, decimals in columns.items():
            unit = "share" if column == "p_value" else "points"
            made = how.take(column, outcome=headline)
            self._result(f"births_{column}", row[column], decimals, unit, made)
        self._result("births_members", row["members_count"], 0, "districts",
                     how.take("members_count", outcome=headline))  # fmt: skip
        known = effects[effects["refused"].eq("")]
        self._result("outcomes", len(known), 0, "outcomes", how.count(refused=""))
        lowest = known.sort_values("benjamini_hochberg").to_dict("records")[0]
        made = how.take("benjamini_hochberg", outcome=lowest["outcome"])
        self._result("family_lowest", lowest["benjamini_hochberg"], 2, "share", made)
        self.chapter.tell("effects_head")
        self.chapter.tell("effects", verdict=self._verdict(row["interval_low"], row["interval_high"]))
        self.chapter.tell("family")
        self.chapter.caution(str(row["cautions"]))

    def _verdict(self, low: float, high: float) -> str:
        if low > 0:
            return self.chapter.text("verdict_more")
        return self.chapter.text("verdict_less" if high < 0 else "verdict_none")

    def years(
        self, study: EventStudy, weighted: SyntheticDifferenceInDifferences, units: Sequence[str]
    ) -> None:
        """Tell whether members moved alike before, and what is left when that is mended."""
        how = self.asked.event()
        power = pretest_power(study)
        self._result("pre_p", study.pre_p_value, 4, "share", how.take("pre_p_value"))
        self._result("average_after", study.average_after, 1, "points", how.take("average_after"))
        self._result(
            "trend_seen", power.slope, 1, "points a year", by(pretest_power, study=how).take("slope")
        )
        made = self.asked.weighted(units)
        for name in ("estimate", "interval_low", "interval_high"):
            self._result(f"weighted_{name}", getattr(weighted, name), 1, "points", made.take(name))
        self._result("weighted_p", weighted.p_value, 2, "share", made.take("p_value"))
        self.chapter.tell("years_head")
        apart = study.pre_p_value <= 0.05
        self.chapter.tell("years", before=self.chapter.text("apart_before" if apart else "alike_before"))
        self.chapter.tell("weighted")
        self.chapter.caution(*study.cautions, *weighted.cautions)

    def choices(self, tried: Multiverse) -> None:
        """Tell how the headline moves under other choices, and which choice moves it most."""
        how = self.asked.tried()
        lead = tried.drivers.iloc[0]
        self._result("tried", tried.estimated_count, 0, "specifications", how.take("estimated_count"))
        for name in ("lowest", "median", "highest"):
            self._result(f"choice_{name}", getattr(tried, name), 1, "points", how.take(name))
        clear = how.take("excluding_zero_share")
        self._result("choice_clear", tried.excluding_zero_share, 2, "share", clear)
        self._result("choice_driver", lead["alone"], 2, "share", how.take("drivers.0.alone"))
        self._result("refused", tried.refused_count, 0, "specifications", how.take("refused_count"))
        self.chapter.tell("choices_head")
        self.chapter.tell("choices", driver=self.chapter.text(f"driver_{lead['choice']}"))

    def choice_words(self) -> dict[str, str]:
        """Return title, caption and axis of the picture of all choices."""
        keys = ("title", "caption", "axis")
        return {key: self.chapter.language.text(f"exhibit.effect_choice_{key}") for key in keys}

    def regions(
        self, found: Sequence[BesideSynthetic], names: Mapping[str, str], donors: Mapping[str, Sequence[str]],
        first_years: Mapping[str, int],
    ) -> None:  # fmt: skip
        """Tell each study region beside its mixture."""
        self.chapter.tell("regions_head")
        for one in found:
            code = one.region_code
            how = self.asked.mixture(code, donors[code], first_years[code])
            for name, decimals in (("average_gap", 1), ("gap_before", 1), ("p_value", 2)):
                unit = "share" if name == "p_value" else "points"
                self._result(f"{name}_{code}", getattr(one, name), decimals, unit, how.take(name))
            self._result(f"donors_{code}", one.donors_count, 0, "districts", how.take("donors_count"))
            results = self.chapter.results
            self.chapter.tell(
                "region",
                name=names[code],
                gap=results[f"average_gap_{code}"].text,
                fit=results[f"gap_before_{code}"].text,
                p=results[f"p_value_{code}"].text,
                donors=results[f"donors_{code}"].text,
            )
            self.chapter.caution(*one.cautions)

    def _result(self, id: str, value: object, decimals: int, unit: str, derivation: Derivation) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=derivation)


def choice_label(language: Language) -> Callable[[str, object], str]:
    """Return how the choices of the programme and their options are called."""

    def label(aspect: str, option: object) -> str:
        if option is None:
            return language.text(f"exhibit.effect_{aspect}")
        return language.text(f"exhibit.effect_option_{str(option).replace(' ', '_')}")

    return label
