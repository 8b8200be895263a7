"""The statistics of the wild cluster bootstrap for any value tested, by sums over clusters only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.statistics.extremes import count_extreme
from analysis.statistics.inversion import furthest_not_rejected

SIX = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


@dataclass(frozen=True)
class BootstrapStatistic:
    """Bootstrap statistics as functions of the value tested: numerator linear, variance quadratic in it."""

    estimate: float
    error: float
    numerator: tuple[np.ndarray, np.ndarray]
    variance: tuple[np.ndarray, np.ndarray, np.ndarray]

    def p_value(self, null: float, enumerated: bool) -> float:
        """Return the share of bootstrap statistics at least as far from zero as the observed one."""
        top = np.abs(self.numerator[0] + null * self.numerator[1])
        variance = self.variance[0] + 2 * null * self.variance[1] + null**2 * self.variance[2]
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = top / np.sqrt(np.maximum(variance, 0.0))
        drawn = np.where(np.isnan(drawn), np.inf, drawn)
        count = count_extreme(drawn, abs(self.estimate - null) / self.error)
        return count / len(drawn) if enumerated else (1 + count) / (1 + len(drawn))

    def interval(self, level: float, enumerated: bool) -> tuple[float, float]:
        """Return the furthest values on either side that are not rejected."""

        def p_of(null: float) -> float:
            return self.p_value(null, enumerated)

        step = 4 * self.error
        low = furthest_not_rejected(p_of, self.estimate, -step, 1 - level)
        return low, furthest_not_rejected(p_of, self.estimate, step, 1 - level)


def drawn_weights(kind: str, clusters: int, draws: int, seed: int) -> tuple[np.ndarray, bool]:
    """Return weights, shape (clusters, draws), and whether they are all the sign patterns there are."""
    if kind == "rademacher" and 2**clusters <= draws + 1:
        return np.array(list(product((1.0, -1.0), repeat=clusters))).T, True
    points = np.array([-1.0, 1.0]) if kind == "rademacher" else SIX
    return np.random.default_rng(seed).choice(points, size=(clusters, draws)), False


def sums_by_cluster(values: np.ndarray, codes: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of the rows of each cluster; ``codes`` are from 0."""
    sums = np.zeros((count, *values.shape[1:]))
    np.add.at(sums, codes, values)
    return sums


def bootstrap_statistic(
    data: np.ndarray, place: int, codes: np.ndarray, draws: np.ndarray, factor: float, restricted: bool
) -> BootstrapStatistic:
    """Return the statistic of every draw as a function of the value tested, by sums over clusters only."""
    outcome, design, count = data[:, 0], data[:, 1:], len(draws)
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ (design.T @ outcome)
    residual, aim = outcome - design @ beta, bread[:, place]
    own = sums_by_cluster((design @ aim) * residual, codes, count)
    estimate, error = float(beta[place]), float(np.sqrt(factor * (own @ own)))
    # The regressor's own part (given the others) goes back into restricted residuals, less the value tested.
    part = design @ aim / aim[place]
    pair = (residual + estimate * part, -part) if restricted else (residual, np.zeros_like(residual))
    reach = np.einsum(
        "gkl,k->gl", sums_by_cluster(design[:, :, None] * design[:, None, :], codes, count), aim
    )
    tops, lines = [], []
    for one in pair:
        scores = sums_by_cluster(design * one[:, None], codes, count)
        moved = bread @ (scores.T @ draws)
        tops.append(moved[place])
        lines.append((scores @ aim)[:, None] * draws - reach @ moved)
    squares = [factor * (lines[i] * lines[j]).sum(axis=0) for i, j in ((0, 0), (0, 1), (1, 1))]
    return BootstrapStatistic(estimate, error, (tops[0], tops[1]), (squares[0], squares[1], squares[2]))
