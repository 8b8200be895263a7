import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.planning.choices import LEFT_OUT, responses_by_choice
from analysis.planning.needs import sector_gaps, sector_shares
from analysis.planning.responsiveness import persistence_and_response
from analysis.planning.series import budget_series

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


def test_every_combination_is_tried_from_the_headline_on():
    found = responses_by_choice(panel(), NEEDS)
    tried = found.specifications
    assert found.tried_count == len(tried) == 2 * 1 * 2 * 2
    assert set(tried["health"]) == {"births_pct", "ill_pct"}
    assert found.refused_count == 0 and (tried["regions_count"] == 12).all()
    first = tried.loc[tried["headline"]].squeeze()
    assert (first["health"], first["lag_years"], first["zero_share"]) == ("births_pct", "1", LEFT_OUT)


def test_each_estimate_is_what_its_choices_give_alone():
    found = responses_by_choice(panel(), NEEDS)
    for row in found.specifications.itertuples():
        needs = NEEDS[NEEDS["outcome"].isin([row.health, row.schools])]
        series = budget_series(
            sector_shares(panel(), needs), sector_gaps(panel(), needs), gap_lag=int(row.lag_years),
            zero=None if row.zero_share == LEFT_OUT else float(row.zero_share),
        )  # fmt: skip
        alone = persistence_and_response(series)[1]
        assert row.estimate == pytest.approx(alone.estimate, rel=1e-12)  # the same arithmetic


def test_what_cannot_be_estimated_says_why():
    found = responses_by_choice(panel().assign(ill_pct=50.0), NEEDS)
    tried = found.specifications
    refused = tried[tried["health"] == "ill_pct"]
    assert refused["refused"].str.contains("the same everywhere").all()
    assert found.refused_count == len(refused)


def test_nothing_to_compare_or_to_sum_up_is_refused():
    with pytest.raises(MethodError, match="None of 8 combinations"):
        responses_by_choice(panel().assign(births_pct=50.0, ill_pct=50.0), NEEDS)
    with pytest.raises(MethodError, match="two sectors or more"):
        responses_by_choice(panel(), NEEDS[NEEDS["sector"] == "schools"])
