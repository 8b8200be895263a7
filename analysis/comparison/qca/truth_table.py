"""The truth table: which configurations exist, and how consistently each goes with the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.qca.expressions import Term, term_membership
from analysis.comparison.qca.memberships import Memberships, checked
from analysis.errors import MethodError

POSITIVE, NEGATIVE, CONTRADICTION, REMAINDER = "positive", "negative", "contradiction", "remainder"
MOST_CONDITIONS = 16
ROUNDING = 1e-9


@dataclass(frozen=True)
class CutOffs:
    """What decides a row of the truth table.

    Attributes
    ----------
    inclusion : float
        Raw consistency from which a row counts as positive (incl.cut).
    pri : float
        PRI that it needs besides.
    frequency : int
        Cases from which a row counts as observed; below it is a remainder (n.cut).
    contradiction : float or None
        A row with a consistency from here up to `inclusion` is a contradiction, not a negative row; None for
        no such band.
    """

    inclusion: float = 0.8
    pri: float = 0.0
    frequency: int = 1
    contradiction: float | None = None


@dataclass(frozen=True)
class TruthTable:
    """The observed rows, and what they rest on.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per configuration that at least one case belongs to, by `row` (1 + binary value, the first
        condition most significant): the conditions as 0/1, ``decision`` (positive, negative, contradiction,
        remainder), ``cases_count, inclusion, pri, members_with_outcome, cases``. A mixed row, some of whose
        members have the outcome and some not, has ``mixed`` true.
    data : Memberships
        The checked cases.
    cut_offs : CutOffs
        What decided.
    unassigned : tuple of str
        Cases in no row: a membership of exactly 0.5.
    warnings : tuple of str
        What a reader must know.
    """

    rows: pd.DataFrame
    data: Memberships
    cut_offs: CutOffs
    unassigned: tuple[str, ...]
    warnings: tuple[str, ...]

    def numbers(self, *decisions: str) -> np.ndarray:
        """Return the configurations (0-based binary values) of the rows with these decisions."""
        chosen = self.rows["decision"].isin(decisions)
        return np.asarray(self.rows.index[chosen], dtype=int) - 1

    @property
    def remainders_count(self) -> int:
        """Return how many of the possible configurations are logical remainders."""
        observed = (self.rows["decision"] != REMAINDER).sum()
        return int(2 ** len(self.data.names) - observed)

    def remainders(self) -> pd.DataFrame:
        """Return all logical remainders, one row per configuration, with the few cases below the cut-off."""
        counts = self.rows.loc[self.rows["decision"] == REMAINDER, "cases_count"]
        observed = self.numbers(POSITIVE, NEGATIVE, CONTRADICTION)
        left = np.setdiff1d(np.arange(2 ** len(self.data.names)), observed)
        frame = pd.DataFrame(configuration_bits(left, len(self.data.names)), columns=list(self.data.names))
        frame.index = pd.Index(left + 1, name="row")
        return frame.assign(cases_count=counts.reindex(frame.index).fillna(0).astype(int))


def configuration_bits(numbers: np.ndarray, count: int) -> np.ndarray:
    """Return configurations as rows of 0 and 1, the first condition most significant."""
    return (np.asarray(numbers, dtype=int)[:, None] >> np.arange(count - 1, -1, -1)) & 1


def _refuse_cut_offs(cut: CutOffs) -> None:
    low = cut.inclusion if cut.contradiction is None else cut.contradiction
    if not (0 < low <= cut.inclusion <= 1 and 0 <= cut.pri <= 1 and cut.frequency >= 1):
        raise MethodError(
            f"The cut-offs are impossible: inclusion {cut.inclusion:g} and PRI {cut.pri:g} must lie between "
            f"0 and 1, the contradiction cut-off ({cut.contradiction}) at or below inclusion, and the "
            f"frequency ({cut.frequency}) at least 1."
        )


def row_fit(row_memberships: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return consistency and PRI of every row for an outcome, from its memberships (cases by rows)."""
    joint = np.minimum(row_memberships, outcome[:, None])
    both_ways = np.minimum(joint, 1 - outcome[:, None]).sum(axis=0)
    inside, size = joint.sum(axis=0), row_memberships.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return inside / size, (inside - both_ways) / (size - both_ways)


def decide(counts: np.ndarray, inclusion: np.ndarray, pri: np.ndarray, cut: CutOffs) -> np.ndarray:
    """Return what each row counts as under the cut-offs."""
    enough = (cut.pri == 0) | (pri >= cut.pri - ROUNDING)
    low = np.inf if cut.contradiction is None else cut.contradiction
    return np.select(
        [
            counts < cut.frequency,
            (inclusion >= cut.inclusion - ROUNDING) & enough,
            inclusion >= low - ROUNDING,
        ],
        [REMAINDER, POSITIVE, CONTRADICTION],
        NEGATIVE,
    )


def row_memberships(data: Memberships, numbers: np.ndarray) -> np.ndarray:
    """Return each case's membership in each configuration: cases by configurations."""
    full = (1 << len(data.names)) - 1
    parts = [term_membership(data.values, Term(full, int(number))) for number in numbers]
    return np.array(parts).T.reshape(len(data.values), len(parts))


def _assigned(data: Memberships) -> np.ndarray:
    """Return the configuration each case belongs to, -1 where a membership is exactly 0.5."""
    weights = 1 << np.arange(len(data.names) - 1, -1, -1)
    numbers = ((data.values > 0.5) @ weights).astype(int)
    return np.where((data.values == 0.5).any(axis=1), -1, numbers)


def _observed_rows(data: Memberships, assigned: np.ndarray, cut: CutOffs) -> pd.DataFrame:
    numbers, counts = np.unique(assigned[assigned >= 0], return_counts=True)
    inclusion, pri = row_fit(row_memberships(data, numbers), data.outcome.to_numpy())
    belongs = assigned[:, None] == numbers[None, :]
    with_outcome = (belongs & (data.outcome.to_numpy() > 0.5)[:, None]).sum(axis=0)
    without = (belongs & (data.outcome.to_numpy() < 0.5)[:, None]).sum(axis=0)
    rows = pd.DataFrame(configuration_bits(numbers, len(data.names)), columns=list(data.names))
    names = data.conditions.index.astype(str).to_numpy()
    return rows.assign(
        decision=decide(counts, inclusion, pri, cut),
        cases_count=counts,
        inclusion=inclusion,
        pri=pri,
        members_with_outcome=with_outcome,
        mixed=(with_outcome > 0) & (without > 0),
        cases=[", ".join(names[column]) for column in belongs.T],
    ).set_index(pd.Index(numbers + 1, name="row"))


def _table_warnings(data: Memberships, rows: pd.DataFrame) -> tuple[str, ...]:
    told = list(data.warnings)
    if len(rows) == 1 and len(data.outcome) > 1:
        told.append("All cases belong to one configuration: the conditions do not tell them apart.")
    mixed = rows.index[rows["mixed"]]
    if len(mixed):
        told.append(
            f"{len(mixed)} of {len(rows)} observed configurations hold cases with and without the outcome "
            f"(row {', '.join(str(row) for row in mixed[:8])}): contradictory as they stand."
        )
    if len(rows) and not (rows["decision"] == POSITIVE).any():
        told.append("No configuration reaches the cut-offs: there is no solution to find.")
    return tuple(told)


def truth_table(
    cases: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    cut_offs: CutOffs | None = None,
) -> TruthTable:
    """Return the truth table of crisp or fuzzy sets.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row per case (unique index), memberships between 0 and 1, nothing missing in the sets used.
    outcome : str
        Column of the outcome; ``~`` before it asks for its absence.
    conditions : sequence of str
        Columns of the conditions, at most `MOST_CONDITIONS`.
    cut_offs : CutOffs, optional
        Consistency 0.8, one case, no PRI cut-off if omitted. They decide the result: see
        :func:`analysis.comparison.qca.ranges.sensitivity_ranges`.

    Returns
    -------
    TruthTable

    Raises
    ------
    MethodError
        Impossible cut-offs, too many conditions, or cases that :func:`memberships.checked` refuses.

    Notes
    -----
    Ragin (2008), Redesigning Social Inquiry, chapter 7. A case belongs to the row in which its membership
    is above 0.5; the consistency of a row is computed over all cases. The rows, consistencies and PRI of
    the Lipset data in the tests are those of the R package QCA (Dusa 2019).
    """
    cut = cut_offs or CutOffs()
    _refuse_cut_offs(cut)
    if len(conditions) > MOST_CONDITIONS:
        raise MethodError(
            f"{len(conditions)} conditions make {2 ** len(conditions):,} configurations; at most "
            f"{MOST_CONDITIONS} conditions are taken. No number of districts could fill such a table: choose."
        )
    data = checked(cases, outcome, conditions)
    assigned = _assigned(data)
    rows = _observed_rows(data, assigned, cut)
    unassigned = tuple(str(name) for name in data.conditions.index[assigned < 0])
    return TruthTable(rows, data, cut, unassigned, _table_warnings(data, rows))
