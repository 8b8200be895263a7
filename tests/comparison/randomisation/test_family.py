from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.randomisation.family import randomisation_family
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.errors import MethodError
from analysis.statistics.multiplicity import step_down_p


def family_frame(seed, effect=0.0, count=20):
    generator = np.random.default_rng(seed)
    common = generator.normal(size=count)
    frame = pd.DataFrame({name: common + generator.normal(size=count) for name in "abc"})
    frame["d"] = (np.arange(count) < 6).astype(int)
    frame["a"] += effect * frame["d"]
    return frame


def test_the_family_agrees_with_single_tests_and_brute_force():
    frame = family_frame(1, 2.0, 9)
    family = randomisation_family(frame, ["a", "b", "c"], "d").set_index("outcome")
    singles = {name: randomisation_inference(frame, name, "d") for name in "abc"}
    for name, one in singles.items():
        assert family.at[name, "p_value"] == pytest.approx(one.p_value)
        assert family.at[name, "estimate"] == pytest.approx(one.estimate)
    statistics = []
    for group in combinations(range(9), 6):
        d = np.isin(np.arange(9), group)
        row = []
        for name in "abc":
            one, other = frame.loc[d, name], frame.loc[~d, name]
            row.append(abs(one.mean() - other.mean()) / np.sqrt(one.var() / 6 + other.var() / 3))
        statistics.append(row)
    drawn = np.array(statistics)
    expected = step_down_p(drawn[0], drawn, exact=True)
    np.testing.assert_allclose(family["step_down"], expected)


def test_an_outcome_missing_by_design_counts_where_it_is_seen():
    frame = family_frame(2)
    frame.loc[15:, "b"] = np.nan
    family = randomisation_family(frame, ["a", "b"], "d", draws=500).set_index("outcome")
    assert family.at["a", "control_count"] == 14 and family.at["b", "control_count"] == 9
    alone = randomisation_inference(frame, "b", "d", draws=500)
    assert family.at["b", "estimate"] == pytest.approx(alone.estimate)


@pytest.mark.parametrize(
    ("outcomes", "words"), [(["a"], "two or more"), (["a", "a"], "two or more"), (["a", "q"], "'q'")]
)
def test_a_family_of_one_is_refused(outcomes, words):
    with pytest.raises(MethodError, match=words):
        randomisation_family(family_frame(1), outcomes, "d", draws=50)
