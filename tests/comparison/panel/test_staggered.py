import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.panel.bacon import bacon_decomposition
from analysis.comparison.panel.doubly_robust import doubly_robust_gap
from analysis.comparison.panel.regression import panel_regression
from analysis.comparison.panel.staggered import staggered_effects
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "did_staggered_mpdta"
COLUMNS = {"first_treated": "first.treat", "unit": "countyreal"}
CASES = {
    "nevertreated_uncond": {},
    "notyettreated_uncond": {"control": "not_yet_treated"},
    "nevertreated_lpop_dr": {"covariates": ["lpop"]},
}


@pytest.fixture(scope="module")
def counties():
    return pd.read_csv(GOLDEN / "data.csv")


@pytest.fixture(scope="module")
def golden():
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_group_time_effects_of_the_r_package_did(counties, golden, case):
    found = staggered_effects(counties, "lemp", **COLUMNS, **CASES[case]).group_time
    expected = pd.DataFrame(golden["expected"][case])
    both = found.merge(expected, left_on=["group", "period"], right_on=["group", "time"])
    assert len(both) == len(expected) == len(found)
    # The case allows 1e-6 and 1e-4; it was printed to eleven digits and is met to nine decimals.
    np.testing.assert_allclose(both["estimate"], both["att"], atol=1e-9)
    np.testing.assert_allclose(both["standard_error"], both["se"], atol=1e-9)


@pytest.mark.parametrize(("suffix", "options"), [("", {}), ("_lpop_dr", {"covariates": ["lpop"]})])
def test_averages_of_the_r_package_did(counties, golden, suffix, options):
    found = staggered_effects(counties, "lemp", **COLUMNS, **options).averages
    compared = 0
    for name, key in (
        ("simple", "simple"),
        ("event", "dynamic"),
        ("group", "group"),
        ("calendar", "calendar"),
    ):
        expected = golden["expected"].get(key + suffix)
        if expected is None:
            continue
        rows = found.loc[found["average"] == name]
        overall = rows.loc[rows["at"].isna()].iloc[0]
        assert overall["estimate"] == pytest.approx(expected["overall"], abs=1e-9)
        # By group, R looks up the groups of the first three cells (2004 three times) where it needs those of
        # the three groups: 0.0124153 instead of 0.0124461, within the tolerance of the case.
        allowed = golden["tolerance"]["se"] if name == "group" else 1e-9
        assert overall["standard_error"] == pytest.approx(expected["overall_se"], abs=allowed)
        for row in expected.get("by", []):
            one = rows.loc[rows["at"] == row["e"]].iloc[0]
            assert one["estimate"] == pytest.approx(row["att"], abs=1e-9)
            assert one["standard_error"] == pytest.approx(row["se"], abs=1e-9)
        compared += 1
    assert compared == (2 if suffix else 4)


def test_the_joint_test_before_is_that_of_did(counties, golden):
    found = staggered_effects(counties, "lemp", **COLUMNS)
    # Printed to five decimals.
    assert found.pre_p_value == pytest.approx(golden["expected"]["pretest_p"][0][0], abs=5e-6)


def test_bacon_weights_rebuild_the_two_way_estimate(counties):
    found = bacon_decomposition(counties, "lemp", **COLUMNS)
    treated = (counties["first.treat"] > 0) & (counties["year"] >= counties["first.treat"])
    two_way = panel_regression(counties.assign(d=treated.astype(int)), "lemp", ["d"], unit="countyreal")
    estimate = two_way.coefficients["estimate"].iloc[0]
    parts = found.comparisons
    assert parts["weight"].sum() == pytest.approx(1)
    assert (parts["weight"] * parts["estimate"]).sum() == pytest.approx(estimate, abs=1e-12)
    assert found.two_way_estimate == pytest.approx(estimate, abs=1e-12)
    # 2004 against never: the change of the mean from 2003 to 2004-2007, counted by hand from the data.
    wide = counties.pivot(index="countyreal", columns="year", values="lemp")
    start = counties.groupby("countyreal")["first.treat"].first()
    change = wide[[2004, 2005, 2006, 2007]].mean(axis=1) - wide[2003]
    expected = change[start == 2004].mean() - change[start == 0].mean()
    one = parts.loc[(parts["treated"] == 2004) & (parts["control"] == "never_treated"), "estimate"]
    assert one.iloc[0] == pytest.approx(expected)
    assert 0 < found.forbidden_weight < 0.1


def staggered(seed, effect=0.0, units=30):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame([(i, t) for i in range(units) for t in range(1, 7)], columns=["unit", "year"])
    frame["start"] = frame["unit"].map(lambda i: (0, 3, 5)[i % 3])
    on = (frame["start"] > 0) & (frame["year"] >= frame["start"])
    frame["y"] = generator.normal(size=len(frame)) + frame["unit"] + frame["year"] ** 2 + effect * on
    return frame


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-20, 20))
def test_group_time_effects_are_differences_of_means(seed, effect):
    found = staggered_effects(staggered(seed, effect), "y", first_treated="start", unit="unit")
    plain = staggered_effects(staggered(seed), "y", first_treated="start", unit="unit")
    # Rounding of squares of years.
    assert found.estimate == pytest.approx(plain.estimate + effect, abs=1e-8)
    frame = staggered(seed, effect)
    wide = frame.pivot(index="unit", columns="year", values="y")
    start = frame.groupby("unit")["start"].first()
    change = wide[6] - wide[2]
    expected = change[start == 3].mean() - change[start == 0].mean()
    cell = found.group_time.query("group == 3 and period == 6")["estimate"].iloc[0]
    assert cell == pytest.approx(expected, abs=1e-8)


def test_the_error_by_group_is_pinned(counties):
    found = staggered_effects(counties, "lemp", **COLUMNS).averages
    overall = found.loc[(found["average"] == "group") & found["at"].isna()].iloc[0]
    assert overall["standard_error"] == pytest.approx(0.012446059, abs=1e-9)


def test_two_means_by_hand_and_their_influence():
    change = np.array([1.0, 3, 0, 2, 4])
    treated = np.array([True, True, False, False, False])
    effect, influence = doubly_robust_gap(change, treated, np.ones((5, 1)))
    assert effect == pytest.approx(0)
    # 2 - 2; deviations over shares: (1 - 2) / (2 / 5), and (0 - 2) / (3 / 5) with the sign turned.
    assert influence.tolist() == pytest.approx([-2.5, 2.5, 10 / 3, 0, -10 / 3])


def test_the_size_is_right_under_the_null():
    rejected = sum(
        staggered_effects(staggered(seed, units=90), "y", first_treated="start", unit="unit").p_value < 0.1
        for seed in range(60)
    )
    # Ten percent of 60 with a simulation error of 0.039: three of them.
    assert rejected / 60 == pytest.approx(0.1, abs=0.117)


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"start": 0}, {}, "No unit is ever treated"),
        ({"start": 1}, {}, "nothing to compare"),
        ({"start": 3}, {}, "No unit is never treated"),
        ({"start": 3}, {"control": "not_yet_treated"}, "No treated group has a control group"),
        ({"start": lambda f: f["year"]}, {}, "two values of 'start'"),
        ({"year": 1}, {}, "two rows for unit 0, year 1"),
        ({}, {"control": "never"}, "Did you mean 'never_treated'"),
        ({"x": lambda f: (f["start"] > 0) + 0.01 * f["unit"]}, {"covariates": ["x"]}, "apart"),
    ],
)
def test_what_has_no_comparison_is_refused(change, arguments, words):
    with pytest.raises(MethodError, match=words):
        staggered_effects(staggered(1).assign(**change), "y", first_treated="start", unit="unit", **arguments)


def test_units_that_cannot_count_are_counted():
    frame = staggered(2)
    frame.loc[frame["unit"] == 1, "start"] = 1
    frame = frame.drop(frame.index[(frame["unit"] == 2) & (frame["year"] == 4)])
    found = staggered_effects(frame, "y", first_treated="start", unit="unit")
    assert found.left_out_count == 2
    assert (found.treated_count, found.control_count) == (18, 10)


@pytest.mark.parametrize("never", [np.inf, np.nan, 99, 0])
def test_never_can_be_written_in_several_ways(never):
    frame = staggered(4)
    plain = staggered_effects(frame, "y", first_treated="start", unit="unit")
    frame["start"] = frame["start"].where(frame["start"] > 0, never)
    other = staggered_effects(frame, "y", first_treated="start", unit="unit")
    assert (other.estimate, other.control_count) == (plain.estimate, 10)


def test_a_group_of_few_units_is_told():
    frame = staggered(3)
    frame.loc[(frame["start"] == 5) & (frame["unit"] > 10), "start"] = 0
    found = staggered_effects(frame, "y", first_treated="start", unit="unit")
    assert "5 (3)" in found.cautions[0]
