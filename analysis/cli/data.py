"""Commands on the tables of `data/`."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.frame import SpokenLanguage, app, console, examples

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
    obtained: Annotated[
        str, typer.Option(help="When it was obtained: 2026-11-24 or 2026-11.", show_default="as recorded")
    ] = "",
) -> None:
    """Make the tables of data/ from raw files: a folder with data/, evidence/ and catalogue/.

    The panel may come in the World Bank's own bulk layout, as it is downloaded.
    """
    from analysis.sources import data_folder
    from analysis.sources.build import build_data

    def say(text: str) -> None:
        console().print(text, markup=False, highlight=False)

    say(build_data(raw, output or data_folder(), say, obtained=obtained).says())


@data_app.command("refresh", epilog=examples("data refresh raw", "data refresh panel.csv --csv changes"))
def data_refresh(
    given: Annotated[
        list[Path], typer.Argument(metavar="RAW|FILE...", help="Raw folder, data folder or tables.")
    ],
    write: Annotated[bool, typer.Option("--write", help="Replace the tables; otherwise only say.")] = False,
    obtained: Annotated[
        str, typer.Option(help="When it was obtained: 2026-11-24 or 2026-11.", show_default="as recorded")
    ] = "",
    before: Annotated[
        Path | None, typer.Option(help="Folder of runs with the present data.", show_default=False)
    ] = None,
    after: Annotated[
        Path | None, typer.Option(help="Folder of runs with the new data.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for another program.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Folder for the report as CSV.", show_default=False)
    ] = None,
    language: SpokenLanguage = None,
) -> None:
    """Say what a newer release changes: rows, columns, values, checks, corrections, findings.

    Nothing is replaced without --write, and nothing at all while a new table does not load or a correction no
    longer fits. The exit status is 1 then.
    """
    import json
    import sys

    from analysis.errors import ParameterError
    from analysis.messages import say
    from analysis.pipeline import refresh
    from analysis.pipeline.refresh_report import told
    from analysis.sources import data_folder
    from analysis.sources.build.recording import record_versions
    from analysis.sources.writing import write_atomically

    if (before is None) != (after is None):
        raise ParameterError(say("Give both --before and --after, or neither."))
    quiet = as_json or not sys.stderr.isatty()

    def step(line: str) -> None:
        if not quiet:
            print(line, file=sys.stderr)

    with refresh.new_data(given, data_folder(), step, obtained=obtained) as made:
        found = refresh.compare_folders(data_folder(), made)
        found = refresh.compare_findings(found, [before, after] if before and after else ())
        if csv is not None:
            for name, text in found.files().items():
                write_atomically(csv / name, text.encode("utf-8"))
        if as_json:
            print(json.dumps(found.record(), ensure_ascii=False, indent=1))
        else:
            console().print(told(found), markup=False, highlight=False)
        if write:
            record_versions(made, obtained=obtained)
            for path in refresh.install(found, made, data_folder()):
                step(f"replaced data/{path}")
    raise typer.Exit(1 if found.problems or len(found.broken) else 0)


@data_app.command("versions", epilog=examples("data versions", 'data versions --add --note "a date mended"'))
def data_versions(
    add: Annotated[bool, typer.Option("--add", help="Add an entry for each file that has none.")] = False,
    obtained: Annotated[
        str, typer.Option(help="When it was obtained: 2026-11-24 or 2026-11.", show_default="as recorded")
    ] = "",
    note: Annotated[str, typer.Option(help="Note of the new entries.")] = "",
    language: SpokenLanguage = None,
) -> None:
    """Say which data files have no entry in data/versions.csv; the exit status is 1 if there is one."""
    from analysis.messages import say
    from analysis.sources import data_folder
    from analysis.sources.build.recording import record_versions
    from analysis.sources.versions import version_problems

    if add:
        count = record_versions(data_folder(), obtained=obtained, note=note)
        console().print(say("Entries added to data/versions.csv: {count}.", count=count), highlight=False)
    problems = version_problems()
    for problem in problems or [say("Every data file has its entry in data/versions.csv.")]:
        console().print(problem, markup=False, highlight=False)
    raise typer.Exit(1 if problems else 0)
