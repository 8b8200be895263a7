import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.frontier.envelopment import data_envelopment, scores_against
from analysis.comparison.frontier.linear_programmes import make_programme, solve_one
from analysis.comparison.frontier.robust import bootstrap_frontier, order_m
from analysis.comparison.frontier.stochastic import stochastic_frontier
from analysis.errors import MethodError
from tests.comparison.golden import golden

SIDES = {"in": "input", "out": "output"}


@pytest.fixture(scope="module")
def small():
    expected, data = golden("dea_benchmarking_small")
    return expected, data.set_index("dmu")


def made(seed=0, size=60, inputs=2, outputs=2, skill=0.3):
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 10, (size, inputs))
    y = [x.prod(axis=1) ** (0.5 / (k + 1)) * np.exp(-rng.exponential(skill, size)) for k in range(outputs)]
    names = [f"x{i}" for i in range(inputs)], [f"y{i}" for i in range(outputs)]
    return pd.DataFrame(np.column_stack([x, *y]), columns=[*names[0], *names[1]]), *names


@pytest.mark.parametrize("returns", ["crs", "vrs", "drs", "irs", "fdh"])
@pytest.mark.parametrize("side", SIDES)
def test_scores_of_the_r_package_benchmarking(small, returns, side):
    expected, data = small
    found = data_envelopment(data, ["x"], ["y"], returns=returns, orientation=SIDES[side])
    column = [row[f"{returns}_{side}"] for row in expected["efficiency"]]
    # Tolerance of the golden case: printed to eleven digits, solved to about 1e-9.
    np.testing.assert_allclose(found.units["score"], column, atol=1e-7)


def test_slacks_super_efficiency_and_peers_of_benchmarking(small):
    expected, data = small
    found = data_envelopment(data, ["x"], ["y"], orientation="input", slacks=True)
    np.testing.assert_allclose(found.units["slack"], expected["vrs_in_slack_sum"], atol=1e-7)
    above = data_envelopment(data, ["x"], ["y"], orientation="input", super_efficiency=True)
    np.testing.assert_allclose(above.units["score"], expected["super_efficiency_vrs_in"], atol=1e-7)
    for unit, row in zip(data.index, expected["peers_vrs_in"], strict=True):
        peers = {row["peer1"], row["peer2"]} - {None}
        assert set(found.peers(unit).index) == peers


def test_super_efficiency_is_missing_where_the_others_cannot_reach():
    units = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6], "y": [1.0, 2, 3, 4, 5, 6]})
    found = data_envelopment(units, ["x"], ["y"], super_efficiency=True)
    # The unit with the least input has no mix of the others that uses no more.
    assert np.isnan(found.units["score"].iloc[0]) and not found.units["efficient"].iloc[0]


@settings(max_examples=20)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["crs", "vrs", "drs", "irs"]),
    st.booleans(),
    st.integers(1, 3),
    st.integers(1, 2),
)
def test_every_programme_equals_highs(seed, returns, outputs, inputs, products):
    frame, into, out = made(seed, 25, inputs, products)
    if seed % 3 == 0:  # ties and repeated units are where a simplex method goes in circles
        frame = frame.round(0) + 1
    x, y = frame[into].to_numpy(), frame[out].to_numpy()
    scores, weights = scores_against(x, y, x, y, returns, outputs)
    programme = make_programme(x, y, x, y, returns, outputs)
    for unit in range(25):
        assert scores[unit] == pytest.approx(solve_one(programme, unit)[0], abs=1e-7)
    # The mix that is named reaches the target that the score promises.
    reach_x, reach_y = weights @ x, weights @ y
    factor = scores[:, None]
    assert (reach_x <= (x if outputs else x * factor) + 1e-6).all()
    assert (reach_y >= (y * factor if outputs else y) - 1e-6).all()


@settings(max_examples=10)
@given(st.integers(0, 1000), st.floats(0.001, 1000))
def test_units_of_measurement_do_not_matter_and_returns_nest(seed, factor):
    frame, into, out = made(seed, 30)
    score = {
        returns: data_envelopment(frame, into, out, returns=returns).units["score"]
        for returns in ("crs", "drs", "irs", "vrs", "fdh")
    }
    scaled = frame.assign(x0=frame["x0"] * factor, y1=frame["y1"] * factor)
    np.testing.assert_allclose(data_envelopment(scaled, into, out).units["score"], score["vrs"], rtol=1e-6)
    for wider, narrower in (("crs", "drs"), ("crs", "irs"), ("drs", "vrs"), ("irs", "vrs"), ("vrs", "fdh")):
        assert (score[wider] >= score[narrower] - 1e-7).all()
    assert (score["fdh"] >= 1 - 1e-12).all()


def test_one_input_and_output_by_hand():
    units = pd.DataFrame({"x": [1.0, 2, 4, 4, 2, 3], "y": [1.0, 3, 4, 2, 1.5, 3.5]})
    found = data_envelopment(units, ["x"], ["y"])
    # The frontier goes through (1, 1), (2, 3), (4, 4): at x = 3 it is 3.5, at 4 it is 4, at 2 it is 3.
    np.testing.assert_allclose(found.units["score"], [1, 1, 1, 2, 2, 1])


@pytest.mark.parametrize("returns", ["vrs", "crs"])
def test_without_differences_in_input_outputs_alone_decide(returns):
    frame, _, out = made(5, 30)
    units = frame.assign(one=1.0)
    found = data_envelopment(units, ["one"], out, returns=returns).units["score"]
    x, y = units[["one"]].to_numpy(), units[out].to_numpy()
    programme = make_programme(x, y, x, y, returns, True)
    np.testing.assert_allclose(found, [solve_one(programme, i)[0] for i in range(30)], atol=1e-7)
    single = data_envelopment(units, ["one"], ["y0"], returns=returns).units["score"]
    np.testing.assert_allclose(single, units["y0"].max() / units["y0"])


def test_zero_values_are_amounts_too():
    units = pd.DataFrame(
        {
            "x": [1.0, 2, 3, 1, 2, 3, 2, 2, 2],
            "y": [1.0, 2, 2, 0, 1, 3, 0, 1, 1],
            "z": [0.0, 1, 0, 1, 2, 1, 1, 0, 3],
        }
    )
    x, y = units[["x"]].to_numpy(), units[["y", "z"]].to_numpy()
    found = data_envelopment(units, ["x"], ["y", "z"]).units["score"]
    programme = make_programme(x, y, x, y, "vrs", True)
    np.testing.assert_allclose(found, [solve_one(programme, i)[0] for i in range(9)], atol=1e-7)


def test_bootstrap_corrects_in_the_right_direction():
    frame, into, out = made(1, 40, 1, 1)
    found = bootstrap_frontier(frame, into, out, draws=100, seed=2)
    # The frontier seen is inside the true one, so the true room for improvement is larger.
    assert (found.units["score_corrected"] > found.units["score"]).all()
    assert (found.units["interval_low"] >= found.units["score"] - 1e-9).mean() > 0.9
    assert (found.units["interval_low"] <= found.units["interval_high"]).all()
    again = bootstrap_frontier(frame, into, out, draws=100, seed=2)
    pd.testing.assert_frame_equal(found.units, again.units)
    inward = bootstrap_frontier(frame, into, out, draws=100, seed=2, orientation="input")
    assert (inward.units["score_corrected"] < inward.units["score"]).all()


def test_order_m_by_hand_and_towards_the_hull():
    units = pd.DataFrame({"x": [1.0] * 6, "y": [1.0, 2, 4, 4, 4, 4]})
    # Against one unit drawn: the mean ratio; the largest of two of (1, 2, 4, 4, 4, 4): 1/36, 3/36, 32/36.
    assert order_m(units, ["x"], ["y"], compared_with=1)["score"].iloc[0] == pytest.approx(19 / 6)
    assert order_m(units, ["x"], ["y"], compared_with=2)["score"].iloc[0] == pytest.approx((1 + 6 + 128) / 36)
    frame, into, out = made(2)
    for side in ("output", "input"):
        hull = data_envelopment(frame, into, out, returns="fdh", orientation=side).units["score"]
        many = order_m(frame, into, out, compared_with=100_000, orientation=side)["score"]
        np.testing.assert_allclose(many, hull, atol=1e-9)


def test_order_m_resists_one_wrong_value():
    frame, into, out = made(3, 200, 1, 1)
    wrong = frame.copy()
    wrong.loc[int(wrong["x0"].idxmin()), "y0"] *= 1000
    full = [data_envelopment(f, into, out).units["score"].median() for f in (frame, wrong)]
    robust = [order_m(f, into, out, compared_with=10)["score"].median() for f in (frame, wrong)]
    assert full[1] / full[0] > 100 and robust[1] / robust[0] < full[1] / full[0] / 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f: data_envelopment(f.head(11), ["x0", "x1"], ["y0", "y1"]), "at least 12 are needed"),
        (lambda f: data_envelopment(f.assign(x0=-1.0), ["x0"], ["y0"]), "below zero"),
        (
            lambda f: data_envelopment(f.assign(y0=f["y0"].where(f.index != 3, 0)), ["x0"], ["y0"]),
            "no output above",
        ),
        (lambda f: data_envelopment(f, [], ["y0"]), "at least one input"),
        (lambda f: data_envelopment(f, ["x0"], ["y0"], returns="ers"), "is not known"),
        (lambda f: data_envelopment(f, ["x0"], ["y0"], orientation="both"), "is not known"),
        (lambda f: data_envelopment(f, ["x0"], ["y0"]).peers("nobody"), "was not evaluated"),
        (lambda f: bootstrap_frontier(f, ["x0"], ["y0"], draws=9), "at least 100"),
        (lambda f: bootstrap_frontier(f, ["x0"], ["y0"], returns="fdh"), "is not known"),
        (lambda f: bootstrap_frontier(f.assign(y0=f["x0"]), ["x0"], ["y0"]), "the same score"),
        (lambda f: order_m(f, ["x0"], ["y0"], compared_with=0), "at least one unit"),
    ],
)
def test_impossible_frontiers_are_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call(made()[0])


def test_the_stochastic_frontier_of_frontier_41():
    expected, data = golden("sfa_front41")
    found = stochastic_frontier(np.log(data.set_index("firm")), "output", ["capital", "labour"])
    mle = expected["mle"]
    names = {"constant": "(Intercept)", "capital": "log(capital)", "labour": "log(labour)"}
    for ours, theirs in names.items():
        # Relative tolerance of the golden case: the programme of 1996 stops early by today's standards.
        assert found.coefficients.at[ours, "estimate"] == pytest.approx(mle[theirs], rel=1e-3)
    assert found.sigma_squared == pytest.approx(mle["sigmaSq"], rel=1e-3)
    assert found.gamma == pytest.approx(mle["gamma"], rel=1e-3)
    assert found.log_likelihood == pytest.approx(expected["loglik_mle"], rel=1e-6)
    assert found.log_likelihood_ols == pytest.approx(expected["loglik_ols"], rel=1e-8)
    np.testing.assert_allclose(found.units["efficiency"], expected["efficiencies"], rtol=1e-3)
    assert found.mean_efficiency == pytest.approx(expected["mean_efficiency"], rel=1e-3)
    inside = found.units["efficiency"].between(found.units["efficiency_low"], found.units["efficiency_high"])
    assert inside.all()


def noisy(kind, seed=1, size=400, skill=0.6):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 3, size)
    slack = np.abs(rng.normal(0, skill, size)) * (1 if kind == "production" else -1)
    return pd.DataFrame({"x": x, "y": 1 + 0.5 * x + rng.normal(0, 0.2, size) - slack})


@pytest.mark.parametrize("kind", ["production", "cost"])
def test_a_planted_frontier_is_found(kind):
    found = stochastic_frontier(noisy(kind), "y", ["x"], kind=kind)
    # 400 units: two standard errors of each.
    assert found.coefficients.at["x", "estimate"] == pytest.approx(0.5, abs=2 * 0.04)
    assert np.sqrt(found.gamma * found.sigma_squared) == pytest.approx(0.6, abs=0.1)
    assert found.p_no_inefficiency < 0.001 and found.units["efficiency"].between(0, 1).all()


def test_cost_is_production_with_the_sign_turned():
    frame = noisy("production")
    one, other = stochastic_frontier(frame, "y", ["x"]), stochastic_frontier(-frame, "y", ["x"], kind="cost")
    np.testing.assert_allclose(one.units["efficiency"], other.units["efficiency"], atol=1e-6)
    assert other.coefficients.at["x", "estimate"] == pytest.approx(
        one.coefficients.at["x", "estimate"], abs=1e-6
    )


def test_without_inefficiency_none_is_detectable():
    # Residuals of a cost frontier have their tail on the other side of a production frontier.
    found = stochastic_frontier(noisy("cost"), "y", ["x"])
    assert "none detectable" in found.note and found.gamma == 0 and found.p_no_inefficiency == 1
    assert (found.units["efficiency"] == 1).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f: stochastic_frontier(f, "y", ["x"], kind="profit"), "is not known"),
        (lambda f: stochastic_frontier(f.assign(y=2 * f["x"]), "y", ["x"]), "without any rest"),
        (lambda f: stochastic_frontier(f.assign(z=f["x"]), "y", ["x", "z"]), "linear combination"),
        (lambda f: stochastic_frontier(f.head(4), "y", ["x"]), "at least 6"),
    ],
)
def test_impossible_stochastic_frontiers_are_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call(noisy("production"))
