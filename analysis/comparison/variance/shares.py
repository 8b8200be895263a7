"""Shares of variance over several crossed or nested groupings at once: province, district, year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import stats
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

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


@dataclass(frozen=True)
class _Reduced:
    """What is left for design and outcome when the levels are eliminated, and how to get the levels back."""

    cross: np.ndarray
    log_size: float
    size: np.ndarray
    first: np.ndarray
    mixed: np.ndarray
    diagonal: np.ndarray
    between: np.ndarray
    lower: np.ndarray
    part: np.ndarray

    def levels(self, beta: np.ndarray) -> np.ndarray:
        """Return the predicted level of every group, in the outcome's unit."""
        found = np.empty(len(self.size))
        others = solve_triangular(self.lower.T, self.part[:, -1] - self.part[:, :-1] @ beta)
        own = self.mixed[self.first, -1] - self.mixed[self.first, :-1] @ beta - self.between @ others
        found[~self.first], found[self.first] = others, own / self.diagonal
        return self.size * found


@dataclass(frozen=True)
class _Crossed:
    """Cross products of the indicators of all levels with each other and with design and outcome."""

    counts: np.ndarray  # (q, q)
    mixed: np.ndarray  # (q, p + 1)
    outer: np.ndarray  # (p + 1, p + 1)
    block: np.ndarray  # (q,) to which grouping a level belongs
    rows: int
    reml: bool
    scale: float

    @cached_property
    def first(self) -> np.ndarray:
        """Which levels belong to the largest grouping: they never share a row, so they go one by one."""
        return np.asarray(self.block == np.bincount(self.block, minlength=1).argmax())

    @cached_property
    def cut(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return counts of the first levels, of those with the others, and of the others."""
        first = self.first
        return (
            np.diag(self.counts)[first],
            self.counts[np.ix_(first, ~first)],
            self.counts[np.ix_(~first, ~first)],
        )

    def reduce(self, theta: np.ndarray) -> _Reduced:
        """Eliminate the levels: those of the largest grouping first, then the others together."""
        first, size = self.first, theta[self.block]
        own, shared, others = self.cut
        mixed = self.mixed * size[:, None]
        diagonal = own * size[first] ** 2 + 1
        between = shared * size[first][:, None] * size[~first]
        weighted = between / diagonal[:, None]
        rest = others * size[~first][:, None] * size[~first] - between.T @ weighted
        rest[np.diag_indices(len(rest))] += 1
        lower = np.linalg.cholesky(rest)
        part = solve_triangular(
            lower, mixed[~first] - weighted.T @ mixed[first], lower=True, check_finite=False
        )
        cross = self.outer - (mixed[first] / diagonal[:, None]).T @ mixed[first] - part.T @ part
        log_size = float(np.log(diagonal).sum() + 2 * np.log(np.diag(lower)).sum())
        return _Reduced(cross, log_size, size, first, mixed, diagonal, between, lower, part)

    def criterion(self, theta: np.ndarray) -> float:
        """Return minus twice the profiled log-likelihood at these relative standard deviations."""
        found = self.reduce(theta)
        left, right = found.cross[:-1, :-1], found.cross[:-1, -1]
        rest = max(float(found.cross[-1, -1] - right @ np.linalg.solve(left, right)), 1e-300)
        count = self.rows - (len(left) if self.reml else 0)
        value = count * (1 + np.log(2 * np.pi * rest / count)) + found.log_size
        return float(value + (np.linalg.slogdet(left)[1] + self.scale if self.reml else 0.0))

    def without(self, grouping: int) -> _Crossed:
        kept = self.block != grouping
        block = self.block[kept] - (self.block[kept] > grouping)
        return _Crossed(
            self.counts[np.ix_(kept, kept)],
            self.mixed[kept],
            self.outer,
            block,
            self.rows,
            self.reml,
            self.scale,
        )

    def lowest(self, start: np.ndarray | None = None) -> tuple[np.ndarray, float]:
        """Return the relative standard deviations with the lowest criterion; zero is allowed."""
        groupings = int(self.block.max(initial=-1)) + 1
        if not groupings:
            return np.empty(0), self.criterion(np.empty(0))
        bounds = [(0.0, None)] * groupings
        start = np.ones(groupings) if start is None else start
        first = minimize(self.criterion, start, method="L-BFGS-B", bounds=bounds)
        near = np.maximum(first.x, 1e-3)
        simplex = np.vstack([near, near + np.diag(0.03 * near)])
        best = minimize(
            self.criterion, near, method="Nelder-Mead", bounds=bounds,
            options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000, "initial_simplex": simplex},
        )  # fmt: skip
        found = best if best.fun < first.fun else first
        theta, value = np.array(found.x), float(found.fun)
        for place in range(groupings):  # a variance of nothing is reported as nothing
            flat = np.where(np.arange(groupings) == place, 0.0, theta)
            if theta[place] > 0 and self.criterion(flat) <= value + 1e-8:
                theta, value = flat, self.criterion(flat)
        return theta, value


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
    crossed = _crossed(
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


def _crossed(
    design: np.ndarray,
    outcome: np.ndarray,
    coded: list[tuple[np.ndarray, pd.Index]],
    reml: bool,
    scale: float,
) -> _Crossed:
    both = np.column_stack([design, outcome])
    starts = np.concatenate([[0], np.cumsum([len(kept) for _, kept in coded])])
    places = [codes + start for (codes, _), start in zip(coded, starts, strict=False)]
    counts, mixed = np.zeros((starts[-1], starts[-1])), np.zeros((starts[-1], both.shape[1]))
    for one in places:
        np.add.at(mixed, one, both)
        for other in places:
            np.add.at(counts, (one, other), 1.0)
    block = np.repeat(np.arange(len(coded)), [len(kept) for _, kept in coded])
    return _Crossed(counts, mixed, both.T @ both, block, len(both), reml, scale)


def _shares(
    crossed: _Crossed, theta: np.ndarray, lowest: float, ratios: list[float], groupings: list[str],
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
