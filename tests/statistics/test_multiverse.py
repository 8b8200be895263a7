import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError, ParameterError
from analysis.statistics.multiverse import Recipe, run_multiverse

CHOICES = {"years": {"long": 1.0, "short": 2.0}, "sample": {"all": 0.0, "kota": 10.0, "kabupaten": 20.0}}
RECIPE = Recipe(CHOICES, {"years": "long", "sample": "all"})


def added(values):
    total = values["years"] + values["sample"]
    return {"estimate": total, "interval_low": total - 5, "interval_high": total + 5, "p_value": 0.01 * total}


def test_two_choices_by_hand():
    found = run_multiverse(RECIPE, added)
    assert found.specifications["estimate"].tolist() == [1, 11, 21, 2, 12, 22]
    assert (found.lowest, found.median, found.highest) == (1, 11.5, 22)
    assert found.headline_estimate == 1 and found.headline_rank == 1
    # Sum of squares: sample 2 x (100 + 0 + 100) = 400, years 6 x 0.25 = 1.5, together all of 401.5.
    drivers = found.drivers.set_index("choice")
    assert drivers.loc["sample", "alone"] == pytest.approx(400 / 401.5)
    assert drivers.loc["years", "last"] == pytest.approx(1.5 / 401.5)
    assert found.drivers["choice"].tolist() == ["sample", "years"]
    assert drivers.loc["sample", "range_of_means"] == 20
    assert found.interaction == pytest.approx(0, abs=1e-12)
    # Intervals of half-width 5 leave out zero for 11, 21, 12, 22; p at most 0.05 for 1 and 2.
    assert found.excluding_zero_share == pytest.approx(4 / 6)
    assert found.small_p_share == pytest.approx(2 / 6)
    assert (found.above_zero_count, found.below_zero_count, found.tried_count) == (4, 0, 6)
    assert found.same_sign_share == 1
    assert "6 of 6 combinations" in found.says and "'sample'" in found.says


def test_what_is_refused_is_counted_with_its_reason():
    def estimate(values):
        if values["sample"] == 10:
            raise ParameterError("too few kota")
        return {"estimate": np.nan if values["sample"] == 20 and values["years"] == 2 else 1.0}

    recipe = Recipe(
        CHOICES,
        RECIPE.headline,
        lambda options: "no such years" if options == {"years": "short", "sample": "all"} else "",
    )
    found = run_multiverse(recipe, estimate)
    assert found.specifications["refused"].tolist() == [
        "",
        "too few kota",
        "",
        "no such years",
        "too few kota",
        "The estimator gave no finite estimate.",
    ]
    assert (found.estimated_count, found.refused_count) == (2, 4)
    assert np.isnan(found.small_p_share) and np.isnan(found.excluding_zero_share)
    assert (found.drivers["alone"] == 0).all()


def test_a_refused_headline_is_no_number():
    def estimate(values):
        if values["sample"] == 0:
            raise MethodError("nothing there")
        return {"estimate": -values["sample"]}

    found = run_multiverse(RECIPE, estimate)
    assert np.isnan(found.headline_estimate) and found.headline_rank is None
    assert found.same_sign_share == 1


def test_a_programming_error_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        run_multiverse(RECIPE, lambda values: {"estimate": 1 / values["sample"]})


def test_records_are_read_like_mappings():
    class Record:
        estimate = 2.0
        standard_error = 0.5

    found = run_multiverse(RECIPE, lambda values: Record())
    assert found.specifications["standard_error"].tolist() == [0.5] * 6


@settings(max_examples=40)
@given(st.lists(st.floats(-100, 100), min_size=12, max_size=12))
def test_shares_add_up_in_a_full_design(values):
    recipe = Recipe(
        {"a": {"1": 0, "2": 1}, "b": {"1": 0, "2": 1, "3": 2}, "c": {"1": 0, "2": 1}},
        {"a": "1", "b": "1", "c": "1"},
    )
    table = np.array(values).reshape(2, 3, 2)
    found = run_multiverse(recipe, lambda v: {"estimate": table[v["a"], v["b"], v["c"]]})
    if np.ptp(values) < 1e-6:
        return
    # Balanced: alone equals last, and with the interaction they make one.
    np.testing.assert_allclose(found.drivers["alone"], found.drivers["last"], atol=1e-9)
    assert found.drivers["alone"].sum() + found.interaction == pytest.approx(1)


def test_a_choice_that_cannot_matter_drives_nothing():
    recipe = Recipe(CHOICES | {"idle": {"x": 1, "y": 2}}, RECIPE.headline | {"idle": "x"})
    found = run_multiverse(recipe, added)
    assert found.drivers.set_index("choice").loc["idle", ["alone", "last"]].tolist() == pytest.approx([0, 0])


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe({}, {}), "at least one choice"),
        (Recipe({"a": {}}, {}), "at least one option"),
        (Recipe({"a": {"x": 1}}, {"a": "y"}), "must be one of x"),
        (Recipe({"a": {"x": 1}}, {}), "takes 'None'"),
        (Recipe({"estimate": {"x": 1}}, {"estimate": "x"}), "names a result"),
        (
            Recipe({c: {str(i): i for i in range(30)} for c in "abc"}, dict.fromkeys("abc", "0")),
            "27,000 combinations",
        ),
    ],
)
def test_impossible_recipes_are_refused(recipe, words):
    with pytest.raises(MethodError, match=words):
        run_multiverse(recipe, added)


def test_nothing_that_can_be_estimated_is_refused():
    with pytest.raises(MethodError, match="None of 6 combinations could be estimated; the first: never"):
        run_multiverse(Recipe(CHOICES, RECIPE.headline, lambda options: "never"), added)


def test_further_numbers_are_kept_where_the_estimator_gives_them():
    found = run_multiverse(RECIPE, lambda values: added(values) | {"count": 7}, also=("count", "never_given"))
    assert (found.specifications["count"] == 7).all()
    assert found.specifications["never_given"].isna().all()
