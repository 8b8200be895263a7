"""Two runs of a page compared: what reads differently, what differs unseen, and what the book says of it."""

import json

import pandas as pd
import pytest

from analysis.pipeline.book_corrections import ledger_report
from analysis.pipeline.moves import compare_results, compare_twins, moves_frame


def result(value, text, unit="pct"):
    """A recorded result."""
    return {"value": value, "text": text, "unit": unit}


def outcomes(one, other):
    """Result id to what came of it."""
    return {move.result: (move.outcome, move.difference) for move in compare_results("Here", one, other)}


def test_a_result_moves_when_it_reads_differently():
    one = {"a": result(1.26, "1.3"), "b": result(1.26, "1.3"), "c": result(5, "5"), "d": result("x", "x")}
    other = {"a": result(1.0, "1.0"), "b": result(1.25, "1.3"), "c": result(5, "5"), "d": result("y", "y")}
    found = outcomes(one, other)
    assert found["a"] == ("moves", pytest.approx(0.26))
    assert found["b"] == ("less than is printed", pytest.approx(0.01))
    assert found["c"] == ("same", 0)
    assert found["d"] == ("moves", None)


def test_a_result_that_one_run_lacks_moves():
    assert outcomes({"a": result(1, "1")}, {}) == {"a": ("moves", None)}
    found = compare_results("Here", {}, {"a": result(None, "not known")})[0]
    assert (found.one, found.other, found.outcome) == ("", "not known", "moves")


def test_two_results_that_could_not_be_computed_are_the_same():
    assert outcomes({"a": result(None, "-")}, {"a": result(None, "-")}) == {"a": ("same", None)}


@pytest.fixture
def runs(tmp_path):
    """Two runs of one page: a result, a figure whose data differ in one row, and one that differs in none."""
    for name, value in (("with", 2), ("without", 3)):
        folder = tmp_path / name
        (folder / "exhibits").mkdir(parents=True)
        (folder / "results.json").write_text(json.dumps({"a": result(value, str(value))}))
        (folder / "exhibits" / "lines.csv").write_text(f"year,value\n2009,1\n2010,{value}\n")
        (folder / "exhibits" / "equal.csv").write_text("year,value\n2009,1\n")
    (tmp_path / "without" / "exhibits" / "new.csv").write_text("year\n2009\n2010\n")
    return tmp_path


def test_the_data_of_figures_are_compared_row_by_row(runs):
    found = compare_twins("Here", runs / "with", runs / "without")
    assert [(line["exhibit"], line["rows_count"], line["rows_changed"]) for line in found] == [
        ("lines", 2, 1)
    ]  # what only one run shows is not compared


def test_the_ledger_report_tells_what_moves_and_what_could_not_be_compared(runs):
    (runs / "corrections.csv").write_text("id,reason\none,because\n")
    pairs = [("Here", runs / "with", runs / "without", ""), ("There", runs, runs, "it did not run")]
    found = ledger_report(runs / "corrections.csv", pairs)
    assert found.entries == [{"id": "one", "reason": "because"}]
    assert [move.result for move in found.moved] == ["a"] and found.unseen == []
    assert found.compared == ["Here"] and found.not_compared == [("There", "it did not run")]
    files = found.files()
    assert set(files) == {f"exhibits/corrections/{n}.csv" for n in ("ledger", "results", "exhibits")}
    lines = files["exhibits/corrections/results.csv"].decode().splitlines()
    assert lines[0] == "chapter,result,with_ledger,without_ledger,difference,unit,outcome"
    assert lines[1] == "Here,a,2,3,-1,pct,moves"


def test_no_moves_give_an_empty_table_with_its_columns():
    assert isinstance(moves_frame([]), pd.DataFrame) and "outcome" in moves_frame([])
