"""Numbers as planners write them, in Indonesian and English notation, read without guessing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["ParsedNumber", "parse_number", "scale_of"]

Status = Literal["read", "missing", "ambiguous", "unreadable"]
LONGEST = 60  # characters; no number in a budget is longer, and longer text is not worth parsing
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
NOT_AVAILABLE = {"n/a", "na", "n.a", "n.a.", "t/a", "t.a.", "not available", "not applicable"}
NO_DATA = {
    *("tidak ada data", "tidak tersedia", "belum ada data", "data belum ada", "data tidak tersedia"),
    *("tad", "no data", "null", "nan", "missing"),
}
NONE_OR_UNKNOWN = {"nihil", "tidak ada", "belum ada", "none", "kosong"}
SPREADSHEET_ERROR = re.compile(r"#(?:DIV/0!?|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
CURRENCY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
PERCENT = re.compile(r"\s*(?:%|persen|percent|per cent)$", re.IGNORECASE)
PARTS = re.compile(r"^(?P<number>[0-9][0-9.,\s]*|[.,][0-9]+)(?P<word>[^0-9]*)$", re.ASCII)
SCIENTIFIC = re.compile(r"^([0-9](?:[.,][0-9]+)?)E([+-]?[0-9]{1,2})$", re.IGNORECASE | re.ASCII)
SCALES = {
    **dict.fromkeys(("ribu", "ribuan", "rb", "thousand", "thousands"), 10**3),
    **dict.fromkeys(("juta", "jutaan", "jt", "million", "millions", "mn"), 10**6),
    **dict.fromkeys(("miliar", "miliaran", "milyar", "milyard", "billion", "billions", "bn"), 10**9),
    **dict.fromkeys(("triliun", "trilyun", "trillion", "trillions"), 10**12),
}
RATE = re.compile(r"\bper\s+(?:se)?(?:[0-9][0-9.,]*|ribu|juta|thousand|million)(?:\s+(?:ribu|juta))?", re.I)
ZEROS = re.compile(r"(?:rp\.?|idr)\s*\.?((?:000[.,]?)+)|((?:000[.,]?)+)\s*(?:rp\b|rupiah|idr)", re.IGNORECASE)
COUNTED = {"orang", "jiwa", "rupiah", "people", "persons", "person"}
TWO_MEANINGS = {"m": "miliar (10^9) or million (10^6)", "t": "triliun (10^12), thousand or tonne"}


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


@dataclass(frozen=True)
class _Body:
    """Digits and marks: the value under either decimal mark, and the mark that the text itself shows."""

    by_mark: dict[str, Decimal]
    shown: str


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
        return ParsedNumber("", None, "missing", "the cell is empty", missing="empty")
    if isinstance(text, int | float) and not isinstance(text, bool):
        return _native(text, scale)
    if not isinstance(text, str):
        return ParsedNumber(str(text), None, "unreadable", f"a {type(text).__name__}, not a number")
    return _missing(text) or _written(text, scale, unit or "", decimal)


def scale_of(unit: str) -> int:
    """Give the factor that a unit asks for: 1000 for ``dalam ribuan``, 10**6 for ``Rp juta``, else 1.

    ``per 1.000`` and ``per 100 ribu`` are rates and no scale. ``(Rp 000)`` is thousands.
    """
    plain = RATE.sub(" ", unit.casefold())
    for word in re.findall(r"[a-z]+", plain):
        if word in SCALES:
            return SCALES[word]
    zeros = ZEROS.search(plain)
    if not zeros:
        return 1
    power: int = 10 ** (zeros.group(1) or zeros.group(2)).count("0")
    return power if power <= 10**12 else 1


def _native(number: int | float, scale: int) -> ParsedNumber:
    shown = str(number)[:LONGEST]
    try:
        value = float(number) * scale
    except OverflowError:
        value = math.inf
    if math.isnan(value):
        return ParsedNumber(shown, None, "missing", "not a number (NaN)", missing="no_data")
    if math.isinf(value):
        return ParsedNumber(shown, None, "unreadable", "too large for a number")
    return ParsedNumber(shown, value, "read", f"a number{_times(scale)}", scale=scale)


def _missing(text: str) -> ParsedNumber | None:
    plain = SPACES.sub(" ", text).strip().casefold()
    kind = ""
    if not plain:
        kind, why = "empty", "the cell is empty"
    elif not plain.strip(DASHES + " "):
        kind, why = "dash", "a dash: no value, or zero; kept as no value"
    elif plain in NOT_AVAILABLE:
        kind, why = "not_available", "said to be not available"
    elif plain.strip("()") in NO_DATA:
        kind, why = "no_data", "said to have no data"
    elif SPREADSHEET_ERROR.fullmatch(plain):
        kind, why = "spreadsheet_error", f"the spreadsheet's own error {plain.upper()}"
    elif plain in NONE_OR_UNKNOWN:
        return ParsedNumber(text, None, "ambiguous", f"{plain!r} may mean zero or that nothing is known")
    return ParsedNumber(text, None, "missing", why, missing=kind) if kind else None


def _written(text: str, scale: int, unit: str, decimal: str | None) -> ParsedNumber:
    if len(text) > LONGEST:
        return ParsedNumber(text, None, "unreadable", f"longer than {LONGEST} characters, so no number")
    rest, sign, percent, closed = _undress(SPACES.sub(" ", text).strip())
    scientific = SCIENTIFIC.match(rest)
    if scientific:
        number = Decimal(f"{scientific[1].replace(',', '.')}E{scientific[2]}")
        shown = "," if "," in scientific[1] else "." if "." in scientific[1] else ""
        return _finish(text, _Body({",": number, ".": number}, shown), sign, scale, percent, decimal)
    parts = PARTS.match(rest)
    if parts is None:
        return ParsedNumber(text, None, "unreadable", "not a number in Indonesian or English notation")
    word = parts["word"].strip().strip(".").casefold()
    if word in TWO_MEANINGS:
        return ParsedNumber(text, None, "ambiguous", f"{word.upper()!r} is {TWO_MEANINGS[word]}")
    if word in SCALES:
        if scale != 1:
            why = f"the cell says {word!r} and the column has a scale of its own"
            return ParsedNumber(text, None, "ambiguous", why)
        scale = SCALES[word]
    elif word and word not in COUNTED and word not in re.findall(r"[a-z]+", unit.casefold()):
        return ParsedNumber(text, None, "unreadable", f"{word!r} after the number is not the column's unit")
    body = _marks(parts["number"].strip(), closed)
    if body is None:
        return ParsedNumber(text, None, "unreadable", "points and commas stand as in no number")
    return _finish(text, body, sign, scale, percent, decimal)


def _undress(text: str) -> tuple[str, int, bool, bool]:
    """Take off brackets, sign, currency, percent and the Indonesian ``,-`` that closes a rupiah amount."""
    sign, percent = 1, False
    bare = PERCENT.sub("", text)
    percent, text = bare != text, bare
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1].strip()
        bare = PERCENT.sub("", text)
        percent, text = percent or bare != text, bare
    for _ in range(2):  # the sign may stand before or after the currency, not twice
        if sign == 1 and text[:1] and text[0] in DASHES:
            sign, text = -1, text[1:].strip()
        text = CURRENCY.sub("", text, count=1)
    if text.startswith("+") and sign == 1:
        text = text[1:].strip()
    closed = len(text) > 2 and text[-2] == "," and text[-1] in DASHES
    closed = closed or text.endswith(",=")
    return (text[:-2] if closed else text), sign, percent, closed


def _marks(number: str, closed: bool) -> _Body | None:
    if " " in number:
        if not re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?", number):
            return None
        found = re.search(r"[.,]", number)
        joined = number.replace(" ", "").replace(",", ".")
        return _Body({",": Decimal(joined), ".": Decimal(joined)}, found.group() if found else "")
    by_mark = {}
    for mark, thousands in ((",", "."), (".", ",")):
        escaped = re.escape(thousands)
        form = rf"(?:[0-9]*|[1-9][0-9]{{0,2}}(?:{escaped}[0-9]{{3}})+)(?:{re.escape(mark)}[0-9]+)?"
        if re.fullmatch(form, number) and not (closed and (mark == "." or mark in number)):
            by_mark[mark] = Decimal(number.replace(thousands, "").replace(mark, "."))
    if not by_mark:
        return None
    return _Body(by_mark, next(iter(by_mark)) if len(by_mark) == 1 else "")


def _finish(
    text: str, body: _Body, sign: int, scale: int, percent: bool, decimal: str | None
) -> ParsedNumber:
    readings = {mark: float(number * sign * scale) + 0.0 for mark, number in body.by_mark.items()}
    if percent and scale != 1:
        return ParsedNumber(text, None, "unreadable", "a percentage in a column that has a scale")
    distinct = tuple(sorted(set(readings.values())))
    if decimal and body.shown and body.shown != decimal:
        why = f"written with the decimal mark {body.shown!r} in a column whose decimal mark is {decimal!r}"
        return ParsedNumber(text, None, "ambiguous", why, notation=body.shown, readings=distinct)
    if len(distinct) > 1 and decimal is None:
        why = "one mark with three digits after it: thousands or decimals"
        return ParsedNumber(text, None, "ambiguous", why, percent=percent, readings=distinct)
    value = distinct[0] if len(distinct) == 1 else readings[decimal or ","]
    why = ("a percentage" if percent else "a number") + _times(scale)
    return ParsedNumber(text, value, "read", why, scale=scale, percent=percent, notation=body.shown)


def _times(scale: int) -> str:
    return "" if scale == 1 else f", times {scale:,}"
