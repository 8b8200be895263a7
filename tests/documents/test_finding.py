import re
from collections import Counter
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.documents.finding.codes import code_in_cells, code_key, codes_in
from analysis.documents.finding.figure_years import years_of
from analysis.documents.finding.heads import column_of
from analysis.documents.finding.matcher import Matcher
from analysis.documents.finding.names import indicator_names, programme_names
from analysis.documents.finding.numbers import figures, number_of, scale_said, years_in
from analysis.documents.finding.pages import find_in_pages
from analysis.documents.finding.prose import kinds_of
from analysis.documents.finding.tables import read_table
from analysis.documents.finding.traps import general_mentions
from analysis.documents.finding.values import scaled
from analysis.documents.page import Cell, Page, PageTable, Word
from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.statistics.stems import stem
from benchmarks.finding_labels import kind_of, load_snippets, said

CATALOGUES = {"study": ["SPM-KES-741-2008", "SPM-DIKDAS-23-2013"], "kini": ["SPM-KES-PP2-2018"]}


@cache
def matcher(catalogue="study"):
    names = indicator_names(
        load_table("standards/indicators").frame,
        load_table("standards/phrasings").frame,
        catalogues=CATALOGUES[catalogue],
    )
    return Matcher(names + programme_names(load_table("standards/programmes").frame))


def found(text, catalogue="study", tables=(), **how):
    return said(find_in_pages([Page(1, text, tables=tables)], matcher(catalogue), **how))


def table(*rows, **how):
    cells = [Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text is not None]
    return PageTable(tuple(cells), **how)


@pytest.mark.parametrize(
    "forms",
    [
        "pelayanan dilayani melayani layanan",
        "pertolongan ditolong penolong menolong",
        "penanganan ditangani tertangani",
        "pemeriksaan diperiksa memeriksakan periksa",
        "penemuan ditemukan menemukan",
        "penyelidikan diselidiki",
        "ketersediaan tersedia menyediakan tersedianya",
        "penjaringan dijaring",
        "permukiman pemukiman",
    ],
)
def test_the_forms_of_a_word_have_one_key(forms):
    assert len({stem(word) for word in forms.split()}) == 1


@given(st.text(alphabet="abdehiklmnprstuy", min_size=0, max_size=12))
@settings(max_examples=50)
def test_a_key_is_never_empty_for_a_word(word):
    assert bool(stem(word)) == bool(word)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cakupan pertoIongan persa linan oleh nakes", "KES-03"),  # capital I for l, a word cut in two
        ("Cakupan desa siaga akif", "KES-18"),  # the ti of aktif lost with its ligature
        ("Cakupan kunjungan ibu harnil K-4", "KES-01"),  # rn for m
        ("kunjungan K4 pada bumil", "KES-01"),
        ("Penanganan komplikasi neonatal", "KES-05"),
        ("Komplikasi obstetri yang tertangani", "KES-02"),
        ("Peserta aktif KB", "KES-12"),
        ("Persentase balita gizi buruk yang dirawat", "KES-10"),
        ("SMP/MTs yang kepala sekolahnya bersertifikat pendidik", "IP-11"),
        ("SD/MI yang memiliki dua guru berkualifikasi S1/D-IV", "IP-7.1"),
    ],
)
def test_an_indicator_is_found_however_it_is_written(text, code):
    assert found(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Cakupan kunjungan ibu hamil K1",
        "Cakupan kunjungan neonatus (KN1)",
        "Jumlah peserta KB baru",
        "Angka kematian bayi",
        "Prevalensi balita gizi buruk",
        "Cakupan pemberian ASI eksklusif pada bayi",
        "Guru SMA bersertifikat pendidik",
        "Program peningkatan pelayanan kesehatan anak balita",
        "Formulir K4 dan blok K5 di gudang arsip",
        "Rebus santan dengan daun salam, lalu masukkan ikan dan tunggu empat menit.",
    ],
)
def test_its_neighbours_are_not_taken_for_it(text):
    assert [hit for hit in found(text) if kind_of(hit) == "mention"] == []


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("Standar Pelayanan Minimal (SPM) bidang kesehatan", ["health"]),
        ("pemenuhan SPM pendidikan dasar", ["education"]),
        ("berpedoman pada standar pelayanan minimal", [""]),
        ("SPM-LS diajukan bersama SPP oleh bendahara", []),
        ("Surat Perintah Membayar (SPM) menjadi dasar SP2D", []),
        ("SPM RSUD menurut Kepmenkes 129/Menkes/SK/II/2008", []),
        ("Sekolah Pendidikan Menengah (SPM) swasta", []),
    ],
)
def test_the_standard_is_told_from_what_shares_its_letters(text, sectors):
    assert [general.sector for general in general_mentions(text)] == sectors


def test_the_development_snippets_are_read_as_a_reader_reads_them():
    right = wrong = missed = 0
    for snippet in load_snippets():
        if snippet.part == "development":
            how = {"first_year": snippet.first_year, "reports": snippet.reports}
            got = Counter(said(find_in_pages([snippet.page], matcher(snippet.catalogue), **how)))
            want = Counter(snippet.expect)
            right += (got & want).total()
            wrong += (got - want).total()
            missed += (want - got).total()
    assert 2 * right / (2 * right + wrong + missed) > 0.95  # a few of them are open to argument


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("78,5", 78.5),
        ("72.80", 72.8),
        ("1.250.000", 1_250_000),
        ("1.250.000,50", 1_250_000.5),
        ("4,650,512,721", 4_650_512_721),
        ("95", 95),
    ],
)
def test_numbers_are_read_in_both_notations(written, value):
    assert number_of(written) == value


def test_figures_have_their_units_and_years_are_none():
    text = "Tahun 2012 sebesar 78,5 persen, Rp 1,2 miliar, 2 per 100.000 penduduk, 12 bulan, kode 1.02.01.32"
    assert [(one.value, one.unit, one.scale) for one in figures(text)] == [
        (78.5, "percent", 1),
        (1.2, "rupiah", 10**9),
        (2, "per 100000", 1),
        (12, "months", 1),
    ]
    assert [year for year, _ in years_in(text)] == [2012]


def test_full_rupiah_in_a_table_of_millions_is_not_multiplied():
    one, two = figures("Rp 350.000.000")[0], figures("350,25")[0]
    assert scaled(one, 10**6) == (350_000_000, 1)
    assert scaled(two, 10**6) == (350_250_000, 10**6)
    assert (
        scale_said("Rp (juta)") == 10**6
        and scale_said("Rp (000)") == 10**3
        and scale_said("Target 2012") is None
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1.02.01.32.06 Pembinaan", [("1.02.01.32.06", "activity", "study")]),
        ("1.02.01.32 Program", [("1.02.01.32", "programme", "study")]),
        ("1.02.32 Program peningkatan", [("1.02.32", "programme", "")]),
        ("1.02.01 Dinas Kesehatan", []),
        ("1.02.02.2.02.0001", [("1.02.02.2.02.0001", "sub-activity", "today")]),
        ("1.O2.0l.32.O6", [("1.02.01.32.06", "activity", "study")]),
        ("5.2.2.01.01 dan Rp 1.020.132.006 pada 10.02.2013", []),
    ],
)
def test_codes_of_both_eras_are_read(text, codes):
    assert [(code.text, code.level, code.era) for code in codes_in(text)] == codes


def test_a_code_may_stand_in_several_cells():
    assert code_in_cells(["1", "02", "01", "20"]).text == "1.02.01.20"
    assert code_in_cells(["1.02", "02", "2.02", "0004"]).level == "sub-activity"
    assert code_in_cells(["1", "2", "3"]) is None


@pytest.mark.parametrize(
    ("heads", "role", "year"),
    [
        (["Target", "2013"], "target", 2013),
        (["Kondisi Kinerja Awal RPJMD (2010)"], "baseline", 2010),
        (["Realisasi Tahun 2012"], "achievement", 2012),
        (["Target SPM"], "national_target", None),
        (["Capaian Kinerja dan Kerangka Pendanaan", "Tahun 2016", "Rp (juta)"], "money", 2016),
        (["Target Renstra Tahun ke-", "2"], "target", None),
        (["Persentase capaian"], "ratio", None),
        (["Kondisi Kinerja Akhir RPJMD (2015)"], "target", 2015),
    ],
)
def test_the_head_of_a_column_says_what_is_under_it(heads, role, year):
    column = column_of(tuple(heads))
    assert (column.role, column.year) == (role, year)


def test_from_and_to_are_baseline_and_target_only_where_a_sentence_plans():
    plan = kinds_of("Cakupan ditargetkan meningkat dari 70% tahun 2011 menjadi 90% tahun 2015.")
    told = kinds_of("Cakupan meningkat dari 70% tahun 2011 menjadi 90% tahun 2015.")
    assert [(one.kind, one.year) for one in plan] == [("baseline", 2011), ("target", 2015)]
    assert [(one.kind, one.year) for one in told] == [("achievement", 2011), ("achievement", 2015)]


def test_a_row_broken_over_two_pages_is_one():
    head = ("No", "Indikator", "Target 2013")
    first = table(head, ("1", "Cakupan pertolongan persalinan oleh tenaga", "85"))
    second = table(
        ("", "kesehatan yang memiliki kompetensi kebidanan", ""),
        ("2", "Cakupan kunjungan bayi", "90"),
        continues=True,
    )
    pages = [Page(1, "", tables=(first,)), Page(2, "", tables=(second,))]
    one, two = find_in_pages(pages, matcher())
    assert said([one]) == ["KES-03", "KES-03 target 85 2013"]
    assert said([two]) == ["KES-06", "KES-06 target 90 2013"]


def test_a_sentence_broken_over_two_pages_is_one():
    pages = [Page(1, "Cakupan pertolongan persalinan oleh"), Page(2, "tenaga kesehatan sebesar 82%.")]
    one, two = find_in_pages(pages, matcher())
    assert said([one]) == ["KES-03", "KES-03 achievement 82 -"]
    assert said([two]) == []


def test_merged_cells_hold_for_each_row_that_they_cover():
    cells = (
        *(Cell(0, c, text) for c, text in enumerate(("Kode", "Indikator", "Target 2013", "Rp (juta)"))),
        Cell(1, 0, "1.02.01.32", rows=2),
        Cell(1, 1, "Cakupan kunjungan ibu hamil K4"),
        Cell(1, 2, "95"),
        Cell(1, 3, "1.250", rows=2),
        Cell(2, 1, "Cakupan pelayanan nifas"),
        Cell(2, 2, "90"),
    )
    hits = found("", tables=(PageTable(cells),))
    for code in ("KES-01", "KES-04"):
        assert f"{code} line 1.02.01.32" in hits
        assert f"{code} amount 1250000000 2013" not in hits  # the head gives no year for the money
        assert f"{code} amount 1250000000 -" in hits


def test_an_unread_page_has_no_hits_and_says_so():
    page = Page(3, "Cakupan kunjungan bayi 90%", how="unread")
    assert [(one.page, one.how, one.mentions) for one in find_in_pages([page], matcher())] == [
        (3, "unread", ())
    ]


def test_an_unknown_catalogue_is_refused_with_the_nearest():
    with pytest.raises(MethodError, match="SPM-KES-741-2008"):
        indicator_names(load_table("standards/indicators").frame, catalogues=["SPM-KES-741"])


def test_absent_columns_are_named():
    with pytest.raises(MethodError, match="group_code"):
        indicator_names(pd.DataFrame({"catalogue": [], "indicator_code": [], "name_id": []}))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("60%, 65% dan 70% pada tahun 2013, 2014 dan 2015", [2013, 2014, 2015]),
        ("76,5% (2010), 79,2% (2011) dan 83% (2012)", [2010, 2011, 2012]),
        ("tahun 2009 sebesar 78,2%, tahun 2010 80,1% dan tahun 2011 sebesar 88%", [2009, 2010, 2011]),
        ("dari 58 persen menjadi 75 persen di tahun 2015", [None, 2015]),
        ("pada tahun 2010 baru 60% dan ditargetkan 95% pada tahun 2015", [2010, 2015]),
    ],
)
def test_each_figure_of_a_sentence_has_its_year(text, years):
    assert years_of(text, figures(text)) == years


@pytest.mark.parametrize(
    "text",
    [
        "Cakupan K4 naik 3,2%",
        "tingkat capaian kinerja 93,05%",
        "kesenjangan cakupan terhadap target mencapai 14,2%",
        "terendah di Kecamatan Hulu (45%)",
    ],
)
def test_changes_rates_and_parts_are_no_figures_of_an_indicator(text):
    assert kinds_of(text) == []


def test_names_given_one_by_one_have_a_figure_each():
    hits = found(
        "Cakupan desa UCI dan cakupan pelayanan nifas pada tahun 2013 masing-masing mencapai 75 persen dan "
        "80 persen dari target 88 persen dan 81 persen.",
        reports=True,
    )
    assert "KES-07 achievement 75 2013" in hits and "KES-04 achievement 80 2013" in hits
    assert "KES-07 target 88 2013" in hits and "KES-04 target 81 2013" in hits


def test_a_number_within_a_name_is_no_figure():
    hits = found(
        "SMP/MTs yang sedikitnya 70% gurunya berkualifikasi S1 atau D-IV ditargetkan 90% tahun 2014."
    )
    assert hits == ["IP-8.1", "IP-8.1 target 90 2014"]


def test_a_table_that_is_only_lines_of_text_is_read():
    text = "Indikator Satuan 2010 2011\nCakupan kunjungan bayi % 80,1 84\nJumlah puskesmas buah 12 12"
    assert found(text) == ["KES-06", "KES-06 target 80.1 2010", "KES-06 target 84 2011"]


def test_codes_are_compared_without_the_office():
    assert code_key("1.02.1.02.01.32.06") == code_key("1.02.01.32.06") == code_key("1.02.xx.32.06")
    assert code_key("1.02.01.32") == code_key("1.02.32") != code_key("1.02.01.31")
    assert code_key("1.02.02.2.02.0001") == "1.02.02.2.02.0001"


def test_the_year_of_a_document_stands_in_where_none_is_given():
    tables = (table(("No", "Indikator", "Target"), ("1", "Cakupan kunjungan bayi", "90")),)
    assert found("", tables=tables, year=2013) == ["KES-06", "KES-06 target 90 2013"]


def test_each_name_of_each_catalogue_finds_itself():
    indicators = load_table("standards/indicators").frame
    missed = []
    for catalogue in indicators["catalogue"].unique():
        names = indicator_names(indicators, catalogues=[catalogue])
        own = Matcher(names)
        for name in names:
            (page,) = find_in_pages([Page(1, name.text)], own, least_sure=0)
            if name.indicator_code not in {mention.indicator_code for mention in page.mentions}:
                missed.append(name)
    assert missed == []


def test_doubtful_mentions_are_left_out_unless_asked_for():
    text = "Kunjungan bayi dan anak balita ke posyandu pada bulan vitamin A selalu ramai."
    pages = [Page(1, f"Pelatihan tentang {text}")]
    (all_of_them,) = find_in_pages(pages, matcher(), least_sure=0)
    (sure,) = find_in_pages(pages, matcher())
    assert len(sure.mentions) < len(all_of_them.mentions)
    assert all(0 <= mention.confidence <= 1 for mention in all_of_them.mentions)


def test_hits_have_boxes_where_words_have_them():
    words = []
    text, left = "Cakupan kunjungan bayi sebesar 90% tahun 2013.", 10.0
    for match in re.finditer(r"\S+", text):
        words.append(Word(match.group(), match.start(), (left, 20.0, left + 30, 30.0)))
        left += 35
    (page,) = find_in_pages([Page(1, text, words=tuple(words))], matcher())
    assert page.mentions[0].place.box == (10.0, 20.0, 110.0, 30.0)
    assert page.targets[0].place.box == (150.0, 20.0, 180.0, 30.0)


def test_the_first_entry_of_a_form_without_colons_is_no_head():
    entries = [("Urusan Pemerintahan", "1.02 Kesehatan"), ("Program", "1.02.01.16 Program Upaya Kesehatan")]
    cells = tuple(
        Cell(row, column, text, None)
        for row, entry in enumerate(entries)
        for column, text in enumerate(entry)
    )
    head, rows = read_table(PageTable(cells), 0)
    assert (head.columns, len(rows)) == ((), 2)
