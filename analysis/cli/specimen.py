"""Commands on the specimen district 'Kabupaten Contoh', which is made up."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import app, console, examples, say_made

specimen_app = typer.Typer(
    no_args_is_help=True,
    help="Make the documents or the tables of the specimen district: made up, to teach and to test.",
)
app.add_typer(
    specimen_app, name="specimen", epilog=examples("specimen documents -o specimen", "specimen tables")
)


@specimen_app.command(
    epilog=examples(
        "specimen documents -o specimen",
        "specimen documents rkpd-2013 dpa-dinkes-2013",
        "specimen documents --controls -o controls",
    )
)
def documents(
    names: Annotated[
        list[str] | None, typer.Argument(help="Ids of documents. Default: all.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder.", show_default="data/regions/9999/documents"),
    ] = None,
    controls: Annotated[
        bool, typer.Option("--controls", help="The negative controls: no indicator in any of them.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the draws.", show_default="the specimen's")
    ] = None,
) -> None:
    """Write plans, budgets and reports as PDF and DOCX, with the truth of what stands in them as CSV.

    `truth.csv` has a row for each name, target, code and amount with its page; `levels.csv` says how far each
    indicator comes in each document.
    """
    from analysis.sources import SPECIMEN_CODE, data_folder
    from analysis.specimen.documents import make_controls, make_documents

    folder = output or data_folder() / "regions" / SPECIMEN_CODE / "documents"
    make = make_controls if controls else make_documents
    made = make(folder, names or None, seed=seed)
    for path in made.files:
        say_made(path)
    told = f"{len(made.files)} documents and {len(made.truth):,} facts; {folder / 'truth.csv'}"
    console().print(told, markup=False, soft_wrap=True)


@specimen_app.command(epilog=examples("specimen tables"))
def tables() -> None:
    """Write the tables of the specimen district into data/regions/9999 as its assumptions give them."""
    from analysis.specimen.tables import write_tables

    for path in write_tables():
        say_made(path)
