"""Complaint surveys at the command line: a workshop's list becomes a questionnaire; how many to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, ParameterError
from analysis.messages import say
from analysis.sources.importing.sheets import read_book
from analysis.statistics.sample_size import krejcie_morgan, sample_for_change, sample_for_share
from analysis.voice.items import questionnaire_items
from analysis.voice.questionnaire import write_questionnaire
from analysis.voice.workshop import propose_merges

HEADINGS = {"pengaduan", "keluhan", "complaint", "complaints", "isi pengaduan", "daftar keluhan"}


@dataclass(frozen=True)
class MadeQuestionnaire:
    """A questionnaire that was written, and what a person should look at.

    Attributes
    ----------
    path : pathlib.Path
    items : pandas.DataFrame
        From `analysis.voice.items.questionnaire_items`.
    notes : tuple of str
        Entries that may be one complaint and were not merged, and issues of wording.
    """

    path: Path
    items: pd.DataFrame
    notes: tuple[str, ...]


def make_questionnaire(
    listed: Path, unit: str, output: Path | None = None, *, merges: Sequence[str] = (), round: int = 1
) -> MadeQuestionnaire:
    """Write the questionnaire of a workshop's list.

    Parameters
    ----------
    listed : pathlib.Path
        A text file with an entry on each line, or a CSV or XLSX file with the entries in its first column.
    unit : str
        Name of the service unit.
    output : pathlib.Path, optional
        The XLSX file; by default beside the list.
    merges : sequence of str
        Such as ``3+7``: places of entries, from 1, that are one complaint; the first one's words are kept.
    round : int
        Which survey.

    Raises
    ------
    DataError, MethodError, ParameterError
        The list cannot be read, an entry says several things, a merge is none.
    """
    entries = read_entries(listed)
    groups = [_places(merge) for merge in merges]
    items = questionnaire_items(entries, merges=groups)
    target = output or listed.with_name(f"{listed.stem}-kuesioner.xlsx")
    if target.exists():
        raise DataError(
            say("{file} is there already and was not touched. Name another with --output.", file=target.name)
        )
    path = write_questionnaire(items, unit, target, round)
    together = {frozenset(pair) for group in groups for pair in zip(group, group[1:], strict=False)}
    notes = [
        say(
            "{first} and {second} may be one complaint: {one!r}, {two!r}{opposite}. To merge them: "
            "--merge {first}+{second}",
            first=proposal.first + 1,
            second=proposal.second + 1,
            one=proposal.first_text,
            two=proposal.second_text,
            opposite=say(" (or its opposite)") if proposal.opposite else "",
        )
        for proposal in propose_merges(entries)
        if frozenset((proposal.first, proposal.second)) not in together
    ]
    for code, text, issues in items[["complaint_id", "complaint", "issues"]].to_numpy(object):
        told = ", ".join(_told(issue) for issue in issues.split(", ") if issue)
        if told:
            notes.append(say("{code} {entry}: {issues}", code=code, entry=text, issues=told))
    return MadeQuestionnaire(path, items, tuple(notes))


def _told(issue: str) -> str:
    """Say an issue of wording in the reader's language."""
    return {
        "question": say("it asks instead of saying"),
        "long": say("it is long for one question"),
        "names a person": say("it names a person; a survey is of a service"),
    }.get(issue, issue)


def read_entries(listed: Path) -> list[str]:
    """Read the entries of a workshop's list: lines of a text file, or the first column of a table."""
    if listed.suffix.casefold() in (".txt", ".md"):
        try:
            lines = listed.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(
                say("{file} cannot be read as text ({error}).", file=listed.name, error=error)
            ) from None
    else:
        sheet = read_book(listed).sheets[0]
        lines = [row[0].text for row in sheet.rows if row]
    entries = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line).strip() for line in lines]
    return [entry for entry in entries if entry and entry.casefold() not in HEADINGS]


def _places(merge: str) -> list[int]:
    parts = merge.split("+")
    if len(parts) < 2 or not all(part.strip().isdigit() for part in parts):
        raise ParameterError(
            say(
                "The merge {merge!r} is none; expected places of entries such as 3+7, counted from 1.",
                merge=merge,
            )
        )
    return [int(part) - 1 for part in parts]


def sizes_of_sample(
    users: int | None,
    margin: float,
    share: float,
    design_effect: float,
    response_rate: float,
    change: tuple[float, float] | None,
    complaints: int,
    power: float,
) -> list[tuple[str, str]]:
    """Return how many to ask for a share, and for a change where one is named: what for, and the size.

    Parameters are in percent and points; see :mod:`analysis.statistics.sample_size`.
    """
    common: dict[str, Any] = {
        "population": users,
        "design_effect": design_effect,
        "response_rate": response_rate / 100,
    }
    one = sample_for_share(margin / 100, share=share / 100, **common)
    lines = [
        (
            say("a share near {share} % within {margin} points", share=f"{share:g}", margin=f"{margin:g}"),
            _asked(one.completed, one.invited),
        )
    ]
    if users is not None and margin == 5:
        lines.append((say("Krejcie and Morgan, people drawn one by one"), f"{krejcie_morgan(users):,}"))
    if change is not None:
        two = sample_for_change(
            change[0] / 100, change[1] / 100, power=power / 100, comparisons=complaints, **common
        )
        told = say(
            "in each round, to see {before} % become {after} % with {complaints} complaints tested",
            before=f"{change[0]:g}",
            after=f"{change[1]:g}",
            complaints=complaints,
        )
        lines.append((told, _asked(two.completed, two.invited)))
    return lines


def _asked(completed: int, invited: int) -> str:
    if invited == completed:
        return f"{completed:,}"
    return say(
        "{completed} answers, {invited} people to approach",
        completed=f"{completed:,}",
        invited=f"{invited:,}",
    )
