import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics.unchanged import unchanged_interval


def members(values):
    return lambda cut: frozenset(np.flatnonzero(values >= cut))


def test_the_interval_by_hand():
    values = np.array([0.2, 0.5, 0.9])
    found = unchanged_interval(0.6, values, 0.0, 1.0, members(values))
    # Only the last value reaches a cut-off above .5 and up to .9.
    assert (found.lower, found.upper) == (0.5, 0.9)
    assert (found.below, found.above) == (frozenset({1, 2}), frozenset())


def test_a_result_that_never_changes_reaches_both_ends():
    found = unchanged_interval(0.6, np.array([0.2, 0.9]), 0.0, 1.0, lambda cut: "same")
    assert (found.lower, found.upper, found.below, found.above) == (0, 1, None, None)


@given(st.lists(st.integers(1, 19).map(lambda n: n / 20), min_size=1, max_size=8), st.integers(1, 40))
def test_the_result_is_the_same_inside_and_differs_just_outside(numbers, place):
    values, chosen = np.array(numbers), place / 40
    find = members(values)
    found = unchanged_interval(chosen, values, 0.0, 1.0, find)
    assert found.lower < chosen <= found.upper
    for cut in np.linspace(found.lower, found.upper, 7)[1:]:
        assert find(cut) == find(chosen)
    if found.above is not None:
        assert find(found.upper + 1e-9) == found.above != find(chosen)
    if found.below is not None:
        assert find(found.lower) == found.below != find(chosen)
