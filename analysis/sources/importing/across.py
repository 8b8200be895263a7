"""Questionnaires with a column for each question, as people keep them: one row per person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.messages import say
from analysis.sources.importing.answers import Answers, Question
from analysis.sources.importing.layout import FoundTable, Header
from analysis.sources.importing.matching import column_words, plain, value_words
from analysis.sources.importing.missing import missing_kind
from analysis.sources.importing.raw import RawCell
from analysis.sources.importing.years import Unfolded

__all__ = ["unfold_questions"]

QUESTION = "complaint_id"
ANSWER, WORDS = "answer", "complaint"
NO, NO_ANSWER, YES = "no", "no_answer", "yes"
TICKS = {"√", "✓", "✔", "☑", "☒", "✗", "✘"}  # a mark in the box of a question says yes to it
CODE = re.compile(r"[A-Za-z]{1,3}[-.]?[0-9]{1,3}")


@dataclass(frozen=True)
class _Question:
    code: str
    words: str


def unfold_questions(found: FoundTable, fields: Sequence[dict[str, Any]], answers: Answers) -> Unfolded:
    """Turn columns of questions into rows; a table without such columns is given back as it is.

    A header such as ``P03``, ``P03. Petugas terlambat`` or ``Pengaduan P03`` is a question. What an empty box
    means is taken from the sheet where some box says no; else it is asked: nobody knows whether a person who
    made no mark said no or was not asked.
    """
    names = [item["name"] for item in fields]
    if QUESTION not in names or ANSWER not in names:
        return Unfolded(found)
    known = {word for name in (QUESTION, ANSWER) for word in column_words(name)}
    if any(plain(header.label) in known for header in found.headers):
        return Unfolded(found)
    wide = {header: question for header in found.headers if (question := _question(header.label))}
    if len({question.code for question in wide.values()}) < 2:
        return Unfolded(found)
    empty, questions = _empty(found, wide, answers)
    notes = (
        say(
            "columns of the questions {first} to {last} were made into rows",
            first=min(question.code for question in wide.values()),
            last=max(question.code for question in wide.values()),
        ),
        *([say("an empty box is taken as {answer!r}", answer=empty)] if empty else []),
    )
    return Unfolded(_rows(found, wide, empty), notes, questions)


def _question(label: str) -> _Question | None:
    """Give code and words of a question from a header that begins or ends with the code."""
    parts = label.split()
    for place in (0, len(parts) - 1):
        if not parts:
            break
        code = parts[place].strip(".:)(")
        if CODE.fullmatch(code) and (len(parts) == 1 or code[0].isupper()):
            rest = " ".join(parts[1:] if place == 0 else parts[:-1]).strip(" .:-")
            return _Question(code.replace(".", "-"), rest if place == 0 else "")
    return None


def _empty(
    found: FoundTable, wide: Mapping[Header, _Question], answers: Answers
) -> tuple[str, tuple[Question, ...]]:
    """Say what an empty box means: as the user says, as the sheet shows, or a question."""
    said = str(answers.fill.get(ANSWER, ""))
    if said:
        return said, ()
    boxes = [row.get(header.column) for row in found.rows for header in wide]
    if not any(_is_empty(box) for box in boxes):
        return "", ()
    meaning = {**value_words(ANSWER), **{value: value for value in (YES, NO, NO_ANSWER)}}
    if any(box is not None and meaning.get(plain(box.text)) == NO for box in boxes):
        return NO_ANSWER, ()
    asked = Question(
        say("empty boxes of the questions"),
        say("no box says no, so an empty one may mean no or that the question was left open"),
        say("Say which: --fill answer=no or --fill answer=no_answer."),
    )
    return "", (asked,)


def _is_empty(box: RawCell | None) -> bool:
    return box is None or bool(missing_kind(box.text)[0])


def _rows(found: FoundTable, wide: Mapping[Header, _Question], empty: str) -> FoundTable:
    fixed = [header for header in found.headers if header not in wide]
    free = max(header.column for header in found.headers)
    first = next(iter(wide)).address
    made = [Header(free + place, name, first) for place, name in enumerate((QUESTION, WORDS, ANSWER), 1)]
    code_at, words_at, answer_at = (header.column for header in made)
    rows: list[dict[int, RawCell]] = []
    for row in found.rows:
        kept = {header.column: row[header.column] for header in fixed if header.column in row}
        if not kept:
            continue
        line = next(iter(row.values())).row
        for header, question in wide.items():
            box = row.get(header.column)
            cells = {code_at: RawCell(line, header.column, question.code)}
            if question.words:
                cells[words_at] = RawCell(line, header.column, question.words)
            if not _is_empty(box) and box is not None:
                cells[answer_at] = replace(box, value=YES) if box.text in TICKS else box
            elif empty:
                cells[answer_at] = RawCell(line, header.column, empty)
            rows.append({**kept, **cells})
    return replace(found, headers=(*fixed, *made), rows=tuple(rows))
