import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, MethodError
from analysis.voice.items import questionnaire_items
from analysis.voice.questionnaire import questionnaire_sheet, write_questionnaire
from analysis.voice.workshop import propose_merges, wording_issues

LIST = [
    "Waktu tunggu di loket terlalu lama",
    "Menunggu lama di loket pendaftaran",
    "Petugas tidak ramah",
    "Obat sering habis",
    "Persediaan obat habis",
    "Toilet kotor",
]


def test_entries_in_like_words_are_proposed_the_most_alike_first():
    found = propose_merges(LIST)
    assert [(p.first, p.second) for p in found] == [(3, 4), (0, 1)]
    assert found[0].likeness == 100 and not found[0].opposite


def test_an_entry_and_its_opposite_are_marked():
    (proposal,) = propose_merges(["Petugas ramah", "Petugas tidak ramah"])
    assert proposal.opposite


def test_nothing_is_merged_that_nobody_merged():
    items = questionnaire_items(LIST)
    assert items["complaint"].tolist() == LIST
    assert items["complaint_id"].tolist() == ["P01", "P02", "P03", "P04", "P05", "P06"]
    merged = questionnaire_items(LIST, merges=[(0, 1), (4, 3)])
    assert merged["complaint"].tolist() == [LIST[0], LIST[2], LIST[4], LIST[5]]
    assert merged["entries_count"].tolist() == [2, 1, 2, 1]


def test_a_complaint_of_an_earlier_round_keeps_its_code():
    items = questionnaire_items(LIST[:3], known={"P07": "petugas tidak ramah.", "P02": "Antre lama"})
    assert items["complaint_id"].tolist() == ["P08", "P09", "P07"]


@pytest.mark.parametrize(
    ("entry", "issues"),
    [
        ("Toilet kotor", ()),
        ("Sarana dan prasarana rusak", ()),
        ("Toilet kotor dan bau", ("several things",)),
        ("Obat habis; dokter terlambat", ("several things",)),
        ("Dokter terlambat. Perawat juga", ("several things",)),
        ("Kapan dokter datang?", ("question",)),
        ("Bu Siti tidak ramah", ("names a person",)),
        (" ".join(["kata"] * 16), ("long",)),
        ("  - ", ("empty",)),
    ],
)
def test_what_is_not_one_plain_complaint(entry, issues):
    assert wording_issues(entry) == issues


def test_issues_that_can_be_lived_with_are_reported():
    assert questionnaire_items(["Bu Siti tidak ramah"])["issues"].tolist() == ["names a person"]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: questionnaire_items(["Baik", "Toilet kotor dan bau"]),
            DataError,
            "Entry 2 of the list, 'Toilet",
        ),
        (lambda: questionnaire_items(["Toilet kotor", "toilet kotor."]), DataError, "stands twice"),
        (lambda: questionnaire_items([" "]), MethodError, "no entry"),
        (lambda: questionnaire_items(LIST, merges=[(0, 9)]), MethodError, "entries are 0 to 5"),
        (lambda: questionnaire_items(LIST, merges=[(0, 1), (1, 2)]), MethodError, "merged already"),
        (lambda: propose_merges(LIST, likeness=101), MethodError, "between 0 and 100"),
    ],
)
def test_refusals(call, error, words):
    with pytest.raises(error, match=words):
        call()


@given(st.lists(st.text("abcdefg ", min_size=1, max_size=12), max_size=6))
@settings(max_examples=30)
def test_proposals_are_pairs_of_the_list_in_order(entries):
    found = propose_merges(entries, likeness=50)
    assert [p.likeness for p in found] == sorted((p.likeness for p in found), reverse=True)
    assert all(p.first < p.second and entries[p.first] == p.first_text for p in found)


def test_the_sheet_is_one_page_in_indonesian(tmp_path):
    items = questionnaire_items(LIST)
    content = questionnaire_sheet(items, "Puskesmas Contoh", 2)
    assert content == questionnaire_sheet(items, "Puskesmas Contoh", 2)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    text = [str(cell.value) for row in sheet for cell in row if cell.value is not None]
    assert "SURVEI PENGADUAN MASYARAKAT - Puskesmas Contoh - putaran 2" in text
    assert {"YA", "TIDAK", "P03", *LIST} <= set(text)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    path = write_questionnaire(items, "=1+1", tmp_path / "kuesioner.xlsx")
    assert not any(c.data_type == "f" for row in openpyxl.load_workbook(path).active for c in row)


def test_a_page_holds_no_more():
    many = questionnaire_items([f"Keluhan nomor {i}" for i in range(36)])
    with pytest.raises(MethodError, match="36 items; one page holds 1 to 35"):
        questionnaire_sheet(many, "Puskesmas Contoh")
