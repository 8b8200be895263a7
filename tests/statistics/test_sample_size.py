import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep

from analysis.errors import MethodError
from analysis.statistics.sample_size import (
    krejcie_morgan,
    margin_of_share,
    power_of_change,
    sample_for_change,
    sample_for_paired_change,
    sample_for_share,
)
from analysis.statistics.two_proportions import paired_difference

FOLDER = Path(__file__).parents[1] / "golden" / "ikm_skm_permenpan14"


def test_the_table_of_krejcie_and_morgan_and_its_misprint():
    printed = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["expected"][
        "krejcie_morgan_n"
    ]
    populations = pd.read_csv(FOLDER / "krejcie_morgan.csv")["N"].astype(int).tolist()
    found = [krejcie_morgan(population) for population in populations]
    assert found[:-1] == printed[:-1]
    assert (populations[-1], found[-1], printed[-1]) == (100_000, 383, 384)


def test_a_share_by_hand():
    # z = 1.959964: z^2 / 4 / 0.05^2 = 384.15; with N = 1,000: 384.15 / (1 + 383.15 / 1000) = 277.74.
    assert sample_for_share(0.05).completed == 385
    assert sample_for_share(0.05, population=1000).completed == 278
    assert sample_for_share(0.05, population=1000).exact == pytest.approx(277.74, abs=0.01)
    clustered = sample_for_share(0.05, design_effect=1.5, response_rate=0.8)
    assert (clustered.completed, clustered.invited) == (577, 722)  # 576.2; 577 / 0.8 = 721.25


def test_the_worked_example_of_the_help_page_of_power_prop_test():
    # R, stats::power.prop.test: p1 .50, p2 .75: power .90 needs n = 76.7; n = 50 gives a power of .740.
    assert sample_for_change(0.50, 0.75, power=0.90).exact == pytest.approx(76.7, abs=0.05)
    assert power_of_change(0.50, 0.75, 50) == pytest.approx(0.740, abs=0.0005)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.integers(20, 400))
@settings(max_examples=40)
def test_power_as_statsmodels_has_it(first, second, size):
    if abs(first - second) < 0.01:
        return
    other = power_proportions_2indep(first - second, second, size)
    assert power_of_change(first, second, size) == pytest.approx(float(other.power), abs=1e-6)


def test_size_and_power_are_inverse_and_more_is_better():
    found = sample_for_change(0.4, 0.25, power=0.8)
    assert power_of_change(0.4, 0.25, found.exact) == pytest.approx(0.8, abs=1e-4)
    powers = [power_of_change(0.4, 0.25, n) for n in (20, 50, 100, 500)]
    assert powers == sorted(powers)
    assert sample_for_change(0.4, 0.25, comparisons=10).exact > found.exact
    assert power_of_change(0.3, 0.3, 200) == pytest.approx(0.05)  # null control: the chance of an error
    assert NormalIndPower().power(0.0, 200, 0.05) == pytest.approx(0.05)


def test_power_against_every_result_of_two_small_rounds():
    # Weigh every pair of counts by its chance and test it: no simulation.
    n, first, second = 40, 0.5, 0.2
    one, two = stats.binom.pmf(range(n + 1), n, first), stats.binom.pmf(range(n + 1), n, second)
    a, b = np.meshgrid(range(n + 1), range(n + 1), indexing="ij")
    middle = (a + b) / (2 * n)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.abs(a - b) / n / np.sqrt(2 * middle * (1 - middle) / n)
    rejected = np.nan_to_num(z) > stats.norm.ppf(0.975)
    exact = float((np.outer(one, two) * rejected).sum())
    assert power_of_change(first, second, n) == pytest.approx(exact, abs=0.03)  # normal against exact at 40


def test_pairs_that_agree_need_fewer_people():
    apart, alike = (sample_for_paired_change(0.4, 0.25, correlation=c).exact for c in (0.0, 0.5))
    assert alike < apart
    # Without correlation a pair tells about as much as two people: as many pairs as people per round.
    assert apart == pytest.approx(sample_for_change(0.4, 0.25).exact, rel=0.02)


def test_paired_size_by_simulation():
    size = sample_for_paired_change(0.5, 0.3, correlation=0.3, power=0.8).completed
    together = 0.15 + 0.3 * np.sqrt(0.5 * 0.5 * 0.3 * 0.7)
    cells = [together, 0.5 - together, 0.3 - together, 0.2 + together]
    draws = np.random.default_rng(5).multinomial(size, cells, size=400)
    found = np.mean([paired_difference(*map(int, d), test="asymptotic").p_value < 0.05 for d in draws])
    assert found == pytest.approx(0.8, abs=0.06)  # three standard errors of 400 draws


@given(st.floats(0.01, 0.3), st.integers(2, 5000), st.floats(0.5, 3))
@settings(max_examples=40)
def test_margin_and_size_are_inverse(margin, population, effect):
    found = sample_for_share(margin, population=population, design_effect=effect)
    assert 1 <= found.completed <= population
    if effect == 1 and found.exact < population:
        assert margin_of_share(found.exact, population=population) == pytest.approx(margin, rel=1e-6)
    assert krejcie_morgan(population) <= population


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sample_for_share(0), "margin is 0; it must lie between"),
        (lambda: sample_for_share(0.05, population=0), "population is 0"),
        (lambda: sample_for_share(0.05, response_rate=0), "response rate is 0"),
        (lambda: sample_for_share(0.05, design_effect=0), "design effect is 0"),
        (lambda: krejcie_morgan(0), "population is 0"),
        (lambda: sample_for_change(0.2, 0.2), "no sample is large enough"),
        (lambda: sample_for_change(0.2, 1.2), "between 0 and 1"),
        (lambda: sample_for_change(0.2, 0.3, comparisons=0), "at least one"),
        (lambda: sample_for_paired_change(0.2, 0.7, correlation=0.9), "cannot have a correlation of 0.9"),
        (lambda: margin_of_share(10, population=5), "smaller than the sample"),
        (lambda: power_of_change(0.2, 0.3, 0), "above zero"),
    ],
)
def test_impossible_plans_are_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call()
