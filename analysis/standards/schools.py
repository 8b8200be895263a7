"""Indicators of basic education counted in schools: the share that meets a standard, and how many do not.

The standards of Permendikbud 23/2013 count schools, not teachers or pupils: 90 percent are 10 schools short
in a district of 100 schools and 12 in one of 120.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.records import FIRST_ROW
from analysis.statistics.proportions import proportion_interval

__all__ = ["school_shares", "schools_that_meet"]

KEYS = ("region_code", "year", "indicator_code")
NEEDED = (*KEYS, "school_id", "meets", "measured_value", "threshold", "threshold_kind", "schools_count")
KINDS = {"at-least": "higher", "at-most": "lower"}


def schools_that_meet(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each school whether it meets the standard, from the answer or from what was measured.

    Parameters
    ----------
    rows : pandas.DataFrame
        The template ``school-standards``: ``region_code, year, indicator_code, school_id``, ``meets``
        (``yes``, ``no`` or empty), ``measured_value`` with ``threshold`` and ``threshold_kind``
        (``at-least`` or ``at-most``), ``schools_count``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``row`` (as in the file) and ``met``, True, False or missing where a school was not
        looked at.

    Raises
    ------
    MethodError
        A column is absent; a school stands twice; the answer contradicts the measurement; a measurement
        without a threshold or an unknown kind of threshold.
    """
    require_columns(rows, NEEDED, "the table of schools")
    table = rows.reset_index(drop=True).copy()
    table["row"] = range(FIRST_ROW, len(table) + FIRST_ROW)
    twice = table[table.duplicated([*KEYS, "school_id"])]
    if len(twice):
        row = twice.iloc[0]
        raise MethodError(
            say(
                "Row {row}: the school {school!r} stands twice for {code} in {year}. Keep one row.",
                row=row["row"],
                school=row["school_id"],
                code=row["indicator_code"],
                year=row["year"],
            )
        )
    met = [_met(row) for row in table.to_dict("records")]
    return table.assign(met=pd.array(met, dtype="boolean"))


def _met(row: Mapping[Any, Any]) -> bool | None:
    said = {"yes": True, "no": False}.get(str(row["meets"]))
    if pd.isna(row["measured_value"]):
        return said
    if pd.isna(row["threshold"]) or row["threshold_kind"] not in KINDS:
        raise MethodError(
            say(
                "Row {row}: the measured value {value} has no threshold to be held against. Give threshold "
                "and threshold_kind (at-least or at-most).",
                row=row["row"],
                value=f"{row['measured_value']:g}",
            )
        )
    over = row["measured_value"] - row["threshold"]
    found = bool(over >= 0 if row["threshold_kind"] == "at-least" else over <= 0)
    if said is not None and said != found:
        raise MethodError(
            say(
                "Row {row}: meets is {said!r}, but {value} against {kind} {threshold} says otherwise. "
                "Correct one of them.",
                row=row["row"],
                said=row["meets"],
                value=f"{row['measured_value']:g}",
                kind=row["threshold_kind"],
                threshold=f"{row['threshold']:g}",
            )
        )
    return found


def school_shares(rows: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return for each indicator and year the share of schools that meet the standard, and how many do not.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for :func:`schools_that_meet`. ``schools_count`` is how many schools the region has to which the
        indicator applies; where it is empty, the schools of the table are taken to be all.
    level : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        ``region_code, year, indicator_code, schools_seen, schools_meeting, schools_not_meeting``,
        ``share_pct, low_pct, high_pct``, ``schools_count`` (all schools), ``not_meeting_all`` with
        ``not_meeting_low`` and ``not_meeting_high`` (of all schools), ``whole`` (every school was seen).
        Without a school that was seen the share is missing.

    Raises
    ------
    MethodError
        As for :func:`schools_that_meet`; several numbers of schools for one indicator and year, or fewer
        schools than were seen.

    Notes
    -----
    Wilson score interval with the finite population correction ``(N - n) / (N - 1)``: it shrinks to the share
    when every school was seen. It takes the schools seen for a random sample; schools that report because
    they do well are none.
    """
    table = schools_that_meet(rows)
    groups = table.groupby(list(KEYS), sort=False)
    found = [_share(key, group, level) for key, group in groups]
    columns = [
        *KEYS, "schools_seen", "schools_meeting", "schools_not_meeting", "share_pct", "low_pct", "high_pct",
        "schools_count", "not_meeting_all", "not_meeting_low", "not_meeting_high", "whole",
    ]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def _share(key: Any, group: pd.DataFrame, level: float) -> dict[str, Any]:
    seen = group["met"].dropna().astype(bool)
    count = _schools_count(group, len(seen))
    base = dict(zip(KEYS, key, strict=True)) | {"schools_seen": len(seen), "schools_count": count}
    if seen.empty:
        return base | {"whole": False}
    meeting = int(seen.sum())
    interval = proportion_interval(meeting, len(seen), level=level, population=count)
    # never fewer than the schools seen to fail, never more than all but those seen to pass
    low = max(round(count * (1 - interval.high)), len(seen) - meeting)
    high = min(round(count * (1 - interval.low)), count - meeting)
    return base | {
        "schools_meeting": meeting,
        "schools_not_meeting": len(seen) - meeting,
        "share_pct": 100 * interval.estimate,
        "low_pct": 100 * interval.low,
        "high_pct": 100 * interval.high,
        "not_meeting_all": count * (len(seen) - meeting) / len(seen),
        "not_meeting_low": low,
        "not_meeting_high": high,
        "whole": count == len(seen),
    }


def _schools_count(group: pd.DataFrame, seen: int) -> int:
    given = group["schools_count"].dropna().unique()
    if len(given) > 1:
        raise MethodError(
            say(
                "Row {row}: {code} has several numbers of schools, {found}. Give one.",
                row=group["row"].iloc[0],
                code=group["indicator_code"].iloc[0],
                found=", ".join(f"{number:g}" for number in sorted(given)),
            )
        )
    count = int(given[0]) if len(given) else len(group)
    if count < len(group):
        raise MethodError(
            say(
                "Row {row}: the region is said to have {count} schools for {code}, but {rows} are listed.",
                row=group["row"].iloc[0],
                count=count,
                code=group["indicator_code"].iloc[0],
                rows=len(group),
            )
        )
    return count
