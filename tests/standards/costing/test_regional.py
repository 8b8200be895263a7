import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.messages import in_language
from analysis.sources import load_region_table
from analysis.standards.catalogue import load_catalogue
from analysis.standards.costing.inputs import costing_inputs
from analysis.standards.costing.lines import budget_of
from analysis.standards.costing.problems import costing_problems
from analysis.standards.costing.regional import cost_region
from tests.standards.costing.supplied import budget_lines, line_indicators, records, unit_costs

CODES = ("KES-03", "KES-07")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def region(catalogue):
    return cost_region(
        records(), unit_costs(), catalogue, inflation=0.0, budget_lines=budget_lines(),
        line_indicators=line_indicators(), draws=10,
    )  # fmt: skip


def test_a_region_by_hand(region):
    assert (region.inputs.base_year, region.plan.years) == (2013, (2014, 2015, 2016))
    # Births 70 to 90 of 1,000, as its own target; villages 80 to the 100 of the catalogue, of 50.
    assert region.need.total_idr == pytest.approx(240e6 + 40e6)
    assert region.budget.document == "dpa"
    assert region.budget.allocation.unallocated_idr == pytest.approx(30e6 + 70e6)
    # 2014: births need 40 and have 60; villages need 6.7 and have 10 + 5; nothing for later years.
    assert region.gap.surplus_idr == pytest.approx(20e6 + 15e6 - 20e6 / 3)
    assert region.gap.gap_idr == pytest.approx(200e6 + 100e6 / 3)
    assert region.serving_gap.gap_idr > region.gap.gap_idr
    assert region.curve["indicator_code"].tolist() == ["KES-03", "KES-07"]
    assert region.notes == ()


def test_money_that_may_move_reaches_at_least_as_many(region):
    # Rp 75 million of 2014 close both gaps of that year: 66.7 births and 3.3 villages.
    assert region.purchase.people == pytest.approx(200 / 3 + 10 / 3)
    found = region.purchase_range.set_index("indicator_code")
    assert found.loc["all", "people"] == pytest.approx(70)
    assert found.loc["all", "people_low"] <= 70 + 1e-9
    need = region.uncertainty.need.set_index("indicator_code").loc["all"]
    assert need["low_idr"] < need["likely_idr"] < need["high_idr"]
    assert region.uncertainty.gap["funded_probability"].iloc[-1] == 0


def test_without_lines_all_of_the_need_is_missing(catalogue):
    bare = cost_region(records(), unit_costs(), catalogue, inflation=0.0)
    assert bare.budget is None and bare.purchase is None and bare.purchase_range is None
    assert bare.gap.gap_idr == pytest.approx(bare.need.total_idr)


def test_without_ranges_nothing_is_drawn(catalogue):
    sure = unit_costs(unit_cost_low_idr=np.nan, unit_cost_high_idr=np.nan)
    made = cost_region(records(), sure, catalogue, inflation=0.0, budget_lines=budget_lines())
    assert made.uncertain is None and made.uncertainty is None and made.purchase_range is None
    assert made.purchase is not None


def test_no_gap_is_no_curve(catalogue):
    done = records(numerator=[950.0, 950, np.nan, np.nan, np.nan, 50])
    made = cost_region(done, unit_costs(), catalogue, inflation=0.0, budget_lines=budget_lines(), draws=5)
    assert made.need.total_idr == 0 and made.curve.empty and made.purchase_range is None
    assert made.uncertainty.need["high_idr"].iloc[-1] == 0


def test_the_last_budget_is_repeated_where_none_reaches_into_the_plan(catalogue):
    made = cost_region(
        records(), unit_costs(), catalogue, inflation=0.0, budget_lines=budget_lines(year=2013),
        line_indicators=line_indicators(year=2013),
    )  # fmt: skip
    assert made.budget.repeated_year == 2013
    assert made.allocations.groupby("year")["allocation_idr"].sum().to_dict() == pytest.approx(
        dict.fromkeys((2014, 2015, 2016), 75e6)
    )
    assert "DPA of 2013 is repeated unchanged" in made.notes[-1]
    with in_language("id"):
        assert "diulang" in made.notes[-1]


def test_targets_and_denominators_of_the_plan_are_the_region_s_own(catalogue):
    own = records(
        target_pct=[np.nan, np.nan, 85, np.nan, np.nan, np.nan],
        denominator=[1000.0, 1000, 1100, np.nan, 1200, 50],
    )
    made = costing_inputs(own, unit_costs(), catalogue)
    assert made.years == (2014, 2015, 2016)
    assert made.targets["target_pct"].tolist() == [85]
    assert made.denominators["denominator"].tolist() == [1100, 1200]
    # 90 of the catalogue in the last year, which the region does not give.
    assert made.baselines.set_index("indicator_code").loc["KES-03", "target_pct"] == 90
    long = records(year=[2012, 2013, 2014, 2015, 2020, 2013])
    assert len(costing_inputs(long, unit_costs(), catalogue).years) == 5


def test_sources_that_disagree_give_the_middle_and_a_range(catalogue):
    other = records().iloc[[1]].assign(numerator=760.0, denominator=1200.0, source="another")
    made = costing_inputs(pd.concat([records(), other], ignore_index=True), unit_costs(), catalogue)
    births = made.baselines.set_index("indicator_code").loc["KES-03"]
    assert births["denominator"] == 1100
    assert births["baseline_pct"] == pytest.approx((70 + 76000 / 1200) / 2)
    assert made.ranges["quantity"].tolist() == ["denominator", "baseline"]
    assert made.ranges[["low", "high"]].iloc[0].tolist() == [1000, 1200]


def test_prices_from_before_the_first_record_start_at_the_first_record(catalogue):
    later = records(year=[2015, 2016, 2017, 2018, 2019, 2015])
    made = costing_inputs(later, unit_costs(), catalogue)
    assert (made.base_year, made.years[0]) == (2015, 2016)


def test_a_rate_is_counted_per_hundred_thousand(catalogue):
    acute = records(indicator_code="KES-13a", year=[2012, 2013, 2014, 2015, 2016, 2011], target_pct=np.nan,
                    numerator=[1.0, 2, np.nan, np.nan, np.nan, 1], denominator=200_000.0)  # fmt: skip
    cost = unit_costs(indicator_code="KES-13a")
    made = cost_region(acute, cost, catalogue, inflation=0.0)
    # One per 100,000 to two per 100,000 of 200,000 in three steps: 2/3, 4/3 and 2 cases more.
    assert made.need.people_to_add == pytest.approx(4)


@pytest.mark.parametrize(
    ("table", "costs", "words"),
    [
        (records(), unit_costs(indicator_code=["KES-03", "KES-70"]),
         "unit-costs.csv, row 3, column 'indicator_code': expected a code .*nearest: KES-.*found 'KES-70'"),
        (records(), unit_costs(price_year=[2012, 2013]), "'price_year': expected 2012.*found 2013"),
        (records(), unit_costs(unit_cost_idr=[1.0, -1]), "row 3, column 'unit_cost_idr': .*found -1"),
        (records(), unit_costs(unit_cost_low_idr=7e5), "'unit_cost_low_idr': expected at most"),
        (records(), unit_costs(unit_cost_high_idr=7e5), "'unit_cost_high_idr': expected at least"),
        (records(), unit_costs(cost_kind="monthly"), "expected one of variable.*found 'monthly'"),
        (records(), unit_costs(cost_kind="investment"), "'year_from': expected the year.*an empty cell"),
        (records(), unit_costs(indicator_code="KES-03", item="a"), "'item': expected each item"),
        (records(), unit_costs().head(0), "has no rows"),
        (records(), unit_costs(indicator_code="KES-01"), "no record of an indicator .*KES-01"),
        (records(denominator=np.nan), unit_costs(), "row 3, column 'denominator'.*empty cell"),
        (records(denominator=0.0), unit_costs(), "row 3, column 'denominator'.*found 0"),
        (records(numerator=[650.0, 1040, np.nan, np.nan, np.nan, 40]), unit_costs(),
         "row 3: KES-03 is a proportion and stands at 104.00 percent"),
        (records(numerator=[650.0, np.nan, np.nan, np.nan, np.nan, 40]), unit_costs(),
         "row 3, column 'numerator': expected how many were served, or value_pct"),
        (records(numerator=np.nan), unit_costs(), "no value of an indicator with a unit cost"),
        (records(indicator_code=["KES-03"] * 5 + ["KES-13"]), unit_costs(indicator_code=["KES-03", "KES-13"]),
         "KES-13: it is a heading"),
        (records(indicator_code="PDN-1", target_pct=np.nan), unit_costs(indicator_code="PDN-1"),
         "PDN-1: no source has its target; give target_pct for 2016"),
        (records(indicator_code="KB-1"), unit_costs(indicator_code="KB-1"), "KB-1: .* less of it is better"),
        (records(year=[2012, 2013, 2014, 2015, 2016, 2020]), unit_costs(), "KES-07: indicators.csv has"),
    ],
)  # fmt: skip
def test_what_cannot_be_costed_is_told_by_row_and_column(catalogue, table, costs, words):
    with pytest.raises(DataError, match=words):
        costing_inputs(table, costs, catalogue)


def test_one_indicator_that_cannot_be_costed_does_not_stop_the_others(catalogue):
    spoilt = records(denominator=[1000.0] * 5 + [np.nan])
    made = cost_region(spoilt, unit_costs(), catalogue, inflation=0.0)
    assert made.plan.indicators == ("KES-03",)
    assert "row 7, column 'denominator'" in made.notes[-1]
    with in_language("id"):
        told = cost_region(spoilt, unit_costs(), catalogue, inflation=0.0).notes[-1]
    assert "baris 7" in told and "row" not in told
    with pytest.raises(DataError, match="No indicator can be costed"):
        cost_region(records(denominator=np.nan), unit_costs(), catalogue, inflation=0.0)


def test_the_document_that_reaches_furthest_into_the_plan_counts():
    lines = budget_lines(document=["rpjmd", "rpjmd", "dpa", "rpjmd"], year=[2014, 2015, 2014, 2016])
    shares = line_indicators(year=[2014, 2014])
    assert budget_of(lines, shares, (2014, 2015), CODES).document == "rpjmd"
    assert budget_of(lines, shares, (2014,), CODES).document == "dpa"
    assert budget_of(lines, shares, (2014,), CODES, document="rpjmd").document == "rpjmd"
    bare = budget_of(budget_lines(line_id=""), None, (2014,), CODES)
    assert bare.table["allocation_idr"].tolist() == [5e6]  # the line that names its indicator


@pytest.mark.parametrize(
    ("lines", "shares", "words"),
    [
        (budget_lines(), line_indicators(share_pct=[60.0, 41.0]),
         "line-indicators.csv, row 3, column 'share_pct': .*at most 100; with this row they are 101"),
        (budget_lines(), line_indicators(line_id=["KIA", "KIB"]), "row 3, column 'line_id': .*found 'KIB'"),
        (budget_lines(), line_indicators(year=2020), "row 2, column 'line_id': expected a line .* in 2020"),
        (budget_lines(), line_indicators(indicator_code="KES-03"), "row 3, column 'indicator_code': .*once"),
        (budget_lines(), line_indicators(indicator_code=["KES-03", "KES-77"]), "row 3.*found 'KES-77'"),
        (budget_lines(indicator_code=["KES-99", "KES-07", "", ""]), line_indicators(), "row 2.*KES-99"),
        (budget_lines(indicator_code=["KES-07", "KES-07", "", ""]),
         line_indicators(indicator_code=["KES-03", "KES-01"]),
         "budget-lines.csv, row 2, column 'indicator_code': expected an indicator that line-indicators.csv"),
        (budget_lines(line_id="KIA"), line_indicators(), "row 3, column 'line_id': expected each line once"),
        (budget_lines(document="realisation"), line_indicators(), "allocates money"),
        (budget_lines(indicator_code=""), None, "allocates money"),
        (budget_lines(year=2020), line_indicators(year=2020), "of a year of the plan or before it"),
    ],
)  # fmt: skip
def test_lines_that_would_mislead_are_told_by_row_and_column(lines, shares, words):
    with pytest.raises(DataError, match=words):
        budget_of(lines, shares, (2014, 2015), (*CODES, "KES-01"))


def test_problems_between_tables_are_listed(catalogue):
    sound = {
        "indicators": records(), "unit-costs": unit_costs(), "budget-lines": budget_lines(),
        "line-indicators": line_indicators(),
    }  # fmt: skip
    assert costing_problems(sound, catalogue) == []
    spoilt = sound | {
        "indicators": records(denominator=[1000.0] * 5 + [np.nan]),
        "line-indicators": line_indicators(share_pct=[60.0, 41.0]),
    }
    first, second = costing_problems(spoilt, catalogue)
    assert "indicators.csv, row 7" in first and "line-indicators.csv, row 3" in second
    twice = sound | {"budget-lines": budget_lines(line_id=["KIA", "KIA", "KIA", "ADM"])}
    assert "each line once" in costing_problems(twice, catalogue)[0]
    alone = {"unit-costs": unit_costs(), "line-indicators": line_indicators()}
    with in_language("id"):
        first, second = costing_problems(alone, catalogue)
    assert "tidak ada indicators.csv" in first and "tidak ada budget-lines.csv" in second
    assert costing_problems({"unit-costs": unit_costs(price_year=[2012, 2013])} | {"indicators": records()},
                            catalogue)[0].startswith("unit-costs.csv, row 3")  # fmt: skip


def test_the_specimen_district_is_costed_from_its_own_tables(catalogue):
    names = ("indicators", "unit-costs", "budget-lines", "line-indicators")
    held = {name: load_region_table("9999", name).frame for name in names}
    made = cost_region(
        held["indicators"], held["unit-costs"], catalogue, inflation=0.05, budget_lines=held["budget-lines"],
        line_indicators=held["line-indicators"], draws=50,
    )  # fmt: skip
    assert made.inputs.left_out.empty
    assert 0 < made.gap.gap_idr < made.need.total_idr
    allocation = made.budget.allocation
    assert allocation.allocated_idr + allocation.unallocated_idr == pytest.approx(allocation.total_idr)
    assert made.purchase.closed_pct > 100 * (1 - made.gap.gap_idr / made.need.total_idr)
    assert made.purchase.cost_idr <= made.funds["amount_idr"].sum() * (1 + 1e-9)
