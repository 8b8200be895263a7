"""The command ``read``: documents read, and what became of each."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.documents import Outcome, read_documents
from analysis.documents.record import DocumentRecord
from analysis.documents.register import proposed_rows, register_csv, registered_documents
from analysis.documents.thread.gathering import document_finder
from analysis.errors import ParameterError
from analysis.messages import say
from analysis.project.show_documents import print_outcomes
from analysis.regions import districts, find_region
from analysis.sources import SPECIMEN_CODE, data_folder
from analysis.sources.writing import write_atomically

__all__ = ["documents_of", "files_of", "read", "read_with_progress"]

LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}


def read(
    paths: Sequence[Path],
    console: Console,
    *,
    region: str = "",
    as_json: Path | None = None,
    propose: Path | None = None,
    password: str | None = None,
    jobs: int | None = None,
    ocr: bool = True,
    catalogues: Sequence[str] = (),
) -> int:
    """Read documents, find the standards in them, and print what became of each.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        Files and folders; none means the documents of the region.
    console : Console
        Where to print.
    region : str
        Code or name; its register overrules what documents propose.
    as_json : pathlib.Path, optional
        Write the outcomes to this file.
    propose : pathlib.Path, optional
        Write rows for documents that are not in the register to this file.
    password, jobs, ocr
        As for ``read_documents``.
    catalogues : sequence of str
        Catalogues whose indicators are looked for; all if none is named.

    Returns
    -------
    int
        1 if a file was refused, else 0.

    Raises
    ------
    ParameterError
        Neither a file nor a region was named, or the folder holds no file.
    RegionError, DataError
        The region is unknown, or its register is not as its template says.
    MethodError
        There is no such catalogue.
    """
    code = find_region(region).code if region else ""
    files = files_of(paths) if paths else documents_of(code)
    register = registered_documents(code) if code else {}
    outcomes = read_with_progress(files, register, password, jobs, ocr, catalogues)
    print_outcomes(outcomes, console)
    if as_json is not None:
        text = json.dumps(
            [outcome_json(each) for each in outcomes], ensure_ascii=False, indent=1, default=str
        )
        write_atomically(as_json, text.encode("utf-8", errors="backslashreplace"))  # names that are no text
        console.print(say("Outcomes written to {file}", file=as_json), markup=False)
    if propose is not None:
        rows = proposed_rows(outcomes, code)
        write_atomically(propose, register_csv(rows).encode("utf-8", errors="replace"))
        told = say("Rows proposed for the register: {count}, in {file}", count=len(rows), file=propose)
        console.print(told, markup=False)
    return int(any(outcome.status == "refused" for outcome in outcomes))


def documents_of(code: str) -> list[Path]:
    """Give the documents of a region.

    Raises
    ------
    ParameterError
        No region was named, or none of its documents is here; the message says how they get there.
    """
    if not code:
        raise ParameterError(say("Name the files to read, or a region whose documents are to be read."))
    folder = data_folder() / "regions" / code / "documents"
    if folder.is_dir() and _documents_in(folder):
        return files_of([folder])
    if code == SPECIMEN_CODE:
        raise ParameterError(
            say(
                "The documents of the specimen district are not in {folder}: they are not part of the "
                "project. `pelayanan specimen documents` makes them, in about half a minute; then run this "
                "again.",
                folder=folder,
            )
        )
    raise ParameterError(
        say(
            "There is no document in {folder}. Put the plans, budgets and reports of the region there (PDF, "
            "DOCX, XLSX, HTML or text); git ignores the folder, so that they stay on your computer.",
            folder=folder,
        )
    )


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Give the files, and of each folder the documents in it and in the folders below, by name.

    Tables in CSV are data and no documents: they are read only where they are named themselves. A link to a
    folder is not followed (it may lead back); reading it says so.

    Raises
    ------
    ParameterError
        A folder without files; files that systems leave behind do not count.
    """
    files: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            files[path] = None
            continue
        inside = _documents_in(path)
        if not inside:
            raise ParameterError(say("There is no file in {folder}.", folder=path))
        files |= dict.fromkeys(inside)
    return list(files)


def _documents_in(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if not _is_folder(each) and not _is_no_document(each))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_no_document(path: Path) -> bool:
    left = path.name.startswith((".", "~$")) or path.name.casefold() in LEFT_BY_SYSTEMS
    return left or path.suffix.casefold() == ".csv"


def read_with_progress(
    files: list[Path],
    register: dict[str, DocumentRecord],
    password: str | None,
    jobs: int | None,
    ocr: bool,
    catalogues: Sequence[str] = (),
) -> list[Outcome]:
    """Read the files behind a progress bar by page; files that wait count when they begin."""
    named = tuple(catalogues)
    finder = document_finder(named)  # a wrong name of a catalogue stops here, before any file is opened
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    progress = Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    )
    seen: dict[Path, tuple[int, int]] = {}
    lock = Lock()
    done = 0

    def describe() -> str:
        return say("{done} of {count} files, pages", done=done, count=len(files))

    with progress:
        bar = progress.add_task(describe(), total=None)

        def page(path: Path, number: int, count: int) -> None:
            with lock:
                seen[path] = (number, count)
                numbers, counts = zip(*seen.values(), strict=True)
                progress.update(bar, completed=sum(numbers), total=sum(counts))

        def finished(_: Outcome) -> None:
            nonlocal done
            with lock:
                done += 1
                progress.update(bar, description=describe())

        return read_documents(
            files,
            find=finder,
            password=password,
            ocr=ocr,
            jobs=jobs,
            regions=[(each.code, each.name) for each in districts()],
            register=register,
            on_page=page,
            on_outcome=finished,
        )


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Give an outcome as plain values; the passages found are the document's own words."""
    return asdict(outcome)
