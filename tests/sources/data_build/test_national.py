"""Regions, panel, second source, deflator: hand values."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.sources.build.deflator import compare_with_consumer_prices, describe_deflator, make_deflator
from analysis.sources.build.national import make_panel, make_population_grdp, make_regions, read_second_source
from analysis.sources.build.specification_tables import read_specification

SPEC = read_specification("regions")


def test_all_regions_are_there_and_one_that_the_panel_lacks_has_no_panel_name(raw):
    regions = make_regions({"Singkawang, Kota"}, read_second_source(raw)).set_index("region_code")
    assert regions["level"].value_counts().to_dict() == {"kabupaten": 416, "kota": 98, "province": 34}
    assert regions.loc["6172", "panel_name"] == "Singkawang, Kota"
    assert regions.loc["7322", "panel_name"] == ""
    assert regions.loc["6172", "province"] == "Kalimantan Barat"


def test_values_and_points_of_the_second_source_follow_its_codes(raw):
    second = read_second_source(raw)
    table = make_population_grdp(second, SPEC)
    # Karanganyar (BPS 3313) stands in the file beside the code 5107; the ledger exchanges them.
    assert set(table["region_code"]) == {"6172", "6102", "5107"}
    regions = make_regions(set(), second).set_index("region_code")
    assert regions.loc["5107", "longitude_deg"] == 115.6


def test_a_row_of_the_second_source_that_is_not_known_is_named(raw):
    second = read_second_source(raw).assign(District_name="Elsewhere")
    with pytest.raises(DataError, match="'Elsewhere'"):
        make_population_grdp(second, SPEC)


def test_the_panel_leaves_out_rows_without_any_value_and_changes_none():
    columns = pd.DataFrame({"name": ["a", "b"]})
    frame = pd.DataFrame(
        {"panel_name": "X", "year": [1999, 2000, 2001], "a": [1.0, None, 111.39], "b": [None, None, 0]}
    )
    regions = pd.DataFrame({"panel_name": ["X"], "region_code": ["1101"]})
    panel = make_panel(frame, regions, columns)
    assert panel.to_dict("records") == [{"region_code": "1101", "year": 2001, "a": 111.39, "b": 0.0}]


def panel_of(rows):
    """A panel with the columns that the deflator needs."""
    names = ["region_code", "year", "grdp_current_idr_million", "grdp_constant_2000_idr_million"]
    return pd.DataFrame(rows, columns=[*names, "consumer_price_index_2007"])


def test_the_deflator_is_the_ratio_of_sums_over_provinces():
    panel = panel_of(
        [
            ("6100", 2009, 100, 100, None),
            ("6100", 2010, 300, 100, None),
            ("7300", 2010, 100, 100, None),
            ("7300", 2009, 100, None, None),  # without both figures: not in the sums
            ("6172", 2010, 9e9, 1, None),  # a district: not in the sums
        ]
    )
    # 2010: 400 / 200 = 2; 2009: 100 / 100 = 1, half of it.
    assert make_deflator(panel).to_dict("list") == {
        "year": [2009, 2010],
        "grdp_deflator_index_2010": [50.0, 100.0],
        "provinces_count": [1, 2],
    }


def test_without_2010_there_is_no_deflator():
    assert make_deflator(panel_of([("6100", 2009, 1, 1, None)])).empty


def test_the_deflator_is_compared_with_consumer_prices_of_cities():
    rows = [("6100", year, value, 100, None) for year, value in ((2009, 100), (2010, 110))]
    rows += [("6172", year, None, None, value) for year, value in ((2009, 100), (2010, 104))]
    panel = panel_of(rows).astype({"consumer_price_index_2007": "float64"})
    compared = compare_with_consumer_prices(make_deflator(panel), panel)
    # 1e-3 percent: the index is rounded to four decimals
    assert compared.loc[2010].to_list() == pytest.approx([10.0, 4.0, 1], abs=1e-3)
    assert "2010: 10.0 against 4.0" in describe_deflator(make_deflator(panel), panel)


def test_two_parts_of_east_kalimantan_in_one_year_are_reported():
    panel = panel_of([("6400", 2010, 1, 1, None), ("6500", 2010, 1, 1, None)])
    assert "must be looked at" in describe_deflator(make_deflator(panel), panel)
