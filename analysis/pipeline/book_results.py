"""The list of numbers: every result of the book with its function, rows and status, and the links to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.exhibits.derivation import Derivation
from analysis.pipeline.book_contents import Page
from analysis.sources.selection import DISTRICTS, Rows

LIST = "results"  # the page that holds the list, where the contents name it
FEW = 3


@dataclass(frozen=True)
class ResultLine:
    """One line of the list of numbers.

    Attributes
    ----------
    id, anchor : str
        Id as prose names it; id of the element on the page of the list.
    text, unit, status : str
        As the reader sees the number.
    function : str
        Dotted name of the function that gave it.
    rests_on : tuple of str
        For each table its rows and columns, in words.
    slug, chapter : str
        File name and title of the chapter that recorded it.
    """

    id: str
    anchor: str
    text: str
    unit: str
    status: str
    function: str
    rests_on: tuple[str, ...]
    slug: str
    chapter: str


def result_lines(results: Mapping[str, Mapping[str, Any]], pages: Sequence[Page]) -> list[ResultLine]:
    """Return the list of numbers, in the order of the results; one whose origin is not recorded says so."""
    by_code = {page.code: page for page in pages}
    return [
        ResultLine(
            id=id,
            anchor=anchor_of(id),
            text=str(record["text"]),
            unit=str(record.get("unit", "")),
            status=str(record.get("status", "")),
            function=str(record.get("function", "")),
            rests_on=_rests_on(record),
            slug=page.slug,
            chapter=page.title,
        )
        for id, record in results.items()
        if (page := by_code.get(_code(id))) is not None
    ]


def linked(id: str, record: Mapping[str, Any]) -> str:
    """Return a number as a link to its line in the list; printed editions show the number alone."""
    function = str(record.get("function", "")).rpartition(".")[2]
    origin = "; ".join([function, *map(str, record.get("tables", []))])
    title = escape(f"{id}: {origin}" if origin else id)
    text = escape(str(record["text"]), quote=False)
    return f'<a class="bound" href="{LIST}.html#{anchor_of(id)}" title="{title}">{text}</a>'


def anchor_of(id: str) -> str:
    """Return the id of the line of a result on the page of the list."""
    return f"number-{id.replace('.', '-').replace('_', '-')}"


def _code(id: str) -> str:
    words = id.split(".")
    return words[1] if words[0] == "region" else words[0]


def _rests_on(record: Mapping[str, Any]) -> tuple[str, ...]:
    if "derivation" not in record:
        return tuple(map(str, record.get("tables", [])))
    return tuple(_words(rows) for rows in Derivation.from_record(record["derivation"]).rows())


def _words(rows: Rows) -> str:
    """Say in words which rows and columns of a table are meant."""
    parts = [_some(rows.columns)]
    if rows.regions == DISTRICTS:
        parts.append("all districts")
    elif rows.regions is not None:
        parts.append(_some(rows.regions))
    if rows.years is not None:
        parts.append("–".join(map(str, dict.fromkeys(rows.years))))
    parts += [f"{name} {_some(values)}" for name, values in rows.where.items()]
    parts += [] if rows.corrected else ["without the ledger"]
    return f"{rows.table}: {'; '.join(parts)}"


def _some(names: Sequence[str]) -> str:
    if len(names) <= FEW:
        return ", ".join(names)
    return f"{', '.join(names[: FEW - 1])} and {len(names) - FEW + 1} more"
