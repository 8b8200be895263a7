"""All districts against a target: brute force, bounds, the real panel, people, and definitions in pairs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.standards.catalogue import load_catalogue
from analysis.standards.definitions import definition_pairs
from analysis.standards.nationwide import districts_against_target, gap_in_people, years_apart

VALUES = st.lists(st.floats(0, 100), min_size=1, max_size=8)
REGIONS = pd.DataFrame(
    {"region_code": [f"11{n:02d}" for n in range(9)], "level": ["province", *["kota"] * 8]}
)


def panel(values, **more):
    codes = REGIONS["region_code"][1 : len(values) + 1]
    return pd.DataFrame({"region_code": list(codes), "year": 2013, "x_pct": values, **more})


def against(frame, **options):
    return districts_against_target(frame, REGIONS, "x_pct", 90, 2000, 2020, **options)


def test_by_hand_with_and_without_doubt():
    frame = panel([80.0, 88, 90, 97, np.nan])
    row = against(frame).iloc[0]
    assert (row["districts_count"], row["reached_count"], row["reached_pct"]) == (4, 2, 50)
    assert row["median_gap_points"] == 1 and row["open_pct"] == 0
    row = against(frame, doubt_points=5).iloc[0]
    assert (row["surely_reached_pct"], row["open_pct"], row["surely_below_pct"]) == (25, 50, 25)


@settings(max_examples=25)
@given(VALUES, st.floats(0, 20), st.randoms())
def test_brute_force_bounds_and_order(values, doubt, random):
    frame = panel(values)
    row = against(frame, doubt_points=doubt).iloc[0]
    assert row["reached_count"] == sum(value >= 90 for value in values)
    assert row["surely_reached_pct"] <= row["reached_pct"] <= 100 - row["surely_below_pct"] + 1e-9
    assert row["surely_reached_pct"] + row["open_pct"] + row["surely_below_pct"] == pytest.approx(100)
    order = list(range(len(frame)))
    random.shuffle(order)
    pd.testing.assert_series_equal(against(frame.iloc[order], doubt_points=doubt).iloc[0], row)


def test_provinces_do_not_count_and_a_year_without_values_says_so():
    frame = panel([95.0])
    province = pd.DataFrame({"region_code": ["1100"], "year": [2013], "x_pct": [10.0]})
    empty = pd.DataFrame({"region_code": ["1101"], "year": [2014], "x_pct": [np.nan]})
    table = against(pd.concat([frame, province, empty]))
    assert table["districts_count"].tolist() == [1, 0]
    assert table["reached_pct"].iloc[0] == 100 and pd.isna(table["reached_pct"].iloc[1])


def test_people_by_hand_and_a_missing_denominator_is_not_zero():
    frame = panel([80.0, 95, 70], people=[1000, 2000, np.nan])
    table = gap_in_people(frame, REGIONS, "x_pct", 90, "people", 2000, 2020)
    assert table["gap_people"].tolist()[:2] == [100, 0] and pd.isna(table["gap_people"].iloc[2])


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(MethodError, match="people of 1101 in 2013 is 0"):
        gap_in_people(panel([80.0], people=[0]), REGIONS, "x_pct", 90, "people", 2000, 2020)
    with pytest.raises(MethodError, match="0 or more"):
        against(panel([80.0]), doubt_points=-1)
    with pytest.raises(MethodError, match="'y_pct'"):
        districts_against_target(panel([1.0]), REGIONS, "y_pct", 90, 2000, 2020)


def test_births_in_the_national_panel_counted_by_hand():
    frame = load_table("national/panel").frame
    regions = load_table("national/regions").frame
    row = districts_against_target(
        frame, regions, "skilled_birth_attendance_pct", 90, 2014, 2014, doubt_points=5
    ).iloc[0]
    own = frame[(frame["year"] == 2014) & ~frame["region_code"].str.endswith("00")]
    values = own["skilled_birth_attendance_pct"].dropna()
    assert (row["districts_count"], row["reached_count"]) == (len(values), int((values >= 90).sum()))
    assert row["open_pct"] == pytest.approx(100 * ((values >= 85) & (values < 95)).mean())


def test_pairs_put_two_definitions_beside_each_other():
    table = definition_pairs(load_table("standards/definition-pairs").frame, load_catalogue())
    births = table.set_index("indicator_code").loc["KES-03"]
    assert births["other_catalogue"] == "SPM-KES-PP2-2018" and births["target_change"] == 10
    couples = table.set_index("indicator_code").loc["KES-12"]
    assert couples["target_change"] == -5 and not couples["other_verified"]
    assert (table["catalogue"] != table["other_catalogue"]).all()
    with pytest.raises(MethodError, match="KES-99"):
        definition_pairs(pd.DataFrame([dict.fromkeys(table.columns, "KES-99")]), load_catalogue())


def test_a_year_far_below_both_neighbours_stands_apart():
    shares = pd.DataFrame({"year": [2000, 2001, 2002, 2003, 2004], "reached_pct": [17.0, 0, 20, np.nan, 5]})
    assert years_apart(shares) == [2001]
    assert years_apart(shares, points=25) == []
    assert years_apart(shares.assign(reached_pct=[1.0, 2, 3, 4, 5])) == []  # null control: a steady rise
