"""A region's indicator records against the standards, row by row; a row without an answer says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.errors import MethodError, nearest
from analysis.messages import say
from analysis.panels import require_columns
from analysis.standards.attainment import (
    HUNDRED,
    attainment,
    capped_performance,
    coverage,
    gap_count,
    gap_points,
)
from analysis.standards.catalogue import Indicator

__all__ = ["FINDINGS", "attainments", "latest_attainments", "targets_met"]

KEYS = ("region_code", "year", "indicator_code")
NEEDED = (*KEYS, "numerator", "denominator")
FINDINGS = (
    "row", *KEYS, "catalogue", "name_id", "name_en", "measure", "direction", "verified",
    "numerator", "denominator",
    "coverage", "basis", "published_pct", "target", "target_year", "attainment_pct", "performance_pct",
    "gap_points", "gap_count", "counted_id", "counted_en", "reached", "local_target_pct",
    "local_attainment_pct", "above_denominator", "evaluated", "why", "source", "page", "status",
)  # fmt: skip
FIRST_ROW = 2  # as a spreadsheet counts, the header being row 1


def attainments(records: pd.DataFrame, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return coverage, attainment, capped performance and gaps of every record of a region.

    Parameters
    ----------
    records : pandas.DataFrame
        Rows of the template ``indicators``: ``region_code, year, indicator_code, numerator, denominator``
        and, as far as known, ``value_pct, target_pct, source, page, status``.
    indicators : iterable of Indicator
        The catalogues.

    Returns
    -------
    pandas.DataFrame
        A row per record in the order given. ``coverage`` is numerator over denominator in the unit of the
        indicator (``basis`` recomputed), or the published value where a number is not given (``basis``
        published: then there is no gap in people, nor is there for a ratio); ``target`` is that of the
        catalogue, ``local_target_pct`` the region's own. ``above_denominator`` marks a share above 100: its
        values are kept. A record without an answer has ``evaluated`` False and says ``why``, with its row.

    Raises
    ------
    MethodError
        A column is absent.

    Notes
    -----
    Rows are numbered as in the file, the header being row 1.
    """
    require_columns(records, NEEDED, "the table of indicators")
    known = {each.indicator_code: each for each in indicators}
    rows = [
        _judge(position + FIRST_ROW, row, known) for position, row in enumerate(records.to_dict("records"))
    ]
    table = pd.DataFrame(rows, columns=list(FINDINGS))
    numbers = (
        "numerator", "denominator", "coverage", "published_pct", "target", "attainment_pct",
        "performance_pct", "gap_points", "local_target_pct", "local_attainment_pct",
    )  # fmt: skip
    return table.astype(
        {
            **dict.fromkeys(numbers, float),
            **dict.fromkeys(("target_year", "gap_count", "page"), "Int64"),
            **dict.fromkeys(("reached",), "boolean"),
        }
    )


def _judge(number: int, row: Mapping[Any, Any], known: Mapping[str, Indicator]) -> dict[str, Any]:
    code = str(row["indicator_code"])
    base = {
        "row": number, **{name: row[name] for name in KEYS},
        "numerator": row["numerator"], "denominator": row["denominator"],
        "published_pct": row.get("value_pct"), "local_target_pct": row.get("target_pct"),
        "source": row.get("source", ""), "page": row.get("page"), "status": row.get("status", ""),
        "above_denominator": False, "evaluated": False, "why": "",
    }  # fmt: skip
    indicator = known.get(code)
    if indicator is None:
        near = ", ".join(nearest(code, known, cutoff=0.3)) or say("none is near")
        why = say("row {row}: no standard has the code {code!r}; the nearest: {near}", row=number, code=code,
                  near=near)  # fmt: skip
        return base | {"name_id": row.get("indicator_name", code), "name_en": code, "why": why}
    base |= {
        "catalogue": indicator.catalogue, "name_id": indicator.name_id, "name_en": indicator.name_en,
        "measure": indicator.measure, "direction": indicator.direction, "verified": indicator.verified,
        "target": indicator.target, "target_year": indicator.target_year, "counted_id": indicator.counted_id,
        "counted_en": indicator.counted_en,
    }  # fmt: skip
    why = _refusal(number, row, indicator)
    return base | ({"why": why} if why else {"evaluated": True, **_numbers(row, indicator)})


def _refusal(number: int, row: Mapping[Any, Any], indicator: Indicator) -> str:
    year = int(row["year"])
    if indicator.role == "heading":
        return say("row {row}: {code} is a heading without a value of its own; give its parts", row=number,
                   code=indicator.indicator_code)  # fmt: skip
    if (indicator.valid_from or year) > year or (
        indicator.valid_to is not None and indicator.valid_to < year
    ):
        span = f"{indicator.valid_from}-{indicator.valid_to or ''}"
        return say("row {row}: {code} was in force {span}, not in {year}; catalogues are not mixed",
                   row=number, code=indicator.indicator_code, span=span, year=year)  # fmt: skip
    if _counted(row) and float(row["denominator"]) == 0:
        return say("row {row}: the denominator is 0, so that the indicator does not apply", row=number)
    if not _counted(row) and _absent(row.get("value_pct")):
        return say("row {row}: neither numerator and denominator nor a published value is given", row=number)
    return ""


def _absent(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _counted(row: Mapping[Any, Any]) -> bool:
    return not (_absent(row["numerator"]) or _absent(row["denominator"]))


def _numbers(row: Mapping[Any, Any], indicator: Indicator) -> dict[str, Any]:
    found: dict[str, Any] = {"basis": "recomputed" if _counted(row) else "published"}
    if _counted(row):
        top, bottom = float(row["numerator"]), float(row["denominator"])
        value = coverage(top, bottom, measure=indicator.measure)
    else:
        value = float(row["value_pct"])
    found |= {"coverage": value, "above_denominator": indicator.is_proportion and value > HUNDRED}
    local = row.get("target_pct")
    if indicator.direction == "higher" and not _absent(local) and float(local or 0) > 0:
        found["local_attainment_pct"] = attainment(value, float(local or 0))
    target = indicator.target
    if target is None:
        return found | {"why": say("no source has the target")}
    gap = gap_points(value, target, direction=indicator.direction)
    found |= {"gap_points": gap, "reached": gap == 0}
    if _counted(row) and indicator.measure != "ratio":  # a ratio of visits to people lacks no people
        measure, direction = indicator.measure, indicator.direction
        found["gap_count"] = gap_count(top, bottom, target, measure=measure, direction=direction)
    if indicator.direction == "higher" and target > 0:
        found["attainment_pct"] = attainment(value, target)
        found["performance_pct"] = capped_performance(found["attainment_pct"])
    return found


def latest_attainments(found: pd.DataFrame) -> pd.DataFrame:
    """Return the newest evaluated row or rows of each indicator, in the order of the first.

    Sources that disagree on one year stay beside each other: nothing is chosen between them.
    """
    judged = found[found["evaluated"]]
    newest = judged.groupby(["region_code", "indicator_code"], sort=False)["year"].transform("max")
    return judged[judged["year"] == newest].reset_index(drop=True)


def targets_met(found: pd.DataFrame) -> tuple[int, int]:
    """Count the indicators that reach their target, and those that were judged, of one catalogue and year.

    Raises
    ------
    MethodError
        Rows of several catalogues, regions or years, or an indicator with two rows: not one list.
    """
    judged = found[found["evaluated"].astype(bool) & found["reached"].notna()]
    for name in ("region_code", "year", "catalogue"):
        several = list(dict.fromkeys(judged[name].astype(str)))
        if len(several) > 1:
            raise MethodError(
                say(
                    "Targets met are counted within one {what}; found {several}.",
                    what=name,
                    several=", ".join(several),
                )
            )
    twice = judged.loc[judged["indicator_code"].duplicated(), ["row", "indicator_code"]]
    if len(twice):
        raise MethodError(
            say(
                "Row {row}: the indicator {code} stands twice. Keep the rows of one source.",
                row=int(twice["row"].iloc[0]),
                code=twice["indicator_code"].iloc[0],
            )
        )
    return int(judged["reached"].sum()), len(judged)
