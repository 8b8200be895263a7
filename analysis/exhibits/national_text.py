"""What the national chapter says: who the members are, how they changed, and how ordinary that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.change.groups import GroupDifference, group_difference
from analysis.comparison.change.permutation import PermutationResult, permutation_p
from analysis.comparison.change.windows import change_between, levels_before
from analysis.exhibits.chapter import Chapter
from analysis.exhibits.derivation import Derivation, by
from analysis.exhibits.quality_figures import audited_rows, breaks_of
from analysis.panels import (
    DISTRICT_LEVELS,
    chosen_regions,
    province_of,
    split_between,
    unsound_between,
)
from analysis.sources.selection import DISTRICTS, as_published, select

PANEL, REGIONS, SPLITS = "national/panel", "national/regions", "national/splits"
MEMBERS = "study/kinerja-districts"
ADJUSTED = 2  # degree of the polynomial in the level before


@dataclass(frozen=True)
class Question:
    """What the chapter asks: whether members changed differently on one outcome between two windows.

    Attributes
    ----------
    outcome : str
        Column of the panel.
    members : sequence of str
        Codes of the members.
    before, after : tuple of int
        First and last year of each window.
    draws, seed : int
        Random groups drawn, and the seed of the draws.
    """

    outcome: str
    members: Sequence[str]
    before: tuple[int, int]
    after: tuple[int, int]
    draws: int
    seed: int

    @property
    def complete(self) -> tuple[int, int]:
        """First and last year between which a district must be observed every year."""
        return self.before[0], self.after[1]

    def change(self) -> Derivation:
        """Return how the table of changes follows from the panel."""
        return by(
            change_between,
            panel=select(PANEL, self.outcome, regions=DISTRICTS, years=self.complete),
            regions=select(REGIONS, "level", regions=DISTRICTS),
            outcome=self.outcome,
            before=self.before,
            after=self.after,
            complete=self.complete,
        )

    def split(self) -> Derivation:
        """Return how the regions that took part in a split between the windows follow from the splits."""
        rows = select(SPLITS, "child_code", "parent_code", "year")
        return by(split_between, splits=rows, first_year=self.before[0], last_year=self.after[1])

    def of_group(self, change: Derivation, degree: int = 0) -> Derivation:
        """Return how the difference between members and others follows from a table of changes."""
        return by(group_difference, change=change, members=list(self.members), degree=degree)

    def permuted(self) -> Derivation:
        """Return how the comparison with random groups follows from the table of changes."""
        return by(
            permutation_p,
            change=self.change(),
            members=list(self.members),
            strata=by(province_of, regions=select(REGIONS, "province_code", regions=DISTRICTS)),
            draws=self.draws,
            seed=self.seed,
        )


class NationalText:
    """The sentences of the national chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    regions : pandas.DataFrame
        Table of regions.
    asked : Question
        What the chapter asks.
    """

    def __init__(self, chapter: Chapter, regions: pd.DataFrame, asked: Question) -> None:
        self.chapter = chapter
        self.regions = regions[regions["level"].isin(DISTRICT_LEVELS)]
        self.asked = asked

    def intro(self) -> None:
        """Tell what the chapter does."""
        members = select(MEMBERS, "phase", regions=self.asked.members)
        districts = select(REGIONS, "level", regions=DISTRICTS)
        self._result(
            "members", len(self.asked.members), 0, "districts", by(as_published, rows=members).count()
        )
        self._result("districts", len(self.regions), 0, "districts", by(as_published, rows=districts).count())
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def change(
        self,
        change: pd.DataFrame,
        raw: GroupDifference,
        adjusted: GroupDifference,
        unsplit: GroupDifference,
        permuted: PermutationResult,
    ) -> None:
        """Tell the change of members and others: raw, adjusted, without splits, beside random draws."""
        asked = self.asked
        self._years()
        made, of_group = asked.change(), asked.of_group(asked.change())
        whole = by(chosen_regions, rows=made, region_codes=asked.split(), inside=False)
        ways = {
            "raw": (raw, of_group),
            "adjusted": (adjusted, asked.of_group(made, ADJUSTED)),
            "unsplit": (unsplit, asked.of_group(whole, ADJUSTED)),
        }
        self._result("complete", len(change), 0, "districts", made.count())
        self._result("members_complete", raw.members_count, 0, "districts", of_group.take("members_count"))
        self._result("gain_members", raw.members_mean, 2, "points", of_group.take("members_mean"))
        self._result("gain_others", raw.others_mean, 2, "points", of_group.take("others_mean"))
        for name, (record, how) in ways.items():
            self._result(f"gain_{name}", record.difference, 1, "points", how.take("difference"))
            self._result(f"gain_{name}_low", record.interval_low, 1, "points", how.take("interval_low"))
            self._result(f"gain_{name}_high", record.interval_high, 1, "points", how.take("interval_high"))
        split = len(change) - unsplit.members_count - unsplit.others_count
        apart = by(chosen_regions, rows=made, region_codes=asked.split())
        self._result("split_count", split, 0, "districts", apart.count())
        self._result("permutation_p", permuted.p_value, 3, "share", asked.permuted().take("p_value"))
        self._levels(change)
        self.chapter.tell("change_head")
        self.chapter.tell("change_sentence", absent=self._absent(change))
        self.chapter.tell("adjusted_sentence")

    def soundness(
        self, change: pd.DataFrame, unsound: Sequence[str], sound: GroupDifference, columns: Sequence[str]
    ) -> None:
        """Tell how many districts have a broken series, and the raw difference without them.

        Parameters
        ----------
        change : pandas.DataFrame
            The changes of all districts.
        unsound : sequence of str
            From :func:`analysis.panels.unsound_between`.
        sound : GroupDifference
            Without those districts.
        columns : sequence of str
            The columns that were audited.
        """
        asked = self.asked
        codes = by(
            unsound_between,
            breaks=by(breaks_of, **audited_rows(columns)),
            column=asked.outcome,
            first_year=asked.before[0],
            last_year=asked.after[1],
        )
        left_out = by(chosen_regions, rows=asked.change(), region_codes=codes)
        count = int(change["region_code"].isin(unsound).sum())
        self._result("unsound_count", count, 0, "districts", left_out.count())
        kept = by(chosen_regions, rows=asked.change(), region_codes=codes, inside=False)
        how = asked.of_group(kept)
        self._result("gain_sound", sound.difference, 1, "points", how.take("difference"))
        self._result("gain_sound_low", sound.interval_low, 1, "points", how.take("interval_low"))
        self._result("gain_sound_high", sound.interval_high, 1, "points", how.take("interval_high"))
        self.chapter.tell("unsound_some" if count else "unsound_none")

    def _years(self) -> None:
        windows = {"before": self.asked.before, "after": self.asked.after}
        self.chapter.windows(windows, "analysis.pipeline.parameters.NationalParameters", tuple(windows))

    def _levels(self, change: pd.DataFrame) -> None:
        """Record where members and others stood before, and how change goes with that level."""
        levels = levels_before(change, self.asked.members)
        how = by(levels_before, change=self.asked.change(), members=list(self.asked.members))
        self._result("before_members", levels.members_mean, 1, "pct", how.take("members_mean"))
        self._result("before_others", levels.others_mean, 1, "pct", how.take("others_mean"))
        self._result("level_correlation", levels.correlation, 2, "correlation", how.take("correlation"))

    def _absent(self, change: pd.DataFrame) -> str:
        names = self.regions.set_index("region_code")["name"]
        absent = [names[code] for code in self.asked.members if code not in set(change["region_code"])]
        if not absent:
            return self.chapter.text("absent_none")
        return self.chapter.text("absent", names=", ".join(absent))

    def with_missing(self, change: pd.DataFrame) -> pd.DataFrame:
        """Return every district with its change, missing where it is not observed in every year."""
        places = self.regions[["region_code", "name", "longitude_deg", "latitude_deg"]]
        return places.merge(change, on="region_code", how="left")

    def _result(self, id: str, value: object, decimals: int, unit: str, derivation: Derivation) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, derivation=derivation)
