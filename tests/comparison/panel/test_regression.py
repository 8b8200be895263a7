import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.panel.regression import hausman_test, panel_regression
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "panel_grunfeld"
KEYS = {"within": "within", "two-way": "twoways_within", "between": "between", "random": "random_swamy_arora"}


@pytest.fixture(scope="module")
def grunfeld():
    return pd.read_csv(GOLDEN / "data.csv")


@pytest.fixture(scope="module")
def golden():
    return json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", KEYS)
def test_grunfelds_investment_as_in_the_r_package_plm(grunfeld, golden, model):
    found = panel_regression(grunfeld, "inv", ["value", "capital"], model=model, unit="firm").coefficients
    expected = golden["expected"][KEYS[model]]
    # Tolerance of the golden case; the terms stand in the same order.
    assert found["estimate"].tolist() == pytest.approx([row["est"] for row in expected], rel=1e-5)
    assert found["standard_error"].tolist() == pytest.approx([row["se"] for row in expected], rel=1e-5)


def test_clustered_errors_and_hausman_as_in_plm(grunfeld, golden):
    options = {"unit": "firm", "model": "within"}
    robust = panel_regression(
        grunfeld, "inv", ["value", "capital"], cluster="firm", small_sample=False, **options
    )
    assert robust.coefficients["standard_error"].tolist() == pytest.approx(
        list(golden["expected"]["within_cluster_hc0_se"].values()), rel=1e-5
    )
    assert robust.clusters_count == 10 and "10 clusters" in robust.cautions[0]
    within = panel_regression(grunfeld, "inv", ["value", "capital"], **options)
    random = panel_regression(grunfeld, "inv", ["value", "capital"], unit="firm", model="random")
    test = hausman_test(within, random)
    assert test.statistic == pytest.approx(golden["expected"]["hausman"]["chisq"], rel=1e-5)
    assert test.p_value == pytest.approx(golden["expected"]["hausman"]["p"], rel=1e-5)


def test_within_by_hand():
    # Unit means out: x is -1, 1 and -2, 2; y is -1, 1 and -6, 6. Slope (1 + 1 + 12 + 12) / (1 + 1 + 4 + 4).
    frame = pd.DataFrame({"u": list("aabb"), "t": [1, 2, 1, 2], "x": [0, 2, 5, 9], "y": [3, 5, 0, 12]})
    found = panel_regression(frame, "y", ["x"], model="within", unit="u", time="t")
    assert found.coefficients["estimate"].iloc[0] == pytest.approx(2.6)
    assert (found.rows_count, found.units_count, found.freedom) == (4, 2, 1)


def panel(seed, units=8, periods=5, gaps=0.2):
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame([(f"u{i}", t) for i in range(units) for t in range(periods)], columns=["u", "t"])
    frame["x"], frame["z"] = generator.normal(size=(2, len(frame)))
    frame["y"] = frame["x"] + generator.normal(size=len(frame)) + frame["t"]
    keep = generator.random(len(frame)) > gaps
    return frame.loc[keep | (frame["t"] < 2)].reset_index(drop=True)


@pytest.mark.parametrize("model", ["pooled", "within", "two-way"])
def test_an_unbalanced_panel_agrees_with_dummies_in_statsmodels(model):
    frame = panel(1)
    design = frame[["x", "z"]].assign(constant=1.0)
    if model != "pooled":
        design = design.join(pd.get_dummies(frame["u"], drop_first=True, dtype=float))
    if model == "two-way":
        design = design.join(pd.get_dummies(frame["t"], prefix="t", drop_first=True, dtype=float))
    fit = sm.OLS(frame["y"], design)
    plain = panel_regression(frame, "y", ["x", "z"], model=model, unit="u", time="t")
    terms = plain.coefficients.set_index("term").loc[["x", "z"]]
    np.testing.assert_allclose(terms["estimate"], fit.fit().params[["x", "z"]])
    np.testing.assert_allclose(terms["standard_error"], fit.fit().bse[["x", "z"]])
    robust = panel_regression(
        frame, "y", ["x", "z"], model=model, unit="u", time="t", cluster="u", small_sample=False
    )
    other = fit.fit(
        cov_type="cluster", cov_kwds={"groups": pd.factorize(frame["u"])[0], "use_correction": False}
    )
    found = robust.coefficients.set_index("term").loc[["x", "z"], "standard_error"]
    np.testing.assert_allclose(found, other.bse[["x", "z"]])


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.1, 20))
def test_unit_shifts_and_scale_do_not_change_the_within_slope(seed, lift, factor):
    frame = panel(seed)
    moved = frame.assign(
        y=factor * frame["y"] + lift * frame["u"].str[1:].astype(int) + 3 * lift * frame["t"]
    )
    options = {"unit": "u", "time": "t", "cluster": "u"}
    first = panel_regression(frame, "y", ["x"], **options).coefficients.iloc[0]
    other = panel_regression(moved, "y", ["x"], **options).coefficients.iloc[0]
    # Rounding of numbers up to a few thousand.
    assert other["estimate"] == pytest.approx(factor * first["estimate"], abs=1e-7 * factor)
    assert other["standard_error"] == pytest.approx(factor * first["standard_error"], abs=1e-7 * factor)


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({}, {"model": "wthin"}, "Did you mean 'within'"),
        ({"x": 1.0}, {}, "effect of 'x' cannot be told apart"),
        ({"z": lambda f: 2 * f["x"]}, {}, "effect of 'z' cannot be told apart"),
        ({"u": "a", "t": range(40)}, {"cluster": "u", "model": "pooled"}, "one cluster only"),
        ({"t": 0}, {}, "two rows for u u0, t 0"),
        ({"y": np.nan}, {}, "No row has a value"),
        ({"y": "high"}, {}, "'high', which is not a finite number"),
        ({"c": lambda f: f["t"]}, {"cluster": "c"}, "A unit stands in two clusters"),
        ({}, {"level": 95}, "level is 95"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change, arguments, words):
    frame = panel(3, gaps=0).assign(**change)
    with pytest.raises(MethodError, match=words):
        panel_regression(frame, "y", ["x", "z"], **({"unit": "u", "time": "t"} | arguments))


def test_hausman_refuses_other_fits():
    frame = panel(4)
    fits = {
        m: panel_regression(frame, "y", ["x"], model=m, unit="u", time="t") for m in ("within", "two-way")
    }
    with pytest.raises(MethodError, match="a within and a random fit"):
        hausman_test(fits["within"], fits["two-way"])
