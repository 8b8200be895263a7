"""Dates as planners write them, with Indonesian or English month names; 03/04/2014 is not guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from analysis.messages import say
from analysis.sources.importing.matching import value_words

__all__ = ["parse_date", "parse_year"]

NAMED = re.compile(r"([0-9]{1,2})[\s.-]+([A-Za-z]+)[\s.,-]+([0-9]{4})", re.ASCII)
NUMERIC = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00:00)?", re.ASCII)
YEAR = re.compile(
    r"(?:tahun(?:\s+anggaran)?|thn|ta|t\.a\.|fy)?\.?\s*((?:19|20)[0-9]{2})(?:\.0)?", re.I | re.ASCII
)


def parse_date(value: object, column: Iterable[object] = ()) -> tuple[str, str, str]:
    """Read one date.

    Parameters
    ----------
    value
        A cell: text, or a date of a workbook.
    column
        All cells of its column; one that can only be day/month settles 03/04/2014 for the others.

    Returns
    -------
    (date, state, why)
        The date as ``2014-03-12`` with the state ``read``; or ``""`` with ``ambiguous`` (two readings) or
        ``unreadable`` and why.
    """
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10], "read", ""
    text = str(value).strip()
    if match := ISO.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := NAMED.fullmatch(text):
        month = value_words("month").get(match[2].casefold())
        if month is None:
            return "", "unreadable", say("there is no month {name!r}", name=match[2])
        return _date(int(match[3]), int(month), int(match[1]))
    match = NUMERIC.fullmatch(text)
    if match is None:
        return "", "unreadable", say("not a date")
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12 or first == second:
        return _date(year, second, first)
    if second > 12:
        return _date(year, first, second)
    order = _order(column)
    if not order:
        why = say("day and month cannot be told apart and no other cell settles it")
        return "", "ambiguous", why
    return _date(year, second, first) if order == "day first" else _date(year, first, second)


def _order(column: Iterable[object]) -> str:
    seen = [NUMERIC.fullmatch(str(other).strip()) for other in column]
    day_first = any(item and int(item[1]) > 12 for item in seen)
    month_first = any(item and int(item[2]) > 12 for item in seen)
    if day_first == month_first:
        return ""
    return "day first" if day_first else "month first"


def _date(year: int, month: int, day: int) -> tuple[str, str, str]:
    try:
        return datetime.date(year, month, day).isoformat(), "read", ""
    except ValueError:
        return "", "unreadable", say("no such day in the calendar")


def parse_year(value: object) -> int | None:
    """Read a year from ``2013``, ``Tahun 2013`` or ``TA 2013``; ``None`` when there is no single year."""
    if isinstance(value, bool | datetime.date):
        return None
    match = YEAR.fullmatch(str(value).strip())
    return int(match[1]) if match else None
