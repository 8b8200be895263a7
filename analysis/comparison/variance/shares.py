"""Shares of variance over several crossed or nested groupings at once: province, district, year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparison.variance.crossed import Crossed, crossed_levels
from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import complete_cases, design_matrix, require_varying, to_raw_scale

MOST_LEVELS = 4000
RESIDUAL = "residual"


@dataclass(frozen=True)
class VarianceShares:
    """Variance components of crossed or nested random levels.

    Attributes
    ----------
    components : pandas.DataFrame
        By grouping and ``residual``: ``groups_count, variance, share`` (of the sum of all components),
        ``likelihood_ratio`` and ``p_value`` (of no such variance; 50:50 mixture; missing for the residual)
        and ``note`` (``none detectable`` at zero).
    levels : mapping of str to pandas.Series
        Best linear unbiased prediction of each level, by grouping.
    coefficients : pandas.DataFrame
        By term (``constant`` first): ``estimate, standard_error``.
    criterion : float
        Minus twice the (restricted) log-likelihood.
    reml : bool
    rows_count : int
    left_out : tuple of str
        Rows with a missing value.
    """

    components: pd.DataFrame
    levels: dict[str, pd.Series]
    coefficients: pd.DataFrame
    criterion: float
    reml: bool
    rows_count: int
    left_out: tuple[str, ...]


def _labels(frame: pd.DataFrame, grouping: str) -> pd.Series:
    """Return the labels of a grouping; ``a:b`` is every combination of the two columns."""
    columns = grouping.split(":")
    require_columns(frame, columns, "the table")
    if frame[columns].isna().to_numpy().any():
        raise MethodError(f"A row has no '{grouping}'; every observation needs its group.")
    if len(columns) == 1:
        return frame[grouping]
    return frame[columns].astype(str).agg(":".join, axis=1)


def variance_shares(
    frame: pd.DataFrame,
    outcome: str,
    groupings: Sequence[str],
    inputs: Sequence[str] = (),
    *,
    reml: bool = True,
) -> VarianceShares:
    """Return how much of the variation lies between provinces, districts, years ..., all at once.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per observation.
    outcome : str
    groupings : sequence of str
        Columns, crossed (district and year) or nested (province and district); ``a:b`` stands for every
        combination of two columns, for labels that repeat within ``a``.
    inputs : sequence of str
        Columns whose linear part is taken out first.
    reml : bool
        Restricted likelihood (for variances); ordinary likelihood otherwise.

    Returns
    -------
    VarianceShares

    Raises
    ------
    MethodError
        A grouping with one level or as many levels as rows, a missing label, more than 4,000 levels, constant
        or repeated inputs.

    Notes
    -----
    The model and criterion of lme4 (Bates, Machler, Bolker and Walker 2015, Journal of Statistical Software
    67(1)) with one random intercept per grouping. Each component is tested by leaving it out (Self and Liang
    1987: half the p-value of one degree); with other components at zero that is conservative. A grouping
    with few levels (a dozen years) has an imprecise variance. Time grows with the cube of the number of
    levels: 560 levels take seconds.
    """
    if not groupings or len(set(groupings)) < len(list(groupings)):
        raise MethodError("Name at least one grouping, and each once.")
    names = list(inputs)
    plain = frame.reset_index(drop=True)
    cases = complete_cases(plain, [outcome, *names], "the table", least=len(names) + len(list(groupings)) + 2)
    require_varying(cases.values[[outcome]], "the table")
    known = plain.loc[cases.values.index]
    coded = [pd.factorize(_labels(known, grouping), sort=True) for grouping in groupings]
    for grouping, (_, kept) in zip(groupings, coded, strict=True):
        if not 1 < len(kept) < len(known):
            raise MethodError(
                f"'{grouping}' has {len(kept)} levels in {len(known)} rows; at least two levels, and fewer "
                "than rows, are needed to tell its variance from the rest."
            )
    sizes = [len(kept) for _, kept in coded]
    if sum(sizes) > MOST_LEVELS:
        raise MethodError(f"{sum(sizes)} levels are more than {MOST_LEVELS}; leave out the finest grouping.")
    values = cases.values[names]
    design, observed = design_matrix(values), cases.values[outcome].to_numpy()
    back = to_raw_scale(values)
    crossed = crossed_levels(
        design, observed - observed.mean(), coded, reml, -2 * float(np.linalg.slogdet(back)[1])
    )
    theta, lowest = crossed.lowest()
    rows = [
        max(crossed.without(place).lowest(np.delete(theta, place))[1] - lowest, 0.0)
        if theta[place] > 0
        else 0.0
        for place in range(len(sizes))
    ]
    return _shares(
        crossed, theta, lowest, rows, list(groupings), coded, back, observed.mean(), names, cases.left_out
    )


def _shares(
    crossed: Crossed, theta: np.ndarray, lowest: float, ratios: list[float], groupings: list[str],
    coded: list[tuple[np.ndarray, pd.Index]], back: np.ndarray, centre: float, names: list[str],
    left_out: tuple[str, ...],
) -> VarianceShares:  # fmt: skip
    found = crossed.reduce(theta)
    cross = found.cross
    inverse = np.linalg.inv(cross[:-1, :-1])
    beta = inverse @ cross[:-1, -1]
    residual = float(cross[-1, -1] - cross[:-1, -1] @ beta) / (
        crossed.rows - (len(beta) if crossed.reml else 0)
    )
    levels = found.levels(beta)
    variances = [*(theta**2 * residual), residual]
    table = pd.DataFrame(
        {
            "groups_count": [*(len(kept) for _, kept in coded), crossed.rows],
            "variance": variances,
            "share": np.array(variances) / sum(variances),
            "likelihood_ratio": [*ratios, np.nan],
            "p_value": [*(float(stats.chi2.sf(r, 1) / 2) if r > 0 else 1.0 for r in ratios), np.nan],
            "note": [*("" if t > 0 else "none detectable" for t in theta), ""],
        },
        index=pd.Index([*groupings, RESIDUAL], name="grouping"),
    )
    beta[0] += centre
    errors = np.sqrt(np.diag(back @ (residual * inverse) @ back.T))
    return VarianceShares(
        components=table,
        levels={
            name: pd.Series(levels[crossed.block == place], kept, name="level")
            for place, (name, (_, kept)) in enumerate(zip(groupings, coded, strict=True))
        },
        coefficients=pd.DataFrame(
            {"estimate": back @ beta, "standard_error": errors}, index=["constant", *names]
        ),
        criterion=lowest,
        reml=crossed.reml,
        rows_count=crossed.rows,
        left_out=left_out,
    )
