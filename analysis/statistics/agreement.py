"""How far coders agree on the same units, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.errors import MethodError

NOMINAL, ORDINAL, INTERVAL, RATIO = "nominal", "ordinal", "interval", "ratio"
LEVELS = (NOMINAL, ORDINAL, INTERVAL, RATIO)
WEIGHTS = ("none", "linear", "quadratic")
BLOCK_CELLS = 4_000_000
SAME_VALUE = "all codes are the same value, so chance would agree as much"


@dataclass(frozen=True)
class Agreement:
    """One coefficient of agreement, and what it rests on.

    Attributes
    ----------
    coefficient : str
        Its name.
    value : float
        1 is full agreement, 0 what chance gives; NaN where it is not defined (see `why`).
    lower, upper : float
        Interval; NaN where none was asked for or it cannot be found.
    confidence : float
        Level of the interval.
    observed, expected : float
        Observed and expected agreement; for Krippendorff's alpha observed and expected disagreement.
    units_count, coders_count, codes_count : int
        Units with at least two codes, coders, and codes given to those units.
    left_out : int
        Units with fewer than two codes.
    undefined_draws : int
        Resamples in which the coefficient is not defined, left out of the interval.
    why : str
        Why there is no value; empty if there is one.
    """

    coefficient: str
    value: float
    lower: float
    upper: float
    confidence: float
    observed: float
    expected: float
    units_count: int
    coders_count: int
    codes_count: int
    left_out: int
    undefined_draws: int
    why: str


@dataclass(frozen=True)
class _Counts:
    """How often each value was given to each unit with at least two codes, and to those with one."""

    values: np.ndarray
    counts: np.ndarray
    single: np.ndarray
    left_out: int
    coders_count: int


def _numbers(given: pd.Series, units: pd.Index, coders: pd.Index) -> pd.Series:
    numbers = pd.to_numeric(given, errors="coerce")
    if numbers.isna().any():
        place = int(np.flatnonzero(numbers.isna())[0])
        raise MethodError(
            f"The code '{given.iloc[place]}' of {coders[place]} for {units[place]} is no number; at the "
            "ordinal, interval and ratio level codes must be numbers. Use the nominal level, or give ranks."
        )
    return numbers.astype(float)


def _counted(codes: pd.DataFrame, numeric: bool) -> _Counts:
    if codes.shape[1] < 2 or not len(codes):
        raise MethodError(
            f"Agreement needs units in rows and at least two coders in columns; found {codes.shape[0]} units "
            f"and {codes.shape[1]} coders."
        )
    rows, columns = codes.notna().to_numpy().nonzero()
    given = pd.Series(codes.to_numpy(object)[rows, columns], dtype=object)
    if numeric:
        given = _numbers(given, codes.index[rows], codes.columns[columns])
    values = np.array(sorted(set(given)), dtype=float if numeric else object)
    counts = np.zeros((len(codes), len(values)))
    np.add.at(counts, (rows, pd.Index(values).get_indexer(given)), 1)
    size = counts.sum(axis=1)
    if not (size >= 2).any():
        raise MethodError("No unit has codes of two coders, so nothing can agree or disagree.")
    return _Counts(values, counts[size >= 2], counts[size == 1], int((size < 2).sum()), codes.shape[1])


Finder = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]


def _summary(
    name: str, found: _Counts, find: Finder, units: int, confidence: float, draws: int, seed: int
) -> Agreement:
    """Return the coefficient, with a percentile interval over resampled units if draws were asked for."""
    if not 0 < confidence < 1 or draws < 0:
        raise MethodError(
            f"Impossible confidence {confidence:g} (0 to 1) or number of draws {draws} (from 0)."
        )
    value, observed, expected = (float(part[0]) for part in find(np.ones((1, units))))
    lower = upper = float("nan")
    undefined = 0
    if draws and units > 1:
        rng = np.random.default_rng(seed)
        weights = rng.multinomial(units, np.full(units, 1 / units), size=draws).astype(float)
        drawn = find(weights)[0]
        undefined = int(np.isnan(drawn).sum())
        if undefined < draws:
            tails = [(1 - confidence) / 2, (1 + confidence) / 2]
            lower, upper = (float(edge) for edge in np.nanquantile(drawn, tails))
    why = SAME_VALUE if np.isnan(value) else ""
    return Agreement(
        coefficient=name,
        value=value,
        lower=lower,
        upper=upper,
        confidence=confidence,
        observed=observed,
        expected=expected,
        units_count=len(found.counts),
        coders_count=found.coders_count,
        codes_count=int(found.counts.sum()),
        left_out=found.left_out,
        undefined_draws=undefined,
        why=why,
    )


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 1e-15)


def _squared_difference(level: str, values: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Return the difference function of a level, draws by values by values."""
    count = len(values)
    if level == NOMINAL:
        return np.broadcast_to(1 - np.eye(count), (len(totals), count, count))
    if level == ORDINAL:
        ranks = np.cumsum(totals, axis=1) - totals / 2
        return np.asarray((ranks[:, :, None] - ranks[:, None, :]) ** 2)
    apart = values[:, None] - values[None, :]
    if level == RATIO:
        both = values[:, None] + values[None, :]
        apart = np.divide(apart, both, out=np.zeros_like(apart), where=both != 0)
    return np.broadcast_to(apart**2, (len(totals), count, count))


def krippendorff_alpha(
    codes: pd.DataFrame,
    level: str = NOMINAL,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Return Krippendorff's alpha: agreement of any number of coders, with codes missing where they are.

    Parameters
    ----------
    codes : pandas.DataFrame
        Units in rows, coders in columns; a missing code is left empty.
    level : str
        ``nominal``, ``ordinal`` (numbers in order), ``interval`` or ``ratio`` (numbers from zero up).
    confidence, draws, seed
        Level of the interval, resamples of units (0 for no interval), and their seed.

    Returns
    -------
    Agreement
        `observed` and `expected` are disagreements; alpha is one minus their ratio.

    Raises
    ------
    MethodError
        Unknown level, fewer than two coders, no unit with two codes, a code that is no number where numbers
        are needed, a negative one at the ratio level, or an impossible confidence.

    Notes
    -----
    Krippendorff (2004), Content Analysis, chapter 11; Hayes and Krippendorff (2007), Communication Methods
    and Measures 1: 77-89. He takes .80 as reliable and .667 as the floor for tentative conclusions. The
    interval resamples units (percentiles); it says nothing about other coders. With nearly one value only,
    alpha is low although coders agree: see :func:`gwet_ac1`.
    """
    if level not in LEVELS:
        raise MethodError(f"The level '{level}' is unknown; choose one of {', '.join(LEVELS)}.")
    found = _counted(codes, numeric=level != NOMINAL)
    if level == RATIO and found.values.min() < 0:
        raise MethodError(
            f"The code {found.values.min():g} is below zero; the ratio level needs a true zero."
        )
    size = found.counts.sum(axis=1)
    pairs = found.counts[:, :, None] * found.counts[:, None, :]
    pairs -= np.eye(len(found.values)) * found.counts[:, :, None]
    coincidences = (pairs / (size - 1)[:, None, None]).reshape(len(size), -1)

    def one_block(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        count = len(found.values)
        seen = (weights @ coincidences).reshape(len(weights), count, count)
        totals = weights @ found.counts
        whole = totals.sum(axis=1)
        apart = _squared_difference(level, found.values, totals)
        observed = (seen * apart).sum(axis=(1, 2)) / whole
        expected = np.einsum("dc,dk,dck->d", totals, totals, apart) / (whole * (whole - 1))
        return 1 - _ratio(observed, expected), observed, expected

    def find(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows = max(1, BLOCK_CELLS // len(found.values) ** 2)
        parts = [one_block(weights[start : start + rows]) for start in range(0, len(weights), rows)]
        value, observed, expected = (np.concatenate(part) for part in zip(*parts, strict=True))
        return value, observed, expected

    return _summary(
        f"Krippendorff's alpha ({level})", found, find, len(found.counts), confidence, draws, seed
    )


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
        As for :func:`krippendorff_alpha`; codes of any type.

    Raises
    ------
    MethodError
        As there.
    """
    found = _counted(codes, numeric=False)
    same = _pairwise(found.counts)

    def find(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        share = weights @ same / weights.sum(axis=1)
        return share, share, np.zeros(len(weights))

    return _summary("percent agreement", found, find, len(found.counts), confidence, draws, seed)


def gwet_ac1(codes: pd.DataFrame, *, confidence: float = 0.95, draws: int = 1000, seed: int = 0) -> Agreement:
    """Return Gwet's AC1: agreement beyond chance that stays sensible when one code is very common.

    Parameters
    ----------
    codes, confidence, draws, seed
        As for :func:`krippendorff_alpha`; codes of any type.

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
    found = _counted(codes, numeric=False)
    same = _pairwise(found.counts)
    given = np.concatenate([found.counts, found.single])
    shares = given / given.sum(axis=1, keepdims=True)
    categories = len(found.values)

    def find(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        paired = weights[:, : len(same)]
        observed = _ratio(paired @ same, paired.sum(axis=1))
        common = weights @ shares / weights.sum(axis=1, keepdims=True)
        expected = (common * (1 - common)).sum(axis=1) / max(categories - 1, 1)
        value = _ratio(observed - expected, 1 - expected)
        return np.where(categories > 1, value, np.nan), observed, expected

    return _summary("Gwet's AC1", found, find, len(given), confidence, draws, seed)


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
