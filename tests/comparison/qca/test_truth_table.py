import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.qca.truth_table import CutOffs, truth_table
from analysis.errors import MethodError
from tests.comparison.qca.golden import HEALTH, LIPSET, golden

DECISION = {1: "positive", 0: "negative", None: "remainder"}
PUBLISHED = [
    ("qca_lipset_crisp", "survival", "SURV", LIPSET, CutOffs()),
    ("qca_lipset_crisp", "breakdown", "~SURV", LIPSET, CutOffs()),
    ("qca_lipset_fuzzy", "survival_cut08", "SURV", LIPSET, CutOffs(0.8)),
    ("qca_lipset_fuzzy", "survival_cut07", "SURV", LIPSET, CutOffs(0.7)),
    ("qca_lipset_fuzzy", "breakdown_cut08", "~SURV", LIPSET, CutOffs(0.8)),
    ("qca_robustness_payf", "solution", "HL", HEALTH, CutOffs(0.87, frequency=2)),
]


@pytest.mark.parametrize(("name", "key", "outcome", "conditions", "cut"), PUBLISHED)
def test_truth_tables_of_the_r_package_qca(name, key, outcome, conditions, cut):
    cases, expected = golden(name)
    table = truth_table(cases, outcome, conditions, cut)
    rows = expected["expected"][key]["truth_table"]
    assert [row["row"] for row in rows] == list(table.rows.index)
    for row in rows:
        found = table.rows.loc[row["row"]]
        assert [found[name] for name in conditions] == [row[name] for name in conditions]
        assert found["cases_count"] == row["n"]
        assert found["decision"] == DECISION[row["OUT"]]
        # The published numbers were printed to eleven decimals.
        assert found["inclusion"] == pytest.approx(row["incl"], abs=1e-9)
        assert found["pri"] == pytest.approx(row["PRI"], abs=1e-9)


def two_conditions(rows):
    return pd.DataFrame(rows, columns=["A", "B", "Y"], index=[f"c{i}" for i in range(len(rows))])


def test_consistency_and_pri_by_hand():
    table = truth_table(two_conditions([[0.8, 0.9, 0.6], [0.7, 0.6, 0.9], [0.2, 0.1, 0.4]]), "Y", ["A", "B"])
    both = table.rows.loc[4]
    # A*B: .8 .6 .1; min with Y: .6 .6 .1, sum 1.3 of 1.5. min(A*B, Y, ~Y): .4 .1 .1, sum .6.
    assert both["inclusion"] == pytest.approx(1.3 / 1.5)
    assert both["pri"] == pytest.approx(0.7 / 0.9)
    assert both["cases"] == "c0, c1"
    assert table.rows.loc[1, "cases"] == "c2"


def test_a_row_with_both_outcomes_is_mixed_and_can_be_a_contradiction():
    cases = two_conditions([[1, 1, 1], [1, 1, 0], [0, 0, 0], [0, 1, 1]])
    table = truth_table(cases, "Y", ["A", "B"], CutOffs(0.8, contradiction=0.4))
    assert table.rows["decision"].to_dict() == {1: "negative", 2: "positive", 4: "contradiction"}
    assert table.rows["mixed"].to_dict() == {1: False, 2: False, 4: True}
    assert any("hold cases with and without the outcome (row 4)" in told for told in table.warnings)


def test_remainders_are_all_rows_without_enough_cases():
    cases = two_conditions([[1, 1, 1], [1, 1, 1], [0, 0, 0]])
    table = truth_table(cases, "Y", ["A", "B"], CutOffs(frequency=2))
    assert table.remainders_count == 3
    assert table.remainders()["cases_count"].to_dict() == {1: 1, 2: 0, 3: 0}
    assert table.remainders()[["A", "B"]].to_numpy().tolist() == [[0, 0], [0, 1], [1, 0]]


def test_a_membership_of_exactly_half_belongs_to_no_row_and_is_told():
    table = truth_table(two_conditions([[0.5, 1, 1], [1, 1, 1], [0, 0, 0.5]]), "Y", ["A", "B"])
    assert table.unassigned == ("c0",)
    assert table.rows["cases_count"].sum() == 2
    assert any(told.startswith("c0 has a membership of exactly 0.5 in A") for told in table.warnings)
    assert any(told.startswith("c2 has a membership of exactly 0.5 in Y") for told in table.warnings)


def test_cases_that_cannot_be_told_apart_or_explain_nothing_are_told():
    told = " ".join(truth_table(two_conditions([[1, 1, 1], [1, 1, 1]]), "Y", ["A", "B"]).warnings)
    for words in ("A is the same in all", "outcome Y is the same", "All cases belong to one configuration"):
        assert words in told
    assert "There is one case" in " ".join(truth_table(two_conditions([[1, 1, 1]]), "Y", ["A", "B"]).warnings)
    nothing = truth_table(two_conditions([[1, 1, 0], [0, 1, 0.1]]), "Y", ["A", "B"]).warnings
    assert any("no solution to find" in told for told in nothing)


@pytest.mark.parametrize(
    ("cases", "outcome", "conditions", "cut", "words"),
    [
        ([[1, 1, np.nan]], "Y", ["A", "B"], None, "c0 in 'Y' is missing"),
        ([[1, 1.2, 1]], "Y", ["A", "B"], None, "'B' is 1.2"),
        ([[1, 1, 1]], "Z", ["A", "B"], None, "no column 'Z'"),
        ([[1, 1, 1]], "~A", ["A", "B"], None, "not the outcome"),
        ([[1, 1, 1]], "Y", [], None, "at least one condition"),
        ([[1, 1, 1]], "Y", ["A", "A"], None, "each once"),
        ([], "Y", ["A", "B"], None, "at least one row"),
        ([[1, 1, 1]], "Y", ["A", "B"], CutOffs(1.2), "cut-offs are impossible"),
        ([[1, 1, 1]], "Y", ["A", "B"], CutOffs(0.7, contradiction=0.8), "cut-offs are impossible"),
        ([[1, 1, 1]], "Y", ["A", "B"], CutOffs(frequency=0), "cut-offs are impossible"),
        ([[1, 1, 1]], "Y", [f"X{i}" for i in range(17)], None, "131,072 configurations"),
    ],
)
def test_what_cannot_be_tabulated_is_refused(cases, outcome, conditions, cut, words):
    with pytest.raises(MethodError, match=words):
        truth_table(two_conditions(cases), outcome, conditions, cut)


def test_a_repeated_case_is_refused():
    cases = two_conditions([[1, 1, 1], [0, 0, 0]]).set_axis(["c", "c"])
    with pytest.raises(MethodError, match="each case must occur once"):
        truth_table(cases, "Y", ["A", "B"])


memberships = st.lists(
    st.tuples(*[st.integers(0, 10).map(lambda number: number / 10)] * 3), min_size=1, max_size=12
)


@given(memberships)
@settings(max_examples=30)
def test_every_case_is_in_one_row_and_order_does_not_matter(rows):
    cases = two_conditions([list(row) for row in rows])
    before = cases.copy()
    table = truth_table(cases, "Y", ["A", "B"])
    assert table.rows["cases_count"].sum() + len(table.unassigned) == len(cases)
    assert table.rows["inclusion"].between(0, 1 + 1e-12).all()
    turned = truth_table(cases.iloc[::-1], "Y", ["A", "B"])
    pd.testing.assert_frame_equal(
        turned.rows.drop(columns="cases"), table.rows.drop(columns="cases"), check_exact=False
    )
    pd.testing.assert_frame_equal(cases, before)


@given(memberships)
@settings(max_examples=30)
def test_the_absence_of_the_outcome_is_one_minus_the_outcome(rows):
    cases = two_conditions([list(row) for row in rows])
    absent = truth_table(cases, "~Y", ["A", "B"])
    flipped = truth_table(cases.assign(Y=1 - cases["Y"]), "Y", ["A", "B"])
    np.testing.assert_allclose(absent.rows["inclusion"], flipped.rows["inclusion"])
