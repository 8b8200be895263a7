"""The plans of five years: RPJMD and the Renstra of the health office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.specimen.documents.author import (
    FUNDED,
    PROGRAMMED,
    TARGETED,
    Author,
    head,
    middle,
    plain,
    right,
)
from analysis.specimen.documents.blocks import Block, Cell, Grid, Heading, Paragraph, Section
from analysis.specimen.documents.wording import amount_text, figure_text
from analysis.specimen.world import BASE_YEAR, YEARS, assumptions, rows_of

__all__ = ["renstra", "rpjmd"]

MILLION, THOUSAND = 1_000_000, 1_000


def rpjmd(author: Author) -> tuple[Section, ...]:
    """Write the five-year plan of the district (Permendagri 54/2010: ten chapters)."""
    prose, last = author.prose, YEARS[-1]
    told = author.told(author.codes(2), last) + author.told(author.codes(TARGETED, FUNDED), last)
    kept = told[: len(author.codes(2))] + [
        p for p in told[len(author.codes(2)) :] if author.draws.random() < 0.35
    ]
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"),
        Heading(2, "1.1 Latar Belakang"),
        *prose.paragraphs("governance", 3),
        *author.standards()[:1],
        Heading(2, "1.2 Dasar Hukum Penyusunan"),
        *_laws(author),
        Heading(2, "1.3 Sistematika Penulisan"),
        *prose.paragraphs("governance", 2),
        Heading(1, "Bab II Gambaran Umum Kondisi Daerah"),
        Heading(2, "2.1 Aspek Geografi dan Demografi"),
        *prose.paragraphs("region", 6),
        Heading(2, "2.2 Aspek Kesejahteraan Masyarakat"),
        *prose.paragraphs("economy", 5),
        *author.traps(),
        Heading(2, "2.3 Aspek Pelayanan Umum"),
        *kept,
        *prose.paragraphs("education", 3),
        Heading(1, "Bab III Gambaran Pengelolaan Keuangan Daerah serta Kerangka Pendanaan"),
        *prose.paragraphs("finance", 6),
        finances(author),
        Heading(1, "Bab IV Analisis Isu-isu Strategis"),
        *prose.paragraphs("strategy", 5),
        *author.standards()[1:],
        Heading(1, "Bab V Visi, Misi, Tujuan dan Sasaran"),
        *prose.paragraphs("strategy", 5),
        Heading(1, "Bab VI Strategi dan Arah Kebijakan"),
        *prose.paragraphs("strategy", 6),
        Heading(1, "Bab VII Kebijakan Umum dan Program Pembangunan Daerah"),
        *prose.paragraphs("strategy", 3),
        *programmes_without_money(author, last, "Tabel 7.1 Program Prioritas dan Indikator Kinerja"),
    ]
    matrix: list[Block] = [
        Heading(1, "Bab VIII Indikasi Rencana Program Prioritas yang Disertai Kebutuhan Pendanaan"),
        programme_matrix(author),
    ]
    end: list[Block] = [
        Heading(1, "Bab IX Penetapan Indikator Kinerja Daerah"),
        *prose.paragraphs("governance", 2),
        *targets_by_year(
            author, author.codes(TARGETED, FUNDED), "Tabel 9.1 Penetapan Indikator Kinerja Daerah"
        ),
        Heading(1, "Bab X Pedoman Transisi dan Kaidah Pelaksanaan"),
        *prose.paragraphs("governance", 4),
    ]
    return (Section(tuple(first)), Section(tuple(matrix), "landscape"), Section(tuple(end)))


def renstra(author: Author) -> tuple[Section, ...]:
    """Write the five-year plan of the health office, with Tabel 2.1 and Tabel 5.1."""
    prose, last = author.prose, YEARS[-1]
    told = author.told(author.codes(FUNDED, health=True), last)
    first: list[Block] = [
        Heading(1, "Bab I Pendahuluan"),
        Heading(2, "1.1 Latar Belakang"),
        *prose.paragraphs("health", 3),
        *author.standards()[:1],
        Heading(2, "1.2 Landasan Hukum"),
        *_laws(author),
        Heading(1, "Bab II Gambaran Pelayanan SKPD"),
        Heading(2, "2.1 Tugas, Fungsi, dan Struktur Organisasi"),
        *prose.paragraphs("governance", 4),
        Heading(2, "2.2 Sumber Daya"),
        *prose.paragraphs("health", 4),
        Heading(2, "2.3 Kinerja Pelayanan"),
        *told[::3],
        *author.traps(),
        national_beside_own(author),
        Heading(1, "Bab III Isu-isu Strategis Berdasarkan Tugas Pokok dan Fungsi"),
        *prose.paragraphs("strategy", 3),
        *author.standards()[1:],
        *prose.paragraphs("health", 3),
        Heading(1, "Bab IV Visi, Misi, Tujuan, Sasaran, Strategi dan Kebijakan"),
        *prose.paragraphs("strategy", 6),
    ]
    matrix: list[Block] = [
        Heading(
            1,
            "Bab V Rencana Program dan Kegiatan, Indikator Kinerja, dan Pendanaan Indikatif",
        ),
        activity_matrix(author, "1.02"),
    ]
    end: list[Block] = [
        Heading(1, "Bab VI Indikator Kinerja SKPD yang Mengacu pada Tujuan dan Sasaran RPJMD"),
        *targets_by_year(author, author.codes(FUNDED, health=True)[::2], "Tabel 6.1 Indikator Kinerja SKPD"),
        Heading(1, "Bab VII Penutup"),
        *prose.paragraphs("governance", 3),
    ]
    return (Section(tuple(first)), Section(tuple(matrix), "landscape"), Section(tuple(end)))


def _laws(author: Author) -> list[Paragraph]:
    return [Paragraph((author.prose.sentence("law"),), item=f"{number}.") for number in range(1, 9)]


def finances(author: Author) -> Grid:
    """Print a table of revenue and spending that belongs to no indicator."""
    rows = []
    for number, name in enumerate(
        (
            "Pendapatan asli daerah",
            "Dana perimbangan",
            "Lain-lain pendapatan yang sah",
            "Belanja tidak langsung",
            "Belanja langsung",
            "Pembiayaan neto",
        ),
        start=1,
    ):
        drawn = author.draws.integers(20, 900, len(YEARS)) * 1_000_000_000
        cells = [right(amount_text(int(amount), MILLION)) for amount in drawn]
        rows.append((middle(str(number)), plain(name), *cells))
    years = [str(year) for year in YEARS]
    return Grid(
        (1, 6, *[3.2] * len(YEARS)),
        (head("No", "Uraian", *years),),
        tuple(rows),
        "Tabel 3.1 Proyeksi Keuangan Daerah (dalam juta rupiah)",
    )


def targets_by_year(author: Author, codes: Sequence[str], title: str) -> list[Grid]:
    """Print indicators with their baseline and the target of each year; nothing without indicators."""
    rows = []
    for number, code in enumerate(codes, start=1):
        mention, words = author.wording.mention(code)
        unit = "per 100.000" if code == "KES-13a" else "%"
        figures = [author.attained_mark(code, mention, BASE_YEAR)]
        figures += [author.target_mark(code, mention, year) for year in YEARS]
        cells = [Cell((figure,), align="center") for figure in figures]
        rows.append((middle(f"{number}."), Cell((words,)), middle(unit), *cells))
    if not rows:
        return []
    top = (
        plain("No", rows=2),
        plain("Indikator Kinerja", rows=2),
        plain("Satuan", rows=2),
        plain("Kondisi Awal 2010", rows=2),
        plain("Target Capaian Setiap Tahun", columns=len(YEARS)),
    )
    heads = (top, head(*[str(year) for year in YEARS]))
    return [Grid((0.9, 6, 1.5, 1.7, *[1.3] * len(YEARS)), heads, tuple(rows), title)]


def programmes_without_money(author: Author, year: int, title: str) -> list[Grid]:
    """Print indicators with target and programme, but without an amount; nothing without indicators."""
    rows = []
    activities = author.activities(year)
    for number, code in enumerate(author.codes(PROGRAMMED), start=1):
        line = activities[[code in serves.split("; ") for serves in activities["serves"]]].iloc[0]
        mention, words = author.wording.mention(code)
        programme = author.code_mark("programme", line["programme_code"], [(code, mention)])
        target = author.target_mark(code, mention, year, "%" if code != "KES-13a" else "")
        rows.append(
            (
                middle(str(number)),
                Cell(programme),
                plain(line["programme_name"]),
                Cell((words,)),
                Cell((target,), align="center"),
            )
        )
    heads = head("No", "Kode", "Program", "Indikator", f"Target {year}")
    return [Grid((0.8, 2, 5, 5, 1.6), (heads,), tuple(rows), title)] if rows else []


def programme_matrix(author: Author) -> Grid:
    """Print the matrix of RPJMD chapter VIII: programmes over their indicators, target and money a year."""
    rows: list[tuple[Cell, ...]] = []
    per_year = {year: author.activities(year).groupby("programme_code")["amount_idr"].sum() for year in YEARS}
    activities = author.activities(YEARS[0])
    for line in rows_of(assumptions("programmes")):
        own = activities[activities["programme_code"] == line["programme_code"]]
        codes = list(
            dict.fromkeys(code for serves in own["serves"] for code in author.served(serves, FUNDED))
        )
        rows += _programme_rows(
            author, line, codes, {year: int(per_year[year][line["programme_code"]]) for year in YEARS}
        )
    top = [
        plain("Kode", rows=2),
        plain("Bidang Urusan dan Program", rows=2),
        plain("Indikator Kinerja Program (outcome)", rows=2),
        plain("Kondisi Awal (2010)", rows=2),
    ]
    top += [plain(str(year), columns=2) for year in YEARS]
    heads = (tuple(top), head(*["Target", "Rp (juta)"] * len(YEARS)))
    return Grid(
        (2, 4.5, 4.5, 1.5, *[1.3, 2.1] * len(YEARS)),
        heads,
        tuple(rows),
        "Tabel 8.1 Indikasi Rencana Program Prioritas yang Disertai Kebutuhan Pendanaan",
        size=7,
    )


def _programme_rows(
    author: Author, line: dict[str, Any], codes: list[str], money: dict[int, int]
) -> list[tuple[Cell, ...]]:
    named = [(code, *author.wording.mention(code)) for code in codes]
    mentions = [(code, mention) for code, mention, _ in named]
    span = max(len(codes), 1)
    programme = line["programme_code"]
    amounts = {
        year: Cell(
            author.amount_mark(money[year], year, programme, mentions, scale=MILLION), span, align="right"
        )
        for year in YEARS
    }
    start = (
        Cell(author.code_mark("programme", programme, mentions), span),
        plain(line["programme_name"], rows=span),
    )
    if not named:
        other = plain(line["other_indicator"])
        figures = [figure_text(float(author.draws.integers(40, 100))) for _ in range(len(YEARS) + 1)]
        cells = [
            cell for place, year in enumerate(YEARS) for cell in (middle(figures[place + 1]), amounts[year])
        ]
        return [(*start, other, middle(figures[0]), *cells)]
    rows = []
    for place, (code, mention, words) in enumerate(named):
        cells = []
        for year in YEARS:
            cells.append(Cell((author.target_mark(code, mention, year),), align="center"))
            cells += [amounts[year]] if place == 0 else []
        baseline = Cell((author.attained_mark(code, mention, BASE_YEAR),), align="center")
        rows.append((*(start if place == 0 else ()), Cell((words,)), baseline, *cells))
    return rows


def national_beside_own(author: Author) -> Grid:
    """Print Tabel 2.1 of a Renstra: the national standard beside the office's own targets."""
    national = national_targets()
    rows = []
    for number, code in enumerate(author.codes(TARGETED, FUNDED, health=True), start=1):
        mention, words = author.wording.mention(code)
        standard, until = national[code]
        figures = [
            author.figure("national_target", code, mention, until, standard),
            author.attained_mark(code, mention, BASE_YEAR),
        ]
        figures += [author.target_mark(code, mention, year) for year in YEARS]
        cells = [Cell((figure,), align="center") for figure in figures]
        rows.append((middle(str(number)), Cell((words,)), *cells))
    top = (
        plain("NO", rows=2),
        plain("Indikator Kinerja sesuai Tugas dan Fungsi SKPD", rows=2),
        plain("Target SPM", rows=2),
        plain("Realisasi 2010", rows=2),
        plain("Target Renstra SKPD Tahun ke-", columns=len(YEARS)),
    )
    heads = (top, head(*[f"{place} ({year})" for place, year in enumerate(YEARS, start=1)]))
    title = "Tabel 2.1 Pencapaian Kinerja Pelayanan SKPD Dinas Kesehatan"
    return Grid((0.8, 6, 1.4, 1.6, *[1.4] * len(YEARS)), heads, tuple(rows), title)


def national_targets() -> dict[str, tuple[float, int]]:
    """Return the national target and its year of each indicator, as the specimen's documents quote them."""
    table = assumptions("national-targets")
    return {row["indicator_code"]: (float(row["target"]), int(row["year"])) for row in rows_of(table)}


def activity_matrix(author: Author, office: str) -> Grid:
    """Print Tabel 5.1 of a Renstra: activities under their programmes, with indicators, targets and money."""
    tables = {year: author.activities(year, office=office) for year in YEARS}
    per_year = {
        year: {row["activity_code"]: row["amount_idr"] for row in rows_of(table)}
        for year, table in tables.items()
    }
    rows: list[tuple[Cell, ...]] = []
    for (programme, name), activities in tables[YEARS[0]].groupby(["programme_code", "programme_name"]):
        rows.append(
            (
                plain(str(programme), bold=True),
                plain(str(name), bold=True, columns=3 + 2 * len(YEARS)),
            )
        )
        for line in rows_of(activities):
            money = {year: per_year[year][line["activity_code"]] for year in YEARS}
            rows += _activity_rows(author, line, money)
    top = [
        plain("Kode", rows=2),
        plain("Program dan Kegiatan", rows=2),
        plain("Indikator Kinerja Program (outcome) dan Kegiatan (output)", rows=2),
        plain("Data Capaian pada Tahun Awal (2010)", rows=2),
    ]
    top += [plain(f"Tahun {year}", columns=2) for year in YEARS]
    heads = (tuple(top), head(*["target", "Rp (000)"] * len(YEARS)))
    return Grid(
        (2.1, 4.5, 4.8, 1.4, *[1.2, 2] * len(YEARS)),
        heads,
        tuple(rows),
        "Tabel 5.1 Rencana Program, Kegiatan, Indikator Kinerja, Kelompok Sasaran dan Pendanaan Indikatif",
        size=6.5,
    )


def _activity_rows(author: Author, line: dict[str, Any], money: dict[int, int]) -> list[tuple[Cell, ...]]:
    activity = line["activity_code"]
    codes = author.served(line["serves"], FUNDED)
    named = [(code, *author.wording.mention(code)) for code in codes]
    mentions = [(code, mention) for code, mention, _ in named]
    span = max(len(named), 1)
    start = (
        Cell(author.code_mark("activity", activity, mentions), span),
        plain(line["activity_name"], rows=span),
    )
    amounts = {
        year: Cell(
            author.amount_mark(money[year], year, activity, mentions, scale=THOUSAND), span, align="right"
        )
        for year in YEARS
    }
    if not named:
        cells = [cell for year in YEARS for cell in (middle("12 bulan"), amounts[year])]
        return [(*start, plain("Terlaksananya kegiatan"), middle("-"), *cells)]
    rows = []
    for place, (code, mention, words) in enumerate(named):
        cells = []
        for year in YEARS:
            cells.append(Cell((author.target_mark(code, mention, year),), align="center"))
            cells += [amounts[year]] if place == 0 else []
        baseline = Cell((author.attained_mark(code, mention, BASE_YEAR),), align="center")
        rows.append((*(start if place == 0 else ()), Cell((words,)), baseline, *cells))
    return rows
