"""Commands on the tables of `data/`."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import app, console, examples

data_app = typer.Typer(
    no_args_is_help=True, help="List the data tables, or make them anew from the raw files."
)
app.add_typer(data_app, name="data", epilog=examples("data list", "data build ~/downloads/indodapoer"))


@data_app.command("list", epilog=examples("data list"))
def data_list() -> None:
    """Load every table and say what it holds and where it is from."""
    from analysis.project import show

    raise typer.Exit(0 if show.print_tables(console()) else 1)


@data_app.command("build", epilog=examples("data build raw", "data build raw --output /tmp/data"))
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

    def say(text: str) -> None:
        console().print(text, markup=False, highlight=False)

    say(build_data(raw, output or data_folder(), say).says())
