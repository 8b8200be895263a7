"""Many small linear programmes of one shape at once: efficiency scores of all units against one reference.

Each unit's programme has one row per input, output and (except constant returns) one for the scale, and one
column per reference unit. All programmes are walked together by the revised primal simplex method in numpy,
from the free-disposal-hull solution; what does not settle is solved by scipy's HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

PERTURBATION = 1e-8
TOLERANCE = 1e-9
ROUNDS = 400


@dataclass(frozen=True)
class Programme:
    """Units to evaluate against a reference: rows are inputs, then outputs, then the scale.

    Attributes
    ----------
    reference : numpy.ndarray
        (rows, k): inputs, outputs and a row of ones (absent under constant returns) of the reference units.
    direction : numpy.ndarray
        (n, rows): the column of the score for each unit.
    goal : numpy.ndarray
        (n, rows): the right-hand side.
    slack : numpy.ndarray
        (rows,): sign of the slack in its row; 0 where the row is an equation.
    sense : float
        1 to make the score as large as possible (outputs), -1 as small (inputs).
    scaled : bool
        The last row says how the weights add up.
    """

    reference: np.ndarray
    direction: np.ndarray
    goal: np.ndarray
    slack: np.ndarray
    sense: float
    scaled: bool


def make_programme(
    x: np.ndarray, y: np.ndarray, ref_x: np.ndarray, ref_y: np.ndarray, returns: str, outputs: bool
) -> Programme:
    """Return the programmes of units (x, y) against a reference; columns are inputs and outputs."""
    scale_x, scale_y = ref_x.mean(axis=0), ref_y.mean(axis=0)
    scale_x, scale_y = np.where(scale_x > 0, scale_x, 1), np.where(scale_y > 0, scale_y, 1)
    x, y, ref_x, ref_y = x / scale_x, y / scale_y, ref_x / scale_x, ref_y / scale_y
    nothing_x, nothing_y = np.zeros_like(x), np.zeros_like(y)
    direction = np.hstack([nothing_x, -y] if outputs else [-x, nothing_y])
    goal = np.hstack([x, nothing_y] if outputs else [nothing_x, y])
    slack = np.concatenate([np.ones(x.shape[1]), -np.ones(y.shape[1])])
    reference = np.hstack([ref_x, ref_y])
    if returns != "crs":
        reference = np.hstack([reference, np.ones((len(ref_x), 1))])
        direction = np.hstack([direction, np.zeros((len(x), 1))])
        goal = np.hstack([goal, np.ones((len(x), 1))])
        slack = np.append(slack, {"vrs": 0.0, "drs": 1.0, "irs": -1.0}[returns])
    return Programme(reference.T.copy(), direction, goal, slack, 1.0 if outputs else -1.0, returns != "crs")


def best_single(
    x: np.ndarray, y: np.ndarray, ref_x: np.ndarray, ref_y: np.ndarray, outputs: bool, scaled: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Return each unit's score against single reference units, and the unit that sets it (-1 if none).

    Not ``scaled`` this is the free-disposal-hull score; ``scaled`` the reference unit may be made smaller
    or larger, as under constant returns.
    """
    scores, peers = np.empty(len(x)), np.empty(len(x), dtype=int)
    for i in range(len(x)):
        with np.errstate(divide="ignore", invalid="ignore"):
            more = np.where(y[i] > 0, ref_y / y[i], np.inf).min(axis=1)  # how many times i's outputs
            need = np.where(x[i] > 0, ref_x / x[i], np.where(ref_x > 0, np.inf, 0)).max(
                axis=1
            )  # of i's inputs
        if scaled:
            values = more / need if outputs else need / more
        elif outputs:
            values = np.where(need <= 1 + 1e-12, more, -np.inf)
        else:
            values = np.where(more >= 1 - 1e-12, need, np.inf)
        values = np.where(np.isnan(values), -np.inf if outputs else np.inf, values)
        peers[i] = np.argmax(values) if outputs else np.argmin(values)
        scores[i] = values[peers[i]]
        if not np.isfinite(scores[i]):
            scores[i], peers[i] = np.nan, -1
    return scores, peers


def _table(programme: Programme) -> np.ndarray:
    """Return all columns that are the same for every unit, as rows: references, an empty one, slacks."""
    rows = len(programme.slack)
    return np.vstack([programme.reference.T, np.zeros((1, rows)), np.diag(programme.slack)])


def _start(programme: Programme, peers: np.ndarray, goal: np.ndarray, inputs: int) -> np.ndarray:
    """Return a feasible first basis: the best single peer, the score, and slacks in the other rows."""
    rows, count = programme.reference.shape
    each = np.arange(len(goal))
    basis = np.tile(count + 1 + np.arange(rows), (len(goal), 1))
    peer = programme.reference[:, peers].T
    scored = programme.direction != 0
    times = np.ones(len(goal))
    with np.errstate(divide="ignore", invalid="ignore"):
        if not programme.scaled:
            fixed = np.where(~scored, goal / peer, np.nan)
            bound = fixed[:, :inputs] if programme.sense > 0 else fixed[:, inputs:]
            tight = np.nanargmin(bound, axis=1) if programme.sense > 0 else np.nanargmax(bound, axis=1)
            times = bound[each, tight]
            basis[each, tight + (0 if programme.sense > 0 else inputs)] = peers
        else:
            basis[:, -1] = peers
        limit = np.where(scored, (goal - peer * times[:, None]) / programme.direction, np.nan)
    tight = np.nanargmin(limit, axis=1) if programme.sense > 0 else np.nanargmax(limit, axis=1)
    basis[each, tight] = count
    return basis


def solve(programme: Programme, peers: np.ndarray, inputs: int) -> tuple[np.ndarray, np.ndarray]:
    """Return scores (n,) and the weights of the reference units (n, k); NaN and zeros where infeasible."""
    rows, count = programme.reference.shape
    scores, weights = np.full(len(peers), np.nan), np.zeros((len(peers), count))
    table, rng = _table(programme), np.random.default_rng(0)
    # A tiny loosening, different in each row, so that no step has length zero and no walk goes in circles.
    loose = programme.goal + programme.slack * PERTURBATION * rng.uniform(0.5, 1, programme.goal.shape)
    units = np.flatnonzero(peers >= 0)
    basis = _start(programme, peers[units], loose[units], inputs)
    solved = np.zeros(len(peers), dtype=bool)
    for _ in range(ROUNDS):
        if not len(units):
            break
        columns = table[basis]
        columns[basis == count] = programme.direction[units]
        try:
            inverse = np.linalg.inv(columns.transpose(0, 2, 1))
        except np.linalg.LinAlgError:  # one basis in the batch is singular: HiGHS takes all that are left
            break
        at = (basis == count).argmax(axis=1)
        price = programme.sense * inverse[np.arange(len(units)), at]
        gain = -np.hstack([price @ programme.reference, np.zeros((len(units), 1)), price * programme.slack])
        entering = gain.argmax(axis=1)
        done = gain[np.arange(len(units)), entering] <= TOLERANCE
        if done.any():
            exact = (inverse[done] @ programme.goal[units[done]][:, :, None])[:, :, 0]
            sound = (exact > -1e-6).all(axis=1)
            kept = units[done][sound]
            scores[kept] = exact[sound, at[done][sound]]
            padded = np.zeros((len(kept), count + 1 + rows))
            np.put_along_axis(padded, basis[done][sound], np.clip(exact[sound], 0, None), axis=1)
            weights[kept], solved[kept] = padded[:, :count], True
            go = ~done
            units, basis, inverse, entering, at = units[go], basis[go], inverse[go], entering[go], at[go]
            if not len(units):
                break
        value = (inverse @ loose[units][:, :, None])[:, :, 0]
        step = (inverse @ table[entering][:, :, None])[:, :, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(step > TOLERANCE, np.maximum(value, 0) / step, np.inf)
        leaving = ratio.argmin(axis=1)
        good = np.isfinite(ratio[np.arange(len(units)), leaving]) & (leaving != at)
        basis[np.arange(len(units)), leaving] = entering
        units, basis = units[good], basis[good]
    for unit in np.flatnonzero(~solved):
        scores[unit], weights[unit] = solve_one(programme, int(unit))
    return scores, weights


def solve_one(programme: Programme, unit: int) -> tuple[float, np.ndarray]:
    """Return one unit's score and reference weights by HiGHS; NaN where there is no solution."""
    rows, count = programme.reference.shape
    cost = np.zeros(count + 1)
    cost[count] = -programme.sense
    matrix = np.hstack([programme.reference, programme.direction[unit][:, None]])
    equal, free = programme.slack == 0, programme.slack != 0
    signs = programme.slack[free]
    goal = programme.goal[unit]
    found = linprog(
        cost, A_ub=matrix[free] * signs[:, None], b_ub=goal[free] * signs,
        A_eq=matrix[equal] if equal.any() else None, b_eq=goal[equal] if equal.any() else None,
        bounds=(0, None), method="highs",
    )  # fmt: skip
    if found.status != 0:
        return float("nan"), np.zeros(count)
    return float(found.x[count]), found.x[:count]
