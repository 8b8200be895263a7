"""The SPM index: published districts, both readings of the quality part, caps, partial data."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.standards.spm_average import average_index, average_of_parts
from analysis.standards.spm_index import Weights, service_index, weights_of
from analysis.statistics.classes import bands_of, class_of

WEIGHTS = Weights(0.8, 0.2, "a regulation", False)
AFFAIRS = ("pendidikan", "kesehatan", "pekerjaan umum", "perumahan rakyat", "trantibumlinmas", "sosial")
ITEMS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def bulungan():
    rows = load_table("standards/published-indices").frame
    return rows[rows["example"] == "spm-index-bulungan-2023"]


def test_bulungan_2023_is_the_mean_of_six_affairs(bulungan):
    found = average_index(dict(zip(bulungan["part"], bulungan["value"], strict=True)), AFFAIRS)
    assert round(found.value, 2) == bulungan["published_value"].iloc[0] == 97.81 and not found.partial
    bands = bands_of(load_table("standards/index-bands").frame, "spm", year=2023)
    assert class_of(found.value, bands).label_id.lower() == bulungan["published_class"].iloc[0]
    assert average_of_parts(bulungan, AFFAIRS) == found
    with pytest.raises(MethodError, match="'pendidikan' of an index stands twice"):
        average_of_parts(pd.concat([bulungan, bulungan]), AFFAIRS)
    # public works and housing taken as one affair give another figure: they count apart
    five = average_index({name: value for name, value in zip(bulungan["part"], bulungan["value"], strict=True)
                          if name != "perumahan rakyat"}, AFFAIRS)  # fmt: skip
    assert round(five.value, 2) == 97.37 and five.missing == ("perumahan rakyat",)


def test_the_weights_are_data():
    weights = weights_of(load_table("standards/index-weights").frame, 2023)
    assert (weights.served, weights.quality, weights.verified) == (0.8, 0.2, False)
    frame = load_table("standards/index-weights").frame
    with pytest.raises(MethodError, match="found none"):
        weights_of(frame, 2010)
    with pytest.raises(MethodError, match="sum to 1; found served 0.8, quality 0.3"):
        weights_of(frame.assign(weight=frame["weight"].replace(0.2, 0.3)))


def test_both_readings_of_the_quality_part_by_hand():
    # items 1 of 2 and 10 of 10: mean 75, pooled 11/12; served 90 percent
    found = service_index(90, 100, [(1, 2), (10, 10)], WEIGHTS)
    assert found.quality_mean_pct == 75 and found.quality_pooled_pct == pytest.approx(100 * 11 / 12)
    assert found.regulated == 72 + 15 and found.pooled == pytest.approx(72 + 0.2 * 100 * 11 / 12)
    assert found.readings_differ and found.exact == found.regulated
    assert service_index(90, 100, [(5, 10), (5, 10)], WEIGHTS).readings_differ is False


def test_caps_hold_each_part_and_the_exact_index_shows_what_they_hide():
    found = service_index(130, 100, [(20, 10), (0, 10)], WEIGHTS)
    assert found.served_pct == 130 and found.regulated == 80 + 10 and found.exact == 104 + 20
    assert found.quality_pooled_pct == 50  # the surplus of one item does not fill the other


def test_without_quality_there_is_no_index_but_the_share_served():
    found = service_index(90, 100, [], WEIGHTS)
    assert found.partial and found.served_pct == 90 and found.regulated is None
    assert found.readings_differ is None


@given(st.integers(0, 100), st.integers(1, 100), ITEMS, st.integers(2, 9))
def test_bounds_order_and_units(served, people, items, times):
    found = service_index(served, people, items, WEIGHTS)
    assert 0 <= found.regulated <= 100 + 1e-9 and 0 <= found.pooled <= 100 + 1e-9
    assert found.exact >= found.regulated - 1e-9
    scaled = service_index(served * times, people * times, [*reversed(items)], WEIGHTS)
    assert scaled.regulated == pytest.approx(found.regulated)
    assert service_index(served + 1, people, items, WEIGHTS).regulated >= found.regulated


@given(st.lists(st.floats(0, 100), min_size=6, max_size=6))
def test_a_district_lies_between_its_affairs(values):
    found = average_index(dict(zip(AFFAIRS, values, strict=True)), AFFAIRS)
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9
    back = average_index(dict(zip(reversed(AFFAIRS), reversed(values), strict=True)), AFFAIRS)
    assert back.value == found.value


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: average_index({"kesehatn": 90}, AFFAIRS), "'kesehatn' is no part"),
        (lambda: average_index({"kesehatan": 101}, AFFAIRS), "0 to 100; kesehatan"),
        (lambda: average_index({"kesehatan": math.nan}, AFFAIRS), "none"),
        (lambda: service_index(1, 0, [(1, 1)], WEIGHTS), "denominator is 0"),
        (lambda: service_index(1, 2, [(1, 0)], WEIGHTS), "at least one must be required"),
        (lambda: service_index(1, 2, [(-1, 3)], WEIGHTS), "pairs"),
    ],
)
def test_what_is_no_index_is_refused(call, says):
    with pytest.raises(MethodError, match=says):
        call()
