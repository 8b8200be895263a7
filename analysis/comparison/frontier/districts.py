"""How far districts are from what the best with no more inputs reach, and with how few inputs others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.frontier.envelopment import INPUT, Frontier, data_envelopment
from analysis.comparison.frontier.robust import order_m
from analysis.comparison.similarity.inputs import window_inputs
from analysis.errors import MethodError


@dataclass(frozen=True)
class DistrictFrontier:
    """Districts against the frontier of all districts, in both directions.

    Attributes
    ----------
    units : pandas.DataFrame
        By district: the inputs, the outcome, ``target`` (the outcome that the best with no more inputs
        reach), ``input_share`` (share of its inputs with which a mix of others reaches its outcome; 1 on the
        frontier) and ``input_share_robust`` (the same against the best of 30 comparable districts, on
        average; above 1 is better than that).
    ceiling_pct : float
        Per cent of districts whose target lies within `near` of the end of the scale. Where it is large the
        frontier is flat: the inputs do not bound the outcome, and the distance to the target is no more than
        the distance to the end of the scale.
    near : float
        In the unit of the outcome.
    full : Frontier
        The input-oriented frontier (variable returns), which gives the peers.
    """

    units: pd.DataFrame
    ceiling_pct: float
    near: float
    full: Frontier

    @property
    def units_count(self) -> int:
        """How many districts were evaluated."""
        return len(self.units)


def frontier_of_units(
    units: pd.DataFrame, outcome: str, inputs: Sequence[str], *, ceiling: float = 100.0, near: float = 1.0
) -> DistrictFrontier:
    """Hold every unit against the frontier of all, towards more outcome and towards fewer inputs.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, amounts of zero or more.
    outcome : str
        Column of the outcome.
    inputs : sequence of str
        Columns of the inputs.
    ceiling, near : float
        End of the scale of the outcome, and how near to it counts as there.

    Returns
    -------
    DistrictFrontier

    Raises
    ------
    MethodError
        An outcome beyond the ceiling, or what
        :func:`analysis.comparison.frontier.envelopment.data_envelopment` refuses.

    Notes
    -----
    Data envelopment with variable returns: Banker, Charnes and Cooper (1984), Management Science 30:
    1078-1092; order-m: Cazals, Florens and Simar (2002), Journal of Econometrics 106: 1-25. Errors in the
    data count as differences in efficiency, and what the inputs leave out (distance, prices, need) does too.
    """
    if (units[outcome] > ceiling).any():
        first = units.index[units[outcome] > ceiling][0]
        raise MethodError(
            f"The outcome '{outcome}' of {first} lies beyond the end of its scale, {ceiling:g}."
        )
    names = list(inputs)
    upward = data_envelopment(units, names, [outcome])
    downward = data_envelopment(units, names, [outcome], orientation=INPUT)
    known = downward.units.index
    target = units.loc[known, outcome] * upward.units["score"].reindex(known)
    found = units.loc[known, [*names, outcome]].assign(
        target=target,
        input_share=downward.units["score"],
        input_share_robust=order_m(units, names, [outcome], orientation=INPUT)["score"].reindex(known),
    )
    return DistrictFrontier(found, 100 * float((target >= ceiling - near).mean()), near, downward)


def district_frontier(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    inputs: Sequence[str],
    before: tuple[int, int],
    after: tuple[int, int],
) -> DistrictFrontier:
    """Hold every district's outcome after against the inputs that it had before.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions; only districts with a value in every column count.
    outcome : str
        Column of the panel in percent, a mean over the observed years of `after`.
    inputs : sequence of str
        Columns of the panel, means over the observed years of `before`.
    before, after : tuple of int
        First and last year.

    Raises
    ------
    MethodError
        As for :func:`frontier_of_units`.
    """
    found = window_inputs(panel, regions, list(inputs), *before).means
    found = found.join(window_inputs(panel, regions, [outcome], *after).means).dropna()
    return frontier_of_units(found, outcome, inputs)
