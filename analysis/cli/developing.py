"""Commands for whoever works on the study: open, test, lock, clean."""

from typing import Annotated

import typer

from analysis.cli.frame import app, console, examples, say_made


@app.command(epilog=examples("lab", "lab -- --no-browser --port 8899"))
def lab(
    options: Annotated[list[str] | None, typer.Argument(help="Options for JupyterLab, after --.")] = None,
) -> None:
    """Open the notebooks in JupyterLab."""
    from analysis.project import ROOT, checks

    raise typer.Exit(
        checks.run_interactive("jupyterlab", f"--ServerApp.root_dir={ROOT / 'notebooks'}", *(options or ()))
    )


@app.command(epilog=examples("test", "test --fast", "test --coverage"))
def test(
    fast: Annotated[bool, typer.Option("--fast", help="Without the slow tests and the notebooks.")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Count which lines the tests run; takes longer.")
    ] = False,
) -> None:
    """Run every check: style, types, data, tests, and the committed notebooks."""
    from analysis.project import checks

    steps = checks.test_steps(fast=fast, coverage=coverage)
    raise typer.Exit(checks.exit_code(checks.run_steps(steps, console())))


@app.command(epilog=examples("lint"))
def lint() -> None:
    """Run the checks that take seconds: style, types, environment files, data tables."""
    from analysis.project import checks

    raise typer.Exit(checks.exit_code(checks.run_steps(checks.lint_steps(), console())))


@app.command(epilog=examples("lock", "lock --upgrade"))
def lock(
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Take the newest versions inside the ranges.")
    ] = False,
) -> None:
    """Make requirements.lock and environment.yml from pyproject.toml (needs a network)."""
    from analysis.project import environment

    say_made(environment.write_lock(upgrade=upgrade))
    say_made(environment.write_environment())


@app.command(epilog=examples("clean"))
def clean() -> None:
    """Remove the built book, the memory of what was run and caches; never data or .venv."""
    from analysis.project import checks

    for path in checks.clean():
        console().print(f"removed {path}", markup=False, highlight=False)
