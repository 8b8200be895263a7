import time
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import mahalanobis

from analysis.comparison.similarity.differences import GapCounts, count_gaps, input_differences
from analysis.comparison.similarity.inputs import derive_inputs
from analysis.comparison.similarity.neighbours import nearest_regions
from analysis.comparison.similarity.pairs import similarity_summary
from analysis.errors import MethodError

STUDY = ["6172", "7322", "3574"]
INPUTS = ["population_people", "poverty_pct", "human_development_index", "revenue_total_per_capita_2010_idr"]
LOG = ["population_people", "revenue_total_per_capita_2010_idr"]


def country(values, **more):
    codes = [f"{1101 + i}" for i in range(len(values))]
    regions = pd.DataFrame(
        {"region_code": codes, "level": "kabupaten", "name": [f"Kabupaten {c}" for c in codes]}
    )
    panel = pd.DataFrame({"region_code": codes, "year": 2010, "x": np.asarray(values, float), **more})
    return panel, regions


@pytest.fixture(scope="module")
def derived(panel, deflator):
    return derive_inputs(panel, deflator, ["revenue_total_idr"])


def test_differences_by_hand():
    panel, regions = country([0, 1, 3, 7])
    row = input_differences(panel, regions, ["1101", "1103"], ["x"], 2010, 2010).iloc[0]
    # Gaps of all six pairs: 1, 2, 3, 4, 6, 7; two of them are below 3.
    assert row["percentile_of_gap"] == pytest.approx(100 * 2 / 6)
    assert row["standardised_difference"] == pytest.approx(-3 / np.std([0, 1, 3, 7], ddof=1))
    assert (row["value_a"], row["value_b"], row["years_a"], row["districts_count"]) == (0, 3, 1, 4)


def test_identical_regions_have_no_gap_and_nothing_closer():
    panel, regions = country([5, 5, 1, 2])
    row = input_differences(panel, regions, ["1101", "1102"], ["x"], 2010, 2010).iloc[0]
    assert row["standardised_difference"] == 0 and row["percentile_of_gap"] == 0


def test_a_missing_input_is_missing_and_keeps_its_row():
    panel, regions = country([5, np.nan, 1, 2])
    row = input_differences(panel, regions, ["1101", "1102"], ["x"], 2010, 2010).iloc[0]
    assert np.isnan(row["standardised_difference"]) and np.isnan(row["percentile_of_gap"])
    assert (row["years_b"], row["districts_count"]) == (0, 3)


@given(st.lists(st.integers(-30, 30), min_size=3, max_size=12, unique=True), st.randoms())
def test_percentile_is_brute_force_and_swapping_the_pair_flips_the_sign(values, random):
    panel, regions = country(values)
    row = input_differences(panel, regions, ["1101", "1102"], ["x"], 2010, 2010).iloc[0]
    gaps = [abs(a - b) for a, b in combinations(values, 2)]
    own = abs(values[0] - values[1])
    # Gaps of whole numbers are equal or differ by a whole number, far above rounding.
    assert row["percentile_of_gap"] == pytest.approx(100 * sum(gap < own for gap in gaps) / len(gaps))
    order = list(panel.index)
    random.shuffle(order)
    back = input_differences(panel.loc[order], regions, ["1102", "1101"], ["x"], 2010, 2010).iloc[0]
    assert back["standardised_difference"] == pytest.approx(-row["standardised_difference"])
    assert back["percentile_of_gap"] == row["percentile_of_gap"]


def test_random_pairs_are_ordinary():
    values = np.random.default_rng(7).normal(size=60)
    panel, regions = country(values)
    table = input_differences(panel, regions, list(regions["region_code"]), ["x"], 2010, 2010)
    # Null control: over all pairs the share that is closer is uniform, so its mean is just under one half.
    assert table["percentile_of_gap"].mean() == pytest.approx(50, abs=0.1)


@pytest.mark.parametrize(
    ("codes", "words"),
    [(["1101"], "at least two"), (["1101", "1101"], "at least two"), (["1101", "9999"], "9999")],
)
def test_impossible_regions_are_refused(codes, words):
    panel, regions = country([1, 2, 3])
    for function in (input_differences, similarity_summary):
        with pytest.raises(MethodError, match=words):
            function(panel, regions, codes, ["x"], 2010, 2010)


def test_summary_agrees_with_a_second_way():
    generator = np.random.default_rng(3)
    panel, regions = country(generator.normal(size=50), y=generator.normal(size=50))
    found = similarity_summary(panel, regions, ["1101", "1102", "1103"], ["x", "y"], 2010, 2010)
    data = panel[["x", "y"]]
    inverse = np.linalg.inv(np.cov(data.to_numpy().T))
    apart = {(i, j): mahalanobis(data.loc[i], data.loc[j], inverse) for i, j in combinations(data.index, 2)}
    scaled = data / (data.max() - data.min())
    gower = {(i, j): (scaled.loc[i] - scaled.loc[j]).abs().mean() for i, j in combinations(data.index, 2)}
    for place, pair in zip([(0, 1), (0, 2), (1, 2)], found.pairs, strict=True):
        assert pair.mahalanobis_distance == pytest.approx(apart[place])
        assert pair.gower_distance == pytest.approx(gower[place])
        below = sum(value < apart[place] - 1e-9 for value in apart.values())
        assert pair.mahalanobis_closer_pct == pytest.approx(100 * below / len(apart))
        below = sum(value < gower[place] - 1e-9 for value in gower.values())
        assert pair.gower_closer_pct == pytest.approx(100 * below / len(gower))
    assert found.refused == "" and list(found.frame()["region_a"]) == ["1101", "1101", "1102"]


def test_mahalanobis_is_refused_when_inputs_repeat_each_other():
    values = np.random.default_rng(5).normal(size=50)
    panel, regions = country(values, y=3 * values + 1)
    found = similarity_summary(panel, regions, ["1101", "1102"], ["x", "y"], 2010, 2010)
    assert "singular" in found.refused
    assert np.isnan(found.pairs[0].mahalanobis_distance) and found.mahalanobis_districts == 0
    assert found.pairs[0].gower_distance > 0


def test_mahalanobis_is_refused_with_few_districts():
    panel, regions = country([1, 2, 3, 5])
    assert "only 4 units" in similarity_summary(panel, regions, ["1101", "1102"], ["x"], 2010, 2010).refused


def test_a_pair_that_shares_too_little_has_no_distance():
    generator = np.random.default_rng(3)
    y = generator.normal(size=50)
    y[0] = np.nan
    panel, regions = country(generator.normal(size=50), y=y)
    pair = similarity_summary(panel, regions, ["1101", "1102"], ["x", "y"], 2010, 2010).pairs[0]
    assert pair.inputs_compared == 1
    assert np.isnan(pair.gower_distance) and np.isnan(pair.mahalanobis_distance)


def test_nearest_by_hand():
    panel, regions = country([0, 1, 4, 10], y=[0.0, 5, 0, 10])
    table = nearest_regions(panel, regions, "1101", ["x", "y"], 2010, 2010, 2)
    # To 1103: (0.4 + 0) / 2; to 1102: (0.1 + 0.5) / 2; to 1104: 1.
    assert list(table["region_code"]) == ["1103", "1102"]
    assert list(table["distance"]) == [0.2, 0.3]
    assert list(table["closest_on"]) == ["y", "x"]
    assert list(table["furthest_on"]) == ["x", "y"]
    assert (table["candidates_count"] == 3).all()


def test_a_candidate_with_too_few_inputs_is_left_out_and_not_counted():
    panel, regions = country([0, 1, 4, 10], y=[0.0, np.nan, 0, 10])
    table = nearest_regions(panel, regions, "1101", ["x", "y"], 2010, 2010)
    assert "1102" not in set(table["region_code"])
    assert (table["candidates_count"] == 2).all()


def test_a_region_with_too_few_inputs_is_refused():
    panel, regions = country([np.nan, 1, 4, 10], y=[0.0, 5, 0, 10])
    with pytest.raises(MethodError, match="has 1 of the 2 inputs"):
        nearest_regions(panel, regions, "1101", ["x", "y"], 2010, 2010)


def test_a_region_that_shares_its_inputs_with_nobody_is_refused():
    panel, regions = country([1, 2, 3, np.nan, np.nan], y=[1.0, np.nan, np.nan, 4, 5])
    with pytest.raises(MethodError, match="No other district shares 75%"):
        nearest_regions(panel, regions, "1101", ["x", "y"], 2010, 2010)


@pytest.mark.parametrize("arguments", [{"count": 0}, {"least_share": 0.0}, {"least_share": 1.5}])
def test_impossible_requests_are_refused(arguments):
    panel, regions = country([1, 2, 3])
    with pytest.raises(MethodError, match="at least one neighbour"):
        nearest_regions(panel, regions, "1101", ["x"], 2010, 2010, **arguments)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.randoms())
def test_neighbours_keep_under_units_and_row_order(seed, factor, random):
    generator = np.random.default_rng(seed)
    panel, regions = country(generator.uniform(1, 2, 12), y=generator.uniform(1, 2, 12))
    order = list(panel.index)
    random.shuffle(order)
    other = panel.assign(x=panel["x"] * factor, y=panel["y"] * factor).loc[order]
    first = nearest_regions(panel, regions, "1101", ["x", "y"], 2010, 2010, 5, ["y"])
    second = nearest_regions(other, regions, "1101", ["x", "y"], 2010, 2010, 5, ["y"])
    assert list(first["region_code"]) == list(second["region_code"])


def test_the_study_regions_on_the_committed_panel(derived, regions):
    start = time.process_time()
    differences = input_differences(derived, regions, STUDY, INPUTS, 2005, 2010, LOG)
    summary = similarity_summary(derived, regions, STUDY, INPUTS, 2005, 2010, LOG)
    nearest = nearest_regions(derived, regions, "6172", INPUTS, 2005, 2010, log_inputs=LOG)
    # Measured 0.2 s; one second of processor time leaves room for a slow machine.
    assert time.process_time() - start < 1
    assert len(differences) == 3 * len(INPUTS)
    assert differences["percentile_of_gap"].between(0, 100).all()
    assert summary.refused == "" and all(pair.inputs_compared == len(INPUTS) for pair in summary.pairs)
    assert list(nearest["rank"]) == list(range(1, 9))
    assert nearest["distance"].is_monotonic_increasing
    assert "6172" not in set(nearest["region_code"])


def test_wide_gaps_are_counted_on_both_sides_and_unknown_ones_nowhere():
    gaps = pd.DataFrame({"input": ["a", "a", "b", "b"], "standardised_difference": [1.5, -1.5, 0.5, np.nan]})
    assert count_gaps(gaps) == GapCounts(gaps=3, inputs=2, beyond_one_sd=2)


def test_pairs_are_ordered_by_distance_and_those_without_one_are_left_out(derived, regions):
    found = similarity_summary(derived, regions, STUDY, INPUTS, 2005, 2010, log_inputs=LOG)
    distances = [pair.gower_distance for pair in found.ordered]
    assert distances == sorted(distances) and len(distances) == 3
    unknown = replace(found.pairs[0], gower_distance=float("nan"))
    assert replace(found, pairs=(unknown, *found.pairs[1:])).ordered == tuple(
        pair for pair in found.ordered if pair.codes != unknown.codes
    )
