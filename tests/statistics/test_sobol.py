import json
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import MethodError
from analysis.statistics.sobol import SHARE_COLUMNS, jansen_shares, variance_shares

CASE = json.loads(
    (Path(__file__).parents[1] / "golden" / "sobol_ishigami" / "expected.json").read_text(encoding="utf-8")
)


def samples(draws, inputs, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((draws, inputs)), rng.random((draws, inputs))


def test_the_published_shares_of_the_ishigami_function():
    a, b = CASE["expected"]["a"], CASE["expected"]["b"]
    base, other = samples(40_000, 3)

    def model(inputs):
        x = (2 * inputs - 1) * np.pi
        return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])

    found = variance_shares(model, base, other, {"x1": [0], "x2": [1], "x3": [2]}, resamples=9)
    tolerance = CASE["tolerance"]["abs"]
    assert found["first_order"].tolist() == pytest.approx(CASE["expected"]["first_order"], abs=tolerance)
    assert found["total"].tolist() == pytest.approx(CASE["expected"]["total"], abs=tolerance)


def test_the_published_shares_follow_from_their_formulas():
    a, b = CASE["expected"]["a"], CASE["expected"]["b"]
    one, two = (1 + b * np.pi**4 / 5) ** 2 / 2, a**2 / 8
    both = 8 * b**2 * np.pi**8 / 225
    whole = one + two + both
    assert [one / whole, two / whole, 0] == pytest.approx(CASE["expected"]["first_order"], abs=5e-5)
    assert [(one + both) / whole, two / whole, both / whole] == pytest.approx(
        CASE["expected"]["total"], abs=5e-5
    )


def test_in_a_sum_the_shares_are_the_parts_of_the_variance():
    base, other = samples(20_000, 3)
    found = variance_shares(
        lambda x: 3 * x[:, 0] + x[:, 1] + 0 * x[:, 2], base, other, {"a": [0], "b": [1], "none": [2]}
    )
    # Variances 9 to 1; four standard errors of 20,000 draws.
    assert found["total"].tolist() == pytest.approx([0.9, 0.1, 0], abs=0.03)
    assert found["first_order"].tolist() == pytest.approx([0.9, 0.1, 0], abs=0.03)
    assert found.loc[2, "total"] == 0  # a factor that cannot matter
    assert (found["total_lower"] <= found["total"]).all() and (found["total"] <= found["total_upper"]).all()


def test_inputs_that_move_together_are_one_factor():
    base, other = samples(20_000, 3)
    found = variance_shares(lambda x: x.sum(axis=1), base, other, {"pair": [0, 1], "single": [2]})
    assert found["first_order"].tolist() == pytest.approx([2 / 3, 1 / 3], abs=0.03)


def test_a_result_that_does_not_vary_has_no_shares():
    base, other = samples(10, 1)
    found = variance_shares(lambda x: np.ones(len(x)), base, other, {"a": [0]})
    assert found[list(SHARE_COLUMNS)].isna().all(axis=None)


def test_shares_of_one_factor_alone_are_all():
    base, other = samples(5_000, 1)
    first, total = jansen_shares(base[:, 0], other[:, 0], other[:, 0])
    assert first == 1  # nothing is left when the only factor is the same
    assert total == pytest.approx(1, abs=0.05)


def test_samples_that_do_not_fit_are_refused():
    base, other = samples(5, 2)
    for wrong in ((base, other[:3]), (base[:1], other[:1])):
        with pytest.raises(MethodError, match="two samples of one shape"):
            variance_shares(lambda x: x[:, 0], *wrong, {"a": [0]})
