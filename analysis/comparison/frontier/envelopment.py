"""Data envelopment analysis (DEA): the most output reached with no more input, or the least input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from analysis.comparison.frontier.linear_programmes import best_single, make_programme, solve, solve_one
from analysis.errors import MethodError
from analysis.statistics.checked import complete_cases
from analysis.statistics.options import require_option

RETURNS = ("vrs", "crs", "drs", "irs", "fdh")
OUTPUT, INPUT = "output", "input"
LEAST_WEIGHT = 1e-9


@dataclass(frozen=True)
class Frontier:
    """Efficiency of each unit against the frontier of all units.

    Attributes
    ----------
    units : pandas.DataFrame
        By unit: ``score`` (Farrell: outputs could be this many times larger, 1 or more; or inputs this share
        of what they are, 1 or less; NaN where infeasible), ``efficient`` and, where asked for, ``slack`` (sum
        of what is still wasted after the proportional change, in the columns' own units added up).
    weights : pandas.DataFrame
        Units by reference units: each row's mix that sets its target. Not always unique.
    slacks : pandas.DataFrame
        By unit and column, or empty where not asked for.
    returns, orientation : str
    inputs, outputs : tuple of str
    left_out : tuple of str
        Units without every column.
    """

    units: pd.DataFrame
    weights: pd.DataFrame
    slacks: pd.DataFrame
    returns: str
    orientation: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    left_out: tuple[str, ...]

    def peers(self, unit: str) -> pd.Series:
        """Return the weights of the units that set the target of one unit, largest first."""
        if unit not in self.weights.index:
            raise MethodError(f"The unit '{unit}' was not evaluated.")
        row = pd.Series(self.weights.loc[unit].to_numpy(dtype=float), self.weights.columns, name=unit)
        return row[row > LEAST_WEIGHT].sort_values(ascending=False)


def require_frontier(
    units: pd.DataFrame, inputs: Sequence[str], outputs: Sequence[str], enough: bool = True
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the complete units, refused where a frontier would rest on too few of them.

    Raises
    ------
    MethodError
        Fewer units than max(inputs x outputs, 3 (inputs + outputs)) (Cooper, Seiford and Tone 2007), a
        negative value, a unit with no input or no output, a column twice.
    """
    cases = complete_cases(units, [*inputs, *outputs], "the units")
    values, m, k = cases.values, len(list(inputs)), len(list(outputs))
    if not m or not k:
        raise MethodError("A frontier needs at least one input and one output.")
    least = max(m * k, 3 * (m + k))
    if enough and len(values) < least:
        raise MethodError(
            f"{len(values)} units are too few for a frontier with {m} inputs and {k} outputs: at least "
            f"{least} are needed, or most units look efficient whatever they do. Use fewer columns."
        )
    if (values < 0).to_numpy().any():
        name = values.columns[(values < 0).any()][0]
        raise MethodError(f"The column '{name}' has a value below zero; a frontier needs amounts.")
    for columns, what in ((list(inputs), "input"), (list(outputs), "output")):
        empty = values.index[(values[columns] == 0).all(axis=1)]
        if len(empty):
            raise MethodError(
                f"The unit '{empty[0]}' has no {what} above zero, so it has no ratio to compare."
            )
    return values, cases.left_out


def scores_against(
    x: np.ndarray, y: np.ndarray, ref_x: np.ndarray, ref_y: np.ndarray, returns: str, outputs: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return Farrell scores of units (x, y) against a reference, and the reference weights."""
    if returns == "fdh":
        scores, peers = best_single(x, y, ref_x, ref_y, outputs)
        weights = np.zeros((len(x), len(ref_x)))
        found = np.flatnonzero(peers >= 0)
        weights[found, peers[found]] = 1.0
        return scores, weights
    kept = _undominated(ref_x, ref_y)
    _, peers = best_single(x, y, ref_x[kept], ref_y[kept], outputs, scaled=returns == "crs")
    programme = make_programme(x, y, ref_x[kept], ref_y[kept], returns, outputs)
    scores, found_weights = solve(programme, peers, x.shape[1])
    weights = np.zeros((len(x), len(ref_x)))
    weights[:, kept] = found_weights
    return scores, weights


def _undominated(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the units that no other unit beats on everything: only they can set a target."""
    values = np.hstack([-x, y])
    order = np.lexsort(values.T[::-1])[::-1]
    ordered = values[order]
    kept: list[int] = []
    for place, row in enumerate(ordered):  # only a unit before it in this order can beat a unit
        if not kept or not (ordered[kept] >= row).all(axis=1).any():
            kept.append(place)
    return np.sort(order[kept])


def data_envelopment(
    units: pd.DataFrame,
    inputs: Sequence[str],
    outputs: Sequence[str],
    *,
    returns: str = "vrs",
    orientation: str = OUTPUT,
    slacks: bool = False,
    super_efficiency: bool = False,
    enough: bool = True,
) -> Frontier:
    """Return how far each unit is from the frontier that the best units set.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit, amounts of zero or more.
    inputs, outputs : sequence of str
        Columns.
    returns : str
        ``vrs`` (variable returns, convex mixes), ``crs`` (constant), ``drs`` (decreasing), ``irs``
        (increasing) or ``fdh`` (free disposal hull: only single real units set targets).
    orientation : str
        ``output`` (how much more output) or ``input`` (how much less input).
    slacks : bool
        Also the largest slacks left at that score (a second programme per unit).
    super_efficiency : bool
        Leave each unit out of its own reference; NaN where the others cannot reach it at all.
    enough : bool
        Refuse fewer units than max(inputs x outputs, 3 (inputs + outputs)).

    Returns
    -------
    Frontier

    Raises
    ------
    MethodError
        Too few units, a value below zero, a unit without input or output, unknown options.

    Notes
    -----
    Farrell (1957), Journal of the Royal Statistical Society A 120: 253-281; Charnes, Cooper and Rhodes
    (1978); Banker, Charnes and Cooper (1984); Deprins, Simar and Tulkens (1984) for FDH; Andersen and
    Petersen (1993) for super-efficiency. A frontier takes every error in the data for efficiency: check the
    data before, and compare with :func:`analysis.comparison.frontier.robust.order_m` and the stochastic
    frontier.
    """
    require_option(returns, RETURNS, "returns to scale")
    require_option(orientation, (OUTPUT, INPUT), "orientation")
    values, left_out = require_frontier(units, inputs, outputs, enough)
    x, y = values[list(inputs)].to_numpy(), values[list(outputs)].to_numpy()
    if super_efficiency:
        scores, weights = _without_oneself(x, y, returns, orientation == OUTPUT)
    else:
        scores, weights = scores_against(x, y, x, y, returns, orientation == OUTPUT)
    table = pd.DataFrame({"score": scores}, index=values.index)
    bound = scores <= 1 + 1e-7 if orientation == OUTPUT else scores >= 1 - 1e-7
    table["efficient"] = bound & ~np.isnan(scores)
    found = pd.DataFrame(index=values.index)
    if slacks:
        found = pd.DataFrame(
            _slacks(x, y, scores, returns, orientation == OUTPUT), values.index, values.columns
        )
        table["slack"] = found.sum(axis=1, skipna=False)
    return Frontier(
        table, pd.DataFrame(weights, values.index, values.index), found, returns, orientation, tuple(inputs),
        tuple(outputs), left_out,
    )  # fmt: skip


def _without_oneself(
    x: np.ndarray, y: np.ndarray, returns: str, outputs: bool
) -> tuple[np.ndarray, np.ndarray]:
    scores, weights = np.full(len(x), np.nan), np.zeros((len(x), len(x)))
    for i in range(len(x)):
        others = np.delete(np.arange(len(x)), i)
        one = x[i : i + 1], y[i : i + 1], x[others], y[others]
        if returns == "fdh":
            score, mix = scores_against(*one, returns, outputs)
            scores[i], weights[i, others] = score[0], mix[0]
        else:
            scores[i], weights[i, others] = solve_one(make_programme(*one, returns, outputs), 0)
    return scores, weights


def _slacks(x: np.ndarray, y: np.ndarray, scores: np.ndarray, returns: str, outputs: bool) -> np.ndarray:
    """Return the largest sum of slacks at each unit's score, by input and output."""
    target_x = x if outputs else x * scores[:, None]
    target_y = y * scores[:, None] if outputs else y
    count, m, k = len(x), x.shape[1], y.shape[1]
    found = np.full((count, m + k), np.nan)
    if returns == "fdh":
        _, weights = scores_against(x, y, x, y, returns, outputs)
        return np.hstack([target_x - weights @ x, weights @ y - target_y])
    balance = np.hstack([np.vstack([x.T, y.T]), np.diag([1.0] * m + [-1.0] * k)])
    scale = np.concatenate([np.ones(count), np.zeros(m + k)])[None, :]
    bounds = {"vrs": (scale, 1.0, 0.0), "drs": (scale, 1.0, 1.0), "irs": (-scale, -1.0, 1.0)}
    for i in np.flatnonzero(~np.isnan(scores)):
        equal, right = balance, np.concatenate([target_x[i], target_y[i]])
        upper, limit = None, None
        if returns in bounds:
            row, side, loose = bounds[returns]
            if loose:
                upper, limit = row, [side]
            else:
                equal, right = np.vstack([balance, row]), np.append(right, side)
        cost = np.concatenate([np.zeros(count), -np.ones(m + k)])
        answer = linprog(cost, upper, limit, equal, right, bounds=(0, None), method="highs")
        if answer.status == 0:
            found[i] = answer.x[count:]
    return found
