import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.models.property_space import assigned_types, assigned_verdicts, axis_support
from analysis.errors import MethodError
from analysis.sources import load_table

EVIDENCE = pd.DataFrame(
    [
        ("E1", "9101", "Plan", "high"),
        ("E2", "9101", "Report", "medium"),
        ("E3", "9101", "Plan", "low"),
        ("E4", "9102", "Plan", "high"),
    ],
    columns=["evidence_id", "region_code", "document_title", "confidence"],
)
CORNERS = pd.DataFrame({"model_id": ["first", "second"], "corner": ["A*~B", "~A*B"]})
STUDY = pd.DataFrame({"region_code": ["9101"], "model_id": ["first"]})


def coded(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    columns = [
        "region_code",
        "axis_id",
        "evidence_ids_support",
        "evidence_ids_contradict",
        "evidence_ids_aside",
    ]
    return pd.DataFrame(rows, columns=columns).assign(deciding_document="the plan itself")


def verdicts(a: str, b: str) -> pd.DataFrame:
    return pd.DataFrame({"region_code": "9101", "axis_id": ["A", "B"], "verdict": [a, b]})


def test_verdicts_follow_from_what_is_counted_and_not_from_what_is_set_aside():
    found = axis_support(EVIDENCE, coded(("9101", "A", "E1; E2", "", ""), ("9101", "B", "", "", "E1; E3")))
    assert list(found["verdict"]) == ["supported", "open"]
    assert list(found["sources_count"]) == [2, 0]
    assert list(found["aside_ids"]) == ["", "E1; E3"]


def test_low_confidence_decides_nothing_and_both_sides_contest():
    found = axis_support(EVIDENCE, coded(("9101", "A", "E1", "E2", ""), ("9101", "B", "E3", "", "")))
    assert list(found["verdict"]) == ["contested", "open"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("9101", "A", "E9", "", ""), "'E9', which is not in the evidence table"),
        (("9101", "A", "E4", "", ""), "coded for '9102'"),
        (("9101", "A", "E1", "", "E1"), "cites the same evidence twice"),
    ],
)
def test_a_wrong_citation_is_refused(row: tuple[str, str, str, str, str], told: str):
    with pytest.raises(MethodError, match=told):
        axis_support(EVIDENCE, coded(row))


def test_an_axis_coded_twice_is_refused():
    with pytest.raises(MethodError, match="coded twice for region 9101"):
        axis_support(EVIDENCE, coded(("9101", "A", "E1", "", ""), ("9101", "A", "E2", "", "")))


def test_by_hand_one_axis_for_and_one_open_leaves_two_of_four_corners():
    found = assigned_types(verdicts("supported", "open"), STUDY, CORNERS).assigned.iloc[0]
    assert (found["lowest"], found["highest"]) == (0.0, 1.0)
    assert found["verdict"] == "not evaluated" and found["possible_corners"] == 2
    assert found["against"] == "" and found["unknown"] == "B"


def test_one_axis_against_contradicts_the_corner_and_is_named():
    found = assigned_types(verdicts("supported", "supported"), STUDY, CORNERS)
    row = found.assigned.iloc[0]
    assert row["verdict"] == "contradicted" and row["against"] == "B" and row["possible_corners"] == 1
    assert found.types.cases["corner"].iloc[0] == "A*B"
    left_out = found.without.set_index("axis_id")["verdict"]
    assert left_out["B"] == "supported" and left_out["A"] == "contradicted"


@given(st.lists(st.sampled_from(["supported", "contradicted", "contested", "open"]), min_size=2, max_size=2))
def test_more_evidence_never_opens_a_corner(words: list[str]):
    known = assigned_types(verdicts(*words), STUDY, CORNERS).assigned.iloc[0]
    opened = assigned_types(verdicts(words[0], "open"), STUDY, CORNERS).assigned.iloc[0]
    assert opened["lowest"] <= known["lowest"] and known["highest"] <= opened["highest"]
    assert known["possible_corners"] <= opened["possible_corners"]


def test_a_region_without_verdict_and_a_model_without_corner_are_refused():
    with pytest.raises(MethodError, match="no verdict on the axis 'B'"):
        extra = pd.DataFrame({"region_code": ["9102"], "axis_id": ["A"], "verdict": ["open"]})
        both = pd.concat([verdicts("open", "open"), extra])
        study = pd.DataFrame({"region_code": ["9101", "9102"], "model_id": ["first", "first"]})
        assigned_types(both, study, CORNERS)
    with pytest.raises(MethodError, match="'third' has no corner"):
        assigned_types(verdicts("open", "open"), STUDY.assign(model_id="third"), CORNERS)
    with pytest.raises(MethodError, match="not one corner"):
        assigned_types(verdicts("open", "open"), STUDY, CORNERS.assign(corner=["A", "~A*B"]))


def test_the_committed_coding_covers_every_region_and_axis_and_cites_what_exists():
    evidence, rows = load_table("study/evidence").frame, load_table("study/ideal-type-evidence").frame
    study, corners = load_table("study/study-regions").frame, load_table("study/ideal-types").frame
    axes = load_table("study/ideal-type-axes").frame
    support = axis_support(evidence, rows)
    assert len(support) == len(study) * len(axes)
    assert set(support["axis_id"]) == set(axes["axis_id"])
    found = assigned_verdicts(support, study, corners)
    assert set(found["verdict"]) <= {"supported", "contradicted", "not evaluated"}
    aside = rows["evidence_ids_aside"].fillna("") != ""
    assert (rows.loc[aside, "why_aside"].fillna("") != "").all()
