"""What may be declared about a table before any of its values is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import pandas as pd


@dataclass(frozen=True)
class Total:
    """Parts that belong to a whole: they add up to it (`exact`), or none may exceed it."""

    name: str
    whole: str
    parts: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True)
class Equal:
    """Two columns that are equal by definition, in the years named or in all."""

    column: str
    other_column: str
    reason: str
    years: tuple[int, ...] = ()

    def holds_in(self, year: int) -> bool:
        """Say whether the two must be equal in a year."""
        return not self.years or year in self.years


class Declared(TypedDict, total=False):
    """What may be declared about a table; :class:`analysis.honesty.subject.Subject` explains each word."""

    measures: Sequence[str]
    totals: Sequence[Total]
    bounds: Mapping[str, tuple[float, float]]
    equal: Sequence[Equal]
    coded: Sequence[str]
    population: str
    groups: Mapping[str, str]
    second_source: pd.DataFrame | None
    catalogue: pd.DataFrame | None
    families: pd.DataFrame | None
