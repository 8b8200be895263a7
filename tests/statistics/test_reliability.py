import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.reliability import cronbach_alpha, intraclass_correlations

FOLDER = Path(__file__).parents[1] / "golden"


def golden(name):
    return json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ratings():
    return pd.read_csv(FOLDER / "icc_shrout_fleiss" / "data.csv", index_col="target")


@pytest.fixture(scope="module")
def attitude():
    return pd.read_csv(FOLDER / "cronbach_attitude" / "data.csv")


def test_intraclass_correlations_of_shrout_and_fleiss(ratings):
    case = golden("icc_shrout_fleiss")
    found = intraclass_correlations(ratings).set_index("type")
    for row in case["expected"]["table"]:
        for theirs, ours in (("ICC", "icc"), ("F", "f"), ("p", "p"), ("lower", "lower"), ("upper", "upper")):
            # The reference fits by REML; it agrees with the analysis of variance to about 1e-6.
            assert found.at[row["type"], ours] == pytest.approx(row[theirs], abs=case["tolerance"]["abs"])
        assert (found.at[row["type"], "df1"], found.at[row["type"], "df2"]) == (row["df1"], row["df2"])
    for name, value in case["expected"]["published_2dp"].items():
        assert round(found.at[name, "icc"], 2) == value


def test_alpha_of_the_attitude_survey(attitude):
    case = golden("cronbach_attitude")
    found, expected = cronbach_alpha(attitude), case["expected"]
    near = {"abs": case["tolerance"]["abs"]}
    assert found.alpha == pytest.approx(expected["raw_alpha"], **near)
    assert found.standardised == pytest.approx(expected["std_alpha"], **near)
    assert found.average_correlation == pytest.approx(expected["average_r"], **near)
    assert found.guttman_lambda6 == pytest.approx(expected["guttman_l6"], **near)
    assert [found.lower, found.upper] == pytest.approx(expected["feldt_95ci"], **near)
    for row in expected["alpha_if_dropped"]:
        assert found.if_dropped[row["item"]] == pytest.approx(row["raw_alpha"], **near)


def test_alpha_is_the_reliability_of_the_mean_of_fixed_judges(ratings):
    # Two independent ways to one number: ICC(3,k) is Cronbach's alpha with judges as items.
    table = intraclass_correlations(ratings).set_index("type")
    found = cronbach_alpha(ratings)
    assert found.alpha == pytest.approx(table.at["ICC3k", "icc"])
    assert [found.lower, found.upper] == pytest.approx(table.loc["ICC3k", ["lower", "upper"]].tolist())


def test_two_items_by_hand():
    # Variances 1 and 4, covariance 1: alpha = 2 * (1 - 5 / 7).
    items = pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 5, 3]})
    assert cronbach_alpha(items).alpha == pytest.approx(2 * (1 - 5 / 7))
    assert cronbach_alpha(items).if_dropped.isna().all()


def test_an_item_against_the_others_is_named(attitude):
    found = cronbach_alpha(attitude.assign(raises=-attitude["raises"]))
    assert found.against == ("raises",)
    assert cronbach_alpha(attitude).against == ()


def test_an_item_that_repeats_another_leaves_lambda_undefined(attitude):
    found = cronbach_alpha(attitude.assign(copy=attitude["rating"]))
    assert np.isnan(found.guttman_lambda6) and found.alpha > 0.8


def test_noise_has_no_internal_consistency():
    rng = np.random.default_rng(2)
    found = cronbach_alpha(pd.DataFrame(rng.normal(size=(500, 6))))
    assert found.lower < 0 < found.upper or abs(found.alpha) < 0.2
    table = intraclass_correlations(pd.DataFrame(rng.normal(size=(500, 4)))).set_index("type")
    assert abs(table.at["ICC1", "icc"]) < 0.1


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([[1, 2], [2, 3]], "At least 3 respondents"),
        ([[1], [2], [3]], "two items"),
        ([[1, 2], [2, np.nan], [3, 3]], "'1' of 1 is missing"),
        ([[1, 2], [2, 2], [3, 2]], "same answer to '1'"),
        ([[1, 3], [2, 2], [3, 1]], "the reverse of others"),
    ],
)
def test_scales_that_cannot_be_judged_are_refused(items, words):
    with pytest.raises(MethodError, match=words):
        cronbach_alpha(pd.DataFrame(items, columns=[str(i) for i in range(len(items[0]))]))


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ([[1, 2]], "At least 2 targets"),
        ([[1, 2], [3, np.nan]], "is missing"),
        ([[1, 2], [3, 4], [5, 6]], "no error"),
    ],
)
def test_ratings_that_cannot_be_judged_are_refused(ratings, words):
    with pytest.raises(MethodError, match=words):
        intraclass_correlations(pd.DataFrame(ratings))


def test_impossible_confidence_is_refused(ratings):
    for function in (intraclass_correlations, cronbach_alpha):
        with pytest.raises(MethodError, match="confidence level is 1"):
            function(ratings, confidence=1)


@given(st.integers(0, 10_000), st.floats(0.1, 100), st.floats(-50, 50))
@settings(max_examples=30)
def test_unit_and_origin_of_the_scale_do_not_matter(seed, factor, shift):
    rng = np.random.default_rng(seed)
    ratings = pd.DataFrame(rng.normal(size=(7, 3)) + rng.normal(size=(7, 1)))
    one, other = intraclass_correlations(ratings), intraclass_correlations(ratings * factor + shift)
    np.testing.assert_allclose(one["icc"], other["icc"], atol=1e-8)
    assert (one["lower"] <= one["icc"] + 1e-12).all() and (one["icc"] <= one["upper"] + 1e-12).all()
    assert cronbach_alpha(ratings).alpha == pytest.approx(cronbach_alpha(ratings * factor + shift).alpha)
