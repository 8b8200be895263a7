"""A table under audit: the frame, what is declared about it, and its measures as one block of numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Unpack

import numpy as np
import pandas as pd

from analysis.honesty.declared import Declared, Equal, Total
from analysis.panels import require_columns, require_one_row_a_year

SHARE_SUFFIX = "_pct"
AMOUNT_SUFFIXES = ("_idr", "_idr_million", "_count", "_people", "_km2")
COUNT_SUFFIXES = ("_count", "_people")
FINEST, COARSEST = -4, 6  # powers of ten tried as the rounding of a column
NEARLY_ALL = 0.9  # share of the values that must be multiples; convention of ours


@dataclass(frozen=True)
class Cube:
    """The measures of a panel as numbers by column, region and year.

    Attributes
    ----------
    values
        Shape (columns, regions, years); NaN where nothing is observed.
    columns, regions, years
        What the three axes are, sorted.
    """

    values: np.ndarray
    columns: tuple[str, ...]
    regions: tuple[str, ...]
    years: tuple[int, ...]

    @cached_property
    def shares(self) -> np.ndarray:
        """Which columns are percentages, by the suffix of their name."""
        return np.array([name.endswith(SHARE_SUFFIX) for name in self.columns], bool)

    @cached_property
    def amounts(self) -> np.ndarray:
        """Which columns are money, people, things or area, by the suffix of their name."""
        return np.array([name.endswith(AMOUNT_SUFFIXES) for name in self.columns], bool)

    @cached_property
    def counts(self) -> np.ndarray:
        """Which columns count people or things."""
        return np.array([name.endswith(COUNT_SUFFIXES) for name in self.columns], bool)

    @cached_property
    def logs(self) -> np.ndarray:
        """Natural logarithms; NaN where the value is not positive."""
        positive = np.where(self.values > 0, self.values, np.nan)
        return np.log(positive)

    @cached_property
    def scaled(self) -> np.ndarray:
        """Percentages in points, everything else in logarithms: the scale on which changes are compared."""
        return np.where(self.shares[:, None, None], self.values, self.logs)

    @cached_property
    def grain(self) -> np.ndarray:
        """The coarsest power of ten of which nearly all values of a column and year are multiples.

        Shape (columns, years); 0 where nothing is observed. It is how the column was rounded that year.
        """
        seen = np.isfinite(self.values) & (self.values != 0)
        count = seen.sum(axis=1)
        filled = np.where(seen, np.abs(self.values), 0.0)
        found = np.zeros(count.shape)
        going = count > 0
        for power in range(FINEST, COARSEST + 1):
            unit = filled / 10.0**power
            # 1e-9 of the value: what decimal fractions lose when they are stored in binary
            exact = seen & (np.abs(unit - np.round(unit)) <= np.maximum(1e-9 * unit, 1e-9))
            going = going & (exact.sum(axis=1) >= NEARLY_ALL * count)
            if not going.any():
                break
            found[going] = 10.0**power
        return found


@dataclass(frozen=True)
class Subject:
    """A table under audit.

    Attributes
    ----------
    frame
        The table; for a panel one row per ``region_code`` and ``year``.
    kinds
        Which kinds of table it is; decides which checks fit.
    measures
        Columns to look at; by default every numeric column but the keys and the coded ones.
    totals
        Parts and wholes that are declared.
    bounds
        Lowest and highest possible value of a column, where the suffix of its name does not say it.
    equal
        Pairs of columns that are equal by definition.
    coded
        Numeric columns that hold codes of a list and not amounts.
    population
        The column with the population, for the checks on denominators.
    groups
        Region to group within which regions could be confused; by default the province in the BPS code (all
        but its last two characters).
    second_source
        Another source of some of the same columns, by ``region_code`` and ``year``; None where there is none.
    catalogue
        The standards that the indicators follow: ``indicator_code`` and, as far as known, ``name, numerator,
        denominator`` (texts of the regulation), ``target_pct`` and ``is_proportion``.
    families
        Denominators that follow from one base: ``family, indicator_code, ratio``; None takes those of
        ``denominator-families.csv`` beside this module.
    """

    frame: pd.DataFrame
    kinds: frozenset[str]
    measures: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))
    equal: tuple[Equal, ...] = ()
    coded: tuple[str, ...] = ()
    population: str = "population_people"
    groups: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    second_source: pd.DataFrame | None = None
    catalogue: pd.DataFrame | None = None
    families: pd.DataFrame | None = None

    @cached_property
    def cube(self) -> Cube:
        """The measures as numbers by column, region and year.

        Raises
        ------
        MethodError
            A column is absent, or a region has two rows for one year.
        """
        require_columns(self.frame, ["region_code", "year", *self.measures], "the table")
        require_one_row_a_year(self.frame)
        numeric = [
            str(name)
            for name in self.frame.columns
            if name not in {"region_code", "year", *self.coded}
            and pd.api.types.is_numeric_dtype(self.frame[name])
        ]
        names = tuple(sorted(self.measures or numeric))
        regions, places = np.unique(self.frame["region_code"].astype(str), return_inverse=True)
        years = np.arange(int(self.frame["year"].min()), int(self.frame["year"].max()) + 1)
        values = np.full((len(names), len(regions), len(years)), np.nan)
        values[:, places, self.frame["year"].to_numpy(int) - years[0]] = (
            self.frame[list(names)].to_numpy(float, na_value=np.nan).T
        )
        values[~np.isfinite(values)] = np.nan
        return Cube(values, names, tuple(map(str, regions)), tuple(map(int, years)))

    def group_of(self, regions: Sequence[str]) -> np.ndarray:
        """Return the group of each region."""
        return np.array([self.groups.get(code, code[:-2]) for code in regions])


def make_subject(frame: pd.DataFrame, kind: str | Collection[str], **declared: Unpack[Declared]) -> Subject:
    """Put a frame and what is declared about it together; see :class:`Subject`."""
    kinds = frozenset([kind] if isinstance(kind, str) else kind)
    return Subject(
        frame,
        kinds,
        measures=tuple(declared.get("measures", ())),
        totals=tuple(declared.get("totals", ())),
        bounds=MappingProxyType(dict(declared.get("bounds", {}))),
        equal=tuple(declared.get("equal", ())),
        coded=tuple(declared.get("coded", ())),
        population=declared.get("population", "population_people"),
        groups=MappingProxyType(dict(declared.get("groups", {}))),
        second_source=declared.get("second_source"),
        catalogue=declared.get("catalogue"),
        families=declared.get("families"),
    )
