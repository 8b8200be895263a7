"""The same index under other choices: another need per sector, another lag, another way with zeros."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.planning.needs import sector_gaps, sector_shares
from analysis.planning.responsiveness import persistence_and_response
from analysis.planning.series import budget_series

LEFT_OUT = "left out"
NOT_CHOICES = ("estimate", "interval_low", "interval_high", "regions_count", "refused")


@dataclass(frozen=True)
class ChoicesSummary:
    """What a set of specifications says together.

    Attributes
    ----------
    tried_count, refused_count : int
        Specifications, and those that could not be estimated.
    above_count, below_count : int
        Specifications whose 95 % interval lies above, or below, zero.
    lowest, middle, highest : float
        Estimates: smallest, median, largest.
    driver : str
        The choice whose options explain the largest share of the variance of the estimates.
    driver_share : float
        That share; choices are crossed, so shares of several do not overlap.
    """

    tried_count: int
    refused_count: int
    above_count: int
    below_count: int
    lowest: float
    middle: float
    highest: float
    driver: str
    driver_share: float


def choices_summary(tried: pd.DataFrame) -> ChoicesSummary:
    """Sum up the estimates of all specifications.

    Parameters
    ----------
    tried : pandas.DataFrame
        From :func:`responses_by_choice`.

    Returns
    -------
    ChoicesSummary

    Raises
    ------
    MethodError
        If no specification could be estimated.
    """
    done = tried[tried["refused"].eq("")]
    if done.empty:
        raise MethodError("None of the specifications could be estimated; see why in the table.")
    choices = [str(name) for name in tried.columns if name not in NOT_CHOICES]
    middle = done["estimate"] - done["estimate"].mean()
    total = float((middle**2).sum())
    shares = {
        name: float((middle.groupby(done[name].astype(str)).transform("mean") ** 2).sum()) / total
        if total > 0
        else 0.0
        for name in choices
    }
    driver = max(choices, key=lambda name: shares[name])
    return ChoicesSummary(
        len(tried), len(tried) - len(done), 
        int((done["interval_low"] > 0).sum()), int((done["interval_high"] < 0).sum()),
        float(done["estimate"].min()), float(done["estimate"].median()), float(done["estimate"].max()),
        driver, shares[driver],
    )  # fmt: skip


def responses_by_choice(
    panel: pd.DataFrame,
    needs: pd.DataFrame,
    *,
    lags: Sequence[int] = (1, 2),
    zeros: Sequence[float | None] = (None, 0.001),
) -> pd.DataFrame:
    """Estimate the response under every combination of defensible choices.

    Parameters
    ----------
    panel : pandas.DataFrame
        The national panel, districts only.
    needs : pandas.DataFrame
        Table ``study/sector-needs``: every outcome named for a sector is tried.
    lags : sequence of int
        Years between gap and budget.
    zeros : sequence of float or None
        What stands for a zero share; None leaves the row out.

    Returns
    -------
    pandas.DataFrame
        One row per combination: one column per sector with its outcome, ``lag_years``, ``zero_share``
        (``left out`` or the share), ``estimate, interval_low, interval_high, regions_count, refused``
        (empty, or why).

    Raises
    ------
    MethodError
        Fewer than two sectors, or a column is absent.
    """
    sectors = {str(sector): rows for sector, rows in needs.groupby("sector")}
    if len(sectors) < 2:
        raise MethodError("Needs of two sectors or more are compared; the table of needs has fewer.")
    shares = sector_shares(panel, needs.drop_duplicates("sector"))
    rows = []
    for picks in itertools.product(*(range(len(rows)) for rows in sectors.values())):
        chosen = pd.concat([rows.iloc[[k]] for rows, k in zip(sectors.values(), picks, strict=True)])
        gaps = sector_gaps(panel, chosen)
        outcomes = dict(zip(chosen["sector"], chosen["outcome"], strict=True))
        for lag, zero in itertools.product(lags, zeros):
            label = LEFT_OUT if zero is None else f"{zero:g}"
            rows.append({**outcomes, "lag_years": lag, "zero_share": label, **_one(shares, gaps, lag, zero)})
    return pd.DataFrame(rows)


def _one(shares: pd.DataFrame, gaps: pd.DataFrame, lag: int, zero: float | None) -> dict[str, object]:
    try:
        series = budget_series(shares, gaps, gap_lag=lag, zero=zero)
        found = persistence_and_response(series)[1]
    except MethodError as refusal:
        nothing = dict.fromkeys(("estimate", "interval_low", "interval_high"), float("nan"))
        return {**nothing, "regions_count": 0, "refused": str(refusal)}
    return {
        "estimate": found.estimate,
        "interval_low": found.low,
        "interval_high": found.high,
        "regions_count": series.regions_count,
        "refused": "",
    }
