"""Nothing that we write is run by a spreadsheet; numbers stay numbers."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sources.importing.writing import csv_text, harmless, harmless_frame, write_atomically


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
    frame = pd.DataFrame({"=name": ["=1", "b"], "gap_pct": [-5.0, 2.0]})
    safe = harmless_frame(frame)
    assert list(safe.columns) == ["'=name", "gap_pct"]
    assert safe["'=name"].tolist() == ["'=1", "b"]
    assert safe["gap_pct"].tolist() == [-5.0, 2.0]
    assert frame.columns[0] == "=name"


def test_csv_is_read_back():
    text = csv_text(["a", "b"], [["=1", -5.0], ['x, "y"\nz', None], ["q", 0.1]])
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["'=1", "-5"], ['x, "y"\nz', ""], ["q", "0.1"]]


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_atomically(path, b"new")
    assert [item.name for item in tmp_path.iterdir()] == ["t.csv"]
    assert path.read_bytes() == b"old"
