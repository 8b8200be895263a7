"""The search for a synthetic control: donor weights by importance of predictors, importance by fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analysis.comparison.synthetic.simplex import simplex_weights

SCREENED = 20
EVALUATIONS = 150
SETTLED = 2
ROUNDS = 8
FLOOR = 1e-8


@dataclass(frozen=True)
class Problem:
    """One treated unit and its donors, before treatment.

    Attributes
    ----------
    target, parts : numpy.ndarray, shapes (predictors,) and (predictors, donors)
        Predictors of the treated unit and the donors, each over its standard deviation among all.
    path, paths : numpy.ndarray, shapes (periods,) and (periods, donors)
        Outcomes in the periods whose fit counts.
    """

    target: np.ndarray
    parts: np.ndarray
    path: np.ndarray
    paths: np.ndarray

    def weights(self, importance: np.ndarray) -> np.ndarray:
        """Return the donor weights that fit the predictors best, given how important each is."""
        root = np.sqrt(importance)
        return simplex_weights(self.target * root, self.parts * root[:, None])

    def error(self, weights: np.ndarray) -> float:
        """Return the mean squared error of the outcome before treatment."""
        return float(((self.path - self.paths @ weights) ** 2).mean())


@dataclass(frozen=True)
class Solution:
    """The best weights found.

    Attributes
    ----------
    weights : numpy.ndarray, shape (donors,)
        Donor weights.
    importance : numpy.ndarray, shape (predictors,)
        Predictor weights, summing to one.
    error : float
        Mean squared error before treatment.
    start_errors : tuple of float
        The same where each start ended, in their order; the two best were refined.
    """

    weights: np.ndarray
    importance: np.ndarray
    error: float
    start_errors: tuple[float, ...]


def _importance(logs: np.ndarray) -> np.ndarray:
    raw = np.exp(logs - logs.max())
    raw = np.maximum(raw, FLOOR)
    return raw / raw.sum()


def _regression_start(problem: Problem) -> np.ndarray:
    """Return predictor weights from regressing the outcomes on the predictors over all units."""
    predictors = np.column_stack([problem.target, problem.parts]).T
    outcomes = np.column_stack([problem.path, problem.paths]).T
    slopes = np.linalg.lstsq(predictors - predictors.mean(0), outcomes - outcomes.mean(0), rcond=None)[0]
    return np.log(np.maximum((slopes**2).sum(axis=1), 1e-12))


def _starts(problem: Problem, starts: int, generator: np.random.Generator) -> list[np.ndarray]:
    """Return equal weights, weights by regression, and the best of many random ones."""
    size = len(problem.target)
    fixed = [np.zeros(size), _regression_start(problem)]
    if starts <= len(fixed):
        return fixed[:starts]
    drawn = np.log(np.maximum(generator.dirichlet(np.full(size, 0.7), SCREENED * starts), FLOOR))
    errors = [problem.error(problem.weights(_importance(logs))) for logs in drawn]
    best = np.argsort(errors, kind="stable")[: starts - len(fixed)]
    return [*fixed, *drawn[best]]


def search(problem: Problem, starts: int, seed: int) -> Solution:
    """Return the donor weights whose predictor weights give the smallest error before treatment.

    Parameters
    ----------
    problem : Problem
        What to fit.
    starts : int
        Points from which the search begins, at least one.
    seed : int
        Seed of the random starts.

    Notes
    -----
    Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association 105: 493-505,
    section 2.3: an outer search over predictor weights (Nelder and Mead, on logarithms), an exact inner one
    over donor weights. The outer problem has many local minima; the two best ends are refined till they
    stay.
    """

    def loss(logs: np.ndarray) -> float:
        return problem.error(problem.weights(_importance(logs)))

    def descend(logs: np.ndarray, evaluations: int) -> tuple[float, np.ndarray]:
        options = {"maxfev": evaluations, "xatol": 0.02, "fatol": 1e-6 * problem.path.var() + 1e-12}
        found = minimize(loss, logs, method="Nelder-Mead", options=options)
        return float(found.fun), found.x

    if len(problem.target) == 1:
        weights = problem.weights(np.ones(1))
        return Solution(weights, np.ones(1), problem.error(weights), (problem.error(weights),))

    def settle(end: tuple[float, np.ndarray]) -> tuple[float, np.ndarray]:
        for _ in range(ROUNDS):
            better = descend(end[1], 2 * EVALUATIONS)
            done = better[0] > end[0] * (1 - 1e-3)
            end = min(end, better, key=lambda one: one[0])
            if done:
                break
        return end

    ends = [descend(logs, EVALUATIONS) for logs in _starts(problem, starts, np.random.default_rng(seed))]
    for place in np.argsort([end[0] for end in ends], kind="stable")[:SETTLED]:
        ends[place] = settle(ends[place])
    error, logs = min(ends, key=lambda end: end[0])
    importance = _importance(logs)
    return Solution(problem.weights(importance), importance, error, tuple(end[0] for end in ends))
