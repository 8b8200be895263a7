"""Missing values and outliers of indicators, with a record of what was done to which."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import boxcox

from analysis.comparison.composite.recipe import Recipe
from analysis.errors import MethodError

SKEWNESS_LIMIT, KURTOSIS_LIMIT = 2.0, 3.5


def screened(data: pd.DataFrame, recipe: Recipe) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the indicators of the units with enough of them, and the units left out.

    Raises
    ------
    MethodError
        An indicator that is not a column or holds no numbers, repeated units, or fewer than two units left.
    """
    names = [one.name for one in recipe.indicators]
    absent = [name for name in names if name not in data.columns]
    if absent or data.index.has_duplicates:
        found = f"'{absent[0]}' is no column of them" if absent else "a unit occurs twice"
        raise MethodError(f"The data must have every indicator as a column and every unit once: {found}.")
    numbers = data[names].apply(pd.to_numeric, errors="coerce").astype(float)
    wrong = np.argwhere((data[names].notna() & numbers.isna()).to_numpy() | np.isinf(numbers.to_numpy()))
    if len(wrong):
        row, column = wrong[0]
        raise MethodError(
            f"'{names[column]}' of {data.index[row]} is {data[names].iloc[row, column]}: no number."
        )
    enough = numbers.isna().mean(axis=1) <= recipe.most_missing
    return numbers.loc[enough], tuple(str(unit) for unit in numbers.index[~enough])


def imputed(values: pd.DataFrame, missing: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the values with missing ones dealt with, and a frame ``unit, indicator, value`` of those filled.

    Raises
    ------
    MethodError
        A missing value where the recipe refuses them, or an indicator without any value.
    """
    gaps = np.argwhere(values.isna().to_numpy())
    empty = values.columns[values.isna().all()]
    if len(empty):
        raise MethodError(f"The indicator '{empty[0]}' has no value at all; leave it out.")
    if missing == "refuse" and len(gaps):
        row, column = gaps[0]
        raise MethodError(
            f"'{values.columns[column]}' of {values.index[row]} is missing ({len(gaps)} in all), and the "
            "recipe refuses missing values. Choose mean, median or available, and see what the choice does."
        )
    filled = values if missing in ("refuse", "available") else values.fillna(getattr(values, missing)())
    row, column = (gaps if missing != "available" else gaps[:0]).T
    told = pd.DataFrame(
        {
            "unit": values.index[row],
            "indicator": values.columns[column],
            "value": filled.to_numpy()[row, column],
        }
    )
    return filled, told


def shape(values: np.ndarray) -> tuple[float, float]:
    """Return sample skewness and excess kurtosis (the adjusted forms); NaN for fewer than four values."""
    known = values[~np.isnan(values)]
    if len(known) < 4 or known.std() <= np.finfo(float).eps * abs(known.mean()):
        return float("nan"), float("nan")
    # As scipy.stats.skew and kurtosis without bias, whose checks of one call cost more than the sums.
    count, gaps = len(known), known - known.mean()
    second, third, fourth = ((gaps**power).mean() for power in (2, 3, 4))
    skewness = np.sqrt(count * (count - 1)) / (count - 2) * third / second**1.5
    peaks = (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * (fourth / second**2 - 3) + 6)
    return float(skewness), float(peaks)


def has_outliers(values: np.ndarray) -> bool:
    """Say whether skewness and kurtosis are both beyond their limits."""
    skewness, peaks = shape(values)
    return bool(abs(skewness) > SKEWNESS_LIMIT and peaks > KURTOSIS_LIMIT)


def winsorised(values: np.ndarray, most: int) -> tuple[np.ndarray, int]:
    """Set the most extreme values to the next one, on the side of the skew, until none stands out.

    Returns
    -------
    tuple
        The values, and how many were set (ties go together, so it can exceed `most`).
    """
    found, set_on = values.copy(), {True: 0, False: 0}
    while has_outliers(found) and sum(set_on.values()) < most:
        high = shape(found)[0] >= 0
        edge = np.nanmax(found) if high else np.nanmin(found)
        extreme = found == edge
        rest = found[~extreme & ~np.isnan(found)]
        found[extreme] = rest.max() if high else rest.min()
        set_on[high] = int(extreme.sum())
    return found, sum(set_on.values())


def _shifted_log(values: np.ndarray) -> np.ndarray:
    low, high = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log(values - low + 0.01 * (high - low)))


def _box_cox(values: np.ndarray) -> np.ndarray:
    """Return the Box-Cox transform at its likeliest exponent, after a shift to positive values."""
    positive = values - np.nanmin(values) + 0.01 * np.ptp(values[~np.isnan(values)])
    known = ~np.isnan(positive)
    found = positive.copy()
    found[known] = boxcox(positive[known])[0]
    return found


def _one(values: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, str, int]:
    if recipe.outliers == "none" or not has_outliers(values):
        return values, "none", 0
    if recipe.outliers in ("log", "box-cox"):
        return (_shifted_log if recipe.outliers == "log" else _box_cox)(values), recipe.outliers, 0
    found, count = winsorised(values, recipe.most_winsorised)
    if has_outliers(found) and recipe.outliers == "winsorise-or-log":
        return _shifted_log(values), "log", 0
    return found, "winsorise", count


def treated(values: pd.DataFrame, recipe: Recipe) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the values with outliers treated, and what was done to each indicator.

    Returns
    -------
    tuple of pandas.DataFrame
        The values; and by ``indicator``: ``skewness, kurtosis, treatment, winsorised_count, skewness_after,
        kurtosis_after, still_outlying``.

    Notes
    -----
    The rule and order of Becker et al. (2022), Journal of Open Source Software 7(78): 4567 (COINr): both
    |skewness| > 2 and kurtosis > 3.5; then up to five winsorised values; then a shifted logarithm of the
    untreated values.
    """
    found, told = {}, []
    for name in values.columns:
        before = values[name].to_numpy(float)
        after, treatment, count = _one(before, recipe)
        found[name] = after
        told.append((name, *shape(before), treatment, count, *shape(after), has_outliers(after)))
    columns = ["indicator", "skewness", "kurtosis", "treatment", "winsorised_count"]
    columns += ["skewness_after", "kurtosis_after", "still_outlying"]
    return pd.DataFrame(found, index=values.index), pd.DataFrame(told, columns=columns)
