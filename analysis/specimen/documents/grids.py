"""Tables of a document: indicators in rows, or activities with their indicators merged beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Align, Cell, Grid, Mark, Runs
from analysis.specimen.documents.cells import middle, plain
from analysis.specimen.documents.wording import figure_text
from analysis.specimen.world import national_targets

__all__ = [
    "Column", "Named", "amount_column", "attained_column", "code_columns", "figure_column", "indicator_grid",
    "line_column", "line_grid", "national_column", "ratio_column", "target_column",
]  # fmt: skip

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator as a table names it: its code, the number of its mention, the marked words."""

    code: str
    mention: str
    words: Mark


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    head, group : str
        Its heading, and the heading above it and its neighbours.
    width : float
        Beside the other columns' widths.
    each : callable or None
        What stands there for one indicator of a line.
    once : callable or None
        What stands there once for a line, merged over its indicators.
    other : str
        What stands there on a line without an indicator, where ``each`` would.
    """

    head: str
    width: float
    each: Callable[[Line, Named], Runs] | None = None
    once: Callable[[Line, Sequence[Named]], Runs] | None = None
    other: str = ""
    group: str = ""
    align: Align = "left"


def words_column(head: str, width: float, other: str = "Terlaksananya kegiatan") -> Column:
    """Name the indicators."""
    return Column(head, width, lambda line, named: (named.words,), other=other)


def target_column(author: Author, year: int, head: str = "", **kwargs: Any) -> Column:
    """Print the target of a year."""
    sign = kwargs.pop("sign", "")
    return Column(
        head or str(year),
        kwargs.pop("width", 1.3),
        lambda line, named: (author.target_mark(named.code, named.mention, year, signed(named.code, sign)),),
        align="center",
        **kwargs,
    )


def attained_column(author: Author, year: int, head: str, **kwargs: Any) -> Column:
    """Print what was attained in a year."""
    sign = kwargs.pop("sign", "")
    return Column(
        head,
        kwargs.pop("width", 1.5),
        lambda line, named: (
            author.attained_mark(named.code, named.mention, year, signed(named.code, sign)),
        ),
        align="center",
        **kwargs,
    )


def national_column(author: Author, head: str = "Target SPM", **kwargs: Any) -> Column:
    """Print the national target."""
    national = national_targets()

    def cell(line: Line, named: Named) -> Runs:
        target, year = national[named.code]
        return (author.figure("national_target", named.code, named.mention, year, target),)

    return Column(head, kwargs.pop("width", 1.4), cell, align="center", **kwargs)


def ratio_column(author: Author, year: int, head: str = "Capaian (%)", **kwargs: Any) -> Column:
    """Print attainment over target, which is neither of them."""

    def cell(line: Line, named: Named) -> Runs:
        return (figure_text(100 * author.attained[named.code, year] / author.target[named.code, year]),)

    return Column(head, kwargs.pop("width", 1.4), cell, align="center", **kwargs)


def figure_column(head: str, width: float, text: Callable[[str], str], **kwargs: Any) -> Column:
    """Print plain text for an indicator: a unit, a count."""
    return Column(head, width, lambda line, named: (text(named.code),), align="center", **kwargs)


def line_column(head: str, width: float, key: str, **kwargs: Any) -> Column:
    """Print a field of the line."""
    return Column(head, width, once=lambda line, named: (str(line[key]),), **kwargs)


def code_columns(
    author: Author, kind: Literal["programme", "activity"], *, split: bool = False, head: str = "Kode"
) -> list[Column]:
    """Print the code of a programme or activity in one column, or its parts in columns side by side."""
    key = f"{kind}_code"

    def whole(line: Line, named: Sequence[Named]) -> Runs:
        return author.code_mark(kind, line[key], [(one.code, one.mention) for one in named])

    if not split:
        return [Column(head, 2.1, once=whole)]

    def last(line: Line, named: Sequence[Named]) -> Runs:
        mentions = [(one.code, one.mention) for one in named]
        return author.code_mark(kind, line[key], mentions, printed=line[key].split(".")[-1])

    def part(place: int) -> Callable[[Line, Sequence[Named]], Runs]:
        return lambda line, named: (line[key].split(".")[place],)

    parts = [Column("", 0.55, once=part(place), group=head, align="center") for place in range(4)]
    return [*parts, Column("", 0.55, once=last, group=head, align="center")]


def amount_column(author: Author, year: int, head: str, **kwargs: Any) -> Column:
    """Print the amount of a line in a year; ``key`` names the field that holds it."""
    key, code = kwargs.pop("key", "amount_idr"), kwargs.pop("code", "activity_code")
    look = {name: kwargs.pop(name) for name in ("scale", "rupiah", "cents") if name in kwargs}
    width, source = kwargs.pop("width", 2.0), kwargs.pop("source", False)

    def cell(line: Line, named: Sequence[Named]) -> Runs:
        mentions = [(one.code, one.mention) for one in named]
        funding = line["funding_source"] if source else ""
        return author.amount_mark(line[key], year, line[code], mentions, funding_source=funding, **look)

    return Column(head, width, once=cell, align="right", **kwargs)


def signed(code: str, sign: str) -> str:
    """Return the sign after a figure; a rate has none."""
    return "" if code == "KES-13a" else sign


def indicator_grid(
    author: Author, codes: Sequence[str], columns: Sequence[Column], title: str, **look: Any
) -> list[Grid]:
    """Print a numbered table with an indicator in each row; nothing where there is no indicator."""
    heading = look.pop("heading", "Indikator Kinerja")
    rows = []
    for number, code in enumerate(codes, start=1):
        named = Named(code, *author.wording.mention(code))
        cells = [Cell(column.each({}, named), align=column.align) for column in columns if column.each]
        rows.append((middle(f"{number}."), Cell((named.words,)), *cells))
    shown = [Column("No", 0.9), Column(heading, look.pop("width", 6.0)), *columns]
    return [_grid(shown, rows, title, **look)] if rows else []


def line_grid(
    author: Author, lines: Sequence[Line], level: int, columns: Sequence[Column], title: str, **look: Any
) -> Grid:
    """Print lines with the indicators that each serves and that reach a level in this document.

    A line is a programme or an activity with ``serves``; one with ``heading`` spans the table as a heading.
    """
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        if "heading" in line:
            code, name = line["heading"]
            wide = sum(column.group == columns[0].group != "" for column in columns) or 1
            rest = len(columns) - wide
            rows.append((plain(code, bold=True, columns=wide), plain(name, bold=True, columns=rest)))
        else:
            codes = author.served(line["serves"], level)
            named = [Named(code, *author.wording.mention(code)) for code in codes]
            rows += _rows(line, named, columns)
    return _grid(columns, rows, title, **look)


def _rows(line: Line, named: Sequence[Named], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    span = max(len(named), 1)
    rows = []
    for place in range(span):
        cells = []
        for column in columns:
            if column.once is not None:
                cells += [Cell(column.once(line, named), span, align=column.align)] if place == 0 else []
            elif column.each is not None and named:
                cells.append(Cell(column.each(line, named[place]), align=column.align))
            else:
                cells.append(plain(column.other, align=column.align))
        rows.append(tuple(cells))
    return rows


def _grid(columns: Sequence[Column], rows: list[tuple[Cell, ...]], title: str, **look: Any) -> Grid:
    return Grid(tuple(column.width for column in columns), _head(columns), tuple(rows), title, **look)


def _head(columns: Sequence[Column]) -> tuple[tuple[Cell, ...], ...]:
    if not any(column.group for column in columns):
        return (tuple(plain(column.head) for column in columns),)
    top: list[Cell] = []
    for place, column in enumerate(columns):
        if not column.group:
            top.append(plain(column.head, rows=2))
        elif place == 0 or columns[place - 1].group != column.group:
            width = next(
                (after for after, other in enumerate(columns[place:]) if other.group != column.group),
                len(columns) - place,
            )
            top.append(plain(column.group, columns=width))
    return tuple(top), tuple(plain(column.head) for column in columns if column.group)
