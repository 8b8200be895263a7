import numpy as np
import pandas as pd
import pytest

from analysis.errors import MethodError
from analysis.standards.costing.curve import least_cost_curve
from analysis.standards.costing.drawn import uncertain_costing
from analysis.standards.costing.need import cost_need
from analysis.standards.costing.purchase import buy, options_of
from analysis.standards.costing.uncertain_purchase import purchase_uncertainty
from analysis.standards.costing.uncertainty import need_uncertainty
from analysis.statistics.three_point import three_point_moments
from tests.standards.costing.cases import costs, more_costs, plan

RANGES = pd.DataFrame(
    {
        "quantity": ["denominator", "baseline"], "indicator_code": ["KES-03", "KES-07"],
        "low": [900.0, 75.0], "high": [1200.0, 85.0],
    }
)  # fmt: skip
UNSURE = costs(unit_cost_low_idr=[500_000.0, 1_000_000.0], unit_cost_high_idr=[800_000.0, 3_500_000.0])


def test_a_sum_of_uncertain_costs_has_the_moments_of_the_sum():
    found = need_uncertainty(uncertain_costing(plan(), UNSURE), draws=10_000, seed=3)
    mean, variance = three_point_moments(
        UNSURE["unit_cost_low_idr"].to_numpy(), UNSURE["unit_cost_idr"].to_numpy(),
        UNSURE["unit_cost_high_idr"].to_numpy(),
    )  # fmt: skip
    people = np.array([400.0, 20.0])  # births and villages over the three years
    whole = found.need.set_index("indicator_code").loc["all"]
    spread = np.sqrt((people**2 * variance).sum())
    assert whole["mean_idr"] == pytest.approx((people * mean).sum(), abs=4 * spread / np.sqrt(10_000))
    assert whole["likely_idr"] == pytest.approx(400 * 600_000 + 20 * 2_000_000)
    shares = people**2 * variance / (people**2 * variance).sum()
    by_factor = found.drivers.set_index("factor")["first_order"]
    # Four standard errors of 10,000 draws; in a sum the share is the input's part of the variance.
    assert by_factor["unit_cost: KES-03 delivery"] == pytest.approx(shares[0], abs=0.04)
    assert by_factor["unit_cost: KES-07 outreach"] == pytest.approx(shares[1], abs=0.04)
    assert found.drivers["factor"].tolist()[0] == "unit_cost: KES-03 delivery"


def test_with_the_likely_inputs_it_is_the_need():
    costing = uncertain_costing(plan(), more_costs(), RANGES, inflation=0.05)
    found = need_uncertainty(costing, draws=50).need.set_index("indicator_code")
    made = cost_need(plan(), more_costs(), inflation=0.05)
    assert found.loc["all", "likely_idr"] == pytest.approx(made.total_idr)
    serving = need_uncertainty(costing, draws=50, measure="serving").need
    assert serving["likely_idr"].iloc[-1] == pytest.approx(made.total_serving_idr)
    spread = uncertain_costing(plan(), more_costs(), RANGES, spread_investment=True)
    held = cost_need(plan(), more_costs(), spread_investment=True).total_idr
    assert need_uncertainty(spread, draws=2).need["likely_idr"].iloc[-1] == pytest.approx(held)


def test_one_draw_is_the_need_of_a_plan_with_the_drawn_inputs():
    costing = uncertain_costing(plan(), UNSURE, RANGES, inflation=0.1)
    drawn = costing.draw(3, np.random.default_rng(1), "pert", 0.3)
    by_hand = [
        cost_need(
            plan(denominator=[row[2], 50.0], baseline_pct=[70.0, row[3]]),
            costs(unit_cost_idr=list(row[:2])),
            inflation=0.1,
        ).total_idr
        for row in drawn
    ]
    assert costing.evaluate(drawn).need.sum(axis=1) == pytest.approx(by_hand)


def test_inputs_without_spread_give_the_certain_result():
    sure = RANGES.assign(low=[1000.0, 80.0], high=[1000.0, 80.0])
    money = pd.DataFrame({"indicator_code": ["KES-03"], "year": [2014], "allocation_idr": [1e9]})
    found = need_uncertainty(uncertain_costing(plan(), costs(), sure), money, draws=10)
    need = found.need
    assert (need["low_idr"] == need["high_idr"]).all()
    gap = found.gap.set_index("indicator_code")
    assert gap["likely_idr"].to_dict() == pytest.approx({"KES-03": 200e6, "KES-07": 40e6, "all": 240e6})
    assert gap["funded_probability"].tolist() == [0, 0, 0]
    assert (found.order["same_rank_share"] == 1).all()
    assert found.drivers["total"].isna().all()


def test_the_chance_that_a_gap_is_funded():
    # One village type, one year: 10 villages at 1 to 3 (likely 2) million; Rp 20 million pay up to 2 million.
    unsure = costs().tail(1).assign(unit_cost_low_idr=1e6, unit_cost_high_idr=3e6)
    money = pd.DataFrame({"indicator_code": "KES-07", "year": [2014, 2015, 2016], "allocation_idr": 20e6})
    found = need_uncertainty(uncertain_costing(plan(), unsure), money, draws=4_000, seed=1)
    chance = found.gap.set_index("indicator_code")["funded_probability"]
    # The median of a symmetric triangle; four standard errors of 4,000 draws.
    assert chance["KES-07"] == pytest.approx(0.5, abs=0.032)
    assert chance["all"] == chance["KES-07"]
    assert "KES-03" not in chance  # it has no cost


def test_the_order_is_that_of_the_curve_and_as_stable_as_costs_allow():
    near = costs(
        unit_cost_idr=[600_000.0, 700_000.0], unit_cost_low_idr=[500_000.0, 600_000.0],
        unit_cost_high_idr=[700_000.0, 800_000.0],
    )  # fmt: skip
    found = need_uncertainty(uncertain_costing(plan(), near), draws=8_000, seed=2)
    curve = least_cost_curve(options_of(cost_need(plan(), near)))
    assert found.order["indicator_code"].tolist() == curve["indicator_code"].tolist()
    # Two like triangles of half width w, one w further: the later is lower with chance 1/24 (convolution).
    assert 1 - found.order["same_rank_share"][0] == pytest.approx(1 / 24, abs=0.009)
    apart = need_uncertainty(uncertain_costing(plan(), UNSURE), draws=500)
    assert (apart.order["same_rank_share"] == 1).all()
    assert apart.order[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 2]]


def test_prices_that_rise_together_widen_the_sum_and_are_one_driver():
    costing = uncertain_costing(plan(), UNSURE, RANGES)
    alone, together = (
        need_uncertainty(costing, draws=2_000, correlation=rho) for rho in (0.0, {"unit_cost": 1.0})
    )

    def width(found):
        return (found.need["high_idr"] - found.need["low_idr"]).iloc[-1]

    assert width(together) > width(alone)
    assert "unit_cost: all" in set(together.drivers["factor"])
    assert "denominator: KES-03" in set(together.drivers["factor"])
    assert len(together.drivers) == 3 and len(alone.drivers) == 4


def test_results_follow_the_seed_and_not_the_order_of_rows():
    costing = uncertain_costing(plan(), UNSURE, RANGES)
    one, same, other = (need_uncertainty(costing, draws=20, seed=seed).need for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


def test_what_the_budget_buys_with_intervals():
    costing = uncertain_costing(plan(), UNSURE, RANGES)
    found = purchase_uncertainty(costing, 150e6, draws=15, seed=1).set_index("indicator_code")
    sure = buy(options_of(cost_need(plan(), UNSURE)), 150e6)
    assert found.loc["all", "people"] == pytest.approx(sure.people)
    assert (
        found.loc["all", "closed_low_pct"]
        < found.loc["all", "closed_pct"]
        < found.loc["all", "closed_high_pct"]
    )
    assert found.loc["KES-03", "people"] == pytest.approx(250)  # the cheaper of the two
    everything = purchase_uncertainty(costing, 1e12, draws=3)
    assert everything[["closed_pct", "closed_low_pct", "closed_high_pct"]].to_numpy() == pytest.approx(100)
    sets = purchase_uncertainty(
        uncertain_costing(plan(), more_costs(), RANGES), 150e6, draws=5, seed=1
    ).set_index("indicator_code")
    assert sets.loc["all", "people"] == pytest.approx(
        buy(options_of(cost_need(plan(), more_costs())), 150e6).people
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: uncertain_costing(plan(), costs()), "Nothing is uncertain"),
        (lambda: uncertain_costing(plan(), costs(unit_cost_low_idr=7e5, unit_cost_high_idr=8e5)),
         "KES-03 delivery: the unit_cost of 600000 is not between 700000 and 800000"),
        (lambda: uncertain_costing(plan(), costs(), RANGES.assign(quantity="cost")), "'cost' as quantity"),
        (lambda: uncertain_costing(plan(), costs(), RANGES.assign(indicator_code="KES-1")), "'KES-1' as"),
        (lambda: uncertain_costing(plan(), costs(), pd.concat([RANGES, RANGES])), "twice"),
        (lambda: uncertain_costing(plan(), costs(), RANGES.assign(low=-1.0, high=5.0)), "is not between"),
        (lambda: need_uncertainty(uncertain_costing(plan(), UNSURE), draws=1), "1 draws"),
        (lambda: need_uncertainty(uncertain_costing(plan(), UNSURE), measure="all"), "measure 'all'"),
        (lambda: need_uncertainty(uncertain_costing(plan(), UNSURE), correlation=2.0), "correlations"),
        (lambda: purchase_uncertainty(uncertain_costing(plan(), UNSURE), 1.0, draws=0), "0 draws"),
        (lambda: purchase_uncertainty(
            uncertain_costing(plan(baseline_pct=[90.0, 100.0]), UNSURE), 1.0), "nothing to buy"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_is_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call()
