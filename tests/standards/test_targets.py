import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.sources import load_table
from analysis.standards.outcomes import against_targets

PANEL = pd.DataFrame(
    {
        "region_code": ["6172"] * 5 + ["7322"],
        "year": [2010, 2012, 2014, 2015, 2016, 2015],
        "births_pct": [70.0, 80, np.nan, 95, 99, 10],
        "water_pct": [50.0, np.nan, 60, np.nan, 64, 10],
    }
)


def targets(**changes):
    base = {
        "outcome": "births_pct",
        "indicator_code": "KES-03",
        "indicator_name_id": "persalinan",
        "indicator_name_en": "deliveries",
        "target_pct": 90.0,
        "target_year": 2015,
        "approximation": "close",
        "why": "both count births",
        "verified": False,
        "legal_basis": "Permenkes 741/2008",
    }
    return pd.DataFrame([base | changes])


def row(first=2000, last=2016, code="6172", **changes):
    return against_targets(PANEL, targets(**changes), code, first, last).iloc[0]


def test_the_target_year_is_used_when_it_is_observed():
    found = row()
    assert (found["year"], found["value"], found["gap_points"], found["reached"]) == (2015, 95, -5, True)
    assert found["year_choice"] == "target year"


def test_the_nearest_year_otherwise_and_the_later_of_two():
    found = row(outcome="water_pct", target_pct=80.0)
    assert (found["year"], found["value"], found["gap_points"], found["reached"]) == (2016, 64, 16, False)
    assert found["year_choice"] == "nearest year with a value"


def test_only_years_of_the_window_count():
    found = row(first=2009, last=2013)
    assert (found["year"], found["value"]) == (2012, 80)


def test_a_target_without_year_takes_the_latest_value():
    found = row(target_year=None)
    assert (found["year"], found["reached"]) == (2016, True)
    assert found["year_choice"].startswith("latest year")


def test_a_value_equal_to_the_target_reaches_it():
    found = row(target_pct=95.0)
    assert bool(found["reached"])
    assert found["gap_points"] == 0


def test_no_value_is_said_and_not_judged():
    found = row(first=2014, last=2014)
    assert pd.isna(found["year"]) and pd.isna(found["value"]) and pd.isna(found["reached"])
    assert found["year_choice"] == "no value in the window"


def test_an_indicator_that_the_outcome_does_not_approximate_is_not_judged():
    found = row(approximation="none")
    assert found["value"] == 95
    assert pd.isna(found["reached"]) and pd.isna(found["gap_points"])


def test_a_target_without_outcome_keeps_its_row():
    table = against_targets(PANEL, pd.concat([targets(outcome=None), targets()]), "6172", 2000, 2016)
    assert table["value"].isna().tolist() == [True, False]


def test_an_outcome_that_the_panel_lacks_is_refused():
    with pytest.raises(MethodError, match="'birth_pct' is not in the panel"):
        row(outcome="birth_pct")


def test_a_region_with_two_rows_for_a_year_is_refused():
    with pytest.raises(MethodError, match="two rows for region 6172 in 2010"):
        against_targets(pd.concat([PANEL, PANEL]), targets(), "6172", 2000, 2016)


def test_no_row_is_lost_and_no_frame_changed():
    table, before = pd.concat([targets(), targets(outcome="water_pct")]), PANEL.copy()
    assert len(against_targets(PANEL, table, "7322", 2000, 2016)) == 2
    pd.testing.assert_frame_equal(PANEL, before)


def test_every_committed_target_keeps_its_row(panel):
    committed = load_table("standards/outcome-targets").frame
    table = against_targets(panel, committed, "6172", 2000, 2016)
    assert list(table["indicator_code"].fillna("")) == list(committed["indicator_code"].fillna(""))
    judged = (
        table["approximation"].isin(["close", "loose"]) & table["value"].notna() & table["target_pct"].notna()
    )
    assert table["reached"].notna().tolist() == judged.tolist()
    births = table.set_index("outcome").loc["skilled_birth_attendance_pct"]
    assert (births["year"], births["reached"]) == (2015, True)
