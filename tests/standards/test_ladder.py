"""The ladder, the paces of regions, the summary of catalogues and the three numbers of a published table."""

import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.standards.catalogue import load_catalogue
from analysis.standards.catalogue_selection import catalogue_summary
from analysis.standards.ladder import RECORD, SURVEY, ladder
from analysis.standards.nationwide import gap_by_year
from analysis.standards.outcomes import DIRECTIONS, against_targets, standing
from analysis.standards.pace import ON_THE_WAY, REACHED
from analysis.standards.performance import hidden_by_capping, three_numbers
from analysis.standards.records import attainments
from analysis.standards.region_pace import REFUSED, record_paces, region_paces

BIRTHS, TOILETS = "skilled_birth_attendance_pct", "safe_sanitation_pct"


@pytest.fixture(scope="module")
def panel():
    return load_table("national/panel").frame


@pytest.fixture(scope="module")
def targets():
    return load_table("standards/outcome-targets").frame


@pytest.fixture(scope="module")
def places(panel):
    return standing(panel, load_table("national/regions").frame, "6172", list(DIRECTIONS), 2000, 2016)


def test_only_comparable_outcomes_have_a_target_on_the_ladder(panel, targets, places):
    rungs = ladder(places, against_targets(panel, targets, "6172", 2000, 2016)).set_index("code")
    assert set(rungs.index[rungs["target"].notna()]) == {BIRTHS, TOILETS}
    assert rungs.loc[BIRTHS, "gap_points"] == 0 and rungs.loc[BIRTHS, "reached"]
    assert pd.isna(rungs.loc["immunisation_pct", "reached"])
    assert (rungs["kind"] == SURVEY).all()


def test_records_of_the_region_stand_after_the_outcomes(panel, targets, places):
    record = {
        "region_code": "6172", "year": 2013, "indicator_code": "KES-12", "numerator": 60.0,
        "denominator": 100.0, "source": "a report",
    }  # fmt: skip
    frame = pd.DataFrame(
        [record | {"year": 2012}, record, record | {"denominator": 0.0, "indicator_code": "KES-01"}]
    )
    found = attainments(frame, load_catalogue())
    rungs = ladder(places, against_targets(panel, targets, "6172", 2000, 2016), found)
    own = rungs[rungs["kind"] == RECORD]
    assert own["code"].tolist() == ["KES-12"] and own["year"].tolist() == [2013]
    assert own[["value", "target", "gap_count"]].values.tolist() == [[60, 70, 10]]
    assert own["p10"].isna().all()


def test_a_region_without_any_value_has_an_empty_ladder(panel, targets, places):
    assert ladder(None, None).empty
    none = places.assign(value=float("nan"))
    assert ladder(none, against_targets(panel, targets, "6172", 2000, 2016)).empty


def test_paces_of_the_study_regions(panel, targets):
    table = region_paces(panel, targets, ["6172", "7322", "3574"], 2000, 2016)
    assert len(table) == 6 and set(table["indicator_code"]) == {"KES-03", "PU-SAN-1"}
    row = table.set_index(["region_code", "outcome"]).loc[("6172", BIRTHS)]
    own = panel[(panel["region_code"] == "6172") & panel[BIRTHS].notna()].sort_values("year")
    assert row["last_value"] == own[BIRTHS].iloc[-1] and row["status"] in (REACHED, ON_THE_WAY)
    short = region_paces(panel, targets, ["6172"], 2014, 2015)
    assert set(short["status"]) == {REFUSED} and short["why"].str.contains("three").all()


def test_paces_by_the_records_of_a_region():
    record = {"region_code": "9999", "indicator_code": "KES-03", "denominator": 100.0}
    rows = [record | {"year": 2010 + n, "numerator": 70.0 + 2 * n} for n in range(4)]
    twice = [row | {"indicator_code": "KES-01"} for row in (*rows, rows[0])]
    table = record_paces(attainments(pd.DataFrame([*rows, *twice]), load_catalogue())).set_index("outcome")
    assert (table.loc["KES-03", "status"], table.loc["KES-03", "years"]) == (ON_THE_WAY, pytest.approx(7))
    assert table.loc["KES-01", "status"] == REFUSED and "two values" in table.loc["KES-01", "why"]


def test_the_summary_counts_what_a_source_lacks():
    table = catalogue_summary(
        load_table("standards/indicators").frame, load_table("standards/catalogues").frame
    ).set_index("catalogue")
    assert table.loc["SPM-KES-741-2008", ["indicators_count", "numbered_count"]].tolist() == [22, 18]
    assert table.loc["SPM-DIKDAS-23-2013", ["numbered_count", "verified_count"]].tolist() == [27, 25]
    assert table.loc["SPM-PU-14-2010", "no_definition_count"] == 16
    assert table.loc["SPM-PDN-62-2008", "no_target_count"] == 11
    assert table["indicators_count"].sum() == 135


def test_capping_hides_people_in_the_published_table():
    rows = load_table("standards/published-performance").frame
    table = three_numbers(rows)
    assert table.loc[0, ["coverage_pct", "performance_pct"]].round(1).tolist() == [81.8, 100]
    found = hidden_by_capping(rows)
    # by hand from the fourteen rows: 1, 7, 8, 9, 10 are full below 100; 3, 11, 12, 13, 14 lie above
    assert (found.rows_count, found.full_below_count, found.above_count) == (14, 5, 5)
    assert found.full_count == 9
    with pytest.raises(MethodError, match="denominator is 0"):
        three_numbers(rows.assign(population_count=0))


def test_the_sum_over_districts_says_what_is_not_in_it():
    gaps = pd.DataFrame(
        {
            "year": [2013, 2013, 2013, 2014],
            "gap_points": [10.0, 0, 5, 5],
            "gap_people": [100.0, 0, None, None],
        }
    )
    table = gap_by_year(gaps)
    assert table.loc[0].tolist() == [2013, 100, 2, 1, 1]
    assert pd.isna(table.loc[1, "gap_people"]) and table.loc[1, "without_denominator_count"] == 1
