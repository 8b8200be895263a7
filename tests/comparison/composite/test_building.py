import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import boxcox, kurtosis, skew

from analysis.comparison.composite.building import build_index, replay
from analysis.comparison.composite.recipe import Dimension, Indicator, Recipe
from analysis.comparison.composite.treatment import has_outliers, shape, winsorised
from analysis.errors import MethodError
from tests.comparison.composite.recipes import FOLDER, asem, asem_data, expected, small, small_data

# The golden case is printed to eight to eleven decimals; its own tolerance is 1e-6.
NEAR = {"atol": 1e-6, "rtol": 0}


@pytest.fixture(scope="module")
def case():
    return expected("composite_asem")["expected"]


def table(rows):
    return pd.DataFrame(rows).set_index("uCode")


def test_the_asem_index_of_coinr_step_by_step(case):
    found = build_index(asem_data(), asem())
    for ours, theirs in ((found.treated, "treated"), (found.normalised, "normalised_minmax_0_100")):
        wanted = table(case[theirs])
        np.testing.assert_allclose(ours.loc[wanted.index, wanted.columns], wanted, **NEAR)
    wanted = table(case["aggregated_arithmetic"])
    assert found.ranks.reindex(wanted.index).tolist() == wanted["Rank"].tolist()
    wanted = wanted.drop(columns="Rank")
    np.testing.assert_allclose(found.scores.loc[wanted.index, wanted.columns], wanted, **NEAR)
    assert found.left_out == ()


def test_the_treatment_of_the_asem_indicators(case):
    found = build_index(asem_data(), asem()).treatment.set_index("indicator")
    for row in case["treatment_table"]:
        own = found.loc[row["iCode"]]
        assert own["skewness"] == pytest.approx(row["check_SkewKurt0.Skew"], abs=1e-6)
        assert own["kurtosis"] == pytest.approx(row["check_SkewKurt0.Kurt"], abs=1e-6)
        assert (own["treatment"] == "none") == row["check_SkewKurt0.Pass"]
        if not row["check_SkewKurt0.Pass"]:
            assert own["winsorised_count"] == row["winsorise.nwin"]
            assert own["skewness_after"] == pytest.approx(row["check_SkewKurt1.Skew"], abs=1e-6)


@pytest.mark.parametrize(
    ("key", "choices"),
    [
        ("geometric_minmax_1_100", {"aggregation": "geometric", "scale": (1, 100)}),
        ("zscore_10_2_arithmetic", {"normalisation": "z-score", "scale": (10, 2)}),
    ],
)
def test_the_asem_index_under_other_choices(case, key, choices):
    wanted = table(case[key])
    found = build_index(asem_data(), asem(**choices))
    np.testing.assert_allclose(found.scores["Index"].reindex(wanted.index), wanted["Index"], **NEAR)
    assert found.ranks.reindex(wanted.index).tolist() == wanted["Rank"].tolist()


def test_the_human_development_index():
    case = expected("hdi_goalposts")["expected"]
    posts = {name: tuple(map(float, pair)) for name, pair in case["goalposts"].items()}
    recipe = Recipe(
        (
            Indicator("life_expectancy", "hdi", goalposts=posts["le"]),
            Indicator("expected_schooling", "education", goalposts=posts["eys"]),
            Indicator("mean_schooling", "education", goalposts=posts["mys"]),
            Indicator("gni_ppp", "hdi", transform="log", goalposts=posts["gni"]),
        ),
        (Dimension("hdi"), Dimension("education", "hdi", aggregation="arithmetic")),
        normalisation="goalposts",
        scale=(0, 1),
        aggregation="geometric",
    )
    found = build_index(pd.read_csv(FOLDER / "hdi_goalposts" / "data.csv", index_col="country"), recipe)
    row = found.scores.iloc[0]
    assert row["hdi"] == pytest.approx(case["hdi"], abs=1e-9)
    assert row["education"] == pytest.approx(case["education"], abs=1e-9)
    assert found.normalised.iloc[0]["life_expectancy"] == pytest.approx(case["health"], abs=1e-9)
    assert found.normalised.iloc[0]["gni_ppp"] == pytest.approx(case["income"], abs=1e-9)
    assert round(row["hdi"], 3) == case["published_hdi_3dp"]


def test_a_small_index_by_hand():
    found = build_index(small_data(), small())
    # x: 0 50 100; y turned: 0 100 200/3; weights 1 and 3.
    assert found.normalised["y"].tolist() == pytest.approx([0, 100, 200 / 3])
    assert found.scores["index"].tolist() == pytest.approx([0, 87.5, 75])
    assert found.ranks.tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("choices", "score"),
    [
        ({"aggregation": "geometric", "scale": (1, 100)}, (50.5 * 100**3) ** 0.25),
        ({"aggregation": "harmonic", "scale": (1, 100)}, 4 / (1 / 50.5 + 3 / 100)),
        ({"normalisation": "rank"}, (50 + 3 * 100) / 4),
        ({"normalisation": "z-score", "scale": (0, 1)}, (0 + 3 * (8 / 3) / np.std([8, 2, 4], ddof=1)) / 4),
    ],
)
def test_other_choices_by_hand(choices, score):
    assert build_index(small_data(), small(**choices)).scores.at["Q", "index"] == pytest.approx(score)


def test_goalposts_hold_the_direction_and_cut_what_lies_beyond():
    recipe = Recipe((Indicator("y", "index", goalposts=(10.0, 0.0)),), normalisation="goalposts")
    found = build_index(pd.DataFrame({"y": [12.0, 5, -1]}, index=list("PQR")), recipe)
    assert found.scores["index"].tolist() == [0, 50, 100]


def test_missing_values_are_refused_filled_or_left_to_the_rest():
    data = small_data().assign(x=[0.0, np.nan, 10])
    with pytest.raises(MethodError, match="'x' of Q is missing"):
        build_index(data, small())
    filled = build_index(data, small(missing="median"))
    assert filled.filled.to_dict("records") == [{"unit": "Q", "indicator": "x", "value": 5.0}]
    assert filled.scores.at["Q", "index"] == pytest.approx(87.5)
    rest = build_index(data, small(missing="available"))
    assert rest.scores.at["Q", "index"] == pytest.approx(100)
    assert rest.filled.empty
    left = build_index(data, small(missing="mean", most_missing=0.4))
    assert left.left_out == ("Q",)


def test_the_raw_asem_data_show_what_filling_does():
    raw = asem_data("raw")
    gaps = int(raw.isna().sum().sum())
    assert gaps > 50
    with pytest.raises(MethodError, match=rf"is missing \({gaps} in all\)"):
        build_index(raw, asem())
    found = build_index(raw, asem(missing="median"))
    assert len(found.filled) == gaps
    assert (found.filled["value"] == found.filled["indicator"].map(raw.median())).all()
    left = build_index(raw, asem(missing="median", most_missing=0.05))
    worst = raw.isna().mean(axis=1)
    assert set(left.left_out) == set(worst.index[worst > 0.05])
    assert len(left.scores) + len(left.left_out) == len(raw)


def test_winsorising_stops_when_nothing_stands_out():
    values = np.array([*range(1, 21), 300.0])
    assert has_outliers(values)
    found, count = winsorised(values, 5)
    assert count == 1
    assert found.max() == 20
    assert not has_outliers(found)
    assert values.max() == 300


@pytest.mark.parametrize("outliers", ["log", "box-cox", "winsorise-or-log"])
def test_other_treatments_of_outliers(outliers):
    data = pd.DataFrame(
        {"x": [*range(1, 21), 300.0, 305, 310, 4000, 5000, 6000, 9000, 99000], "y": range(28)}
    )
    recipe = Recipe((Indicator("x", "index"), Indicator("y", "index")), outliers=outliers, most_winsorised=1)
    found = build_index(data, recipe)
    row = found.treatment.set_index("indicator").loc["x"]
    assert row["treatment"] == ("box-cox" if outliers == "box-cox" else "log")
    assert (np.diff(found.treated["x"]) > 0).all()
    shifted = data["x"] - 1 + 0.01 * (99000 - 1)
    wanted = boxcox(shifted)[0] if outliers == "box-cox" else np.log(shifted)
    np.testing.assert_allclose(found.treated["x"], wanted)


def test_replay_shows_every_alternative():
    found = replay(
        small_data(),
        small(),
        {"geometric": {"aggregation": "geometric", "scale": (1, 100)}, "ranks": {"normalisation": "rank"}},
    )
    assert found["alternative"].unique().tolist() == ["recipe", "geometric", "ranks"]
    assert len(found) == 9
    assert (found.loc[found["alternative"] == "recipe", "rank_shift"] == 0).all()


@pytest.mark.parametrize(
    ("alternatives", "words"),
    [
        ({"odd": {"agregation": "geometric"}}, "'odd' cannot be applied.*did you mean aggregation"),
        ({"same": {"aggregation": "arithmetic"}}, "'same' cannot be applied.*what the recipe says already"),
        ({"zero": {"aggregation": "geometric"}}, "'zero' cannot be applied.*needs values above zero"),
        ({"nothing": {}}, "'nothing' changes nothing"),
        ({"recipe": {"normalisation": "rank"}}, "call the alternative something else"),
    ],
)
def test_an_alternative_that_does_not_apply_is_an_error(alternatives, words):
    with pytest.raises(MethodError, match=words):
        replay(small_data(), small(), alternatives)


def test_weights_are_matched_by_name():
    other = small().reweighted({"x": 3.0, "y": 1.0})
    assert build_index(small_data(), other).scores.at["R", "index"] == pytest.approx((300 + 200 / 3) / 4)
    with pytest.raises(MethodError, match="weight for 'z'"):
        small().reweighted({"z": 1})
    with pytest.raises(MethodError, match="weight of 'x' is 0"):
        small().reweighted({"x": 0})


X, TOP = Indicator("x", "index"), Dimension("index")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"indicators": (X, X)}, "'x' occurs twice"),
        ({"indicators": (Indicator("x", "elsewhere"),)}, "'x' belongs to 'elsewhere'"),
        ({"indicators": (X,), "dimensions": (TOP, Dimension("other"))}, "not exactly one node"),
        ({"indicators": (X,), "dimensions": (TOP, Dimension("other", "index"))}, "'other' has no part"),
        ({"indicators": (X,), "dimensions": (TOP, Dimension("a", "b"), Dimension("b", "a"))}, "above itself"),
        ({"indicators": (Indicator("x", "index", float("nan")),)}, "weight of 'x' is nan"),
        ({"indicators": (X,), "aggregation": "median"}, "aggregation = 'median'"),
        (
            {"indicators": (X,), "dimensions": (Dimension("index", aggregation="max"),)},
            "aggregation of index",
        ),
        ({"indicators": (Indicator("x", "index", transform="root"),)}, "transform of x"),
        ({"indicators": (X,), "normalisation": "goalposts"}, "no goalposts"),
        ({"indicators": (Indicator("x", "index", goalposts=(1.0, 1.0)),)}, "must differ"),
        ({"indicators": (X,), "scale": (5, 5)}, "Impossible scale"),
        ({"indicators": (X,), "most_missing": 2}, "Impossible scale"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        Recipe(**arguments)


@pytest.mark.parametrize(
    ("data", "recipe", "words"),
    [
        (small_data().drop(columns="y"), small(), "'y' is no column"),
        (small_data().set_axis(["P", "P", "Q"]), small(), "a unit occurs twice"),
        (small_data().assign(x=["1", "many", "2"]), small(), "'x' of Q is many"),
        (small_data().assign(x=1.0), small(), "'x' is the same in all units"),
        (small_data().assign(x=np.nan), small(missing="mean"), "no value at all"),
        (small_data().iloc[:1], small(), "needs two"),
        (
            small_data(),
            Recipe((Indicator("x", "index", transform="log"),)),
            "a logarithm needs values above zero",
        ),
    ],
)
def test_data_that_do_not_fit_are_refused(data, recipe, words):
    with pytest.raises(MethodError, match=words):
        build_index(data, recipe)


numbers = st.lists(st.tuples(*[st.integers(1, 50).map(float)] * 2), min_size=3, max_size=8).map(
    lambda rows: pd.DataFrame(rows, columns=["x", "y"]).assign(x=lambda f: f["x"] + f.index / 100)
)


@given(numbers, st.floats(0.1, 50), st.floats(-20, 20))
@settings(max_examples=40)
def test_unit_and_origin_of_an_indicator_do_not_matter(data, factor, shift):
    recipe = Recipe((Indicator("x", "index", 2.0),))
    one = build_index(data, recipe)
    other = build_index(data.assign(x=data["x"] * factor + shift), recipe)
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-6)


@given(numbers)
@settings(max_examples=40)
def test_means_are_ordered_and_do_not_change_the_data(data):
    data = data.assign(y=data["y"] + np.arange(len(data)) / 10)
    before = data.copy()
    recipe = Recipe((Indicator("x", "index"), Indicator("y", "index")), scale=(1, 100))
    scores = [
        build_index(data, recipe.changed(aggregation=how) if how != "arithmetic" else recipe).scores["index"]
        for how in ("harmonic", "geometric", "arithmetic")
    ]
    assert (scores[0] <= scores[1] + 1e-9).all()
    assert (scores[1] <= scores[2] + 1e-9).all()
    pd.testing.assert_frame_equal(data, before)


@given(st.lists(st.integers(-50, 50), min_size=4, max_size=30).filter(lambda v: len(set(v)) > 1))
def test_skewness_and_kurtosis_are_those_of_scipy(values):
    values = np.array([*values, np.nan], float)
    known = values[:-1]
    assert shape(values) == pytest.approx((skew(known, bias=False), kurtosis(known, bias=False)), abs=1e-9)
