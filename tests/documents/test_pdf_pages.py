"""Positions on turned pages, pages that are pictures, and fonts that do not name their letters."""

import stat
import sys

import pypdfium2 as pdfium
import pytest

from analysis.documents import problems, read_pages
from analysis.documents.ocr import find_tesseract
from tests.documents import bad_files
from tests.documents.conftest import checked

SIDEWAYS = (
    "#set page(width: 595pt, height: 420pt)\n#rotate(-90deg, reflow: true, block(width: 320pt)[Pelayanan "
    "kesehatan ibu hamil di wilayah kerja puskesmas adalah bagian pelayanan dasar yang wajib dilaksanakan.\n"
    "#table(columns: 3, [No],[Indikator],[Target],[1],[Kunjungan K4],[95])])"
)


def inked(path, page, box):
    """Say which share of a box of the page picture is dark."""
    document = pdfium.PdfDocument(path)
    picture = document[page].render(scale=2, grayscale=True).to_numpy()
    document.close()
    left, top, right, bottom = (round(2 * edge) for edge in box)
    return float((picture[top:bottom, left:right] < 128).mean())


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_words_lie_where_a_reader_sees_them_however_the_page_is_turned(tmp_path, turn):
    path = tmp_path / "a.pdf"
    path.write_bytes(bad_files.turned_pdf(turn))
    (page,) = checked(list(read_pages(path)))
    assert page.text == "Pelayanan kesehatan"
    assert (page.width, page.height) == ((842, 595) if turn % 2 else (595, 842))
    for word in page.words:
        assert inked(path, 0, word.box) > 0.05
        left, top, right, bottom = word.box
        assert inked(path, 0, (left, top, right, bottom)) > 3 * inked(
            path, 0, (0, 0, page.width, page.height)
        )


def test_text_set_sideways_is_read_in_its_own_direction(make_pdf):
    path = make_pdf(SIDEWAYS)
    (page,) = checked(list(read_pages(path)))
    assert page.text.split("\n") == [
        "Pelayanan kesehatan ibu hamil di wilayah kerja puskesmas adalah bagian pelayanan dasar yang wajib "
        "dilaksanakan.",
        "No\tIndikator\tTarget",
        "1\tKunjungan K4\t95",
    ]
    assert [cell.text for cell in page.tables[0].cells] == [
        "No",
        "Indikator",
        "Target",
        "1",
        "Kunjungan K4",
        "95",
    ]
    assert all(inked(path, 0, word.box) > 0.05 for word in page.words)
    first = page.words[0].box
    assert first[3] - first[1] > first[2] - first[0]  # it stands upright on the page as it is seen


def test_an_upright_heading_of_a_column_stays_in_its_cell(pages_of):
    (page,) = pages_of(
        "#table(columns: 2, rows: (60pt, auto), [Indikator], rotate(-90deg, reflow: true)[Target K4],"
        "[Kunjungan ibu hamil], [95])"
    )
    assert [cell.text for cell in page.tables[0].cells] == [
        "Indikator",
        "Target K4",
        "Kunjungan ibu hamil",
        "95",
    ]


def test_a_ligature_is_written_out(pages_of):
    (page,) = pages_of('#set text(font: "Libertinus Serif")\nefisiensi dan definisi, konflik')
    assert page.text == "efisiensi dan definisi, konflik"


def test_scanned_pages_are_unread_without_recognition(tmp_path):
    (tmp_path / "a.pdf").write_bytes(bad_files.scanned_pdf(2))
    pages = list(read_pages(tmp_path / "a.pdf", ocr=False))
    assert [(page.number, page.how, page.problem, page.text) for page in pages] == [
        (1, "unread", problems.NO_TEXT_LAYER, ""),
        (2, "unread", problems.NO_TEXT_LAYER, ""),
    ]


def test_letters_of_a_font_without_a_unicode_map_are_not_taken_for_text(tmp_path):
    (tmp_path / "a.pdf").write_bytes(bad_files.shifted_pdf())
    (page,) = read_pages(tmp_path / "a.pdf", ocr=False)
    assert (page.how, page.problem, page.text) == ("unread", problems.NO_LANGUAGE, "")


def test_words_beside_the_page_are_not_read(tmp_path):
    beside = b"1 0 0 1 -500 700 Tm (tiada) Tj 1 0 0 1 2000000000 9 Tm (jauh) Tj"
    shown = b"BT /F1 12 Tf 1 0 0 1 72 700 Tm (ada) Tj " + beside + b" ET"
    (tmp_path / "a.pdf").write_bytes(bad_files.handmade(bad_files.stream(shown)))
    (page,) = checked(list(read_pages(tmp_path / "a.pdf")))
    assert page.text == "ada"


def test_a_blank_page_is_read_and_empty(tmp_path):
    (tmp_path / "a.pdf").write_bytes(bad_files.handmade(bad_files.stream(b"")))
    (page,) = read_pages(tmp_path / "a.pdf")
    assert (page.how, page.problem, page.text, page.words) == ("text", "", "", ())


FAKE = """#!{python}
import sys
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\nind\\nosd")
elif "--version" in sys.argv:
    print("tesseract 5.3.0")
else:
    picture = sys.stdin.buffer.read()
    kind, width, height, _ = picture.split(b"\\n", 1)[0].split()
    assert kind == b"P5" and len(picture) == len(picture.split(b"\\n", 1)[0]) + 1 + int(width) * int(height)
    assert sys.argv[sys.argv.index("-l") + 1] == "ind"
    heads = "level page_num block_num par_num line_num word_num left top width height conf text".split()
    rows = [
        [1, 1, 0, 0, 0, 0, 0, 0, int(width), int(height), -1, ""],
        [5, 1, 1, 1, 1, 1, 300, 300, 400, 50, {confidence}, "Pelayanan"],
        [5, 1, 1, 1, 1, 2, 720, 300, 420, 50, {confidence}, "kesehatan"],
        [5, 1, 1, 1, 2, 1, 300, 360, 60, 50, 3, "~;"],
        [5, 1, 1, 1, 3, 1, 300, 600, 200, 50, {confidence}, "dasar"],
    ]
    print("\\n".join("\\t".join(map(str, row)) for row in [heads, *rows]))
"""


@pytest.fixture
def with_fake_program(tmp_path, monkeypatch):
    """Put a program in the place of Tesseract that keeps its contract."""
    if sys.platform == "win32":
        pytest.skip("a script is no program on Windows")

    def install(confidence=80, ends=None):
        program = tmp_path / "bin" / "tesseract"
        program.parent.mkdir()
        text = FAKE.format(python=sys.executable, confidence=confidence)
        program.write_text(
            text if ends is None else text.replace("    picture =", f"    sys.exit({ends})\n    picture =")
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(program.parent))
        find_tesseract.cache_clear()
        (tmp_path / "a.pdf").write_bytes(bad_files.scanned_pdf(1))
        (page,) = checked(list(read_pages(tmp_path / "a.pdf")))
        return page

    yield install
    find_tesseract.cache_clear()


def test_a_scanned_page_is_recognised_with_words_in_points(with_fake_program):
    page = with_fake_program()
    assert (page.how, page.problem) == ("ocr", "")
    assert page.text == "Pelayanan kesehatan\ndasar"
    assert page.words[0].box == (72.0, 72.0, 168.0, 84.0)


def test_recognition_with_much_doubt_says_so(with_fake_program):
    page = with_fake_program(confidence=30)
    assert (page.how, page.problem) == ("ocr", problems.HARDLY_LEGIBLE)


def test_a_program_that_fails_leaves_the_page_unread(with_fake_program):
    page = with_fake_program(ends=3)
    assert (page.how, page.problem) == ("unread", problems.OCR_FAILED)


def test_real_tesseract_reads_a_scan(make_pdf, tmp_path):
    find_tesseract.cache_clear()
    if find_tesseract() is None:
        pytest.skip("Tesseract with Indonesian is not installed (Debian: tesseract-ocr, tesseract-ocr-ind)")
    source = pdfium.PdfDocument(make_pdf("#set text(size: 14pt)\nPelayanan kesehatan ibu hamil"))
    scan = pdfium.PdfDocument.new()
    page = scan.new_page(420, 595)
    picture = pdfium.PdfImage.new(scan)
    picture.set_bitmap(source[0].render(scale=3))
    picture.set_matrix(pdfium.PdfMatrix().scale(420, 595))
    page.insert_obj(picture)
    page.gen_content()
    scan.save(tmp_path / "scan.pdf")
    (read,) = read_pages(tmp_path / "scan.pdf")
    assert (read.how, read.text) == ("ocr", "Pelayanan kesehatan ibu hamil")
