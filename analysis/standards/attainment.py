"""Three numbers of one service that reports mix up, and the gap that remains.

*Coverage* (cakupan riil) divides those served by the whole population to be served. *Attainment* (capaian
terhadap target) divides the coverage by the target. *Capped performance* (kinerja) is the attainment held at
100. Coverage says how many people have the service; the other two say how a plan was kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say

__all__ = [
    "HUNDRED",
    "attainment",
    "capped_performance",
    "coverage",
    "coverage_by_denominator",
    "gap_count",
    "gap_points",
]

HUNDRED = 100.0
PER = {"proportion": HUNDRED, "ratio": HUNDRED, "rate": 100_000.0}


def _number(value: float, what: str) -> float:
    if value is None or not math.isfinite(value) or value < 0:
        raise MethodError(say("The {what} is {value}; give a number of 0 or more.", what=what, value=value))
    return float(value)


def coverage(numerator: float, denominator: float, *, measure: str = "proportion") -> float:
    """Return the coverage (cakupan riil): those served over all who should be served.

    Parameters
    ----------
    numerator : float
        Those served, as the definition of the indicator counts them.
    denominator : float
        The real target population (total sasaran), not the number of the plan.
    measure : str
        ``proportion`` and ``ratio`` in percent, ``rate`` per 100,000.

    Returns
    -------
    float
        Above 100 where more were served than should be: a question on the denominator, never capped here.

    Raises
    ------
    MethodError
        A denominator of zero (the coverage is not defined: neither 0 nor 100), or a number that is none.
    """
    if measure not in PER:
        raise MethodError(say("An indicator of the measure {measure!r} has no coverage.", measure=measure))
    top, bottom = _number(numerator, say("numerator")), _number(denominator, say("denominator"))
    if bottom == 0:
        raise MethodError(say("The denominator is 0: there is nobody to serve, so there is no coverage."))
    return PER[measure] * top / bottom


def attainment(coverage_value: float, target: float, *, direction: str = "higher") -> float:
    """Return the attainment (capaian terhadap target): the coverage in percent of the target.

    Parameters
    ----------
    coverage_value, target : float
        In the same unit.
    direction : str
        ``higher`` where more is better.

    Raises
    ------
    MethodError
        A target of zero, a number that is none, or an indicator of which less is better: several formulas
        circulate for it, and no regulation that was read has one.
    """
    if direction != "higher":
        raise MethodError(say("The attainment of an indicator of which less is better is not defined here."))
    value, aim = _number(coverage_value, say("coverage")), _number(target, say("target"))
    if aim == 0:
        raise MethodError(say("The target is 0: nothing can be attained of it."))
    return HUNDRED * value / aim


def capped_performance(attainment_pct: float) -> float:
    """Return the capped performance (kinerja): the attainment, at most 100.

    Raises
    ------
    MethodError
        A number that is none.
    """
    return min(_number(attainment_pct, say("attainment")), HUNDRED)


def gap_points(coverage_value: float, target: float, *, direction: str = "higher") -> float:
    """Return the gap (kesenjangan) between coverage and target in the unit of both; 0 where it is reached.

    Raises
    ------
    MethodError
        A number that is none, or an unknown direction.
    """
    value, aim = _number(coverage_value, say("coverage")), _number(target, say("target"))
    if direction not in ("higher", "lower"):
        raise MethodError(say("The direction is {direction!r}; it is higher or lower.", direction=direction))
    return max(aim - value if direction == "higher" else value - aim, 0.0)


def gap_count(
    numerator: float,
    denominator: float,
    target: float,
    *,
    measure: str = "proportion",
    direction: str = "higher",
) -> int:
    """Return the gap in people, schools or whatever is counted: how many more reach the target.

    Parameters
    ----------
    numerator, denominator : float
        As for :func:`coverage`.
    target : float
        In percent, or per 100,000 for a rate.
    measure, direction : str
        As for :func:`coverage` and :func:`gap_points`.

    Returns
    -------
    int
        The least whole number that closes the gap: 90 percent of 11 is reached by 10, not by 9.9. For an
        indicator of which less is better, how many fewer.

    Raises
    ------
    MethodError
        As for :func:`coverage`.
    """
    gap_points(coverage(numerator, denominator, measure=measure), target, direction=direction)
    needed = target * denominator / PER[measure]
    if direction == "higher":
        return max(math.ceil(_steady(needed - numerator)), 0)
    return max(math.ceil(_steady(numerator - needed)), 0)


def _steady(value: float) -> float:
    """Drop the dust of floating point, so that 10.000000000000002 people are 10."""
    return round(value, 6)


def coverage_by_denominator(
    numerator: float, denominators: Mapping[str, float], target: float, *, direction: str = "higher"
) -> pd.DataFrame:
    """Compare definitions of one name: the same numerator over several denominators.

    Parameters
    ----------
    numerator : float
        Those served; the same under each definition.
    denominators : mapping of str to float
        Name of the definition (projection, register, villages in the place of settlements) to its number;
        the first is the one that the others are compared with.
    target : float
        In percent.
    direction : str
        As for :func:`gap_points`.

    Returns
    -------
    pandas.DataFrame
        ``definition, denominator, coverage_pct, difference_points, gap_points, reached, verdict_differs``;
        the difference and the verdict are against the first row.

    Raises
    ------
    MethodError
        No denominators, or one of zero.
    """
    if not denominators:
        raise MethodError(say("Give at least one denominator, by the name of its definition."))
    values = {name: coverage(numerator, number) for name, number in denominators.items()}
    gaps = [gap_points(value, target, direction=direction) for value in values.values()]
    first = next(iter(values.values()))
    return pd.DataFrame(
        {
            "definition": list(values),
            "denominator": [float(number) for number in denominators.values()],
            "coverage_pct": list(values.values()),
            "difference_points": [value - first for value in values.values()],
            "gap_points": gaps,
            "reached": [gap == 0 for gap in gaps],
            "verdict_differs": [(gap == 0) != (gaps[0] == 0) for gap in gaps],
        }
    )
