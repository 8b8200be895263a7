import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.qca.cases import TYPES, case_types
from analysis.comparison.qca.expressions import expression_membership
from analysis.comparison.qca.fit import necessity, sufficiency
from analysis.comparison.qca.necessity import necessary_conditions, necessary_disjunctions
from analysis.errors import MethodError
from tests.comparison.qca.golden import LIPSET, golden


@pytest.mark.parametrize("name", ["qca_lipset_crisp", "qca_lipset_fuzzy"])
def test_necessity_of_the_r_package_qca(name):
    cases, expected = golden(name)
    found = necessary_conditions(cases, "SURV", LIPSET).set_index("expression")
    assert list(found.index) == [sign + condition for condition in LIPSET for sign in ("", "~")]
    for row in expected["expected"]["necessity"]:
        # The published numbers were printed to eleven decimals.
        assert found.at[row["cond"], "inclusion"] == pytest.approx(row["inclN"], abs=1e-9)
        assert found.at[row["cond"], "relevance"] == pytest.approx(row["RoN"], abs=1e-9)
        assert found.at[row["cond"], "coverage"] == pytest.approx(row["covN"], abs=1e-9)


def test_fit_by_hand():
    x, y = np.array([1, 1, 0, 0.4]), np.array([1, 0, 0, 0.9])
    # min: 1 0 0 .4; sum x 2.4; sum y 1.9; min(x, y, 1 - y): 0 0 0 .1.
    found = sufficiency(x, y)
    assert found.inclusion == pytest.approx(1.4 / 2.4)
    assert found.coverage == pytest.approx(1.4 / 1.9)
    assert found.pri == pytest.approx(1.3 / 2.3)
    # Relevance: 1 - x: 0 0 1 .6, sum 1.6; 1 - min: 0 1 1 .6, sum 2.6.
    assert necessity(x, y).relevance == pytest.approx(1.6 / 2.6)


def test_a_set_that_holds_nobody_has_no_fit():
    nobody, some = np.zeros(3), np.array([0.0, 1, 1])
    assert np.isnan(sufficiency(nobody, some).inclusion)
    assert np.isnan(necessity(some, nobody).inclusion)
    assert np.isnan(necessity(np.ones(3), np.ones(3)).relevance)


shares = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: (round(pair[0], 3), round(pair[1], 3))),
    min_size=1,
    max_size=20,
)


@given(shares)
def test_sufficiency_of_a_set_is_necessity_the_other_way_round(pairs):
    x, y = np.array(pairs).T
    one, other = sufficiency(x, y), necessity(y, x)
    assert one.inclusion == pytest.approx(other.inclusion, nan_ok=True)
    assert one.coverage == pytest.approx(other.coverage, nan_ok=True)


@given(shares)
def test_a_set_inside_the_outcome_is_fully_consistent(pairs):
    x, y = np.array(pairs).T
    inside = np.minimum(x, y)
    if inside.sum() > 0:
        assert sufficiency(inside, y).inclusion == pytest.approx(1)


def test_expressions_of_the_published_ideal_types():
    cases, expected = golden("ideal_type_min_rule")
    for row in expected["expected"]["compound"]:
        for text in ("DEV*LIT + STB", "~DEV + ~LIT*STB"):
            assert expression_membership(cases, text)[row["case"]] == pytest.approx(row[text], abs=1e-9)


def test_an_expression_with_a_missing_set_is_missing():
    cases = pd.DataFrame({"A": [1.0, np.nan], "B": [0.2, 0.3], "name": ["x", "y"]})
    assert np.isnan(expression_membership(cases, "A*B")[1])
    assert expression_membership(cases, "~B").tolist() == [0.8, 0.7]


@pytest.mark.parametrize(
    ("text", "words"),
    [("A*C", "names 'C'"), ("A*~A", "it is empty"), ("A +", "names ''"), ("a", "did you mean A")],
)
def test_expressions_that_cannot_be_read_are_refused(text, words):
    with pytest.raises(MethodError, match=words):
        expression_membership(pd.DataFrame({"A": [1.0], "B": [0.0]}), text)


def test_disjunctions_are_minimal_necessary_and_relevant():
    cases, _ = golden("qca_lipset_fuzzy")
    found = necessary_disjunctions(cases, "SURV", LIPSET)
    assert list(found["expression"]) == ["LIT", "STB", "DEV + URB + IND"]
    joint = expression_membership(cases, "DEV + URB + IND")
    assert found.iloc[-1]["inclusion"] == pytest.approx(necessity(joint, cases["SURV"]).inclusion)
    assert necessary_disjunctions(cases, "SURV", LIPSET, most_literals=1)["expression"].tolist() == [
        "LIT",
        "STB",
    ]


def test_a_condition_that_is_always_there_is_necessary_but_not_relevant():
    cases = pd.DataFrame({"A": [1.0, 1, 1, 1], "B": [1.0, 0, 0, 0], "Y": [1.0, 0, 0, 0]})
    found = necessary_conditions(cases, "Y", ["A", "B"]).set_index("expression")
    assert found.at["A", "necessary"] and not found.at["A", "relevant"]
    assert found.at["B", "necessary"] and found.at["B", "relevant"]
    assert necessary_disjunctions(cases, "Y", ["A"]).empty


def test_too_many_alternatives_are_refused():
    cases = pd.DataFrame(np.eye(30), columns=[f"X{i}" for i in range(30)]).assign(Y=1.0)
    with pytest.raises(MethodError, match="Use fewer conditions or shorter"):
        necessary_disjunctions(cases, "Y", [f"X{i}" for i in range(30)], most_literals=5)


def test_case_types_by_hand():
    cases = pd.DataFrame(
        {"A": [0.6, 0.9, 0.8, 0.2, 0.1, 0.5], "Y": [0.9, 0.7, 0.2, 0.8, 0.3, 1.0]}, index=list("abcdef")
    )
    found = case_types(cases, "Y", "A")
    assert found["type"].tolist() == list(TYPES)
    assert found["uniquely_covered"].tolist() == [True, True, True, False, False, False]


def test_case_types_of_the_survival_of_democracy():
    cases, _ = golden("qca_lipset_fuzzy")
    found = case_types(cases, "SURV", "DEV*~URB*LIT*STB + DEV*LIT*IND*STB")
    assert found.at["FR", "terms"] == "DEV*~URB*LIT*STB + DEV*LIT*IND*STB"
    assert not found.at["FR", "uniquely_covered"]
    assert found.at["FI", "terms"] == "DEV*~URB*LIT*STB"
    # France is in by .81 + overlap .95 = outcome .95; Belgium .98 exceeds its outcome .95.
    assert found.loc[["FR", "BE", "EE"], "type"].tolist() == [TYPES[0], TYPES[1], TYPES[4]]
    flipped = case_types(cases, "~SURV", "~DEV")
    assert flipped.at["EE", "outcome"] == pytest.approx(0.88)
