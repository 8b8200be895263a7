"""The satisfaction index (indeks kepuasan masyarakat, IKM, of a survei kepuasan masyarakat) by its formula.

Nine elements of service, each scored 1 to 4, weigh equally. Published reports weigh them by 0.11 where one
ninth is meant, so that nine weights sum to 0.99 and the index comes out one percent low: both are given here,
and whether the class differs. The rounded weight and the classes are data: ``standards/index-weights`` and
``standards/index-bands``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.messages import say
from analysis.statistics.classes import Band, class_of

__all__ = ["ELEMENTS", "SatisfactionIndex", "flip_ranges", "satisfaction_index"]

ELEMENTS = tuple(f"U{number}" for number in range(1, 10))
LOWEST, HIGHEST = 1.0, 4.0
TO_HUNDRED = 25.0


@dataclass(frozen=True)
class SatisfactionIndex:
    """A satisfaction index, exact and with the rounded weight.

    Attributes
    ----------
    exact : float
        The mean of the elements times 25, 25 to 100. Of the elements that have a score: see ``missing``.
    rounded : float or None
        With the rounded weight; None without one, or where elements are missing.
    weight : float or None
        The rounded weight.
    class_exact, class_rounded : Band or None
        None without bands, or where elements are missing.
    missing : tuple of str
        Elements without a score; with any the index is partial.
    """

    exact: float
    rounded: float | None
    weight: float | None
    class_exact: Band | None
    class_rounded: Band | None
    missing: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Whether elements are missing, so that this is no index of the regulation."""
        return bool(self.missing)

    @property
    def class_flips(self) -> bool | None:
        """Whether rounding the weight changes the class; None where there is no class."""
        if self.class_exact is None or self.class_rounded is None:
            return None
        return self.class_exact.band != self.class_rounded.band


def satisfaction_index(
    element_means: Mapping[str, float],
    *,
    bands: Sequence[Band] = (),
    weight: float | None = None,
    elements: Sequence[str] = ELEMENTS,
) -> SatisfactionIndex:
    """Return the satisfaction index (IKM) of one unit from the mean score of each element.

    Parameters
    ----------
    element_means : mapping of str to float
        Mean score (nilai rata-rata, NRR) by element, 1 to 4; NaN or absent where an element was not asked.
    bands : sequence of Band
        Classes by which the index is graded; no class if empty.
    weight : float, optional
        The rounded weight of reports: 0.11, or 0.111; ``standards/index-weights`` has the one printed.
    elements : sequence of str
        The elements that belong to a whole index, by name.

    Returns
    -------
    SatisfactionIndex
        With ``missing`` elements the index is the mean of those that are there and has no class.

    Raises
    ------
    MethodError
        An element that is none, a score outside 1 to 4, no score at all, or a weight that is not above 0.

    Notes
    -----
    PermenPANRB 14/2017: NRR = sum of scores over respondents, IKM = sum of NRR times weight, times 25; the
    annex was not read. The class is assigned on the index rounded to two decimals.
    """
    _require_scores(element_means, elements)
    if weight is not None and not weight > 0:
        raise MethodError(say("The weight of an element is {weight}; it must be above 0.", weight=weight))
    scores = {name: float(element_means.get(name, math.nan)) for name in elements}
    missing = tuple(name for name, score in scores.items() if math.isnan(score))
    given = [score for score in scores.values() if not math.isnan(score)]
    if not given:
        raise MethodError(say("No element of the satisfaction survey has a score."))
    exact = math.fsum(given) / len(given) * TO_HUNDRED
    if missing:
        return SatisfactionIndex(exact, None, weight, None, None, missing)
    rounded = None if weight is None else math.fsum(given) * weight * TO_HUNDRED
    classes = [class_of(value, bands) if bands and value is not None else None for value in (exact, rounded)]
    return SatisfactionIndex(exact, rounded, weight, classes[0], classes[1], missing)


def _require_scores(element_means: Mapping[str, float], elements: Sequence[str]) -> None:
    for name, score in element_means.items():
        if name not in elements:
            raise MethodError(
                say(
                    "{name!r} is no element of the satisfaction survey; the elements are {elements}.",
                    name=name,
                    elements=", ".join(elements),
                )
            )
        if not math.isnan(score) and not LOWEST <= score <= HIGHEST:
            raise MethodError(
                say(
                    "The element {name} has the mean score {score}; scores go from {lowest} to {highest}. "
                    "Give the mean, not the sum and not the index.",
                    name=name,
                    score=f"{score:g}",
                    lowest=f"{LOWEST:g}",
                    highest=f"{HIGHEST:g}",
                )
            )


def flip_ranges(bands: Sequence[Band], weight: float, *, elements: int = len(ELEMENTS)) -> pd.DataFrame:
    """Return the indices, as printed with two decimals, whose class the rounded weight changes.

    Parameters
    ----------
    bands : sequence of Band
    weight : float
        The rounded weight.
    elements : int
        How many elements weigh so much.

    Returns
    -------
    pandas.DataFrame
        ``from_index, to_index, class_exact, class_rounded``: ranges of the exact index, ascending. Empty
        where the weights sum to one.

    Raises
    ------
    MethodError
        No bands, or a weight that is not above 0.
    """
    if not weight > 0 or not bands:
        raise MethodError(say("Class changes need classes and a weight above 0."))
    lowest = min(band.lower for band in bands)
    grid = [round(step / 100, 2) for step in range(round(lowest * 100), 10_001)]
    shown = [(value, max(min(value * weight * elements, 100.0), lowest)) for value in grid]
    pairs = [(class_of(value, bands).band, class_of(other, bands).band) for value, other in shown]
    frame = pd.DataFrame(pairs, columns=["class_exact", "class_rounded"]).assign(value=grid)
    classes = frame[["class_exact", "class_rounded"]]
    frame["run"] = (classes != classes.shift()).any(axis=1).cumsum()
    differ = frame[frame["class_exact"] != frame["class_rounded"]]
    ranges = differ.groupby("run").agg(
        from_index=("value", "min"), to_index=("value", "max"), class_exact=("class_exact", "first"),
        class_rounded=("class_rounded", "first"),
    )  # fmt: skip
    return ranges.reset_index(drop=True)
