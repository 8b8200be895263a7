"""Checks on cumulative reports."""

import pandas as pd
import pytest

from analysis.errors import MethodError


def year(*values, code="1101"):
    frame = pd.DataFrame({"cumulative_value": values, "quarter": range(1, len(values) + 1)}, dtype=float)
    return frame.assign(region_code=code, year=2022, indicator_code="KES-03")


def test_a_cumulative_value_that_falls(run):
    frame = pd.concat([year(10, 30, 25, 60), year(10, 20, 30, 40, code="1102")])
    result = run("falling-cumulative", frame, "cumulative")
    assert result.rows["region_code"].tolist() == ["1101"] and result.evidence["step"].tolist() == [-5]
    assert run("falling-cumulative", year(10), "cumulative").status == "not evaluated"


def test_a_jump_at_the_end_of_the_year(run):
    jump, even = year(5, 12, 20, 80), year(20, 40, 60, 80, code="1102")
    result = run("year-end-jump", pd.concat([jump, even]), "cumulative")
    assert result.rows["region_code"].tolist() == ["1101"]
    assert result.evidence["largest_earlier_step"].tolist() == [8]
    assert run("year-end-jump", year(5, 12, 20), "cumulative").status == "not evaluated"
    gap = year(5, 12, 20, 80).query("quarter != 2")
    assert run("year-end-jump", gap, "cumulative").status == "not evaluated"


def test_row_order_does_not_matter(run):
    frame = pd.concat([year(5, 12, 20, 80), year(20, 40, 30, 80, code="1102")], ignore_index=True)
    for check in ("year-end-jump", "falling-cumulative"):
        one = run(check, frame, "cumulative")
        other = run(check, frame.sample(frac=1, random_state=2), "cumulative")
        pd.testing.assert_frame_equal(one.evidence, other.evidence)


@pytest.mark.parametrize(
    ("check", "kind", "column"),
    [
        ("year-end-jump", "cumulative", "quarter"),
        ("falling-cumulative", "cumulative", "quarter"),
    ],
)
def test_an_absent_column_is_named(check, kind, column, run):
    frame = pd.DataFrame(
        {"region_code": ["1101"], "year": [2013], "indicator_code": ["a"], "unit_name": ["b"]}
    )
    with pytest.raises(MethodError, match=f"'{column}' is not in"):
        run(check, frame, kind)
