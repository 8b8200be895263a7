"""Between which cut-offs a solution stays the same, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison.qca.solutions import CONSERVATIVE, minimise
from analysis.comparison.qca.truth_table import CutOffs, TruthTable, truth_table
from analysis.errors import MethodError
from analysis.statistics.unchanged import unchanged_interval

Models = frozenset[frozenset[str]]


@dataclass(frozen=True)
class SensitivityRange:
    """Where one cut-off can lie without a change in the models.

    Attributes
    ----------
    cut_off : str
        ``inclusion``, ``pri`` or ``frequency``.
    chosen : float
        The value used.
    lower, upper : float
        The models stay the same for every cut-off above `lower` and up to and including `upper`.
    below, above : str
        The models just outside, ties joined by `` or ``; "no solution" where no row is positive, and empty
        where the range reaches the end of the scale.
    """

    cut_off: str
    chosen: float
    lower: float
    upper: float
    below: str
    above: str


def _models(table: TruthTable, kind: str, expectations: Mapping[str, bool | None] | None, cap: int) -> Models:
    found = minimise(table, kind, expectations, largest_chance=1.0, models_cap=cap)
    return frozenset(frozenset(model.terms) for model in found.models)


def _text(models: Models) -> str:
    return " or ".join(sorted(" + ".join(sorted(model)) for model in models)) or "no solution"


def _range(
    name: str, chosen: float, values: np.ndarray, end: float, find: Callable[[float], Models]
) -> SensitivityRange:
    found = unchanged_interval(chosen, values, 0.0, end, find)
    return SensitivityRange(
        cut_off=name,
        chosen=chosen,
        lower=found.lower,
        upper=found.upper,
        below="" if found.below is None else _text(found.below),
        above="" if found.above is None else _text(found.above),
    )


def sensitivity_ranges(
    cases: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    cut_offs: CutOffs | None = None,
    kind: str = CONSERVATIVE,
    expectations: Mapping[str, bool | None] | None = None,
    models_cap: int = 20,
) -> tuple[SensitivityRange, ...]:
    """Return between which cut-offs of consistency, PRI and frequency the models stay the same.

    Parameters
    ----------
    cases, outcome, conditions, cut_offs
        As for :func:`analysis.comparison.qca.truth_table.truth_table`; no contradiction band.
    kind, expectations, models_cap
        As for :func:`analysis.comparison.qca.solutions.minimise`. The gate is off here: this asks how firm
        a solution is, not whether there should be one.

    Returns
    -------
    tuple of SensitivityRange
        For ``inclusion``, ``pri`` and ``frequency``, each with the other two held at what was chosen.

    Raises
    ------
    MethodError
        A contradiction band, no solution to start from, or what the truth table refuses.

    Notes
    -----
    The sensitivity ranges of Oana and Schneider (2024), Sociological Methods and Research 53: 57-88, but
    exact: only values that a row has can change a decision, so those are tried, not a grid of steps.
    """
    cut = cut_offs or CutOffs()
    if cut.contradiction is not None:
        raise MethodError("Sensitivity ranges are found without a contradiction band; leave it out.")
    table = truth_table(cases, outcome, conditions, cut)

    def find(other: CutOffs) -> Models:
        return _models(truth_table(cases, outcome, conditions, other), kind, expectations, models_cap)

    def at_frequency(value: float) -> Models:
        return find(replace(cut, frequency=int(value)))

    if not find(cut):
        raise MethodError("No configuration reaches these cut-offs, so there is no solution to start from.")
    seen = table.rows.loc[table.rows["cases_count"] >= cut.frequency]
    counts = np.unique(table.rows["cases_count"].to_numpy(float))
    pri = seen["pri"].dropna().to_numpy(float)
    inclusion = seen["inclusion"].to_numpy(float)
    return (
        _range("inclusion", cut.inclusion, inclusion, 1.0, lambda value: find(replace(cut, inclusion=value))),
        _range("pri", cut.pri, pri, 1.0, lambda value: find(replace(cut, pri=value))),
        _range("frequency", cut.frequency, counts, counts[-1] + 1, at_frequency),
    )
