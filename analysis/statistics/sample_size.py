"""How many to ask: for a share with a margin, from a small population, and to see a change between two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.options import require_level

CHI_SQUARED = 3.841  # Krejcie and Morgan's value for 95 %, as they print it


@dataclass(frozen=True)
class SampleSize:
    """A sample size and what it was made from.

    Attributes
    ----------
    completed : int
        Questionnaires needed, rounded up.
    invited : int
        People to approach so that so many answer.
    exact : float
        ``completed`` before it is rounded up.
    design_effect, response_rate : float
    population : float or None
        As given.
    """

    completed: int
    invited: int
    exact: float
    design_effect: float
    response_rate: float
    population: float | None


def sample_for_share(
    margin: float,
    *,
    share: float = 0.5,
    level: float = 0.95,
    population: float | None = None,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
) -> SampleSize:
    """Return how many to ask so that a share is known within a margin.

    Parameters
    ----------
    margin : float
        Half the width of the interval, as a part of one.
    share : float
        Share expected; one half is the safest.
    level : float
        Of the interval.
    population : float, optional
        How many there are to ask.
    design_effect : float
        Of clusters; 1 for people drawn one by one.
    response_rate : float
        Part of those approached who answer.

    Returns
    -------
    SampleSize
        Never more than the population.

    Raises
    ------
    MethodError
        A number out of its range.

    Notes
    -----
    Cochran (1977), Sampling Techniques, section 4.4: ``n0 = z^2 p (1 - p) / margin^2``, times the design
    effect, and ``n = n0 / (1 + (n0 - 1) / N)``. It plans Wald's interval; Wilson's is narrower in the middle.
    """
    _inside(margin=margin, share=share, level=level)
    z = float(stats.norm.ppf((1 + level) / 2))
    return _sized(z**2 * share * (1 - share) / margin**2, population, design_effect, response_rate)


def margin_of_share(
    completed: float,
    *,
    share: float = 0.5,
    level: float = 0.95,
    population: float | None = None,
    design_effect: float = 1.0,
) -> float:
    """Return the margin that a sample gives: the inverse of :func:`sample_for_share`, same arguments."""
    _inside(share=share, level=level)
    if not completed > 0 or not design_effect > 0:
        raise MethodError("The sample and the design effect must be above zero.")
    left = 1.0
    if population is not None:
        if population < completed:
            raise MethodError(f"The population of {population:g} is smaller than the sample, {completed:g}.")
        left = (population - completed) / (population - 1) if population > 1 else 0.0
    z = float(stats.norm.ppf((1 + level) / 2))
    return z * math.sqrt(share * (1 - share) * left * design_effect / completed)


def krejcie_morgan(population: int, *, margin: float = 0.05, share: float = 0.5) -> int:
    """Return the sample size of Krejcie and Morgan's formula, on which many Indonesian guides rest.

    Parameters
    ----------
    population : int
        How many there are to ask, at least 1.
    margin, share : float
        As parts of one; the printed table has 0.05 and 0.5.

    Raises
    ------
    MethodError
        A population below 1, or a part not between zero and one.

    Notes
    -----
    Krejcie and Morgan (1970), Educational and Psychological Measurement 30: 607-610, rounded to the nearest
    whole number as their table is. The formula gives 383 for a population of 100,000, where the table prints
    384. It knows neither clusters nor non-response: for those use :func:`sample_for_share`.
    """
    _inside(margin=margin, share=share)
    if population < 1:
        raise MethodError(f"The population is {population:g}; it must be at least 1.")
    spread = CHI_SQUARED * share * (1 - share)
    return math.floor(spread * population / (margin**2 * (population - 1) + spread) + 0.5)


def sample_for_change(
    first: float,
    second: float,
    *,
    power: float = 0.8,
    level: float = 0.95,
    comparisons: int = 1,
    population: float | None = None,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
) -> SampleSize:
    """Return how many to ask in each of two rounds, different people each time, to see a change.

    Parameters
    ----------
    first, second : float
        Shares before and after, as parts of one.
    power : float
        Chance to find the change if it is as large as said.
    level : float
        One minus the chance of an error where nothing changed; two-sided.
    comparisons : int
        How many complaints are tested; the error is divided by it (Bonferroni), which is safe for Holm too.
    population, design_effect, response_rate
        As for :func:`sample_for_share`.

    Returns
    -------
    SampleSize
        Per round.

    Raises
    ------
    MethodError
        A number out of its range, or shares that are equal.

    Notes
    -----
    Normal approximation of the score test: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and
    Proportions, formula 4.14, without continuity correction.
    """
    _inside(power=power, level=level)
    _parts(first, second)
    alpha = _divided(level, comparisons)
    middle = (first + second) / 2
    null = stats.norm.ppf(1 - alpha / 2) * math.sqrt(2 * middle * (1 - middle))
    other = stats.norm.ppf(power) * math.sqrt(first * (1 - first) + second * (1 - second))
    size = float(((null + other) / (first - second)) ** 2)
    return _sized(size, population, design_effect, response_rate)


def sample_for_paired_change(
    first: float,
    second: float,
    *,
    correlation: float = 0.0,
    power: float = 0.8,
    level: float = 0.95,
    comparisons: int = 1,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
) -> SampleSize:
    """Return how many to ask in both rounds, the same people, to see a change with McNemar's test.

    Parameters
    ----------
    correlation : float
        Between the two answers of one person; zero is safest of the plausible ones.
    first, second, power, level, comparisons, design_effect, response_rate
        As for :func:`sample_for_change`; the response rate is that of both rounds together.

    Returns
    -------
    SampleSize
        Pairs.

    Raises
    ------
    MethodError
        As there, or a correlation that these shares cannot have.

    Notes
    -----
    Connor (1987), Biometrics 43: 207-211, with the share of people who change found from the correlation.
    """
    _inside(power=power, level=level)
    _parts(first, second)
    together = first * second + correlation * math.sqrt(first * (1 - first) * second * (1 - second))
    low, high = max(0.0, first + second - 1), min(first, second)
    if not low - 1e-12 <= together <= high + 1e-12:
        raise MethodError(
            f"Answers with shares {first:g} and {second:g} cannot have a correlation of {correlation:g}."
        )
    changing, difference = first + second - 2 * together, second - first
    alpha = _divided(level, comparisons)
    null = stats.norm.ppf(1 - alpha / 2) * math.sqrt(changing)
    other = stats.norm.ppf(power) * math.sqrt(max(changing - difference**2, 0.0))
    return _sized(float(((null + other) / difference) ** 2), None, design_effect, response_rate)


def power_of_change(
    first: float,
    second: float,
    completed: float,
    *,
    level: float = 0.95,
    comparisons: int = 1,
    design_effect: float = 1.0,
) -> float:
    """Return the chance to find a change with so many asked in each round: the inverse of the size.

    Parameters and notes as for :func:`sample_for_change`; equal shares give the
    chance of an error.
    """
    _inside(level=level)
    _parts(first, second, different=False)
    if not completed > 0 or not design_effect > 0:
        raise MethodError("The sample and the design effect must be above zero.")
    alpha, middle = _divided(level, comparisons), (first + second) / 2
    null = stats.norm.ppf(1 - alpha / 2) * math.sqrt(2 * middle * (1 - middle))
    spread = math.sqrt(first * (1 - first) + second * (1 - second))
    apart = abs(first - second) * math.sqrt(completed / design_effect)
    if spread == 0:
        return float(apart > null)
    return float(stats.norm.cdf((apart - null) / spread) + stats.norm.cdf((-apart - null) / spread))


def _sized(simple: float, population: float | None, design_effect: float, response_rate: float) -> SampleSize:
    if not design_effect > 0:
        raise MethodError(f"The design effect is {design_effect:g}; it must be above zero.")
    if not 0 < response_rate <= 1:
        raise MethodError(f"The response rate is {response_rate:g}; it must lie above 0 and at most at 1.")
    size = simple * design_effect
    if population is not None:
        if population < 1:
            raise MethodError(f"The population is {population:g}; it must be at least 1.")
        size = min(size / (1 + (size - 1) / population), population) if size > 1 else size
    completed = max(math.ceil(size - 1e-9), 1)
    invited = math.ceil(completed / response_rate - 1e-9)
    if population is not None:
        invited = min(invited, math.floor(population))
    return SampleSize(completed, invited, size, design_effect, response_rate, population)


def _inside(**parts: float) -> None:
    for name, value in parts.items():
        require_level(value, name)


def _parts(first: float, second: float, *, different: bool = True) -> None:
    if not (0 <= first <= 1 and 0 <= second <= 1):
        raise MethodError(f"The shares are {first:g} and {second:g}; they must lie between 0 and 1.")
    if different and np.isclose(first, second, rtol=0, atol=1e-12):
        raise MethodError("The two shares are equal; no sample is large enough to see no change.")


def _divided(level: float, comparisons: int) -> float:
    if comparisons < 1:
        raise MethodError(f"{comparisons} comparisons were named; at least one is needed.")
    return (1 - level) / comparisons
