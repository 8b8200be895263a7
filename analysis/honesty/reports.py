"""Reports that add up over the quarters of a year, and questionnaires answered in one line."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import RECORD_KEYS as KEYS
from analysis.honesty.finding import Finding, nothing, row_finding
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


def straight_answers(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag units that give one answer to every item, where the answers of all units make that unlikely.

    The chance is the product, over the items, of the share of the other units that gave the same answer.
    Units that are alike for a reason (the best schools) can pass every item honestly: it is a question.
    """
    keys = ("region_code", "year", "unit_name")
    require_columns(subject.frame, [*keys, "item", "answer"], "the table of answers")
    table = subject.frame[[*keys, "item", "answer"]].dropna(subset=["answer"]).reset_index(drop=True)
    if table.empty:
        return nothing("no item has an answer")
    item = table["item"]
    total = table.groupby(item)["answer"].transform("count")
    same = table.groupby([item, table["answer"]])["answer"].transform("count")
    # one is added to both sides of the share, so that an answer nobody else gave is rare and not impossible
    table["log_chance"] = np.log10(same / (total + 1))
    units = table.groupby(list(keys), sort=True)
    summary = units.agg(
        items_count=("item", "nunique"),
        answers_count=("answer", "nunique"),
        log10_chance=("log_chance", "sum"),
    ).reset_index()
    judged = summary["items_count"] >= values["least_items"]
    if not judged.any():
        return nothing("no unit answered enough items")
    wrong = (summary["answers_count"] == 1) & (summary["log10_chance"] < np.log10(values["highest_chance"]))
    cells = summary[judged].groupby(["region_code", "year"], as_index=False).size()
    left = int((~judged).sum())
    reason = because("{count} units with too few items", count=left) if left else None
    flags = summary[judged & wrong].reset_index(drop=True)
    return Finding(flags, keys, cells.rename(columns={"size": "cells"}), reason)
