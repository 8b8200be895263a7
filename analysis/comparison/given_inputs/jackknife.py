"""Honest intervals from left-out predictions: the jackknife+ and CV+, whatever the shape of the errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.comparison.given_inputs.leave_out import LeftOut
from analysis.errors import MethodError


def _upper_end(values: np.ndarray, level: float) -> np.ndarray:
    """Return in each row the value that a share ``level`` of the others stays below; NaN judges nobody."""
    sizes = (~np.isnan(values)).sum(axis=1)
    # A hair less, so that level x (n + 1) does not round over a whole number.
    rank = np.ceil(level * (sizes + 1) - 1e-9).astype(int)
    ordered = np.sort(values, axis=1)  # NaN goes last
    found = ordered[np.arange(len(values)), np.clip(rank, 1, values.shape[1]) - 1]
    return np.where(rank <= sizes, found, np.inf)


def jackknife_intervals(left: LeftOut, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper ends of the intervals of all units.

    Order statistics over the other units j of the expectation of i without i and j, minus and plus the size
    of j's own residual there: Barber, Candes, Ramdas and Tibshirani (2021), Annals of Statistics 49(1):
    486-507. An end is infinite where too few units judge.
    """
    spread = np.abs(left.other_residual)
    low, high = -_upper_end(spread - left.expected, level), _upper_end(left.expected + spread, level)
    return np.clip(low, *left.bounds), np.clip(high, *left.bounds)


def calibration(left: LeftOut, observed: np.ndarray, levels: Sequence[float]) -> pd.DataFrame:
    """Return the share of units inside their own intervals, and on which side the others are.

    The share over all units is near its level by construction, since the units judge each other; the two
    sides, the width and the share within subgroups are what can disappoint.
    """
    rows = []
    for level in levels:
        low, high = jackknife_intervals(left, level)
        rows.append(
            {
                "level": level,
                "covered": float(((observed >= low) & (observed <= high)).mean()),
                "mean_width": float((high - low).mean()),
                "below_pct": 100 * float((observed < low).mean()),
                "above_pct": 100 * float((observed > high).mean()),
            }
        )
    return pd.DataFrame(rows)


def judge_within(left: LeftOut, labels: pd.Series, column: str) -> LeftOut:
    """Return the predictions with the judgement of units with another label taken out."""
    if labels.isna().any():
        nobody = labels.index[labels.isna()][0]
        raise MethodError(f"The unit '{nobody}' has no '{column}' to be judged within.")
    codes = pd.factorize(labels)[0]
    other = codes[:, None] != codes[None, :]
    return replace(
        left,
        expected=np.where(other, np.nan, left.expected),
        other_residual=np.where(other, np.nan, left.other_residual),
        description=f"{left.description}; intervals within each '{column}'",
    )
