import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.composite.building import build_index
from analysis.comparison.composite.dominance import weight_robustness
from analysis.comparison.composite.recipe import Indicator, Recipe
from analysis.comparison.composite.sensitivity import index_sensitivity
from analysis.comparison.composite.uncertainty import index_uncertainty, ranks_of, recipes_of
from analysis.errors import MethodError
from tests.comparison.composite.recipes import asem, asem_data, small, small_data

CHOICES = {"normalisation": ["min-max", "rank"], "aggregation": ["arithmetic", "geometric"]}


def test_one_choice_is_its_own_distribution():
    # Half the draws follow each recipe, so the score of Q is 87.5 or, by ranks, also 50 and 100: the same.
    found = index_uncertainty(small_data(), small(), {"normalisation": ["min-max", "rank"]}, draws=400)
    row = found.units.set_index("unit").loc["R"]
    by_rank = build_index(small_data(), small(normalisation="rank")).scores.at["R", "index"]
    assert {round(row["score_lower"], 9), round(row["score_upper"], 9)} == {75.0, round(by_rank, 9)}
    assert found.recipes == 2


def test_weights_are_drawn_around_those_of_the_recipe():
    # P = (0, 0), Q = (50, 100), R = (100, 200/3): R above Q where 50 w > 100/3 (1 - w), w > .4.
    found = index_uncertainty(small_data(), small(), concentration=8, draws=20_000, compare=["R", "Q", "P"])
    share = np.random.default_rng(9).beta(2, 6, 200_000)
    # Four standard errors of 20,000 draws.
    assert found.above.at["R", "Q"] == pytest.approx((share > 0.4).mean(), abs=4 * 0.5 / np.sqrt(20_000))
    assert found.above.at["R", "P"] == 1
    assert found.above.at["R", "Q"] + found.above.at["Q", "R"] == 1
    assert found.above.at["P", "P"] == 0.5
    worst = found.units.set_index("unit").loc["P"]
    assert (worst["rank_best"], worst["rank_worst"], worst["rank_shift"]) == (3, 3, 0)


def test_a_tight_distribution_gives_the_recipe():
    found = index_uncertainty(asem_data(), asem(), concentration=1e9, draws=50).units
    np.testing.assert_allclose(found["score_median"], found["score"], atol=0.01)
    assert (found["rank_shift"] < 1).all()


def test_draws_are_repeatable_and_follow_the_seed():
    one, same, other = (
        index_uncertainty(small_data(), small(), concentration=4, draws=50, seed=seed).units
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


def test_draws_agree_with_building_each_recipe():
    recipe = asem(scale=(1, 100))
    found = index_uncertainty(asem_data(), recipe, CHOICES, draws=400, confidence=0.999)
    scores = pd.concat(
        [build_index(asem_data(), one).scores["Index"] for one in recipes_of(recipe, CHOICES)], axis=1
    )
    units = found.units.set_index("unit")
    np.testing.assert_allclose(units["score_lower"], scores.min(axis=1), rtol=0.01)
    np.testing.assert_allclose(units["score_upper"], scores.max(axis=1), rtol=0.01)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "Nothing varies"),
        ({"concentration": 0}, "concentration 0"),
        ({"concentration": 1, "draws": 0}, "number of draws 0"),
        ({"concentration": 1, "confidence": 1}, "confidence 1"),
        ({"concentration": 1, "compare": ["Z"]}, "'Z' is not among"),
        ({"choices": {"aggregation": ["arithmetic"]}}, "at least two"),
        ({"choices": {"agregation": ["arithmetic", "geometric"]}}, "did you mean aggregation"),
        ({"choices": {"aggregation": ["arithmetic", "geometric"]}}, "needs values above zero"),
        ({"choices": {"scale": [(0, float(i)) for i in range(1, 300)]}}, "299 combinations"),
    ],
)
def test_what_cannot_vary_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        index_uncertainty(small_data(), small(), **arguments)


def test_choices_that_leave_out_different_units_are_refused():
    data = small_data().assign(x=[0.0, np.nan, 10])
    with pytest.raises(MethodError, match="leave out different units"):
        index_uncertainty(data, small(missing="mean"), {"most_missing": [1.0, 0.1]})


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=5))
def test_ranks_share_the_better_place(rows):
    scores = np.array(rows, dtype=float)
    expected = pd.DataFrame(scores).rank(axis=1, ascending=False, method="min")
    np.testing.assert_array_equal(ranks_of(scores), expected)


def test_a_choice_that_changes_nothing_has_no_share():
    # Two indicators already on 0 to 100: the treatment of outliers touches neither, weights do all.
    data = pd.DataFrame({"x": [0.0, 40, 100, 70], "y": [100.0, 60, 0, 20]}, index=list("PQRS"))
    recipe = Recipe((Indicator("x", "index"), Indicator("y", "index")))
    found = index_sensitivity(data, recipe, {"outliers": ["none", "winsorise"]}, 2, draws=500)
    rows = found.factors.set_index("factor")
    assert rows.loc["outliers", "total"] == 0
    # Estimated on 500 draws.
    assert rows.loc["weights", "first_order"] == pytest.approx(1, abs=0.1)
    assert rows.loc["weights", "total"] == pytest.approx(1, abs=0.1)


def test_shares_of_two_choices_against_the_exact_variance():
    # Two two-valued factors: the exact first-order and total shares of the rank of one unit by enumeration.
    recipe = asem(scale=(1, 100))
    unit = "ITA"
    ranks = np.array([build_index(asem_data(), one).ranks[unit] for one in recipes_of(recipe, CHOICES)])
    grid = ranks.reshape(2, 2)
    variance = grid.var()
    if variance == 0:
        pytest.fail("the unit's rank does not vary; choose another for this test")
    found = index_sensitivity(asem_data(), recipe, CHOICES, unit=unit, draws=600).factors.set_index("factor")
    for axis, name in enumerate(CHOICES):
        first = grid.mean(axis=1 - axis).var() / variance
        total = 1 - grid.mean(axis=axis).var() / variance
        # Six standard errors of products of 600 draws, generously.
        assert found.at[name, "first_order"] == pytest.approx(first, abs=0.25)
        assert found.at[name, "total"] == pytest.approx(total, abs=0.25)
        assert found.at[name, "total_lower"] <= found.at[name, "total"] <= found.at[name, "total_upper"]


def test_a_ranking_that_no_choice_moves_says_so():
    data = pd.DataFrame({"x": [1.0, 2, 3], "y": [10.0, 20, 30]}, index=list("PQR"))
    recipe = Recipe((Indicator("x", "index"), Indicator("y", "index")))
    found = index_sensitivity(data, recipe, {"normalisation": ["min-max", "rank"]}, 2, draws=20)
    assert found.why == "the mean absolute rank shift does not vary"
    assert found.factors["total"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"concentration": 2}, "at least two factors"),
        ({"choices": CHOICES, "draws": 1}, "at least two draws"),
        ({"choices": CHOICES, "unit": "ZZZ"}, "'ZZZ' is not among"),
    ],
)
def test_impossible_sensitivity_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        index_sensitivity(asem_data(), asem(scale=(1, 100)), **arguments)


def test_dominance_and_the_share_of_weights_by_hand():
    values = pd.DataFrame({"x": [60.0, 50, 90, 60], "y": [60.0, 40, 20, 60]}, index=list("ABCD"))
    found = weight_robustness(values).set_index(["unit_a", "unit_b"])
    assert found.loc[("A", "B"), ["dominance", "share_a_above"]].tolist() == ["a", 1]
    assert found.loc[("A", "D"), "dominance"] == "equal"
    row = found.loc[("A", "C")]
    # A above C where 40 (1 - w) > 30 w: w < 4 / 7 of all weights.
    assert row["share_a_above"] == pytest.approx(4 / 7, abs=4 * row["standard_error"])
    assert row["weights_matter"]


@pytest.mark.parametrize(
    ("units", "words"), [(["A"], "two different"), (["A", "Z"], "'Z'"), (["A", "A"], "two")]
)
def test_pairs_that_cannot_be_compared_are_refused(units, words):
    values = pd.DataFrame({"x": [60.0, 50], "y": [60.0, 40]}, index=list("AB"))
    with pytest.raises(MethodError, match=words):
        weight_robustness(values, units)
    with pytest.raises(MethodError, match="value is missing"):
        weight_robustness(values.assign(x=np.nan))


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=2, max_size=4, unique=True))
@settings(max_examples=30)
def test_dominance_never_loses_under_any_drawn_weights(rows):
    values = pd.DataFrame(rows, columns=["x", "y", "z"], dtype=float)
    weights = np.random.default_rng(0).dirichlet(np.ones(3), 50)
    for row in weight_robustness(values, draws=200).itertuples():
        gaps = weights @ (values.loc[row.unit_a] - values.loc[row.unit_b]).to_numpy()
        if row.dominance == "a":
            assert (gaps >= -1e-12).all()
        if row.dominance == "b":
            assert (gaps <= 1e-12).all()
