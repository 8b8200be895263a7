"""What a share is a share of: where the denominator comes from, and whether the denominators fit together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from analysis.honesty.finding import RECORD_KEYS, Finding, nothing, numbers_of, row_finding
from analysis.honesty.standards import plain, records_of, standards, text_finding, texts_of
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns

FAMILIES = "denominator-families.csv"
FOUND_WORDS = ("ditemukan", "yang ada", "yang datang", "dibentuk", "found", "reported cases")
HUNDRED = 100.0


def families_of(subject: Subject) -> pd.DataFrame:
    """Return which denominators follow from one base, and by which ratio."""
    families = subject.families if subject.families is not None else _families()
    require_columns(families, ["family", "indicator_code", "ratio"], "the families of denominators")
    return families


@cache
def _families() -> pd.DataFrame:
    with resources.files("analysis.honesty").joinpath(FAMILIES).open(encoding="utf-8") as file:
        return pd.read_csv(file)


def _numbers(subject: Subject, *names: str) -> pd.DataFrame:
    require_columns(subject.frame, [*RECORD_KEYS, "denominator"], "the table of indicators")
    frame = subject.frame.reset_index(drop=True)
    table = frame[list(RECORD_KEYS)].copy()
    for name in names:
        table[name] = numbers_of(frame, name)
    return table


def log_gap(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return the size of the logarithm of the ratio of two positive columns."""
    return pd.Series(np.abs(np.log(one / other)), index=one.index)


def family_consistency(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag denominators of a family (pregnancies, births, infants) that imply another base than the others.

    Each denominator divided by its ratio is an estimate of the base. It is held against the median of the
    family's estimates of the region and year; where there are only two, against each other.
    """
    table = _numbers(subject, "denominator")
    known = families_of(subject).drop_duplicates("indicator_code").set_index("indicator_code")
    table["family"] = table["indicator_code"].map(known["family"])
    table["ratio"] = table["indicator_code"].map(known["ratio"])
    table["implied_base"] = table["denominator"].where(table["denominator"] > 0) / table["ratio"]
    groups = table.groupby(["region_code", "year", "family"])["implied_base"]
    count, total = groups.transform("count"), groups.transform("sum")
    judged = table["implied_base"].notna() & (count >= 2)
    other = (total - table["implied_base"]).where(count == 2)
    table["base_of_the_family"] = groups.transform("median").where(count > 2, other)
    apart = log_gap(table["implied_base"].where(judged), table["base_of_the_family"])
    flagged = apart > np.log1p(values["tolerance"])
    return row_finding(table, judged, flagged, because("no second denominator of the same family"))


def denominator_source(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag denominators whose source (projection, register, survey) is not recorded."""
    if "denominator_source" not in subject.frame:
        return nothing("the table has no column '{column}'", column="denominator_source")
    table = _numbers(subject, "denominator")
    blank = texts_of(subject.frame.reset_index(drop=True), "denominator_source") == ""
    return row_finding(table, table["denominator"].notna(), blank, because("without a denominator"))


def two_denominators(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records that have two denominators and say different things by them; both values are given."""
    if "other_denominator" not in subject.frame:
        return nothing("the table has no column '{column}'", column="other_denominator")
    table = _numbers(subject, "numerator", "denominator", "other_denominator", "target_pct")
    for name, other in (("recomputed_pct", "denominator"), ("recomputed_by_other_pct", "other_denominator")):
        table[name] = HUNDRED * table["numerator"] / table[other].where(table[other] > 0)
    met = table["recomputed_pct"] >= table["target_pct"]
    table["verdict_differs"] = (met != (table["recomputed_by_other_pct"] >= table["target_pct"])) & table[
        "target_pct"
    ].notna()
    judged = (table["denominator"] > 0) & (table["other_denominator"] > 0)
    apart = log_gap(table["denominator"].where(judged), table["other_denominator"])
    flagged = (apart > np.log1p(values["tolerance"])) | (judged & table["verdict_differs"])
    return row_finding(table, judged, flagged, because("without two positive denominators"))


def denominator_substituted(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag denominators whose text is another indicator's than the catalogue demands."""
    known = standards(subject)
    if known is None:
        return nothing("no catalogue of standards is given")
    return text_finding(records_of(subject), known, {"denominator_definition": "denominator"}, values)


def shared_denominator(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag equal denominators of a region and year whose definitions in the catalogue count other things.

    Denominators of one family and ratio are meant to be equal, and so are those whose texts are alike.
    """
    known = standards(subject)
    if known is None:
        return nothing("no catalogue of standards is given")
    table = _numbers(subject, "denominator")
    text = known["denominator"].map(plain)
    table["definition"] = table["indicator_code"].map(known["denominator"]).fillna("")
    judged = (table["denominator"] >= values["least_number"]) & (table["definition"] != "")
    base = families_of(subject).drop_duplicates("indicator_code").set_index("indicator_code")
    table["other_code"] = ""
    rows = table[judged & table.duplicated(["region_code", "year", "denominator"], keep=False)]
    for _, same in rows.groupby(["region_code", "year", "denominator"], sort=True):
        for row, code in same["indicator_code"].items():
            others = [
                other for other in same["indicator_code"]
                if other != code and not _one_base(code, other, base)
                and fuzz.token_set_ratio(text[code], text[other]) < values["alike"]
            ]  # fmt: skip
            if others:
                table.loc[[row], "other_code"] = min(others)
    table["other_definition"] = table["other_code"].map(known["denominator"]).fillna("")
    reason = because("a small denominator, or a code without a definition")
    return row_finding(table, judged, table["other_code"] != "", reason)


def _one_base(code: str, other: str, base: pd.DataFrame) -> bool:
    if code not in base.index or other not in base.index:
        return False
    one, two = base.loc[code], base.loc[other]
    return bool(one["family"] == two["family"] and one["ratio"] == two["ratio"])


def found_cases(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag records whose standard divides by the cases found: near 100 by construction, not by service."""
    known = standards(subject)
    if known is None:
        return nothing("no catalogue of standards is given")
    table = _numbers(subject, "numerator", "denominator")
    table["definition"] = table["indicator_code"].map(known["denominator"]).fillna("")
    counted = table["definition"].str.casefold().map(lambda text: any(w in text for w in FOUND_WORDS))
    return row_finding(table, table["definition"] != "", counted, because("a code without a definition"))
