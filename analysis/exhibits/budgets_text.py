"""What the chapter on budgets says: whether they follow need or last year, and what could have been seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.language import Language
from analysis.planning.choices import LEFT_OUT, responses_by_choice
from analysis.planning.needs import panel_series
from analysis.planning.noise import gap_noise, gap_reliability
from analysis.planning.regional import RegionalResponses, regional_responses
from analysis.planning.responsiveness import Responsiveness, as_percent, responsiveness
from analysis.planning.series import BudgetSeries, series_years
from analysis.planning.simulation import smallest_response_seen
from analysis.sources import Field
from analysis.sources.selection import Rows, select
from analysis.statistics.multiverse import Multiverse

CHOICES = ("lag_years", "zero_share")
PLANTED = 0.3  # far beyond any response found, so that what noise leaves of it can be read off
NEEDS = "study/sector-needs"
NEED_COLUMNS = ("sector", "functions", "outcome", "reference_pct", "worse")


@dataclass(frozen=True)
class Budgets:
    """What the chapter asks: which sectors and needs, and how many draws.

    Attributes
    ----------
    needs : pandas.DataFrame
        Table of needs, all rows.
    years : tuple of int
        First and last year of the panel that is used.
    draws, replications, seed : int
        Of the permutation test, of simulated countries, and of every draw.
    corrected : bool
        Whether the ledger of corrections is applied to the panel.
    """

    needs: pd.DataFrame
    years: tuple[int, int]
    draws: int
    replications: int
    seed: int
    corrected: bool = True

    @property
    def main(self) -> pd.DataFrame:
        """The needs of the index itself, one per sector."""
        return self.needs[self.needs["use"] == "main"].reset_index(drop=True)

    def panel(self, needs: pd.DataFrame) -> Rows:
        """Return the rows and columns of the panel that some needs use."""
        functions = sorted({name for text in needs["functions"] for name in text.split()})
        columns = [*(f"spending_{name}_idr" for name in functions), *sorted(set(needs["outcome"]))]
        return select("national/panel", *columns, years=self.years, corrected=self.corrected)

    def series(self) -> Derivation:
        """Return how the series of budgets follows from the tables."""
        return by(
            panel_series,
            panel=self.panel(self.main),
            regions=select("national/regions", "level"),
            needs=select(NEEDS, *NEED_COLUMNS, use="main"),
        )

    def found(self) -> Derivation:
        """Return how the country's estimates follow from the series."""
        return by(responsiveness, series=self.series(), draws=self.draws, seed=self.seed)

    def choices(self) -> Derivation:
        """Return how the estimates under other choices follow from the tables."""
        districts = by(
            "analysis.panels.district_rows",
            panel=self.panel(self.needs),
            regions=select("national/regions", "level"),
        )
        return by(responses_by_choice, panel=districts, needs=select(NEEDS, *NEED_COLUMNS))


def choice_label(
    language: Language, needs: pd.DataFrame, fields: Mapping[str, Field]
) -> Callable[[str, object], str]:
    """Return how a choice and its options are called: sectors by title, outcomes by the panel's titles."""
    column = "title_id" if language.code == "id" else "title"
    titles = dict(zip(needs["sector"], needs[column], strict=True))

    def label(choice: str, option: object) -> str:
        if option is None:
            return str(titles.get(choice) or language.text(f"exhibit.choice_{choice}"))
        if choice in titles:
            return language.title(fields[str(option)])
        if choice == "zero_share":
            return language.text(f"exhibit.choice_{'left_out' if option == LEFT_OUT else 'replaced'}")
        return str(option)

    return label


class BudgetsText:
    """The sentences of the chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    asked : Budgets
        What the chapter asks.
    """

    def __init__(self, chapter: Chapter, asked: Budgets) -> None:
        self.chapter = chapter
        self.asked = asked

    def compared(self, series: BudgetSeries) -> None:
        """Tell which budgets are compared."""
        how = self.asked.series()
        self._result("districts", series.regions_count, 0, "districts", how.take("regions_count"))
        self._result("sectors", len(series.sectors), 0, "sectors", how.take("sectors_count"))
        years = series_years(series)
        of_years = by(series_years, series=how)
        self._result("first_year", years.first, 0, "year", of_years.take("first"))
        self._result("last_year", years.last, 0, "year", of_years.take("last"))
        self._result("rows", years.rows_count, 0, "budgets", of_years.take("rows_count"))
        self.chapter.tell("title")
        self.chapter.tell("intro")
        self.chapter.tell("compared")

    def answer(self, found: Responsiveness) -> None:
        """Tell the response to need and the persistence, each with its range."""
        how = self.asked.found()
        for name, slope in (("response", found.response), ("response_between", found.response_between)):
            for part in ("estimate", "low", "high"):
                made = by(as_percent, log_ratio=how.take(f"{name}.{part}"))
                value = as_percent(getattr(slope, part))
                self._result(f"{name}_{part}", value, 1, "percent of the share", made)
        self._result("p_value", found.test.p_value, 3, "share", how.take("test.p_value"))
        for end in ("within", "pooled"):
            value = getattr(found, f"persistence_{end}").estimate
            self._result(f"past_{end}", value, 2, "share", how.take(f"persistence_{end}.estimate"))
        self._result(
            "past_jackknife", found.persistence_jackknife, 2, "share", how.take("persistence_jackknife")
        )
        self.chapter.tell("answer_head")
        self.chapter.tell("answer_need", verdict=self._verdict(found.response.low, found.response.high))
        self.chapter.tell("answer_past")

    def _verdict(self, low: float, high: float) -> str:
        if low > 0:
            return self.chapter.text("verdict_follows")
        return self.chapter.text("verdict_against" if high < 0 else "verdict_neither")

    def seen(self, found: Responsiveness, series: BudgetSeries, smallest: float) -> None:
        """Tell what these data could have shown: noise of the gaps, and the smallest response seen."""
        how = self.asked.series()
        reliability = gap_reliability(series)
        self._result("noise", gap_noise(series), 2, "standard deviations", by(gap_noise, series=how))
        of_share = by(gap_reliability, series=how)
        self._result("reliability", reliability, 2, "share", of_share)
        seen = by(
            smallest_response_seen, series=how, replications=self.asked.replications, seed=self.asked.seed
        )
        self._result("seen", as_percent(smallest), 1, "percent of the share", by(as_percent, log_ratio=seen))
        for part in ("estimate", "low", "high"):
            made = by(as_percent, log_ratio=self.asked.found().take(f"response.{part}"), reliability=of_share)
            value = as_percent(getattr(found.response, part), reliability)
            self._result(f"mended_{part}", value, 1, "percent of the share", made)
        self.chapter.tell("seen_head")
        self.chapter.tell("seen" if not math.isnan(smallest) else "seen_nothing")

    def choices(self, tried: Multiverse) -> None:
        """Tell how the response moves under other choices, and which choice moves it most."""
        how = self.asked.choices()
        counts = {"above": "above_zero_count", "below": "below_zero_count"}
        for id, part in {"tried": "tried_count", "refused": "refused_count", **counts}.items():
            self._result(id, getattr(tried, part), 0, "specifications", how.take(part))
        for id, part in {"lowest": "lowest", "middle": "median", "highest": "highest"}.items():
            made = by(as_percent, log_ratio=how.take(part))
            self._result(id, as_percent(getattr(tried, part)), 1, "percent of the share", made)
        self.chapter.tell("choices_head")
        self.chapter.tell("choices", driver=self.chapter.text(f"choice_{tried.drivers['choice'].iloc[0]}"))

    def choice_words(self) -> dict[str, str]:
        """Return title, caption and axis of the picture of all choices."""
        keys = ("title", "caption", "axis")
        return {key: self.chapter.language.text(f"exhibit.choice_{key}") for key in keys}

    def regional(self, found: RegionalResponses) -> None:
        """Tell how far regions differ, and for how many that is clear."""
        how = by(regional_responses, series=self.asked.series())
        self._result("estimated", len(found.table), 0, "districts", how.take("regions_count"))
        self._result("left_out", found.regions_left_out, 0, "districts", how.take("regions_left_out"))
        self._result("spread", found.spread, 2, "log ratio", how.take("spread"))
        self._result("clear", found.clear_count, 0, "districts", how.take("clear_count"))
        self._result("not_noise", found.not_noise_pct, 0, "percent", how.take("not_noise_pct"))
        self.chapter.tell("regions_head")
        self.chapter.tell("regions")

    def supplied(self, names: Mapping[str, str], there: Mapping[str, bool]) -> None:
        """Open a box that names the study regions without budget lines of their own."""
        missing = [name for code, name in names.items() if not there[code]]
        if missing:
            self.chapter.box("own", names=self.chapter.language.listed(missing))

    def _result(self, id: str, value: object, decimals: int, unit: str, derivation: Derivation) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=derivation)
