import json
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.change.permutation import permutation_p
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.comparison.randomisation.power import smallest_detectable_effect
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "randomization_darwin_tea"


@pytest.mark.parametrize("statistic", ["studentised", "coefficient"])
def test_darwins_maize_as_fisher_counted_it(statistic):
    golden = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))["expected"]["darwin"]
    plants = pd.read_csv(GOLDEN / "data.csv").melt("pair", var_name="kind", value_name="height")
    plants["crossed"] = (plants["kind"] == "cross").astype(int)
    options = {"strata": "pair", "statistic": statistic}
    both = randomisation_inference(plants, "height", "crossed", **options)
    one = randomisation_inference(plants, "height", "crossed", alternative="greater", **options)
    assert both.exact and both.draws == golden["n_sign_assignments"]
    assert one.count_as_extreme == golden["n_as_or_more_extreme_one_sided"]
    # Tolerance of the golden case: shares of whole numbers.
    assert one.p_value == pytest.approx(golden["p_one_sided"], abs=1e-12)
    assert both.p_value == pytest.approx(golden["p_two_sided"], abs=1e-12)
    assert both.estimate == pytest.approx(golden["sum_of_differences_eighths"] / 8 / 15)
    # The interval contains zero because p is above five percent, but barely.
    assert -0.5 < both.interval_low < 0 < both.interval_high and one.interval_high == np.inf


def test_the_lady_tasting_tea():
    cups = pd.DataFrame({"says": [1, 1, 1, 1, 0, 0, 0, 0], "milk": [1, 1, 1, 1, 0, 0, 0, 0]})
    found = randomisation_inference(cups, "says", "milk", statistic="coefficient", alternative="greater")
    assert found.p_value == pytest.approx(1 / 70) == found.smallest_attainable_p


def units(seed, count=12, treated=4):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({"y": generator.normal(size=count), "x": generator.normal(size=count)})
    frame["d"] = (np.arange(count) < treated).astype(int)
    return frame


@pytest.mark.parametrize("statistic", ["studentised", "coefficient"])
def test_enumeration_agrees_with_refitting_every_assignment_in_statsmodels(statistic):
    frame = units(2, 9, 3)
    found = randomisation_inference(frame, "y", "d", covariates=["x"], statistic=statistic)
    values = []
    for group in combinations(range(9), 3):
        design = np.column_stack([np.ones(9), frame["x"], np.isin(np.arange(9), group)]).astype(float)
        fit = sm.OLS(frame["y"].to_numpy(), design).fit(cov_type="HC2")
        values.append(fit.tvalues[-1] if statistic == "studentised" else fit.params[-1])
        if group == (0, 1, 2):
            assert found.estimate == pytest.approx(fit.params[-1])
            assert found.standard_error == pytest.approx(fit.bse[-1])
    expected = np.mean(np.abs(values) >= abs(values[0]) - 1e-9)
    assert found.exact and found.p_value == pytest.approx(expected)


def test_strata_whose_means_are_taken_out_agree_with_dummies():
    frame = units(3, 14, 0)
    frame["s"] = list("aaaaabbbbbcccc")
    frame["d"] = [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    found = randomisation_inference(frame, "y", "d", strata="s", within_strata=True, covariates=["x"])
    kept = frame.iloc[:10]
    design = np.column_stack([pd.get_dummies(kept["s"], dtype=float), kept["x"], kept["d"]])
    fit = sm.OLS(kept["y"].to_numpy(), design).fit(cov_type="HC2")
    assert found.estimate == pytest.approx(fit.params[-1])
    assert found.standard_error == pytest.approx(fit.bse[-1])
    assert (found.draws, found.left_out_count, found.control_count) == (50, 4, 7)
    across = randomisation_inference(frame, "y", "d", strata="s")
    assert across.control_count == 11 and "1 of 3 strata" in across.cautions[0]


def test_the_coefficient_test_is_that_of_permutation_p():
    frame = units(4, 40, 6)
    table = pd.DataFrame({"region_code": [f"{1100 + i}" for i in range(40)], "change": frame["y"]})
    table["before_mean"] = frame["x"]
    old = permutation_p(table, list(table["region_code"][:6]), draws=500, seed=3, degree=1)
    new = randomisation_inference(
        frame, "y", "d", covariates=["x"], statistic="coefficient", draws=500, seed=3
    )
    assert (new.p_value, new.count_as_extreme) == (old.p_value, old.count_as_extreme)
    assert new.estimate == pytest.approx(old.observed)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-9, 9), st.floats(0.1, 9))
def test_shift_and_scale_carry_through(seed, effect, factor):
    frame = units(seed, 10, 4)
    first = randomisation_inference(frame, "y", "d")
    moved = frame.assign(y=factor * frame["y"] + 3)
    other = randomisation_inference(moved, "y", "d")
    assert other.p_value == first.p_value
    assert other.interval_low == pytest.approx(factor * first.interval_low, abs=1e-3 * factor)
    planted = randomisation_inference(frame.assign(y=frame["y"] + effect * frame["d"]), "y", "d")
    # The ends are found to a 100,000th of a step.
    assert planted.interval_low == pytest.approx(first.interval_low + effect, abs=2e-3)
    assert planted.interval_high == pytest.approx(first.interval_high + effect, abs=2e-3)


def test_the_ends_of_the_interval_are_where_the_test_turns():
    frame = units(6)
    found = randomisation_inference(frame, "y", "d")
    for end, inward in ((found.interval_low, 1), (found.interval_high, -1)):
        for nudge, rejected in ((0.01, False), (-0.01, True)):
            other = frame.assign(y=frame["y"] - (end + inward * nudge) * frame["d"])
            assert (randomisation_inference(other, "y", "d").p_value <= 0.05) == rejected


def test_the_size_is_right_and_the_interval_covers_under_the_null():
    rejected = covered = 0
    for seed in range(200):
        found = randomisation_inference(units(seed, 24, 6), "y", "d", draws=199, level=0.9, covariates=["x"])
        rejected += found.p_value <= 0.1
        covered += found.interval_low <= 0 <= found.interval_high
    # Ten percent of 200 with a simulation error of 0.021: three of them.
    assert rejected / 200 == pytest.approx(0.1, abs=0.064)
    # The same test from its other side; bisection may differ at the very edge.
    assert covered + rejected == pytest.approx(200, abs=2)


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"d": 1}, {}, "'d' is 1 in every row"),
        ({"d": 0}, {}, "'d' is 0 in every row"),
        ({"d": [1] + [0] * 11}, {}, "use the synthetic control"),
        ({"y": 3.0}, {}, "nothing to explain"),
        ({"x": 3.0}, {"covariates": ["x"]}, "covariate 'x' is 3 in every row"),
        ({"x": lambda f: f["d"]}, {"covariates": ["x"]}, "cannot be told apart"),
        ({"z": lambda f: f["x"]}, {"covariates": ["x", "z"]}, "repeat each other"),
        ({"s": lambda f: f["d"].astype(str)}, {"strata": "s"}, "wider strata"),
        ({}, {"within_strata": True}, "needs the column of strata"),
        ({}, {"draws": 0}, "at least one is needed"),
        ({}, {"statistic": "studentized"}, "Did you mean 'studentised'"),
        ({}, {"alternative": "larger"}, "two-sided, greater, less"),
        ({}, {"level": 1}, "level is 1"),
        ({"y": np.nan}, {}, "No row has a value"),
        ({}, {"covariates": ["w"]}, "column 'w' is not in the frame"),
    ],
)
def test_what_has_no_contrast_is_refused(change, arguments, words):
    with pytest.raises(MethodError, match=words):
        randomisation_inference(units(1).assign(**change), "y", "d", **arguments)


def test_a_design_that_can_never_reject_says_so():
    found = randomisation_inference(units(1, 4, 2), "y", "d")
    assert found.smallest_attainable_p == pytest.approx(1 / 6)
    assert (found.interval_low, found.interval_high) == (-np.inf, np.inf)
    assert "cannot reach 0.05" in found.cautions[0]
    with pytest.raises(MethodError, match="must lie between"):
        smallest_detectable_effect(units(1), "y", "d", power=0.01)


def test_the_callers_frame_is_not_changed():
    frame = units(8)
    before = frame.copy()
    randomisation_inference(frame, "y", "d", covariates=["x"], draws=50)
    pd.testing.assert_frame_equal(frame, before)


def test_power_agrees_with_running_the_test_itself():
    frame = units(11, 30, 10)
    found = smallest_detectable_effect(frame, "y", "d", covariates=["x"], simulations=300, draws=499, seed=2)
    generator = np.random.default_rng(5)
    own = randomisation_inference(frame, "y", "d", covariates=["x"], draws=99)
    quiet = frame["y"] - own.estimate * frame["d"]
    rejected = 0
    for _ in range(150):
        treated = np.isin(np.arange(30), generator.permutation(30)[:10]).astype(int)
        other = frame.assign(y=quiet + found.effect * treated, d=treated)
        rejected += randomisation_inference(other, "y", "d", covariates=["x"], draws=199).p_value <= 0.05
    # Two simulations of 0.8, errors 0.033 and 0.023: three of their joint error.
    assert rejected / 150 == pytest.approx(found.power, abs=0.12)
    assert found.power == pytest.approx(0.8, abs=0.01)
    assert found.size == pytest.approx(0.05, abs=4 * found.size_error)
    assert found.curve["power"].is_monotonic_increasing and found.curve["effect"].iloc[0] == 0


def test_power_by_the_normal_approximation():
    frame = units(12, 400, 100)
    found = smallest_detectable_effect(frame, "y", "d", simulations=400, draws=399, seed=1)
    residual = frame["y"] - frame.groupby("d")["y"].transform("mean")
    expected = (1.96 + 0.84) * residual.std() * np.sqrt(1 / 100 + 1 / 300)
    # Monte Carlo: the curve rises by 0.1 of power for a tenth of the effect.
    assert found.effect == pytest.approx(expected, rel=0.1)
    assert found.effect_in_sd == pytest.approx(found.effect / residual.std(), rel=0.01)


def test_thousands_of_draws_take_seconds():
    frame = units(13, 514, 20).join(
        pd.DataFrame(np.random.default_rng(1).normal(size=(514, 5))).add_prefix("z")
    )
    start = time.process_time()
    found = randomisation_inference(
        frame, "y", "d", covariates=["x", "z0", "z1", "z2", "z3", "z4"], draws=20_000
    )
    # Measured 0.3 s of processor time; ten leave room for a slow and shared machine.
    assert time.process_time() - start < 10
    assert found.draws == 20_000
