import numpy as np
import pandas as pd
import pytest

from analysis.comparison.qca.configurations import (
    configurations,
    declared_configurations,
    extreme_pairs,
    formula,
)
from analysis.comparison.qca.declared import declare_sets, set_memberships, set_values
from analysis.errors import MethodError

SETS = pd.DataFrame(
    [
        ("Y", "outcome", "births", "after", 50, 70, 90, "", ""),
        ("A", "condition", "money", "before", 1, 2, 3, "present", "means"),
        ("B", "condition", "poor", "before", 10, 20, 30, "absent", "need"),
    ],
    columns=[
        "set_id", "role", "column", "period", "full_out", "crossover", "full_in", "expectation", "block",
    ],
).assign(reason="a reason", source="a source")  # fmt: skip


def cases(repeats: int = 4) -> pd.DataFrame:
    """Return crisp-like cases in which the outcome is there exactly where A is and B is not."""
    rows = [
        (0.9 if a and not b else 0.1, 0.9 if a else 0.1, 0.9 if b else 0.1) for a in (0, 1) for b in (0, 1)
    ]
    frame = pd.DataFrame(rows * repeats, columns=["Y", "A", "B"])
    return frame.set_axis([f"case{n}" for n in range(len(frame))])


def test_declared_sets_carry_anchors_expectations_and_blocks():
    found = declare_sets(SETS)
    assert found.outcome == "Y" and found.conditions == ("A", "B")
    assert found.expectations == {"A": True, "B": False}
    assert found.blocks == {"means": ("A",), "need": ("B",)}
    assert found.anchors["Y"].crossover == 70


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"role": "condition"}, "0 outcomes and 3 conditions"),
        ({"expectation": "perhaps"}, "'perhaps' is unknown"),
        ({"reason": " "}, "no reason"),
        ({"crossover": 5}, "must ascend"),
    ],
)
def test_a_wrong_declaration_is_refused(change: dict[str, object], told: str):
    with pytest.raises(MethodError, match=told):
        declare_sets(SETS.assign(**change))


def test_values_are_means_of_their_period_and_incomplete_districts_are_left_out():
    panel = pd.DataFrame(
        {
            "region_code": ["9101"] * 4 + ["9102"] * 4 + ["9103"] * 4,
            "year": [2005, 2006, 2012, 2013] * 3,
            "births": [10, 20, 80, 90, 10, 10, 70, np.nan, 5, 5, np.nan, np.nan],
            "money": [1.0, 3, 9, 9, 2, 2, 2, 2, 5, 5, 5, 5],
            "poor": [20.0, 10, 0, 0, 30, 30, 0, 0, 1, 1, 1, 1],
        }
    )
    regions = pd.DataFrame({"region_code": ["9101", "9102", "9103"], "level": "kabupaten"})
    found = set_values(panel, regions, SETS, (2005, 2006), (2012, 2013))
    assert list(found.index) == ["9101", "9102"]
    assert found.loc["9101"].tolist() == [85.0, 2.0, 15.0]
    assert found.loc["9102"].tolist() == [70.0, 2.0, 30.0]
    membership = set_memberships(found, SETS)
    assert membership.loc["9102", "Y"] == pytest.approx(0.5)  # at the crossover
    assert membership.loc["9101", "Y"] == pytest.approx(1 / (1 + np.exp(-3 * 15 / 20)))
    with pytest.raises(MethodError, match="'during' of the set 'Y' is unknown"):
        set_values(panel, regions, SETS.assign(period="during"), (2005, 2006), (2012, 2013))


def test_a_planted_configuration_is_found_and_its_absence_has_its_own():
    found = declared_configurations(cases(), SETS, pri=0.0, draws=19)
    assert formula(found, "parsimonious") == "A*~B" and formula(found, "conservative") == "A*~B"
    assert found.cases_count == 16 and found.refused == ""
    assert set(found.models["kind"]) == {"conservative", "parsimonious", "intermediate"}
    absent = declared_configurations(cases(), SETS, absent=True, pri=0.0, draws=19)
    assert set(formula(absent, "conservative").split(" + ")) == {"~A", "B"}


def test_order_of_rows_and_cases_left_out_do_not_matter():
    frame = cases()
    one = declared_configurations(frame, SETS, draws=19)
    other = declared_configurations(frame.sample(frac=1, random_state=1), SETS, draws=19)
    pd.testing.assert_frame_equal(one.models, other.models)
    extra = pd.concat([frame, frame.assign(Y=0.9).set_axis([f"x{n}" for n in range(16)])])
    kept = declared_configurations(extra, SETS, only=[*frame.index, "not there"], draws=19)
    pd.testing.assert_frame_equal(kept.models, one.models)


def test_too_few_cases_and_no_solution_are_told_and_give_no_model():
    few = declared_configurations(cases(1), SETS, draws=19)
    assert "4 cases and 2 conditions" in few.refused and few.models.empty and few.chance is None
    flat = cases().assign(Y=0.2)
    none = configurations(flat, "Y", ["A", "B"], {"A": True, "B": False}, draws=19)
    assert "reaches the cut-offs" in none.refused and formula(none, "conservative") == ""


def test_a_null_outcome_fits_no_better_than_chance():
    random = np.random.default_rng(3)
    frame = cases(6).assign(Y=random.permutation(np.repeat([0.1, 0.9], 12)))
    found = declared_configurations(frame, SETS, inclusion=0.5, pri=0.0, draws=99, seed=1)
    assert found.refused or (found.chance is not None and found.chance.share > 0.05)


def test_extreme_pairs_differ_least_with_another_outcome():
    found = extreme_pairs(cases(1).assign(A=[0.1, 0.1, 0.9, 0.5]), SETS)
    assert "case3" not in set(found["case_a"]) | set(found["case_b"])  # at one half: neither in nor out
    similar = found.loc[found["design"].str.startswith("most similar")]
    assert list(zip(similar["case_a"], similar["case_b"], strict=True)) == [("case0", "case2")]
    assert list(similar["differs_on"]) == ["A"]
