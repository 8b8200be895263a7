"""The satisfaction index against published calculations, by hand, and over all scores."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.statistics.classes import bands_of
from analysis.voice.satisfaction_index import ELEMENTS, flip_ranges, satisfaction_index

FOLDER = Path(__file__).parents[1] / "golden" / "ikm_skm_permenpan14"
GOLDEN = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
SCORES = st.lists(st.floats(1, 4), min_size=9, max_size=9)


def of(scores):
    return dict(zip(ELEMENTS, scores, strict=True))


@pytest.fixture(scope="module")
def bands():
    return bands_of(load_table("standards/index-bands").frame, "satisfaction")


@pytest.fixture(scope="module")
def weight():
    weights = load_table("standards/index-weights").frame
    return weights.loc[weights["index"] == "satisfaction", "weight"].unique().item()


def test_a_published_calculation_with_29_respondents(bands, weight):
    counts = pd.read_csv(FOLDER / "data.csv").set_index("unsur")
    means = (counts * [4, 3, 2, 1]).sum(axis=1) / counts.sum(axis=1)
    found = satisfaction_index(means.to_dict(), bands=bands, weight=weight)
    tolerance = GOLDEN["tolerance"]["abs"]  # of the case: published with two decimals
    assert found.exact == pytest.approx(GOLDEN["expected"]["ikm_exact_weight_1_over_9"], abs=tolerance)
    assert found.rounded == pytest.approx(GOLDEN["expected"]["ikm_weight_0_11"], abs=tolerance)
    assert found.class_exact.band == found.class_rounded.band == GOLDEN["expected"]["category"]


def test_bantul_2023_as_published_and_with_two_rounded_weights(bands, weight):
    rows = load_table("standards/published-indices").frame
    rows = rows[rows["example"] == "satisfaction-bantul-2023"]
    found = satisfaction_index(of(rows["value"]), bands=bands, weight=weight)
    assert round(found.exact, 2) == rows["published_value"].iloc[0] == 87.28
    # by hand: the nine means sum to 31.42, times 0.11 times 25 and times 0.111 times 25
    assert found.rounded == pytest.approx(86.405, abs=1e-9)
    assert satisfaction_index(of(rows["value"]), weight=0.111).rounded == pytest.approx(87.1905, abs=1e-9)
    assert found.class_exact.band == "B" and found.class_flips is False


def test_a_rounded_weight_can_cost_the_class(bands, weight):
    found = satisfaction_index(of([3.55] * 9), bands=bands, weight=weight)
    assert (found.class_exact.band, found.class_rounded.band, found.class_flips) == ("A", "B", True)


def test_the_ranges_in_which_the_class_flips(bands, weight):
    table = flip_ranges(bands, weight)
    assert table["class_exact"].tolist() == ["C", "B", "A"]
    # by hand: 89.19 * 0.99 = 88.298 is B and 89.20 * 0.99 = 88.308 is A; 65.65 * 0.99 = 64.99 is D
    assert table[["from_index", "to_index"]].values.tolist() == [[65, 65.65], [76.61, 77.37], [88.31, 89.19]]
    assert flip_ranges(bands, 1 / 9).empty  # null control: exact weights change no class
    with pytest.raises(MethodError, match="above 0"):
        flip_ranges(bands, 0)


def test_missing_elements_give_a_partial_index_without_a_class(bands):
    found = satisfaction_index({"U1": 3.0, "U2": 4.0, "U3": math.nan}, bands=bands)
    assert found.partial and found.exact == 87.5 and len(found.missing) == 7
    assert found.rounded is None and found.class_exact is None and found.class_flips is None
    assert satisfaction_index(of([3.0] * 9), bands=bands).class_flips is None


@given(SCORES)
def test_between_25_and_100_one_percent_apart_and_free_of_order(scores):
    found = satisfaction_index(of(scores), weight=0.11)
    assert 25 <= found.exact <= 100 + 1e-9
    assert found.rounded == pytest.approx(0.99 * found.exact, rel=1e-12)
    back = satisfaction_index(dict(reversed(of(scores).items())))
    assert back.exact == found.exact


@given(SCORES, st.integers(0, 8), st.floats(0, 3))
def test_a_better_element_never_lowers_the_index(scores, place, more):
    better = [*scores]
    better[place] = min(4.0, scores[place] + more)
    assert satisfaction_index(of(better)).exact >= satisfaction_index(of(scores)).exact


@pytest.mark.parametrize(
    ("means", "says"),
    [
        ({"U10": 3.0}, "U10"),
        ({"U1": 87.0}, "U1 has the mean score 87; scores go from 1 to 4"),
        ({"U1": 0.5}, "0.5"),
        ({}, "No element"),
        ({"U1": math.nan}, "No element"),
    ],
)
def test_what_is_no_score_is_refused(means, says):
    with pytest.raises(MethodError, match=says):
        satisfaction_index(means)
    with pytest.raises(MethodError, match="above 0"):
        satisfaction_index(of([3.0] * 9), weight=0)
