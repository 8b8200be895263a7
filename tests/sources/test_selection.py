"""A selection of rows says what a number rests on, travels as JSON, and can be applied again."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources.selection import DISTRICTS, Rows, load_any, select

FRAME = pd.DataFrame(
    {
        "region_code": ["6172", "6172", "7322", "7322"],
        "year": [2009, 2010, 2009, 2010],
        "level": ["kota", "kota", "kabupaten", "kabupaten"],
        "births_pct": [70.0, 80.0, 50.0, 60.0],
        "other_pct": [1.0, 2.0, 3.0, 4.0],
    }
)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (select("t", "births_pct"), [70.0, 80.0, 50.0, 60.0]),
        (select("t", "births_pct", regions="6172"), [70.0, 80.0]),
        (select("t", "births_pct", years=2010), [80.0, 60.0]),
        (select("t", "births_pct", regions=["6172", "7322"], years=(2009, 2009)), [70.0, 50.0]),
        (select("t", "births_pct", level="kabupaten", years=2010), [60.0]),
        (select("t", "births_pct", regions=[]), []),
    ],
)
def test_rows_by_hand(rows, found):
    chosen = rows.of(FRAME)
    assert list(chosen["births_pct"]) == found
    assert "other_pct" not in chosen and {"region_code", "year"} <= set(chosen)


def test_districts_are_all_regions_but_the_provinces():
    frame = pd.concat([FRAME, FRAME.head(1).assign(region_code="6100")])
    assert set(select("t", "births_pct", regions=DISTRICTS).of(frame)["region_code"]) == {"6172", "7322"}


def test_rows_keep_their_place_in_the_file():
    assert list(select("t", "births_pct", years=2010).of(FRAME).index) == [1, 3]


CODES = st.none() | st.lists(st.sampled_from(["6172", "7322", "9999"]), max_size=3) | st.just(DISTRICTS)
YEARS = st.none() | st.tuples(st.integers(2008, 2011), st.integers(2008, 2011))


@given(CODES, YEARS, st.none() | st.lists(st.sampled_from(["kota", "kabupaten"]), max_size=2))
def test_a_selection_comes_back_from_json_and_selects_the_same(regions, years, levels):
    where = {} if levels is None else {"level": levels}
    rows = select("t", "births_pct", regions=regions, years=years, **where)
    again = Rows.from_record(json.loads(json.dumps(rows.record())))
    assert again == rows
    pd.testing.assert_frame_equal(again.of(FRAME), rows.of(FRAME))


def test_a_column_that_the_table_lacks_is_named():
    with pytest.raises(DataError, match=r"table t has no column 'gone'"):
        select("t", "gone").of(FRAME)


def test_a_region_file_that_is_gone_is_named():
    with pytest.raises(DataError, match="regions/6172/indicators.csv is not there any more"):
        load_any("regions/6172/indicators")
