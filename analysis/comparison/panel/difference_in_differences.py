"""Difference-in-differences of two groups before and after: four means, or two-way means of a panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.panel.least_squares import cluster_cautions, coefficient_table, fit
from analysis.comparison.panel.regression import panel_regression
from analysis.errors import MethodError
from analysis.messages import say
from analysis.statistics.options import require_level
from analysis.statistics.panel_frame import (
    as_indicator,
    as_numbers,
    as_outcome,
    complete_rows,
    require_unique,
)

EFFECT = "group x post"


@dataclass(frozen=True)
class DifferenceInDifferences:
    """How much more a group changed than the others from before to after.

    Attributes
    ----------
    outcome : str
        The outcome compared.
    estimate, standard_error, interval_low, interval_high, p_value : float
        The difference of the differences in the outcome's unit; p for no difference.
    freedom, level : float
        Degrees of freedom of t, and confidence level.
    cells : pandas.DataFrame
        ``group, post, mean, standard_error, rows_count`` of the four cells as observed.
    method : str
        What was done, in words.
    rows_count, units_count : int
        Rows used, and units (rows, where no unit is given).
    clusters_count, treated_clusters_count : int or None
        Clusters behind the error, and those with treated rows; ``None`` without clusters.
    left_out_count : int
        Rows that lack a value or whose unit is not observed throughout.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    outcome: str
    estimate: float
    standard_error: float
    interval_low: float
    interval_high: float
    p_value: float
    freedom: float
    level: float
    cells: pd.DataFrame = field(compare=False)
    method: str
    rows_count: int
    units_count: int
    clusters_count: int | None
    treated_clusters_count: int | None
    left_out_count: int
    cautions: tuple[str, ...]


def _cells(values: np.ndarray, group: np.ndarray, post: np.ndarray) -> pd.DataFrame:
    table = pd.DataFrame({"group": group.astype(int), "post": post.astype(int), "value": values})
    cells = table.groupby(["group", "post"])["value"].agg(["mean", "std", "size"]).reset_index()
    if len(cells) < 4 or (cells["size"] < 2).any():
        raise MethodError(
            "Each of the four cells (group or not, before or after) needs two rows or more; found "
            f"{', '.join(str(size) for size in cells['size'])} in {len(cells)} cells."
        )
    cells["standard_error"] = cells["std"] / np.sqrt(cells["size"])
    return cells.rename(columns={"size": "rows_count"})[
        ["group", "post", "mean", "standard_error", "rows_count"]
    ]


def _keep_balanced(rows: pd.DataFrame, unit: str, time: str) -> pd.DataFrame:
    whole = rows[unit].map(rows[unit].value_counts()) == rows[time].nunique()
    if not whole.any():
        raise MethodError(f"No unit is observed in all {rows[time].nunique()} periods.")
    return rows.loc[whole].reset_index(drop=True)


def _welch(cells: pd.DataFrame) -> tuple[float, float, float]:
    """Return estimate, standard error and Welch-Satterthwaite freedom of four independent means."""
    sign = np.where(cells["group"] == cells["post"], 1.0, -1.0)
    parts = cells["standard_error"].to_numpy() ** 2
    freedom = parts.sum() ** 2 / (parts**2 / (cells["rows_count"].to_numpy() - 1)).sum()
    return float(sign @ cells["mean"].to_numpy()), float(np.sqrt(parts.sum())), float(freedom)


def _four_means(
    rows: pd.DataFrame, columns: tuple[str, str, str], cluster: str | None
) -> tuple[float, float, float]:
    outcome, group, post = columns
    values, treated, after = as_numbers(rows, outcome), as_indicator(rows, group), as_indicator(rows, post)
    if cluster is None:
        return _welch(_cells(values, treated, after))
    design = np.column_stack([np.ones(len(rows)), treated, after, treated & after]).astype(float)
    found = fit(values, design, clusters=rows[cluster].astype(str).to_numpy())
    row = coefficient_table(["constant", group, post, EFFECT], found, 0.95).iloc[-1]
    return float(row["estimate"]), float(row["standard_error"]), found.freedom


def _require_panel(rows: pd.DataFrame, columns: tuple[str, str, str], unit: str, time: str) -> None:
    _, group, post = columns
    if (rows.assign(t=as_indicator(rows, group)).groupby(unit)["t"].nunique() > 1).any():
        raise MethodError(f"A unit changes its '{group}'; it must be the same in all its rows.")
    shifts = rows.assign(t=as_indicator(rows, post)).groupby(time)["t"].nunique()
    if (shifts > 1).any():
        raise MethodError(
            f"The period {shifts.index[shifts > 1][0]} is both before and after. Where timing differs "
            "between units use the staggered estimator."
        )


def _panel(
    rows: pd.DataFrame, columns: tuple[str, str, str], keys: tuple[str, str, str | None], small_sample: bool
) -> tuple[float, float, float]:
    outcome, group, post = columns
    unit, time, cluster = keys
    found = panel_regression(
        rows.assign(**{EFFECT: as_indicator(rows, group) & as_indicator(rows, post)}),
        outcome,
        [EFFECT],
        model="two-way",
        unit=unit,
        time=time,
        cluster=cluster,
        small_sample=small_sample,
    )
    row = found.coefficients.iloc[0]
    return float(row["estimate"]), float(row["standard_error"]), found.freedom


def _cluster_counts(rows: pd.DataFrame, group: str, cluster: str | None) -> tuple[int | None, int | None]:
    if cluster is None:
        return None, None
    treated = as_indicator(rows, group)
    return rows[cluster].nunique(), rows.loc[treated, cluster].nunique()


def difference_in_differences(
    frame: pd.DataFrame,
    outcome: str,
    *,
    group: str,
    post: str,
    unit: str | None = None,
    time: str | None = None,
    cluster: str | None = None,
    balanced: bool = False,
    small_sample: bool = True,
    level: float = 0.95,
) -> DifferenceInDifferences:
    """Return how much more a group changed than the others from before to after.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit and period, or two independent waves of rows.
    outcome : str
        Column compared; rows without it are left out and counted.
    group, post : str
        Columns of 0 and 1: in the group (all its rows alike), and after the start (the same for all units).
    unit, time : str, optional
        With ``unit``, the means of units and of periods (``time``; ``post`` if omitted) are taken out.
        Without, the four cells are independent samples.
    cluster : str, optional
        Column of clusters of the errors. Default: the unit where one is given, else independent rows.
    balanced : bool
        Keep only units observed in every period; needs ``unit``.
    small_sample : bool
        As for :func:`analysis.comparison.panel.regression.panel_regression`.
    level : float
        Confidence level.

    Returns
    -------
    DifferenceInDifferences

    Raises
    ------
    MethodError
        An absent column, a group or period that does not vary, an empty cell, a unit twice in a period or in
        both groups, a period both before and after, one cluster, ``balanced`` without ``unit``.

    Notes
    -----
    Card and Krueger (1994), American Economic Review 84: 772-793, Table 3. Without units or clusters the
    variance is the sum of the four squared errors, with Welch's degrees of freedom. An effect only if both
    groups would have moved alike: show the years before with
    :func:`analysis.comparison.panel.event_study.event_study`.
    """
    require_level(level)
    if unit is None and (balanced or time is not None):
        raise MethodError("A balanced panel or a column of periods needs the column of units as well.")
    period = time or post
    if unit is not None:
        require_unique(frame, [unit, period])
    needed = [outcome, group, post, *([unit, period] if unit else []), *([cluster] if cluster else [])]
    rows, _ = complete_rows(frame, needed)
    if unit is not None and balanced:
        rows = _keep_balanced(rows, unit, period)
    columns = (outcome, group, post)
    if unit is not None:
        _require_panel(rows, columns, unit, period)
    cells = _cells(as_outcome(rows, outcome), as_indicator(rows, group), as_indicator(rows, post))
    by = cluster or unit
    if unit is None:
        estimate, error, freedom = _four_means(rows, columns, by)
    else:
        estimate, error, freedom = _panel(rows, columns, (unit, period, by), small_sample)
    clusters, treated_clusters = _cluster_counts(rows, group, by)
    half = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    return DifferenceInDifferences(
        outcome=outcome,
        estimate=estimate,
        standard_error=error,
        interval_low=estimate - half,
        interval_high=estimate + half,
        p_value=float(2 * stats.t.sf(abs(estimate) / error, freedom)) if error > 0 else float("nan"),
        freedom=freedom,
        level=level,
        cells=cells,
        method=_method(unit, by),
        rows_count=len(rows),
        units_count=len(rows) if unit is None else rows[unit].nunique(),
        clusters_count=clusters,
        treated_clusters_count=treated_clusters,
        left_out_count=len(frame) - len(rows),
        cautions=_cautions(clusters, treated_clusters, error),
    )


def _method(unit: str | None, by: str | None) -> str:
    means = "four cell means" if unit is None else f"two-way means of {unit} and period taken out"
    return f"{means}; errors {'of independent rows' if by is None else f'clustered by {by}'}"


def _cautions(clusters: int | None, treated: int | None, error: float) -> tuple[str, ...]:
    told: Sequence[str] = () if clusters is None else cluster_cautions(clusters, treated)
    if error <= 0:
        told = (*told, say("The standard error is zero: the rows leave no variation within the cells."))
    return (
        *told,
        say(
            "If treatment was given to the group as a whole (one law, one province), there are two "
            "units: a shock common to the group cannot be told from the effect, and no design-based p-value "
            "below 1/2 exists."
        ),
    )
