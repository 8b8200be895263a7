"""Say what a file was understood as before anything is written; then write it, and lose nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import DataError, ParameterError, nearest
from analysis.sources.descriptors import find_resource, read_package
from analysis.sources.importing.conversion import Converted, Out, Settings, convert_column
from analysis.sources.importing.layout import FoundTable, Header, find_table
from analysis.sources.importing.matching import ColumnMatch, match_headers
from analysis.sources.importing.numbers import scale_of
from analysis.sources.importing.raw import CellNote, RawBook, RawSheet
from analysis.sources.importing.sheets import file_sha256, read_book
from analysis.sources.importing.writing import csv_text, write_atomically
from analysis.sources.regional import REGION_TABLES
from analysis.sources.tables import data_folder, read_resource

__all__ = ["Answers", "Question", "Understanding", "understand", "write"]

FEWEST_MATCHED = 2


@dataclass(frozen=True)
class Answers:
    """What the user says about a file, so that nothing needs to be guessed.

    ``sheet`` names the sheet; ``columns`` maps a header to a column (``""`` leaves it out); ``decimal`` maps
    a column to ``,`` or ``.``; ``percent`` maps a column to ``points`` or ``shares``; ``fill`` gives a value
    to a column that the sheet does not have, in every row.
    """

    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    decimal: Mapping[str, str] = field(default_factory=dict)
    percent: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something that must be answered before writing: what it is about, why, and how to answer."""

    about: str
    why: str
    answer: str


@dataclass(frozen=True)
class Understanding:
    """What a file was understood as; nothing has been written.

    ``columns`` says what each header was taken for, ``how`` how each column was read, ``rows`` holds the
    values by column; ``unreadable`` and ``ambiguous`` are cells, ``set_aside`` rows that are no data (totals,
    notes) and cells without a header; ``questions`` must be empty before ``write``.
    """

    path: Path
    sha256: str
    table: str
    region_code: str
    sheet: str
    title: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    how: Mapping[str, str]
    rows: tuple[Mapping[str, Out], ...]
    unreadable: tuple[CellNote, ...]
    ambiguous: tuple[CellNote, ...]
    set_aside: tuple[CellNote, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]

    def says(self) -> str:
        """Tell what was understood, one line per column, cell and question."""
        lines = [f"{self.path.name}, sheet {self.sheet!r}: {len(self.rows)} rows for {self.table}."]
        for match in self.columns:
            taken = f"{match.column} ({match.how})" if match.column else f"not used ({match.how})"
            lines.append(f"  {match.header!r} -> {taken}. {self.how.get(match.column, '')}".rstrip())
        for kind, cells in (
            ("unreadable", self.unreadable),
            ("ambiguous", self.ambiguous),
            ("set aside", self.set_aside),
        ):
            lines += [f"  {kind}: {n.sheet}!{n.address} {n.found!r}: {n.why}" for n in cells]
        lines += [f"  note: {note}" for note in self.notes]
        lines += [f"  question: {q.about}: {q.why}. {q.answer}" for q in self.questions]
        return "\n".join(lines)


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
    if table not in REGION_TABLES:
        near = nearest(table, REGION_TABLES) or list(REGION_TABLES)
        raise ParameterError(f"A region has no table named {table!r}. The nearest: {', '.join(near)}.")
    if not re.fullmatch(r"[0-9]{4}", region_code):
        raise ParameterError(f"The region code must be 4 digits, found {region_code!r}; for example '6172'.")
    package = read_package(Path(root) if root is not None else data_folder())
    fields = find_resource(package, f"templates/{table}")["schema"]["fields"]
    _check_answers(answers, [item["name"] for item in fields])
    book = read_book(path)
    sheet, found, matches, others = _choose(book, fields, table, answers)
    return _read(path, book, sheet, found, matches, others, table, region_code, fields, answers)


def _check_answers(answers: Answers, columns: list[str]) -> None:
    for kind, given in (("decimal", answers.decimal), ("percent", answers.percent), ("fill", answers.fill)):
        for column in given:
            if column not in columns:
                near = nearest(column, columns, cutoff=0.3) or columns
                raise ParameterError(
                    f"{kind}: the template has no {column!r}. The nearest: {', '.join(near)}."
                )
    allowed = {"decimal": {",", "."}, "percent": {"points", "shares"}}
    for kind, given in (("decimal", answers.decimal), ("percent", answers.percent)):
        for column, value in given.items():
            if value not in allowed[kind]:
                options = " or ".join(sorted(allowed[kind]))
                raise ParameterError(f"{kind} of {column!r} must be {options}, found {value!r}.")


def _choose(
    book: RawBook, fields: list[dict[str, Any]], table: str, answers: Answers
) -> tuple[RawSheet, FoundTable, tuple[ColumnMatch, ...], list[str]]:
    names = {item["name"]: [item.get("title", ""), item.get("title_id", "")] for item in fields}
    if answers.sheet is not None and answers.sheet not in [sheet.name for sheet in book.sheets]:
        known = ", ".join(repr(sheet.name) for sheet in book.sheets)
        raise ParameterError(f"{book.file} has no sheet {answers.sheet!r}. Its sheets: {known}.")
    candidates = []
    for sheet in book.sheets:
        found = find_table(sheet) if answers.sheet in {None, sheet.name} else None
        if found is not None:
            said = (
                {k: v for k, v in answers.columns.items()} if answers.sheet or len(book.sheets) == 1 else {}
            )
            matches = match_headers([header.label for header in found.headers], names, said=said)
            count = sum(bool(match.column) for match in matches)
            candidates.append((count, sheet, found, matches))
    best = max((item[0] for item in candidates), default=0)
    if best < FEWEST_MATCHED:
        seen = sorted({header.label for item in candidates for header in item[2].headers})[:8]
        raise DataError(
            f"{book.file} holds no table that matches the template {table!r}: of its headers "
            f"({', '.join(map(repr, seen)) or 'none found'}) at least {FEWEST_MATCHED} must be known. "
            f"Compare with data/templates/{table}.csv, or say which header is which column."
        )
    _, sheet, found, matches = next(item for item in candidates if item[0] == best)
    if answers.columns and answers.sheet is None and len(book.sheets) > 1:
        matches = match_headers([header.label for header in found.headers], names, said=answers.columns)
    others = [item[1].name for item in candidates if item[1] is not sheet and item[0] >= FEWEST_MATCHED]
    return sheet, found, matches, others


def _read(
    path: Path,
    book: RawBook,
    sheet: RawSheet,
    found: FoundTable,
    matches: tuple[ColumnMatch, ...],
    others: list[str],
    table: str,
    code: str,
    fields: list[dict[str, Any]],
    answers: Answers,
) -> Understanding:
    places: dict[str, Header] = {m.column: h for m, h in zip(matches, found.headers, strict=True) if m.column}
    values: dict[str, tuple[Out, ...]] = {}
    how: dict[str, str] = {}
    unreadable, ambiguous = list(sheet.problems), []
    questions = _column_questions(matches, others)
    for item in fields:
        name = item["name"]
        if name in places:
            header = places[name]
            converted = _convert(item, header, found, code, answers)
            values[name], how[name] = converted.values, converted.how
            unreadable += [
                CellNote(sheet.name, c.address, c.text[:60], why) for c, why in converted.unreadable
            ]
            ambiguous += [CellNote(sheet.name, c.address, c.text[:60], why) for c, why in converted.ambiguous]
            if converted.ambiguous:
                questions.append(_cell_question(name, header, converted))
        else:
            given = code if name == "region_code" else answers.fill.get(name)
            given = f"{book.file}, {sheet.name}" if name == "source" and given is None else given
            values[name] = (given,) * len(found.rows)
            if given is None and item.get("constraints", {}).get("required"):
                why = "the template requires it and the sheet has no such column"
                questions.append(
                    Question(name, why, f"Say which header it is, or give a value: --fill {name}=...")
                )
    if not found.rows:
        questions.append(Question(sheet.name, "no rows stand under the header", "Check the sheet."))
    return Understanding(
        path=path,
        sha256=book.sha256,
        table=table,
        region_code=code,
        sheet=sheet.name,
        title=found.title,
        columns=matches,
        how=how,
        rows=tuple({name: column[i] for name, column in values.items()} for i in range(len(found.rows))),
        unreadable=tuple(unreadable),
        ambiguous=tuple(ambiguous),
        set_aside=found.set_aside + found.stray,
        questions=tuple(questions),
        notes=(*book.notes, *sheet.notes),
    )


def _convert(
    item: dict[str, Any], header: Header, found: FoundTable, code: str, answers: Answers
) -> Converted:
    name, unit = item["name"], header.label
    if "rupiah" in item.get("unit", "") and scale_of(unit) == 1:
        lines = [line for line in found.title if re.search(r"\b(?:dalam|satuan|in|rp|rupiah)\b", line, re.I)]
        unit = next((line for line in lines if scale_of(line) != 1), unit)
    settings = Settings(unit, answers.decimal.get(name), answers.percent.get(name), code)
    return convert_column(item, [row.get(header.column) for row in found.rows], settings)


def _column_questions(matches: tuple[ColumnMatch, ...], others: list[str]) -> list[Question]:
    questions = [
        Question(
            match.header,
            f"it may be {' or '.join(match.rivals)}",
            "Say which column it is, or that it is left out.",
        )
        for match in matches
        if match.how == "asked"
    ]
    if others:
        names = ", ".join(map(repr, others))
        questions.append(
            Question("sheet", f"{names} match the template too", "Name the one sheet to import.")
        )
    return questions


def _cell_question(name: str, header: Header, converted: Converted) -> Question:
    cell, why = converted.ambiguous[0]
    count = len(converted.ambiguous)
    return Question(
        f"{name} ({header.label!r})",
        f"{count} cell{'' if count == 1 else 's'}, first {cell.address} {cell.text[:40]!r}: {why}",
        f"Give the decimal mark (--decimal {name}=, or .), the percent form (--percent {name}=points or "
        f"shares), "
        "or correct the cells in a copy of the file.",
    )


def write(
    understanding: Understanding,
    folder: Path | str,
    *,
    replace: bool = False,
    leave_unreadable_empty: bool = False,
) -> Path:
    """Write what was understood as ``regions/<code>/<table>.csv`` in a data folder, in one step.

    Parameters
    ----------
    understanding
        Without open questions.
    folder
        The data folder, which holds ``datapackage.json``.
    replace
        Whether a table that is there may be replaced; the old one is kept beside it as
        ``<table>.csv.<first 8 of its sha256>.bak``.
    leave_unreadable_empty
        Whether cells that could not be read become empty; otherwise they stop the writing.

    Raises
    ------
    DataError
        Open questions, unreadable cells, no rows, a file that changed since it was read, rows that break the
        template, or a table that is there already. Nothing has been written then.
    """
    folder = Path(folder)
    name = f"regions/{understanding.region_code}/{understanding.table}"
    label, target = f"data/{name}.csv", folder / f"{name}.csv"
    _check_ready(understanding, label, leave_unreadable_empty)
    resource = find_resource(read_package(folder), f"templates/{understanding.table}")
    columns = [item["name"] for item in resource["schema"]["fields"]]
    content = csv_text(columns, ([row.get(c) for c in columns] for row in understanding.rows)).encode()
    old = target.read_bytes() if target.exists() else None
    if old == content:
        return target
    if old is not None and not replace:
        raise DataError(
            f"{label} exists and holds other content; it was not touched. Say that it may be replaced (the "
            "old file is then kept beside it), or move it away."
        )
    candidate = target.with_name(f".{target.name}.candidate")
    try:
        write_atomically(candidate, content)
        read_resource({**resource, "name": name}, candidate, label)
        if old is not None:
            digest = hashlib.sha256(old).hexdigest()[:8]
            write_atomically(target.with_name(f"{target.name}.{digest}.bak"), old)
        candidate.replace(target)
    finally:
        candidate.unlink(missing_ok=True)
    return target


def _check_ready(understanding: Understanding, label: str, leave_empty: bool) -> None:
    name = understanding.path.name
    if understanding.questions:
        first = understanding.questions[0]
        raise DataError(
            f"{label} was not written: {len(understanding.questions)} questions about {name} are open; the "
            f"first is about {first.about}: {first.why}. {first.answer}"
        )
    if not understanding.rows:
        raise DataError(f"{label} was not written: {name} has no rows under its header. Check the sheet.")
    if understanding.unreadable and not leave_empty:
        cell = understanding.unreadable[0]
        raise DataError(
            f"{label} was not written: {len(understanding.unreadable)} cells of {name} cannot be read, first "
            f"{cell.sheet}!{cell.address} {cell.found!r} ({cell.why}). Correct them in a copy of the file, "
            "or say that they are left empty."
        )
    if not understanding.path.exists() or file_sha256(understanding.path) != understanding.sha256:
        raise DataError(f"{label} was not written: {name} has changed since it was read. Read it again.")
