"""The commands that take in a planner's file and hand out a template for one."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples, say_made
from analysis.messages import say


@app.command(
    name="import",
    epilog=examples(
        "import indicators-7322.xlsx -r 7322 -t indicators --write",
        'import anggaran.xlsx -r 7322 -t budget-lines --sheet "DPA 2014" --fill status=coded',
        "import indikator.csv -r 7322 -t indicators --decimal value_pct=, --years-hold value_pct",
    ),
)
def import_file(
    file: Annotated[Path, typer.Argument(help="XLSX or CSV as a planner keeps it.", show_default=False)],
    region: Annotated[str, typer.Option("--region", "-r", help="BPS code or name.", show_default=False)],
    table: Annotated[
        str,
        typer.Option("--table", "-t", help="What it holds: a name from data/templates.", show_default=False),
    ],
    sheet: Annotated[
        list[str] | None,
        typer.Option(help="Sheet to read; again for more, or all.", show_default="the best"),
    ] = None,
    column: Annotated[list[str] | None, typer.Option(help="HEADER=COLUMN; again for more.")] = None,
    decimal: Annotated[list[str] | None, typer.Option(help="COLUMN=, or COLUMN=. (decimal mark).")] = None,
    percent: Annotated[list[str] | None, typer.Option(help="COLUMN=points or COLUMN=shares.")] = None,
    scale: Annotated[
        list[str] | None, typer.Option(help="COLUMN=1 for full rupiah, =1000 or =1000000.")
    ] = None,
    years_hold: Annotated[str, typer.Option(help="COLUMN that columns of years hold.")] = "",
    fill: Annotated[
        list[str] | None, typer.Option(help="COLUMN=VALUE in every row; @sheet is the sheet's name.")
    ] = None,
    only_region: Annotated[
        bool, typer.Option("--only-region", help="Leave out the rows of other regions.")
    ] = False,
    leave_unreadable_empty: Annotated[
        bool, typer.Option("--leave-unreadable-empty", help="Write cells that cannot be read as empty.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write it; otherwise only say it.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a table; the old one is kept.")] = False,
    language: SpokenLanguage = None,
) -> None:
    """Say what a planner's file is understood as, and write it into the region's folder when told to.

    The file itself is only read. Nothing is guessed: what is ambiguous is asked, and answered by an option.
    """
    from analysis.project import imports
    from analysis.regions import find_region
    from analysis.sources import data_folder, importing

    answers = importing.Answers(
        sheets=tuple(sheet or ()),
        columns=_pairs("--column", column),
        decimal=_pairs("--decimal", decimal),
        percent=_pairs("--percent", percent),
        scale=_factors(scale),
        fill=_pairs("--fill", fill),
        years_hold=years_hold,
        only_region=only_region,
    )
    found = importing.understand(file, table, find_region(region).code, answers=answers)
    console().print(importing.tell(found), markup=False, highlight=False)
    if found.questions:
        raise typer.Exit(1)
    if not write:
        _say(say("Nothing was written. To write it, run the same again with --write."))
        return
    target = importing.write(
        found, data_folder(), replace=replace, leave_unreadable_empty=leave_unreadable_empty
    )
    say_made(target)
    for line in imports.what_the_checks_say(found.region_code, found.table):
        _say(line)


@app.command(
    epilog=examples("template indicators --region 7322", "template -r Singkawang -o ~/forms", "template")
)
def template(
    table: Annotated[
        str | None, typer.Argument(help="A name from data/templates.", show_default="all")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", "-r", help="BPS code or name to fill in.", show_default=False)
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the workbooks.")] = Path(),
    replace: Annotated[bool, typer.Option("--replace", help="Replace workbooks that are there.")] = False,
    language: SpokenLanguage = None,
) -> None:
    """Write the workbook in which a region hands in a table, or all of them.

    Each explains itself in Indonesian and English; `import` reads it back when it is filled.
    """
    from analysis.regions import find_region
    from analysis.sources import REGION_TABLES, templates

    found = find_region(region) if region else None
    for name in (table,) if table else REGION_TABLES:
        chosen = (found.code, found.name) if found else None
        say_made(templates.write_template(name, output, region=chosen, replace=replace))


def _say(text: str) -> None:
    console().print(text, markup=False, highlight=False)


def _pairs(option: str, given: list[str] | None) -> dict[str, str]:
    """Return options of the form NAME=VALUE as a mapping."""
    from analysis.errors import ParameterError

    wrong = [text for text in given or () if "=" not in text]
    if wrong:
        raise ParameterError(
            say("{option} takes NAME=VALUE; found '{found}'.", option=option, found=wrong[0])
        )
    return dict(text.rsplit("=", 1) if option == "--column" else text.split("=", 1) for text in given or ())


def _factors(given: list[str] | None) -> dict[str, int]:
    """Return options of the form COLUMN=FACTOR as a mapping to whole numbers."""
    from analysis.errors import ParameterError

    pairs = _pairs("--scale", given)
    wrong = [text for text in pairs.values() if not (text.isascii() and text.isdigit())]
    if wrong:
        raise ParameterError(
            say("--scale takes COLUMN=1, =1000 or =1000000; found '{found}'.", found=wrong[0])
        )
    return {name: int(text) for name, text in pairs.items()}
