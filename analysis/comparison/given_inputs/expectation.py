"""The outcome a unit could be expected to have, given its inputs, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison.given_inputs.jackknife import calibration, jackknife_intervals, judge_within
from analysis.comparison.given_inputs.leave_out import (
    LeftOut,
    leave_out_fold_pairs,
    leave_out_neighbours,
    leave_out_regression,
)
from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import complete_cases, require_varying
from analysis.statistics.options import require_level, require_option

REGRESSION, NEIGHBOURS, QUANTILE = "regression", "neighbours", "quantile"
METHODS = (REGRESSION, NEIGHBOURS, QUANTILE)
LEVELS = (0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True)
class ExpectedOutcome:
    """What each unit's inputs let expect, learned from the other units alone.

    Attributes
    ----------
    units : pandas.DataFrame
        By unit: ``observed, expected, residual`` (observed minus expected), ``interval_low, interval_high``
        (for the outcome, from the other units), ``residual_low, residual_high`` (observed minus the ends of
        that interval), ``outside`` (the observed outcome is not in it), ``p_conformal`` (share of units whose
        residual is at least as large, own one included) and ``studentised_residual`` (regression only).
    outcome : str
    inputs : tuple of str
    method : str
    level : float
        Nominal coverage of the interval.
    guaranteed : float
        The coverage that holds whatever the distribution, if units are exchangeable: 2 level - 1.
    covered : float
        The share of these units inside their own interval.
    explained : float
        1 - (sum of squared left-out residuals) / (sum of squares around the left-out mean); below 0 the
        inputs foretell worse than the mean of the others. NaN for a quantile other than the median.
    calibration : pandas.DataFrame
        ``level, covered, mean_width, below_pct, above_pct`` for several nominal levels.
    left_out : tuple of str
        Units without the outcome or an input: not evaluated.
    degrees_of_freedom : float
        Left for a deleted residual in the regression; NaN otherwise.
    """

    units: pd.DataFrame
    outcome: str
    inputs: tuple[str, ...]
    method: str
    level: float
    guaranteed: float
    covered: float
    explained: float
    calibration: pd.DataFrame
    left_out: tuple[str, ...]
    degrees_of_freedom: float


def expected_outcome(
    units: pd.DataFrame,
    outcome: str,
    inputs: Sequence[str],
    *,
    method: str = REGRESSION,
    level: float = 0.9,
    neighbours: int = 10,
    quantile: float = 0.5,
    folds: int = 10,
    seed: int = 1,
    judged_within: str | None = None,
    bounds: tuple[float, float] | None = None,
) -> ExpectedOutcome:
    """Return each unit's expected outcome given its inputs, from all other units, with an honest interval.

    Use it to ask how a region does against what regions with similar inputs reach. No unit takes part in its
    own expectation, nor in the interval around it.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, with outcome and inputs as numbers (put skewed inputs on the log scale first).
    outcome : str
    inputs : sequence of str
        With the regression it may be empty: then the mean of the others is expected.
    method : str
        ``regression`` (linear, least squares), ``neighbours`` (mean of the most similar units by Euclidean
        distance on standardised inputs) or ``quantile`` (linear quantile regression: what a share
        ``quantile`` of units with such inputs stays below).
    level : float
        Nominal coverage of the intervals.
    neighbours : int
        How many similar units to average.
    quantile : float
        0.5 is the median; 0.9 what the best tenth given inputs reach.
    folds, seed : int
        Quantile regression leaves out units by folds drawn with this seed, not one by one.
    judged_within : str, optional
        A column of labels, such as kabupaten and kota: the expectation still comes from all units, but each
        interval from the residuals of units with the same label, so that it also holds within each label. A
        label with too few units has intervals without end.
    bounds : (float, float), optional
        What the outcome can be at all, such as 0 to 100 percent: expectations and intervals are cut there,
        which loses no coverage.

    Returns
    -------
    ExpectedOutcome

    Raises
    ------
    MethodError
        An absent column, text, a constant or repeated input, too few units for the method, an unknown method
        or impossible level.

    Notes
    -----
    The interval is the jackknife+ of Barber, Candes, Ramdas and Tibshirani (2021), Annals of Statistics
    49(1): 486-507 (CV+ for the quantile regression), computed for each unit from the other units:
    regression and neighbours without refitting. For exchangeable units it covers at least 2 level - 1 and
    in practice about ``level``, whatever the shape of the errors; ``calibration`` shows what it did here.
    It speaks of a unit drawn from the same population: coverage within a subgroup (cities, one province)
    can differ (:func:`analysis.comparison.given_inputs.deviant.coverage_by` shows it, ``judged_within`` mends
    it: Vovk 2012). A residual is what these inputs do not explain: other inputs, errors in data, and
    performance alike.
    """
    require_option(method, METHODS, "method")
    for share, what in ((level, "level of the interval"), (quantile, "quantile")):
        require_level(share, what)
    names = list(inputs)
    if outcome in names:
        raise MethodError(f"The outcome '{outcome}' is also among the inputs.")
    if not names and method != REGRESSION:
        raise MethodError(f"The method '{method}' needs at least one input.")
    cases = complete_cases(units, [outcome, *names], "the units", least=len(names) + 4)
    require_varying(cases.values[[outcome]], "the units")
    observed, values = cases.values[outcome].to_numpy(), cases.values[names]
    if method == REGRESSION:
        left = leave_out_regression(observed, values)
    elif method == NEIGHBOURS:
        left = leave_out_neighbours(observed, values, neighbours)
    else:
        left = leave_out_fold_pairs(observed, values, quantile, folds, seed)
    low, high = (-np.inf, np.inf) if bounds is None else bounds
    if not ((observed >= low) & (observed <= high)).all():
        raise MethodError(f"The outcome '{outcome}' goes beyond {low:g} to {high:g}, said to be its bounds.")
    left = replace(left, alone=np.clip(left.alone, low, high), bounds=(low, high))
    if judged_within is not None:
        require_columns(units, [judged_within], "the units")
        left = judge_within(left, units.loc[cases.values.index, judged_within], judged_within)
    return _record(cases.values.index, cases.left_out, observed, left, outcome, names, level, quantile)


def _record(
    index: pd.Index, left_out: tuple[str, ...], observed: np.ndarray, left: LeftOut, outcome: str,
    names: list[str], level: float, quantile: float,
) -> ExpectedOutcome:  # fmt: skip
    low, high = jackknife_intervals(left, level)
    residual = observed - left.alone
    own = np.abs(observed[:, None] - left.expected)
    larger = np.where(np.isnan(left.expected), 0, np.abs(left.other_residual) >= own * (1 - 1e-12)).sum(
        axis=1
    )
    table = pd.DataFrame(
        {
            "observed": observed,
            "expected": left.alone,
            "residual": residual,
            "interval_low": low,
            "interval_high": high,
            "residual_low": observed - high,
            "residual_high": observed - low,
            "outside": (observed < low) | (observed > high),
            "p_conformal": (1 + larger) / (1 + (~np.isnan(left.expected)).sum(axis=1)),
            "studentised_residual": left.studentised,
        },
        index=index,
    )
    count = len(observed)
    around = (observed - observed.mean()) * count / (count - 1)
    median = left.method != QUANTILE or quantile == 0.5
    return ExpectedOutcome(
        units=table,
        outcome=outcome,
        inputs=tuple(names),
        method=left.description,
        level=level,
        guaranteed=max(0.0, 2 * level - 1),
        covered=float((~table["outside"]).mean()),
        explained=1 - float(residual @ residual / (around @ around)) if median else float("nan"),
        calibration=calibration(left, observed, sorted({*LEVELS, level})),
        left_out=left_out,
        degrees_of_freedom=left.degrees_of_freedom,
    )
