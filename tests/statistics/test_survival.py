"""Survival, competing events and the log-rank test against published tables, by hand, and as properties."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from analysis.errors import MethodError
from analysis.statistics.competing import cumulative_incidence
from analysis.statistics.log_rank import log_rank, log_rank_scores
from analysis.statistics.survival import INTERVALS, kaplan_meier

FOLDER = Path(__file__).parents[1] / "golden"
subjects = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["", "kept", "broken"])), min_size=2, max_size=12
)


def golden(case):
    found = json.loads((FOLDER / case / "expected.json").read_text(encoding="utf-8"))
    return found["expected"], found["tolerance"]["abs"], pd.read_csv(FOLDER / case / "data.csv")


@pytest.fixture(scope="module")
def remission():
    return golden("survival_freireich")


def test_published_survival_of_the_remission_trial(remission):
    expected, tolerance, data = remission
    assert (len(data), data["relapse"].sum(), data["weeks"].sum()) == (42, 30, 541)
    own = data[data["group"] == "6-MP"]
    found = kaplan_meier(own["weeks"], own["relapse"]).table
    assert found["time"].tolist() == expected["6-MP"]["time"]
    assert found["at_risk"].tolist() == expected["6-MP"]["at_risk"]
    # half of the last printed decimal, and two units of the float
    for column, digits in (
        ("survival", tolerance),
        ("standard_error", tolerance),
        ("cumulative_hazard", 1e-4),
    ):
        assert found[column].tolist() == pytest.approx(expected["6-MP"][column], abs=digits * 1.1)


def test_published_medians_and_first_row_with_its_interval(remission):
    expected, _, data = remission
    for name, own in data.groupby("group"):
        found = kaplan_meier(own["weeks"], own["relapse"], interval="log")
        low, high = expected[name]["median_log"]
        assert (found.median, found.median_low, found.median_high) == (
            expected[name]["median"], low, math.inf if high is None else high,
        )  # fmt: skip
    own = data[data["group"] == "placebo"]
    row = kaplan_meier(own["weeks"], own["relapse"]).table.iloc[0]
    for column, value in expected["placebo"]["first"].items():
        assert row[column] == pytest.approx(value, abs=5.1e-5)  # four decimals printed


def test_published_log_rank_test(remission):
    expected, _, data = remission
    found = log_rank(data["weeks"], data["relapse"], data["group"], draws=499, seed=1)
    assert found.statistic == pytest.approx(expected["log_rank"]["statistic"], abs=0.005)
    groups = found.groups.set_index("group")
    assert groups["events_count"].to_dict() == expected["log_rank"]["observed"]
    assert groups["expected"].round(1).to_dict() == expected["log_rank"]["expected"]
    assert not found.exact and found.p_permutation == 1 / 500 < 0.01 and found.p_value < 1e-4


def test_published_cumulative_incidence():
    expected, tolerance, data = golden("competing_bmtcrr")
    for disease, own in data.groupby("disease"):
        found = cumulative_incidence(own["months"], own["status"].astype(str).replace("0", ""))
        for cause in ("1", "2"):
            values = [found.at(cause, month) for month in expected["months"]]
            assert values == pytest.approx(expected[disease][cause], abs=tolerance)
        final = found.table.groupby("cause").tail(1)
        assert (final["naive"] > final["incidence"] + 0.08).all()  # what ignoring the other event would print


def test_four_promises_by_hand():
    # kept on day 2 and 4, open since 3 and 5: S = 3/4, then 3/4 * 1/2
    found = kaplan_meier([2, 3, 4, 5], [1, 0, 1, 0])
    assert found.table["survival"].tolist() == pytest.approx([0.75, 0.375])
    error = 0.375 * math.sqrt(1 / (4 * 3) + 1 / (2 * 1))
    assert found.table["standard_error"].tolist()[1] == pytest.approx(error)
    assert (found.median, found.horizon) == (4, 5)
    assert found.restricted_mean == pytest.approx(2 + 2 * 0.75 + 0.375)
    # areas ahead of the events: 1.875 and 0.375
    variance = 1.875**2 / (4 * 3) + 0.375**2 / (2 * 1)
    assert found.restricted_mean_error == pytest.approx(math.sqrt(variance))
    assert found.at(1) == (1, 1, 1) and found.at(3)[0] == 0.75


def test_competing_events_by_hand():
    # kept on 1, broken on 2, open at 3, kept on 4: F = 1/4, then + (1/2) * 1/1
    found = cumulative_incidence([1, 2, 3, 4], ["kept", "broken", "", "kept"])
    kept = found.table[found.table["cause"] == "kept"]
    assert kept["incidence"].tolist() == pytest.approx([0.25, 0.25, 0.75])
    assert kept["naive"].tolist() == pytest.approx([0.25, 0.25, 1.0])
    assert found.at("broken", 4) == pytest.approx(0.25) and found.waiting_count == 1
    assert found.quantile("kept")[0] == 4 and found.quantile("kept", 0.2)[0] == 1
    assert (
        found.quantile("broken") == (math.inf, math.inf, math.inf) or found.quantile("broken")[0] == math.inf
    )


@given(subjects)
@settings(max_examples=30)
def test_incidences_are_what_is_missing_from_survival(rows):
    time, cause = [row[0] for row in rows], [row[1] for row in rows]
    if not any(cause):
        return
    found = cumulative_incidence(time, cause)
    curve = kaplan_meier(time, [bool(name) for name in cause]).table.set_index("time")["survival"]
    total = found.table.groupby("time")["incidence"].sum()
    assert total.tolist() == pytest.approx((1 - curve.reindex(total.index)).tolist())
    assert (found.table["naive"] >= found.table["incidence"] - 1e-12).all()
    assert found.table["low"].le(found.table["incidence"] + 1e-12).all()
    codes = np.array([["", "broken", "kept"].index(name) for name in cause])
    with np.errstate(all="ignore"):
        theirs = CumIncidenceRight(np.array(time, float), codes)
        for place, name in enumerate(("broken", "kept")):
            own = found.table[found.table["cause"] == name]
            if own.empty:
                continue
            at = np.searchsorted(theirs.times, own["time"])
            error = theirs.cinc_se[place][at]
            assert own["incidence"].tolist() == pytest.approx(theirs.cinc[place][at].tolist())
            known = np.isfinite(error)
            # a variance that is zero comes out of the library as the root of rounding
            assert own["standard_error"][known].tolist() == pytest.approx(error[known].tolist(), abs=1e-7)


@given(subjects, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_survival_falls_stays_inside_and_forgets_the_order_and_the_unit(rows, random):
    rows = [(time, bool(cause)) for time, cause in rows]
    if not any(event for _, event in rows):
        return
    mixed = random.sample(rows, len(rows))
    found = kaplan_meier(*zip(*rows, strict=True))
    other = kaplan_meier(*zip(*[(time * 30, event) for time, event in mixed], strict=True))
    table = found.table
    assert table["survival"].is_monotonic_decreasing and table["survival"].between(0, 1).all()
    assert (table["low"] <= table["survival"] + 1e-12).all()
    assert other.table["survival"].tolist() == pytest.approx(table["survival"].tolist())
    assert other.restricted_mean == pytest.approx(30 * found.restricted_mean)
    assert other.median == 30 * found.median
    theirs = SurvfuncRight([time for time, _ in rows], [int(event) for _, event in rows])
    assert (
        found.median == theirs.quantile(0.5)
        or math.isinf(found.median)
        or 0.5 in table["survival"].round(12).to_list()
    )


def test_without_censoring_it_is_the_share_and_the_mean():
    times = [3, 1, 4, 1, 5]
    found = kaplan_meier(times, [1] * 5)
    assert found.table["survival"].tolist() == pytest.approx([0.6, 0.4, 0.2, 0.0])
    assert found.restricted_mean == pytest.approx(np.mean(times))
    assert found.restricted_mean_error == pytest.approx(np.std(times) / math.sqrt(5))
    assert math.isnan(found.table["high"].iloc[-1]) and found.median_high == math.inf


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_higher_level_is_wider(interval, remission):
    own = remission[2][remission[2]["group"] == "6-MP"]
    narrow, wide = (
        kaplan_meier(own["weeks"], own["relapse"], interval=interval, level=level).table
        for level in (0.8, 0.99)
    )
    assert (wide["low"] <= narrow["low"]).all() and (wide["high"] >= narrow["high"]).all()


def test_permutation_equals_every_assignment_done_by_force():
    time, event = np.array([1.0, 2, 2, 3, 5, 6]), np.array([1, 1, 0, 1, 1, 0], bool)
    group = np.array(["unit", "unit", "unit", "skpd", "skpd", "skpd"])
    found = log_rank(time, event, group)
    assert found.exact and found.assignments == 20

    def difference(chosen):
        inside = np.isin(np.arange(6), chosen)
        expected = sum(
            event[time == moment].sum() * (inside & (time >= moment)).sum() / (time >= moment).sum()
            for moment in np.unique(time[event])
        )
        return abs(event[inside].sum() - expected)

    seen = difference([3, 4, 5])
    every = [difference(chosen) for chosen in itertools.combinations(range(6), 3)]
    assert found.p_permutation == np.mean([one >= seen - 1e-9 for one in every])
    assert found.groups["events_count"].sum() == pytest.approx(found.groups["expected"].sum()) == 4
    assert log_rank_scores(time, event).sum() == pytest.approx(0)


def test_groups_that_are_alike_do_not_differ():
    found = log_rank([1, 2, 3, 1, 2, 3], [1, 1, 0, 1, 1, 0], ["a"] * 3 + ["b"] * 3)
    assert found.statistic == pytest.approx(0) and found.p_value == pytest.approx(1)
    assert found.p_permutation == 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kaplan_meier([1, 2], [0, 0]), "0 of 2 had the event; at least 1"),
        (lambda: kaplan_meier([1, 2, 3], [1, 1, 0], least_events=5), "2 of 3 had the event; at least 5"),
        (lambda: kaplan_meier([1, -2], [1, 0]), "subject 2 is -2"),
        (lambda: kaplan_meier([1, math.nan], [1, 0]), "subject 2 is nan"),
        (lambda: kaplan_meier([1, 2], [1]), "2 times and 1 events"),
        (lambda: kaplan_meier([1, 2], [1, 2]), "An event is 1"),
        (lambda: kaplan_meier([1, 2], [1, 0], interval="wald"), "'wald' is not known; it is one of log-log"),
        (lambda: kaplan_meier([1, 2], [1, 0], level=95), "between 0 and 1"),
        (lambda: kaplan_meier([1, 2], [1, 0], horizon=3), "horizon is 3.*at most at 2"),
        (lambda: kaplan_meier([1, 2], [1, 0]).at(9), "Nothing is known at 9"),
        (lambda: cumulative_incidence([1, 2], ["", ""]), "0 of 2 had an event"),
        (lambda: log_rank([1, 2], [1, 1], ["a", "a"]), "two groups or more; found a"),
        (lambda: log_rank([1, 2], [1, 0], ["a", "b"]), "1 events in all; at least 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_is_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call()
