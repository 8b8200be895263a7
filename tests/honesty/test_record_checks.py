"""Checks on indicator records and on targets: hand values, planted errors, clean records left alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.honesty.auditing import CHECKS
from analysis.honesty.catalogue_records import RECORD_CHECKS
from analysis.honesty.ratios import is_transposed

RATIOS = [check.id for check in RECORD_CHECKS if "indicators" in check.applies_to]
TARGETS = [check.id for check in CHECKS if "targets" in check.applies_to]


def records(*rows, target=80.0):
    """Rows of numerator, denominator, value; every row another district, one indicator."""
    frame = pd.DataFrame(rows, columns=["numerator", "denominator", "value_pct"], dtype=float)
    codes = [f"{1101 + i}" for i in range(len(frame))]
    return frame.assign(region_code=codes, year=2012, indicator_code="KES-03", target_pct=target)


def clean_records(seed=1, count=400):
    rng = np.random.default_rng(seed)
    bottom = rng.integers(800, 30000, count)
    top = rng.binomial(bottom, rng.uniform(0.4, 0.97, count))
    return records(*zip(top, bottom, np.round(100 * top / bottom, 2), strict=True), target=85.0)


def plan(*targets, national=None, code="1101"):
    frame = pd.DataFrame({"target_pct": targets, "year": range(2011, 2011 + len(targets))})
    frame = frame.assign(region_code=code, indicator_code="KES-03")
    return frame if national is None else frame.assign(national_target_pct=national)


def hits(result):
    return result.rows["region_code"].tolist()


@pytest.mark.parametrize("check_id", RATIOS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clean_records_are_hardly_accused(check_id, seed, run):
    result = run(check_id, clean_records(seed), "indicators")
    assert result.status != "not evaluated"
    assert len(result.rows) <= 2  # 1 in 200 of 400 rows


@pytest.mark.parametrize(
    ("check_id", "bad"),
    [
        ("zero-denominator", (0, 0, 100.0)),
        ("numerator-above-denominator", (550, 500, 110.0)),
        ("reversed-ratio", (400, 500, 125.0)),
        ("value-times-power", (400, 500, 8000.0)),
        ("value-times-power", (400, 500, 0.8)),
        ("value-times-target", (941, 941, 80.0)),
        ("value-times-target", (400, 500, 100.0)),
        ("capped-value", (550, 500, 100.0)),
        ("value-differs", (400, 500, 83.0)),
        ("digit-transposition", (14109, 16000, 88.69)),
    ],
)
def test_a_planted_error_is_found_and_its_neighbour_is_not(check_id, bad, run):
    result = run(check_id, records((700, 1000, 70.0), bad, (1300, 2000, 65.0)), "indicators")
    assert hits(result) == ["1102"] and result.status == "flagged"


def test_a_zero_denominator_without_a_value_is_right(run):
    assert run("zero-denominator", records((0, 0, None)), "indicators").status == "passed"


def test_reversed_columns_are_seen_in_all_units_of_an_indicator(run):
    frame = records((1000, 700, 142.86), (2000, 1300, 153.85), (500, 400, 125.0))
    assert hits(run("reversed-ratio", frame, "indicators")) == ["1101", "1102", "1103"]
    assert run("reversed-ratio", frame.head(2), "indicators").status == "passed"


def test_denominators_of_one_region_with_two_digits_exchanged(run):
    frame = records((9000, 14109, 63.79), (8000, 14190, 56.38), (100, 14910, 0.67))
    frame["region_code"], frame["indicator_code"] = "1101", ["a", "b", "c"]
    result = run("digit-transposition", frame, "indicators")
    assert result.rows["indicator_code"].tolist() == ["a", "b", "c"]  # 14190 and 14910 differ by one swap too
    assert run("digit-transposition", frame.iloc[[0, 2]], "indicators").status == "passed"


@given(st.integers(10, 10**9), st.integers(0, 8))
def test_transposition_is_what_swapping_two_characters_gives(number, power):
    digits = list(str(number))
    place = power % (len(digits) - 1)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    other = int("".join(digits))
    expected = other != number
    assert bool(is_transposed(np.array([number]), np.array([other]))[0]) is expected
    assert bool(is_transposed(np.array([other]), np.array([number]))[0]) is expected


@given(st.integers(1000, 9999), st.integers(1000, 9999))
def test_transposition_is_found_exactly_when_one_swap_leads_there(one, other):
    text = str(one)
    ways = {int(text[:i] + text[i + 1] + text[i] + text[i + 2 :]) for i in range(3)} - {one}
    assert bool(is_transposed(np.array([one]), np.array([other]))[0]) is (other in ways)


def test_rows_without_what_the_rule_needs_are_said_not_to_be_judged(run):
    result = run("value-differs", records((None, 500, 83.0), (400, 500, 80.0)), "indicators")
    assert result.status == "passed" and "1 rows: without n, d and a value" in result.sentence
    assert run("value-differs", records((None, 500, 83.0)), "indicators").status == "not evaluated"


@pytest.mark.parametrize("check_id", RATIOS)
def test_an_absent_column_is_named(check_id, run):
    frame = clean_records().drop(columns="denominator")
    with pytest.raises(MethodError, match="'denominator' is not in the table of indicators"):
        run(check_id, frame, "indicators")


@pytest.mark.parametrize("check_id", RATIOS)
def test_row_order_does_not_matter(check_id, run):
    frame = clean_records()
    frame.loc[::40, "value_pct"] *= 100
    other = run(check_id, frame.sample(frac=1, random_state=3), "indicators")
    pd.testing.assert_frame_equal(run(check_id, frame, "indicators").evidence, other.evidence)


def test_targets_by_hand(run):
    straight, still, bent = (
        plan(60, 65, 70, 75),
        plan(60, 60, 60, 60, code="1102"),
        plan(60, 62, 70, 71, code="1103"),
    )
    frame = pd.concat([straight, still, bent], ignore_index=True)
    assert set(hits(run("straight-targets", frame, "targets"))) == {"1101"}
    assert set(hits(run("constant-targets", frame, "targets"))) == {"1102"}
    assert run("straight-targets", plan(60, 65, 70), "targets").status == "not evaluated"
    assert run("constant-targets", plan(100, 100, 100, 100), "targets").status == "passed"


def test_a_gap_between_years_is_counted_in_the_step(run):
    frame = plan(60, 65, 70, 75, 80).drop(index=2)
    assert len(run("straight-targets", frame, "targets").rows) == 4


def test_targets_below_the_national_one(run):
    result = run("below-national", plan(70, 95, 80, national=[80.0, 90.0, np.nan]), "targets")
    assert result.rows["year"].tolist() == [2011] and "1 rows: no national target" in result.sentence
    assert run("below-national", plan(70, 80), "targets").status == "not evaluated"


@pytest.mark.parametrize("check_id", TARGETS)
def test_bent_targets_above_the_national_one_are_left_alone(check_id, run):
    assert run(check_id, plan(82, 85, 93, 94, national=80.0), "targets").status == "passed"
