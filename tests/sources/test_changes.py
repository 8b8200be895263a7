"""Two versions of a table: rows, columns and revised values, found by key."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources.changes import compare_files, compare_frames

KEY = ["region_code", "year"]


def version(*rows, columns=("region_code", "year", "births_pct")):
    """A version of the table, as text."""
    return pd.DataFrame(rows, columns=list(columns), dtype=str)


BEFORE = version(("0172", "2009", "80"), ("0172", "2010", "90"), ("0173", "2009", ""), ("0173", "2010", "0"))


def test_rows_columns_and_values_are_told_apart():
    after = version(
        ("0172", "2010", "99", "x"), ("0173", "2009", "50", "x"), ("0173", "2010", "1", ""),
        ("0174", "2010", "7", ""), columns=("region_code", "year", "births_pct", "note"),
    )  # fmt: skip
    found = compare_frames("births", BEFORE, after, KEY)
    assert (found.rows_added, found.rows_lost) == (("0174;2010",), ("0172;2009",))
    assert (found.columns_added, found.columns_lost) == (("note",), ())
    assert found.revised[["key", "before", "after"]].to_numpy().tolist() == [
        ["0172;2010", "90", "99"], ["0173;2009", "", "50"], ["0173;2010", "0", "1"],
    ]  # fmt: skip
    # 9 more than 90 is a tenth; a share of nothing, or of what was not known, is not known.
    assert found.revised["relative_pct"].tolist() == pytest.approx(
        [10.0, float("nan"), float("nan")], nan_ok=True
    )
    by_column = found.by_column().iloc[0]
    assert (by_column["revised_count"], by_column["largest_pct"]) == (3, pytest.approx(10.0))


def test_the_order_of_rows_and_another_spelling_of_a_number_change_nothing():
    after = BEFORE.iloc[::-1].assign(births_pct=lambda frame: frame["births_pct"].replace({"80": "80.0"}))
    assert not compare_frames("births", BEFORE, after, KEY).changed


def test_a_table_without_a_key_is_compared_by_whole_rows():
    after = version(("0172", "2009", "81"), *BEFORE.iloc[1:].to_numpy().tolist())
    found = compare_frames("births", BEFORE, after, [])
    assert (found.rows_added, found.rows_lost) == (("0172;2009;81",), ("0172;2009;80",))
    assert found.revised.empty


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 9)), unique_by=lambda r: r[:2]
    )
)
def test_what_one_version_gains_the_other_way_round_is_lost(rows):
    after = version(*[(code, str(year), str(value)) for code, year, value in rows])
    there, back = compare_frames("t", BEFORE, after, KEY), compare_frames("t", after, BEFORE, KEY)
    assert there.rows_added == back.rows_lost and there.rows_lost == back.rows_added
    assert there.revised["before"].tolist() == back.revised["after"].tolist()
    assert not compare_frames("t", after, after, KEY).changed


def test_a_repeated_or_absent_key_is_refused():
    with pytest.raises(DataError, match="the key 0172;2009 twice"):
        compare_frames("births", BEFORE, pd.concat([BEFORE, BEFORE.head(1)]), KEY)
    with pytest.raises(DataError, match="lacks the column 'year' of its key"):
        compare_frames("births", BEFORE, BEFORE.drop(columns="year"), KEY)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "good.csv").write_text("region_code\n0172\n")
    (tmp_path / "bad.csv").write_bytes(b"region_code\n\xff\xfe\n")
    with pytest.raises(DataError, match=r"the new births\.csv is not a well-formed CSV file in UTF-8"):
        compare_files("births", tmp_path / "good.csv", tmp_path / "bad.csv", ["region_code"])
