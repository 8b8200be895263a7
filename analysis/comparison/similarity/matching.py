"""Matching: the most similar controls of each treated unit, nearest first or optimally over all pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis.comparison.similarity.balance import group_of
from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.options import require_option

NEAREST, OPTIMAL = "nearest", "optimal"


@dataclass(frozen=True)
class Matching:
    """Which controls stand beside which treated units.

    Attributes
    ----------
    pairs : pandas.DataFrame
        ``treated, control, distance``: one row per match, by treated unit and distance.
    weights : pandas.Series
        By unit: 1 for a matched treated unit, for a control the sum of its shares in its matches (scaled to
        the number of different matched controls), 0 for the rest; for
        :func:`analysis.comparison.similarity.balance.balance_table`.
    unmatched : tuple of str
        Treated units without any control within the caliper and block.
    incomplete : tuple of str
        Treated units with fewer controls than asked for.
    total_distance : float
        Sum over all matches.
    method : str
    """

    pairs: pd.DataFrame
    weights: pd.Series
    unmatched: tuple[str, ...]
    incomplete: tuple[str, ...]
    total_distance: float
    method: str


def _costs(
    units: pd.DataFrame, inside: np.ndarray, distances: pd.DataFrame, caliper: float, exact: Sequence[str]
) -> np.ndarray:
    """Return treated by control distances; infinite where a pair is not allowed."""
    if set(units.index) - set(distances.index) or set(units.index) - set(distances.columns):
        raise MethodError("The distances must have a row and a column for every unit to match.")
    require_columns(units, exact, "the units")
    treated, control = units.index[inside], units.index[~inside]
    cost = distances.loc[treated, control].to_numpy(dtype=float, copy=True)
    if (cost < 0).any():
        raise MethodError("A distance is below zero.")
    for name in exact:
        cost[units.loc[treated, name].to_numpy()[:, None] != units.loc[control, name].to_numpy()[None, :]] = (
            np.inf
        )
    cost[np.isnan(cost) | (cost > caliper)] = np.inf
    return cost


def _nearest(cost: np.ndarray, ratio: int, replacement: bool, order: np.ndarray) -> list[tuple[int, int]]:
    """Match one control per round and treated unit, in order; ties go to the first control."""
    found, free = [], np.ones(cost.shape[1], dtype=bool)
    taken = np.zeros(cost.shape, dtype=bool)
    for _ in range(ratio):
        for row in order:
            line = np.where(taken[row] | (~free if not replacement else False), np.inf, cost[row])
            best = int(np.argmin(line))
            if np.isfinite(line[best]):
                found.append((int(row), best))
                taken[row, best], free[best] = True, False
    return found


def _optimal(cost: np.ndarray, ratio: int) -> list[tuple[int, int]]:
    """Return as many matches as possible with the smallest sum of distances, no control twice."""
    repeated = np.repeat(cost, ratio, axis=0)
    allowed = np.isfinite(repeated)
    # A forbidden pair costs more than all allowed ones together, so first as many matches as possible.
    forbidden = 1.0 + float(repeated[allowed].max(initial=0)) * (min(repeated.shape) + 1)
    rows, columns = linear_sum_assignment(np.where(allowed, repeated, forbidden))
    return [(int(r) // ratio, int(c)) for r, c in zip(rows, columns, strict=True) if allowed[r, c]]


def match_units(
    units: pd.DataFrame,
    group: str,
    distances: pd.DataFrame,
    *,
    method: str = OPTIMAL,
    ratio: int = 1,
    caliper: float = np.inf,
    exact: Sequence[str] = (),
    replacement: bool = False,
    order: pd.Series | None = None,
) -> Matching:
    """Return the controls matched to each treated unit.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, with the column of the group and of the exact blocks.
    group : str
        Column of 0 and 1; each unit with 1 gets controls from those with 0.
    distances : pandas.DataFrame
        Square, units by units: Gower, Mahalanobis, or :func:`score_distances` of a propensity.
    method : str
        ``optimal`` (smallest sum of distances over all pairs) or ``nearest`` (greedy, one after another).
    ratio : int
        Controls per treated unit, at least one.
    caliper : float
        The largest distance allowed.
    exact : sequence of str
        Columns on which a pair must agree.
    replacement : bool
        A control may serve several treated units (``nearest`` only).
    order : pandas.Series, optional
        For ``nearest`` without replacement: treated units with the largest value choose first (such as the
        propensity score); otherwise in the order of the rows.

    Returns
    -------
    Matching

    Raises
    ------
    MethodError
        An unknown method, a ratio below one, a caliper below zero, optimal with replacement, distances that
        lack a unit, or no pair allowed at all.

    Notes
    -----
    Stuart (2010), Statistical Science 25(1): 1-21; optimal matching after Rosenbaum (1989), Journal of the
    American Statistical Association 84: 1024-1032, solved as a linear assignment (scipy). Look at the
    balance afterwards: a match is only as good as the inputs in the distance.
    """
    require_option(method, (OPTIMAL, NEAREST), "method of matching")
    if ratio < 1 or not caliper >= 0:
        raise MethodError(f"The ratio is {ratio} and the caliper {caliper:g}; at least 1 and 0 are needed.")
    if method == OPTIMAL and replacement:
        raise MethodError(
            "With replacement each unit simply takes its nearest controls: use method 'nearest'."
        )
    inside = group_of(units, group)
    cost = _costs(units, inside, distances, caliper, list(exact))
    if not np.isfinite(cost).any():
        raise MethodError("No treated unit has a control within the caliper and the exact blocks.")
    if method == OPTIMAL:
        found = _optimal(cost, ratio)
    else:
        rows = np.arange(len(cost))
        if order is not None:
            rows = np.argsort(-order.reindex(units.index[inside]).to_numpy(dtype=float), kind="stable")
        found = _nearest(cost, ratio, replacement, rows)
    return _matching(
        units, inside, cost, found, ratio, f"{method}, {'with' if replacement else 'without'} replacement"
    )


def _matching(
    units: pd.DataFrame,
    inside: np.ndarray,
    cost: np.ndarray,
    found: list[tuple[int, int]],
    ratio: int,
    method: str,
) -> Matching:
    treated, control = units.index[inside], units.index[~inside]
    ordered = sorted(found, key=lambda pair: (pair[0], cost[pair], pair[1]))
    pairs = pd.DataFrame(
        {
            "treated": [treated[r] for r, _ in ordered],
            "control": [control[c] for _, c in ordered],
            "distance": [float(cost[pair]) for pair in ordered],
        }
    )
    counts = pairs["treated"].value_counts().reindex(treated, fill_value=0)
    share = (1 / pairs["treated"].map(counts)).groupby(pairs["control"]).sum()
    weights = pd.Series(0.0, index=units.index, name="weight")
    weights.loc[counts.index[counts > 0]] = 1.0
    weights.loc[share.index] = share * len(share) / share.sum()
    return Matching(
        pairs=pairs,
        weights=weights,
        unmatched=tuple(map(str, counts.index[counts == 0])),
        incomplete=tuple(map(str, counts.index[(counts > 0) & (counts < ratio)])),
        total_distance=float(pairs["distance"].sum()),
        method=method,
    )


def score_distances(scores: pd.Series) -> pd.DataFrame:
    """Return absolute differences of one score (a propensity, its log-odds) between all units."""
    values = scores.to_numpy(dtype=float)
    return pd.DataFrame(np.abs(values[:, None] - values[None, :]), scores.index, scores.index)
