"""The cells of one column, converted as the template's field asks; what cannot be read is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.sources.importing.dates import parse_date, parse_year
from analysis.sources.importing.matching import plain, value_words
from analysis.sources.importing.notation import infer_notation, infer_percent
from analysis.sources.importing.numbers import ParsedNumber, parse_number, scale_of
from analysis.sources.importing.raw import RawCell

__all__ = ["Converted", "Settings", "convert_column"]

Out = str | int | float | None
DATE_PATTERN = r"\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True)
class Settings:
    """What is known from outside about a column.

    ``unit`` is the unit in its header or in the title of the sheet; ``decimal`` and ``percent`` (``points``
    or ``shares``) are the user's answers, ``None`` when not given; ``region_code`` is the region to import.
    """

    unit: str = ""
    decimal: str | None = None
    percent: str | None = None
    region_code: str = ""


@dataclass(frozen=True)
class Converted:
    """A column as read: values (``None`` where nothing was read), unreadable and ambiguous cells, and how."""

    values: tuple[Out, ...]
    unreadable: tuple[tuple[RawCell, str], ...]
    ambiguous: tuple[tuple[RawCell, str], ...]
    how: str


def convert_column(field: dict[str, Any], cells: Sequence[RawCell | None], settings: Settings) -> Converted:
    """Convert the cells of one column by its field description (Frictionless: type, unit, constraints)."""
    if field["name"] == "region_code":
        return _each(cells, lambda cell: _region(cell, settings.region_code), "codes of the region")
    if field["type"] in {"integer", "year"} and field["name"].startswith("year"):
        return _each(cells, _year, "years")
    if field["type"] in {"integer", "number", "year"}:
        return _numbers(field, cells, settings)
    constraints = field.get("constraints", {})
    if constraints.get("pattern") == DATE_PATTERN:
        column = [cell.value for cell in cells if cell]
        return _each(cells, lambda cell: _date(cell, column), "dates")
    if "enum" in constraints:
        allowed = [str(value) for value in constraints["enum"]]
        return _each(cells, lambda cell: _choice(cell, field["name"], allowed), "one of a list")
    return _each(cells, _text, "text")


def _each(cells: Sequence[RawCell | None], read: Any, how: str) -> Converted:
    """Apply a reader that gives (value, "") or (None, why it was not read)."""
    values: list[Out] = []
    unreadable: list[tuple[RawCell, str]] = []
    ambiguous: list[tuple[RawCell, str]] = []
    for cell in cells:
        value, why = (None, "") if cell is None else read(cell)
        values.append(value)
        if cell is not None and why:
            (ambiguous if why.startswith("ambiguous") else unreadable).append((cell, why))
    return Converted(tuple(values), tuple(unreadable), tuple(ambiguous), how)


def _text(cell: RawCell) -> tuple[Out, str]:
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value)), ""
    if parse_number(cell.text).status == "missing":
        return None, ""
    return " ".join(cell.text.split()), ""


def _year(cell: RawCell) -> tuple[Out, str]:
    if parse_number(cell.text).status == "missing":
        return None, ""
    year = parse_year(cell.value)
    return (year, "") if year else (None, "not one year of four digits")


def _date(cell: RawCell, column: list[Any]) -> tuple[Out, str]:
    if parse_number(cell.text).status == "missing":
        return None, ""
    date, why = parse_date(cell.value, column)
    return (date, "") if date else (None, why)


def _choice(cell: RawCell, name: str, allowed: list[str]) -> tuple[Out, str]:
    if parse_number(cell.text).status == "missing":
        return None, ""
    words = {**value_words(name), **{plain(value): value for value in allowed}}
    found = words.get(plain(cell.text))
    return (found, "") if found in allowed else (None, f"expected one of {', '.join(allowed)}")


def _region(cell: RawCell, code: str) -> tuple[Out, str]:
    digits = re.sub(r"\.0$", "", cell.text)
    if digits.isascii() and digits.isdigit() and digits.zfill(4) == code:
        return code, ""
    if plain(re.sub(r"[0-9.]", "", cell.text)):
        from analysis.errors import RegionError
        from analysis.regions import find_region

        try:
            if find_region(cell.text).code == code:
                return code, ""
        except RegionError as error:
            return None, f"ambiguous: no known region ({error})"[:160]
    return None, f"ambiguous: another region than {code}"


def _numbers(field: dict[str, Any], cells: Sequence[RawCell | None], settings: Settings) -> Converted:
    is_percent = field.get("unit") == "percent"
    unit = None if is_percent else settings.unit
    found = [cell for cell in cells if cell is not None]
    notation = infer_notation(cell.value for cell in found)
    decimal = settings.decimal or notation.decimal
    mixed = notation.status == "mixed" and settings.decimal is None
    parsed = {cell.address: _parse(cell, unit, decimal, is_percent) for cell in found}
    factor, form = 1, ""
    if is_percent:
        read = [item for item in parsed.values() if item.value is not None]
        judged = infer_percent(
            [item.value for item in read if item.value is not None and not item.percent],
            [item.value for item in read if item.value is not None and item.percent],
        )
        given = {"points": 1, "shares": 100}.get(settings.percent or "")
        factor, form = given or judged.factor or 0, f"; percent: {settings.percent or judged.why}"

    def outcome(cell: RawCell) -> tuple[Out, str]:
        item = parsed[cell.address]
        if item.status == "missing":
            return None, ""
        if item.value is None:
            return None, f"ambiguous: {item.why}" if item.status == "ambiguous" else item.why
        if mixed and item.notation and isinstance(cell.value, str):
            return None, f"ambiguous: {notation.why}"
        if is_percent and not item.percent and factor == 0:
            return None, f"ambiguous: {judged.why}"
        value = item.value if item.percent or factor == 1 else float(f"{item.value * factor:.12g}")
        if field["type"] == "integer":
            return (int(value), "") if value.is_integer() else (None, "expected a whole number")
        return value, ""

    scale = 1 if is_percent else scale_of(settings.unit)
    times = "" if scale == 1 else f"; times {scale:,} ({settings.unit.strip()[:60]})"
    mark = f"decimal mark {decimal!r}" if decimal else notation.why
    kinds = Counter(item.missing for item in parsed.values() if item.missing)
    kinds["empty"] += sum(cell is None for cell in cells)
    missing = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()) if count)
    gaps = f"; missing: {missing}" if missing else ""
    return _each(cells, outcome, f"numbers; {mark}{times}{form}{gaps}")


def _parse(cell: RawCell, unit: str | None, decimal: str | None, is_percent: bool) -> ParsedNumber:
    value: object = cell.value
    if cell.percent and isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{float(f'{value * 100:.12g}')!r}%"
        decimal = None if "e" in value else "."  # our own text, whatever the column's notation is
    result = parse_number(value, unit=unit, decimal=decimal)
    if result.percent and not is_percent and result.value is not None:
        return ParsedNumber(result.text, None, "unreadable", "a percentage in a column of another unit")
    return result
