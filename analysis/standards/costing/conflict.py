"""Why no spending fulfils all constraints: which minimum levels conflict, and how much money is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from analysis.standards.costing.programme import Programme, maximise
from analysis.standards.costing.whole import maximise_whole


def explain_conflict(programme: Programme, *, integer: bool) -> str:
    """Return one paragraph: the fewest minimum levels that cannot be met together, and what would settle it.

    Notes
    -----
    Deletion filter for an irreducible infeasible set (Chinneck 2008, Feasibility and Infeasibility in
    Optimization, chapter 6): a level is left out for good where the others conflict without it.
    """
    levels = programme.low[programme.served]
    kept = levels.copy()
    for place in np.flatnonzero(levels > 0):
        without = kept.copy()
        without[place] = 0
        if not _feasible(programme, without, integer):
            kept = without
    named = [
        f"{row.indicator_code} in {row.year} (at least {row.minimum_people:g})"
        for row in programme.options[kept > 0].itertuples()
    ]
    return (
        f"No spending meets all constraints. These minimum service levels conflict: {', '.join(named)}. "
        f"{_missing(programme, kept)} Lower one of them, or give money that may pay for them."
    )


def _feasible(programme: Programme, levels: np.ndarray, integer: bool) -> bool:
    low = programme.low.copy()
    low[programme.served] = levels
    changed, gain = replace(programme, low=low), np.zeros(len(low))
    if integer or programme.has_setup:
        return maximise_whole(changed, gain, integer=integer) is not None
    return maximise(changed, gain) is not None


def _missing(programme: Programme, levels: np.ndarray) -> str:
    """Say how much the levels cost beyond the money that may pay for them."""
    low = programme.low.copy()
    low[programme.served] = levels
    count = len(programme.funds)
    more = np.zeros((programme.limit.shape[0], count))
    more[:count] = -np.eye(count)
    wide = replace(
        programme, low=np.concatenate([low, np.zeros(count)]),
        high=np.concatenate([programme.high, np.full(count, np.inf)]),
        limit=csr_array(hstack([programme.limit, csr_array(more)], format="csr")),
        equal=csr_array(hstack([programme.equal, csr_array((len(programme.options), count))], format="csr")),
    )  # fmt: skip
    gain = np.concatenate([np.zeros(len(low)), -np.ones(count)])
    found = maximise(wide, gain)
    if found is None:
        return "No fund may pay for one of them at all."
    short = found.values[len(low) :] * programme.unit
    sources, years = programme.funds["funding_source"], programme.funds["year"]
    parts = [
        f"Rp {amount:,.0f} from {source}" + ("" if pd.isna(year) else f" in {year}")
        for source, year, amount in zip(sources, years, short, strict=True)
        if amount > 0
    ]
    if not parts:
        return "In fractions of people they could be met, in whole numbers they cannot."
    return f"At least this is missing: {', '.join(parts)}."
