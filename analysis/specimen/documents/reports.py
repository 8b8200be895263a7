"""What was reached: LAKIP of the health office, LKPJ and LPPD of the district."""

from __future__ import annotations

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Block, Grid, Heading, Section
from analysis.specimen.documents.cells import head, plain, right
from analysis.specimen.documents.decoys import by_place
from analysis.specimen.documents.facts import NAMED, TARGETED
from analysis.specimen.documents.grids import (
    attained_column,
    figure_column,
    indicator_grid,
    national_column,
    ratio_column,
    target_column,
)
from analysis.specimen.documents.wording import amount_text
from analysis.specimen.world import attainments

__all__ = ["lakip", "lkpj", "lppd"]

YEAR = 2013
ROTATED_ROWS = 14  # of a table on a turned page


def lakip(author: Author) -> tuple[Section, ...]:
    """Write the performance report of the health office: target, realisation and their ratio."""
    prose = author.prose
    codes = author.codes(TARGETED, health=True)
    agreed = [target_column(author, YEAR, "Target", sign="%", width=1.6)]
    measured = [
        target_column(author, YEAR, "Target (%)"), attained_column(author, YEAR, "Realisasi (%)"),
        ratio_column(author, YEAR),
    ]  # fmt: skip
    compared = [attained_column(author, year, str(year)) for year in (2011, 2012, 2013)]
    body: list[Block] = [
        Heading(1, "Kata Pengantar"), *prose.paragraphs("health", 2),
        Heading(1, "Ikhtisar Eksekutif"), *prose.paragraphs("governance", 3), *author.standards()[:1],
        Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("health", 6), *author.laws(),
        Heading(1, "Bab II Perencanaan Kinerja"), *prose.paragraphs("strategy", 4),
        *indicator_grid(author, codes[::2], agreed, f"Tabel 2.1 Penetapan Kinerja Tahun {YEAR}",
                        heading="Sasaran Kinerja"),
        Heading(1, "Bab III Akuntabilitas Kinerja"), *prose.paragraphs("health", 3), *author.traps(),
        *indicator_grid(author, codes, measured, f"Tabel 3.1 Pengukuran Kinerja Tahun {YEAR}"),
        *author.reported(codes, YEAR), *author.told(author.codes(NAMED, health=True), YEAR),
        *indicator_grid(author, codes[1::3], compared, "Tabel 3.2 Perbandingan Realisasi Antartahun"),
        Heading(2, "3.2 Akuntabilitas Keuangan"), *prose.paragraphs("budget", 4), spending(author),
        *author.standards()[1:],
        Heading(1, "Bab IV Penutup"), *prose.paragraphs("governance", 4),
    ]  # fmt: skip
    return (Section(tuple(body)),)


def lkpj(author: Author) -> tuple[Section, ...]:
    """Write the accountability report to the council, in two columns."""
    prose = author.prose
    body: list[Block] = [Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("governance", 8), *author.laws()]
    body += [
        Heading(1, "Bab II Kebijakan Pemerintahan Daerah"), *prose.paragraphs("strategy", 10),
        Heading(1, "Bab III Pengelolaan Keuangan Daerah"), *prose.paragraphs("finance", 14),
        Heading(1, "Bab IV Penyelenggaraan Urusan"),
        Heading(2, "4.1 Pendidikan"), *prose.paragraphs("education", 6),
        *author.reported(author.codes(TARGETED, health=False), YEAR),
        *author.told(author.codes(NAMED, health=False), YEAR),
        Heading(2, "4.2 Kesehatan"), *prose.paragraphs("health", 6), *author.standards(),
        *author.reported(author.codes(TARGETED, health=True), YEAR),
        *author.told(author.codes(NAMED, health=True), YEAR),
        *author.traps(),
        Heading(2, "4.3 Pekerjaan Umum"), *prose.paragraphs("works", 10),
        Heading(2, "4.4 Pertanian"), *prose.paragraphs("agriculture", 10),
        Heading(2, "4.5 Sosial"), *prose.paragraphs("social", 10),
        Heading(2, "4.6 Lingkungan Hidup"), *prose.paragraphs("environment", 8),
        Heading(2, "4.7 Perdagangan"), *prose.paragraphs("trade", 8),
        Heading(1, "Bab V Penutup"), *prose.paragraphs("governance", 5),
    ]  # fmt: skip
    return (Section(tuple(body), "two-columns"),)


def lppd(author: Author) -> tuple[Section, ...]:
    """Write the report to the central government: the table of standards stands on turned pages."""
    prose = author.prose
    counted = attainments().query(f"year == {YEAR}").set_index("indicator_code")
    columns = [
        national_column(author, "Standar Nasional"), target_column(author, YEAR, f"Target {YEAR}"),
        figure_column("Pembilang", 1.6, lambda code: amount_text(int(counted["numerator"][code]))),
        figure_column("Penyebut", 1.6, lambda code: amount_text(int(counted["denominator"][code]))),
        attained_column(author, YEAR, f"Realisasi {YEAR}"),
    ]  # fmt: skip
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("region", 6), *author.laws(),
        Heading(1, "Bab II Rencana Pembangunan Jangka Menengah"), *prose.paragraphs("strategy", 6),
        Heading(1, "Bab III Urusan Desentralisasi"), *prose.paragraphs("education", 5),
        *prose.paragraphs("health", 5),
        *prose.paragraphs("works", 5), by_place(author, "Urusan Wajib"), *author.traps(),
        Heading(1, "Bab IV Urusan Wajib Pelayanan Dasar"),
        *author.standards(), *prose.paragraphs("governance", 3),
    ]  # fmt: skip
    turned: list[Block] = []
    codes = author.codes(TARGETED)
    for number, start in enumerate(range(0, len(codes), ROTATED_ROWS), start=1):
        part = codes[start : start + ROTATED_ROWS]
        turned += indicator_grid(author, part, columns, f"Tabel 4.{number} Realisasi Pencapaian", width=8.0)
    end: list[Block] = [
        Heading(1, "Bab V Tugas Pembantuan"), *prose.paragraphs("social", 6),
        *prose.paragraphs("environment", 4),
        Heading(1, "Bab VI Penutup"), *prose.paragraphs("governance", 4),
    ]  # fmt: skip
    middle = (Section(tuple(turned), "rotated"),) if turned else ()
    return (Section(tuple(first)), *middle, Section(tuple(end)))


def spending(author: Author) -> Grid:
    """Print what programmes had and spent; it names no indicator."""
    rows = []
    activities = author.activities(YEAR, office="1.02")
    for (code, name), own in activities.groupby(["programme_code", "programme_name"]):
        had = int(own["amount_idr"].sum())
        spent = round(had * float(author.draws.uniform(0.84, 0.99)) / 1000) * 1000
        rows.append((plain(str(code)), plain(str(name)), right(amount_text(had)), right(amount_text(spent))))
    names = head("Kode", "Program", "Anggaran (Rp)", "Realisasi (Rp)")
    return Grid((2, 7, 3, 3), (names,), tuple(rows), "Tabel 3.3 Anggaran dan Realisasi Menurut Program")
