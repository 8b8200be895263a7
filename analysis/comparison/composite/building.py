"""Make the index that a recipe describes, and make it otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison.composite.normalising import normalised
from analysis.comparison.composite.recipe import Recipe
from analysis.comparison.composite.treatment import imputed, screened, treated
from analysis.errors import MethodError

Weights = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class CompositeIndex:
    """An index and every step on the way.

    Attributes
    ----------
    scores : pandas.DataFrame
        Units by dimensions, the index first.
    ranks : pandas.Series
        Rank of each unit on the index, 1 the best, ties sharing the better rank.
    normalised, treated : pandas.DataFrame
        Units by indicators.
    treatment, filled : pandas.DataFrame
        What was done to outliers, by indicator; which missing values were filled with what.
    left_out : tuple of str
        Units with too many missing indicators.
    recipe : Recipe
        What was followed.
    """

    scores: pd.DataFrame
    ranks: pd.Series
    normalised: pd.DataFrame
    treated: pd.DataFrame
    treatment: pd.DataFrame
    filled: pd.DataFrame
    left_out: tuple[str, ...]
    recipe: Recipe


def base_weights(recipe: Recipe) -> dict[str, np.ndarray]:
    """Return, for each dimension, the weights of its parts as one row that sums to one."""
    found = {}
    for name, parts in recipe.children().items():
        weights = np.array([[part.weight for part in parts]])
        found[name] = weights / weights.sum()
    return found


def _above_zero(values: np.ndarray, how: str, name: str) -> np.ndarray:
    if not np.nanmin(values) > 0:
        raise MethodError(
            f"The {how} mean of '{name}' needs values above zero; found {np.nanmin(values):g}. Use a scale "
            "that starts above zero, such as 1 to 100."
        )
    return values


def _mean(parts: np.ndarray, weights: np.ndarray, how: str, name: str) -> np.ndarray:
    """Return draws by units from parts by (draws or 1) by units and weights, draws by parts."""
    if how == "geometric":
        parts = np.log(_above_zero(parts, how, name))
    elif how == "harmonic":
        parts = 1 / _above_zero(parts, how, name)
    known = ~np.isnan(parts)
    if known.all():
        found = _weighted(parts, weights)
    else:
        with np.errstate(invalid="ignore", divide="ignore"):
            found = _weighted(np.where(known, parts, 0.0), weights) / _weighted(known.astype(float), weights)
    if how == "geometric":
        return np.exp(found)
    return 1 / found if how == "harmonic" else found


def _weighted(parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if parts.shape[1] == 1:
        return np.asarray(weights @ parts[:, 0, :])
    return np.asarray(np.einsum("dp,pdu->du", weights, parts))


def aggregate(values: pd.DataFrame, recipe: Recipe, weights: Weights) -> dict[str, np.ndarray]:
    """Return the scores of every dimension, draws by units.

    Parameters
    ----------
    values : pandas.DataFrame
        Normalised indicators, units by indicators.
    recipe : Recipe
        Tree and aggregation.
    weights : mapping of str to numpy.ndarray
        For each dimension, draws by parts in the order of :meth:`Recipe.children`, rows summing to one.

    Raises
    ------
    MethodError
        A geometric or harmonic mean of a value not above zero.
    """
    draws = max(len(rows) for rows in weights.values())
    found: dict[str, np.ndarray] = {name: values[name].to_numpy()[None, :] for name in values.columns}
    for name, children in recipe.children().items():
        parts = [found[child.name] for child in children]
        size = max(len(part) for part in parts)
        stacked = np.array([np.broadcast_to(part, (size, part.shape[1])) for part in parts])
        how = next(node.aggregation for node in recipe.dimensions if node.name == name) or recipe.aggregation
        found[name] = _mean(stacked, np.broadcast_to(weights[name], (draws, len(parts))), how, name)
    return {name: found[name] for name in recipe.children()}


def prepared(data: pd.DataFrame, recipe: Recipe) -> tuple[pd.DataFrame, ...]:
    """Return the normalised indicators, the treated ones, the treatment and the filled values."""
    values, _ = screened(data, recipe)
    filled, told = imputed(values, recipe.missing)
    mended, treatment = treated(filled, recipe)
    return normalised(mended, recipe), mended, treatment, told


def build_index(data: pd.DataFrame, recipe: Recipe) -> CompositeIndex:
    """Return the composite index that a recipe describes.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per unit (unique index), the indicators as columns; other columns are left alone.
    recipe : Recipe
        Every choice.

    Returns
    -------
    CompositeIndex

    Raises
    ------
    MethodError
        What :mod:`treatment` and :mod:`normalising` refuse, a mean that needs values above zero, or fewer
        than two units where the sample sets the scale.

    Notes
    -----
    OECD and JRC (2008), Handbook on Constructing Composite Indicators. The tests reproduce the index that
    COINr makes of the ASEM data, and the human development index of the technical note.
    """
    values, left_out = screened(data, recipe)
    if len(values) < (1 if recipe.normalisation == "goalposts" else 2):
        raise MethodError(f"{len(values)} units have enough indicators; a scale from the sample needs two.")
    ready, mended, treatment, told = prepared(data, recipe)
    scores = aggregate(ready, recipe, base_weights(recipe))
    frame = pd.DataFrame({name: rows[0] for name, rows in reversed(scores.items())}, index=ready.index)
    ranks = frame[recipe.index_name].rank(ascending=False, method="min").rename("rank")
    return CompositeIndex(frame, ranks, ready, mended, treatment, told, left_out, recipe)


def replay(data: pd.DataFrame, recipe: Recipe, alternatives: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Return the index under other choices beside the index of the recipe.

    Parameters
    ----------
    data, recipe
        As for :func:`build_index`.
    alternatives : mapping of str to mapping
        Label to changed choices, such as ``{"geometric": {"aggregation": "geometric", "scale": (1, 100)}}``.

    Returns
    -------
    pandas.DataFrame
        ``alternative, unit, score, rank, rank_shift`` (positive: better than in the recipe), the recipe
        itself first as "recipe".

    Raises
    ------
    MethodError
        An alternative that does not exist, changes nothing, or cannot be applied to these data: none is
        skipped.
    """
    if "recipe" in alternatives:
        raise MethodError("'recipe' is the label of the recipe itself; call the alternative something else.")
    own = build_index(data, recipe)
    made = {"recipe": own}
    for label, choices in alternatives.items():
        if not choices:
            raise MethodError(f"The alternative '{label}' changes nothing.")
        try:
            made[label] = build_index(data, recipe.changed(**choices))
        except MethodError as error:
            raise MethodError(f"The alternative '{label}' cannot be applied: {error}") from error
    frames = []
    for label, found in made.items():
        scores = found.scores[recipe.index_name]
        frames.append(
            pd.DataFrame(
                {
                    "alternative": label,
                    "unit": scores.index,
                    "score": scores.to_numpy(),
                    "rank": found.ranks.to_numpy(),
                    "rank_shift": (own.ranks.reindex(scores.index) - found.ranks).to_numpy(),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
