"""How ordinary a group's change is: the same difference for random groups of the same size."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.change.groups import level_terms, split_members
from analysis.errors import MethodError
from analysis.statistics.assignments import groups, make_strata, member_sums
from analysis.statistics.extremes import share_as_extreme


@dataclass(frozen=True)
class PermutationResult:
    """How often a random group of the same size and composition differs as much.

    Attributes
    ----------
    observed : float
        Members minus others, as in ``group_difference`` at the same degree.
    p_value : float
        Two-sided, ``(1 + count_as_extreme) / (1 + draws)``, or the exact share when all groups were tried.
    exact : bool
        Whether every possible group was tried.
    draws : int
        Random groups drawn (or all groups, when exact).
    count_as_extreme : int
        Groups at least as far from zero as the observed one; the observed one counts only when exact.
    smallest_attainable_p : float
        One over the number of possible groups, or ``1 / (1 + draws)`` if that is larger.
    strata_count, strata_without_choice : int
        Strata used, and those in which every draw gives the same members.
    members_count, others_count, degree : int
        As in ``GroupDifference``.
    """

    observed: float
    p_value: float
    exact: bool
    draws: int
    count_as_extreme: int
    smallest_attainable_p: float
    strata_count: int
    strata_without_choice: int
    members_count: int
    others_count: int
    degree: int


def _labels(marked: pd.DataFrame, strata: Mapping[str, str] | pd.Series | None) -> np.ndarray | None:
    """Return the stratum of each district compared, or nothing where there are no strata."""
    if strata is None:
        return None
    labels = marked["region_code"].map(strata)
    if labels.isna().any():
        code = marked.loc[labels.isna(), "region_code"].iloc[0]
        raise MethodError(f"The district {code} has no stratum; give one for every district compared.")
    return labels.to_numpy()


def permutation_p(
    change: pd.DataFrame,
    members: Collection[str],
    strata: Mapping[str, str] | pd.Series | None = None,
    draws: int = 9_999,
    seed: int = 0,
    *,
    degree: int = 0,
) -> PermutationResult:
    """Return how often a random group of districts differs as much as the group of interest.

    Parameters
    ----------
    change : pandas.DataFrame
        From :func:`analysis.comparison.change.windows.change_between`.
    members : collection of str
        Codes of the group; those without a change are left out as in ``group_difference``.
    strata : mapping or pandas.Series, optional
        Stratum of each district by code, such as its province: random groups then take as many districts
        from each stratum as the group has.
    draws : int
        Random groups; when there are no more possible groups than this, all are tried instead.
    seed : int
        Seed of ``numpy.random.default_rng``.
    degree : int
        Adjustment for the level before, as in ``group_difference``.

    Returns
    -------
    PermutationResult

    Raises
    ------
    MethodError
        Fewer than two districts on a side, a district without stratum, strata that allow no other group, no
        draws, or an impossible degree.

    Notes
    -----
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), article 39: a
    p-value from random draws counts the observed group, so it is never zero. The statistic is the least
    squares coefficient of membership, recomputed for each group (Frisch-Waugh-Lovell). Exact only if the
    group could as well have been any other of that composition. It was chosen, not drawn, as far as the coded
    evidence shows, so read p as "how ordinary", not as the chance that a programme had no effect.
    """
    marked, _ = split_members(change, members)
    design = make_strata(marked["member"].to_numpy(bool), _labels(marked, strata))
    tries, exact, tried = groups(design, draws, seed)
    basis, _ = np.linalg.qr(level_terms(marked["before_mean"], degree))
    outcome = marked["change"].to_numpy(float)
    residual = outcome - basis @ (basis.T @ outcome)
    columns = np.column_stack([basis, residual])

    def coefficients(positions: np.ndarray) -> np.ndarray:
        sums = member_sums(positions, columns)
        left = positions.shape[1] - (sums[:, :-1] ** 2).sum(axis=1)
        return sums[:, -1] / np.where(left > 1e-9, left, np.nan)

    observed = float(coefficients(np.flatnonzero(marked["member"])[None, :])[0])
    if np.isnan(observed):
        raise MethodError(
            f"The group and the level before cannot be told apart at degree {degree} with {len(marked)} "
            "districts; use a lower degree."
        )
    # As extreme: also a group that differs only by rounding, and one that the level tells apart (NaN).
    bound = abs(observed) - 1e-9 * float(np.abs(residual).max(initial=0))
    count = sum(int((~(np.abs(coefficients(block)) < bound)).sum()) for block in tries)
    return PermutationResult(
        observed=observed,
        p_value=share_as_extreme(count, tried, exact=exact),
        exact=exact,
        draws=tried,
        count_as_extreme=count,
        smallest_attainable_p=max(1 / design.possible, 0.0 if exact else 1 / (1 + tried)),
        strata_count=len(design.blocks),
        strata_without_choice=design.without_choice,
        members_count=int(marked["member"].sum()),
        others_count=int((~marked["member"]).sum()),
        degree=degree,
    )
