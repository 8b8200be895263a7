"""Outliers of one sample, against the handbook of NIST."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.honesty.outliers import generalised_esd, modified_z

GOLDEN = Path(__file__).parents[1] / "golden" / "outliers_rosner_esd"


@pytest.fixture(scope="module")
def golden():
    told = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    return pd.read_csv(GOLDEN / "data.csv")["x"].to_numpy(), told["expected"], told["tolerance"]["abs"]


def test_the_table_of_the_handbook(golden):
    sample, expected, tolerance = golden  # tolerance of the golden case: the handbook prints three decimals
    found = generalised_esd(sample, most=10)
    assert found.count == expected["n_outliers"] == 3
    assert found.statistics == pytest.approx(expected["esd_R"], abs=tolerance)
    assert found.critical == pytest.approx(expected["esd_lambda"], abs=tolerance)
    # masking: the first step alone would find nothing
    assert found.statistics[0] < found.critical[0] and generalised_esd(sample, most=1).count == 0
    assert sorted(sample[found.places[:3]]) == sorted(np.sort(sample)[-3:])


def test_modified_z_of_the_golden_case(golden):
    sample, expected, tolerance = golden
    assert np.sort(modified_z(sample)) == pytest.approx(expected["modified_z"], abs=tolerance)


def test_by_hand():
    # median 3, absolute deviations 2, 1, 0, 1, 97: their median is 1
    assert modified_z(np.array([1.0, 2, 3, 4, 100])) == pytest.approx(0.6745 * np.array([-2, -1, 0, 1, 97]))
    assert np.isnan(modified_z(np.array([1.0, 2, 3, np.nan]))[3])


@given(st.integers(0, 500), st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_scale_and_shift_change_nothing(seed, scale, shift):
    sample = np.random.default_rng(seed).normal(size=40)
    sample[7] = 30.0
    here, there = generalised_esd(sample, most=5), generalised_esd(scale * sample + shift, most=5)
    assert here.count == there.count >= 1 and here.places[0] == there.places[0] == 7
    assert modified_z(scale * sample + shift) == pytest.approx(modified_z(sample), abs=1e-6)


def test_refusals():
    with pytest.raises(MethodError, match="no spread"):
        modified_z(np.array([1.0, 1, 1, 5]))
    with pytest.raises(MethodError, match="no spread"):
        modified_z(np.array([]))
    with pytest.raises(MethodError, match="missing values"):
        generalised_esd(np.array([1.0, np.nan] * 10))
    with pytest.raises(MethodError, match="12 values cannot be tested for 10 outliers"):
        generalised_esd(np.arange(12.0))
    with pytest.raises(MethodError, match="all equal"):
        generalised_esd(np.r_[np.ones(20), 5.0], most=2)
