import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.planning.choices import choices_summary, responses_by_choice

NEEDS = pd.DataFrame(
    {
        "sector": ["health", "health", "schools"],
        "functions": ["health", "health", "education"],
        "outcome": ["births_pct", "ill_pct", "enrolled_pct"],
        "reference_pct": [100.0, 0.0, 100.0],
        "worse": ["below", "above", "below"],
    }
)


def panel(seed=0):
    generator = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product([[f"11{i:02d}" for i in range(12)], range(2001, 2008)])
    frame = keys.to_frame(index=False, name=["region_code", "year"])
    for column in ("births_pct", "ill_pct", "enrolled_pct"):
        frame[column] = generator.uniform(20, 80, len(frame))
    for column in ("spending_health_idr", "spending_education_idr"):
        frame[column] = generator.uniform(1, 2, len(frame))
    return frame


def test_every_combination_is_tried():
    tried = responses_by_choice(panel(), NEEDS)
    assert len(tried) == 2 * 1 * 2 * 2
    assert set(tried["health"]) == {"births_pct", "ill_pct"}
    assert tried["refused"].eq("").all()


def test_what_cannot_be_estimated_says_why():
    tried = responses_by_choice(panel().assign(ill_pct=50.0), NEEDS)
    refused = tried[tried["health"] == "ill_pct"]
    assert refused["refused"].str.contains("the same everywhere").all()
    assert choices_summary(tried).refused_count == len(refused)


def test_summary_by_hand():
    tried = pd.DataFrame(
        {
            "need": ["a", "a", "b", "b"], "lag": ["1", "2", "1", "2"], "estimate": [1.0, 1.0, 3.0, 3.0],
            "interval_low": [0.5, -1.0, 1.0, 1.0], "interval_high": 4.0, "regions_count": 9, "refused": "",
        }
    )  # fmt: skip
    found = choices_summary(tried)
    assert (found.lowest, found.middle, found.highest) == (1.0, 2.0, 3.0)
    assert (found.above_count, found.below_count, found.tried_count) == (3, 0, 4)
    assert (found.driver, found.driver_share) == ("need", 1.0)


def test_nothing_to_sum_up_is_refused():
    with pytest.raises(MethodError, match="None of the specifications"):
        choices_summary(pd.DataFrame({"estimate": [np.nan], "refused": ["no"]}))
    with pytest.raises(MethodError, match="two sectors or more"):
        responses_by_choice(panel(), NEEDS[NEEDS["sector"] == "schools"])
