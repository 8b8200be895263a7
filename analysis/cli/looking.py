"""Commands that look something up and change nothing."""

from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples


@app.command(
    epilog=examples("regions", "regions singkawang", "regions aceh --kinerja", "regions --study --json")
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
    language: SpokenLanguage = None,
) -> None:
    """List the regions of Indonesia, or look one up; a misspelt name gives the nearest ones."""
    from analysis.project import show

    show.print_regions(show.chosen_regions(search, study, kinerja), console(), as_json)


@app.command(
    epilog=examples(
        "check", "check national/panel", 'check "Luwu Utara"', "check data/regions/6172/indicators.csv"
    )
)
def check(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[TABLE|REGION|PATH]", help="A table, a region, or a file of either."),
    ] = None,
    language: SpokenLanguage = None,
) -> None:
    """Load and validate the data: every table, one table, or what one region has and lacks."""
    from analysis.project import show

    raise typer.Exit(0 if show.check(what, console()) else 1)
