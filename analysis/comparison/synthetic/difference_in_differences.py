"""Synthetic difference-in-differences: weights on donors and on the years before, levels left free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import diff_diff  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.synthetic.subject import LEAST_DONORS, LEAST_PERIODS
from analysis.errors import MethodError
from analysis.statistics.extremes import count_extreme
from analysis.statistics.library import quietly
from analysis.statistics.options import require_level
from analysis.statistics.panel_frame import outcome_matrix


@dataclass(frozen=True)
class SyntheticDifferenceInDifferences:
    """The change of treated units beside the change of weighted donors.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    estimate, standard_error, interval_low, interval_high : float
        Effect in the outcome's unit; error and normal interval from placebo treatments of donors.
    p_value : float
        ``(1 + count) / (1 + placebos)`` of placebo effects at least as far from zero, and never below the
        smallest attainable.
    smallest_attainable_p : float
        What that p-value could be at best, given how many sets of donors there are.
    level : float
        Confidence level.
    unit_weights : pandas.DataFrame
        ``unit, weight`` of all donors, heaviest first.
    time_weights : pandas.DataFrame
        ``period, weight`` of all periods before.
    pre_rmse : float
        Root mean squared gap before treatment after taking out its level.
    placebos_count, treated_count, donors_count : int
        Placebo treatments, treated units, donors.
    left_out : tuple of str
        Units not observed in all periods.
    cautions : tuple of str
        What a reader must know, the library's warnings among them.
    """

    outcome: str
    estimate: float
    standard_error: float
    interval_low: float
    interval_high: float
    p_value: float
    smallest_attainable_p: float
    level: float
    unit_weights: pd.DataFrame = field(compare=False)
    time_weights: pd.DataFrame = field(compare=False)
    pre_rmse: float
    placebos_count: int
    treated_count: int
    donors_count: int
    left_out: tuple[str, ...]
    cautions: tuple[str, ...]


def _long(wide: pd.DataFrame, treated: Sequence[Any]) -> pd.DataFrame:
    # Whole numbers for units: the library sorts them, and mixed names cannot be sorted.
    rows = wide.reset_index(drop=True).melt(ignore_index=False, var_name="period", value_name="value")
    rows = rows.rename_axis("unit").reset_index()
    places = set(np.flatnonzero(wide.index.isin(list(treated))))
    return rows.assign(treated=rows["unit"].isin(places).astype(int))


def _checked(
    frame: pd.DataFrame,
    outcome: str,
    treated_units: Sequence[Any],
    first_treated: Any,
    names: tuple[str, str],
) -> tuple[pd.DataFrame, tuple[str, ...], list[Any]]:
    wide, left_out = outcome_matrix(frame, outcome, *names)
    absent = [name for name in treated_units if name not in wide.index]
    if absent or not len(treated_units):
        raise MethodError(
            f"The treated unit '{absent[0]}' is unknown or not observed in every period."
            if absent
            else "Name at least one treated unit."
        )
    after = [period for period in wide.columns if period >= first_treated]
    if not after or wide.shape[1] - len(after) < LEAST_PERIODS:
        raise MethodError(
            f"Treatment from {first_treated} leaves {wide.shape[1] - len(after)} periods before and "
            f"{len(after)} after; at least {LEAST_PERIODS} before and one after are needed."
        )
    count = len(set(treated_units))
    if len(wide) - count < max(LEAST_DONORS, count + 1):
        raise MethodError(
            f"{len(wide) - count} donors for {count} treated units; placebos need more donors than "
            "treated units."
        )
    return wide, left_out, after


def synthetic_difference_in_differences(
    frame: pd.DataFrame,
    outcome: str,
    *,
    treated_units: Sequence[Any],
    first_treated: Any,
    unit: str = "region_code",
    time: str = "year",
    donors: Sequence[Any] | None = None,
    placebos: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> SyntheticDifferenceInDifferences:
    """Return the synthetic difference-in-differences of one or several units treated at the same time.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period; units not observed in all periods are left out and named.
    outcome : str
        Column compared.
    treated_units, first_treated
        The units, and their common first treated period.
    unit, time : str
        Columns of the unit and the period.
    donors : sequence, optional
        Units allowed as donors; all others if omitted.
    placebos : int
        Random sets of donors, as many as the treated units, that are treated in turn.
    seed : int
        Seed of the placebos.
    level : float
        Confidence level of the normal interval.

    Returns
    -------
    SyntheticDifferenceInDifferences

    Raises
    ------
    MethodError
        An absent column, a unit twice in a period, an unknown or incomplete treated unit, too few periods or
        donors, fewer than two placebos.

    Notes
    -----
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), American Economic Review 111(12): 4088-4118, by
    the library diff-diff; error by their algorithm 4 (placebos), which supposes that treated units vary as
    donors do. With one treated unit the placebos are at most as many as the donors.
    """
    require_level(level)
    if placebos < 2:
        raise MethodError(f"{placebos} placebos give no error; at least two are needed.")
    if donors is not None:
        frame = frame.loc[frame[unit].isin([*treated_units, *donors])] if unit in frame else frame
    wide, left_out, after = _checked(frame, outcome, treated_units, first_treated, (unit, time))
    estimator = diff_diff.SyntheticDiD(n_bootstrap=placebos, seed=seed, alpha=1 - level)
    found, told = quietly(
        estimator.fit, _long(wide, treated_units), "value", "treated", "unit", "period", post_periods=after
    )
    effects = np.asarray(found.variance_effects, float)
    effects = effects[np.isfinite(effects)]
    count = len(set(treated_units))
    smallest = max(1 / (1 + math.comb(len(wide) - count, count)), 1 / (1 + len(effects)))
    share = (1 + count_extreme(np.abs(effects), abs(float(found.att)))) / (1 + len(effects))
    half = float(stats.norm.ppf((1 + level) / 2) * found.se)
    weights = pd.DataFrame({"place": list(found.unit_weights), "weight": list(found.unit_weights.values())})
    weights = weights.assign(unit=[wide.index[int(place)] for place in weights["place"]])
    weights = weights.sort_values(["weight", "unit"], ascending=[False, True], ignore_index=True)
    return SyntheticDifferenceInDifferences(
        outcome=outcome,
        estimate=float(found.att),
        standard_error=float(found.se),
        interval_low=float(found.att) - half,
        interval_high=float(found.att) + half,
        p_value=max(share, smallest),
        smallest_attainable_p=smallest,
        level=level,
        unit_weights=weights[["unit", "weight"]],
        time_weights=pd.DataFrame(
            {"period": list(found.time_weights), "weight": list(found.time_weights.values())}
        ),
        pre_rmse=float(found.pre_treatment_fit),
        placebos_count=len(effects),
        treated_count=count,
        donors_count=len(wide) - count,
        left_out=left_out,
        cautions=told,
    )
