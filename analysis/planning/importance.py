"""How much of the moving budget shares the past and the gap carry, beside its null.

A picture beside the response, never the index: with few years it gives a share to a regressor that does
nothing. Read it only beside its permutation null.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.planning.series import BudgetSeries, take_out_levels
from analysis.statistics.importance import relative_importance


def importance_beside_null(series: BudgetSeries, *, draws: int = 199, seed: int = 0) -> pd.DataFrame:
    """Return how much of the moving shares the past and the gap carry, beside gaps given to other sectors.

    Parameters
    ----------
    series : BudgetSeries
        Levels of regions and years are taken out first.
    draws, seed : int
        Of the null: in each region the paths of the gaps go to the sectors in a random order.

    Returns
    -------
    pandas.DataFrame
        ``regressor`` (past, gap), ``lmg_share, null_mean, null_high`` (95th percentile of the null).
    """
    generator = np.random.default_rng(seed)
    regressors = ["past", "gap"]
    past, now = (take_out_levels(values, series).ravel() for values in (series.before, series.now))

    def shares(gaps: np.ndarray) -> np.ndarray:
        frame = pd.DataFrame({"past": past, "gap": take_out_levels(gaps, series).ravel(), "now": now})
        return relative_importance(frame, "now", regressors).table["lmg_share"].to_numpy()

    null = np.array([shares(_in_another_order(series, generator)) for _ in range(draws)])
    return pd.DataFrame(
        {
            "regressor": regressors,
            "lmg_share": shares(series.gaps),
            "null_mean": null.mean(axis=0),
            "null_high": np.quantile(null, 0.95, axis=0),
        }
    )


def _in_another_order(series: BudgetSeries, generator: np.random.Generator) -> np.ndarray:
    """Return the gaps with the sectors of each region in a random order."""
    keys = generator.random((series.regions_count, len(series.sectors)))
    return np.take_along_axis(series.gaps, np.argsort(keys, axis=1)[series.region_index], axis=1)
