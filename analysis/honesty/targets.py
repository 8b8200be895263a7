"""Targets over the years of a plan: drawn with a ruler, standing still, below the national standard."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.honesty.finding import RECORD_KEYS as KEYS
from analysis.honesty.finding import Finding, numbers_of, row_finding
from analysis.honesty.standards import standards
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns


def _series(subject: Subject) -> pd.DataFrame:
    require_columns(subject.frame, [*KEYS, "target_pct"], "the table of targets")
    table = subject.frame[[*KEYS, "target_pct"]].sort_values(
        ["region_code", "indicator_code", "year"], ignore_index=True
    )
    groups = table.groupby(["region_code", "indicator_code"], sort=False)
    table["step"] = groups["target_pct"].diff() / groups["year"].diff()
    table["years_count"] = groups["target_pct"].transform("count")
    table["lowest_step"] = groups["step"].transform("min")
    table["highest_step"] = groups["step"].transform("max")
    return table


def straight_targets(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag targets that rise or fall by the same step every year of the plan."""
    table = _series(subject)
    judged = (table["years_count"] >= values["least_years"]) & table["target_pct"].notna()
    even = (table["highest_step"] - table["lowest_step"]) <= values["tolerance_points"]
    moving = table["step"].abs().groupby([table["region_code"], table["indicator_code"]]).transform("max") > 0
    return row_finding(table, judged, even & moving, because("series with too few years"))


def constant_targets(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag targets below 100 that do not move over the years of the plan."""
    table = _series(subject)
    judged = (table["years_count"] >= values["least_years"]) & table["target_pct"].notna()
    still = (table["lowest_step"] == 0) & (table["highest_step"] == 0) & (table["target_pct"] < 100)
    return row_finding(table, judged, still, because("series with too few years"))


def below_national(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag targets below the national target of the same year, or else below that of the catalogue."""
    require_columns(subject.frame, [*KEYS, "target_pct"], "the table of targets")
    frame = subject.frame.reset_index(drop=True)
    table = frame[[*KEYS, "target_pct"]].copy()
    table["national_target_pct"] = numbers_of(frame, "national_target_pct")
    known = standards(subject)
    if known is not None and "target_pct" in known:
        of_standard = table["indicator_code"].map(known["target_pct"].astype(float).to_dict())
        table["national_target_pct"] = table["national_target_pct"].fillna(of_standard)
    judged = table["target_pct"].notna() & table["national_target_pct"].notna()
    low = table["target_pct"] < table["national_target_pct"] - values["tolerance_points"]
    return row_finding(table, judged, low, because("no national target (national_target_pct) for the row"))


def bunched_at_target(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values that equal their target where a large share of a region's values does.

    A target of 100 is left out: a full share is honest more often than any other value.
    """
    require_columns(subject.frame, [*KEYS, "value_pct"], "the table of indicators")
    table = subject.frame[[*KEYS]].reset_index(drop=True)
    for name in ("value_pct", "target_pct"):
        table[name] = numbers_of(subject.frame.reset_index(drop=True), name)
    usable = table["value_pct"].notna() & (table["target_pct"] > 0) & (table["target_pct"] < 100)
    equal = (table["value_pct"] == table["target_pct"]).where(usable)
    groups = equal.groupby([table["region_code"], table["year"]])
    table["equal_share"], count = groups.transform("mean"), groups.transform("count")
    judged = usable & (count >= values["least_rows"])
    flagged = (equal == 1) & (table["equal_share"] > values["highest_share"])
    return row_finding(table, judged, flagged, because("too few values with a target below 100"))
