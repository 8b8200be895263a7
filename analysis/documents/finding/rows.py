"""The hits of a table: what each row names, and which of its figures, codes and amounts belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz.fuzz import partial_ratio

from analysis.documents.finding.codes import Code, code_in_cells, codes_in
from analysis.documents.finding.context import Context, read_label
from analysis.documents.finding.heads import Column
from analysis.documents.finding.language_tables import Role
from analysis.documents.finding.matcher import Found, Matcher
from analysis.documents.finding.shares import shares_in
from analysis.documents.finding.stacked import entries, in_stack, places_of
from analysis.documents.finding.tables import POINT, VALUE, Head, Row
from analysis.documents.finding.text import Item
from analysis.documents.finding.values import (
    CellFigure,
    Money,
    money_in,
    of_stack,
    source_of,
    sources_in,
    year_of,
)
from analysis.documents.page import Cell

__all__ = ["RowHits", "read_row"]

INDICATORS = re.compile(r"indikator|tol[oa]k ukur|^IKK$|^IP$", re.IGNORECASE)
HAS_DIGITS = re.compile(r".{0,12}\d\s?[.\s]?\s?\d|\s*\d{1,2}\s*$", re.DOTALL)  # a code may begin with it
COUNT = re.compile(r"\W*[\d.,]+\s*[a-z]{1,14}\.?$", re.IGNORECASE)  # 17 puskesmas
FORMULA = re.compile(r"rumus|formula|persamaan|definisi|cara (?:peng)?hitung", re.IGNORECASE)
OUTPUT = re.compile(r"(?:capaian|keluaran|hasil|outcome|output|indikator|tol[oa]k ukur)\b", re.IGNORECASE)
ENTRY = re.compile(
    r"(?P<name>.*\D)\s*[:=]\s*(?P<value>[\d.,]+\s*(?:%|persen\b|[a-z]{1,14}\.?)?)\s*",
    re.IGNORECASE | re.DOTALL,
)
MEASURED = re.compile(
    r"\W*(?:\d{1,2}\W*)?(?:cakupan|p[er]{2}sentase|pro[sp]entase|proporsi|angka|rasio)\b", re.IGNORECASE
)
SKIPPED: frozenset[Role] = frozenset({"source", "unit", "code"})
LONGEST_PARENT = 300
LONGEST_PART = 12  # characters of a cell that holds a part of a code
REPEATED = 90.0  # likeness from which a cell is the name of the activity once more
LONGEST_PREFIX = 25  # characters, for example "Terlaksananya kegiatan"
FORM_COLUMN = Column(role="money")


class Named(NamedTuple):
    """A name in a row: what was found, in which cells, which share of its cell it is.

    ``core`` says where in its first cell it stands, ``places`` which of so many entries of the cell it is,
    see :func:`analysis.documents.finding.stacked.places_of`.
    """

    found: Found
    words: str
    cells: tuple[Cell, ...]
    at: int
    share: float
    under_indicators: bool
    core: int = 0
    places: Mapping[int, int] = MappingProxyType({})


class RowHits(NamedTuple):
    """What a row says: its names, and the figures, lines and amounts of each with the rule that ties them."""

    row: Row
    head: Head
    names: list[Named]
    figures: list[list[tuple[str, CellFigure]]]
    lines: list[tuple[str, Code | None, str, Cell | None]]
    amounts: list[list[tuple[str, Money, str]]]
    year: int | None


def read_row(row: Row, head: Head, matcher: Matcher, context: Context, default: Role) -> RowHits | None:
    """Read a row; the context takes from it what holds for the rows below.

    Returns ``None`` for a row that names no indicator.
    """
    row = row if head.columns else _with_value_apart(row)
    texts = row.texts()
    if (
        not head.columns
        and 2 <= len(texts) <= 4
        and read_label("\n".join(cell.text for _, cell in texts), context)
    ):
        return None
    own = _codes(row, head, texts)
    for code, name, _ in own:
        context.under(code, name)
    names = _once(list(_names(row, head, matcher, context, own)), head)
    money = money_in(row, head, context) if names or own else []
    figures = shares_in(row, head, context, default) if names else []
    _remember(row, head, names, figures, money, context)
    if not names:
        return None
    ties = [("row", figure) for figure in figures]
    return RowHits(
        row,
        head,
        names,
        _share_out(names, ties),
        _lines(own, names, row, context),
        _amounts_each(names, _amounts(row, head, money, own, context)),
        year_of(Column(), head, context),
    )


def _with_value_apart(row: Row) -> Row:
    """Give the value of an entry its own cell: ``Keluaran | Jumlah ibu hamil ... : 512 Orang``."""
    texts = row.texts()
    if len(texts) < 2 or not OUTPUT.match(texts[0][1].text.strip()):
        return row
    cell = texts[-1][1]
    match = ENTRY.fullmatch(cell.text.strip())
    if match is None or not any(map(str.isalpha, match["name"])):
        return row
    name, value = cell._replace(text=match["name"]), cell._replace(text=match["value"])
    cells = {place: name if one is cell else one for place, one in row.cells.items()}
    last = max(cells) + 1
    return replace(row, cells={**cells, last: value}, fresh=row.fresh | {last}, listed=[])


def _codes(row: Row, head: Head, texts: Sequence[tuple[int, Cell]]) -> list[tuple[Code, str, Cell]]:
    """Return the codes of a row, each with the name beside it."""
    found: list[tuple[Code, str, Cell]] = []
    if not any(HAS_DIGITS.match(cell.text) for _, cell in texts):
        return found
    for place, (at, cell) in enumerate(texts):
        if at < len(head.columns) and head.columns[at].role not in {"code", "name", "other"}:
            continue
        following = _name_beside(texts[place + 1 : place + 2], head)
        for code in codes_in(f"{cell.text}\n{following}"):
            if code.start < len(cell.text):
                rest = cell.text[code.end :].strip(" :-\n")
                found.append((code, rest or following, cell))
    if not found:
        lead = list(takewhile(lambda one: len(one[1].text) <= LONGEST_PART, texts))[:7]
        while lead:
            following = _name_beside([one for one in texts if one[0] > lead[-1][0]][:1], head)
            split = code_in_cells([cell.text for _, cell in lead], following)
            if split is not None:
                return [(split, following, lead[0][1])]
            lead.pop()
    return found


def _name_beside(texts: Sequence[tuple[int, Cell]], head: Head) -> str:
    """Return the cell beside a code as its name, unless the column is one of indicators."""
    for at, cell in texts:
        if at >= len(head.columns) or not INDICATORS.search(head.columns[at].head):
            return cell.text
    return ""


def _names(
    row: Row, head: Head, matcher: Matcher, context: Context, own: Sequence[tuple[Code, str, Cell]]
) -> Iterator[Named]:
    """Find the names in the cells that begin in a row.

    A point a., b., c. is read under its parent. Where no cell names anything by itself, they are read
    together: a name may be broken over two cells.
    """
    cells = [(at, cell) for at, cell in row.texts() if _may_name(at, cell, row, head, context, own)]
    if not cells:
        return
    point = context.parent and any(POINT.match(cell.text) for _, cell in cells)
    prefix = f"{context.parent} " if point else ""
    text, starts = prefix, [len(prefix)]
    for _, cell in cells:
        text += cell.text + "\n"
        starts.append(len(text))
    said = matcher.language.read(text)
    begins = {
        start + at for start, (_, cell) in zip(starts, cells, strict=False) for at in entries(cell.text)
    }
    bounds = sorted({0 if prefix else starts[0], *starts[1:], *begins})
    found: list[Found] = []
    for first, last in pairwise(bounds):
        inside = [item for item in said.items if first <= item.start < last]
        found += matcher.find(inside, said.before)
    if not found and len(cells) > 1:
        found = matcher.find(said.items, said.before)
    named = [_named(one, text, starts, cells, said.items, len(prefix), head) for one in found]
    yield from _placed([one for one in named if one is not None])


def _placed(names: list[Named]) -> Iterator[Named]:
    """Note of names that stand in one cell which of its entries each is."""
    for name in names:
        cores = [other.core for other in names if other.cells[0] is name.cells[0]]
        yield name._replace(places=places_of(name.cells[0].text, name.core, cores))


def _may_name(
    at: int, cell: Cell, row: Row, head: Head, context: Context, own: Sequence[tuple[Code, str, Cell]]
) -> bool:
    """Say whether a cell can name an indicator: no value, no programme, no activity of the study era."""
    text = cell.text.strip()
    if (
        at not in row.fresh
        or VALUE.match(text)
        or COUNT.match(text)
        or text.casefold().startswith("program ")
    ):
        return False
    if at < len(head.columns) and (head.columns[at].role in SKIPPED or FORMULA.search(head.columns[at].head)):
        return False
    lines = [(code, name) for code, name, _ in own]
    lines += [*context.form.codes.values(), *context.codes.values()]
    return not any(code.era != "today" and name and _same(text, name) for code, name in lines)


def _same(text: str, name: str) -> bool:
    """Say whether a cell only repeats the name of its activity, as in ``Terlaksananya ...``."""
    return (
        not MEASURED.match(text)
        and partial_ratio(name.casefold(), text.casefold()) >= REPEATED
        and len(text) <= len(name) + LONGEST_PREFIX
    )


def _named(
    found: Found,
    text: str,
    starts: Sequence[int],
    cells: Sequence[tuple[int, Cell]],
    items: Sequence[Item],
    own: int,
    head: Head,
) -> Named | None:
    touched = [
        place
        for place, (first, last) in enumerate(pairwise(starts))
        if found.start < last - 1 and found.end > first
    ]
    if not touched or found.end <= own:
        return None
    home = next((place for place in touched if found.core[0] < starts[place + 1]), touched[0])
    inside = sum(starts[home] <= item.start < starts[home + 1] for item in items)
    words = " ".join(text[max(found.start, own) : found.end].split())
    share = len(found.items) / max(inside, len(found.items))
    at = cells[home][0]
    under = at < len(head.columns) and INDICATORS.search(head.columns[at].head) is not None
    core = max(found.core[0] - starts[touched[0]], 0)
    return Named(found, words, tuple(cells[place][1] for place in touched), at, share, under, core)


def _once(names: list[Named], head: Head) -> list[Named]:
    """Keep one name of an indicator in a row: that under a head of indicators, else the surest."""

    def rank(name: Named) -> tuple[bool, float]:
        said = head.columns[name.at].head if name.at < len(head.columns) else ""
        return (INDICATORS.search(said) is not None, name.found.score)

    best: dict[tuple[str, str], Named] = {}
    for name in names:
        key = name.found.pattern.name.key
        if key not in best or rank(name) > rank(best[key]):
            best[key] = name
    return [name for name in names if best[name.found.pattern.name.key] is name]


def _remember(
    row: Row, head: Head, names: list[Named], figures: list[CellFigure], money: list[Money], context: Context
) -> None:
    """Keep what the rows below may need: the parent of points, the money of a line that they stand under."""
    texts = [cell.text.strip() for at, cell in row.texts() if not VALUE.match(cell.text.strip())]
    if texts and not any(POINT.match(text) for text in texts):
        longest = max(texts, key=len)
        context.parent = longest[:LONGEST_PARENT] if not figures else ""
    if money:
        context.amounts = [(one, source_of(row, head, context)) for one in money]


def _share_out(names: list[Named], ties: list[tuple[str, CellFigure]]) -> list[list[tuple[str, CellFigure]]]:
    """Give each name the figures to its right as far as the next cell with a name."""
    columns = sorted({name.at for name in names if name.found.pattern.name.kind == "indicator"})
    shares = []
    for name in names:
        mine = list(ties)
        if len(columns) > 1:
            end = next((column for column in columns if column > name.at), None)
            mine = [tie for tie in ties if tie[1].at > name.at and (end is None or tie[1].at < end)]
            mine = mine or [tie for tie in ties if end is None or tie[1].at > columns[-1]]
        shares.append([tie for rule, one in mine for tie in _own_figure(name, rule, one)])
    return shares


def _own_figure(name: Named, rule: str, one: CellFigure) -> list[tuple[str, CellFigure]]:
    """Return the figure of a cell that is a name's own, where several are stacked in it."""
    figure = in_stack(name.places, one.stacks, one.figure)
    return [] if figure is None else [(rule, one._replace(figure=figure, unit=figure.unit or one.unit))]


def _amounts_each(
    names: list[Named], amounts: list[tuple[str, Money, str]]
) -> list[list[tuple[str, Money, str]]]:
    """Give each name the amounts of the row, of stacked ones its own."""
    shares = []
    for name in names:
        mine = []
        for rule, one, source in amounts:
            figure = in_stack(name.places, one.stacks, one.figure)
            if figure is not None:
                mine.append((rule, one if figure is one.figure else of_stack(one, figure), source))
        shares.append(mine)
    return shares


def _lines(
    own: list[tuple[Code, str, Cell]], names: list[Named], row: Row, context: Context
) -> list[tuple[str, Code | None, str, Cell | None]]:
    """Return the programme and activity lines of a row: in it, above it, of its form."""
    if own:
        return [("row", code, name, cell) for code, name, cell in own]
    if context.codes:
        level = max(context.codes, key=("programme", "activity", "sub-activity").index)
        code, name = context.codes[level]
        return [("row above", code, name, None)]
    if context.form.codes:
        return [("form", code, name, None) for code, name in context.form.codes.values()]
    named = [name for name in names if name.found.pattern.name.kind == "programme"]
    if named:
        return [("programme named", None, name.words, name.cells[0]) for name in named]
    for _, cell in row.texts():
        if cell.text.strip().casefold().startswith("program "):
            return [("programme named", None, cell.text.strip(), cell)]
    return [("form", None, name, None) for level, name in context.form.names.items() if level]


def _amounts(
    row: Row, head: Head, money: list[Money], own: list, context: Context
) -> list[tuple[str, Money, str]]:
    """Return the amounts of a row: in it, of the line above, of its form."""
    source = source_of(row, head, context)
    if money:
        several = len(money) > 1
        return [("row", one, (several and sources_in([one.column.head])) or source) for one in money]
    if (
        context.amounts
        and not own
        and (context.codes or any(column.role == "money" for column in head.columns))
    ):
        return [("row above", one, said) for one, said in context.amounts]
    if context.form.amount is not None:
        figure, year, cell = context.form.amount
        one = Money(figure, figure.scale, figure.value * figure.scale, year, False, FORM_COLUMN, cell)
        return [("form", one, context.form.source)]
    return []
