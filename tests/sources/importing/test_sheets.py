"""Files as planners keep them are opened within bounds, and bad ones are refused in one paragraph."""

import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources.importing import sheets
from analysis.sources.importing.layout import find_table
from analysis.sources.importing.raw import RawCell, RawSheet, column_letters
from analysis.sources.importing.sheets import read_book


def workbook(path, rows, merged=(), sheet="Data"):
    """Write rows to a workbook."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


def refusal(path):
    """Give the text of the error and see that it is one paragraph."""
    with pytest.raises(DataError) as caught:
        read_book(path)
    text = str(caught.value)
    assert "\n" not in text
    assert path.name in text
    return text


def labels(table):
    return [header.label for header in table.headers]


def test_titles_totals_and_notes_are_told_apart(tmp_path):
    rows = [
        ["CAPAIAN SPM KESEHATAN"],
        ["KABUPATEN CONTOH TAHUN 2013"],
        [],
        ["No", "Indikator", "Pembilang", "Penyebut"],
        ["(1)", "(2)", "(3)", "(4)"],
        [1, "Cakupan K4", 812, 1000],
        [2, "Jumlah kematian ibu", 3, 1000],
        [None, "Jumlah", 815, 2000],
        [],
        ["Sumber: Dinas Kesehatan"],
    ]
    book = read_book(workbook(tmp_path / "a.xlsx", rows))
    table = find_table(book.sheets[0])
    assert labels(table) == ["No", "Indikator", "Pembilang", "Penyebut"]
    assert [row[2].text for row in table.rows] == ["Cakupan K4", "Jumlah kematian ibu"]
    assert [note.address for note in table.set_aside] == ["A5", "B8", "A10"]
    assert table.title[1] == "KABUPATEN CONTOH TAHUN 2013"


def test_merged_headers_of_two_rows(tmp_path):
    rows = [
        ["Indikator", "Target", None, "Sumber"],
        [None, 2012, 2013, None],
        ["K4", 80, 85, "Profil"],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:C1", "D1:D2"])
    table = find_table(read_book(path).sheets[0])
    assert labels(table) == ["Indikator", "Target 2012", "Target 2013", "Sumber"]
    assert len(table.rows) == 1


def test_the_same_header_in_a_csv_file_which_has_lost_its_merged_areas(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Indikator;Target;;Sumber\n;2012;2013;\nK4;80;85;Profil\n", encoding="utf-8")
    table = find_table(read_book(path).sheets[0])
    assert labels(table) == ["Indikator", "Target 2012", "Target 2013", "Sumber"]


def test_a_body_of_text_is_no_second_header(tmp_path):
    rows = [["Judul", "Jenis", "Berkas"], ["RPJMD 2010-2015", "rpjmd", "a.pdf"], ["Renja", "renja", "b.pdf"]]
    table = find_table(read_book(workbook(tmp_path / "a.xlsx", rows)).sheets[0])
    assert labels(table) == ["Judul", "Jenis", "Berkas"]
    assert len(table.rows) == 2


def test_a_formula_without_result_is_reported_by_address_and_one_is_never_computed(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["Indikator", "Nilai"], ["K4", "=1+1"], ["K1", 5]], sheet="Mei")
    sheet = read_book(path).sheets[0]
    assert [(note.sheet, note.address, note.found) for note in sheet.problems] == [("Mei", "B2", "=1+1")]
    assert "B2" not in {cell.address for row in sheet.rows for cell in row}


def test_a_percent_format_is_seen(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Indikator", "Nilai"])
    book.active.append(["K4", 0.85])
    book.active["B2"].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert read_book(tmp_path / "a.xlsx").sheets[0].rows[1][1].percent


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("Indikator;Nilai\nKé 1;85,5\n", "utf-8-sig", ";"),
        ("Indikator;Nilai\nKé 1;85,5\n", "cp1252", ";"),
        ("Indikator\tNilai\nKé 1\t85,5\n", "utf-16", "\t"),
        ('Indikator,Nilai\nKé 1,"85,5"\n', "utf-8", ","),
        ("sep=;\nIndikator;Nilai\nKé 1;85,5\n", "utf-8", ";"),
    ],
)
def test_csv_of_every_usual_kind(tmp_path, content, encoding, delimiter):
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode(encoding))
    book = read_book(path)
    assert [[cell.text for cell in row] for row in book.sheets[0].rows] == [
        ["Indikator", "Nilai"],
        ["Ké 1", "85,5"],
    ]
    assert f"cells apart by {delimiter!r}" in book.notes[0]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert "is empty" in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"Indikator;Nilai\n", "plain text"),
        ("a.csv", b"PK\x03\x04rest", "packed file"),
        ("a.xlsx", b"PK\x03\x04rest", "damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        ("a.xls", b"<html><table>", "extension '.xls'"),
        ("a.xlsx", b"<html><table>", "web page"),
        ("a.csv", b"%PDF-1.4", "a PDF"),
        ("a.csv", b"a;b\n\x00\x01", "damaged"),
        ("a.csv", b"a;b\n\x81\x8d;1\n", "no encoding"),
        ("a.ods", b"plain", "extension '.ods'"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    assert says in refusal(tmp_path / name)


def test_an_absent_file_and_a_folder_are_refused(tmp_path):
    assert "cannot be opened" in refusal(tmp_path / "none.xlsx")
    assert "is a folder" in refusal(tmp_path)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(b"a;b\n")  # the rest is a hole: no disk is used
        stream.truncate(2 * 1024**3)
    assert "2,048 MB" in refusal(path)


def test_a_zip_bomb_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * (20 * 1024**2))
    assert "times its size" in refusal(path)


def test_a_zip_that_is_no_workbook_and_a_document_type_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "no xl/ part" in refusal(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as package:
        package.writestr("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")
        package.writestr("xl/workbook.xml", "<a/>")
    assert "document type declaration" in refusal(tmp_path / "b.xlsx")


def with_sheet_xml(path, xml):
    """Replace the XML of the first sheet of a new workbook."""
    workbook(path.with_name("plain.xlsx"), [["a", "b"]])
    with (
        zipfile.ZipFile(path.with_name("plain.xlsx")) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part, xml if part.filename.endswith("sheet1.xml") else old.read(part))
    return path


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def test_a_million_empty_rows_are_not_walked_and_the_end_is_told(tmp_path):
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    last = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    body = f'<dimension ref="A1:XFD1048576"/><sheetData>{first}{last}</sheetData>'
    book = read_book(with_sheet_xml(tmp_path / "a.xlsx", SHEET.format(body)))
    assert len(book.sheets[0].rows) == 1
    assert "reading stopped at row 10,001" in book.sheets[0].notes[0]


def test_a_result_of_empty_text_is_no_missing_result(tmp_path):
    cells = '<c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>3</v></c>'
    xml = SHEET.format(f'<sheetData><row r="1">{cells}</row></sheetData>')
    assert not read_book(with_sheet_xml(tmp_path / "a.xlsx", xml)).sheets[0].problems


def test_far_columns_are_refused_and_not_cut_off(tmp_path):
    xml = SHEET.format('<sheetData><row r="1"><c r="KP1"><v>1</v></c></row></sheetData>')
    assert "columns" in refusal(with_sheet_xml(tmp_path / "a.xlsx", xml))


@settings(max_examples=150)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_refused_but_nothing_else_is_raised(tmp_path_factory, place, junk):
    folder = tmp_path_factory.mktemp("damaged")
    content = bytearray(workbook(folder / "a.xlsx", [["Indikator", "Nilai"], ["K4", 85]]).read_bytes())
    place %= len(content)
    content[place : place + len(junk)] = junk
    (folder / "a.xlsx").write_bytes(bytes(content))
    try:
        read_book(folder / "a.xlsx")
    except DataError as error:
        assert "\n" not in str(error)


@settings(max_examples=500)
@given(
    st.one_of(
        st.binary(min_size=1, max_size=200), st.text(alphabet="a1;,\t\n\"'.=é ", min_size=1).map(str.encode)
    )
)
def test_any_bytes_named_csv_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        book = read_book(path)
    except DataError as error:
        assert "\n" not in str(error)
        return
    find_table(book.sheets[0])


@settings(max_examples=500)
@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.integers(), st.sampled_from(["No", "Jumlah", "Sumber: x", "K4", "(1)"])),
            max_size=6,
        ),
        max_size=12,
    )
)
def test_no_cell_below_the_header_is_lost(rows):
    cells = [
        tuple(RawCell(r, c, value) for c, value in enumerate(row, 1) if value is not None)
        for r, row in enumerate(rows, 1)
    ]
    sheet = RawSheet("s", tuple(row for row in cells if row))
    table = find_table(sheet)
    if table is None:
        return
    kept = {cell.row for row in table.rows for cell in row.values()}
    aside = {int("".join(filter(str.isdigit, note.address))) for note in table.set_aside + table.stray}
    last_header = max(row[0].row for row in sheet.rows if row[0].row not in kept | aside)
    below = {row[0].row for row in sheet.rows if row[0].row > last_header}
    assert below <= kept | aside
    stray = {note.address for note in table.stray}
    for row in sheet.rows:
        if row[0].row in kept:
            found = next(item for item in table.rows if next(iter(item.values())).row == row[0].row)
            assert {c.address for c in row} == {c.address for c in found.values()} | (
                stray & {c.address for c in row}
            )


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_limit_is_the_stated_one():
    assert sheets.LARGEST_FILE_MB == 50
