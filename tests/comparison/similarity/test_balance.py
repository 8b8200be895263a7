import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.similarity.balance import balance_table, expand_levels, weighted_variance
from analysis.comparison.similarity.distance import distance_between_means, mahalanobis_distances
from analysis.comparison.similarity.overlap import is_separated, overlap
from analysis.errors import MethodError
from tests.comparison.golden import golden

COVARIATES = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
# Four decimals: the tolerance of the golden case.
TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def lalonde():
    expected, data = golden("balance_lalonde")
    return expected, data.set_index("id")


def small(**more):
    return pd.DataFrame({"in_group": [1, 1, 0, 0, 0], "x": [1.0, 3, 0, 2, 4]} | more, index=list("abcde"))


def test_the_table_of_matchit_before_matching(lalonde):
    expected, data = lalonde
    scored = data.assign(distance=overlap(data, "treat", COVARIATES).scores)
    found = balance_table(scored, "treat", ["distance", *COVARIATES], denominator="treated")
    found = found.assign(var=found["covariate"].str.replace("=", "")).set_index("var")
    assert len(expected["smd_unmatched"]) == len(found) == 10
    for row in expected["smd_unmatched"]:
        own = found.loc[row["var"]]
        assert own["treated_mean"] == pytest.approx(row["Means Treated"], rel=TOLERANCE)
        assert own["control_mean"] == pytest.approx(row["Means Control"], rel=TOLERANCE)
        assert own["standardised_difference"] == pytest.approx(row["Std. Mean Diff."], abs=TOLERANCE)
        ratio = np.nan if row["Var. Ratio"] is None else row["Var. Ratio"]
        assert own["variance_ratio"] == pytest.approx(ratio, abs=TOLERANCE, nan_ok=True)


def test_the_distance_between_the_means_of_lalonde(lalonde):
    expected, data = lalonde
    numbers = data[["age", "educ", "married", "nodegree", "re74", "re75"]]
    found = distance_between_means(numbers, data["treat"])
    assert found**2 == pytest.approx(
        expected["mahalanobis_sq_between_group_means_pooledcov_all"], abs=TOLERANCE
    )


@pytest.mark.parametrize(
    ("denominator", "variance"),
    [("treated", 2.0), ("control", 4.0), ("pooled", 3.0), ("all", 2.5)],
)
def test_the_denominator_is_what_its_name_says(denominator, variance):
    row = balance_table(small(), "in_group", ["x"], denominator=denominator).iloc[0]
    # Means 2 and 2 of (1, 3) and (0, 2, 4): variances 2, 4 and 2.5 together.
    assert row["denominator_sd"] == pytest.approx(np.sqrt(variance))
    assert row["difference"] == 0 and row["variance_ratio"] == 0.5


def test_the_national_denominator_comes_from_the_reference():
    reference = pd.DataFrame({"x": [0.0, 20.0]})
    moved = small(x=[2.0, 4, 0, 2, 4])
    row = balance_table(moved, "in_group", ["x"], denominator="national", reference=reference).iloc[0]
    assert row["standardised_difference"] == pytest.approx(1 / np.sqrt(200))


def test_distribution_distances_by_hand():
    row = balance_table(small(), "in_group", ["x"]).iloc[0]
    # Shares at or below 0, 1, 2, 3, 4: 0, 1/2, 1/2, 1, 1 and 1/3, 1/3, 2/3, 2/3, 1.
    assert row["ecdf_largest_distance"] == pytest.approx(1 / 3)
    assert row["ecdf_mean_distance"] == pytest.approx((1 / 3 + 1 / 6 + 1 / 6 + 1 / 3 + 0) / 5)


def test_weights_choose_the_units_that_count():
    weights = pd.Series([1.0, 1, 0, 1, 0], index=list("abcde"))
    row = balance_table(small(x=[2.0, 4, 0, 3, 9]), "in_group", ["x"], weights=weights).iloc[0]
    assert row["difference"] == 0 and row["control_count"] == 1
    # The spread is that of all five, so that before and after compare.
    assert row["denominator_sd"] == pytest.approx(np.sqrt((2 + 21) / 2))


def test_a_level_with_a_missing_value_is_missing_in_all_its_columns():
    found = expand_levels(pd.DataFrame({"kind": ["a", None, "b"]}), ["kind"])
    assert list(found) == ["kind=a", "kind=b"] and found.iloc[1].isna().all()


def test_a_constant_covariate_has_no_spread():
    same = balance_table(small(x=[1.0] * 5), "in_group", ["x"]).iloc[0]
    apart = balance_table(small(x=[1.0, 1, 2, 2, 2]), "in_group", ["x"]).iloc[0]
    assert same["standardised_difference"] == 0 and np.isnan(apart["standardised_difference"])


def test_a_group_whose_values_happen_to_be_0_and_1_is_no_binary_column():
    units = pd.DataFrame({"g": [1, 1, 1, 0, 0, 0], "x": [0.0, 0.0, 1.0, 0.0, 0.0, 90.0]})
    one = balance_table(units, "g", ["x"]).iloc[0]
    other = balance_table(units.assign(x=units["x"] / 2), "g", ["x"]).iloc[0]
    assert other["standardised_difference"] == pytest.approx(one["standardised_difference"])
    assert one["denominator_sd"] == pytest.approx(np.sqrt((1 / 3 + 2700) / 2))  # variances 1/3 and 2700


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=12), st.floats(0.1, 50), st.floats(-50, 50))
def test_units_of_measurement_do_not_matter_and_swapping_groups_flips_the_sign(values, factor, shift):
    values = [*values, 90]  # not a 0/1 column: those have a rule of their own
    units = pd.DataFrame({"g": [1, 1, 1] + [0] * (len(values) - 3), "x": np.array(values, float)})
    one = balance_table(units, "g", ["x"]).iloc[0]
    other = balance_table(units.assign(g=1 - units["g"], x=units["x"] * factor + shift), "g", ["x"]).iloc[0]
    for name, sign in (("standardised_difference", -1), ("ecdf_largest_distance", 1)):
        assert other[name] == pytest.approx(sign * one[name], abs=1e-6, nan_ok=True)


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=9))
def test_equal_weights_give_the_sample_variance(values):
    found = weighted_variance(np.array(values, float), np.full(len(values), 3.0))
    assert found == pytest.approx(np.var(values, ddof=1), abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"denominator": "poled"}, "is not known; it is one of"),
        ({"denominator": "national"}, "needs a reference"),
        ({"weights": pd.Series([1.0, 1, 1, 1], index=list("abcd"))}, "weight of zero or more"),
        ({"weights": pd.Series([1.0, 1, 0, 0, 0], index=list("abcde"))}, "no unit with a value of 'x'"),
    ],
)
def test_impossible_balance_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        balance_table(small(), "in_group", ["x"], **arguments)


@pytest.mark.parametrize(
    ("group", "words"),
    [([1, 1, 1, 1, 1], "on each side"), ([1, 2, 0, 0, 0], "must say 1"), (list("ababa"), "numbers")],
)
def test_a_column_that_is_no_group_is_refused(group, words):
    with pytest.raises(MethodError, match=words):
        balance_table(small(in_group=group), "in_group", ["x"])


def test_overlap_by_hand():
    units = pd.DataFrame({"g": [0, 0, 0, 1, 1, 1], "x": [0.0, 1, 2, 1, 2, 3]}, index=list("abcdef"))
    found = overlap(units, "g", ["x"])
    assert found.refused == "" and set(found.outside) == {"a", "f"}
    assert found.share_outside_treated == pytest.approx(1 / 3)
    # The score equations of a logistic regression: mean score is the share of the group.
    assert found.scores.mean() == pytest.approx(0.5)
    line = found.coefficients["constant"] + found.coefficients["x"] * units["x"]
    np.testing.assert_allclose(found.linear, line)


def test_perfect_separation_is_a_refusal_that_can_be_read():
    units = pd.DataFrame({"g": [0, 0, 0, 1, 1, 1], "x": [0.0, 1, 2, 3, 4, 5]})
    found = overlap(units, "g", ["x"])
    assert "perfectly" in found.refused and found.scores.isna().all()


def test_a_covariate_that_tells_a_part_apart_is_separation_too():
    design = np.array([[1, 0.0], [1, 0], [1, 0], [1, 1]])
    assert is_separated(design, np.array([True, False, True, True]))
    assert not is_separated(design[:3], np.array([True, False, True]))


def test_overlap_refuses_repeated_and_constant_covariates():
    units = pd.DataFrame({"g": [0, 1, 0, 1], "x": [0.0, 1, 2, 3], "y": [0.0, 2, 4, 6], "z": 1.0})
    with pytest.raises(MethodError, match="linear combinations"):
        overlap(units, "g", ["x", "y"])
    with pytest.raises(MethodError, match="does not vary"):
        overlap(units, "g", ["z"])


def test_mahalanobis_by_hand_and_against_the_euclidean_distance():
    values = np.random.default_rng(1).normal(size=(40, 2))
    values -= values.mean(axis=0)
    white = values @ np.linalg.inv(np.linalg.cholesky(np.cov(values.T))).T
    units = pd.DataFrame(values, columns=["x", "y"])
    found = mahalanobis_distances(units)
    assert found.distances.at[0, 1] == pytest.approx(np.linalg.norm(white[0] - white[1]))
    line = pd.DataFrame({"x": np.arange(20.0)})
    assert mahalanobis_distances(line).distances.at[0, 3] == pytest.approx(3 / line["x"].std())


def test_shrinking_lies_between_the_covariance_and_its_diagonal():
    rng = np.random.default_rng(2)
    units = pd.DataFrame(rng.normal(size=(15, 8)), columns=list("abcdefgh"))
    found = mahalanobis_distances(units, estimator="shrunk")
    assert 0 < found.shrinkage <= 1
    np.testing.assert_allclose(np.diag(found.covariance), units.var())
    # Null control: independent inputs shrink (nearly) all the way when there are many of them.
    many = pd.DataFrame(rng.normal(size=(30, 20)))
    many.columns = [f"x{i}" for i in many]
    assert mahalanobis_distances(many, estimator="shrunk").shrinkage > 0.8


def test_a_unit_without_an_input_has_no_distance_and_is_named():
    units = pd.DataFrame({"x": [*np.arange(12.0), np.nan]})
    found = mahalanobis_distances(units)
    assert found.left_out == ("12",) and found.distances[12].isna().all()


@given(st.integers(0, 1000))
def test_mahalanobis_does_not_change_under_a_linear_map(seed):
    rng = np.random.default_rng(seed)
    units = pd.DataFrame(rng.normal(size=(30, 3)), columns=["x", "y", "z"])
    turn = rng.normal(size=(3, 3)) + 3 * np.eye(3)
    other = pd.DataFrame(units.to_numpy() @ turn, columns=["x", "y", "z"])
    np.testing.assert_allclose(
        mahalanobis_distances(units).distances, mahalanobis_distances(other).distances, rtol=1e-6
    )


@pytest.mark.parametrize(
    ("frame", "arguments", "words"),
    [
        (pd.DataFrame({"x": np.arange(9.0)}), {}, "only 9 units"),
        (pd.DataFrame({"x": np.arange(30.0), "y": np.arange(30.0)}), {}, "singular"),
        (pd.DataFrame({"x": np.ones(30)}), {}, "same in all"),
        (pd.DataFrame({"x": ["a", "b"]}), {}, "finite numbers"),
        (pd.DataFrame({"x": [1.0, 2.0]}, index=["P", "P"]), {}, "stands twice"),
        (pd.DataFrame({"x": np.arange(30.0)}), {"estimator": "robust"}, "is not known"),
    ],
)
def test_impossible_distances_are_refused(frame, arguments, words):
    with pytest.raises(MethodError, match=words):
        mahalanobis_distances(frame, **arguments)


def test_means_of_too_few_units_are_not_compared():
    with pytest.raises(MethodError, match="at least two units"):
        distance_between_means(pd.DataFrame({"x": [1.0, 2, 3]}), pd.Series([1, 0, 0]))
