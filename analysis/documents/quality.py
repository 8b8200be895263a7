"""How good finding is against labels: precision, recall, agreement and calibration, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.agreement import cohen_kappa
from analysis.statistics.proportions import proportion_interval

__all__ = ["level_scores", "reliability", "scores"]


def scores(
    outcomes: pd.DataFrame,
    by: Sequence[str] = ("kind",),
    *,
    draws: int = 500,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return precision, recall and F1 with intervals from resampling pages.

    Parameters
    ----------
    outcomes
        As :func:`analysis.documents.labelled.match_hits` gives them.
    by
        Columns that make the groups. For ``phrasing`` (of the mention that a label belongs to) a wrong hit
        belongs to no phrasing, and all of them are counted against each: the lower bound.
    draws, seed, level
        Resamples of pages (document and page together), the generator's seed, the level of the intervals.

    Returns
    -------
    pandas.DataFrame
        The columns of ``by``; ``right_count, wrong_count, missed_count, precision, recall, f1`` with
        ``_lower`` and ``_upper``; NaN where there is nothing to divide by.

    Raises
    ------
    MethodError
        There are no outcomes.
    """
    if outcomes.empty:
        raise MethodError("Nothing was found and nothing is labelled, so there is nothing to score.")
    rng, rows = np.random.default_rng(seed), []
    for group, own in _groups(outcomes, list(by)):
        counts = own.groupby(["document_id", "page"])["outcome"].value_counts().unstack(fill_value=0)
        table = counts.reindex(columns=["right", "wrong", "missed"], fill_value=0).to_numpy(float)
        chosen = rng.integers(len(table), size=(draws, len(table)))
        resampled = _shares(table[chosen].sum(axis=1))
        point = _shares(table.sum(axis=0)[None])[0]
        tails = [(1 - level) / 2, (1 + level) / 2]
        ends = np.full((2, 3), np.nan)
        for column in range(3):
            known = resampled[~np.isnan(resampled[:, column]), column]
            if len(known):
                ends[:, column] = np.quantile(known, tails)
        right, wrong, missed = (int(count) for count in table.sum(axis=0))
        row = dict(zip(by, group, strict=True))
        row |= {"right_count": right, "wrong_count": wrong, "missed_count": missed}
        for column, name in enumerate(("precision", "recall", "f1")):
            row |= {
                name: point[column], f"{name}_lower": ends[0, column], f"{name}_upper": ends[1, column]
            }  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def _groups(outcomes: pd.DataFrame, by: list[str]) -> Iterable[tuple[tuple, pd.DataFrame]]:
    if "phrasing" not in by:
        yield from outcomes.groupby(by, sort=True)
        return
    labelled = outcomes[outcomes["outcome"] != "wrong"]
    rest = [name for name in by if name != "phrasing"]
    for group, own in labelled.groupby(by, sort=True):
        wrong = outcomes[outcomes["outcome"] == "wrong"]
        for name in rest:
            wrong = wrong[wrong[name] == own[name].iloc[0]]
        yield group, pd.concat([own, wrong])


def _shares(table: np.ndarray) -> np.ndarray:
    right, wrong, missed = table[:, 0], table[:, 1], table[:, 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.column_stack(
            [right / (right + wrong), right / (right + missed), 2 * right / (2 * right + wrong + missed)]
        )


def level_scores(levels: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how often the level is right, and its agreement beyond chance weighted by distance.

    Parameters
    ----------
    levels
        ``document_id, indicator_code, level`` (as it is) and ``found_level``; a missing found level (not
        evaluated) is left out and counted.
    by
        Columns that make the groups; none for all together.

    Returns
    -------
    pandas.DataFrame
        ``cells_count, not_evaluated_count, accuracy`` with its Wilson interval, ``kappa`` (Cohen, quadratic
        weights) with its interval; NaN where only one level occurs.
    """
    require_columns(levels, ["document_id", "indicator_code", "level", "found_level"], "the levels")
    groups = levels.groupby(list(by), sort=True) if by else [((), levels)]
    rows = []
    for group, own in groups:
        known = own.dropna(subset=["found_level"])
        row = dict(zip(by, group, strict=True))
        row |= {"cells_count": len(own), "not_evaluated_count": len(own) - len(known)}
        rows.append(row | _agreement(known))
    return pd.DataFrame(rows)


def _agreement(known: pd.DataFrame) -> dict[str, float]:
    names = ("accuracy", "accuracy_lower", "accuracy_upper", "kappa", "kappa_lower", "kappa_upper")
    if known.empty:
        return dict.fromkeys(names, np.nan)
    index = pd.MultiIndex.from_frame(known[["document_id", "indicator_code"]])
    truth = pd.Series(known["level"].to_numpy(int), index)
    found = pd.Series(known["found_level"].to_numpy(int), index)
    share = proportion_interval(int((truth == found).sum()), len(known))
    values = [share.estimate, share.low, share.high, np.nan, np.nan, np.nan]
    if len(known) > 1 and len(set(truth) | set(found)) > 1:
        with np.errstate(invalid="ignore"):  # without any error the variance may come out below zero
            kappa = cohen_kappa(truth, found, weights="quadratic")
        values[3:] = [kappa.value, kappa.lower, kappa.upper]
    return dict(zip(names, values, strict=True))


def reliability(
    outcomes: pd.DataFrame, *, bins: Sequence[float] = (0, 0.5, 0.7, 0.8, 0.9, 0.95, 1)
) -> pd.DataFrame:
    """Compare confidence with the share that is right, by kind and range of confidence.

    Returns
    -------
    pandas.DataFrame
        ``kind, lower, upper, hits_count, mean_confidence, share_right`` with its Wilson interval.
    """
    hits = outcomes[outcomes["outcome"].isin(["right", "wrong"]) & outcomes["confidence"].notna()]
    cut = pd.cut(hits["confidence"], list(bins), include_lowest=True)
    rows = []
    for (kind, between), own in hits.groupby(["kind", cut], observed=True):
        interval = cast(pd.Interval, between)
        share = proportion_interval(int((own["outcome"] == "right").sum()), len(own))
        rows.append(
            {
                "kind": kind, "lower": max(float(interval.left), 0.0), "upper": float(interval.right),
                "hits_count": len(own), "mean_confidence": float(own["confidence"].mean()),
                "share_right": share.estimate,
                "share_right_lower": share.low, "share_right_upper": share.high,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
