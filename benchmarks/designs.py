"""Seconds of the designs of comparison beside what a user would pick instead, in one run.

Run from the project's folder: ``python -m benchmarks.designs --peers PYTHON --peers PYTHON``, where each is
the interpreter of an environment with one or more of pyfixest, pysyncon and wildboottest; a peer that no
environment has is left out and said so. It writes ``designs-seconds.csv`` (ours and peers, with ratios) and
``designs-sizes.csv`` (cost against size). A refit loop in statsmodels runs here. What was extrapolated from
fewer draws or units has ``measured_share`` below one. Best of three for ours, one run for peers, in seconds
of processor time over all threads, because the machine is shared. A peer that does not end within ``--limit``
seconds of the clock is stopped, and its line says so: its seconds are then a lower bound.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.comparison.panel.staggered import staggered_effects
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.comparison.randomisation.wild_bootstrap import wild_cluster_bootstrap
from analysis.comparison.synthetic.control import synthetic_control
from analysis.comparison.synthetic.placebos import placebos_in_space
from analysis.comparison.synthetic.subject import Predictor
from analysis.sources.writing import frame_csv
from benchmarks import designs_data as data

DRAWS = 100_000
PLACEBOS = 500
NAMES = {"ritest": "permutation", "wildboottest": "wild"}
PROP99 = Path(__file__).parents[1] / "tests" / "golden" / "synth_prop99" / "data.csv"
SCRIPT = Path(__file__).with_name("designs_peers.py")
COVARIATES = [f"x{i}" for i in range(6)]
CALIFORNIA = [
    Predictor("lnincome", 1980, 1988),
    Predictor("age15to24", 1980, 1988),
    Predictor("retprice", 1980, 1988),
    Predictor("beer", 1984, 1988),
    *(Predictor("cigsale", year, year) for year in (1988, 1980, 1975)),
]
SIMULATED = [
    *(Predictor(name, 2000, 2010) for name in ("z0", "z1", "z2")),
    *(Predictor("y", year, year) for year in (2001, 2005, 2010)),
]


def best(call: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Return the shortest of some runs in seconds, and the last result."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        result = call()
        seconds.append(time.process_time() - start)
    return min(seconds), result


def row(job: str, who: str, seconds: float, figure: float, what: str, share: float = 1.0) -> dict[str, Any]:
    """Return one line of the table; ``seconds`` are for the whole job."""
    return {
        "job": job, "who": who, "seconds": seconds, "figure": figure, "figure_is": what,
        "measured_share": share,
    }  # fmt: skip


def ours() -> list[dict[str, Any]]:
    """Time the project's functions."""
    frame, rows = data.units(), []
    for statistic in ("coefficient", "studentised"):
        seconds, found = best(
            lambda statistic=statistic: randomisation_inference(
                frame, "y", "d", covariates=COVARIATES, statistic=statistic, draws=DRAWS
            )
        )
        rows.append(
            row("permutation", f"pelayanan ({statistic}, with interval)", seconds, found.p_value, "p")
        )
    groups = data.clusters()
    seconds, found = best(
        lambda: wild_cluster_bootstrap(groups, "y", ["d", "x0", "x1", "x2"], parameter="d", cluster="g")
    )
    rows.append(row("wild", "pelayanan (both versions, with intervals)", seconds, found.p_restricted, "p"))
    states = pd.read_csv(PROP99)
    seconds, found = best(
        lambda: synthetic_control(
            states,
            "cigsale",
            treated_unit="California",
            first_treated=1989,
            unit="state",
            predictors=CALIFORNIA,
        )
    )
    rows.append(row("prop99", "pelayanan (8 starts)", seconds, found.pre_mspe, "pre_mspe"))
    return rows


def placebos(searched: int = 25) -> list[dict[str, Any]]:
    """Time 500 placebo units without predictors, and some of them with a search over predictors."""
    frame = data.panel(PLACEBOS)
    names = sorted(frame["unit"].unique())
    options: dict[str, Any] = {"first_treated": 2011, "unit": "unit"}
    start = time.process_time()
    found = placebos_in_space(frame, "y", treated_units=names[:1], **options)
    seconds = time.process_time() - start
    error = float(found.units["pre_mspe"].iloc[0])
    rows = [row("panel", "pelayanan (outcomes only)", seconds, error, "pre_mspe of 1 unit")]
    start = time.process_time()
    each = [
        synthetic_control(frame, "y", treated_unit=name, predictors=SIMULATED, starts=4, **options)
        for name in names[:searched]
    ]
    share = searched / PLACEBOS
    seconds = (time.process_time() - start) / share
    who = "pelayanan (6 predictors, 4 starts)"
    return [*rows, row("panel", who, seconds, each[0].pre_mspe, "pre_mspe of 1 unit", share)]


def refits(count: int = 300) -> dict[str, Any]:
    """Time a loop that refits the regression in statsmodels for each draw."""
    frame, generator = data.units(), np.random.default_rng(1)
    design = sm.add_constant(frame[["d", *COVARIATES]].to_numpy())
    outcome = frame["y"].to_numpy()
    observed = abs(sm.OLS(outcome, design).fit().params[1])
    start, extreme = time.process_time(), 0
    for _ in range(count):
        design[:, 1] = generator.permutation(design[:, 1])
        extreme += abs(sm.OLS(outcome, design).fit().params[1]) >= observed
    seconds = (time.process_time() - start) * DRAWS / count
    p_value = (1 + extreme) / (1 + count)
    return row("permutation", "statsmodels refit loop", seconds, p_value, "p", count / DRAWS)


def peers(pythons: list[str], limit: float) -> list[dict[str, Any]]:
    """Time the peers that the environments have."""
    rows = []
    wanted = {"ritest": "pyfixest", "wildboottest": "wildboottest", "pysyncon-prop99": "pysyncon"}
    wanted["pysyncon-panel"] = "pysyncon"
    for job, package in wanted.items():
        for python in pythons:
            if subprocess.run([python, "-c", f"import {package}"], capture_output=True).returncode == 0:
                break
        else:
            print(f"{job}: no environment has {package}; left out")
            continue
        try:
            done = subprocess.run([python, str(SCRIPT), job], capture_output=True, text=True, timeout=limit)
        except subprocess.TimeoutExpired:
            name = NAMES.get(job, job.removeprefix("pysyncon-"))
            rows.append(row(name, f"{package} (stopped, not ended)", limit, float("nan"), "none"))
            continue
        told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not told:
            print(f"{job}: failed; {done.stderr.strip().splitlines()[-1:]}")
            continue
        seconds = sum(one["seconds"] for one in told)
        figure = float(np.mean([one["figure"] for one in told]))
        whole, what = {"ritest": (DRAWS, "p"), "pysyncon-panel": (PLACEBOS, "pre_mspe of 1 unit")}.get(
            job, (None, "p" if job == "wildboottest" else "pre_mspe")
        )
        share = (told[0].get("draws") or len(told)) / whole if whole else 1.0
        rows.append(
            row(
                NAMES.get(job, job.removeprefix("pysyncon-")),
                told[0]["peer"],
                seconds / share,
                figure,
                what,
                share,
            )
        )
    return rows


def sizes() -> pd.DataFrame:
    """Time our functions over growing data."""
    rows = []
    for count in (128, 514, 2056):
        frame = data.units(count)
        for draws in (1_000, 10_000, DRAWS) if count < 1000 else (1_000, 10_000):
            seconds, _ = best(
                lambda frame=frame, draws=draws: randomisation_inference(
                    frame, "y", "d", covariates=COVARIATES, draws=draws
                ),
                1,
            )
            rows.append({"job": "permutation", "units_count": count, "draws": draws, "seconds": seconds})
    for count in (20, 128, 514):
        frame = data.clusters(count)
        seconds, _ = best(
            lambda frame=frame: wild_cluster_bootstrap(
                frame, "y", ["d", "x0", "x1", "x2"], parameter="d", cluster="g"
            ),
            1,
        )
        rows.append({"job": "wild", "units_count": count, "draws": 9_999, "seconds": seconds})
    for count in (50, 150, 500):
        frame = data.panel(count)
        unit = frame["unit"].iloc[0]
        seconds, _ = best(
            lambda frame=frame, unit=unit: placebos_in_space(
                frame, "y", treated_units=[unit], first_treated=2011, unit="unit"
            ),
            1,
        )
        rows.append(
            {"job": "placebos, outcomes only", "units_count": count, "draws": count, "seconds": seconds}
        )
    for count in (128, 514, 2056):
        frame = data.panel(count)
        start = frame["unit"].str[1:].astype(int) % 5
        frame["start"] = start.map({0: 0, 1: 0, 2: 2005, 3: 2008, 4: 2011})
        seconds, _ = best(
            lambda frame=frame: staggered_effects(frame, "y", first_treated="start", unit="unit"), 1
        )
        rows.append({"job": "staggered effects", "units_count": count, "draws": 0, "seconds": seconds})
    return pd.DataFrame(rows)


def with_ratios(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the table with each line's seconds over those of the first line of its job."""
    table = pd.DataFrame(rows).sort_values("job", kind="stable", ignore_index=True)
    return table.assign(ratio_to_first=table["seconds"] / table.groupby("job")["seconds"].transform("first"))


def main() -> None:
    """Run the benchmark, write its tables and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--peers", action="append", default=[], help="an interpreter with peers")
    parser.add_argument("--limit", type=float, default=600, help="seconds of the clock for each peer")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [*ours(), *placebos(), refits(), *peers(options.peers, options.limit)]
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "designs-seconds": lambda: with_ratios(rows),
        "designs-sizes": sizes,
    }
    for name, make in makers.items():
        table = make()
        (options.out / f"{name}.csv").write_text(frame_csv(table, digits=4), encoding="utf-8", newline="")
        print(f"\n{name}\n{table.to_string(float_format='%.4g')}")


if __name__ == "__main__":
    main()
