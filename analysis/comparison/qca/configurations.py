"""A qualitative comparative analysis of one outcome, whole: necessity, solutions, chance, ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.qca.chance import RandomOutcomes, random_outcomes
from analysis.comparison.qca.declared import declare_sets
from analysis.comparison.qca.necessity import necessary_conditions
from analysis.comparison.qca.ranges import SensitivityRange, sensitivity_ranges
from analysis.comparison.qca.solutions import INTERMEDIATE, KINDS, PARSIMONIOUS, Solution, minimise
from analysis.comparison.qca.truth_table import CutOffs, TruthTable, truth_table
from analysis.comparison.similarity.systems_designs import MDSO, MSDO, systems_pairs
from analysis.errors import MethodError


@dataclass(frozen=True)
class Configurations:
    """A qualitative comparative analysis of one outcome, whole.

    Attributes
    ----------
    table : TruthTable
        Observed rows, contradictions and warnings; `table.remainders()` are the configurations never seen.
    necessary : pandas.DataFrame
        As :func:`analysis.comparison.qca.necessity.necessary_conditions`.
    solutions : mapping of str to Solution
        Kind to solution, each with all tied models; empty where the method refused.
    models : pandas.DataFrame
        The same as a table, one row per kind and tied model: ``kind, model, inclusion, pri, coverage,
        models_count, complete, assumptions_count``.
    chance : RandomOutcomes or None
        How often a random outcome has a solution that fits as well; None without a solution.
    ranges : tuple of SensitivityRange
        Between which cut-offs the parsimonious models stay the same; empty without a solution.
    refused : str
        Why there is no solution; empty where there is one.
    """

    table: TruthTable
    necessary: pd.DataFrame
    solutions: Mapping[str, Solution]
    models: pd.DataFrame
    chance: RandomOutcomes | None
    ranges: tuple[SensitivityRange, ...]
    refused: str

    @property
    def cases_count(self) -> int:
        """How many cases were analysed."""
        return len(self.table.data.outcome)


def configurations(
    memberships: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    expectations: Mapping[str, bool | None],
    *,
    cut_offs: CutOffs | None = None,
    draws: int = 199,
    seed: int = 0,
) -> Configurations:
    """Analyse one outcome: necessity, truth table, the three solutions, chance, and how firm they are.

    Parameters
    ----------
    memberships : pandas.DataFrame
        Cases by sets, between 0 and 1.
    outcome : str
        Column of the outcome, ``~`` before it for its absence; then the expectations are turned round.
    conditions : sequence of str
        Columns of the conditions.
    expectations : mapping of str to bool or None
        Whether the presence of a condition should help the outcome itself (not its absence).
    cut_offs : CutOffs, optional
        What decides a row of the truth table.
    draws, seed : int
        Of the random outcomes.

    Returns
    -------
    Configurations
        With `refused` where there are too few cases for the conditions, or no row reaches the cut-offs.

    Raises
    ------
    MethodError
        What the truth table refuses.

    Notes
    -----
    The order of Schneider and Wagemann (2012), Set-Theoretic Methods for the Social Sciences, chapter 11:
    necessity first, then the truth table, then solutions with all ties. Fit says nothing of what chance gives
    with these cases; `chance` does.
    """
    cut = cut_offs or CutOffs()
    table = truth_table(memberships, outcome, conditions, cut)
    necessary = necessary_conditions(memberships, outcome, conditions)
    turned = outcome.startswith("~")
    expected = {name: helps if helps is None else helps != turned for name, helps in expectations.items()}
    try:
        found = {kind: minimise(table, kind, expected if kind == INTERMEDIATE else None) for kind in KINDS}
    except MethodError as refusal:
        return Configurations(table, necessary, {}, _models_table({}), None, (), str(refusal))
    if not any(solution.models for solution in found.values()):
        why = "No configuration reaches the cut-offs."
        return Configurations(table, necessary, {}, _models_table({}), None, (), why)
    return Configurations(
        table=table,
        necessary=necessary,
        solutions=found,
        models=_models_table(found),
        chance=random_outcomes(table, draws=draws, seed=seed),
        ranges=sensitivity_ranges(memberships, outcome, conditions, cut, kind=PARSIMONIOUS),
        refused="",
    )


def _models_table(solutions: Mapping[str, Solution]) -> pd.DataFrame:
    rows = [
        {
            "kind": kind,
            "model": model.text,
            "inclusion": model.fit.inclusion,
            "pri": model.fit.pri,
            "coverage": model.fit.coverage,
            "models_count": len(solution.models),
            "complete": solution.complete,
            "assumptions_count": len(solution.assumptions),
        }
        for kind, solution in solutions.items()
        for model in solution.models
    ]
    columns = (
        "kind",
        "model",
        "inclusion",
        "pri",
        "coverage",
        "models_count",
        "complete",
        "assumptions_count",
    )
    return pd.DataFrame(rows, columns=list(columns))


def declared_configurations(
    memberships: pd.DataFrame,
    sets: pd.DataFrame,
    *,
    absent: bool = False,
    only: Sequence[str] | None = None,
    inclusion: float = 0.8,
    pri: float = 0.5,
    frequency: int = 1,
    draws: int = 199,
    seed: int = 0,
) -> Configurations:
    """Analyse the declared outcome, or its absence, over all cases or some of them.

    Parameters
    ----------
    memberships : pandas.DataFrame
        As :func:`set_memberships` gives.
    sets : pandas.DataFrame
        As for :func:`declare_sets`; it gives outcome, conditions and expectations.
    absent : bool
        Ask for the absence of the outcome: it has configurations of its own.
    only : sequence of str, optional
        Index labels of the cases that count; all if omitted. Labels that are not there are passed over.
    inclusion, pri, frequency
        Cut-offs of the truth table.
    draws, seed : int
        Of the random outcomes.

    Raises
    ------
    MethodError
        As for :func:`configurations` and :func:`declare_sets`.
    """
    declared = declare_sets(sets)
    chosen = memberships if only is None else memberships.loc[memberships.index.isin(list(only))]
    return configurations(
        chosen,
        f"~{declared.outcome}" if absent else declared.outcome,
        declared.conditions,
        declared.expectations,
        cut_offs=CutOffs(inclusion=inclusion, pri=pri, frequency=frequency),
        draws=draws,
        seed=seed,
    )


def formula(found: Configurations, kind: str) -> str:
    """Return all tied models of one kind of solution joined by `` or ``; empty where there is none."""
    return " or ".join(found.models.loc[found.models["kind"] == kind, "model"])


def extreme_pairs(
    memberships: pd.DataFrame, sets: pd.DataFrame, only: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the most similar pairs with different outcomes and the most different ones with the same.

    Parameters
    ----------
    memberships, sets, only
        As for :func:`declared_configurations`. A case counts as having what it is more in than out of; one
        at exactly one half in some set is left out.

    Returns
    -------
    pandas.DataFrame
        Rows of ``SystemsPairs.pairs`` at the extreme of each design and outcome.

    Raises
    ------
    MethodError
        As for :func:`analysis.comparison.systems_designs.systems_pairs`.
    """
    declared = declare_sets(sets)
    names = [*declared.conditions, declared.outcome]
    chosen = memberships if only is None else memberships.loc[memberships.index.isin(list(only))]
    sided = chosen.loc[(chosen[names] != 0.5).all(axis=1), names]
    found = systems_pairs((sided > 0.5).astype(int), declared.outcome, declared.blocks)
    return pd.concat([found.extreme(MSDO), found.extreme(MDSO, 1), found.extreme(MDSO, 0)], ignore_index=True)
