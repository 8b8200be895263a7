import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import ttost_ind, ttost_paired

from analysis.comparison.similarity.equivalence import (
    equivalence_from_summary,
    equivalence_of_correlation,
    equivalence_of_mean_from_summary,
    equivalence_of_means,
    equivalence_of_proportions,
    equivalence_paired,
    tost,
)
from analysis.comparison.similarity.input_equivalence import equivalence_of_inputs
from analysis.errors import MethodError
from tests.comparison.golden import golden

# Relative tolerance of the golden case: R printed more digits than that.
TOLERANCE = 1e-4
NAMES = {
    "TOST_t1": "statistic_low",
    "TOST_p1": "p_low",
    "TOST_t2": "statistic_high",
    "TOST_p2": "p_high",
    "TOST_df": "degrees_of_freedom",
    "low_eqbound": "low",
    "high_eqbound": "high",
    "LL_CI_TOST": "interval_low",
    "UL_CI_TOST": "interval_high",
}


@pytest.fixture(scope="module")
def lakens():
    return golden("tost_lakens")


def agrees(found, expected, names=NAMES):
    compared = [name for name in names if name in expected]
    assert len(compared) >= 2
    for name in compared:
        assert getattr(found, names[name]) == pytest.approx(expected[name], rel=TOLERANCE), name


def test_two_groups_of_toster_from_the_summary(lakens):
    expected, data = lakens
    one, other = (data.loc[data["group"] == name].iloc[0] for name in ("control", "organic"))
    found = equivalence_from_summary(
        one["mean"], one["sd"], int(one["n"]), other["mean"], other["sd"], int(other["n"]), 0.43, in_sd=True
    )
    agrees(found, expected["two_sample_welch"])
    assert found.verdict == "equivalent"


def test_one_group_of_toster(lakens):
    expected, _ = lakens
    given_ = expected["one_sample"]["inputs"]
    found = equivalence_of_mean_from_summary(
        given_["m"], given_["sd"], given_["n"], given_["eqbound_d"], against=given_["mu"], in_sd=True
    )
    agrees(found, expected["one_sample"])


def test_correlation_of_toster(lakens):
    expected, _ = lakens
    given_ = expected["correlation"]["inputs"]
    found = equivalence_of_correlation(given_["r"], given_["n"], given_["bound"])
    agrees(found, expected["correlation"], {"TOST_p1": "p_low", "TOST_p2": "p_high"})
    assert np.tanh(found.interval_low) == pytest.approx(expected["correlation"]["LL_CI_TOST"], rel=TOLERANCE)
    assert np.tanh(found.high) == pytest.approx(expected["correlation"]["high_eqbound_r"], rel=TOLERANCE)


samples = st.lists(st.integers(-20, 20).map(float), min_size=3, max_size=12).filter(lambda v: len(set(v)) > 1)


@given(samples, samples, st.floats(0.5, 10), st.booleans())
def test_raw_samples_agree_with_statsmodels(a, b, bound, equal):
    found = equivalence_of_means(a, b, bound, equal_variance=equal)
    p, low, high = ttost_ind(np.array(a), np.array(b), -bound, bound, usevar="pooled" if equal else "unequal")
    assert found.p_value == pytest.approx(p, abs=1e-9)
    assert (found.p_low, found.p_high) == (pytest.approx(low[1], abs=1e-9), pytest.approx(high[1], abs=1e-9))


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=10))
def test_pairs_agree_with_statsmodels_or_are_refused(pairs):
    a, b = (np.array(side, float) for side in zip(*pairs, strict=True))
    if len(set(a - b)) == 1:
        with pytest.raises(MethodError, match="Without variation"):
            equivalence_paired(a, b, 1.0)
        return
    assert equivalence_paired(a, b, 1.0).p_value == pytest.approx(ttost_paired(a, b, -1.0, 1.0)[0], abs=1e-9)


def test_shares_by_hand():
    found = equivalence_of_proportions(40, 100, 50, 100, 0.2)
    # Error: root of 0.4 x 0.6 / 100 + 0.5 x 0.5 / 100 = 0.07; (-0.1 + 0.2) / 0.07 = 1.4286.
    assert found.standard_error == pytest.approx(0.07)
    assert found.statistic_low == pytest.approx(0.1 / 0.07) and found.verdict == "undecided"


@given(st.floats(-3, 3), st.floats(0.05, 2), st.integers(2, 60), st.floats(0.1, 3), st.floats(0.01, 0.2))
def test_the_verdict_is_the_interval_inside_the_bounds(difference, error, freedom, bound, alpha):
    found = tost(difference, error, freedom, bound, alpha=alpha)
    inside = -bound < found.interval_low and found.interval_high < bound
    assert (
        found.equivalent == inside
        or min(abs(found.interval_low + bound), abs(found.interval_high - bound)) < 1e-9
    )
    assert not (found.equivalent and found.different)


def test_the_size_of_the_test_at_the_bound_is_alpha():
    rng = np.random.default_rng(4)
    # Null control: the true difference is exactly the bound, so "equivalent" is wrong.
    wrong = [
        equivalence_of_means(rng.normal(1, 1, 40), rng.normal(0, 1, 40), 1.0).equivalent for _ in range(1000)
    ]
    # Binomial(1000, 0.05): three standard errors are 0.021.
    assert np.mean(wrong) == pytest.approx(0.05, abs=0.021)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tost(0, 1, 5, (1, -1)), "the first must be the lower"),
        (lambda: tost(0, 1, 5, 1, alpha=0.6), "below one half"),
        (lambda: tost(0, 0, 5, 1), "Without variation"),
        (lambda: equivalence_of_means([1, 1], [1, 1], 1), "Without variation|above zero"),
        (lambda: equivalence_of_means([1, np.nan], [1, 2], 1), "two finite numbers"),
        (lambda: equivalence_paired([1, 2], [1, 2, 3], 1), "equal length"),
        (lambda: equivalence_from_summary(1, 1, 1, 1, 1, 5, 1), "at least two units"),
        (lambda: equivalence_of_correlation(1.0, 10, 0.3), "between -1 and 1"),
        (lambda: equivalence_of_proportions(3, 2, 1, 2, 0.1), "from zero to that total"),
        (lambda: equivalence_of_mean_from_summary(1, 1, 1, 1), "at least two observations"),
    ],
)
def test_impossible_tests_are_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call()


def country(series, size=40):
    codes = [f"{1101 + i}" for i in range(size)]
    regions = pd.DataFrame({"region_code": codes, "level": "kabupaten", "name": codes})
    rng = np.random.default_rng(1)
    rows = []
    for i, code in enumerate(codes):
        values = series.get(code, rng.normal(10 * i, 1, 5))
        rows += [{"region_code": code, "year": 2005 + t, "x": v} for t, v in enumerate(values)]
    return pd.DataFrame(rows), regions


def test_inputs_of_regions_by_hand():
    series = {
        "1101": [1.0, 2, 3, 4, 5],
        "1102": [1.5, 1.5, 3.5, 3.5, 5.5],
        "1103": [900.0, 901, 902, 903, 905],
    }
    panel, regions = country(series)
    table = equivalence_of_inputs(panel, regions, ["1101", "1102", "1103"], ["x"], 2005, 2009, bound_sd=0.25)
    spread = panel.groupby("region_code")["x"].mean().std()
    first = table.iloc[0]
    direct = equivalence_paired(np.array(series["1101"]) / spread, np.array(series["1102"]) / spread, 0.25)
    assert first["interval_high"] == pytest.approx(direct.interval_high) and first["verdict"] == "equivalent"
    assert list(table["verdict"]) == ["equivalent", "different", "different"]


def test_without_years_there_is_no_interval_and_the_verdict_says_so():
    panel, regions = country({"1101": [1.0], "1102": [1.0], "1103": [np.nan]})
    table = equivalence_of_inputs(panel, regions, ["1101", "1102", "1103"], ["x"], 2005, 2009, bound_sd=0.25)
    assert list(table["verdict"]) == ["inside, one value", "not evaluated", "not evaluated"]
    assert table["interval_low"].isna().all()
    with pytest.raises(MethodError, match="above zero"):
        equivalence_of_inputs(panel, regions, ["1101", "1102"], ["x"], 2005, 2009, bound_sd=0.0)
