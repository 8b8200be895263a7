"""The command ``check``: load and validate what a reader names, and run the honesty checks that fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from analysis.messages import say
from analysis.project import in_readers_words, show
from analysis.project.audits import Checked, as_supplied, check_file, check_region, check_table
from analysis.project.show_checks import csv_of, json_of, print_checked
from analysis.regions import find_region
from analysis.sources import load_table, table_names
from analysis.sources.writing import write_atomically


def check(
    what: str | None,
    console: Console,
    *,
    checks: Sequence[str] = (),
    every_row: bool = False,
    as_json: bool = False,
    csv: Path | None = None,
) -> int:
    """Load and validate what a reader names, and run the honesty checks that fit it.

    Parameters
    ----------
    what : str or None
        Name of a table, code or name of a region, or path of a CSV or XLSX file. Nothing: every table is
        loaded and validated, without the honesty checks.
    console : Console
        Where to print.
    checks : sequence of str
        Ids of the checks wanted; all that fit if empty.
    every_row : bool
        Print every flag.
    as_json : bool
        Print JSON and nothing else.
    csv : pathlib.Path, optional
        Write every flag to this file.

    Returns
    -------
    int
        0 when nothing is flagged at error level, or only what the ledger of corrections knows; else 1.

    Raises
    ------
    DataError, RegionError, ParameterError
        What is named is not sound or does not exist; the message names the nearest.
    """
    if what is None:
        sound = show.print_tables(console)
        told = say("Loaded and validated. `pelayanan check TABLE` also runs the honesty checks.")
        console.print(in_readers_words(told), style="dim")
        return 0 if sound else 1
    quiet = Console(quiet=True) if as_json else console
    sound, made = _checked(what, quiet, checks)
    if as_json:
        print(json_of(made))
    for each in made:
        print_checked(each, quiet, every_row=every_row)
    if csv:
        write_atomically(csv, csv_of(made).encode("utf-8"))
        count = sum(len(each.flags) for each in made)
        quiet.print(say("{count} flags written to {file}", count=f"{count:,}", file=csv), markup=False)
    return 0 if sound and not any(each.errors for each in made) else 1


def _checked(what: str, console: Console, checks: Sequence[str]) -> tuple[bool, list[Checked]]:
    """Load what is named, say what was loaded, and run its checks."""
    path = Path(what)
    if what in table_names():
        return _of_table(what, console, checks)
    if path.is_file():
        table = show.table_of(path.resolve())
        if table is None:
            told = say("{file} is not a table of the study; it is checked as it stands.", file=path.name)
            console.print(told, markup=False)
            return True, [check_file(path, checks)]
        if table.name in table_names():
            return _of_table(table.name, console, checks)
        return show.print_table(table, console), [check_table(table, checks)]
    if "/" in what or path.suffix in (".csv", ".xlsx"):
        load_table(what)  # raises: no such table, the nearest are these
    region = find_region(what)
    sound = show.print_region(region, console)
    return sound, check_region(region, checks) if sound else []


def _of_table(name: str, console: Console, checks: Sequence[str]) -> tuple[bool, list[Checked]]:
    """Show the table, its columns only where no single check is asked for, and run its checks."""
    table = load_table(name)
    if checks:
        console.print(table.says(), markup=False)
    else:
        show.print_table(table, console)
    return True, [check_table(as_supplied(name), checks)]
