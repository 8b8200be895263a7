"""The calibrated cases of an analysis, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError, nearest


@dataclass(frozen=True)
class Memberships:
    """Cases with their memberships in conditions and outcome.

    Attributes
    ----------
    conditions : pandas.DataFrame
        Cases by conditions, between 0 and 1, nothing missing.
    outcome : pandas.Series
        Membership in the outcome, already negated if `outcome_name` starts with ``~``.
    outcome_name : str
        As it was asked for, such as ``SURV`` or ``~SURV``.
    crisp : bool
        Whether every membership is 0 or 1.
    warnings : tuple of str
        What a reader must know: memberships of exactly 0.5, sets that do not vary, a single case.
    """

    conditions: pd.DataFrame
    outcome: pd.Series
    outcome_name: str
    crisp: bool
    warnings: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the conditions in order; the first is the most significant bit of a row."""
        return tuple(self.conditions.columns)

    @property
    def values(self) -> np.ndarray:
        """Return the memberships in the conditions, cases by conditions."""
        return self.conditions.to_numpy()


def listed(names: Sequence[object], limit: int = 5) -> str:
    """Join names for a sentence; a long list is cut and counted."""
    shown = ", ".join(str(name) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def _column(cases: pd.DataFrame, name: str) -> pd.Series:
    if name not in cases.columns:
        near = nearest(name, [str(column) for column in cases.columns])
        raise MethodError(
            f"The cases have no column '{name}'{'; did you mean ' + ' or '.join(near) if near else ''}."
        )
    numbers = pd.to_numeric(cases[name], errors="coerce").astype(float)
    if numbers.isna().any():
        raise MethodError(
            f"The membership of {listed(list(numbers.index[numbers.isna()]))} in '{name}' is missing or no "
            "number. QCA needs every case in every set: leave the case out and say so, or code it."
        )
    outside = numbers.index[(numbers < 0) | (numbers > 1)]
    if len(outside):
        raise MethodError(
            f"The membership of {listed(list(outside))} in '{name}' is {numbers.loc[outside[0]]:g}; "
            "memberships lie between 0 and 1. Calibrate the raw values first."
        )
    return numbers


def _warnings(conditions: pd.DataFrame, outcome: pd.Series, outcome_name: str) -> tuple[str, ...]:
    told = []
    for name in conditions.columns:
        half = list(conditions.index[conditions[name] == 0.5])
        if half:
            told.append(
                f"{listed(half)} has a membership of exactly 0.5 in {name}: neither in nor out, so it "
                "belongs to no row of the truth table."
            )
        if conditions[name].nunique() == 1:
            told.append(f"The condition {name} is the same in all cases: it can explain nothing here.")
    if (outcome == 0.5).any():
        half = list(outcome.index[outcome == 0.5])
        told.append(f"{listed(half)} has a membership of exactly 0.5 in {outcome_name}: neither in nor out.")
    if outcome.nunique() == 1 and len(outcome) > 1:
        told.append(f"The outcome {outcome_name} is the same in all cases: there is nothing to explain.")
    if len(conditions) == 1:
        told.append("There is one case: any condition that it has would 'explain' it.")
    return tuple(told)


def checked(cases: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> Memberships:
    """Check the cases of an analysis and return them with what a reader must be warned of.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case (unique index), one column per set.
    outcome : str
        Column of the outcome; with ``~`` before it, its absence.
    conditions : sequence of str
        Columns of the conditions, at least one, none twice, none the outcome.

    Raises
    ------
    MethodError
        Absent column, missing or impossible membership, repeated case, no case, no condition.
    """
    names = list(conditions)
    plain = outcome.removeprefix("~")
    if not names or len(set(names)) < len(names) or plain in names:
        raise MethodError(
            f"Name at least one condition, each once, and not the outcome; found "
            f"{', '.join(names) or 'none'} with the outcome {plain}."
        )
    if cases.empty or cases.index.has_duplicates:
        raise MethodError("The cases must be at least one row, and each case must occur once in the index.")
    frame = pd.DataFrame({name: _column(cases, name) for name in names}, index=cases.index)
    result = _column(cases, plain)
    if outcome.startswith("~"):
        result = 1 - result
    crisp = bool(np.isin(frame.to_numpy(), (0.0, 1.0)).all() and result.isin((0.0, 1.0)).all())
    return Memberships(frame, result.rename(outcome), outcome, crisp, _warnings(frame, result, outcome))
