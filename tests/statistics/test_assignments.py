from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.assignments import all_groups, drawn_groups, groups, make_strata, member_sums
from analysis.statistics.extremes import count_extreme, extremeness, share_as_extreme

LABELS = np.array(list("aaaabbbbbc"))
SINGLED_OUT = np.array([1, 1, 0, 0, 1, 1, 1, 0, 0, 1], bool)


def drawn(strata, count, seed=0):
    return np.concatenate(list(drawn_groups(strata, count, np.random.default_rng(seed))))


def test_all_groups_are_the_product_of_the_strata_each_once():
    strata = make_strata(SINGLED_OUT, LABELS)
    every = {tuple(sorted(group)) for group in all_groups(strata)}
    by_hand = {
        tuple(sorted((*a, *b, 9))) for a in combinations(range(4), 2) for b in combinations(range(4, 9), 3)
    }
    assert every == by_hand and len(by_hand) == strata.possible == 60
    assert (strata.without_choice, strata.singled_out) == (1, 6)


# Fewer than half, more than half (then the others are drawn), and the strata together.
@pytest.mark.parametrize(("units", "size"), [(6, 2), (6, 5), (5, 3), (10, 6)])
def test_every_group_is_drawn_equally_often(units, size):
    singled_out = np.arange(units) < size
    strata = make_strata(SINGLED_OUT, LABELS) if units == 10 else make_strata(singled_out)
    found = np.sort(drawn(strata, 100 * strata.possible, seed=units), axis=1)
    kinds, counts = np.unique(found, axis=0, return_counts=True)
    assert len(kinds) == strata.possible
    assert stats.chisquare(counts).pvalue > 0.001  # one seed each; a wrong law of draws gives about zero


@settings(max_examples=25)
@given(st.lists(st.booleans(), min_size=2, max_size=30), st.integers(1, 4), st.integers(0, 99))
def test_a_drawn_group_has_no_unit_twice_and_keeps_the_composition(singled_out, strata_count, seed):
    singled_out = np.array(singled_out)
    labels = np.array([str(i % strata_count) for i in range(len(singled_out))])
    try:
        strata = make_strata(singled_out, labels)
    except MethodError:
        return
    for group in drawn(strata, 20, seed):
        assert len(set(group)) == singled_out.sum()
        for label in set(labels):
            assert (labels[group] == label).sum() == singled_out[labels == label].sum()


def test_the_same_seed_draws_the_same_groups_and_blocks_add_up():
    strata = make_strata(np.arange(2000) < 5)
    assert (drawn(strata, 9000, 4) == drawn(strata, 9000, 4)).all()
    assert (drawn(strata, 9000, 4) != drawn(strata, 9000, 5)).any()
    blocks, exact, tried = groups(strata, 9000, 4)
    assert [len(block) for block in blocks] == [4194, 4194, 612] and not exact and tried == 9000
    with pytest.raises(MethodError, match="at least one is needed"):
        groups(strata, 0, 4)


@settings(max_examples=25)
@given(st.integers(0, 6), st.integers(1, 9), st.integers(0, 99))
def test_sums_over_members_are_those_of_a_loop(size, count, seed):
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(7, 3))
    positions = np.array([generator.permutation(7)[:size] for _ in range(count)])
    by_loop = np.array([values[group].sum(axis=0) for group in positions])
    assert member_sums(positions, values) == pytest.approx(by_loop, abs=1e-12)


def test_counts_have_room_for_rounding_and_what_is_unknown_counts_as_extreme():
    turn = extremeness("two-sided")
    values = turn(np.array([-2.0, 2 * (1 - 1e-12), 1.9, np.nan]))
    assert count_extreme(values, 2.0) == 3
    assert extremeness("less")(np.array([-2.0]))[0] == 2.0
    assert share_as_extreme(3, 10, exact=True) == 0.3
    assert share_as_extreme(0, 99, exact=False) == 0.01
