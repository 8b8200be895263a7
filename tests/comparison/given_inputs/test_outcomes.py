import numpy as np
import pandas as pd
import pytest

from analysis.comparison.given_inputs.outcomes import outcomes_given_inputs, shares_of_variance
from analysis.errors import MethodError


def country(effect=0.0, seed=0):
    """Make 80 districts whose outcome follows one input; the first gains the effect."""
    generator = np.random.default_rng(seed)
    codes = [f"{11 + i % 4}{i:02d}" for i in range(80)]
    regions = pd.DataFrame(
        {
            "region_code": codes,
            "level": ["kota" if i % 2 else "kabupaten" for i in range(80)],
            "province_code": [code[:2] + "00" for code in codes],
        }
    )
    wealth = dict(zip(codes, generator.normal(10, 2, 80), strict=True))
    rows = [
        {
            "region_code": code,
            "year": year,
            "wealth": wealth[code] + generator.normal(0, 0.1),
            "rare": np.nan if i > 5 else generator.normal(),
            "births_pct": 40 + 2 * wealth[code] + generator.normal(0, 1) + (effect if i == 0 else 0),
        }
        for i, code in enumerate(codes)
        for year in range(2005, 2012)
    ]
    return pd.DataFrame(rows), regions, codes


def placed(effect=0.0, **options):
    panel, regions, codes = country(effect)
    found = outcomes_given_inputs(
        panel, regions, ["births_pct"], ["wealth", "rare"], (2005, 2007), (2009, 2011), **options
    )
    return found, codes


@pytest.mark.parametrize("method", ["regression", "neighbours"])
def test_a_district_that_follows_its_inputs_is_inside_and_a_planted_one_outside(method):
    found, codes = placed(method=method)
    assert found.table.set_index("region_code").loc[codes[0], "expected"] == pytest.approx(60, abs=8)
    assert found.fits["explained"].iloc[0] > 0.8
    assert found.fits["covered_pct"].iloc[0] == pytest.approx(90, abs=8)
    planted, codes = placed(effect=15.0, method=method)
    row = planted.table.set_index("region_code").loc[codes[0]]
    assert row["outside"] and row["rank"] == 1
    assert row["residual"] == pytest.approx(15, abs=3)


def test_a_planted_district_is_deviant_among_all():
    found, codes = placed(effect=15.0)
    assert found.table.loc[found.table["deviant"], "region_code"].tolist() == [codes[0]]


def test_an_input_that_few_districts_have_does_not_decide_who_counts():
    found, _ = placed()
    assert found.inputs == ("wealth",)
    assert found.fits["units_count"].iloc[0] == 80


def test_an_outcome_that_does_not_vary_says_why():
    panel, regions, _ = country()
    found = outcomes_given_inputs(
        panel.assign(flat_pct=5.0),
        regions,
        ["births_pct", "flat_pct"],
        ["wealth"],
        (2005, 2007),
        (2009, 2011),
    )
    assert found.fits.set_index("outcome")["refused"].astype(bool).to_dict() == {
        "births_pct": False,
        "flat_pct": True,
    }


def test_nothing_to_expect_from_is_refused():
    panel, regions, _ = country()
    with pytest.raises(MethodError, match="observed for enough districts"):
        outcomes_given_inputs(panel, regions, ["births_pct"], ["rare"], (2005, 2007), (2009, 2011))
    with pytest.raises(MethodError, match="No outcome can be expected"):
        outcomes_given_inputs(
            panel.assign(births_pct=1.0), regions, ["births_pct"], ["wealth"], (2005, 2007), (2009, 2011)
        )


def test_shares_of_variance_add_up_and_find_the_district():
    panel, regions, _ = country()
    row = shares_of_variance(panel, regions, ["births_pct"], (2005, 2011)).iloc[0]
    parts = row[["province_pct", "district_pct", "year_pct", "rest_pct"]].astype(float)
    assert parts.sum() == pytest.approx(100)
    assert parts.idxmax() == "district_pct"
