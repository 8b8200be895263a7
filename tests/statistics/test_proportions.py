import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from analysis.errors import MethodError
from analysis.statistics.proportions import METHODS, proportion_interval

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "wilson_newcombe" / "expected.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("method", METHODS)
def test_intervals_of_newcombe(method):
    for row in GOLDEN["expected"][method]:
        found = proportion_interval(row["x"], row["n"], method=method)
        # Tolerance of the case: the published intervals are printed to four decimals.
        assert found.low == pytest.approx(row["lower"], abs=GOLDEN["tolerance"]["abs"])
        assert found.high == pytest.approx(row["upper"], abs=GOLDEN["tolerance"]["abs"])


def test_the_printed_intervals():
    for row in GOLDEN["expected"]["published_4dp"]:
        found = proportion_interval(row["x"], row["n"])
        assert (round(found.low, 4), round(found.high, 4)) == (row["lower"], row["upper"])


def test_one_of_two_by_hand():
    # z = 1.959964: middle (0.5 + z2/4) / (1 + z2/2), reach z * sqrt(1/8 + z2/16) / (1 + z2/2)
    found = proportion_interval(1, 2)
    assert (found.low, found.high) == (pytest.approx(0.094531, abs=1e-6), pytest.approx(0.905469, abs=1e-6))


@given(st.integers(1, 400), st.floats(0, 1))
def test_equal_to_statsmodels_and_mirrored(trials, share):
    count = round(share * trials)
    for method, name in (("wilson", "wilson"), ("clopper_pearson", "beta")):
        found = proportion_interval(count, trials, method=method)
        low, high = proportion_confint(count, trials, method=name)
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
        other = proportion_interval(trials - count, trials, method=method)
        assert other.low == pytest.approx(1 - found.high, abs=1e-9)
        assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_clusters_widen_and_a_finite_population_narrows():
    plain = proportion_interval(30, 100)
    wide = proportion_interval(30, 100, design_effect=2)
    small = proportion_interval(30, 100, population=120)
    assert wide.trials_effective == 50
    assert wide.high - wide.low > plain.high - plain.low > small.high - small.low
    everyone = proportion_interval(30, 100, population=100)
    assert (everyone.low, everyone.high, everyone.trials_effective) == (0.3, 0.3, math.inf)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"successes": 3, "trials": 2}, "is no share"),
        ({"successes": 0, "trials": 0}, "is no share"),
        ({"successes": 1, "trials": 2, "method": "wald"}, "'wald' is not known"),
        ({"successes": 1, "trials": 2, "level": 95}, "between 0 and 1"),
        ({"successes": 1, "trials": 2, "population": 1}, "smaller than the sample"),
        ({"successes": 1, "trials": 2, "design_effect": 0}, "above zero"),
    ],
)
def test_what_is_no_share_is_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        proportion_interval(**arguments)
