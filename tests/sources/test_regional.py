"""What a region has supplied is read by its template; nothing supplied is not an empty table."""

import pytest

from analysis.errors import DataError
from analysis.sources import REGION_TABLES, load_region_table

HEADER = "region_code,year,births_pct,law_year,level,note\n"


def supply(data, text, code="0172"):
    """Put a file in the region's folder."""
    folder = data / "regions" / code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "indicators.csv").write_text(text, encoding="utf-8")


def test_nothing_supplied_is_none(data):
    assert load_region_table("0172", "indicators", root=data) is None


def test_what_is_supplied_is_read(data):
    supply(data, HEADER + "0172,2009,84.5,,kota,\n")
    table = load_region_table("0172", "indicators", root=data)
    assert table.name == "regions/0172/indicators"
    assert table.frame["births_pct"].tolist() == [84.5]


def test_a_header_alone_is_an_empty_table_and_not_none(data):
    supply(data, HEADER)
    assert load_region_table("0172", "indicators", root=data).frame.empty


def test_a_row_of_another_region_is_refused(data):
    supply(data, HEADER + "0172,2009,84.5,,kota,\n0173,2009,1,,kota,\n")
    with pytest.raises(DataError, match=r"row 3, column 'region_code': expected '0172'.*found '0173'"):
        load_region_table("0172", "indicators", root=data)


def test_a_malformed_file_is_refused(data):
    supply(data, "region,year\n")
    with pytest.raises(DataError, match="data/regions/0172/indicators.csv"):
        load_region_table("0172", "indicators", root=data)


def test_an_unknown_table_lists_the_nearest(data):
    with pytest.raises(DataError, match="'budget-line'.*budget-lines"):
        load_region_table("0172", "budget-line", root=data)


@pytest.mark.parametrize("name", REGION_TABLES)
def test_every_template_of_the_project_is_an_empty_table_with_status_and_source(name, tmp_path):
    import shutil

    from analysis.sources import data_folder

    shutil.copy(data_folder() / "datapackage.json", tmp_path / "datapackage.json")
    (tmp_path / "regions" / "6172").mkdir(parents=True)
    shutil.copy(data_folder() / "templates" / f"{name}.csv", tmp_path / "regions" / "6172" / f"{name}.csv")
    table = load_region_table("6172", name, root=tmp_path)
    assert table.frame.empty
    assert {"region_code", "source", "status"} <= set(table.frame)
