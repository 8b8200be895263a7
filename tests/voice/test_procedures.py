"""The register of procedures: completeness, use and times by hand, as properties, and refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.voice.next_round import changes_by_unit
from analysis.voice.procedure_times import promised_against_measured
from analysis.voice.procedures import procedure_completeness, procedures_in_use

HEAD = {"unit_name": "Puskesmas A", "title": "Pendaftaran", "legal_basis": "SK 1", "steps_count": 6.0,
        "duration_days": 0.5, "fee_idr": 0.0, "published_to_users": "yes", "applied": "yes"}  # fmt: skip


def register(*rows):
    return pd.DataFrame([{**HEAD, "procedure_id": f"SOP-{n}", **row} for n, row in enumerate(rows, 1)])


@pytest.fixture(scope="module")
def elements():
    return load_table("standards/procedure-elements").frame


def test_the_table_of_elements_says_what_is_verified(elements):
    services = elements[elements["set"] == "service_standard"]
    assert len(services) == 14  # components of UU 25/2009 article 21
    assert services["part"].value_counts().to_dict() == {"management": 8, "delivery": 6}
    assert elements["element"].is_unique
    assert (elements.loc[elements["verified"] == "yes", "evidence"] != "").all()
    assert {"yes", "no"} == set(elements["verified"])


def test_completeness_by_hand(elements):
    found = procedure_completeness(
        register({}, {"legal_basis": ""}, {"duration_days": np.nan, "steps_count": np.nan}), elements
    )
    told = found.procedures
    # of 19 elements the template tells of title, legal basis, steps and time
    assert told["asked_count"].tolist() == [4, 4, 4] and told["has_count"].tolist() == [4, 3, 2]
    assert told["complete"].tolist() == [True, False, False]
    assert told["lacks"].tolist() == ["", "Dasar hukum", "Uraian kegiatan; Mutu baku: waktu"]
    rows = found.elements.set_index("element")
    assert len(rows) == 19 and rows["has_pct"].notna().sum() == 4
    assert rows.loc["legal_basis", "has_pct"] == pytest.approx(100 * 2 / 3)
    assert rows.loc["equipment", "column"] == "" and np.isnan(rows.loc["equipment", "has_count"])


def test_a_register_with_more_columns_tells_of_more(elements):
    more = register({"actors": "yes", "equipment": "no"}, {"actors": "unknown", "equipment": "timbangan"})
    found = procedure_completeness(more, elements)
    assert found.procedures["asked_count"].tolist() == [6, 6]
    assert found.procedures["lacks"].tolist() == ["Peralatan dan perlengkapan", "Pelaksana"]
    standard = procedure_completeness(more, elements, element_set="service_standard").elements.set_index(
        "element"
    )
    assert standard.loc["service_fee", "has_pct"] == 100  # a fee of zero is a fee that is told


def test_use_by_hand():
    rows = register(
        {}, {"applied": "partly"}, {"applied": "unknown", "published_to_users": "no", "unit_name": "B"}
    )
    found = procedures_in_use(rows, by="unit_name").set_index(["group", "question"])
    every = found.loc[("all", "applied")]
    assert every[["yes_count", "partly_count", "no_count", "unknown_count", "known_count"]].tolist() == [
        1,
        1,
        0,
        1,
        2,
    ]
    low, high = proportion_confint(1, 2, method="wilson")
    assert every[["yes_pct", "low_pct", "high_pct"]].tolist() == pytest.approx([50, 100 * low, 100 * high])
    assert np.isnan(found.loc[("B", "applied"), "yes_pct"])
    assert found.loc[("B", "published_to_users"), "no_count"] == 1


@given(
    st.lists(st.sampled_from(["yes", "partly", "no", "unknown"]), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
@settings(max_examples=15)
def test_use_adds_up_and_forgets_the_order(answers, random):
    rows = register(*[{"applied": answer} for answer in answers])
    found = procedures_in_use(rows)
    counts = [f"{name}_count" for name in ("yes", "partly", "no", "unknown")]
    assert (found[counts].sum(axis=1) == len(answers)).all()
    pd.testing.assert_frame_equal(
        found, procedures_in_use(rows.sample(frac=1, random_state=random.randint(0, 99)))
    )


def test_times_by_hand():
    rows = register({}, {"duration_days": np.nan}, {})
    cases = pd.DataFrame({"procedure_id": ["SOP-1"] * 4 + ["SOP-2"], "measured_days": [0.2, 0.5, 0.6, 3, 1]})
    found = promised_against_measured(rows, cases)
    assert found["why"].tolist() == ["", "no time promised", "nothing measured"]
    first = found.iloc[0]
    assert (first["cases_count"], first["within_count"], first["within_pct"]) == (4, 2, 50)
    low, high = proportion_confint(2, 4, method="beta")
    assert [first["low_pct"], first["high_pct"]] == pytest.approx([100 * low, 100 * high])
    assert (first["median_days"], first["longest_days"]) == (0.55, 3)
    assert found["within_pct"].isna().tolist() == [False, True, True]


def test_changes_by_unit_by_hand():
    rows = [(1, "A", "P1", 100, 40), (2, "A", "P1", 50, 10), (1, "A", "P2", 100, 5), (2, "B", "P1", 80, 8)]
    survey = pd.DataFrame(
        rows, columns=["round", "unit_name", "complaint_id", "respondents_count", "complaints_count"]
    )
    found = changes_by_unit(survey, 1, 2).set_index(["unit_name", "complaint_id"])["change_points"]
    assert found[("A", "P1")] == -20 and found.isna().sum() == 2
    with pytest.raises(MethodError, match="Round 3"):
        changes_by_unit(survey, 1, 3)
    with pytest.raises(MethodError, match="Round 1 .* twice"):
        changes_by_unit(pd.concat([survey, survey]), 1, 2)


def cases(name, days):
    return pd.DataFrame({"procedure_id": [name], "measured_days": [days]})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda e: procedure_completeness(register({}), e, element_set="spp"), "'spp' is not known.*sop"),
        (lambda e: procedure_completeness(register({}).iloc[:0], e), "no procedures"),
        (lambda e: procedure_completeness(register({}, {"procedure_id": "SOP-1"}), e), "SOP-1 .* twice"),
        (lambda e: procedure_completeness(register({}), e[e["element"] == "equipment"]), "no column"),
        (lambda e: procedures_in_use(register({}), by="unit"), "unit"),
        (lambda e: promised_against_measured(register({}), cases("X", 1)), "no procedure X"),
        (lambda e: promised_against_measured(register({}), cases("SOP-1", -1)), "below zero"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(elements, call, words):
    with pytest.raises(MethodError, match=words):
        call(elements)
