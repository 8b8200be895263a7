"""What stands on the promise board, its web page and the list of recommendations."""

import datetime
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from analysis.exhibits.board import SYMBOLS, make_board, shortened
from analysis.exhibits.board_html import SHAPES, board_html
from analysis.exhibits.language import Language
from analysis.exhibits.recommendations import recommendation_workbook
from analysis.voice.recommendations import COLUMNS, recommendation_list
from analysis.voice.transitions import STATES
from tests.voice.board_world import UNIT, WORDS, board, record
from tests.voice.test_promise_measures import causes

EVIL = '<script>alert(1)</script> #panic("x") *b* $x$ & "q" =1+1'


def test_a_board_has_everything_that_a_wall_needs():
    made = board()
    assert [entry.symbol for entry in made.entries] == [
        "due", "open", "partly_kept", "broken", "kept", "withdrawn", "open",
    ]  # fmt: skip
    first, moved = made.entries[:2]
    assert (first.text, first.state, first.who, first.by) == (
        "Loket dibuka pukul 07.30", "sudah jatuh tempo", UNIT, "30 Jun 2014",
    )  # fmt: skip
    assert moved.by == "28 Feb 2015\nsemula 31 Des 2014"
    assert [entry.answers for entry in made.entries if entry.symbol == "kept"] == [
        "Keluhan Anda: Obat sering habis; P77"
    ]
    assert made.entries[-1].kind == "recommendation" and made.entries[-1].who == "SKPD"
    assert made.as_of == "keadaan per 1 Juli 2014" and made.specimen == ""
    assert "Seluruhnya 7: 1 ditepati, 1 ditepati sebagian, 2 berjalan" in made.summary
    assert board(language="en").as_of == "as of 1 July 2014"
    assert board(status="specimen").specimen.startswith("CONTOH")


def test_the_board_of_an_earlier_day_knows_nothing_later():
    early = board(as_of="2014-02-01")
    assert {entry.symbol for entry in early.entries} == {"open"}
    before = board(as_of="2013-12-31")
    assert before.entries == () and before.summary == "Belum ada janji yang ditandatangani."


def test_every_state_has_a_shape_of_its_own():
    shapes = [SHAPES[SYMBOLS.get(state, state)] for state in STATES if state != "proposed"]
    assert len(set(shapes)) == len(shapes) - 1  # signed and published are both under way


def test_what_is_not_shown_is_counted_by_state():
    made = shortened(board(), 3, Language("id"))
    assert len(made.entries) == 3
    assert made.more.startswith("4 lagi tidak termuat")
    assert "1 tidak ditepati, 1 ditepati, 1 dicabut, dan 1 berjalan" in made.more
    assert shortened(made, 3, Language("id")) == made


def test_the_web_page_is_whole_and_takes_nothing_from_a_table_for_markup():
    made = make_board(
        record({"text": EVIL, "complaint_id": "P66"}), UNIT, "2014-07-01", region=EVIL,
        language=Language("en"), complaints={**WORDS, "P66": EVIL}, complain_at=EVIL,
    )  # fmt: skip
    page = board_html(made, size=14, paper="A3")
    assert page == board_html(made, size=14, paper="A3")
    soup = BeautifulSoup(page, "html.parser")
    assert soup.html["lang"] == "en" and not soup.find_all(["script", "b", "link", "img"])
    text = soup.get_text(" ", strip=True)
    assert text.count(EVIL) == 4  # the promise, its complaint, the region, where to complain
    assert len(soup.select("tbody tr")) == len(made.entries)
    assert all(cell.get("scope") == "col" for cell in soup.find_all("th"))
    assert "size: A3 portrait" in page and "http" not in page
    for entry in made.entries:
        assert entry.state in text
    blank = BeautifulSoup(board_html(board(status="specimen")), "html.parser").get_text(" ", strip=True)
    assert "CONTOH" in blank and "Telepon atau SMS" in blank and f"Kepala {UNIT}" in blank


def test_the_list_of_recommendations_by_hand():
    rows = causes(
        {"unit_name": UNIT, "complaint_id": "P01", "cause": "kurang petugas", "mendable_by": "skpd"},
        {"unit_name": UNIT, "complaint_id": "P02", "cause": "anggaran obat", "mendable_by": "district"},
        {"unit_name": UNIT, "complaint_id": "P01", "cause": "jadwal", "mendable_by": "unit"},
        {
            "unit_name": UNIT,
            "complaint_id": "P01",
            "cause": "dokter",
            "mendable_by": "skpd",
            "promise_id": "J06",
        },
    )
    made = recommendation_list(record(), "2014-07-01", causes=rows, complaints=WORDS)
    # J06 is on P01: two causes lead to it, one waits for a recommendation, one is the unit's own to mend
    assert tuple(made.columns) == COLUMNS
    assert made["state"].tolist() == ["signed", "none"]
    assert made["owner"].tolist() == ["skpd", "district"]
    assert made["cause"].tolist() == ["kurang petugas; dokter", "anggaran obat"]
    assert made["complaint"].tolist() == list(WORDS.values())
    assert recommendation_list(record(), "2014-07-01")["promise_id"].tolist() == ["J06"]
    assert recommendation_list(record(), "2013-01-01").empty


def test_the_workbook_opens_and_runs_no_formula():
    made = recommendation_list(
        record({"text": "=HYPERLINK(1)", "kind": "recommendation", "owner": "other"}), "2015-03-01"
    )
    one = recommendation_workbook(made, "=Kota", "2015-03-01", Language("id"), specimen=True)
    assert one == recommendation_workbook(made, "=Kota", "2015-03-01", Language("id"), specimen=True)
    sheet = openpyxl.load_workbook(io.BytesIO(one)).active
    assert (sheet["A1"].value, sheet["A3"].value[:6]) == ("Rekomendasi unit layanan, =Kota", "CONTOH")
    assert [cell.value for cell in sheet[4]][:4] == ["Pelaksana", "Unit layanan", "Kode", "Yang diminta"]
    assert [cell.value for cell in sheet[5]][2:4] == ["J06", "Menambah dokter gigi"]
    assert sheet["D6"].value == "'=HYPERLINK(1)" and sheet["D6"].data_type == "s"
    head = [cell.value for cell in sheet[4]]
    assert sheet.cell(5, head.index("Hari terlewat") + 1).value == 29  # a number, not a text
    assert sheet["H5"].value == datetime.datetime(2015, 1, 31) and sheet["H5"].number_format == "yyyy-mm-dd"
    assert sheet.auto_filter.ref == "A4:L6"


@pytest.mark.parametrize("language", ["en", "id"])
def test_an_empty_list_is_still_a_workbook(language):
    made = recommendation_list(record(), "2013-01-01")
    content = recommendation_workbook(made, "Kota", "2013-01-01", Language(language))
    assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 4
