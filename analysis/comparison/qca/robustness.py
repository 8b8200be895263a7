"""How far a solution agrees with the solutions that other defensible choices give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.qca.expressions import expression_membership
from analysis.comparison.qca.fit import sufficiency
from analysis.errors import MethodError


@dataclass(frozen=True)
class RobustnessFit:
    """A solution beside a set of test solutions; every ratio is 1 where they agree fully.

    Attributes
    ----------
    coverage : float
        RF_cov: coverage of the robust core over coverage of the solution.
    consistency : float
        RF_cons: consistency of the solution over consistency of the robust core.
    overlap_smallest, overlap_largest : float
        RF_SC_minTS and RF_SC_maxTS: overlap of the solution with what all test solutions share, and with
        what at least one of them holds (sum of minima over sum of maxima).
    typical_ratio, deviant_ratio : float
        RCR_typ and RCR_dev: among the cases with (without) the outcome that the solution or the test
        solutions speak of, the share on which they agree; NaN where there is none.
    shaky, possible : tuple of str
        Cases in the solution that not all test solutions hold, and cases outside it that at least one holds.
    rank : int
        Robustness case rank: 1 no shaky and no possible case, 2 only possible, 3 only shaky, 4 both.
    """

    coverage: float
    consistency: float
    overlap_smallest: float
    overlap_largest: float
    typical_ratio: float
    deviant_ratio: float
    shaky: tuple[str, ...]
    possible: tuple[str, ...]
    rank: int


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    whole = np.maximum(one, other).sum()
    return float(np.minimum(one, other).sum() / whole) if whole > 0 else float("nan")


def _agreed(both: np.ndarray, shaky: np.ndarray, possible: np.ndarray, of: np.ndarray) -> float:
    spoken_of = int(((both | shaky | possible) & of).sum())
    return int((both & of).sum()) / spoken_of if spoken_of else float("nan")


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def robustness_fit(
    cases: pd.DataFrame, outcome: str, solution: str, test_solutions: Sequence[str]
) -> RobustnessFit:
    """Compare a solution with the solutions of other calibrations, cut-offs or conditions.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case, memberships between 0 and 1, as the solution was made from.
    outcome : str
        Column of the outcome; ``~`` before it asks for its absence.
    solution : str
        The formula whose robustness is asked for, such as ``GG*AH + HE*~GG*HI*HW``.
    test_solutions : sequence of str
        At least one other formula.

    Returns
    -------
    RobustnessFit

    Raises
    ------
    MethodError
        No test solution, or an unknown name in a formula.

    Notes
    -----
    Oana and Schneider (2024), A Robustness Test Protocol for Applied QCA, Sociological Methods and Research
    53: 57-88. All test solutions are used; version 4.1 of the R package SetMethods takes only the first and
    the last of three or more for the overlaps.
    """
    if not test_solutions:
        raise MethodError("Give at least one test solution: without one there is nothing to compare with.")
    own = expression_membership(cases, solution).to_numpy()
    result = expression_membership(cases, outcome).to_numpy()
    tests = np.array([expression_membership(cases, text).to_numpy() for text in test_solutions])
    if np.isnan(np.concatenate([own, result, tests.ravel()])).any():
        raise MethodError("A case lacks a membership that a formula needs; leave it out of all of them.")
    smallest, largest = tests.min(axis=0), tests.max(axis=0)
    core = np.minimum(own, smallest)
    fit, core_fit = sufficiency(own, result), sufficiency(core, result)
    both, shaky = core > 0.5, np.minimum(own, 1 - smallest) > 0.5
    possible = np.minimum(1 - own, largest) > 0.5
    names = cases.index.astype(str).to_numpy()
    return RobustnessFit(
        coverage=_over(core_fit.coverage, fit.coverage),
        consistency=_over(fit.inclusion, core_fit.inclusion),
        overlap_smallest=_overlap(own, smallest),
        overlap_largest=_overlap(own, largest),
        typical_ratio=_agreed(both, shaky, possible, result > 0.5),
        deviant_ratio=_agreed(both, shaky, possible, result < 0.5),
        shaky=tuple(names[shaky]),
        possible=tuple(names[possible]),
        rank=1 + int(possible.any()) + 2 * int(shaky.any()),
    )
