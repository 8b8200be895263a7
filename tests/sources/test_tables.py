"""A table is read with its types, checked, and says what it is; what is wrong is said in one paragraph."""

import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.sources import data_folder, load_table, table_names

NAME = "national/births"
HEADER = "region_code,year,births_pct,law_year,level,note\n"


def write(data, text, encoding="utf-8"):
    """Put another content in the place of the table."""
    (data / "national" / "births.csv").write_bytes(text.encode(encoding))


def message(data, text):
    """The error that a content gives; one paragraph without a traceback in it."""
    write(data, text)
    with pytest.raises(DataError) as caught:
        load_table(NAME, root=data)
    said = str(caught.value)
    assert "\n" not in said and "Traceback" not in said
    assert "data/national/births.csv" in said
    return said


def test_types_are_as_described(data):
    frame = load_table(NAME, root=data).frame
    assert frame["region_code"].tolist() == ["0172", "0172"]
    assert frame["year"].dtype == "int64"
    assert frame["births_pct"].dtype == "float64"
    assert frame["law_year"].dtype == "Int64"
    assert frame["note"].tolist() == ["", "a, b"]


def test_a_table_says_what_was_loaded(data):
    table = load_table(NAME, root=data)
    assert table.says() == (
        "Loaded national/births: 2 rows x 6 columns, 1 region, years 2009-2010; status official; "
        "source: A survey."
    )
    assert table.fields["births_pct"].unit == "percent"
    assert table.sha256 == hashlib.sha256(table.path.read_bytes()).hexdigest()


def test_a_byte_order_mark_and_carriage_returns_do_no_harm(data):
    expected = load_table(NAME, root=data).frame
    text = (data / "national" / "births.csv").read_text(encoding="utf-8")
    write(data, text.replace("\n", "\r\n"), "utf-8-sig")
    assert load_table(NAME, root=data).frame.equals(expected)


def test_the_order_of_columns_in_the_file_does_not_matter(data):
    write(data, "note,level,law_year,births_pct,year,region_code\n,kota,,84.5,2009,0172\n")
    assert list(load_table(NAME, root=data).frame)[:2] == ["region_code", "year"]


def test_an_unknown_name_lists_the_nearest(data):
    with pytest.raises(DataError, match="national/births"):
        load_table("national/birth", root=data)
    assert table_names(root=data) == ["national/births", "templates/indicators"]


def test_a_missing_file(data):
    (data / "national" / "births.csv").unlink()
    with pytest.raises(DataError, match=r"is missing .*pelayanan data build RAW"):
        load_table(NAME, root=data)


def test_an_empty_file(data):
    assert "is empty" in message(data, "")


def test_a_file_of_other_bytes(data):
    (data / "national" / "births.csv").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(DataError, match="not UTF-8"):
        load_table(NAME, root=data)


def test_another_unit_in_the_header_names_the_nearest_column(data):
    said = message(data, HEADER.replace("births_pct", "births_share") + "0172,2009,0.8,,kota,\n")
    assert "'births_pct' (the nearest column found is 'births_share')" in said


def test_an_unknown_column(data):
    assert "does not know 'extra'" in message(
        data, HEADER.replace("note\n", "note,extra\n") + "0172,2009,,,,,1\n"
    )


def test_a_word_where_a_number_belongs(data):
    said = message(data, HEADER + "0172,2009,84.5,,kota,\n0172,2010,n.a.,,kota,\n")
    assert "row 3 (the header is row 1), column 'births_pct': expected a number" in said
    assert "found 'n.a.'" in said


def test_a_decimal_comma(data):
    assert "found '84,5'" in message(data, HEADER + '0172,2009,"84,5",,kota,\n')


def test_a_fraction_where_a_whole_number_belongs(data):
    assert "column 'law_year': expected a whole number" in message(data, HEADER + "0172,2009,,2001.5,kota,\n")


def test_an_empty_cell_that_is_required(data):
    assert "column 'year': expected a whole number" in message(data, HEADER + "0172,,,,kota,\n")
    assert "column 'region_code': expected a value (the cell is empty)" in message(
        data, HEADER + ",2009,,,kota,\n"
    )


def test_a_key_that_stands_twice(data):
    said = message(data, HEADER + "0172,2009,1,,kota,\n0172,2010,1,,kota,\n0172,2009,2,,kota,\n")
    assert "row 4: the key (region_code, year) must be unique" in said
    assert "region_code 0172, year 2009 stands already in row 2" in said


def test_a_value_out_of_range(data):
    said = message(data, HEADER + "0172,2009,120,,kota,\n0172,1990,1,,kota,\n")
    assert "expected at least 2000, found 1990" in said or "expected at most 100, found 120" in said
    assert "1 further problem" in said


def test_a_word_that_is_not_in_the_list(data):
    assert "one of kabupaten, kota, found 'city'" in message(data, HEADER + "0172,2009,1,,city,\n")


def test_a_code_of_another_form(data):
    assert r"text of the form \d{4}, found '172'" in message(data, HEADER + "172,2009,1,,kota,\n")


def test_rows_of_unequal_length(data):
    assert "not a well-formed CSV" in message(data, HEADER + "0172,2009,1,,kota,\n0172,2010,1,,kota,,7,8\n")
    assert "more than the 6 cells" in message(data, HEADER + "0172,2009,1,,kota,,7\n")


def test_a_descriptor_that_is_absent_or_broken(data):
    (data / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read as a data package"):
        load_table(NAME, root=data)
    (data / "datapackage.json").unlink()
    with pytest.raises(DataError, match=r"has no datapackage\.json"):
        load_table(NAME, root=data)


def test_the_folder_can_be_named_by_the_environment(data, monkeypatch):
    monkeypatch.setenv("PELAYANAN_DATA", str(data))
    assert data_folder() == data
    assert len(load_table(NAME).frame) == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_whatever_the_file_holds_the_answer_is_a_table_or_one_data_error(data, content):
    (data / "national" / "births.csv").write_bytes(content)
    with pytest.raises(DataError):
        load_table(NAME, root=data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[st.text(max_size=6) for _ in range(6)]), max_size=4))
def test_whatever_the_cells_hold_the_answer_is_a_table_or_one_data_error(data, rows):
    import csv
    import io

    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([HEADER.strip().split(","), *rows])
    (data / "national" / "births.csv").write_bytes(buffer.getvalue().encode("utf-8", "surrogatepass"))
    try:
        load_table(NAME, root=data)
    except DataError as error:
        assert str(error).startswith(("data/", "The header of data/"))


def test_the_description_is_read_again_when_it_changes(data):
    import os

    load_table(NAME, root=data)
    path = data / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"][0]["status"] = "published"
    path.write_text(json.dumps(package), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert load_table(NAME, root=data).origin["status"] == "published"
