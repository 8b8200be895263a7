"""Tables of any form that a region supplies: repeated rows, amounts in another unit, counts on a base."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import PLACE, Finding, nothing, numbers_of, row_finding
from analysis.honesty.standards import texts_of
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns

BESIDE = ("page", "source", "row")  # columns in which a repeated row may differ
LINE = ("organisation", "programme_name", "activity_name", "spending_class")


def numbered(subject: Subject) -> pd.DataFrame:
    """Return the table with the number of each row, as a reader counts them under the heading."""
    frame = subject.frame.reset_index(drop=True)
    require_columns(frame, PLACE, "the table")
    return frame.assign(row=np.arange(1, len(frame) + 1))


def repeated_rows(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows that repeat an earlier row in every column but page and source."""
    table = numbered(subject)
    told = [name for name in table.columns if name not in BESIDE]
    first = table.groupby(told, dropna=False, sort=False)["row"].transform("min")
    table = table[[*PLACE, "row"]].assign(repeats_row=first)
    every = pd.Series(True, index=table.index)
    return row_finding(table, every, first < table["row"], because("without a row"), [*PLACE, "row"])


def repeated_codes(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records of one indicator, region, year and source that give different values."""
    table = numbered(subject)
    require_columns(table, ["indicator_code", "value_pct"], "the table of indicators")
    keys = [*PLACE, "indicator_code", *(name for name in ("organisation", "source") if name in table)]
    groups = table.groupby(keys, dropna=False)["value_pct"]
    table["values_count"], table["lowest_pct"] = groups.transform("nunique"), groups.transform("min")
    table["highest_pct"] = groups.transform("max")
    judged, found = table["value_pct"].notna(), table["values_count"] > 1
    names = [*PLACE, "indicator_code", "row", "value_pct", "values_count", "lowest_pct", "highest_pct"]
    return row_finding(table[names], judged, found, because("without a value"), names[:4])


def amounts_of(subject: Subject) -> pd.DataFrame:
    """Return numbered rows with ``amount_idr`` (or ``value_idr``) as numbers and the text of each line."""
    table = numbered(subject)
    name = "amount_idr" if "amount_idr" in table else "value_idr"
    require_columns(table, [name], "the table of amounts")
    texts = {column: texts_of(table, column) for column in (*LINE, "document")}
    return table[[*PLACE, "row"]].assign(**texts, amount_idr=numbers_of(table, name))


def small_amounts(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag amounts that are tiny among the others of their document: millions among rupiah."""
    table = amounts_of(subject)
    positive = table["amount_idr"].where(table["amount_idr"] > 0)
    groups = positive.groupby([*(table[name] for name in PLACE), table["document"]])
    table["document_median_idr"] = groups.transform("median")
    judged = positive.notna() & (groups.transform("count") >= values["least_rows"])
    tiny = (positive < values["least_amount"]) & (positive * values["times"] <= table["document_median_idr"])
    return row_finding(
        table, judged, tiny, because("no amount, or a document with few amounts"), [*PLACE, "row"]
    )


def scaled_amounts(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag amounts that are about a thousand or a million times the same line of another document."""
    table = amounts_of(subject)
    table["log_amount"] = np.log10(table["amount_idr"].where(table["amount_idr"] > 0))
    keys = [*PLACE, *LINE]
    by_document = table.groupby([*keys, "document"], as_index=False)["log_amount"].median()
    groups = by_document.groupby(keys)["log_amount"]
    by_document["middle"], by_document["documents_count"] = (
        groups.transform("median"),
        groups.transform("count"),
    )
    table = table.merge(by_document.drop(columns="log_amount"), on=[*keys, "document"], how="left")
    off = table["log_amount"] - table["middle"]
    # of two documents the middle lies halfway between them
    off = off.where(table["documents_count"] > 2, 2 * off)
    table["power_of_ten"] = 3 * (off / 3).round()
    judged = table["log_amount"].notna() & (table["documents_count"] >= 2)
    wrong = (table["power_of_ten"].abs() >= 3) & (
        (off - table["power_of_ten"]).abs() <= values["tolerance_log10"]
    )
    table = table.drop(columns=["log_amount", "middle"])
    return row_finding(
        table, judged, wrong, because("lines that stand in one document only"), [*PLACE, "row"]
    )


def counts_above_base(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows with more complaints than people asked."""
    table = numbered(subject)
    require_columns(table, ["respondents_count", "complaints_count"], "the table of complaints")
    for name in ("respondents_count", "complaints_count"):
        table[name] = numbers_of(table, name)
    judged = table["respondents_count"].notna() & table["complaints_count"].notna()
    above = table["complaints_count"] > table["respondents_count"]
    names = [*PLACE, "row", *(n for n in ("unit_name", "complaint_id") if n in table)]
    return row_finding(
        table[[*names, "respondents_count", "complaints_count"]], judged, above,
        because("without both counts"), names,
    )  # fmt: skip


def changing_base(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag units whose number of people asked differs between the items of one round."""
    table = numbered(subject)
    if "respondents_count" not in table:
        return nothing("the table has no column '{column}'", column="respondents_count")
    require_columns(table, ["unit_name"], "the table of answers")
    who = [*PLACE, "unit_name", *(name for name in ("round",) if name in table)]
    table["respondents_count"] = numbers_of(table, "respondents_count")
    units = table.groupby(who)["respondents_count"].agg(["count", "min", "max"]).reset_index()
    units = units.rename(columns={"count": "items_count", "min": "lowest_count", "max": "highest_count"})
    judged = units["items_count"] >= 2
    differs = units["highest_count"] > units["lowest_count"] * (1 + values["tolerance"])
    return row_finding(units, judged, differs, because("units with one item"), who)


def unchecked_promises(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag promises called fulfilled, wholly or partly, without the day on which somebody looked."""
    table = numbered(subject)
    require_columns(table, ["promise_id", "fulfilled"], "the table of promises")
    done = table["fulfilled"].isin(["yes", "partly"])
    blank = texts_of(table, "checked_on") == ""
    names = [*PLACE, "promise_id", "fulfilled"]
    return row_finding(table[names], done, blank, because("not called fulfilled"), names[:3])
