"""Balance of inputs between two groups: standardised differences with the denominator named, and more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import as_numbers, require_distinct
from analysis.statistics.options import require_option

DENOMINATORS = ("pooled", "treated", "control", "all", "national")


def group_of(units: pd.DataFrame, group: str, *, least: int = 1) -> np.ndarray:
    """Return which units belong to the group (True), from a column of 0 and 1 or False and True.

    Raises
    ------
    MethodError
        Other values, missing ones, or fewer than ``least`` units on a side.
    """
    require_columns(units, [group], "the units")
    require_distinct(units.index, "the units")
    marks = as_numbers(units[group], "the units").to_numpy()
    if not np.isin(marks, (0.0, 1.0)).all():
        raise MethodError(f"The column '{group}' must say 1 (in the group) or 0 (not) for every unit.")
    inside = marks == 1
    if min(inside.sum(), (~inside).sum()) < least:
        raise MethodError(
            f"A comparison of groups needs at least {least} units on each side; found {inside.sum()} in and "
            f"{(~inside).sum()} outside '{group}'."
        )
    return inside


def expand_levels(units: pd.DataFrame, covariates: Sequence[str]) -> pd.DataFrame:
    """Return the covariates as numbers, a column of text becoming one 0/1 column per level (``a=b``)."""
    names = list(covariates)
    if not names or len(set(names)) < len(names):
        raise MethodError("Name at least one covariate, and each once.")
    require_columns(units, names, "the units")
    parts = []
    for name in names:
        column = units[name]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            parts.append(as_numbers(column, "the units").rename(name))
            continue
        levels = sorted(column.dropna().unique(), key=str)
        for level in levels:
            parts.append((column == level).astype(float).where(column.notna()).rename(f"{name}={level}"))
    return pd.concat(parts, axis=1)


def weighted_mean(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the weighted mean; NaN without weight."""
    return float(weights @ values / weights.sum()) if weights.sum() > 0 else float("nan")


def weighted_variance(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the variance with reliability weights; with equal weights it is the sample variance (n - 1)."""
    left = weights.sum() - (weights**2).sum() / weights.sum()
    if not left > 1e-12:
        return float("nan")
    return float(weights @ (values - weighted_mean(values, weights)) ** 2 / left)


def distribution_distance(
    one: np.ndarray, other: np.ndarray, one_weights: np.ndarray, other_weights: np.ndarray
) -> tuple[float, float]:
    """Return the mean and the largest distance between two weighted empirical distribution functions.

    The largest is the Kolmogorov-Smirnov distance; the mean is over the different values that occur, of a 0/1
    column over the one step that it has.
    """
    points = np.unique(np.concatenate([one, other]))
    points = points[:1] if _is_binary(points) else points
    heights = []
    for values, weights in ((one, one_weights), (other, other_weights)):
        order = np.argsort(values, kind="stable")
        total = np.concatenate([[0.0], np.cumsum(weights[order])]) / weights.sum()
        heights.append(total[np.searchsorted(values[order], points, side="right")])
    apart = np.abs(heights[0] - heights[1])
    return float(apart.mean()), float(apart.max())


def _is_binary(values: np.ndarray) -> bool:
    return bool(np.isin(values, (0.0, 1.0)).all())


def _spread(values: np.ndarray, binary: bool) -> float:
    """Return the variance: p (1 - p) for a 0/1 column, else the sample variance."""
    if binary:
        share = float(values.mean())
        return share * (1 - share)
    return float(np.var(values, ddof=1)) if len(values) > 1 else float("nan")


def _denominator(choice: str, treated: np.ndarray, control: np.ndarray, national: np.ndarray) -> float:
    binary = all(_is_binary(side) for side in (treated, control, national))  # of the column, not of a side
    variances = {
        "treated": lambda: _spread(treated, binary),
        "control": lambda: _spread(control, binary),
        "pooled": lambda: (_spread(treated, binary) + _spread(control, binary)) / 2,
        "all": lambda: _spread(np.concatenate([treated, control]), binary),
        "national": lambda: _spread(national, binary),
    }
    return float(np.sqrt(variances[choice]()))


def balance_table(
    units: pd.DataFrame,
    group: str,
    covariates: Sequence[str],
    *,
    denominator: str = "pooled",
    weights: pd.Series | None = None,
    reference: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how alike two groups are on each covariate, before matching or (with weights) after.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit.
    group : str
        Column of 0 and 1; 1 is the group of interest ("treated").
    covariates : sequence of str
        Columns; text becomes one 0/1 row per level, named ``column=level``.
    denominator : str
        The standard deviation that divides the difference of means: ``pooled`` (root of the mean of the two
        variances), ``treated``, ``control``, ``all`` (both groups together) or ``national`` (of
        ``reference``). It is taken without weights, so that before and after compare.
    weights : pandas.Series, optional
        Weight of each unit by index, zero or more, such as those of a
        :class:`analysis.comparison.similarity.matching.Matching`.
    reference : pandas.DataFrame, optional
        The population of the national denominator, with the same columns.

    Returns
    -------
    pandas.DataFrame
        One row per covariate or level: ``covariate, treated_mean, control_mean, difference,
        standardised_difference, denominator, denominator_sd, variance_ratio`` (treated over control; missing
        for 0/1 columns, where it says no more than the means), ``ecdf_mean_distance, ecdf_largest_distance``
        (the Kolmogorov-Smirnov distance), ``treated_count, control_count`` (units with a value and weight
        above zero) and ``missing_count``. A constant covariate has a missing standardised difference when the
        means differ and 0 when they do not.

    Raises
    ------
    MethodError
        An unknown denominator, ``national`` without a reference, a group that is not 0/1, text in a number,
        negative or absent weights, or a group without a value.

    Notes
    -----
    Austin (2009), Statistics in Medicine 28: 3083-3107 (pooled); Stuart (2010), Statistical Science 25(1):
    1-21 (treated). 0/1 columns use p(1 - p), as the R package MatchIt does, whose table the tests reproduce.
    Marks such as 0.1 or 0.25 are conventions; a small difference is no test of equality:
    :mod:`analysis.comparison.similarity.equivalence` is.
    """
    require_option(denominator, DENOMINATORS, "denominator")
    if (denominator == "national") != (reference is not None):
        raise MethodError("The national denominator needs a reference population, and only it uses one.")
    inside = group_of(units, group)
    weight = np.ones(len(units)) if weights is None else weights.reindex(units.index).to_numpy(dtype=float)
    if np.isnan(weight).any() or (weight < 0).any():
        raise MethodError("Every unit needs a weight of zero or more.")
    expanded = expand_levels(units, covariates)
    wider = expanded if reference is None else expand_levels(reference, covariates)
    rows = [
        _balance_row(str(name), expanded[name].to_numpy(), inside, weight, denominator, wider.get(name))
        for name in expanded
    ]
    return pd.DataFrame(rows)


def _balance_row(
    name: str,
    values: np.ndarray,
    inside: np.ndarray,
    weight: np.ndarray,
    choice: str,
    national: pd.Series | None,
) -> dict[str, object]:
    known = ~np.isnan(values)
    sides = [known & inside, known & ~inside]
    if min(weight[side].sum() for side in sides) <= 0:
        raise MethodError(f"A group has no unit with a value of '{name}' and a weight above zero.")
    if national is None:
        raise MethodError(f"The reference population lacks '{name}'.")
    treated, control = (values[side] for side in sides)
    scale = _denominator(choice, treated, control, national.dropna().to_numpy())
    means = [weighted_mean(values[side], weight[side]) for side in sides]
    gap = means[0] - means[1]
    variances = [weighted_variance(values[side], weight[side]) for side in sides]
    ratio = variances[0] / variances[1] if variances[1] > 0 else float("nan")
    mean_gap, largest_gap = distribution_distance(treated, control, weight[sides[0]], weight[sides[1]])
    return {
        "covariate": name,
        "treated_mean": means[0],
        "control_mean": means[1],
        "difference": gap,
        "standardised_difference": gap / scale if scale > 0 else (0.0 if gap == 0 else float("nan")),
        "denominator": choice,
        "denominator_sd": scale,
        "variance_ratio": float("nan") if _is_binary(values[known]) else ratio,
        "ecdf_mean_distance": mean_gap,
        "ecdf_largest_distance": largest_gap,
        "treated_count": int((weight[sides[0]] > 0).sum()),
        "control_count": int((weight[sides[1]] > 0).sum()),
        "missing_count": int((~known).sum()),
    }
