import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError, MethodError
from analysis.messages import in_language
from analysis.voice.answers import complaint_round
from tests.voice.surveys import answers, by_person


def small():
    return pd.DataFrame(
        {
            "round": 1, "unit_name": ["A", "A", "A", "B", "B", "B"],
            "respondent_id": ["R1", "R1", "R2", "R3", "R3", "R3"],
            "complaint_id": ["P1", "P2", "P1", "P1", "P2", "P3"],
            "answer": ["yes", "no", "no_answer", "no", "yes", "yes"],
            "complaint": ["Antre lama", "", "antre lama.", "", "Obat kosong", ""],
            "sex": ["female", "female", "", "male", "male", "male"],
            "age_years": [24, 24, 25, 60, 60, np.nan],
        }
    )  # fmt: skip


def test_answers_by_hand():
    found = complaint_round(small(), 1)
    assert found.units == ("A", "B")
    assert found.answers.loc["R1"].tolist()[:2] == [1.0, 0.0]
    assert found.answers.loc["R2"].isna().all()
    assert found.asked.loc["R2"].tolist() == [True, False, False]  # left open, and not asked
    assert found.people["age_group"].tolist() == ["0-24", "25-39", "60+"]
    assert found.people["sex"].tolist() == ["female", "", "male"]
    assert dict(found.wording) == {"P1": "Antre lama", "P2": "Obat kosong", "P3": "P3"}
    assert np.isnan(found.users["A"]) and not found.clustered


def test_a_group_of_age_that_is_given_is_kept():
    frame = small().assign(age_group=["tua", "tua", "", "", "", ""])
    assert complaint_round(frame, 1).people["age_group"].tolist() == ["tua", "25-39", "60+"]


def test_some_units_only_have_their_people_and_their_questions():
    found = complaint_round(small(), 1).within(["A"])
    assert list(found.people.index) == ["R1", "R2"]
    assert list(found.answers) == ["P1", "P2"]


def test_the_order_of_rows_does_not_matter_and_the_frame_is_left_alone():
    frame = answers(12)
    before = frame.copy()
    one, other = complaint_round(frame, 1), complaint_round(frame.sample(frac=1, random_state=3), 1)
    pd.testing.assert_frame_equal(one.answers, other.answers)
    pd.testing.assert_frame_equal(one.people, other.people)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda f: f.assign(answer=["yes", "no", "often", "no", "yes", "yes"]),
            "Row 4, column 'answer'.*'often'",
        ),
        (lambda f: pd.concat([f, f.iloc[[1]]], ignore_index=True), "Row 8: respondent 'R1'.*stands in row 3"),
        (
            lambda f: f.assign(respondent_id=list("112133"), complaint_id=list("abcdef")),
            "Row 5, column 'unit_name': respondent_id '1' has 'B' here and 'A' in row 2",
        ),
        (lambda f: f.assign(sex=["female", "male", "", "male", "male", "male"]), "Row 3, column 'sex'"),
        (lambda f: f.assign(age_years=[24, 42, 25, 60, 60, 60]), "Row 3, column 'age_years'.*42"),
        (
            lambda f: f.assign(complaint=["Antre lama", "", "Toilet kotor", "", "", ""]),
            "Row 4, column 'complaint': complaint_id 'P1' has 'toilet kotor' here and 'antre lama' in row 2",
        ),
        (lambda f: f.assign(users_count=[9, 9, 9, 40, 41, 40]), "Row 6, column 'users_count': unit_name 'B'"),
        (lambda f: f.assign(users_count=[1, 1, 1, 40, 40, 40]), "A has 2 respondents but only 1 users"),
        (
            lambda f: f.assign(weight=[0, 0, 1, 1, 1, 1]),
            "Row 2, column 'weight': expected a number above zero",
        ),
        (lambda f: f.assign(weight=[1, 1, np.nan, 1, 1, 1]), "Row 4, column 'weight'.*or none"),
    ],
)
def test_a_bad_row_is_named(change, words):
    with pytest.raises(DataError, match=words):
        complaint_round(change(small()), 1)


def test_a_row_is_named_in_indonesian_too():
    frame = pd.concat([small(), small().iloc[[1]]], ignore_index=True)
    with in_language("id"), pytest.raises(DataError, match="Baris 8: responden 'R1'"):
        complaint_round(frame, 1)


def test_refusals():
    with pytest.raises(MethodError, match="Round 3 has no answers; the table has: 1"):
        complaint_round(small(), 3)
    with pytest.raises(MethodError, match="'answer' is not in the table of answers"):
        complaint_round(small().drop(columns="answer"), 1)


def test_weights_and_clusters_are_kept():
    frame = by_person(answers(4), weight=[1.0, 2.0, 3.0, 4.0], cluster=["x", "x", "y", "y"])
    found = complaint_round(frame, 1)
    assert found.clustered
    assert found.people["weight"].tolist() == [1, 2, 3, 4]
