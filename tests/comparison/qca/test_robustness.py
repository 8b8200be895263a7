from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.qca.chance import chance_of_no_contradiction, fewest_cases, gate, random_outcomes
from analysis.comparison.qca.ranges import sensitivity_ranges
from analysis.comparison.qca.robustness import robustness_fit
from analysis.comparison.qca.solutions import minimise
from analysis.comparison.qca.truth_table import CutOffs, truth_table
from analysis.errors import MethodError
from tests.comparison.qca.golden import HEALTH, LIPSET, golden
from tests.comparison.qca.test_truth_table import two_conditions

CUT = CutOffs(0.87, frequency=2)
INITIAL = "GG*AH + HE*~GG*HI*HW"
TESTS = ("HE + HW + AH*HI", "HE*GG*AH + HE*~GG*HI*HW")


def test_robustness_fit_of_the_r_package_setmethods():
    cases, expected = golden("qca_robustness_payf")
    found = robustness_fit(cases, "HL", INITIAL, TESTS)
    numbers = [found.coverage, found.consistency, found.overlap_smallest, found.overlap_largest]
    # SetMethods rounds to three decimals.
    assert numbers == pytest.approx(expected["expected"]["rob_fit"], abs=5e-4)
    assert found.rank == 4


def test_a_solution_agrees_fully_with_itself():
    cases, _ = golden("qca_robustness_payf")
    found = robustness_fit(cases, "HL", INITIAL, [INITIAL])
    assert (found.coverage, found.consistency, found.overlap_smallest, found.overlap_largest) == (1, 1, 1, 1)
    assert (found.typical_ratio, found.deviant_ratio, found.rank) == (1, 1, 1)
    assert found.shaky == found.possible == ()


def test_every_test_solution_counts():
    cases, _ = golden("qca_robustness_payf")
    ends = robustness_fit(cases, "HL", INITIAL, [TESTS[0], TESTS[1]])
    middle = robustness_fit(cases, "HL", INITIAL, [TESTS[0], "~HE*~GG*~AH", TESTS[1]])
    assert middle.overlap_smallest < ends.overlap_smallest
    assert middle.overlap_largest < ends.overlap_largest


def test_robustness_by_hand():
    cases = two_conditions([[0.9, 0.2, 1], [0.8, 0.9, 1], [0.1, 0.7, 1], [0.2, 0.1, 0]])
    found = robustness_fit(cases, "Y", "A", ["B"])
    # Core min(A, B): .2 .8 .1 .1; with Y: 1.1 of A with Y 1.8.
    assert found.coverage == pytest.approx((1.1 / 3) / (1.8 / 3))
    assert found.consistency == pytest.approx((1.8 / 2.0) / (1.1 / 1.2))
    assert found.overlap_smallest == found.overlap_largest == pytest.approx(1.2 / 2.7)
    assert (found.shaky, found.possible, found.rank) == (("c0",), ("c2",), 4)
    assert found.typical_ratio == pytest.approx(1 / 3)
    assert np.isnan(found.deviant_ratio)


def test_nothing_to_compare_with_is_refused():
    cases, _ = golden("qca_robustness_payf")
    with pytest.raises(MethodError, match="at least one test solution"):
        robustness_fit(cases, "HL", INITIAL, [])
    with pytest.raises(MethodError, match="lacks a membership"):
        robustness_fit(cases.assign(HE=np.nan), "HL", INITIAL, TESTS)


def test_sensitivity_ranges_of_the_r_package_setmethods():
    cases, expected = golden("qca_robustness_payf")
    inclusion, pri, frequency = sensitivity_ranges(cases, "HL", HEALTH, CUT, "parsimonious")
    # SetMethods searched in steps of .01: "Lower bound 0.85 Threshold 0.87 Upper bound 0.87".
    grid = [step / 100 for step in range(1, 101) if inclusion.lower < step / 100 <= inclusion.upper]
    text = expected["expected"]["incl_range"][0]
    assert [min(grid), max(grid)] == [float(text.split()[i]) for i in (5, -1)]
    assert (frequency.lower, frequency.upper) == (1, 2)
    assert expected["expected"]["ncut_range"][0].split()[-1] == "2"
    assert frequency.below == " + ".join(sorted(expected["expected"]["alt_ncut1"][0]))
    assert pri.lower == 0 and pri.below == ""


def test_inside_the_range_the_models_are_the_same_and_just_outside_they_are_not():
    cases, _ = golden("qca_lipset_fuzzy")
    for kind in ("conservative", "parsimonious", "intermediate"):
        helps = dict.fromkeys(LIPSET, True)
        found = sensitivity_ranges(cases, "SURV", LIPSET, CutOffs(0.75), kind, helps)[0]

        def models(cut, kind=kind, helps=helps):
            solution = minimise(truth_table(cases, "SURV", LIPSET, CutOffs(cut)), kind, helps)
            return {frozenset(model.terms) for model in solution.models}

        inside = [models(cut) for cut in (found.lower + 1e-6, found.chosen, found.upper)]
        assert inside[0] == inside[1] == inside[2]
        assert models(found.lower) != inside[0]
        assert models(found.upper + 1e-6) != inside[0]


def test_ranges_need_a_solution_and_no_contradiction_band():
    cases, _ = golden("qca_lipset_fuzzy")
    with pytest.raises(MethodError, match="no solution to start from"):
        sensitivity_ranges(cases, "SURV", LIPSET, CutOffs(0.99))
    with pytest.raises(MethodError, match="without a contradiction band"):
        sensitivity_ranges(cases, "SURV", LIPSET, CutOffs(0.8, contradiction=0.5))


@pytest.mark.parametrize(("cases", "conditions"), [(1, 1), (2, 1), (3, 2), (5, 1), (4, 2)])
def test_chance_of_no_contradiction_against_full_enumeration(cases, conditions):
    rows = 2**conditions
    free = 0
    for number in range((2 * rows) ** cases):
        seen: dict[int, int] = {}
        for _ in range(cases):
            number, drawn = divmod(number, 2 * rows)
            row, outcome = divmod(drawn, 2)
            if seen.setdefault(row, outcome) != outcome:
                break
        else:
            free += 1
    assert chance_of_no_contradiction(cases, conditions) == pytest.approx(free / (2 * rows) ** cases)


def test_the_gate_grows_with_the_conditions():
    needed = [fewest_cases(count) for count in range(1, 9)]
    assert needed == sorted(set(needed))
    for count, least in enumerate(needed, start=1):
        assert chance_of_no_contradiction(least, count) <= 0.1 < chance_of_no_contradiction(least - 1, count)
    three = gate(3, 2)
    assert not three.passed
    assert f"takes {three.fewest_cases} cases" in three.why
    assert gate(18, 5).passed


def test_impossible_gates_are_refused():
    with pytest.raises(MethodError, match="At least one case"):
        chance_of_no_contradiction(0, 2)
    with pytest.raises(MethodError, match="largest chance is 2"):
        fewest_cases(3, 2)


def test_random_outcomes_in_full_by_hand():
    # Four cases alone in their rows: every arrangement of two and two fits perfectly.
    alone = two_conditions([[0, 0, 0], [0, 1, 0], [1, 0, 1], [1, 1, 1]])
    found = random_outcomes(truth_table(alone, "Y", ["A", "B"]))
    assert (found.exact, found.draws, found.share) == (True, 6, 1)
    # Two cases in each of two rows: only the two arrangements that follow the rows fit.
    paired = two_conditions([[0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 1, 1]])
    found = random_outcomes(truth_table(paired, "Y", ["A", "B"]))
    assert (found.count, found.share, found.smallest_attainable) == (2, 2 / 6, 1 / 6)


def test_random_outcomes_drawn_agree_with_all_of_them():
    rows = [[i % 2, i // 2 % 2, int(i % 2 == 1 and i != 5)] for i in range(9)]
    table = truth_table(two_conditions(rows), "Y", ["A", "B"], CutOffs(0.6))
    whole = random_outcomes(table, draws=200)
    drawn = random_outcomes(table, draws=80, seed=3)
    assert whole.exact and not drawn.exact
    # Four standard errors of 80 draws.
    assert abs(drawn.share - whole.share) < 4 * np.sqrt(0.25 / 80)
    assert whole.draws == len(list(combinations(range(9), int(sum(row[2] for row in rows)))))
    assert random_outcomes(table, draws=80, seed=3) == drawn


def test_a_condition_that_is_the_outcome_is_rarer_than_noise():
    rng = np.random.default_rng(7)
    noise = pd.DataFrame(rng.integers(0, 2, (24, 3)), columns=["A", "B", "C"]).astype(float)
    real = random_outcomes(truth_table(noise.assign(Y=noise["A"]), "Y", ["A", "B", "C"]), draws=99)
    assert real.share == 0.01


@pytest.mark.parametrize(
    ("draws", "rows", "words"), [(0, [[1, 1, 1]], "at least one"), (9, [[1, 1, 0]], "no solution")]
)
def test_what_cannot_be_compared_with_chance_is_refused(draws, rows, words):
    with pytest.raises(MethodError, match=words):
        random_outcomes(truth_table(two_conditions(rows), "Y", ["A", "B"]), draws=draws)


@given(st.integers(1, 60), st.integers(1, 8))
def test_a_chance_is_a_probability_and_falls_with_cases(cases, conditions):
    now, more = (chance_of_no_contradiction(n, conditions) for n in (cases, cases + 1))
    assert 0 <= more <= now <= 1
