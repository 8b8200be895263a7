from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.randomisation.wild_bootstrap import wild_cluster_bootstrap
from analysis.errors import MethodError


def clustered(seed, clusters=7, size=6, treated=3, effect=0.0):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({"g": np.repeat([f"c{i}" for i in range(clusters)], size)})
    place = np.repeat(np.arange(clusters), size)
    frame["d"] = (place < treated).astype(int)
    frame["x"] = generator.normal(size=len(frame))
    frame["y"] = effect * frame["d"] + frame["x"] + generator.normal(size=len(frame))
    frame["y"] += generator.normal(size=clusters)[place]
    return frame


def refit(values, design, clusters, place=0):
    fit = sm.OLS(values, design).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    return fit.params, fit.params[place], fit.bse[place]


def enumerate_by_refitting(frame, null=0.0):
    """Return how often all sign patterns give at least, and more than, the observed t; both versions."""
    codes = pd.factorize(frame["g"])[0]
    design = np.column_stack([frame["d"], frame["x"], np.ones(len(frame))]).astype(float)
    outcome = frame["y"].to_numpy()
    beta, estimate, error = refit(outcome, design, codes)
    observed = abs(estimate - null) / error
    moved = outcome - null * design[:, 0]
    rest = design[:, 1:]
    line = null * design[:, 0] + rest @ np.linalg.lstsq(rest, moved, rcond=None)[0]
    shares = []
    for fitted, target in ((line, null), (design @ beta, estimate)):
        drawn = []
        for signs in product((1, -1), repeat=codes.max() + 1):
            other = fitted + (outcome - fitted) * np.array(signs)[codes]
            _, value, spread = refit(other, design, codes)
            drawn.append(abs(value - target) / spread)
        drawn = np.array(drawn)
        shares.append(((drawn >= observed - 1e-9).mean(), (drawn > observed + 1e-9).mean()))
    return shares


@pytest.mark.parametrize("null", [0.0, 0.8])
def test_every_sign_pattern_refitted_in_statsmodels(null):
    frame = clustered(2)
    found = wild_cluster_bootstrap(frame, "y", ["d", "x"], parameter="d", cluster="g", null=null)
    (restricted, _), (free, _) = enumerate_by_refitting(frame, null)
    assert found.enumerated and found.draws == 2**7
    assert found.p_restricted == pytest.approx(restricted)
    assert found.p_unrestricted == pytest.approx(free)


def test_the_package_wildboottest_counts_strictly_larger_only():
    generator = np.random.default_rng(1)
    frame = pd.DataFrame({"g": np.repeat(np.arange(9), 8)})
    frame["d"] = (frame["g"] < 4).astype(float)
    frame["x"] = generator.normal(size=72)
    frame["y"] = (
        0.6 * frame["d"] + frame["x"] + generator.normal(size=72) + generator.normal(size=9)[frame["g"]]
    )
    found = wild_cluster_bootstrap(frame, "y", ["d", "x"], parameter="d", cluster="g")
    # wildboottest 0.3.2 on these rows (full enumeration, null imposed): t 2.394798, p 0.058594 = 30 / 512.
    # The observed pattern and its mirror make it 32 / 512 here.
    assert found.statistic == pytest.approx(2.394798, abs=1e-6)
    assert found.p_restricted == pytest.approx(0.05859375 + 2 / 512)


def test_four_clusters_by_hand():
    # Cluster means 0, 2 and 10, 14: the difference is 11. Restricted residuals are deviations from 6.5, so
    # with signs a to d the difference is 3.25 a + 2.25 b + 1.75 c + 3.75 d, largest for all alike: 2 of 16.
    frame = pd.DataFrame({"g": list("aabbccdd"), "d": [0] * 4 + [1] * 4})
    frame["y"] = [-1.0, 1, 1, 3, 9, 11, 13, 15]
    found = wild_cluster_bootstrap(frame, "y", ["d"], parameter="d", cluster="g")
    assert found.estimate == pytest.approx(11)
    # Cluster means less group means: (1 + 1 + 4 + 4) / 2 ** 2, times 4 / 3 and 7 / 6.
    assert found.standard_error == pytest.approx(np.sqrt(2.5 * 4 / 3 * 7 / 6))
    assert found.p_restricted == pytest.approx(2 / 16)
    assert "smallest p-value possible is 0.125" in found.cautions[1]


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(-9, 9), st.floats(0.2, 5))
def test_shift_and_scale_carry_through(seed, effect, factor):
    frame = clustered(seed)
    first = wild_cluster_bootstrap(frame, "y", ["d", "x"], parameter="d", cluster="g")
    moved = frame.assign(y=factor * (frame["y"] + effect * frame["d"]) + 2)
    other = wild_cluster_bootstrap(moved, "y", ["d", "x"], parameter="d", cluster="g", null=factor * effect)
    assert other.p_restricted == pytest.approx(first.p_restricted)
    assert other.p_unrestricted == pytest.approx(first.p_unrestricted)
    assert other.estimate == pytest.approx(factor * (first.estimate + effect))


def test_the_ends_of_the_intervals_are_where_the_tests_turn():
    frame = clustered(5, clusters=10, treated=5)
    options = {"parameter": "d", "cluster": "g"}
    found = wild_cluster_bootstrap(frame, "y", ["d", "x"], **options)
    for end, inward, p_value in (
        (found.interval_low, 1, "p_restricted"),
        (found.interval_high, -1, "p_restricted"),
        (found.unrestricted_low, 1, "p_unrestricted"),
        (found.unrestricted_high, -1, "p_unrestricted"),
    ):
        for nudge, rejected in ((0.01, False), (-0.01, True)):
            one = wild_cluster_bootstrap(frame, "y", ["d", "x"], null=end + inward * nudge, **options)
            assert (getattr(one, p_value) <= 0.05) == rejected


def test_absorbed_means_and_indicators_are_dummies():
    generator = np.random.default_rng(3)
    frame = pd.DataFrame([(u, t) for u in range(24) for t in range(4)], columns=["u", "t"])
    frame["g"] = frame["u"] % 8
    frame["d"] = ((frame["g"] < 4) & (frame["t"] > 1)).astype(int)
    frame["y"] = generator.normal(size=96) + frame["u"] + frame["t"] ** 2
    options = {"parameter": "d", "cluster": "g"}
    found = wild_cluster_bootstrap(frame, "y", ["d"], absorb="u", indicators=["t"], **options)
    dummies = wild_cluster_bootstrap(frame, "y", ["d"], indicators=["u", "t"], **options)
    assert found.estimate == pytest.approx(dummies.estimate)
    assert (found.p_restricted, found.p_unrestricted) == (dummies.p_restricted, dummies.p_unrestricted)
    assert found.interval_low == pytest.approx(dummies.interval_low, abs=1e-3)


def test_drawn_weights_come_near_all_patterns_and_are_never_zero():
    frame = clustered(6, clusters=12, treated=6, effect=1.0)
    options = {"parameter": "d", "cluster": "g"}
    every = wild_cluster_bootstrap(frame, "y", ["d", "x"], **options)
    drawn = wild_cluster_bootstrap(frame, "y", ["d", "x"], draws=3000, seed=2, **options)
    assert every.enumerated and not drawn.enumerated
    # Four standard errors of a share from 3,000 draws.
    assert drawn.p_restricted == pytest.approx(every.p_restricted, abs=4 * np.sqrt(0.25 / 3000))
    strong = frame.assign(y=frame["y"] + 99 * frame["d"])
    webb = wild_cluster_bootstrap(strong, "y", ["d", "x"], weights="webb", draws=199, **options)
    assert webb.p_restricted >= 1 / 200


def test_few_treated_clusters_pull_the_two_versions_apart():
    found = wild_cluster_bootstrap(
        clustered(7, clusters=12, treated=1), "y", ["d", "x"], parameter="d", cluster="g"
    )
    assert found.treated_clusters_count == 1
    assert "1 of 12 clusters are treated" in found.cautions[0]
    # MacKinnon and Webb (2017): restricted rejects too rarely, unrestricted too often.
    assert found.p_restricted > found.p_unrestricted


def test_the_size_is_right_with_few_clusters():
    rejected = 0
    for seed in range(150):
        found = wild_cluster_bootstrap(
            clustered(seed, clusters=10, treated=5), "y", ["d", "x"], parameter="d", cluster="g", draws=199
        )
        rejected += found.p_restricted <= 0.1
    # Ten percent of 150 with a simulation error of 0.025: three of them.
    assert rejected / 150 == pytest.approx(0.1, abs=0.075)


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"g": "a"}, {}, "one cluster only"),
        ({"x": lambda f: 2 * f["d"]}, {}, "effect of 'x' cannot be told apart"),
        ({"y": lambda f: f["d"] + 3.0 * f["x"]}, {}, "has no error"),
        ({}, {"parameter": "z"}, "'z' is not among"),
        ({}, {"weights": "normal"}, "rademacher, webb"),
        ({}, {"draws": 0}, "at least one is needed"),
        ({"u": 1}, {"absorb": "u"}, "cross the clusters"),
        ({"y": np.nan}, {}, "No row has a value"),
    ],
)
def test_what_cannot_be_bootstrapped_is_refused(change, arguments, words):
    with pytest.raises(MethodError, match=words):
        wild_cluster_bootstrap(
            clustered(1).assign(**change), "y", ["d", "x"], **({"parameter": "d", "cluster": "g"} | arguments)
        )
