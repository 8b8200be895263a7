"""Say what a file was understood as before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import ParameterError, nearest
from analysis.messages import say
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.importing.answers import Answers, Question, check_answers
from analysis.sources.importing.choosing import Candidate, Choice, choose_sheets
from analysis.sources.importing.columns import SheetReading, read_sheet
from analysis.sources.importing.converted import Out
from analysis.sources.importing.matching import ColumnMatch
from analysis.sources.importing.raw import CellNote, RawBook
from analysis.sources.importing.sanity import duplicate_keys, known_indicators, unknown_indicators
from analysis.sources.importing.sheets import read_book
from analysis.sources.regional import REGION_TABLES
from analysis.sources.tables import data_folder

__all__ = ["Understanding", "understand"]

T = TypeVar("T")


@dataclass(frozen=True)
class Understanding:
    """What a file was understood as; nothing has been written.

    ``columns`` says what each header was taken for, ``how`` how each column was read, ``rows`` holds the
    values by column and ``places`` where each row stands; ``unreadable`` and ``ambiguous`` are cells,
    ``set_aside`` rows that are no data (totals, notes) and cells without a header; ``questions`` must be
    empty before ``write``; ``answers`` are those that led here.
    """

    path: Path
    sha256: str
    table: str
    region_code: str
    sheets: tuple[str, ...]
    title: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    how: Mapping[str, str]
    rows: tuple[Mapping[str, Out], ...]
    places: tuple[str, ...]
    unreadable: tuple[CellNote, ...]
    ambiguous: tuple[CellNote, ...]
    set_aside: tuple[CellNote, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    answers: Answers


def understand(
    path: Path | str,
    table: str,
    region_code: str,
    *,
    answers: Answers | None = None,
    root: Path | str | None = None,
) -> Understanding:
    """Read a planner's file as one table of a region, without writing anything.

    Parameters
    ----------
    path
        An XLSX or CSV file; it is only read.
    table
        One of ``REGION_TABLES``.
    region_code
        BPS code, 4 digits.
    answers
        What the user says about the file.
    root
        The data folder with the templates' descriptions; by default ``data_folder()``.

    Raises
    ------
    DataError
        The file cannot be opened, or no sheet of it holds a table that matches the template.
    ParameterError
        Unknown table, region code not of 4 digits, or an answer about a thing that does not exist.
    """
    path, answers = Path(path), answers or Answers()
    folder = Path(root) if root is not None else data_folder()
    if table not in REGION_TABLES:
        near = ", ".join(nearest(table, REGION_TABLES) or REGION_TABLES)
        raise ParameterError(
            say("A region has no table named {table!r}. The nearest: {near}.", table=table, near=near)
        )
    if not re.fullmatch(r"[0-9]{4}", region_code):
        raise ParameterError(
            say("The region code must be 4 digits, for example '6172'; found {code!r}.", code=region_code)
        )
    schema = find_resource(read_package(folder), f"templates/{table}")["schema"]
    check_answers(answers, [item["name"] for item in schema["fields"]])
    book = read_book(path)
    choice = choose_sheets(book, schema["fields"], table, answers)
    readings = [
        read_sheet(item, schema["fields"], region_code, choice.fill[item.sheet.name], answers, book.file)
        for item in choice.candidates
    ]
    return _joined(
        path, book, table, region_code, choice, readings, schema, known_indicators(folder), answers
    )


def _joined(
    path: Path,
    book: RawBook,
    table: str,
    code: str,
    choice: Choice,
    readings: Sequence[SheetReading],
    schema: dict[str, Any],
    known: set[str],
    answers: Answers,
) -> Understanding:
    """Put the sheets that were read together and look at their rows as a whole."""
    items = choice.candidates
    rows = tuple(row for reading in readings for row in reading.rows)
    places = tuple(place for reading in readings for place in reading.places)
    questions = [*choice.questions, *(q for item in items for q in _header_questions(item))]
    questions += [question for reading in readings for question in reading.questions]
    questions += duplicate_keys(rows, places, schema.get("primaryKey") or [])
    if not rows:
        names = ", ".join(item.sheet.name for item in items)
        questions.append(Question(names, say("no rows stand under the header"), say("Check the sheet.")))
    notes = [*book.notes, *(note for item in items for note in (*item.sheet.notes, *item.notes))]
    return Understanding(
        path=path,
        sha256=book.sha256,
        table=table,
        region_code=code,
        sheets=tuple(item.sheet.name for item in items),
        title=tuple(_once(line for item in items for line in item.found.title)),
        columns=tuple(_once(match for item in items for match in item.matches)),
        how={name: how for reading in reversed(readings) for name, how in reading.how.items()},
        rows=rows,
        places=places,
        unreadable=tuple(note for reading in readings for note in reading.unreadable),
        ambiguous=tuple(note for reading in readings for note in reading.ambiguous),
        set_aside=tuple(note for reading in readings for note in reading.set_aside),
        questions=tuple(_once(questions)),
        notes=tuple(_once([*notes, *choice.notes, *unknown_indicators(rows, known)])),
        answers=answers,
    )


def _once(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))


def _header_questions(item: Candidate) -> list[Question]:
    asked = [match for match in item.matches if match.how == "asked"]
    return [
        *item.questions,
        *(
            Question(
                match.header,
                say("it may be {columns}", columns=", ".join(match.rivals)),
                say(
                    "Say which column it is: --column {header!r}=COLUMN, or leave it out: "
                    "--column {header!r}=",
                    header=match.header,
                ),
            )
            for match in asked
        ),
    ]
