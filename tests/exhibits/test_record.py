import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis.exhibits import Exhibit, Result
from analysis.exhibits.derivation import published
from analysis.exhibits.record import each_row
from analysis.exhibits.style import house_style


def exhibit(table: pd.DataFrame, figure: Figure | None = None) -> Exhibit:
    return Exhibit("an-id", "figure", "Title", "Caption.", "Alt.", table, "Source: x.", "f", figure)


def drawn() -> Exhibit:
    with house_style():
        figure = Figure(figsize=(2, 1.5), layout="constrained")
        axis = figure.subplots()
        axis.plot([1, 2, 3], [1, 4, 9], marker="o", label="a – b")
        axis.legend()
    return exhibit(pd.DataFrame(), figure)


VALUE = st.one_of(st.none(), st.floats(min_value=-1e15, max_value=1e15, allow_subnormal=False))


@given(st.lists(st.tuples(st.sampled_from(["6172", "0042"]), VALUE), min_size=1, max_size=6))
def test_csv_reads_back_to_eight_significant_digits(rows: list[tuple[str, float | None]]):
    table = pd.DataFrame(rows, columns=["region_code", "value"]).astype({"value": float})
    back = pd.read_csv(io.StringIO(exhibit(table).csv()), dtype={"region_code": str})
    assert list(back["region_code"]) == list(table["region_code"])
    for read, value in zip(back["value"], table["value"], strict=True):
        # Half a unit of the eighth digit is 5e-8 of the value at most; the sum leaves room for reading back.
        assert (pd.isna(read) and pd.isna(value)) or read == pytest.approx(value, rel=5.001e-8, abs=0)


def test_csv_by_hand_has_line_feeds_no_index_and_empty_cells_for_missing_values():
    table = pd.DataFrame(
        {"name": ["Kota, a", None], "year": pd.array([2010, None], dtype="Int64"), "share": [1 / 3, 1e9]}
    )
    assert exhibit(table).csv() == 'name,year,share\n"Kota, a",2010,0.33333333\n,,1e+09\n'


def test_csv_leaves_the_table_as_it_was():
    table = pd.DataFrame({"share": [1 / 3]})
    exhibit(table).csv()
    assert table.loc[0, "share"] == 1 / 3


def test_the_same_drawing_gives_the_same_bytes():
    first = drawn()
    assert first.png() == first.png() == drawn().png()


def test_a_picture_holds_no_time_and_no_version():
    picture = drawn().png()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert not [mark for mark in (b"tEXt", b"iTXt", b"zTXt", b"tIME") if mark in picture]


def test_a_table_has_no_picture_and_says_so():
    with pytest.raises(ValueError, match="'an-id' has no picture"):
        exhibit(pd.DataFrame()).png()


def test_a_record_is_json_with_the_data_twin_in_it():
    record = exhibit(pd.DataFrame({"value": [1.5]})).record()
    assert json.loads(json.dumps(record)) == record
    assert record["csv"] == "value\n1.5\n"
    assert set(record) == {"id", "kind", "title", "caption", "alt", "source", "function", "csv"}


def test_a_result_is_json_with_its_tables_and_status():
    cell = published("national/panel", "population_people", regions="6172", years=2010)
    record = Result("people", 186462, "186,462", "people", cell).record()
    assert json.loads(json.dumps(record)) == record
    assert record["tables"] == ["national/panel"]
    assert record["function"] == "analysis.sources.selection.as_published"
    assert record["status"] == "derived"


def test_each_row_goes_through_a_frame_in_order():
    rows = list(each_row(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=[7, 8])))
    assert [(row.Index, row.a, row.b) for row in rows] == [(7, 1, "x"), (8, 2, "y")]
