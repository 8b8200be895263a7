"""The command that takes in a planner's file."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples, say_made


@app.command(
    name="import",
    epilog=examples(
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
    language: SpokenLanguage = None,
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
    console().print(found.says(), markup=False, highlight=False)
    if found.questions:
        raise typer.Exit(1)
    if write:
        say_made(importing.write(found, data_folder(), replace=replace))
    else:
        console().print("Nothing was written. To write it, run the same again with --write.")


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    """Return options of the form NAME=VALUE as a mapping."""
    from analysis.errors import ParameterError

    wrong = [text for text in given or () if "=" not in text]
    if wrong:
        raise ParameterError(f"{option} takes NAME=VALUE; found '{wrong[0]}'.")
    return dict(text.rsplit("=", 1) if option == "--column" else text.split("=", 1) for text in given or ())
