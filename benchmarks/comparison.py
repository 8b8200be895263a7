"""Seconds of the comparison room beside what a user would take instead, in one run on one machine.

Run from the project's folder: ``python -m benchmarks.comparison --python PEERS``, where ``PEERS`` is the
Python of a throw-away environment with gower and Pyfrontier; R with cluster and lme4 is used where
``Rscript`` is found. It writes ``comparison-seconds.csv``: seconds of the
processor with their ratio, and of the clock. A peer that is not there is said to be "not
measured" (csranks is none of them: Debian does not have it). Every row says how far the answers differ.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.comparison.frontier.envelopment import data_envelopment
from analysis.comparison.frontier.linear_programmes import make_programme, solve_one
from analysis.comparison.similarity.gower import gower_distances
from analysis.comparison.variance.random_intercept import random_intercept
from analysis.sources.writing import frame_csv
from analysis.statistics.rank_sets import rank_sets
from benchmarks.timing import Seconds, timed

HERE = Path(__file__).parent / "peers"
DISTRICTS, COLUMNS = 514, 50
Row = dict[str, object]


def peer(command: list[str], data: pd.DataFrame, repeats: int) -> tuple[Seconds, np.ndarray] | None:
    """Run a peer on the data; None where its programme is not installed."""
    if not command[0]:
        return None
    with tempfile.TemporaryDirectory() as folder:
        table, answer = Path(folder) / "data.csv", Path(folder) / "answer.csv"
        table.write_text(frame_csv(data), encoding="utf-8", newline="")
        run = subprocess.run(
            [*command, table, answer, str(repeats)], capture_output=True, text=True, check=False
        )
        if run.returncode:
            print(f"not measured: {' '.join(map(str, command))}: {run.stderr.strip().splitlines()[-1:]}")
            return None
        processor, clock = (float(word) for word in run.stdout.split()[-2:])
        return Seconds(processor, clock), np.loadtxt(answer, ndmin=1)


def row(
    job: str,
    size: str,
    name: str,
    ours: Seconds,
    theirs: tuple[Seconds, np.ndarray] | None,
    answer: np.ndarray,
) -> Row:
    """Return one line of the table; the ratio is of the processor's seconds."""
    nothing = float("nan")
    return {
        "job": job,
        "size": size,
        "peer": name,
        "our_seconds": ours.processor,
        "peer_seconds": theirs[0].processor if theirs else nothing,
        "times_faster": theirs[0].processor / ours.processor if theirs else nothing,
        "our_clock_seconds": ours.clock,
        "peer_clock_seconds": theirs[0].clock if theirs else nothing,
        "largest_difference": float(np.abs(theirs[1] - answer).max()) if theirs else nothing,
        "status": "measured" if theirs else "not measured",
    }


def mixed_units(count: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return units with forty numbers and ten nominal inputs."""
    rng = np.random.default_rng(1)
    numbers = {f"x{i}": rng.normal(size=count) for i in range(COLUMNS - 10)}
    names = {f"c{i}": rng.integers(0, 5, count) for i in range(10)}
    return pd.DataFrame(numbers | names), dict.fromkeys(names, "nominal")


def gower_rows(python: str, rscript: str) -> Iterator[Row]:
    """Gower's distance on the districts and on ten times as many units."""
    for count, repeats in ((DISTRICTS, 5), (5000, 1)):
        units, kinds = mixed_units(count)
        ours, found = timed(
            lambda units=units, kinds=kinds: gower_distances(units, kinds=kinds), max(repeats, 3)
        )
        answer = found.distances.to_numpy()[:50, :50].ravel()  # type: ignore[attr-defined]
        size = f"{count} units x {COLUMNS} inputs"
        for name, command in (
            ("R cluster::daisy", [rscript, HERE / "peers.R", "daisy"]),
            ("PyPI gower", [python, HERE / "gower_peer.py"]),
        ):
            yield row("Gower distance", size, name, ours, peer(command, units, repeats), answer)


def grouped(groups: int, rows: int) -> pd.DataFrame:
    """Return groups with a level of their own."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"g": np.repeat(np.arange(groups), rows), "x": rng.normal(size=groups * rows)})
    return frame.assign(y=frame["x"] + np.repeat(rng.normal(size=groups), rows) + rng.normal(size=len(frame)))


def intercept_rows(rscript: str) -> Iterator[Row]:
    """Variance between the districts over years."""
    for groups, rows in ((DISTRICTS, 20), (5000, 20)):
        frame = grouped(groups, rows)
        ours, found = timed(lambda frame=frame: random_intercept(frame, "y", "g", ["x"]), 5)
        answer = np.array([found.icc])  # type: ignore[attr-defined]
        size = f"{groups} groups x {rows} rows"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            design = sm.add_constant(frame["x"])
            seconds, fit = timed(lambda f=frame, d=design: sm.MixedLM(f["y"], d, f["g"]).fit(), 1)
        between = float(fit.cov_re.iloc[0, 0])  # type: ignore[attr-defined]
        theirs = seconds, np.array([between / (between + fit.scale)])  # type: ignore[attr-defined]
        yield row("random intercept", size, "statsmodels MixedLM", ours, theirs, answer)
        command = [rscript, HERE / "peers.R", "lmer"]
        yield row("random intercept", size, "R lme4::lmer", ours, peer(command, frame, 3), answer)


def plain_rejected(values: np.ndarray, errors: np.ndarray, noise: np.ndarray, together: bool) -> np.ndarray:
    """Return, at k and j, whether k surely beats j in the family of j, by a loop over draws."""
    count = len(values)
    scale = np.sqrt(errors[:, None] ** 2 + errors[None, :] ** 2)
    studentised = (values[:, None] - values[None, :]) / scale
    up, down = ~np.eye(count, dtype=bool), ~np.eye(count, dtype=bool)
    better = np.zeros_like(up)
    while True:
        largest = np.empty(noise.shape)
        for draw, one in enumerate(noise):
            apart = (one[:, None] - one[None, :]) / scale
            highest = np.where(up, apart, -np.inf).max(axis=0)
            largest[draw] = (
                highest if together else np.maximum(highest, np.where(down, -apart, -np.inf).max(axis=0))
            )
        critical = np.quantile(largest.max(axis=1) if together else largest, 0.95, axis=0)
        new, fallen = up & (studentised > critical), down & (-studentised > critical)
        better, up, down = better | new, up & ~new, down & ~fallen
        if not new.any() and (together or not fallen.any()):
            return better


def rank_rows() -> Iterator[Row]:
    """Rank sets, each unit alone and all together, stepping down, beside the same in a plain numpy loop."""
    for count in (100, DISTRICTS):
        rng = np.random.default_rng(3)
        frame = pd.DataFrame(
            {"estimate": rng.normal(size=count), "standard_error": rng.uniform(0.1, 0.4, count)}
        )
        values, errors = frame["estimate"].to_numpy(), frame["standard_error"].to_numpy()
        noise = np.random.default_rng(1).standard_normal((1000, count)) * errors
        ours, found = timed(lambda f=frame: rank_sets(f, draws=1000, seed=1), 3)
        seconds, plain = timed(
            lambda v=values, e=errors, z=noise: [
                plain_rejected(v, e, z, together) for together in (False, True)
            ],
            1,
        )
        columns = ["rank_low", "rank_low_simultaneous"]
        answer = found.units[columns].to_numpy().T  # type: ignore[attr-defined]
        theirs = np.array([1 + better.sum(axis=0) for better in plain])  # type: ignore[attr-defined]
        size = f"{count} units, 1000 draws"
        yield row(
            "rank sets, alone and together", size, "numpy loop over draws", ours, (seconds, theirs), answer
        )


def firms(count: int) -> pd.DataFrame:
    """Return units with three inputs and two outputs."""
    rng = np.random.default_rng(4)
    x = rng.uniform(1, 10, (count, 3))
    one = x.prod(axis=1) ** 0.25 * np.exp(-rng.exponential(0.3, count))
    other = x.sum(axis=1) ** 0.6 * np.exp(-rng.exponential(0.3, count))
    return pd.DataFrame(np.column_stack([x, one, other]), columns=["x0", "x1", "x2", "y0", "y1"])


def frontier_rows(python: str) -> Iterator[Row]:
    """Data envelopment, variable returns, output orientation, beside a loop over HiGHS and Pyfrontier."""
    for count in (DISTRICTS, 2000):
        frame = firms(count)
        into, out = ["x0", "x1", "x2"], ["y0", "y1"]
        ours, found = timed(lambda f=frame, i=into, o=out: data_envelopment(f, i, o), 3)
        answer = found.units["score"].to_numpy()  # type: ignore[attr-defined]
        x, y = frame[into].to_numpy(), frame[out].to_numpy()
        programme = make_programme(x, y, x, y, "vrs", True)
        seconds, loop = timed(
            lambda p=programme, n=count: np.array([solve_one(p, i)[0] for i in range(n)]), 1
        )
        size = f"{count} units, 3 inputs, 2 outputs, VRS"
        yield row(
            "data envelopment", size, "loop over scipy HiGHS", ours, (seconds, np.asarray(loop)), answer
        )
        if count == DISTRICTS:
            theirs = peer([python, HERE / "frontier_peer.py"], frame, 1)
            yield row("data envelopment", size, "PyPI Pyfrontier", ours, theirs, answer)


def main() -> None:
    """Run the benchmark, write its table and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default="", help="Python with gower and Pyfrontier")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    options = parser.parse_args()
    rscript = shutil.which("Rscript") or ""
    rows = [
        *rank_rows(),
        *frontier_rows(options.python),
        *intercept_rows(rscript),
        *gower_rows(options.python, rscript),
    ]
    table = pd.DataFrame(rows)
    options.out.mkdir(parents=True, exist_ok=True)
    text = frame_csv(table, digits=4)
    (options.out / "comparison-seconds.csv").write_text(text, encoding="utf-8", newline="")
    print(table.to_string(float_format="%.4g"))


if __name__ == "__main__":
    main()
