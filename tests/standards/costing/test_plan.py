import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.messages import in_language
from analysis.standards.costing.plan import make_plan
from analysis.standards.costing.prices import at_price_year, mean_inflation, price_factors, same_price_year
from tests.standards.costing.cases import YEARS, baselines, costs, plan

PRICES = pd.DataFrame({"year": [2008, 2010, 2012, 2013], "index": [81.0, 90.0, 100.0, 110.0]})


def column(made, name, code="KES-03"):
    return made.table.loc[made.table["indicator_code"] == code, name].tolist()


def test_a_straight_path_by_hand():
    made = plan()
    assert column(made, "target_pct") == pytest.approx([70 + 20 / 3, 70 + 40 / 3, 90])
    assert column(made, "denominator") == [1000, 1000, 1000]
    assert (made.years, made.base_year, made.notes) == (YEARS, 2013, ())
    assert made.only(["KES-07"]).indicators == ("KES-07",)


def test_given_targets_and_denominators_are_kept_and_the_rest_follows():
    made = make_plan(
        baselines(),
        [2014, 2015, 2016, 2017],
        base_year=2012,
        targets=pd.DataFrame({"indicator_code": "KES-03", "year": [2015], "target_pct": [85.0]}),
        denominators=pd.DataFrame({"indicator_code": "KES-03", "year": [2015], "denominator": [1100.0]}),
        growth={"KES-03": 0.1},
    )
    # 70 in 2012 to 85 in 2015 in three steps of 5, then to 90 in 2017 in two steps of 2.5.
    assert column(made, "target_pct") == pytest.approx([80, 85, 87.5, 90])
    assert column(made, "denominator") == pytest.approx([1210, 1100, 1210, 1331])
    assert column(made, "denominator", "KES-07") == [50] * 4


def test_a_baseline_above_its_target_keeps_the_target_and_says_so():
    made = plan(baseline_pct=[95.0, 80.0])
    assert column(made, "target_pct") == [90, 90, 90]
    assert made.table.set_index("indicator_code")["reached"].loc["KES-03"].all()
    assert "nothing has to be added: KES-03" in made.notes[0]
    with in_language("id"):
        assert "KES-03" in plan(baseline_pct=[95.0, 80.0]).notes[0]
        assert "nothing" not in plan(baseline_pct=[95.0, 80.0]).notes[0]


@pytest.mark.parametrize(("count", "told"), [(2, True), (3, False), (5, False), (6, True)])
def test_an_unusual_horizon_is_told(count, told):
    made = make_plan(baselines(), range(2014, 2014 + count), base_year=2013)
    assert bool(made.notes) == told


def test_a_measure_that_is_no_proportion_may_be_above_100():
    visits = baselines(baseline_pct=[150.0, 80.0], target_pct=[200.0, 100.0], is_proportion=[False, True])
    assert column(make_plan(visits, YEARS, base_year=2013), "target_pct")[-1] == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"baseline_pct": [101.0, 80.0]},
            "KES-03, baseline_pct: expected a proportion of at most 100, found 101",
        ),
        ({"baseline_pct": [-1.0, 80.0]}, "KES-03, baseline_pct: expected a number of zero or more, found -1"),
        ({"target_pct": [90.0, float("nan")]}, "KES-07, target_pct: expected a number"),
        ({"denominator": [1000.0, float("nan")]}, "KES-07, denominator: expected a number"),
        ({"indicator_code": "KES-03"}, "KES-03 has two baselines"),
    ],
)
def test_baselines_that_cannot_be_planned_from_are_refused(changes, words):
    with pytest.raises(MethodError, match=words):
        plan(**changes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"years": []}, "none"),
        ({"years": [2013, 2014]}, "all after the base year"),
        ({"growth": -1.0}, "growth is -1"),
        ({"targets": pd.DataFrame({"indicator_code": ["KES-99"], "year": [2014], "target_pct": [9.0]})},
         "KES-99, which has no baseline"),
        ({"targets": pd.DataFrame({"indicator_code": ["KES-03"], "year": [2014], "target_pct": [101.0]})},
         "from 0 to 100, found 101"),
        ({"denominators": pd.DataFrame({"indicator_code": ["KES-03"] * 2, "year": 2014, "denominator": 9.0})},
         "expected one number"),
        ({"targets": pd.DataFrame({"indicator_code": ["KES-03"], "year": [2014], "target": [9.0]})},
         "'target_pct' is not in the targets"),
    ],
)  # fmt: skip
def test_paths_that_cannot_be_followed_are_refused(arguments, words):
    with pytest.raises(MethodError, match=words):
        make_plan(baselines(), **({"years": YEARS, "base_year": 2013} | arguments))


def test_no_indicator_is_no_plan():
    with pytest.raises(MethodError, match="no indicator to cost"):
        make_plan(baselines().head(0), YEARS, base_year=2013)


def test_prices_by_hand():
    assert price_factors(0.1, 2013, [2013, 2015]) == pytest.approx({2013: 1, 2015: 1.21})
    assert price_factors({2014: 0.1, 2015: 0.5}, 2013, [2015]) == pytest.approx({2015: 1.65})
    # 81 to 100 in four years; the index ends in 2013, so a later year means 2013.
    assert mean_inflation(PRICES, "index", 2012, years=4) == pytest.approx((100 / 81) ** 0.25 - 1)
    assert mean_inflation(PRICES, "index", 2020, years=1) == pytest.approx(0.1)


def test_costs_of_several_price_years_come_to_one():
    mixed = costs(price_year=[2010, 2012])
    with pytest.raises(MethodError, match="prices of 2010, 2012; one price year is needed"):
        same_price_year(mixed)
    moved = at_price_year(mixed, 2013, PRICES, "index")
    assert moved["unit_cost_idr"].tolist() == pytest.approx([600_000 * 110 / 90, 2_200_000])
    assert same_price_year(moved) == 2013
    assert mixed["price_year"].tolist() == [2010, 2012]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: price_factors(0.1, 2015, [2014]), "at prices of 2015 and the plan has the year 2014"),
        (lambda: price_factors({2014: 0.1}, 2013, [2015]), "no rate of inflation for 2015"),
        (lambda: price_factors(-1.0, 2013, [2014]), "is -1"),
        (lambda: mean_inflation(PRICES, "index", 2011), "no value for 2011 and 2006"),
        (lambda: mean_inflation(PRICES.head(0), "index", 2011), "no value"),
        (lambda: at_price_year(costs(), 2014, PRICES, "index"), "no value for 2014"),
        (lambda: same_price_year(costs().head(0)), "no year"),
    ],
)
def test_prices_that_are_not_known_are_refused(call, words):
    with pytest.raises(MethodError, match=words):
        call()


SHARE = st.floats(0, 100)


@settings(max_examples=25)
@given(SHARE, SHARE, st.integers(1, 6), st.floats(-0.1, 0.1))
def test_a_path_ends_at_its_target_and_never_leaves_the_two_ends(baseline, target, count, growth):
    frame = baselines(baseline_pct=[baseline, 0.0], target_pct=[target, 0.0])
    made = make_plan(frame, range(2014, 2014 + count), base_year=2013, growth=growth)
    path = column(made, "target_pct")
    assert path[-1] == pytest.approx(target)
    assert all(min(baseline, target) - 1e-9 <= value <= max(baseline, target) + 1e-9 for value in path)
    assert path == sorted(path)
    sizes = column(made, "denominator")
    assert sizes == pytest.approx([1000 * (1 + growth) ** (step + 1) for step in range(count)])


def test_the_order_of_rows_does_not_matter():
    turned = make_plan(baselines().iloc[::-1], YEARS[::-1], base_year=2013)
    pd.testing.assert_frame_equal(turned.table, plan().table)
