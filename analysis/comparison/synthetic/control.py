"""Synthetic control: one treated unit beside the mixture of others that was most like it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison.synthetic.simplex import simplex_weights
from analysis.comparison.synthetic.subject import Predictor, Subject, choose_donors, make_subject
from analysis.comparison.synthetic.weights import Solution, search
from analysis.messages import say

AGREE = 1.01
POOR = 0.25
PERFECT = 1e-16


@dataclass(frozen=True)
class SyntheticControl:
    """A treated unit and its synthetic control.

    Attributes
    ----------
    outcome, treated_unit : str
        What is compared, and whom.
    first_treated : period
        First treated period.
    average_gap : float
        Mean of treated less synthetic from then on, in the outcome's unit: the estimate.
    pre_mspe, post_mspe, mspe_ratio : float
        Mean squared gap in the periods fitted and after treatment began, and their ratio.
    lowest_pre_mspe : float
        The smallest that any donor weights could give, predictors disregarded.
    equal_weights_pre_mspe : float
        The same for the plain mean of the donors: a fit near it is no fit.
    weights : pandas.DataFrame
        ``unit, weight`` of all donors, heaviest first.
    predictors : pandas.DataFrame
        ``predictor, importance, treated, synthetic, donors_mean, inside`` (treated within the donors' range);
        without predictors given, the outcome of each fitted period.
    path : pandas.DataFrame
        ``period, treated, synthetic, gap, after``.
    start_errors : tuple of float
        Mean squared error before treatment where each start of the search ended; one where none is needed.
    starts_agreeing : int
        Starts that ended within one percent of ``pre_mspe``.
    donors_count : int
        Donors allowed.
    left_out : tuple of str
        Units without a complete record.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    outcome: str
    treated_unit: Any
    first_treated: Any
    average_gap: float
    pre_mspe: float
    post_mspe: float
    mspe_ratio: float
    lowest_pre_mspe: float
    equal_weights_pre_mspe: float
    weights: pd.DataFrame = field(compare=False)
    predictors: pd.DataFrame = field(compare=False)
    path: pd.DataFrame = field(compare=False)
    start_errors: tuple[float, ...]
    starts_agreeing: int
    donors_count: int
    left_out: tuple[str, ...]
    cautions: tuple[str, ...]


def solve(subject: Subject, unit: Any, donors: Sequence[Any], starts: int, seed: int) -> Solution:
    """Return donor weights of one unit: exact without predictors, by search with them."""
    problem = subject.problem(unit, donors)
    if subject.predictors is None:
        weights = simplex_weights(problem.path, problem.paths)
        count = len(problem.path)
        error = problem.error(weights)
        return Solution(weights, np.full(count, 1 / count), error, (error,))
    return search(problem, starts, seed)


def gaps(subject: Subject, unit: Any, donors: Sequence[Any], weights: np.ndarray) -> pd.Series:
    """Return treated less synthetic in every period."""
    return subject.outcomes.loc[unit] - weights @ subject.outcomes.loc[list(donors)]


def mspe(subject: Subject, gap: pd.Series) -> tuple[float, float]:
    """Return the mean squared gap in the fitted periods (zero up to rounding) and in the treated ones."""
    before = float((gap[list(subject.fitted)] ** 2).mean())
    perfect = before < PERFECT * float(subject.outcomes.to_numpy().var())
    return 0.0 if perfect else before, float((gap[subject.after] ** 2).mean())


def ratio(before: float, after: float) -> float:
    """Return the mean squared error after over that before; infinite where the fit before is perfect."""
    return after / before if before > 0 else float("inf")


def _balance(subject: Subject, unit: Any, donors: Sequence[Any], found: Solution) -> pd.DataFrame:
    raw = subject.raw_predictors
    if raw is None:
        raw = subject.outcomes[list(subject.fitted)]
    others, own = raw.loc[list(donors)], raw.loc[unit]
    return pd.DataFrame(
        {
            "predictor": [str(name) for name in raw.columns],
            "importance": found.importance,
            "treated": own.to_numpy(),
            "synthetic": found.weights @ others.to_numpy(),
            "donors_mean": others.mean().to_numpy(),
            "inside": ((own >= others.min()) & (own <= others.max())).to_numpy(),
        }
    )


def _cautions(
    perfect: bool, balance: pd.DataFrame, found: Solution, equal: float, agreeing: int, subject: Subject
) -> list[str]:
    told = []
    outside = balance.loc[~balance["inside"], "predictor"].tolist()
    if outside:
        told.append(
            say(
                "The treated unit lies outside the range of the donors in {names}: no mixture can match it "
                "there.",
                names=", ".join(outside),
            )
        )
    if found.error > POOR * equal:
        told.append(
            say(
                "Before treatment the synthetic control misses by {error} (mean squared error), {share} of "
                "what the plain mean of the donors misses: the gaps after cannot be read as an effect.",
                error=f"{found.error:.4g}",
                share=f"{found.error / equal:.0%}",
            )
        )
    if perfect:
        told.append(
            say(
                "The fit before treatment is perfect: with so many donors several mixtures fit as well, so "
                "the weights are one choice among many and the ratio has no value. Give predictors or fewer "
                "donors."
            )
        )
    if len(found.start_errors) > 1 and agreeing < 2:
        told.append(say("Only one start of the search reached this fit; try more starts."))
    if len(subject.fitted) < len(balance) and subject.predictors is not None:
        told.append(
            say(
                "{predictors} predictors are weighted by the fit of {periods} periods only.",
                predictors=len(balance),
                periods=len(subject.fitted),
            )
        )
    return told


def synthetic_control(
    frame: pd.DataFrame,
    outcome: str,
    *,
    treated_unit: Any,
    first_treated: Any,
    predictors: Sequence[Predictor] = (),
    unit: str = "region_code",
    time: str = "year",
    donors: Sequence[Any] | None = None,
    fit_periods: tuple[Any, Any] | None = None,
    starts: int = 8,
    seed: int = 0,
) -> SyntheticControl:
    """Return the mixture of donors that was most like the treated unit before, and the gap after.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period; units without the outcome in a period or a predictor are left out.
    outcome : str
        Column compared.
    treated_unit, first_treated
        The unit, and its first treated period.
    predictors : sequence of Predictor, optional
        What the mixture should share, with weights searched so that the outcome before fits best. Without,
        the outcomes before treatment are fitted directly, which needs no search.
    unit, time : str
        Columns of the unit and the period.
    donors : sequence, optional
        Units allowed as donors; all others if omitted. Leave out whoever was treated too.
    fit_periods : tuple, optional
        First and last period whose fit counts; all before treatment if omitted.
    starts : int
        Points from which the search over predictor weights begins.
    seed : int
        Seed of the random ones among them.

    Returns
    -------
    SyntheticControl

    Raises
    ------
    MethodError
        An absent column, a unit twice in a period, an unknown or incomplete treated unit or donor, fewer than
        two donors or periods before, none after, a predictor that does not vary or reaches past treatment.

    Notes
    -----
    Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association 105: 493-505. The
    inner problem is solved exactly, the outer from several starts: other programs stop at the first local
    minimum. Judge the gap by :func:`analysis.comparison.synthetic.placebos.placebos_in_space`, never alone.
    """
    subject = make_subject(
        frame, outcome, first_treated, predictors=predictors, unit=unit, time=time, fit_periods=fit_periods
    )
    chosen = choose_donors(subject, treated_unit, donors, ())
    found = solve(subject, treated_unit, chosen, max(starts, 1), seed)
    return describe(subject, outcome, treated_unit, chosen, found)


def describe(
    subject: Subject, outcome: str, treated_unit: Any, donors: Sequence[Any], found: Solution
) -> SyntheticControl:
    """Return the record of a solved synthetic control."""
    gap = gaps(subject, treated_unit, donors, found.weights)
    before, after = mspe(subject, gap)
    problem = subject.problem(treated_unit, donors)
    equal = problem.error(np.full(len(donors), 1 / len(donors)))
    lowest = problem.error(simplex_weights(problem.path, problem.paths))
    agreeing = sum(error <= AGREE * found.error for error in found.start_errors)
    balance = _balance(subject, treated_unit, donors, found)
    table = pd.DataFrame({"unit": list(donors), "weight": found.weights})
    own = subject.outcomes.loc[treated_unit]
    return SyntheticControl(
        outcome=outcome,
        treated_unit=treated_unit,
        first_treated=subject.first_treated,
        average_gap=float(gap[subject.after].mean()),
        pre_mspe=before,
        post_mspe=after,
        mspe_ratio=ratio(before, after),
        lowest_pre_mspe=lowest,
        equal_weights_pre_mspe=equal,
        weights=table.sort_values(["weight", "unit"], ascending=[False, True], ignore_index=True),
        predictors=balance,
        path=pd.DataFrame(
            {
                "period": list(own.index),
                "treated": own.to_numpy(),
                "synthetic": (own - gap).to_numpy(),
                "gap": gap.to_numpy(),
                "after": subject.after,
            }
        ),
        start_errors=found.start_errors,
        starts_agreeing=agreeing,
        donors_count=len(donors),
        left_out=subject.left_out,
        cautions=tuple(_cautions(before == 0, balance, found, equal, agreeing, subject)),
    )
