from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.given_inputs.matched_outcome import matched_difference
from analysis.comparison.similarity.balance import balance_table
from analysis.comparison.similarity.matching import match_units, score_distances
from analysis.comparison.similarity.overlap import overlap
from analysis.errors import MethodError
from tests.comparison.golden import golden


def line(treated, control, **more):
    values = [*treated, *control]
    units = pd.DataFrame({"g": [1] * len(treated) + [0] * len(control), "x": np.array(values, float)} | more)
    units.index = [f"t{i}" for i in range(len(treated))] + [f"c{i}" for i in range(len(control))]
    return units, score_distances(units["x"])


def chosen(found):
    return dict(zip(found.pairs["treated"], found.pairs["control"], strict=True))


def test_greedy_takes_the_nearest_and_optimal_the_smallest_sum():
    units, apart = line([2, 0], [1.1, 4])
    # In row order t0 takes c0 (0.9) and leaves c1 (4) to t1: 4.9; the best sum is 1.1 + 2 = 3.1.
    assert chosen(match_units(units, "g", apart, method="nearest")) == {"t0": "c0", "t1": "c1"}
    best = match_units(units, "g", apart)
    assert chosen(best) == {"t0": "c1", "t1": "c0"} and best.total_distance == pytest.approx(3.1)


def test_order_decides_who_chooses_first():
    units, apart = line([2, 0], [1.1, 4])
    found = match_units(units, "g", apart, method="nearest", order=-units["x"])
    assert chosen(found) == {"t0": "c1", "t1": "c0"}


def test_caliper_and_blocks_leave_units_unmatched_and_named():
    units, apart = line([0, 10], [1, 30], kind=["a", "b", "a", "b"])
    found = match_units(units, "g", apart, caliper=5)
    assert chosen(found) == {"t0": "c0"} and found.unmatched == ("t1",)
    assert list(found.weights) == [1, 0, 1, 0]
    assert match_units(units, "g", apart, exact=["kind"]).unmatched == ()
    with pytest.raises(MethodError, match="within the caliper"):
        match_units(units, "g", apart, caliper=0.5)


def test_as_many_pairs_as_possible_before_the_smallest_sum():
    units, apart = line([0, 1], [0.5, 2.4])
    # t0 may only take c0; then t1 must take c1, though t1-c0 is the nearest of its pairs.
    assert chosen(match_units(units, "g", apart, caliper=1.5)) == {"t0": "c0", "t1": "c1"}


def test_several_controls_and_replacement():
    units, apart = line([0, 1], [0.4, 0.5, 9])
    two = match_units(units, "g", apart, method="nearest", ratio=2, replacement=True)
    assert len(two.pairs) == 4 and list(two.weights[["c0", "c1", "c2"]]) == [1, 1, 0]
    short = match_units(units, "g", apart, ratio=2)
    assert len(short.pairs) == 3 and len(short.incomplete) == 1


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(4, 5))
def test_optimal_is_brute_force(seed, treated, control):
    rng = np.random.default_rng(seed)
    units, _ = line(rng.normal(size=treated), rng.normal(size=control))
    apart = pd.DataFrame(rng.uniform(size=(len(units),) * 2), units.index, units.index)
    found = match_units(units, "g", apart)
    cost = apart.iloc[:treated, treated:].to_numpy()
    best = min(
        sum(cost[i, c] for i, c in enumerate(order)) for order in permutations(range(control), treated)
    )
    assert found.total_distance == pytest.approx(best)


def test_matching_on_the_score_brings_lalonde_closer():
    expected, data = golden("balance_lalonde")
    data = data.set_index("id")
    score = overlap(data, "treat", ["age", "educ", "race", "married", "nodegree", "re74", "re75"])
    found = match_units(data, "treat", score_distances(score.scores), method="nearest", order=score.scores)
    assert len(found.pairs) == expected["n_matched_pairs"]
    # Which control serves whom depends on ties, so only the quality of the match is compared with MatchIt.
    after = balance_table(
        data.assign(distance=score.scores),
        "treat",
        ["distance"],
        denominator="treated",
        weights=found.weights,
    )
    informative = expected["nearest_ps_matched_informative_tie_order_dependent"][0]
    assert after["standardised_difference"].iloc[0] == pytest.approx(informative["Std. Mean Diff."], abs=0.02)


def test_matched_difference_by_hand():
    units, apart = line([0, 1, 2], [0.1, 1.1, 2.1, 50], y=[3.0, 5, 7, 1, 2, 3, 0])
    found = matched_difference(units, "y", "g", match_units(units, "g", apart), apart)
    # Gaps 2, 3, 4: mean 3, squares around it 2; one to one, so no control counts twice.
    assert found.difference == 3 and found.standard_error == pytest.approx(np.sqrt(2) / 3)
    assert found.exact and found.randomisation_p == 2 / 8


def test_a_control_used_twice_adds_its_own_variance():
    units, apart = line([0, 0.2], [0.1, 1], y=[1.0, 2, 0, 4])
    found = matched_difference(
        units, "y", "g", match_units(units, "g", apart, method="nearest", replacement=True), apart
    )
    # Gaps 1 and 2: squares 0.5; c0 serves twice: 2 x (2 - 1) x (0 - 4)^2 / 2 = 16.
    assert found.standard_error == pytest.approx(np.sqrt(0.5 + 16) / 2)
    assert found.most_used == 2 and np.isnan(found.randomisation_p)


def test_the_interval_covers_nothing_when_there_is_nothing():
    rng = np.random.default_rng(3)
    covered = []
    for _ in range(100):
        units, apart = line(rng.normal(size=30), rng.normal(size=90))
        units["y"] = units["x"] + rng.normal(size=len(units))
        match = match_units(units, "g", apart, method="nearest", replacement=True)
        found = matched_difference(units, "y", "g", match, apart, draws=1)
        covered.append(found.interval_low <= 0 <= found.interval_high)
    # Null control: 95 percent of 100, three binomial standard errors are 0.065; few units are a little short.
    assert 0.86 <= np.mean(covered) <= 1


def test_many_pairs_are_drawn_not_enumerated_and_the_seed_decides():
    rng = np.random.default_rng(3)
    units, apart = line(rng.normal(size=30), rng.normal(size=40))
    units["y"] = rng.normal(size=70)
    match = match_units(units, "g", apart)
    first, again = (matched_difference(units, "y", "g", match, apart, draws=99, seed=4) for _ in range(2))
    assert first == again and not first.exact and first.randomisation_p >= 0.01


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"method": "best"}, "is not known"),
        ({"ratio": 0}, "at least 1"),
        ({"caliper": -1.0}, "at least 1 and 0"),
        ({"replacement": True}, "use method 'nearest'"),
        ({"exact": ["z"]}, "'z' is not in"),
    ],
)
def test_impossible_matching_is_refused(arguments, words):
    units, apart = line([0, 1], [2, 3])
    with pytest.raises(MethodError, match=words):
        match_units(units, "g", apart, **arguments)


def test_distances_must_know_every_unit():
    units, apart = line([0, 1], [2, 3])
    with pytest.raises(MethodError, match="a row and a column for every unit"):
        match_units(units, "g", apart.iloc[:3, :3])


def test_a_difference_needs_outcomes_and_two_matches():
    units, apart = line([0, 1], [2, 3], y=[1.0, np.nan, 2, 3])
    with pytest.raises(MethodError, match="has no 'y'"):
        matched_difference(units, "y", "g", match_units(units, "g", apart), apart)
    one, apart = line([0], [2, 3], y=[1.0, 2, 3])
    with pytest.raises(MethodError, match="Only 1 treated"):
        matched_difference(one, "y", "g", match_units(one, "g", apart), apart)
