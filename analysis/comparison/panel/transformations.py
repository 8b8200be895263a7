"""What panel models do to the data first: means of units and periods taken out, wholly or in part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.comparison.panel.least_squares import fit, require_full_rank


def unit_means(values: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return the mean of each unit, shape (units, columns); ``units`` are codes from 0."""
    sums = np.zeros((units.max() + 1, values.shape[1]))
    np.add.at(sums, units, values)
    return sums / np.bincount(units)[:, None]


def period_dummies(periods: np.ndarray) -> np.ndarray:
    """Return an indicator column for every period but the first; ``periods`` are codes from 0."""
    return np.eye(periods.max() + 1)[periods][:, 1:]


def _project(values: np.ndarray, out: np.ndarray) -> np.ndarray:
    left, sizes, _ = np.linalg.svd(out, full_matrices=False)
    basis = left[:, sizes > 1e-9 * sizes.max()]
    return values - basis @ (basis.T @ values)


def within(values: np.ndarray, units: np.ndarray, periods: np.ndarray | None) -> np.ndarray:
    """Take out the means of units and, where given, of periods (balanced or not)."""
    inside = values - unit_means(values, units)[units]
    if periods is None or periods.max() == 0:
        return inside
    dummies = period_dummies(periods)
    return _project(inside, dummies - unit_means(dummies, units)[units])


def random_effects(
    values: np.ndarray, units: np.ndarray, names: Sequence[str]
) -> tuple[np.ndarray, float, float]:
    """Return data less the share of unit means that the variance components ask for (Swamy and Arora)."""
    inside, means = within(values, units, None), unit_means(values, units)
    slopes = inside[:, 1:]
    require_full_rank(slopes, names, " within units")
    counts = np.bincount(units)
    terms = slopes.shape[1]
    idiosyncratic = fit(inside[:, 0], slopes, absorbed=len(counts))
    sigma = float(idiosyncratic.residual @ idiosyncratic.residual) / idiosyncratic.freedom
    design = np.column_stack([np.ones(len(means)), means[:, 1:]])
    require_full_rank(design, ["constant", *names], " between units")
    between = fit(means[:, 0], design)
    room = float(between.residual @ between.residual) / (len(means) - terms - 1) - sigma * (1 / counts).mean()
    unit_variance = max(room, 0.0)
    share = 1 - np.sqrt(sigma / (counts * unit_variance + sigma))
    whole = np.column_stack([values[:, :1], np.ones(len(values)), values[:, 1:]])
    means = np.column_stack([means[:, :1], np.ones(len(means)), means[:, 1:]])
    return whole - share[units, None] * means[units], float(np.sqrt(sigma)), float(np.sqrt(unit_variance))
