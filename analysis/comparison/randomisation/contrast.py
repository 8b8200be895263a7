"""What a randomisation test compares: who is treated, within which strata, given what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.randomisation.adjusted import (
    Adjustment,
    Shifted,
    make_adjustment,
    make_contrasts,
    shift,
    slopes,
)
from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.assignments import Strata, make_strata
from analysis.statistics.panel_frame import as_indicator, as_numbers, complete_rows, require_unique

# Assignments times units at a time: few enough to stay in cache.
PART_CELLS = 2**17
LEAST_GROUP = 2


@dataclass(frozen=True)
class Design:
    """The units compared, who of them is treated, and the strata.

    Attributes
    ----------
    rows : pandas.DataFrame
        The units with all that is needed.
    assigned : numpy.ndarray of bool, shape (units,)
        The observed assignment.
    strata : Strata
        Within which other units could have been treated.
    labels : numpy.ndarray or None
        Strata whose means are taken out, where the comparison is made within them.
    covariates : tuple of str
        Adjusted for.
    left_out : int
        Rows of the frame that are not compared.
    """

    rows: pd.DataFrame
    assigned: np.ndarray
    strata: Strata
    labels: np.ndarray | None
    covariates: tuple[str, ...]
    left_out: int


def _assigned(rows: pd.DataFrame, treated: str) -> np.ndarray:
    assigned = as_indicator(rows, treated)
    inside, outside = int(assigned.sum()), int((~assigned).sum())
    if min(inside, outside) < LEAST_GROUP:
        raise MethodError(
            f"A contrast needs at least {LEAST_GROUP} treated and {LEAST_GROUP} other units; found {inside} "
            f"and {outside}. For one treated unit use the synthetic control and its placebos."
        )
    return assigned


def make_design(
    frame: pd.DataFrame,
    treated: str,
    *,
    strata: str | None,
    covariates: Sequence[str],
    within_strata: bool = False,
    needed: Sequence[str] = (),
    unit: str | None = None,
) -> Design:
    """Return the design of a comparison; ``needed`` names further columns that must have a value.

    Where ``unit`` names the column of units, each of them may stand in one row only.

    Raises
    ------
    MethodError
        An absent column, a unit twice, fewer than two treated or two other units, strata that allow no other
        assignment, or a comparison within strata without strata.
    """
    if within_strata and strata is None:
        raise MethodError("A comparison within strata needs the column of strata.")
    if unit is not None:
        require_unique(frame, [unit])
    rows, _ = complete_rows(frame, [treated, *([strata] if strata else []), *covariates, *needed])
    assigned = _assigned(rows, treated)
    labels = None if strata is None else rows[strata].astype(str).to_numpy()
    design = make_strata(assigned, labels)
    if within_strata and labels is not None:
        kept = design.has_choice
        rows, labels, assigned = rows.loc[kept].reset_index(drop=True), labels[kept], assigned[kept]
        design = make_strata(assigned, labels)
    return Design(
        rows, assigned, design, labels if within_strata else None, tuple(covariates), len(frame) - len(rows)
    )


def adjusted_outcome(design: Design, outcome: str) -> tuple[Adjustment, np.ndarray, Shifted]:
    """Return the adjustment, the adjusted outcome and the observed contrast of one outcome.

    Units without the outcome do not count for it, in the observed assignment and in all others.

    Raises
    ------
    MethodError
        No contrast left among the observed units, a constant outcome, or a group that the covariates tell
        apart.
    """
    require_columns(design.rows, [outcome], "the frame")
    observed, assigned = design.rows[outcome].notna().to_numpy(), design.assigned
    if min((assigned & observed).sum(), (~assigned & observed).sum()) < LEAST_GROUP:
        raise MethodError(
            f"'{outcome}' is observed for {int((assigned & observed).sum())} treated and "
            f"{int((~assigned & observed).sum())} other units; at least {LEAST_GROUP} of each are needed."
        )
    values = np.zeros(len(design.rows))
    values[observed] = as_numbers(design.rows.loc[observed], outcome)
    if np.ptp(values[observed]) == 0:
        raise MethodError(
            f"'{outcome}' is {values[observed][0]:g} in every unit; there is nothing to explain."
        )
    adjustment = make_adjustment(design.rows, design.covariates, observed, design.labels)
    residual = adjustment.residual(values)
    own = next(make_contrasts(np.flatnonzero(assigned)[None, :], adjustment))
    if np.isnan(own.length[0]):
        raise MethodError(
            f"The covariates and the treated units cannot be told apart for '{outcome}'; "
            "use fewer covariates."
        )
    return adjustment, residual, shift(own, residual, adjustment.residual(assigned.astype(float)))


def shifted_draws(
    blocks: Iterable[np.ndarray],
    adjustment: Adjustment,
    residual: np.ndarray,
    assigned: np.ndarray,
    *,
    studentised: bool = True,
) -> Shifted:
    """Return coefficients and, where wanted, variances of every drawn assignment, shape (draws,).

    Blocks are worked off one by one, in parts that stay in the processor's cache, so memory does not grow
    with draws times units.
    """
    own = adjustment.residual(assigned.astype(float))
    part = max(1, PART_CELLS // len(assigned))
    found = []
    for block in blocks:
        if not studentised:
            found.append(slopes(block, adjustment, residual, own))
        else:
            found += [shift(some, residual, own) for some in make_contrasts(block, adjustment, part)]
    low, high = (np.concatenate([one.slope[i] for one in found]) for i in range(2))
    first, mixed, last = (np.concatenate([one.part[i] for one in found]) for i in range(3))
    return Shifted((low, high), (first, mixed, last))
