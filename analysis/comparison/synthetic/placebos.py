"""Is the gap of a synthetic control unusual? The same done to units and times without treatment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison.synthetic.control import (
    SyntheticControl,
    gaps,
    mspe,
    ratio,
    solve,
    synthetic_control,
)
from analysis.comparison.synthetic.subject import Predictor, choose_donors, make_subject
from analysis.errors import MethodError
from analysis.messages import say


@dataclass(frozen=True)
class SpacePlacebos:
    """Synthetic controls of treated units and of every donor.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    units : pandas.DataFrame
        ``unit, treated, pre_mspe, post_mspe, mspe_ratio, average_gap, rank, p_value``: rank of the ratio
        among the unit itself and all donors, 1 the largest, and rank over their number (treated units only);
        ``gap_rank, gap_p_value``: the same for the absolute average gap.
    gaps : pandas.DataFrame
        A row per unit and a column per period: treated less synthetic.
    smallest_attainable_p : float
        One over the donors plus one.
    donors_count : int
        Donors that were given a placebo treatment.
    left_out : tuple of str
        Units without a complete record.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    outcome: str
    units: pd.DataFrame = field(compare=False)
    gaps: pd.DataFrame = field(compare=False)
    smallest_attainable_p: float
    donors_count: int
    left_out: tuple[str, ...]
    cautions: tuple[str, ...]


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with ranks of each treated unit's ratio and gap among itself and the donors."""

    def ranks(values: np.ndarray) -> np.ndarray:
        placebo = np.sort(values[~table["treated"].to_numpy()])
        above = len(placebo) - np.searchsorted(placebo, values * (1 - 1e-9), side="left")
        return np.where(table["treated"], 1.0 + above, np.nan)

    count = int((~table["treated"]).sum()) + 1
    by_ratio, by_gap = ranks(table["mspe_ratio"].to_numpy()), ranks(table["average_gap"].abs().to_numpy())
    return table.assign(rank=by_ratio, p_value=by_ratio / count, gap_rank=by_gap, gap_p_value=by_gap / count)


def placebos_in_space(
    frame: pd.DataFrame,
    outcome: str,
    *,
    treated_units: Sequence[Any],
    first_treated: Any,
    predictors: Sequence[Predictor] = (),
    unit: str = "region_code",
    time: str = "year",
    donors: Sequence[Any] | None = None,
    fit_periods: tuple[Any, Any] | None = None,
    starts: int = 4,
    seed: int = 0,
) -> SpacePlacebos:
    """Return the synthetic control of each treated unit, and of each donor as if it had been treated.

    Parameters
    ----------
    frame, outcome, first_treated, predictors, unit, time, fit_periods, starts, seed
        As for :func:`analysis.comparison.synthetic.control.synthetic_control`.
    treated_units : sequence
        One or more; none of them is a donor, to treated units or to placebos.
    donors : sequence, optional
        All other units if omitted.

    Returns
    -------
    SpacePlacebos
        ``units`` can be carried into
        :func:`analysis.comparison.randomisation.inference.randomisation_inference`, with ``average_gap`` as
        the outcome and strata joined, to judge several treated units together.

    Raises
    ------
    MethodError
        As there; no treated unit, or fewer than three donors.

    Notes
    -----
    Abadie, Diamond and Hainmueller (2010), section 2.4: the ratio of mean squared gaps after and before does
    not need a cut-off for poor fits. The p-value is exact only if treatment could have fallen on any of the
    units alike. Donors of a placebo are the other donors.
    """
    if not len(treated_units):
        raise MethodError("Name at least one treated unit.")
    subject = make_subject(
        frame, outcome, first_treated, predictors=predictors, unit=unit, time=time, fit_periods=fit_periods
    )
    pool = choose_donors(subject, treated_units[0], donors, treated_units)
    if len(pool) < 3:
        raise MethodError(f"{len(pool)} donors cannot be placebos of each other; three are needed.")
    rows, paths = [], {}
    for name in [*treated_units, *pool]:
        others = choose_donors(subject, name, [donor for donor in pool if donor != name], ())
        found = solve(subject, name, others, max(starts, 1), seed)
        gap = gaps(subject, name, others, found.weights)
        before, after = mspe(subject, gap)
        average = float(gap[subject.after].mean())
        rows.append((name, name in treated_units, before, after, ratio(before, after), average))
        paths[name] = gap
    columns = ["unit", "treated", "pre_mspe", "post_mspe", "mspe_ratio", "average_gap"]
    smallest = 1 / (len(pool) + 1)
    cautions = []
    if smallest > 0.05:
        cautions.append(
            say(
                "With {donors} donors the smallest p-value possible is {smallest}.",
                donors=len(pool),
                smallest=f"{smallest:.3g}",
            )
        )
    perfect = sum(row[2] == 0 for row in rows)
    if perfect:
        cautions.append(
            say(
                "{perfect} of {all} synthetic controls fit perfectly before treatment, so their ratios have "
                "no value; read the rank of the gap, or give predictors or fewer donors.",
                perfect=perfect,
                all=len(rows),
            )
        )
    return SpacePlacebos(
        outcome=outcome,
        units=_ranked(pd.DataFrame(rows, columns=columns)),
        gaps=pd.DataFrame(paths).T,
        smallest_attainable_p=smallest,
        donors_count=len(pool),
        left_out=subject.left_out,
        cautions=tuple(cautions),
    )


def placebo_in_time(
    frame: pd.DataFrame,
    outcome: str,
    *,
    placebo_time: Any,
    first_treated: Any,
    time: str = "year",
    **options: Any,
) -> SyntheticControl:
    """Return the synthetic control as if treatment had begun earlier, from the years before it only.

    A gap that opens at the made-up date says that the method finds effects where there are none.

    Parameters
    ----------
    frame, outcome, first_treated, time, **options
        As for :func:`analysis.comparison.synthetic.control.synthetic_control`; predictors that reach past
        the made-up date are to be shortened by the caller.
    placebo_time : period
        The made-up first treated period, before the real one.

    Raises
    ------
    MethodError
        A made-up date that is not before the real one, or what the method refuses.
    """
    if placebo_time >= first_treated:
        raise MethodError(f"The made-up date {placebo_time} must lie before {first_treated}.")
    early = frame.loc[frame[time] < first_treated]
    return synthetic_control(early, outcome, first_treated=placebo_time, time=time, **options)


def leave_one_donor_out(
    frame: pd.DataFrame,
    outcome: str,
    *,
    treated_unit: Any,
    unit: str = "region_code",
    least: float = 0.01,
    **options: Any,
) -> pd.DataFrame:
    """Return the estimate without each donor that carries weight, to see whether it hangs on one.

    Parameters
    ----------
    frame, outcome, treated_unit, unit, **options
        As for :func:`analysis.comparison.synthetic.control.synthetic_control`.
    least : float
        Donors of at least this weight are left out in turn.

    Returns
    -------
    pandas.DataFrame
        ``left_out, weight, average_gap, pre_mspe, mspe_ratio``; the first row, with nothing left out, is the
        estimate itself.

    Raises
    ------
    MethodError
        What the method refuses.
    """
    whole = synthetic_control(frame, outcome, treated_unit=treated_unit, unit=unit, **options)
    rows: list[tuple[Any, ...]] = [("", np.nan, whole.average_gap, whole.pre_mspe, whole.mspe_ratio)]
    allowed = whole.weights["unit"].tolist()
    for _, donor in whole.weights.loc[whole.weights["weight"] >= least].iterrows():
        rest = sorted((name for name in allowed if name != donor["unit"]), key=str)
        one = synthetic_control(
            frame, outcome, treated_unit=treated_unit, unit=unit, **(options | {"donors": rest})
        )
        rows.append((donor["unit"], donor["weight"], one.average_gap, one.pre_mspe, one.mspe_ratio))
    return pd.DataFrame(rows, columns=["left_out", "weight", "average_gap", "pre_mspe", "mspe_ratio"])
