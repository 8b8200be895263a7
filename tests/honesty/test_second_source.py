"""Regions that stand under each other's name in one of two sources."""

import numpy as np
import pytest

from analysis.errors import MethodError
from tests.honesty.conftest import clean_panel

CHECK = "swapped-between-sources"


def two_sources(seed=1, gap=0.01):
    one = clean_panel(seed)
    rng = np.random.default_rng(seed + 100)
    other = one[["region_code", "year", "population_people"]].copy()
    other["population_people"] *= 1.02 * np.exp(rng.normal(0, gap, len(other)))
    return one, other


def far_apart(frame):
    """Two regions whose populations nobody could take for one another, in the order of their codes."""
    size = frame[frame["year"] == 2010].set_index("region_code")["population_people"].sort_values()
    return sorted((size.index[8], size.index[-8]))


def exchange(frame, first, second, years=None):
    out = frame.copy()
    when = frame["year"].isin(years) if years else frame["year"] > 0
    codes = frame["region_code"].where(~when, frame["region_code"].replace({first: second, second: first}))
    return out.assign(region_code=codes).sort_values(["region_code", "year"], ignore_index=True)


@pytest.mark.parametrize("years", [None, [2010]])
def test_an_exchanged_pair_is_found_in_its_years_whichever_source_is_wrong(years, run):
    one, other = two_sources()
    pair = far_apart(one)
    for first, second in ((one, exchange(other, *pair, years)),
                          (exchange(one, *pair, years), other)):  # fmt: skip
        result = run(CHECK, first, second_source=second)
        assert set(zip(result.rows["region_code"], result.rows["other_region_code"], strict=True)) == {
            tuple(pair)
        }
        assert set(result.rows["year"]) == set(years or one["year"])


@pytest.mark.parametrize("seed", range(5))
def test_sources_that_differ_by_noise_or_by_a_factor_accuse_nobody(seed, run):
    one, other = two_sources(seed, gap=0.03)
    assert run(CHECK, one, second_source=other).status == "passed"
    thousands = other.assign(population_people=other["population_people"] / 1000)
    assert run(CHECK, one, second_source=thousands).status == "passed"


@pytest.mark.parametrize("seed", range(5))
def test_regions_that_are_merely_wrong_are_no_pairs(seed, run):
    one, other = two_sources(seed)
    rng = np.random.default_rng(seed)
    for code in rng.choice(other["region_code"].unique(), 20, replace=False):
        other.loc[other["region_code"] == code, "population_people"] *= np.exp(rng.normal(0, 0.8))
    assert run(CHECK, one, second_source=other).status == "passed"


def test_without_a_second_source_or_a_shared_column_nothing_is_said(run):
    one, other = two_sources()
    assert "no second source" in run(CHECK, one).sentence
    renamed = other.rename(columns={"population_people": "inhabitants"})
    assert "none of the measures" in run(CHECK, one, second_source=renamed).sentence
    few = other[other["region_code"].isin(["1101", "1102"])]
    assert "too few regions" in run(CHECK, one, second_source=few).sentence
    with pytest.raises(MethodError, match="'year' is not in the second source"):
        run(CHECK, one, second_source=other.drop(columns="year"))


def test_row_order_does_not_matter(run):
    one, other = two_sources()
    other = exchange(other, *far_apart(one))
    here = run(CHECK, one, second_source=other)
    there = run(CHECK, one.sample(frac=1, random_state=1), second_source=other.sample(frac=1, random_state=2))
    assert here.evidence.equals(there.evidence)
