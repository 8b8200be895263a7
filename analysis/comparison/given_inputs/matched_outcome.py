"""Difference of outcomes after matching, with an interval that is valid for the matching that was made."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.similarity.balance import group_of
from analysis.comparison.similarity.matching import Matching
from analysis.errors import MethodError
from analysis.statistics.checked import complete_cases
from analysis.statistics.options import require_level

MOST_SIGNS = 2**16


@dataclass(frozen=True)
class MatchedDifference:
    """Treated minus matched controls.

    Attributes
    ----------
    difference, standard_error, interval_low, interval_high : float
        Mean over the matched treated units, in the outcome's unit, with a normal interval.
    level : float
    treated_count, control_count : int
        Matched treated units, and different controls in their matches.
    most_used : int
        How often the most used control serves.
    randomisation_p : float
        Two-sided p-value of sign flips within pairs; NaN where the matching is not one to one without
        replacement, because then the signs are not independent.
    exact : bool
        All sign patterns were counted.
    method : str
        Which interval this is and for what it is valid.
    """

    difference: float
    standard_error: float
    interval_low: float
    interval_high: float
    level: float
    treated_count: int
    control_count: int
    most_used: int
    randomisation_p: float
    exact: bool
    method: str


def _own_variance(outcome: pd.Series, arm: pd.Index, distances: pd.DataFrame) -> pd.Series:
    """Return half the squared difference to the nearest unit of the same arm: Abadie and Imbens' variance."""
    apart = distances.loc[arm, arm].to_numpy(dtype=float, copy=True)
    np.fill_diagonal(apart, np.inf)
    values = outcome.loc[arm].to_numpy()
    near = np.argmin(np.where(np.isnan(apart), np.inf, apart), axis=1)
    return pd.Series((values - values[near]) ** 2 / 2, index=arm)


def _sign_flips(gaps: np.ndarray, draws: int, seed: int) -> tuple[float, bool]:
    observed, count = abs(gaps.sum()), len(gaps)
    bound = observed - 1e-9 * np.abs(gaps).sum()
    if 2**count <= MOST_SIGNS:
        signs = 1 - 2 * ((np.arange(2**count)[:, None] >> np.arange(count)) & 1)
        return float((np.abs(signs @ gaps) >= bound).mean()), True
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(draws, count))
    return float((1 + (np.abs(signs @ gaps) >= bound).sum()) / (1 + draws)), False


def matched_difference(
    units: pd.DataFrame,
    outcome: str,
    group: str,
    matching: Matching,
    distances: pd.DataFrame,
    *,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 1,
) -> MatchedDifference:
    """Return how much the matched treated units' outcome differs from their controls'.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, with the outcome and the group.
    outcome, group : str
        Columns.
    matching : Matching
        From :func:`analysis.comparison.similarity.matching.match_units`.
    distances : pandas.DataFrame
        The distances of that matching: the nearest unit of the same arm gives each unit's own variance.
    level : float
        Of the interval.
    draws, seed : int
        For the sign flips, where there are more than sixteen pairs.

    Returns
    -------
    MatchedDifference

    Raises
    ------
    MethodError
        An outcome that a matched unit lacks, fewer than two matched units, an impossible level.

    Notes
    -----
    Variance of Abadie and Imbens (2006), Econometrica 74(1): 235-267, for the average difference of the
    treated; it allows controls used several times, for which the ordinary bootstrap is not valid (Abadie and
    Imbens 2008, Econometrica 76(6): 1537-1557). Not adjusted for the bias that remains when matches are not
    exact. Sign flips test that no unit was affected, as if assignment within a pair were a coin (Rosenbaum
    2002, Observational Studies, chapter 2); unlike the interval they are exact for few pairs. Both take the
    matches as given and neither answers for inputs that were not measured.
    """
    require_level(level)
    used = pd.Index(matching.pairs["treated"]).union(pd.Index(matching.pairs["control"]), sort=False)
    cases = complete_cases(units, [outcome], "the units")
    missing = used.difference(cases.values.index)
    if len(missing):
        raise MethodError(
            f"The matched unit '{missing[0]}' has no '{outcome}'; match only units that have it."
        )
    if draws < 1:
        raise MethodError(f"The number of draws is {draws}; at least one is needed.")
    values = cases.values[outcome]
    pairs = matching.pairs
    expected = values.loc[pairs["control"]].groupby(pairs["treated"].to_numpy(), sort=False).mean()
    gaps = values.loc[expected.index] - expected
    if len(gaps) < 2:
        raise MethodError(f"Only {len(gaps)} treated unit is matched; an interval needs at least two.")
    shares = 1 / pairs["treated"].map(pairs["treated"].value_counts())
    load, squares = shares.groupby(pairs["control"]).sum(), (shares**2).groupby(pairs["control"]).sum()
    inside = pd.Series(group_of(units, group), index=units.index).loc[values.index]
    own = _own_variance(values, values.index[~inside], distances).loc[load.index]
    treated = float(((gaps - gaps.mean()) ** 2).sum())
    error = math.sqrt(max(treated + float(((load**2 - squares) * own).sum()), 0.0)) / len(gaps)
    half = float(stats.norm.ppf((1 + level) / 2)) * error
    counts = pairs["control"].value_counts()
    paired = len(pairs) == len(gaps) and int(counts.max()) == 1
    p_value, exact = _sign_flips(gaps.to_numpy(), draws, seed) if paired else (float("nan"), False)
    mean = float(gaps.mean())
    return MatchedDifference(
        difference=mean,
        standard_error=error,
        interval_low=mean - half,
        interval_high=mean + half,
        level=level,
        treated_count=len(gaps),
        control_count=len(load),
        most_used=int(counts.max()),
        randomisation_p=p_value,
        exact=exact,
        method="Abadie-Imbens (2006) variance, normal interval: valid for many units"
        + ("; sign flips within pairs: valid for few pairs" if paired else ""),
    )
