"""DOCX, XLSX, HTML and text files made for the test."""

import zipfile

import docx
import openpyxl
import pytest
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analysis.documents import problems, read_pages
from analysis.documents.formats.flowing import PAGE_LENGTH
from analysis.errors import DocumentError
from tests.documents.conftest import checked

WORDS = "Pelayanan dasar yang wajib dilaksanakan oleh pemerintah daerah. "


def read(path, notes=None):
    return checked(list(read_pages(path, notes=notes)))


def grid(table):
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells]


@pytest.fixture
def word_file(tmp_path):
    """A new DOCX and a function that stores and reads it."""
    document = docx.Document()

    def read_back(notes=None):
        document.save(tmp_path / "surat.docx")
        return read(tmp_path / "surat.docx", notes)

    return document, read_back


def tracked(kind, text):
    tag = "delText" if kind == "del" else "t"
    run = f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"
    return parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1" w:author="A">{run}</w:{kind}>')


def test_docx_gives_paragraphs_and_tables_in_the_order_of_the_document(word_file):
    document, read_back = word_file
    document.add_paragraph("Sebelum")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Indikator"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "KIA"
    table.cell(1, 1).text, table.cell(1, 2).text, table.cell(2, 1).text = "K4", "95%", "Linakes"
    document.add_paragraph("Sesudah")
    (page,) = read_back()
    assert page.text == "Sebelum\nIndikator\nKIA\tK4\t95%\nLinakes\nSesudah"
    assert grid(page.tables[0]) == [
        (0, 0, 1, 2, "Indikator"),
        (0, 2, 1, 1, ""),
        (1, 0, 2, 1, "KIA"),
        (1, 1, 1, 1, "K4"),
        (1, 2, 1, 1, "95%"),
        (2, 1, 1, 1, "Linakes"),
        (2, 2, 1, 1, ""),
    ]


def test_docx_takes_insertions_in_and_deletions_out_and_says_so(word_file):
    document, read_back = word_file
    paragraph = document.add_paragraph("Target ")
    paragraph._p.append(tracked("del", "90"))
    paragraph._p.append(tracked("ins", "95"))
    notes = []
    assert read_back(notes)[0].text == "Target 95"
    assert notes == [problems.TRACKED]


def test_docx_without_changes_says_nothing(word_file):
    document, read_back = word_file
    document.add_paragraph("Target 95")
    notes = []
    read_back(notes)
    assert notes == []


def test_docx_is_cut_at_its_own_page_breaks_also_inside_a_table(word_file):
    document, read_back = word_file
    document.add_paragraph("Satu").add_run().add_break(WD_BREAK.PAGE)
    table = document.add_table(3, 2)
    for number, row in enumerate(table.rows):
        row.cells[0].text, row.cells[1].text = f"Kegiatan {number}", f"{number}.000"
    table.cell(2, 0).paragraphs[0]._p.insert(
        0, parse_xml(f"<w:r {nsdecls('w')}><w:lastRenderedPageBreak/></w:r>")
    )
    pages = read_back()
    assert [page.text for page in pages] == [
        "Satu",
        "Kegiatan 0\t0.000\nKegiatan 1\t1.000",
        "Kegiatan 2\t2.000",
    ]
    assert [[table.continues for table in page.tables] for page in pages] == [[], [False], [True]]
    assert {page.problem for page in pages} == {""}


def test_docx_break_set_by_hand_and_rendered_after_it_is_one(word_file):
    document, read_back = word_file
    document.add_paragraph("Satu").add_run().add_break(WD_BREAK.PAGE)
    paragraph = document.add_paragraph("Dua")
    paragraph._p.insert(0, parse_xml(f"<w:r {nsdecls('w')}><w:lastRenderedPageBreak/></w:r>"))
    assert [page.text for page in read_back()] == ["Satu", "Dua"]


def test_docx_section_that_goes_on_on_its_page_begins_none(word_file):
    document, read_back = word_file
    document.add_paragraph("Satu")
    document.add_section(WD_SECTION.CONTINUOUS)
    document.add_paragraph("Dua")
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Tiga").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Empat")
    assert [page.text for page in read_back()] == ["Satu\nDua", "Tiga", "Empat"]


def test_docx_without_page_breaks_is_cut_at_a_length_and_says_that_numbers_are_estimated(word_file):
    document, read_back = word_file
    for _ in range(100):
        document.add_paragraph(WORDS)
    pages = read_back()
    assert len(pages) == 3
    assert all(len(page.text) <= PAGE_LENGTH + len(WORDS) for page in pages)
    assert {page.problem for page in pages} == {problems.ESTIMATED}


def test_docx_with_breaks_between_chapters_only_is_cut_at_a_length_too(word_file):
    document, read_back = word_file
    for _ in range(2):
        for _ in range(200):
            document.add_paragraph(WORDS)
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    pages = read_back()
    assert len(pages) >= 8
    assert {page.problem for page in pages if page.text} == {problems.ESTIMATED}


def test_docx_has_its_footnotes_after_the_paragraph_that_names_them(tmp_path, word_file):
    document, _ = word_file
    paragraph = document.add_paragraph("Target 95")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("Sesudah")
    document.save(tmp_path / "a.docx")
    text = "<w:p><w:r><w:t>Data 2013</w:t></w:r></w:p>"
    note = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2">{text}</w:footnote>'
    with zipfile.ZipFile(tmp_path / "a.docx", "a") as package:
        package.writestr("word/footnotes.xml", f"{note}</w:footnotes>")
    assert read(tmp_path / "a.docx")[0].text == "Target 95\nData 2013\nSesudah"


def test_docx_keeps_headers_apart_from_the_text(word_file):
    document, read_back = word_file
    document.sections[0].header.paragraphs[0].text = "RKPD 2014"
    document.add_paragraph("Isi")
    (page,) = read_back()
    assert (page.text, page.margins) == ("Isi", ("RKPD 2014",))


def test_docx_resolves_no_entity(tmp_path, word_file):
    document, _ = word_file
    document.add_paragraph("Isi")
    document.save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                entity = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
                content = content.replace(b"?>", b"?>" + entity, 1).replace(b"Isi", b"&x;")
            new.writestr(name, content)
    with pytest.raises(DocumentError, match="document type declaration"):
        list(read_pages(tmp_path / "b.docx"))


def test_xlsx_gives_a_page_for_each_sheet_with_numbers_as_documents_write_them(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DPA 2014"
    sheet.append(["Kode", "Uraian", "Pagu", "Target"])
    sheet.append(["1.02.01", "Pelayanan", 12500000.5, 0.95])
    sheet["D2"].number_format = "0%"
    sheet.merge_cells("A3:B3")
    sheet["A3"] = "Jumlah"
    book.create_sheet("Kosong")
    book.save(tmp_path / "dpa.xlsx")
    first, second = read(tmp_path / "dpa.xlsx")
    assert first.text == ("DPA 2014\nKode\tUraian\tPagu\tTarget\n1.02.01\tPelayanan\t12500000,5\t95%\nJumlah")
    assert grid(first.tables[0])[-1] == (2, 0, 1, 2, "Jumlah")
    assert (second.text, second.tables) == ("", ())


def test_html_drops_scripts_and_hidden_parts_and_keeps_tables(tmp_path):
    path = tmp_path / "halaman.html"
    path.write_text(
        "<html><head><title>t</title><script>alert('x')</script></head><body><h1>RKPD</h1>"
        "<p>Satu <b>dua</b> <i>ti</i>ga</p><p style='display:none'>rahasia</p><!-- komentar -->"
        "<table><tr><th rowspan=2>A</th><th colspan=2>B</th></tr><tr><td>c</td><td>d</td></tr></table>"
        "<table><tr><td>bingkai<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
        "</td></tr></table>penutup</body></html>",
        encoding="utf-8",
    )
    notes = []
    (page,) = read(path, notes)
    assert page.text == "RKPD\nSatu dua tiga\nA\tB\nc\td\nbingkai\n1\t2\n3\t4\npenutup"
    assert grid(page.tables[0]) == [
        (0, 0, 2, 1, "A"),
        (0, 1, 1, 2, "B"),
        (1, 1, 1, 1, "c"),
        (1, 2, 1, 1, "d"),
    ]
    assert len(page.tables) == 2
    assert notes == [problems.SCRIPTS]


def test_html_of_tags_in_each_other_without_end_is_refused(tmp_path):
    path = tmp_path / "dalam.html"
    path.write_text("<html>" + "<div>" * 5000 + "isi", encoding="utf-8")
    with pytest.raises(DocumentError, match="deep"):
        list(read_pages(path))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_decoded_whatever_its_usual_encoding(tmp_path, codec):
    path = tmp_path / "catatan.txt"
    path.write_bytes("Mutu “pelayanan” – café\n".encode(codec))
    (page,) = read(path)
    assert page.text == "Mutu “pelayanan” – café"


def test_text_joins_broken_lines_and_finds_columns_set_with_blanks(tmp_path):
    path = tmp_path / "laporan.txt"
    path.write_text(
        "Pelayanan kesehatan ibu hamil di wilayah kerja puskesmas adalah bagian pela-\n"
        "yanan dasar yang wajib dilaksanakan.\n\n"
        "No  Indikator                 2012    2013\n"
        "1   Kunjungan ibu hamil K4      90      95\n"
        "2   Komplikasi kebidanan        70      80\n"
        "    yang ditangani\n"
        "3   Persalinan                  85      90\n"
        "\fHalaman kedua\n",
        encoding="utf-8",
    )
    first, second = read(path)
    assert first.text.split("\n")[0] == (
        "Pelayanan kesehatan ibu hamil di wilayah kerja puskesmas adalah bagian pelayanan dasar yang wajib "
        "dilaksanakan."
    )
    assert "2\tKomplikasi kebidanan yang ditangani\t70\t80" in first.text.split("\n")
    assert all(word.box is None for word in first.words)
    assert second.text == "Halaman kedua"
