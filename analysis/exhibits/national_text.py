"""What the national chapter says: who the members are, how they changed, and how ordinary that is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.comparison.groups import GroupDifference
from analysis.comparison.permutation import PermutationResult
from analysis.exhibits.chapter import Chapter

TABLES = ("national/panel", "study/kinerja-districts")
DISTRICTS = ("kabupaten", "kota")


class NationalText:
    """The sentences of the national chapter; every number in them is a recorded result.

    Parameters
    ----------
    chapter : Chapter
        Where texts are told and results recorded.
    regions : pandas.DataFrame
        Table of regions.
    """

    def __init__(self, chapter: Chapter, regions: pd.DataFrame) -> None:
        self.chapter = chapter
        self.regions = regions[regions["level"].isin(DISTRICTS)]

    def intro(self, members: Sequence[str]) -> None:
        """Tell what the chapter does."""
        self._result("members", len(members), 0, "districts", "analysis.sources.load_table")
        self._result("districts", len(self.regions), 0, "districts", "analysis.sources.load_table")
        self.chapter.tell("title")
        self.chapter.tell("intro")

    def change(
        self,
        change: pd.DataFrame,
        members: Sequence[str],
        raw: GroupDifference,
        adjusted: GroupDifference,
        unsplit: GroupDifference,
        permuted: PermutationResult,
        before: tuple[int, int],
        after: tuple[int, int],
    ) -> None:
        """Tell the change of members and others: raw, adjusted, without splits, beside random draws."""
        years = (*zip(("before_first", "before_last"), before, strict=True),)
        years += (*zip(("after_first", "after_last"), after, strict=True),)
        for id, year in years:
            self._result(id, year, 0, "year", "analysis.pipeline.parameters.NationalParameters")
        groups = "analysis.comparison.groups.group_difference"
        self._result("complete", len(change), 0, "districts", "analysis.comparison.change.change_between")
        self._result("members_complete", raw.members_count, 0, "districts", groups)
        self._result("gain_members", raw.members_mean, 2, "points", groups)
        self._result("gain_others", raw.others_mean, 2, "points", groups)
        for name, record in (("raw", raw), ("adjusted", adjusted), ("unsplit", unsplit)):
            self._result(f"gain_{name}", record.difference, 1, "points", groups)
            self._result(f"gain_{name}_low", record.interval_low, 1, "points", groups)
            self._result(f"gain_{name}_high", record.interval_high, 1, "points", groups)
        split = len(change) - unsplit.members_count - unsplit.others_count
        self._result("split_count", split, 0, "districts", groups)
        function = "analysis.comparison.permutation.permutation_p"
        self._result("permutation_p", permuted.p_value, 3, "share", function)
        own = change["region_code"].isin(members)
        level = "analysis.comparison.change.change_between"
        self._result("before_members", change.loc[own, "before_mean"].mean(), 1, "pct", level)
        self._result("before_others", change.loc[~own, "before_mean"].mean(), 1, "pct", level)
        correlation = change["before_mean"].corr(change["change"])
        self._result("level_correlation", correlation, 2, "correlation", level)
        names = self.regions.set_index("region_code")["name"]
        absent = [names[code] for code in members if code not in set(change["region_code"])]
        self.chapter.tell("change_head")
        self.chapter.tell(
            "change_sentence",
            absent=self.chapter.text("absent", names=", ".join(absent))
            if absent
            else self.chapter.text("absent_none"),
        )
        self.chapter.tell("adjusted_sentence")

    def with_missing(self, change: pd.DataFrame) -> pd.DataFrame:
        """Return every district with its change, missing where it is not observed in every year."""
        places = self.regions[["region_code", "name", "longitude_deg", "latitude_deg"]]
        return places.merge(change, on="region_code", how="left")

    def _result(self, id: str, value: object, decimals: int, unit: str, function: str) -> None:
        self.chapter.result(id, value, decimals=decimals, unit=unit, function=function, tables=TABLES)
