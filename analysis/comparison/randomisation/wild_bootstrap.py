"""Wild cluster bootstrap: tests and intervals of a regression coefficient when clusters are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.panel.least_squares import FEW_TREATED, require_full_rank
from analysis.comparison.randomisation.wild_statistic import (
    bootstrap_statistic,
    drawn_weights,
    sums_by_cluster,
)
from analysis.errors import MethodError
from analysis.messages import say
from analysis.statistics.options import require_level, require_option
from analysis.statistics.panel_frame import as_numbers, complete_rows

WEIGHTS = ("rademacher", "webb")
FEW_POINTS = 12


@dataclass(frozen=True)
class WildClusterBootstrap:
    """A coefficient with bootstrap p-values and intervals by test inversion.

    Attributes
    ----------
    parameter : str
        The regressor tested.
    estimate, standard_error, statistic : float
        Coefficient, cluster-robust error with the small-sample factor, and t for the null value.
    null : float
        The value tested.
    p_restricted, interval_low, interval_high : float
        With the null imposed on the residuals (the usual choice), and the values it does not reject.
    p_unrestricted, unrestricted_low, unrestricted_high : float
        Without imposing it, beside it where few clusters are treated: the truth tends to lie between.
    level : float
        Confidence level of the intervals.
    weights : str
        ``rademacher`` or ``webb``.
    enumerated : bool
        Whether all sign patterns were tried.
    draws : int
        Weight vectors tried.
    rows_count, clusters_count : int
        Rows and clusters.
    treated_clusters_count : int or None
        Clusters in which a regressor of 0 and 1 is ever 1; ``None`` for any other.
    left_out_count : int
        Rows without a value.
    cautions : tuple of str
        What a reader must know besides the numbers.
    """

    parameter: str
    estimate: float
    standard_error: float
    statistic: float
    null: float
    p_restricted: float
    interval_low: float
    interval_high: float
    p_unrestricted: float
    unrestricted_low: float
    unrestricted_high: float
    level: float
    weights: str
    enumerated: bool
    draws: int
    rows_count: int
    clusters_count: int
    treated_clusters_count: int | None
    left_out_count: int
    cautions: tuple[str, ...]


def _codes(rows: pd.DataFrame, column: str) -> np.ndarray:
    return np.unique(rows[column].astype(str), return_inverse=True)[1]


def _design(
    rows: pd.DataFrame,
    regressors: Sequence[str],
    indicators: Sequence[str],
    absorb: str | None,
    codes: np.ndarray,
) -> tuple[np.ndarray, list[str]]:
    """Return the design less the absorbed means, and the names of its columns."""
    columns = [as_numbers(rows, name)[:, None] for name in regressors]
    names = list(regressors)
    for column in indicators:
        found = _codes(rows, column)
        columns.append(np.eye(found.max() + 1)[found][:, 1:])
        names += [f"{column} {place}" for place in range(1, found.max() + 1)]
    if absorb is None:
        return np.hstack([*columns, np.ones((len(rows), 1))]), [*names, "constant"]
    groups = _codes(rows, absorb)
    if (pd.Series(codes).groupby(groups).nunique() > 1).any():
        raise MethodError(
            f"The means of '{absorb}' cross the clusters, so they cannot be taken out beforehand. Name "
            f"'{absorb}' among the indicators instead."
        )
    values = np.hstack(columns)
    return values - _means(values, groups), names


def _means(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the mean of each row's group, in the shape of the values."""
    count = int(groups.max()) + 1
    return (sums_by_cluster(values, groups, count) / np.bincount(groups)[:, None])[groups]


def _cautions(
    record: dict[str, float], clusters: int, treated: int | None, enumerated: bool
) -> tuple[str, ...]:
    told = []
    if treated is not None and min(treated, clusters - treated) < FEW_TREATED:
        told.append(
            say(
                "{treated} of {clusters} clusters are treated: the restricted bootstrap then rejects too "
                "rarely and the unrestricted one too often (MacKinnon and Webb 2017). Give randomisation "
                "inference too.",
                treated=treated,
                clusters=clusters,
            )
        )
    if clusters < FEW_POINTS and enumerated:
        told.append(
            say(
                "{clusters} clusters give {patterns} sign patterns; the smallest p-value possible is "
                "{smallest}.",
                clusters=clusters,
                patterns=2**clusters,
                smallest=f"{2 / 2**clusters:.3g}",
            )
        )
    if np.isinf(list(record.values())).any():
        told.append(say("An interval has no end on some side: the test rejects no value there."))
    return tuple(told)


def wild_cluster_bootstrap(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    *,
    parameter: str,
    cluster: str,
    indicators: Sequence[str] = (),
    absorb: str | None = None,
    null: float = 0.0,
    weights: str = "rademacher",
    draws: int = 9_999,
    seed: int = 0,
    level: float = 0.95,
) -> WildClusterBootstrap:
    """Return bootstrap p-values and intervals of one coefficient with errors clustered in a few groups.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of the regression; those without a value are left out and counted.
    outcome : str
        Column to explain.
    regressors : sequence of str
        Columns that explain it, the ``parameter`` among them. A constant is added where nothing is absorbed.
    parameter : str
        The regressor tested.
    cluster : str
        Column of clusters.
    indicators : sequence of str
        Columns turned into indicators, such as the year.
    absorb : str, optional
        Column whose means are taken out beforehand, such as the unit; it must lie within the clusters.
    null : float
        The value tested.
    weights : str
        ``rademacher`` (signs; all of them are tried where ``2 ** clusters`` is no more than ``draws + 1``) or
        ``webb`` (six points, for about ten clusters or fewer).
    draws, seed, level
        Weight vectors drawn, their seed, and the confidence level.

    Returns
    -------
    WildClusterBootstrap

    Raises
    ------
    MethodError
        An absent column, fewer than two clusters, a regressor that repeats others or does not vary, an
        unknown option, a parameter that is not among the regressors.

    Notes
    -----
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3): 414-427; MacKinnon and Webb
    (2017), Journal of Applied Econometrics 32: 233-254, for few treated clusters; Webb (2014), Queen's
    Economics Department Working Paper 1315. Symmetric p-values of the t statistic. With all patterns the
    observed one and its mirror count, so p is at least ``2 / 2 ** clusters``; programs that count only
    strictly larger statistics give that much less. Every draw needs sums over clusters only.
    """
    require_option(weights, WEIGHTS, "kind of weights")
    require_level(level)
    if parameter not in regressors:
        raise MethodError(
            f"The parameter '{parameter}' is not among the regressors: {', '.join(regressors)}."
        )
    if draws < 1:
        raise MethodError(f"The number of draws is {draws}; at least one is needed.")
    needed = [outcome, *regressors, *indicators, cluster, *([absorb] if absorb else [])]
    rows, left_out = complete_rows(frame, needed)
    codes = _codes(rows, cluster)
    count = int(codes.max()) + 1
    if count < 2:
        raise MethodError("There is one cluster only; a cluster bootstrap needs two or more.")
    design, names = _design(rows, regressors, indicators, absorb, codes)
    require_full_rank(design, names, f" from the means of {absorb}" if absorb else "")
    values = as_numbers(rows, outcome)[:, None]
    values = values - _means(values, _codes(rows, absorb)) if absorb else values
    data = np.column_stack([values, design])
    factor = count / (count - 1) * (len(rows) - 1) / (len(rows) - design.shape[1])
    drawn, enumerated = drawn_weights(weights, count, draws, seed)
    place = list(regressors).index(parameter)
    restricted = bootstrap_statistic(data, place, codes, drawn, factor, True)
    free = bootstrap_statistic(data, place, codes, drawn, factor, False)
    if restricted.error <= 1e-12 * (1 + abs(restricted.estimate)):
        raise MethodError(f"The regression fits every row, so '{parameter}' has no error to bootstrap.")
    low, high = restricted.interval(level, enumerated)
    free_low, free_high = free.interval(level, enumerated)
    ends = {
        "interval_low": low,
        "interval_high": high,
        "unrestricted_low": free_low,
        "unrestricted_high": free_high,
    }
    raw = as_numbers(rows, parameter)
    treated = len(np.unique(codes[raw == 1])) if set(np.unique(raw)) == {0.0, 1.0} else None
    return WildClusterBootstrap(
        parameter=parameter,
        estimate=restricted.estimate,
        standard_error=restricted.error,
        statistic=(restricted.estimate - null) / restricted.error,
        null=null,
        p_restricted=restricted.p_value(null, enumerated),
        p_unrestricted=free.p_value(null, enumerated),
        level=level,
        weights=weights,
        enumerated=enumerated,
        draws=drawn.shape[1],
        rows_count=len(rows),
        clusters_count=count,
        treated_clusters_count=treated,
        left_out_count=left_out,
        cautions=_cautions(ends, count, treated, enumerated),
        **ends,
    )
