"""What sentences and forms of real documents do to a reader: years and names that go on, parts, siblings."""

import pytest

from analysis.documents.finding.pages import find_in_pages
from analysis.documents.page import Page
from benchmarks.finding_labels import said
from tests.documents.test_finding import found, matcher, table


def test_a_title_and_a_reference_to_it_give_their_figures_to_one_indicator():
    hits = found(
        "2) Cakupan pelayanan nifas. Pada tahun 2013 terealisasi 81,4 persen. "
        "Capaian tersebut di atas tahun 2012 yang sebesar 79 persen.",
        reports=True,
        year=2013,
    )
    assert hits == ["KES-04", "KES-04 achievement 81.4 2013", "KES-04 achievement 79 2012"]


def test_a_sentence_of_something_else_gives_nothing_to_the_indicator_before_it():
    hits = found("Cakupan pelayanan nifas 81%. Jumlah posyandu mandiri naik menjadi 40 persen.", reports=True)
    assert [hit for hit in hits if " 40 " in hit] == []


def test_the_year_of_a_paragraph_goes_on_and_that_of_a_report_stands_in():
    text = "Pada tahun 2012 desa UCI 84%. Tenaga gizi 12 orang. Cakupan kunjungan bayi baru 70 persen."
    assert "KES-06 achievement 70 2012" in found(text)
    assert "KES-06 achievement 70 2013" in found(
        "Cakupan kunjungan bayi baru 70 persen.", reports=True, year=2013
    )
    assert "KES-06 achievement 70 -" in found("Cakupan kunjungan bayi baru 70 persen.", year=2013)


def test_in_a_plan_a_figure_of_a_year_to_come_is_a_target():
    text = "Cakupan kunjungan bayi dari 70% tahun 2010 menjadi 90% pada tahun 2015"
    assert found(text, first_year=2011)[1:] == ["KES-06 baseline 70 2010", "KES-06 target 90 2015"]
    assert found(text, first_year=2011, reports=True)[2] == "KES-06 achievement 90 2015"
    listed = "Sasaran kesehatan anak dengan indikator:\n1) Cakupan kunjungan bayi : 90%"
    assert "KES-06 target 90 -" in found(listed, first_year=2011)
    assert "KES-06 target 90 -" not in found(listed, reports=True)


@pytest.mark.parametrize(
    "text",
    [
        "Cakupan K4 ibu hamil 74% tahun 2010, jauh di bawah K1 yang telah 95%.",
        "Capaian K1 ibu hamil sebesar 97% dan K4 sebesar 74%.",
        "Cakupan K4 ibu hamil 74%, namun di dua kecamatan kepulauan masih 51%.",
    ],
)
def test_figures_of_siblings_and_of_parts_are_left_out(text):
    assert [hit.split()[2] for hit in found(text, reports=True) if "achievement" in hit] == ["74"]


def test_a_share_within_a_name_is_its_own():
    hits = found(
        "Cakupan K4 ibu hamil 74%, dan dari 50 desa sebanyak 40 desa (80%) berstatus UCI.", reports=True
    )
    assert "KES-07 achievement 80 -" in hits and "KES-01 achievement 80 -" not in hits


def test_money_spent_is_told_from_money_planned_beside_it():
    text = "Anggaran cakupan kunjungan bayi Rp 500.000.000 dan terserap Rp 450.000.000 pada tahun 2013."
    (page,) = find_in_pages([Page(1, text)], matcher())
    assert [(one.amount_idr, one.realised) for one in page.amounts] == [(5e8, False), (4.5e8, True)]


def test_the_input_of_a_form_is_the_amount_of_its_indicators():
    form = table(
        ("Indikator", "Tolok Ukur Kinerja", "Target Kinerja"),
        ("Capaian Program", "Cakupan penanganan komplikasi kebidanan", "75 %"),
        ("Masukan", "Dana", "Rp 20.000.000"),
        ("Keluaran", "Terlaksananya pendampingan", "4 kali"),
    )
    text = "DOKUMEN PELAKSANAAN ANGGARAN\nKegiatan : 1.02.01.32.07 Penanganan komplikasi kebidanan"
    hits = found(text, tables=(form,), year=2014)
    assert set(hits) == {
        "KES-02",
        "KES-02 target 75 2014",
        "KES-02 line 1.02.01.32.07",
        "KES-02 amount 20000000 2014",
    }


def test_a_form_of_today_gives_each_sub_activity_its_output_and_its_amount():
    text = """RENCANA KERJA DAN ANGGARAN
Program 1.02.02 PROGRAM PEMENUHAN UPAYA KESEHATAN
Sub Kegiatan 1.02.02.2.02.01 Pengelolaan Pelayanan Kesehatan Ibu Hamil
Keluaran Sub Kegiatan Jumlah Ibu Hamil yang Mendapatkan Pelayanan Kesehatan Sesuai Standar : 512 Orang
Jumlah Anggaran Sub Kegiatan Rp. 96.340.000
Sub Kegiatan 1.02.02.2.02.07 Pengelolaan Pelayanan Kesehatan pada Usia Lanjut
Keluaran Sub Kegiatan Jumlah Penduduk Usia Lanjut yang Mendapatkan Pelayanan Kesehatan : 40 Orang
Jumlah Anggaran Sub Kegiatan Rp. 57.830.000"""
    hits = found(text, "kini", year=2022)
    for code, line, target, amount in (
        ("KK-01-IBUHAMIL", "1.02.02.2.02.01", 512, 96_340_000),
        ("KK-07-LANSIA", "1.02.02.2.02.07", 40, 57_830_000),
    ):
        mine = [hit.split(" ", 1)[1] for hit in hits if hit.startswith(f"{code} ")]
        assert f"target {target} 2022" in mine and f"amount {amount} 2022" in mine and f"line {line}" in mine
        assert sum("amount" in hit for hit in mine) == 1


def test_the_end_of_a_period_is_the_last_planned_year_of_its_table():
    head = ("Kode", "Program", "Indikator", "Kondisi Awal", "Target 2014", "Target 2015", "Kondisi Akhir")
    row = ("1 02 29", "Program peningkatan pelayanan anak", "Cakupan kunjungan bayi", "70", "80", "90", "90")
    hits = found("", tables=(table(head, row),))
    assert hits.count("KES-06 target 90 2015") == 2 and "KES-06 line 1.02.29" in hits


def test_neither_a_formula_nor_a_count_names_an_indicator():
    head = ("No", "Indikator", "Rumus", "Capaian 2012")
    row = ("3", "Guru berkualifikasi S1/D-IV", "Jumlah guru S1/D-IV dibagi guru SD dan SMP", "69")
    assert said(find_in_pages([Page(1, "", tables=(table(head, row),))], matcher(), reports=True)) == []


def test_a_sum_of_a_budget_is_rupiah_also_where_its_head_does_not_say_so():
    head = ("Kode Rekening", "Uraian", "Jumlah", "Penjelasan")
    row = ("1.02.01.32.04", "Pembinaan", "88.500.000,00", "Hasil : Cakupan kunjungan bayi 87 %")
    assert "KES-06 amount 88500000 2013" in found("", tables=(table(head, row),), year=2013)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Dialokasikan Rp 500.000.000 untuk mendukung, antara lain, cakupan kunjungan bayi.", [(5e8, "")]),
        ("Cakupan kunjungan bayi: Rp. 75 jt (DAU) dan Rp. 25 jt (DAK).", [(7.5e7, "DAU"), (2.5e7, "DAK")]),
        ("Cakupan kunjungan bayi dianggarkan Rp2,5 M.", [(2.5e9, "")]),
        ("Cakupan kunjungan bayi 90%. Dana bagi target tersebut Rp 45.500.000.", [(4.55e7, "")]),
    ],
)  # fmt: skip
def test_money_of_sentences_has_its_name_and_its_source(text, amounts):
    (page,) = find_in_pages([Page(1, text)], matcher())
    assert [(one.amount_idr, one.funding_source) for one in page.amounts] == amounts


def test_a_target_that_opens_a_sentence_belongs_to_the_name_that_follows():
    text = "Dibandingkan dengan target Renstra tahun 2015 sebesar 90%, cakupan kunjungan bayi mencapai 85%."
    assert "KES-06 target 90 2015" in found(text, reports=True)


def test_what_opens_a_list_in_one_line_says_what_its_figures_are():
    text = "Indikator kinerja: cakupan pelayanan nifas 80%; Cakupan kunjungan bayi 90%."
    assert {"KES-04 target 80 -", "KES-06 target 90 -"} <= set(found(text, first_year=2013))
