"""Years to a target: hand value, the confidence band as a second way, refusals."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.standards.pace import NOT_AT_THIS_PACE, ON_THE_WAY, REACHED, years_to_target

VALUES = st.lists(st.floats(0, 100), min_size=3, max_size=5)


def test_a_straight_line_by_hand():
    found = years_to_target([2010, 2011, 2012, 2013], [70, 72, 74, 76], 90)
    assert (found.status, found.per_year, found.distance, found.years) == (ON_THE_WAY, 2, 14, 7)
    assert found.years_low == pytest.approx(7) and found.years_high == pytest.approx(7)


def test_reached_and_leading_away():
    assert years_to_target([1, 2, 3], [80, 91, 90], 90).status == REACHED
    away = years_to_target([1, 2, 3], [80, 79, 78], 90)
    assert away.status == NOT_AT_THIS_PACE and away.years is None and away.distance == 12
    level = years_to_target([1, 2, 3], [80, 80, 80], 90)
    assert level.status == NOT_AT_THIS_PACE and level.per_year == 0
    less = years_to_target([1, 2, 3], [9, 8, 7], 5, direction="lower")
    assert (less.status, less.years, less.per_year) == (ON_THE_WAY, 2, 1)


def test_only_the_recent_years_count():
    assert years_to_target([2001, 2010, 2011, 2012], [10, 70, 71, 72], 80).years == pytest.approx(8)
    assert years_to_target([2001, 2010, 2011, 2012], [10, 70, 71, 72], 80, recent=20).observations == 4


def test_a_pace_that_may_be_level_has_no_upper_end():
    found = years_to_target([1, 2, 3, 4], [70, 78, 71, 76], 90)
    assert found.status == ON_THE_WAY and found.per_year_low < 0 and found.years_high == math.inf


def test_the_interval_is_where_the_band_of_the_line_holds_the_target():
    years, values, target = [2008, 2009, 2010, 2011, 2012], [60, 63, 69, 71, 75], 90
    found = years_to_target(years, values, target)
    fit = sm.OLS(values, sm.add_constant(np.array(years, float) - 2012)).fit()
    ahead = np.arange(0, 20, 0.001)
    band = fit.get_prediction(sm.add_constant(ahead)).conf_int(alpha=0.05)
    inside = ahead[(band[:, 0] <= target) & (target <= band[:, 1])]
    # 0.002: the grid has steps of 0.001
    assert found.years_low == pytest.approx(inside.min(), abs=0.002)
    assert found.years_high == pytest.approx(inside.max(), abs=0.002)
    assert fit.params[1] == pytest.approx(found.per_year)


@settings(max_examples=50)
@given(VALUES, st.floats(0, 100), st.integers(-50, 50), st.floats(0.1, 10))
def test_shifted_years_other_units_and_another_order_give_the_same_years(values, target, shift, scale):
    years = list(range(2010, 2010 + len(values)))
    one = years_to_target(years, values, target)
    other = years_to_target(
        [year + shift for year in reversed(years)],
        [scale * value for value in reversed(values)],
        scale * target,
    )
    if abs(one.per_year) > 1e-6 and one.distance > 1e-6:
        assert one.status == other.status
        if one.status == ON_THE_WAY:
            assert other.years == pytest.approx(one.years, rel=1e-5, abs=1e-6)
            assert one.years_low - 1e-6 <= one.years <= one.years_high + 1e-6


@settings(max_examples=50)
@given(VALUES, st.floats(0, 50), st.floats(0.1, 50))
def test_a_farther_target_takes_no_less_time(values, near, more):
    years = list(range(len(values)))
    one, other = (years_to_target(years, values, target) for target in (near, near + more))
    if one.status == ON_THE_WAY:
        assert other.years >= one.years


@pytest.mark.parametrize(
    ("years", "values", "options", "says"),
    [
        ([1, 2], [3, 4], {}, "2 recent years have a value"),
        ([1, 2, 3], [3, math.nan, 5], {}, "2 recent years"),
        ([1, 2, 9], [3, 4, 5], {}, "1 recent years"),
        ([1, 2, 2, 3], [3, 4, 5, 6], {}, "A year has two values"),
        ([1, 2, 3], [3, 4], {}, "different lengths"),
        ([1, 2, 3], [3, 4, 5], {"direction": "up"}, "direction"),
        ([1, 2, 3], [3, 4, 5], {"recent": 2}, "three recent"),
    ],
)
def test_what_has_no_pace_is_refused(years, values, options, says):
    with pytest.raises(MethodError, match=says):
        years_to_target(years, values, 90, **options)
