"""Randomisation inference: how ordinary a regression-adjusted contrast is among the assignments possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.randomisation.contrast import Design, adjusted_outcome, make_design, shifted_draws
from analysis.messages import say
from analysis.statistics.assignments import groups
from analysis.statistics.extremes import CLOSE, count_extreme, extremeness, share_as_extreme
from analysis.statistics.inversion import furthest_not_rejected
from analysis.statistics.options import require_level, require_option

STATISTICS = ("studentised", "coefficient")
ALTERNATIVES = ("two-sided", "greater", "less")


@dataclass(frozen=True)
class RandomisationInference:
    """A contrast of treated and other units, judged by the assignments that could have been.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    estimate, standard_error : float
        Treated minus others given the covariates, and its HC2 standard error, in the outcome's unit.
    p_value : float
        Share of assignments at least as extreme: exact, or ``(1 + count) / (1 + draws)``.
    interval_low, interval_high : float
        Constant effects that the same test does not reject at ``1 - level``; infinite where it never rejects.
    level : float
        Confidence level of the interval.
    exact : bool
        Whether every possible assignment was tried.
    draws, count_as_extreme : int
        Assignments tried, and those at least as extreme (with the observed one only when exact).
    smallest_attainable_p : float
        The smallest p-value that any outcome could have given.
    treated_count, control_count : int
        Units compared.
    strata_count, strata_without_choice : int
        Strata, and those in which all units or none are treated: they cannot carry inference.
    left_out_count : int
        Rows without a value in a column that is needed.
    statistic, alternative : str
        What was compared, and in which direction.
    covariates : tuple of str
        Adjusted for, linearly.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    outcome: str
    estimate: float
    standard_error: float
    p_value: float
    interval_low: float
    interval_high: float
    level: float
    exact: bool
    draws: int
    count_as_extreme: int
    smallest_attainable_p: float
    treated_count: int
    control_count: int
    strata_count: int
    strata_without_choice: int
    left_out_count: int
    statistic: str
    alternative: str
    covariates: tuple[str, ...]
    cautions: tuple[str, ...]


def _cautions(design: Design, smallest: float, level: float, low: float, high: float) -> tuple[str, ...]:
    told = []
    strata = design.strata
    if strata.without_choice and len(strata.blocks) > 1:
        told.append(
            say(
                "{count} of {all} strata have only treated or only other units; they enter the estimate, but "
                "no other assignment is tried in them.",
                count=strata.without_choice,
                all=len(strata.blocks),
            )
        )
    if smallest > 1 - level:
        told.append(
            say(
                "The smallest p-value that this design could give is {smallest}: it cannot reach {wanted}.",
                smallest=f"{smallest:.3g}",
                wanted=f"{1 - level:.3g}",
            )
        )
    elif np.isinf([low, high]).all():
        told.append(say("The test rejects no constant effect on either side: the interval has no ends."))
    return tuple(told)


def randomisation_inference(
    frame: pd.DataFrame,
    outcome: str,
    treated: str,
    *,
    strata: str | None = None,
    covariates: Sequence[str] = (),
    within_strata: bool = False,
    unit: str | None = None,
    statistic: str = "studentised",
    alternative: str = "two-sided",
    draws: int = 99_999,
    seed: int = 0,
    level: float = 0.95,
) -> RandomisationInference:
    """Return a contrast with its randomisation p-value and the interval of constant effects not rejected.

    Use it where few units are treated: it needs no law of errors and no large number of clusters.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit: the outcome (a level, or a change from :func:`~analysis.comparison.change.windows.\
change_between`), the indicator and the covariates.
    outcome, treated : str
        Columns; ``treated`` holds 0 and 1. Rows without the outcome or a covariate are left out and counted.
    strata : str, optional
        Column of strata, such as province and kind of district: other assignments treat as many units in
        each stratum as the observed one.
    covariates : sequence of str
        Columns measured before treatment, adjusted for linearly.
    within_strata : bool
        Compare within strata only: strata without choice are left out and the means of the others taken out.
        Otherwise treated units are compared with all others.
    unit : str, optional
        Column that names the units: a unit with two rows is then refused.
    statistic : str
        ``studentised`` (coefficient over its HC2 standard error) or ``coefficient``.
    alternative : str
        ``two-sided``, ``greater`` or ``less``.
    draws : int
        Random assignments; when there are no more possible ones than this, all are tried instead.
    seed : int
        Seed of ``numpy.random.default_rng``.
    level : float
        Confidence level of the interval by test inversion.

    Returns
    -------
    RandomisationInference

    Raises
    ------
    MethodError
        An absent or constant column, treatment in all units or in none (or in one), strata without choice,
        covariates that tell the treated units apart, an unknown option, no draws.

    Notes
    -----
    Fisher (1935), The Design of Experiments. The p-value of random draws counts the observed assignment
    (Phipson and Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9(1), article 39).
    The studentised statistic keeps its size in large samples when only the average effect is zero and
    variances differ (Chung and Romano 2013, Annals of Statistics 41(2): 484-507). Adjustment by Frisch, Waugh
    and Lovell: covariates are projected out once, so each draw costs a product. The interval supposes the
    same effect in every unit. All of it describes the assignments as if drawn at random within the strata;
    where the units were chosen, p says how ordinary the difference is, not the chance of no effect.
    """
    require_option(statistic, STATISTICS, "statistic")
    require_option(alternative, ALTERNATIVES, "alternative")
    require_level(level)
    design = make_design(
        frame,
        treated,
        strata=strata,
        covariates=covariates,
        within_strata=within_strata,
        needed=[outcome],
        unit=unit,
    )
    adjustment, residual, own = adjusted_outcome(design, outcome)
    blocks, exact, tried = groups(design.strata, draws, seed)
    studentised = statistic == "studentised"
    drawn = shifted_draws(blocks, adjustment, residual, design.assigned, studentised=studentised)
    turn = extremeness(alternative)

    def count_at(effect: float) -> int:
        observed = float(turn(own.statistic(effect, studentised))[0])
        return count_extreme(turn(drawn.statistic(effect, studentised)), observed)

    def p_at(effect: float) -> float:
        return share_as_extreme(count_at(effect), tried, exact=exact)

    estimate, error = float(own.coefficient(0.0)[0]), float(own.standard_error(0.0)[0])
    wide = max(4 * error, CLOSE * (1 + abs(estimate)))
    low = -np.inf if alternative == "less" else furthest_not_rejected(p_at, estimate, -wide, 1 - level)
    high = np.inf if alternative == "greater" else furthest_not_rejected(p_at, estimate, wide, 1 - level)
    smallest = max(1 / design.strata.possible, 0.0 if exact else 1 / (1 + tried))
    return RandomisationInference(
        outcome=outcome,
        estimate=estimate,
        standard_error=error,
        p_value=p_at(0.0),
        interval_low=float(low),
        interval_high=float(high),
        level=level,
        exact=exact,
        draws=tried,
        count_as_extreme=count_at(0.0),
        smallest_attainable_p=smallest,
        treated_count=int(design.assigned.sum()),
        control_count=int((~design.assigned).sum()),
        strata_count=len(design.strata.blocks),
        strata_without_choice=design.strata.without_choice,
        left_out_count=design.left_out,
        statistic=statistic,
        alternative=alternative,
        covariates=tuple(covariates),
        cautions=_cautions(design, smallest, level, low, high),
    )
