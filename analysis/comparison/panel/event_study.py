"""Event study: a group's gap to the others period by period, and what the years before can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from analysis.comparison.panel.least_squares import cluster_cautions
from analysis.comparison.panel.regression import panel_regression
from analysis.errors import MethodError
from analysis.messages import say
from analysis.statistics.options import require_level
from analysis.statistics.panel_frame import as_indicator, complete_rows


@dataclass(frozen=True)
class EventStudy:
    """The gap of a group to the others in each period, less the gap in the reference period.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    effects : pandas.DataFrame
        ``period, event_time`` (steps from the first treated period), ``estimate, standard_error, p_value,
        interval_low, interval_high``; the reference period has estimate 0 and no error.
    covariance : numpy.ndarray
        Of the estimates without the reference period, in the order of the periods.
    average_after, average_after_error : float
        Mean of the effects from the first treated period on, and its standard error.
    pre_statistic, pre_p_value : float
        Joint F test that all gaps before are zero, and its p-value; NaN with a single period before.
    pre_count : int
        Gaps tested, without the reference period.
    freedom, level : float
        Degrees of freedom of t and of F's denominator, and confidence level.
    units_count, treated_count, clusters_count : int
        Units, treated units, clusters.
    left_out_count : int
        Rows without a value.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    outcome: str
    effects: pd.DataFrame = field(compare=False)
    covariance: np.ndarray = field(compare=False)
    average_after: float
    average_after_error: float
    pre_statistic: float
    pre_p_value: float
    pre_count: int
    freedom: float
    level: float
    units_count: int
    treated_count: int
    clusters_count: int
    left_out_count: int
    cautions: tuple[str, ...]


def _periods(rows: pd.DataFrame, time: str, first_treated: Any, reference: Any) -> tuple[list[Any], int, int]:
    """Return the periods in order, the place of the first treated one and that of the reference."""
    periods = sorted(rows[time].unique())
    if first_treated not in periods[1:]:
        raise MethodError(
            f"The first treated period {first_treated} is not one of the later periods observed "
            f"({periods[0]} to {periods[-1]})."
        )
    start = periods.index(first_treated)
    place = start - 1 if reference is None else periods.index(reference) if reference in periods else -1
    if not 0 <= place < start:
        raise MethodError(f"The reference period {reference} must be observed before {first_treated}.")
    return periods, start, place


def event_study(
    frame: pd.DataFrame,
    outcome: str,
    *,
    group: str,
    first_treated: Any,
    unit: str = "region_code",
    time: str = "year",
    reference: Any = None,
    cluster: str | None = None,
    level: float = 0.95,
) -> EventStudy:
    """Return the gap of a group to the others period by period, with a joint test of the gaps before.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period.
    outcome, group : str
        The outcome, and the column of 0 and 1 that tells the group (the same in all rows of a unit).
    first_treated : period
        First treated period, the same for all of the group.
    unit, time : str
        Columns of the unit and the period.
    reference : period, optional
        Period whose gap is set to zero; the last before treatment if omitted.
    cluster : str, optional
        Column of clusters; the unit if omitted.
    level : float
        Confidence level.

    Returns
    -------
    EventStudy

    Raises
    ------
    MethodError
        As for :func:`analysis.comparison.panel.regression.panel_regression`; a group that does not vary or
        that changes within a unit, periods that do not fit, fewer clusters than gaps to test.

    Notes
    -----
    Two-way means taken out, one coefficient for the group in each period but the reference. That no gap
    before is significant is weak evidence: see :func:`pretest_power` (Roth 2022, American Economic Review:
    Insights 4(3): 305-322). Where timing differs between units use
    :func:`analysis.comparison.panel.staggered.staggered_effects`.
    """
    require_level(level)
    by = cluster or unit
    rows, left_out = complete_rows(frame, [outcome, group, unit, time, by])
    treated = as_indicator(rows, group)
    if (rows.assign(t=treated).groupby(unit)["t"].nunique() > 1).any():
        raise MethodError(f"A unit changes its '{group}'; it must be the same in all its rows.")
    periods, start, place = _periods(rows, time, first_treated, reference)
    names = {f"group in {period}": period for i, period in enumerate(periods) if i != place}
    dummies = {name: treated & (rows[time] == period).to_numpy() for name, period in names.items()}
    found = panel_regression(
        rows.assign(**dummies), outcome, list(names), unit=unit, time=time, cluster=by, level=level
    )
    table = found.coefficients.drop(columns=["term", "statistic"])
    table.insert(0, "period", list(names.values()))
    blank = pd.DataFrame({"period": [periods[place]], "estimate": [0.0]})
    effects = pd.concat([table, blank]).sort_values("period", ignore_index=True)
    effects.insert(1, "event_time", np.arange(len(periods)) - start)
    estimates, covariance = found.coefficients["estimate"].to_numpy(), found.covariance
    before = np.array([period < first_treated for period in names.values()])
    statistic, p_value = _joint(estimates[before], covariance[np.ix_(before, before)], found.freedom)
    share = ~before / (~before).sum()
    clusters = int(found.clusters_count or 0)
    return EventStudy(
        outcome=outcome,
        effects=effects,
        covariance=covariance,
        average_after=float(share @ estimates),
        average_after_error=float(np.sqrt(share @ covariance @ share)),
        pre_statistic=statistic,
        pre_p_value=p_value,
        pre_count=int(before.sum()),
        freedom=found.freedom,
        level=level,
        units_count=found.units_count,
        treated_count=rows.loc[treated, unit].nunique(),
        clusters_count=clusters,
        left_out_count=left_out,
        cautions=(
            *cluster_cautions(clusters, rows.loc[treated, by].nunique()),
            say(
                "A test of the years before that does not reject does not show that trends were parallel; "
                "read it beside the trend that it would have missed."
            ),
        ),
    )


def _joint(estimates: np.ndarray, covariance: np.ndarray, freedom: float) -> tuple[float, float]:
    if not len(estimates):
        return float("nan"), float("nan")
    if len(estimates) >= freedom:
        raise MethodError(
            f"{len(estimates)} gaps before cannot be tested jointly with {freedom + 1:g} clusters. Use wider "
            "periods."
        )
    statistic = float(estimates @ np.linalg.solve(covariance, estimates)) / len(estimates)
    return statistic, float(stats.f.sf(statistic, len(estimates), freedom))


@dataclass(frozen=True)
class PretestPower:
    """The differential trend that the test of the years before would find with a given chance.

    Attributes
    ----------
    slope : float
        Trend of the group beside the others per period, in the outcome's unit, found with that chance.
    power, alpha : float
        The chance, and the level of the test.
    bias : float
        What such a trend, going on, would add to the average effect after.
    average_after : float
        The average effect found, to compare with ``bias``.
    """

    slope: float
    power: float
    alpha: float
    bias: float
    average_after: float


def pretest_power(study: EventStudy, *, power: float = 0.8, alpha: float = 0.05) -> PretestPower:
    """Return the linear trend that the joint test before would detect with a given chance, and its bias.

    Raises
    ------
    MethodError
        No gap before besides the reference, or a power that is not between the level and 1.

    Notes
    -----
    Roth (2022), American Economic Review: Insights 4(3): 305-322. F test with a noncentral distribution; the
    covariance is taken as known. A bias as large as the effect says that the years before cannot support it.
    """
    if not 0 < alpha < power < 1:
        raise MethodError(f"The power {power:g} must lie between the level {alpha:g} and 1.")
    if study.pre_count == 0:
        raise MethodError("There is one period before treatment only; nothing tests the trend.")
    shown = study.effects
    anchor = int(shown.loc[shown["standard_error"].isna(), "event_time"].iloc[0])
    steps = shown.loc[shown["standard_error"].notna(), "event_time"].to_numpy(float)
    before, distance = steps < 0, steps - anchor
    line = distance[before]
    per_square = float(line @ np.linalg.solve(study.covariance[np.ix_(before, before)], line))
    count, freedom = study.pre_count, study.freedom
    bar = stats.f.ppf(1 - alpha, count, freedom)

    def short(noncentrality: float) -> float:
        return float(stats.ncf.sf(bar, count, freedom, noncentrality)) - power

    high = 1.0
    while short(high) < 0:
        high *= 2
    slope = float(np.sqrt(optimize.brentq(short, 1e-9, high) / per_square))
    return PretestPower(slope, power, alpha, slope * float(distance[~before].mean()), study.average_after)
