import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.qca.calibration import (
    FSQCA_LOG_ODDS,
    R_QCA_LOG_ODDS,
    Anchor,
    calibrate,
    calibration_sensitivity,
)
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "calibration_ragin_direct"
INCOME = Anchor(2500, 5000, 20000, "developed countries", "Ragin (2008), chapter 5")


def anchor(out, middle, full):
    return Anchor(out, middle, full, "a standard", "a regulation")


@pytest.fixture(scope="module")
def expected():
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))["expected"]


@pytest.fixture(scope="module")
def income():
    return pd.read_csv(GOLDEN / "data.csv", index_col="country")["income"]


def test_developed_countries_of_ragin(expected, income):
    found = calibrate(income, INCOME).membership
    # The published table has two decimals.
    np.testing.assert_allclose(found, expected["published_2dp"], atol=0.005 + 1e-9)


@pytest.mark.parametrize(("log_odds", "key"), [(FSQCA_LOG_ODDS, "logodds_3"), (R_QCA_LOG_ODDS, "idm_0_95")])
def test_both_conventions_of_the_direct_method(expected, income, log_odds, key):
    # The golden case was printed to eleven significant digits.
    np.testing.assert_allclose(
        calibrate(income, INCOME, log_odds=log_odds).membership, expected[key], atol=1e-9
    )


def test_a_set_that_smaller_values_belong_to(expected):
    case = expected["decreasing"]
    found = calibrate(
        pd.Series(case["x"]),
        anchor(case["thresholds"]["e"], case["thresholds"]["c"], case["thresholds"]["i"]),
        log_odds=R_QCA_LOG_ODDS,
    )
    np.testing.assert_allclose(found.membership, case["mu_idm95"], atol=1e-9)


def test_linear_calibration(expected):
    case = expected["linear"]
    anchors = anchor(case["thresholds"]["e"], case["thresholds"]["c"], case["thresholds"]["i"])
    found = calibrate(pd.Series(case["x"]), anchors, method="linear")
    np.testing.assert_allclose(found.membership, case["mu"], atol=1e-12)
    assert np.isnan(found.log_odds)


def test_the_anchors_by_hand():
    found = calibrate(pd.Series([0.0, 50, 100], index=list("abc")), anchor(0, 50, 100))
    # Log-odds -3, 0 and 3: 1 / (1 + e^3) = .0474 and its complement.
    assert found.membership.tolist() == pytest.approx([0.04742587, 0.5, 0.95257413])
    assert found.at_crossover == ("b",)


def test_a_missing_value_stays_missing():
    found = calibrate(pd.Series([np.nan, 80.0]), anchor(0, 50, 100)).membership
    assert np.isnan(found[0]) and found[1] > 0.5


@pytest.mark.parametrize("values", [(5, 5, 10), (5, 20, 10), (float("nan"), 1, 2)])
def test_anchors_out_of_order_are_refused(values):
    with pytest.raises(MethodError, match="must ascend, or descend"):
        anchor(*values)


@pytest.mark.parametrize(("reason", "source"), [(" ", "x"), ("x", "")])
def test_anchors_without_reason_are_refused(reason, source):
    with pytest.raises(MethodError, match="say why these values"):
        Anchor(1, 2, 3, reason, source)


@pytest.mark.parametrize(
    ("values", "arguments", "words"),
    [
        ([1.0], {"method": "indirekt"}, "method 'indirekt'"),
        ([1.0], {"log_odds": 0}, "log-odds 0"),
        (["many"], {}, "'many', which is no finite number"),
        ([np.inf], {}, "no finite number"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(values, arguments, words):
    with pytest.raises(MethodError, match=words):
        calibrate(pd.Series(values), anchor(0, 1, 2), **arguments)


def test_sensitivity_by_hand():
    values = pd.Series([40.0, 52, 95, 50], index=list("abcd"))
    found = calibration_sensitivity(values, anchor(0, 50, 100), 5)
    assert found["side"].tolist() == ["out", "in", "in", "neither"]
    assert found["side_is_firm"].tolist() == [True, False, True, False]
    assert found.loc["a", ["crossover_lower", "crossover_upper"]].tolist() == [40, 100]
    assert found.loc["b", ["crossover_lower", "crossover_upper"]].tolist() == [0, 52]
    assert found.loc["d", ["crossover_lower", "crossover_upper"]].isna().all()
    # c: in least when crossover and full_in lie highest: 3 * (95 - 55) / (105 - 55) = 2.4.
    assert found.at["c", "lowest"] == pytest.approx(1 / (1 + np.exp(-2.4)))


@pytest.mark.parametrize("tolerance", [-1, 25, float("nan")])
def test_a_tolerance_that_lets_anchors_cross_is_refused(tolerance):
    with pytest.raises(MethodError, match="change places"):
        calibration_sensitivity(pd.Series([1.0]), anchor(0, 50, 100), tolerance)


values = st.lists(st.floats(-200, 300), min_size=1, max_size=8)
anchors = st.sampled_from([(0, 40, 100), (100, 40, 0), (-10, 0, 5)])


@given(values, anchors, st.sampled_from(["direct", "linear"]))
def test_membership_follows_the_value(numbers, where, method):
    series = pd.Series(sorted(numbers))
    found = calibrate(series, anchor(*where), method=method).membership
    assert found.between(0, 1).all()
    steps = np.diff(found) * np.sign(where[2] - where[0])
    assert (steps >= -1e-12).all()
    turned = calibrate(-series, anchor(*(-point for point in where)), method=method).membership
    np.testing.assert_allclose(turned, found)


@given(values, anchors, st.sampled_from(["direct", "linear"]), st.randoms())
def test_no_anchors_within_the_tolerance_leave_the_bounds(numbers, where, method, random):
    room = min(abs(where[1] - where[0]), abs(where[2] - where[1])) / 2
    tolerance = 0.9 * room
    found = calibration_sensitivity(pd.Series(numbers), anchor(*where), tolerance, method=method)
    moved = anchor(*(point + random.uniform(-tolerance, tolerance) for point in where))
    other = calibrate(pd.Series(numbers), moved, method=method).membership
    assert (other >= found["lowest"] - 1e-12).all()
    assert (other <= found["highest"] + 1e-12).all()
