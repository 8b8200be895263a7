"""Regions are found by code, name or part of a name; what is near is named when nothing fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RegionError
from analysis.regions import all_regions, districts, find_region


def test_there_are_514_districts_and_34_provinces():
    assert len(districts()) == 514
    assert len(all_regions()) == 548
    assert [region.code for region in all_regions()] == sorted(region.code for region in all_regions())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6172", "6172"),
        ("Kota Singkawang", "6172"),
        ("kota singkawang", "6172"),
        ("singkawang", "6172"),
        ("6172-kota-singkawang", "6172"),
        ("Kab. Luwu Utara", "7322"),
        ("luwu utara", "7322"),
        ("Luwu", "7317"),
        ("Kota Probolinggo", "3574"),
        ("Mempawah", "6104"),
        ("toli toli", "7206"),
        ("6100", "6100"),
        ("61", "6100"),
        ("Provinsi Aceh", "1100"),
        ("tanimbar", "8101"),
    ],
)
def test_a_region_is_found(text, code):
    assert find_region(text).code == code


def test_the_slug_is_fit_for_a_file_name():
    assert find_region("6172").slug == "6172-kota-singkawang"
    assert find_region("7206").slug == "7206-kabupaten-toli-toli"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("singkawag", "6172 Kota Singkawang"),
        ("Kota Singkawank", "6172 Kota Singkawang"),
        ("luwu utra", "7322 Kabupaten Luwu Utara"),
        ("6179", "6172 Kota Singkawang"),
        ("0000", "1101"),
        ("xqzw", "none is near"),
    ],
)
def test_what_is_nearest_is_named(text, named):
    with pytest.raises(RegionError) as caught:
        find_region(text)
    assert named in str(caught.value)
    assert repr(text) in str(caught.value)


def test_two_that_fit_are_both_named():
    with pytest.raises(RegionError, match="3513 Kabupaten Probolinggo; 3574 Kota Probolinggo"):
        find_region("probolinggo")


def test_many_that_fit_are_counted():
    with pytest.raises(RegionError, match="and 94 more"):
        find_region("kota")


def test_an_empty_name_is_refused():
    with pytest.raises(RegionError, match="No region was named"):
        find_region("  ")


@given(st.sampled_from(all_regions()))
def test_every_region_is_found_by_code_name_and_slug(region):
    assert find_region(region.code) == find_region(region.name) == find_region(region.slug) == region


@given(st.text(max_size=12))
def test_any_text_gives_a_region_or_one_paragraph(text):
    try:
        find_region(text)
    except RegionError as error:
        assert str(error) and "\n" not in str(error).replace(repr(text), "")
