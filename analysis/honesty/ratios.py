"""Indicator records with numerator, denominator and published value: does the value say what n/d says."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import RECORD_KEYS as KEYS
from analysis.honesty.finding import Finding, numbers_of, row_finding
from analysis.honesty.standards import proportions
from analysis.honesty.subject import Subject
from analysis.honesty.words import because
from analysis.panels import require_columns

HUNDRED = 100.0


def _rows(subject: Subject, *needed: str) -> pd.DataFrame:
    """Return key columns, numbers, and the value recomputed from numerator and denominator."""
    frame = subject.frame
    require_columns(frame, [*KEYS, *needed], "the table of indicators")
    table = frame[list(KEYS)].reset_index(drop=True)
    for name in ("numerator", "denominator", "value_pct", "target_pct"):
        table[name] = numbers_of(frame, name).to_numpy()
    table["recomputed_pct"] = (
        HUNDRED * table["numerator"] / table["denominator"].where(table["denominator"] > 0)
    )
    return table


def _near(value: pd.Series, other: pd.Series, tolerance: float) -> pd.Series:
    return (value - other).abs() <= tolerance * other.abs()


def zero_denominator(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows with a denominator of 0 and a value: "not applicable" is meant."""
    table = _rows(subject, "denominator", "value_pct")
    judged = table["denominator"].notna()
    flagged = (table["denominator"] == 0) & table["value_pct"].notna()
    return row_finding(table, judged, flagged, because("without a denominator"))


def numerator_above_denominator(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows in which more were served than there are; ratios that are no shares are not judged."""
    table = _rows(subject, "numerator", "denominator")
    judged = table["numerator"].notna() & (table["denominator"] > 0)
    judged &= proportions(subject, table["indicator_code"])
    flagged = table["numerator"] > table["denominator"] * (1 + values["tolerance"])
    return row_finding(table, judged, flagged, because("without a numerator or with no positive denominator"))


def reversed_ratio(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows whose value is d/n, or whose n exceeds d in every row of an indicator and year."""
    table = _rows(subject, "numerator", "denominator")
    judged = (table["numerator"] > 0) & (table["denominator"] > 0)
    turned = HUNDRED * table["denominator"] / table["numerator"].where(table["numerator"] > 0)
    apart = ~_near(turned, table["recomputed_pct"], 2 * values["tolerance"])
    formula = apart & _near(table["value_pct"], turned, values["tolerance"])
    more = (table["numerator"] > table["denominator"]).where(judged)
    groups = more.groupby([table["indicator_code"], table["year"]])
    units = groups.transform("count")
    columns = (groups.transform("mean") == 1) & (units >= values["least_units"])
    table["turned_pct"] = turned
    table["all_units"] = columns.fillna(False).astype(bool)
    return row_finding(
        table, judged, formula | table["all_units"], because("without a positive numerator and denominator")
    )


def value_times_power(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values that are 10, 100 or 1000 times n/d, or that part of it."""
    table = _rows(subject, "numerator", "denominator", "value_pct")
    judged = (table["recomputed_pct"] > 0) & (table["value_pct"] > 0)
    ratio = np.log10(table["value_pct"].where(judged) / table["recomputed_pct"].where(judged))
    table["power_of_ten"] = ratio.round()
    close = (10 ** (ratio - table["power_of_ten"]) - 1).abs() <= values["tolerance"]
    return row_finding(
        table,
        judged,
        close & table["power_of_ten"].abs().between(1, 3),
        because("without n, d and a positive value"),
    )


def value_times_target(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values that equal n/d multiplied, or divided, by the target."""
    table = _rows(subject, "numerator", "denominator", "value_pct", "target_pct")
    judged = (table["recomputed_pct"] > 0) & (table["target_pct"] > 0) & table["value_pct"].notna()
    judged &= (table["target_pct"] - HUNDRED).abs() > 2 * values["tolerance"] * HUNDRED
    for name, factor in (("times", table["target_pct"] / HUNDRED), ("over", HUNDRED / table["target_pct"])):
        table[f"{name}_target_pct"] = table["recomputed_pct"] * factor
    near = _near(table["value_pct"], table["times_target_pct"], values["tolerance"])
    near |= _near(table["value_pct"], table["over_target_pct"], values["tolerance"])
    near &= ~_near(table["value_pct"], table["recomputed_pct"], values["tolerance"])
    return row_finding(table, judged, near, because("without n, d, value and a target other than 100"))


def capped_value(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag a published 100 where n/d is above 100."""
    table = _rows(subject, "numerator", "denominator", "value_pct")
    judged = table["recomputed_pct"].notna() & table["value_pct"].notna()
    over = table["recomputed_pct"] > HUNDRED * (1 + values["tolerance"])
    return row_finding(
        table, judged, over & (table["value_pct"] == HUNDRED), because("without n, d and a value")
    )


def value_differs(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values that are not n/d within rounding."""
    table = _rows(subject, "numerator", "denominator", "value_pct")
    judged = table["recomputed_pct"].notna() & table["value_pct"].notna()
    table["difference_points"] = table["value_pct"] - table["recomputed_pct"]
    far = table["difference_points"].abs() > values["rounding_points"]
    return row_finding(table, judged, far, because("without n, d and a value"))


def is_transposed(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return whether two whole numbers differ by two neighbouring digits that changed places."""
    left, right = np.asarray(first, float), np.asarray(second, float)
    found = np.zeros(np.broadcast(left, right).shape, bool)
    whole = (left == np.floor(left)) & (right == np.floor(right)) & (left > 0) & (right > 0)
    for power in range(12):
        low = np.floor(left / 10.0**power) % 10
        high = np.floor(left / 10.0 ** (power + 1)) % 10
        swapped = left + (low - high) * 9 * 10.0**power
        found |= whole & (low != high) & (swapped == right)
    return found


def digit_transposition(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag rows that agree with another denominator, or with their value, once two digits change places.

    Two tests: denominators of one region and year that differ by neighbouring digits changed places; and a
    value that n/d gives only after two neighbouring digits of the numerator or denominator change places.
    """
    table = _rows(subject, "numerator", "denominator")
    judged = (table["denominator"] >= values["least_number"]) & table["numerator"].notna()
    table["other_number"] = np.nan
    table["where"] = ""
    for _, rows in table[judged].groupby(["region_code", "year"], sort=False):
        numbers = np.unique(rows["denominator"])
        pair = is_transposed(numbers[:, None], numbers[None, :])
        for one, other in zip(*np.nonzero(pair), strict=True):
            hit = rows.index[rows["denominator"] == numbers[one]]
            table.loc[hit, ["other_number"]] = numbers[other]
            table.loc[hit, "where"] = "denominators"
    off = judged & ((table["value_pct"] - table["recomputed_pct"]).abs() > values["rounding_points"])
    rounding = values["rounding_points"]
    for name in ("numerator", "denominator"):
        for power in range(8):
            number = table[name].to_numpy(float)
            low, high = np.floor(number / 10.0**power) % 10, np.floor(number / 10.0 ** (power + 1)) % 10
            turned = number + (low - high) * 9 * 10.0**power
            top, bottom = (
                (turned, table["denominator"]) if name == "numerator" else (table["numerator"], turned)
            )
            value = HUNDRED * top / np.where(np.asarray(bottom) > 0, bottom, np.nan)
            hit = off & (table["value_pct"] - value).abs().le(rounding) & (low != high) & (turned > 0)
            table.loc[hit, "other_number"] = turned[hit.to_numpy()]
            table.loc[hit, "where"] = name
    return row_finding(
        table, judged, table["where"] != "", because("without n and d, or a small denominator")
    )
