"""Time other people's packages on the data of the benchmark; runs in their environment, prints JSON lines.

Usage: ``python designs_peers.py JOB ...`` with jobs ``ritest-c``, ``ritest-t``, ``wildboottest``,
``pysyncon-prop99`` and ``pysyncon-panel``.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
import designs_data as data

PROP99 = Path(__file__).parents[1] / "tests" / "golden" / "synth_prop99" / "data.csv"


def tell(job: str, peer: str, **figures: Any) -> None:
    """Print one result."""
    print(json.dumps({"job": job, "peer": peer, **figures}), flush=True)


def ritest(kind: str, draws: int) -> None:
    """Randomisation inference of pyfixest; the first call, which compiles, does not count."""
    import pyfixest

    fit = pyfixest.feols("y ~ d + x0 + x1 + x2 + x3 + x4 + x5", data.units())
    fit.ritest(resampvar="d", reps=20, type=kind, rng=np.random.default_rng(1))
    start = time.process_time(), time.perf_counter()
    found = fit.ritest(resampvar="d", reps=draws, type=kind, rng=np.random.default_rng(2))
    spent = {"seconds": time.process_time() - start[0], "clock": time.perf_counter() - start[1]}
    p_value = float(found["Pr(>|t|)"]) if "Pr(>|t|)" in found else float("nan")
    tell("ritest", f"pyfixest {version('pyfixest')} ritest {kind}", draws=draws, figure=p_value, **spent)


def wild() -> None:
    """Wild cluster bootstrap of wildboottest."""
    import statsmodels.formula.api as smf
    from wildboottest.wildboottest import wildboottest

    frame = data.clusters()
    model = smf.ols("y ~ d + x0 + x1 + x2", frame)
    wildboottest(model, param="d", cluster=frame["g"], B=99, seed=1, show=False)
    start = time.process_time(), time.perf_counter()
    found = wildboottest(model, param="d", cluster=frame["g"], B=9999, seed=1, show=False)
    spent = {"seconds": time.process_time() - start[0], "clock": time.perf_counter() - start[1]}
    figure = float(np.asarray(found["p-value"])[0])
    tell("wild", f"wildboottest {version('wildboottest')}", draws=9999, figure=figure, **spent)


def _synth(frame: pd.DataFrame, options: dict[str, Any], initial: str, job: str, before: list[int]) -> None:
    from pysyncon import Dataprep, Synth

    start = time.process_time(), time.perf_counter()
    prepared = Dataprep(foo=frame, **options)
    model = Synth()
    model.fit(prepared, optim_initial=initial)
    spent = {"seconds": time.process_time() - start[0], "clock": time.perf_counter() - start[1]}
    wide = frame.pivot(
        index=options["time_variable"], columns=options["unit_variable"], values=options["dependent"]
    )
    weights = model.weights(round=12)
    gap = wide[options["treatment_identifier"]] - wide[weights.index] @ weights
    error = float((gap.loc[before] ** 2).mean())
    peer = f"pysyncon {version('pysyncon')} ({initial} start)"
    tell(job, peer, unit=options["treatment_identifier"], figure=error, **spent)


def prop99() -> None:
    """Proposition 99 by pysyncon."""
    frame = pd.read_csv(PROP99)
    options: dict[str, Any] = {
        "predictors": ["lnincome", "age15to24", "retprice"],
        "predictors_op": "mean",
        "time_predictors_prior": range(1980, 1989),
        "special_predictors": [
            ("beer", range(1984, 1989), "mean"),
            ("cigsale", [1988], "mean"),
            ("cigsale", [1980], "mean"),
            ("cigsale", [1975], "mean"),
        ],
        "dependent": "cigsale",
        "unit_variable": "state",
        "time_variable": "year",
        "treatment_identifier": "California",
        "controls_identifier": [name for name in frame["state"].unique() if name != "California"],
        "time_optimize_ssr": range(1970, 1989),
    }
    _synth(frame, options, "ols", "prop99", list(range(1970, 1989)))


def panel(count: int = 1) -> None:
    """Some placebo units of the simulated panel by pysyncon."""
    frame = data.panel()
    for unit in sorted(frame["unit"].unique())[:count]:
        options: dict[str, Any] = {
            "predictors": ["z0", "z1", "z2"],
            "predictors_op": "mean",
            "time_predictors_prior": range(2000, 2011),
            "special_predictors": [("y", [2001], "mean"), ("y", [2005], "mean"), ("y", [2010], "mean")],
            "dependent": "y",
            "unit_variable": "unit",
            "time_variable": "year",
            "treatment_identifier": unit,
            "controls_identifier": [name for name in frame["unit"].unique() if name != unit],
            "time_optimize_ssr": range(2000, 2011),
        }
        _synth(frame, options, "ols", "panel", list(range(2000, 2011)))


JOBS: dict[str, Callable[[], None]] = {
    "ritest-c": lambda: ritest("randomization-c", 5_000),
    "ritest-t": lambda: ritest("randomization-t", 300),
    "wildboottest": wild,
    "pysyncon-prop99": prop99,
    "pysyncon-panel": panel,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name in sys.argv[1:]:
        JOBS[name]()
