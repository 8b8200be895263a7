import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.variance.random_intercept import random_intercept
from analysis.comparison.variance.random_slope import random_slope
from analysis.comparison.variance.shares import variance_shares
from analysis.errors import MethodError
from tests.comparison.golden import golden

# Relative tolerance of the golden case: lme4 stops its search at about 1e-6.
TOLERANCE = 1e-4
MODELS = {"null_reml": ([], True), "days_reml": (["Days"], True), "days_ml": (["Days"], False)}


@pytest.fixture(scope="module")
def sleep():
    return golden("icc_sleepstudy")


def grouped(seed=0, groups=12, rows=6, between=1.0, uneven=False):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"g": np.repeat([f"g{i:02}" for i in range(groups)], rows), "x": rng.normal(size=groups * rows)}
    )
    level = between * rng.normal(size=groups)
    frame["y"] = 3 + 0.5 * frame["x"] + np.repeat(level, rows) + rng.normal(size=len(frame))
    return frame.sample(frac=0.7, random_state=seed).reset_index(drop=True) if uneven else frame


@pytest.mark.parametrize("model", MODELS)
def test_sleepstudy_of_lme4(sleep, model):
    expected, data = sleep
    inputs, reml = MODELS[model]
    found, wanted = random_intercept(data, "Reaction", "Subject", inputs, reml=reml), expected[model]
    assert found.variance_between == pytest.approx(wanted["var_subject"], rel=TOLERANCE)
    assert found.variance_within == pytest.approx(wanted["var_resid"], rel=TOLERANCE)
    assert found.icc == pytest.approx(wanted["icc"], rel=TOLERANCE)
    assert found.criterion == pytest.approx(wanted["reml_or_ml_crit"], rel=1e-9)
    for ours, theirs in {"constant": "(Intercept)", "Days": "Days"}.items():
        if theirs in wanted["fixef"]:
            assert found.coefficients.at[ours, "estimate"] == pytest.approx(
                wanted["fixef"][theirs], rel=TOLERANCE
            )
            assert found.coefficients.at[ours, "standard_error"] == pytest.approx(
                wanted["se"][theirs], rel=TOLERANCE
            )
    shares = variance_shares(data, "Reaction", ["Subject"], inputs, reml=reml)
    assert shares.components.at["Subject", "variance"] == pytest.approx(wanted["var_subject"], rel=TOLERANCE)
    assert shares.criterion == pytest.approx(wanted["reml_or_ml_crit"], rel=1e-9)


def test_levels_of_the_subjects_of_lme4(sleep):
    expected, data = sleep
    levels = random_intercept(data, "Reaction", "Subject", ["Days"]).groups["level"]
    again = variance_shares(data, "Reaction", ["Subject"], ["Days"]).levels["Subject"]
    for row in expected["blup_days_reml"]:
        assert levels[int(row["Subject"])] == pytest.approx(row["u"], rel=TOLERANCE)
        assert again[int(row["Subject"])] == pytest.approx(row["u"], rel=TOLERANCE)


def test_random_slopes_of_lme4(sleep):
    expected, data = sleep
    found, wanted = random_slope(data, "Reaction", "Subject", "Days"), expected["random_slope_reml"]
    for ours, theirs in {
        "variance_level": "var_int",
        "variance_slope": "var_slope",
        "variance_within": "var_resid",
        "criterion": "reml",
        "covariance": "cov",
    }.items():
        assert getattr(found, ours) == pytest.approx(wanted[theirs], rel=TOLERANCE), ours
    assert found.note == "" and found.groups_count == 18


@settings(max_examples=15)
@given(st.integers(0, 1000), st.booleans())
def test_the_closed_form_is_the_mixed_model_of_statsmodels(seed, reml):
    frame = grouped(seed, uneven=True)
    found = random_intercept(frame, "y", "g", ["x"], reml=reml)
    if found.icc < 0.02:  # near the boundary MixedLM wanders and warns; the boundary has its own test
        return
    fit = sm.MixedLM(frame["y"], sm.add_constant(frame["x"]), frame["g"]).fit(reml=reml)
    assert found.criterion <= -2 * fit.llf + 1e-6
    assert found.variance_between == pytest.approx(float(fit.cov_re.iloc[0, 0]), rel=1e-3)
    assert found.coefficients["estimate"].to_numpy() == pytest.approx(fit.fe_params.to_numpy(), rel=1e-4)


def test_balanced_groups_by_hand():
    frame = pd.DataFrame({"g": list("aabbcc"), "y": [1.0, 3, 4, 6, 10, 12]})
    found = random_intercept(frame, "y", "g")
    # Means 2, 5, 11: mean squares between 2 x 21 = 42 and within 6 / 3 = 2; between (42 - 2) / 2 = 20.
    assert (found.variance_between, found.variance_within) == (
        pytest.approx(20, rel=1e-6),
        pytest.approx(2, rel=1e-6),
    )
    assert found.groups.at["a", "level"] == pytest.approx((2 - 6) * 40 / 42, rel=1e-6)
    assert "only 3 groups" in found.note


def test_no_variance_between_groups_is_said():
    frame = pd.DataFrame({"g": list("aabbcc"), "y": [1.0, 3, 3, 1, 1, 3]})
    found = random_intercept(frame, "y", "g")
    assert found.icc == 0 and found.p_no_variance == 1 and found.note.startswith("none detectable")
    assert (found.groups["level"] == 0).all() and found.icc_low == 0
    shares = variance_shares(frame, "y", ["g"]).components
    assert shares.at["g", "share"] == 0 and shares.at["g", "note"] == "none detectable"


def test_size_of_the_test_and_coverage_of_the_interval():
    null = [random_intercept(grouped(s, 30, 4, 0.0), "y", "g", ["x"]) for s in range(120)]
    # Null control: 5 percent of 120 plus three binomial standard errors.
    assert np.mean([one.p_no_variance < 0.05 for one in null]) < 0.05 + 0.06
    real = [random_intercept(grouped(1000 + s, 30, 4, 1.0), "y", "g", ["x"]) for s in range(120)]
    # True intraclass correlation 0.5; 95 percent of 120, three standard errors are 0.06.
    covered = np.mean([one.icc_low <= 0.5 <= one.icc_high for one in real])
    assert covered == pytest.approx(0.95, abs=0.06)


def crossed(seed=1):
    rng = np.random.default_rng(seed)
    frame = pd.MultiIndex.from_product([range(6), range(5), range(8)], names=["p", "d", "t"]).to_frame(
        index=False
    )
    frame["district"] = frame["p"] * 10 + frame["d"]
    district, year = rng.normal(0, 2, 60), rng.normal(0, 1, 8)
    frame["y"] = rng.normal(0, 1.5, 6)[frame["p"]] + district[frame["district"]] + year[frame["t"]]
    return frame.assign(y=frame["y"] + rng.normal(size=len(frame)))


def test_balanced_crossed_shares_by_analysis_of_variance():
    frame = crossed()
    found = variance_shares(frame, "y", ["district", "t"]).components
    wide = frame.pivot(index="district", columns="t", values="y").to_numpy()
    units, years = wide.shape
    rows, columns = wide.mean(axis=1), wide.mean(axis=0)
    rest = ((wide - rows[:, None] - columns + wide.mean()) ** 2).sum() / ((units - 1) * (years - 1))
    # Without missing cells the restricted likelihood equals the mean squares solved (all are positive).
    assert found.at["residual", "variance"] == pytest.approx(rest, rel=TOLERANCE)
    assert found.at["district", "variance"] == pytest.approx(rows.var(ddof=1) - rest / years, rel=TOLERANCE)
    assert found.at["t", "variance"] == pytest.approx(columns.var(ddof=1) - rest / units, rel=TOLERANCE)


def test_nested_shares_by_analysis_of_variance_and_by_labels_that_repeat():
    frame = crossed()
    found = variance_shares(frame, "y", ["p", "district"]).components
    again = variance_shares(frame, "y", ["p", "p:d"]).components
    np.testing.assert_allclose(found["variance"], again["variance"], rtol=1e-5)
    means = frame.groupby(["p", "d"])["y"].mean().unstack()
    within = frame.groupby(["p", "d"])["y"].var().mean()
    district = means.var(axis=1, ddof=1).mean()
    assert found.at["residual", "variance"] == pytest.approx(within, rel=TOLERANCE)
    assert found.at["district", "variance"] == pytest.approx(district - within / 8, rel=TOLERANCE)
    expected = max(means.mean(axis=1).var(ddof=1) - district / 5, 0)
    assert found.at["p", "variance"] == pytest.approx(expected, rel=1e-3)


def test_unbalanced_crossed_shares_equal_the_dense_likelihood():
    frame = crossed().sample(frac=0.6, random_state=1)
    found = variance_shares(frame, "y", ["p", "district", "t"])
    variances = found.components["variance"]
    v = variances["residual"] * np.eye(len(frame))
    for name in ("p", "district", "t"):
        v += variances[name] * (frame[name].to_numpy()[:, None] == frame[name].to_numpy())
    ones, inverse = np.ones(len(frame)), np.linalg.inv(v)
    mean = ones @ inverse @ frame["y"] / (ones @ inverse @ ones)
    rest = frame["y"].to_numpy() - mean
    value = np.linalg.slogdet(v)[1] + np.log(ones @ inverse @ ones) + rest @ inverse @ rest
    value += (len(frame) - 1) * np.log(2 * np.pi)
    assert found.criterion == pytest.approx(value, rel=1e-9)
    assert found.coefficients.at["constant", "estimate"] == pytest.approx(mean, rel=1e-8)
    same = frame["t"].to_numpy()[:, None] == np.unique(frame["t"])
    np.testing.assert_allclose(found.levels["t"], variances["t"] * same.T @ inverse @ rest, rtol=1e-6)


def test_no_year_effect_is_not_found():
    frame = crossed()
    frame["y"] -= frame.groupby("t")["y"].transform("mean")
    found = variance_shares(frame, "y", ["district", "t"]).components.loc["t"]
    assert found["variance"] == 0 and found["p_value"] == 1 and found["note"] == "none detectable"


@given(st.integers(0, 500), st.floats(0.01, 100), st.floats(-100, 100))
def test_shares_do_not_change_with_units_of_measurement(seed, factor, shift):
    frame = grouped(seed)
    one = random_intercept(frame, "y", "g", ["x"])
    other = random_intercept(frame.assign(y=frame["y"] * factor, x=frame["x"] + shift), "y", "g", ["x"])
    assert other.icc == pytest.approx(one.icc, abs=1e-5)
    assert other.icc_high == pytest.approx(one.icc_high, abs=1e-5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f: random_intercept(f.assign(g="one"), "y", "g"), "at least two groups"),
        (lambda f: random_intercept(f.assign(g=range(len(f))), "y", "g"), "one with two rows"),
        (lambda f: random_intercept(f.assign(g=None), "y", "g"), "needs its group"),
        (lambda f: random_intercept(f.assign(y=2 * f["x"]), "y", "g", ["x"]), "explain 'y' wholly"),
        (lambda f: random_intercept(f.assign(y=1.0), "y", "g"), "does not vary"),
        (lambda f: random_intercept(f, "y", "g", ["x"], level=2), "between 0 and 1"),
        (lambda f: variance_shares(f, "y", []), "at least one grouping"),
        (lambda f: variance_shares(f.assign(h=1), "y", ["g", "h"]), "'h' has 1 levels"),
        (lambda f: variance_shares(f, "y", ["g:z"]), "'z' is not in"),
        (lambda f: random_slope(f.head(12), "y", "g", "x"), "at least three"),
        (lambda f: random_slope(f.assign(x=1.0), "y", "g", "x"), "same in all"),
    ],
)
def test_impossible_models_are_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call(grouped())
