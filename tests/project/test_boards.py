"""The commands board and recommendations: files, notes, and mistakes that say what is nearest."""

import openpyxl
import pypdfium2
import pytest

from analysis import cli
from analysis.project.failures import guarded
from tests.project.test_joined import region  # noqa: F401  a fixture
from tests.voice.board_world import HAPPENED, ROWS
from tests.voice.promises import events, promises


@pytest.fixture
def supplied(region):  # noqa: F811
    table = promises(
        *[{"unit_name": "Puskesmas Selatan", **row} for row in ROWS], {"unit_name": "Puskesmas Utara"}
    )
    region("service-promises", table)
    signed = [(name, "signed", "2014-01-10") for name in table["promise_id"]]
    region("promise-events", events(*signed, *HAPPENED))
    return region


@pytest.fixture
def call(capsys):
    def run(*words):
        code = guarded(lambda: cli.app(list(words), prog_name="pelayanan"))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return run


def test_boards_of_all_units_as_pdf_and_page(call, supplied, tmp_path):
    code, out, _ = call("board", "singkawang", "-o", str(tmp_path / "made"))
    assert code == 0 and "as of 2014-05-20" in out  # the last day of which the record tells
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == [
        f"board-6172-puskesmas-{name}.{ending}" for name in ("selatan", "utara") for ending in ("html", "pdf")
    ]


def test_one_board_as_one_file(call, supplied, tmp_path):
    target = tmp_path / "papan.pdf"
    words = (
        "-u",
        "selatan",
        "--as-of",
        "2014-07-01",
        "-l",
        "en",
        "--complain-at",
        "Loket 1",
        "-o",
        str(target),
    )
    code, out, _ = call("board", "6172", *words)
    assert code == 0 and "as of 2014-07-01" in out
    document = pypdfium2.PdfDocument(target)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert "Our promises" in text and "Loket 1" in text and "1 July 2014" in text
    assert not target.with_suffix(".html").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("board", "6172", "-u", "Puskemas Selatn"), "no one unit 'Puskemas Selatn'.*Puskesmas Selatan"),
        (("board", "6172", "-u", "puskesmas"), "Puskesmas Selatan; Puskesmas Utara"),
        (("board", "6172", "-o", "x.pdf"), "has 2 units.*--unit"),
        (("board", "6172", "-u", "utara", "-o", "x.docx"), "ends in .pdf or .html"),
        (("board", "6172", "--as-of", "kemarin"), "'kemarin' is no day"),
        (("board", "7322"), "Kabupaten Luwu Utara has no promises.*template service-promises -r 7322"),
        (("board", "Singkawangg"), "no region 'Singkawangg'.*6172"),
        (("recommendations", "6172", "-o", "x.doc"), "ends in .xlsx or .csv"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_is_nearest(call, supplied, words, told):
    import re

    code, out, err = call(*words)
    assert code == 2 and re.search(told, err + out)


def test_the_list_of_recommendations_as_workbook_and_csv(call, supplied, tmp_path):
    target = tmp_path / "daftar.xlsx"
    code, out, _ = call("recommendations", "6172", "-o", str(target))
    assert code == 0 and "1 rows" in out
    assert openpyxl.load_workbook(target).active["D5"].value == "Menambah dokter gigi"
    code, _, _ = call("recommendations", "6172", "-l", "en", "-u", "utara", "-o", str(tmp_path / "list.csv"))
    assert code == 0
    text = (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("Who must act,Service unit") and text.count("\n") == 1
