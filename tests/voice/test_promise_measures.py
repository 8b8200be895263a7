"""Causes, coverage, fulfilment and the next round: by hand, by force, as properties, and refused."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from analysis.errors import DataError, MethodError
from analysis.voice.causes import answered_causes, complaints_answered
from analysis.voice.coverage import promise_coverage
from analysis.voice.fulfilment import (
    fulfilment_curve,
    fulfilment_rates,
    fulfilment_times,
    made_by,
    owners_compared,
)
from analysis.voice.next_round import next_round
from analysis.voice.record import promise_record, states_on
from tests.voice.promises import events, promises

A, B = "Puskesmas A", "Puskesmas B"


@pytest.fixture(scope="module")
def record():
    """Nine promises, all but the last signed on 1 January 2014, that ended in every way there is."""
    rows = [
        {"due_on": "2014-03-01", "complaint_id": "P01"},  # kept in time, after 31 days
        {"due_on": "2014-03-01", "complaint_id": "P02"},  # kept late, after 90 days
        {"due_on": "2014-03-01", "complaint_id": "P03"},  # moved, then kept by the new day, after 120 days
        {"due_on": "2014-06-01", "complaint_id": "P04"},  # partly kept
        {"due_on": "2014-06-01", "complaint_id": "P05", "owner": "skpd", "kind": "recommendation"},  # broken
        {
            "due_on": "2014-12-01",
            "complaint_id": "P06",
            "owner": "district",
            "kind": "recommendation",
        },  # open
        {
            "due_on": "2014-06-01",
            "complaint_id": "P01, P07",
            "owner": "skpd",
            "kind": "recommendation",
        },  # due
        {"due_on": "", "complaint_id": "", "unit_name": B},  # withdrawn
        {"due_on": "2014-06-01", "complaint_id": "P08", "unit_name": B},  # proposed only
    ]
    happened = [(f"J{n:02d}", "signed", "2014-01-01") for n in range(1, 9)] + [
        ("J01", "kept", "2014-02-01"), ("J02", "kept", "2014-04-01"),
        ("J03", "due_moved", "2014-02-15", "2014-06-01"), ("J03", "kept", "2014-05-01"),
        ("J04", "partly_kept", "2014-06-10"), ("J05", "broken", "2014-06-15"),
        ("J08", "withdrawn", "2014-02-20"), ("J09", "proposed", "2014-01-01"),
    ]  # fmt: skip
    return promise_record(promises(*rows), events(*happened))


DAY = "2014-07-01"


def test_rates_by_hand(record):
    found = fulfilment_rates(record, DAY).set_index("owner")
    every = found.loc["all"]
    expected = {
        "made_count": 8, "due_count": 6, "kept_by_due_count": 2, "kept_count": 3, "partly_kept_count": 1,
        "broken_count": 1, "withdrawn_count": 1, "open_count": 2, "overdue_count": 1,
    }  # fmt: skip
    assert every[list(expected)].to_dict() == expected
    assert every["kept_by_due_pct"] == pytest.approx(100 * 2 / 6) and every["kept_pct"] == 37.5
    assert every["kept_low_pct"] < 37.5 < every["kept_high_pct"]
    assert found.index.tolist() == ["all", "unit", "skpd", "district"]
    assert np.isnan(found.loc["district", "kept_by_due_pct"])  # nothing was due yet, which is not zero
    first = fulfilment_rates(record, DAY, due="first").set_index("owner").loc["all"]
    assert (first["kept_by_due_count"], first["due_count"]) == (
        1,
        6,
    )  # the moved one is late by its first day
    assert fulfilment_rates(record, "2014-02-10").set_index("owner").loc["all", "kept_count"] == 1


@given(st.integers(0, 400))
@settings(max_examples=8)
def test_every_promise_is_in_exactly_one_count(record, after):
    day = datetime.date(2014, 1, 1) + datetime.timedelta(days=after)
    found = fulfilment_rates(record, day)
    kinds = ["kept_count", "partly_kept_count", "broken_count", "withdrawn_count", "open_count"]
    assert (found[kinds].sum(axis=1) == found["made_count"]).all()
    parts = found[found["owner"] != "all"].drop(columns="owner")
    counts = [name for name in parts if name.endswith("_count")]
    assert (parts[counts].sum() == found.set_index("owner").loc["all", counts]).all()
    assert (found["kept_by_due_count"] <= found["kept_count"]).all()
    assert (found["overdue_count"] <= found["open_count"]).all()
    assert len(made_by(record, day)) == 8


def test_times_by_hand_and_those_without_a_day(record):
    found = fulfilment_times(record, DAY)
    times = found.table.set_index("promise_id")
    assert times["waiting_days"].to_dict() == {
        "J01": 31, "J02": 90, "J03": 120, "J04": 181, "J05": 165, "J06": 181, "J07": 181, "J08": 50,
    }  # fmt: skip
    assert times["outcome"].to_dict() == {
        "J01": "kept", "J02": "kept", "J03": "kept", "J04": "", "J05": "broken", "J06": "", "J07": "",
        "J08": "withdrawn",
    }  # fmt: skip
    old = promise_record(promises({"due_on": "2014-03-01", "fulfilled": "yes", "checked_on": "2014-02-01"}))
    assert fulfilment_times(old, DAY).left_out == ("J01",)
    assert fulfilment_times(old, DAY).table.empty


def test_curve_by_hand(record):
    found = fulfilment_curve(fulfilment_times(record, DAY), least_events=3)
    # 8 wait; kept at 31, withdrawn at 50 (6 left), kept at 90 and 120
    assert found.survival.table["survival"].tolist() == pytest.approx(
        [7 / 8, 7 / 8 * 5 / 6, 7 / 8 * 5 / 6 * 4 / 5]
    )
    # with withdrawal as an end of its own: 1/8, + 6/8 * 1/6 twice
    assert found.incidence.at("kept", 181) == pytest.approx(1 / 8 + 1 / 8 + 1 / 8)
    assert found.incidence.at("withdrawn", 181) == pytest.approx(1 / 8)
    assert 1 - found.survival.at(181)[0] > found.incidence.at("kept", 181)
    with pytest.raises(MethodError, match="3 of 8 promises .* were kept by 2014-07-01; .* at least 5"):
        fulfilment_curve(fulfilment_times(record, DAY))


def test_owners_compared_by_hand(record):
    found = owners_compared(fulfilment_times(record, DAY), seed=1)
    groups = found.groups.set_index("group")
    assert groups["subjects_count"].to_dict() == {"above": 3, "unit": 5}
    assert groups["events_count"].to_dict() == {"above": 0, "unit": 3}
    assert found.exact and found.assignments == 56
    assert groups.loc["above", "expected"] == pytest.approx(3 / 8 + 3 / 6 + 3 / 5)
    alone = promise_record(
        promises({}, {}), events(("J01", "signed", "2014-01-01"), ("J02", "signed", "2014-01-01"))
    )
    with pytest.raises(MethodError, match="two groups or more"):
        owners_compared(fulfilment_times(alone, DAY), seed=1)


def test_nothing_signed_and_an_unknown_due_date_are_refused(record):
    with pytest.raises(MethodError, match="No promise was signed by 2013-01-01"):
        fulfilment_rates(record, "2013-01-01")
    with pytest.raises(MethodError, match="'last' is not known; it is one of in_force, first"):
        fulfilment_rates(record, DAY, due="last")


def complaints(*counts, unit=None):
    frame = pd.DataFrame({"complaint_id": [f"P{n:02d}" for n in range(1, len(counts) + 1)]})
    frame = frame.assign(complaints_count=counts, respondents_count=100)
    return frame.assign(unit_name=unit) if unit else frame


def test_coverage_by_hand(record):
    states = states_on(record, DAY)
    table = complaints(40, 30, 30, 10, 5, 5, 2, 8, 0)
    every = promise_coverage(table, states)
    # J09 on P08 is only proposed; P07 has a recommendation; P09 nobody made
    assert (every.chosen_count, every.answered_count, every.promised_count) == (8, 7, 4)
    assert every.coverage == 7 / 8 and every.coverage_weighted == pytest.approx(122 / 130)
    answers = every.table.set_index("complaint_id")["answer"]
    assert answers[["P01", "P02", "P05", "P08"]].tolist() == ["both", "promise", "recommendation", "none"]
    top = promise_coverage(table, states, top=2)
    assert top.table.loc[top.table["chosen"], "complaint_id"].tolist() == [
        "P01",
        "P02",
        "P03",
    ]  # a tie stays whole
    assert promise_coverage(table, states, threshold_pct=8).chosen_count == 5
    by_unit = promise_coverage(pd.concat([complaints(9, unit=A), complaints(9, unit=B)]), states)
    assert by_unit.table["answer"].tolist() == [
        "both",
        "none",
    ]  # the promise of one unit is none of the other
    assert promise_coverage(complaints(5), states).elsewhere == ("J02", "J03", "J04", "J05", "J06", "J07")


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=9), st.integers(1, 9), st.randoms(use_true_random=False)
)
@settings(max_examples=10)
def test_coverage_forgets_the_order_and_is_what_counting_gives(record, counts, top, random):
    states, table = states_on(record, DAY), complaints(*counts)
    if not any(counts):
        with pytest.raises(MethodError, match="No complaint is chosen"):
            promise_coverage(table, states)
        return
    found = promise_coverage(table, states, top=top)
    mixed = table.sample(frac=1, random_state=random.randint(0, 99))
    pd.testing.assert_frame_equal(found.table, promise_coverage(mixed, states, top=top).table)
    chosen = [
        n for n, count in enumerate(counts, 1) if count and sum(other > count for other in counts) < top
    ]
    answered = [n for n in chosen if n <= 7]
    assert found.chosen_count == len(chosen) and found.answered_count == len(answered)
    weights = sum(counts[n - 1] for n in answered) / sum(counts[n - 1] for n in chosen)
    assert found.coverage_weighted == pytest.approx(weights)


def test_a_coverage_that_cannot_be_is_refused(record):
    states = states_on(record, DAY)
    with pytest.raises(MethodError, match="not by both"):
        promise_coverage(complaints(5), states, top=1, threshold_pct=5)
    with pytest.raises(MethodError, match="P01 stands in the table twice"):
        promise_coverage(pd.concat([complaints(5), complaints(5)]), states)
    with pytest.raises(MethodError, match="complaints_count"):
        promise_coverage(complaints(5).drop(columns="complaints_count"), states)


def causes(*rows):
    head = {
        "unit_name": A,
        "complaint_id": "P01",
        "cause": "satu petugas",
        "mendable_by": "unit",
        "promise_id": "",
    }
    return pd.DataFrame([{**head, **row} for row in rows])


def test_causes_and_what_answers_them_by_hand(record):
    found = answered_causes(
        causes(
            {}, {"mendable_by": "skpd"}, {"mendable_by": "district"}, {"promise_id": "J05"},
            {"complaint_id": "P99"}, {"unit_name": B},
        ),
        record.promises,
    )  # fmt: skip
    assert found["needs"].tolist() == ["promise", *["recommendation"] * 2, *["promise"] * 3]
    assert found["answered_by"].tolist() == ["J01", "J07", "J07", "J05", "", ""]
    assert found["answer"].tolist() == ["fits", "fits", "other owner", "other owner", "none", "none"]
    assert complaints_answered(record.promises)["complaint_id"].tolist().count("P01") == 2


def test_causes_that_cannot_be_are_refused(record):
    with pytest.raises(DataError, match="complaint-causes, row 3 .*no promise J77. The nearest: J07"):
        answered_causes(causes({}, {"promise_id": "J77"}), record.promises)
    with pytest.raises(DataError, match="row 2 .*'camat' is not one of unit, skpd"):
        answered_causes(causes({"mendable_by": "camat"}), record.promises)


def changes(values, unit=None):
    frame = pd.DataFrame({"complaint_id": list(values), "change_points": list(values.values())})
    return frame.assign(unit_name=unit) if unit else frame


def test_next_round_by_hand(record):
    states = states_on(record, DAY)
    values = {"P02": -9, "P03": -1, "P04": 2, "P05": -3, "P08": 4, "P98": 0, "P99": -2, "P97": np.nan}
    found = next_round(changes(values), states)
    assert found.table["group"].tolist() == ["kept", "kept", "partly kept", "not kept", *["no promise"] * 3]
    groups = found.groups.set_index("group")
    assert groups["fell_count"].tolist() == [2, 0, 1, 1] and groups["complaints_count"].tolist() == [
        2,
        1,
        1,
        3,
    ]
    assert found.left_out_count == 1
    assert groups.loc["kept", "median_change_points"] == -5
    assert found.difference_points == pytest.approx(100 * (1 - 1 / 3))
    assert found.low_points < found.difference_points < found.high_points
    # three of five fell; two of them among the two kept: 3/10 by the hypergeometric distribution
    assert found.p_value == pytest.approx(0.4) and hypergeom.pmf(2, 5, 3, 2) == pytest.approx(0.3)
    assert next_round(changes({"P01": -1}, unit=A), states).table["group"].tolist() == ["partly kept"]


def test_fishers_test_by_force(record):
    """The two-sided p is the chance of every table as unlikely as the one seen."""
    states = states_on(record, DAY)
    values = {"P02": -9, "P03": -1, "P90": 1, "P91": 1, "P92": 1, "P93": -1}
    found = next_round(changes(values), states)
    chances = [hypergeom.pmf(k, 6, 3, 2) for k in range(3)]
    assert found.p_value == pytest.approx(sum(c for c in chances if c <= chances[2] + 1e-12))


def test_a_next_round_that_cannot_be_is_refused_and_empty_groups_are_not_compared(record):
    states = states_on(record, DAY)
    with pytest.raises(MethodError, match="asked in both rounds"):
        next_round(changes({"P01": np.nan}), states)
    with pytest.raises(MethodError, match="twice"):
        next_round(pd.concat([changes({"P01": 1})] * 2), states)
    found = next_round(changes({"P02": -1}), states)
    assert np.isnan([found.difference_points, found.p_value]).all()
    assert np.isnan(found.groups.set_index("group").loc["no promise", "fell_pct"])
