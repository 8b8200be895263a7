"""Commands that look something up and change nothing."""

from pathlib import Path
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
        "check",
        "check national/panel --check scale-error",
        'check "Luwu Utara"',
        "check my-indicators.xlsx --csv flags.csv",
    )
)
def check(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[TABLE|REGION|PATH]", help="A table, a region, or a file of either."),
    ] = None,
    id: Annotated[
        list[str] | None, typer.Option("--check", help="Only this check, by its id; again for more.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every flag, not the first of each check.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for another program.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write every flag to this file.", show_default=False)
    ] = None,
    language: SpokenLanguage = None,
) -> None:
    """Load and validate the data, and run the honesty checks that fit: a table, a region, or any file.

    A flag is a question to the producer, not an accusation. Exit status: 0 nothing at error level (or only
    what the ledger of corrections knows), 1 something at error level, 2 what was named cannot be checked.
    """
    from analysis.project.check_command import check as check_words

    raise typer.Exit(check_words(what, console(), checks=id or [], every_row=every, as_json=as_json, csv=csv))


@app.command(
    epilog=examples(
        "explain",
        "explain national",
        "explain national.gain_adjusted",
        "explain 6172 births",
        "explain region.6172.sba_median_last --csv rows.csv",
    )  # fmt: skip
)
def explain(
    result: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RESULT|EXHIBIT|CHAPTER]",
            help="An id as the book uses it, a chapter, or a chapter and words to look for.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for another program.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write the cells behind it to this file.", show_default=False)
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Compute it again from those rows, and compare.")
    ] = False,
    language: SpokenLanguage = None,
) -> None:
    """Say where a number comes from: value, function, rows of tables, origin, corrections, flags.

    Without a word it lists every result; what is misspelt gives the nearest.
    """
    from analysis.provenance.command import explain as explain_words

    raise typer.Exit(explain_words(result or [], console(), as_json=as_json, csv=csv, again=again))
