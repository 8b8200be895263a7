"""Read the columns of one chosen sheet; what is open about them becomes a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.messages import say
from analysis.scales import scale_of
from analysis.sources.importing.answers import Answers, Question
from analysis.sources.importing.choosing import Candidate
from analysis.sources.importing.conversion import convert_column
from analysis.sources.importing.converted import Converted, Out, Settings
from analysis.sources.importing.headers import Header
from analysis.sources.importing.places import is_other_region
from analysis.sources.importing.raw import CellNote, RawCell
from analysis.sources.importing.years import one_year

__all__ = ["SheetReading", "read_sheet"]

UNIT_LINE = re.compile(r"\b(?:dalam|satuan|in|rp|rupiah)\b", re.IGNORECASE)
Row = dict[int, RawCell]


@dataclass(frozen=True)
class SheetReading:
    """One sheet as read: values by column, where each row stands, how each column was read, what is open."""

    rows: tuple[Mapping[str, Out], ...]
    places: tuple[str, ...]
    how: Mapping[str, str]
    unreadable: tuple[CellNote, ...]
    ambiguous: tuple[CellNote, ...]
    set_aside: tuple[CellNote, ...]
    questions: tuple[Question, ...]


def read_sheet(
    candidate: Candidate,
    fields: Sequence[dict[str, Any]],
    code: str,
    fill: Mapping[str, str | int | float],
    answers: Answers,
    file: str,
) -> SheetReading:
    """Read every column of a sheet that the template knows, and fill the others."""
    sheet = candidate.sheet.name
    pairs = zip(candidate.matches, candidate.found.headers, strict=True)
    headers = {match.column: header for match, header in pairs if match.column}
    rows, others = _own_rows(candidate, headers.get("region_code"), code, answers)
    values: dict[str, Sequence[Out]] = {}
    how: dict[str, str] = {}
    unreadable, ambiguous, questions = list(candidate.sheet.problems), [], []
    for item in fields:
        name = item["name"]
        if name not in headers:
            given, question = _filled(item, code, fill, f"{file}, {sheet}", candidate)
            values[name] = (given,) * len(rows)
            questions += question
            continue
        settings = _settings(item, headers[name], candidate, code, answers)
        questions += _two_scales(item, headers[name], candidate, answers)
        read = convert_column(item, [row.get(headers[name].column) for row in rows], settings)
        values[name], how[name] = read.values, read.how
        unreadable += [CellNote(sheet, cell.address, cell.text[:60], why) for cell, why in read.unreadable]
        ambiguous += [CellNote(sheet, cell.address, cell.text[:60], why) for cell, _, why in read.ambiguous]
        if read.ambiguous:
            questions.append(_cell_question(name, headers[name], read))
    return SheetReading(
        rows=tuple({name: column[i] for name, column in values.items()} for i in range(len(rows))),
        places=tuple(_place(sheet, row) for row in rows),
        how=how,
        unreadable=tuple(unreadable),
        ambiguous=tuple(ambiguous),
        set_aside=candidate.found.set_aside + candidate.found.stray + others,
        questions=tuple(questions),
    )


def _own_rows(
    candidate: Candidate, header: Header | None, code: str, answers: Answers
) -> tuple[tuple[Row, ...], tuple[CellNote, ...]]:
    """Leave out the rows of other regions where the user says so."""
    rows = candidate.found.rows
    if not answers.only_region or header is None:
        return rows, ()
    aside = [row for row in rows if is_other_region(row.get(header.column), code)]
    notes = tuple(
        CellNote(
            candidate.sheet.name,
            row[header.column].address,
            row[header.column].text[:60],
            say("another region"),
        )
        for row in aside
    )
    return tuple(row for row in rows if row not in aside), notes


def _place(sheet: str, row: Row) -> str:
    return f"{sheet}!{min(cell.row for cell in row.values())}"


def _filled(
    item: dict[str, Any], code: str, fill: Mapping[str, str | int | float], origin: str, candidate: Candidate
) -> tuple[Out, list[Question]]:
    """Give the value of a column that the sheet does not have; a required one is asked for."""
    name = item["name"]
    defaults: dict[str, Out] = {"region_code": code, "source": origin}
    given = fill.get(name, defaults.get(name))
    if given not in {None, ""} or not item.get("constraints", {}).get("required"):
        return (None if given == "" else given), []
    answer = say(
        "Say which header it is (--column HEADER={name}), or give a value: --fill {name}=...", name=name
    )
    year = one_year(" ".join(candidate.found.title)) if name == "year" else None
    if year:
        answer = say("The title names the year {year}: if that is it, --fill year={year}.", year=year)
    if "enum" in item.get("constraints", {}):
        allowed = ", ".join(map(str, item["constraints"]["enum"]))
        answer = say("Give one of {values}: --fill {name}=...", values=allowed, name=name)
    return None, [Question(name, say("the template requires it and the sheet has no such column"), answer)]


def _title_scales(candidate: Candidate) -> dict[str, int]:
    """Give the lines above the table that ask for a factor, such as ``(dalam juta rupiah)``."""
    lines = [line for line in candidate.found.title if UNIT_LINE.search(line)]
    return {line: scale for line in lines if (scale := scale_of(line)) != 1}


def _two_scales(
    item: dict[str, Any], header: Header, candidate: Candidate, answers: Answers
) -> list[Question]:
    """Ask where the header and the title, or two lines of the title, ask for different factors."""
    if "rupiah" not in item.get("unit", "") or item["name"] in answers.scale:
        return []
    said = {header.label: scale_of(header.label), **_title_scales(candidate)}
    different = {text: scale for text, scale in said.items() if scale != 1}
    if len(set(different.values())) < 2:
        return []
    why = say("units that differ stand over it: {units}", units=", ".join(map(repr, different)))
    return [Question(f"{item['name']} ({header.label!r})", why, _scale_hint(item["name"]))]


def _scale_hint(name: str) -> str:
    return say("Give the factor: --scale {name}=1 for full rupiah, 1000 or 1000000.", name=name)


def _settings(
    item: dict[str, Any], header: Header, candidate: Candidate, code: str, answers: Answers
) -> Settings:
    """Gather what is known about a column; a unit in the title counts for rupiah without one of their own."""
    name, unit = item["name"], header.label
    if "rupiah" in item.get("unit", "") and scale_of(unit) == 1:
        unit = next(iter(_title_scales(candidate)), unit)
    return Settings(unit, answers.decimal.get(name), answers.percent.get(name), answers.scale.get(name), code)


def _cell_question(name: str, header: Header, read: Converted) -> Question:
    cell, _, why = read.ambiguous[0]
    hints = {
        "decimal": say("Give the decimal mark: --decimal {name}=, or {name}=. with a point.", name=name),
        "percent": say("Give the form: --percent {name}=points (85) or {name}=shares (0.85).", name=name),
        "scale": _scale_hint(name),
        "region": say("Leave the rows of other regions out with --only-region."),
        "ambiguous": "",
    }
    kinds = list(dict.fromkeys(kind for _, kind, _ in read.ambiguous))
    answer = " ".join(
        part
        for part in (*(hints[kind] for kind in kinds), say("Or correct the cells in a copy of the file."))
        if part
    )
    told = say(
        "{count} cells, first {address} {found!r}: {why}",
        count=len(read.ambiguous),
        address=cell.address,
        found=cell.text[:40],
        why=why,
    )
    return Question(f"{name} ({header.label!r})", told, answer)
