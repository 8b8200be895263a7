"""PDF pages set for the test: text in reading order, tables by their geometry."""

import pytest

PROSE = (
    "Pelayanan kesehatan ibu hamil di wilayah kerja puskesmas adalah bagian pelayanan dasar yang wajib "
    "dilaksanakan oleh pemerintah daerah, dan capaiannya dilaporkan setiap tahun kepada bupati. "
)
OTHER = (
    "Anggaran program peningkatan keselamatan ibu melahirkan dan anak disusun menurut kebutuhan, bukan "
    "menurut anggaran tahun sebelumnya, sebagaimana diminta oleh dewan perwakilan rakyat daerah. "
)


def grid(table):
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells]


def test_a_paragraph_is_one_line_and_paragraphs_stay_apart(pages_of):
    (page,) = pages_of(f"{PROSE * 2}\n\n{OTHER}")
    assert page.text.split("\n") == [(PROSE * 2).strip(), OTHER.strip()]


def test_hyphenation_at_line_ends_is_mended_and_doubled_words_keep_theirs(pages_of):
    setting = '#set par(justify: true)\n#set text(hyphenate: true, lang: "en")\n'
    (page,) = pages_of(f"{setting}#block(width: 90pt)[{PROSE} anak-anak]")
    assert page.text == f"{PROSE}anak-anak"
    assert len(page.words) > len(page.text.split())  # halves of divided words keep a box each


def test_two_columns_are_read_one_after_the_other_under_a_heading_over_both(pages_of):
    (page,) = pages_of(
        "#set page(columns: 2)\n"
        '#place(top, scope: "parent", float: true)[= BAB II GAMBARAN UMUM KONDISI DAERAH]\n'
        f"{PROSE * 2}\n#colbreak()\n{OTHER * 2}"
    )
    assert page.text.split("\n") == [
        "BAB II GAMBARAN UMUM KONDISI DAERAH",
        (PROSE * 2).strip(),
        (OTHER * 2).strip(),
    ]
    assert page.tables == ()


def test_a_ruled_table_keeps_lines_of_a_cell_together(pages_of):
    (page,) = pages_of(
        "#table(columns: (30pt, 90pt, 60pt),[No],[Indikator],[Target],[1],"
        "[Cakupan pertolongan persalinan oleh tenaga kesehatan],[90],[2],[Kunjungan bayi],[])"
    )
    (table,) = page.tables
    assert grid(table) == [
        (0, 0, 1, 1, "No"),
        (0, 1, 1, 1, "Indikator"),
        (0, 2, 1, 1, "Target"),
        (1, 0, 1, 1, "1"),
        (1, 1, 1, 1, "Cakupan pertolongan persalinan oleh tenaga kesehatan"),
        (1, 2, 1, 1, "90"),
        (2, 0, 1, 1, "2"),
        (2, 1, 1, 1, "Kunjungan bayi"),
        (2, 2, 1, 1, ""),
    ]
    assert "1\tCakupan pertolongan persalinan oleh tenaga kesehatan\t90\n2\tKunjungan bayi" in page.text


def test_merged_cells_stand_once_with_how_far_they_reach(pages_of):
    (page,) = pages_of(
        "#table(columns: 4, table.cell(rowspan: 2)[Indikator], table.cell(colspan: 3)[Target tahun],"
        "[2012],[2013],[2014],[K4],[90],[93],[95])"
    )
    assert grid(page.tables[0]) == [
        (0, 0, 2, 1, "Indikator"),
        (0, 1, 1, 3, "Target tahun"),
        (1, 1, 1, 1, "2012"),
        (1, 2, 1, 1, "2013"),
        (1, 3, 1, 1, "2014"),
        (2, 0, 1, 1, "K4"),
        (2, 1, 1, 1, "90"),
        (2, 2, 1, 1, "93"),
        (2, 3, 1, 1, "95"),
    ]


def test_a_table_without_lines_is_found_by_its_columns(pages_of):
    (page,) = pages_of(
        f"{PROSE}\n\n#table(columns: (20pt, 150pt, 50pt, 50pt), stroke: none,[No],[Indikator],[2012],[2013],"
        "[1],[Kunjungan ibu hamil K4 menurut catatan puskesmas],[90],[95],[2],[Kunjungan bayi],[80],[85],"
        f"[3],[Desa UCI],[70],[75])\n\n{OTHER}"
    )
    (table,) = page.tables
    rows = [[cell.text for cell in table.cells if cell.row == row] for row in range(4)]
    assert rows == [
        ["No", "Indikator", "2012", "2013"],
        ["1", "Kunjungan ibu hamil K4 menurut catatan puskesmas", "90", "95"],
        ["2", "Kunjungan bayi", "80", "85"],
        ["3", "Desa UCI", "70", "75"],
    ]
    assert page.text.startswith(PROSE.strip()) and page.text.endswith(OTHER.strip())


def test_rows_that_no_line_divides_are_told_by_their_numbers(pages_of):
    (page,) = pages_of(
        "#table(columns: (30pt, 130pt, 50pt, 50pt), [No],[Indikator],[2012],[2013],"
        "[1 \\ \\ 2 \\ 3],[Kunjungan ibu hamil K4 \\ menurut catatan \\ Kunjungan bayi \\ Desa UCI],"
        "[90 \\ \\ 80 \\ 70],[95 \\ \\ 85 \\ 75])"
    )
    assert page.text.split("\n") == [
        "No\tIndikator\t2012\t2013",
        "1\tKunjungan ibu hamil K4 menurut catatan\t90\t95",
        "2\tKunjungan bayi\t80\t85",
        "3\tDesa UCI\t70\t75",
    ]


def test_lines_of_an_ordinary_row_stay_together(pages_of):
    (page,) = pages_of(
        "#table(columns: 3, [Kunjungan \\ bayi],[90],[Dinas \\ Kesehatan],[K4],[95 \\ 1.250],[96 \\ 1.300])"
    )
    assert page.text.split("\n") == ["Kunjungan bayi\t90\tDinas Kesehatan", "K4\t95 1.250\t96 1.300"]


@pytest.mark.parametrize("count", [2, 5])
def test_a_list_is_no_table(pages_of, count):
    (page,) = pages_of("\n".join(f"+ {PROSE}" for _ in range(count)))
    assert page.tables == ()
    assert page.text.split("\n") == [f"{n}. {PROSE.strip()}" for n in range(1, count + 1)]


def test_a_table_that_goes_on_over_pages_says_so(pages_of):
    rows = ",".join(f"[{n}],[Kegiatan {n}],[{n}.000.000]" for n in range(1, 60))
    pages = pages_of(f"{PROSE}\n#table(columns: (40pt, 150pt, 100pt), {rows})\n\n{OTHER}")
    assert [[table.continues for table in page.tables] for page in pages] == [[False], [True], [True]]


def test_words_set_with_blanks_between_their_letters_are_written_as_words(pages_of):
    (page,) = pages_of(f"R E N S T R A ~ ~ D I N A S\n\nkelompok a b c dan d\n\n{PROSE * 2}")
    assert page.text.split("\n")[:2] == ["RENSTRA DINAS", "kelompok a b c dan d"]


def test_headers_footers_and_page_numbers_are_taken_out_and_kept_apart(pages_of):
    texts = [" ".join(PROSE.split()[at:]) for at in range(5)]
    pages = pages_of(
        "#set page(header: [RKPD Kabupaten Contoh 2014])\n"
        "#set page(footer: context [Bab II - #counter(page).display()])\n" + "#pagebreak()".join(texts)
    )
    assert [page.text for page in pages] == texts
    assert pages[3].margins == ("RKPD Kabupaten Contoh 2014", "Bab II - 4")


def test_a_bare_number_that_counts_two_pages_is_a_page_number_and_the_table_goes_on(pages_of):
    rows = ",".join(f"[{n}],[Kegiatan {n}],[{n}.000.000]" for n in range(1, 40))
    pages = pages_of(
        f'#set page(numbering: "1")\n{PROSE}\n#table(columns: (40pt, 150pt, 100pt), {rows})\n\n{OTHER}'
    )
    assert [page.margins for page in pages] == [("1",), ("2",)]
    assert [[table.continues for table in page.tables] for page in pages] == [[False], [True]]


def test_what_stands_on_two_pages_only_is_not_taken_for_a_header(pages_of):
    pages = pages_of(f"LAMPIRAN I\n\n{PROSE}#pagebreak()LAMPIRAN I\n\n{OTHER}")
    assert [page.text.split("\n")[0] for page in pages] == ["LAMPIRAN I", "LAMPIRAN I"]


def test_heads_of_a_table_that_repeat_on_each_page_stay(pages_of):
    rows = ",".join(f"[Kegiatan {n}],[{n}]" for n in range(1, 120))
    pages = pages_of(f"#table(columns: 2, table.header([Uraian],[Pagu]), {rows})")
    assert len(pages) >= 3
    assert all(page.text.startswith("Uraian\tPagu\n") for page in pages)
