"""Checks on questionnaires and surveys."""

from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.honesty.auditing import CHECKS, find_check
from analysis.honesty.subject import make_subject

SURVEY = [check.id for check in CHECKS if check.applies_to == {"survey"}]


def answers(matrix, types=None, **columns):
    """One row per unit and item; rows of the matrix are units."""
    units, items = np.indices(np.shape(matrix))
    frame = pd.DataFrame({"unit_name": units.ravel(), "item": items.ravel(), "answer": np.ravel(matrix)})
    frame = frame.astype({"unit_name": str}).assign(region_code="1101", year=2013, **columns)
    return frame if types is None else frame.assign(unit_type=np.asarray(types)[units.ravel()])


def random_answers(seed, units=30, items=14):
    return np.random.default_rng(seed).integers(0, 2, (units, items))


def versions(first, *later, day="2019-12-30"):
    """The answers of one unit in several versions, an hour apart."""
    parts = [
        answers([version]).assign(submitted_at=f"{day}T{9 + hour:02d}:00:00")
        for hour, version in enumerate((first, *later))
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("check_id", SURVEY)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_honest_answers_accuse_nobody(check_id, seed, run):
    frame = answers(random_answers(seed), types=["state", "private"] * 15)
    frame = pd.concat([frame.assign(submitted_at=f"2019-12-0{d}") for d in (1, 2)], ignore_index=True)
    if check_id == "late-changes":
        frame = versions(*random_answers(seed, 3))
    assert run(check_id, frame, "survey").status == "passed"


def test_one_answer_to_all_items_where_others_differ(run):
    matrix = random_answers(1)
    matrix[4] = 1
    assert run("straight-answers", answers(matrix), "survey").rows["unit_name"].tolist() == ["4"]


def test_items_that_all_pass_accuse_nobody(run):
    assert run("straight-answers", answers(np.ones((30, 14), int)), "survey").status == "passed"
    assert run("straight-answers", answers(np.ones((30, 3), int)), "survey").status == "not evaluated"


def test_answers_are_compared_with_units_of_the_same_type(run):
    matrix = random_answers(2, 40)
    matrix[:8] = 1  # schools of a type that all pass honestly
    types = ["state"] * 8 + ["private"] * 32
    assert len(run("straight-answers", answers(matrix), "survey").rows) == 8
    assert run("straight-answers", answers(matrix, types), "survey").status == "passed"


def test_a_type_in_one_line_by_hand(run):
    # 14 of 14 state schools and 6 of 23 others: C(23, 6) of the C(37, 20) ways to place 20 straight units
    matrix = random_answers(3, 37)
    matrix[:20] = 1
    types = ["state"] * 14 + ["other"] * 23
    result = run("straight-types", answers(matrix, types), "survey")
    assert result.rows["unit_name"].tolist() == sorted(str(i) for i in range(14))
    row = result.evidence.iloc[0]
    assert (row["type_share"], row["other_share"]) == (1.0, pytest.approx(6 / 23))
    assert row["chance"] == pytest.approx(comb(23, 6) / comb(37, 20))
    assert run("straight-types", answers(matrix), "survey").status == "not evaluated"
    assert run("straight-types", answers(matrix[:8], types[10:18]), "survey").status == "not evaluated"


def test_a_second_version_that_only_improves(run):
    first = [1, 0, 0, 1, 0]
    better = run("late-changes", versions(first, [1, 1, 1, 1, 1]), "survey")
    assert better.evidence[["raised_count", "lowered_count"]].to_numpy().tolist() == [[3, 0]]
    assert better.rows["day"].tolist() == ["2019-12-30"]
    assert run("late-changes", versions(first, [1, 1, 1, 0, 1]), "survey").status == "passed"
    assert run("late-changes", versions(first, [1, 1, 0, 1, 0]), "survey").status == "passed"
    assert run("late-changes", versions(first), "survey").status == "not evaluated"
    assert run("late-changes", answers([first]), "survey").status == "not evaluated"
    later = pd.concat([versions(first), versions([1] * 5, day="2020-01-15")], ignore_index=True)
    assert run("late-changes", later, "survey").status == "not evaluated"  # another day is another report


def test_the_latest_version_is_the_one_that_is_judged(run):
    matrix = random_answers(4)
    frame = answers(matrix, submitted_at="2019-12-01")
    straight = answers(np.ones((1, 14), int), submitted_at="2019-12-02")
    both = pd.concat([straight, frame], ignore_index=True)
    assert run("straight-answers", both, "survey").rows["unit_name"].tolist() == ["0"]


def test_copied_items(run):
    matrix = random_answers(5)
    matrix[:, 9] = matrix[:, 3]
    assert run("copied-items", answers(matrix), "survey").rows[
        ["item", "other_item"]
    ].to_numpy().tolist() == [[3, 9]]
    assert run("copied-items", answers(np.ones((30, 14), int)), "survey").status == "passed"
    assert run("copied-items", answers(matrix[:3]), "survey").status == "not evaluated"


def test_copied_respondents(run):
    matrix = random_answers(6, 20, 20)
    matrix[13] = matrix[7]
    rows = run("copied-respondents", answers(matrix), "survey").rows
    assert rows[["answered_by", "other_answered_by"]].to_numpy().tolist() == [["13", "7"]]
    rounds = answers(matrix).assign(round=lambda frame: 1 + (frame["unit_name"] == "13"))
    assert run("copied-respondents", rounds, "survey").status == "passed"  # another round, no copy


@given(st.integers(0, 10_000), st.integers(0, 29), st.integers(0, 29))
@settings(max_examples=25, deadline=None)
def test_the_order_of_units_and_items_does_not_matter(seed, one, other):
    matrix = random_answers(seed, 30, 20)
    matrix[one], matrix[other] = 1, matrix[(other + 1) % 30]
    frame = answers(matrix)
    for check_id in ("straight-answers", "copied-respondents", "copied-items"):
        results = [
            find_check(check_id).run(make_subject(table, "survey"))
            for table in (frame, frame.sample(frac=1, random_state=seed))
        ]
        pd.testing.assert_frame_equal(results[0].evidence, results[1].evidence)


@pytest.mark.parametrize("check_id", SURVEY)
def test_an_absent_column_is_named(check_id, run):
    frame = answers(random_answers(1), types=["a"] * 30, submitted_at="2019-12-01").drop(columns="item")
    with pytest.raises(MethodError, match="'item' is not in the table of answers"):
        run(check_id, frame, "survey")


def test_answers_that_are_all_missing_are_not_evaluated(run):
    frame = answers(random_answers(1), types=["a"] * 30, submitted_at="2019-12-01").assign(answer=np.nan)
    assert {run(check_id, frame, "survey").status for check_id in SURVEY} == {"not evaluated"}
