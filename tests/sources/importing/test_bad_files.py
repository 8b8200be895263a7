"""Bad files, each made for real: read or refused in one paragraph, in bounded memory and time."""

import csv
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from analysis.errors import DataError
from analysis.messages import in_language
from analysis.sources.importing.raw import MOST_CELLS, MOST_ROWS
from analysis.sources.importing.sheets import read_book

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MOST_MEMORY_MB = 150  # above the interpreter with the package loaded; measured: 98 at most for these files
MOST_SECONDS = 120  # of processor; measured: 5 at most
MEASURE = """
import resource, sys
from analysis.errors import DataError
from analysis.sources.importing import read_book
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    read_book(sys.argv[1]); said = "read"
except DataError as error:
    said = str(error)
after = resource.getrusage(resource.RUSAGE_SELF)
memory = (after.ru_maxrss - before.ru_maxrss) // 1024
print(memory, round(after.ru_utime - before.ru_utime, 1), said, sep="|")
"""


def workbook(rows=(("Tahun", "Kode Indikator"), (2013, "KES-03"))):
    """Give the bytes of a small workbook."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def with_sheet(path, pieces, extra=()):
    """Write a workbook whose first sheet is made of pieces of XML."""
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w") as stream:
                for piece in pieces if name == SHEET and pieces else [old.read(name)]:
                    stream.write(piece)
        for name, content in extra:
            new.writestr(name, content)
    return path


def rows_of(pieces):
    yield f'<worksheet xmlns="{NAMESPACE}"><sheetData>'.encode()
    yield from (piece.encode() for piece in pieces)
    yield b"</sheetData></worksheet>"


def sparse(path, start):
    """Make a file of 2 GB that is a hole: no disk is used."""
    with path.open("wb") as stream:
        stream.write(start)
        stream.truncate(2 * 1024**3)
    return path


def million_empty_rows(path):
    return with_sheet(path, rows_of(f'<row r="{row}"/>' for row in range(1, 1_048_577)))


def bomb(path):
    return with_sheet(path, (b" " * 1024**2 for _ in range(512)))


def wide(path):
    letters = [openpyxl.utils.get_column_letter(column) for column in range(1, 16385)]
    return with_sheet(
        path, rows_of(['<row r="1">', *(f'<c r="{x}1"><v>1</v></c>' for x in letters), "</row>"])
    )


def merged(path):
    areas = (f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 400_000))
    start = f'<worksheet xmlns="{NAMESPACE}"><sheetData/><mergeCells>'.encode()
    end = b"</mergeCells></worksheet>"
    return with_sheet(path, [start, *(area.encode() for area in areas), end])


def many_rows(path):
    path.write_text("Tahun;Kode Indikator\n" + "2013;KES-03\n" * (MOST_ROWS + 1), encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="the resource module is not on Windows")
@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("large.csv", lambda path: sparse(path, b"a;b\n"), "2,048 MB"),
        ("large.xlsx", lambda path: sparse(path, b"PK\x03\x04"), "2,048 MB"),
        ("empty-rows.xlsx", million_empty_rows, "read"),
        ("bomb.xlsx", bomb, "would unpack to 512 MB"),
        ("wide.xlsx", wide, "more than 300 columns"),
        ("merged.xlsx", merged, "of formats, merged areas or rules"),
        ("rows.csv", many_rows, f"more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells"),
    ],
)
def test_memory_and_time_are_bounded(tmp_path, name, make, says):
    path = make(tmp_path / name)
    project = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
    )
    memory, seconds, said = run.stdout.strip().split("|", 2)
    assert says in said
    assert int(memory) < MOST_MEMORY_MB
    assert float(seconds) < MOST_SECONDS


def refusal(path):
    with pytest.raises(DataError) as caught:
        read_book(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("rows", [1, 20_000])
def test_a_real_password_is_named_and_how_to_take_it_off(tmp_path, rows):
    content = workbook([("Tahun", "Kode")] + [(2013, f"I{i * 7919}") for i in range(rows)])
    with (tmp_path / "a.xlsx").open("wb") as stream:
        OOXMLFile(io.BytesIO(content)).encrypt("rahasia", stream)
    assert "protected by a password" in refusal(tmp_path / "a.xlsx")
    with in_language("id"):
        assert "dilindungi kata sandi" in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "old Excel"),
    ],
)
def test_a_renamed_file_is_named_for_what_it_is(tmp_path, start, says):
    (tmp_path / "a.xlsx").write_bytes(start)
    assert says in refusal(tmp_path / "a.xlsx")


def test_macros_and_links_are_told_and_not_followed(tmp_path):
    extra = [("xl/vbaProject.bin", b"macro"), ("xl/externalLinks/externalLink1.xml", b"<externalLink/>")]
    book = read_book(with_sheet(tmp_path / "a.xlsm", None, extra))
    assert len(book.sheets[0].rows) == 2
    assert any("macros; they were not run" in note for note in book.notes)
    assert any("nothing was opened" in note for note in book.notes)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_document_type_is_found_wherever_it_stands(tmp_path, codec):
    text = "<?xml version='1.0'?><!--" + "x" * 2_000_000 + "--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    assert "document type declaration" in refusal(with_sheet(tmp_path / "a.xlsx", [text.encode(codec)]))


def test_a_directory_that_lies_about_a_size_is_no_way_around_the_bound(tmp_path):
    path = with_sheet(tmp_path / "a.xlsx", [b" " * 1024**2 for _ in range(20)])
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_text_is_read_with_and_without_its_mark(tmp_path, codec):
    (tmp_path / "a.csv").write_bytes("Tahun;Kode Indikator\n2013;KES-03\n".encode(codec))
    book = read_book(tmp_path / "a.csv")
    assert [[cell.text for cell in row] for row in book.sheets[0].rows] == [
        ["Tahun", "Kode Indikator"],
        ["2013", "KES-03"],
    ]


def test_a_cell_that_never_ends_is_refused_whatever_limit_another_library_set(tmp_path):
    before = csv.field_size_limit(10**9)
    (tmp_path / "a.csv").write_text('Tahun;Kode\n"' + "x\n" * 200_000, encoding="utf-8")
    try:
        assert "quotation mark" in refusal(tmp_path / "a.csv")
        assert csv.field_size_limit() == 10**9
    finally:
        csv.field_size_limit(before)


def test_a_cell_that_never_ends_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text('Tahun;Kode\n"' + "x\n" * 200_000, encoding="utf-8")
    assert "quotation mark" in refusal(tmp_path / "a.csv")


def test_formulas_count_down_to_the_last_row_that_was_read(tmp_path):
    rows = [("Tahun", "Nilai"), *[(2013, f"={row}+1") for row in range(30)]]
    (tmp_path / "a.xlsx").write_bytes(workbook(rows))
    problems = read_book(tmp_path / "a.xlsx").sheets[0].problems
    assert [note.address for note in problems] == [f"B{row}" for row in range(2, 32)]
