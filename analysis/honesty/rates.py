"""Published rates: above the possible, without decimals, averaged, mixed in unit, copied, or of reporting."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from analysis.honesty.finding import PLACE, RECORD_KEYS, Finding, numbers_of, row_finding
from analysis.honesty.standards import proportions, records_of, standards
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns

HUNDRED = 100.0
PART = re.compile(r"^(?P<whole>.*\d)(?:\.\d+|[a-z])$")  # IP-1.2 is a part of IP-1, KES-13a of KES-13
REPORTING = re.compile(
    r"\b(?:melapor\w*|pelaporan|kelengkapan laporan|laporan masuk|entr[iy]|input|pengisian|terisi|"
    r"completeness|reporting rate|reported)\b"
)


def rates_of(subject: Subject) -> pd.DataFrame:
    """Return the key columns with the published, recomputed and target rate, NaN where not given."""
    require_columns(subject.frame, [*RECORD_KEYS, "value_pct"], "the table of indicators")
    frame = subject.frame.reset_index(drop=True)
    table = frame[list(RECORD_KEYS)].copy()
    for name in ("numerator", "denominator", "value_pct", "target_pct"):
        table[name] = numbers_of(frame, name)
    bottom = table["denominator"].where(table["denominator"] > 0)
    return table.assign(recomputed_pct=HUNDRED * table["numerator"] / bottom)


def above_hundred(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag published shares above 100; ratios of visits to persons, by the catalogue, are not judged."""
    table = rates_of(subject)
    judged = table["value_pct"].notna() & proportions(subject, table["indicator_code"])
    high = table["value_pct"] > HUNDRED + values["tolerance_points"]
    return row_finding(table, judged, high, because("without a value, or not a share of a whole"))


def completeness(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values that are the share of units that reported, and names that speak of reporting.

    A full share is not judged by its number: everybody may have reported and everybody been served.
    """
    table, texts = rates_of(subject), records_of(subject)
    text = (texts["indicator_name"] + " ; " + texts["definition"]).str.casefold()
    known = standards(subject)
    named = {} if known is None else known["name"].to_dict()
    standard = texts["indicator_code"].map(lambda code: named.get(code, ""))
    words = text.str.contains(REPORTING) & ~standard.str.casefold().str.contains(REPORTING)
    frame = subject.frame.reset_index(drop=True)
    reporting, units = (numbers_of(frame, name) for name in ("units_reporting_count", "units_count"))
    table["reporting_pct"] = HUNDRED * reporting / units.where(units > 0)
    table["says_reporting"] = words
    partial = table["reporting_pct"].notna() & table["value_pct"].notna() & (table["reporting_pct"] < HUNDRED)
    near = (table["value_pct"] - table["reporting_pct"]).abs() <= values["rounding_points"]
    served = (table["value_pct"] - table["recomputed_pct"]).abs() <= values["rounding_points"]
    own = served & ((table["recomputed_pct"] - table["reporting_pct"]).abs() > values["rounding_points"])
    judged = partial | (text.str.strip(" ;") != "")
    reason = because("neither a name nor the number of units that reported")
    return row_finding(table, judged, (partial & near & ~own) | words, reason)


def lost_decimals(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag the rates of a region and year that are all whole numbers although n/d has decimals."""
    table = rates_of(subject)
    whole = table["value_pct"] == table["value_pct"].round()
    apart = (table["recomputed_pct"] - table["recomputed_pct"].round()).abs()
    broken = table["value_pct"].notna() & (apart > values["rounding_points"])
    places = [table[name] for name in PLACE]
    count = broken.groupby(places).transform("sum")
    judged = broken & (count >= values["least_rows"])
    all_whole = whole.where(table["value_pct"].notna()).groupby(places).transform("mean") == 1
    table["lost_points"] = table["recomputed_pct"] - table["value_pct"]
    close = table["lost_points"].abs() < 1
    return row_finding(table, judged, all_whole & close, because("too few rates with decimals in n/d"))


def compensating_average(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag a published average of attainments in which some above 100 hide others below.

    The parts of an average are known by their codes (IP-1.1 and IP-1.2 are parts of IP-1) or by a column
    ``part_of``. Attainment is the value over the target; the average with each attainment held at 100 is
    given next to the published one.
    """
    table = rates_of(subject)
    table["attainment_pct"] = (
        HUNDRED * table["value_pct"] / table["target_pct"].where(table["target_pct"] > 0)
    )
    wholes = {code: match["whole"] for code in set(table["indicator_code"]) if (match := PART.match(code))}
    derived = table["indicator_code"].map(wholes)
    frame = subject.frame.reset_index(drop=True)
    whole = (
        frame["part_of"].where(frame["part_of"].fillna("") != "", derived) if "part_of" in frame else derived
    )
    parts = table.assign(whole=whole)[whole.notna() & table["attainment_pct"].notna()]
    held = parts.assign(capped=parts["attainment_pct"].clip(upper=HUNDRED))
    summed = held.groupby([*PLACE, "whole"]).agg(
        parts_count=("capped", "size"), mean_uncapped_pct=("attainment_pct", "mean"),
        mean_capped_pct=("capped", "mean"), lowest_part_pct=("attainment_pct", "min"),
        highest_part_pct=("attainment_pct", "max"),
    ).reset_index().rename(columns={"whole": "indicator_code"})  # fmt: skip
    table = table.merge(summed, on=list(RECORD_KEYS), how="left")
    judged = table["value_pct"].notna() & (table["parts_count"] >= 2)
    hides = (table["lowest_part_pct"] < HUNDRED) & (table["highest_part_pct"] > HUNDRED)
    near = (table["value_pct"] - table["mean_uncapped_pct"]).abs() <= values["rounding_points"]
    return row_finding(
        table, judged, hides & near, because("not an average of two or more records of the table")
    )


def mixed_units(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rates of 1 or less among rates that are all far higher: shares among points."""
    table = rates_of(subject)
    value = table["value_pct"].where(table["value_pct"] > 0)
    low = value <= 1
    places = [table[name] for name in PLACE]
    table["lowest_of_the_rest_pct"] = value.where(~low).groupby(places).transform("min")
    count = value.groupby(places).transform("count")
    judged = value.notna() & (count >= values["least_rows"])
    share = low.where(value.notna()).astype(float).groupby(places).transform("mean")
    alone = table["lowest_of_the_rest_pct"] >= values["times"] * value
    exact = (HUNDRED * value - table["recomputed_pct"]).abs() > values["rounding_points"]
    honest = table["recomputed_pct"].notna() & exact  # n/d itself is that small
    flagged = low & alone & (share <= 0.5) & ~honest
    return row_finding(table, judged, flagged, because("too few rates in the region and year, or no value"))


def copied_record(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records whose numerator and denominator both equal another year's or another indicator's.

    Two whole numbers that agree at once are a copy in nearly every case; small ones are not judged.
    """
    table = rates_of(subject)
    judged = (table["numerator"] >= values["least_number"]) & (table["denominator"] > table["numerator"])
    both = ["numerator", "denominator"]
    rows = table[judged].sort_values(list(RECORD_KEYS), kind="stable")
    before = rows.groupby(["region_code", *both])["year"].shift()
    table["copied_from_year"] = before.reindex(table.index)
    again = rows.groupby(["region_code", *both])["indicator_code"].shift()
    table["copied_from_code"] = again.reindex(table.index).fillna("")
    return row_finding(
        table, judged, table["copied_from_year"].notna(), because("small numbers, or all were served")
    )
