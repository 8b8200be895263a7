"""What noise in the measured gaps does to the response: inflated coverage looks like following last year."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.planning.responsiveness import persistence_and_response
from analysis.planning.series import BudgetSeries, take_out_levels


def gap_noise(series: BudgetSeries) -> float:
    """Estimate how much of the gap is noise of a single year, in standard deviations of the gap.

    Returns
    -------
    float
        From the covariance of successive changes: a lasting change is not undone the year after, noise is.
        NaN where no region has three years in a row; zero where changes are not undone at all.

    Notes
    -----
    For a level that moves as a random walk plus independent noise the covariance of successive changes is
    minus the variance of the noise (Harvey 1989, Forecasting, Structural Time Series Models and the Kalman
    Filter, chapter 2). A level that swings back by itself is taken for noise.
    """
    levelled = take_out_levels(series.gaps, series, within=False)
    same = (series.regions[2:] == series.regions[:-2]) & (series.years[2:] - series.years[:-2] == 2)
    if not same.any():
        return math.nan
    first, second = (levelled[1:-1] - levelled[:-2])[same], (levelled[2:] - levelled[1:-1])[same]
    return math.sqrt(max(-float((first * second).mean()), 0.0))


def response_under_noise(
    series: BudgetSeries, noise_sd: Sequence[float], *, replications: int = 20, seed: int = 0
) -> pd.DataFrame:
    """Return what is left of the response when the gaps are measured with more noise.

    Parameters
    ----------
    series : BudgetSeries
        Its gaps are in standard deviations.
    noise_sd : sequence of float
        Standard deviations of the noise that is added to the gap of each sector, region and year.
    replications, seed
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        ``noise_sd, response, standard_deviation``: mean over the draws of the within response.

    Notes
    -----
    Noise that is added on purpose shows how much noise that is there already has taken away (Cook and
    Stefanski 1994, Journal of the American Statistical Association 89(428): 1314-1328).
    """
    generator = np.random.default_rng(seed)
    rows = []
    for size in noise_sd:
        found = [
            persistence_and_response(series.with_noise(generator.normal(0, size, series.gaps.shape)))[
                1
            ].estimate
            for _ in range(replications if size else 1)
        ]
        rows.append(
            {
                "noise_sd": float(size),
                "response": float(np.mean(found)),
                "standard_deviation": float(np.std(found)),
            }
        )
    return pd.DataFrame(rows)


def gap_reliability(series: BudgetSeries) -> float:
    """Return which share of the movement of gaps within regions is not noise of a single year.

    Returns
    -------
    float
        Between 0 and 1; NaN where the noise cannot be told, or is as large as all movement.

    Notes
    -----
    One less the variance of :func:`gap_noise` over that of gaps within regions. A response estimated within
    regions is too small by about this factor (Griliches and Hausman 1986, Journal of Econometrics 31(1):
    93-118, on errors of measurement in panels).
    """
    moved = take_out_levels(series.gaps, series)
    free = 1 - series.regions_count / len(series.years)
    variance = float((moved**2).mean()) / free if free > 0 else math.nan
    share = 1 - gap_noise(series) ** 2 / variance
    return share if 0 < share <= 1 else math.nan
