import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.errors import MethodError
from analysis.statistics.proportions import proportion_interval
from analysis.statistics.two_proportions import (
    independent_difference,
    overlapping_difference,
    paired_difference,
    survey_difference,
)

# Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10, printed to four decimals.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("counts", "printed"), NEWCOMBE)
def test_the_intervals_that_newcombe_printed(counts, printed):
    later, later_trials, earlier, earlier_trials = counts
    found = independent_difference(earlier, earlier_trials, later, later_trials)
    assert (round(found.low, 4), round(found.high, 4)) == printed


def test_airway_reactivity_before_and_after_as_fagerland_and_others_printed():
    # Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13: 91: 21 children, one with
    # the condition both times, one before only, seven after only; p-values printed to three decimals.
    pairs = (1, 1, 7, 12)
    printed = {"asymptotic": 0.034, "exact": 0.070, "mid-p": 0.039}
    for test, p_value in printed.items():
        assert round(paired_difference(*pairs, test=test).p_value, 3) == p_value
    assert paired_difference(*pairs, test="exact").p_value == 2 * (1 + 8) / 2**8  # by hand
    assert paired_difference(*pairs).p_value == pytest.approx(2 * (1 + 8) / 2**8 - 8 / 2**8)


def test_a_paired_interval_by_hand():
    # 36 both, 12 before only, 2 after only, none never: Wilson of 48/50 and of 38/50; the product
    # 36 * 0 - 12 * 2 is below zero, so phi is not corrected.
    found = paired_difference(36, 12, 2, 0)
    phi = -24 / math.sqrt(48 * 2 * 38 * 12)
    before, after = wilson(48, 50), wilson(38, 50)
    down = (0.76 - after[0]) ** 2 + (before[1] - 0.96) ** 2 - 2 * phi * (0.76 - after[0]) * (before[1] - 0.96)
    assert found.difference == pytest.approx(-0.2)
    assert found.low == pytest.approx(-0.2 - math.sqrt(down))


def wilson(count, trials, z=1.959964):
    middle = (count + z * z / 2) / (trials + z * z)
    reach = z / (trials + z * z) * math.sqrt(count * (trials - count) / trials + z * z / 4)
    return middle - reach, middle + reach


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=40)
def test_equal_to_statsmodels_and_mirrored(n1, n2, share1, share2):
    x1, x2 = round(share1 * n1), round(share2 * n2)
    found = independent_difference(x1, n1, x2, n2, test="score")
    low, high = confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff")
    assert (found.low, found.high) == (pytest.approx(max(low, -1)), pytest.approx(min(high, 1)))
    if 0 < x1 + x2 < n1 + n2:
        other = stats.chi2_contingency([[x1, n1 - x1], [x2, n2 - x2]], correction=False)
        assert found.p_value == pytest.approx(float(other.pvalue), abs=1e-9)
    mirrored = independent_difference(n1 - x1, n1, n2 - x2, n2, test="score")
    assert (mirrored.low, mirrored.high) == (pytest.approx(-found.high), pytest.approx(-found.low))
    assert mirrored.p_value == pytest.approx(found.p_value)


@given(*(st.integers(0, 12) for _ in range(4)))
@settings(max_examples=40)
def test_pairs_against_statsmodels_and_turned_around(both, first, second, neither):
    if both + first + second + neither == 0:
        return
    found = paired_difference(both, first, second, neither, test="exact")
    table = [[both, first], [second, neither]]
    if first + second:
        assert found.p_value == pytest.approx(float(mcnemar(table, exact=True).pvalue), abs=1e-12)
    turned = paired_difference(both, second, first, neither)
    assert (turned.low, turned.high) == (
        pytest.approx(-paired_difference(both, first, second, neither).high),
        pytest.approx(-paired_difference(both, first, second, neither).low),
    )
    assert -1 <= found.low <= found.difference <= found.high <= 1


def test_mid_p_against_every_way_to_change():
    # All 2^n ways in which n people who changed could have changed, each as likely as the other.
    for n, fewer in ((5, 1), (6, 2), (7, 3)):
        ways = [sum(way) for way in itertools.product((0, 1), repeat=n)]
        below = sum(1 for k in ways if k < fewer) / len(ways)
        at = sum(1 for k in ways if k == fewer) / len(ways)
        assert paired_difference(3, fewer, n - fewer, 4).p_value == pytest.approx(2 * (below + at / 2))


def test_small_counts_are_tested_exactly_and_large_ones_by_score():
    small, large = independent_difference(1, 12, 6, 11), independent_difference(30, 100, 45, 100)
    assert (small.test, large.test) == ("Fisher's exact test", "score test")
    assert small.p_value == pytest.approx(stats.fisher_exact([[1, 11], [6, 5]]).pvalue)


def test_null_control_equal_shares_are_rejected_about_as_often_as_said():
    # Every result of two samples of 40 with a true share of 0.3, weighed by its chance: no simulation.
    chance = stats.binom.pmf(range(41), 40, 0.3)
    wrong = sum(
        chance[a] * chance[b]
        for a in range(3, 25)
        for b in range(3, 25)
        if independent_difference(a, 40, b, 40, test="score").p_value < 0.05
    )
    assert wrong == pytest.approx(0.05, abs=0.01)  # the score test is not exact at n = 40


def test_people_asked_once_and_twice_by_hand():
    # 20 asked twice (8, 4, 2, 6), 10 more first (5 yes), 20 more second (4 yes): 17/30 against 14/40.
    found = overlapping_difference((8, 4, 2, 6), (5, 10), (4, 20))
    assert (found.first, found.second) == (pytest.approx(17 / 30), pytest.approx(14 / 40))
    phi = (8 * 6 - 4 * 2) / math.sqrt(12 * 8 * 10 * 10)
    pooled = 31 / 70
    error = math.sqrt(pooled * (1 - pooled) * (1 / 30 + 1 / 40 - 2 * 20 * phi / (30 * 40)))
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(17 / 30 - 14 / 40) / error))
    one, two = proportion_interval(17, 30), proportion_interval(14, 40)
    a, b, rho = two.estimate - two.low, one.high - one.estimate, 20 * phi / math.sqrt(30 * 40)
    assert found.low == pytest.approx(14 / 40 - 17 / 30 - math.sqrt(a * a - 2 * rho * a * b + b * b))


def test_few_pairs_among_many_people_are_nearly_independent():
    overlap = overlapping_difference((0, 0, 0, 1), (40, 100), (25, 100))
    apart = independent_difference(40, 101, 25, 101)
    assert overlap.p_value == pytest.approx(apart.p_value, rel=0.01)
    assert overlap.low == pytest.approx(apart.low, abs=0.001)


def test_effective_sizes_equal_to_the_counts_give_the_plain_comparison():
    plain = independent_difference(30, 100, 45, 110, test="score")
    found = survey_difference(proportion_interval(30, 100), proportion_interval(45, 110))
    assert (found.low, found.high, found.p_value) == pytest.approx((plain.low, plain.high, plain.p_value))
    clumped = [proportion_interval(x, n, design_effect=2) for x, n in ((30, 100), (45, 110))]
    assert survey_difference(*clumped).p_value > found.p_value
    # Halving the counts halves chi-squared.
    ratio = stats.chi2.isf(survey_difference(*clumped).p_value, 1) / stats.chi2.isf(found.p_value, 1)
    assert ratio == pytest.approx(0.5)


def test_nobody_both_times_is_no_change_in_every_design():
    none = proportion_interval(0, 20)
    for found in (
        independent_difference(0, 20, 0, 30),
        paired_difference(0, 0, 0, 20),
        overlapping_difference((0, 0, 0, 10), (0, 10), (0, 5)),
        survey_difference(none, none),
    ):
        assert found.p_value == 1 and found.low < 0 < found.high


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: independent_difference(1, 0, 1, 2), "is no share"),
        (lambda: independent_difference(3, 2, 1, 2), "is no share"),
        (lambda: independent_difference(1, 2, 1, 2, test="wald"), "'wald' is not known"),
        (lambda: independent_difference(1, 2, 1, 2, level=95), "between 0 and 1"),
        (lambda: paired_difference(0, 0, 0, 0), "at least one pair"),
        (lambda: paired_difference(1, -1, 0, 0), "from zero on"),
        (lambda: overlapping_difference((0, 0, 0, 0), (1, 2), (1, 2)), "are independent"),
        (
            lambda: survey_difference(proportion_interval(1, 2), proportion_interval(1, 2, level=0.9)),
            "give one level",
        ),
        (lambda: paired_difference(1, 1, 0, 0, test="midp"), "Did you mean 'mid-p'"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call()
