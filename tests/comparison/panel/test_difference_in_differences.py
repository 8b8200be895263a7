import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.comparison.change.groups import group_difference
from analysis.comparison.panel.difference_in_differences import difference_in_differences
from analysis.comparison.panel.event_study import event_study, pretest_power
from analysis.comparison.panel.honest_bounds import honest_bounds
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "did_card_krueger"


@pytest.fixture(scope="module")
def stores():
    return pd.read_csv(GOLDEN / "data.csv")


@pytest.fixture(scope="module")
def golden():
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


def test_card_and_krueger_table_3(stores, golden):
    found = difference_in_differences(stores, "fte", group="nj", post="d")
    expected, absolute = golden["expected"], golden["tolerance"]["abs"]
    assert found.estimate == pytest.approx(expected["did"], abs=absolute)
    assert found.standard_error == pytest.approx(expected["did_se_if_waves_independent"], abs=absolute)
    assert found.cells["mean"].tolist() == pytest.approx(list(expected["means"].values()), abs=absolute)
    assert found.cells["standard_error"].tolist() == pytest.approx(
        list(expected["se"].values()), abs=absolute
    )
    # The article subtracts rounded means of other subsamples: 2.76.
    assert found.estimate == pytest.approx(
        expected["published_2dp"]["did"], abs=golden["tolerance"]["published"]
    )
    assert "no design-based p-value below 1/2" in found.cautions[-1]


def test_card_and_krueger_stores_seen_twice(stores, golden):
    found = difference_in_differences(stores, "fte", group="nj", post="d", unit="id", balanced=True)
    expected = golden["expected"]
    assert found.units_count == expected["n_balanced"]
    assert found.estimate == pytest.approx(expected["balanced_change_did"], abs=1e-6)
    # Clustered by store (CR1) where the case has Welch's error: 1.337 and 1.342, both printed as 1.34.
    assert round(found.standard_error, 2) == expected["published_2dp"]["balanced_se"]
    wide = stores.pivot(index="id", columns="d", values="fte").dropna()
    change = pd.DataFrame(
        {
            "region_code": wide.index.astype(str),
            "before_mean": wide[0].to_numpy(),
            "change": wide[1] - wide[0],
        }
    )
    members = stores.loc[stores["nj"] == 1, "id"].astype(str)
    welch = group_difference(change, set(members))
    assert welch.standard_error == pytest.approx(expected["balanced_change_did_se"], abs=1e-6)
    assert found.standard_error == pytest.approx(welch.standard_error, rel=0.005)


def toy():
    rows = [("a", 1, 0, 0, 5.0), ("a", 2, 0, 1, 6), ("b", 1, 0, 0, 7), ("b", 2, 0, 1, 10)]
    rows += [("c", 1, 1, 0, 4), ("c", 2, 1, 1, 9), ("d", 1, 1, 0, 2), ("d", 2, 1, 1, 9)]
    return pd.DataFrame(rows, columns=["unit", "year", "group", "post", "y"])


def test_four_means_by_hand():
    # Others: 6 to 8; group: 3 to 9. Changes 1, 3 and 5, 7: variance 2 each, error sqrt(2/2 + 2/2).
    options = {"group": "group", "post": "post"}
    found = difference_in_differences(toy(), "y", **options)
    panel = difference_in_differences(toy(), "y", unit="unit", time="year", small_sample=False, **options)
    assert found.estimate == 4
    assert panel.estimate == pytest.approx(4)
    # HC0 of the changes: sum of squares within the groups over squared counts, sqrt(2/4 + 2/4).
    assert panel.standard_error == pytest.approx(1)
    assert panel.freedom == 3 and panel.treated_clusters_count == 2
    assert any("2 of 4 clusters are treated" in caution for caution in panel.cautions)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(-30, 30))
def test_a_planted_effect_moves_the_estimate_by_itself(seed, effect):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame([(i, t) for i in range(10) for t in range(4)], columns=["unit", "year"])
    frame["group"], frame["post"] = (frame["unit"] < 4).astype(int), (frame["year"] > 1).astype(int)
    frame["y"] = generator.normal(size=40)
    options = {"group": "group", "post": "post", "unit": "unit", "time": "year"}
    first = difference_in_differences(frame, "y", **options)
    planted = frame.assign(y=frame["y"] + effect * frame["group"] * frame["post"] + 5 * frame["group"])
    second = difference_in_differences(planted, "y", **options)
    assert second.estimate == pytest.approx(first.estimate + effect, abs=1e-9)
    assert second.standard_error == pytest.approx(first.standard_error, abs=1e-9)
    means = frame.groupby(["group", "post"])["y"].mean()
    assert first.estimate == pytest.approx(means[1, 1] - means[1, 0] - means[0, 1] + means[0, 0])


def test_the_size_is_right_under_the_null():
    generator = np.random.default_rng(5)
    frame = pd.DataFrame([(i, t) for i in range(40) for t in range(2)], columns=["unit", "post"])
    frame["group"] = (frame["unit"] < 20).astype(int)
    rejected = 0
    for _ in range(150):
        frame["y"] = generator.normal(size=80)
        rejected += (
            difference_in_differences(frame, "y", group="group", post="post", unit="unit").p_value < 0.1
        )
    # Ten percent of 150 with a simulation error of 0.025: three of them.
    assert rejected / 150 == pytest.approx(0.1, abs=0.075)


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"group": 1}, {}, "'group' is 1 in every row"),
        ({"group": 0}, {}, "'group' is 0 in every row"),
        ({"post": 2}, {}, "it must be 0 or 1"),
        ({"unit": "a"}, {"unit": "unit"}, "two rows for unit a"),
        ({"group": [0, 1, 0, 0, 1, 1, 1, 1]}, {"unit": "unit", "time": "year"}, "A unit changes"),
        ({"post": [0, 1, 0, 1, 0, 1, 1, 1]}, {"unit": "unit", "time": "year"}, "period 1 is both"),
        ({}, {"balanced": True}, "needs the column of units"),
        ({}, {"cluster": "year", "unit": "unit", "time": "year"}, "two clusters"),
        ({"y": [1, 2, np.nan, np.nan, 3, 4, 5, 6]}, {}, "two rows or more"),
    ],
)
def test_what_has_no_contrast_is_refused(change, arguments, words):
    with pytest.raises(MethodError, match=words):
        difference_in_differences(
            toy().assign(**change), "y", **({"group": "group", "post": "post"} | arguments)
        )


@pytest.fixture(scope="module")
def study():
    generator = np.random.default_rng(7)
    frame = pd.DataFrame([(i, t) for i in range(60) for t in range(2000, 2008)], columns=["unit", "year"])
    frame["group"] = (frame["unit"] < 25).astype(int)
    frame["y"] = generator.normal(size=len(frame)) + 2.0 * frame["group"] * (frame["year"] >= 2005)
    return frame, event_study(frame, "y", group="group", first_treated=2005, unit="unit")


def test_event_study_gaps_are_differences_of_means(study):
    frame, found = study
    gap = frame.groupby(["year", "group"])["y"].mean().unstack()
    expected = (gap[1] - gap[0]) - (gap[1] - gap[0])[2004]
    np.testing.assert_allclose(found.effects.set_index("period")["estimate"], expected, atol=1e-12)
    assert found.average_after == pytest.approx(expected.loc[2005:].mean())
    assert found.effects["event_time"].tolist() == list(range(-5, 3))
    assert found.pre_count == 4


def test_the_pretest_finds_the_trend_it_promises_to_find():
    # Two groups of 20 with unit variance: the gaps have covariance 0.1 (I + J), and a line over (-3, -2, -1)
    # gives the noncentrality 50 slope**2; F(3, 39) at 5 percent has 80 percent power at 11.9.
    generator = np.random.default_rng(3)
    base = pd.DataFrame([(i, t) for i in range(40) for t in range(5)], columns=["unit", "year"])
    base["group"] = (base["unit"] < 20).astype(int)
    slope, repeats = np.sqrt(11.9 / 50), 100
    fits = []
    for _ in range(repeats):
        frame = base.assign(y=generator.normal(size=200) + slope * base["group"] * base["year"])
        fits.append(event_study(frame, "y", group="group", first_treated=4, unit="unit"))
    # Both within the noise of 100 repeats; the covariance is estimated.
    assert np.mean([pretest_power(one).slope for one in fits]) == pytest.approx(slope, rel=0.05)
    assert np.mean([one.pre_p_value < 0.05 for one in fits]) == pytest.approx(0.8, abs=0.15)
    first = fits[0]
    power = pretest_power(first)
    # Event time 0 lies one step from the reference; a straight trend adds one slope there.
    assert power.bias == pytest.approx(power.slope)


def test_smoothness_zero_is_the_straight_line_by_generalised_least_squares(study):
    _, found = study
    bounds = honest_bounds(found, (0.0, 1.0), restriction="smoothness")
    shown = found.effects.dropna(subset=["standard_error"])
    steps = shown["event_time"].to_numpy(float)
    design = np.column_stack([steps + 1, *(steps == at for at in (0, 1, 2))]).astype(float)
    weight = np.linalg.inv(found.covariance)
    spread = np.linalg.inv(design.T @ weight @ design)
    line = spread @ design.T @ weight @ shown["estimate"].to_numpy()
    mean = np.array([0, 1, 1, 1]) / 3
    half = stats.norm.ppf(0.975) * np.sqrt(mean @ spread @ mean)
    row = bounds.table.iloc[0]
    # The library searches the optimal interval numerically.
    assert row["interval_low"] == pytest.approx(mean @ line - half, abs=1e-4)
    assert row["interval_high"] == pytest.approx(mean @ line + half, abs=1e-4)
    assert (bounds.table["interval_high"].diff().dropna() > 0).all()


def test_relative_departures_widen_from_the_plain_interval(study):
    _, found = study
    bounds = honest_bounds(found, (0.0, 0.5, 1.0, 8.0))
    assert bounds.table["bound_low"].iloc[0] == pytest.approx(found.average_after, abs=1e-6)
    assert (bounds.table["interval_low"].diff().dropna() < 0).all()
    assert bounds.breakdown == 8
    assert "too narrow" in bounds.cautions[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"first_treated": 2000}, "not one of the later periods"),
        ({"reference": 2006}, "must be observed before 2005"),
        ({"reference": 1990}, "must be observed before 2005"),
        ({"cluster": "group"}, "cannot be tested jointly"),
        ({"group": "year"}, "it must be 0 or 1"),
    ],
)
def test_event_study_refuses(study, arguments, words):
    frame, _ = study
    with pytest.raises(MethodError, match=words):
        event_study(frame, "y", **({"group": "group", "first_treated": 2005, "unit": "unit"} | arguments))


def test_one_period_before_has_no_pretest(study):
    frame, _ = study
    found = event_study(frame.loc[frame["year"] >= 2004], "y", group="group", first_treated=2005, unit="unit")
    assert np.isnan(found.pre_p_value)
    with pytest.raises(MethodError, match="nothing tests the trend"):
        pretest_power(found)
    with pytest.raises(MethodError, match="no departure can be gauged"):
        honest_bounds(found)
    with pytest.raises(MethodError, match="none of them negative"):
        honest_bounds(found, ())
