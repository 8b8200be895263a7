"""Which sheets of a workbook are the table: the best one, or several of the same layout taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.errors import DataError, ParameterError, nearest
from analysis.messages import say
from analysis.sources.importing.across import unfold_questions
from analysis.sources.importing.answers import ALL_SHEETS, SHEET_NAME, Answers, Question
from analysis.sources.importing.layout import FoundTable, find_table
from analysis.sources.importing.matching import ColumnMatch, match_headers, plain
from analysis.sources.importing.raw import RawBook, RawSheet
from analysis.sources.importing.years import one_year, unfold_years
from analysis.sources.templates.form import GUIDE_SHEET, LISTS_SHEET

__all__ = ["Candidate", "Choice", "choose_sheets"]

FEWEST_MATCHED = 2


@dataclass(frozen=True)
class Candidate:
    """A sheet that may hold the table: what was found in it and which header is which column."""

    sheet: RawSheet
    found: FoundTable
    matches: tuple[ColumnMatch, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def columns(self) -> set[str]:
        """The template's columns that the sheet has."""
        return {match.column for match in self.matches if match.column}


@dataclass(frozen=True)
class Choice:
    """The sheets to read, values for columns that their names give, and what must be asked."""

    candidates: tuple[Candidate, ...]
    fill: Mapping[str, Mapping[str, str | int | float]]
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def choose_sheets(book: RawBook, fields: Sequence[dict[str, Any]], table: str, answers: Answers) -> Choice:
    """Choose the sheets that hold the table.

    Raises
    ------
    DataError
        No sheet matches the template.
    ParameterError
        A sheet that was named does not exist.
    """
    _check_names(book, answers)
    named = set(answers.sheets) - {ALL_SHEETS}
    helpers = {GUIDE_SHEET, LISTS_SHEET} - named
    sheets = [s for s in book.sheets if s.name not in helpers and (not named or s.name in named)]
    tried = [item for sheet in sheets if (item := _candidate(sheet, fields, answers))]
    _check_headers(tried, answers)
    fitting = [item for item in tried if len(item.columns) >= FEWEST_MATCHED]
    if not fitting:
        raise _nothing(book, table, tried)
    best = max(fitting, key=lambda item: len(item.columns))
    if answers.sheets:
        return _together(fitting, fields, answers)
    alike = [item for item in fitting if _layout(item) == _layout(best)]
    if len(fitting) == 1 or (len(alike) == len(fitting) and _tell_years(fitting, fields)):
        return _together(fitting, fields, answers)
    others = ", ".join(repr(item.sheet.name) for item in fitting if item is not best)
    question = Question(
        say("the sheets"),
        say("{others} match the template as {best!r} does", others=others, best=best.sheet.name),
        say("Name the sheets to read with --sheet NAME, once for each, or take them together: --sheet all."),
    )
    single = _together([best], fields, answers)
    return Choice(single.candidates, single.fill, single.notes, (question, *single.questions))


def _check_names(book: RawBook, answers: Answers) -> None:
    known = [sheet.name for sheet in book.sheets]
    for name in answers.sheets:
        if name not in known and name != ALL_SHEETS:
            raise ParameterError(
                say(
                    "{file} has no sheet {name!r}. Its sheets: {known}.",
                    file=book.file,
                    name=name,
                    known=", ".join(map(repr, known)),
                )
            )


def _check_headers(tried: Sequence[Candidate], answers: Answers) -> None:
    """Refuse an answer about a header that no sheet has."""
    found = list(dict.fromkeys(label for item in tried for label in _layout(item)))
    for header in answers.columns:
        if tried and plain(header) not in found:
            near = ", ".join(nearest(plain(header), found, cutoff=0.3) or found)
            raise ParameterError(
                say("No sheet has the header {header!r}. The nearest: {near}.", header=header, near=near)
            )


def _candidate(sheet: RawSheet, fields: Sequence[dict[str, Any]], answers: Answers) -> Candidate | None:
    names = {item["name"]: [item.get("title", ""), item.get("title_id", "")] for item in fields}
    found = find_table(sheet, names)
    if found is None:
        return None
    unfolded = unfold_questions(found, fields, answers)
    if unfolded.table is found:
        unfolded = unfold_years(found, fields, answers)
    labels = [header.label for header in unfolded.table.headers]
    present = {plain(label) for label in labels}
    said = {header: to for header, to in answers.columns.items() if plain(header) in present}
    matches = match_headers(labels, names, said=said)
    return Candidate(sheet, unfolded.table, matches, unfolded.notes, unfolded.questions)


def _nothing(book: RawBook, table: str, tried: list[Candidate]) -> DataError:
    seen = sorted({header.label for item in tried for header in item.found.headers})[:8]
    return DataError(
        say(
            "{file} holds no table that matches the template {table!r}: of its headers ({headers}) at least "
            "{fewest} must be known. Compare with data/templates/{table}.xlsx, or say which header is which "
            "column with --column HEADER=COLUMN.",
            file=book.file,
            table=table,
            headers=", ".join(map(repr, seen)) or "-",
            fewest=FEWEST_MATCHED,
        )
    )


def _layout(item: Candidate) -> tuple[str, ...]:
    return tuple(plain(header.label) for header in item.found.headers)


def _tell_years(items: Sequence[Candidate], fields: Sequence[dict[str, Any]]) -> bool:
    """Tell whether each sheet's name gives a year of its own that the sheet itself does not have."""
    years = [one_year(item.sheet.name) for item in items]
    lacking = all("year" not in item.columns for item in items)
    return lacking and "year" in _names(fields) and None not in years and len(set(years)) == len(years)


def _names(fields: Sequence[dict[str, Any]]) -> list[str]:
    return [item["name"] for item in fields]


def _together(items: Sequence[Candidate], fields: Sequence[dict[str, Any]], answers: Answers) -> Choice:
    """Take sheets together; a year in a sheet's name fills the year that the sheet lacks."""
    fill: dict[str, dict[str, str | int | float]] = {}
    notes, questions = [], []
    for item in items:
        name = item.sheet.name
        fill[name] = {c: name if value == SHEET_NAME else value for c, value in answers.fill.items()}
        year = one_year(name)
        if year and "year" in _names(fields) and "year" not in item.columns and "year" not in fill[name]:
            fill[name]["year"] = year
            notes.append(
                say("the year {year} is from the name of the sheet {sheet!r}", year=year, sheet=name)
            )
    unnamed = len(items) > 1 and not _tell_years(items, fields)
    lacking = all("organisation" not in item.columns for item in items)
    if unnamed and lacking and "organisation" in _names(fields) and "organisation" not in answers.fill:
        names = ", ".join(repr(item.sheet.name) for item in items)
        question = Question(
            say("the sheets"),
            say("{names} are taken together and none names an organisation", names=names),
            say(
                "If the sheet's name is the organisation: --fill organisation=@sheet; else give a value or "
                "--fill organisation= to leave it empty."
            ),
        )
        questions.append(question)
    return Choice(tuple(items), fill, tuple(notes), tuple(questions))
