"""The raw panel is read in both layouts, and says what is wrong with it."""

import gzip
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.sources.build.raw import find_panel_file, read_raw_panel
from analysis.sources.build.specification_tables import read_specification

COLUMNS = read_specification("panel-columns")


def expected(tidy: pd.DataFrame) -> pd.DataFrame:
    """What both layouts must give."""
    names = dict(zip(COLUMNS["raw_column"], COLUMNS["name"], strict=True))
    made = tidy.rename(columns=names | {"province_or_district": "panel_name"})
    return made.astype(dict.fromkeys(COLUMNS["name"], "float64")).sort_values(
        ["panel_name", "year"], ignore_index=True
    )


def read(path: Path) -> pd.DataFrame:
    """Read and put in one order."""
    return read_raw_panel(path, COLUMNS).sort_values(["panel_name", "year"], ignore_index=True)


def test_the_tidy_layout_is_read(tmp_path, tidy):
    path = tmp_path / "panel.csv"
    tidy.to_csv(path, index=False)
    pd.testing.assert_frame_equal(read(path), expected(tidy), check_dtype=False)


@pytest.mark.parametrize("kind", ["csv", "gz", "zip"])
def test_the_bulk_layout_gives_the_same_as_the_tidy_one(tmp_path, kind, tidy, to_bulk):
    text = b"\xef\xbb\xbf" + to_bulk(tidy).to_csv(index=False).encode()
    path = tmp_path / {"csv": "bulk.csv", "gz": "bulk.csv.gz", "zip": "bulk.zip"}[kind]
    if kind == "csv":
        path.write_bytes(text)
    elif kind == "gz":
        path.write_bytes(gzip.compress(text))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("IndonesiaSubnational_Data.csv", text)
            archive.writestr("IndonesiaSubnational_Series.csv", "Series Code,Topic\nA,B\n")
    pd.testing.assert_frame_equal(read(path), expected(tidy), check_dtype=False)


def test_an_indicator_is_found_by_its_name_where_the_code_is_not_known(tmp_path, tidy, to_bulk):
    bulk = to_bulk(tidy)
    births = bulk["Indicator Name"].str.startswith("Birth attended")
    assert (bulk.loc[births, "Indicator Code"] == "SOME.CODE.NOT.KNOWN").all()
    path = tmp_path / "bulk.csv"
    bulk.to_csv(path, index=False)
    assert read(path)["skilled_birth_attendance_pct"].notna().any()


def test_a_missing_indicator_is_named(tmp_path, tidy, to_bulk):
    bulk = to_bulk(tidy)
    path = tmp_path / "bulk.csv"
    bulk[bulk["Indicator Code"] != "FC.XPD.HE.CR"].to_csv(path, index=False)
    with pytest.raises(
        DataError, match=r"lacks 1 of the 57 indicators.*spending_health_idr.*FC\.XPD\.HE\.CR"
    ):
        read_raw_panel(path, COLUMNS)


def test_text_where_a_number_belongs_is_named_in_both_layouts(tmp_path, tidy, to_bulk):
    tidy = tidy.astype(object)
    tidy.loc[0, "total_revenue_in_idr"] = "n.a."
    path = tmp_path / "panel.csv"
    tidy.to_csv(path, index=False)
    with pytest.raises(DataError, match=r"Singkawang, Kota, 1999, total_revenue_in_idr: 'n\.a\.'"):
        read_raw_panel(path, COLUMNS)
    to_bulk(tidy).to_csv(path, index=False)
    with pytest.raises(DataError, match=r"Singkawang, Kota, 1999, revenue_total_idr: 'n\.a\.'"):
        read_raw_panel(path, COLUMNS)


def test_a_missing_tidy_column_names_the_nearest(tmp_path, tidy):
    path = tmp_path / "panel.csv"
    tidy.rename(columns={"total_revenue_in_idr": "total_revenue_idr"}).to_csv(path, index=False)
    with pytest.raises(DataError, match=r"first 'total_revenue_in_idr' \(nearest: 'total_revenue_idr'\)"):
        read_raw_panel(path, COLUMNS)


def test_a_repeated_region_and_year_is_refused(tmp_path, tidy):
    path = tmp_path / "panel.csv"
    pd.concat([tidy, tidy.iloc[[0]]]).to_csv(path, index=False)
    with pytest.raises(DataError, match=r"more than one row for 'Singkawang, Kota' in 1999"):
        read_raw_panel(path, COLUMNS)


def test_neither_layout_is_said(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="neither layout"):
        read_raw_panel(path, COLUMNS)


@pytest.mark.parametrize("name", ["panel.csv.gz", "panel.zip"])
def test_a_corrupt_archive_is_said(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"not an archive")
    with pytest.raises(DataError, match="cannot be read"):
        read_raw_panel(path, COLUMNS)


def test_one_panel_file_is_wanted(raw):
    folder = raw / "data" / "indodapoer"
    assert find_panel_file(raw).name == "panel.csv"
    (folder / "columns.csv").write_text("x\n", encoding="utf-8")
    assert find_panel_file(raw).name == "panel.csv"
    (folder / "second.zip").write_bytes(b"")
    with pytest.raises(DataError, match=r"exactly one.*panel\.csv, second\.zip"):
        find_panel_file(raw)
