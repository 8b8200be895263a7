import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.planning.needs import indicator_gaps, indicator_shares, sector_gaps, sector_shares
from analysis.sources import load_table

NEEDS = pd.DataFrame(
    {
        "sector": ["health", "poor"],
        "functions": ["health", "housing infrastructure"],
        "outcome": ["births_pct", "poverty_pct"],
        "reference_pct": [90.0, 0.0],
        "worse": ["below", "above"],
    }
)
PANEL = pd.DataFrame(
    {
        "region_code": ["6172", "6172"],
        "year": [2010, 2011],
        "spending_health_idr": [5.0, np.nan],
        "spending_housing_idr": [np.nan, 1.0],
        "spending_infrastructure_idr": [2.0, 3.0],
        "births_pct": [80.0, 95.0],
        "poverty_pct": [12.0, np.nan],
    }
)


def test_money_and_gaps_by_hand():
    shares = sector_shares(PANEL, NEEDS)
    assert shares[["year", "sector", "share"]].to_numpy().tolist() == [
        [2010, "health", 5.0], [2010, "poor", 2.0], [2011, "poor", 4.0],
    ]  # fmt: skip
    gaps = sector_gaps(PANEL, NEEDS)
    assert gaps[["year", "sector", "gap"]].to_numpy().tolist() == [
        [2010, "health", 10.0], [2010, "poor", 12.0], [2011, "health", 0.0],
    ]  # fmt: skip


def test_a_region_s_own_lines_and_records():
    lines = pd.DataFrame(
        {
            "region_code": "6172", "year": 2014, "document": ["APBD", "APBD", "DPA"],
            "indicator_code": ["KES-03", "KES-03", "KES-03"], "amount_idr": [1.0, 2.0, 9.0],
        }
    )  # fmt: skip
    assert indicator_shares(lines, "APBD")["share"].tolist() == [3.0]
    with pytest.raises(MethodError, match="the documents are: APBD, DPA"):
        indicator_shares(lines, "RKA")
    records = pd.DataFrame(
        {
            "region_code": "6172", "year": 2013, "indicator_code": ["KES-03", "KES-04", "KES-05"],
            "value_pct": [80.0, 99.0, np.nan], "target_pct": [90.0, 90.0, 90.0],
        }
    )  # fmt: skip
    assert indicator_gaps(records)["gap"].tolist() == [10.0, 0.0]


def test_the_table_of_needs_fits_the_panel(panel):
    needs = load_table("study/sector-needs").frame
    main = needs[needs["use"] == "main"]
    gaps = sector_gaps(panel, main)
    assert set(sector_shares(panel, main)["sector"]) == set(gaps["sector"]) == set(main["sector"])
    for outcome in needs["outcome"]:
        assert outcome in panel


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        (NEEDS.head(0), "has no rows"),
        (pd.concat([NEEDS, NEEDS]), "'health' has two needs"),
        (NEEDS.assign(worse="beneath"), "'beneath' is no side"),
        (NEEDS.assign(outcome="birth_pct"), "Did you mean 'births_pct'"),
        (NEEDS.drop(columns="functions"), "'functions' is not in the table of needs"),
    ],
)
def test_needs_that_cannot_be_used_are_refused(needs, words):
    with pytest.raises(MethodError, match=words):
        sector_gaps(PANEL, needs)
