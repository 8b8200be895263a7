"""What the cells of a row say under their heads: figures of indicators and amounts of rupiah."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analysis.documents.finding.context import Context
from analysis.documents.finding.heads import Column, role_of
from analysis.documents.finding.language_tables import Role, rows_of
from analysis.documents.finding.numbers import Figure, figures, rate_unit, years_in
from analysis.documents.finding.stacked import Stack, stacked_values
from analysis.documents.finding.tables import Head, Row
from analysis.documents.page import Cell

__all__ = ["CellFigure", "Money", "money_in", "of_stack", "scaled", "targets_in", "year_of"]

TARGETS: frozenset[Role] = frozenset({"target", "achievement", "baseline", "national_target"})
LEAST_MONEY = 1_000_000  # a number as large under a head of targets is rupiah
LONGEST_VALUE = 60  # characters of a cell that holds a value
LONGEST_STACK, MOST_LETTERS = 600, 0.4  # characters of one that holds many, and the share of letters in it
LARGEST_IN_MILLIONS = 1_000_000  # more millions than this are no millions
LARGEST_IN_THOUSANDS = 100_000_000
# Labels of a budget form whose entry is an indicator with its target.
OUTCOME = re.compile(r"capaian|keluaran|hasil|outcome|output|indikator", re.IGNORECASE)
SOURCE_TOLD = re.compile(r"sumber (?:dana|pendanaan|anggaran)\s*:", re.IGNORECASE)
DEADLINE = re.compile(r"batas waktu|tahun pencapaian|waktu pencapaian", re.IGNORECASE)
BROKEN = re.compile(r"(?:Rp\.?\s*)?[\d.,]+(?:\s+[\d.,]+)+(?:,-)?", re.IGNORECASE)
WHOLE = re.compile(r"(?:Rp\.?)?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?(?:,-)?", re.IGNORECASE)
BOTH = re.compile(r"target", re.IGNORECASE)  # a head of money that is one of targets too: 90 % / 150.000
SUM = re.compile(  # heads that may be of rupiah
    r"(?:^|\| )(?:jumlah|total|nilai|besaran)"
    r"(?: \(?(?:semula|sebelum|sesudah|setelah)(?: perubahan)?\)?)?(?: =[^|]*)?(?: \||$)",
    re.IGNORECASE,
)
EMPTY = re.compile(r"^[\s\-\u2013.n/a]*$", re.IGNORECASE)
SOURCES = re.compile("|".join(row["pattern"] for row in rows_of("money_sources.csv")), re.IGNORECASE)


class CellFigure(NamedTuple):
    """A figure of an indicator in a cell."""

    kind: Role
    figure: Figure
    unit: str
    year: int | None
    column: Column
    cell: Cell
    at: int
    stacks: tuple[Stack, ...] = ()


class Money(NamedTuple):
    """An amount of rupiah in a cell."""

    figure: Figure
    scale: int
    amount_idr: float
    year: int | None
    realised: bool
    column: Column
    cell: Cell
    stacks: tuple[Stack, ...] = ()


def year_of(column: Column, head: Head, context: Context, *, stated: bool = False) -> int | None:
    """Return the year that a column is for: its own, the counted one, the caption's, the budget's.

    Parameters
    ----------
    column, head, context
        The column, its table, what holds from above.
    stated
        Whether the year of the document does not stand in: a baseline and the end of a period are of
        another year.
    """
    if column.year is not None:
        return column.year
    if column.place is not None and context.first_year is not None:
        return context.first_year + column.place - 1
    if column.offset is not None:
        return None if context.year is None else context.year + column.offset
    if column.final:
        return _last_planned(head) if column.role == "target" else None
    found = {int(year) for year in re.findall(r"\b(20\d\d)\b", head.caption)}
    single = found.pop() if len(found) == 1 else None
    return single if single is not None or stated else context.year


def _last_planned(head: Head) -> int | None:
    """Return the last of the years for which a table names targets, which is the end of its period."""
    columns = [one for one in head.columns if one.role == "target" and not one.final]
    years = {one.year for one in columns if one.year is not None}
    return max(years) if len(years) > 1 else None


def targets_in(row: Row, head: Head, context: Context, default: Role) -> list[CellFigure]:
    """Return the figures of indicators in a row.

    Parameters
    ----------
    row, head, context
        The row, what its columns hold, what holds from above.
    default
        What a column is that has only a year for its head.
    """
    said_unit = _unit_cell(row, head)
    found = []
    labelled = not head.columns and bool(row.texts()) and OUTCOME.match(row.texts()[0][1].text.strip())
    for at, cell in row.texts():
        column = head.columns[at] if at < len(head.columns) else Column()
        both = column.role == "money" and BOTH.search(column.head) is not None
        kind = "target" if both or (labelled and at) else _kind(column, head, default, context)
        text = cell.text.strip()
        if kind is None or _tells(text) or EMPTY.match(text):
            continue
        text = whole_number(text.rsplit("=", 1)[-1])
        figure = _chosen(figures(text))
        if both and (figure is None or figure.unit != "percent"):
            continue
        if figure is None or figure.unit == "rupiah" or (figure.value >= LEAST_MONEY and not figure.unit):
            continue
        unit = figure.unit or said_unit or column.unit
        year = (
            year_of(column, head, context, stated=kind == "baseline" or kind != default == "target")
            if kind != "national_target"
            else _deadline(row, head) or column.year
        )
        found.append(CellFigure(kind, figure, unit, year, column, cell, at, stacked_values(text)))
    return found


def _deadline(row: Row, head: Head) -> int | None:
    """Return the year until which a national standard is to be met, where a column says it."""
    for at, cell in row.texts():
        if at < len(head.columns) and DEADLINE.search(head.columns[at].head):
            return next((year for year, _ in years_in(cell.text)), None)
    return None


def _kind(column: Column, head: Head, default: Role, context: Context) -> Role | None:
    if column.role in TARGETS:
        return column.role
    if not _only_year(column):
        return None
    said = role_of(head.caption)
    if said in TARGETS:
        return said
    return "achievement" if default == "target" and _past(column, context) else default


def _only_year(column: Column) -> bool:
    """Say whether a head gives a year, and not what is under it."""
    return column.role in {"other", "name"} and (column.year is not None or column.place is not None)


def _past(column: Column, context: Context) -> bool:
    """Say whether a year lies before the plan; in a plan for one year that of its making does not."""
    begins = context.first_year
    if begins is None and context.year is not None:
        begins = context.year - 1
    return begins is not None and column.year is not None and column.year < begins


def _chosen(found: Sequence[Figure]) -> Figure | None:
    """Return the figure of a cell: the percentage where a count stands beside it."""
    return next((figure for figure in found if figure.unit == "percent"), found[0] if found else None)


def _unit_cell(row: Row, head: Head) -> str:
    for at, cell in row.texts():
        if at < len(head.columns) and head.columns[at].role == "unit":
            text = cell.text.strip().casefold()
            found = figures(f"1 {text}")
            return (
                "percent"
                if "%" in text or "persen" in text
                else rate_unit(text) or (found[0].unit if found else "")
            )
    return ""


def money_in(row: Row, head: Head, context: Context) -> list[Money]:
    """Return the amounts of rupiah in a row: what stands under a head of money or says rupiah itself."""
    found = []
    for at, cell in row.texts():
        column = head.columns[at] if at < len(head.columns) else Column()
        text = cell.text.strip()
        if column.role in {"code", "unit", "source", "note"} or _tells(text) or EMPTY.match(text):
            continue
        text = whole_number(text)
        for figure in figures(text):
            money = column.role == "money" and figure.unit in {"", "rupiah"}
            summed = SUM.search(column.head) is not None
            least = LEAST_MONEY / (head.scale or 1) if summed else LEAST_MONEY
            large = not figure.unit and figure.value >= least and (summed or column.role in TARGETS)
            if not (money or large or figure.unit == "rupiah"):
                continue
            if "harga" in column.head.casefold() or not figure.value:
                continue
            # "Rp" in a head names the money, not its scale: the title over the table may say millions.
            said = column.scale if column.scale and column.scale > 1 else head.scale
            scale = figure.scale if figure.scale > 1 else said or 1
            amount, scale = scaled(figure, scale)
            realised = "realisasi" in column.head.casefold()
            year = year_of(column, head, context)
            found.append(Money(figure, scale, amount, year, realised, column, cell, stacked_values(text)))
            break
    return found


def of_stack(money: Money, figure: Figure) -> Money:
    """Return the amount that another figure of the same cell is, in the same scale."""
    amount, scale = scaled(figure, max(money.scale, figure.scale))
    return money._replace(figure=figure, amount_idr=amount, scale=scale)


def _tells(text: str) -> bool:
    """Say whether a cell tells something rather than holding values."""
    letters = sum(map(str.isalpha, text))
    return len(text) > LONGEST_VALUE and (letters > MOST_LETTERS * len(text) or len(text) > LONGEST_STACK)


def whole_number(text: str) -> str:
    """Mend a number that a narrow column broke over lines: 4.650.512. 721."""
    if not BROKEN.fullmatch(text):
        return text
    mended = re.sub(r"\s+", "", text)
    return mended if WHOLE.fullmatch(mended) else text


def scaled(figure: Figure, scale: int) -> tuple[float, int]:
    """Apply a scale, unless the number is too large to be counted in it: tables mix millions and rupiah."""
    full = (scale == 10**6 and figure.value >= LARGEST_IN_MILLIONS) or (
        scale == 10**3 and figure.value >= LARGEST_IN_THOUSANDS
    )
    if figure.unit == "rupiah" and figure.scale == 1 and figure.value >= LEAST_MONEY and scale > 1:
        full = True
    scale = 1 if full else scale
    return round(figure.value * scale, 2), scale


def sources_in(texts: Iterable[str]) -> str:
    """Return the sources of money that texts name, in their order, joined by ``; ``."""
    found = [match.group() for text in texts for match in SOURCES.finditer(text)]
    return "; ".join(dict.fromkeys(" ".join(one.split()) for one in found))


def source_of(row: Row, head: Head, context: Context) -> str:
    """Return the source of money of a row: its cell, else that of the form."""
    cells: Mapping[int, Cell] = dict(row.texts())
    under = [
        cell.text
        for at, cell in cells.items()
        if at < len(head.columns) and head.columns[at].role == "source"
    ]
    if under:
        return sources_in(under) or " ".join(under[0].split())[:40]
    told = [cell.text for cell in cells.values() if SOURCE_TOLD.search(cell.text)]
    if told:
        return sources_in(told)
    named = [
        head.columns[at].head for at in cells if at < len(head.columns) and head.columns[at].role == "money"
    ]
    return context.form.source or (sources_in(named[:1]) if len(named) == 1 else "")
