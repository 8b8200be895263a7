"""Which uncertain input drives a result: shares of its variance, alone and together with others (Sobol)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.errors import MethodError

SHARE_COLUMNS = (
    "first_order", "first_order_lower", "first_order_upper", "total", "total_lower", "total_upper",
)  # fmt: skip


def jansen_shares(base: np.ndarray, other: np.ndarray, mixed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return first-order and total shares of variance; draws in the last axis.

    Parameters
    ----------
    base, other : numpy.ndarray
        The result in two independent samples of all inputs.
    mixed : numpy.ndarray
        In the first sample with one input taken from the second.

    Notes
    -----
    Jansen's estimators: Saltelli et al. (2010), Computer Physics Communications 181: 259-270, table 2.
    """
    variance = np.concatenate([base, other], axis=-1).var(axis=-1)
    first = 1 - ((other - mixed) ** 2).mean(axis=-1) / (2 * variance)
    total = ((base - mixed) ** 2).mean(axis=-1) / (2 * variance)
    return first, total


def shares_with_bounds(
    name: str, base: np.ndarray, other: np.ndarray, mixed: np.ndarray, picks: np.ndarray, confidence: float
) -> dict[str, object]:
    """Return the shares of one input with bounds over resampled draws, as one row of a table.

    Parameters
    ----------
    name : str
        Of the input.
    base, other, mixed : numpy.ndarray
        As for :func:`jansen_shares`, one value per draw.
    picks : numpy.ndarray
        (resamples, draws): the draws of each resample.
    confidence : float
        Of the bounds, between 0 and 1.
    """
    row: dict[str, object] = {"factor": name}
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = jansen_shares(base[picks], other[picks], mixed[picks])
    values = jansen_shares(base, other, mixed)
    for label, value, many in zip(("first_order", "total"), values, drawn, strict=True):
        lower, upper = np.nanquantile(many, tails)
        row |= {label: float(value), f"{label}_lower": float(lower), f"{label}_upper": float(upper)}
    return row


def variance_shares(
    model: Callable[[np.ndarray], np.ndarray],
    base: np.ndarray,
    other: np.ndarray,
    factors: Mapping[str, Sequence[int]],
    *,
    confidence: float = 0.9,
    resamples: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the share of a result's variance that each input, or group of inputs, explains.

    Parameters
    ----------
    model : callable
        Takes inputs of shape (draws, inputs) and returns (draws,).
    base, other : numpy.ndarray
        Two independent samples of the inputs, (draws, inputs).
    factors : mapping of str to sequence of int
        Name of each factor to its columns. Inputs that are drawn together belong to one factor: the shares
        hold for factors that are independent of each other.
    confidence, resamples, seed
        Of the bounds over resampled draws.

    Returns
    -------
    pandas.DataFrame
        A row per factor, in the order given: ``factor``; ``first_order``, the share that it explains alone;
        ``total``, what would be left if all others were known; each with ``_lower`` and ``_upper``. All are
        NaN where the result does not vary. Estimates can lie slightly outside 0 to 1.

    Raises
    ------
    MethodError
        Samples of different shape, fewer than two draws, or a confidence outside 0 to 1.

    Notes
    -----
    Sobol (1993); Saltelli et al. (2010), Computer Physics Communications 181: 259-270, on plain random draws.
    In a sum of independent inputs both shares equal the input's part of the variance.
    """
    if base.shape != other.shape or len(base) < 2 or not 0 < confidence < 1:
        raise MethodError(
            f"The samples have shapes {base.shape} and {other.shape}, the confidence is {confidence:g}; two "
            "samples of one shape, at least two draws and a confidence between 0 and 1 are needed."
        )
    one, two = model(base), model(other)
    picks = np.random.default_rng(seed).integers(len(base), size=(resamples, len(base)))
    if not float(np.concatenate([one, two]).var()) > 0:
        return pd.DataFrame({"factor": list(factors), **dict.fromkeys(SHARE_COLUMNS, np.nan)})
    rows = []
    for name, columns in factors.items():
        mixed = base.copy()
        mixed[:, list(columns)] = other[:, list(columns)]
        rows.append(shares_with_bounds(name, one, two, model(mixed), picks, confidence))
    return pd.DataFrame(rows, columns=["factor", *SHARE_COLUMNS])
