"""What became of documents that were read, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from analysis.documents.findings import DocumentFindings
from analysis.documents.levels import FUNDED, NAMED
from analysis.documents.problems import told
from analysis.documents.processes import bounds_memory
from analysis.documents.record import Outcome, names_apart
from analysis.messages import say, whole_number

__all__ = ["page_ranges", "print_outcomes"]

STYLES = {"read": "green", "partly read": "yellow", "refused": "red"}
MOST_RANGES = 12


def print_outcomes(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print a line for each document, then what is to be said about some of them, then the sum."""
    heads = (say("file"), say("outcome"), say("type"), say("period"))
    counts = (say("pages"), say("as text"), say("recognised"), say("unread"), say("named"), say("funded"))
    grid = Grid(*heads, box=None)
    for head in counts:
        grid.add_column(head, justify="right")
    names = names_apart([Path(outcome.path) for outcome in outcomes])
    for name, outcome in zip(names, outcomes, strict=True):
        style = STYLES[outcome.status]
        word = f"[{style}]{_status(outcome)}[/]"
        cells = (*_kind(outcome), *_counts(outcome), *_found(outcome))
        grid.add_row(escape(name), word, *cells)
    console.print(grid)
    for name, outcome in zip(names, outcomes, strict=True):
        for line in _remarks(outcome):
            console.print(f"{name}: {line}", markup=False)
    console.print(_sum(outcomes), markup=False, style="dim")
    if not bounds_memory():
        console.print(_unbounded(), markup=False, style="dim")


def _unbounded() -> str:
    return say(
        "This system does not bound the memory of a process; a damaged or hostile file can use it up. Such "
        "files are best read on Linux."
    )


def _status(outcome: Outcome) -> str:
    words = {"read": say("read"), "partly read": say("partly read"), "refused": say("refused")}
    return words[outcome.status]


def _kind(outcome: Outcome) -> tuple[str, str]:
    record = outcome.record
    if record is None:
        return "", ""
    years = dict.fromkeys(str(year) for year in (record.year_from, record.year_to) if year is not None)
    return record.document_type + ("" if record.registered else " ?"), "\u2013".join(years)


def _counts(outcome: Outcome) -> tuple[str, ...]:
    if not outcome.pages:
        return "", "", "", ""
    ocr, unread = len(outcome.ocr), len(outcome.unread)
    return tuple(map(whole_number, (outcome.pages, outcome.pages - ocr - unread, ocr, unread)))


def _found(outcome: Outcome) -> tuple[str, ...]:
    """Give how many indicators are named, and how many of those have a rupiah line."""
    found = outcome.findings
    if not isinstance(found, DocumentFindings):
        return "", ""
    levels = [one.level or 0 for one in found.levels]
    return tuple(whole_number(sum(level >= least for level in levels)) for least in (NAMED, FUNDED))


def _remarks(outcome: Outcome) -> Iterable[str]:
    if outcome.reason:
        yield outcome.reason
    if outcome.same_as:
        yield say("the same document as {file}", file=outcome.same_as)
    yield from map(told, outcome.notes)
    if outcome.status != "refused":
        yield from _by_problem(outcome.unread, say("unread"))
    yield from _by_problem(outcome.doubtful, say("doubtful"))


def _by_problem(pages: Sequence[tuple[int, str]], word: str) -> Iterable[str]:
    for problem, group in groupby(
        sorted(pages, key=lambda page: (page[1], page[0])), key=lambda page: page[1]
    ):
        numbers = page_ranges([number for number, _ in group])
        yield say("pages {numbers} {word}: {problem}", numbers=numbers, word=word, problem=told(problem))


def page_ranges(numbers: Sequence[int]) -> str:
    """Write page numbers shortly: ``3, 7-9``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = ["-".join(map(str, dict.fromkeys(each))) for each in ranges[:MOST_RANGES]]
    return ", ".join(shown) + ("" if len(ranges) <= MOST_RANGES else ", \u2026")


def _sum(outcomes: Sequence[Outcome]) -> str:
    kept = sum(outcome.from_cache for outcome in outcomes)
    statuses = [outcome.status for outcome in outcomes]
    text = say(
        "{count} files: {read} read, {partly} partly read, {refused} refused; {kept} had been read before.",
        count=len(outcomes),
        read=statuses.count("read"),
        partly=statuses.count("partly read"),
        refused=statuses.count("refused"),
        kept=kept,
    )
    proposed = any(outcome.record is not None and not outcome.record.registered for outcome in outcomes)
    if any(isinstance(outcome.findings, DocumentFindings) for outcome in outcomes):
        text += " " + say("Named: indicators that the document names; funded: those with a rupiah line.")
    return text + (
        " " + say("A type with a question mark is proposed from the document itself.") if proposed else ""
    )
