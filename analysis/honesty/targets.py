"""Targets over the years of a plan: drawn with a ruler, standing still, below the national standard."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import RECORD_KEYS as KEYS
from analysis.honesty.finding import Finding, row_finding
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
    """Flag targets below the national target that applies in the same year."""
    require_columns(subject.frame, [*KEYS, "target_pct"], "the table of targets")
    known = "national_target_pct" in subject.frame
    table = subject.frame[[*KEYS, "target_pct"]].reset_index(drop=True)
    national = subject.frame["national_target_pct"].to_numpy(float, na_value=np.nan) if known else np.nan
    table["national_target_pct"] = national
    judged = table["target_pct"].notna() & table["national_target_pct"].notna()
    low = table["target_pct"] < table["national_target_pct"] - values["tolerance_points"]
    return row_finding(table, judged, low, because("no national target (national_target_pct) for the row"))
