"""Reports that add up over the quarters of a year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.honesty.finding import RECORD_KEYS as KEYS
from analysis.honesty.finding import Finding, row_finding
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns


def _quarters(subject: Subject) -> pd.DataFrame:
    require_columns(subject.frame, [*KEYS, "quarter", "cumulative_value"], "the table of cumulative reports")
    table = subject.frame[[*KEYS, "quarter", "cumulative_value"]]
    table = table.sort_values([*KEYS, "quarter"], ignore_index=True)
    groups = table.groupby(list(KEYS), sort=False)
    next_quarter = groups["quarter"].diff() == 1
    table["step"] = groups["cumulative_value"].diff().where(next_quarter)
    return table


def falling_cumulative(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag quarters in which a cumulative value is lower than in the quarter before."""
    table = _quarters(subject)
    low = table["step"] < -values["tolerance"]
    return row_finding(table, table["step"].notna(), low, because("without the quarter before"))


def year_end_jump(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag last quarters whose step is far larger than every earlier step of the year."""
    table = _quarters(subject)
    first = table["quarter"] == 1
    steps = table["step"].where(~first, table["cumulative_value"])
    last = table["quarter"] == 4
    earlier = steps.where(~last).groupby([table[key] for key in KEYS], sort=False)
    table["largest_earlier_step"] = earlier.transform("max")
    judged = last & steps.notna() & (earlier.transform("count") == 3)
    jump = (steps > values["times"] * table["largest_earlier_step"]) & (steps > values["least_step"])
    return row_finding(table, judged, jump, because("not a last quarter, or without all quarters before it"))
