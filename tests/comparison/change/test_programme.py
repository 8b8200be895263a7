import numpy as np
import pandas as pd
import pytest

from analysis.comparison.change.beside_synthetic import beside_synthetic
from analysis.comparison.change.member_frames import changes_of_districts, unbroken_from, yearly_outcomes
from analysis.comparison.change.programme import effects_on_outcomes
from analysis.comparison.change.programme_choices import HEADLINE, effect_by_choice
from analysis.errors import MethodError

YEARS = range(2005, 2015)
BEFORE, AFTER = (2005, 2009), (2011, 2014)


def country(effect=0.0, districts=24, seed=0):
    """Make two provinces with members in both; members gain the effect from 2011 on."""
    generator = np.random.default_rng(seed)
    codes = [f"{11 + i % 2}{i:02d}" for i in range(1, districts + 1)]
    members = codes[:6]
    rows = []
    for code in codes:
        level, slope = generator.normal(60, 8), generator.normal(1, 0.1)
        for year in YEARS:
            gain = effect if code in members and year >= 2011 else 0.0
            noise = generator.normal(0, 0.5, 2)
            trend = slope * (year - 2005)
            rows.append((code, year, level + trend + gain + noise[0], level - trend + noise[1]))
    panel = pd.DataFrame(rows, columns=["region_code", "year", "births_pct", "water_pct"])
    regions = pd.DataFrame(
        {"region_code": codes, "level": "kabupaten", "province_code": [code[:2] + "00" for code in codes]}
    )
    return panel, regions, members


def test_levels_and_changes_by_hand():
    panel = pd.DataFrame(
        {"region_code": "1101", "year": [2005, 2006, 2011], "births_pct": [10.0, 20.0, 40.0]}
    )
    regions = pd.DataFrame({"region_code": ["1101"], "level": ["kota"], "province_code": ["1100"]})
    row = changes_of_districts(panel, regions, ["births_pct"], ["1101"], (2005, 2006), (2011, 2011)).iloc[0]
    assert (row["births_pct_before"], row["births_pct_change"]) == (15.0, 25.0)
    assert (row["member"], row["stratum"]) == (True, "1100 kota")


def test_a_district_that_lacks_a_year_of_the_country_has_no_change():
    panel, regions, members = country()
    gone = panel[~((panel["region_code"] == "1102") & (panel["year"] == 2007))]
    frame = changes_of_districts(gone, regions, ["births_pct"], members, BEFORE, AFTER)
    assert frame.set_index("region_code")["births_pct_change"].isna().sum() == 1


def test_a_planted_effect_is_found_on_its_outcome_only():
    panel, regions, members = country(effect=5.0)
    outcomes = ["births_pct", "water_pct"]
    frame = changes_of_districts(panel, regions, outcomes, members, BEFORE, AFTER)
    table = effects_on_outcomes(frame, outcomes, draws=999).set_index("outcome")
    assert table.loc["births_pct", "estimate"] == pytest.approx(5, abs=0.6)
    assert table.loc["births_pct", "interval_low"] > 0 > table.loc["water_pct", "interval_low"]
    assert table.loc["births_pct", "p_value"] < 0.01 < table.loc["water_pct", "p_value"]
    assert 0 < table.loc["births_pct", "smallest_detectable"] < 5


def test_an_outcome_that_cannot_be_estimated_says_why_and_counts_in_no_family():
    panel, regions, members = country()
    panel["flat_pct"] = 5.0
    outcomes = ["births_pct", "water_pct", "flat_pct"]
    frame = changes_of_districts(panel, regions, outcomes, members, BEFORE, AFTER)
    table = effects_on_outcomes(frame, outcomes, draws=199).set_index("outcome")
    assert table.loc["flat_pct", "refused"]
    assert np.isnan(table.loc["flat_pct", "benjamini_hochberg"])
    assert table.loc[["births_pct", "water_pct"], "refused"].eq("").all()


def test_no_effect_is_rarely_told():
    told = 0
    for seed in range(20):
        panel, regions, members = country(seed=seed)
        frame = changes_of_districts(panel, regions, ["births_pct", "water_pct"], members, BEFORE, AFTER)
        table = effects_on_outcomes(frame, ["births_pct", "water_pct"], draws=199, seed=seed)
        told += int((table["benjamini_hochberg"] <= 0.05).any())
    assert told / 20 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 20)  # three Monte Carlo standard errors


def test_a_member_beside_its_mixture_shows_the_planted_effect():
    panel, regions, members = country(effect=5.0)
    yearly = yearly_outcomes(panel, regions, "births_pct", members, (2005, 2014))
    donors = [code for code in regions["region_code"] if code not in members]
    found = beside_synthetic(yearly, "births_pct", members[0], donors, 2011)
    assert found.average_gap == pytest.approx(5, abs=1.5)
    assert found.donors_count == len(donors)
    assert found.smallest_attainable_p == pytest.approx(1 / (len(donors) + 1))
    assert found.weights["weight"].sum() == pytest.approx(1)


def test_every_choice_is_tried_and_the_headline_is_among_them():
    panel, regions, members = country(effect=5.0)
    tried = effect_by_choice(panel, regions, "births_pct", members, ["1213"], BEFORE, AFTER, draws=199)
    assert len(tried.specifications) == 2 * 3 * 2 * 2 * 2
    headline = tried.specifications[tried.specifications["headline"]]
    assert headline[list(HEADLINE)].iloc[0].to_dict() == HEADLINE
    assert tried.lowest > 3


def test_the_first_unbroken_year():
    panel = pd.DataFrame({"region_code": "1101", "year": [2004, 2006, 2007, 2008], "births_pct": 1.0})
    assert unbroken_from(panel, "1101", "births_pct", (2000, 2008)) == 2006
    with pytest.raises(MethodError, match="no 'births_pct' in 2009"):
        unbroken_from(panel, "1101", "births_pct", (2000, 2009))


def test_unknown_members_and_absent_years_are_refused():
    panel, regions, members = country()
    with pytest.raises(MethodError, match="'9999' is not a district"):
        changes_of_districts(panel, regions, ["births_pct"], ["9999"], BEFORE, AFTER)
    with pytest.raises(MethodError, match="No district has 'births_pct' in every year"):
        yearly_outcomes(panel, regions, "births_pct", members, (2000, 2014))
