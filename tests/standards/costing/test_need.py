import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.standards.costing.need import MONEY, cost_need
from analysis.standards.costing.plan import make_plan
from tests.standards.costing.cases import YEARS, baselines, costs, more_costs, need, plan


def of(made, name, code="KES-03"):
    return made.table.loc[made.table["indicator_code"] == code, name].tolist()


def test_need_by_hand():
    made = need()
    # 20 points of 1,000 births in three steps: 66.7, 133.3, 200 births at Rp 600,000.
    assert of(made, "people_to_add") == pytest.approx([200 / 3, 400 / 3, 200])
    assert of(made, "need_idr") == pytest.approx([40e6, 80e6, 120e6])
    # 20 points of 50 villages: 3.33, 6.67, 10 villages at Rp 2,000,000.
    assert of(made, "need_idr", "KES-07") == pytest.approx([20e6 / 3, 40e6 / 3, 20e6])
    assert made.total_idr == pytest.approx(280e6)
    assert made.people_to_add == pytest.approx(420)


def test_serving_everybody_is_another_measure_than_need():
    made = need()
    assert of(made, "people_at_target") == pytest.approx([1000 * (70 + 20 / 3) / 100, 2500 / 3, 900])
    assert of(made, "serving_idr") == pytest.approx([460e6, 500e6, 540e6])
    kept = np.array(of(made, "serving_idr")) - of(made, "need_idr")
    assert kept == pytest.approx([0.7 * 1000 * 600_000] * 3)  # those served today


def test_prices_of_the_year_and_constant_prices():
    made = cost_need(plan(), costs(), inflation=0.05)
    assert of(made, "need_idr") == pytest.approx([40e6 * 1.05, 80e6 * 1.05**2, 120e6 * 1.05**3])
    assert of(made, "need_constant_idr") == pytest.approx([40e6, 80e6, 120e6])
    assert made.price_year == 2013
    by_year = cost_need(plan(), costs(), inflation={2014: 0.05, 2015: 0.05, 2016: 0.05})
    pd.testing.assert_frame_equal(made.table, by_year.table)


def test_activities_and_purchases_by_hand():
    made = cost_need(plan(), more_costs(), inflation=0.1)
    training, post = 10e6, 100e6
    assert of(made, "need_constant_idr") == pytest.approx([50e6, 80e6 + training + post, 130e6])
    assert of(made, "need_idr")[1] == pytest.approx((80e6 + training + post) * 1.21)
    extra = np.array(of(made, "serving_idr")) - of(made, "need_idr")
    assert extra == pytest.approx(0.7 * 1000 * 600_000 * 1.1 ** np.arange(1, 4))  # in both measures alike
    assert set(made.items["cost_kind"]) == {"variable", "fixed", "investment"}


def test_a_purchase_spread_over_its_life():
    made = cost_need(plan(), more_costs(), inflation=0.1, spread_investment=True)
    posts = made.items[made.items["item"] == "birth post"]
    assert posts["year"].tolist() == [2015, 2016]
    assert posts["need_constant_idr"].tolist() == pytest.approx([25e6, 25e6])
    assert posts["need_idr"].tolist() == pytest.approx([25e6 * 1.21] * 2)  # at the price when it was bought
    assert made.beyond_horizon_idr == pytest.approx(50e6)
    assert "50,000,000" in made.notes[-1]
    whole = cost_need(plan(), more_costs()).total_idr
    assert cost_need(plan(), more_costs(), spread_investment=True).total_idr == pytest.approx(whole - 50e6)


def test_items_are_paid_in_their_years_only():
    table = more_costs()
    table.loc[table["item"] == "training", ["year_from", "year_to"]] = [2015, 2015]
    assert of(cost_need(plan(), table), "need_idr") == pytest.approx([40e6, 190e6, 120e6])


def test_units_for_each_one_served_multiply():
    twice = cost_need(plan(), costs(quantity=[4.0, 1.0]))
    assert of(twice, "need_idr") == pytest.approx([160e6, 320e6, 480e6])


def test_null_controls():
    nothing = cost_need(plan(baseline_pct=[90.0, 100.0]), costs())
    assert nothing.total_idr == 0
    assert nothing.total_serving_idr > 0
    above = cost_need(plan(baseline_pct=[99.0, 100.0]), costs())
    assert above.total_idr == 0
    assert of(above, "people_at_target") == pytest.approx([900.0] * 3)
    doubled = cost_need(plan(), costs(unit_cost_idr=[1_200_000.0, 4_000_000.0]))
    np.testing.assert_allclose(doubled.table[list(MONEY)], 2 * need().table[list(MONEY)])


def test_activities_without_a_gap_are_counted_and_told():
    made = cost_need(plan(baseline_pct=[95.0, 80.0]), more_costs())
    assert of(made, "need_idr") == pytest.approx([10e6, 110e6, 10e6])
    assert any("Nothing has to be added, but" in note and "KES-03" in note for note in made.notes)


def test_an_indicator_without_a_cost_is_left_out_and_named():
    made = cost_need(plan(), costs().head(1))
    assert made.not_costed == ("KES-07",)
    assert set(made.table["indicator_code"]) == {"KES-03"}
    assert any("KES-07" in note for note in made.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"unit_cost_idr": [-1.0, 1.0]},
            "KES-03, delivery: expected unit_cost_idr of zero or more, found -1",
        ),
        ({"quantity": [-1.0, 1.0]}, "expected quantity of zero or more"),
        ({"cost_kind": "monthly"}, "'monthly' is no kind of cost"),
        ({"indicator_code": ["KES-03", "KES-70"]}, "KES-70, which the plan does not have"),
        ({"indicator_code": "KES-99"}, "No indicator of the plan has a unit cost"),
        ({"indicator_code": "KES-03", "item": "a"}, "KES-03, a: the item stands twice"),
        ({"price_year": [2012, 2013]}, "prices of 2012, 2013"),
        ({"price_year": 2015}, "at prices of 2015 and the plan has the year 2014"),
        ({"year_from": 2016, "year_to": 2014}, "ends before it starts"),
        (
            {"cost_kind": "investment"},
            "is bought in one year of the plan .2014-2016., given as year_from; found nan",
        ),
        ({"cost_kind": "investment", "year_from": 2017}, "found 2017"),
        (
            {"cost_kind": "investment", "year_from": 2014, "useful_life_years": 0.5},
            "at least one year, found 0.5",
        ),
    ],
)
def test_costs_that_cannot_be_used_are_refused(change, words):
    with pytest.raises(MethodError, match=words):
        cost_need(plan(), costs(**change))


def test_a_purchase_without_a_life_cannot_be_spread():
    bought = costs(cost_kind="investment", year_from=2014)
    assert cost_need(plan(), bought).total_idr == pytest.approx(2_600_000)
    with pytest.raises(MethodError, match="useful life, which is not given"):
        cost_need(plan(), bought, spread_investment=True)


@settings(max_examples=12)
@given(
    st.floats(0, 100), st.floats(0, 100), st.floats(0, 5), st.floats(0, 1e6), st.floats(0, 1e7),
    st.floats(-0.2, 0.3),
)  # fmt: skip
def test_need_grows_with_the_target_and_stays_between_nothing_and_serving(
    baseline, target, step, size, cost, rate
):
    def total(goal):
        frame = baselines(baseline_pct=[baseline, 0.0], target_pct=[goal, 0.0], denominator=[size, 0.0])
        return cost_need(
            make_plan(frame, YEARS, base_year=2013), costs(unit_cost_idr=[cost, 0.0]), inflation=rate
        )

    here, higher = total(target), total(min(target + step, 100))
    assert 0 <= here.total_idr <= here.total_serving_idr * (1 + 1e-12)
    assert higher.total_idr >= here.total_idr * (1 - 1e-12)


@given(st.permutations(range(4)), st.sampled_from([1e-6, 1e-3, 1e3]))
@settings(max_examples=6)
def test_rows_in_any_order_and_money_in_any_unit_say_the_same(order, unit):
    table = more_costs()
    turned = table.iloc[list(order)].assign(unit_cost_idr=lambda t: t["unit_cost_idr"] * unit)
    here, there = cost_need(plan(), table, inflation=0.05), cost_need(plan(), turned, inflation=0.05)
    np.testing.assert_allclose(there.table[list(MONEY)], unit * here.table[list(MONEY)])


def test_needs_of_indicators_add_up():
    whole = cost_need(plan(), more_costs())
    parts = [
        cost_need(plan().only([code]), more_costs().query("indicator_code == @code"))
        for code in ("KES-03", "KES-07")
    ]
    assert sum(part.total_idr for part in parts) == pytest.approx(whole.total_idr)
    assert sum(part.total_serving_idr for part in parts) == pytest.approx(whole.total_serving_idr)


def test_the_caller_s_tables_are_not_changed():
    table, start = more_costs(), baselines()
    cost_need(make_plan(start, YEARS, base_year=2013), table, inflation=0.05)
    pd.testing.assert_frame_equal(table, more_costs())
    pd.testing.assert_frame_equal(start, baselines())
