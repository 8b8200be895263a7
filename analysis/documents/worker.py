"""The process that reads one file: it is started for it, bounded in memory, and may be stopped at any time.

``main`` takes a ``Job`` from the process's input and answers with messages; the other side is
``analysis.documents.supervising``. What libraries print goes to the error output, so that it
cannot be taken for an answer.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

from analysis.documents import problems
from analysis.documents.cache import EntryWriter, find_entry, packed
from analysis.documents.formats.kinds import kind_of
from analysis.documents.identify import FIRST_PAGES, identify
from analysis.documents.job import Job
from analysis.documents.page import Page
from analysis.documents.processes import Answer, bound_memory, end_with, receive, send
from analysis.documents.reading import page_count, read_pages
from analysis.documents.record import DocumentRecord
from analysis.documents.sharing import SHORTEST_SHARED, shared_pages
from analysis.errors import DocumentError
from analysis.messages import use_language

__all__ = ["main", "work"]


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
        source = _source(job, notes, answer)
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


def _source(job: Job, notes: list[str], answer: Answer) -> Iterator[Page]:
    """Read the pages, a long PDF together with a second process if that is allowed."""
    if job.processes > 1 and not job.skip and kind_of(job.path) == "pdf":
        count = page_count(job.path, job.password)
        if count >= SHORTEST_SHARED:
            return shared_pages(job, count, notes, answer)
    return read_pages(
        job.path,
        password=job.password,
        ocr=job.ocr,
        notes=notes,
        skip=job.skip,
        begins=lambda number, count: answer(("page", number, count)),
    )


def help_reading(job: Job, answer: Answer) -> None:
    """Read stretches of pages for another process, and give each page as it is."""
    for stretch in job.stretches:
        pages = read_pages(
            job.path,
            password=job.password,
            ocr=job.ocr,
            begins=lambda number, count: answer(("page", number, count)),
            between=stretch,
        )
        for page in pages:
            answer(("block", packed(page)))


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
            writer.add(packed(page))
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
    return replace(proposed, registered=True, public=row.public, **given)


def main() -> None:
    """Read the job, work, answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints from here on does not disturb the answers
    job = receive(sys.stdin.buffer)
    end_with(sys.stdin.fileno())
    use_language(job.language)
    bound_memory(job.memory_mb)

    def answer(message: tuple[Any, ...]) -> None:
        send(answers, message)

    try:
        (help_reading if job.stretches else work)(job, answer)
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
