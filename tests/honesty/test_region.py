"""What a region has supplied, under audit."""

import numpy as np
import pandas as pd
import pytest

from analysis.honesty.region import READINGS, audit_region
from analysis.sources.tables import Table


def table(name, frame):
    return Table(name, None, frame, {}, {}, "")


@pytest.fixture
def indicators():
    rows = range(6)
    frame = pd.DataFrame(
        {
            "region_code": "9999", "year": 2012, "indicator_code": [f"KES-0{i}" for i in rows],
            "numerator": [400.0 + i for i in rows], "denominator": 500.0,
            "value_pct": [round((400 + i) / 5, 2) for i in rows], "target_pct": 90.0,
        }
    )  # fmt: skip
    return table("regions/9999/indicators", frame)


def test_each_table_gets_its_checks_and_keeps_its_name(indicators):
    frame = pd.DataFrame(
        {
            "region_code": "9999", "year": 2012, "unit_name": np.repeat(["A", "B"], 9),
            "element": [f"U{i}" for i in range(1, 10)] * 2, "mean_score": np.linspace(2, 4, 18),
        }
    )  # fmt: skip
    found = audit_region({"satisfaction-survey": table("x", frame), "indicators": indicators})
    assert [audit.table for audit in found] == ["regions/9999/indicators", "x"]
    assert "straight-answers" in {result.check_id for result in found[1].results}
    assert found[0].result("value-differs").status == "passed"


def test_a_planted_error_is_found_in_the_table_of_a_region(indicators):
    frame = indicators.frame.copy()
    frame.loc[2, "value_pct"] *= 100
    found = audit_region({"indicators": table("x", frame)})
    assert found[0].result("value-times-power").rows["indicator_code"].tolist() == ["KES-02"]


def test_answers_of_single_people_are_read_as_a_questionnaire():
    people = [f"R{i:02d}" for i in range(40)]
    base = {"region_code": "9999", "year": 2012, "round": 1, "unit_name": "A", "respondent_id": people}
    varied = {f"u{i}": [1 + (i + k) % 4 for k in range(40)] for i in range(1, 10)}
    satisfaction = pd.DataFrame({**base, **varied})
    satisfaction.loc[7, list(varied)] = 2
    complaints = pd.DataFrame(base).merge(
        pd.DataFrame({"complaint_id": [f"P{i}" for i in range(6)]}), "cross"
    )
    complaints["answer"] = ["yes", "no", "no_answer", "no"] * (len(complaints) // 4)
    found = audit_region(
        {"satisfaction-answers": table("s", satisfaction), "complaint-answers": table("c", complaints)}
    )
    flagged = found[1].result("straight-answers").rows
    assert flagged["respondent"].tolist() == ["R07"]
    read = READINGS["complaint-answers"].form(complaints)
    assert set(read["answer"]) == {0, 1} and len(read) == len(complaints) * 3 / 4


def test_nothing_supplied_is_nothing_audited():
    assert audit_region({}) == ()
