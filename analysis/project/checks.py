"""The checks that a developer, a student and CI run: the same steps, each with its name, time and verdict."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.rule import Rule
from rich.table import Table

from analysis.project import ROOT, environment, in_readers_words
from analysis.threads import ONE_THREAD

PYTHON_PATHS = ("run.py", "analysis", "tests", "book")
MADE = (
    "book/_build",
    "output/documents-read",
    ".pytask",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".coverage",
)


@dataclass(frozen=True)
class Step:
    """One check: its name, and what runs it and says whether it passed."""

    name: str
    run: Callable[[Console], bool]


@dataclass(frozen=True)
class Verdict:
    """How one step ended and how long it took."""

    name: str
    passed: bool
    seconds: float


def lint_steps(root: Path = ROOT) -> list[Step]:
    """Style, form, types, environment files and data tables: the checks that run no notebook."""
    paths = [name for name in PYTHON_PATHS if (root / name).exists()]
    return [
        Step("style (ruff check)", _command("ruff", "check", "--quiet", *paths, root=root)),
        Step("form (ruff format)", _command("ruff", "format", "--check", "--quiet", *paths, root=root)),
        Step("types (mypy)", _command("mypy", "--no-error-summary", root=root)),
        Step("environment files agree", lambda console: _none(console, environment.problems(root))),
        Step("data tables load", lambda console: _none(console, table_problems())),
        Step("data versions recorded", lambda console: _none(console, recorded_problems(root))),
    ]


def recorded_problems(root: Path = ROOT) -> list[str]:
    """Say which data files data/versions.csv lacks, and which entries of the last commit are gone."""
    import io

    import pandas as pd

    from analysis.sources.versions import VERSIONS, lost_versions, version_problems

    command = ["git", "show", f"HEAD:data/{VERSIONS}.csv"]
    committed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    problems = version_problems(root / "data")
    if committed.returncode == 0:
        now = (root / "data" / f"{VERSIONS}.csv").read_text(encoding="utf-8")
        before, after = (
            pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
            for text in (committed.stdout, now)
        )
        problems += lost_versions(before, after)
    return problems


def test_steps(root: Path = ROOT, fast: bool = False, coverage: bool = False) -> list[Step]:
    """Lint, then the tests, then the committed notebooks run again and compared.

    Parameters
    ----------
    root : Path
        The checkout.
    fast : bool
        Leave out the tests marked slow and the notebooks.
    coverage : bool
        Count which lines the tests run, which makes them slower.

    Returns
    -------
    list of Step
        In the order in which they run.
    """
    beside = ["-n", "auto", "--dist", "loadfile"]  # a file's tests stay together, with what they prepare
    # tests/conftest.py starts the longest files first; xdist would start those with the most tests.
    tests = ["-q", *beside, "--no-loadscope-reorder", *(["--cov", "--cov-report=term"] if coverage else [])]
    if fast:
        return [
            *lint_steps(root),
            Step("tests (fast)", _command("pytest", *tests, "-m", "not slow", root=root)),
        ]
    notebooks = sorted(str(path.relative_to(root)) for path in (root / "notebooks").glob("*.ipynb"))
    sanitize = ["--nbval-sanitize-with", "tests/nbval-sanitize.cfg"]
    return [
        *lint_steps(root),
        Step("tests", _command("pytest", *tests, root=root)),
        Step(
            "notebooks (nbval)",
            _command("pytest", "-q", *beside, "--nbval", *sanitize, *notebooks, root=root, needs=notebooks),
        ),
    ]


def run_steps(steps: Sequence[Step], console: Console) -> list[Verdict]:
    """Run every step, also after one has failed, and show a closing summary.

    Parameters
    ----------
    steps : sequence of Step
        In order.
    console : Console
        Where the steps' own words and the summary go.

    Returns
    -------
    list of Verdict
        One per step, in the same order.
    """
    verdicts = []
    for number, step in enumerate(steps, start=1):
        console.print(Rule(f"{number}/{len(steps)} {step.name}", align="left", style="dim"))
        start = time.monotonic()
        passed = step.run(console)
        verdicts.append(Verdict(step.name, passed, time.monotonic() - start))
    console.print(summary(verdicts))
    failed = [verdict.name for verdict in verdicts if not verdict.passed]
    total = sum(verdict.seconds for verdict in verdicts)
    if failed:
        console.print(f"[red]{len(failed)} of {len(verdicts)} failed[/]: {', '.join(failed)} ({total:.0f} s)")
    else:
        console.print(f"[green]All {len(verdicts)} passed[/] ({total:.0f} s)")
    return verdicts


def summary(verdicts: Sequence[Verdict]) -> Table:
    """Lay the verdicts out as a table."""
    table = Table("check", "verdict", box=None, title="Summary", title_justify="left")
    table.add_column("seconds", justify="right")
    for verdict in verdicts:
        word = "[green]passed[/]" if verdict.passed else "[red]failed[/]"
        table.add_row(verdict.name, word, f"{verdict.seconds:.1f}")
    return table


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """Give 0 when every step passed, else 1; nothing checked is not a pass."""
    return 0 if verdicts and all(verdict.passed for verdict in verdicts) else 1


def run_module(module: str, *arguments: str, root: Path = ROOT) -> int:
    """Run a Python module's command line in the checkout with this interpreter; give its exit code."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=root, check=False, env={**os.environ, **ONE_THREAD}).returncode


def run_interactive(module: str, *arguments: str, root: Path = ROOT) -> int:
    """Run a module that answers Ctrl-C itself (JupyterLab asks whether to stop); give its exit code."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=root)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def clean(root: Path = ROOT) -> list[Path]:
    """Remove what can be made again, and nothing that was supplied.

    Parameters
    ----------
    root : Path
        The checkout.

    Returns
    -------
    list of Path
        What was removed. Data, documents of a region and the environment stay.
    """
    removed = []
    for name in MADE:
        path = root / name
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
        else:
            continue
        removed.append(path)
    return removed


def table_problems() -> list[str]:
    """Load every data table, those that regions supplied included, and collect what is wrong."""
    from analysis.errors import DataError
    from analysis.project.joined import joined_problems
    from analysis.sources import REGION_TABLES, data_folder, load_region_table, load_table, table_names

    loads: list[Callable[[], object]] = [partial(load_table, name) for name in table_names()]
    codes = sorted(path.name for path in (data_folder() / "regions").glob("*") if path.is_dir())
    loads += [partial(load_region_table, code, name) for code in codes for name in REGION_TABLES]
    found = []
    for load in loads:
        try:
            load()
        except DataError as error:
            found.append(str(error))
    return [*found, *(problem for code in codes for problem in joined_problems(code))]


def _command(
    module: str, *arguments: str, root: Path, needs: Sequence[str] | None = None
) -> Callable[[Console], bool]:
    """Make a step of a module's command line; with `needs` empty it fails instead of checking nothing."""

    def run(console: Console) -> bool:
        if needs is not None and not needs:
            return _none(console, ["There is nothing to check: the files are missing."])
        return run_module(module, *arguments, root=root) == 0

    return run


def _none(console: Console, problems: Sequence[str]) -> bool:
    for problem in problems:
        console.print(in_readers_words(problem), style="red", markup=False, highlight=False)
    return not problems
