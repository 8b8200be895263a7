"""Checks on tables of any form: repeated rows, amounts, complaints, promises."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.honesty.catalogue_answers import ANSWER_CHECKS

REGION = {"region_code": "9999", "year": 2012}
FORMS = [check for check in ANSWER_CHECKS if "survey" not in check.applies_to]


def lines(count=40, document="apbd", seed=1):
    amounts = np.round(10 ** np.random.default_rng(seed).uniform(7, 10, count), -3)
    return pd.DataFrame(
        {
            **REGION, "document": document, "organisation": "Dinas Kesehatan", "programme_name": "P",
            "activity_name": [f"K{i}" for i in range(count)], "amount_idr": amounts, "page": range(count),
        }
    )  # fmt: skip


def complaints(units=4, items=6):
    return pd.DataFrame(
        {
            **REGION, "round": 1, "unit_name": np.repeat([f"P{i}" for i in range(units)], items),
            "complaint_id": [f"C{i}" for i in range(items)] * units, "respondents_count": 100,
            "complaints_count": np.arange(units * items) * 3,
        }
    )  # fmt: skip


def promises(fulfilled="yes", checked_on="2013-06-01"):
    return pd.DataFrame([{**REGION, "promise_id": "J1", "fulfilled": fulfilled, "checked_on": checked_on}])


def clean(check):
    kind = sorted(check.applies_to)[0]
    table = {"amounts": pd.concat([lines(), lines(document="kua_ppas")], ignore_index=True),
             "complaints": complaints(), "promises": promises(), "rows": lines()}[kind]  # fmt: skip
    return table, kind


@pytest.mark.parametrize("check", FORMS, ids=lambda check: check.id)
def test_a_clean_table_passes(check, run):
    assert run(check.id, *clean(check)).status == "passed"


@pytest.mark.parametrize("check", FORMS, ids=lambda check: check.id)
def test_a_table_without_its_columns_is_refused(check, run):
    table, kind = clean(check)
    wanted = "year" if kind == "rows" else {"amounts": "amount_idr", "complaints": "complaints_count",
                                            "promises": "promise_id"}[kind]  # fmt: skip
    with pytest.raises(MethodError, match="is not in"):
        run(check.id, table.drop(columns=wanted), kind)


def test_a_repeated_row_may_differ_in_page_alone(run):
    frame = lines()
    again = pd.concat([frame, frame.iloc[[5]].assign(page=99)], ignore_index=True)
    result = run("repeated-rows", again, "rows")
    assert result.evidence[["row", "repeats_row"]].to_numpy().tolist() == [[41, 6]]
    other = pd.concat([frame, frame.iloc[[5]].assign(amount_idr=1.0)], ignore_index=True)
    assert run("repeated-rows", other, "rows").status == "passed"


def test_a_line_in_millions_among_rupiah(run):
    frame = lines()
    frame.loc[7, "amount_idr"] = 250.0
    assert run("small-amounts", frame, "amounts").rows["row"].tolist() == [8]
    assert run("small-amounts", frame.head(5), "amounts").status == "not evaluated"


@pytest.mark.parametrize("power", [-6, -3, 3, 6])
def test_a_line_a_thousand_times_that_of_the_other_documents(power, run):
    frame = pd.concat([lines(), lines(document="kua_ppas"), lines(document="rkpd")], ignore_index=True)
    frame.loc[3, "amount_idr"] *= 10.0**power * 1.2
    result = run("scaled-amounts", frame, "amounts")
    assert result.rows["row"].tolist() == [4] and result.evidence["power_of_ten"].tolist() == [power]
    two = frame.iloc[:80]  # of two documents nobody can say which is wrong
    assert run("scaled-amounts", two, "amounts").rows["row"].tolist() == [4, 44]
    assert run("scaled-amounts", frame.iloc[:40], "amounts").status == "not evaluated"


def test_amounts_of_inputs_have_another_name(run):
    frame = lines().rename(columns={"amount_idr": "value_idr"}).drop(columns="document")
    frame.loc[7, "value_idr"] = 250.0
    assert run("small-amounts", frame, "amounts").rows["row"].tolist() == [8]


def test_more_complaints_than_people(run):
    frame = complaints()
    frame.loc[2, "complaints_count"] = 101
    assert run("complaints-above-respondents", frame, "complaints").rows["row"].tolist() == [3]


def test_a_number_of_people_that_changes_within_a_round(run):
    frame = complaints()
    frame.loc[2, "respondents_count"] = 99
    assert run("changing-base", frame, "complaints").rows["unit_name"].tolist() == ["P0"]
    bare = frame.drop(columns="respondents_count")
    assert run("changing-base", bare, "complaints").status == "not evaluated"


@pytest.mark.parametrize("fulfilled", ["yes", "partly"])
def test_a_promise_kept_needs_a_day(fulfilled, run):
    assert len(run("unchecked-promises", promises(fulfilled, ""), "promises").rows) == 1
    assert run("unchecked-promises", promises("no", ""), "promises").status == "not evaluated"
