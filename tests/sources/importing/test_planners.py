"""The shapes in which planners keep tables: years across, sheets by year or SKPD, mixed units, names."""

import json
import shutil

import openpyxl
import pytest

from analysis.errors import DataError, ParameterError
from analysis.sources import data_folder, load_import_record, load_region_table
from analysis.sources.importing import Answers, tell, understand, write
from analysis.sources.importing.years import one_year

CODED = {"status": "coded"}
BUDGET = {"status": "coded", "document": "dpa", "organisation": "Dinas Kesehatan"}


@pytest.fixture
def root(tmp_path):
    """A data folder with the project's own templates and standards."""
    folder = tmp_path / "data"
    shutil.copytree(data_folder() / "standards", folder / "standards")
    shutil.copy(data_folder() / "datapackage.json", folder / "datapackage.json")
    return folder


def workbook(path, sheets, merged=()):
    """Write sheets of rows to a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    book.save(path)
    return path


def read(path, root, table="indicators", code="7322", **answers):
    return understand(path, table, code, answers=Answers(**{"fill": CODED, **answers}), root=root)


WIDE = [
    ["CAPAIAN INDIKATOR KESEHATAN"],
    [],
    ["No", "Kode Indikator", "Indikator", 2010, 2011, 2012, 2013, 2014],
    [1, "KES-03", "Cakupan K4", 70, 75, "n/a", 80.5, None],
    [2, "KES-07", "Cakupan UCI", 60, 65, 66, 67, 68],
    ["Sumber: Profil Kesehatan"],
]


def test_years_across_become_rows(tmp_path, root):
    found = read(workbook(tmp_path / "a.xlsx", {"Data": WIDE}), root)
    assert found.questions == ()
    values = [(row["indicator_code"], row["year"], row["value_pct"]) for row in found.rows]
    assert values[:3] == [("KES-03", 2010, 70.0), ("KES-03", 2011, 75.0), ("KES-03", 2013, 80.5)]
    assert len(values) == 3 + 5
    assert {row["indicator_name"] for row in found.rows} == {"Cakupan K4", "Cakupan UCI"}
    assert [note.why for note in found.set_aside] == ["a note under the table"]
    told = tell(found)
    assert "columns of the years 2010 to 2014 were made into rows" in told
    assert "taken to hold value_pct" in told  # the title says capaian
    assert "2 years without any value made no row" in told


def test_years_across_without_a_word_on_what_they_hold_are_asked_about(tmp_path, root):
    rows = [["INDIKATOR KESEHATAN"], *WIDE[1:]]
    path = workbook(tmp_path / "a.xlsx", {"Data": rows})
    found = read(path, root)
    assert any("they hold one of" in question.why for question in found.questions)
    with pytest.raises(DataError, match="the columns of years"):
        write(found, root)
    answered = read(path, root, years_hold="target_pct")
    assert answered.questions == ()
    assert answered.rows[0]["target_pct"] == 70.0
    assert answered.rows[0]["value_pct"] is None


@pytest.mark.parametrize("merged", [True, False])
def test_target_and_realisation_over_years(tmp_path, root, merged):
    rows = [
        ["Kode Indikator", "Target", None, "Realisasi", None],
        [None, 2012, 2013, 2012, 2013],
        ["KES-03", 80, 85, 78, 86],
    ]
    areas = ["A1:A2", "B1:C1", "D1:E1"] if merged else []
    found = read(workbook(tmp_path / "a.xlsx", {"Data": rows}, areas), root)
    assert found.questions == ()
    assert [(row["year"], row["target_pct"], row["value_pct"]) for row in found.rows] == [
        (2012, 80.0, 78.0),
        (2013, 85.0, 86.0),
    ]


def test_budget_years_hold_the_only_amount_that_there_is(tmp_path, root):
    rows = [["Program", "Tahun 2013", "Tahun 2014"], ["Upaya kesehatan", 125_000_000, 150_000_000]]
    found = read(workbook(tmp_path / "a.xlsx", {"DPA": rows}), root, "budget-lines", fill=BUDGET)
    assert found.questions == ()
    assert [(row["year"], row["amount_idr"]) for row in found.rows] == [(2013, 125e6), (2014, 150e6)]


def test_one_year_is_told_only_where_there_is_one():
    assert one_year("TA 2013") == 2013
    assert one_year("2012-2013") is None
    assert one_year("KES-20131") is None


YEARLY = [["Kode Indikator", "Capaian (%)"], ["KES-03", 70], ["KES-07", 60]]


def test_sheets_that_tell_their_years_are_taken_together(tmp_path, root):
    path = workbook(tmp_path / "a.xlsx", {"2012": YEARLY, "2013": YEARLY, "Catatan": [["lihat"]]})
    found = read(path, root)
    assert found.questions == ()
    assert found.sheets == ("2012", "2013")
    assert [row["year"] for row in found.rows] == [2012, 2012, 2013, 2013]
    assert found.places == ("2012!2", "2012!3", "2013!2", "2013!3")
    assert "the year 2012 is from the name of the sheet '2012'" in tell(found)


def test_sheets_by_organisation_are_asked_about_and_taken_together_when_told(tmp_path, root):
    rows = [["Tahun", "Program", "Pagu"], [2013, "Upaya kesehatan", 125_000_000]]
    path = workbook(tmp_path / "a.xlsx", {"Dinkes": rows, "Disdik": rows})
    fill = {"status": "coded", "document": "dpa"}
    found = read(path, root, "budget-lines", fill=fill)
    assert any("'Disdik' match the template as 'Dinkes' does" in q.why for q in found.questions)
    both = read(path, root, "budget-lines", fill=fill, sheets=("all",))
    assert any("none names an organisation" in question.why for question in both.questions)
    told = read(path, root, "budget-lines", fill={**fill, "organisation": "@sheet"}, sheets=("all",))
    assert told.questions == ()
    assert [row["organisation"] for row in told.rows] == ["Dinkes", "Disdik"]


def test_the_year_in_a_title_is_offered_and_not_taken(tmp_path, root):
    rows = [["CAPAIAN SPM TAHUN 2013", None], *YEARLY]
    found = read(workbook(tmp_path / "a.xlsx", {"Data": rows}), root)
    question = next(question for question in found.questions if question.about == "year")
    assert "--fill year=2013" in question.answer


AMOUNTS = [["Tahun", "Program", "Pagu"], [2013, "A", 125_000_000], [2013, "B", 1_250]]


def test_rupiah_and_millions_in_one_column_are_asked_about(tmp_path, root):
    path = workbook(tmp_path / "a.xlsx", {"DPA": AMOUNTS})
    found = read(path, root, "budget-lines", fill=BUDGET)
    assert [note.address for note in found.ambiguous] == ["C3"]
    assert "--scale amount_idr=1" in found.questions[0].answer
    told = read(path, root, "budget-lines", fill=BUDGET, scale={"amount_idr": 1})
    assert [row["amount_idr"] for row in told.rows] == [125e6, 1250.0]


def test_amounts_that_are_all_small_or_too_large_with_their_scale_are_asked_about(tmp_path, root):
    small = workbook(tmp_path / "a.xlsx", {"DPA": [AMOUNTS[0], [2013, "A", 1250], [2013, "B", 990.5]]})
    found = read(small, root, "budget-lines", fill=BUDGET)
    assert "may be in thousands or millions" in found.questions[0].why
    told = read(small, root, "budget-lines", fill=BUDGET, scale={"amount_idr": 10**6})
    assert [row["amount_idr"] for row in told.rows] == [1.25e9, 990.5e6]
    title = [["(dalam jutaan rupiah)"], *AMOUNTS[:2]]
    large = read(workbook(tmp_path / "b.xlsx", {"DPA": title}), root, "budget-lines", fill=BUDGET)
    assert "above Rp 100 trillion" in large.questions[0].why


def test_a_header_and_a_title_that_differ_in_unit_are_asked_about(tmp_path, root):
    rows = [["(dalam juta rupiah)"], ["Tahun", "Program", "Pagu (ribuan)"], [2013, "A", 1_250_000]]
    path = workbook(tmp_path / "a.xlsx", {"DPA": rows})
    found = read(path, root, "budget-lines", fill=BUDGET)
    assert "units that differ stand over it" in found.questions[0].why
    told = read(path, root, "budget-lines", fill=BUDGET, scale={"amount_idr": 1000})
    assert told.questions == ()
    assert told.rows[0]["amount_idr"] == 1.25e9


def test_an_answered_scale_is_not_applied_to_a_cell_that_says_its_own(tmp_path, root):
    rows = [AMOUNTS[0], [2013, "A", "1,2 juta"], [2013, "B", "990"]]
    path = workbook(tmp_path / "a.xlsx", {"DPA": rows})
    told = read(path, root, "budget-lines", fill=BUDGET, scale={"amount_idr": 10**6})
    assert [row["amount_idr"] for row in told.rows] == [1.2e6, 990e6]


def test_a_region_by_name_or_left_empty_is_told(tmp_path, root):
    rows = [
        ["Kab/Kota", "Tahun", "Kode Indikator"],
        ["Kota Probolinggo", 2013, "KES-03"],
        [None, 2012, "KES-03"],
    ]
    found = read(workbook(tmp_path / "a.xlsx", {"Data": rows}), root, code="3574")
    assert [row["region_code"] for row in found.rows] == ["3574", "3574"]
    assert "read as 3574: 1 by name instead of code, 1 empty" in found.how["region_code"]


def test_rows_of_other_regions_are_asked_about_and_left_out_when_told(tmp_path, root):
    rows = [["Kode BPS", "Tahun", "Kode Indikator"], ["7322", 2013, "KES-03"], ["7371", 2013, "KES-03"]]
    path = workbook(tmp_path / "a.xlsx", {"Data": rows})
    assert "--only-region" in read(path, root).questions[0].answer
    found = read(path, root, only_region=True)
    assert found.questions == ()
    assert len(found.rows) == 1
    assert [(note.address, note.why) for note in found.set_aside] == [("A3", "another region")]


def test_an_unknown_indicator_code_is_reported_with_the_nearest(tmp_path, root):
    rows = [["Tahun", "Kode Indikator"], [2013, "KES-003"], [2013, "KES-03"]]
    found = read(workbook(tmp_path / "a.xlsx", {"Data": rows}), root)
    assert [note for note in found.notes if "KES-003" in note] == [
        "the standards do not know the indicator code 'KES-003' (1 rows); nearest: KES-03"
    ]


def test_duplicate_keys_name_both_rows_and_are_counted(tmp_path, root):
    rows = [["Tahun", "Kode Indikator"], *[[2013, "KES-03"]] * 9]
    found = read(workbook(tmp_path / "a.xlsx", {"Data": rows}), root)
    assert "rows Data!2 and Data!3 have the same key" in found.questions[0].why
    assert found.questions[-1].why == "3 further pairs of rows have the same key"


def test_the_record_says_where_a_table_came_from(tmp_path, root):
    path = workbook(
        tmp_path / "capaian.xlsx", {"Data": [*WIDE[:4], [3, "KES-09", "UCI", "kurang"], WIDE[-1]]}
    )
    found = read(path, root)
    target = write(found, root, leave_unreadable_empty=True)
    record = load_import_record("7322", "indicators", root=root)
    assert record["file"] == "capaian.xlsx"
    assert record["file_sha256"] == found.sha256
    assert record["sheets"] == ["Data"]
    assert record["answers"] == {"fill": CODED}
    assert [(cell["address"], cell["found"]) for cell in record["unreadable"]] == [("D5", "kurang")]
    assert [row["found"] for row in record["left_out"]] == ["Sumber: Profil Kesehatan"]
    assert record["title"] == ["CAPAIAN INDIKATOR KESEHATAN"]
    assert not record["changed_since"]
    first = target.with_suffix(".import.json").read_bytes()
    write(found, root, leave_unreadable_empty=True)
    assert target.with_suffix(".import.json").read_bytes() == first
    assert load_region_table("7322", "indicators", root=root).sha256 == record["table_sha256"]
    target.write_bytes(target.read_bytes() + b"\n")
    assert load_import_record("7322", "indicators", root=root)["changed_since"]
    assert load_import_record("7322", "documents", root=root) is None


def test_a_damaged_record_is_refused(tmp_path, root):
    target = write(read(workbook(tmp_path / "a.xlsx", {"Data": WIDE}), root), root)
    target.with_suffix(".import.json").write_text(json.dumps(["x"]), encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read"):
        load_import_record("7322", "indicators", root=root)


@pytest.mark.parametrize(
    "answers",
    [
        {"scale": {"amount": 1}},
        {"scale": {"value_pct": 0}},
        {"years_hold": "value"},
        {"columns": {"Nilai": "value_pct"}},
        {"sheets": ("x",)},
    ],
)
def test_answers_about_what_does_not_exist_are_refused(tmp_path, root, answers):
    path = workbook(tmp_path / "a.xlsx", {"A": YEARLY, "B": YEARLY})
    with pytest.raises(ParameterError):
        read(path, root, **answers)
