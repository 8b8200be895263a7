"""The command behind ``report``: run what is stale, put the book together, say what came of each page."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pytask import ExitCode, TaskOutcome
from rich.console import Console

from analysis.errors import BuildError
from analysis.pipeline.notebook import PROJECT
from analysis.pipeline.pages import PageSpec, pages
from analysis.pipeline.progress import Progress, follow, short_name
from analysis.pipeline.tasks import BOOK_NAME, book_tasks, forget_unfinished, read_outcome, report_tasks
from analysis.pipeline.workbench import FOLDER, Bench, benches
from analysis.sources import data_folder, load_table, table_names

BOOK = PROJECT / "book"
BUILD = BOOK / "_build"


@dataclass(frozen=True)
class ReportRow:
    """What came of one page: ``ok``, ``refused``, ``failed`` or ``unchanged``, with reason and seconds."""

    name: str
    outcome: str
    reason: str
    seconds: float
    path: Path


@dataclass(frozen=True)
class ReportSummary:
    """What a report made.

    Attributes
    ----------
    rows : tuple of ReportRow
        One per page.
    outputs : tuple of (str, pathlib.Path)
        The editions of the book that stand ready.
    seconds : float
        Wall time.
    exit_code : int
        0 when every page is fine, 1 when a page was refused or failed, or an edition could not be made.
    reason : str
        Why an edition could not be made; empty otherwise.
    """

    rows: tuple[ReportRow, ...]
    outputs: tuple[tuple[str, Path], ...]
    seconds: float
    exit_code: int
    reason: str = ""


def report(
    regions: Sequence[str] = (),
    language: str = "en",
    jobs: int | None = None,
    pdf: bool = True,
    console: Console | None = None,
    *,
    only: bool = False,
    book: Path = BOOK,
    build: Path = BUILD,
) -> ReportSummary:
    """Run every stale notebook and build the book.

    Parameters
    ----------
    regions : sequence of str
        Codes or names of regions to add to the three of the study.
    language : str
        Language of the chapters that notebooks make, ``en`` or ``id``.
    jobs : int, optional
        How many notebooks run at a time; by default as many as there are processors, four at the most.
    pdf : bool
        Also print the PDF and DOCX editions.
    console : rich.console.Console, optional
        Where progress is shown.
    only : bool
        Make the chapters of the regions named and no others: a quick look at one region.
    book, build : pathlib.Path
        The prose of the book, and the folder for everything that is made.

    Raises
    ------
    RegionError, ParameterError, DataError
        Before anything runs: an unknown region, a wrong language, a missing or corrupt table.
    BuildError
        If the output folder cannot be written.
    """
    from pytask import build as run_engine

    started = time.monotonic()
    say = (console or Console()).print
    data = data_folder()
    for name in table_names(root=data):
        load_table(name, root=data)
    specs = pages(regions, language, data, only=only)
    _prepare(build)
    forget_unfinished(build / "runs")
    forget_unfinished(build / FOLDER)
    tasks = [
        *report_tasks(specs, data, build, language),
        *book_tasks(specs, data, book, build, pdf=pdf, language=language),
    ]
    progress = Progress(lambda line: say(line, highlight=False))
    follow(progress)
    try:
        with _quiet_engine(build / "engine.log"):
            session = run_engine(
                tasks=tasks,
                paths=build,
                config=build / "pytask.toml",
                n_workers=jobs or min(os.cpu_count() or 1, 4),
                parallel_backend="loky",
                verbose=0,
                disable_warnings=True,
                show_traceback=True,
            )
    finally:
        follow(None)
    if session.exit_code not in (ExitCode.OK, ExitCode.FAILED):
        raise BuildError(
            f"The engine could not plan the report (exit {session.exit_code}); its own words stand in "
            f"{build / 'engine.log'}. Run `pelayanan clean` and try again; if it stays, report it."
        )
    changed = {
        short_name(r.task) for r in session.execution_reports if r.outcome is not TaskOutcome.SKIP_UNCHANGED
    }
    rows = [_row(spec, build, f"run {spec.slug}" in changed, progress) for spec in specs]
    rows += [row for row in _uncorrected_rows(specs, build, progress) if row.outcome != "unchanged"]
    rows += _bench_rows(benches(specs, data), build, changed, progress)
    reason = "; ".join(
        f"{short_name(r.task)}: {_words(r.exc_info)}"
        for r in session.execution_reports
        if r.outcome is TaskOutcome.FAIL
    )
    stopped = len(session.execution_reports) < len(tasks)
    if stopped and not reason:
        raise KeyboardInterrupt
    made = {
        "HTML": build / "html" / "index.html",
        "PDF": build / f"{BOOK_NAME}.pdf",
        "DOCX": build / f"{BOOK_NAME}.docx",
    }
    outputs = tuple((what, path) for what, path in made.items() if path.exists() and (pdf or what == "HTML"))
    bad = bool(reason) or any(row.outcome in ("refused", "failed") for row in rows)
    return ReportSummary(tuple(rows), () if reason else outputs, time.monotonic() - started, int(bad), reason)


def _row(spec: PageSpec, build: Path, ran: bool, progress: Progress) -> ReportRow:
    record = read_outcome(build / "runs" / spec.slug / "outcome.json")
    outcome = record["outcome"] if ran or record["outcome"] != "ok" else "unchanged"
    seconds = progress.seconds.get(f"run {spec.slug}", 0.0) if ran else 0.0
    page = build / "html" / "chapters" / f"{spec.slug}.html"
    return ReportRow(spec.title, outcome, record["reason"], seconds, page)


def _uncorrected_rows(specs: Sequence[PageSpec], build: Path, progress: Progress) -> list[ReportRow]:
    """Say what came of the runs without the ledger; ``unchanged`` where all is well."""
    runs = [spec.without_ledger() for spec in specs if spec.uncorrected_slug]
    rows = [_row(spec, build, False, progress) for spec in runs]
    return [replace(row, name=f"{row.name}, without the ledger of corrections") for row in rows]


def _bench_rows(
    found: Sequence[Bench], build: Path, changed: set[str], progress: Progress
) -> list[ReportRow]:
    """Say what came of the evidence workbenches that were made anew or could not be made."""
    rows = []
    for bench in found:
        record = read_outcome(build / FOLDER / bench.slug / "outcome.json")
        if bench.name in changed or record["outcome"] != "ok":
            seconds = progress.seconds.get(bench.name, 0.0)
            page = build / "html" / "workbench" / bench.slug / "index.html"
            name = f"Evidence workbench, {bench.title}"
            rows.append(ReportRow(name, record["outcome"], record["reason"], seconds, page))
    return rows


def _words(exc_info: object) -> str:
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    return " ".join(str(error).split()) or type(error).__name__


def _prepare(build: Path) -> None:
    """Make the output folder, or say why it cannot be written."""
    try:
        build.mkdir(parents=True, exist_ok=True)
        probe = build / ".writable"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
        (build / "pytask.toml").write_text("[tool.pytask.ini_options]\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise BuildError(
            f"The folder {build} cannot be written ({error.strerror}). Give yourself write permission there, "
            "or copy the project to a folder of your own, and run the report again; nothing was changed."
        ) from None


@contextmanager
def _quiet_engine(path: Path) -> Iterator[None]:
    """Send the engine's own console to a file: the progress lines say what a reader needs."""
    from pytask import console as engine

    usual = engine.file
    with path.open("w", encoding="utf-8") as log:
        engine.file = log
        try:
            yield
        finally:
            engine.file = usual
