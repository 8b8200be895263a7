import pandas as pd
import pytest

from analysis.comparison.models.evidence import evidence_for, model_support
from analysis.errors import MethodError
from analysis.sources import load_table

EVIDENCE = pd.DataFrame(
    [
        ("E1", "6172", 2014, "a", "Plan", "high"),
        ("E2", "6172", 2010, "b", "Plan", "medium"),
        ("E3", "6172", None, "a", "Press", "low"),
        ("E4", "7322", 2010, "a", "Press", "high"),
        ("E5", "6172", 2010, "a", "Report", "high"),
        ("E6", "", 2010, "a", "Programme", "high"),
    ],
    columns=["evidence_id", "region_code", "year_from", "topic", "document_title", "confidence"],
).astype({"year_from": "Int64"})
STUDY = pd.DataFrame({"region_code": ["6172"], "model_id": ["idealist"]})


def dimensions(support="", contradict="", model="idealist"):
    return pd.DataFrame(
        [
            {
                "model_id": model,
                "dimension": "The standard stands in the plan",
                "what_would_support": "the plan",
                "what_would_contradict": "another plan",
                "deciding_document": "RPJMD",
                "evidence_ids_support": support,
                "evidence_ids_contradict": contradict,
            }
        ]
    )


def verdict(support="", contradict=""):
    return model_support(EVIDENCE, STUDY, dimensions(support, contradict)).iloc[0]


def test_evidence_is_in_the_order_of_events_with_unknown_years_last():
    assert list(evidence_for(EVIDENCE, "6172")["evidence_id"]) == ["E5", "E2", "E1", "E3"]


def test_only_the_topics_wanted():
    assert list(evidence_for(EVIDENCE, "6172", ["b"])["evidence_id"]) == ["E2"]


def test_nothing_coded_is_an_empty_table_with_its_columns():
    table = evidence_for(EVIDENCE, "3574")
    assert table.empty and list(table.columns) == list(EVIDENCE.columns)


def test_an_unknown_topic_is_refused():
    with pytest.raises(MethodError, match="no topic 'z'; its topics are a, b"):
        evidence_for(EVIDENCE, "6172", ["a", "z"])


@pytest.mark.parametrize(
    ("support", "contradict", "expected"),
    [
        ("", "", "open"),
        (None, float("nan"), "open"),
        ("E1; E2", "", "supported"),
        ("", "E1", "contradicted"),
        ("E1", "E5", "contested"),
        ("E3", "", "open"),
        ("E1", "E3", "supported"),
    ],
)
def test_the_verdict_follows_from_the_evidence(support, contradict, expected):
    assert verdict(support, contradict)["verdict"] == expected


def test_the_row_carries_its_evidence_its_sources_and_what_would_decide():
    row = verdict("E1;E2", "E5")
    assert row["evidence_ids"] == "E1; E2; E5"
    assert row["sources_count"] == 2
    assert row["what_would_decide"] == "RPJMD"
    assert "2 for and 1 against" in row["why"]
    assert "low confidence set aside" in verdict("E3")["why"]


@pytest.mark.parametrize(
    ("support", "contradict", "words"),
    [
        ("E9", "", "'E9', which is not in the evidence"),
        ("E4", "", "coded for '7322'"),
        ("", "E6", "coded for ''"),
        ("E1", "E1", "same evidence twice"),
    ],
)
def test_a_wrong_citation_is_refused(support, contradict, words):
    with pytest.raises(MethodError, match=words):
        verdict(support, contradict)


def test_models_and_dimensions_must_name_each_other():
    with pytest.raises(MethodError, match="no dimension"):
        model_support(EVIDENCE, STUDY, dimensions(model="idealist").iloc[:0])
    both = pd.concat([dimensions(), dimensions(model="pragmatic")])
    with pytest.raises(MethodError, match="'pragmatic' has no study region"):
        model_support(EVIDENCE, STUDY, both)


def test_a_repeated_evidence_id_is_refused():
    with pytest.raises(MethodError, match="'E1' occurs twice"):
        model_support(pd.concat([EVIDENCE, EVIDENCE]), STUDY, dimensions())


def test_the_committed_dimensions_give_a_verdict_for_each_study_region(evidence):
    regions = load_table("study/study-regions").frame
    table = load_table("study/model-dimensions").frame
    support = model_support(evidence, regions, table)
    assert len(support) == len(table)
    assert set(support["region_code"]) == {"6172", "7322", "3574"}
    assert (support["what_would_decide"].str.len() > 0).all()
    found = support.set_index(["model_id", "evidence_ids"])["verdict"]
    # The label "RPJMD 2013-2018" fits neither the mayor's term nor the next plan: not resolved silently.
    assert found["idealist-technocratic", "E0261; E0299; E0452"] == "contested"
    # The ministry found that the plan's and the agencies' indicators do not match.
    assert found["idealist-technocratic", "E0450; E0451"] == "contradicted"
    bare = support.loc[support["evidence_ids"] == "", "verdict"]
    assert set(bare) == {"open"}
