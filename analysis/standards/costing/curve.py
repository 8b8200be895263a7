"""In which order gaps close at least cost: a curve of cost against the gap that is closed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.standards.costing.offers import checked_options, weights_of


def least_cost_curve(options: pd.DataFrame, *, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the order in which indicators close their gaps at least cost.

    Parameters
    ----------
    options : pandas.DataFrame
        As for :func:`analysis.standards.costing.purchase.buy`; the years of an indicator are taken together.
    weights : mapping of str to float, optional
        What one served counts, by indicator; one each if omitted.

    Returns
    -------
    pandas.DataFrame
        A row per indicator with a gap, cheapest first: ``rank, indicator_code, people, setup_idr,
        variable_idr, cost_idr, cost_per_person_idr``, then ``cumulative_people``, ``cumulative_cost_idr`` and
        ``closed_pct`` (of all gaps, in weighted people) up to and with the indicator.

    Raises
    ------
    MethodError
        As for ``buy``; or no gap at all.

    Notes
    -----
    The order is by cost for each one served, set-up included, which is the least cost for each amount closed
    where indicators have no set-up cost and may be closed in part (the continuous knapsack: Dantzig 1957,
    Operations Research 5: 266-288). With set-up costs it is the least cost at the ends of the steps only in
    this order; between them ``buy`` may find cheaper mixtures. Ties are broken by code. Minimum levels and
    capacities play no part.
    """
    ready = checked_options(options, "people")
    counts = weights_of(ready, "people" if weights is None else "weighted", weights)
    ready = ready.assign(
        weighted=counts * ready["gap_people"], variable_idr=ready["unit_cost_idr"] * ready["gap_people"]
    )
    sums = ready.groupby("indicator_code")[["gap_people", "setup_idr", "variable_idr", "weighted"]].sum()
    sums = sums[sums["weighted"] > 0]
    if sums.empty:
        raise MethodError("No indicator has a gap; there is no order in which to close them.")
    sums["cost_idr"] = sums["setup_idr"] + sums["variable_idr"]
    sums["cost_per_person_idr"] = sums["cost_idr"] / sums["gap_people"]
    sums["_by"] = sums["cost_idr"] / sums["weighted"]
    table = sums.reset_index().sort_values(["_by", "indicator_code"], ignore_index=True)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    table["cumulative_people"] = table["gap_people"].cumsum()
    table["cumulative_cost_idr"] = table["cost_idr"].cumsum()
    table["closed_pct"] = 100 * table["weighted"].cumsum() / table["weighted"].sum()
    return table.drop(columns=["_by", "weighted"]).rename(columns={"gap_people": "people"})
