import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.qca.solutions import minimise
from analysis.comparison.qca.truth_table import truth_table
from analysis.comparison.similarity.systems_designs import (
    MDSO,
    MSDO,
    cut_point_sensitivity,
    dichotomise,
    shared_configuration,
    systems_pairs,
)
from analysis.errors import MethodError
from tests.comparison.qca.golden import LIPSET, golden

ONE_BLOCK = {"all": LIPSET}


@pytest.fixture(scope="module")
def lipset():
    return golden("mdso_msdo_lipset")


def pairs_of(frame):
    return {(row.case_a, row.case_b): row.distance for row in frame.itertuples()}


def test_distances_of_all_lipset_pairs(lipset):
    cases, expected = lipset
    found = systems_pairs(cases, "SURV", ONE_BLOCK).pairs.set_index(["case_a", "case_b"])
    assert len(found) == 18 * 17 // 2
    for pair in expected["expected"]["pairs"]:
        row = found.loc[(pair["a"], pair["b"])]
        assert row["distance"] == pair["dist"]
        assert (row["design"] == MDSO) == pair["same"]


def test_extreme_lipset_pairs(lipset):
    cases, expected = lipset
    found = systems_pairs(cases, "SURV", ONE_BLOCK)
    similar = found.extreme(MSDO)
    assert pairs_of(similar) == {(p["a"], p["b"]): p["dist"] for p in expected["expected"]["msdo_pairs"]}
    differs = dict(
        zip(zip(similar["case_a"], similar["case_b"], strict=True), similar["differs_on"], strict=True)
    )
    assert differs == {(p["a"], p["b"]): p["differs_on"] for p in expected["expected"]["msdo_pairs"]}
    for outcome, key in ((1, "mdso_survival_pairs"), (0, "mdso_breakdown_pairs")):
        different = found.extreme(MDSO, outcome)
        assert pairs_of(different) == {(p["a"], p["b"]): p["dist"] for p in expected["expected"][key]}
        # The golden case lists shared presence only.
        present = ["+".join(n for n in text.split("*") if n and n[0] != "~") for text in different["shares"]]
        assert sorted(present) == sorted(p["shares"] for p in expected["expected"][key])


def test_what_the_most_different_survivors_share_is_the_intermediate_solution(lipset):
    cases, _ = lipset
    shared = shared_configuration(systems_pairs(cases, "SURV", ONE_BLOCK).extreme(MDSO, 1))
    solution = minimise(truth_table(cases, "SURV", LIPSET), "intermediate", dict.fromkeys(LIPSET, True))
    assert shared == solution.models[0].text == "DEV*LIT*STB"


def test_what_tells_the_most_similar_pairs_apart_is_the_parsimonious_solution(lipset):
    cases, _ = lipset
    differs = set(systems_pairs(cases, "SURV", ONE_BLOCK).extreme(MSDO)["differs_on"])
    solution = minimise(truth_table(cases, "SURV", LIPSET), "parsimonious")
    assert differs == set(solution.models[0].text.split("*"))


def coded(rows, columns):
    return pd.DataFrame(rows, columns=columns, index=[f"c{i}" for i in range(len(rows))])


def test_blocks_and_levels_by_hand():
    cases = coded([[0, 0, 0, 1], [0, 0, 1, 0], [1, 1, 1, 0], [1, 0, 0, 1]], ["A", "B", "C", "Y"])
    found = systems_pairs(cases, "Y", {"first": ["A", "B"], "second": ["C"]})
    pairs = found.pairs.set_index(["case_a", "case_b"])
    assert pairs.loc[("c0", "c2"), ["distance_first", "distance_second"]].tolist() == [2, 1]
    assert pairs.loc[("c0", "c1"), "shares"] == "~A*~B"
    level = found.levels.set_index(["level", "case_a", "case_b"])
    # Different outcomes: distances first 0 2 1 1, second all 1. c0-c1 is extreme in both at level 0.
    assert level.loc[(0, "c0", "c1"), ["extreme_blocks", "selected"]].tolist() == [2, True]
    assert level.loc[(0, "c0", "c2"), ["extreme_blocks", "selected"]].tolist() == [1, False]
    # One step from the extreme, c1-c3 and c2-c3 join; c0-c2 is two steps away.
    assert level.loc[(1, "c1", "c3"), "selected"] and not level.loc[(1, "c0", "c2"), "selected"]
    # The only pair of each outcome is its own extreme.
    assert level.loc[(0, "c0", "c3"), "extreme_blocks"] == 2
    assert found.levels["level"].max() == 1


def test_a_dichotomy_reaches_its_cut_point():
    values = pd.DataFrame({"x": [1.0, 2, 3], "kind": [0, 1, 1]})
    found = dichotomise(values, {"x": 2})
    assert found["x"].tolist() == [0, 1, 1]
    assert found["kind"].tolist() == [0, 1, 1]
    assert values["x"].tolist() == [1, 2, 3]


def test_cut_points_inside_the_interval_keep_the_pairs():
    rng = np.random.default_rng(5)
    values = pd.DataFrame(rng.integers(0, 20, (9, 3)).astype(float), columns=["A", "B", "Y"])
    values.index = [f"c{i}" for i in range(9)]
    cuts, blocks = {"A": 10.0, "B": 9.0, "Y": 8.0}, {"all": ["A", "B"]}
    found = cut_point_sensitivity(values, cuts, "Y", blocks).set_index("column")

    def selected(**changed):
        pairs = systems_pairs(dichotomise(values, cuts | changed), "Y", blocks)
        frames = [pairs.extreme(MSDO), pairs.extreme(MDSO, 0), pairs.extreme(MDSO, 1)]
        return set(zip(*(pd.concat(frames)[c] for c in ("case_a", "case_b")), strict=True))

    for name in cuts:
        row, own = found.loc[name], selected()
        assert row["lower"] < cuts[name] <= row["upper"]
        assert row["pairs_count"] == len(own)
        assert selected(**{name: row["upper"]}) == own
        if np.isfinite(row["lower"]):
            assert selected(**{name: row["lower"]}) != own
            assert row["lost_below"] == len(own - selected(**{name: row["lower"]}))


@pytest.mark.parametrize(
    ("rows", "blocks", "words"),
    [
        ([[0, 2, 1], [1, 1, 0]], {"all": ["A", "B"]}, "'B' of c0 is 2"),
        ([[0, np.nan, 1], [1, 1, 0]], {"all": ["A", "B"]}, "'B' of c0 is nan"),
        ([[0, 1, 1], [1, 1, 0]], {"all": ["A", "Z"]}, "'Z' is no column"),
        ([[0, 1, 1], [1, 1, 0]], {"x": ["A"], "y": ["A"]}, "a repeated one"),
        ([[0, 1, 1], [1, 1, 0]], {"x": ["A", "Y"]}, "the outcome"),
        ([[0, 1, 1], [1, 1, 0]], {"x": ["A"], "y": []}, "holds no condition"),
        ([[0, 1, 1]], {"x": ["A"]}, "at least two different cases"),
    ],
)
def test_impossible_input_is_refused(rows, blocks, words):
    with pytest.raises(MethodError, match=words):
        systems_pairs(coded(rows, ["A", "B", "Y"]), "Y", blocks)


def test_an_unknown_design_and_impossible_cut_points_are_refused():
    cases = coded([[0, 1, 1], [1, 1, 0]], ["A", "B", "Y"])
    with pytest.raises(MethodError, match="design 'both'"):
        systems_pairs(cases, "Y", {"x": ["A"]}).extreme("both")
    with pytest.raises(MethodError, match="cut point for 'Z'"):
        dichotomise(cases, {"Z": 1})
    with pytest.raises(MethodError, match="'A' is missing for c0"):
        dichotomise(coded([[np.nan, 1, 1]], ["A", "B", "Y"]), {"A": 1})


def test_no_pair_shares_nothing():
    assert shared_configuration(pd.DataFrame({"shares": []})) == ""


tables = st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=2, max_size=7)


@given(tables)
@settings(max_examples=25)
def test_distances_are_counts_of_differences(rows):
    cases = coded([list(row) for row in rows], ["A", "B", "C", "Y"])
    found = systems_pairs(cases, "Y", {"x": ["A", "C"], "y": ["B"]})
    for row in found.pairs.itertuples():
        expected = (cases.loc[row.case_a, ["A", "B", "C"]] != cases.loc[row.case_b, ["A", "B", "C"]]).sum()
        assert row.distance == expected == row.distance_x + row.distance_y
    selected = found.levels.loc[found.levels["selected"]]
    assert set(selected["group"]) == set(found.levels["group"])
