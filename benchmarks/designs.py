"""Seconds of the designs of comparison beside what a user would pick instead, in one run.

Run from the project's folder: ``python -m benchmarks.designs --peers PYTHON --peers PYTHON``, where each is
the interpreter of an environment with one or more of pyfixest, pysyncon and wildboottest; a peer that no
environment has is left out and said so. It writes ``designs-seconds.csv`` (ours and peers, with ratios) and
``designs-sizes.csv`` (cost against size). A refit loop in statsmodels runs here. What was extrapolated from
fewer draws or units has ``measured_share`` below one. Best of three for ours, one run for peers. ``seconds``
are of the processor over all threads, because the machine may be shared, and ratios are of them;
``clock_seconds`` are of the clock. A peer that does not end within ``--limit`` seconds of the clock is
stopped, and its line says so: its seconds are then a lower bound.
"""

from __future__ import annotations

import argparse
import json
import subprocess
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
from benchmarks.timing import Seconds, timed

DRAWS = 100_000
PLACEBOS = 500
JOBS = {"coefficient": "permutation, coefficient", "studentised": "permutation, studentised"}
NAMES = {"ritest-c": JOBS["coefficient"], "ritest-t": JOBS["studentised"], "wildboottest": "wild"}
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


def row(job: str, who: str, seconds: Seconds, figure: float, what: str, share: float = 1.0) -> dict[str, Any]:
    """Return one line of the table; ``seconds`` are for the whole job."""
    return {
        "job": job, "who": who, **told(seconds), "figure": figure, "figure_is": what, "measured_share": share,
    }  # fmt: skip


def told(seconds: Seconds) -> dict[str, float]:
    """Return the columns of seconds."""
    return {"seconds": seconds.processor, "clock_seconds": seconds.clock}


def ours() -> list[dict[str, Any]]:
    """Time the project's functions."""
    frame, rows = data.units(), []
    for statistic in ("coefficient", "studentised"):
        seconds, found = timed(
            lambda statistic=statistic: randomisation_inference(
                frame, "y", "d", covariates=COVARIATES, statistic=statistic, draws=DRAWS
            ),
            3,
        )
        who = f"pelayanan ({statistic}, with interval)"
        rows.append(row(JOBS[statistic], who, seconds, found.p_value, "p"))
    groups = data.clusters()
    seconds, found = timed(
        lambda: wild_cluster_bootstrap(groups, "y", ["d", "x0", "x1", "x2"], parameter="d", cluster="g"), 3
    )
    rows.append(row("wild", "pelayanan (both versions, with intervals)", seconds, found.p_restricted, "p"))
    states = pd.read_csv(PROP99)
    seconds, found = timed(
        lambda: synthetic_control(
            states,
            "cigsale",
            treated_unit="California",
            first_treated=1989,
            unit="state",
            predictors=CALIFORNIA,
        ),
        3,
    )
    rows.append(row("prop99", "pelayanan (8 starts)", seconds, found.pre_mspe, "pre_mspe"))
    return rows


def placebos(searched: int = 25) -> list[dict[str, Any]]:
    """Time 500 placebo units without predictors, and some of them with a search over predictors."""
    frame = data.panel(PLACEBOS)
    names = sorted(frame["unit"].unique())
    options: dict[str, Any] = {"first_treated": 2011, "unit": "unit"}
    seconds, found = timed(lambda: placebos_in_space(frame, "y", treated_units=names[:1], **options))
    error = float(found.units["pre_mspe"].iloc[0])
    rows = [row("panel", "pelayanan (outcomes only)", seconds, error, "pre_mspe of 1 unit")]
    seconds, each = timed(
        lambda: [
            synthetic_control(frame, "y", treated_unit=name, predictors=SIMULATED, starts=4, **options)
            for name in names[:searched]
        ]
    )
    share, error = searched / PLACEBOS, each[0].pre_mspe
    who = "pelayanan (6 predictors, 4 starts)"
    return [*rows, row("panel", who, seconds.times(1 / share), error, "pre_mspe of 1 unit", share)]


def refits(statistic: str, count: int = 300) -> dict[str, Any]:
    """Time a loop that refits the regression in statsmodels for each draw: the coefficient, or t by HC2."""
    frame, generator = data.units(), np.random.default_rng(1)
    design = sm.add_constant(frame[["d", *COVARIATES]].to_numpy())
    outcome, plain = frame["y"].to_numpy(), statistic == "coefficient"

    def value() -> float:
        found = sm.OLS(outcome, design).fit(cov_type="nonrobust" if plain else "HC2")
        return float(abs(found.params[1] if plain else found.tvalues[1]))

    def loop() -> int:
        extreme = 0
        for _ in range(count):
            design[:, 1] = generator.permutation(design[:, 1])
            extreme += value() >= observed
        return extreme

    observed = value()
    seconds, extreme = timed(loop)
    who = f"statsmodels refit loop{'' if plain else ', HC2'}"
    p_value = (1 + extreme) / (1 + count)
    return row(JOBS[statistic], who, seconds.times(DRAWS / count), p_value, "p", count / DRAWS)


def peers(pythons: list[str], limit: float) -> list[dict[str, Any]]:
    """Time the peers that the environments have."""
    rows = []
    wanted = {"ritest-c": "pyfixest", "ritest-t": "pyfixest", "wildboottest": "wildboottest"}
    wanted |= {"pysyncon-prop99": "pysyncon", "pysyncon-panel": "pysyncon"}
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
            least = Seconds(limit, limit)
            rows.append(row(name, f"{package} (stopped, not ended)", least, float("nan"), "none"))
            continue
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            print(f"{job}: failed; {done.stderr.strip().splitlines()[-1:]}")
            continue
        seconds = Seconds(sum(one["seconds"] for one in lines), sum(one["clock"] for one in lines))
        figure = float(np.mean([one["figure"] for one in lines]))
        whole, what = {
            "ritest-c": (DRAWS, "p"),
            "ritest-t": (DRAWS, "p"),
            "pysyncon-panel": (PLACEBOS, "pre_mspe of 1 unit"),
        }.get(job, (None, "p" if job == "wildboottest" else "pre_mspe"))
        share = (lines[0].get("draws") or len(lines)) / whole if whole else 1.0
        rows.append(
            row(
                NAMES.get(job, job.removeprefix("pysyncon-")),
                lines[0]["peer"],
                seconds.times(1 / share),
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
            seconds, _ = timed(
                lambda frame=frame, draws=draws: randomisation_inference(
                    frame, "y", "d", covariates=COVARIATES, draws=draws
                ),
                1,
            )
            rows.append({"job": "permutation", "units_count": count, "draws": draws, **told(seconds)})
    for count in (20, 128, 514):
        frame = data.clusters(count)
        seconds, _ = timed(
            lambda frame=frame: wild_cluster_bootstrap(
                frame, "y", ["d", "x0", "x1", "x2"], parameter="d", cluster="g"
            ),
        )
        rows.append({"job": "wild", "units_count": count, "draws": 9_999, **told(seconds)})
    for count in (50, 150, 500):
        frame = data.panel(count)
        unit = frame["unit"].iloc[0]
        seconds, _ = timed(
            lambda frame=frame, unit=unit: placebos_in_space(
                frame, "y", treated_units=[unit], first_treated=2011, unit="unit"
            ),
        )
        rows.append({"job": "placebos, outcomes only", "units_count": count, "draws": count, **told(seconds)})
    for count in (128, 514, 2056):
        frame = data.panel(count)
        start = frame["unit"].str[1:].astype(int) % 5
        frame["start"] = start.map({0: 0, 1: 0, 2: 2005, 3: 2008, 4: 2011})
        seconds, _ = timed(
            lambda frame=frame: staggered_effects(frame, "y", first_treated="start", unit="unit")
        )
        rows.append({"job": "staggered effects", "units_count": count, "draws": 0, **told(seconds)})
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
    rows = [*ours(), *placebos(), *map(refits, JOBS), *peers(options.peers, options.limit)]
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
