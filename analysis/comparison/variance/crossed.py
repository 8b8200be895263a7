"""The likelihood of crossed or nested random levels, from cross products, the levels eliminated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.linalg import solve_triangular
from scipy.optimize import minimize


@dataclass(frozen=True)
class Reduced:
    """What is left for design and outcome when the levels are eliminated, and how to get the levels back."""

    cross: np.ndarray
    log_size: float
    size: np.ndarray
    first: np.ndarray
    mixed: np.ndarray
    diagonal: np.ndarray
    between: np.ndarray
    lower: np.ndarray
    part: np.ndarray

    def levels(self, beta: np.ndarray) -> np.ndarray:
        """Return the predicted level of every group, in the outcome's unit."""
        found = np.empty(len(self.size))
        others = solve_triangular(self.lower.T, self.part[:, -1] - self.part[:, :-1] @ beta)
        own = self.mixed[self.first, -1] - self.mixed[self.first, :-1] @ beta - self.between @ others
        found[~self.first], found[self.first] = others, own / self.diagonal
        return self.size * found


@dataclass(frozen=True)
class Crossed:
    """Cross products of the indicators of all levels with each other and with design and outcome."""

    counts: np.ndarray  # (q, q)
    mixed: np.ndarray  # (q, p + 1)
    outer: np.ndarray  # (p + 1, p + 1)
    block: np.ndarray  # (q,) to which grouping a level belongs
    rows: int
    reml: bool
    scale: float

    @cached_property
    def first(self) -> np.ndarray:
        """Which levels belong to the largest grouping: they never share a row, so they go one by one."""
        return np.asarray(self.block == np.bincount(self.block, minlength=1).argmax())

    @cached_property
    def cut(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return counts of the first levels, of those with the others, and of the others."""
        first = self.first
        return (
            np.diag(self.counts)[first],
            self.counts[np.ix_(first, ~first)],
            self.counts[np.ix_(~first, ~first)],
        )

    def reduce(self, theta: np.ndarray) -> Reduced:
        """Eliminate the levels: those of the largest grouping first, then the others together."""
        first, size = self.first, theta[self.block]
        own, shared, others = self.cut
        mixed = self.mixed * size[:, None]
        diagonal = own * size[first] ** 2 + 1
        between = shared * size[first][:, None] * size[~first]
        weighted = between / diagonal[:, None]
        rest = others * size[~first][:, None] * size[~first] - between.T @ weighted
        rest[np.diag_indices(len(rest))] += 1
        lower = np.linalg.cholesky(rest)
        part = solve_triangular(
            lower, mixed[~first] - weighted.T @ mixed[first], lower=True, check_finite=False
        )
        cross = self.outer - (mixed[first] / diagonal[:, None]).T @ mixed[first] - part.T @ part
        log_size = float(np.log(diagonal).sum() + 2 * np.log(np.diag(lower)).sum())
        return Reduced(cross, log_size, size, first, mixed, diagonal, between, lower, part)

    def criterion(self, theta: np.ndarray) -> float:
        """Return minus twice the profiled log-likelihood at these relative standard deviations."""
        found = self.reduce(theta)
        left, right = found.cross[:-1, :-1], found.cross[:-1, -1]
        rest = max(float(found.cross[-1, -1] - right @ np.linalg.solve(left, right)), 1e-300)
        count = self.rows - (len(left) if self.reml else 0)
        value = count * (1 + np.log(2 * np.pi * rest / count)) + found.log_size
        return float(value + (np.linalg.slogdet(left)[1] + self.scale if self.reml else 0.0))

    def without(self, grouping: int) -> Crossed:
        """Return the same without one grouping."""
        kept = self.block != grouping
        block = self.block[kept] - (self.block[kept] > grouping)
        return Crossed(
            self.counts[np.ix_(kept, kept)],
            self.mixed[kept],
            self.outer,
            block,
            self.rows,
            self.reml,
            self.scale,
        )

    def lowest(self, start: np.ndarray | None = None) -> tuple[np.ndarray, float]:
        """Return the relative standard deviations with the lowest criterion; zero is allowed."""
        groupings = int(self.block.max(initial=-1)) + 1
        if not groupings:
            return np.empty(0), self.criterion(np.empty(0))
        bounds = [(0.0, None)] * groupings
        start = np.ones(groupings) if start is None else start
        first = minimize(self.criterion, start, method="L-BFGS-B", bounds=bounds)
        near = np.maximum(first.x, 1e-3)
        simplex = np.vstack([near, near + np.diag(0.03 * near)])
        best = minimize(
            self.criterion, near, method="Nelder-Mead", bounds=bounds,
            options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000, "initial_simplex": simplex},
        )  # fmt: skip
        found = best if best.fun < first.fun else first
        theta, value = np.array(found.x), float(found.fun)
        for place in range(groupings):  # a variance of nothing is reported as nothing
            flat = np.where(np.arange(groupings) == place, 0.0, theta)
            if theta[place] > 0 and self.criterion(flat) <= value + 1e-8:
                theta, value = flat, self.criterion(flat)
        return theta, value


def crossed_levels(
    design: np.ndarray,
    outcome: np.ndarray,
    coded: list[tuple[np.ndarray, pd.Index]],
    reml: bool,
    scale: float,
) -> Crossed:
    """Return the cross products of design, outcome and the levels of all groupings, given by their codes."""
    both = np.column_stack([design, outcome])
    starts = np.concatenate([[0], np.cumsum([len(kept) for _, kept in coded])])
    places = [codes + start for (codes, _), start in zip(coded, starts, strict=False)]
    counts, mixed = np.zeros((starts[-1], starts[-1])), np.zeros((starts[-1], both.shape[1]))
    for one in places:
        np.add.at(mixed, one, both)
        for other in places:
            np.add.at(counts, (one, other), 1.0)
    block = np.repeat(np.arange(len(coded)), [len(kept) for _, kept in coded])
    return Crossed(counts, mixed, both.T @ both, block, len(both), reml, scale)
