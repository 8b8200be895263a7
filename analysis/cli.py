"""The command line `pelayanan`: each command checks its words, calls one function and shows what came of it.

Heavy libraries are imported inside the commands, so that help and look-ups answer at once.
"""

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.project import PROGRAM

if TYPE_CHECKING:
    from rich.console import Console


class Language(StrEnum):
    """Language of a report: English or Indonesian."""

    en = "en"
    id = "id"


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {PROGRAM} {line}" for line in lines)


app = typer.Typer(
    help="A reproducible study of how service standards reach the plans and budgets of Indonesian districts.",
    epilog=_examples("report", "regions singkawang", 'run "Luwu Utara"', "check 6172", "test --fast"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
data_app = typer.Typer(
    no_args_is_help=True, help="List the data tables, or make them anew from the raw files."
)
app.add_typer(data_app, name="data", epilog=_examples("data list", "data build ~/downloads/indodapoer"))


@app.command(
    epilog=_examples(
        "report", 'report -r Jember -r "Kota Surabaya"', "report --only -r 6172", "report -l id --no-pdf"
    )
)
def report(
    region: Annotated[
        list[str] | None,
        typer.Option("--region", "-r", help="Code or name; again for more. Default: the study's."),
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="Language of the chapters.")
    ] = Language.en,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Notebooks run at the same time. Default: by cores."),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Also make the PDF and the DOCX.")] = True,
    only: Annotated[bool, typer.Option("--only", help="Only the regions named: a quick look.")] = False,
) -> None:
    """Run the notebooks that are not up to date and build the book (HTML, PDF, DOCX).

    What has not changed is not run again; a region that fails does not stop the others.
    """
    from analysis import pipeline
    from analysis.project import show

    start = time.monotonic()
    result = pipeline.report(
        regions=tuple(region or ()),
        language=language.value,
        jobs=jobs,
        pdf=pdf,
        console=_console(),
        only=only,
    )
    show.print_report(result, _console(), time.monotonic() - start)
    raise typer.Exit(result.exit_code)


@app.command(
    epilog=_examples("run singkawang", "run 7322 --first-year 2005 --language id", "run 3574 -o ~/study")
)
def run(
    region: Annotated[str, typer.Argument(help="BPS code or name of a region.", show_default=False)],
    first_year: Annotated[
        int | None, typer.Option(help="First year shown.", show_default="the panel's")
    ] = None,
    last_year: Annotated[
        int | None, typer.Option(help="Last year shown.", show_default="the panel's")
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="Language of the text.")
    ] = Language.en,
    seed: Annotated[
        int | None, typer.Option(help="Seed of the random draws.", show_default="the study's")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for what is made.")] = Path("output"),
) -> None:
    """Run the notebook of one region with your own assumptions, apart from the book."""
    from analysis.pipeline import run_region
    from analysis.pipeline.parameters import RegionParameters

    given = {"first_year": first_year, "last_year": last_year, "seed": seed}
    chosen = {name: value for name, value in given.items() if value is not None}
    made = run_region(RegionParameters(region=region, language=language.value, **chosen), output)
    _say_made(made)
    _say_made(made.with_name(f"{made.stem}-page"))


@app.command(
    name="import",
    epilog=_examples(
        'import anggaran.xlsx -r 7322 -t budget-lines --sheet "DPA 2014" --fill status=coded',
        "import indikator.csv -r 7322 -t indicators --decimal value_pct=, --write",
    ),
)
def import_file(
    file: Annotated[Path, typer.Argument(help="XLSX or CSV as a planner keeps it.", show_default=False)],
    region: Annotated[str, typer.Option("--region", "-r", help="BPS code or name.", show_default=False)],
    table: Annotated[
        str,
        typer.Option("--table", "-t", help="What it holds: a name from data/templates.", show_default=False),
    ],
    sheet: Annotated[str | None, typer.Option(help="Sheet of the workbook.", show_default="the best")] = None,
    column: Annotated[list[str] | None, typer.Option(help="HEADER=COLUMN; again for more.")] = None,
    decimal: Annotated[list[str] | None, typer.Option(help="COLUMN=, or COLUMN=. (decimal mark).")] = None,
    percent: Annotated[list[str] | None, typer.Option(help="COLUMN=points or COLUMN=shares.")] = None,
    fill: Annotated[list[str] | None, typer.Option(help="COLUMN=VALUE in every row.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it; otherwise only say it.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a table; the old one is kept.")] = False,
) -> None:
    """Say what a planner's file is understood as, and write it into the region's folder when told to.

    The file itself is only read. Nothing is guessed: what is ambiguous is asked, and answered by an option.
    """
    from analysis.regions import find_region
    from analysis.sources import data_folder, importing

    answers = importing.Answers(
        sheet=sheet,
        columns=_pairs("--column", column),
        decimal=_pairs("--decimal", decimal),
        percent=_pairs("--percent", percent),
        fill=_pairs("--fill", fill),
    )
    found = importing.understand(file, table, find_region(region).code, answers=answers)
    _console().print(found.says(), markup=False, highlight=False)
    if found.questions:
        raise typer.Exit(1)
    if write:
        _say_made(importing.write(found, data_folder(), replace=replace))
    else:
        _console().print("Nothing was written. To write it, run the same again with --write.")


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    """Return options of the form NAME=VALUE as a mapping."""
    from analysis.errors import ParameterError

    wrong = [text for text in given or () if "=" not in text]
    if wrong:
        raise ParameterError(f"{option} takes NAME=VALUE; found '{wrong[0]}'.")
    return dict(text.rsplit("=", 1) if option == "--column" else text.split("=", 1) for text in given or ())


@app.command(
    epilog=_examples("regions", "regions singkawang", "regions aceh --kinerja", "regions --study --json")
)
def regions(
    search: Annotated[
        str | None, typer.Argument(help="A code, a name, a part of one, or a province.")
    ] = None,
    study: Annotated[bool, typer.Option("--study", help="Only the regions of the study.")] = False,
    kinerja: Annotated[
        bool, typer.Option("--kinerja", help="Only districts of the Kinerja programme.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for another program.")] = False,
) -> None:
    """List the regions of Indonesia, or look one up; a misspelt name gives the nearest ones."""
    from analysis.project import show

    show.print_regions(show.chosen_regions(search, study, kinerja), _console(), as_json)


@app.command(
    epilog=_examples(
        "check", "check national/panel", 'check "Luwu Utara"', "check data/regions/6172/indicators.csv"
    )
)
def check(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[TABLE|REGION|PATH]", help="A table, a region, or a file of either."),
    ] = None,
) -> None:
    """Load and validate the data: every table, one table, or what one region has and lacks."""
    from analysis.project import show

    raise typer.Exit(0 if show.check(what, _console()) else 1)


@app.command(epilog=_examples("lab", "lab -- --no-browser --port 8899"))
def lab(
    options: Annotated[list[str] | None, typer.Argument(help="Options for JupyterLab, after --.")] = None,
) -> None:
    """Open the notebooks in JupyterLab."""
    from analysis.project import ROOT, checks

    raise typer.Exit(
        checks.run_interactive("jupyterlab", f"--ServerApp.root_dir={ROOT / 'notebooks'}", *(options or ()))
    )


@app.command(epilog=_examples("test", "test --fast"))
def test(
    fast: Annotated[bool, typer.Option("--fast", help="Without the slow tests and the notebooks.")] = False,
) -> None:
    """Run every check: style, types, data, tests with coverage, and the committed notebooks."""
    from analysis.project import checks

    raise typer.Exit(checks.exit_code(checks.run_steps(checks.test_steps(fast=fast), _console())))


@app.command(epilog=_examples("lint"))
def lint() -> None:
    """Run the checks that take seconds: style, types, environment files, data tables."""
    from analysis.project import checks

    raise typer.Exit(checks.exit_code(checks.run_steps(checks.lint_steps(), _console())))


@app.command(epilog=_examples("notebooks"))
def notebooks() -> None:
    """Run the committed notebooks again and store them without times and random names."""
    from analysis.pipeline import refresh_notebooks

    for path in refresh_notebooks():
        _say_made(path)


@app.command(epilog=_examples("lock", "lock --upgrade"))
def lock(
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Take the newest versions inside the ranges.")
    ] = False,
) -> None:
    """Make requirements.lock and environment.yml from pyproject.toml (needs a network)."""
    from analysis.project import environment

    _say_made(environment.write_lock(upgrade=upgrade))
    _say_made(environment.write_environment())


@app.command(epilog=_examples("clean"))
def clean() -> None:
    """Remove the built book, the memory of what was run and caches; never data or .venv."""
    from analysis.project import checks

    for path in checks.clean():
        _console().print(f"removed {path}", markup=False, highlight=False)


@data_app.command("list", epilog=_examples("data list"))
def data_list() -> None:
    """Load every table and say what it holds and where it is from."""
    from analysis.project import show

    raise typer.Exit(0 if show.print_tables(_console()) else 1)


@data_app.command("build", epilog=_examples("data build raw", "data build raw --output /tmp/data"))
def data_build(
    raw: Annotated[Path, typer.Argument(help="Folder that holds the raw files.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the tables.", show_default="data")
    ] = None,
) -> None:
    """Make the tables of data/ from raw files: a folder with data/, evidence/ and catalogue/.

    The panel may come in the World Bank's own bulk layout, as it is downloaded.
    """
    from analysis.sources import data_folder
    from analysis.sources.build import build_data

    console = _console()

    def say(text: str) -> None:
        console.print(text, markup=False, highlight=False)

    say(build_data(raw, output or data_folder(), say).says())


def main() -> None:
    """Run the command line and leave with its exit code."""
    from analysis.project.failures import guarded

    sys.exit(guarded(lambda: app(prog_name=PROGRAM)))


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120)


def _say_made(path: Path) -> None:
    print(f"made {path}\n     {Path(path).resolve().as_uri()}")


if __name__ == "__main__":
    main()
