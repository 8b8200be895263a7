"""The response to need region by region: own estimates, and what is left of them after partial pooling."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.meta_analysis import combine_effects

from analysis.errors import MethodError
from analysis.planning.labels import LabelTest, scores_by_order
from analysis.planning.responsiveness import Z95, persistence_and_response
from analysis.planning.series import BudgetSeries, take_out_levels


@dataclass(frozen=True)
class RegionalResponses:
    """The index of each region, with the spread of true indices around the country's.

    Attributes
    ----------
    table : pandas.DataFrame
        ``region_code, years_count, estimate, standard_error, low, high`` (the region's own series), then
        ``pooled_estimate, pooled_low, pooled_high`` (drawn towards the country as far as its noise demands),
        ``rank_of_pooled`` (1 is the highest).
    mean, mean_low, mean_high : float
        Of the true indices (random effects).
    spread : float
        Standard deviation of the true indices between regions.
    heterogeneity_share : float
        I squared: the share of the variance of the estimates that is not noise.
    regions_left_out : int
        Regions whose own series cannot give an estimate.
    """

    table: pd.DataFrame
    mean: float
    mean_low: float
    mean_high: float
    spread: float
    heterogeneity_share: float
    regions_left_out: int

    @property
    def regions_count(self) -> int:
        """Regions with an estimate."""
        return len(self.table)

    @property
    def clear_count(self) -> int:
        """Regions whose interval after pooling does not hold zero."""
        return int(((self.table["pooled_low"] > 0) | (self.table["pooled_high"] < 0)).sum())

    @property
    def not_noise_pct(self) -> float:
        """I squared in percent."""
        return 100 * self.heterogeneity_share


def regional_responses(series: BudgetSeries, *, least_years: int = 4) -> RegionalResponses:
    """Estimate the response to need of every region, and shrink it as far as its noise demands.

    Parameters
    ----------
    series : BudgetSeries
        Several regions.
    least_years : int
        Regions with fewer rows get no estimate of their own.

    Returns
    -------
    RegionalResponses

    Raises
    ------
    MethodError
        Fewer than ten regions with enough years: the spread between regions cannot be estimated.

    Notes
    -----
    Sector-in-year levels and persistence are the country's; the response is the region's. The noise variance
    is one for all regions, because a handful of years cannot give each its own. Random effects with the
    iterated estimate of Paule and Mandel (1982), Journal of Research of the National Bureau of Standards
    87(5): 377-385; shrinkage as in Efron and Morris (1975), Journal of the American Statistical Association
    70(350): 311-319.
    """
    persistence = persistence_and_response(series)[0].estimate
    outcome = take_out_levels(series.now - persistence * series.before, series)
    gap = take_out_levels(series.gaps, series)
    place, regions = series.region_index, series.regions_count
    years = np.bincount(place)
    information = series.sum_by_region((gap * gap).sum(axis=1))
    joint = series.sum_by_region((gap * outcome).sum(axis=1))
    enough = (years >= least_years) & (information > 1e-9 * information.max())
    if enough.sum() < 10:
        raise MethodError(
            f"{int(enough.sum())} regions have {least_years} years or more; ten are needed to estimate how "
            "far regions differ. Give the estimate of the single region instead."
        )
    estimate = np.divide(joint, information, out=np.full(regions, math.nan), where=information > 0)
    left = outcome - np.nan_to_num(estimate)[place, None] * gap
    free = (len(series.sectors) - 1) * (len(place) - regions - len(np.unique(series.years)) + 1) - regions
    variance = float((left**2).sum()) / max(free, 1)
    table = pd.DataFrame(
        {
            "region_code": np.unique(series.regions),
            "years_count": years,
            "estimate": estimate,
            "standard_error": np.sqrt(variance / np.where(information > 0, information, math.nan)),
        }
    )
    table = table[enough].reset_index(drop=True)
    return _pooled(table, int((~enough).sum()))


def region_test(series: BudgetSeries, region_code: str) -> LabelTest:
    """Test one region by itself among the others: every order of its sectors is tried.

    Parameters
    ----------
    series : BudgetSeries
        The region with the others, which give the levels of the years and the persistence.
    region_code : str
        The region.

    Returns
    -------
    LabelTest
        With n sectors the smallest attainable p is one over n factorial.

    Raises
    ------
    MethodError
        The region is not in the series.
    """
    if region_code not in series.regions:
        raise MethodError(f"The region {region_code} has no two years with all shares and gaps known.")
    own = scores_by_order(series)[np.unique(series.regions) == region_code][0]
    extreme = int((np.abs(own) >= abs(own[0]) - 1e-12).sum())
    return LabelTest(float(own[0]), extreme / len(own), 1 / len(own), True, len(own))


def _pooled(table: pd.DataFrame, left_out: int) -> RegionalResponses:
    own, error = table["estimate"].to_numpy(), table["standard_error"].to_numpy()
    found = combine_effects(own, error**2, method_re="iterated")
    between = max(float(found.tau2), 0.0)
    mean = float(found.mean_effect_re)
    weight = between / (between + error**2)
    pooled = mean + weight * (own - mean)
    reach = Z95 * np.sqrt(between * (1 - weight) + ((1 - weight) * float(found.sd_eff_w_re)) ** 2)
    table = table.assign(
        low=own - Z95 * error, high=own + Z95 * error,
        pooled_estimate=pooled, pooled_low=pooled - reach, pooled_high=pooled + reach,
    )  # fmt: skip
    table["rank_of_pooled"] = table["pooled_estimate"].rank(ascending=False, method="min").astype(int)
    half = Z95 * float(found.sd_eff_w_re)
    return RegionalResponses(
        table, mean, mean - half, mean + half, math.sqrt(between), max(float(found.i2), 0.0), left_out
    )
