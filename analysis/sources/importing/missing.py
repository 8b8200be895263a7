"""The ways in which a cell says that it has no value; they are kept apart, and none is a zero."""

from __future__ import annotations

import re

from analysis.messages import say

__all__ = ["DASHES", "SPACES", "missing_kind", "none_or_unknown"]

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
NOT_AVAILABLE = {"n/a", "na", "n.a", "n.a.", "t/a", "t.a.", "not available", "not applicable"}
NO_DATA = {
    *("tidak ada data", "tidak tersedia", "belum ada data", "data belum ada", "data tidak tersedia"),
    *("tad", "no data", "null", "nan", "missing"),
}
NONE_OR_UNKNOWN = {"nihil", "tidak ada", "belum ada", "none", "kosong"}
SPREADSHEET_ERROR = re.compile(r"#(?:DIV/0!?|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)


def missing_kind(text: str) -> tuple[str, str]:
    """Say how a cell states that there is no value.

    Returns
    -------
    (kind, why)
        ``empty``, ``dash``, ``not_available``, ``no_data`` or ``spreadsheet_error`` with a sentence part; two
        empty texts when the cell states no such thing.
    """
    plain = SPACES.sub(" ", text).strip().casefold()
    if not plain:
        return "empty", say("the cell is empty")
    if not plain.strip(DASHES + " "):
        return "dash", say("a dash: no value, or zero; kept as no value")
    if plain in NOT_AVAILABLE:
        return "not_available", say("said to be not available")
    if plain.strip("()") in NO_DATA:
        return "no_data", say("said to have no data")
    if SPREADSHEET_ERROR.fullmatch(plain):
        return "spreadsheet_error", say("the spreadsheet's own error {error}", error=plain.upper())
    return "", ""


def none_or_unknown(text: str) -> bool:
    """Tell words such as ``nihil``, which may mean zero or that nothing is known."""
    return SPACES.sub(" ", text).strip().casefold() in NONE_OR_UNKNOWN
