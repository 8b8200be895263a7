"""Classes by their lower bound, on the index as a report would print it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.statistics.classes import bands_of, class_of, round_half_up


@pytest.fixture(scope="module")
def frame():
    return load_table("standards/index-bands").frame


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (75.56, "C"), (86.29, "B"), (94.61, "A"), (87.49, "B"),  # as published with their letters
        (64.994, "D"), (64.995, "C"), (76.604, "C"), (76.605, "B"), (88.3, "B"), (88.305, "A"),
        (25, "D"), (100, "A"),
    ],
)  # fmt: skip
def test_the_satisfaction_classes_leave_no_gap(frame, value, band):
    assert class_of(value, bands_of(frame, "satisfaction")).band == band


def test_the_two_orders_of_the_spm_labels_differ_between_60_and_80_only(frame):
    one, other = (
        bands_of(frame, "spm", variant=name) for name in ("muda-below-pratama", "pratama-below-muda")
    )
    assert bands_of(frame, "spm") == one
    differ = [value for value in range(101) if class_of(value, one).band != class_of(value, other).band]
    assert differ == list(range(60, 80))
    assert class_of(69, one).label_id == "Tuntas Muda" and class_of(42.03, one).band == "belum-tuntas"
    assert not any(band.verified for band in one)


def test_bands_are_of_a_year(frame):
    assert bands_of(frame, "spm", year=2023)
    with pytest.raises(MethodError, match="'spm' for 2015"):
        bands_of(frame, "spm", year=2015)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_index_has_no_lower_class(one, other):
    bands = bands_of(load_table_once(), "spm")
    low, high = sorted((one, other))
    assert class_of(low, bands).lower <= class_of(high, bands).lower


def load_table_once(cache={}):  # noqa: B006 - read once for all examples
    return cache.setdefault("frame", load_table("standards/index-bands").frame)


def test_halves_are_rounded_up_as_on_paper():
    assert round_half_up(2.675) == 2.68 and round_half_up(-2.675) == -2.68 and round_half_up(0.5, 0) == 1


def test_what_has_no_class_is_refused(frame):
    bands = bands_of(frame, "satisfaction")
    for value, says in (
        (24.0, "24 lies outside its classes, 25 to 100"),
        (101, "101"),
        (math.nan, "without a value"),
    ):
        with pytest.raises(MethodError, match=says):
            class_of(value, bands)
    with pytest.raises(MethodError, match="'satisfacton'.*satisfaction"):
        bands_of(frame, "satisfacton")
    with pytest.raises(MethodError, match="variant 'three'"):
        bands_of(frame, "satisfaction", variant="three")
