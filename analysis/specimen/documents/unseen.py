"""Documents in layouts of their own: a plan with stacked cells, a revised budget.

They were made when no reader had been written for them. Since then what went wrong in them has been mended:
they are a regression, and no measure of layouts that a reader never saw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Block, Cell, Grid, Heading, Mark, Runs, Section
from analysis.specimen.documents.cells import plain
from analysis.specimen.documents.decoys import by_place, finances
from analysis.specimen.documents.facts import FUNDED, NAMED, TARGETED
from analysis.specimen.documents.grids import (
    Column,
    Line,
    Named,
    amount_column,
    attained_column,
    code_columns,
    indicator_grid,
    line_column,
    line_grid,
    target_column,
    words_column,
)
from analysis.specimen.documents.wording import amount_text
from analysis.specimen.world import BASE_YEAR, YEARS, amounts, rows_of

__all__ = ["renstra_disdik", "revised_budget"]

MILLION = 1_000_000
REVISED = 2013


def renstra_disdik(author: Author) -> tuple[Section, ...]:
    """Write the five-year plan of the education office: several indicators stand in one cell."""
    prose, last = author.prose, YEARS[-1]
    years = [target_column(author, year) for year in YEARS]
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("education", 5), *author.standards()[:1],
        *author.laws(),
        Heading(1, "Bab II Gambaran Pelayanan"), *prose.paragraphs("education", 6),
        *author.told(author.codes(NAMED), last), *author.traps(), by_place(author, "Jumlah Murid"),
        *indicator_grid(author, author.codes(TARGETED),
                        [attained_column(author, BASE_YEAR, "Kondisi 2010"), *years],
                        "Tabel 2.3 Sasaran Pelayanan Pendidikan"),
        Heading(1, "Bab III Isu Strategis"), *prose.paragraphs("strategy", 5), *author.standards()[1:],
        Heading(1, "Bab IV Tujuan dan Sasaran"), *prose.paragraphs("strategy", 5),
    ]  # fmt: skip
    matrix: list[Block] = [
        Heading(1, "Bab V Rencana Program dan Kegiatan"), stacked_matrix(author, "1.01"),
    ]  # fmt: skip
    return (Section(tuple(first)), Section(tuple(matrix), "landscape"))


def stacked_matrix(author: Author, office: str) -> Grid:
    """Print activities with all their indicators in one cell and all targets of a year in another."""
    tables = {year: author.activities(year, office=office) for year in YEARS}
    money = {year: dict(zip(t["activity_code"], t["amount_idr"], strict=True)) for year, t in tables.items()}
    top = [plain(name, rows=2) for name in ("Kode", "Kegiatan", "Indikator", "Kondisi Awal 2010")]
    top += [plain(str(year), columns=2) for year in YEARS]
    rows = []
    for line in rows_of(tables[YEARS[0]]):
        named = [Named(code, *author.wording.mention(code)) for code in author.served(line["serves"], FUNDED)]
        mentions = [(one.code, one.mention) for one in named]
        code = line["activity_code"]
        cells = [Cell(author.code_mark("activity", code, mentions)), plain(line["activity_name"])]
        cells.append(Cell(_stacked([one.words for one in named]) if named else ("Terlaksananya kegiatan",)))
        cells.append(_figures(named, lambda one: author.attained_mark(one.code, one.mention, BASE_YEAR)))
        for year in YEARS:
            cells.append(_figures(named, _target(author, year)))
            amount = author.amount_mark(money[year][code], year, code, mentions, scale=MILLION)
            cells.append(Cell(amount, align="right"))
        rows.append(tuple(cells))
    second = tuple(plain(name) for _ in YEARS for name in ("target (%)", "pagu"))
    title = "Tabel 5.1 Program, Kegiatan, dan Pendanaan (pagu dalam juta rupiah)"
    widths = (2.1, 4, 5, 1.5, *[1.3, 1.9] * len(YEARS))
    return Grid(widths, (tuple(top), second), tuple(rows), title, size=7)


def _target(author: Author, year: int) -> Callable[[Named], Mark]:
    return lambda one: author.target_mark(one.code, one.mention, year)


def _figures(named: Sequence[Named], mark: Callable[[Named], Mark]) -> Cell:
    runs: list[str | Mark] = []
    for place, one in enumerate(named):
        runs += [*(["\n\n"] if place else []), mark(one)]
    return Cell(tuple(runs) or ("-",), align="center")


def _stacked(words: Sequence[Mark]) -> Runs:
    runs: list[str | Mark] = []
    for place, mark in enumerate(words, start=1):
        runs += [("\n" if place > 1 else "") + f"{place}. ", mark]
    return tuple(runs)


def revised_budget(author: Author) -> tuple[Section, ...]:
    """Write the revised budget: amounts before and after, and the difference, which is neither."""
    prose = author.prose
    before = {row["activity_code"]: row["amount_idr"] for row in rows_of(amounts("apbd", REVISED))}
    lines: list[Line] = []
    for (programme, name), own in author.activities(REVISED).groupby(["programme_code", "programme_name"]):
        lines.append({"heading": (str(programme), str(name))})
        lines += [
            {**line, "before_idr": before.get(line["activity_code"], 0)}
            for line in rows_of(own)
            if line["activity_code"] in before
        ]
    columns = [
        *code_columns(author, "activity", head="Kode Rekening"), line_column("Uraian", 5, "activity_name"),
        words_column("Tolok Ukur", 5, "Terlaksananya kegiatan"),
        target_column(author, REVISED, "Target", sign="%", other="100%"),
        amount_column(author, REVISED, "Sebelum Perubahan", key="before_idr", group="Jumlah (Rp)", width=2.6),
        amount_column(author, REVISED, "Setelah Perubahan", group="Jumlah (Rp)", width=2.6),
        Column("(Rp)", 2.4, once=_difference, group="Bertambah/(Berkurang)", align="right"),
        Column("%", 1.2, once=_difference_pct, group="Bertambah/(Berkurang)", align="right"),
    ]  # fmt: skip
    title = "Penjabaran Perubahan Anggaran Pendapatan dan Belanja Daerah"
    first: list[Block] = [
        Heading(1, "Peraturan Bupati Contoh Nomor 33 Tahun 2013"), *author.laws(),
        *prose.paragraphs("budget", 3), *prose.paragraphs("finance", 3), finances(author),
    ]  # fmt: skip
    table: list[Block] = [Heading(1, "Lampiran II"), line_grid(author, lines, FUNDED, columns, title, size=7)]
    return (Section(tuple(first)), Section(tuple(table), "landscape"))


def _difference(line: Line, named: Sequence[Named]) -> Runs:
    change = line["amount_idr"] - line["before_idr"]
    return (f"({amount_text(-change)})" if change < 0 else amount_text(change),)


def _difference_pct(line: Line, named: Sequence[Named]) -> Runs:
    change = 100 * (line["amount_idr"] - line["before_idr"]) / line["before_idr"]
    return (f"{change:.2f}".replace(".", ","),)
