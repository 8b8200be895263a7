import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.within_strata import mean_difference, median_difference

# Fisher (1935), The Design of Experiments, chapter II: of eight cups four had the milk first, all were told.
CUPS = np.array([1, 1, 1, 1, 0, 0, 0, 0])


def test_fisher_s_lady_tasting_tea():
    found = mean_difference(CUPS, CUPS == 1)
    assert found.exact and found.tried == 70 and found.difference == 1
    assert found.p_value == pytest.approx(2 / 70)  # all right, or all wrong
    assert found.smallest_attainable_p == pytest.approx(1 / 70)


def test_by_hand_in_two_strata_and_one_without_choice():
    values = np.array([3.0, 1, 10, 12, 99])
    member = np.array([True, False, True, False, True])
    found = mean_difference(values, member, np.array(["a", "a", "b", "b", "c"]))
    # In a members lie two above, in b two below; of the four assignments two give 0 and two give 2 or -2.
    assert found.difference == pytest.approx(0) and found.p_value == 1
    assert (found.members_count, found.others_count, found.left_out_count) == (2, 2, 1)
    assert found.low == -math.inf and found.high == math.inf  # with four assignments no value is rejected


def brute(values, member, labels, statistic):
    kinds = [
        label for label in sorted(set(labels)) if 0 < member[labels == label].sum() < (labels == label).sum()
    ]
    kept = np.flatnonzero(np.isin(labels, kinds))
    choices = [
        list(itertools.combinations(np.flatnonzero(labels == kind), int(member[labels == kind].sum())))
        for kind in kinds
    ]
    drawn = []
    for picks in itertools.product(*choices):
        inside = np.zeros(len(values), bool)
        inside[list(itertools.chain(*picks))] = True
        drawn.append(statistic(inside, kept))
    observed = abs(statistic(member, kept))
    return np.mean(np.abs(drawn) >= observed - 1e-9)


CASES = st.integers(0, 10_000)


@settings(max_examples=20, deadline=None)
@given(CASES)
def test_p_as_counted_over_all_assignments(seed):
    draws = np.random.default_rng(seed)
    labels = np.array(["a"] * 5 + ["b"] * 4)
    values, member = draws.integers(0, 6, 9).astype(float), draws.random(9) < 0.5
    member[[0, 5]], member[[1, 6]] = True, False

    def mean(inside, kept):
        centred = values - np.array([values[labels == label].mean() for label in labels])
        return centred[inside & np.isin(np.arange(9), kept)].sum()

    def median(inside, kept):
        return np.median(values[kept][inside[kept]]) - np.median(values[kept][~inside[kept]])

    found = mean_difference(values, member, labels)
    assert found.p_value == pytest.approx(brute(values, member, labels, mean))
    middle = median_difference(values, member, labels)
    assert middle.p_value == pytest.approx(brute(values, member, labels, median))
    assert middle.difference == pytest.approx(median(member, np.arange(9)))


def test_the_difference_is_that_of_the_regression_on_strata():
    draws = np.random.default_rng(3)
    labels, member = np.repeat(["a", "b", "c"], [9, 6, 8]), draws.random(23) < 0.4
    values = draws.normal(size=23)
    design = np.column_stack([member, *(labels == name for name in "abc")]).astype(float)
    slope = np.linalg.lstsq(design, values, rcond=None)[0][0]
    assert mean_difference(values, member, labels, draws=50).difference == pytest.approx(slope)


@settings(max_examples=10, deadline=None)
@given(st.floats(-5, 5), st.integers(0, 100))
def test_a_shift_of_members_shifts_estimate_and_interval(shift, seed):
    draws = np.random.default_rng(seed)
    values, member = draws.normal(size=12), np.arange(12) < 5
    plain = mean_difference(values, member)
    moved = mean_difference(values + shift * member, member)
    assert moved.difference == pytest.approx(plain.difference + shift)
    assert moved.low == pytest.approx(plain.low + shift, abs=1e-3)  # found by bisection
    assert moved.high == pytest.approx(plain.high + shift, abs=1e-3)
    assert plain.low < plain.difference < plain.high
    assert (plain.p_value > 0.05) == (plain.low < 0 < plain.high)


def test_draws_never_give_zero_and_repeat_with_their_seed():
    values, member = np.arange(60.0), np.arange(60) >= 30
    found = median_difference(values, member, draws=99, seed=4)
    assert not found.exact and found.p_value == found.smallest_attainable_p == 1 / 100
    assert math.isnan(found.low)
    assert found.p_value == median_difference(values, member, draws=99, seed=4).p_value


def test_what_is_refused():
    with pytest.raises(MethodError, match="no other group is possible"):
        mean_difference(np.arange(4.0), np.array([True, True, False, False]), np.array(["a", "a", "b", "b"]))
    with pytest.raises(MethodError, match="at least one"):
        median_difference(np.arange(4.0), np.array([True, False, True, False]), draws=0)
    with pytest.raises(MethodError, match="level"):
        mean_difference(np.arange(4.0), np.array([True, False, True, False]), level=2)
