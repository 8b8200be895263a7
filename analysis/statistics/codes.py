"""Codes that several coders gave to the same units: counted, and summed up with an interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError

SAME_VALUE = "all codes are the same value, so chance would agree as much"


@dataclass(frozen=True)
class Agreement:
    """One coefficient of agreement, and what it rests on.

    Attributes
    ----------
    coefficient : str
        Its name.
    value : float
        1 is full agreement, 0 what chance gives; NaN where it is not defined (see `why`).
    lower, upper : float
        Interval; NaN where none was asked for or it cannot be found.
    confidence : float
        Level of the interval.
    observed, expected : float
        Observed and expected agreement; for Krippendorff's alpha observed and expected disagreement.
    units_count, coders_count, codes_count : int
        Units with at least two codes, coders, and codes given to those units.
    left_out : int
        Units with fewer than two codes.
    undefined_draws : int
        Resamples in which the coefficient is not defined, left out of the interval.
    why : str
        Why there is no value; empty if there is one.
    """

    coefficient: str
    value: float
    lower: float
    upper: float
    confidence: float
    observed: float
    expected: float
    units_count: int
    coders_count: int
    codes_count: int
    left_out: int
    undefined_draws: int
    why: str


@dataclass(frozen=True)
class Counts:
    """How often each value was given to each unit with at least two codes, and to those with one."""

    values: np.ndarray
    counts: np.ndarray
    single: np.ndarray
    left_out: int
    coders_count: int


def _numbers(given: pd.Series, units: pd.Index, coders: pd.Index) -> pd.Series:
    numbers = pd.to_numeric(given, errors="coerce")
    if numbers.isna().any():
        place = int(np.flatnonzero(numbers.isna())[0])
        raise MethodError(
            f"The code '{given.iloc[place]}' of {coders[place]} for {units[place]} is no number; at the "
            "ordinal, interval and ratio level codes must be numbers. Use the nominal level, or give ranks."
        )
    return numbers.astype(float)


def counted(codes: pd.DataFrame, numeric: bool) -> Counts:
    """Count the codes of each unit.

    Raises
    ------
    MethodError
        Fewer than two coders, no unit with two codes, or a code that is no number where one is needed.
    """
    if codes.shape[1] < 2 or not len(codes):
        raise MethodError(
            f"Agreement needs units in rows and at least two coders in columns; found {codes.shape[0]} units "
            f"and {codes.shape[1]} coders."
        )
    rows, columns = codes.notna().to_numpy().nonzero()
    given = pd.Series(codes.to_numpy(object)[rows, columns], dtype=object)
    if numeric:
        given = _numbers(given, codes.index[rows], codes.columns[columns])
    values = np.array(sorted(set(given)), dtype=float if numeric else object)
    counts = np.zeros((len(codes), len(values)))
    np.add.at(counts, (rows, pd.Index(values).get_indexer(given)), 1)
    size = counts.sum(axis=1)
    if not (size >= 2).any():
        raise MethodError("No unit has codes of two coders, so nothing can agree or disagree.")
    return Counts(values, counts[size >= 2], counts[size == 1], int((size < 2).sum()), codes.shape[1])


Finder = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]


def summary(
    name: str, found: Counts, find: Finder, units: int, confidence: float, draws: int, seed: int
) -> Agreement:
    """Return the coefficient, with a percentile interval over resampled units if draws were asked for."""
    if not 0 < confidence < 1 or draws < 0:
        raise MethodError(
            f"Impossible confidence {confidence:g} (0 to 1) or number of draws {draws} (from 0)."
        )
    value, observed, expected = (float(part[0]) for part in find(np.ones((1, units))))
    lower = upper = float("nan")
    undefined = 0
    if draws and units > 1:
        rng = np.random.default_rng(seed)
        weights = rng.multinomial(units, np.full(units, 1 / units), size=draws).astype(float)
        drawn = find(weights)[0]
        undefined = int(np.isnan(drawn).sum())
        if undefined < draws:
            tails = [(1 - confidence) / 2, (1 + confidence) / 2]
            lower, upper = (float(edge) for edge in np.nanquantile(drawn, tails))
    why = SAME_VALUE if np.isnan(value) else ""
    return Agreement(
        coefficient=name,
        value=value,
        lower=lower,
        upper=upper,
        confidence=confidence,
        observed=observed,
        expected=expected,
        units_count=len(found.counts),
        coders_count=found.coders_count,
        codes_count=int(found.counts.sum()),
        left_out=found.left_out,
        undefined_draws=undefined,
        why=why,
    )


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide element by element; NaN where the whole is zero."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 1e-15)
