"""Read many documents, each in a process of its own: one bad file never stops the others."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.documents import problems
from analysis.documents.cache import discard_parts, entry_path, find_entry
from analysis.documents.formats.kinds import kind_of
from analysis.documents.job import Finder, Job
from analysis.documents.ocr import find_tesseract
from analysis.documents.processes import NOTHING_HEARD, ReadingProcess
from analysis.documents.record import DocumentRecord, Outcome, names_apart
from analysis.documents.worker import work
from analysis.errors import DocumentError
from analysis.messages import in_language, language_of_messages, say

__all__ = ["Limits", "read_documents"]

Progress = Callable[[Path, int, int], None]
MOST_SKIPPED = 3  # pages that may stop the reader before the document is given up


@dataclass(frozen=True)
class Limits:
    """How much reading one file may take.

    Attributes
    ----------
    page_seconds : float
        Between one page and the next.
    document_seconds : float
        In all.
    memory_mb : int
        Above what the interpreter needs; bounded by the system, which only Linux does.
    """

    page_seconds: float = 60.0
    document_seconds: float = 3600.0
    memory_mb: int = 1024


def read_documents(
    paths: Sequence[Path | str],
    *,
    find: Finder | None = None,
    password: str | None = None,
    ocr: bool = True,
    jobs: int | None = None,
    limits: Limits | None = None,
    regions: Iterable[tuple[str, str]] = (),
    register: Mapping[str, DocumentRecord] | None = None,
    cache: Path | None = None,
    keep: bool = True,
    on_page: Progress | None = None,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Read documents, each in a process of its own with bounded time and memory.

    Parameters
    ----------
    paths : sequence of path
        Files.
    find : callable, optional
        ``find(record, pages)`` is run in the process that reads, on the stream of pages, and its result is
        the outcome's ``findings``. It must be importable by name (a function of a module, or
        ``functools.partial`` of one), and its result must be picklable.
    password : str, optional
        For locked PDFs; what it opens is not kept.
    ocr : bool
        Recognise pictures where Tesseract with Indonesian is installed.
    jobs : int, optional
        Processes at the same time, by default as many as there are processors: one for each file, and where
        there are fewer files, two for a long PDF.
    limits : Limits, optional
        Bounds on each file.
    regions : iterable of (code, name)
        Districts that documents may name.
    register : mapping of str to DocumentRecord, optional
        Rows of a register by the name of the file, in small letters.
    cache : pathlib.Path, optional
        Folder of what has been read; by default ``analysis.documents.cache.cache_folder()``.
    keep : bool
        Keep what is read, and use what was kept.
    on_page : callable, optional
        Told the file, a page's number and how many there are, from another thread.
    on_outcome : callable, optional
        Told each outcome as it comes.

    Returns
    -------
    list of Outcome
        One for each path, in their order. A file with the same bytes as an earlier one is not read a second
        time, and one with the same text says so.
    """
    files = [Path(path) for path in paths]
    names = names_apart(files)
    sums = [_checksum(path) for path in files]
    first: dict[str, int] = {}
    for at, checksum in enumerate(sums):
        if checksum:
            first.setdefault(checksum, at)
    program = find_tesseract() if ocr else None
    options = program.version if program else ""
    most = max(1, jobs or os.cpu_count() or 1)
    job = Job(
        Path(),
        "",
        password=password,
        ocr=ocr,
        language=language_of_messages(),
        regions=tuple(regions),
        processes=max(1, most // max(1, len(first))),
        find=find,
    )
    reader = Reader(job, limits or Limits(), on_page)

    def read(at: int) -> Outcome:
        path, checksum = files[at], sums[at]
        if checksum and first[checksum] != at:
            outcome = Outcome(str(path), "read", same_as=names[first[checksum]])
        else:
            row = (register or {}).get(path.name.casefold())
            entry = entry_path(checksum, options, cache) if keep and checksum else None
            with in_language(job.language):  # a thread of its own has no language yet
                outcome = reader.read(path, checksum, entry, row)
        if on_outcome is not None:
            on_outcome(outcome)
        return outcome

    with ThreadPoolExecutor(max_workers=most) as pool:
        try:
            outcomes = list(pool.map(read, range(len(files))))
        except BaseException:
            reader.stop()
            raise
    return _with_twins(files, names, [first.get(checksum) for checksum in sums], outcomes)


def _checksum(path: Path) -> str:
    """Give the checksum of a file; empty for what is none, such as a pipe, which would never end."""
    import hashlib

    if not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _with_twins(
    files: list[Path], names: list[str], first: list[int | None], outcomes: list[Outcome]
) -> list[Outcome]:
    """Say which documents have the same text as an earlier one, and complete those with the same bytes."""
    seen: dict[str, str] = {}
    told = []
    for at, (path, outcome) in enumerate(zip(files, outcomes, strict=True)):
        twin = first[at]
        if twin is not None and twin != at:
            same = outcomes[twin]
            outcome = replace(same, path=str(path), same_as=names[twin], seconds=0.0, findings=None)
        elif outcome.text_sha256:
            earlier = seen.setdefault(outcome.text_sha256, names[at])
            if earlier != names[at]:
                outcome = replace(outcome, same_as=earlier)
        told.append(outcome)
    return told


class Reader:
    """Starts a process for a file, listens to it, and stops it where it takes too long."""

    def __init__(self, job: Job, limits: Limits, on_page: Progress | None) -> None:
        self.job, self.limits, self.on_page = job, limits, on_page
        self._running: set[ReadingProcess] = set()
        self._stopped = False

    def stop(self) -> None:
        """Stop every process that is running, and start no other."""
        self._stopped = True
        for process in list(self._running):
            process.stop()

    def read(self, path: Path, checksum: str, entry: Path | None, row: DocumentRecord | None) -> Outcome:
        """Read a file; without a page that stopped the reader, it is read again, three times at most."""
        start = time.monotonic()
        skip: dict[int, str] = {}
        try:
            kind_of(path)  # what can be refused by its first bytes needs no process
        except DocumentError as error:
            return Outcome(str(path), "refused", reason=str(error))
        if self.job.find is None and entry is not None and find_entry(entry) is not None:
            return self._kept(
                replace(self.job, path=path, sha256=checksum, entry=entry, registered=row), start
            )
        while True:
            job = replace(
                self.job,
                path=path,
                sha256=checksum,
                entry=entry,
                registered=row,
                skip=dict(skip),
                memory_mb=self.limits.memory_mb,
            )
            end, page = self._run(job, start)
            if end[0] == "done" or end[0] == "refused":
                break
            if entry is not None:
                discard_parts(entry)
            again = page and page not in skip and len(skip) < MOST_SKIPPED and end[0] != "late"
            if not again or self._stopped:
                break
            skip[page] = problems.STOPPED
        return self._outcome(path, end, time.monotonic() - start)

    def _kept(self, job: Job, start: float) -> Outcome:
        """Say what is known of a document that has been read before; no process is needed for that."""
        messages: list[tuple[Any, ...]] = []
        work(job, messages.append)
        return self._outcome(job.path, messages[-1], time.monotonic() - start)

    def _run(self, job: Job, start: float) -> tuple[tuple[Any, ...], int]:
        """Run one process; give its last message (or what stood in its place) and the page it was at."""
        process = ReadingProcess(job)
        self._running.add(process)
        page = 0
        try:
            while True:
                left = start + self.limits.document_seconds - time.monotonic()
                message = process.hear(max(0.0, min(self.limits.page_seconds, left)))
                if message is NOTHING_HEARD:
                    return (("late",) if left <= self.limits.page_seconds else ("stuck",)), page
                if message is None:
                    return ("ended",), page
                if message[0] not in ("page", "given"):
                    return message, page
                page = message[1]  # what it is at: a page begun, or one given to be looked through
                if message[0] == "page" and self.on_page is not None:
                    self.on_page(job.path, page, message[2])
        finally:
            process.stop()
            self._running.discard(process)

    def _outcome(self, path: Path, end: tuple[Any, ...], seconds: float) -> Outcome:
        if end[0] != "done":
            return Outcome(str(path), "refused", reason=self._why(end), seconds=seconds)
        _, record, summary, from_cache, findings = end
        unread = tuple((number, problem) for number, problem in summary["unread"])
        notes = tuple(dict.fromkeys(summary["notes"]))
        pages = summary["pages"]
        status, reason = "read", ""
        if not summary["text_sha256"]:
            status, reason = "refused", _without_text(pages, unread)
        elif unread or problems.CUT_OFF in notes:
            status = "partly read"
        return Outcome(
            str(path),
            status,  # type: ignore[arg-type]
            reason,
            record,
            pages,
            tuple(summary["ocr"]),
            unread,
            tuple((number, problem) for number, problem in summary["doubtful"]),
            notes,
            "",
            summary["text_sha256"],
            from_cache,
            seconds,
            findings,
        )

    def _why(self, end: tuple[Any, ...]) -> str:
        if end[0] == "refused":
            return str(end[1])
        if end[0] == "memory":
            return say("Reading it needs more than {most:,} MB of memory.", most=self.limits.memory_mb)
        if end[0] == "failed":
            return say("Reading it failed ({error}).", error=" ".join(str(end[1]).split())[:200])
        if end[0] == "stuck":
            return say("Reading it stood still for {seconds:,.0f} seconds.", seconds=self.limits.page_seconds)
        if end[0] == "late":
            return say(
                "Reading it took more than {seconds:,.0f} seconds.", seconds=self.limits.document_seconds
            )
        return say("Reading it stopped the program again and again.")


def _without_text(pages: int, unread: tuple[tuple[int, str], ...]) -> str:
    if not unread:
        return say("There is no text in it (pages: {count:,}).", count=pages)
    problem = problems.told(unread[0][1])
    return say("Nothing of it can be read (pages: {count:,}): {problem}.", count=pages, problem=problem)
