"""What the command line shows: regions, tables, what a region has and lacks, and how a report went."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from analysis.errors import DataError
from analysis.messages import language_of_messages, say
from analysis.project.imports import origin_of
from analysis.project.joined import joined_problems
from analysis.regions import Region, all_regions, find_region
from analysis.sources import REGION_TABLES, Table, data_folder, load_region_table, load_table, table_names

if TYPE_CHECKING:
    from analysis.pipeline import ReportSummary

OUTCOME_STYLES = {"ok": "green", "unchanged": "green", "refused": "yellow", "failed": "red"}


def chosen_regions(search: str | None, study: bool, kinerja: bool) -> list[Region]:
    """Look regions up by a word and by their part in the study.

    Parameters
    ----------
    search : str or None
        A code, a name or a part of one; a province's name gives its districts too.
    study, kinerja : bool
        Only the regions of the study, only the districts of the Kinerja programme.

    Returns
    -------
    list of Region
        By code; never empty where `search` is given.

    Raises
    ------
    RegionError
        When nothing matches: it names the nearest.
    """
    found = list(all_regions())
    if study:
        found = [region for region in found if region.code in _codes("study/study-regions")]
    if kinerja:
        found = [region for region in found if region.code in _codes("study/kinerja-districts")]
    if not search:
        return found
    word = " ".join(search.casefold().split())
    matches = [
        region
        for region in found
        if word == region.code or word in region.name.casefold() or word in region.province.casefold()
    ]
    return matches or [find_region(search)]  # the specimen stands in no list and is found by name alone


def print_regions(regions: Sequence[Region], console: Console, as_json: bool = False) -> None:
    """Print regions with their part in the study, as a table or as JSON for another program."""
    study, kinerja = _codes("study/study-regions"), _codes("study/kinerja-districts")
    rows = [
        {
            "code": region.code,
            "name": region.name,
            "level": region.level,
            "province_code": region.province_code,
            "province": region.province,
            "study": region.code in study,
            "kinerja": region.code in kinerja,
            "specimen": region.specimen,
        }
        for region in regions
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    words = {
        "study": say("study region"),
        "kinerja": say("Kinerja district"),
        "specimen": say("specimen: made up to teach and test, there is no such place"),
    }
    grid = Grid(say("code"), say("region"), say("province"), say("part in the study"), box=None)
    for row in rows:
        parts = [word for key, word in words.items() if row[key]]
        grid.add_row(str(row["code"]), str(row["name"]), str(row["province"]), ", ".join(parts))
    console.print(grid)
    told = say("1 region") if len(rows) == 1 else say("{count} regions", count=len(rows))
    console.print(told, style="dim")


def print_tables(console: Console) -> bool:
    """Load and validate every table, print what each holds, and say whether all are sound."""
    grid = Grid(say("table"), say("what was loaded"), box=None)
    sound = True
    for name in table_names():
        try:
            grid.add_row(name, escape(load_table(name).holds()))
        except DataError as error:
            sound = False
            grid.add_row(name, f"[red]{escape(str(error))}[/]")
    console.print(grid)
    for code in _region_folders():
        sound = print_region(find_region(code), console) and sound
    return sound


def print_table(table: Table, console: Console) -> bool:
    """Print what a table holds, where it is from and what its columns mean."""
    console.print(escape(table.says()), highlight=False)
    origin = Grid(show_header=False, box=None)
    for key, value in table.origin.items():
        origin.add_row(f"[dim]{key}[/]", escape(_plain(value)))
    console.print(origin)
    grid = Grid(say("column"), say("type"), say("unit"), say("meaning"), box=None)
    for name, field in table.fields.items():
        own = field.title_id if language_of_messages() == "id" and field.title_id else field.title
        grid.add_row(name, field.type, escape(field.unit), escape(field.definition or own))
    console.print(grid)
    return True


def print_region(region: Region, console: Console) -> bool:
    """Print which files a region has and lacks, with the template of each; say whether all are sound."""
    title = say("{code} {name}, folder data/regions/{code}", code=region.code, name=region.name)
    if region.specimen:
        title += "\n" + say("specimen: made up to teach and test, there is no such place")
    heads = (say("file"), say("state"), say("template"))
    grid = Grid(*heads, box=None, title=title, title_justify="left")
    sound, absent = True, say("absent")
    for name in REGION_TABLES:
        try:
            table = load_region_table(region.code, name)
            held = f"{table.holds()} {origin_of(region.code, name)}".strip() if table else ""
            state = escape(held) or f"[dim]{absent}[/]"
        except DataError as error:
            sound = False
            state = f"[red]{escape(str(error))}[/]"
        grid.add_row(f"{name}.csv", state, f"data/templates/{name}.xlsx")
    console.print(grid)
    for problem in joined_problems(region.code):
        sound = False
        console.print(problem, style="red", markup=False, highlight=False)
    return sound


def print_report(report: "ReportSummary", console: Console, seconds: float) -> None:
    """Print how each part of a report went, what was made and where to open it."""
    grid = Grid("part", "outcome", box=None)
    grid.add_column("seconds", justify="right")
    grid.add_column("reason")
    for row in report.rows:
        style = OUTCOME_STYLES.get(row.outcome, "")
        spent = f"{row.seconds:.1f}" if row.seconds else ""
        grid.add_row(
            escape(row.name),
            f"[{style}]{row.outcome}[/]" if style else row.outcome,
            spent,
            escape(row.reason or ""),
        )
    console.print(grid)
    if report.reason:
        console.print(report.reason, style="red", markup=False, highlight=False)
    if report.outputs:
        console.print("\nMade:", style="bold")
    for what, path in report.outputs:
        console.print(f"  {what}: {path}", highlight=False, soft_wrap=True, markup=False)
        console.print(
            f"    {Path(path).resolve().as_uri()}", highlight=False, soft_wrap=True, markup=False, style="dim"
        )
    console.print(f"\n{seconds:.0f} s in all", highlight=False)


def table_of(path: Path) -> Table | None:
    """Find the table that a file of the data folder is; ``None`` for any other file."""
    folder = data_folder().resolve()
    names = {load_path: name for name in table_names() if (load_path := folder / f"{name}.csv")}
    if path in names:
        return load_table(names[path])
    if path.parent.parent == folder / "regions":
        table = load_region_table(path.parent.name, path.stem)
        if table:
            return table
    return None


def _codes(table: str) -> set[str]:
    return set(load_table(table).frame["region_code"])


def _region_folders() -> list[str]:
    folder = data_folder() / "regions"
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_plain, value))
    return str(value)
