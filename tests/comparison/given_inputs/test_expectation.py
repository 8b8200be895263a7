import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.given_inputs.deviant import coverage_by, deviant_cases, residual_ranks, unit_means
from analysis.comparison.given_inputs.expectation import METHODS, expected_outcome
from analysis.comparison.given_inputs.leave_out import (
    leave_out_fold_pairs,
    leave_out_neighbours,
    leave_out_regression,
    quantile_fit,
)
from analysis.errors import MethodError


def made(seed=0, size=40, slope=1.0, noise=1.0):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(size, 2)), columns=["a", "b"], index=[f"u{i}" for i in range(size)])
    return frame.assign(y=slope * frame["a"] + noise * rng.normal(size=size))


def refitted(frame, without):
    kept = frame.drop(index=list(without))
    fit = sm.OLS(kept["y"], sm.add_constant(kept[["a", "b"]])).fit()
    return fit.predict(sm.add_constant(frame[["a", "b"]]))


def test_left_out_regression_equals_refitting_without_each_pair():
    frame = made(size=12)
    left = leave_out_regression(frame["y"].to_numpy(), frame[["a", "b"]])
    for i, one in enumerate(frame.index):
        assert left.alone[i] == pytest.approx(refitted(frame, [one])[one])
        for j, other in enumerate(frame.index):
            if i != j:
                fitted = refitted(frame, [one, other])
                assert left.expected[i, j] == pytest.approx(fitted[one])
                assert left.other_residual[i, j] == pytest.approx(frame.at[other, "y"] - fitted[other])


def test_studentised_residuals_are_those_of_statsmodels():
    frame = made()
    fit = sm.OLS(frame["y"], sm.add_constant(frame[["a", "b"]])).fit()
    found = expected_outcome(frame, "y", ["a", "b"])
    external = fit.get_influence().resid_studentized_external
    np.testing.assert_allclose(found.units["studentised_residual"], external)
    assert found.degrees_of_freedom == fit.df_resid - 1


def test_left_out_neighbours_by_hand():
    inputs = pd.DataFrame({"a": [0.0, 1, 2.1, 9]})
    left = leave_out_neighbours(np.array([1.0, 2, 4, 8]), inputs, 2)
    # Of the first: 2 and 4; without the second: 4 and 8; without the last still 2 and 4.
    assert left.alone[0] == 3
    assert left.expected[0, 1] == 6 and left.expected[0, 3] == 3
    assert left.other_residual[1, 0] == 1 - 3 or left.other_residual[1, 0] == 1 - left.expected[0, 1]


def test_left_out_neighbours_equal_looking_again():
    frame = made(size=15)
    inputs, y, k = frame[["a", "b"]], frame["y"].to_numpy(), 4
    z = ((inputs - inputs.mean()) / inputs.std(ddof=0)).to_numpy()
    left = leave_out_neighbours(y, inputs, k)
    for i in range(15):
        for j in range(15):
            if i == j:
                continue
            others = [m for m in range(15) if m not in (i, j)]
            near = sorted(others, key=lambda m, i=i: np.linalg.norm(z[m] - z[i]))[:k]
            assert left.expected[i, j] == pytest.approx(y[near].mean())


def test_a_quantile_regression_is_the_smallest_check_loss():
    frame = made(size=80)
    design, y = sm.add_constant(frame[["a", "b"]]).to_numpy(), frame["y"].to_numpy()
    for quantile in (0.25, 0.5, 0.9):
        ours = quantile_fit(y, design, quantile)
        # statsmodels iterates to 1e-6.
        theirs = sm.QuantReg(y, design).fit(quantile, max_iter=2000).params
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_folds_leave_out_both_units():
    frame = made(size=12)
    left = leave_out_fold_pairs(frame["y"].to_numpy(), frame[["a", "b"]], 0.5, 12, 1)
    design = sm.add_constant(frame[["a", "b"]]).to_numpy()
    params = quantile_fit(frame["y"].to_numpy()[2:], design[2:], 0.5)
    assert left.expected[0, 1] == pytest.approx(design[0] @ params)
    assert left.other_residual[1, 0] == pytest.approx(frame["y"].iloc[0] - design[0] @ params)


def test_the_interval_by_hand():
    frame = pd.DataFrame({"y": [0.0, 1, 2, 3, 10]})
    found = expected_outcome(frame, "y", [], level=0.5)
    # For the last: the mean of three of 0, 1, 2, 3 and the distance of the fourth to it, minus and plus:
    # 2 -+ 2, 5/3 -+ 2/3, 4/3 -+ 2/3, 1 -+ 2; lower ends 0, 1, 2/3, -1, the second smallest (0.5 x 5) is 0;
    # upper ends 4, 7/3, 2, 3, the third smallest is 3.
    last = found.units.iloc[4]
    assert (last["expected"], last["residual"]) == (1.5, 8.5)
    assert (last["interval_low"], last["interval_high"]) == (pytest.approx(0), pytest.approx(3))
    assert last["outside"] and last["p_conformal"] == 1 / 5


@pytest.mark.parametrize("method", METHODS)
def test_coverage_is_honest_whatever_the_shape(method):
    rng = np.random.default_rng(5)
    inside = []
    for seed in range(6):
        frame = made(seed, size=120)
        frame["y"] = frame["a"] + rng.standard_t(2, size=120) + rng.exponential(3, size=120)
        found = expected_outcome(frame, "y", ["a", "b"], method=method, folds=4)
        inside.append(found.covered)
        assert found.covered >= found.guaranteed
    # Nominal 0.9; units of one sample share their fit, so within 0.03 over six samples.
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_a_new_unit_is_covered_at_the_nominal_share():
    # Each sample judges one unit only, so the 200 answers are independent: three standard errors are 0.064.
    hits = [not expected_outcome(made(s, 25), "y", ["a", "b"]).units["outside"].iloc[0] for s in range(200)]
    assert np.mean(hits) == pytest.approx(0.9, abs=0.064)


def test_inputs_that_do_not_matter_explain_nothing():
    assert expected_outcome(made(1, 200, slope=0.0), "y", ["a", "b"]).explained < 0.03
    assert expected_outcome(made(1, 200, slope=5.0), "y", ["a", "b"]).explained > 0.9


@settings(max_examples=25)
@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-100, 100), st.randoms())
def test_units_of_measurement_and_row_order_do_not_matter(seed, factor, shift, random):
    frame = made(seed, 20)
    order = list(frame.index)
    random.shuffle(order)
    changed = frame.assign(a=frame["a"] * factor + shift).loc[order]
    for method in ("regression", "neighbours"):
        one = expected_outcome(frame, "y", ["a", "b"], method=method, neighbours=3).units
        other = expected_outcome(changed, "y", ["a", "b"], method=method, neighbours=3).units.loc[frame.index]
        np.testing.assert_allclose(
            one[["expected", "interval_low"]], other[["expected", "interval_low"]], atol=1e-5
        )


def test_a_quantile_has_that_share_below():
    found = expected_outcome(made(2, 300), "y", ["a", "b"], method="quantile", quantile=0.9)
    # Left-out predictions of 300 units: three binomial standard errors are 0.052.
    assert (found.units["residual"] < 0).mean() == pytest.approx(0.9, abs=0.052)
    assert np.isnan(found.explained)


def test_a_unit_without_the_outcome_is_named():
    frame = made()
    frame.loc["u3", "y"] = np.nan
    found = expected_outcome(frame, "y", ["a"])
    assert found.left_out == ("u3",) and "u3" not in found.units.index


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({}, {"method": "magic"}, "is not known"),
        ({}, {"level": 1.0}, "between 0 and 1"),
        ({}, {"inputs": ["y"]}, "also among the inputs"),
        ({}, {"inputs": [], "method": "neighbours"}, "at least one input"),
        ({"a": 1.0}, {}, "same in all"),
        ({"y": 1.0}, {}, "same in all"),
        ({"b": "text"}, {}, "finite numbers"),
        ({}, {"inputs": ["a", "z"]}, "'z' is not in"),
        ({}, {"method": "neighbours", "neighbours": 39}, "Between 1 and 38"),
        ({}, {"method": "quantile", "folds": 2}, "below three"),
    ],
)
def test_impossible_expectations_are_refused(change, arguments, words):
    frame = made().assign(**change)
    with pytest.raises(MethodError, match=words):
        expected_outcome(frame, "y", **({"inputs": ["a", "b"]} | arguments))


def test_inputs_that_rest_on_one_or_two_units_are_refused():
    for alone in (1, 2):
        frame = made().assign(b=[1.0] * alone + [0.0] * (40 - alone))
        with pytest.raises(MethodError, match="rests on"):
            expected_outcome(frame, "y", ["a", "b"])
    frame = made()
    with pytest.raises(MethodError, match="linear combination"):
        expected_outcome(frame.assign(c=frame["a"] + frame["b"]), "y", ["a", "b", "c"])


def test_a_planted_outlier_is_named_and_noise_is_not():
    frame = made(3)
    assert deviant_cases(expected_outcome(frame, "y", ["a", "b"])).deviant == ()
    frame.loc["u7", "y"] += 9
    found = deviant_cases(expected_outcome(frame, "y", ["a", "b"]))
    assert found.deviant == ("u7",) and found.units.index[0] == "u7"


def test_false_names_are_rare():
    # Null control: Holm names anybody in at most 5 percent of 200 samples; three standard errors are 4.6.
    samples = (expected_outcome(made(s, 20), "y", ["a"]) for s in range(200))
    named = [20 * deviant_cases(one, adjustment="none").units["p_value"].min() <= 0.05 for one in samples]
    assert np.mean(named) < 0.05 + 0.046


def test_exchangeable_ranks_alone_never_name_one_unit():
    frame = made(3)
    frame.loc["u7", "y"] += 90
    found = deviant_cases(expected_outcome(frame, "y", ["a"], method="neighbours"), test="exchangeable")
    assert found.deviant == () and found.smallest_attainable_p == 1
    assert found.units.at["u7", "p_value"] == 1 / 40


def test_own_noise_by_hand_and_ranks_of_residuals():
    frame = made(3)
    expected = expected_outcome(frame, "y", ["a"])
    errors = pd.Series(0.5, index=frame.index)
    found = deviant_cases(expected, test="own noise", standard_errors=errors, adjustment="none")
    first = found.units.iloc[0]
    assert first["p_value"] == pytest.approx(
        2 * (1 - sm.stats.stattools.stats.norm.cdf(abs(first["residual"]) / 0.5))
    )
    ranks = residual_ranks(expected, errors).units
    assert (ranks["rank"] == expected.units["residual"].rank(ascending=False)).all()
    assert (ranks["rank_low"] <= ranks["rank"]).all() and (ranks["rank"] <= ranks["rank_high"]).all()


def test_means_and_their_noise_by_hand():
    frame = pd.DataFrame({"u": list("aabbb"), "y": [1.0, 3, 5, 5, 8]})
    found = unit_means(frame, "u", "y")
    # Squares within: 2 and 6, three degrees of freedom.
    assert found.loc["a", "standard_error"] == pytest.approx(np.sqrt(8 / 3 / 2))
    assert found.loc["b", "mean"] == 6 and found.loc["b", "count"] == 3
    with pytest.raises(MethodError, match="noise is unknown"):
        unit_means(frame.iloc[[0, 2]], "u", "y")


def test_coverage_by_group_counts_each_unit_once():
    expected = expected_outcome(made(4), "y", ["a"])
    kinds = pd.Series(["kota", "kabupaten"] * 20, index=expected.units.index)
    found = coverage_by(expected, kinds)
    assert found["count"].sum() == 40
    assert (found["covered"] * found["count"]).sum() / 40 == pytest.approx(expected.covered)
    with pytest.raises(MethodError, match="has no group"):
        coverage_by(expected, kinds.iloc[1:])


def test_intervals_within_groups_hold_in_each_group():
    rng = np.random.default_rng(8)
    frame = made(8, 300)
    frame["kind"] = ["calm", "wild"] * 150
    frame["y"] = frame["a"] + rng.normal(size=300) * np.where(frame["kind"] == "wild", 3.0, 0.5)
    shared = coverage_by(expected_outcome(frame, "y", ["a", "b"]), frame["kind"])
    apart = coverage_by(expected_outcome(frame, "y", ["a", "b"], judged_within="kind"), frame["kind"])
    assert shared.at["calm", "covered"] == 1 and shared.at["wild", "covered"] < 0.85
    # Nominal 0.9; the residuals of one group judge each other, so it is off by little more than one unit.
    assert apart["covered"].to_numpy() == pytest.approx([0.9, 0.9], abs=0.02)


def test_a_percentage_is_not_expected_beyond_a_hundred():
    frame = made(9, 200)
    frame["y"] = np.clip(90 + 10 * frame["a"], 0, 100)
    free, cut = (expected_outcome(frame, "y", ["a"], bounds=bounds) for bounds in (None, (0, 100)))
    assert free.units["expected"].max() > 100 and cut.units["expected"].max() == 100
    assert cut.units["interval_high"].max() == 100 and cut.covered >= free.covered
    assert (cut.calibration["mean_width"] < free.calibration["mean_width"]).all()
    with pytest.raises(MethodError, match="goes beyond 0 to 90"):
        expected_outcome(frame, "y", ["a"], bounds=(0, 90))


def test_a_group_too_small_to_judge_itself_has_no_end():
    frame = made().assign(kind=["alone"] + ["many"] * 39)
    found = expected_outcome(frame, "y", ["a"], judged_within="kind").units
    assert np.isinf(found.loc["u0", ["interval_low", "interval_high"]].to_numpy(float)).all()
    assert found.loc["u0", "p_conformal"] == 1 and np.isfinite(found["interval_high"].iloc[1:]).all()
    with pytest.raises(MethodError, match="has no 'kind'"):
        expected_outcome(frame.assign(kind=None), "y", ["a"], judged_within="kind")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"test": "t"}, "is not known"),
        ({"adjustment": "bonferoni"}, "is not known"),
        ({"test": "own noise"}, "pass standard_errors"),
        (
            {"test": "own noise", "standard_errors": pd.Series([1.0], index=["u0"])},
            "no standard error above zero",
        ),
    ],
)
def test_impossible_naming_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        deviant_cases(expected_outcome(made(), "y", ["a"]), **arguments)


def test_the_outlier_test_needs_a_regression():
    with pytest.raises(MethodError, match="needs a regression"):
        deviant_cases(expected_outcome(made(), "y", ["a"], method="neighbours"))
