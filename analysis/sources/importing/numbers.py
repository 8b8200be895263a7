"""Numbers as planners write them, in Indonesian and English notation, read without guessing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from analysis.messages import say
from analysis.scales import SCALES, scale_of
from analysis.sources.importing.digits import Body, marks, undress
from analysis.sources.importing.missing import SPACES, missing_kind, none_or_unknown

__all__ = ["ParsedNumber", "parse_number"]

Status = Literal["read", "missing", "ambiguous", "unreadable"]
LONGEST = 60  # characters; no number in a budget is longer, and longer text is not worth parsing
PARTS = re.compile(r"^(?P<number>[0-9][0-9.,\s]*|[.,][0-9]+)(?P<word>[^0-9]*)$", re.ASCII)
SCIENTIFIC = re.compile(r"^([0-9](?:[.,][0-9]+)?)E([+-]?[0-9]{1,2})$", re.IGNORECASE | re.ASCII)
COUNTED = {"orang", "jiwa", "rupiah", "people", "persons", "person"}
TWO_MEANINGS = {"m": "10^9 (miliar) / 10^6 (million)", "t": "10^12 (triliun) / 10^3 (thousand) / ton"}


@dataclass(frozen=True)
class ParsedNumber:
    """What one cell was read as.

    Attributes
    ----------
    text
        The cell as found.
    value
        The number with the scale applied, in percentage points where ``percent``; ``None`` unless ``read``.
    status
        ``read``, ``missing`` (the cell says that there is no value), ``ambiguous`` (more than one reading;
        see ``readings``), ``unreadable``.
    why
        One sentence part that says how it was read or why it was not.
    missing
        ``empty``, ``dash``, ``not_available``, ``no_data``, ``spreadsheet_error``; otherwise ``""``.
    scale
        The factor that was applied, 1 when none.
    percent
        Whether a percent sign or word stood in the cell.
    notation
        The decimal mark that the cell shows by itself (``,`` or ``.``), ``""`` when it shows none.
    readings
        For an ambiguous cell what it could be.
    """

    text: str
    value: float | None
    status: Status
    why: str
    missing: str = ""
    scale: int = 1
    percent: bool = False
    notation: str = ""
    readings: tuple[float, ...] = ()


def parse_number(text: object, *, unit: str | None = None, decimal: str | None = None) -> ParsedNumber:
    """Read one cell as a number, or say why it cannot be read; never raises on any text.

    Parameters
    ----------
    text
        A cell: text, or what a workbook holds (int, float, ``None``).
    unit
        The unit of the column as its header says it, for example ``dalam juta rupiah``; a scale in it is
        applied (``scale_of``).
    decimal
        The decimal mark of the column, ``,`` or ``.``, when it is known (``infer_notation``). Without it
        ``1.234`` is ambiguous.

    Returns
    -------
    ParsedNumber

    Raises
    ------
    ValueError
        ``decimal`` is neither ``,`` nor ``.`` nor ``None``: a mistake of the caller, not of the data.
    """
    if decimal not in {None, ",", "."}:
        raise ValueError(f"decimal must be ',' or '.' or None, not {decimal!r}")
    scale = scale_of(unit or "")
    if text is None:
        return ParsedNumber("", None, "missing", say("the cell is empty"), missing="empty")
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _native(text, scale)
    if not isinstance(text, str):
        return _unreadable(
            str(text), say("a value of the kind {kind}, not a number", kind=type(text).__name__)
        )
    kind, why = missing_kind(text)
    if kind:
        return ParsedNumber(text, None, "missing", why, missing=kind)
    if none_or_unknown(text):
        why = say("{word!r} may mean zero or that nothing is known", word=text.strip())
        return ParsedNumber(text, None, "ambiguous", why)
    return _written(text, scale, unit or "", decimal)


def _native(number: int | float, scale: int) -> ParsedNumber:
    shown = str(number)[:LONGEST]
    try:
        value = float(number) * scale
    except OverflowError:
        value = math.inf
    if math.isnan(value):
        return ParsedNumber(shown, None, "missing", say("not a number (NaN)"), missing="no_data")
    if math.isinf(value):
        return _unreadable(shown, say("too large for a number"))
    return ParsedNumber(shown, value, "read", say("a number"), scale=scale)


def _unreadable(text: str, why: str) -> ParsedNumber:
    return ParsedNumber(text, None, "unreadable", why)


def _written(text: str, scale: int, unit: str, decimal: str | None) -> ParsedNumber:
    if len(text) > LONGEST:
        return _unreadable(text, say("longer than {count} characters, so no number", count=LONGEST))
    rest, sign, percent, closed = undress(SPACES.sub(" ", text).strip())
    scientific = SCIENTIFIC.match(rest)
    if scientific:
        number = Decimal(f"{scientific[1].replace(',', '.')}E{scientific[2]}")
        shown = "," if "," in scientific[1] else "." if "." in scientific[1] else ""
        return _finish(text, Body({",": number, ".": number}, shown), sign, scale, percent, decimal)
    parts = PARTS.match(rest)
    if parts is None:
        return _unreadable(text, say("not a number in Indonesian or English notation"))
    word = parts["word"].strip().strip(".").casefold()
    if word in TWO_MEANINGS:
        why = say(
            "{word!r} has more than one meaning: {meanings}", word=word.upper(), meanings=TWO_MEANINGS[word]
        )
        return ParsedNumber(text, None, "ambiguous", why)
    if word in SCALES:
        if scale != 1:
            why = say("the cell says {word!r} and the column has a scale of its own", word=word)
            return ParsedNumber(text, None, "ambiguous", why)
        scale = SCALES[word]
    elif word and word not in COUNTED and word not in re.findall(r"[a-z]+", unit.casefold()):
        return _unreadable(text, say("{word!r} after the number is not the column's unit", word=word))
    body = marks(parts["number"].strip(), closed)
    if body is None:
        return _unreadable(text, say("points and commas stand as in no number"))
    return _finish(text, body, sign, scale, percent, decimal)


def _finish(text: str, body: Body, sign: int, scale: int, percent: bool, decimal: str | None) -> ParsedNumber:
    readings = {mark: float(number * sign * scale) + 0.0 for mark, number in body.by_mark.items()}
    if percent and scale != 1:
        return _unreadable(text, say("a percentage in a column that has a scale"))
    distinct = tuple(sorted(set(readings.values())))
    if decimal and body.shown and body.shown != decimal:
        why = say(
            "written with the decimal mark {found!r} in a column whose decimal mark is {decimal!r}",
            found=body.shown,
            decimal=decimal,
        )
        return ParsedNumber(text, None, "ambiguous", why, notation=body.shown, readings=distinct)
    if len(distinct) > 1 and decimal is None:
        why = say("one mark with three digits after it: thousands or decimals")
        return ParsedNumber(text, None, "ambiguous", why, percent=percent, readings=distinct)
    value = distinct[0] if len(distinct) == 1 else readings[decimal or ","]
    why = say("a percentage") if percent else say("a number")
    return ParsedNumber(text, value, "read", why, scale=scale, percent=percent, notation=body.shown)
