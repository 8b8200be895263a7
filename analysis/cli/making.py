"""Commands that make something: the book, one region's chapter, the committed notebooks."""

import time
from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import Language, app, console, examples, say_made


@app.command(
    epilog=examples(
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
        console=console(),
        only=only,
    )
    show.print_report(result, console(), time.monotonic() - start)
    raise typer.Exit(result.exit_code)


@app.command(
    epilog=examples("run singkawang", "run 7322 --first-year 2005 --language id", "run 3574 -o ~/study")
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
    corrections: Annotated[
        bool, typer.Option("--corrections/--no-corrections", help="Apply the ledger of known errors.")
    ] = True,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for what is made.")] = Path("output"),
) -> None:
    """Run the notebook of one region with your own assumptions, apart from the book."""
    from analysis.pipeline import run_region
    from analysis.pipeline.parameters import RegionParameters

    given = {"first_year": first_year, "last_year": last_year, "seed": seed}
    chosen = {name: value for name, value in given.items() if value is not None}
    parameters = RegionParameters(region=region, language=language.value, corrections=corrections, **chosen)
    made = run_region(parameters, output)
    say_made(made)
    say_made(made.with_name(f"{made.stem}-page"))


@app.command(epilog=examples("notebooks", "notebooks models region"))
def notebooks(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Notebooks; all if none.")] = None,
) -> None:
    """Run the committed notebooks again and store them without times and random names."""
    from analysis.pipeline import refresh_notebooks

    for path in refresh_notebooks(names or ()):
        say_made(path)
