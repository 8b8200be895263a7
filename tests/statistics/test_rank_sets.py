import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.rank_sets import rank_sets
from tests.comparison.golden import golden

BOUNDS = {
    "L_marg": "rank_low",
    "U_marg": "rank_high",
    "L_sim": "rank_low_simultaneous",
    "U_sim": "rank_high_simultaneous",
}


NAMES = [f"u{i}" for i in range(5)]


def made(size, seed=0, noise=0.3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {"estimate": rng.normal(size=size), "standard_error": noise * rng.uniform(0.5, 1.5, size)},
        index=[f"u{i}" for i in range(size)],
    )


def test_pisa_ranks_of_csranks():
    expected, data = golden("rank_ci_pisa")
    found = rank_sets(data.set_index("jurisdiction"), "math_score", "math_se", draws=20_000).units
    table = pd.DataFrame(expected["table"]).set_index("jurisdiction").loc[found.index]
    assert (table["rank"] == found["rank"]).all()
    for theirs, ours in BOUNDS.items():
        # Tolerance of the golden case: critical values are drawn, so a bound may move by one rank.
        assert (table[theirs] - found[ours]).abs().max() <= 1
        assert (table[theirs] == found[ours]).mean() > 0.9


def plain_sets(frame, draws, level, seed):
    """Say the same in loops: directed hypotheses, stepping down, one family per unit and one for all."""
    values, errors = frame["estimate"].to_numpy(), frame["standard_error"].to_numpy()
    noise = np.random.default_rng(seed).standard_normal((draws, len(values))) * errors
    units = range(len(values))

    def spread(j, k):
        return np.hypot(errors[j], errors[k])

    def rejected(family):
        gone, family = set(), set(family)
        while family:
            top = [max((z[j] - z[k]) / spread(j, k) for j, k in family) for z in noise]
            new = {
                (j, k) for j, k in family if (values[j] - values[k]) / spread(j, k) > np.quantile(top, level)
            }
            if not new:
                break
            gone, family = gone | new, family - new
        return gone

    everyone = rejected((j, k) for j in units for k in units if j != k)
    rows = []
    for u in units:
        own = rejected([(u, k) for k in units if k != u] + [(k, u) for k in units if k != u])
        rows.append(
            [1 + sum(k == u for _, k in own), len(values) - sum(j == u for j, _ in own)]
            + [1 + sum(k == u for _, k in everyone), len(values) - sum(j == u for j, _ in everyone)]
        )
    return np.array(rows)


@pytest.mark.parametrize("seed", range(4))
def test_brute_force_on_small_tables(seed):
    frame = made(6, seed)
    found = rank_sets(frame, draws=200, level=0.9, seed=seed).units
    np.testing.assert_array_equal(found[list(BOUNDS.values())], plain_sets(frame, 200, 0.9, seed))


def test_the_short_cut_for_many_units_is_exact():
    frame = made(90, 3)
    short = rank_sets(frame, draws=200).units
    # With the covariance given, every pair is looked at; the draws are the same up to the order of the axes.
    errors = frame["standard_error"].sort_values()
    full = rank_sets(
        frame.loc[errors.index],
        covariance=pd.DataFrame(np.diag(errors**2), errors.index, errors.index),
        draws=200,
    ).units
    again = rank_sets(frame.loc[errors.index], draws=200).units
    pd.testing.assert_frame_equal(full, again, check_exact=False, rtol=1e-9)
    assert (short["rank"] == again["rank"].reindex(short.index)).all()


def test_sure_differences_give_single_ranks():
    frame = pd.DataFrame({"estimate": [1.0, 3, 2], "standard_error": 1e-6})
    found = rank_sets(frame).units
    for name in ("rank", "rank_low", "rank_high", "rank_high_simultaneous"):
        assert list(found[name]) == [3, 1, 2]
    assert rank_sets(frame, highest_first=False).units["rank"].tolist() == [1, 3, 2]


def test_two_units_by_hand():
    frame = pd.DataFrame({"estimate": [0.0, 1.9], "standard_error": [0.6, 0.8]})
    # Difference 1.9 with standard error 1: below the two-sided 1.96, so both ranks stay open.
    assert rank_sets(frame, draws=20_000).units["rank_high"].tolist() == [2, 2]
    frame["estimate"] = [0.0, 2.05]
    assert rank_sets(frame, draws=20_000).units["rank_high"].tolist() == [2, 1]


def test_equal_units_are_not_told_apart():
    truth = 0
    for seed in range(100):
        noise = np.random.default_rng(seed).normal(size=8)
        frame = pd.DataFrame({"estimate": noise, "standard_error": 1.0})
        found = rank_sets(frame, level=0.9, draws=300, seed=seed).units
        truth += bool(
            (found["rank_low_simultaneous"] > 1).any() or (found["rank_high_simultaneous"] < 8).any()
        )
    # Null control: a false difference in at most a tenth of 100 samples; three standard errors are 0.09.
    assert truth / 100 <= 0.1 + 0.09


@settings(max_examples=25)
@given(st.integers(3, 12), st.integers(0, 500), st.floats(0.05, 2))
def test_sets_hold_the_rank_and_nest(size, seed, noise):
    frame = made(size, seed, noise)
    found = rank_sets(frame, draws=200, seed=seed)
    units = found.units
    single = rank_sets(frame, draws=200, seed=seed, stepdown=False).units
    for suffix in ("", "_simultaneous"):
        low, high = units[f"rank_low{suffix}"], units[f"rank_high{suffix}"]
        assert (low >= 1).all() and (low <= units["rank"]).all() and (units["rank"] <= high).all()
        assert (high <= size).all()
        assert (single[f"rank_low{suffix}"] <= low).all() and (single[f"rank_high{suffix}"] >= high).all()
    assert 0 <= found.separated_share <= 1


def test_a_unit_without_an_estimate_is_named():
    frame = made(5)
    frame.loc["u2", "standard_error"] = np.nan
    found = rank_sets(frame)
    assert found.left_out == ("u2",) and len(found.units) == 4


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"standard_error": 0.0}, {}, "standard error above zero"),
        ({"estimate": "high"}, {}, "finite numbers"),
        ({}, {"level": 0.0}, "between 0 and 1"),
        ({}, {"draws": 5}, "cannot tell a level"),
        ({}, {"estimate": "score"}, "'score' is not in"),
        ({}, {"covariance": pd.DataFrame(np.ones((5, 5)), NAMES, NAMES)}, "exactly together"),
        ({}, {"covariance": pd.DataFrame([[1.0]], ["u0"], ["u0"])}, "a row and a column"),
    ],
)  # fmt: skip
def test_impossible_rank_sets_are_refused(change, arguments, words):
    with pytest.raises(MethodError, match=words):
        rank_sets(made(5).assign(**change), **arguments)
