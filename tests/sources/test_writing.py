"""Nothing that we write is run by a spreadsheet; numbers stay numbers."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import BuildError
from analysis.exhibits.record import Exhibit
from analysis.sources.writing import csv_text, frame_csv, harmless, write_atomically

PROJECT = Path(__file__).parents[2]
WRITERS = re.compile(r"to_csv|csv\.writer|DictWriter|to_excel|ExcelWriter|Workbook\(|xlsxwriter|savetxt")
ONE_WAY_OUT = {"analysis/sources/writing.py", "analysis/sources/templates/saving.py"}


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"]
)
def test_a_cell_that_starts_a_formula_is_made_text(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("value", [-5, -0.5, None, "-5", "-1.5", "Puskesmas", "a=b", ""])
def test_numbers_and_ordinary_text_stay(value):
    assert harmless(value) == value


@settings(max_examples=1000)
@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@\t\r\n 'a1"), st.characters(codec="utf-8"))))
def test_twice_is_once_and_no_formula_is_left(text):
    once = harmless(text)
    assert harmless(once) == once
    if once.strip()[:1] in {"=", "+", "-", "@"}:
        float(once)


def test_a_frame_keeps_its_numbers():
    frame = pd.DataFrame({"=name": ["=1", "b"], "gap_pct": [-5.0, 2.125], "n": pd.array([-3, None], "Int64")})
    assert frame_csv(frame) == "'=name,gap_pct,n\n'=1,-5,-3\nb,2.125,\n"
    assert frame_csv(frame, digits=3) == "'=name,gap_pct,n\n'=1,-5,-3\nb,2.12,\n"
    assert frame.columns[0] == "=name"
    assert frame_csv(pd.DataFrame()) == "\n"


def test_the_data_twin_of_an_exhibit_is_harmless():
    table = pd.DataFrame({"name": ["=cmd|' /C calc'!A0", "@SUM(1)"], "gap_pct": [-5.25, 1.0]})
    twin = Exhibit("t", "table", "", "", "", table, "", "").csv()
    assert twin == "name,gap_pct\n'=cmd|' /C calc'!A0,-5.25\n'@SUM(1),1\n"


def test_there_is_no_other_way_out_for_a_table():
    code = [path for part in ("analysis", "benchmarks") for path in (PROJECT / part).rglob("*.py")]
    # peers run in another environment and hand bare numbers back in a temporary file
    own = [path for path in code if path.parent.name != "peers"]
    texts = [*own, PROJECT / "run.py", *(PROJECT / "notebooks").glob("*.ipynb")]
    found = {
        path.relative_to(PROJECT).as_posix()
        for path in texts
        if WRITERS.search(path.read_text(encoding="utf-8"))
    }
    assert found == ONE_WAY_OUT


def test_csv_is_read_back():
    text = csv_text(["a", "b"], [["=1", -5.0], ['x, "y"\nz', None], ["q", 0.1]])
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["'=1", "-5"], ['x, "y"\nz', ""], ["q", "0.1"]]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(BuildError, match="full"):
        write_atomically(path, b"new")
    assert [item.name for item in tmp_path.iterdir()] == ["t.csv"]
    assert path.read_bytes() == b"old"
