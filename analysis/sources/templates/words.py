"""The words of the template workbooks, in English and Indonesian."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["guide_lines", "label", "meanings", "purpose"]


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    path = Path(__file__).with_name(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def meanings(column: str) -> dict[str, tuple[str, str]]:
    """Give for each value of a column, or each ``unit``, what it means in Indonesian and English."""
    return {
        row["value"]: (row["indonesian"], row["english"])
        for row in _rows("values")
        if row["column"] == column
    }


def purpose(table: str) -> tuple[str, str, str]:
    """Give the Indonesian title of a table and what it is for, in Indonesian and English."""
    row = next(row for row in _rows("tables") if row["table"] == table)
    return row["title_id"], row["purpose_id"], row["purpose"]


def label(field: dict[str, Any], language: str, *, star: bool = True) -> str:
    """Give the label of a column with its unit; ``*`` marks one that must be filled."""
    name = field.get("title_id" if language == "id" else "title", field["name"])
    mark = " *" if star and field.get("constraints", {}).get("required") else ""
    unit = field.get("unit", "")
    words = meanings("unit").get(unit, (unit, unit))
    return f"{name}{mark}" + (f" ({words[language == 'en']})" if unit else "")


def guide_lines(table: str, code: str) -> list[tuple[str, str, str]]:
    """Give the lines of the guide: kind (``heading``, ``line``, ``command``), Indonesian, English."""
    filled = [
        (
            row["kind"],
            *(
                row[text].replace("{code}", code).replace("{table}", table)
                for text in ("indonesian", "english")
            ),
        )
        for row in _rows("guide")
    ]
    return [(kind, indonesian, english) for kind, indonesian, english in filled]
