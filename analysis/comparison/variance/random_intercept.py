"""How much of the variation lies between groups (districts, provinces), with and without inputs: the ICC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq, minimize_scalar

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import complete_cases, design_matrix, to_raw_scale
from analysis.statistics.options import require_level

FEW_GROUPS = 30
GRID = np.concatenate([[0.0], np.geomspace(1e-6, 0.02, 12), np.linspace(0.05, 0.98, 32), [0.995, 0.9999]])
LARGEST = 1 - 1e-9


@dataclass(frozen=True)
class RandomIntercept:
    """A linear model in which each group has its own level.

    Attributes
    ----------
    variance_between, variance_within : float
        Of the groups' levels and of single observations, in squared units of the outcome.
    icc : float
        Intraclass correlation: between / (between + within).
    icc_low, icc_high : float
        Profile-likelihood interval, within 0 and 1.
    level : float
    p_no_variance : float
        Likelihood-ratio test of no variance between groups, a 50:50 mixture of nothing and one degree.
    criterion : float
        Minus twice the (restricted) log-likelihood.
    reml : bool
    coefficients : pandas.DataFrame
        By term (``constant`` first): ``estimate, standard_error``.
    groups : pandas.DataFrame
        By group: ``count, mean_residual`` (raw mean of observed minus fitted), ``level`` (best linear
        unbiased prediction: the mean residual drawn towards zero), ``standard_error`` (of predicted minus
        true, with the uncertainty of the coefficients, variances taken as known), ``level_low, level_high``.
    rows_count, groups_count : int
    left_out : tuple of str
        Rows with a missing value.
    note : str
        What the reader must know: ``none detectable`` at the boundary, few groups; empty otherwise.
    """

    variance_between: float
    variance_within: float
    icc: float
    icc_low: float
    icc_high: float
    level: float
    p_no_variance: float
    criterion: float
    reml: bool
    coefficients: pd.DataFrame
    groups: pd.DataFrame
    rows_count: int
    groups_count: int
    left_out: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class _Profile:
    """Sums that the likelihood needs; it costs nothing per group or row after they are made."""

    outer: np.ndarray  # (p + 1, p + 1) cross products of design and outcome
    sizes: np.ndarray  # (k,) different group sizes
    often: np.ndarray  # (k,) how many groups of each
    inner: np.ndarray  # (k, p + 1, p + 1) cross products of group sums, by size
    rows: int
    reml: bool
    scale: float  # log determinant that brings the design back to the raw scale

    def products(self, icc: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        ratio = icc / (1 - icc)
        shrink = ratio[:, None] / (1 + self.sizes * ratio[:, None])
        log_size = (np.log1p(self.sizes * ratio[:, None]) * self.often).sum(axis=1)
        return self.outer - np.einsum("rk,kij->rij", shrink, self.inner), log_size

    def criterion(self, icc: np.ndarray) -> np.ndarray:
        """Return minus twice the profiled log-likelihood at each intraclass correlation."""
        cross, log_size = self.products(icc)
        left, right, total = cross[:, :-1, :-1], cross[:, :-1, -1:], cross[:, -1, -1]
        fitted = (right * np.linalg.solve(left, right)).sum(axis=(1, 2))
        rest = np.maximum(total - fitted, 1e-300)
        count = self.rows - (left.shape[1] if self.reml else 0)
        found = count * (1 + np.log(2 * np.pi * rest / count)) + log_size
        return found + np.linalg.slogdet(left)[1] + self.scale if self.reml else found

    def at(self, icc: float) -> float:
        return float(self.criterion(np.array([icc]))[0])


def _profile(
    design: np.ndarray, outcome: np.ndarray, codes: np.ndarray, reml: bool, scale: float
) -> _Profile:
    both = np.column_stack([design, outcome])
    counts = np.bincount(codes)
    sums = np.column_stack([np.bincount(codes, weights=column) for column in both.T])
    sizes, place, often = np.unique(counts, return_inverse=True, return_counts=True)
    inner = np.zeros((len(sizes), both.shape[1], both.shape[1]))
    for size in range(len(sizes)):
        part = sums[place == size]
        inner[size] = part.T @ part
    return _Profile(both.T @ both, sizes.astype(float), often, inner, len(both), reml, scale)


def _lowest(profile: _Profile) -> tuple[float, float]:
    """Return the intraclass correlation with the lowest criterion, and that criterion."""
    values = profile.criterion(GRID)
    best = int(np.argmin(values))
    low, high = GRID[max(best - 1, 0)], min(GRID[min(best + 1, len(GRID) - 1)], LARGEST)
    found = minimize_scalar(profile.at, bounds=(low, high), method="bounded", options={"xatol": 1e-11})
    if values[0] <= found.fun + 1e-9:
        return 0.0, float(values[0])
    return float(found.x), float(found.fun)


def _interval(profile: _Profile, best: float, lowest: float, level: float) -> tuple[float, float]:
    limit = lowest + float(stats.chi2.ppf(level, 1))
    low = 0.0 if profile.at(0.0) <= limit else brentq(lambda r: profile.at(r) - limit, 0.0, best)
    high = LARGEST if profile.at(LARGEST) <= limit else brentq(lambda r: profile.at(r) - limit, best, LARGEST)
    return float(low), float(high)


def random_intercept(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    inputs: Sequence[str] = (),
    *,
    reml: bool = True,
    level: float = 0.95,
) -> RandomIntercept:
    """Return how much variation lies between groups, given inputs, and each group's own level.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per observation (such as a district in a year).
    outcome, group : str
        Columns; the group may be text.
    inputs : sequence of str
        Columns whose linear part is taken out first; none gives the null model.
    reml : bool
        Restricted likelihood (for variances); ordinary likelihood otherwise.
    level : float
        Of the intervals.

    Returns
    -------
    RandomIntercept

    Raises
    ------
    MethodError
        Fewer than two groups, no group with two rows, constant or repeated inputs, a missing group, an
        outcome that the inputs explain wholly.

    Notes
    -----
    The criterion is that of lme4 (Bates, Machler, Bolker and Walker 2015, Journal of Statistical Software
    67(1)), here profiled in closed form down to the one intraclass correlation (V of each group is an
    identity plus a constant), so a fit costs milliseconds. Test at the boundary: Self and Liang (1987),
    Journal of the American Statistical Association 82: 605-610. Below about 30 groups an ICC is unstable, and
    ``note`` says so. Rows of neighbouring years depend on each other beyond the group's level: then the
    within-variance is too small and intervals are too narrow.
    """
    require_level(level)
    names = list(inputs)
    require_columns(frame, [group], "the table")
    cases = complete_cases(frame.reset_index(drop=True), [outcome, *names], "the table", least=len(names) + 3)
    labels = frame[group].reset_index(drop=True).loc[cases.values.index]
    if labels.isna().any():
        raise MethodError(f"A row has no '{group}'; every observation needs its group.")
    codes, kept = pd.factorize(labels, sort=True)
    if len(kept) < 2 or len(kept) == len(codes):
        raise MethodError(
            f"Variation between and within groups needs at least two groups and one with two rows; found "
            f"{len(kept)} groups of '{group}' in {len(codes)} rows."
        )
    values = cases.values[names]
    design, observed = design_matrix(values), cases.values[outcome].to_numpy()
    centre = observed.mean()
    if (
        not np.std(observed - design @ np.linalg.lstsq(design, observed, rcond=None)[0])
        > 1e-12 * np.abs(observed).max()
    ):
        raise MethodError(
            f"The inputs explain '{outcome}' wholly (or it does not vary); no variance is left."
        )
    back = to_raw_scale(values)
    profile = _profile(design, observed - centre, codes, reml, -2 * float(np.linalg.slogdet(back)[1]))
    best, lowest = _lowest(profile)
    low, high = _interval(profile, best, lowest, level)
    return _result(
        profile,
        best,
        lowest,
        (low, high),
        level,
        back,
        centre,
        design,
        observed,
        codes,
        kept,
        names,
        cases.left_out,
    )


def _result(
    profile: _Profile, best: float, lowest: float, interval: tuple[float, float], level: float,
    back: np.ndarray, centre: float, design: np.ndarray, observed: np.ndarray, codes: np.ndarray,
    kept: pd.Index, names: list[str], left_out: tuple[str, ...],
) -> RandomIntercept:  # fmt: skip
    cross = profile.products(np.array([best]))[0][0]
    inverse = np.linalg.inv(cross[:-1, :-1])
    beta = inverse @ cross[:-1, -1]
    freedom = profile.rows - (len(beta) if profile.reml else 0)
    within = float(cross[-1, -1] - cross[:-1, -1] @ beta) / freedom
    ratio = best / (1 - best)
    beta[0] += centre
    counts = np.bincount(codes)
    mean_rest = np.bincount(codes, weights=observed - design @ beta) / counts
    shrink = counts * ratio / (1 + counts * ratio)
    middle = np.column_stack([np.bincount(codes, weights=column) for column in design.T]) / counts[:, None]
    fixed = np.einsum("gi,ij,gj->g", middle, within * inverse, middle)
    error = np.sqrt(within * ratio * (1 - shrink) + shrink**2 * fixed)
    half = float(stats.norm.ppf((1 + level) / 2)) * error
    groups = pd.DataFrame(
        {
            "count": counts, "mean_residual": mean_rest, "level": shrink * mean_rest, "standard_error": error,
            "level_low": shrink * mean_rest - half, "level_high": shrink * mean_rest + half,
        },
        index=pd.Index(kept, name="group"),
    )  # fmt: skip
    notes = (
        ["none detectable: no variance between groups beyond what chance within them gives"]
        if best == 0
        else []
    )
    if len(kept) < FEW_GROUPS:
        notes.append(f"only {len(kept)} groups: a share of variance is unstable below about {FEW_GROUPS}")
    return RandomIntercept(
        variance_between=ratio * within,
        variance_within=within,
        icc=best,
        icc_low=interval[0],
        icc_high=interval[1],
        level=level,
        p_no_variance=float(stats.chi2.sf(max(profile.at(0.0) - lowest, 0.0), 1) / 2) if best > 0 else 1.0,
        criterion=lowest,
        reml=profile.reml,
        coefficients=pd.DataFrame(
            {"estimate": back @ beta, "standard_error": np.sqrt(np.diag(back @ (within * inverse) @ back.T))},
            index=["constant", *names],
        ),
        groups=groups,
        rows_count=profile.rows,
        groups_count=len(kept),
        left_out=left_out,
        note="; ".join(notes),
    )
