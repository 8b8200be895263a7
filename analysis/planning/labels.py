"""A permutation test of the tie between need and money: give the gaps to the sectors in another order."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from analysis.errors import MethodError
from analysis.planning.series import BudgetSeries, take_out_levels

MOST_SECTORS = 7  # 5,040 orders per region
BLOCK = 1000


@dataclass(frozen=True)
class LabelTest:
    """The permutation test: whether the gap of a sector is tied to the share of that sector.

    Attributes
    ----------
    statistic : float
        The sum over regions of gap times unexplained share, over its root mean square.
    p_value : float
        Two-sided; ``(1 + as extreme) / (1 + draws)``, or the exact share of all orders.
    smallest_attainable_p : float
        What the test can reach at all.
    exact : bool
        Whether all orders were tried.
    draws : int
        Orders drawn, or all of them.
    """

    statistic: float
    p_value: float
    smallest_attainable_p: float
    exact: bool
    draws: int


def label_test(series: BudgetSeries, *, draws: int = 9_999, seed: int = 0) -> LabelTest:
    """Test whether gaps are tied to the shares of their own sector.

    Within each region the paths of the gaps are given to the sectors in another order; a budget that does
    not look at the gaps does not notice. All orders are tried where that needs no more than ``draws``.

    Parameters
    ----------
    series, draws, seed
        As for :func:`responsiveness`.

    Returns
    -------
    LabelTest

    Raises
    ------
    MethodError
        Fewer than 99 draws where drawing is needed, or no variation.

    Notes
    -----
    Score statistic, studentised by region; Phipson and Smyth (2010), Statistical Applications in Genetics
    and Molecular Biology 9(1): article 39, for the added one. It takes the gap paths of the sectors to be
    exchangeable, which standardised gaps are only roughly: its size is simulated
    (:func:`analysis.planning.simulation.operating_characteristics`).
    """
    if len(series.sectors) > MOST_SECTORS:
        return _drawn_test(series, draws, seed)
    per_region = scores_by_order(series)
    regions, orders = per_region.shape
    observed = _studentised(per_region[:, :1].T)[0]
    total = orders**regions if regions * math.log(orders) < math.log(1e9) else math.inf
    if total <= max(draws, 1):
        sums = np.array([_studentised(per_region[range(regions), list(pick)][None])[0]
                         for pick in itertools.product(range(orders), repeat=regions)])  # fmt: skip
        extreme = int((np.abs(sums) >= abs(observed) - 1e-12).sum())
        return LabelTest(float(observed), extreme / int(total), 1 / int(total), True, int(total))
    _enough(draws)
    generator = np.random.default_rng(seed)
    extreme = 0
    for start in range(0, draws, BLOCK):
        picks = generator.integers(orders, size=(min(BLOCK, draws - start), regions))
        sums = _studentised(per_region[np.arange(regions), picks])
        extreme += int((np.abs(sums) >= abs(observed) - 1e-12).sum())
    p_value = (1 + extreme) / (1 + draws)
    return LabelTest(float(observed), p_value, 1 / (1 + draws), False, draws)


def _enough(draws: int) -> None:
    if draws < 99:
        raise MethodError(f"{draws} draws cannot show anything at the usual levels; ask for 99 or more.")


def _drawn_test(series: BudgetSeries, draws: int, seed: int) -> LabelTest:
    """Test with orders that are drawn one by one, where there are too many to list."""
    return order_test(_cross_sums(series), draws=draws, seed=seed)


def order_test(cross: np.ndarray, *, draws: int = 9_999, seed: int = 0) -> LabelTest:
    """Test the tie between two sets of paths by giving the first to the sectors in another order.

    Parameters
    ----------
    cross : numpy.ndarray
        Regions by sectors by sectors: sums over years of the first quantity of a sector times the second of
        a sector; the diagonal is what was observed.
    draws, seed : int
        As for :func:`label_test`. One region with no more orders than draws is tried in full.

    Returns
    -------
    LabelTest

    Raises
    ------
    MethodError
        Fewer than 99 draws where drawing is needed.
    """
    regions, count, _ = cross.shape
    if regions == 1 and math.factorial(count) <= draws:
        orders = np.array(list(itertools.permutations(range(count))))
        every = cross[0][orders, np.arange(count)].sum(axis=1)
        extreme = int((np.abs(every) >= abs(every[0]) - 1e-12).sum())
        return LabelTest(float(every[0]), extreme / len(every), 1 / len(every), True, len(every))
    _enough(draws)
    places = np.arange(count)
    observed = _studentised(cross[:, places, places].sum(axis=1)[None])[0]
    generator = np.random.default_rng(seed)
    extreme = 0
    for start in range(0, draws, BLOCK):
        size = min(BLOCK, draws - start)
        orders = generator.permuted(np.broadcast_to(places, (size, regions, count)), axis=2)
        sums = cross[np.arange(regions)[None, :, None], orders, places].sum(axis=2)
        extreme += int((np.abs(_studentised(sums)) >= abs(observed) - 1e-12).sum())
    return LabelTest(float(observed), (1 + extreme) / (1 + draws), 1 / (1 + draws), False, draws)


def _cross_sums(series: BudgetSeries) -> np.ndarray:
    """Return the sums of gap times unexplained share: by region, sector of the gap, sector of the share."""
    outcome = take_out_levels(series.now, series)
    before = take_out_levels(series.before, series)
    moved = (before * before).sum()
    if moved <= 1e-12:
        raise MethodError("The shares do not change from year to year; there is nothing to explain.")
    left = outcome - before * ((before * outcome).sum() / moved)
    return series.sum_by_region(series.gaps[:, :, None] * left[:, None, :])


def scores_by_order(series: BudgetSeries) -> np.ndarray:
    """Return gap times unexplained share, by region and order of the sectors; the true order comes first.

    Raises
    ------
    MethodError
        If the shares do not change, or there are more sectors than can be put into every order.
    """
    count = len(series.sectors)
    if count > MOST_SECTORS:
        raise MethodError(f"{count} sectors have too many orders; group them into {MOST_SECTORS} or fewer.")
    cross = _cross_sums(series)
    orders = np.array(list(itertools.permutations(range(count))))
    return np.asarray(cross[:, orders, np.arange(count)].sum(axis=2))


def _studentised(sums: np.ndarray) -> np.ndarray:
    """Return the sum over regions over its root mean square; for one region the sum itself."""
    total = sums.sum(axis=1)
    if sums.shape[1] == 1:
        return np.asarray(total)
    return np.asarray(total / np.sqrt((sums**2).sum(axis=1)))
