"""Order by majorities of indicators, without trade-offs between them (Condorcet, Copeland)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from analysis.errors import MethodError
from analysis.statistics.checked import require_distinct

TIE = 1e-12


@dataclass(frozen=True)
class Outranking:
    """Every unit against every other, and the order that follows.

    Attributes
    ----------
    units : pandas.DataFrame
        By unit: ``wins, losses, ties`` against the others, ``copeland`` (wins less losses), ``rank`` (1 is
        best; equal scores share the smaller rank) and ``cycle`` (number of the circle of majorities that the
        unit stands in; 0 for none).
    support : pandas.DataFrame
        Units by units: the weight of the indicators on which the row is above the column, ties counting half.
    winner : str
        The unit that beats every other one (Condorcet's); empty where there is none.
    """

    units: pd.DataFrame = field(compare=False)
    support: pd.DataFrame = field(compare=False)
    winner: str


def _weights(values: pd.DataFrame, weights: Mapping[str, float] | None) -> np.ndarray:
    given = dict.fromkeys(values.columns, 1.0) if weights is None else dict(weights)
    if set(given) != set(values.columns):
        stray = sorted(set(given) ^ set(values.columns))[0]
        raise MethodError(f"Every indicator needs one weight, matched by name; '{stray}' has no counterpart.")
    found = np.array([given[name] for name in values.columns], float)
    if not (np.isfinite(found).all() and (found >= 0).all() and found.sum() > 0):
        raise MethodError("Weights must be finite, none below zero and not all zero.")
    return found / found.sum()


def _cycles(beats: np.ndarray) -> np.ndarray:
    """Number the circles: units that beat each other by way of others, however long."""
    _, part = connected_components(beats, directed=True, connection="strong")
    sizes = np.bincount(part)
    numbers = np.zeros(len(sizes), int)
    for number, place in enumerate(dict.fromkeys(part[sizes[part] > 1]), start=1):
        numbers[place] = number
    return numbers[part]


def outranking(normalised: pd.DataFrame, weights: Mapping[str, float] | None = None) -> Outranking:
    """Return an order of units by pairwise majorities of indicators, instead of a mean.

    Use it where a bad value must not be bought off by a good one elsewhere, or beside a mean to see whether
    the order hangs on it: only the order within each indicator counts, no distance and no scale.

    Parameters
    ----------
    normalised : pandas.DataFrame
        Units by indicators, more being better, nothing missing; such as the ``normalised`` of an index.
    weights : mapping of str to float, optional
        By indicator, matched by name; equal if omitted. They are votes: importance, no trade-off.

    Returns
    -------
    Outranking

    Raises
    ------
    MethodError
        Fewer than two units, a unit twice, a missing value, or weights that do not fit.

    Notes
    -----
    Outranking matrix and Copeland's score as in OECD and JRC (2008), Handbook on Constructing Composite
    Indicators, part 1, step 7, and in COINr (Becker et al. 2022, Journal of Open Source Software 7(78):
    4567); Condorcet (1785). Majorities can go round in a circle; units in one are marked, because no order
    within it has the majority on its side. Memory grows with the square of the units.
    """
    require_distinct(normalised.index, "the table of indicators")
    values = normalised.to_numpy(float)
    if len(values) < 2 or not values.shape[1] or np.isnan(values).any():
        raise MethodError("An order by majorities needs two units or more, and every value of each.")
    support = np.zeros((len(values), len(values)))
    for column, weight in zip(values.T, _weights(normalised, weights), strict=True):
        support += weight * (0.5 + 0.5 * np.sign(column[:, None] - column[None, :]))
    beats = support > 0.5 + TIE
    wins, losses = beats.sum(axis=1), beats.sum(axis=0)
    units = pd.DataFrame(
        {
            "wins": wins,
            "losses": losses,
            "ties": len(values) - 1 - wins - losses,
            "copeland": wins - losses,
            "rank": pd.Series(losses - wins).rank(method="min").astype(int).to_numpy(),
            "cycle": _cycles(beats),
        },
        index=normalised.index,
    )
    first = normalised.index[wins == len(values) - 1]
    np.fill_diagonal(support, np.nan)
    table = pd.DataFrame(support, index=normalised.index, columns=normalised.index)
    return Outranking(units, table, str(first[0]) if len(first) else "")
