"""Indicators on one scale, each turned so that more is better."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from analysis.comparison.composite.recipe import Indicator, Recipe
from analysis.errors import MethodError


def _log(values: np.ndarray, name: str) -> np.ndarray:
    if np.nanmin(values) <= 0:
        raise MethodError(
            f"The indicator '{name}' holds {np.nanmin(values):g}; a logarithm needs values above zero."
        )
    return np.asarray(np.log(values))


def _goalposts(values: np.ndarray, one: Indicator) -> np.ndarray:
    posts = np.array(one.goalposts, dtype=float)
    if one.transform == "log":
        posts = _log(posts, f"{one.name} (goalposts)")
    return np.asarray(np.clip((values - posts[0]) / (posts[1] - posts[0]), 0.0, 1.0))


def _shares(values: np.ndarray, one: Indicator, normalisation: str) -> np.ndarray:
    """Return values between 0 (worst) and 1 (best)."""
    if normalisation == "goalposts":
        # Goalposts name the worst value first, so they hold the direction themselves.
        return _goalposts(values, one)
    directed = values if one.higher_is_better else -values
    if normalisation == "rank":
        directed = np.asarray(rankdata(directed, nan_policy="omit"), dtype=float)
    return np.asarray((directed - np.nanmin(directed)) / np.ptp(directed[~np.isnan(directed)]))


def normalised(values: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Return the indicators on the scale of the recipe.

    Parameters
    ----------
    values : pandas.DataFrame
        Units by indicators, treated.
    recipe : Recipe
        Its normalisation, scale, transforms, directions and goalposts.

    Raises
    ------
    MethodError
        An indicator that does not vary where the sample sets the scale, or a logarithm of a value not above
        zero.

    Notes
    -----
    Sample scales (``min-max``, ``z-score``, ``rank``) change when units or years are added; ``goalposts`` do
    not, and cut values beyond them to the ends.
    """
    low, high = recipe.scale
    found = {}
    for one in recipe.indicators:
        own = values[one.name].to_numpy(float)
        if recipe.normalisation != "goalposts" and not np.ptp(own[~np.isnan(own)]) > 0:
            raise MethodError(
                f"The indicator '{one.name}' is the same in all units, so it has no scale. Leave it out, or "
                "use goalposts."
            )
        if one.transform == "log":
            own = _log(own, one.name)
        if recipe.normalisation == "z-score":
            directed = own if one.higher_is_better else -own
            found[one.name] = low + high * (directed - np.nanmean(directed)) / np.nanstd(directed, ddof=1)
        else:
            found[one.name] = low + (high - low) * _shares(own, one, recipe.normalisation)
    return pd.DataFrame(found, index=values.index)
