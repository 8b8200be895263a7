import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.similarity.inputs import derive_inputs, standardised_inputs, window_inputs
from analysis.errors import MethodError

CODES = ["1101", "1102", "1103", "1104"]
REGIONS = pd.DataFrame({"region_code": [*CODES, "1100"], "level": ["kabupaten"] * 4 + ["province"]})
PANEL = pd.DataFrame(
    {
        "region_code": [*CODES, "1100"] * 2,
        "year": [2009] * 5 + [2010] * 5,
        "poverty_pct": [1.0, 2, 3, np.nan, 99, 3, np.nan, 5, np.nan, 99],
        "population_people": [10.0, 100, 1000, 10000, 1, 10, 100, 1000, 10000, 1],
    }
)
DEFLATOR = pd.DataFrame({"year": [2009, 2010], "grdp_deflator_index_2010": [50.0, 100.0]})


def test_means_years_and_scale_by_hand():
    found = window_inputs(PANEL, REGIONS, ["poverty_pct"], 2009, 2010)
    assert found.means["poverty_pct"].tolist()[:3] == [2, 2, 4]
    assert found.years["poverty_pct"].tolist() == [2, 1, 2, 0]
    # Mean 8/3, standard deviation (n - 1) of 2, 2, 4.
    assert found.spread["poverty_pct"] == pytest.approx(np.std([2, 2, 4], ddof=1))
    assert found.standardised.at["1103", "poverty_pct"] == pytest.approx(
        (4 - 8 / 3) / np.std([2, 2, 4], ddof=1)
    )


def test_standardised_inputs_have_mean_zero_and_spread_one_over_districts():
    table = standardised_inputs(PANEL, REGIONS, ["poverty_pct", "population_people"], 2009, 2010)
    assert list(table.columns) == ["poverty_pct", "population_people"]
    assert list(table.index) == CODES
    np.testing.assert_allclose(table.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(table.std(ddof=1), 1)
    assert np.isnan(table.at["1104", "poverty_pct"])


def test_the_log_scale_is_taken_of_the_mean():
    z = standardised_inputs(PANEL, REGIONS, ["population_people"], 2009, 2010, ["population_people"])
    steps = np.diff(z["population_people"])
    np.testing.assert_allclose(steps, steps[0])


def test_a_district_whose_mean_is_zero_has_no_logarithm_and_keeps_its_mean():
    codes = [f"{1101 + i}" for i in range(40)]
    regions = pd.DataFrame({"region_code": codes, "level": "kota"})
    panel = pd.DataFrame({"region_code": codes, "year": 2010, "money_idr": np.arange(40.0)})
    found = window_inputs(panel, regions, ["money_idr"], 2010, 2010, ["money_idr"])
    assert found.means.at["1101", "money_idr"] == 0
    assert np.isnan(found.scaled.at["1101", "money_idr"])
    assert found.scaled["money_idr"].count() == 39


@pytest.mark.parametrize(
    ("inputs", "log", "words"),
    [
        ([], [], "at least one input"),
        (["poverty_pct", "poverty_pct"], [], "each input once"),
        (["poverty"], [], "'poverty' is not in the panel"),
        (["poverty_pct"], ["population_people"], "not among the inputs"),
    ],
)
def test_impossible_inputs_are_refused(inputs, log, words):
    with pytest.raises(MethodError, match=words):
        window_inputs(PANEL, REGIONS, inputs, 2009, 2010, log)


def test_too_many_means_without_logarithm_are_refused():
    panel = PANEL.assign(poverty_pct=[0.0, 2, 3, 4, 99] * 2)
    with pytest.raises(MethodError, match="1 of 4 districts have a mean of zero or less"):
        window_inputs(panel, REGIONS, ["poverty_pct"], 2009, 2010, ["poverty_pct"])


@pytest.mark.parametrize("values", [[7.1] * 10, [np.nan] * 10])
def test_an_input_without_spread_is_refused(values):
    with pytest.raises(MethodError, match="no spread"):
        window_inputs(PANEL.assign(poverty_pct=values), REGIONS, ["poverty_pct"], 2009, 2010)


@given(st.floats(0.01, 1000), st.floats(-50, 50), st.randoms())
def test_units_and_row_order_do_not_matter(factor, shift, random):
    order = list(PANEL.index)
    random.shuffle(order)
    names = ["poverty_pct", "population_people"]
    other = PANEL.assign(
        poverty_pct=PANEL["poverty_pct"] * factor + shift,
        population_people=PANEL["population_people"] * factor,
    ).loc[order]
    first = standardised_inputs(PANEL, REGIONS, names, 2009, 2010, ["population_people"])
    second = standardised_inputs(other, REGIONS, names, 2009, 2010, ["population_people"])
    # Shifting and rescaling rounds; values are of order one.
    np.testing.assert_allclose(second, first, atol=1e-6)


def test_derived_inputs_by_hand():
    panel = PANEL.assign(revenue_total_idr=200.0, doctors_count=2.0)
    found = derive_inputs(panel, DEFLATOR, ["revenue_total_idr"], ["doctors_count"])
    # 200 rupiah for 10 people at prices half of 2010's.
    assert found["revenue_total_per_capita_2010_idr"].iloc[0] == 40
    assert found["revenue_total_per_capita_2010_idr"].iloc[5] == 20
    assert found["doctors_per_100k"].iloc[0] == 20_000
    assert list(found.columns[: panel.shape[1]]) == list(panel.columns)


def test_derived_inputs_follow_the_rows_and_leave_the_panel_alone():
    panel = PANEL.assign(revenue_total_idr=np.arange(10.0))
    shuffled = panel.iloc[::-1]
    before = shuffled.copy()
    found = derive_inputs(shuffled, DEFLATOR, ["revenue_total_idr"])
    straight = derive_inputs(panel, DEFLATOR, ["revenue_total_idr"])
    pd.testing.assert_frame_equal(found.sort_index(), straight)
    pd.testing.assert_frame_equal(shuffled, before)


@pytest.mark.parametrize(("money", "counts"), [(["poverty_pct"], []), ([], ["poverty_pct"])])
def test_a_column_that_cannot_be_derived_is_refused(money, counts):
    with pytest.raises(MethodError, match="should end in"):
        derive_inputs(PANEL, DEFLATOR, money, counts)
