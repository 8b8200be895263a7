import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import MethodError
from analysis.statistics.three_point import (
    DISTRIBUTIONS,
    three_point_draws,
    three_point_moments,
    three_point_quantiles,
)

LOW, LIKELY, HIGH = np.array([0.0, 10.0]), np.array([2.0, 20.0]), np.array([10.0, 20.0])


def test_triangular_by_hand():
    # Rising part of 0, 2, 10: share below 2 is 2/10; share below 1 is 1/(10 * 2).
    found = three_point_quantiles(np.array([[0.2, 0.0], [0.05, 1.0]]), LOW, LIKELY, HIGH)
    assert found.tolist() == [[pytest.approx(2), 10], [pytest.approx(1), 20]]
    mean, variance = three_point_moments(LOW, LIKELY, HIGH)
    assert mean[0] == pytest.approx(4)
    assert variance[0] == pytest.approx((4 + 100 - 20) / 18)


def test_pert_and_uniform_by_hand():
    mean, variance = three_point_moments(LOW, LIKELY, HIGH, "pert")
    assert mean.tolist() == pytest.approx([3, 110 / 6])  # (low + 4 likely + high) / 6
    assert variance[0] == pytest.approx(3 * 7 / 7)
    mean, variance = three_point_moments(LOW, LIKELY, HIGH, "uniform")
    assert (mean[0], variance[0]) == (5, pytest.approx(100 / 12))
    middle = three_point_quantiles(np.array([0.5, 0.5]), LOW, LIKELY, HIGH, "uniform")
    assert middle.tolist() == [5, 15]


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_quantiles_agree_with_scipy(distribution):
    low, likely, high = (np.array([value]) for value in (3.0, 4.0, 9.0))
    peak = 1 / 6
    known = {
        "triangular": stats.triang(peak, 3, 6), "uniform": stats.uniform(3, 6),
        "pert": stats.beta(1 + 4 * peak, 1 + 4 * (1 - peak), 3, 6),
    }[distribution]  # fmt: skip
    share = np.linspace(0, 1, 11)[:, None]
    found = three_point_quantiles(share, low, likely, high, distribution)
    np.testing.assert_allclose(found, known.ppf(share), rtol=1e-9)  # two forms of one closed formula
    moments = three_point_moments(low, likely, high, distribution)
    assert [float(part[0]) for part in moments] == pytest.approx([known.mean(), known.var()])


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_draws_have_the_moments_that_they_should(distribution):
    draws = three_point_draws(LOW, LIKELY, HIGH, 20_000, 1, distribution=distribution)
    mean, variance = three_point_moments(LOW, LIKELY, HIGH, distribution)
    # Four standard errors of a mean of 20,000 draws.
    np.testing.assert_allclose(draws.mean(axis=0), mean, atol=4 * np.sqrt(variance.max() / 20_000))
    np.testing.assert_allclose(draws.var(axis=0), variance, rtol=0.05)


def test_draws_follow_the_seed_and_the_correlation():
    ends = (np.zeros(3), np.ones(3) / 2, np.ones(3))
    one, same, other = (three_point_draws(*ends, 50, seed) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    groups = np.array(["cost", "cost", "people"])
    together = three_point_draws(*ends, 4000, 1, correlation=1.0, groups=groups)
    assert (together[:, 0] == together[:, 1]).all()
    ranks = stats.spearmanr(three_point_draws(*ends, 4000, 1, correlation=0.5, groups=groups)).statistic
    # Rank correlation of two normal scores that correlate 0.5: 6 / pi * asin(0.25) = 0.483; 4 / sqrt(4000).
    assert ranks[0, 1] == pytest.approx(6 / np.pi * np.arcsin(0.25), abs=0.063)
    assert abs(ranks[0, 2]) < 0.063


ENDS = st.tuples(*[st.floats(-1e6, 1e6)] * 3).map(sorted)


@settings(max_examples=40)
@given(ENDS, st.floats(0, 1), st.sampled_from(DISTRIBUTIONS))
def test_quantiles_stay_inside_their_ends(ends, share, distribution):
    low, likely, high = (np.array([value]) for value in ends)
    value = float(three_point_quantiles(np.array([share]), low, likely, high, distribution)[0])
    assert low[0] - 1e-6 <= value <= high[0] + 1e-6  # a millionth of the largest end: rounding


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distribution": "normal"}, "'normal' is no distribution"),
        ({"low": np.array([3.0, 10.0])}, "Quantity 1 is judged as 3, 2, 10"),
        ({"high": np.array([np.nan, 20.0])}, "Quantity 1"),
        ({"draws": 0}, "Draws are 0"),
        ({"correlation": 1.5}, "correlations .1.5, 1.5."),
    ],
)
def test_judgements_that_make_no_sense_are_refused(change, words):
    given_ = {"low": LOW, "likely": LIKELY, "high": HIGH, "draws": 10, "seed": 1} | change
    with pytest.raises(MethodError, match=words):
        three_point_draws(**given_)
