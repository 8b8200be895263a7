"""Whether an order of two units depends on the weights at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.errors import MethodError


def weight_robustness(
    normalised: pd.DataFrame, units: Sequence[str] | None = None, *, draws: int = 20_000, seed: int = 0
) -> pd.DataFrame:
    """Return, for pairs of units, the share of all weights under which one is above the other.

    Parameters
    ----------
    normalised : pandas.DataFrame
        Units by indicators on one scale, more being better, nothing missing; such as the ``normalised`` of an
        index.
    units : sequence of str, optional
        Units to compare; all if omitted.
    draws, seed
        Weights drawn uniformly from all that sum to one, and their seed.

    Returns
    -------
    pandas.DataFrame
        One row per pair: ``unit_a, unit_b, dominance`` ("a", "b", "equal" or "none"), ``share_a_above``
        (exactly 1 or 0 under dominance, else estimated), ``standard_error`` of it, and ``weights_matter``.

    Raises
    ------
    MethodError
        A missing value, an unknown unit, fewer than two units, or no draws.

    Notes
    -----
    Foster, McGillivray and Seth (2013), Composite Indices: Rank Robustness, Statistical Association, and
    Redundancy, Econometric Reviews 32: 35-56. For weighted arithmetic means: where one unit is at least as
    good in every indicator, no weights turn the order.
    """
    chosen = list(normalised.index if units is None else units)
    stray = [unit for unit in chosen if unit not in normalised.index]
    if stray or len(set(chosen)) < 2 or len(set(chosen)) < len(chosen) or draws < 1:
        found = f"'{stray[0]}' is not one" if stray else f"{len(chosen)} named, {draws} draws"
        raise MethodError(f"Name at least two different units of the index and at least one draw: {found}.")
    values = normalised.loc[chosen].to_numpy(float)
    if np.isnan(values).any():
        raise MethodError("A normalised value is missing; dominance compares units with all indicators.")
    weights = np.random.default_rng(seed).dirichlet(np.ones(values.shape[1]), draws)
    scores = weights @ values.T
    rows = []
    for a, b in combinations(range(len(chosen)), 2):
        gaps = values[a] - values[b]
        dominance = _dominance(gaps)
        above = scores[:, a] > scores[:, b]
        share = {"a": 1.0, "b": 0.0, "equal": 0.0}.get(dominance, float(above.mean()))
        rows.append(
            {
                "unit_a": chosen[a],
                "unit_b": chosen[b],
                "dominance": dominance,
                "share_a_above": share,
                "standard_error": float(np.sqrt(share * (1 - share) / draws)) if dominance == "none" else 0.0,
                "weights_matter": dominance == "none",
            }
        )
    return pd.DataFrame(rows)


def _dominance(gaps: np.ndarray) -> str:
    if (gaps == 0).all():
        return "equal"
    if (gaps >= 0).all():
        return "a"
    return "b" if (gaps <= 0).all() else "none"
