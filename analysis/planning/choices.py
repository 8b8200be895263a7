"""The same index under other choices: another need per sector, another lag, another way with zeros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.errors import MethodError
from analysis.planning.needs import sector_gaps, sector_shares
from analysis.planning.responsiveness import persistence_and_response
from analysis.planning.series import budget_series
from analysis.statistics.multiverse import Multiverse, Recipe, run_multiverse

LEFT_OUT = "left out"


def responses_by_choice(
    panel: pd.DataFrame,
    needs: pd.DataFrame,
    *,
    lags: Sequence[int] = (1, 2),
    zeros: Sequence[float | None] = (None, 0.001),
) -> Multiverse:
    """Estimate the response under every combination of defensible choices.

    Parameters
    ----------
    panel : pandas.DataFrame
        The national panel, districts only.
    needs : pandas.DataFrame
        Table ``study/sector-needs``: every outcome named for a sector is tried; the first of each sector is
        the headline's.
    lags : sequence of int
        Years between gap and budget, the headline's first.
    zeros : sequence of float or None
        What stands for a zero share, the headline's first; None leaves the row out.

    Returns
    -------
    Multiverse
        Choices: one per sector with its outcomes, ``lag_years`` and ``zero_share`` (``left out`` or the
        share). ``specifications`` also has ``regions_count``, the districts that count.

    Raises
    ------
    MethodError
        Fewer than two sectors, a column that is absent, or no combination that can be estimated.
    """
    sectors = {str(sector): rows for sector, rows in needs.groupby("sector")}
    if len(sectors) < 2:
        raise MethodError("Needs of two sectors or more are compared; the table of needs has fewer.")
    shares = sector_shares(panel, needs.drop_duplicates("sector"))
    choices: dict[str, dict[str, Any]] = {
        sector: {str(row["outcome"]): rows.loc[[place]] for place, row in rows.iterrows()}
        for sector, rows in sectors.items()
    }
    choices["lag_years"] = {str(lag): lag for lag in lags}
    choices["zero_share"] = {LEFT_OUT if zero is None else f"{zero:g}": zero for zero in zeros}
    headline = {choice: next(iter(options)) for choice, options in choices.items()}
    gaps: dict[tuple[str, ...], pd.DataFrame] = {}

    def estimate(chosen: Mapping[str, Any]) -> Mapping[str, float]:
        rows = pd.concat([chosen[sector] for sector in sectors])
        picked = tuple(rows["outcome"])
        if picked not in gaps:
            gaps[picked] = sector_gaps(panel, rows)
        series = budget_series(shares, gaps[picked], gap_lag=chosen["lag_years"], zero=chosen["zero_share"])
        found = persistence_and_response(series)[1]
        return {
            "estimate": found.estimate,
            "interval_low": found.low,
            "interval_high": found.high,
            "regions_count": series.regions_count,
        }

    return run_multiverse(Recipe(choices, headline), estimate, also=("regions_count",))
