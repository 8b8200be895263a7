"""Questionnaires with a column for each question become one row per person and question."""

import shutil

import openpyxl
import pytest

from analysis.sources import data_folder, load_region_table
from analysis.sources.importing import Answers, understand, write

FILL = {
    "status": "coded", "year": 2013, "round": 1, "unit_name": "Puskesmas Contoh", "sector": "health",
}  # fmt: skip
HEAD = ["No Responden", "Jenis Kelamin", "Umur", "P01 Antrean terlalu lama", "P02", "Keluhan P03"]


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(data_folder() / "datapackage.json", folder / "datapackage.json")
    return folder


def read(tmp_path, root, rows, head=HEAD, **fill):
    book = openpyxl.Workbook()
    for row in [["SURVEI PENGADUAN PUSKESMAS CONTOH"], head, *rows]:
        book.active.append(row)
    path = tmp_path / "survei.xlsx"
    book.save(path)
    answers = Answers(fill={**FILL, **fill})
    return understand(path, "complaint-answers", "7322", answers=answers, root=root)


def test_one_row_per_person_becomes_one_row_per_answer(tmp_path, root):
    found = read(tmp_path, root, [["R1", "P", 34, "ya", "tidak", "Y"], ["R2", "L", 51, "t", "v", None]])
    assert found.questions == ()
    write(found, root)
    table = load_region_table("7322", "complaint-answers", root=root).frame
    got = table.set_index(["respondent_id", "complaint_id"])["answer"].to_dict()
    assert got == {
        ("R1", "P01"): "yes", ("R1", "P02"): "no", ("R1", "P03"): "yes",
        ("R2", "P01"): "no", ("R2", "P02"): "yes", ("R2", "P03"): "no_answer",
    }  # fmt: skip
    assert table["sex"].tolist() == ["female"] * 3 + ["male"] * 3
    assert table["complaint"].tolist()[0] == "Antrean terlalu lama"
    assert any("P01 to P03" in note for note in found.notes)


def test_ticks_alone_leave_the_empty_box_to_be_asked(tmp_path, root):
    rows = [["R1", "P", 34, "√", None, "x"], ["R2", "L", 51, None, "✓", None]]
    asked = read(tmp_path, root, rows)
    assert "--fill answer=no" in asked.questions[0].answer
    told = read(tmp_path, root, rows, answer="no")
    assert told.questions == ()
    write(told, root)
    answers = load_region_table("7322", "complaint-answers", root=root).frame["answer"].tolist()
    assert answers == ["yes", "no", "yes", "no", "yes", "no"]


def test_a_sheet_in_the_form_of_the_template_is_left_as_it_is(tmp_path, root):
    head = ["No Responden", "Kode Pengaduan", "Jawaban"]
    found = read(tmp_path, root, [["R1", "P01", "ya"], ["R1", "P02", "tidak"]], head)
    assert [row["complaint_id"] for row in found.rows] == ["P01", "P02"]
    assert not any("made into rows" in note for note in found.notes)


def test_an_answer_that_is_none_is_named_with_its_cell(tmp_path, root):
    found = read(tmp_path, root, [["R1", "P", 34, "ya", "kadang", "tidak"]])
    assert [(note.address, note.found) for note in found.unreadable] == [("E3", "kadang")]
