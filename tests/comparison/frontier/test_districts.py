import numpy as np
import pandas as pd
import pytest

from analysis.comparison.frontier.districts import district_frontier, frontier_of_units
from analysis.errors import MethodError


def units() -> pd.DataFrame:
    """One input: the frontier goes from (1, 20) over (2, 60) to (4, 80)."""
    frame = pd.DataFrame({"money": [1, 2, 4, 2, 4, 3], "births": [20.0, 60, 80, 40, 60, 30]})
    return frame.set_index(pd.Index(list("abcdef")))


def test_by_hand_target_share_of_inputs_and_peers():
    found = frontier_of_units(units(), "births", ["money"])
    table = found.units
    assert table.loc["d", "target"] == pytest.approx(60)  # b has as much money
    assert table.loc["d", "input_share"] == pytest.approx(1.5 / 2)  # half of a and half of b reach 40
    assert found.full.peers("d").to_dict() == pytest.approx({"a": 0.5, "b": 0.5})
    assert table.loc["e", "input_share"] == pytest.approx(0.5)
    assert table.loc[["a", "b", "c"], "input_share"].tolist() == pytest.approx([1, 1, 1])
    assert found.ceiling_pct == 0 and found.units_count == 6


def test_a_frontier_that_reaches_the_end_of_the_scale_is_told_as_flat():
    frame = units().assign(births=[100.0, 60, 80, 40, 60, 99])
    found = frontier_of_units(frame, "births", ["money"])
    assert found.ceiling_pct == 100  # the one with least money is at the end, so every target is


def test_order_of_rows_and_units_of_measurement_do_not_matter():
    one = frontier_of_units(units(), "births", ["money"]).units["input_share"]
    other = frontier_of_units(
        units().iloc[::-1].assign(money=lambda x: x["money"] * 1e6), "births", ["money"]
    )
    pd.testing.assert_series_equal(one, other.units["input_share"].reindex(one.index))


def test_an_outcome_beyond_its_scale_is_refused():
    with pytest.raises(MethodError, match="of a lies beyond the end of its scale, 100"):
        frontier_of_units(units().assign(births=[120.0, 60, 80, 40, 60, 30]), "births", ["money"])


def test_districts_without_a_figure_are_left_out():
    codes = [f"91{n:02}" for n in range(1, 9)]
    panel = pd.DataFrame(
        {
            "region_code": codes * 2,
            "year": [2005] * 8 + [2012] * 8,
            "births": [*[np.nan] * 8, *np.linspace(20, 90, 8)],
            "money": [*np.linspace(1, 8, 7), np.nan, *[np.nan] * 8],
        }
    )
    regions = pd.DataFrame({"region_code": codes, "level": "kabupaten"})
    found = district_frontier(panel, regions, "births", ["money"], (2005, 2006), (2012, 2013))
    assert list(found.units.index) == codes[:7]
