"""Deviant cases: units further from what their inputs let expect than chance and many looks explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.given_inputs.expectation import ExpectedOutcome
from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import as_numbers, complete_cases
from analysis.statistics.multiplicity import METHODS, adjust_p_values
from analysis.statistics.options import require_level, require_option
from analysis.statistics.rank_sets import RankSets, rank_sets

ADJUSTMENTS = (*METHODS, "none")
OUTLIER, OWN_NOISE, EXCHANGEABLE = "outlier", "own noise", "exchangeable"


@dataclass(frozen=True)
class DeviantCases:
    """Units sorted by how surely they deviate.

    Attributes
    ----------
    units : pandas.DataFrame
        By unit, smallest p first: ``residual, residual_low, residual_high, p_value, p_adjusted, deviant``.
    deviant : tuple of str
        Units whose adjusted p-value is at most ``alpha``.
    test, adjustment : str
    alpha : float
    smallest_attainable_p : float
        What the adjusted p-value could be at best; above ``alpha`` this test cannot name anybody.
    says : str
        One sentence: what a small p-value would mean here.
    """

    units: pd.DataFrame
    deviant: tuple[str, ...]
    test: str
    adjustment: str
    alpha: float
    smallest_attainable_p: float
    says: str


def deviant_cases(
    expected: ExpectedOutcome,
    *,
    test: str = OUTLIER,
    standard_errors: pd.Series | None = None,
    adjustment: str = "holm",
    alpha: float = 0.05,
) -> DeviantCases:
    """Return which units deviate from their expectation, after control for looking at all of them.

    Parameters
    ----------
    expected : ExpectedOutcome
        From :func:`analysis.comparison.given_inputs.expectation.expected_outcome`.
    test : str
        ``outlier``: is the unit unlike the other residuals, if those are normal (regression only)?
        ``own noise``: is its residual more than the noise of its own outcome, ``standard_errors``, explains?
        ``exchangeable``: how many units have a residual as large, without any assumption of shape; its
        smallest p-value is one in the number of units, so after adjustment it never names a single unit.
    standard_errors : pandas.Series, optional
        For ``own noise``: of each unit's outcome, by unit (:func:`unit_means` gives them from years).
    adjustment : str
        ``none``, or as for :func:`analysis.statistics.multiplicity.adjust_p_values`: ``holm`` (chance of any
        false name), ``benjamini_hochberg`` (share of false names), ...
    alpha : float

    Returns
    -------
    DeviantCases

    Raises
    ------
    MethodError
        Unknown options, a test that does not fit the method, missing or impossible standard errors.

    Notes
    -----
    Deleted residuals with Student's t: Cook and Weisberg (1982); Holm (1979), Scandinavian Journal of
    Statistics 6: 65-70; Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:
    289-300. Deviant cases are where to look closer, by field work or documents (Lieberman 2005, American
    Political Science Review 99(3): 435-452; Seawright and Gerring 2008, Political Research Quarterly 61(2):
    294-308); an error in the data is the first explanation to rule out, and a deviation is no verdict on
    performance.
    """
    require_option(test, (OUTLIER, OWN_NOISE, EXCHANGEABLE), "test")
    require_option(adjustment, ADJUSTMENTS, "adjustment")
    require_level(alpha, "level alpha")
    table = expected.units[["residual", "residual_low", "residual_high"]].copy()
    count, least = len(table), 0.0
    if test == OUTLIER:
        if np.isnan(expected.degrees_of_freedom):
            raise MethodError(
                "The outlier test needs a regression; use the test 'own noise' or 'exchangeable'."
            )
        size = expected.units["studentised_residual"].abs()
        table["p_value"] = 2 * stats.t.sf(size, expected.degrees_of_freedom)
        says = "the unit is unlike the others given its inputs, if the other residuals are normal"
    elif test == OWN_NOISE:
        table["p_value"] = 2 * stats.norm.sf(table["residual"].abs() / _errors(expected, standard_errors))
        says = "the unit's level differs from what its inputs let expect by more than its own noise explains"
    else:
        table["p_value"] = expected.units["p_conformal"]
        least = 1 / count
        says = "few units have a residual as large"
    table["p_adjusted"] = table["p_value"]
    if adjustment != "none":
        table["p_adjusted"] = adjust_p_values(table["p_value"], methods=[adjustment])[adjustment].to_numpy()
    table["deviant"] = table["p_adjusted"] <= alpha
    table = table.sort_values("p_value", kind="stable")
    return DeviantCases(
        units=table,
        deviant=tuple(str(name) for name in table.index[table["deviant"]]),
        test=test,
        adjustment=adjustment,
        alpha=alpha,
        smallest_attainable_p=least if adjustment == "none" else min(1.0, least * count),
        says=says,
    )


def _errors(expected: ExpectedOutcome, standard_errors: pd.Series | None) -> pd.Series:
    if standard_errors is None:
        raise MethodError("Say how noisy each unit's outcome is: pass standard_errors, by unit.")
    errors = as_numbers(standard_errors.reindex(expected.units.index), "the standard errors")
    bad = errors.index[~(errors > 0)]
    if len(bad):
        raise MethodError(f"The unit '{bad[0]}' has no standard error above zero.")
    return errors


def residual_ranks(
    expected: ExpectedOutcome,
    standard_errors: pd.Series,
    *,
    level: float = 0.95,
    highest_first: bool = True,
    draws: int = 1000,
    seed: int = 1,
) -> RankSets:
    """Return the rank of each unit's residual with confidence sets: a league table given inputs.

    Parameters
    ----------
    expected : ExpectedOutcome
    standard_errors : pandas.Series
        Of each unit's outcome, by unit; the expectation's own error is left out (it rests on all units).
    level, highest_first, draws, seed
        As for :func:`analysis.statistics.rank_sets.rank_sets`.

    Raises
    ------
    MethodError
        As for ``rank_sets``, or a unit without a standard error.
    """
    frame = pd.DataFrame(
        {"estimate": expected.units["residual"], "standard_error": _errors(expected, standard_errors)}
    )
    return rank_sets(frame, level=level, highest_first=highest_first, draws=draws, seed=seed)


def unit_means(frame: pd.DataFrame, unit: str, outcome: str) -> pd.DataFrame:
    """Return each unit's mean over its rows, with a standard error from the variation within all units.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period.
    unit, outcome : str

    Returns
    -------
    pandas.DataFrame
        By unit: ``mean, standard_error`` (pooled standard deviation within units over the root of ``count``),
        ``count``, ``own_standard_deviation`` (NaN with one row).

    Raises
    ------
    MethodError
        No unit with two rows, or no variation within any.

    Notes
    -----
    Pooling is steadier than each unit's own deviation of a few years, and wrong for a unit that is much
    noisier or calmer than most. A trend within the window counts as noise; dependence between years makes
    the error too small.
    """
    require_columns(frame, [unit], "the table")
    cases = complete_cases(frame.reset_index(drop=True), [outcome], "the table")
    groups = cases.values[outcome].groupby(frame[unit].reset_index(drop=True).loc[cases.values.index])
    counts, deviations = groups.count(), groups.std(ddof=1)
    freedom = int((counts - 1).sum())
    squares = float(((counts - 1) * deviations**2).sum())
    if freedom < 1 or not squares > 0:
        raise MethodError(f"No '{unit}' has two different values of '{outcome}', so its noise is unknown.")
    return pd.DataFrame(
        {
            "mean": groups.mean(),
            "standard_error": np.sqrt(squares / freedom / counts),
            "count": counts,
            "own_standard_deviation": deviations,
        }
    )


def coverage_by(expected: ExpectedOutcome, groups: pd.Series) -> pd.DataFrame:
    """Return how often units of each group lie inside their intervals, for it can be right only on average.

    Parameters
    ----------
    expected : ExpectedOutcome
    groups : pandas.Series
        A label for each unit, such as kabupaten or kota, by unit.

    Returns
    -------
    pandas.DataFrame
        By group: ``count, covered, covered_low, covered_high`` (95 percent exact binomial interval),
        ``mean_residual``.

    Raises
    ------
    MethodError
        A unit without a label.
    """
    labels = groups.reindex(expected.units.index)
    if labels.isna().any():
        raise MethodError(f"The unit '{labels.index[labels.isna()][0]}' has no group.")
    rows = []
    for name, part in expected.units.groupby(labels.to_numpy(), sort=True):
        inside, count = int((~part["outside"]).sum()), len(part)
        exact = stats.binomtest(inside, count).proportion_ci(0.95, "exact")
        rows.append((name, count, inside / count, exact.low, exact.high, part["residual"].mean()))
    columns = ["group", "count", "covered", "covered_low", "covered_high", "mean_residual"]
    return pd.DataFrame(rows, columns=columns).set_index("group")
