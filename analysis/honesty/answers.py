"""Questionnaires and surveys: straight lines, items and units that copy another, changes at the last minute.

A table of answers has ``region_code, year, unit_name, item, answer`` and, where they are known, ``round``,
``respondent`` (several per unit), ``unit_type`` and ``submitted_at`` (a date or time for each version).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from analysis.honesty.finding import PLACE, Finding, nothing, row_finding
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns

UNIT = (*PLACE, "unit_name")
OPTIONAL_KEYS = ("round", "respondent")


def answers_of(subject: Subject) -> tuple[pd.DataFrame, list[str]]:
    """Return the given answers, the latest version of each, and the columns that name who answered."""
    frame = subject.frame
    require_columns(frame, [*UNIT, "item", "answer"], "the table of answers")
    who = [*UNIT, *(name for name in OPTIONAL_KEYS if name in frame)]
    extra = [name for name in ("unit_type", "submitted_at") if name in frame]
    table = frame[[*who, "item", "answer", *extra]].dropna(subset=["answer"]).reset_index(drop=True)
    if "submitted_at" in table:
        table = table.sort_values("submitted_at", kind="stable")
        table = table.drop_duplicates([*who, "item"], keep="last")
    return table.sort_values([*who, "item"], kind="stable", ignore_index=True), who


def straight_units(table: pd.DataFrame, who: list[str]) -> pd.DataFrame:
    """Return one row per respondent: items, different answers, and the chance of the answers.

    The chance is the product, over the items, of the share of all respondents of the same type that gave
    the same answer. One is added to the number of respondents, so that an answer nobody else gave is rare
    and not impossible.
    """
    kind = [table["unit_type"]] if "unit_type" in table else []
    total = table.groupby([table["item"], *kind], dropna=False)["answer"].transform("count")
    same = table.groupby([table["item"], table["answer"], *kind], dropna=False)["answer"].transform("count")
    table = table.assign(log_chance=np.log10(same / (total + 1)))
    named = {"unit_type": ("unit_type", "first")} if kind else {}
    return (
        table.groupby(who, sort=True)
        .agg(
            items_count=("item", "nunique"), answers_count=("answer", "nunique"),
            log10_chance=("log_chance", "sum"), **named,
        )
        .reset_index()
    )  # fmt: skip


def straight_answers(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag units that give one answer to every item, where the answers of their kind make that unlikely.

    Units that are alike for a reason (the best schools) can pass every item honestly: it is a question.
    """
    table, who = answers_of(subject)
    if table.empty:
        return nothing("no item has an answer")
    units = straight_units(table, who)
    judged = units["items_count"] >= values["least_items"]
    wrong = (units["answers_count"] == 1) & (units["log10_chance"] < np.log10(values["highest_chance"]))
    return row_finding(units, judged, wrong, because("units with too few items"), who)


def straight_types(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag units with one answer to every item, of a type in which that is far commoner than in the others.

    The types are compared by Fisher's exact test, one type against all others of the region and year.
    """
    table, who = answers_of(subject)
    if "unit_type" not in table:
        return nothing("the table has no column '{column}'", column="unit_type")
    units = straight_units(table, who)
    judged = (units["items_count"] >= values["least_items"]) & (units["unit_type"].fillna("") != "")
    units = units.assign(
        straight=units["answers_count"] == 1, type_share=np.nan, other_share=np.nan, chance=1.0
    )
    enough = pd.Series(False, index=units.index)
    for _, here in units[judged].groupby(list(PLACE)):
        for name, own in here.groupby("unit_type"):
            others = here[here["unit_type"] != name]
            if min(len(own), len(others)) < values["least_units"]:
                continue
            counts = [[int(part["straight"].sum()), int((~part["straight"]).sum())] for part in (own, others)]
            chance = float(stats.fisher_exact(counts, alternative="greater").pvalue)
            enough[own.index] = True
            units.loc[own.index, ["type_share", "other_share", "chance"]] = [
                own["straight"].mean(), others["straight"].mean(), chance,
            ]  # fmt: skip
    flagged = units["straight"] & (units["chance"] < values["highest_chance"])
    reason = because("too few items, or too few units of the type or of the others")
    return row_finding(units, judged & enough, flagged, reason, who)


def late_changes(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag units that sent their answers again on the same day with nothing but changes upwards.

    Every version needs its time in ``submitted_at``; answers are numbers in which more is better (no 0,
    yes 1).
    """
    frame = subject.frame.reset_index(drop=True)
    if "submitted_at" not in frame:
        return nothing("the table has no column '{column}'", column="submitted_at")
    require_columns(frame, [*UNIT, "item", "answer"], "the table of answers")
    who = [*UNIT, *(name for name in OPTIONAL_KEYS if name in frame)]
    table = frame[[*who, "item", "answer", "submitted_at"]].copy()
    table["answer"] = pd.to_numeric(table["answer"], errors="coerce")
    table["submitted_at"] = pd.to_datetime(table["submitted_at"], errors="coerce", format="ISO8601")
    table = table.dropna(subset=["answer", "submitted_at"]).sort_values([*who, "item", "submitted_at"])
    groups = table.groupby([*who, "item"], sort=False)
    table["day"] = table["submitted_at"].dt.strftime("%Y-%m-%d")
    again = groups["day"].shift() == table["day"]
    step = groups["answer"].diff().where(again)
    table = table.assign(up=(step > 0), down=(step < 0), again=again)
    days = table.groupby([*who, "day"], sort=True)[["up", "down", "again"]].sum().reset_index()
    days = days.rename(columns={"up": "raised_count", "down": "lowered_count", "again": "resent_count"})
    flagged = (days["raised_count"] >= values["least_changes"]) & (days["lowered_count"] == 0)
    reason = because("units and days with one version only")
    return row_finding(days, days["resent_count"] > 0, flagged, reason, [*who, "day"])


def copied_items(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag pairs of items with the same answer in every unit, where that is unlikely."""
    table, who = answers_of(subject)
    return _copies(table, list(PLACE), "item", who, values)


def copied_respondents(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag pairs of units or respondents with the same answer to every item, where that is unlikely."""
    table, who = answers_of(subject)
    table["answered_by"] = table[who[2:]].astype(str).agg(" / ".join, axis=1)
    within = [*PLACE, *(["round"] if "round" in who else [])]
    return _copies(table, within, "answered_by", ["item"], values)


def _copies(
    table: pd.DataFrame, within: list[str], lines: str, across: list[str], values: Mapping[str, float]
) -> Finding:
    """Flag lines (items or respondents) of a group that agree in all they share.

    The chance of one agreement is the chance that two lines agree in that place, taken from all lines of
    the group; the product is held against the number of pairs that could agree.
    """
    flags, cells = [], []
    for keys, group in table.groupby(within, sort=True):
        wide = group.pivot_table(index=lines, columns=across, values="answer", aggfunc="first")
        codes = np.array([pd.factorize(column)[0] for _, column in wide.items()]).T.reshape(wide.shape)
        pairs = len(wide) * (len(wide) - 1) / 2
        if pairs < 1 or wide.shape[1] < values["least_shared"]:
            continue
        cells.append((*keys[:2], len(wide)))
        log_chance = np.array([_agreement(column[column >= 0]) for column in codes.T])
        for first, second in _equal_rows(codes):
            shared = codes[first] >= 0
            luck = log_chance[shared].sum() + np.log10(pairs)
            if shared.sum() >= values["least_shared"] and luck < np.log10(values["highest_chance"]):
                flags.append((*keys[:2], wide.index[first], wide.index[second], int(shared.sum()), luck))
    if not cells:
        return nothing("too few lines or places to compare")
    names = [*PLACE, lines, f"other_{lines}", "shared_count", "log10_chance"]
    judged = pd.DataFrame(cells, columns=[*PLACE, "cells"]).groupby(list(PLACE), as_index=False).sum()
    return Finding(pd.DataFrame(flags, columns=names), tuple(names[:4]), judged)


def _agreement(column: np.ndarray) -> float:
    """Return log10 of the chance that two different lines agree; one agreement is added, for rare answers."""
    count = np.bincount(column) if column.size else np.zeros(1)
    total = column.size
    return float(np.log10(((count * (count - 1)).sum() + 2) / max(total * (total - 1) + 2, 2)))


def _equal_rows(codes: np.ndarray) -> list[tuple[int, int]]:
    """Return pairs of rows that are equal throughout: each row with the first one equal to it."""
    seen: dict[bytes, int] = {}
    pairs = []
    for place, row in enumerate(codes):
        first = seen.setdefault(row.tobytes(), place)
        if first != place:
            pairs.append((first, place))
    return pairs
