import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.composition import (
    aitchison_mean,
    centred_log_ratio,
    close_composition,
    compositions_of,
    log_ratio_slope,
    replace_zeros,
    total_variance,
    variation_matrix,
)
from analysis.planning.dirichlet import dirichlet_regression

GOLDEN = Path(__file__).parents[1] / "golden" / "composition_arcticlake"
LAKE = pd.read_csv(GOLDEN / "data.csv")
PARTS = LAKE[["sand", "silt", "clay"]]
EXPECTED = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
# The reference stopped its own search at about this precision.
RELATIVE = EXPECTED["tolerance"]["rel"]


def test_arctic_lake_log_ratios_centre_and_variances():
    expected = EXPECTED["expected"]
    rows = [list(row.values()) for row in expected["clr_rows"]]
    assert centred_log_ratio(PARTS).to_numpy() == pytest.approx(np.array(rows), rel=RELATIVE)
    assert aitchison_mean(PARTS).to_dict() == pytest.approx(expected["aitchison_mean"], rel=RELATIVE)
    assert total_variance(PARTS) == pytest.approx(expected["total_variance"], rel=RELATIVE)
    matrix = pd.DataFrame(expected["variation_matrix"]).set_index("_row")
    assert variation_matrix(PARTS).to_numpy() == pytest.approx(matrix.to_numpy(), rel=RELATIVE)


def test_arctic_lake_slope_on_log_depth():
    slope = log_ratio_slope(PARTS, np.log(LAKE["depth"]))
    assert slope.to_dict() == pytest.approx(
        EXPECTED["expected"]["ilr_slope_logdepth_back_transformed"], rel=RELATIVE
    )


@pytest.mark.parametrize(
    ("columns", "name", "likelihood"),
    [
        (["depth"], "dirichlet_common_depth", "dirichlet_common_depth_loglik"),
        (["depth", "depth2"], "dirichlet_common_depth_depth2", "dirichlet_common_depth2_loglik"),
    ],
)
def test_arctic_lake_dirichlet_regression(columns, name, likelihood):
    predictors = LAKE.assign(depth2=LAKE["depth"] ** 2)[columns]
    fit = dirichlet_regression(PARTS, predictors)
    expected = pd.DataFrame(EXPECTED["expected"][name])
    assert fit.coefficients["estimate"].to_numpy() == pytest.approx(expected["est"].to_numpy(), rel=RELATIVE)
    assert fit.coefficients["standard_error"].to_numpy() == pytest.approx(
        expected["se"].to_numpy(), rel=RELATIVE
    )
    assert fit.log_likelihood == pytest.approx(EXPECTED["expected"][likelihood], rel=RELATIVE)


def test_arctic_lake_dirichlet_without_predictors():
    fit = dirichlet_regression(PARTS, LAKE[[]])
    assert fit.log_likelihood == pytest.approx(EXPECTED["expected"]["dirichlet_null_loglik"], rel=RELATIVE)


def test_closing_and_log_ratio_by_hand():
    parts = pd.DataFrame({"a": [1.0], "b": [np.e**2 * 1.0]})
    assert centred_log_ratio(parts).to_numpy().tolist() == [[pytest.approx(-1), pytest.approx(1)]]
    assert close_composition(pd.DataFrame({"a": [1.0], "b": [3.0]})).to_numpy().tolist() == [[0.25, 0.75]]


def test_a_replaced_zero_leaves_the_other_ratios():
    made = replace_zeros(pd.DataFrame({"a": [0.0], "b": [2.0], "c": [6.0]}), 0.1).iloc[0]
    assert made["a"] == 0.1
    assert made["c"] / made["b"] == pytest.approx(3)
    assert made.sum() == pytest.approx(1)


@given(
    st.lists(st.tuples(*[st.floats(0.01, 1e6)] * 3), min_size=3, max_size=8),
    st.floats(1e-3, 1e6),
)
def test_log_ratios_do_not_depend_on_the_unit_and_add_up_to_zero(rows, unit):
    parts = pd.DataFrame(rows, columns=["a", "b", "c"])
    first = centred_log_ratio(parts).to_numpy()
    assert centred_log_ratio(parts * unit).to_numpy() == pytest.approx(first, abs=1e-9)
    assert first.sum(axis=1) == pytest.approx(np.zeros(len(rows)), abs=1e-9)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (pd.DataFrame({"a": [1.0]}), "at least two parts"),
        (pd.DataFrame({"a": [1.0], "b": [-1.0]}), "zero or more"),
        (pd.DataFrame({"a": [0.0], "b": [0.0]}), "positive sum"),
        (pd.DataFrame({"a": [1.0], "b": [0.0]}), "'b' is zero in row 0"),
    ],
)
def test_what_is_no_composition_is_refused(parts, words):
    with pytest.raises(MethodError, match=words):
        centred_log_ratio(parts)


def test_a_part_that_occurs_twice_is_refused():
    frame = pd.DataFrame({"key": [1, 1], "part": ["a", "a"], "amount": [1.0, 2.0]})
    with pytest.raises(MethodError, match=r"\(1, a\) occurs twice"):
        compositions_of(frame, ["key"], "part", "amount")


def test_too_few_rows_and_repeated_predictors_are_refused():
    with pytest.raises(MethodError, match="too few"):
        dirichlet_regression(PARTS.head(2), LAKE[["depth"]].head(2))
    with pytest.raises(MethodError, match="not repeat each other"):
        dirichlet_regression(PARTS, LAKE.assign(twice=2 * LAKE["depth"])[["depth", "twice"]])
    with pytest.raises(MethodError, match="no zeros"):
        dirichlet_regression(PARTS.mask(PARTS.index.to_series().eq(0), 0.0).assign(sand=1.0), LAKE[["depth"]])
