"""Tables for planning a survey: how many to ask for a margin, and for seeing a change."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.statistics.sample_size import (
    krejcie_morgan,
    sample_for_change,
    sample_for_paired_change,
    sample_for_share,
)

POPULATIONS = (100, 300, 1_000, 3_000, 10_000, 100_000)  # users of a unit
MARGINS = (0.05, 0.075, 0.10)
CHANGES = ((0.60, 0.50), (0.50, 0.35), (0.40, 0.20), (0.20, 0.10), (0.10, 0.05))


def margin_sizes(
    populations: Sequence[int] = POPULATIONS,
    margins: Sequence[float] = MARGINS,
    *,
    design_effect: float = 1.5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how many users to ask so that a share is known within a margin, by the number of users.

    Parameters
    ----------
    populations : sequence of int
        Users of the unit.
    margins : sequence of float
        Half widths of the interval, as parts of one, for a share of one half.
    design_effect : float
        Of clusters, beside people drawn one by one.
    level : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        ``population, margin_points, one_by_one_count, clusters_count, krejcie_morgan_count`` (only at the
        margin of five points for which that table is made).
    """
    rows = []
    for population in populations:
        for margin in margins:
            plain = sample_for_share(margin, population=population, level=level)
            lumped = sample_for_share(margin, population=population, level=level, design_effect=design_effect)
            table = krejcie_morgan(population) if margin == 0.05 else None
            rows.append((population, 100 * margin, plain.completed, lumped.completed, table))
    names = [
        "population",
        "margin_points",
        "one_by_one_count",
        "clusters_count",
        "krejcie_morgan_count",
    ]
    return pd.DataFrame(rows, columns=names).astype({"krejcie_morgan_count": "Int64"})


def change_sizes(
    changes: Sequence[tuple[float, float]] = CHANGES,
    *,
    complaints: int = 10,
    correlation: float = 0.3,
    power: float = 0.8,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return how many to ask in each of two rounds to see a change of a complaint.

    Parameters
    ----------
    changes : sequence of tuple of float
        Share before and after, as parts of one.
    complaints : int
        How many complaints are tested together; a single one is beside it.
    correlation : float
        Between the two answers of a person, where the same people are asked again.
    power, level : float
        Chance to see the change, and one minus the chance of an error.

    Returns
    -------
    pandas.DataFrame
        ``before_pct, after_pct, single_count`` (different people, one complaint), ``many_count`` (different
        people, all complaints), ``paired_count`` (the same people, all complaints).
    """
    rows = []
    for before, after in changes:
        single = sample_for_change(before, after, power=power, level=level)
        many = sample_for_change(before, after, power=power, level=level, comparisons=complaints)
        paired = sample_for_paired_change(
            before, after, correlation=correlation, power=power, level=level, comparisons=complaints
        )
        rows.append((100 * before, 100 * after, single.completed, many.completed, paired.completed))
    names = ["before_pct", "after_pct", "single_count", "many_count", "paired_count"]
    return pd.DataFrame(rows, columns=names)
