import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.panels import (
    as_codes,
    chosen_regions,
    district_codes,
    district_rows,
    observed_years,
    province_of,
    require_columns,
    require_region,
    split_between,
    split_years,
    window,
    yearly_spread,
)

REGIONS = pd.DataFrame(
    {"region_code": ["6100", "6172", "6101"], "level": ["province", "kota", "kabupaten"]},
)


def test_district_codes_leave_out_provinces():
    assert district_codes(REGIONS) == ["6101", "6172"]


def test_district_rows_leave_out_provinces_and_unknown_codes():
    panel = pd.DataFrame({"region_code": ["6100", "6172", "9999"], "year": [2000, 2000, 2000]})
    assert list(district_rows(panel, REGIONS)["region_code"]) == ["6172"]


def test_a_region_twice_in_a_year_is_refused():
    panel = pd.DataFrame({"region_code": ["6172", "6172"], "year": [2001, 2001]})
    with pytest.raises(MethodError, match="two rows for region 6172 in 2001"):
        district_rows(panel, REGIONS)


def test_an_absent_column_is_named_with_the_nearest():
    with pytest.raises(MethodError, match="'povertypct' is not in the panel. Did you mean 'poverty_pct'"):
        require_columns(pd.DataFrame({"poverty_pct": [1.0]}), ["povertypct"], "the panel")


def test_an_unknown_code_names_the_nearest():
    with pytest.raises(MethodError, match="6172"):
        require_region(REGIONS, "6127")


def test_a_province_is_refused_only_where_a_district_is_needed():
    with pytest.raises(MethodError, match="is a province"):
        require_region(REGIONS, "6100")
    assert require_region(REGIONS, "6100", district=False)["level"] == "province"


def test_a_reversed_window_is_refused():
    with pytest.raises(MethodError, match="ends before it starts"):
        window(pd.DataFrame({"year": [2000]}), 2001, 2000)


def test_codes_are_a_list_without_repeats():
    assert as_codes("6172") == ["6172"]
    assert as_codes(["6172", "6101", "6172"]) == ["6172", "6101"]


def test_spread_of_five_values_by_hand():
    # Definition 7 of Hyndman and Fan: position 1 + (n - 1) p, so p10 of 1..5 is 1.4 and p90 is 4.6.
    table = yearly_spread(pd.Series([2001] * 5), pd.Series([5.0, 1.0, 2.0, 4.0, 3.0]))
    assert table.iloc[0].to_dict() == pytest.approx(
        {"year": 2001, "p10": 1.4, "p25": 2, "median": 3, "p75": 4, "p90": 4.6, "districts_count": 5}
    )


def test_a_year_without_values_is_kept_with_a_count_of_zero():
    table = yearly_spread(pd.Series([2000, 2001]), pd.Series([np.nan, 7.0]))
    assert list(table["districts_count"]) == [0, 1]
    assert np.isnan(table.loc[0, "median"])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.randoms())
def test_spread_does_not_depend_on_the_order_of_rows(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    years = pd.Series([2000] * len(values))
    first, second = yearly_spread(years, pd.Series(values)), yearly_spread(years, pd.Series(shuffled))
    pd.testing.assert_frame_equal(first, second)


SPLITS = pd.DataFrame(
    {"child_code": ["2", "3", "4"], "parent_code": ["1", "1", ""], "year": [2001, 2008, 2008]}
)


def test_a_region_changes_its_territory_as_child_and_as_parent():
    assert split_years(SPLITS, "1") == [2001, 2008]
    assert split_years(SPLITS, "3") == [2008]
    assert split_years(SPLITS, "9") == []


def test_a_split_counts_when_it_falls_after_the_first_and_not_after_the_last_year():
    assert split_between(SPLITS, 2001, 2008) == {"1", "3", "4"}
    assert split_between(SPLITS, 2008, 2016) == set()
    assert split_between(SPLITS, 2000, 2001) == {"1", "2"}


SEEN = pd.DataFrame({"year": [2001, 2002, 2003], "x": [np.nan, 5, np.nan], "y": [np.nan, np.nan, 1]})


def test_observed_years_by_hand():
    assert observed_years(SEEN, ["x"]) == (2002, 2002)
    assert observed_years(SEEN, ["x", "y"]) == (2002, 2003)


@given(st.lists(st.booleans(), min_size=1, max_size=8).filter(any))
def test_observed_years_are_those_of_the_first_and_last_value(seen):
    rows = pd.DataFrame({"year": range(len(seen)), "x": [1.0 if each else np.nan for each in seen]})
    first, last = observed_years(rows, ["x"])
    assert (first, last) == (seen.index(True), len(seen) - 1 - seen[::-1].index(True))


def test_no_value_has_no_first_year():
    with pytest.raises(MethodError, match="No row has a value in x"):
        observed_years(SEEN.head(1), ["x"])


def test_chosen_regions_and_all_others_are_the_whole():
    inside = chosen_regions(REGIONS, {"6172", "9999"})
    outside = chosen_regions(REGIONS, {"6172", "9999"}, inside=False)
    assert list(inside["region_code"]) == ["6172"]
    assert sorted([*inside["region_code"], *outside["region_code"]]) == sorted(REGIONS["region_code"])


def test_province_of_each_region_and_a_table_without_provinces():
    assert province_of(REGIONS.assign(province_code="6100"))["6172"] == "6100"
    with pytest.raises(MethodError, match="'province_code'"):
        province_of(REGIONS)
