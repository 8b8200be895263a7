import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.composite.declared import (
    declared_dominance,
    declared_index,
    declared_recipe,
    declared_sensitivity,
    declared_uncertainty,
    indicator_values,
)
from analysis.errors import MethodError

TABLE = pd.DataFrame(
    [
        ("money", "means", 1.0, "log", 1.0, 100.0),
        ("doctors", "staff", 3.0, "none", 0.0, 40.0),
        ("midwives", "staff", 1.0, "none", 0.0, 100.0),
    ],
    columns=["indicator", "dimension", "weight", "transform", "goalpost_low", "goalpost_high"],
)
VALUES = pd.DataFrame(
    {"money": [10.0, 100.0, 1.0], "doctors": [20.0, 40.0, 0.0], "midwives": [50.0, 100.0, 0.0]},
    index=["middle", "best", "worst"],
)


def test_by_hand_half_way_on_every_scale_is_half_way_and_the_ends_are_the_ends():
    found = declared_index(VALUES, TABLE).scores["index"]
    assert found["middle"] == pytest.approx(50.5)  # the scale goes from 1 to 100
    assert found["best"] == pytest.approx(100) and found["worst"] == pytest.approx(1)


def test_by_hand_weights_within_a_dimension_and_the_geometric_mean_above():
    values = pd.DataFrame({"money": [100.0], "doctors": [40.0], "midwives": [0.0]}, index=["one"])
    staff = 0.75 * 100 + 0.25 * 1
    found = declared_index(values, TABLE).scores.loc["one"]
    assert found["staff"] == pytest.approx(staff)
    assert found["index"] == pytest.approx(np.sqrt(100 * staff))


@settings(max_examples=20)
@given(st.integers(0, 2), st.floats(0.1, 5))
def test_more_of_an_indicator_never_lowers_the_index(column: int, factor: float):
    values = VALUES.loc[["middle"]]
    name = values.columns[column]
    more = values.assign(**{name: values[name] * (1 + factor)})
    before, after = (declared_index(one, TABLE).scores["index"].iloc[0] for one in (values, more))
    assert after >= before - 1e-9


def test_values_are_means_and_districts_without_some_figure_are_left_out():
    panel = pd.DataFrame(
        {
            "region_code": ["9101", "9101", "9102", "9103", "9104"],
            "year": [2005, 2006, 2005, 2005, 2005],
            "money": [1.0, 3.0, 4.0, np.nan, 9.0],
            "doctors": [1.0, 1.0, 2.0, 3.0, 4.0],
            "midwives": [5.0, 7.0, 8.0, 9.0, 1.0],
        }
    )
    regions = pd.DataFrame({"region_code": ["9101", "9102", "9103", "9104"], "level": "kabupaten"})
    found = indicator_values(panel, regions, TABLE, (2005, 2006))
    assert list(found.index) == ["9101", "9102", "9104"] and found.loc["9101"].tolist() == [2.0, 1.0, 6.0]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (pd.concat([TABLE, TABLE.head(1)]), "'money' twice"),
        (TABLE.drop(columns="weight"), "weight"),
        (TABLE.assign(weight=0.0), "above zero|weight"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused(table: pd.DataFrame, told: str):
    with pytest.raises(MethodError, match=told):
        declared_recipe(table)


def test_ranks_of_one_that_is_best_in_everything_do_not_depend_on_any_choice():
    random = np.random.default_rng(1)
    values = pd.DataFrame(random.uniform(5, 30, (12, 3)), columns=list(VALUES.columns))
    values.index = pd.Index([f"u{n}" for n in range(12)])
    values.loc["u0"] = [90.0, 39.0, 99.0]
    spread = declared_uncertainty(values, TABLE, compare=["u0", "u1"], draws=200, seed=3).units.set_index(
        "unit"
    )
    assert spread.loc["u0", ["rank", "rank_best", "rank_worst"]].tolist() == [1, 1, 1]
    pairs = declared_dominance(values, TABLE, ["u0", "u1", "not there"])
    assert len(pairs) == 1 and not pairs["weights_matter"].iloc[0] and pairs["share_a_above"].iloc[0] == 1
    drivers = declared_sensitivity(values, TABLE, draws=100, seed=3).factors
    assert list(drivers["factor"]) == ["aggregation", "normalisation", "weights"]
