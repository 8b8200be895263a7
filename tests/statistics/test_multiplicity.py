import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.statistics.multiplicity import METHODS, adjust_p_values, step_down_p

GOLDEN = Path(__file__).parents[1] / "golden" / "multiplicity_bh1995"
NAMES = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "hochberg",
    "hommel": "hommel",
    "benjamini_hochberg": "BH",
    "benjamini_yekutieli": "BY",
}


def test_benjamini_and_hochbergs_fifteen_p_values():
    golden = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    p_values = pd.read_csv(GOLDEN / "data.csv")["p"]
    table = adjust_p_values(p_values, methods=tuple(METHODS))
    expected = pd.DataFrame(golden["expected"]["adjusted"])
    for ours, theirs in NAMES.items():
        np.testing.assert_allclose(table[ours], expected[theirs], atol=golden["tolerance"]["abs"])
        if theirs in golden["expected"]["rejections_at_05"]:
            assert table[f"rejected_{ours}"].sum() == golden["expected"]["rejections_at_05"][theirs]


def test_a_missing_p_value_stays_missing_and_does_not_count():
    table = adjust_p_values({"a": 0.01, "b": None, "c": 0.04})
    assert table["outcome"].tolist() == ["a", "b", "c"]
    # Holm by hand: 2 x 0.01 and max(0.02, 0.04).
    assert table["holm"].tolist() == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert table["rejected_holm"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("p_values", "arguments", "words"),
    [
        ({"a": 1.2}, {}, "0 to 1 is allowed"),
        ({"a": None}, {}, "no p-value"),
        ({"a": 0.1}, {"methods": ["home"]}, "Did you mean 'hommel'"),
        ({"a": 0.1}, {"level": 0}, "level is 0"),
    ],
)
def test_impossible_p_values_are_refused(p_values, arguments, words):
    with pytest.raises(MethodError, match=words):
        adjust_p_values(p_values, **arguments)


def test_step_down_by_hand():
    observed = np.array([1.0, 3.0])
    drawn = np.array([[0.5, 0.4], [2.0, 0.1], [0.2, 4.0], [1.0, 1.0]])
    # The largest, 3, is reached by one maximum (4) of four: (1 + 1) / 5. Alone, 1 is reached by 2.0 and 1.0.
    assert step_down_p(observed, drawn).tolist() == pytest.approx([3 / 5, 2 / 5])
    assert step_down_p(observed, drawn, exact=True).tolist() == pytest.approx([2 / 4, 1 / 4])
    with pytest.raises(MethodError, match="one column for each of 2"):
        step_down_p(observed, drawn[:, :1])


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_step_down_lies_between_the_single_and_the_maximum_test(seed, count):
    generator = np.random.default_rng(seed)
    observed, drawn = np.abs(generator.normal(size=count)), np.abs(generator.normal(size=(50, count)))
    found = step_down_p(observed, drawn)
    single = (1 + (drawn >= observed).sum(axis=0)) / 51
    maximum = (1 + (drawn.max(axis=1)[:, None] >= observed).sum(axis=0)) / 51
    assert (found >= single - 1e-12).all() and (found <= maximum + 1e-12).all()
    order = np.argsort(-observed)
    assert (np.diff(found[order]) >= 0).all()


def test_any_false_rejection_stays_rare_under_the_null():
    generator = np.random.default_rng(4)
    single, family = 0, 0
    for _ in range(400):
        drawn = np.abs(generator.normal(size=(100, 5)) + generator.normal(size=(100, 1)))
        family += (step_down_p(drawn[0], drawn[1:]) <= 0.1).any()
        single += ((drawn[1:] >= drawn[0]).sum(axis=0) + 1 <= 10).any()
    # Ten percent of 400 with a simulation error of 0.015: three of them. Without control it is far more.
    assert family / 400 == pytest.approx(0.1, abs=0.045)
    assert single / 400 > 0.2
