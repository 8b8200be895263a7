"""Treatment that starts at different times: effects by group and period, and their averages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.panel.group_time import Cells, group_times, prepared
from analysis.errors import MethodError
from analysis.statistics.options import require_level, require_option

CONTROLS = ("never_treated", "not_yet_treated")
FEW_UNITS = 5


@dataclass(frozen=True)
class StaggeredEffects:
    """Effects of a treatment that starts at different times, by group and period, and averaged.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    group_time : pandas.DataFrame
        ``group`` (first treated period), ``period, estimate, standard_error, p_value, interval_low,
        interval_high, treated_count, control_count``; periods before treatment are placebo gaps.
    averages : pandas.DataFrame
        ``average`` (``simple, event, group, calendar``), ``at`` (event time, group or period; missing for the
        overall value of that average), ``estimate, standard_error, p_value, interval_low, interval_high``.
    estimate, standard_error, interval_low, interval_high, p_value : float
        The simple average: all treated group-periods, weighted by size.
    pre_statistic, pre_p_value : float
        Joint chi-square test of all group-time gaps before treatment, and its p-value; NaN with none.
    level : float
        Confidence level (pointwise).
    control : str
        ``never_treated`` or ``not_yet_treated`` units.
    treated_count, control_count, left_out_count : int
        Units ever treated, never treated, and left out because not observed throughout or always treated.
    event_covariance : numpy.ndarray
        Of the event-time averages, in their order.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    outcome: str
    group_time: pd.DataFrame = field(compare=False)
    averages: pd.DataFrame = field(compare=False)
    estimate: float
    standard_error: float
    interval_low: float
    interval_high: float
    p_value: float
    pre_statistic: float
    pre_p_value: float
    level: float
    control: str
    treated_count: int
    control_count: int
    left_out_count: int
    event_covariance: np.ndarray = field(compare=False)
    cautions: tuple[str, ...]


def _averages(cells: Cells) -> tuple[list[tuple[str, float]], np.ndarray, np.ndarray]:
    """Return labels, estimates and influences of all averages."""
    after = cells.period >= cells.group
    found: dict[tuple[str, float], tuple[float, np.ndarray]] = {("simple", np.nan): cells.mixed(after)}
    for name, place, keep in (
        ("event", cells.period - cells.group, np.ones(len(after), bool)),
        ("group", cells.group, after),
        ("calendar", cells.period, after),
    ):
        parts = {(name, at): cells.mixed(keep & (place == at)) for at in sorted(set(place[keep]))}
        found |= parts
        ends = {at: part for (_, at), part in parts.items() if name != "event" or at >= 0}
        values = np.array([value for value, _ in ends.values()])
        influence = np.column_stack([part for _, part in ends.values()])
        whole = Cells(np.array(list(ends)), np.array(list(ends)), values, influence, cells.unit_group)
        found[(name, float("nan"))] = (
            whole.mixed(np.ones(len(ends), bool))
            if name == "group"
            else (float(values.mean()), influence.mean(axis=1))
        )
    estimates = np.array([value for value, _ in found.values()])
    return list(found), estimates, np.column_stack([influence for _, influence in found.values()])


def _with_intervals(table: pd.DataFrame, level: float) -> pd.DataFrame:
    half = stats.norm.ppf((1 + level) / 2) * table["standard_error"]
    return table.assign(
        p_value=2 * stats.norm.sf((table["estimate"] / table["standard_error"]).abs()),
        interval_low=table["estimate"] - half,
        interval_high=table["estimate"] + half,
    )


def _pre_test(cells: Cells) -> tuple[float, float]:
    before = cells.period < cells.group
    gaps, influence = cells.effect[before], cells.influence[:, before]
    if not before.any() or np.linalg.matrix_rank(influence) < before.sum():
        return float("nan"), float("nan")
    statistic = float(gaps @ np.linalg.solve(influence.T @ influence, gaps))
    return statistic, float(stats.chi2.sf(statistic, before.sum()))


def staggered_effects(
    frame: pd.DataFrame,
    outcome: str,
    *,
    first_treated: str,
    unit: str = "region_code",
    time: str = "year",
    control: str = "never_treated",
    covariates: Sequence[str] = (),
    level: float = 0.95,
) -> StaggeredEffects:
    """Return group-time effects of a treatment that starts at different times, and their averages.

    Use it instead of two-way means wherever timing differs: those compare units already treated with each
    other (see :func:`analysis.comparison.panel.bacon.bacon_decomposition`).

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period; units not observed in all periods, or treated from the first, are left
        out and counted.
    outcome, first_treated : str
        The outcome, and the first treated period of each unit (0, empty or after the last period: never).
    unit, time : str
        Columns of the unit and the period (whole numbers).
    control : str
        ``never_treated`` units, or those ``not_yet_treated``.
    covariates : sequence of str
        Columns; their values in the base period enter doubly robust. None: plain differences of means.
    level : float
        Confidence level of the pointwise intervals.

    Returns
    -------
    StaggeredEffects

    Raises
    ------
    MethodError
        An absent column, a unit twice in a period, nobody treated, no control, an unknown option, or data
        that the estimator refuses.

    Notes
    -----
    Callaway and Sant'Anna (2021), Journal of Econometrics 225: 200-230: group-time effects by the doubly
    robust estimator of :mod:`analysis.comparison.panel.doubly_robust`, and averages as in their section 3.
    The base of a period before treatment is the period just before it; that of a later one, the last before
    treatment. Equal to the R package did 2.1.2, but for the error of the overall value by group: it weights
    with the groups of the first cells instead of the groups, which moves the fifth decimal. The library
    diff-diff 3.13 equals it without covariates; with covariates it does not normalise the weights of the
    controls, so this is computed here. Errors are asymptotic in the number of units and suppose units
    independent.
    """
    require_option(control, CONTROLS, "control group")
    require_level(level)
    rows, left_out = prepared(frame, outcome, first_treated, unit, time, covariates)
    counts = rows.groupby(unit)[first_treated].first().value_counts()
    if control == "never_treated" and 0 not in counts.index:
        raise MethodError("No unit is never treated; use control='not_yet_treated'.")
    cells, sizes = group_times(rows, outcome, (unit, time, first_treated), covariates, control)
    labels, estimates, influence = _averages(cells)
    averages = pd.DataFrame(labels, columns=["average", "at"]).assign(
        estimate=estimates, standard_error=np.sqrt((influence**2).sum(axis=0))
    )
    averages = _with_intervals(averages, level)
    event = ((averages["average"] == "event") & averages["at"].notna()).to_numpy()
    covariance = influence[:, event].T @ influence[:, event]
    statistic, p_value = _pre_test(cells)
    simple = averages.iloc[0]
    few = counts.loc[(counts.index > 0) & (counts < FEW_UNITS)].sort_index()
    small = [f"{group:g} ({size})" for group, size in zip(few.index, few, strict=True)]
    told: tuple[str, ...] = ()
    if small:
        told = (f"Groups with few units, whose errors are not to be trusted: {', '.join(small)}.",)
    return StaggeredEffects(
        outcome=outcome,
        group_time=_group_time(cells, sizes, level),
        averages=averages,
        estimate=float(simple["estimate"]),
        standard_error=float(simple["standard_error"]),
        interval_low=float(simple["interval_low"]),
        interval_high=float(simple["interval_high"]),
        p_value=float(simple["p_value"]),
        pre_statistic=statistic,
        pre_p_value=p_value,
        level=level,
        control=control,
        treated_count=int(counts[counts.index > 0].sum()),
        control_count=int(counts.get(0, 0)),
        left_out_count=left_out,
        event_covariance=covariance,
        cautions=told,
    )


def _group_time(cells: Cells, sizes: np.ndarray, level: float) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "group": cells.group.astype(int),
            "period": cells.period.astype(int),
            "estimate": cells.effect,
            "standard_error": np.sqrt((cells.influence**2).sum(axis=0)),
            "treated_count": sizes[:, 0],
            "control_count": sizes[:, 1],
        }
    )
    return _with_intervals(table, level)
