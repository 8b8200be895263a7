"""How far ratings or survey items measure the same thing: intraclass correlation and Cronbach's alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution

from analysis.errors import MethodError


def _complete(frame: pd.DataFrame, rows: str, columns: str, fewest_rows: int) -> np.ndarray:
    """Return the numbers, or refuse: nothing may be missing."""
    if len(frame) < fewest_rows or frame.shape[1] < 2:
        raise MethodError(
            f"At least {fewest_rows} {rows} and two {columns} are needed; found {len(frame)} and "
            f"{frame.shape[1]}."
        )
    numbers = frame.apply(pd.to_numeric, errors="coerce").to_numpy(float, na_value=np.nan)
    bad = np.argwhere(~np.isfinite(numbers))
    if len(bad):
        row, column = bad[0]
        raise MethodError(
            f"'{frame.columns[column]}' of {frame.index[row]} is missing or no number ({len(bad)} in all). "
            f"Leave out incomplete {rows} and say how many; a filled value would look like agreement."
        )
    return np.asarray(numbers)


def _confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise MethodError(f"The confidence level is {confidence:g}; it must lie between 0 and 1.")


def _stepped_up(single: float, judges: int) -> float:
    """Return the reliability of a mean of judges from that of one (Spearman-Brown).

    A bound below what the correlation of one judge can be leaves that of the mean without a bound.
    """
    below = 1 + (judges - 1) * single
    return judges * single / below if below > 0 else -float("inf")


@dataclass(frozen=True)
class _MeanSquares:
    targets: float
    within: float
    judges: float
    error: float
    n: int
    k: int


def _mean_squares(ratings: np.ndarray) -> _MeanSquares:
    n, k = ratings.shape
    grand = ratings.mean()
    by_target, by_judge = ratings.mean(axis=1), ratings.mean(axis=0)
    between = k * ((by_target - grand) ** 2).sum()
    judges = n * ((by_judge - grand) ** 2).sum()
    total = ((ratings - grand) ** 2).sum()
    return _MeanSquares(
        targets=float(between / (n - 1)),
        within=float((total - between) / (n * (k - 1))),
        judges=float(judges / (k - 1)),
        error=float((total - between - judges) / ((n - 1) * (k - 1))),
        n=n,
        k=k,
    )


def _random_judges_interval(ms: _MeanSquares, tail: float) -> tuple[float, float]:
    """Return the interval of ICC(2,1) by Satterthwaite's approximation, as Shrout and Fleiss give it."""
    n, k = ms.n, ms.k
    single = _two_way_random(ms)
    ratio = ms.judges / ms.error
    top = (k - 1) * (n - 1) * (k * single * ratio + n * (1 + (k - 1) * single) - k * single) ** 2
    bottom = (n - 1) * k**2 * single**2 * ratio**2 + (n * (1 + (k - 1) * single) - k * single) ** 2
    freedom = top / bottom
    over = f_distribution.ppf(1 - tail, n - 1, freedom)
    under = f_distribution.ppf(1 - tail, freedom, n - 1)
    spread = k * ms.judges + (k * n - k - n) * ms.error
    lower = n * (ms.targets - over * ms.error) / (over * spread + n * ms.targets)
    upper = n * (under * ms.targets - ms.error) / (spread + n * under * ms.targets)
    return float(lower), float(upper)


def _two_way_random(ms: _MeanSquares) -> float:
    spread = ms.targets + (ms.k - 1) * ms.error + ms.k * (ms.judges - ms.error) / ms.n
    return (ms.targets - ms.error) / spread


def _one_error(ms: _MeanSquares, error: float, freedom: int, tail: float) -> tuple[float, float, float]:
    """Return a single-judge coefficient with one error term, and its exact interval."""
    ratio = ms.targets / error
    low = ratio / f_distribution.ppf(1 - tail, ms.n - 1, freedom)
    high = ratio * f_distribution.ppf(1 - tail, freedom, ms.n - 1)
    single, lower, upper = ((part - 1) / (part + ms.k - 1) for part in (ratio, low, high))
    return float(single), float(lower), float(upper)


def intraclass_correlations(ratings: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return the six intraclass correlations of Shrout and Fleiss, with intervals.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Targets in rows, judges in columns, numbers, nothing missing.
    confidence : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        By ``type``: ``ICC1`` (each target has other judges), ``ICC2`` (the same judges, a sample of many),
        ``ICC3`` (these judges only), and with ``k`` the reliability of the judges' mean; ``icc, f, df1, df2,
        p, lower, upper``.

    Raises
    ------
    MethodError
        Fewer than two targets or judges, a missing rating, or ratings without error (judges that never
        differ), for which no interval exists.

    Notes
    -----
    Shrout and Fleiss (1979), Psychological Bulletin 86: 420-428. Choose the form before looking: the three
    answer different questions. A negative value means that targets differ less than judges do.
    """
    _confidence(confidence)
    ms = _mean_squares(_complete(ratings, "targets", "judges", 2))
    if not ms.error > 0 or not ms.within > 0:
        raise MethodError(
            "The judges differ by no more than a constant, so there is no error to set the targets against."
        )
    tail = (1 - confidence) / 2
    n, k = ms.n, ms.k
    single = {
        "ICC1": (*_one_error(ms, ms.within, n * (k - 1), tail), ms.targets / ms.within, n * (k - 1)),
        "ICC2": (
            _two_way_random(ms),
            *_random_judges_interval(ms, tail),
            ms.targets / ms.error,
            (n - 1) * (k - 1),
        ),
        "ICC3": (
            *_one_error(ms, ms.error, (n - 1) * (k - 1), tail),
            ms.targets / ms.error,
            (n - 1) * (k - 1),
        ),
    }
    rows = []
    for many in (False, True):
        for name, (icc, lower, upper, ratio, freedom) in single.items():
            numbers = [_stepped_up(part, k) if many else part for part in (icc, lower, upper)]
            rows.append(
                {
                    "type": f"{name}k" if many else name,
                    "icc": numbers[0],
                    "f": ratio,
                    "df1": n - 1,
                    "df2": freedom,
                    "p": float(f_distribution.sf(ratio, n - 1, freedom)),
                    "lower": numbers[1],
                    "upper": numbers[2],
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class CronbachAlpha:
    """Internal consistency of a scale.

    Attributes
    ----------
    alpha, lower, upper : float
        Raw alpha and Feldt's interval.
    confidence : float
        Level of the interval.
    standardised : float
        Alpha of the standardised items.
    average_correlation : float
        Mean correlation between items.
    guttman_lambda6 : float
        Guttman's lambda 6; NaN where items are linear combinations of each other.
    if_dropped : pandas.Series
        Raw alpha without each item; NaN for two items.
    against : tuple of str
        Items that correlate negatively with the sum of the others: perhaps they must be reversed.
    respondents_count, items_count : int
        Size.
    """

    alpha: float
    lower: float
    upper: float
    confidence: float
    standardised: float
    average_correlation: float
    guttman_lambda6: float
    if_dropped: pd.Series
    against: tuple[str, ...]
    respondents_count: int
    items_count: int


def _alpha(covariance: np.ndarray) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())) if k > 1 else float("nan")


def _lambda6(correlation: np.ndarray) -> float:
    if np.linalg.cond(correlation) > 1e10:
        return float("nan")
    unexplained = 1 / np.diag(np.linalg.inv(correlation))
    return float(1 - unexplained.sum() / correlation.sum())


def cronbach_alpha(items: pd.DataFrame, *, confidence: float = 0.95) -> CronbachAlpha:
    """Return how far the items of a scale vary together.

    Parameters
    ----------
    items : pandas.DataFrame
        Respondents in rows, items in columns, scored in the same direction, nothing missing.
    confidence : float
        Level of the interval.

    Returns
    -------
    CronbachAlpha

    Raises
    ------
    MethodError
        Fewer than three respondents or two items, a missing answer, an item that does not vary, or items
        whose sum does not vary.

    Notes
    -----
    Cronbach (1951), Psychometrika 16: 297-334; interval: Feldt, Woodruff and Salih (1987), Applied
    Psychological Measurement 11: 93-103, which takes answers as normal. Alpha grows with the number of items
    and shows neither that a scale measures one thing nor that it measures the right thing.
    """
    _confidence(confidence)
    answers = _complete(items, "respondents", "items", 3)
    names = [str(name) for name in items.columns]
    constant = [name for name, spread in zip(names, np.ptp(answers, axis=0), strict=True) if spread == 0]
    if constant:
        raise MethodError(
            f"Everybody gave the same answer to '{constant[0]}'; an item must vary. Leave it out."
        )
    n, k = answers.shape
    covariance, correlation = np.cov(answers, rowvar=False), np.corrcoef(answers, rowvar=False)
    if not covariance.sum() > 1e-12 * np.trace(covariance):
        raise MethodError(
            "The sum of the items does not vary: some are the reverse of others. Turn them first."
        )
    alpha = _alpha(covariance)
    mean_correlation = float((correlation.sum() - k) / (k * (k - 1)))
    tails = f_distribution.ppf([(1 + confidence) / 2, (1 - confidence) / 2], n - 1, (n - 1) * (k - 1))
    rest = covariance.sum(axis=0) - np.diag(covariance)
    dropped = [_alpha(np.delete(np.delete(covariance, i, 0), i, 1)) for i in range(k)]
    return CronbachAlpha(
        alpha=alpha,
        lower=float(1 - (1 - alpha) * tails[0]),
        upper=float(1 - (1 - alpha) * tails[1]),
        confidence=confidence,
        standardised=_stepped_up(mean_correlation, k),
        average_correlation=mean_correlation,
        guttman_lambda6=_lambda6(correlation),
        if_dropped=pd.Series(dropped, index=names, name="alpha_if_dropped"),
        against=tuple(name for name, together in zip(names, rest, strict=True) if together < 0),
        respondents_count=n,
        items_count=k,
    )
