"""Krippendorff's alpha: agreement of any number of coders at any level of measurement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.statistics.codes import Agreement, counted, ratio, summary

NOMINAL, ORDINAL, INTERVAL, RATIO = "nominal", "ordinal", "interval", "ratio"
LEVELS = (NOMINAL, ORDINAL, INTERVAL, RATIO)
BLOCK_CELLS = 4_000_000


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
    alpha is low although coders agree: see
    :func:`analysis.statistics.agreement.gwet_ac1`.
    """
    if level not in LEVELS:
        raise MethodError(f"The level '{level}' is unknown; choose one of {', '.join(LEVELS)}.")
    found = counted(codes, numeric=level != NOMINAL)
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
        return 1 - ratio(observed, expected), observed, expected

    def find(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows = max(1, BLOCK_CELLS // len(found.values) ** 2)
        parts = [one_block(weights[start : start + rows]) for start in range(0, len(weights), rows)]
        value, observed, expected = (np.concatenate(part) for part in zip(*parts, strict=True))
        return value, observed, expected

    return summary(f"Krippendorff's alpha ({level})", found, find, len(found.counts), confidence, draws, seed)
