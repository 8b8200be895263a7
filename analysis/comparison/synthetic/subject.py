"""What a synthetic control is made from: outcomes by unit and period, predictors, donors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison.synthetic.weights import Problem
from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.panel_frame import as_numbers, outcome_matrix

LEAST_DONORS = 2
LEAST_PERIODS = 2


@dataclass(frozen=True)
class Predictor:
    """A characteristic that the synthetic control should share: the mean of a column over periods.

    Attributes
    ----------
    column : str
        Column of the frame.
    first, last : period
        Both included; missing cells in between are left out of the mean.
    """

    column: str
    first: Any
    last: Any

    @property
    def name(self) -> str:
        """The column and its periods, such as ``retprice 1980-1988``."""
        span = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.column} {span}"


@dataclass(frozen=True)
class Subject:
    """Outcomes and predictors of all units.

    Attributes
    ----------
    outcomes : pandas.DataFrame
        A row per unit and a column per period.
    predictors : pandas.DataFrame or None
        A row per unit and a column per predictor, over its standard deviation; ``None``: the outcomes
        before treatment themselves.
    raw_predictors : pandas.DataFrame or None
        The same in their units.
    first_treated : period
        First treated period.
    fitted : tuple of periods
        Periods before treatment whose fit counts.
    left_out : tuple of str
        Units without a complete record.
    """

    outcomes: pd.DataFrame
    predictors: pd.DataFrame | None
    raw_predictors: pd.DataFrame | None
    first_treated: Any
    fitted: tuple[Any, ...]
    left_out: tuple[str, ...]

    @property
    def after(self) -> np.ndarray:
        """Whether each period is treated."""
        return np.array([period >= self.first_treated for period in self.outcomes.columns])

    def problem(self, unit: Any, donors: Sequence[Any]) -> Problem:
        """Return the problem of one unit; without predictors, the outcomes before stand in their place."""
        paths = self.outcomes[list(self.fitted)]
        path, others = paths.loc[unit].to_numpy(), paths.loc[list(donors)].to_numpy().T
        if self.predictors is None:
            return Problem(path, others, path, others)
        target = self.predictors.loc[unit].to_numpy()
        return Problem(target, self.predictors.loc[list(donors)].to_numpy().T, path, others)


def _predictor_table(
    frame: pd.DataFrame, predictors: Sequence[Predictor], unit: str, time: str
) -> pd.DataFrame:
    table = {}
    for predictor in predictors:
        require_columns(frame, [predictor.column], "the frame")
        rows = frame.loc[
            frame[time].between(predictor.first, predictor.last) & frame[predictor.column].notna()
        ]
        if rows.empty:
            raise MethodError(f"'{predictor.name}' has no value in those periods.")
        table[predictor.name] = (
            pd.Series(as_numbers(rows, predictor.column), rows[unit]).groupby(level=0).mean()
        )
    return pd.DataFrame(table)


def make_subject(
    frame: pd.DataFrame,
    outcome: str,
    first_treated: Any,
    *,
    predictors: Sequence[Predictor],
    unit: str,
    time: str,
    fit_periods: tuple[Any, Any] | None = None,
) -> Subject:
    """Return outcomes and predictors of all units with a complete record.

    Raises
    ------
    MethodError
        An absent column, a unit twice in a period, fewer than two periods before treatment or none after, a
        predictor without values, after treatment begins, or the same for all.
    """
    outcomes, left_out = outcome_matrix(frame, outcome, unit, time)
    before = [period for period in outcomes.columns if period < first_treated]
    if len(before) < LEAST_PERIODS or len(before) == outcomes.shape[1]:
        raise MethodError(
            f"Treatment from {first_treated} leaves {len(before)} periods before and "
            f"{outcomes.shape[1] - len(before)} after; at least {LEAST_PERIODS} before and one after are "
            "needed."
        )
    first, last = fit_periods or (before[0], before[-1])
    fitted = tuple(period for period in before if first <= period <= last)
    if len(fitted) < LEAST_PERIODS:
        raise MethodError(
            f"The periods {first} to {last} hold {len(fitted)} before treatment; two are needed."
        )
    if not predictors:
        return Subject(outcomes, None, None, first_treated, fitted, left_out)
    late = [predictor.name for predictor in predictors if predictor.last >= first_treated]
    if late:
        raise MethodError(f"The predictor '{late[0]}' reaches into the treated periods; end it before.")
    raw = _predictor_table(frame, predictors, unit, time).reindex(outcomes.index)
    whole = raw.dropna()
    spread = whole.std()
    if (spread == 0).any():
        raise MethodError(f"The predictor '{spread.index[spread == 0][0]}' is the same for all units.")
    gone = tuple(sorted({*left_out, *(str(code) for code in set(raw.index) - set(whole.index))}))
    return Subject(outcomes.loc[whole.index], whole / spread, whole, first_treated, fitted, gone)


def choose_donors(
    subject: Subject, unit: Any, donors: Sequence[Any] | None, barred: Sequence[Any]
) -> list[Any]:
    """Return the donors of a unit: those named, or all but itself and those barred.

    Raises
    ------
    MethodError
        The unit or a named donor is not observed throughout, the unit is its own donor, or fewer than two
        donors are left.
    """
    known = list(subject.outcomes.index)
    for name in [unit, *(donors or ())]:
        if name not in known:
            raise MethodError(f"The unit '{name}' is unknown, or has no complete record of what is needed.")
    if donors is not None and unit in donors:
        raise MethodError(f"The unit '{unit}' cannot be its own donor.")
    chosen = list(donors) if donors is not None else [name for name in known if name != unit]
    chosen = [name for name in chosen if name not in set(barred)]
    if len(chosen) < LEAST_DONORS:
        raise MethodError(
            f"{len(chosen)} donors are left for '{unit}'; a synthetic control needs {LEAST_DONORS} at the "
            "very least, and a dozen to be judged by placebos."
        )
    return chosen
