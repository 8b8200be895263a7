"""Members of a group against the others of their stratum: difference, and who else could be the members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.statistics.assignments import Strata, groups, make_strata, member_sums
from analysis.statistics.extremes import count_extreme, share_as_extreme
from analysis.statistics.inversion import furthest_not_rejected
from analysis.statistics.options import require_level


@dataclass(frozen=True)
class GroupDifference:
    """Members less the others, with the test that gives the membership to other units of the stratum.

    Attributes
    ----------
    difference : float
        In the unit of the values.
    low, high : float
        Ends of the interval of :func:`mean_difference`; NaN for :func:`median_difference`.
    p_value : float
        Share of assignments with a difference as far from zero, two-sided.
    smallest_attainable_p : float
        What the test can reach at all.
    exact : bool
        Whether all possible assignments were tried, or some drawn.
    tried : int
        Assignments tried.
    members_count, others_count : int
        Units compared: those of strata with both kinds.
    left_out_count : int
        Units of strata in which all units or none are members.
    level : float
        Of the interval.
    """

    difference: float
    low: float
    high: float
    p_value: float
    smallest_attainable_p: float
    exact: bool
    tried: int
    members_count: int
    others_count: int
    left_out_count: int
    level: float


def mean_difference(
    values: np.ndarray,
    member: np.ndarray,
    labels: np.ndarray | None = None,
    *,
    draws: int = 9_999,
    seed: int = 0,
    level: float = 0.95,
) -> GroupDifference:
    """Compare the mean of members with that of the other units of the same stratum.

    Parameters
    ----------
    values : numpy.ndarray, shape (units,)
        What is compared, none missing.
    member : numpy.ndarray of bool, shape (units,)
        Which units are members.
    labels : numpy.ndarray of str, shape (units,), optional
        Stratum of each unit; without it all units are one stratum.
    draws, seed : int
        Assignments drawn where there are more possible ones.
    level : float
        Of the interval.

    Returns
    -------
    GroupDifference
        The difference is that of the regression on membership and strata: each stratum counts by how much it
        can tell. The interval holds the constant differences that the test does not reject.

    Raises
    ------
    MethodError
        No stratum has both members and others, fewer than one draw, or an impossible level.

    Notes
    -----
    Fisher (1935), The Design of Experiments; Rosenbaum (2002), Observational Studies, sections 2.4 and 2.6:
    permutation within strata and its inversion. It supposes that within a stratum any unit might as well have
    been a member; where units were chosen it describes and proves no effect.
    """
    require_level(level)
    kept, strata, left_out = _comparable(member, labels)
    value, chosen = (_centred(array[kept].astype(float), strata) for array in (values, member))
    observed = float(value[member[kept]].sum()), float(chosen[member[kept]].sum())
    parts, exact, tried = groups(strata, draws, seed)
    sums = np.concatenate([member_sums(part, np.column_stack([value, chosen])) for part in parts])

    def p_of(effect: float) -> float:
        drawn, own = (np.abs(pair[0] - effect * pair[1]) for pair in (sums.T, observed))
        return share_as_extreme(count_extreme(drawn, float(own)), tried, exact=exact)

    difference = observed[0] / observed[1]
    step = float(np.ptp(values[kept])) or 1.0
    low, high = (
        furthest_not_rejected(p_of, difference, sign * step / 8, 1 - level + 1e-12) for sign in (-1, 1)
    )
    return _told(difference, (low, high), p_of(0.0), exact, tried, member[kept], left_out, level)


def median_difference(
    values: np.ndarray,
    member: np.ndarray,
    labels: np.ndarray | None = None,
    *,
    draws: int = 9_999,
    seed: int = 0,
) -> GroupDifference:
    """Compare the median of members with that of the other units, where a few values are far out.

    Parameters
    ----------
    values, member, labels, draws, seed
        As for :func:`mean_difference`.

    Returns
    -------
    GroupDifference
        The difference of the medians over all strata with both kinds; membership is exchanged within strata
        only. Without interval.

    Raises
    ------
    MethodError
        As for :func:`mean_difference`.
    """
    kept, strata, left_out = _comparable(member, labels)
    value, own = values[kept].astype(float), member[kept]
    difference = float(np.median(value[own]) - np.median(value[~own]))
    parts, exact, tried = groups(strata, draws, seed)
    drawn = np.concatenate([_medians(part, value) for part in parts])
    p_value = share_as_extreme(count_extreme(np.abs(drawn), abs(difference)), tried, exact=exact)
    nothing = (float("nan"), float("nan"))
    return _told(difference, nothing, p_value, exact, tried, own, left_out, float("nan"))


def _comparable(member: np.ndarray, labels: np.ndarray | None) -> tuple[np.ndarray, Strata, int]:
    """Return the places of the units with a choice, their strata, and how many units have none."""
    kept = np.flatnonzero(make_strata(member, labels).has_choice)
    strata = make_strata(member[kept], None if labels is None else np.asarray(labels)[kept])
    return kept, strata, len(member) - len(kept)


def _centred(values: np.ndarray, strata: Strata) -> np.ndarray:
    made = values.copy()
    for rows, _ in strata.blocks:
        made[rows] -= made[rows].mean()
    return made


def _medians(positions: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the median of each group's units less that of the others."""
    outside = np.ones((len(positions), len(values)), bool)
    np.put_along_axis(outside, positions, False, axis=1)
    others = np.nonzero(outside)[1].reshape(len(positions), -1)
    return np.asarray(np.median(values[positions], axis=1) - np.median(values[others], axis=1))


def _told(
    difference: float, ends: tuple[float, float], p_value: float, exact: bool, tried: int,
    member: np.ndarray, left_out: int, level: float,
) -> GroupDifference:  # fmt: skip
    inside = int(member.sum())
    return GroupDifference(
        difference, *ends, p_value, share_as_extreme(int(exact), tried, exact=exact), exact, tried,
        inside, len(member) - inside, left_out, level,
    )  # fmt: skip
