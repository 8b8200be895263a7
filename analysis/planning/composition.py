"""Budget shares as what they are, compositions: only ratios between parts carry information.

A share can rise because another fell. Log-ratios take that constraint away (Aitchison 1986, The Statistical
Analysis of Compositional Data); a regression on them does not depend on which part is left out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns


def close_composition(parts: pd.DataFrame) -> pd.DataFrame:
    """Divide each row by its sum, so that the parts add up to one.

    Raises
    ------
    MethodError
        Fewer than two parts, a missing or negative part, or a row without a positive sum.
    """
    values = _parts(parts)
    return parts.astype(float).div(values.sum(axis=1), axis=0)


def replace_zeros(parts: pd.DataFrame, delta: float = 0.0005) -> pd.DataFrame:
    """Replace zeros by a small share and shrink the other parts, so that their ratios stay as they were.

    Parameters
    ----------
    parts : pandas.DataFrame
        One composition per row; closed first.
    delta : float
        The share that stands for "below what was recorded".

    Returns
    -------
    pandas.DataFrame
        Shares above zero that add up to one; rows without zeros are only closed.

    Raises
    ------
    MethodError
        As for :func:`close_composition`, or zeros in a row would take the whole.

    Notes
    -----
    Multiplicative replacement: Martin-Fernandez, Barcelo-Vidal and Pawlowsky-Glahn (2003), Mathematical
    Geology 35(3): 253-278. The result depends on ``delta``: report it, and try another.
    """
    shares = close_composition(parts)
    zero = shares.eq(0)
    taken = zero.sum(axis=1) * delta
    if not 0 < delta < 1 or (taken >= 1).any():
        raise MethodError(f"A replacement of {delta:g} for each zero leaves nothing for the other parts.")
    return shares.mul(1 - taken, axis=0).mask(zero, delta)


def centred_log_ratio(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the logarithm of each part over the geometric mean of its row (clr); rows add up to zero.

    Raises
    ------
    MethodError
        As for :func:`close_composition`, or a part is zero: see :func:`replace_zeros`.

    Notes
    -----
    Aitchison (1986), The Statistical Analysis of Compositional Data, chapter 4.
    """
    values = _parts(parts)
    if (values == 0).any():
        row, column = np.argwhere(values == 0)[0]
        raise MethodError(
            f"The part '{parts.columns[column]}' is zero in row {parts.index[row]!r}; the logarithm of zero "
            "does not exist. Replace zeros first and say how (replace_zeros)."
        )
    logs = np.log(values)
    return pd.DataFrame(logs - logs.mean(axis=1, keepdims=True), parts.index, parts.columns)


def aitchison_mean(parts: pd.DataFrame) -> pd.Series:
    """Return the centre of compositions: the closed geometric mean of each part."""
    centre = np.exp(centred_log_ratio(parts).mean())
    return centre / centre.sum()


def variation_matrix(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the variance of the logarithm of each ratio of two parts (Aitchison 1986, chapter 4)."""
    logs = centred_log_ratio(parts).to_numpy()
    ratios = logs[:, :, None] - logs[:, None, :]
    return pd.DataFrame(ratios.var(axis=0, ddof=1), parts.columns, parts.columns)


def total_variance(parts: pd.DataFrame) -> float:
    """Return the sum of the variances of the centred log-ratios."""
    return float(centred_log_ratio(parts).var(ddof=1).sum())


def log_ratio_slope(parts: pd.DataFrame, predictor: pd.Series) -> pd.Series:
    """Return how a composition moves with a predictor: the perturbation for one unit of it.

    Parameters
    ----------
    parts : pandas.DataFrame
        One composition per row, without zeros.
    predictor : pandas.Series
        One number per row, with the same index.

    Returns
    -------
    pandas.Series
        A composition: parts above ``1 / number of parts`` gain against the others as the predictor grows.

    Raises
    ------
    MethodError
        The predictor is missing somewhere or does not vary.

    Notes
    -----
    Least squares on log-ratio coordinates; as a perturbation the answer is the same for every basis
    (Egozcue and others 2012, Simplicial regression, Journal of Applied Probability and Statistics 6: 87-108).
    """
    logs = centred_log_ratio(parts).to_numpy()
    at = predictor.reindex(parts.index).to_numpy(float)
    if not np.isfinite(at).all() or np.ptp(at) == 0:
        raise MethodError("The predictor must be known for every row and must vary.")
    centred = at - at.mean()
    slope = np.exp(centred @ logs / (centred @ centred))
    return pd.Series(slope / slope.sum(), parts.columns)


def compositions_of(
    frame: pd.DataFrame, keys: list[str], part: str, amount: str, parts: list[str] | None = None
) -> pd.DataFrame:
    """Turn a tidy frame into one composition per row.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per key and part.
    keys : list of str
        What identifies a composition, for example ``["region_code", "year"]``.
    part, amount : str
        The columns with the name of a part and its amount.
    parts : list of str, optional
        The parts wanted, in order; by default all, sorted.

    Returns
    -------
    pandas.DataFrame
        Indexed by the keys; only compositions in which every part is known.

    Raises
    ------
    MethodError
        A column is absent, or a part occurs twice in one composition.
    """
    require_columns(frame, [*keys, part, amount], "the table of shares")
    if frame.duplicated([*keys, part]).any():
        row = frame.loc[frame.duplicated([*keys, part])].iloc[0]
        named = ", ".join(str(row[key]) for key in [*keys, part])
        raise MethodError(f"The part ({named}) occurs twice; one amount per part is needed. Add them first.")
    wide = frame.pivot(index=keys, columns=part, values=amount)
    wanted = sorted(wide.columns) if parts is None else parts
    return wide.reindex(columns=wanted).dropna().sort_index()


def _parts(parts: pd.DataFrame) -> np.ndarray:
    values = parts.to_numpy(float)
    if values.ndim != 2 or values.shape[1] < 2:
        raise MethodError("A composition needs at least two parts.")
    if not np.isfinite(values).all() or (values < 0).any():
        raise MethodError("The parts of a composition must be known and zero or more.")
    if (values.sum(axis=1) <= 0).any():
        raise MethodError("A composition needs a positive sum; leave out rows without any amount.")
    return values
