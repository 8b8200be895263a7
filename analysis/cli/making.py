"""Commands that make something: the book, one region's chapter, the committed notebooks."""

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import Language, app, console, examples, say_made
from analysis.messages import say


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


class Paper(StrEnum):
    """Sizes of a board, upright."""

    a4 = "a4"
    a3 = "a3"


@app.command(
    epilog=examples(
        "board 9999",
        'board "Luwu Utara" --unit "Puskesmas Bone-Bone" --as-of 2014-12-31',
        "board singkawang -l en --paper a3 -o boards",
        'board 3574 --unit Ketapang --complain-at "Loket 1, SMS 0812 0000 0000" -o board.pdf',
    )
)
def board(
    region: Annotated[str, typer.Argument(help="BPS code or name of a region.", show_default=False)],
    unit: Annotated[
        str | None, typer.Option("--unit", "-u", help="A service unit, or a part of its name. Default: all.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Date of the board. Default: the record's last day."),
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="Language of the board.")
    ] = Language.id,
    paper: Annotated[Paper, typer.Option("--paper", help="Size of the page, upright.")] = Paper.a4,
    complain_at: Annotated[
        str, typer.Option("--complain-at", help="Where to complain. Default: lines to fill in by hand.")
    ] = "",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="A .pdf or .html file, or a folder.")
    ] = Path(),
) -> None:
    """Print the promise board (Janji Layanan) of a service unit for its wall: one page, PDF and HTML.

    Each promise with who, by when, and how it stands; what does not fit is counted on the board.
    """
    from analysis.project.boards import make_boards

    made, notes = make_boards(
        region, unit, as_of, language.value, output, paper=paper.value, complain_at=complain_at
    )
    for path in made:
        say_made(path)
    for note in notes:
        console().print(note, markup=False)


@app.command(
    epilog=examples(
        "recommendations 9999",
        'recommendations "Luwu Utara" --as-of 2014-12-31 -o list.xlsx',
        "recommendations 3574 --unit Ketapang -l en -o list.csv",
    )
)
def recommendations(
    region: Annotated[str, typer.Argument(help="BPS code or name of a region.", show_default=False)],
    unit: Annotated[
        str | None, typer.Option("--unit", "-u", help="Only of this service unit, or a part of its name.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Day of the list. Default: the record's last day."),
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="Language of the list.")
    ] = Language.id,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A .xlsx or .csv file.", show_default=False),
    ] = None,
) -> None:
    """List what service units recommend to the SKPD and the district (Rekomendasi), for a spreadsheet.

    With causes of complaints that a unit cannot mend and that nothing answers yet.
    """
    from analysis.project.boards import make_recommendations

    target, count, notes = make_recommendations(region, unit, as_of, language.value, output)
    say_made(target)
    for note in [say("{count} rows", count=f"{count:,}"), *notes]:
        console().print(note, markup=False)


@app.command(epilog=examples("notebooks", "notebooks models region"))
def notebooks(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Notebooks; all if none.")] = None,
) -> None:
    """Run the committed notebooks again and store them without times and random names."""
    from analysis.pipeline import refresh_notebooks

    for path in refresh_notebooks(names or ()):
        say_made(path)
