"""The plans of five years: RPJMD, the Renstra of the health office, the regulation on the standards."""

from __future__ import annotations

from analysis.specimen.documents.author import Author
from analysis.specimen.documents.blocks import Block, Grid, Heading, Paragraph, Section
from analysis.specimen.documents.decoys import by_place, finances
from analysis.specimen.documents.facts import FUNDED, NAMED, PROGRAMMED, TARGETED
from analysis.specimen.documents.grids import (
    Column,
    Line,
    amount_column,
    attained_column,
    code_columns,
    figure_column,
    indicator_grid,
    line_column,
    line_grid,
    national_column,
    target_column,
    words_column,
)
from analysis.specimen.world import BASE_YEAR, YEARS, assumptions, national_targets, rows_of

__all__ = ["regulation", "renstra", "rpjmd"]

MILLION, THOUSAND = 1_000_000, 1_000
TOLD_SHARE = 0.35  # of the indicators with a target that are also told in running text


def rpjmd(author: Author) -> tuple[Section, ...]:
    """Write the five-year plan of the district (Permendagri 54/2010: ten chapters)."""
    prose, last = author.prose, YEARS[-1]
    targeted = author.codes(TARGETED, FUNDED)
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"),
        Heading(2, "1.1 Latar Belakang"), *prose.paragraphs("governance", 4), *author.standards()[:1],
        Heading(2, "1.2 Dasar Hukum Penyusunan"), *author.laws(),
        Heading(2, "1.3 Hubungan Antardokumen"), *prose.paragraphs("governance", 4),
        Heading(1, "Bab II Gambaran Umum Kondisi Daerah"),
        Heading(2, "2.1 Aspek Geografi dan Demografi"), *prose.paragraphs("region", 10),
        by_place(author, "Penduduk"),
        Heading(2, "2.2 Aspek Kesejahteraan Masyarakat"), *prose.paragraphs("economy", 8), *author.traps(),
        Heading(2, "2.3 Aspek Pelayanan Umum"),
        Heading(3, "2.3.1 Kesehatan"), *prose.paragraphs("health", 4),
        *author.told(author.codes(NAMED), last), *author.some_told(targeted, last, TOLD_SHARE),
        Heading(3, "2.3.2 Pendidikan"), *prose.paragraphs("education", 6),
        Heading(3, "2.3.3 Pekerjaan Umum"), *prose.paragraphs("works", 6), by_place(author, "Panjang Jalan"),
        Heading(3, "2.3.4 Sosial"), *prose.paragraphs("social", 6),
        Heading(3, "2.3.5 Lingkungan Hidup"), *prose.paragraphs("environment", 5),
        Heading(2, "2.4 Aspek Daya Saing Daerah"), *prose.paragraphs("trade", 5),
        *prose.paragraphs("agriculture", 6),
        Heading(1, "Bab III Gambaran Pengelolaan Keuangan Daerah serta Kerangka Pendanaan"),
        *prose.paragraphs("finance", 9), finances(author),
        Heading(1, "Bab IV Analisis Isu-isu Strategis"), *prose.paragraphs("strategy", 8),
        *author.standards()[1:],
        Heading(1, "Bab V Visi, Misi, Tujuan dan Sasaran"), *prose.paragraphs("strategy", 8),
        Heading(1, "Bab VI Strategi dan Arah Kebijakan"), *prose.paragraphs("strategy", 9),
        Heading(1, "Bab VII Kebijakan Umum dan Program Pembangunan Daerah"), *prose.paragraphs("strategy", 4),
        *programmed(author, last, "Tabel 7.1 Program Prioritas dan Indikator Kinerja"),
    ]  # fmt: skip
    matrix: list[Block] = [
        Heading(1, "Bab VIII Indikasi Rencana Program Prioritas yang Disertai Kebutuhan Pendanaan"),
        programme_matrix(author),
    ]
    years = [target_column(author, year, group="Target Capaian Setiap Tahun") for year in YEARS]
    baseline = attained_column(author, BASE_YEAR, "Kondisi Awal 2010")
    end: list[Block] = [
        Heading(1, "Bab IX Penetapan Indikator Kinerja Daerah"), *prose.paragraphs("governance", 2),
        *indicator_grid(author, targeted, [unit_column(), baseline, *years],
                        "Tabel 9.1 Penetapan Indikator Kinerja Daerah"),
        Heading(1, "Bab X Pedoman Transisi dan Kaidah Pelaksanaan"), *prose.paragraphs("governance", 6),
    ]  # fmt: skip
    return (Section(tuple(first)), Section(tuple(matrix), "landscape"), Section(tuple(end)))


def renstra(author: Author) -> tuple[Section, ...]:
    """Write the five-year plan of the health office, with Tabel 2.1 and Tabel 5.1."""
    prose, last = author.prose, YEARS[-1]
    years = [
        target_column(author, year, f"{place} ({year})", group="Target Renstra SKPD Tahun ke-")
        for place, year in enumerate(YEARS, start=1)
    ]
    columns = [national_column(author), attained_column(author, BASE_YEAR, "Realisasi 2010"), *years]
    funded = author.codes(FUNDED, health=True)
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"),
        Heading(2, "1.1 Latar Belakang"), *prose.paragraphs("health", 4), *author.standards()[:1],
        Heading(2, "1.2 Landasan Hukum"), *author.laws(),
        Heading(2, "1.3 Maksud dan Tujuan"), *prose.paragraphs("governance", 3),
        Heading(1, "Bab II Gambaran Pelayanan SKPD"),
        Heading(2, "2.1 Tugas, Fungsi, dan Struktur Organisasi"), *prose.paragraphs("governance", 6),
        Heading(2, "2.2 Sumber Daya"), *prose.paragraphs("health", 7), by_place(author, "Tenaga Kesehatan"),
        Heading(2, "2.3 Kinerja Pelayanan"), *author.some_told(funded, last, TOLD_SHARE), *author.traps(),
        *indicator_grid(author, author.codes(TARGETED, FUNDED, health=True), columns,
                        "Tabel 2.1 Pencapaian Kinerja Pelayanan SKPD Dinas Kesehatan",
                        heading="Indikator Kinerja sesuai Tugas dan Fungsi SKPD"),
        Heading(2, "2.4 Tantangan dan Peluang"), *prose.paragraphs("health", 6),
        Heading(1, "Bab III Isu-isu Strategis Berdasarkan Tugas Pokok dan Fungsi"),
        *prose.paragraphs("strategy", 5), *author.standards()[1:], *prose.paragraphs("health", 5),
        Heading(1, "Bab IV Visi, Misi, Tujuan, Sasaran, Strategi dan Kebijakan"),
        *prose.paragraphs("strategy", 9),
    ]  # fmt: skip
    matrix: list[Block] = [
        Heading(1, "Bab V Rencana Program dan Kegiatan, Indikator Kinerja, dan Pendanaan Indikatif"),
        activity_matrix(author, "1.02"),
    ]
    end: list[Block] = [
        Heading(1, "Bab VI Indikator Kinerja SKPD yang Mengacu pada Tujuan dan Sasaran RPJMD"),
        *indicator_grid(author, funded[::2], [target_column(author, year) for year in YEARS],
                        "Tabel 6.1 Indikator Kinerja SKPD"),
        Heading(1, "Bab VII Penutup"), *prose.paragraphs("governance", 5),
    ]  # fmt: skip
    return (Section(tuple(first)), Section(tuple(matrix), "landscape"), Section(tuple(end)))


def regulation(author: Author) -> tuple[Section, ...]:
    """Write the regent's regulation on reaching the standards: articles, and annexes with targets."""
    prose = author.prose
    until = figure_column("Batas Waktu", 1.2, lambda code: str(national_targets()[code][1]))
    years = [target_column(author, year, group="Target Kabupaten") for year in YEARS]
    columns = [national_column(author, "Standar (%)"), until, *years]
    articles: list[Block] = []
    for number in range(1, 13):
        articles += [
            Paragraph((f"Pasal {number}",), style="centred"),
            Paragraph((prose.sentence("governance"),), item="(1)"),
            Paragraph((prose.sentence("governance"),), item="(2)"),
            Paragraph((prose.sentence("health"),), item="a."),
            Paragraph((prose.sentence("education"),), item="b."),
        ]
    body: list[Block] = [
        Heading(1, "Peraturan Bupati Contoh Nomor 21 Tahun 2012"),
        Paragraph(("Menimbang:",)), *author.standards(), Paragraph(("Mengingat:",)), *author.laws(),
        Paragraph(("MEMUTUSKAN:",), style="centred"), *articles, *author.traps(),
    ]  # fmt: skip
    annex: list[Block] = [
        Heading(1, "Lampiran I Rencana Pencapaian Bidang Kesehatan"),
        *indicator_grid(author, author.codes(TARGETED, health=True), columns,
                        "Indikator dan Target Bidang Kesehatan", heading="Indikator"),
        Heading(1, "Lampiran II Rencana Pencapaian Bidang Pendidikan Dasar"),
        *indicator_grid(author, author.codes(TARGETED, health=False), columns,
                        "Indikator dan Target Bidang Pendidikan", heading="Indikator"),
    ]  # fmt: skip
    return (Section(tuple(body)), Section(tuple(annex), "landscape"))


def unit_column() -> Column:
    """Print the unit of an indicator."""
    return figure_column("Satuan", 1.5, lambda code: "per 100.000" if code == "KES-13a" else "%")


def programmed(author: Author, year: int, title: str) -> list[Grid]:
    """Print the indicators that have a target and a programme but no amount; nothing where there is none."""
    codes = author.codes(PROGRAMMED)
    lines: list[Line] = []
    for line in rows_of(author.activities(year)):
        served = [code for code in codes if code in line["serves"].split("; ")]
        if served:
            lines.append({**line, "serves": "; ".join(served)})
            codes = [code for code in codes if code not in served]
    columns = [
        *code_columns(author, "programme"), line_column("Program", 5, "programme_name"),
        words_column("Indikator", 5), target_column(author, year, f"Target {year}", sign="%", width=1.6),
    ]  # fmt: skip
    return [line_grid(author, lines, PROGRAMMED, columns, title)] if lines else []


def programme_matrix(author: Author) -> Grid:
    """Print the matrix of RPJMD chapter VIII: programmes over their indicators, target and money a year."""
    sums = {year: author.activities(year).groupby("programme_code")["amount_idr"].sum() for year in YEARS}
    activities = author.activities(YEARS[0])
    lines: list[Line] = []
    for programme in rows_of(assumptions("programmes")):
        code = programme["programme_code"]
        serves = activities.loc[activities["programme_code"] == code, "serves"]
        served = dict.fromkeys(one for joined in serves for one in joined.split("; ") if one)
        money = {f"amount_{year}": int(sums[year][code]) for year in YEARS}
        lines.append({**programme, "serves": "; ".join(served), **money})
    years = [
        column
        for year in YEARS
        for column in (
            target_column(author, year, "Target", group=str(year), other="100"),
            amount_column(author, year, "Rp (juta)", key=f"amount_{year}", code="programme_code",
                          scale=MILLION, group=str(year), width=2.1),
        )
    ]  # fmt: skip
    columns = [
        *code_columns(author, "programme"), line_column("Bidang Urusan dan Program", 4.5, "programme_name"),
        words_column("Indikator Kinerja Program (outcome)", 4.5, "Meningkatnya mutu layanan"),
        attained_column(author, BASE_YEAR, "Kondisi Awal (2010)", other="-"), *years,
    ]  # fmt: skip
    title = "Tabel 8.1 Indikasi Rencana Program Prioritas yang Disertai Kebutuhan Pendanaan"
    return line_grid(author, lines, FUNDED, columns, title, size=7)


def activity_matrix(author: Author, office: str) -> Grid:
    """Print Tabel 5.1 of a Renstra: activities under their programmes, with indicators, targets and money."""
    tables = {year: author.activities(year, office=office) for year in YEARS}
    money = {year: dict(zip(t["activity_code"], t["amount_idr"], strict=True)) for year, t in tables.items()}
    lines: list[Line] = []
    for (programme, name), activities in tables[YEARS[0]].groupby(["programme_code", "programme_name"]):
        lines.append({"heading": (str(programme), str(name))})
        lines += [
            {**line, **{f"amount_{year}": money[year][line["activity_code"]] for year in YEARS}}
            for line in rows_of(activities)
        ]
    years = [
        column
        for year in YEARS
        for column in (
            target_column(author, year, "target", group=f"Tahun {year}", width=1.2, other="12 bulan"),
            amount_column(author, year, "Rp (000)", key=f"amount_{year}", scale=THOUSAND,
                          group=f"Tahun {year}"),
        )
    ]  # fmt: skip
    columns = [
        *code_columns(author, "activity"), line_column("Program dan Kegiatan", 4.5, "activity_name"),
        words_column("Indikator Kinerja Program (outcome) dan Kegiatan (output)", 4.8),
        attained_column(author, BASE_YEAR, "Data Capaian pada Tahun Awal (2010)", other="-"), *years,
        line_column("Sumber", 1.2, "funding_source"),
    ]  # fmt: skip
    title = "Tabel 5.1 Rencana Program, Kegiatan, Indikator Kinerja, Kelompok Sasaran dan Pendanaan Indikatif"
    return line_grid(author, lines, FUNDED, columns, title, size=6.5)
