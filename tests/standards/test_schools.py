"""Shares of schools that meet a standard: published examples, finite population, contradictions."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.standards.schools import school_shares, schools_that_meet

ROW = {
    "region_code": "9999", "year": 2013, "indicator_code": "IP-7.1", "school_id": "S1", "meets": "",
    "measured_value": None, "threshold": None, "threshold_kind": "", "schools_count": None,
}  # fmt: skip


def rows(*changes):
    made = [ROW | {"school_id": f"S{number}"} | change for number, change in enumerate(changes, 1)]
    return pd.DataFrame(made).astype({"measured_value": float, "threshold": float, "schools_count": "Int64"})


def met(count, total, **more):
    return rows(*({"meets": "yes" if number < count else "no", **more} for number in range(total)))


def test_the_published_example_of_ip_7_1():
    example = load_table("standards/published-indices").frame
    example = example[example["example"] == "schools-ip-7-1"]
    table = rows(
        *(
            {"measured_value": row.value, "threshold": row.threshold, "threshold_kind": "at-least"}
            for row in example.itertuples()
        )
    )
    found = school_shares(table).iloc[0]
    assert found["share_pct"] == example["published_value"].iloc[0] == 100
    assert found["schools_not_meeting"] == 0 and found["whole"]


@pytest.mark.parametrize(("count", "total", "published"), [(51, 76, 67.11), (15, 76, 19.74)])
def test_published_shares_of_schools(count, total, published):
    found = school_shares(met(count, total)).iloc[0]
    assert round(found["share_pct"], 2) == published
    assert found["schools_not_meeting"] == found["not_meeting_all"] == total - count
    assert found["low_pct"] == found["high_pct"] == found["share_pct"]  # every school was seen


def test_a_part_of_the_schools_gives_an_interval_that_keeps_to_what_was_seen():
    found = school_shares(met(9, 10, schools_count=12)).iloc[0]
    assert found["low_pct"] < 90 < found["high_pct"] and not found["whole"]
    assert found["not_meeting_low"] >= 1 and found["not_meeting_high"] <= 3
    # null control: the same schools without any others have no interval
    whole = school_shares(met(9, 10, schools_count=10)).iloc[0]
    assert whole["low_pct"] == whole["high_pct"] == 90


def test_a_school_that_was_not_looked_at_is_not_counted_as_failing():
    table = rows({"meets": "yes"}, {"meets": "no"}, {})
    found = school_shares(table).iloc[0]
    assert (found["schools_seen"], found["share_pct"], found["schools_count"]) == (2, 50, 3)
    nothing = school_shares(rows({}, {})).iloc[0]
    assert nothing["schools_seen"] == 0 and pd.isna(nothing["share_pct"])


@pytest.mark.parametrize(
    ("value", "kind", "expected"), [(2, "at-least", True), (1, "at-least", False), (32, "at-most", False)]
)
def test_a_threshold_is_met_on_its_own_side(value, kind, expected):
    made = schools_that_meet(rows({"measured_value": value, "threshold": 2, "threshold_kind": kind}))
    assert made["met"].tolist() == [expected]


@settings(max_examples=25)
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(0, 20), st.randoms())
def test_counts_add_up_bounds_hold_and_order_does_not_matter(answers, others, random):
    total = len(answers) + others
    table = rows(*({"meets": "yes" if each else "no", "schools_count": total} for each in answers))
    found = school_shares(table).iloc[0]
    assert found["schools_meeting"] + found["schools_not_meeting"] == len(answers)
    assert 0 <= found["low_pct"] <= found["share_pct"] + 1e-9 <= found["high_pct"] + 2e-9 <= 100 + 3e-9
    assert found["not_meeting_low"] <= found["not_meeting_high"] <= total
    order = list(range(len(table)))
    random.shuffle(order)
    assert school_shares(table.iloc[order]).iloc[0].equals(found)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([{"school_id": "A"}, {"school_id": "A"}], "Row 3: the school 'A' stands twice for IP-7.1 in 2013"),
        ([{"measured_value": 3}], "Row 2: the measured value 3 has no threshold"),
        ([{"measured_value": 3, "threshold": 2, "threshold_kind": "over"}], "Row 2"),
        (
            [{"meets": "no", "measured_value": 3, "threshold": 2, "threshold_kind": "at-least"}],
            "Row 2: meets is 'no', but 3 against at-least 2 says otherwise",
        ),
        ([{"schools_count": 5}, {"schools_count": 6}], "several numbers of schools, 5, 6"),
        ([{"schools_count": 1}, {"schools_count": 1}], "said to have 1 schools for IP-7.1, but 2 are listed"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_row(changes, says):
    with pytest.raises(MethodError, match=says):
        school_shares(rows(*changes))


def test_a_missing_column_is_named():
    with pytest.raises(MethodError, match="'school_id'"):
        school_shares(rows({}).drop(columns="school_id"))
