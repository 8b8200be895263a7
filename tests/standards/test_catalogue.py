"""The committed catalogues as records: look-up, years in force, filters, and what is verified."""

import dataclasses

import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.messages import in_language
from analysis.sources import load_table
from analysis.standards.catalogue import (
    catalogue_frame,
    catalogue_of_checks,
    find_indicator,
    indicators_of,
    load_catalogue,
)
from analysis.standards.catalogue_selection import catalogue_in_force, one_catalogue, select_indicators


@pytest.fixture(scope="module")
def standards():
    return load_catalogue()


def test_every_catalogue_has_the_indicators_that_the_sources_count(standards):
    counts = pd.Series([each.catalogue for each in standards]).value_counts()
    assert counts["SPM-KES-741-2008"] == 23 and counts["SPM-DIKDAS-23-2013"] == 37
    assert counts["SPM-KES-PP2-2018"] == 12 and counts["SPM-PP2-2018"] == 17 and len(standards) == 136
    # a hand count of the notes on the sources: 19, 25 and 4 have a source for every part
    verified = pd.Series([each.catalogue for each in select_indicators(standards, verified=True)])
    assert verified.value_counts().to_dict() == {
        "SPM-DIKDAS-23-2013": 25,
        "SPM-KES-741-2008": 19,
        "SPM-KES-PP2-2018": 4,
    }


def test_the_catalogue_of_741_numbers_18_and_that_of_23_numbers_27(standards):
    for name, count in (("SPM-KES-741-2008", 18), ("SPM-DIKDAS-23-2013", 27)):
        chosen = select_indicators(standards, catalogue=name)
        assert len({each.group_code for each in chosen}) == count


def test_ratios_rates_and_headings_are_no_proportions(standards):
    others = {each.indicator_code for each in standards if not each.is_proportion}
    assert others == {"KES-13", "KES-13a", "KES-14", "KES-15", "PDN-6", "PDN-7"}
    found = {each.indicator_code for each in standards if each.denominator_basis in ("found", "formed")}
    assert {"KES-10", "KES-13d", "KES-18"} <= found


def test_an_unverified_entry_looks_unverified(standards):
    assert find_indicator("KES-16", standards).name("en").endswith("(unverified)")
    assert find_indicator("KES-16", standards).name("id").endswith("(belum terverifikasi)")
    assert "verif" not in find_indicator("KES-03", standards).name("en")
    births = find_indicator("KES-03", standards)
    assert births.target_verified and not births.target_year_verified


def test_a_code_is_found_in_any_case_and_the_nearest_are_named(standards):
    assert find_indicator(" kes-03", standards).target == 90
    with pytest.raises(MethodError, match=r"'KES-3'.*KES-03"):
        find_indicator("KES-3", standards)
    with in_language("id"), pytest.raises(MethodError, match="Tidak ada standar"):
        find_indicator("KES-3", standards)


@pytest.mark.parametrize(
    ("year", "sector", "catalogue"),
    [
        (2013, "health", "SPM-KES-741-2008"),
        (2022, "health", "SPM-KES-PP2-2018"),
        (2022, "sosial", "SPM-PP2-2018"),
    ],
)
def test_the_catalogue_in_force(standards, year, sector, catalogue):
    assert {each.catalogue for each in catalogue_in_force(standards, year, sector=sector)} == {catalogue}


def test_a_year_without_a_catalogue_is_refused_with_the_years_held(standards):
    with pytest.raises(MethodError, match="2017.*2008-2016, 2019-"):
        catalogue_in_force(standards, 2017, sector="health")
    with pytest.raises(MethodError, match="'helth'.*health"):
        catalogue_in_force(standards, 2013, sector="helth")


def test_filters_combine_and_name_what_is_unknown(standards):
    others = select_indicators(standards, era="study", without=("SPM-KES-741-2008", "SPM-DIKDAS-23-2013"))
    assert len(others) == 47 and not any(each.verified for each in others)
    assert len(select_indicators(standards, era="current", sector="health")) == 12
    assert "KES-13" not in {each.indicator_code for each in select_indicators(standards, headings=False)}
    with pytest.raises(MethodError, match="'studi'.*study"):
        select_indicators(standards, era="studi")
    with pytest.raises(MethodError, match="'SPM-KES'"):
        select_indicators(standards, without=("SPM-KES",))


def test_catalogues_are_not_mixed(standards):
    assert one_catalogue(["KES-01", "KES-14"], standards) == "SPM-KES-741-2008"
    with pytest.raises(MethodError, match=r"KES-01 \(SPM-KES-741-2008\), KK-01-IBUHAMIL"):
        one_catalogue(["KES-01", "KES-02", "KK-01-IBUHAMIL"], standards)
    with pytest.raises(MethodError, match="no indicator"):
        one_catalogue([], standards)


def test_records_are_frozen_and_a_repeated_code_is_refused(standards):
    with pytest.raises(dataclasses.FrozenInstanceError):
        standards[0].target = 1
    frame = load_table("standards/indicators").frame
    with pytest.raises(MethodError, match="KES-01 twice"):
        indicators_of(pd.concat([frame, frame.iloc[:1]]))


def test_a_frame_of_records_keeps_every_row(standards):
    table = catalogue_frame(standards)
    assert len(table) == 136 and table["is_proportion"].sum() == 130
    assert table.set_index("indicator_code").loc["KES-01", "target_year"] == 2015


def test_lists_beside_the_catalogue_point_into_it(standards):
    known = {each.indicator_code for each in standards} | {each.group_code for each in standards}
    phrasings = load_table("standards/phrasings").frame
    assert len(phrasings) == 195 and set(phrasings["standard_code"]) <= known
    pairs = load_table("standards/programme-indicators").frame
    assert set(pairs["indicator_code"]) <= known
    assert set(pairs["programme_code"]) <= set(load_table("standards/programmes").frame["programme_code"])


def test_the_checks_know_from_the_catalogue_what_may_exceed_a_hundred(standards):
    from analysis.honesty.auditing import CHECKS, audit

    rows = pd.DataFrame(
        {"region_code": "9999", "year": 2013, "indicator_code": ["KES-14", "KES-03", "KES-99"],
         "numerator": 120.0, "denominator": 100.0, "value_pct": 120.0, "target_pct": 100.0}
    )  # fmt: skip
    checks = [check for check in CHECKS if check.id in ("numerator-above-denominator", "unknown-code")]
    found = audit(rows, "indicators", checks=checks, catalogue=catalogue_of_checks(standards)).results
    flagged = {each.check_id: each.rows["indicator_code"].tolist() for each in found}
    assert flagged["unknown-code"] == ["KES-99"]
    assert flagged["numerator-above-denominator"] == ["KES-03", "KES-99"]
