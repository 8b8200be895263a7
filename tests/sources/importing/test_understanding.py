"""A planner's file is understood before it is written, and nothing is guessed or lost."""

import datetime
import shutil

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from analysis.sources import data_folder, load_region_table
from analysis.sources.importing import Answers, tell, understand, write
from analysis.sources.importing.dates import parse_date, parse_year
from analysis.sources.importing.matching import match_headers, plain

STATUS = {"status": "coded"}
BUDGET = [
    ["RENCANA KERJA DAN ANGGARAN"],
    ["(dalam juta rupiah)"],
    [],
    ["No", "Tahun", "Dokumen", "SKPD", "Program", "Kegiatan", "Pagu Anggaran"],
    [1, "TA 2013", "Renja", "Dinas Kesehatan", "Upaya kesehatan", "=cmd|'/C calc'!A0", "Rp 1.250,5"],
    [2, "TA 2013", "KUA-PPAS", "Dinas Kesehatan", "Upaya kesehatan", "- Posyandu", "1.250"],
    [None, None, None, "Jumlah", None, None, "2.500,5"],
    [],
    ["Sumber: RKA 2013"],
]


def workbook(path, rows, text=()):
    """Write rows; the cells named in text are kept as text."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for address in text:
        book.active[address].data_type = "s"
    book.save(path)
    return path


@pytest.fixture
def root(tmp_path):
    """A data folder with the project's own templates."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(data_folder() / "datapackage.json", folder / "datapackage.json")
    return folder


def test_a_messy_budget_sheet_from_file_to_table(tmp_path, root):
    path = workbook(tmp_path / "rka.xlsx", BUDGET, text=["F5"])
    before = path.read_bytes()
    found = understand(path, "budget-lines", "6172", answers=Answers(fill=STATUS), root=root)
    assert found.questions == ()
    assert "times 1,000,000" in found.how["amount_idr"]
    assert [note.address for note in found.set_aside] == ["D7", "A9"]
    target = write(found, root)
    assert path.read_bytes() == before
    frame = load_region_table("6172", "budget-lines", root=root).frame
    assert target.read_bytes().startswith(b"region_code,year,document")
    assert frame["amount_idr"].tolist() == [1250500000.0, 1250000000.0]
    assert frame["document"].tolist() == ["renja", "kua_ppas"]
    assert frame["activity_name"].tolist() == ["'=cmd|'/C calc'!A0", "'- Posyandu"]
    assert frame["year"].tolist() == [2013, 2013]
    assert "rka.xlsx" in frame["source"].iloc[0]
    assert "'Pagu Anggaran' -> amount_idr" in tell(found)


def indicators(tmp_path, values, name="a.csv"):
    path = tmp_path / name
    lines = [f"2013;I{i};{value}" for i, value in enumerate(values)]
    path.write_text("Tahun;Kode Indikator;Capaian (%)\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (["85,5", "n/a", "90"], [85.5, None, 90.0]),
        (["85 %", "85,0%", "#DIV/0!"], [85.0, 85.0, None]),
        (["0,85", "0,9", "1"], [85.0, 90.0, 100.0]),
    ],
)
def test_percentages_as_planners_write_them(tmp_path, root, values, read):
    found = understand(
        indicators(tmp_path, values), "indicators", "6172", answers=Answers(fill=STATUS), root=root
    )
    assert [row["value_pct"] for row in found.rows] == read
    assert ("missing" in found.how["value_pct"]) == (None in read)
    assert not found.questions


@pytest.mark.parametrize("values", [["0,85", "90"], ["12.345", "13.456"], ["85,5", "85.5"]])
def test_what_is_ambiguous_is_asked_and_not_written(tmp_path, root, values):
    found = understand(
        indicators(tmp_path, values), "indicators", "6172", answers=Answers(fill=STATUS), root=root
    )
    assert found.ambiguous
    assert found.ambiguous[0].sheet == "a.csv"
    assert found.ambiguous[0].address in {"C2", "C3"}
    with pytest.raises(DataError, match="questions about a.csv are open"):
        write(found, root)
    assert not (root / "regions").exists()


def test_an_answer_settles_it(tmp_path, root):
    path = indicators(tmp_path, ["12.345", "13.456"])
    answers = Answers(fill=STATUS, decimal={"value_pct": "."})
    found = understand(path, "indicators", "6172", answers=answers, root=root)
    assert [row["value_pct"] for row in found.rows] == [12.345, 13.456]


def test_unreadable_cells_are_named_and_stop_the_writing(tmp_path, root):
    path = indicators(tmp_path, ["85,5", "kurang baik"])
    found = understand(path, "indicators", "6172", answers=Answers(fill=STATUS), root=root)
    assert [(note.address, note.found) for note in found.unreadable] == [("C3", "kurang baik")]
    with pytest.raises(DataError, match="C3 'kurang baik'"):
        write(found, root)
    frame = load_region_table(
        "6172", "indicators", root=write(found, root, leave_unreadable_empty=True).parents[2]
    )
    assert frame.frame["value_pct"].isna().tolist() == [False, True]


def test_what_is_there_is_refused_or_kept(tmp_path, root):
    answers = Answers(fill=STATUS)
    first = understand(indicators(tmp_path, ["85,5"]), "indicators", "6172", answers=answers, root=root)
    target = write(first, root)
    old = target.read_bytes()
    assert write(first, root) == target
    second = understand(
        indicators(tmp_path, ["86,5"], "b.csv"), "indicators", "6172", answers=answers, root=root
    )
    with pytest.raises(DataError, match="was not touched"):
        write(second, root)
    assert target.read_bytes() == old
    write(second, root, replace=True)
    assert [path.read_bytes() for path in target.parent.glob("*.csv.*.bak")] == [old]
    assert sorted(path.suffix for path in target.parent.iterdir()) == [".bak", ".bak", ".csv", ".json"]


def test_rows_that_break_the_template_leave_what_was_there(tmp_path, root):
    answers = Answers(fill=STATUS)
    target = write(
        understand(indicators(tmp_path, ["85,5"]), "indicators", "6172", answers=answers, root=root), root
    )
    old = target.read_bytes()
    path = indicators(tmp_path, ["1,5", "2,5"], "b.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("I1", "I0"), encoding="utf-8")
    found = understand(path, "indicators", "6172", answers=answers, root=root)
    assert "rows b.csv!2 and b.csv!3 have the same key" in found.questions[0].why
    with pytest.raises(DataError, match="duplicate rows"):
        write(found, root, replace=True)
    assert sorted(item.name for item in target.parent.iterdir()) == [
        "indicators.csv",
        "indicators.import.json",
    ]
    assert target.read_bytes() == old


def test_a_file_that_changed_is_not_written(tmp_path, root):
    path = indicators(tmp_path, ["85,5"])
    found = understand(path, "indicators", "6172", answers=Answers(fill=STATUS), root=root)
    indicators(tmp_path, ["95,5"])
    with pytest.raises(DataError, match="has changed"):
        write(found, root)


def test_a_required_column_is_asked_for(tmp_path, root):
    found = understand(indicators(tmp_path, ["85,5"]), "indicators", "6172", root=root)
    assert [question.about for question in found.questions] == ["status"]


def test_region_codes_with_a_lost_zero_are_restored_and_others_asked(tmp_path, root):
    path = tmp_path / "a.csv"
    path.write_text("Kode BPS;Tahun;Kode Indikator\n172;2013;I1\n173;2013;I2\n", encoding="utf-8")
    found = understand(path, "indicators", "0172", answers=Answers(fill=STATUS), root=root)
    assert [row["region_code"] for row in found.rows] == ["0172", None]
    assert [note.address for note in found.ambiguous] == ["A3"]


def test_two_sheets_that_match_are_asked_about(tmp_path, root):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Kedua")):
        sheet.append(["Tahun", "Kode Indikator", "Capaian"])
        sheet.append([2013, "I1", 85])
    book.create_sheet("Kosong")
    book.save(tmp_path / "a.xlsx")
    answers = Answers(fill=STATUS)
    found = understand(tmp_path / "a.xlsx", "indicators", "6172", answers=answers, root=root)
    assert [question.about for question in found.questions] == ["the sheets"]
    answers = Answers(fill=STATUS, sheets=("Kedua",))
    assert not understand(tmp_path / "a.xlsx", "indicators", "6172", answers=answers, root=root).questions


def test_nothing_matched_is_refused(tmp_path, root):
    path = tmp_path / "a.csv"
    path.write_text("Warna;Ukuran;Bentuk\nmerah;besar;bulat\n", encoding="utf-8")
    with pytest.raises(DataError, match="no table that matches"):
        understand(path, "indicators", "6172", root=root)


@pytest.mark.parametrize(
    ("table", "code", "answers"),
    [
        ("indicator", "6172", Answers()),
        ("indicators", "172", Answers()),
        ("indicators", "6172", Answers(fill={"statuss": "coded"})),
        ("indicators", "6172", Answers(decimal={"value_pct": ";"})),
        ("indicators", "6172", Answers(sheets=("x",))),
        ("indicators", "6172", Answers(columns={"Warna": "year"})),
    ],
)
def test_wrong_arguments_are_refused(tmp_path, root, table, code, answers):
    with pytest.raises(ParameterError):
        understand(indicators(tmp_path, ["1"]), table, code, answers=answers, root=root)


def test_headers_are_matched_by_name_synonym_and_likeness():
    columns = {"numerator": [], "denominator": [], "value_pct": ["Value as published"], "year": []}
    found = match_headers(["Tahun", "Pembilng", "PENYEBUT (orang)", "Value as published", "Warna"], columns)
    assert [match.column for match in found] == ["year", "numerator", "denominator", "value_pct", ""]
    assert found[1].how == "similar"
    assert [match.how for match in match_headers(["Tahun", "Thn"], columns)] == ["asked", "asked"]


@settings(max_examples=300)
@given(
    st.lists(
        st.one_of(st.text(max_size=20), st.sampled_from(["Tahun", "Target", "Nilai", "Jumlah"])), max_size=8
    )
)
def test_no_column_is_given_to_two_headers(headers):
    columns = {
        name: [] for name in ("year", "target_pct", "value_pct", "amount_idr", "quantity", "value_idr")
    }
    taken = [match.column for match in match_headers(headers, columns) if match.column]
    assert len(taken) == len(set(taken))


@settings(max_examples=500)
@given(st.text(max_size=30))
def test_dates_years_and_words_never_raise(text):
    parse_date(text, [text])
    parse_year(text)
    plain(text)


@settings(max_examples=300)
@given(st.dates(datetime.date(1990, 1, 1)), st.booleans())
def test_dates_are_read_back_or_ambiguous(date, month_first):
    text = date.strftime("%m/%d/%Y" if month_first else "%d/%m/%Y")
    read, state, _ = parse_date(text)
    assert read == date.isoformat() or state == "ambiguous"


def test_dates_with_month_names():
    assert parse_date("12 Maret 2014")[0] == "2014-03-12"
    assert parse_date("1 Nopember 2014")[0] == "2014-11-01"
    assert parse_date("03/04/2014")[0] == ""
    assert parse_date("03/04/2014", ["25/04/2014"])[0] == "2014-04-03"
    assert parse_date("31 Februari 2014")[0] == ""
    assert parse_date(datetime.datetime(2014, 3, 12))[0] == "2014-03-12"
