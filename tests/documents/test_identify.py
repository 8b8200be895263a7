"""What a document is, told from its first pages, as title pages of districts read."""

import pytest

from analysis.documents import Evidence, Page
from analysis.documents.identify import identify
from analysis.documents.record import DOCUMENT_TYPES

REGIONS = [("7322", "Kabupaten Luwu Utara"), ("7317", "Kabupaten Luwu"), ("6172", "Kota Singkawang")]


def told(*texts, file="berkas.pdf", margins=()):
    pages = [Page(number, text, margins=margins) for number, text in enumerate(texts, start=1)]
    return identify(file, "sum", "pdf", pages, REGIONS)


@pytest.mark.parametrize(
    ("title", "document_type", "years", "organisation", "region"),
    [
        (
            "RENCANA PEMBANGUNAN JANGKA MENENGAH DAERAH (RPJMD)\nKOTA SINGKAWANG\nTAHUN 2013 - 2017",
            *("rpjmd", (2013, 2017), "", "6172"),
        ),
        (
            "PERATURAN DAERAH KABUPATEN LUWU UTARA\nNOMOR 5 TAHUN 2010\nTENTANG\nRENCANA PEMBANGUNAN JANGKA "
            "MENENGAH DAERAH KABUPATEN LUWU UTARA TAHUN 2010-2015",
            *("rpjmd", (2010, 2015), "", "7322"),
        ),
        (
            "RENCANA STRATEGIS (RENSTRA)\nDINAS KESEHATAN\nKABUPATEN LUWU UTARA\nTAHUN 2011 s/d 2015",
            *("renstra", (2011, 2015), "Dinas Kesehatan", "7322"),
        ),
        (
            "PERATURAN BUPATI LUWU UTARA NOMOR 17 TAHUN 2013 TENTANG RENCANA KERJA PEMERINTAH DAERAH "
            "KABUPATEN LUWU UTARA TAHUN 2014",
            *("rkpd", (2014, 2014), "", "7322"),
        ),
        (
            "RENCANA KERJA (RENJA)\nDINAS PENDIDIKAN DAN KEBUDAYAAN KOTA SINGKAWANG TAHUN ANGGARAN 2014",
            *("renja", (2014, 2014), "Dinas Pendidikan dan Kebudayaan", "6172"),
        ),
        (
            "NOTA KESEPAKATAN\nTENTANG\nKEBIJAKAN UMUM ANGGARAN PENDAPATAN DAN BELANJA DAERAH\n"
            "TAHUN ANGGARAN 2014",
            *("kua_ppas", (2014, 2014), "", ""),
        ),
        (
            "RENCANA KERJA DAN ANGGARAN\nSATUAN KERJA PERANGKAT DAERAH\n(RKA-SKPD)\nTAHUN ANGGARAN 2014",
            *("rka", (2014, 2014), "", ""),
        ),
        (
            "DOKUMEN PELAKSANAAN ANGGARAN SATUAN KERJA PERANGKAT DAERAH\n(DPA SKPD)\nPEMERINTAH KOTA "
            "SINGKAWANG\nTAHUN ANGGARAN 2014\nOrganisasi : 1.02.01 Dinas Kesehatan",
            *("dpa", (2014, 2014), "Dinas Kesehatan", "6172"),
        ),
        (
            "PERATURAN BUPATI LUWU UTARA NOMOR 1 TAHUN 2014 TENTANG PENJABARAN ANGGARAN PENDAPATAN DAN "
            "BELANJA DAERAH TAHUN ANGGARAN 2014",
            *("apbd", (2014, 2014), "", "7322"),
        ),
        (
            "PERATURAN DAERAH KOTA SINGKAWANG NOMOR 6 TAHUN 2014 TENTANG PERUBAHAN ANGGARAN PENDAPATAN DAN "
            "BELANJA DAERAH TAHUN ANGGARAN 2014",
            *("apbd_p", (2014, 2014), "", "6172"),
        ),
        ("LAPORAN AKUNTABILITAS KINERJA INSTANSI PEMERINTAH\nTAHUN 2013", "lakip", (2013, 2013), "", ""),
        (
            "LAPORAN KETERANGAN PERTANGGUNGJAWABAN\nWALIKOTA SINGKAWANG\nTAHUN 2013",
            "lkpj",
            (2013, 2013),
            "",
            "6172",
        ),
        ("LAPORAN PENYELENGGARAAN PEMERINTAHAN DAERAH TAHUN 2013", "lppd", (2013, 2013), "", ""),
        (
            "PERATURAN WALIKOTA SINGKAWANG NOMOR 9 TAHUN 2012 TENTANG STANDAR PELAYANAN MINIMAL BIDANG "
            "KESEHATAN",
            *("regulation", (None, None), "", "6172"),
        ),
        ("RESEP MASAKAN NUSANTARA\nSoto dan rendang", "other", (None, None), "", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and value in DOCUMENT_TYPES else "",
)
def test_a_title_page_tells_what_the_document_is(title, document_type, years, organisation, region):
    record = told(title)
    assert (record.document_type, record.organisation, record.region_code) == (
        document_type,
        organisation,
        region,
    )
    assert (record.year_from, record.year_to) == years


def test_each_field_has_the_words_that_tell_it_and_their_page():
    record = told("R E N S T R A\nDINAS KESEHATAN KOTA SINGKAWANG", "Tahun 2013-2017")
    assert record.evidence == (
        Evidence("document_type", "RENSTRA", 1),
        Evidence("organisation", "DINAS KESEHATAN", 1),
        Evidence("region_code", "KOTA SINGKAWANG", 1),
        Evidence("period", "2013-2017", 2),
    )
    assert record.document_id == "renstra-dinas-kesehatan-2013"


def test_margins_tell_before_later_pages_and_the_name_of_the_file_last():
    assert told("BAB I PENDAHULUAN", margins=("RKPD Kota Singkawang 2014",)).document_type == "rkpd"
    named = told("BAB I PENDAHULUAN", file="renja_dinas_kesehatan_2013.pdf")
    assert (named.document_type, named.organisation, named.year_from) == ("renja", "Dinas Kesehatan", 2013)
    assert {each.page for each in named.evidence} == {0}


def test_running_text_names_no_office_and_no_year():
    text = "Kunjungan di puskesmas wilayah itu oleh dinas terkait sejak 2009 meningkat. " * 10
    record = told(text)
    assert (record.organisation, record.year_from) == ("", None)


def test_a_longer_name_of_a_region_goes_before_a_shorter_one():
    assert told("PEMERINTAH KABUPATEN LUWU").region_code == "7317"
    assert told("PEMERINTAH KABUPATEN LUWU  UTARA").region_code == "7322"


@pytest.mark.parametrize(
    ("title", "document_type"),
    [
        ("RENCANA KEGIATAN ANGGARAN SATUAN KERJA PERANGKAT DAERAH (RKA SKPD)", "rka"),
        ("DPA-RINCIAN BELANJA SKPD TAHUN ANGGARAN 2022", "dpa"),
        ("DPPA - OPD Tahun Anggaran 2018", "dpa"),
        ("LAPORAN PENERAPAN DAN PENCAPAIAN SPM TAHUN 2019", "spm_report"),
        ("LAPORAN TAHUNAN PENERAPAN STANDAR PELAYANAN MINIMAL TAHUN 2023", "spm_report"),
        ("PERJANJIAN KINERJA TAHUN 2016", "other"),  # it promises, and reports nothing
        ("Rencana Program, Kegiatan, Indikator Kinerja, Kelompok Sasaran dan Pendanaan Indikatif", "renstra"),
        ("Tabel 8.1 Indikasi Rencana Program Prioritas yang Disertai Kebutuhan Pendanaan", "rpjmd"),
        ("Nota Kesepakatan tentang KUA/PPAS", "kua_ppas"),
    ],
)  # fmt: skip
def test_short_names_and_names_of_tables_tell_the_type(title, document_type):
    assert identify("x.pdf", "0", "pdf", [Page(1, title)]).document_type == document_type


def test_what_a_table_is_called_counts_only_where_no_title_says_more():
    pages = [Page(1, "Indikasi rencana program prioritas"), Page(2, "Rencana Strategis Dinas Kesehatan")]
    assert identify("x.pdf", "0", "pdf", pages).document_type == "renstra"
