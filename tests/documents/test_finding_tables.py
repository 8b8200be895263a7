"""What tables of real documents do to a reader: values in stacks, changes, quarters, counted years."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.documents.finding.codes import codes_in
from analysis.documents.finding.heads import column_of
from analysis.documents.finding.numbers import figures
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.stacked import in_stack, places_of, stacked_values
from analysis.documents.page import Cell, Page, PageTable
from benchmarks.finding_labels import said
from tests.documents.test_finding import found, matcher, table

HEAD = ("No", "Indikator", "Target 2013", "Pagu (Rp juta)")
REACHED = ["target 100", "achievement 91.67"]


def values(text):
    return [[one.value if one else None for one in stack] for stack in stacked_values(text)]


@pytest.mark.parametrize(
    ("text", "stacks"),
    [
        ("92 86 80", [[92, 86, 80]]),
        ("1. 92 % 2. 86 % 3. 80 %", [[92, 86, 80]]),
        ("90,9\n-\n78,14", [[90.9, None, 78.14]]),
        ("80-85", [[80]]),
        ("70 - 75 80 - 85", [[70, 80], [70, None, 75, 80, None, 85]]),
        ("1:25", [[25]]),
        ("-", [[None]]),
    ],
)
def test_the_values_of_a_cell_are_told_apart(text, stacks):
    assert values(text) == stacks


@pytest.mark.parametrize(
    ("text", "own", "places"),
    [
        ("1. Cakupan K4 2. Cakupan nifas", 18, {2: 1}),
        ("a. Cakupan K4 b. Cakupan nifas c. Rumah sehat", 2, {3: 0}),
        ("- Cakupan K4 - Cakupan nifas", 20, {2: 1}),
        ("Cakupan K4\nCakupan nifas", 12, {2: 1}),
        ("1. Ibu: a. K4 b. nifas 2. Bayi", 17, {2: 0, 3: 1}),
        ("Cakupan K4", 8, {}),
    ],
)
def test_a_name_knows_which_entry_of_its_cell_it_is(text, own, places):
    assert places_of(text, own, [own]) == places


def test_where_values_and_names_do_not_match_none_is_given_away():
    single, stacks = figures("92")[0], stacked_values("92 86 80")
    assert in_stack({2: 1}, stacks, single) is None
    assert in_stack({3: 1}, stacks, single).value == 86
    assert in_stack({}, stacks, single) is single
    assert in_stack({2: 1}, stacked_values("92"), single) is single
    assert in_stack({2: 1}, stacked_values("92 % dari 40 puskesmas dan 3 rumah sakit"), single) is single


def test_names_stacked_in_a_cell_have_the_values_stacked_beside_them():
    names = "1. Cakupan kunjungan bayi 2. Persentase rumah sehat 3. Cakupan pelayanan nifas"
    hits = found("", tables=(table(HEAD, ("1", names, "90 75 85", "1.250,5")),))
    assert "KES-06 target 90 2013" in hits and "KES-04 target 85 2013" in hits
    assert len([hit for hit in hits if " target " in hit]) == 2


def test_an_amount_under_several_indicators_says_so():
    cells = (
        *(Cell(0, column, text) for column, text in enumerate(HEAD)),
        Cell(1, 1, "Cakupan kunjungan bayi"),
        Cell(1, 2, "90"),
        Cell(1, 3, "500", rows=2),
        Cell(2, 1, "Cakupan pelayanan nifas"),
        Cell(2, 2, "85"),
        Cell(3, 1, "Cakupan desa siaga aktif"),
        Cell(3, 2, "40"),
        Cell(3, 3, "500"),
    )
    (page,) = find_in_pages([Page(1, "", tables=(PageTable(cells),))], matcher())
    assert [(one.indicator_code, one.amount_idr, one.shared_count) for one in page.amounts] == [
        ("KES-06", 5e8, 2),
        ("KES-04", 5e8, 2),
        ("KES-18", 5e8, 1),
    ]


def test_what_a_budget_gained_or_lost_is_no_amount_of_it():
    cells = (
        Cell(0, 0, "Uraian", rows=2),
        Cell(0, 1, "Jumlah (Rp)", columns=2),
        Cell(0, 3, "Bertambah/(Berkurang)", columns=2),
        *(Cell(1, 1 + at, text) for at, text in enumerate(("Semula", "Menjadi", "Rp", "%"))),
        *(Cell(2, at, text) for at, text in enumerate(
            ("Cakupan kunjungan bayi", "150.000.000", "120.000.000", "(30.000.000)", "20,00"))),
    )  # fmt: skip
    hits = found("", tables=(PageTable(cells),), year=2014)
    assert [hit for hit in hits if "amount" in hit] == [
        "KES-06 amount 150000000 2014",
        "KES-06 amount 120000000 2014",
    ]


@pytest.mark.parametrize(
    ("head", "offset"),
    [
        ("Realisasi s/d tahun (n-3)", -3),
        ("Target Renja (n\u20132)", -2),
        ("Tahun n", 0),
        ("Prakiraan maju (n + 1)", 1),
        ("Target Renstra", None),
        ("Tahun 2014", None),
    ],
)
def test_heads_count_years_from_the_document(head, offset):
    assert column_of((head,)).offset == offset


def test_counted_years_are_years_of_the_document():
    head = ("Indikator", "Realisasi tahun (n-2)", "Target tahun (n-1)", "Kondisi Akhir Renstra")
    hits = found("", tables=(table(head, ("Cakupan kunjungan bayi", "70", "80", "95")),), year=2014)
    assert hits[1:] == ["KES-06 baseline 70 2012", "KES-06 target 80 2013", "KES-06 target 95 -"]


def test_a_quarter_is_no_year():
    head = ("Indikator", "Target 2013", "Realisasi TW I", "Realisasi TW II", "Realisasi 2013")
    row = ("Cakupan kunjungan bayi", "90", "20", "41", "88")
    hits = found("", tables=(table(head, row),), reports=True, year=2013)
    assert hits[1:] == ["KES-06 target 90 2013", "KES-06 achievement 88 2013"]
    last = found("", tables=(table(head[:4], row[:4]),), reports=True, year=2013)
    assert last[1:] == ["KES-06 target 90 2013", "KES-06 achievement 41 2013"]


def test_of_a_calculation_the_result_counts():
    head = ("IKK", "Capaian Kinerja 2012")
    hits = found("", tables=(table(head, ("Cakupan kunjungan bayi", "678/1.012 x 100% = 67,00 %")),))
    assert hits == ["KES-06", "KES-06 achievement 67 2012"]


def test_a_table_whose_head_is_printed_again_keeps_its_scale():
    first = table(("Kode", *HEAD[1:3], "Pagu"), ("1.02.01.32.06", "Cakupan kunjungan bayi", "90", "750"))
    second = table(("Kode", *HEAD[1:3], "Pagu"), ("1.02.01.32.07", "Cakupan pelayanan nifas", "85", "250"))
    pages = [
        Page(1, "Tabel 5.1 Pendanaan (pagu dalam juta rupiah)\nKode", tables=(first,)),
        Page(2, "Rencana Strategis Dinas Kesehatan\nKode", tables=(second,)),
        Page(3, "Tabel 5.2 Pendanaan dalam ribu rupiah\nKode", tables=(second,)),
    ]
    amounts = [hit for page in find_in_pages(pages, matcher()) for hit in said([page]) if "amount" in hit]
    assert amounts == [
        "KES-06 amount 750000000 -",
        "KES-04 amount 250000000 -",
        "KES-04 amount 250000 -",
    ]


@pytest.mark.parametrize(
    ("title", "head", "amount"),
    [
        ("Tabel 5.1 Pagu (dalam jutaan rupiah)", "Pagu (Rp)", "750000000"),
        ("Tabel 5.1 Pagu (dalam jutaan rupiah)", "Pagu (Rp ribu)", "750000"),
        ("Tabel 5.1 Pagu", "Pagu (Rp)", "750"),
    ],
)
def test_rp_in_a_head_is_the_money_and_the_title_may_say_its_scale(title, head, amount):
    rows = table((*HEAD[:3], head), ("1", "Cakupan kunjungan bayi", "90", "750"))
    (page,) = find_in_pages([Page(1, f"{title}\nNo", tables=(rows,))], matcher())
    assert [hit for hit in said([page]) if "amount" in hit] == [f"KES-06 amount {amount} -"]


@pytest.mark.parametrize(
    ("heads", "options", "kinds"),
    [
        (("2009", "2010", "2011"), {"first_year": 2011}, ["achievement", "baseline", "target"]),
        (("2010", "2011", "2012"), {"first_year": 2011}, ["baseline", "target", "target"]),
        (("2008", "2009", "2010"), {"first_year": 2011}, ["achievement"] * 3),
        (("2012", "2013", "2014"), {"year": 2014}, ["baseline", "target", "target"]),
        (("2009", "2010", "2011"), {}, ["target", "target", "target"]),
    ],
)
def test_under_a_head_of_only_a_year_a_plan_plans_nothing_before_it_begins(heads, options, kinds):
    hits = found(
        "", tables=(table(("Indikator", *heads), ("Cakupan kunjungan bayi", "80", "82", "84")),), **options
    )
    assert [hit.split()[1] for hit in hits[1:]] == kinds


@pytest.mark.parametrize(
    ("heads", "cells", "expected"),
    [
        (("Target", "Sasaran", "Realisasi", "%"), ("100%", "1.200", "1.100", "91,67"), REACHED),
        (("Target", "Yang dilayani", "% Capaian"), ("100", "1.100", "91,67"), REACHED),
        (("Target", "Realisasi", "Capaian (%)"), ("80%", "72%", "90"), ["target 80", "achievement 72"]),
        (("Target", "Realisasi", "%"), ("1.200", "1.100", "91,67"), ["target 1200", "achievement 1100"]),
        (("Anggaran (Rp)", "Realisasi (Rp)", "%"), ("500.000.000", "450.000.000", "90"), []),
    ],
)
def test_a_report_gives_a_share_and_the_people_counted_for_it(heads, cells, expected):
    rows = table(("Indikator", *heads), ("Cakupan kunjungan bayi", *cells))
    hits = found("", tables=(rows,), reports=True, year=2013)
    assert [hit for hit in hits[1:] if "amount" not in hit] == [f"KES-06 {one} 2013" for one in expected]


@pytest.mark.parametrize("name", ["Persalinan oleh nakes", "- Persalinan oleh tenaga kesehatan"])
def test_births_by_health_workers_are_named_without_the_word_for_help(name):
    assert found("", tables=(table(("Indikator", "Target 2013"), (name, "90")),)) == [
        "KES-03",
        "KES-03 target 90 2013",
    ]


def test_a_sum_in_thousands_is_money_when_the_title_says_so():
    rows = table((*HEAD[:3], "Jumlah"), ("1", "Cakupan kunjungan bayi", "90", "95500"))
    for title, amounts in (("Plafon (Rp. 000)", ["KES-06 amount 95500000 -"]), ("Plafon", [])):
        (page,) = find_in_pages([Page(1, f"Tabel 5.1 {title}\nNo", tables=(rows,))], matcher())
        assert [hit for hit in said([page]) if "amount" in hit] == amounts


def test_a_code_ends_before_the_number_of_its_line():
    (code,) = codes_in("1.02.1.02.01.19\n1 Promosi kesehatan")
    assert (code.text, code.level, code.programme) == ("1.02.1.02.01.19", "programme", "19")


def test_the_name_of_an_activity_in_a_form_is_whole():
    form = table(
        ("Kegiatan", ":", "1.02.01.20.03 Penanggulangan gizi"), ("Keluaran", "Cakupan kunjungan bayi", "90 %")
    )
    (page,) = find_in_pages([Page(1, "DOKUMEN PELAKSANAAN ANGGARAN", tables=(form,))], matcher())
    assert [line.name for line in page.lines] == ["Penanggulangan gizi"]


WORDS = st.sampled_from(
    [
        *"0123456789.,:;-%()/=|",
        "Rp",
        "Target",
        "Tahun",
        "2013",
        "n-1",
        "K4",
        "ibu hamil",
        "cakupan",
        "1.02.01.32",
        "\n",
        " ",
    ]
)


@given(st.lists(st.lists(st.lists(WORDS, max_size=7).map("".join), max_size=5), max_size=6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_table_stops_the_reader(rows, reports):
    text = "\n".join(" ".join(row) for row in rows)
    (page,) = find_in_pages([Page(1, text, tables=(table(*rows),))], matcher(), reports=reports, year=2013)
    assert all(0 <= one.mention < len(page.mentions) for one in (*page.targets, *page.lines, *page.amounts))


def test_a_list_that_goes_on_over_a_page_keeps_its_values():
    head = ("Program", "Indikator", "Target 2013")
    names = "1. Cakupan kunjungan bayi 2. Cakupan pelayanan nifas"
    first = table(head, ("Program kesehatan anak", names, "90 85 40"))
    second = table(("", "3. Cakupan desa siaga aktif", ""), continues=True)
    hits = said(find_in_pages([Page(1, "", tables=(first,)), Page(2, "", tables=(second,))], matcher()))
    assert {hit for hit in hits if "target" in hit} == {
        "KES-06 target 90 2013",
        "KES-04 target 85 2013",
        "KES-18 target 40 2013",
    }


def test_titles_in_the_first_rows_of_a_sheet_are_the_caption():
    sheet = table(
        ("Tabel 5 Pendanaan", None, None),
        ("(dalam ribuan rupiah)", None, None),
        ("Kode", "Indikator", "Pagu Indikatif"),
        ("1.02.01.32.06", "Cakupan kunjungan bayi", "512300"),
    )
    assert "KES-06 amount 512300000 2014" in found("", tables=(sheet,), year=2014)


def test_a_head_may_be_of_targets_and_of_money():
    sheet = table(
        ("Program", "Indikator", "Target dan Pagu 2013 (Rp. 000)"), ("", "Cakupan K4", "90 % / 150.000")
    )
    hits = found("", tables=(sheet,))
    assert "KES-01 target 90 2013" in hits and "KES-01 amount 150000000 2013" in hits


def test_bullets_of_values_are_no_values():
    names = "- Cakupan kunjungan bayi\n- Cakupan pelayanan nifas"
    hits = found("", tables=(table(("Program", "Indikator", "Target 2013"), ("", names, "- 90 %\n- 85 %")),))
    assert {"KES-06 target 90 2013", "KES-04 target 85 2013"} <= set(hits)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SMP/MTs tersedia guru S1/D-IV 70% dan separuhnya (35%) bersertifikat", {"IP-8.1", "IP-8.2"}),
        ("SMP/MTs memiliki guru S1/D-IV bersertifikat untuk Matematika dan Bahasa Inggris", {"IP-9"}),
        ("Guru menyampaikan laporan hasil evaluasi mata pelajaran kepada kepala sekolah", {"IP-25"}),
        ("Kepala sekolah menyampaikan laporan hasil ulangan kepada orang tua", {"IP-26"}),
        ("Angka kesakitan DBD dan penderita diare yang ditangani", {"KES-13e"}),
        ("Penyelidikan epidemiologi dan penanggulangan kejadian luar biasa", set()),
    ],
)  # fmt: skip
def test_neighbours_in_the_lists_of_standards_are_told_apart(text, codes):
    hits = found("", tables=(table(("No", "Indikator", "Target 2013"), ("1", text, "80")),))
    assert {hit for hit in hits if " " not in hit} == codes
