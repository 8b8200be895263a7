"""Tables with years across, as planners keep them: one row per indicator, one column per year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.messages import say
from analysis.sources.importing.answers import Answers, Question
from analysis.sources.importing.layout import FoundTable, Header
from analysis.sources.importing.matching import column_words, plain
from analysis.sources.importing.missing import missing_kind
from analysis.sources.importing.raw import RawCell

__all__ = ["Unfolded", "one_year", "unfold_years"]

YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?:\.0)?(?![0-9])")
FILLERS = {"tahun", "thn", "th", "ta", "t", "a", "year", "fy", "ke", "pada"}


@dataclass(frozen=True)
class Unfolded:
    """A table with one row per year, what was done to it, and what must be asked."""

    table: FoundTable
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def one_year(text: str) -> int | None:
    """Give the year that a text names, when it names exactly one."""
    years = {int(year) for year in YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def unfold_years(found: FoundTable, fields: Sequence[dict[str, Any]], answers: Answers) -> Unfolded:
    """Turn columns of years into rows; a table without such columns is given back as it is.

    A header such as ``Target 2012`` gives the column ``Target`` in a row of 2012. A bare year holds the only
    measure that the template requires, the measure that the title names, or what the user says.
    """
    names = [item["name"] for item in fields]
    wide = {header: year for header in found.headers if (year := one_year(header.label))}
    has_year = any(
        plain(header.label) in column_words("year") for header in found.headers if header not in wide
    )
    if "year" not in names or has_year or len(set(wide.values())) < 2:
        return Unfolded(found)
    bare = [header for header in wide if not _measure(header.label)]
    hold, questions = ("", ()) if not bare else _held(found, fields, answers)
    table, skipped = _rows(found, wide, hold)
    years = sorted(set(wide.values()))
    notes = [
        say("columns of the years {first} to {last} were made into rows", first=years[0], last=years[-1])
    ]
    if hold and not answers.years_hold:
        notes.append(say("the columns of years are taken to hold {column}", column=hold))
    if skipped:
        notes.append(say("{count} years without any value made no row", count=skipped))
    return Unfolded(table, tuple(notes), tuple(questions))


def _measure(label: str) -> str:
    """Give what stands beside the year in a label, without words such as ``tahun``."""
    rest = " ".join(YEAR.sub(" ", label).split())
    return "" if set(plain(rest).split()) <= FILLERS else rest


def _held(
    found: FoundTable, fields: Sequence[dict[str, Any]], answers: Answers
) -> tuple[str, tuple[Question, ...]]:
    if answers.years_hold:
        return answers.years_hold, ()
    measures = [
        item
        for item in fields
        if item["type"] in {"integer", "number"} and item["name"] not in {"year", "page", "round"}
    ]
    required = [item["name"] for item in measures if item.get("constraints", {}).get("required")]
    if len(required) == 1:
        return required[0], ()
    title = f" {plain(' '.join((*found.title, found.sheet)))} "
    named = [
        item["name"]
        for item in measures
        if any(f" {word} " in title for word in column_words(item["name"]) if word)
    ]
    if len(named) == 1:
        return named[0], ()
    options = ", ".join(item["name"] for item in measures)
    question = Question(
        say("the columns of years"),
        say("they hold one of {options}, and the sheet does not say which", options=options),
        say("Say what they hold: --years-hold COLUMN."),
    )
    return "", (question,)


def _rows(found: FoundTable, wide: Mapping[Header, int], hold: str) -> tuple[FoundTable, int]:
    fixed = [header for header in found.headers if header not in wide]
    free = max(header.column for header in found.headers) + 1
    labels = list(dict.fromkeys(_measure(header.label) or hold for header in wide))
    first = {label: next(h for h in wide if (_measure(h.label) or hold) == label) for label in labels}
    made = [Header(free + 1 + i, label, first[label].address) for i, label in enumerate(labels) if label]
    column = {header.label: header.column for header in made}
    rows: list[dict[int, RawCell]] = []
    skipped = 0
    for row in found.rows:
        kept = {header.column: row[header.column] for header in fixed if header.column in row}
        for year in sorted(set(wide.values())):
            cells = [(h, row[h.column]) for h, of in wide.items() if of == year and h.column in row]
            values = {
                column[label]: cell for h, cell in cells if (label := _measure(h.label) or hold) in column
            }
            if not any(not missing_kind(cell.text)[0] for _, cell in cells):
                skipped += 1
                continue
            place = cells[0][1]
            rows.append({**kept, free: RawCell(place.row, place.column, year), **values})
    headers = (*fixed, Header(free, "year", next(iter(wide)).address), *made)
    return replace(found, headers=headers, rows=tuple(rows)), skipped
