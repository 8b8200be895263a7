"""Promises as a dated record: legal steps only, any order of rows, the older columns give the same record."""

import datetime
import io

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, MethodError, ParameterError
from analysis.messages import in_language
from analysis.voice.causes import answered_causes
from analysis.voice.record import promise_record, states_on
from analysis.voice.transitions import ALLOWED, EVENTS, FINAL, OPEN, STATES, next_state, transition_table
from tests.voice.promises import events, promises

DUE = {"due_on": "2014-06-30"}
SIGNED = ("J01", "signed", "2014-01-10")


def state(record, day):
    found = states_on(record, day)
    return dict(zip(found["promise_id"], found["state"], strict=True))


def test_the_table_of_transitions():
    table = transition_table()
    assert set(table["event"]) == set(EVENTS)
    assert not table["state"].isin(FINAL).any()  # nothing follows
    assert set(table["next_state"]) == set(STATES)
    assert len(table) == sum(len(states) for states in ALLOWED.values())
    assert next_state("", "kept") is None and next_state("signed", "due_moved") == "signed"


def test_a_promise_by_hand_on_every_day_of_its_life():
    record = promise_record(
        promises(DUE),
        events(
            ("J01", "proposed", "2014-01-05"), SIGNED, ("J01", "published", "2014-01-20"),
            ("J01", "due_moved", "2014-06-15", "2014-09-30"),
            ("J01", "partly_kept", "2014-10-05", "", "foto"),
            ("J01", "kept", "2014-12-01", "", "berita acara"),
        ),
    )  # fmt: skip
    days = {
        "2014-01-04": None, "2014-01-05": "proposed", "2014-01-10": "signed", "2014-06-30": "published",
        "2014-09-29": "published", "2014-09-30": "due", "2014-10-04": "due", "2014-10-05": "partly_kept",
        "2014-12-01": "kept", "2030-01-01": "kept",
    }  # fmt: skip
    assert {day: state(record, day).get("J01") for day in days} == days
    row = states_on(record, datetime.date(2014, 10, 4)).iloc[0]
    assert (row["overdue_days"], row["moves_count"], row["evidence"]) == (4, 1, "")
    assert (row["due_on"], row["first_due_on"]) == (pd.Timestamp("2014-09-30"), pd.Timestamp("2014-06-30"))
    assert row["since"] == pd.Timestamp("2014-09-30") and pd.isna(row["outcome_on"])
    late = states_on(record, "2015-01-01").iloc[0]
    assert late["outcome_on"] == pd.Timestamp("2014-12-01") and late["evidence"] == "berita acara"
    assert pd.isna(late["overdue_days"])


@pytest.mark.parametrize(
    ("fulfilled", "checked", "expected"),
    [
        ("yes", "2014-07-15", "kept"),
        ("partly", "2014-07-15", "partly_kept"),
        ("no", "2014-07-15", "broken"),
        ("no", "2014-05-01", "due"),  # looked at before its day: still open then, due by now
        ("unknown", "", "due"),
    ],
)
def test_the_older_columns_give_the_same_record_as_events(fulfilled, checked, expected):
    old = promise_record(promises({**DUE, "fulfilled": fulfilled, "checked_on": checked}))
    assert state(old, "2014-12-31") == {"J01": expected}
    assert state(old, "2014-05-02") == {"J01": "signed"}
    if expected == "due":
        return
    new = promise_record(promises(DUE), events(SIGNED, ("J01", expected, checked)))
    columns = ["event", "on", "state"]
    assert old.events[columns].tail(1).equals(new.events[columns].tail(1).set_index(old.events.index[-1:]))


def test_events_and_older_columns_together():
    row = {**DUE, "fulfilled": "yes", "checked_on": "2014-07-15"}
    record = promise_record(promises(row), events(SIGNED))
    assert record.events["event"].tolist() == ["signed", "kept"]
    both = promise_record(promises(row), events(SIGNED, ("J01", "kept", "2014-06-20")))
    assert both.events["on"].iloc[-1] == pd.Timestamp("2014-06-20")  # the event is nearer to what happened
    not_yet = {**DUE, "fulfilled": "no", "checked_on": "2014-07-15"}
    assert state(
        promise_record(promises(not_yet), events(SIGNED, ("J01", "kept", "2014-08-01"))), "2015-01-01"
    )


def test_a_promise_called_kept_without_a_day_enters_nothing_and_is_named():
    record = promise_record(promises({**DUE, "fulfilled": "yes"}, {"fulfilled": "no"}))
    assert record.undated == ("J01",)
    assert state(record, "2014-12-31") == {"J01": "due", "J02": "signed"}


def test_tables_that_another_program_read_with_empty_cells_as_missing_numbers():
    def again(frame):
        return pd.read_csv(io.StringIO(frame.to_csv(index=False)))

    table = again(promises({"complaint_id": ""}, {"complaint_id": "", "due_on": ""}))
    assert table["due_on"].dtype == float and table["complaint_id"].dtype == float
    record = promise_record(table, again(events(SIGNED, ("J02", "signed", "2014-01-10"))))
    assert state(record, "2014-12-31") == {"J01": "signed", "J02": "signed"}
    row = {"unit_name": "A", "complaint_id": "P01", "cause": "x", "mendable_by": "unit", "promise_id": ""}
    assert answered_causes(again(pd.DataFrame([row])), record.promises)["answer"].tolist() == ["none"]


def test_no_promises_and_no_events():
    record = promise_record(promises({}).iloc[:0])
    assert states_on(record, "2014-01-01").empty and record.undated == ()


LATER = ("J01", "due_moved", "2014-07-02", "2014-08-01")
NOTED = ("J01", "due", "2014-06-30")
WRONG = [
    (
        [SIGNED, ("J01", "kept", "2013-12-01")],
        r"row 3 .*J01 is kept on 2013-12-01, before it was made: it was signed on 2014-01-10 \(row 2\)",
    ),
    ([("J01", "kept", "2014-02-01")], "row 2 .*no row says that it was signed. Add the event 'signed'"),
    (
        [SIGNED, ("J01", "kept", "2014-02-01"), ("J01", "broken", "2014-08-01")],
        r"row 4 .*broken on 2014-08-01, but it was kept on 2014-02-01 \(row 3\), and nothing follows",
    ),
    ([SIGNED, SIGNED], "row 3 .*signed a second time.*row 2"),
    ([SIGNED, ("J9", "kept", "2014-02-01")], "row 3 .*no promise J9. The nearest: J01"),
    ([("J01", "signed", "2014-07-01")], "service-promises, row 2 .*due on 2014-06-30, before it was signed"),
    ([SIGNED, LATER], "row 3 .*was due on 2014-06-30; its due date cannot be moved on 2014-07-02"),
    ([SIGNED, NOTED, LATER], "was due already"),
    ([SIGNED, ("J01", "due_moved", "2014-06-01")], "'new_due_on' is filled exactly where"),
    ([SIGNED, ("J01", "kept", "2014-06-01", "2014-08-01")], "'new_due_on' is filled exactly where"),
    ([SIGNED, ("J01", "due_moved", "2014-06-01", "2014-05-01")], "2014-05-01 lies before 2014-06-01"),
    ([SIGNED, ("J01", "broken", "2014-06-01")], "broken on 2014-06-01, before its due date 2014-06-30"),
    ([SIGNED, ("J01", "kept", "2014-02-30")], "row 3 .*column 'on': '2014-02-30' is no day of the calendar"),
    ([SIGNED, ("J01", "kept", "")], "row 3 .*has no day"),
    ([SIGNED, ("J01", "done", "2014-02-03")], "row 3 .*'done' is no event.*kept"),
    ([SIGNED, ("J01", "kept", "2014-02-03"), ("J01", "published", "2014-03-03")], "nothing follows"),
    (
        [SIGNED, ("J01", "partly_kept", "2014-02-03"), ("J01", "published", "2014-03-03")],
        "published on 2014-03-03, which cannot follow partly_kept",
    ),
]


def test_events_of_one_day_are_read_in_their_order():
    rows = [NOTED, ("J01", "due_moved", "2014-06-30", "2014-06-30"), SIGNED]
    assert state(promise_record(promises(DUE), events(*rows)), "2014-07-01") == {"J01": "due"}


@pytest.mark.parametrize(("rows", "words"), WRONG)
def test_a_record_that_cannot_be_says_where_and_what_to_do(rows, words):
    with pytest.raises(DataError, match=words):
        promise_record(promises(DUE), events(*rows))


def test_a_record_that_cannot_be_is_said_in_indonesian():
    with in_language("id"), pytest.raises(DataError, match="baris 3 .*janji J01 .*sebelum dibuat"):
        promise_record(promises(DUE), events(SIGNED, ("J01", "kept", "2013-12-01")))


def test_tables_that_contradict_each_other_and_promises_twice():
    row = {**DUE, "fulfilled": "yes", "checked_on": "2014-07-15"}
    with pytest.raises(
        DataError, match="row 2 .*fulfilled = yes on 2014-07-15, but promise-events says.*broken"
    ):
        promise_record(promises(row), events(SIGNED, ("J01", "broken", "2014-07-15")))
    with pytest.raises(DataError, match=r"row 3 .*J01 stands already in row 2"):
        promise_record(promises({}, {"promise_id": "J01"}))
    with pytest.raises(DataError, match="row 2 .*column 'due_on': '2014-13-01'"):
        promise_record(promises({"due_on": "2014-13-01"}))
    with pytest.raises(MethodError, match="promise_id"):
        promise_record(promises({}).drop(columns="promise_id"))
    with pytest.raises(ParameterError, match="'tomorrow' is no day"):
        states_on(promise_record(promises({})), "tomorrow")


@st.composite
def histories(draw):
    """A legal history: steps by the table, days that never go back, due dates that hold."""
    day, due, current, made = datetime.date(2014, 1, 1), datetime.date(2014, 6, 1), "", []
    moved = due
    for _ in range(draw(st.integers(0, 7))):
        day += datetime.timedelta(days=draw(st.integers(1, 60)))
        fits = [event for event in EVENTS if current in ALLOWED[event]]
        fits = [event for event in fits if not (event == "signed" and day > due)]
        fits = [event for event in fits if not (event == "due_moved" and day > moved)]
        fits = [event for event in fits if not (event in ("due", "broken") and day < moved)]
        if not fits:
            break
        event = draw(st.sampled_from(fits))
        new = ""
        if event == "due_moved":
            moved = day + datetime.timedelta(days=draw(st.integers(0, 90)))
            new = moved.isoformat()
        current = next_state(current, event)
        made.append((event, day.isoformat(), new))
    return made


@given(st.lists(histories(), min_size=1, max_size=3), st.randoms(use_true_random=False), st.integers(0, 500))
@settings(max_examples=10)
def test_every_legal_history_is_read_whatever_the_order_of_rows(paths, random, after):
    assume(all(paths))
    names = [f"J{place:02d}" for place in range(1, len(paths) + 1)]
    rows = [(name, *step) for name, path in zip(names, paths, strict=True) for step in path]
    table = promises(*[{"due_on": "2014-06-01"} for _ in names])
    before = table.copy()
    record = promise_record(table, events(*rows))
    mixed = promise_record(
        table.sample(frac=1, random_state=random.randint(0, 999)), events(*random.sample(rows, len(rows)))
    )
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(record.events, mixed.events)
    day = datetime.date(2014, 1, 1) + datetime.timedelta(days=after)
    found = states_on(record, day)
    pd.testing.assert_frame_equal(found, states_on(mixed, day))
    by_force = {}
    for name, path in zip(names, paths, strict=True):
        seen = [step for step in path if step[1] <= day.isoformat()]
        current, due = "", "2014-06-01"
        for event, _, new in seen:
            current, due = next_state(current, event), new or due
        if seen:
            by_force[name] = "due" if current in OPEN and due <= day.isoformat() else current
    assert dict(zip(found["promise_id"], found["state"], strict=True)) == by_force


@given(histories(), st.sampled_from(sorted(set(EVENTS) - {"due_moved"})))
@settings(max_examples=10)
def test_nothing_follows_a_final_state(path, event):
    assume(path and path[-1][0] in FINAL)
    rows = [("J01", *step) for step in path]
    with pytest.raises(DataError):
        promise_record(promises({"due_on": "2014-06-01"}), events(*rows, ("J01", event, "2020-01-01")))
