"""Digit preference in ages and counts: Whipple's index, Myers' blended index, last digits."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from scipy import stats

from analysis.errors import MethodError

TEN = 10


def whipple_index(
    ages: np.ndarray, people: np.ndarray, *, first: int = 25, last: int = 60, digits: Collection[int] = (0, 5)
) -> float:
    """Return Whipple's index of preference for ages that end in some digits; 1 is none, 5 is only 0 and 5.

    Parameters
    ----------
    ages, people
        Single years of age and the number of people of each, shape (ages,).
    first, last
        Ages of the numerator, both included; the denominator reaches two years further on both sides.
    digits
        Preferred last digits.

    Raises
    ------
    MethodError
        Unequal shapes, negative numbers, ages that are missing, nobody in the denominator.

    Notes
    -----
    People of the ages that end in the digits, times 10 over the number of digits, over all people from
    ``first - 2`` to ``last + 2``. It speaks of ages alone; a share of 5 among other counts means nothing.
    """
    ages, people = _population(ages, people, range(first - 2, last + 3))
    whole = people[(ages >= first - 2) & (ages <= last + 2)].sum()
    if whole <= 0:
        raise MethodError(f"Nobody is aged {first - 2} to {last + 2}; the index needs people of these ages.")
    chosen = (ages >= first) & (ages <= last) & np.isin(ages % TEN, list(digits))
    return float(people[chosen].sum() * TEN / len(set(digits)) / whole)


def myers_index(
    ages: np.ndarray, people: np.ndarray, *, first: int = 10, last: int = 89, pasex: bool = False
) -> float:
    """Return Myers' blended index: half the summed distance, in points, of the ten digits from 10 percent.

    Parameters
    ----------
    ages, people
        Single years of age and the number of people of each, shape (ages,).
    first, last
        Ages judged; shortened to whole decades.
    pasex
        Let the first sum run to the last age, as the spreadsheets of the United States Census Bureau do
        (half of what they print).

    Raises
    ------
    MethodError
        Fewer than two decades, unequal shapes, negative numbers, missing ages, nobody of these ages.

    Notes
    -----
    Myers (1954): the sums of each digit from the first age on and from ten years later are blended with
    weights 1 to 10 and 9 to 0, so that a falling age curve does not pass for preference. 0 is none, 90 is one
    digit alone.
    """
    decades = (last - first + 1) // TEN
    if decades < 2:
        raise MethodError(f"Ages {first} to {last} are fewer than two decades; blending needs at least two.")
    last = first + decades * TEN - 1
    ages, people = _population(ages, people, range(first, last + 1))
    digits = np.arange(TEN)
    early = _by_digit(ages, people, first, last if pasex else last - TEN)
    late = _by_digit(ages, people, first + TEN, last)
    weight = (digits - first) % TEN + 1
    blended = early * weight + late * (TEN - weight)
    if blended.sum() <= 0:
        raise MethodError(f"Nobody is aged {first} to {last}; the index needs people of these ages.")
    return float(np.abs(100 * blended / blended.sum() - TEN).sum() / 2)


def last_digit_chance(numbers: np.ndarray, *, least: int = 100) -> float:
    """Return the chance of last digits as uneven as these (chi-square, 9 degrees of freedom).

    Parameters
    ----------
    numbers
        Whole numbers; those below `least` are left out, because their last digit is not even by nature.
    least
        Counts of at least three digits: Beber and Scacco (2012), Political Analysis 20(2): 211-234.

    Raises
    ------
    MethodError
        Fewer than 50 numbers remain, so that fewer than five of each digit are expected.

    Notes
    -----
    A screen and no proof: rounding, samples and small numbers make last digits uneven too.
    """
    whole = np.asarray(numbers, float)
    whole = whole[np.isfinite(whole) & (whole >= least) & (whole == np.floor(whole))]
    if whole.size < 5 * TEN:
        raise MethodError(
            f"{whole.size} whole numbers of {least} or more; last digits of at least {5 * TEN} are needed."
        )
    return float(stats.chisquare(np.bincount((whole % TEN).astype(int), minlength=TEN)).pvalue)


def _by_digit(ages: np.ndarray, people: np.ndarray, first: int, last: int) -> np.ndarray:
    inside = (ages >= first) & (ages <= last)
    return np.bincount(ages[inside] % TEN, weights=people[inside], minlength=TEN)


def _population(ages: np.ndarray, people: np.ndarray, needed: range) -> tuple[np.ndarray, np.ndarray]:
    years, count = np.asarray(ages), np.asarray(people, float)
    if years.shape != count.shape or years.ndim != 1:
        raise MethodError(f"Ages have shape {years.shape}, people {count.shape}; give one number per age.")
    if not np.isfinite(count).all() or (count < 0).any():
        raise MethodError("A number of people is negative or missing; give zero or more for every age.")
    years = years.astype(int)
    missing = sorted(set(needed) - set(years.tolist()))
    if missing:
        raise MethodError(f"Age {missing[0]} is missing; single ages {needed[0]} to {needed[-1]} are needed.")
    return years, count
