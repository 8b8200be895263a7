import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.comparison.synthetic.control import synthetic_control
from analysis.comparison.synthetic.difference_in_differences import synthetic_difference_in_differences
from analysis.comparison.synthetic.placebos import leave_one_donor_out, placebo_in_time, placebos_in_space
from analysis.comparison.synthetic.simplex import simplex_weights
from analysis.comparison.synthetic.subject import Predictor
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "synth_prop99"
PREDICTORS = [
    Predictor("lnincome", 1980, 1988),
    Predictor("age15to24", 1980, 1988),
    Predictor("retprice", 1980, 1988),
    Predictor("beer", 1984, 1988),
    Predictor("cigsale", 1988, 1988),
    Predictor("cigsale", 1980, 1980),
    Predictor("cigsale", 1975, 1975),
]
CALIFORNIA = {"treated_unit": "California", "first_treated": 1989, "unit": "state"}


@pytest.fixture(scope="module")
def states():
    return pd.read_csv(GOLDEN / "data.csv")


@pytest.fixture(scope="module")
def golden():
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def california(states):
    return synthetic_control(states, "cigsale", predictors=PREDICTORS, **CALIFORNIA)


def test_proposition_99_as_published_with_a_better_fit(california, golden):
    expected, tolerance = golden["expected"], golden["tolerance"]
    # The fit first: weights are unique given the predictors' importance, but that is not unique.
    assert california.pre_mspe <= expected["pre_mspe_1970_1988"]
    assert california.lowest_pre_mspe < california.pre_mspe
    weights = california.weights.set_index("unit")["weight"]
    for state, weight in expected["weights_published_3dp"].items():
        assert weights[state] == pytest.approx(weight, abs=tolerance["weights"])
    gap = california.path.set_index("period")["gap"]
    assert gap[2000] == pytest.approx(expected["gap_2000"], abs=tolerance["gap_2000"])
    donors = california.predictors["donors_mean"]
    # Printed to three decimals by the R package.
    assert donors.tolist() == pytest.approx(
        [row["Sample.Mean"] for row in expected["predictor_balance"]], abs=6e-4
    )
    assert california.starts_agreeing >= 2 and not california.cautions


def test_the_published_weights_fit_no_better(states, golden, california):
    wide = states.pivot(index="year", columns="state", values="cigsale").loc[1970:1988]
    published = pd.Series(golden["expected"]["weights_published_3dp"])
    error = ((wide["California"] - wide[published.index] @ published) ** 2).mean()
    assert california.pre_mspe <= error


def test_california_has_the_largest_ratio_of_39(states):
    found = placebos_in_space(
        states,
        "cigsale",
        treated_units=["California"],
        first_treated=1989,
        unit="state",
        predictors=PREDICTORS,
        starts=3,
    )
    one = found.units.loc[found.units["treated"]].iloc[0]
    # Published: no other state comes near, p = 1 / 39 = 0.026, and a ratio of about 130.
    assert (one["rank"], one["p_value"]) == (1, pytest.approx(1 / 39))
    assert one["mspe_ratio"] == pytest.approx(130, rel=0.03)
    assert found.smallest_attainable_p == pytest.approx(1 / 39) and found.donors_count == 38


def test_synthetic_difference_in_differences_of_proposition_99(states):
    found = synthetic_difference_in_differences(
        states, "cigsale", treated_units=["California"], first_treated=1989, unit="state", placebos=40
    )
    # Arkhangelsky et al. (2021), Table 1: -15.6.
    assert found.estimate == pytest.approx(-15.6, abs=0.05)
    assert found.unit_weights["weight"].sum() == pytest.approx(1)
    assert found.time_weights["weight"].sum() == pytest.approx(1)
    wide = states.pivot(index="state", columns="year", values="cigsale")
    donors = found.unit_weights.set_index("unit")["weight"]
    times = found.time_weights.set_index("period")["weight"]
    after = [year for year in wide if year >= 1989]
    change = wide[after].mean(axis=1) - wide[times.index] @ times
    # The estimate is the weighted difference of differences, computed from the weights shown.
    assert found.estimate == pytest.approx(change["California"] - change[donors.index] @ donors)
    # Forty placebos, but only 38 donors to choose one from.
    assert found.p_value >= 1 / 39 == found.smallest_attainable_p
    assert found.donors_count == 38 and found.standard_error > 0


def test_weights_by_hand():
    # A target a quarter of the way from 0 to 4, and one beyond the last column.
    assert simplex_weights(np.array([1.0]), np.array([[0.0, 4.0]])).tolist() == pytest.approx([0.75, 0.25])
    assert simplex_weights(np.array([9.0]), np.array([[0.0, 4.0]])).tolist() == pytest.approx([0, 1])


@settings(max_examples=30)
@given(st.integers(0, 100_000), st.integers(1, 5), st.integers(2, 6))
def test_weights_are_the_best_on_the_simplex(seed, rows, columns):
    generator = np.random.default_rng(seed)
    target, parts = generator.normal(size=rows), generator.normal(size=(rows, columns))
    weights = simplex_weights(target, parts)
    assert weights.min() >= 0 and weights.sum() == pytest.approx(1)

    def error(w):
        return float(((target - parts @ w) ** 2).sum())

    # A convex problem: no corner improves on it, and a general solver does no better.
    for corner in np.eye(columns):
        gradient = -2 * parts.T @ (target - parts @ weights)
        assert gradient @ (corner - weights) >= -1e-8
    other = minimize(
        error,
        np.full(columns, 1 / columns),
        method="SLSQP",
        bounds=[(0, 1)] * columns,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
    )
    assert error(weights) <= other.fun + 1e-6


def world(seed=0, units=12, periods=10, effect=0.0):
    generator = np.random.default_rng(seed)
    factors = generator.normal(size=(units, 2)) @ generator.normal(size=(2, periods)).cumsum(axis=1)
    values = factors + 0.1 * generator.normal(size=(units, periods))
    rows = [(f"u{i:02d}", t, values[i, t]) for i in range(units) for t in range(periods)]
    frame = pd.DataFrame(rows, columns=["unit", "year", "y"])
    frame["x"] = frame["unit"].str[1:].astype(float)
    frame.loc[(frame["unit"] == "u00") & (frame["year"] >= 7), "y"] += effect
    return frame


ONE = {"treated_unit": "u00", "first_treated": 7, "unit": "unit"}


def test_a_mixture_of_two_donors_is_found_and_the_effect_with_it():
    frame = world()
    wide = frame.pivot(index="unit", columns="year", values="y")
    planted = 0.3 * wide.loc["u04"] + 0.7 * wide.loc["u09"]
    frame.loc[frame["unit"] == "u00", "y"] = (planted + 2.0 * (planted.index >= 7)).to_numpy()
    found = synthetic_control(frame, "y", **ONE)
    weights = found.weights.set_index("unit")["weight"]
    # Solver's rounding.
    assert weights["u09"] == pytest.approx(0.7, abs=1e-6) and weights["u04"] == pytest.approx(0.3, abs=1e-6)
    assert found.average_gap == pytest.approx(2)
    assert found.pre_mspe == pytest.approx(0, abs=1e-10)
    several = leave_one_donor_out(frame, "y", **ONE)
    assert several["left_out"].tolist() == ["", "u09", "u04"]
    assert (several["pre_mspe"].iloc[1:] > found.pre_mspe).all()


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(-20, 20))
def test_an_effect_after_moves_the_gap_only(seed, effect):
    plain = synthetic_control(world(seed), "y", **ONE)
    moved = synthetic_control(world(seed, effect=effect), "y", **ONE)
    assert moved.average_gap == pytest.approx(plain.average_gap + effect, abs=1e-9)
    assert moved.pre_mspe == pytest.approx(plain.pre_mspe) == plain.lowest_pre_mspe


def test_the_rank_is_uniform_when_nothing_happened():
    ranks = [
        placebos_in_space(world(seed), "y", treated_units=["u00"], first_treated=7, unit="unit").units[
            "rank"
        ][0]
        for seed in range(40)
    ]
    # Ranks 1 to 12, mean 6.5 and standard deviation 3.45: three simulation errors of 0.55.
    assert np.mean(ranks) == pytest.approx(6.5, abs=1.65)
    assert np.mean([rank == 1 for rank in ranks]) < 0.2


def test_placebos_of_several_treated_units_share_their_donors():
    found = placebos_in_space(world(3), "y", treated_units=["u00", "u05"], first_treated=7, unit="unit")
    assert found.units["treated"].sum() == 2 and found.donors_count == 10
    alone = synthetic_control(
        world(3), "y", donors=[f"u{i:02d}" for i in range(12) if i not in (0, 5)], **ONE
    )
    assert found.units["average_gap"][0] == pytest.approx(alone.average_gap)
    assert found.gaps.shape == (12, 10)
    assert "the smallest p-value possible is 0.0909" in found.cautions[0]


def test_more_donors_than_periods_fit_perfectly_and_say_so():
    frame = world(8, units=40).query("year >= 4")
    found = placebos_in_space(frame, "y", treated_units=["u00"], first_treated=7, unit="unit")
    one = synthetic_control(frame, "y", **ONE)
    perfect = found.units["pre_mspe"] == 0
    assert perfect.any() and found.units.loc[perfect, "mspe_ratio"].eq(np.inf).all()
    assert f"{perfect.sum()} of 40 synthetic controls fit perfectly" in found.cautions[0]
    assert (one.pre_mspe == 0) == any("several mixtures" in caution for caution in one.cautions)
    gaps = found.units["average_gap"].abs()
    assert found.units["gap_p_value"][0] == pytest.approx((gaps >= gaps[0]).mean())


def test_a_made_up_date_uses_earlier_years_only():
    found = placebo_in_time(world(4, effect=50), "y", placebo_time=4, **ONE)
    assert found.path["period"].max() == 6 and abs(found.average_gap) < 10
    with pytest.raises(MethodError, match="must lie before 7"):
        placebo_in_time(world(), "y", placebo_time=7, **ONE)


def test_a_unit_out_of_reach_is_told():
    frame = world(5)
    frame.loc[frame["unit"] == "u00", "y"] += 100
    found = synthetic_control(frame, "y", **ONE)
    assert not found.predictors["inside"].any()
    assert "outside the range" in found.cautions[0] and "cannot be read as an effect" in found.cautions[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"treated_unit": "u99"}, "'u99' is unknown"),
        ({"donors": ["u01"]}, "1 donors are left"),
        ({"donors": ["u00", "u01"]}, "its own donor"),
        ({"donors": ["u01", "u77"]}, "'u77' is unknown"),
        ({"first_treated": 1}, "leaves 1 periods before"),
        ({"first_treated": 99}, "and 0 after"),
        ({"predictors": [Predictor("x", 5, 8)]}, "reaches into the treated"),
        ({"predictors": [Predictor("x", -9, -8)]}, "no value in those"),
        ({"predictors": [Predictor("year", 1, 2)]}, "same for all units"),
        ({"predictors": [Predictor("z", 1, 2)]}, "'z' is not in the frame"),
        ({"fit_periods": (6, 6)}, "hold 1 before"),
    ],
)
def test_what_has_no_synthetic_control_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        synthetic_control(world(), "y", **(ONE | arguments))


def test_repeated_and_incomplete_units():
    frame = world()
    with pytest.raises(MethodError, match="two rows for unit u00, year 0"):
        synthetic_control(pd.concat([frame, frame.head(1)]), "y", **ONE)
    frame.loc[frame["unit"] == "u03", "y"] = np.nan
    assert synthetic_control(frame, "y", **ONE).left_out == ("u03",)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"treated_units": []}, "at least one treated"),
        ({"treated_units": ["u99"]}, "'u99' is unknown"),
        ({"treated_units": [f"u{i:02d}" for i in range(7)]}, "more donors than treated"),
        ({"first_treated": 0}, "leaves 0 periods before"),
        ({"placebos": 1}, "give no error"),
    ],
)
def test_what_has_no_synthetic_difference_is_refused(arguments, words):
    usual = {"treated_units": ["u00"], "first_treated": 7, "unit": "unit"}
    with pytest.raises(MethodError, match=words):
        synthetic_difference_in_differences(world(), "y", **(usual | arguments))


def test_synthetic_difference_in_differences_of_planted_effects():
    frame = world(6, effect=5.0)
    usual = {"treated_units": ["u00"], "first_treated": 7, "unit": "unit", "placebos": 20}
    plain = synthetic_difference_in_differences(world(6), "y", **usual)
    moved = synthetic_difference_in_differences(frame, "y", **usual)
    assert moved.estimate == pytest.approx(plain.estimate + 5)
    only = synthetic_difference_in_differences(frame, "y", donors=["u01", "u02", "u03"], **usual)
    assert sorted(only.unit_weights["unit"]) == ["u01", "u02", "u03"]
