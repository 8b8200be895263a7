"""A long PDF read by two processes: each takes stretches of pages in turn, and the pages come in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from analysis.documents.cache import unpacked
from analysis.documents.job import Job
from analysis.documents.page import Page
from analysis.documents.processes import Answer, ReadingProcess
from analysis.documents.reading import read_pages

__all__ = ["SHORTEST_SHARED", "shared_pages", "stretches"]

SHORTEST_SHARED = 150  # pages; below, starting a second process takes longer than it saves
OWN, OTHER = 80, 120  # pages of a stretch; who hands the pages on has more to do and takes the shorter ones


def stretches(count: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Divide the pages of a document.

    Parameters
    ----------
    count : int
        How many there are.

    Returns
    -------
    (list of (first, last), list of (first, last))
        For this process and for the other, in turn, beginning here.
    """
    own: list[tuple[int, int]] = []
    other: list[tuple[int, int]] = []
    first = 1
    while first <= count:
        mine, length = (own, OWN) if len(own) == len(other) else (other, OTHER)
        mine.append((first, min(first + length - 1, count)))
        first += length
    return own, other


def shared_pages(job: Job, count: int, notes: list[str], answer: Answer) -> Iterator[Page]:
    """Read a long PDF together with a second process.

    Parameters
    ----------
    job : Job
        What is to be read.
    count : int
        How many pages it has.
    notes : list of str
        As for ``read_pages``.
    answer : callable
        Told before a page is begun, here or there.

    Yields
    ------
    Page
        In order. What the other process does not give (it may have been stopped by a page) is read here.
    """
    begins = partial(_begun, answer)
    read = partial(read_pages, job.path, password=job.password, ocr=job.ocr, notes=notes, begins=begins)
    own, other = stretches(count)
    helper = ReadingProcess(replace(job, entry=None, find=None, stretches=tuple(other)))
    try:
        for at, stretch in enumerate(own):
            yield from read(between=stretch)
            if at >= len(other):
                return
            first, last = other[at]
            for page in _given(helper, last, count, answer):
                first = page.number + 1
                yield page
            if first <= last:
                yield from read(between=(first, last))
    finally:
        helper.stop()


def _begun(answer: Answer, number: int, count: int) -> None:
    answer(("page", number, count))


def _given(helper: ReadingProcess, last: int, count: int, answer: Answer) -> Iterator[Page]:
    """Give the pages of a stretch as the other process sends them, and tell what it begins meanwhile."""
    while (message := helper.hear()) is not None and message[0] in ("page", "block"):
        if message[0] == "page":
            answer(message)
            continue
        page = unpacked(message[1])
        yield page
        if page.number == last:
            return
