"""Calibration: from a measured value to membership in a set, with anchors as data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.errors import MethodError

FSQCA_LOG_ODDS = 3.0
R_QCA_LOG_ODDS = math.log(0.95 / 0.05)
DIRECT, LINEAR = "direct", "linear"
METHODS = (DIRECT, LINEAR)


@dataclass(frozen=True)
class Anchor:
    """Three values that give a measured quantity its meaning in a set, and why these three.

    Attributes
    ----------
    full_out, crossover, full_in : float
        Values of full non-membership, of being neither in nor out, and of full membership; ascending, or
        descending for a set that a smaller value belongs to.
    reason : str
        Why: a standard, a legal deadline, a threshold known in the field; never the spread of the cases.
    source : str
        Where the reason stands.
    """

    full_out: float
    crossover: float
    full_in: float
    reason: str
    source: str

    def __post_init__(self) -> None:
        """Refuse anchors that are out of order or unreasoned."""
        low, middle, high = self.full_out, self.crossover, self.full_in
        if not (low < middle < high or low > middle > high):
            raise MethodError(
                f"The anchors full_out {low:g}, crossover {middle:g} and full_in {high:g} must ascend, or "
                "descend for a set that smaller values belong to."
            )
        if not (self.reason.strip() and self.source.strip()):
            raise MethodError(
                f"The anchors {low:g}, {middle:g}, {high:g} have no reason or no source. Anchors carry the "
                "meaning of the set: say why these values, and where that stands."
            )


@dataclass(frozen=True)
class Calibration:
    """Memberships, and what they rest on.

    Attributes
    ----------
    membership : pandas.Series
        Between 0 and 1, indexed like the values; missing where the value is missing.
    anchor : Anchor
        The anchors.
    method : str
        ``direct`` or ``linear``.
    log_odds : float
        Log-odds of membership at the outer anchors (direct method only).
    at_crossover : tuple of str
        Cases with a membership of exactly 0.5: neither in nor out, they belong to no type and no row.
    """

    membership: pd.Series
    anchor: Anchor
    method: str
    log_odds: float
    at_crossover: tuple[str, ...]


def _membership(
    values: np.ndarray, out: float, middle: float, full: float, method: str, log_odds: float
) -> np.ndarray:
    apart = values - middle
    inward = apart * np.sign(full - middle) >= 0
    share = np.where(inward, apart / (full - middle), apart / (middle - out))
    if method == LINEAR:
        return np.clip(0.5 + share / 2, 0.0, 1.0)
    return np.asarray(expit(log_odds * share))


def _numbers(values: pd.Series, method: str, log_odds: float) -> np.ndarray:
    if method not in METHODS or not log_odds > 0:
        raise MethodError(
            f"The method '{method}' with log-odds {log_odds:g} is unknown; the methods are "
            f"{', '.join(METHODS)}, and the log-odds at the outer anchors must be above zero."
        )
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan)
    bad = values.index[(values.notna().to_numpy() & np.isnan(numbers)) | np.isinf(numbers)]
    if len(bad):
        raise MethodError(f"The value of {bad[0]} is '{values.loc[bad[0]]}', which is no finite number.")
    return np.asarray(numbers)


def calibrate(
    values: pd.Series, anchor: Anchor, *, method: str = DIRECT, log_odds: float = FSQCA_LOG_ODDS
) -> Calibration:
    """Return membership in a set from a measured value and three anchors.

    Parameters
    ----------
    values : pandas.Series
        One value per case; missing ones stay missing.
    anchor : Anchor
        Full non-membership, crossover and full membership, with reason and source.
    method : str
        ``direct``: log-odds grow in proportion to the distance from the crossover. ``linear``: membership
        does, up to 0 and 1 at the outer anchors.
    log_odds : float
        Log-odds at the outer anchors: `FSQCA_LOG_ODDS` (3, memberships .9526 and .0474) or `R_QCA_LOG_ODDS`
        (2.944, memberships .95 and .05, the default of the R package QCA).

    Returns
    -------
    Calibration

    Raises
    ------
    MethodError
        Unknown method, log-odds not above zero, or a value that is no number.

    Notes
    -----
    Ragin (2008), Redesigning Social Inquiry, chapter 5, whose table of developed countries the tests
    reproduce. Membership says how far a case belongs to a named set; it is no probability and no rank.
    """
    numbers = _numbers(values, method, log_odds)
    found = _membership(numbers, anchor.full_out, anchor.crossover, anchor.full_in, method, log_odds)
    half = values.index[found == 0.5]
    return Calibration(
        membership=pd.Series(found, index=values.index, name=values.name),
        anchor=anchor,
        method=method,
        log_odds=log_odds if method == DIRECT else float("nan"),
        at_crossover=tuple(str(name) for name in half),
    )


def calibration_sensitivity(
    values: pd.Series,
    anchor: Anchor,
    tolerance: float,
    *,
    method: str = DIRECT,
    log_odds: float = FSQCA_LOG_ODDS,
) -> pd.DataFrame:
    """Return how far other anchors would change each membership, and what would move a case across 0.5.

    Parameters
    ----------
    values, anchor, method, log_odds
        As for :func:`calibrate`.
    tolerance : float
        How far each anchor may lie from where it is, in the unit of the values; less than half the smaller
        distance between two anchors, so that they stay in order.

    Returns
    -------
    pandas.DataFrame
        By case: ``value, membership, lowest, highest`` (over all anchors within the tolerance, exactly),
        ``side`` ("in", "out", or "neither"), ``crossover_lower, crossover_upper`` (the open interval between
        the outer anchors in which the crossover can lie without moving the case to the other side; missing
        for a case at the crossover, which any move settles) and ``side_is_firm`` (no anchors within the
        tolerance move it).

    Raises
    ------
    MethodError
        As there, or a tolerance that is negative or too large for the anchors.

    Notes
    -----
    Only the crossover decides on which side of 0.5 a case lies; the outer anchors decide how far. Membership
    is monotone in each anchor while the others stay, so its extremes lie at the corners of the tolerance box.
    """
    out, middle, full = anchor.full_out, anchor.crossover, anchor.full_in
    room = min(abs(middle - out), abs(full - middle)) / 2
    if not 0 <= tolerance < room:
        raise MethodError(
            f"The tolerance {tolerance:g} must lie between 0 and {room:g}, or anchors could change places."
        )
    numbers = _numbers(values, method, log_odds)
    moves = product((-tolerance, tolerance), repeat=3)
    corners = np.array(
        [_membership(numbers, out + a, middle + b, full + c, method, log_odds) for a, b, c in moves]
    )
    inward = np.sign(numbers - middle) * np.sign(full - middle)
    lower, upper = min(out, full), max(out, full)
    above = numbers > middle
    known = ~np.isnan(numbers) & (inward != 0)
    lowest, highest = corners.min(axis=0), corners.max(axis=0)
    return pd.DataFrame(
        {
            "value": numbers,
            "membership": _membership(numbers, out, middle, full, method, log_odds),
            "lowest": lowest,
            "highest": highest,
            "side": np.select([inward > 0, inward < 0, inward == 0], ["in", "out", "neither"], "unknown"),
            "crossover_lower": np.where(
                known, np.where(above, lower, np.clip(numbers, lower, upper)), np.nan
            ),
            "crossover_upper": np.where(
                known, np.where(above, np.clip(numbers, lower, upper), upper), np.nan
            ),
            "side_is_firm": (lowest > 0.5) | (highest < 0.5),
        },
        index=values.index,
    )
