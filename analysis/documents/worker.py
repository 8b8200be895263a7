"""The process that reads one file: it is started for it, bounded in memory, and may be stopped at any time.

``main`` takes a ``Job`` from the process's input and answers with messages; the other side is
``analysis.documents.supervising``. What libraries print goes to the error output, so that it
cannot be taken for an answer.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import struct
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from analysis.documents import problems
from analysis.documents.cache import EntryWriter, find_entry
from analysis.documents.formats.kinds import kind_of
from analysis.documents.identify import FIRST_PAGES, identify
from analysis.documents.page import Page
from analysis.documents.reading import read_pages
from analysis.documents.record import DocumentRecord
from analysis.errors import DocumentError
from analysis.messages import use_language

__all__ = ["Finder", "Job", "receive", "send", "work"]

Finder = Callable[[DocumentRecord, Iterator[Page]], Any]
Answer = Callable[[tuple[Any, ...]], None]
LENGTH = struct.Struct("<Q")


@dataclass(frozen=True)
class Job:
    """One file to read.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    sha256 : str
        Of its bytes.
    entry : pathlib.Path or None
        Where its pages are kept; ``None`` if they are not to be.
    password, ocr, skip
        As for ``read_pages``.
    memory_mb : int
        How much memory reading may take, where the system can bound it.
    language : str
        Of the messages.
    regions : tuple of (code, name)
        Districts that the document may name.
    registered : DocumentRecord or None
        Its row in the register.
    find : callable or None
        Takes the record and the pages, and gives what is found in them; it runs here, beside the reading.
    """

    path: Path
    sha256: str
    entry: Path | None = None
    password: str | None = None
    ocr: bool = True
    skip: Mapping[int, str] = field(default_factory=dict)
    memory_mb: int = 1024
    language: str = "en"
    regions: tuple[tuple[str, str], ...] = ()
    registered: DocumentRecord | None = None
    find: Finder | None = None


@dataclass
class Tally:
    """What is counted while pages go by."""

    pages: int = 0
    ocr: list[int] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    letters: int = 0
    _text: Any = field(default_factory=hashlib.sha256)

    def add(self, page: Page) -> None:
        """Count a page."""
        self.pages += 1
        if page.how == "unread":
            self.unread.append((page.number, page.problem))
        elif page.problem and page.problem != problems.ESTIMATED:
            self.doubtful.append((page.number, page.problem))
        if page.how == "ocr":
            self.ocr.append(page.number)
        text = "".join(page.text.split())
        self.letters += len(text)
        self._text.update(text.encode("utf-8", errors="replace"))

    def summary(self) -> dict[str, Any]:
        """Give the counts as plain values."""
        return {
            "pages": self.pages,
            "ocr": self.ocr,
            "unread": self.unread,
            "doubtful": self.doubtful,
            "text_sha256": self._text.hexdigest() if self.letters else "",
        }


def send(stream: BinaryIO, message: object) -> None:
    """Write one message."""
    content = pickle.dumps(message)
    stream.write(LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message; ``None`` at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    content = stream.read(length)
    return pickle.loads(content) if len(content) == length else None


def work(job: Job, answer: Answer) -> None:
    """Read a file, find in it what is asked for, and answer with progress and what became of it."""
    notes: list[str] = []
    tally = Tally()
    entry = find_entry(job.entry) if job.entry else None
    writer = None
    if entry is not None:
        notes += entry.summary["notes"]
        source = _announced(entry.pages(), entry.summary["pages"], answer)
    else:
        writer = _writer(job)
        source = read_pages(
            job.path,
            password=job.password,
            ocr=job.ocr,
            notes=notes,
            skip=job.skip,
            begins=lambda number, count: answer(("page", number, count)),
        )
    try:
        pages = iter(source) if entry else _counted(source, tally, writer)
        first = list(islice(pages, FIRST_PAGES))
        kind = entry.summary["kind"] if entry else kind_of(job.path)
        proposed = identify(job.path.name, job.sha256, kind, first, job.regions)
        record = _as_registered(proposed, job.registered)
        findings = _found(job, record, chain(first, pages), notes, answer)
        if entry is None:
            deque(pages, maxlen=0)  # what was not asked for is read and kept all the same
    except BaseException:
        if writer is not None:
            writer.discard()
        raise
    summary = {**(entry.summary if entry else tally.summary()), "notes": notes, "kind": kind}
    if writer is not None:
        writer.close(summary)
    answer(("done", record, summary, entry is not None, findings))


def _writer(job: Job) -> EntryWriter | None:
    # what a password protects is not written anywhere, and a page that was skipped may be readable next time
    if job.entry is None or job.password or job.skip:
        return None
    try:
        return EntryWriter(job.entry)
    except OSError:
        return None  # no room or no right to write: read all the same


def _announced(pages: Iterable[Page], count: int, answer: Answer) -> Iterator[Page]:
    for page in pages:
        answer(("page", page.number, count))
        yield page


def _counted(pages: Iterable[Page], tally: Tally, writer: EntryWriter | None) -> Iterator[Page]:
    for page in pages:
        tally.add(page)
        if writer is not None:
            writer.add(page)
        yield page


def _found(job: Job, record: DocumentRecord, pages: Iterator[Page], notes: list[str], answer: Answer) -> Any:
    """Run the given function; an error in it does not lose what was read."""
    if job.find is None:
        return None

    def given() -> Iterator[Page]:
        for page in pages:
            answer(("given", page.number))
            yield page

    try:
        return job.find(record, given())
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        notes.append(f"{problems.FINDING_FAILED}: {type(error).__name__}: {error}")
        return None


def _as_registered(proposed: DocumentRecord, row: DocumentRecord | None) -> DocumentRecord:
    """Let the register overrule what the document proposes, field by field where it says something."""
    if row is None:
        return proposed
    given = {
        name: getattr(row, name)
        for name in (
            "document_type",
            "title",
            "organisation",
            "region_code",
            "year_from",
            "year_to",
            "document_id",
        )
        if getattr(row, name) not in ("", None)
    }
    return replace(proposed, registered=True, **given)


def _bound_memory(megabytes: int) -> None:
    """Bound the memory of this process, where the system can: not on Windows."""
    try:
        import resource
    except ImportError:
        return
    held = 0
    statm = Path("/proc/self/statm")
    if statm.exists():
        held = int(statm.read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = held + megabytes * 1024**2
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the job, work, answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints from here on does not disturb the answers
    job = receive(sys.stdin.buffer)
    use_language(job.language)
    _bound_memory(job.memory_mb)

    def answer(message: tuple[Any, ...]) -> None:
        send(answers, message)

    try:
        work(job, answer)
    except DocumentError as error:
        answer(("refused", str(error)))
    except MemoryError:
        answer(("memory",))
    except RecursionError:
        answer(("failed", "RecursionError"))
    except Exception as error:
        import traceback

        traceback.print_exc()
        answer(("failed", f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    main()
