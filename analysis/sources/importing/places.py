"""Region codes as planners keep them: as numbers that lost a zero, as names, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis.errors import RegionError
from analysis.messages import say
from analysis.regions import find_region
from analysis.sources.importing.converted import Converted, Outcome, each_cell
from analysis.sources.importing.matching import plain
from analysis.sources.importing.raw import RawCell

__all__ = ["convert_regions", "is_other_region"]


def convert_regions(cells: Sequence[RawCell | None], code: str) -> Converted:
    """Read the codes of one region; what was not its code word for word is counted and told."""
    kinds: Counter[str] = Counter("empty" for cell in cells if cell is None)

    def read(cell: RawCell) -> Outcome:
        kind = _kind(cell, code)
        kinds[kind] += 1
        if kind == "other":
            return Outcome(None, "region", say("another region than {code}", code=code))
        return Outcome(code)

    converted = each_cell(cells, read, "")
    told = {
        "short": say("{count} without the leading zero", count=kinds["short"]),
        "name": say("{count} by name instead of code", count=kinds["name"]),
        "empty": say("{count} empty", count=kinds["empty"]),
    }
    parts = [text for kind, text in told.items() if kinds[kind]]
    how = say("codes of the region")
    if parts:
        how = say("{how}; read as {code}: {parts}", how=how, code=code, parts=", ".join(parts))
    values = tuple(
        code if cell is None else value for cell, value in zip(cells, converted.values, strict=True)
    )
    return Converted(values, converted.unreadable, converted.ambiguous, how)


def is_other_region(cell: RawCell | None, code: str) -> bool:
    """Tell whether a cell names another region."""
    return cell is not None and _kind(cell, code) == "other"


def _kind(cell: RawCell, code: str) -> str:
    digits = cell.text.removesuffix(".0")
    if digits.isascii() and digits.isdigit():
        if digits == code:
            return "code"
        return "short" if digits.zfill(4) == code else "other"
    if any(letter.isalpha() for letter in plain(cell.text)):
        try:
            return "name" if find_region(cell.text).code == code else "other"
        except RegionError:
            return "other"
    return "other"
