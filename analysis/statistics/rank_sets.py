"""Confidence sets for ranks: which ranks of a league table the data can tell apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import MethodError
from analysis.panels import require_columns
from analysis.statistics.checked import as_numbers, require_distinct
from analysis.statistics.options import require_level

BLOCK = 32
FEW = 24


@dataclass(frozen=True)
class RankSets:
    """Ranks with the set of ranks that each unit could have.

    Attributes
    ----------
    units : pandas.DataFrame
        By unit: ``estimate, standard_error, rank`` (1 is best; equal estimates share the smaller rank),
        ``rank_low, rank_high`` (the set for this unit taken alone) and ``rank_low_simultaneous,
        rank_high_simultaneous`` (sets that hold for all units together).
    level : float
    draws, seed : int
    highest_first : bool
    left_out : tuple of str
        Units without an estimate or standard error.
    separated_share : float
        Share of all pairs of units that are told apart simultaneously.
    """

    units: pd.DataFrame
    level: float
    draws: int
    seed: int
    highest_first: bool
    left_out: tuple[str, ...]
    separated_share: float


def _highest(apart: np.ndarray, up: np.ndarray, down: np.ndarray, axis: int) -> np.ndarray:
    found = np.where(up, apart, 0.0).max(axis=axis, initial=0.0)
    return np.maximum(found, -np.where(down, apart, 0.0).min(axis=axis, initial=0.0)) if down.any() else found


def _largest(
    noise: np.ndarray, size: np.ndarray | None, units: np.ndarray, scale: np.ndarray, up: np.ndarray,
    down: np.ndarray, together: bool,
) -> np.ndarray:  # fmt: skip
    """Return draws by units: the largest studentised difference of noise to any unit still open.

    ``scale, up, down`` are all units by ``units``; ``up`` at k, j: that k beats j is open; ``down``: that j
    beats k is. For independent noise of standard ``size`` g a difference is at most sqrt(g_k^2 + g_j^2), so
    the few units with the largest noise decide, and the rest is looked at only where that bound does not
    rule it out: the result is exact. Together, only the largest over all units is exact.
    """
    draws, count = noise.shape
    few = count if size is None or count <= 2 * FEW else FEW
    found = np.empty((draws, len(units)))
    for start in range(0, draws, BLOCK):
        block = noise[start : start + BLOCK]
        if size is None or few == count:
            top = np.broadcast_to(np.arange(count), block.shape)
        else:
            large = size[start : start + BLOCK]
            order = np.argpartition(-large, few, axis=1)
            top, bound = order[:, :few], np.take_along_axis(large, order[:, few : few + 1], axis=1)
        apart = np.take_along_axis(block, top, axis=1)[:, :, None] - block[:, None, units]
        apart *= scale[top]
        part = _highest(apart, up[top], down[top] if down.any() else down[:0], axis=1)
        if few < count:
            known = part.max(axis=1, keepdims=True) if together else part
            row, column = np.nonzero(known**2 < bound**2 + large[:, units] ** 2)
            for some in np.array_split(np.arange(len(row)), 1 + len(row) // 4096):
                r, j = row[some], column[some]
                every = (block[r] - block[r, units[j]][:, None]) * scale[:, j].T
                part[r, j] = _highest(every, up[:, j].T, down[:, j].T, axis=1)
        found[start : start + BLOCK] = part
    return found


def _noise(
    errors: np.ndarray, covariance: np.ndarray | None, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return draws of the noise and, where it is independent, its size in standard errors."""
    standard = np.random.default_rng(seed).standard_normal((draws, len(errors)))
    if covariance is None:
        return standard * errors, np.abs(standard)
    root, vectors = np.linalg.eigh(covariance)
    if root.min() < -1e-8 * root.max():
        raise MethodError("The covariance of the estimates is not positive semi-definite.")
    return standard @ (vectors * np.sqrt(np.clip(root, 0, None))).T, None


def _better(
    apart: np.ndarray, noise: np.ndarray, size: np.ndarray | None, scale: np.ndarray, level: float,
    together: bool, stepdown: bool,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return, at k and j, whether k is surely better than j, and worse, in the family of unit j or of all.

    Each direction of each pair is one hypothesis. What is rejected leaves the family, and the critical value
    is drawn again from what is left (Romano and Wolf's stepdown), until nothing more is rejected.
    """
    count = len(apart)
    studentised = -apart * scale  # at k, j: above zero where k does better
    up = ~np.eye(count, dtype=bool)
    down = np.zeros_like(up) if together else up.copy()
    better, worse = np.zeros_like(up), np.zeros_like(up)
    units = np.arange(count)
    while len(units):
        part = np.ix_(np.arange(count), units)
        largest = _largest(noise, size, units, scale[part], up[part], down[part], together)
        critical = np.quantile(largest.max(axis=1) if together else largest, level, axis=0)
        new_better = up[part] & (studentised[part] > critical)
        new_worse = down[part] & (-studentised[part] > critical)
        better[part] |= new_better
        worse[part] |= new_worse
        up[part] &= ~new_better
        down[part] &= ~new_worse
        again = (new_better | new_worse).any(axis=0)
        units = (units if again.any() else units[:0]) if together else units[again]
        if not stepdown:
            break
    return better, (better.T if together else worse)


def rank_sets(
    estimates: pd.DataFrame,
    estimate: str = "estimate",
    standard_error: str = "standard_error",
    *,
    covariance: pd.DataFrame | None = None,
    level: float = 0.95,
    highest_first: bool = True,
    stepdown: bool = True,
    draws: int = 1000,
    seed: int = 1,
) -> RankSets:
    """Return each unit's rank with a confidence set, for the unit alone and for all units together.

    Use it before a league table is shown: ranks are decided by differences, and a difference within noise
    decides nothing.

    Parameters
    ----------
    estimates : pandas.DataFrame
        One row per unit.
    estimate, standard_error : str
        Columns; estimates are taken as normal, and as independent unless ``covariance`` is given.
    covariance : pandas.DataFrame, optional
        Covariance of the estimates, units by units; it replaces the standard errors.
    level : float
        Confidence level.
    highest_first : bool
        Rank 1 is the highest estimate; set False where low is good.
    stepdown : bool
        Use what the first comparison settled to sharpen the rest (never wider sets).
    draws, seed : int
        Draws of the noise.

    Returns
    -------
    RankSets

    Raises
    ------
    MethodError
        An absent column, repeated units, a standard error that is not above zero, fewer than two units, an
        impossible level or number of draws.

    Notes
    -----
    Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for ranks with applications to mobility across
    neighbourhoods and academic achievement across countries, Review of Economic Studies 91(1): 476-518. The
    set alone answers "which rank has this region?"; sets together are needed to read the table as a whole.
    Time grows with the square of the units times the draws: 514 units and 1,000 draws take about a second.
    """
    require_level(level)
    if draws < 1 / min(level, 1 - level):
        raise MethodError(f"{draws} draws cannot tell a level of {level:g}; use at least 1,000.")
    names = [estimate] if covariance is not None else [estimate, standard_error]
    require_columns(estimates, names, "the table of estimates")
    require_distinct(estimates.index, "the table of estimates")
    numbers = pd.DataFrame({n: as_numbers(estimates[n], "the table of estimates") for n in names})
    known = numbers.dropna()
    matrix = None
    if covariance is not None:
        matrix = covariance.reindex(index=known.index, columns=known.index).to_numpy(dtype=float)
        if np.isnan(matrix).any():
            raise MethodError("The covariance must have a row and a column for every unit with an estimate.")
    errors = np.sqrt(np.diag(matrix)) if matrix is not None else known[standard_error].to_numpy()
    if len(known) < 2 or not (errors > 0).all():
        raise MethodError("Rank sets need at least two units, each with a standard error above zero.")
    values = known[estimate].to_numpy() * (1.0 if highest_first else -1.0)
    variance = errors**2
    pair = variance[:, None] + variance[None, :] - (2 * matrix if matrix is not None else 0.0)
    with np.errstate(divide="ignore"):
        scale = np.where(np.eye(len(values), dtype=bool), 0.0, 1 / np.sqrt(np.where(pair > 0, pair, np.nan)))
    if np.isnan(scale).any():
        raise MethodError("Two estimates move exactly together, so their difference has no standard error.")
    noise, size = _noise(errors, matrix, draws, seed)
    apart = values[None, :] - values[:, None]  # above zero where the column does better than the row
    table = pd.DataFrame({"estimate": known[estimate], "standard_error": errors}, index=known.index)
    table["rank"] = (apart > 0).sum(axis=1) + 1
    share = 0.0
    for suffix, together in (("", False), ("_simultaneous", True)):
        better, worse = _better(apart, noise, size, scale, level, together, stepdown)
        table[f"rank_low{suffix}"] = 1 + better.sum(axis=0)
        table[f"rank_high{suffix}"] = len(values) - worse.sum(axis=0)
        share = float(better.sum() / (len(values) * (len(values) - 1) / 2))
    return RankSets(
        units=table,
        level=level,
        draws=draws,
        seed=seed,
        highest_first=highest_first,
        left_out=tuple(str(name) for name in numbers.index.difference(known.index, False)),
        separated_share=share,
    )
