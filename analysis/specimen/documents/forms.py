"""Budget forms of an office, one per activity (Permendagri 13/2006): RKA-SKPD 2.2.1 and DPA-SKPD 2.2.1."""

from __future__ import annotations

from typing import Any

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Block, Cell, Grid, Heading, Paragraph, Section
from analysis.specimen.documents.cells import head, middle, plain, right
from analysis.specimen.documents.facts import FUNDED
from analysis.specimen.documents.wording import amount_text
from analysis.specimen.world import rows_of

__all__ = ["dpa", "items_of", "rka"]

ITEMS = {
    "goods_services": (
        ("5.2.1.02.01", "Honorarium panitia pelaksana kegiatan", "orang/bulan", 0.12),
        ("5.2.2.01.01", "Belanja alat tulis kantor", "paket", 0.05),
        ("5.2.2.06.02", "Belanja penggandaan", "lembar", 0.04),
        ("5.2.2.11.02", "Belanja makanan dan minuman rapat", "kotak", 0.14),
        ("5.2.2.15.01", "Belanja perjalanan dinas dalam daerah", "orang/hari", 0.25),
        ("5.2.2.02.04", "Belanja bahan pakai habis kegiatan", "paket", 0.40),
    ),
    "capital": (
        ("5.2.1.02.01", "Honorarium panitia pengadaan", "orang/bulan", 0.02),
        ("5.2.2.01.01", "Belanja alat tulis kantor", "paket", 0.01),
        ("5.2.3.26.01", "Belanja modal pengadaan konstruksi dan barang", "unit", 0.97),
    ),
}
QUARTERS = (0.15, 0.30, 0.35, 0.20)


def dpa(author: Author) -> tuple[Section, ...]:
    """Write the budget of the health office that is in force: a form for each activity."""
    year, prose = 2013, author.prose
    activities = author.activities(year, office="1.02")
    total = int(activities["amount_idr"].sum())
    first: list[Block] = [
        Heading(1, "Dokumen Pelaksanaan Anggaran Satuan Kerja Perangkat Daerah"),
        Paragraph((f"Jumlah belanja langsung: {amount_text(total, rupiah=True, cents=True)}",)),
        *prose.paragraphs("budget", 2),
        *author.traps(),
        summary(activities),
    ]
    forms = [block for line in rows_of(activities) for block in activity_form(author, "DPA", line, year)]
    return (Section(tuple(first)), Section(tuple(forms)))


def rka(author: Author) -> tuple[Section, ...]:
    """Write the budget proposal of the health office: activities that carry a standard, and a few more."""
    year = 2013
    activities = author.activities(year, office="1.02")
    lines = rows_of(activities)
    carrying = [line for line in lines if author.served(line["serves"], FUNDED)]
    others = [line for line in lines if line not in carrying]
    chosen = carrying + others[:: max(len(others) // 4, 1)][:4]
    first: list[Block] = [
        Heading(1, "Rencana Kerja dan Anggaran Satuan Kerja Perangkat Daerah"),
        *author.prose.paragraphs("budget", 2),
        *author.traps(),
    ]
    forms = [block for line in chosen for block in activity_form(author, "RKA", line, year)]
    return (Section(tuple(first)), Section(tuple(forms)))


def summary(activities: Any) -> Grid:
    """Print the recapitulation of programmes and activities with their amounts; it names no indicator."""
    rows: list[tuple[Cell, ...]] = []
    for (code, name), own in activities.groupby(["programme_code", "programme_name"]):
        amount = amount_text(int(own["amount_idr"].sum()), cents=True)
        rows.append(
            (
                plain(code, bold=True),
                plain(name, bold=True),
                right(amount, bold=True),
            )
        )
        for line in rows_of(own):
            amount = amount_text(line["amount_idr"], cents=True)
            rows.append(
                (
                    plain(line["activity_code"]),
                    plain(line["activity_name"]),
                    right(amount),
                )
            )
    return Grid(
        (2, 7, 3), (head("Kode", "Uraian", "Jumlah (Rp)"),), tuple(rows), "Rekapitulasi Belanja Langsung"
    )


def activity_form(author: Author, name: str, line: dict[str, Any], year: int) -> list[Block]:
    """Write the form of one activity: who, indicators with targets, what it costs, when it is paid."""
    codes = author.served(line["serves"], FUNDED)
    named = [(code, *author.wording.mention(code)) for code in codes]
    mentions = [(code, mention) for code, mention, _ in named]
    return [
        Heading(1, f"Formulir {name} SKPD 2.2.1"),
        Paragraph((f"Kabupaten Contoh, Tahun Anggaran {year}",), style="centred"),
        _who(author, line, year, mentions),
        _indicators(author, line, year, named),
        _items(author, line, name),
        _quarters(line["amount_idr"]),
        Paragraph(("Kepala Dinas Kesehatan selaku Pengguna Anggaran",), style="signature"),
    ]


def _who(author: Author, line: dict[str, Any], year: int, mentions: list[tuple[str, str]]) -> Grid:
    amount = author.amount_mark(
        line["amount_idr"],
        year,
        line["activity_code"],
        mentions,
        rupiah=True,
        cents=True,
        funding_source=line["funding_source"],
    )
    programme = author.code_mark("programme", line["programme_code"], mentions)
    activity = author.code_mark("activity", line["activity_code"], mentions)
    rows = [
        ("Urusan Pemerintahan", ("1.02", " Kesehatan")),
        ("Organisasi", ("1.02.01", " Dinas Kesehatan")),
        ("Program", (*programme, f" {line['programme_name']}")),
        ("Kegiatan", (*activity, f" {line['activity_name']}")),
        ("Lokasi Kegiatan", ("Kabupaten Contoh",)),
        ("Sumber Dana", (line["funding_source"],)),
        (f"Jumlah Tahun {year}", amount),
    ]
    cells = tuple((plain(name), middle(":"), Cell(runs)) for name, runs in rows)
    return Grid((3, 0.4, 9), (), cells, size=9, place="form")


def _indicators(author: Author, line: dict[str, Any], year: int, named: list[tuple[str, str, Any]]) -> Grid:
    amount = amount_text(line["amount_idr"], rupiah=True, cents=True)
    rows: list[tuple[Cell, ...]] = []
    for place, (code, mention, words) in enumerate(named):
        target = author.target_mark(code, mention, year, " %" if code != "KES-13a" else "")
        start = (plain("Capaian Program", rows=len(named)),) if place == 0 else ()
        rows.append((*start, Cell((words,)), Cell((target,), align="center")))
    if not named:
        rows.append(
            (
                plain("Capaian Program"),
                plain("Terlaksananya program"),
                middle("100 %"),
            )
        )
    rows.append((plain("Masukan"), plain("Jumlah dana"), middle(amount)))
    rows.append(
        (
            plain("Keluaran"),
            plain(f"Terlaksananya {line['activity_name'].lower()}"),
            middle("12 bulan"),
        )
    )
    rows.append((plain("Hasil"), plain("Meningkatnya mutu layanan"), middle("100 %")))
    heads = head("Indikator", "Tolok Ukur Kinerja", "Target Kinerja")
    return Grid(
        (2.2, 8, 3),
        (heads,),
        tuple(rows),
        "Indikator dan Tolok Ukur Kinerja Belanja Langsung",
        size=9,
        place="form",
    )


def items_of(line: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Return the accounts of an activity with their amounts, which add up to its own."""
    left, found = line["amount_idr"], []
    items = ITEMS[line["spending_class"]]
    for place, (account, name, _, share) in enumerate(items):
        last = place == len(items) - 1
        amount = left if last else round(line["amount_idr"] * share / 10_000) * 10_000
        left -= amount
        found.append((account, name, amount))
    return found


def _items(author: Author, line: dict[str, Any], name: str) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    units = {account: unit for account, _, unit, _ in ITEMS[line["spending_class"]]}
    for account, item, amount in items_of(line):
        volume = int(author.draws.integers(2, 12))
        counted = (middle(str(volume)), plain(units[account]), right(amount_text(round(amount / volume))))
        rows.append((plain(account), plain(item), *counted, right(amount_text(amount))))
    total = right(amount_text(line["amount_idr"]), bold=True)
    rows.append((plain("Jumlah", columns=5, align="right", bold=True), total))
    top = (plain("Kode Rekening", rows=2), plain("Uraian", rows=2), plain("Rincian Perhitungan", columns=3),
           plain("Jumlah (Rp)", rows=2))  # fmt: skip
    heads = (top, head("Volume", "Satuan", "Harga Satuan"))
    title = f"Rincian {'Dokumen Pelaksanaan Anggaran' if name == 'DPA' else 'Anggaran Belanja'}"
    return Grid((2.2, 5, 1.2, 1.8, 2.2, 2.4), heads, tuple(rows), title, place="form")


def _quarters(amount_idr: int) -> Grid:
    parts = [round(amount_idr * share / 10_000) * 10_000 for share in QUARTERS[:-1]]
    parts.append(amount_idr - sum(parts))
    rows = tuple(
        (plain(f"Triwulan {name}"), right(amount_text(part, rupiah=True)))
        for name, part in zip(("I", "II", "III", "IV"), parts, strict=True)
    )
    return Grid((3, 3), (head("Rencana Penarikan Dana", "Jumlah"),), rows, size=8, place="form")
