import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.agreement import cohen_kappa, gwet_ac1, percent_agreement
from analysis.statistics.krippendorff import LEVELS, krippendorff_alpha

GOLDEN = Path(__file__).parents[1] / "golden" / "krippendorff_canonical"


@pytest.fixture(scope="module")
def canonical():
    return pd.read_csv(GOLDEN / "data.csv", index_col="coder").T


@pytest.mark.parametrize("level", LEVELS)
def test_the_canonical_example_of_krippendorff(canonical, level):
    golden = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    found = krippendorff_alpha(canonical, level, draws=0)
    assert found.value == pytest.approx(golden["expected"][level], abs=golden["tolerance"]["abs"])
    assert round(found.value, 3) == golden["expected"]["published_3dp"][level]
    assert (found.units_count, found.left_out, found.codes_count) == (11, 1, 40)
    assert np.isnan(found.lower)


def coders(*columns):
    return pd.DataFrame({f"coder{i}": column for i, column in enumerate(columns)})


def test_alpha_by_hand():
    # Two coders, four units; coincidences: aa 4, bb 2, ab and ba 1 each; n_a 5, n_b 3, n 8.
    found = krippendorff_alpha(coders(list("aaab"), list("aabb")), draws=0)
    assert found.observed == pytest.approx(2 / 8)
    assert found.expected == pytest.approx(2 * 5 * 3 / (8 * 7))
    assert found.value == pytest.approx(1 - (2 / 8) / (30 / 56))


def brute_alpha(codes, level):
    """Average over all ordered pairs of codes of a unit, against all ordered pairs of codes whatever."""
    units = [[c for c in row if not np.isnan(c)] for row in codes.to_numpy()]
    units = [unit for unit in units if len(unit) > 1]
    everything = sorted(code for unit in units for code in unit)
    ranks = pd.Series(everything).rank().groupby(everything).first()

    def apart(a, b):
        if level == "nominal":
            return float(a != b)
        if level == "ordinal":
            return float(ranks[a] - ranks[b]) ** 2
        if level == "interval":
            return (a - b) ** 2
        return ((a - b) / (a + b)) ** 2 if a + b else 0.0

    total = len(everything)
    observed = sum(apart(a, b) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2)) / total
    expected = sum(apart(a, b) for a, b in permutations(everything, 2)) / (total * (total - 1))
    return 1 - observed / expected if expected else np.nan


cells = st.one_of(st.integers(0, 4).map(float), st.just(np.nan))
tables = (
    st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=6)
    .map(lambda r: pd.DataFrame(r))
    .filter(lambda frame: frame.notna().sum(axis=1).ge(2).any())
)


@given(tables, st.sampled_from(LEVELS))
@settings(max_examples=60)
def test_alpha_against_all_pairs(frame, level):
    found = krippendorff_alpha(frame, level, draws=0).value
    assert found == pytest.approx(brute_alpha(frame, level), nan_ok=True)


@given(tables, st.randoms())
@settings(max_examples=30)
def test_order_of_units_and_coders_does_not_matter(frame, random):
    rows, columns = list(frame.index), list(frame.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    for coefficient in (krippendorff_alpha, gwet_ac1, percent_agreement):
        one, other = coefficient(frame, draws=0), coefficient(frame.loc[rows, columns], draws=0)
        assert one.value == pytest.approx(other.value, nan_ok=True)


def test_coders_who_agree_everywhere():
    codes = coders([1, 2, 3, 1], [1, 2, 3, 1])
    for level in LEVELS:
        assert krippendorff_alpha(codes, level, draws=0).value == 1
    assert gwet_ac1(codes, draws=0).value == 1
    assert cohen_kappa(codes["coder0"], codes["coder1"]).value == 1


def test_one_value_only_leaves_chance_corrected_agreement_undefined():
    codes = coders([2, 2, 2], [2, 2, 2])
    for found in (krippendorff_alpha(codes), gwet_ac1(codes), cohen_kappa(codes["coder0"], codes["coder1"])):
        assert np.isnan(found.value)
        assert "same value" in found.why
    assert percent_agreement(codes, draws=0).value == 1


def test_ac1_stays_high_where_one_code_is_common():
    # 18 of 20 agreed on yes, one each way: alpha near zero, AC1 near the agreement of .9.
    codes = coders(["yes"] * 19 + ["no"], ["yes"] * 18 + ["no", "yes"])
    assert percent_agreement(codes, draws=0).value == 0.9
    assert krippendorff_alpha(codes, draws=0).value < 0
    # Shares .95 and .05: expected 2 * .95 * .05 / 1 = .095.
    assert gwet_ac1(codes, draws=0).value == pytest.approx((0.9 - 0.095) / (1 - 0.095))


def test_units_with_one_code_count_for_how_common_a_code_is():
    codes = coders(["a", "a", "b"], ["a", "b", None])
    found = gwet_ac1(codes, draws=0)
    # Shares of a: 1, .5, 0, mean .5; expected 2 * .25 = .5; observed .5.
    assert (found.observed, found.expected, found.value) == (0.5, 0.5, 0)


def test_kappa_by_hand():
    first = pd.Series(list("aaaabbbb"))
    second = pd.Series(list("aaabbbba"))
    found = cohen_kappa(first, second)
    assert (found.observed, found.expected, found.value) == (0.75, 0.5, 0.5)
    # Standard error at kappa .5 with even margins: sqrt(p (1 - p) / (n (1 - pe)^2)) = sqrt(.1875 / 2).
    assert found.upper - found.value == pytest.approx(1.959964 * np.sqrt(0.1875 / 2), abs=1e-5)


def test_weighted_kappa_by_hand():
    first, second = pd.Series([1, 2, 3, 3]), pd.Series([1, 3, 3, 1])
    # Steps 0 1 0 2 of 2. Linear disagreement: (0 + .5 + 0 + 1) / 4. Margins 1 1 2 and 2 0 2 of 4:
    # expected (1*2*1 + 1*2*.5 + 1*2*.5 + 2*2*1) / 16 = .5.
    assert cohen_kappa(first, second, weights="linear").value == pytest.approx(1 - 0.375 / 0.5)
    # Quadratic: (.25 + 1) / 4 against (2 + .5 + .5 + 4) / 16.
    assert cohen_kappa(first, second, weights="quadratic").value == pytest.approx(1 - 0.3125 / (7 / 16))


def test_kappa_matches_units_by_name():
    first = pd.Series([1, 2, 1], index=list("xyz"))
    assert cohen_kappa(first, first.iloc[::-1]).value == 1
    found = cohen_kappa(first, pd.Series([1, None, 1], index=list("xyz")))
    assert (found.units_count, found.left_out) == (2, 1)


def test_interval_covers_and_is_repeatable():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 200)
    noisy = [np.where(rng.random(200) < 0.25, rng.integers(0, 3, 200), truth) for _ in range(2)]
    codes = coders(*noisy)
    found = krippendorff_alpha(codes, draws=400, seed=1)
    # Two coders keep the truth with .75 each: alpha is .75^2 in expectation.
    assert found.lower < 0.75**2 < found.upper
    assert found.lower < found.value < found.upper
    assert krippendorff_alpha(codes, draws=400, seed=1) == found
    assert found.undefined_draws == 0


def test_null_control_random_codes_agree_like_chance():
    rng = np.random.default_rng(4)
    codes = pd.DataFrame(rng.integers(0, 4, (3000, 3)))
    for found in (krippendorff_alpha(codes, "ordinal", draws=0), gwet_ac1(codes, draws=0)):
        # Standard error near 1 / sqrt(3 * 3000).
        assert abs(found.value) < 0.04


@pytest.mark.parametrize(
    ("codes", "arguments", "words"),
    [
        (coders([1, 2]), {}, "at least two coders"),
        (coders([1, None], [None, 2]), {}, "No unit has codes of two"),
        (coders(["a", "b"], ["a", "c"]), {"level": "ordinal"}, "'a' of coder0 for 0 is no number"),
        (coders([-1, 2], [1, 2]), {"level": "ratio"}, "below zero"),
        (coders([1, 2], [1, 2]), {"level": "cardinal"}, "level 'cardinal'"),
        (coders([1, 2], [1, 2]), {"confidence": 1}, "Impossible confidence"),
        (coders([1, 2], [1, 2]), {"draws": -1}, "draws -1"),
    ],
)
def test_what_cannot_be_compared_is_refused(codes, arguments, words):
    with pytest.raises(MethodError, match=words):
        krippendorff_alpha(codes, **arguments)


def test_kappa_refuses():
    one = pd.Series([1, 2], index=["x", "y"])
    with pytest.raises(MethodError, match="weights 'cubic'"):
        cohen_kappa(one, one, weights="cubic")
    with pytest.raises(MethodError, match="same units"):
        cohen_kappa(one, pd.Series([1, 2], index=["x", "z"]))
    with pytest.raises(MethodError, match="at least two units"):
        cohen_kappa(one, pd.Series([1, None], index=["x", "y"]))
