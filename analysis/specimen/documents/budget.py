"""The budget of the whole district line by line: Penjabaran APBD."""

from __future__ import annotations

from typing import Any

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Block, Cell, Grid, Heading, Section
from analysis.specimen.documents.cells import plain, right
from analysis.specimen.documents.decoys import finances, other_offices
from analysis.specimen.documents.facts import FUNDED
from analysis.specimen.documents.forms import items_of
from analysis.specimen.documents.wording import amount_text
from analysis.specimen.world import rows_of

__all__ = ["apbd"]

YEAR = 2013


def apbd(author: Author) -> tuple[Section, ...]:
    """Write the regent's regulation that breaks the budget down: accounts under activities, explained."""
    prose = author.prose
    activities = author.activities(YEAR)
    body: list[Block] = [
        Heading(1, "Peraturan Bupati Contoh Nomor 48 Tahun 2012"), *author.laws(),
        *prose.paragraphs("budget", 3), *author.traps(),
        Heading(1, "Lampiran I Ringkasan Penjabaran APBD"), finances(author),
    ]  # fmt: skip
    for office, title in (("1.01", "Dinas Pendidikan"), ("1.02", "Dinas Kesehatan"), ("1.12", "BKBPP")):
        own = activities[activities["activity_code"].str.startswith(office)]
        body += [Heading(1, f"Lampiran II Rincian {title}"), details(author, own)]
    body += [Heading(1, "Lampiran II Rincian Perangkat Daerah Lain"), other_offices(author, YEAR)]
    return (Section(tuple(body)),)


def details(author: Author, activities: Any) -> Grid:
    """Print programmes, activities and accounts with their amounts; the last column explains them."""
    rows: list[tuple[Cell, ...]] = []
    for (code, name), own in activities.groupby(["programme_code", "programme_name"]):
        total = amount_text(int(own["amount_idr"].sum()), rupiah=True, cents=True)
        rows.append((plain(_long(code), bold=True), plain(name, bold=True), right(total, bold=True), Cell()))
        for line in rows_of(own):
            rows += _activity(author, line)
    head = tuple(plain(name) for name in ("Kode Rekening", "Uraian", "Jumlah (Rp)", "Penjelasan"))
    title = "Penjabaran Anggaran Pendapatan dan Belanja Daerah"
    return Grid((3.2, 6, 3.4, 4.4), (head,), tuple(rows), title, size=7.5)


def _activity(author: Author, line: dict[str, Any]) -> list[tuple[Cell, ...]]:
    named = [(code, *author.wording.mention(code)) for code in author.served(line["serves"], FUNDED)]
    mentions = [(code, mention) for code, mention, _ in named]
    code = author.code_mark("activity", line["activity_code"], mentions, printed=_long(line["activity_code"]))
    amount = author.amount_mark(
        line["amount_idr"], YEAR, line["activity_code"], mentions, rupiah=True, cents=True,
        funding_source=line["funding_source"] if named else "",
    )  # fmt: skip
    explained: list[Any] = [f"Sumber dana: {line['funding_source']}. "]
    for indicator, mention, words in named:
        explained += [words, " target ", author.target_mark(indicator, mention, YEAR, "%"), ". "]
    rows: list[tuple[Cell, ...]] = []
    rows.append(
        (Cell(code), plain(line["activity_name"]), Cell(amount, align="right"), Cell(tuple(explained)))
    )
    for account, name, amount_idr in items_of(line):
        text = amount_text(amount_idr, rupiah=True, cents=True)
        rows.append((plain(f"{_long(line['activity_code'])}.{account}"), plain(name), right(text), Cell()))
    return rows


def _long(code: str) -> str:
    """Return a code as the budget prints it: the affair once more before the office."""
    affair = ".".join(code.split(".")[:2])
    return f"{affair}.{code}"
