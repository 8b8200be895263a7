import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.two_proportions import independent_difference, paired_difference
from analysis.voice.answers import complaint_round
from analysis.voice.counts import round_from_counts
from analysis.voice.rounds import compare_rounds
from tests.voice.surveys import answers, by_person, counts_of

BEFORE = {"P01": 0.8, "P02": 0.4, "P03": 0.3}
AFTER = {"P01": 0.2, "P02": 0.4, "P04": 0.3}


def rounds(first=None, second=None):
    first = answers(60, shares=BEFORE) if first is None else first
    second = answers(60, shares=AFTER, round=2, seed=2) if second is None else second
    return complaint_round(first, 1), complaint_round(second, 2)


def test_the_same_people_are_paired():
    one, two = rounds()
    found = compare_rounds(one, two)
    assert (found.design, found.same_people_count) == ("same people", 60)
    row = found.table.set_index("complaint_id").loc["P01"]
    before, after = one.answers["P01"] == 1, two.answers["P01"] == 1
    cells = (before & after, before & ~after, ~before & after, ~before & ~after)
    by_hand = paired_difference(*(int(cell.sum()) for cell in cells))
    assert row["p_value"] == pytest.approx(by_hand.p_value) and row["test"] == "McNemar, mid-p"
    assert [row["low_points"], row["high_points"]] == pytest.approx([100 * by_hand.low, 100 * by_hand.high])
    assert row["changed"] and row["change_points"] < -30


def test_a_complaint_of_one_round_is_not_compared():
    table = compare_rounds(*rounds()).table.set_index("complaint_id")
    assert table.loc["P03", ["state", "why"]].tolist() == ["not compared", "first round only"]
    assert table.loc["P04", ["state", "why"]].tolist() == ["not compared", "second round only"]
    assert table.loc[["P03", "P04"], ["change_points", "p_value", "holm"]].isna().all(axis=None)
    assert not table.loc[["P03", "P04"], "changed"].any()
    assert table.loc["P03", "first_respondents"] == 60


def test_different_people_are_independent():
    second = answers(50, shares=AFTER, round=2, seed=2, prefix="S")
    one, two = rounds(second=second)
    found = compare_rounds(one, two)
    assert (found.design, found.same_people_count) == ("different people", 0)
    row = found.table.set_index("complaint_id").loc["P02"]
    counts = [(int(a["P02"].sum()), len(a)) for a in (one.answers, two.answers)]
    by_hand = independent_difference(*counts[0], *counts[1])
    assert (row["p_value"], row["test"]) == (pytest.approx(by_hand.p_value), "score test")


def test_some_people_asked_twice():
    second = pd.concat(
        [
            answers(60, shares=AFTER, round=2, seed=2).query("respondent_id < 'R030'"),
            answers(30, shares=AFTER, round=2, seed=3, prefix="S"),
        ],
        ignore_index=True,
    )
    found = compare_rounds(*rounds(second=second))
    assert (found.design, found.same_people_count) == ("partly the same people", 30)
    assert found.table.set_index("complaint_id").loc["P01", "test"] == "z test, partly the same people"


def test_clusters_make_it_a_survey_and_widen():
    days = [f"d{i // 10}" for i in range(60)]
    plain = compare_rounds(*rounds(second=answers(60, shares=AFTER, round=2, seed=2, prefix="S")))
    second = by_person(answers(60, shares=AFTER, round=2, seed=2, prefix="S"), cluster=days)
    found = compare_rounds(*rounds(by_person(answers(60, shares=BEFORE), cluster=days), second))
    assert found.design == "survey"
    assert found.table.set_index("complaint_id").loc["P01", "test"] == "score test on effective counts"
    assert plain.design == "different people"


def test_units_of_one_round_only_are_left_out_and_named():
    first = pd.concat([answers(30, shares=BEFORE), answers(30, shares=BEFORE, unit="B", prefix="T")])
    found = compare_rounds(*rounds(first.reset_index(drop=True), answers(30, shares=AFTER, round=2, seed=2)))
    assert (found.units, found.units_left_out) == (("Unit A",), ("B",))
    assert found.table["first_respondents"].max() == 30


def test_a_question_put_in_other_words_is_said():
    first = answers(20, shares=BEFORE).assign(complaint=lambda f: "Keluhan " + f["complaint_id"])
    second = answers(20, shares=AFTER, round=2).assign(complaint=lambda f: "Pengaduan " + f["complaint_id"])
    table = compare_rounds(*rounds(first, second)).table.set_index("complaint_id")
    assert table["wording_changed"].tolist() == [True, True, False, False]


def test_controls_are_ordered_and_many_complaints_raise_the_bar():
    shares = {f"P{i:02d}": 0.3 for i in range(12)}
    one, two = rounds(answers(80, shares=shares), answers(80, shares=shares, round=2, seed=5, prefix="S"))
    table = compare_rounds(one, two).table
    assert (table["p_value"] <= table["benjamini_hochberg"] + 1e-12).all()
    assert (table["benjamini_hochberg"] <= table["benjamini_yekutieli"] + 1e-12).all()
    assert (table["benjamini_hochberg"] <= table["holm"] + 1e-12).all()
    assert not table["changed"].any()  # null control: nothing changed but luck


@given(st.integers(10, 40), st.integers(0, 30))
@settings(max_examples=4, deadline=None)
def test_turned_around_the_change_turns(people, seed):
    one = complaint_round(answers(people, seed=seed), 1)
    two = complaint_round(answers(people, seed=seed + 1, round=2), 2)
    there, back = compare_rounds(one, two).table, compare_rounds(two, one).table
    assert np.allclose(there["change_points"], -back["change_points"])
    assert np.allclose(there["low_points"], -back["high_points"])
    assert np.allclose(there["p_value"], back["p_value"])


def test_counts_are_compared_as_different_people():
    first, second = answers(60, shares=BEFORE), answers(60, shares=AFTER, round=2, seed=2)
    counts = pd.concat([counts_of(first), counts_of(second)], ignore_index=True)
    found = compare_rounds(round_from_counts(counts, 1), round_from_counts(counts, 2))
    apart = compare_rounds(*rounds(second=second.assign(respondent_id=lambda f: "S" + f["respondent_id"])))
    assert (found.design, found.same_people_count) == ("different people", 0)
    assert found.table["p_value"].tolist() == pytest.approx(apart.table["p_value"].tolist(), nan_ok=True)


def test_refusals():
    one, two = rounds()
    other = complaint_round(answers(10, unit="Z", round=2), 2)
    with pytest.raises(MethodError, match="no unit in common"):
        compare_rounds(one, other)
    new = complaint_round(answers(10, shares={"N1": 0.5}, round=2), 2)
    with pytest.raises(MethodError, match="No complaint was asked and answered in both rounds"):
        compare_rounds(one, new)
    with pytest.raises(MethodError, match="control 'bh'"):
        compare_rounds(one, two, control="bh")
