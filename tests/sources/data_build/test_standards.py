"""The catalogues and the lists beside them become tables; what does not fit together is refused."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.sources.build.standards import make_indicators, make_outcome_targets, read_catalogue
from analysis.sources.build.standards_lists import (
    make_phrasings,
    make_programme_indicators,
    make_programmes,
    make_published_indices,
    make_published_performance,
    make_sub_activities,
)


@pytest.fixture
def indicators(raw):
    return make_indicators(read_catalogue(raw), raw)


def test_an_indicator_takes_its_definition_from_the_catalogue_and_its_kind_from_the_project(indicators):
    births = indicators.set_index("indicator_code").loc["KES-03"]
    assert (births["numerator_id"], births["target"], births["target_year"]) == ("Pembilang", "90", "2015")
    assert (births["measure"], births["sector_en"], births["valid_from"]) == ("proportion", "health", "2008")
    assert births[["name_verified", "definition_verified"]].tolist() == ["yes", "yes"]
    assert births[["target_verified", "target_year_verified"]].tolist() == ["no", "no"]


def test_a_target_that_holds_for_a_period_has_no_year(raw):
    catalogue = read_catalogue(raw).assign(target_year="setiap tahun")
    made = make_indicators(catalogue, raw)
    assert made["target_year"].eq("").all() and made["target_period"].eq("setiap tahun").all()


def test_an_indicator_without_details_is_refused(raw):
    with pytest.raises(DataError, match=r"standard-details.csv lacks NEW-1"):
        make_indicators(read_catalogue(raw).assign(code="NEW-1"), raw)


def test_a_code_twice_is_refused(raw):
    path = raw / "catalogue" / "spm_kesehatan_permenkes_741_2008.csv"
    frame = pd.read_csv(path, dtype=str)
    pd.concat([frame, frame.iloc[:1]]).to_csv(path, index=False)
    with pytest.raises(DataError, match="twice"):
        read_catalogue(raw)


def test_phrasings_say_whether_a_document_has_them(raw, indicators):
    assert make_phrasings(raw, indicators)["found"].tolist() == ["no", "yes"]


@pytest.mark.parametrize("make", [make_phrasings, make_programme_indicators, make_sub_activities])
def test_a_list_that_names_an_unknown_code_is_refused(raw, indicators, make):
    with pytest.raises(DataError, match="KES-03"):
        make(raw, indicators[indicators["indicator_code"] != "KES-03"])


def test_programmes_one_to_six_are_overhead_and_others_name_what_they_serve(raw, indicators):
    assert make_programmes(raw)["overhead"].tolist() == ["yes", "no"]
    pairs = make_programme_indicators(raw, indicators)
    assert pairs[["programme_code", "indicator_code"]].values.tolist() == [
        ["1.02.xx.32", "KES-03"],
        ["1.02.xx.32", "KES-07"],
    ]
    assert make_sub_activities(raw, indicators)["indicator_code"].tolist() == ["KES-03"]


def test_a_printed_error_stays_as_printed(raw):
    row = make_published_performance(raw).iloc[0]
    assert (row["published_coverage"], row["published_performance_pct"]) == ("#DIV/0!", "100.0")
    assert pd.isna(row["published_coverage_pct"])


def test_published_indices_have_a_row_per_part(raw):
    table = make_published_indices(raw)
    assert table["kind"].tolist() == [
        "spm-index", "spm-index", "satisfaction-index", "satisfaction-class", "school-rows", "school-share",
    ]  # fmt: skip
    assert table["part_number"].tolist() == [1, 2, 1, 1, 1, 1]
    (raw / "catalogue" / "fixtures" / "worked_examples.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="worked_examples"):
        make_published_indices(raw)


def test_targets_come_from_the_catalogue(raw):
    table = make_outcome_targets(read_catalogue(raw)).set_index("outcome")
    births = table.loc["skilled_birth_attendance_pct"]
    assert (births["indicator_code"], births["target_pct"], births["approximation"]) == (
        "KES-03",
        90,
        "close",
    )
    assert table.loc["immunisation_pct", "approximation"] == "none"
    assert pd.isna(table.loc["literacy_pct", "target_pct"])


def test_an_indicator_that_the_catalogue_lacks_is_named(raw):
    with pytest.raises(DataError, match="lacks the indicators .*KES-03"):
        make_outcome_targets(read_catalogue(raw).iloc[:0])
