"""How far coders agree on the same units: percent agreement, Gwet's AC1 and Cohen's kappa."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.errors import MethodError
from analysis.statistics.codes import SAME_VALUE, Agreement, counted, ratio, summary

WEIGHTS = ("none", "linear", "quadratic")


def _pairwise(counts: np.ndarray) -> np.ndarray:
    """Return, per unit, the share of pairs of coders that gave the same code."""
    size = counts.sum(axis=1)
    return np.asarray((counts * (counts - 1)).sum(axis=1) / (size * (size - 1)))


def percent_agreement(
    codes: pd.DataFrame, *, confidence: float = 0.95, draws: int = 1000, seed: int = 0
) -> Agreement:
    """Return the share of pairs of codes on the same unit that are the same: no correction for chance.

    Parameters
    ----------
    codes, confidence, draws, seed
        As for :func:`analysis.statistics.krippendorff.krippendorff_alpha`; codes of any type.

    Raises
    ------
    MethodError
        As there.
    """
    found = counted(codes, numeric=False)
    same = _pairwise(found.counts)

    def find(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        share = weights @ same / weights.sum(axis=1)
        return share, share, np.zeros(len(weights))

    return summary("percent agreement", found, find, len(found.counts), confidence, draws, seed)


def gwet_ac1(codes: pd.DataFrame, *, confidence: float = 0.95, draws: int = 1000, seed: int = 0) -> Agreement:
    """Return Gwet's AC1: agreement beyond chance that stays sensible when one code is very common.

    Parameters
    ----------
    codes, confidence, draws, seed
        As for :func:`analysis.statistics.krippendorff.krippendorff_alpha`; codes of any type.

    Returns
    -------
    Agreement

    Raises
    ------
    MethodError
        As there.

    Notes
    -----
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61: 29-48. Only codes that were
    used count as categories. Units with one code help to find how common each code is.
    """
    found = counted(codes, numeric=False)
    same = _pairwise(found.counts)
    given = np.concatenate([found.counts, found.single])
    shares = given / given.sum(axis=1, keepdims=True)
    categories = len(found.values)

    def find(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        paired = weights[:, : len(same)]
        observed = ratio(paired @ same, paired.sum(axis=1))
        common = weights @ shares / weights.sum(axis=1, keepdims=True)
        expected = (common * (1 - common)).sum(axis=1) / max(categories - 1, 1)
        value = ratio(observed - expected, 1 - expected)
        return np.where(categories > 1, value, np.nan), observed, expected

    return summary("Gwet's AC1", found, find, len(given), confidence, draws, seed)


def _kappa(table: np.ndarray, weights: str) -> tuple[float, float, float, float]:
    """Return kappa, its standard error, and weighted observed and expected agreement of a square table."""
    size = len(table)
    if size < 2:
        return float("nan"), float("nan"), 1.0, 1.0
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    apart = {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]
    share = table / table.sum()
    chance = np.outer(share.sum(axis=1), share.sum(axis=0))
    found = cohens_kappa(table, weights=None if weights == "none" else apart)
    observed, expected = 1 - (apart * share).sum(), 1 - (apart * chance).sum()
    return float(found.kappa), float(found.std_kappa), float(observed), float(expected)


def cohen_kappa(
    first: pd.Series, second: pd.Series, *, weights: str = "none", confidence: float = 0.95
) -> Agreement:
    """Return Cohen's kappa of two coders, plain or weighted by how far apart ordered codes are.

    Parameters
    ----------
    first, second : pandas.Series
        The codes of two coders for the same units, matched by index; units that one of them left out are
        dropped and counted.
    weights : str
        ``none``; ``linear`` or ``quadratic`` for codes that sort into their order, the steps between
        neighbouring codes that occur being equal.
    confidence : float
        Level of the asymptotic interval.

    Returns
    -------
    Agreement

    Raises
    ------
    MethodError
        Unknown weights, different units, fewer than two units with both codes.

    Notes
    -----
    Cohen (1960), Educational and Psychological Measurement 20: 37-46; weighted: Cohen (1968); standard error
    of Fleiss, Cohen and Everitt (1969), as statsmodels computes it.
    """
    if weights not in WEIGHTS:
        raise MethodError(f"The weights '{weights}' are unknown; choose one of {', '.join(WEIGHTS)}.")
    if first.index.has_duplicates or set(first.index) != set(second.index):
        raise MethodError("The two coders must have the same units, each once; codes are matched by index.")
    both = pd.DataFrame({"first": first, "second": second.reindex(first.index)}).dropna()
    if len(both) < 2:
        raise MethodError(f"Kappa needs at least two units with both codes; found {len(both)}.")
    categories = sorted(set(both["first"]) | set(both["second"]))
    table = pd.crosstab(both["first"], both["second"]).reindex(
        index=categories, columns=categories, fill_value=0
    )
    value, error, observed, expected = _kappa(table.to_numpy(float), weights)
    reach = float(norm.ppf((1 + confidence) / 2)) * error
    return Agreement(
        coefficient=f"Cohen's kappa (weights: {weights})",
        value=value,
        lower=value - reach,
        upper=value + reach,
        confidence=confidence,
        observed=observed,
        expected=expected,
        units_count=len(both),
        coders_count=2,
        codes_count=2 * len(both),
        left_out=len(first) - len(both),
        undefined_draws=0,
        why=SAME_VALUE if np.isnan(value) else "",
    )
