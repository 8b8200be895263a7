"""What an index would be under other defensible choices and weights: scores, ranks, who is above whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.comparison.composite.building import aggregate, base_weights, build_index, prepared
from analysis.comparison.composite.recipe import Recipe
from analysis.errors import MethodError

BLOCK = 500
MOST_RECIPES = 200
Choices = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class IndexUncertainty:
    """The index over many draws of choices and weights.

    Attributes
    ----------
    units : pandas.DataFrame
        By ``unit``: ``score, rank`` of the recipe; ``score_lower, score_median, score_upper, rank_best,
        rank_median, rank_worst`` (the middle `confidence` of the draws) and ``rank_shift`` (mean absolute
        distance from the rank of the recipe). Scores of different scales are only comparable by rank.
    above : pandas.DataFrame
        For the units asked for: the share of draws in which the row is above the column; ties count half.
    draws : int
        Draws.
    recipes : int
        Combinations of choices among which was drawn.
    confidence : float
        Level of the intervals.
    """

    units: pd.DataFrame
    above: pd.DataFrame
    draws: int
    recipes: int
    confidence: float


def recipes_of(recipe: Recipe, choices: Choices) -> list[Recipe]:
    """Return the recipe under every combination of the choices, the first option varying slowest.

    Raises
    ------
    MethodError
        An unknown choice, one with fewer than two different options, or more than `MOST_RECIPES`
        combinations.
    """
    for name, options in choices.items():
        if len(options) < 2 or any(one == other for i, one in enumerate(options) for other in options[:i]):
            raise MethodError(
                f"The choice '{name}' has {len(options)} options; give at least two, each once, or leave it "
                "out."
            )
    combinations = list(product(*choices.values()))
    if len(combinations) > MOST_RECIPES:
        raise MethodError(f"{len(combinations)} combinations of choices; at most {MOST_RECIPES} are tried.")
    found = []
    for values in combinations:
        changes = {name: value for name, value in zip(choices, values, strict=True)}
        known = {name: value for name, value in changes.items() if getattr(recipe, name, value) != value}
        absent = [name for name in changes if not hasattr(recipe, name)]
        if absent:
            recipe.changed(**{absent[0]: changes[absent[0]]})
        found.append(recipe.changed(**known))
    return found


def drawn_weights(
    recipe: Recipe, concentration: float | None, draws: int, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return weights for each dimension, draws by parts; those of the recipe if there is no concentration.

    Parameters
    ----------
    recipe : Recipe
        Its weights are the mean of the Dirichlet distribution.
    concentration : float or None
        Larger is closer to the recipe: with k equal weights, a concentration of k is uniform over all
        weights.
    draws : int
        Rows.
    generator : numpy.random.Generator
        Source of the draws.
    """
    base = base_weights(recipe)
    if concentration is None:
        return {name: np.broadcast_to(row, (draws, row.shape[1])) for name, row in base.items()}
    return {name: generator.dirichlet(concentration * row[0], draws) for name, row in base.items()}


def ranks_of(scores: np.ndarray) -> np.ndarray:
    """Return ranks within each row, 1 the highest, ties sharing the better rank."""
    order = np.argsort(-scores, axis=1)
    sorted_ = np.take_along_axis(scores, order, axis=1)
    places = np.broadcast_to(np.arange(1, scores.shape[1] + 1), scores.shape).copy()
    places[:, 1:][sorted_[:, 1:] == sorted_[:, :-1]] = 0
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.maximum.accumulate(places, axis=1), axis=1)
    return ranks


def all_prepared(data: pd.DataFrame, recipes: Sequence[Recipe]) -> list[pd.DataFrame]:
    """Return the normalised indicators under each recipe; they must speak of the same units.

    Raises
    ------
    MethodError
        A recipe that cannot be applied, or recipes that leave out different units.
    """
    ready = [prepared(data, one)[0] for one in recipes]
    if any(not frame.index.equals(ready[0].index) for frame in ready):
        raise MethodError(
            "The choices leave out different units, so ranks cannot be compared; fix most_missing."
        )
    return ready


def score_draws(
    ready: Sequence[pd.DataFrame],
    recipes: Sequence[Recipe],
    which: np.ndarray,
    weights: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Return the index, draws by units: `which` recipe each draw follows, and its weights."""
    found = np.empty((len(which), len(ready[0])))
    for place, (frame, one) in enumerate(zip(ready, recipes, strict=True)):
        rows = np.flatnonzero(which == place)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            own = {name: values[block] for name, values in weights.items()}
            found[block] = aggregate(frame, one, own)[one.index_name]
    return found


def index_uncertainty(
    data: pd.DataFrame,
    recipe: Recipe,
    choices: Choices | None = None,
    concentration: float | None = None,
    *,
    draws: int = 10_000,
    seed: int = 0,
    confidence: float = 0.9,
    compare: Sequence[str] = (),
) -> IndexUncertainty:
    """Return how scores and ranks spread over other choices and weights.

    Parameters
    ----------
    data, recipe
        As for :func:`analysis.comparison.composite.building.build_index`.
    choices : mapping of str to sequence, optional
        Options of each choice of the recipe that is open, drawn with equal chance; name the recipe's own
        option among them.
    concentration : float, optional
        Of the Dirichlet distribution of weights around those of the recipe, per dimension; without it weights
        stay as they are.
    draws, seed
        Draws and their seed.
    confidence : float
        Level of the intervals.
    compare : sequence of str
        Units for which the share of draws above each other is wanted.

    Returns
    -------
    IndexUncertainty

    Raises
    ------
    MethodError
        Neither choices nor concentration, an impossible number, an unknown unit, or a combination of choices
        that cannot be applied: none is skipped.

    Notes
    -----
    Saisana, Saltelli and Tarantola (2005), Journal of the Royal Statistical Society A 168: 307-323. The
    spread is that of the choices that were let vary, no sampling error and no error of the data.
    """
    if not choices and concentration is None:
        raise MethodError("Nothing varies: give choices, a concentration of the weights, or both.")
    if draws < 1 or not 0 < confidence < 1 or not (concentration is None or concentration > 0):
        raise MethodError(
            f"Impossible number of draws {draws} (from 1), confidence {confidence:g} (0 to 1) or "
            f"concentration {concentration} (above 0)."
        )
    recipes = recipes_of(recipe, choices or {})
    ready = all_prepared(data, recipes)
    generator = np.random.default_rng(seed)
    which = generator.integers(len(recipes), size=draws)
    scores = score_draws(ready, recipes, which, drawn_weights(recipe, concentration, draws, generator))
    own = build_index(data, recipe)
    units = _spread(own.scores[recipe.index_name], own.ranks, scores, confidence)
    return IndexUncertainty(units, _above(scores, ready[0].index, compare), draws, len(recipes), confidence)


def _spread(own: pd.Series, own_ranks: pd.Series, scores: np.ndarray, confidence: float) -> pd.DataFrame:
    ranks = ranks_of(scores)
    tails = [(1 - confidence) / 2, 0.5, (1 + confidence) / 2]
    lower, median, upper = np.quantile(scores, tails, axis=0)
    best, middle, worst = np.quantile(ranks, tails, axis=0, method="nearest")
    return pd.DataFrame(
        {
            "unit": own.index,
            "score": own.to_numpy(),
            "rank": own_ranks.to_numpy(),
            "score_lower": lower,
            "score_median": median,
            "score_upper": upper,
            "rank_best": best,
            "rank_median": middle,
            "rank_worst": worst,
            "rank_shift": np.abs(ranks - own_ranks.to_numpy()).mean(axis=0),
        }
    )


def _above(scores: np.ndarray, units: pd.Index, compare: Sequence[str]) -> pd.DataFrame:
    stray = [unit for unit in compare if unit not in units]
    if stray:
        raise MethodError(f"'{stray[0]}' is not among the units of the index, or was left out.")
    chosen = scores[:, units.get_indexer(pd.Index(list(compare)))] if len(compare) else scores[:, :0]
    higher = (chosen[:, :, None] > chosen[:, None, :]).mean(axis=0)
    equal = (chosen[:, :, None] == chosen[:, None, :]).mean(axis=0)
    return pd.DataFrame(higher + equal / 2, index=list(compare), columns=list(compare))
