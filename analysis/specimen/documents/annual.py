"""The plans of one year: RKPD, the Renja of the health office, and KUA-PPAS."""

from __future__ import annotations

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Block, Grid, Heading, Section
from analysis.specimen.documents.decoys import by_place, finances, other_offices
from analysis.specimen.documents.facts import FUNDED, NAMED, TARGETED
from analysis.specimen.documents.grids import (
    Line,
    amount_column,
    attained_column,
    code_columns,
    indicator_grid,
    line_column,
    line_grid,
    target_column,
    words_column,
)
from analysis.specimen.documents.plans import MILLION, THOUSAND, TOLD_SHARE, programmed
from analysis.specimen.world import rows_of

__all__ = ["kua_ppas", "renja", "rkpd"]

YEAR = 2013


def rkpd(author: Author) -> tuple[Section, ...]:
    """Write the annual plan of the district; codes stand in five narrow columns, next year's plan beside."""
    prose = author.prose
    targeted = author.codes(TARGETED, FUNDED)
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("governance", 4), *author.laws(),
        Heading(1, "Bab II Evaluasi Hasil Pelaksanaan RKPD Tahun Lalu dan Capaian Kinerja"),
        *prose.paragraphs("region", 4), *author.standards(), *prose.paragraphs("health", 3),
        *author.told(author.codes(NAMED), YEAR), *author.some_told(targeted, YEAR, TOLD_SHARE),
        *author.traps(), evaluation(author, targeted, "Tabel 2.1 Evaluasi Hasil Pelaksanaan RKPD"),
        Heading(2, "2.2 Bidang Lain"), *prose.paragraphs("works", 4), *prose.paragraphs("agriculture", 4),
        *prose.paragraphs("environment", 3), by_place(author, "Sarana dan Prasarana"),
        Heading(1, "Bab III Rancangan Kerangka Ekonomi Daerah dan Kebijakan Keuangan Daerah"),
        *prose.paragraphs("economy", 6), *prose.paragraphs("finance", 6), finances(author),
        Heading(1, "Bab IV Prioritas dan Sasaran Pembangunan Daerah"), *prose.paragraphs("strategy", 6),
        *programmed(author, YEAR, "Tabel 4.2 Program yang Dibiayai Pemerintah Pusat"),
    ]  # fmt: skip
    matrix: list[Block] = [
        Heading(1, "Bab V Rencana Program dan Kegiatan Prioritas Daerah"), rkpd_matrix(author),
        Heading(2, "5.2 Perangkat Daerah Lain"), other_offices(author, YEAR),
    ]  # fmt: skip
    end: list[Block] = [Heading(1, "Bab VI Penutup"), *prose.paragraphs("governance", 4)]
    return (Section(tuple(first)), Section(tuple(matrix), "landscape"), Section(tuple(end)))


def renja(author: Author) -> tuple[Section, ...]:
    """Write the annual plan of the health office, as a word processor's file."""
    prose = author.prose
    funded = author.codes(FUNDED, health=True)
    body: list[Block] = [
        Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("health", 4), *author.laws(),
        Heading(1, "Bab II Evaluasi Pelaksanaan Renja SKPD Tahun Lalu"), *prose.paragraphs("health", 4),
        *author.told(author.codes(NAMED, health=True), YEAR), *author.some_told(funded, YEAR, TOLD_SHARE),
        *author.standards(), *author.traps(),
        evaluation(author, funded[::2], "Tabel 2.1 Rekapitulasi Evaluasi Hasil Pelaksanaan Renja SKPD"),
        Heading(1, "Bab III Tujuan, Sasaran, Program dan Kegiatan"), *prose.paragraphs("strategy", 4),
        *programmed(author, YEAR, "Tabel 3.1 Kegiatan yang Diusulkan ke Provinsi"),
        renja_matrix(author),
        Heading(1, "Bab IV Penutup"), *prose.paragraphs("governance", 4),
    ]  # fmt: skip
    return (Section(tuple(body)),)


def kua_ppas(author: Author) -> tuple[Section, ...]:
    """Write the budget policy with its ceilings, in millions of rupiah."""
    prose = author.prose
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"), *prose.paragraphs("finance", 4), *author.standards(), *author.laws(),
        Heading(1, "Bab II Kerangka Ekonomi Makro Daerah"), *prose.paragraphs("economy", 8),
        *prose.paragraphs("trade", 4), by_place(author, "Indikator Ekonomi"),
        Heading(1, "Bab III Asumsi-asumsi Dasar dalam Penyusunan RAPBD"), *prose.paragraphs("finance", 8),
        finances(author), *author.traps(),
        Heading(1, "Bab IV Kebijakan Pendapatan, Belanja dan Pembiayaan Daerah"),
        *prose.paragraphs("finance", 8),
        *author.some_told(author.codes(FUNDED), YEAR, TOLD_SHARE), *prose.paragraphs("governance", 4),
        Heading(1, "Bab V Plafon Anggaran Sementara Berdasarkan Program dan Kegiatan"),
        ceilings(author),
        Heading(2, "5.2 Perangkat Daerah Lain"), other_offices(author, YEAR, scale=MILLION),
        Heading(1, "Bab VI Penutup"), *prose.paragraphs("budget", 3),
    ]  # fmt: skip
    return (Section(tuple(first)),)


def evaluation(author: Author, codes: list[str], title: str) -> Grid:
    """Print last years' targets and attainments beside the target at the end of the plan."""
    columns = [
        target_column(author, 2011, "Target 2011"), attained_column(author, 2011, "Realisasi 2011"),
        target_column(author, YEAR, f"Target {YEAR}"), target_column(author, 2015, "Target Akhir (2015)"),
    ]  # fmt: skip
    return indicator_grid(author, codes, columns, title)[0] if codes else by_place(author, "Evaluasi")


def rkpd_matrix(author: Author) -> Grid:
    """Print the activities of the year with indicator, target, amount and next year's amount."""
    after = {row["activity_code"]: row["amount_idr"] for row in rows_of(author.activities(YEAR + 1))}
    lines = _under_programmes(author, "", next_amounts=after)
    columns = [
        *code_columns(author, "activity", split=True),
        line_column("Urusan/Program/Kegiatan", 4.5, "activity_name"),
        words_column("Indikator Kinerja Program/Kegiatan", 5),
        target_column(author, YEAR, "Target Capaian Kinerja", sign="%", group=f"Rencana Tahun {YEAR}",
                      width=1.6, other="1 paket"),
        amount_column(author, YEAR, "Kebutuhan Dana/Pagu Indikatif (Rp)", group=f"Rencana Tahun {YEAR}",
                      source=True, width=2.6),
        line_column("Sumber Dana", 1.3, "funding_source", group=f"Rencana Tahun {YEAR}"),
        target_column(author, YEAR + 1, "Target", sign="%", group="Prakiraan Maju Tahun 2014", width=1.4,
                      other="1 paket"),
        amount_column(author, YEAR + 1, "Pagu (Rp)", key="next_amount", group="Prakiraan Maju Tahun 2014",
                      width=2.6),
    ]  # fmt: skip
    title = f"Tabel 5.1 Rumusan Rencana Program dan Kegiatan Tahun {YEAR} dan Prakiraan Maju Tahun {YEAR + 1}"
    return line_grid(author, lines, FUNDED, columns, title, size=7)


def renja_matrix(author: Author) -> Grid:
    """Print the activities of the health office for the year, in thousands of rupiah."""
    columns = [
        *code_columns(author, "activity"), line_column("Program/Kegiatan", 5, "activity_name"),
        words_column("Indikator", 5),
        target_column(author, YEAR, f"Target {YEAR}", sign=" %", width=1.6, other="-"),
        amount_column(author, YEAR, "Pagu (Rp 000)", scale=THOUSAND, source=True),
        line_column("Sumber", 1.2, "funding_source"),
    ]  # fmt: skip
    return line_grid(
        author, _under_programmes(author, "1.02"), FUNDED, columns,
        f"Tabel 3.2 Rencana Kerja dan Pendanaan Tahun {YEAR} (dalam ribuan rupiah)",
    )  # fmt: skip


def ceilings(author: Author) -> Grid:
    """Print the ceilings of programmes and activities in millions of rupiah."""
    columns = [
        *code_columns(author, "activity"), line_column("Program/Kegiatan", 5, "activity_name"),
        words_column("Sasaran/Tolok Ukur", 5, "Terlaksananya kegiatan"),
        target_column(author, YEAR, "Target", sign="%", other="100%"),
        amount_column(author, YEAR, "Plafon (Rp juta)", scale=MILLION),
    ]  # fmt: skip
    return line_grid(
        author, _under_programmes(author, ""), FUNDED, columns,
        f"Tabel 5.1 Plafon Anggaran Sementara Tahun Anggaran {YEAR}", note="(dalam juta rupiah)",
    )  # fmt: skip


def _under_programmes(author: Author, office: str, next_amounts: dict[str, int] | None = None) -> list[Line]:
    lines: list[Line] = []
    activities = author.activities(YEAR, office=office)
    for (programme, name), own in activities.groupby(["programme_code", "programme_name"]):
        lines.append({"heading": (str(programme), str(name))})
        for line in rows_of(own):
            lines.append({**line, "next_amount": (next_amounts or {}).get(line["activity_code"], 0)})
    return lines
