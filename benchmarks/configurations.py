"""Seconds of minimisation, composite indices and coder agreement, beside what a user would pick instead.

Run from the project's folder: ``python -m benchmarks.configurations --out benchmarks/results``. It writes
``configurations-seconds.csv`` and prints it. A peer that is not installed is not measured: figures of the R
package QCA are quoted from an earlier run on two cores and marked so.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.comparison.composite.recipe import Indicator, Recipe
from analysis.comparison.composite.uncertainty import index_uncertainty
from analysis.comparison.qca.minimum_covers import minimum_covers
from analysis.comparison.qca.primes import covers, prime_implicants
from analysis.sources.writing import frame_csv
from analysis.statistics.krippendorff import krippendorff_alpha
from benchmarks.timing import Seconds, timed

UNITS, INDICATORS, DRAWS = 514, 50, 10_000
NOTHING = Seconds(float("nan"), float("nan"))
QUOTED = {
    8: (
        Seconds(9.8, 9.8),
        "quoted, another table of this size, R QCA 3.23, all models; QCA 3.25.1 took 118 s",
    ),
    10: (Seconds(19.2, 19.2), "quoted, another table of this size, R QCA 3.23, the first model only"),
    12: (NOTHING, "quoted, another table of this size, R QCA 3.23 did not finish"),
}
# Conditions, and how often the outcome of a case goes against the rule; at one half it is pure noise.
TABLES = (6, 0.02), (8, 0.02), (8, 0.5), (10, 0.02), (10, 0.5), (12, 0.02), (12, 0.5), (14, 0.02)
Row = dict[str, object]


def seconds(run: Callable[[], object], repeats: int = 3) -> Seconds:
    """Return the best time of a few runs."""
    return timed(run, repeats)[0]


def row(job: str, size: str, own: Seconds, peer: str, theirs: Seconds, how: str) -> Row:
    """Return one line of the table; the ratio is how many times longer the peer's processor time is."""
    return {
        "job": job,
        "size": size,
        "seconds": round(own.processor, 4),
        "clock_seconds": round(own.clock, 4),
        "peer": peer,
        "peer_seconds": round(theirs.processor, 3),
        "peer_clock_seconds": round(theirs.clock, 3),
        "ratio": round(theirs.processor / own.processor, 1),
        "peer_figure": how,
    }


def table_rows(count: int, noise: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return positive and negative configurations of 514 random cases whose outcome follows a noisy rule."""
    rng = np.random.default_rng(seed)
    cases = rng.integers(0, 2, (UNITS, count))
    outcome = (cases[:, 0] & cases[:, 1]) | (cases[:, 2] & (1 - cases[:, 3]) & cases[:, 4])
    outcome = np.where(rng.random(UNITS) < noise, 1 - outcome, outcome)
    numbers = cases @ (1 << np.arange(count - 1, -1, -1))
    rows = np.unique(numbers)
    positive = np.array([outcome[numbers == number].mean() >= 0.8 for number in rows])
    return rows[positive], rows[~positive]


def minimisation() -> Iterator[Row]:
    """Time prime implicants and all smallest covers (at most 100) of random truth tables."""
    for count, noise in TABLES:
        positive, negative = table_rows(count, noise)
        own = seconds(lambda p=positive, n=negative, c=count: prime_implicants(p, n, c))
        terms = prime_implicants(positive, negative, count)
        kind = "a rule with 2% noise" if noise < 0.5 else "pure noise"
        size = f"{count} conditions, {len(positive)} positive and {len(negative)} negative rows, {kind}"
        yield row("QCA prime implicants", f"{size}, {len(terms)} found", own, "", NOTHING, "")
        columns = covers(terms, positive)
        found = minimum_covers(columns, 100)
        models = f"{'' if found.complete else 'at least '}{len(found.covers)} models"
        spent = seconds(lambda c=columns: minimum_covers(c, 100), repeats=1)
        whole = Seconds(own.processor + spent.processor, own.clock + spent.clock)
        theirs, said = QUOTED.get(count, (NOTHING, "")) if noise < 0.5 else (NOTHING, "")
        yield row("QCA all models", f"{size}, {models}", whole, "R QCA" if said else "", theirs, said)


def composite() -> Iterator[Row]:
    """Time a Monte Carlo over weights and its ranks, beside a loop over draws in pandas."""
    rng = np.random.default_rng(2)
    names = [f"x{i}" for i in range(INDICATORS)]
    data = pd.DataFrame(rng.normal(size=(UNITS, INDICATORS)), columns=names)
    recipe = Recipe(tuple(Indicator(name, "index") for name in names))

    def loop(draws: int) -> None:
        spread = data.max() - data.min()
        for weights in rng.dirichlet(np.ones(INDICATORS), draws):
            scores = ((data - data.min()) / spread * 100).mul(weights, axis=1).sum(axis=1)
            scores.rank(ascending=False, method="min")

    one = seconds(lambda: loop(100), repeats=1).times(1 / 100)
    for draws in (DRAWS // 10, DRAWS):
        own = seconds(lambda n=draws: index_uncertainty(data, recipe, concentration=50, draws=n), repeats=2)
        size = f"{draws:,} draws of weights, {UNITS} units, {INDICATORS} indicators, with ranks"
        said = "measured on 100 draws, extrapolated"
        yield row("composite index, Monte Carlo", size, own, "pandas loop", one.times(draws), said)


def agreement() -> Iterator[Row]:
    """Time alpha with a bootstrap over units, beside the package krippendorff in a loop if it is there."""
    rng = np.random.default_rng(3)
    codes = pd.DataFrame(rng.integers(0, 4, (500, 3)))
    values, picks = codes.to_numpy(float), rng.integers(0, 500, (1000, 500))
    for level in ("nominal", "ordinal"):
        own = seconds(lambda level=level: krippendorff_alpha(codes, level, draws=1000))
        theirs, said = NOTHING, "not installed"
        if importlib.util.find_spec("krippendorff"):
            peer = importlib.import_module("krippendorff")

            def loop(level: str = level, alpha: Callable[..., float] = peer.alpha) -> None:
                for pick in picks:
                    alpha(reliability_data=values[pick].T, level_of_measurement=level)

            theirs, said = seconds(loop, repeats=1), "measured"
        size = "3 coders, 500 units, 4 values, 1,000 bootstraps"
        yield row(f"Krippendorff's alpha, {level}", size, own, "krippendorff", theirs, said)


def main() -> None:
    """Measure, write and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    folder = parser.parse_args().out
    table = pd.DataFrame([*minimisation(), *composite(), *agreement()])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "configurations-seconds.csv"
    path.write_text(frame_csv(table), encoding="utf-8", newline="")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
