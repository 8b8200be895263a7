"""Indicator records of a region against the standards: answers, and reasons where there is none."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.messages import in_language
from analysis.standards.catalogue import load_catalogue
from analysis.standards.records import attainments, latest_attainments, targets_met

STANDARDS = load_catalogue()
RECORD = {
    "region_code": "9999", "year": 2013, "indicator_code": "KES-03", "numerator": 812.0, "denominator": 955.0,
    "value_pct": 85.0, "target_pct": 85.0, "source": "a report", "page": 3, "status": "specimen",
}  # fmt: skip


def found(*changes):
    return attainments(pd.DataFrame([RECORD | change for change in changes or ({},)]), STANDARDS)


def test_one_record_by_hand():
    row = found().iloc[0]
    assert row["coverage"] == pytest.approx(85.0262, abs=1e-4) and row["target"] == 90
    assert row["attainment_pct"] == pytest.approx(94.4735, abs=1e-4)
    assert row["gap_points"] == pytest.approx(4.9738, abs=1e-4) and row["gap_count"] == 48
    assert row["local_attainment_pct"] > 100 and not row["reached"] and row["evaluated"]
    assert (row["row"], row["basis"], row["counted_en"]) == (2, "recomputed", "women giving birth")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"denominator": 0.0}, "row 3: the denominator is 0"),
        ({"denominator": None, "value_pct": None}, "row 3: neither numerator and denominator"),
        ({"indicator_code": "KES-3"}, "row 3: no standard has the code 'KES-3'; the nearest: KES-13, KES-03"),
        ({"indicator_code": "KES-13"}, "row 3: KES-13 is a heading"),
        ({"indicator_code": "KK-01-IBUHAMIL"}, "row 3: KK-01-IBUHAMIL was in force 2019-, not in 2013"),
        ({"year": 2018}, "KES-03 was in force 2008-2016, not in 2018"),
    ],
)
def test_a_record_without_an_answer_says_why_and_stays_in_the_table(change, says):
    table = found({}, change)
    assert table["evaluated"].tolist() == [True, False]
    assert says in table["why"].iloc[1] and pd.isna(table["coverage"].iloc[1])


def test_the_reason_is_in_the_language_of_the_reader():
    with in_language("id"):
        assert "penyebut adalah 0" in found({"denominator": 0.0})["why"].iloc[0]


def test_a_published_value_alone_has_a_gap_in_points_and_none_in_people():
    row = found({"numerator": None}).iloc[0]
    assert (row["basis"], row["coverage"], row["gap_points"]) == ("published", 85, 5)
    assert pd.isna(row["gap_count"])


def test_more_than_a_hundred_is_marked_for_shares_and_not_for_visits():
    shares = found({"numerator": 1000.0}, {"indicator_code": "KES-14", "numerator": 1000.0})
    assert shares["above_denominator"].tolist() == [True, False]
    assert pd.isna(shares["gap_count"].iloc[1])  # a ratio of visits to people lacks no people
    assert (shares["coverage"] > 100).all() and shares["performance_pct"].tolist() == [100, 100]


def test_less_is_better_has_a_gap_and_no_attainment():
    row = found({"indicator_code": "KB-1", "numerator": 42.0, "denominator": 1000.0}).iloc[0]
    assert row["gap_points"] == pytest.approx(0.7) and row["gap_count"] == 7 and not row["reached"]
    assert pd.isna(row["attainment_pct"]) and pd.isna(row["local_attainment_pct"])


def test_a_target_that_no_source_has_leaves_the_coverage():
    row = found({"indicator_code": "PDN-1"}).iloc[0]
    assert row["evaluated"] and row["coverage"] > 0 and pd.isna(row["gap_points"])
    assert "no source has the target" in row["why"]


def test_the_latest_rows_keep_sources_that_disagree():
    table = found({"year": 2012}, {}, {"source": "another", "numerator": 700.0})
    newest = latest_attainments(table)
    assert newest["row"].tolist() == [3, 4]
    with pytest.raises(MethodError, match="Row 4: the indicator KES-03 stands twice"):
        targets_met(newest)


def test_targets_met_are_counted_in_one_catalogue_region_and_year():
    table = found({}, {"indicator_code": "KES-14"}, {"indicator_code": "KES-12", "numerator": 900.0})
    assert targets_met(table) == (1, 3)
    with pytest.raises(MethodError, match="one year; found 2013, 2012"):
        targets_met(found({}, {"year": 2012, "indicator_code": "KES-12"}))
    with pytest.raises(MethodError, match="one catalogue; found SPM-KES-741-2008, SPM-SOS-129-2008"):
        targets_met(found({}, {"indicator_code": "SOS-1"}))


def test_an_empty_table_gives_an_empty_answer_and_a_missing_column_is_named():
    assert attainments(pd.DataFrame(columns=list(RECORD)), STANDARDS).empty
    with pytest.raises(MethodError, match="'denominator'"):
        attainments(pd.DataFrame([RECORD]).drop(columns="denominator"), STANDARDS)


@settings(max_examples=25)
@given(st.permutations(range(4)), st.integers(1, 9))
def test_the_order_of_rows_and_the_unit_do_not_matter(order, times):
    changes = [{"indicator_code": code} for code in ("KES-01", "KES-02", "KES-03", "KES-12")]
    one = found(*changes).set_index("indicator_code")
    moved = [changes[place] | {"numerator": 812.0 * times, "denominator": 955.0 * times} for place in order]
    other = found(*moved).set_index("indicator_code").loc[one.index]
    names = ["coverage", "attainment_pct", "gap_points", "reached"]
    pd.testing.assert_frame_equal(one[names], other[names])


def test_the_caller_keeps_the_records():
    frame = pd.DataFrame([RECORD])
    before = frame.copy()
    attainments(frame, STANDARDS)
    pd.testing.assert_frame_equal(frame, before)
