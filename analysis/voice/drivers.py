"""Which elements of service move satisfaction: by arithmetic, and by what people say of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.importance import relative_importance
from analysis.statistics.options import require_level
from analysis.voice.satisfaction_answers import SatisfactionRound
from analysis.voice.satisfaction_index import ELEMENTS, HIGHEST, TO_HUNDRED

LEAST_PER_ELEMENT = 5  # complete answers for each element that is to be told apart


@dataclass(frozen=True)
class Drivers:
    """How much of what people say of the whole each element carries.

    Attributes
    ----------
    table : pandas.DataFrame
        By element: ``element, mean_score, importance_pct`` (part of the explained variance of satisfaction as
        a whole; adds up to 100), ``low_pct, high_pct`` (bootstrap of respondents).
    explained_pct : float
        Part of the variance of satisfaction as a whole that the elements explain together.
    respondents_count : int
        Complete answers.
    left_out : tuple of str
        Elements that everybody scored alike: nothing can be said of them.
    level : float
    draws : int
        Of the bootstrap that could be computed.
    """

    table: pd.DataFrame
    explained_pct: float
    respondents_count: int
    left_out: tuple[str, ...]
    level: float
    draws: int


def element_leverage(answered: SatisfactionRound) -> pd.DataFrame:
    """Return what each element adds to the index, and how much it makes people differ.

    Returns
    -------
    pandas.DataFrame
        By element: ``element, mean_score, points_to_full`` (points that the index would gain if everybody
        gave the highest score), ``spread_share_pct`` (part of the variance between people's own indices that
        goes with the element; adds up to 100; missing where nobody differs).

    Raises
    ------
    MethodError
        Nobody answered every element.

    Notes
    -----
    Exact: a person's index is a sum, and its variance the sum of the covariances of each element with it.
    """
    complete = answered.scores.dropna()
    if complete.empty:
        raise MethodError("Nobody answered every element, so what they add up to is not known.")
    values = complete.to_numpy()
    whole = values.sum(axis=1)
    together = ((values - values.mean(axis=0)) * (whole - whole.mean())[:, None]).mean(axis=0)
    total = together.sum()
    mean = answered.scores.mean().to_numpy()
    return pd.DataFrame(
        {
            "element": ELEMENTS,
            "mean_score": mean,
            "points_to_full": (HIGHEST - mean) * TO_HUNDRED / len(ELEMENTS),
            "spread_share_pct": 100 * together / total if total > 1e-12 else np.nan,
        }
    )


def element_importance(
    answered: SatisfactionRound, *, draws: int = 200, seed: int = 1, level: float = 0.95
) -> Drivers:
    """Return how much of satisfaction as a whole each element carries, where the whole was asked.

    Parameters
    ----------
    answered : SatisfactionRound
        With ``overall`` answers.
    draws, seed : int
        Of the bootstrap over respondents.
    level : float
        Of the intervals.

    Returns
    -------
    Drivers

    Raises
    ------
    MethodError
        The whole was not asked or does not vary, too few complete answers, elements that repeat each other,
        fewer than two elements that vary.

    Notes
    -----
    Lindeman, Merenda and Gold (1980); Groemping (2006), Journal of Statistical Software 17(1): the gain in
    explained variance, averaged over all orders of entry (Shapley). Scores of 1 to 4 are taken as numbers. An
    association in one survey: an element that goes with the whole need not move it.
    """
    require_level(level)
    frame = answered.scores.assign(overall=answered.overall).dropna()
    if frame.empty:
        raise MethodError("Satisfaction as a whole was not asked, or nobody answered it and every element.")
    names = [name for name in ELEMENTS if frame[name].nunique() > 1]
    least = LEAST_PER_ELEMENT * max(len(names), 2)
    if len(names) < 2 or len(frame) < least:
        raise MethodError(
            f"{len(frame)} complete answers on {len(names)} elements that vary; at least two elements and "
            f"{least} answers are needed to tell them apart."
        )
    found = relative_importance(frame, "overall", names)
    drawn = _drawn(frame, names, draws, seed)
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(drawn, tails, axis=0) if len(drawn) else np.full((2, len(names)), np.nan)
    table = pd.DataFrame(
        {
            "element": names,
            "mean_score": answered.scores[names].mean().to_numpy(),
            "importance_pct": 100 * found.table["lmg_share"].to_numpy(),
            "low_pct": 100 * low,
            "high_pct": 100 * high,
        }
    )
    left_out = tuple(name for name in ELEMENTS if name not in names)
    return Drivers(table, 100 * found.r_squared, len(frame), left_out, level, len(drawn))


def _drawn(frame: pd.DataFrame, names: list[str], draws: int, seed: int) -> np.ndarray:
    """Return shares in resamples of the respondents; one in which they are not defined is passed over."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        again = frame.iloc[rng.integers(0, len(frame), len(frame))]
        try:
            found.append(relative_importance(again, "overall", names).table["lmg_share"].to_numpy())
        except MethodError:
            continue
    return np.array(found)
