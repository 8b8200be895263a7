"""Digit preference, against DemoTools and the spreadsheets of the United States Census Bureau."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.honesty.digits import last_digit_chance, myers_index, whipple_index

GOLDEN = Path(__file__).parents[1] / "golden" / "digit_heaping_whipple_myers"


@pytest.fixture(scope="module")
def golden():
    data = pd.read_csv(GOLDEN / "data.csv")
    told = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    return data["age"].to_numpy(), data["males"].to_numpy(float), told["expected"], told["tolerance"]["rel"]


def test_the_indices_of_demotools(golden):
    ages, males, expected, rel = golden  # tolerance of the golden case: printed to ten digits
    assert whipple_index(ages, males) == pytest.approx(expected["w05"], rel=rel)
    assert 100 * whipple_index(ages, males) == pytest.approx(expected["whipple_un_100"], rel=rel)
    assert whipple_index(ages, males, digits=(0,)) == pytest.approx(expected["w0"], rel=rel)
    assert myers_index(ages, males) == pytest.approx(expected["myers_10_89"], rel=rel)
    assert myers_index(ages, males, first=23, last=82) == pytest.approx(expected["myers_23_82"], rel=rel)
    assert 2 * myers_index(ages, males, pasex=True) == pytest.approx(expected["myers_pasex_x2"], rel=rel)


def test_by_hand():
    ages = np.arange(100)
    assert whipple_index(ages, np.ones(100)) == pytest.approx(8 * 5 / 40)  # 25, 30, ..., 60 among 23 to 62
    assert whipple_index(ages, np.where(ages % 5 == 0, 1.0, 0.0)) == 5
    assert myers_index(ages, np.ones(100)) == pytest.approx(0)
    assert myers_index(ages, np.where(ages % 10 == 0, 1.0, 0.0)) == 90
    even = np.arange(100, 1100)
    assert last_digit_chance(even) == 1
    assert last_digit_chance(10 * even) < 1e-100


@given(st.floats(0.1, 1e6), st.integers(0, 9))
def test_units_and_mirrored_digits_change_nothing(factor, digit):
    ages = np.arange(100)
    people = 1.0 + (ages % 10 == digit) * 3 + (99 - ages) / 50
    assert whipple_index(ages, factor * people) == pytest.approx(whipple_index(ages, people))
    assert myers_index(ages, factor * people) == pytest.approx(myers_index(ages, people))
    mixed = np.random.default_rng(digit).permutation(100)
    assert myers_index(ages[mixed], people[mixed]) == pytest.approx(myers_index(ages, people))


def test_refusals():
    ages = np.arange(100)
    with pytest.raises(MethodError, match="Age 62 is missing; single ages 23 to 62"):
        whipple_index(ages[:62], np.ones(62))
    with pytest.raises(MethodError, match="Nobody is aged 23 to 62"):
        whipple_index(ages, np.zeros(100))
    with pytest.raises(MethodError, match="negative or missing"):
        myers_index(ages, np.where(ages == 3, -1.0, 1.0))
    with pytest.raises(MethodError, match="fewer than two decades"):
        myers_index(ages, np.ones(100), first=10, last=25)
    with pytest.raises(MethodError, match="Nobody is aged 10 to 89"):
        myers_index(ages, np.zeros(100))
    with pytest.raises(MethodError, match="one number per age"):
        whipple_index(ages, np.ones(99))
    with pytest.raises(MethodError, match="of at least 50 are needed"):
        last_digit_chance(np.arange(100, 149))
