"""What a two-way estimate is made of when timing differs: every 2 x 2 comparison and its weight."""

from __future__ import annotations

from dataclasses import dataclass, field

import diff_diff  # type: ignore[import-untyped]
import pandas as pd

from analysis.comparison.panel.group_time import prepared
from analysis.statistics.library import quietly

KINDS = {
    "treated_vs_never": "treated against never treated",
    "earlier_vs_later": "earlier against later treated",
    "later_vs_earlier": "later against earlier treated (already treated as control)",
}


@dataclass(frozen=True)
class BaconDecomposition:
    """The two-way estimate as a weighted mean of comparisons of two groups.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    two_way_estimate : float
        The coefficient with unit and period means taken out.
    comparisons : pandas.DataFrame
        ``treated, control`` (first treated periods; ``never_treated``), ``kind, estimate, weight``.
    kinds : pandas.DataFrame
        ``kind, weight, estimate``: the weight of each kind and its weighted mean.
    forbidden_weight : float
        Weight of comparisons that use units already treated as controls, 0 to 1.
    left_out_count : int
        Units left out because not observed throughout or always treated.
    cautions : tuple of str
        What a reader must know, the library's warnings among them.
    """

    outcome: str
    two_way_estimate: float
    comparisons: pd.DataFrame = field(compare=False)
    kinds: pd.DataFrame = field(compare=False)
    forbidden_weight: float
    left_out_count: int
    cautions: tuple[str, ...]


def bacon_decomposition(
    frame: pd.DataFrame,
    outcome: str,
    *,
    first_treated: str,
    unit: str = "region_code",
    time: str = "year",
) -> BaconDecomposition:
    """Return which comparisons a two-way estimate averages, and with which weights.

    Parameters
    ----------
    frame, outcome, first_treated, unit, time
        As for :func:`analysis.comparison.panel.staggered.staggered_effects`.

    Returns
    -------
    BaconDecomposition

    Raises
    ------
    MethodError
        As there.

    Notes
    -----
    Goodman-Bacon (2021), Journal of Econometrics 225: 254-277, by the library diff-diff. The weights add up
    to one. It is a diagnosis: a large weight on units already treated as controls says that the two-way
    estimate cannot be read as an average effect where effects change over time.
    """
    rows, left_out = prepared(frame, outcome, first_treated, unit, time)
    result, told = quietly(diff_diff.BaconDecomposition().fit, rows, outcome, unit, time, first_treated)
    table = pd.DataFrame(
        {
            "treated": [part.treated_group for part in result.comparisons],
            "control": [str(part.control_group) for part in result.comparisons],
            "kind": [KINDS[part.comparison_type] for part in result.comparisons],
            "estimate": [float(part.estimate) for part in result.comparisons],
            "weight": [float(part.weight) for part in result.comparisons],
        }
    )
    table["share"] = table["weight"] * table["estimate"]
    kinds = table.groupby("kind", as_index=False)[["weight", "share"]].sum()
    kinds["estimate"] = kinds["share"] / kinds["weight"]
    weights = kinds.set_index("kind")["weight"]
    return BaconDecomposition(
        outcome=outcome,
        two_way_estimate=float(result.twfe_estimate),
        comparisons=table.drop(columns="share"),
        kinds=kinds[["kind", "weight", "estimate"]],
        forbidden_weight=float(weights.get(KINDS["later_vs_earlier"], 0.0)),
        left_out_count=left_out,
        cautions=told,
    )
