"""Which choice drives a ranking: shares of variance over choices and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.composite.building import build_index
from analysis.comparison.composite.recipe import Recipe
from analysis.comparison.composite.uncertainty import (
    Choices,
    all_prepared,
    drawn_weights,
    ranks_of,
    recipes_of,
    score_draws,
)
from analysis.errors import MethodError
from analysis.statistics.sobol import SHARE_COLUMNS, shares_with_bounds

WEIGHTS = "weights"


@dataclass(frozen=True)
class IndexSensitivity:
    """Shares of variance of one output.

    Attributes
    ----------
    factors : pandas.DataFrame
        By ``factor`` (each choice, and "weights" together): ``first_order`` (the share of the variance that
        the factor explains alone) and ``total`` (what would be left if all others were fixed), each with a
        ``_lower`` and ``_upper`` bound over resampled draws; estimates can lie slightly outside 0 to 1.
    output : str
        What varies: the mean absolute rank shift over all units, or the rank of one unit.
    mean, variance : float
        Of that output over the draws.
    draws : int
        Base sample; the index is made ``draws * (factors + 2)`` times.
    why : str
        Why there are no shares (the output does not vary); empty if there are.
    """

    factors: pd.DataFrame
    output: str
    mean: float
    variance: float
    draws: int
    why: str


@dataclass(frozen=True)
class _Sample:
    """One sample of all factors: the option of each choice, and the weights."""

    options: np.ndarray
    weights: Mapping[str, np.ndarray]


def _sample(
    recipe: Recipe, sizes: list[int], concentration: float | None, draws: int, rng: np.random.Generator
) -> _Sample:
    options = np.array([rng.integers(size, size=draws) for size in sizes], dtype=int).reshape(
        len(sizes), draws
    )
    return _Sample(options, drawn_weights(recipe, concentration, draws, rng))


def _mixed(one: _Sample, other: _Sample, factor: int) -> _Sample:
    """Return the first sample with one factor taken from the second; the last factor is the weights."""
    if factor == len(one.options):
        return _Sample(one.options, other.weights)
    options = one.options.copy()
    options[factor] = other.options[factor]
    return _Sample(options, one.weights)


def index_sensitivity(
    data: pd.DataFrame,
    recipe: Recipe,
    choices: Choices | None = None,
    concentration: float | None = None,
    *,
    unit: str | None = None,
    draws: int = 2_000,
    seed: int = 0,
    confidence: float = 0.9,
    resamples: int = 200,
) -> IndexSensitivity:
    """Return which choices drive the ranking, alone and together with others.

    Parameters
    ----------
    data, recipe, choices, concentration, seed, confidence
        As for :func:`analysis.comparison.composite.uncertainty.index_uncertainty`.
    unit : str, optional
        The unit whose rank is explained; the mean absolute rank shift of all units if omitted.
    draws : int
        Base sample, at least 2.
    resamples : int
        Resamples of the draws for the bounds.

    Returns
    -------
    IndexSensitivity

    Raises
    ------
    MethodError
        Fewer than two factors, an unknown unit, or what the other function refuses.

    Notes
    -----
    Saltelli et al. (2010), Computer Physics Communications 181: 259-270, with Jansen's estimators on plain
    random draws; the output is that of Saisana, Saltelli and Tarantola (2005). Options count as equally
    likely.
    """
    choices = dict(choices or {})
    names = [*choices, *([WEIGHTS] if concentration is not None else [])]
    if len(names) < 2 or draws < 2 or not 0 < confidence < 1:
        raise MethodError(
            f"Sensitivity compares at least two factors over at least two draws; found {len(names)} and "
            f"{draws}."
        )
    own = build_index(data, recipe).ranks
    if unit is not None and unit not in own.index:
        raise MethodError(f"'{unit}' is not among the units of the index, or was left out.")
    recipes = recipes_of(recipe, choices)
    ready = all_prepared(data, recipes)
    sizes = [len(options) for options in choices.values()]
    place = None if unit is None else list(own.index).index(unit)

    def output(sample: _Sample) -> np.ndarray:
        which = np.ravel_multi_index(tuple(sample.options), sizes) if sizes else np.zeros(draws, dtype=int)
        ranks = ranks_of(score_draws(ready, recipes, which, sample.weights))
        if place is not None:
            return np.asarray(ranks[:, place], dtype=float)
        return np.asarray(np.abs(ranks - own.to_numpy()).mean(axis=1))

    rng = np.random.default_rng(seed)
    one, other = (_sample(recipe, sizes, concentration, draws, rng) for _ in range(2))
    base, second = output(one), output(other)
    label = "mean absolute rank shift" if unit is None else f"rank of {unit}"
    spread = float(np.concatenate([base, second]).var())
    mixed = [output(_mixed(one, other, factor)) for factor in range(len(names))]
    if not spread > 0:
        empty = pd.DataFrame({"factor": names, **dict.fromkeys(SHARE_COLUMNS, np.nan)})
        return IndexSensitivity(empty, label, float(base.mean()), 0.0, draws, f"the {label} does not vary")
    picks = rng.integers(draws, size=(resamples, draws))
    rows = [
        shares_with_bounds(name, base, second, part, picks, confidence)
        for name, part in zip(names, mixed, strict=True)
    ]
    return IndexSensitivity(pd.DataFrame(rows), label, float(base.mean()), spread, draws, "")
