"""The small tables of words and patterns beside this module: what is language and not method."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

__all__ = ["Role", "role_patterns", "rows_of", "word_list"]

Role = Literal[
    "target",
    "achievement",
    "baseline",
    "national_target",
    "ratio",
    "money",
    "unit",
    "code",
    "source",
    "name",
    "note",
    "other",
]


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Go through the rows of a table beside this module."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def word_list(name: str) -> frozenset[str]:
    """Return the words of a list of ``lists.csv``."""
    return frozenset(
        word for row in rows_of("lists.csv") if row["list"] == name for word in row["words"].split()
    )


def role_patterns(name: str) -> tuple[tuple[Role, re.Pattern[str]], ...]:
    """Return the patterns of a table with the role that each gives, in its order; letter case is ignored."""
    return tuple(
        (cast(Role, row["role"]), re.compile(row["pattern"], re.IGNORECASE)) for row in rows_of(name)
    )
