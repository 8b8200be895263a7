"""A newer release beside the data that stand here: what changed, before anything is replaced."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.errors import BuildError, DataError, PelayananError, nearest
from analysis.honesty.panel import audit_panel
from analysis.messages import say
from analysis.pipeline.moves import SAME, compare_runs
from analysis.pipeline.refresh_report import RefreshReport
from analysis.sources import load_ledger, load_table, table_names
from analysis.sources.build import build_data
from analysis.sources.changes import compare_files
from analysis.sources.corrections import broken_guards
from analysis.sources.descriptors import read_package
from analysis.sources.versions import VERSIONS
from analysis.sources.writing import write_atomically

__all__ = ["compare_folders", "compare_findings", "install", "new_data"]

PANEL, SECOND = "national/panel", "national/population-grdp"


@contextmanager
def new_data(
    given: Sequence[Path], present: Path, progress: Callable[[str], None], *, obtained: str = ""
) -> Iterator[Path]:
    """Make the data folder that a newer release would give, beside the present one and apart from it.

    Parameters
    ----------
    given
        One folder with raw files, or one data folder, or files named as tables of the data package.
    present
        The data folder that stands.
    progress
        Called with one line per step.
    obtained
        When the release was obtained.

    Raises
    ------
    DataError
        What was given is none of these.
    """
    with tempfile.TemporaryDirectory(prefix="pelayanan-refresh-") as place:
        made = Path(place) / "data"
        shutil.copytree(present, made)
        if len(given) == 1 and given[0].is_dir():
            if (given[0] / "datapackage.json").exists():
                shutil.copytree(given[0], made, dirs_exist_ok=True)
            else:
                build_data(given[0], made, progress, obtained=obtained, strict=False)
        else:
            _put_files(given, present, made)
        yield made


def _put_files(given: Sequence[Path], present: Path, made: Path) -> None:
    paths = [str(resource["path"]) for resource in read_package(present)["resources"]]
    for file in given:
        fitting = [path for path in paths if Path(path).name == file.name]
        if not file.is_file() or len(fitting) != 1:
            near = nearest(file.name, [Path(path).name for path in paths], count=1)
            hint = f" The nearest: {near[0]!r}." if near else ""
            raise DataError(
                f"{file} is no folder with raw files, and no file that is named as one table of the data "
                f"package.{hint}"
            )
        shutil.copyfile(file, made / fitting[0])


def compare_folders(before: Path, after: Path) -> RefreshReport:
    """Compare two data folders: tables, verdicts of the checks, guards of the ledger.

    Raises
    ------
    DataError
        A table of either folder cannot be compared.
    """
    changes = []
    for resource in read_package(before)["resources"]:
        if "schema" not in resource or resource["name"] == VERSIONS:
            continue
        paths = [folder / resource["path"] for folder in (before, after)]
        if paths[0].read_bytes() != paths[1].read_bytes():
            key = resource["schema"].get("primaryKey", [])
            key = [key] if isinstance(key, str) else key
            changes.append(compare_files(resource["name"], paths[0], paths[1], key))
    problems = []
    for name in table_names(root=after):
        try:
            load_table(name, root=after, corrected=False)
        except DataError as error:
            problems.append(str(error))
    return RefreshReport(
        changes=tuple(change for change in changes if change.changed),
        verdicts=_verdicts(before, after),
        broken=_broken(after),
        problems=tuple(problems),
    )


def _verdicts(before: Path, after: Path) -> pd.DataFrame:
    """Run the checks of the panel on both versions, as their sources have them; keep what changed."""
    columns = ["check_id", "before", "after", "flags_before", "flags_after"]
    if all((before / f"{n}.csv").read_bytes() == (after / f"{n}.csv").read_bytes() for n in (PANEL, SECOND)):
        return pd.DataFrame(columns=columns)
    try:
        old, new = (_audit(folder) for folder in (before, after))
    except PelayananError:
        return pd.DataFrame(columns=columns)  # a table that does not load is told as a problem
    both = old.merge(new, on="check_id", how="outer", suffixes=("_before", "_after"))
    both = both.rename(columns={"status_before": "before", "status_after": "after"})
    both = both.rename(columns={f"flags_count_{side}": f"flags_{side}" for side in ("before", "after")})
    moved = (both["before"] != both["after"]) | (both["flags_before"] != both["flags_after"])
    return both.loc[moved, columns].reset_index(drop=True)


def _audit(folder: Path) -> pd.DataFrame:
    panel, second = (load_table(name, root=folder, corrected=False) for name in (PANEL, SECOND))
    return audit_panel(panel, second).summary()[["check_id", "status", "flags_count"]]


def _broken(folder: Path) -> pd.DataFrame:
    ledger, found = load_ledger(root=folder), []
    for name in sorted(set(ledger["table"])):
        entries = ledger[ledger["table"] == name]
        try:
            frame = load_table(name, root=folder, corrected=False).frame
        except DataError:
            continue  # told as a problem
        found.append(broken_guards(frame, entries, f"data/{name}.csv").assign(table=name))
    listed = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["table", "id", "reason"])
    return listed[["table", "id", "reason"]]


def compare_findings(report: RefreshReport, runs: Sequence[Path] = ()) -> RefreshReport:
    """Add what two runs of the notebooks say: folders of runs before and after, a folder per page.

    Raises
    ------
    DataError
        The two have no page in common.
    """
    if not runs:
        return report
    pages = [{path.parent.name for path in folder.glob("*/results.json")} for folder in runs]
    shared = sorted(pages[0] & pages[1])
    if not shared:
        raise DataError(f"{runs[0]} and {runs[1]} have no page with results in common; run `report` on both.")
    moves = [move for page in shared for move in compare_runs(page, runs[0] / page, runs[1] / page)]
    return replace(report, moves=tuple(m for m in moves if m.outcome != SAME), compared_runs=True)


def install(report: RefreshReport, made: Path, present: Path) -> list[str]:
    """Put new files in the place of old ones; the old are kept until the last new one stands.

    Returns
    -------
    list of str
        Paths below the data folder that were replaced.

    Raises
    ------
    DataError
        A new table does not load, or an entry of the ledger no longer fits: nothing is replaced.
    BuildError
        A file could not be written; those that had been replaced were put back.
    """
    if report.problems or len(report.broken):
        raise DataError(
            say("Nothing was replaced: {why}", why=[*report.problems, *report.broken["reason"]][0])
        )
    new = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    contents = {path: (made / path).read_bytes() for path in new}
    old = {path: (present / path).read_bytes() if (present / path).exists() else None for path in new}
    done: list[Path] = []
    try:
        for path, content in contents.items():
            if content != old[path]:
                write_atomically(present / path, content)
                done.append(path)
    except BuildError:
        for path in done:
            kept = old[path]
            if kept is None:
                (present / path).unlink(missing_ok=True)
            else:
                write_atomically(present / path, kept)
        raise
    return [path.as_posix() for path in done]
