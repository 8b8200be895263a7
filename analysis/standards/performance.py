"""Coverage, attainment and capped performance of a published table, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.panels import require_columns
from analysis.standards.attainment import attainment, capped_performance, coverage

__all__ = ["Hidden", "hidden_by_capping", "three_numbers"]

HUNDRED = 100.0


def three_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Compute the three numbers of each row of a performance table from its counts.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``achieved_count``, ``population_count`` (all who should be served) and ``target_count`` (those of the
        plan); further columns stay.

    Returns
    -------
    pandas.DataFrame
        The rows with ``target_pct`` (the plan over the population), ``coverage_pct``, ``attainment_pct`` and
        ``performance_pct``.

    Raises
    ------
    MethodError
        A column is absent, or a row has nobody to serve or no target.
    """
    needed = ["achieved_count", "population_count", "target_count"]
    require_columns(rows, needed, "the performance table")
    counts = list(rows[needed].astype(float).itertuples(index=False, name=None))
    aims = [coverage(target, people) for _, people, target in counts]
    real = [coverage(done, people) for done, people, _ in counts]
    against = [attainment(value, aim) for value, aim in zip(real, aims, strict=True)]
    return rows.assign(
        target_pct=aims,
        coverage_pct=real,
        attainment_pct=against,
        performance_pct=[capped_performance(value) for value in against],
    )


@dataclass(frozen=True)
class Hidden:
    """What capped performance does not show.

    Attributes
    ----------
    rows_count : int
    full_count : int
        Rows with a performance of 100.
    full_below_count : int
        Of these, rows whose coverage is below 100: people are without the service.
    above_count : int
        Rows with a coverage above 100: a question on the denominator.
    """

    rows_count: int
    full_count: int
    full_below_count: int
    above_count: int


def hidden_by_capping(rows: pd.DataFrame) -> Hidden:
    """Count the rows in which a full performance hides a coverage below 100, or one above it.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for :func:`three_numbers`.
    """
    table = three_numbers(rows)
    full = table["performance_pct"] >= HUNDRED
    below, above = table["coverage_pct"] < HUNDRED, table["coverage_pct"] > HUNDRED
    return Hidden(len(table), int(full.sum()), int((full & below).sum()), int(above.sum()))
