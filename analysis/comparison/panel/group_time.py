"""Effects by group (first treated period) and period: each a comparison with units not treated by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison.panel.doubly_robust import doubly_robust_gap
from analysis.errors import MethodError
from analysis.statistics.panel_frame import as_numbers, as_outcome, complete_rows, require_unique


def prepared(
    frame: pd.DataFrame,
    outcome: str,
    first_treated: str,
    unit: str,
    time: str,
    covariates: Sequence[str] = (),
) -> tuple[pd.DataFrame, int]:
    """Return complete rows of units observed in every period, with 0 for never treated, and units left out.

    Raises
    ------
    MethodError
        A unit twice in a period, a unit whose first treated period changes, nobody treated, everybody
        treated in the first period, or no unit observed throughout.
    """
    require_unique(frame, [unit, time])
    rows, _ = complete_rows(frame, [outcome, unit, time, *covariates])
    start = pd.to_numeric(rows[first_treated], errors="coerce").fillna(0)
    start = start.where(start <= as_numbers(rows, time).max(), 0)
    values: dict[str, Any] = {outcome: as_outcome(rows, outcome), first_treated: start}
    rows = rows.assign(**values, **{time: as_numbers(rows, time).astype(int)})
    if (rows.groupby(unit)[first_treated].nunique() > 1).any():
        raise MethodError(f"A unit has two values of '{first_treated}'; it must be the same in all its rows.")
    start = rows[first_treated]
    starting = start[start > 0]
    always = (start > 0) & (start <= rows[time].min())
    whole = rows[unit].map(rows[unit].value_counts()) == rows[time].nunique()
    kept = rows.loc[whole & ~always].reset_index(drop=True)
    if starting.empty:
        raise MethodError(f"No unit is ever treated: '{first_treated}' is 0 or empty in every row.")
    if kept.empty or not (kept[first_treated] > 0).any():
        raise MethodError(
            "No treated unit is observed in all periods and before its treatment: nothing to compare."
        )
    return kept, frame[unit].nunique() - kept[unit].nunique()


@dataclass(frozen=True)
class Cells:
    """Group-time effects with each unit's influence on them (scaled: errors are root sums of squares)."""

    group: np.ndarray
    period: np.ndarray
    effect: np.ndarray
    influence: np.ndarray
    unit_group: np.ndarray

    def mixed(self, keep: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the average of some cells weighted by group size, and each unit's influence on it."""
        groups, effects = self.group[keep], self.effect[keep]
        member = self.unit_group[:, None] == groups[None, :]
        share = member.mean(axis=0)
        weights = share / share.sum()
        drift = (member - share) / share.sum()
        drift = drift - drift.sum(axis=1, keepdims=True) * weights
        return float(weights @ effects), self.influence[:, keep] @ weights + drift @ effects / len(member)


def _cell(
    levels: pd.DataFrame, covariates: dict[Any, np.ndarray], keys: tuple[Any, Any], control: str
) -> tuple[float, np.ndarray, int, int] | None:
    """Return effect, influence and counts of one group in one period; nothing without a control."""
    group, period = keys
    starts, periods = levels.index.get_level_values(1).to_numpy(float), np.array(levels.columns, dtype=float)
    earlier = periods[periods < min(group, period)]
    if not len(earlier):
        return None
    base = earlier[-1]
    treated, free = starts == group, starts == 0
    if control == "not_yet_treated":
        free = free | ((starts > max(period, base)) & ~treated)
    used = treated | free
    if not free.any():
        return None
    change = (levels[period] - levels[base]).to_numpy()[used]
    effect, influence = doubly_robust_gap(change, treated[used], covariates[base][used])
    spread = np.zeros(len(levels))
    spread[used] = influence / used.sum()
    return effect, spread, int(treated.sum()), int(free.sum())


def group_times(
    rows: pd.DataFrame, outcome: str, keys: tuple[str, str, str], covariates: Sequence[str], control: str
) -> tuple[Cells, np.ndarray]:
    """Return the effect of every group in every period with a control group, and the units behind each.

    ``keys`` are the columns of unit, time and first treated period; ``rows`` as :func:`prepared` gives them.
    """
    unit, time, first_treated = keys
    levels = rows.pivot(index=[unit, first_treated], columns=time, values=outcome)
    wide = {name: rows.pivot(index=[unit, first_treated], columns=time, values=name) for name in covariates}
    designs = {
        period: np.column_stack([np.ones(len(levels)), *(wide[name][period] for name in covariates)])
        for period in levels.columns
    }
    starts = levels.index.get_level_values(1).to_numpy(float)
    found = {}
    for group in sorted(set(starts[starts > 0])):
        for period in levels.columns[1:]:
            cell = _cell(levels, designs, (group, period), control)
            if cell is not None:
                found[(group, float(period))] = cell
    if not any(period >= group for group, period in found):
        raise MethodError("No treated group has a control group in a period after its start.")
    groups, periods = np.array(list(found)).T
    effects = np.array([cell[0] for cell in found.values()])
    influence = np.column_stack([cell[1] for cell in found.values()])
    counts = np.array([cell[2:] for cell in found.values()])
    return Cells(groups, periods, effects, influence, starts), counts
