"""Outliers of one sample: modified z-scores, and the generalised extreme studentised deviate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.errors import MethodError
from analysis.honesty.robust import middle

NORMAL_QUARTILE = 0.6745  # the upper quartile of the standard normal distribution, as the source prints it


@dataclass(frozen=True)
class ExtremeDeviates:
    """The generalised extreme studentised deviates of a sample.

    Attributes
    ----------
    statistics, critical
        The largest deviate of each step and its critical value, shape (most,).
    places
        Place in the sample of the value taken out at each step, shape (most,).
    count
        How many of them, from the first on, are outliers.
    """

    statistics: np.ndarray
    critical: np.ndarray
    places: np.ndarray
    count: int


def modified_z(values: np.ndarray) -> np.ndarray:
    """Return 0.6745 (x - median) / MAD for each value of a sample; beyond 3.5 is an outlier by convention.

    Raises
    ------
    MethodError
        Without values, or more than half of them equal (the MAD is 0).

    Notes
    -----
    Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers. Missing values stay missing.
    """
    sample = np.asarray(values, float)
    centre = float(middle(sample, 0)) if sample.size else np.nan
    deviation = float(middle(np.abs(sample - centre), 0)) if sample.size else np.nan
    if not deviation > 0:
        raise MethodError(
            "The values are absent or more than half are equal; they have no spread to judge by."
        )
    return np.asarray(NORMAL_QUARTILE * (sample - centre) / deviation)


def generalised_esd(values: np.ndarray, *, most: int = 10, level: float = 0.05) -> ExtremeDeviates:
    """Test a roughly normal sample for up to `most` outliers, which may hide one another.

    Parameters
    ----------
    values
        Shape (values,), none missing.
    most
        Largest number of outliers looked for.
    level
        Chance of any false outlier.

    Raises
    ------
    MethodError
        Missing values, no spread, or fewer than `most` + 3 values.

    Notes
    -----
    Rosner (1983), Technometrics 25(2): 165-172: the value farthest from the mean is taken out again and
    again; all up to the last step whose deviate exceeds its critical value are outliers, also where an
    earlier step does not (masking). The critical values hold for 25 values or more.
    """
    left = np.asarray(values, float)
    total = left.size
    if left.ndim != 1 or not np.isfinite(left).all():
        raise MethodError(
            "The sample has missing values or more than one dimension; give one row of numbers."
        )
    if most < 1 or total < most + 3:
        raise MethodError(
            f"{total} values cannot be tested for {most} outliers; at least {most + 3} are needed."
        )
    places, steps = np.arange(total), np.arange(1, most + 1)
    taken, statistics = [], []
    for _ in steps:
        spread = left.std(ddof=1)
        if not spread > 0:
            raise MethodError("The remaining values are all equal; they have no spread to judge by.")
        far = int(np.abs(left - left.mean()).argmax())
        statistics.append(float(np.abs(left[far] - left.mean()) / spread))
        taken.append(int(places[far]))
        left, places = np.delete(left, far), np.delete(places, far)
    quantile = stats.t.ppf(1 - level / (2 * (total - steps + 1)), total - steps - 1)
    critical = (total - steps) * quantile / np.sqrt((total - steps - 1 + quantile**2) * (total - steps + 1))
    above = np.nonzero(np.array(statistics) > critical)[0]
    count = int(above[-1] + 1) if above.size else 0
    return ExtremeDeviates(np.array(statistics), critical, np.array(taken), count)
