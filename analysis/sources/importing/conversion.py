"""The cells of one column, converted as the template's field asks; what cannot be read is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from analysis.messages import say
from analysis.sources.importing.amounts import convert_numbers
from analysis.sources.importing.converted import Converted, Out, Outcome, Settings, each_cell
from analysis.sources.importing.dates import parse_date, parse_year
from analysis.sources.importing.matching import plain, value_words
from analysis.sources.importing.missing import missing_kind
from analysis.sources.importing.places import convert_regions
from analysis.sources.importing.raw import RawCell

__all__ = ["Converted", "Out", "Settings", "convert_column"]

DATE_PATTERN = r"\d{4}-\d{2}-\d{2}"


def convert_column(field: dict[str, Any], cells: Sequence[RawCell | None], settings: Settings) -> Converted:
    """Convert the cells of one column by its field description (Frictionless: type, unit, constraints)."""
    constraints = field.get("constraints", {})
    if field["name"] == "region_code":
        return convert_regions(cells, settings.region_code)
    if field["type"] in {"integer", "year"} and field["name"].startswith("year"):
        return each_cell(cells, _given(_year), say("years"))
    if field["type"] in {"integer", "number", "year"}:
        return convert_numbers(field, cells, settings)
    if constraints.get("pattern") == DATE_PATTERN:
        column = [cell.value for cell in cells if cell]
        return each_cell(cells, _given(lambda cell: _date(cell, column)), say("dates"))
    if "enum" in constraints:
        allowed = [str(value) for value in constraints["enum"]]
        return each_cell(
            cells, _given(lambda cell: _choice(cell, field["name"], allowed)), say("one of a list")
        )
    return each_cell(cells, _given(_text), say("text"))


def _given(read: Callable[[RawCell], Outcome]) -> Callable[[RawCell], Outcome]:
    """Pass over cells that say that there is no value."""

    def reader(cell: RawCell) -> Outcome:
        return Outcome(None) if missing_kind(cell.text)[0] else read(cell)

    return reader


def _text(cell: RawCell) -> Outcome:
    if isinstance(cell.value, float) and cell.value.is_integer():
        return Outcome(str(int(cell.value)))
    return Outcome(" ".join(cell.text.split()))


def _year(cell: RawCell) -> Outcome:
    year = parse_year(cell.value)
    return Outcome(year) if year else Outcome(None, "unreadable", say("not one year of four digits"))


def _date(cell: RawCell, column: Sequence[object]) -> Outcome:
    date, state, why = parse_date(cell.value, column)
    return Outcome(date) if date else Outcome(None, state, why)


def _choice(cell: RawCell, name: str, allowed: Sequence[str]) -> Outcome:
    words = {**value_words(name), **{plain(value): value for value in allowed}}
    found = words.get(plain(cell.text))
    if found in allowed:
        return Outcome(found)
    return Outcome(None, "unreadable", say("expected one of {values}", values=", ".join(allowed)))
