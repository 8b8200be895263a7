"""Outcome and conditions as declared sets: which quantity, in which period, with which anchors and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.qca.calibration import Anchor, calibrate
from analysis.comparison.similarity.inputs import window_inputs
from analysis.errors import MethodError
from analysis.panels import require_columns

OUTCOME, CONDITION = "outcome", "condition"
EXPECTED = {"present": True, "absent": False}
SET_COLUMNS = (
    "set_id", "role", "column", "period", "full_out", "crossover", "full_in", "expectation", "block",
    "reason", "source",
)  # fmt: skip


@dataclass(frozen=True)
class DeclaredSets:
    """An outcome and its conditions, as somebody declared them.

    Attributes
    ----------
    outcome : str
        Name of the outcome.
    conditions : tuple of str
        Names of the conditions in order.
    quantities : mapping of str to tuple
        Set to its column and its period (``before`` or ``after``).
    anchors : mapping of str to Anchor
        Set to its anchors with reason and source.
    expectations : mapping of str to bool or None
        Condition to whether its presence should help; None where nothing is expected.
    blocks : mapping of str to tuple of str
        Theme to its conditions.
    """

    outcome: str
    conditions: tuple[str, ...]
    quantities: Mapping[str, tuple[str, str]]
    anchors: Mapping[str, Anchor]
    expectations: Mapping[str, bool | None]
    blocks: Mapping[str, tuple[str, ...]]


def declare_sets(sets: pd.DataFrame) -> DeclaredSets:
    """Return declared sets from their table.

    Parameters
    ----------
    sets : pandas.DataFrame
        One row per set: ``set_id``, ``role`` (outcome, once, or condition), ``column``, ``period`` (before or
        after), ``full_out, crossover, full_in``, ``expectation`` (present, absent or missing), ``block``
        (missing for the outcome), ``reason`` and ``source``.

    Raises
    ------
    MethodError
        Absent column, not exactly one outcome, no condition, a repeated set, another expectation, or anchors
        out of order or without reason.
    """
    require_columns(sets, SET_COLUMNS, "the table of sets")
    named = sets.set_index("set_id")
    outcomes = list(named.index[named["role"] == OUTCOME])
    conditions = list(named.index[named["role"] == CONDITION])
    if len(outcomes) != 1 or not conditions or named.index.has_duplicates:
        raise MethodError(
            f"The table of sets has {len(outcomes)} outcomes and {len(conditions)} conditions; it needs one "
            "outcome and at least one condition, each named once."
        )
    wanted = named["expectation"].astype(object).where(named["expectation"].notna(), "")
    stray = sorted(set(wanted) - {*EXPECTED, ""})
    if stray:
        raise MethodError(
            f"The expectation '{stray[0]}' is unknown; write present or absent, or leave it empty."
        )
    anchors = {
        str(name): Anchor(row["full_out"], row["crossover"], row["full_in"], row["reason"], row["source"])
        for name, row in named.iterrows()
    }
    themes = dict.fromkeys(str(block) for block in named.loc[conditions, "block"])
    return DeclaredSets(
        outcome=outcomes[0],
        conditions=tuple(conditions),
        quantities={str(name): (row["column"], row["period"]) for name, row in named.iterrows()},
        anchors=anchors,
        expectations={name: EXPECTED.get(str(wanted[name])) for name in conditions},
        blocks={theme: tuple(c for c in conditions if named.at[c, "block"] == theme) for theme in themes},
    )


def set_values(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    sets: pd.DataFrame,
    before: tuple[int, int],
    after: tuple[int, int],
) -> pd.DataFrame:
    """Return the measured quantity behind every set, for every district with all of them.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel with every column that the sets name, and the table of regions; only districts count.
    sets : pandas.DataFrame
        As for :func:`declare_sets`.
    before, after : tuple of int
        First and last year of the two periods; a quantity is its mean over the observed years of its period.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``region_code``, one column per set, in the unit of the column; a district without a figure
        for some set is left out, which `len` shows.

    Raises
    ------
    MethodError
        As for :func:`declare_sets`, another period, or an absent column.
    """
    declared = declare_sets(sets)
    periods = {"before": before, "after": after}
    found = {}
    for name in (declared.outcome, *declared.conditions):
        column, period = declared.quantities[name]
        if period not in periods:
            raise MethodError(f"The period '{period}' of the set '{name}' is unknown; write before or after.")
        found[name] = window_inputs(panel, regions, [column], *periods[period]).means[column]
    return pd.DataFrame(found).dropna()


def set_memberships(values: pd.DataFrame, sets: pd.DataFrame) -> pd.DataFrame:
    """Return memberships in every set by the direct method of calibration.

    Parameters
    ----------
    values : pandas.DataFrame
        Cases by sets, as :func:`set_values` gives.
    sets : pandas.DataFrame
        As for :func:`declare_sets`.

    Raises
    ------
    MethodError
        An absent column, or what :func:`analysis.comparison.calibration.calibrate` refuses.
    """
    declared = declare_sets(sets)
    names = [declared.outcome, *declared.conditions]
    require_columns(values, names, "the values of the sets")
    return pd.DataFrame({name: calibrate(values[name], declared.anchors[name]).membership for name in names})
