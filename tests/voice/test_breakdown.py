import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.statistics.proportions import proportion_interval
from analysis.voice.answers import complaint_round
from analysis.voice.breakdown import complaint_breakdown, natural
from analysis.voice.complaint_index import complaint_index
from tests.voice.surveys import answers, by_person


def cell(found, complaint, group):
    table = found.table
    return table[(table["complaint_id"] == complaint) & (table["group"] == group)].iloc[0]


def test_by_hand():
    # P1: 6 of 10 women and 8 of 10 men; P2: 2 women (small) and 9 men, so both go.
    lines = {"P1": "y" * 6 + "n" * 4 + "y" * 8 + "n" * 2, "P2": "y" * 2 + "n" * 8 + "y" * 9 + "n"}
    rows = [
        (f"R{i:02d}", name, "yes" if letter == "y" else "no", "female" if i < 10 else "male")
        for name, line in lines.items()
        for i, letter in enumerate(line)
    ]
    frame = pd.DataFrame(rows, columns=["respondent_id", "complaint_id", "answer", "sex"])
    found = complaint_breakdown(complaint_round(frame.assign(round=1, unit_name="A"), 1), "sex")
    women = cell(found, "P1", "female")
    interval = proportion_interval(6, 10)
    assert women["state"] == "shown" and women["complaints_count"] == 6
    assert [women["low_pct"], women["high_pct"]] == pytest.approx([100 * interval.low, 100 * interval.high])
    for group in ("female", "male"):
        hidden = cell(found, "P2", group)
        assert hidden["state"] == "suppressed"
        assert hidden[["respondents_count", "complaints_count", "share_pct", "low_pct"]].isna().all()
    assert found.suppressed_count == 2


def test_a_group_of_few_people_is_hidden_with_another_and_zero_is_shown():
    frame = by_person(answers(40, seed=2), distance_band=["<1 km"] * 3 + ["1-5 km"] * 15 + [">5 km"] * 22)
    answered = complaint_round(frame, 1)
    found = complaint_breakdown(answered, "distance_band")
    few = found.table[found.table["group"] == "<1 km"]
    assert (few["state"] == "suppressed").all()
    assert found.table.loc[found.table["group"] == "1-5 km", "state"].eq("suppressed").all()
    none = answers(40, shares={"P1": 0.0, "P2": 0.9})
    shown = complaint_breakdown(complaint_round(by_person(none, sex=["female", "male"] * 20), 1), "sex")
    zero = cell(shown, "P1", "female")
    assert (zero["state"], zero["complaints_count"], zero["share_pct"]) == ("shown", 0, 0)


def test_people_of_whom_it_is_not_known_are_a_group_so_that_totals_are_those_of_the_index():
    frame = by_person(answers(90, seed=3), sex=["female", "male", ""] * 30)
    answered = complaint_round(frame, 1)
    table = complaint_breakdown(answered, "sex", threshold=1).table
    assert list(dict.fromkeys(table["group"])) == ["female", "male", ""]
    sums = table.groupby("complaint_id")["complaints_count"].sum()
    index = complaint_index(answered).table.set_index("complaint_id")["complaints_count"]
    assert sums.sort_index().tolist() == index.sort_index().tolist()


def test_nobody_asked_is_missing_and_not_suppressed():
    one, two = answers(20, unit="A"), answers(20, unit="B", prefix="S", shares={"P01": 0.5, "P09": 0.5})
    found = complaint_breakdown(complaint_round(pd.concat([one, two], ignore_index=True), 1), "unit_name")
    missing = cell(found, "P09", "A")
    assert missing["state"] == "missing" and np.isnan(missing["share_pct"])


def test_groups_are_in_the_order_of_their_numbers():
    names = ["10+ km", "<1 km", "1-5 km", "5-10 km"]
    assert sorted(names, key=natural) == ["<1 km", "1-5 km", "5-10 km", "10+ km"]
    words = ["1-3 km", "lebih dari 3 km", "kurang dari 1 km"]
    assert sorted(words, key=natural) == ["kurang dari 1 km", "1-3 km", "lebih dari 3 km"]


def test_clusters_serve_groups_too():
    frame = by_person(
        answers(60, seed=4), cluster=[f"d{i % 6}" for i in range(60)], sex=["female", "male"] * 30
    )
    found = complaint_breakdown(complaint_round(frame, 1), "sex", threshold=1)
    shown = found.table[found.table["state"] == "shown"]
    assert (shown["low_pct"] <= shown["share_pct"]).all() and len(shown)


def test_refusals():
    answered = complaint_round(answers(10), 1)
    with pytest.raises(MethodError, match="grouping 'gender' is not known"):
        complaint_breakdown(answered, "gender")
    with pytest.raises(MethodError, match="Nothing is known of anybody's 'sex'"):
        complaint_breakdown(answered, "sex")
    with pytest.raises(MethodError, match="threshold is 0"):
        complaint_breakdown(answered, "unit_name", threshold=0)
