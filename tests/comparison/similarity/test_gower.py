import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparison.similarity.gower import gower_distances
from analysis.errors import MethodError

GOLDEN = Path(__file__).parents[2] / "golden" / "gower_flower"
DEFAULT = {
    "V1_winters_sym": "nominal",
    "V2_shadow_sym": "nominal",
    "V3_tubers_asymbin": "nominal",
    "V4_color_nominal": "nominal",
    "V5_soil_ordinal": "ordinal",
    "V6_preference_ordinal": "ordinal",
}
VARIANTS = {
    "default_mixed": DEFAULT,
    "v3_asymmetric": DEFAULT | {"V3_tubers_asymbin": "asymmetric"},
    "v1v3_asymmetric_v7_ordratio": DEFAULT
    | {"V1_winters_sym": "asymmetric", "V3_tubers_asymbin": "asymmetric", "V7_height_cm": "ordinal"},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_flower_distances_of_the_r_package_cluster(variant):
    golden = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
    flower = pd.read_csv(GOLDEN / "data.csv", index_col="case")
    found = gower_distances(flower, kinds=VARIANTS[variant]).distances
    expected = golden["expected"][variant]
    assert len(expected) == 18 * 17 // 2
    for pair in expected:
        # Tolerance of the golden case: it was printed to eleven decimals.
        assert found.at[pair["i"], pair["j"]] == pytest.approx(pair["d"], abs=golden["tolerance"]["abs"])


def test_three_units_by_hand():
    units = pd.DataFrame({"x": [0.0, 5, 10], "kind": ["a", "a", "b"]}, index=list("PQR"))
    found = gower_distances(units, kinds={"kind": "nominal"})
    # P-Q: (0.5 + 0) / 2; P-R: (1 + 1) / 2; Q-R: (0.5 + 1) / 2.
    assert found.distances.loc["P"].tolist() == [0, 0.25, 1]
    assert found.distances.at["Q", "R"] == 0.75
    assert found.ranges["x"] == 10


def test_the_range_comes_from_the_reference():
    units = pd.DataFrame({"x": [0.0, 5]}, index=["P", "Q"])
    found = gower_distances(units, reference=pd.DataFrame({"x": [0.0, 50]}))
    assert found.distances.at["P", "Q"] == 0.1


def test_a_missing_value_drops_the_input_from_the_pair():
    units = pd.DataFrame({"x": [0.0, 1, np.nan], "y": [0.0, 2, 2]}, index=list("PQR"))
    found = gower_distances(units, weights={"y": 3})
    assert found.distances.at["P", "R"] == 1
    assert found.weight_compared.at["P", "R"] == 0.75
    assert found.distances.at["P", "Q"] == 1


def test_a_pair_that_shares_nothing_has_no_distance():
    units = pd.DataFrame({"x": [0.0, 1, np.nan], "y": [np.nan, 0.0, 2]}, index=list("PQR"))
    assert np.isnan(gower_distances(units).distances.at["P", "R"])


def test_weights_count_by_name():
    units = pd.DataFrame({"x": [0.0, 1], "y": [0.0, 0]}, index=["P", "Q"])
    kinds = {"y": "nominal"}
    assert gower_distances(units, kinds=kinds, weights={"x": 3}).distances.at["P", "Q"] == 0.75


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kinds": {"x": "nominl"}}, "kind 'nominl'"),
        ({"kinds": {"z": "nominal"}}, "'z' is not an input"),
        ({"weights": {"x": 0}}, "weight 0"),
        ({"weights": {"x": float("nan")}}, "weight nan"),
        ({"reference": pd.DataFrame({"y": [1, 2]})}, "'x' is not an input"),
        ({"reference": pd.DataFrame({"x": [1.0, 1.0]})}, "does not vary"),
        ({"kinds": {"x": "asymmetric"}}, "only 0 .* and 1"),
    ],
)
def test_impossible_arguments_are_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        gower_distances(pd.DataFrame({"x": [0.0, 5.0]}), **arguments)


@pytest.mark.parametrize("units", [pd.DataFrame({"x": [1.0]}), pd.DataFrame(index=["P", "Q"])])
def test_too_little_to_compare_is_refused(units):
    with pytest.raises(MethodError, match="at least two different units"):
        gower_distances(units)


def test_repeated_units_are_refused():
    with pytest.raises(MethodError, match="repeated names"):
        gower_distances(pd.DataFrame({"x": [1.0, 2.0]}, index=["P", "P"]))


@st.composite
def frames(draw):
    size = draw(st.integers(2, 7))
    cells = st.one_of(st.integers(-50, 50).map(float), st.none())
    frame = pd.DataFrame(
        {name: draw(st.lists(cells, min_size=size, max_size=size)) for name in ("x", "y")}, dtype=float
    )
    for name in frame:
        frame.loc[0, name], frame.loc[1, name] = 0.0, 7.0
    return frame


@given(frames())
def test_brute_force_on_small_frames(frame):
    found = gower_distances(frame).distances
    span = frame.max() - frame.min()
    for i in frame.index:
        for j in frame.index:
            parts = [abs(frame.at[i, c] - frame.at[j, c]) / span[c] for c in frame]
            known = [part for part in parts if not np.isnan(part)]
            expected = sum(known) / len(known) if known else np.nan
            assert found.at[i, j] == pytest.approx(expected, nan_ok=True)


@given(frames(), st.floats(0.001, 1000), st.floats(-100, 100), st.randoms())
def test_units_of_measurement_and_row_order_do_not_matter(frame, factor, shift, random):
    order = list(frame.index)
    random.shuffle(order)
    other = gower_distances((frame * factor + shift).loc[order]).distances
    expected = gower_distances(frame).distances.loc[order, order]
    # Rescaling rounds; distances are of order one.
    np.testing.assert_allclose(other, expected, atol=1e-6)


@given(frames())
def test_distances_are_symmetric_bounded_and_zero_to_oneself(frame):
    found = gower_distances(frame).distances.to_numpy()
    np.testing.assert_array_equal(found, found.T)
    known = found[~np.isnan(found)]
    assert ((known >= 0) & (known <= 1 + 1e-12)).all()
    own = np.diag(found)
    assert (own[~np.isnan(own)] == 0).all()
