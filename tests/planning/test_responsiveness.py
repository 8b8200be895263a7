import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import MethodError
from analysis.planning.labels import label_test, scores_by_order
from analysis.planning.noise import gap_noise, response_under_noise
from analysis.planning.regional import region_test, regional_responses
from analysis.planning.responsiveness import responsiveness
from analysis.planning.series import budget_series
from analysis.planning.simulation import (
    Scale,
    estimate_scale,
    operating_characteristics,
    simulate_budgets,
    smallest_response_seen,
)

SECTORS = ("education", "health", "roads")


def tables(regions=12, years=6, seed=0, response=0.0, sectors=SECTORS, noise=0.2):
    """Make shares and gaps; with a response, next year's money follows this year's gap."""
    generator = np.random.default_rng(seed)
    gaps = generator.normal(30, 10, (regions, years, len(sectors)))
    pull = np.zeros_like(gaps)
    pull[:, 1:] = response * gaps[:, :-1] / 10
    logs = (
        generator.normal(0, 0.5, (regions, 1, len(sectors))) + pull + generator.normal(0, noise, gaps.shape)
    )
    keys = [
        {"region_code": f"{1101 + d}", "year": 2001 + t, "sector": s}
        for d, t, s in itertools.product(range(regions), range(years), sectors)
    ]
    frame = pd.DataFrame(keys)
    return frame.assign(share=np.exp(logs).ravel()), frame.assign(gap=gaps.ravel())


def series(**options):
    return budget_series(*tables(**options))


def test_the_estimates_are_those_of_a_regression_with_dummies():
    found_in = series(regions=8, years=5, response=0.1)
    found = responsiveness(found_in, draws=99)
    count = len(found_in.sectors)
    long = pd.DataFrame(
        {
            "y": found_in.now.ravel(), "past": found_in.before.ravel(), "gap": found_in.gaps.ravel(),
            "sector": np.tile(found_in.sectors, len(found_in.years)),
            "region": np.repeat(found_in.regions, count), "year": np.repeat(found_in.years, count),
        }
    )  # fmt: skip
    within = smf.ols("y ~ past + gap + C(region):C(sector) + C(year):C(sector)", long).fit()
    pooled = smf.ols("y ~ past + gap + C(year):C(sector)", long).fit()
    assert found.response.estimate == pytest.approx(within.params["gap"])
    assert found.persistence_within.estimate == pytest.approx(within.params["past"])
    assert found.response_pooled.estimate == pytest.approx(pooled.params["gap"])
    assert found.persistence_pooled.estimate == pytest.approx(pooled.params["past"])


def test_errors_are_clustered_by_region():
    found_in = series(regions=9, years=5)
    found = responsiveness(found_in, draws=99)
    count = len(found_in.sectors)
    long = pd.DataFrame(
        {
            "y": found_in.now.ravel(), "past": found_in.before.ravel(), "gap": found_in.gaps.ravel(),
            "sector": np.tile(found_in.sectors, len(found_in.years)),
            "region": np.repeat(found_in.region_index, count), "year": np.repeat(found_in.years, count),
        }
    )  # fmt: skip
    model = smf.ols("y ~ past + gap + C(year):C(sector)", long)
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": long["region"], "use_correction": False})
    factor = np.sqrt(9 / 8)  # the correction for the number of clusters alone
    assert found.response_pooled.standard_error == pytest.approx(factor * fit.bse["gap"])


def test_a_planted_response_is_found_and_none_is_not():
    planted = responsiveness(series(regions=60, years=7, response=0.2), draws=499)
    assert planted.response.estimate == pytest.approx(0.2, abs=0.03)  # gaps have a standard deviation of 10
    assert planted.test.p_value == pytest.approx(1 / 500)
    nothing = [responsiveness(series(regions=60, years=7, seed=each), draws=99) for each in range(40)]
    covered = np.mean([each.response.low < 0 < each.response.high for each in nothing])
    assert covered > 0.95 - 3 * np.sqrt(0.05 * 0.95 / 40)  # three Monte Carlo standard errors


def test_persistence_lies_between_its_two_ends():
    made = simulate_budgets(
        series(regions=80, years=8), persistence=0.5, response=0.0, scale=Scale(0.5, 0.3), seed=4
    )
    found = responsiveness(made, draws=99)
    assert found.persistence_within.estimate < 0.5 < found.persistence_pooled.estimate
    assert abs(found.persistence_jackknife - 0.5) < abs(found.persistence_within.estimate - 0.5)


def test_one_region_tries_every_order():
    own = series(regions=1, years=6)
    test = label_test(own)
    assert test.exact and test.draws == 6
    assert test.smallest_attainable_p == pytest.approx(1 / 6)
    assert test.p_value * 6 == pytest.approx(round(test.p_value * 6))


def test_two_regions_by_full_enumeration():
    own = series(regions=2, years=6, seed=3)
    scores = scores_by_order(own)
    everything = [
        (scores[0, i] + scores[1, j]) / np.hypot(scores[0, i], scores[1, j])
        for i, j in itertools.product(range(6), repeat=2)
    ]
    expected = np.mean(np.abs(everything) >= abs(everything[0]) - 1e-12)
    assert label_test(own).p_value == pytest.approx(expected)


def test_drawn_orders_agree_with_all_orders():
    own = series(regions=4, years=6, seed=5)
    exact = label_test(own, draws=6**4)
    drawn = label_test(own, draws=1295, seed=1)
    assert exact.exact and not drawn.exact
    assert drawn.p_value == pytest.approx(
        exact.p_value, abs=0.05
    )  # three standard errors of a share at 1,295


@given(st.floats(0.01, 1000), st.floats(0.01, 1000))
@settings(max_examples=20)
def test_units_of_money_and_of_gaps_do_not_matter(money, unit):
    shares, gaps = tables(regions=6, years=5)
    first = responsiveness(budget_series(shares, gaps), draws=99)
    again = responsiveness(
        budget_series(shares.assign(share=shares["share"] * money), gaps.assign(gap=gaps["gap"] * unit)),
        draws=99,
    )
    assert again.response.estimate == pytest.approx(first.response.estimate)
    assert again.test.p_value == first.test.p_value


def test_the_order_of_rows_does_not_matter():
    shares, gaps = tables(regions=6, years=5)
    turned = budget_series(shares.sample(frac=1, random_state=1), gaps.sample(frac=1, random_state=2))
    assert responsiveness(turned, draws=99) == responsiveness(budget_series(shares, gaps), draws=99)


def test_the_gap_is_the_one_that_planners_could_know():
    shares, gaps = tables(regions=3, years=4)
    row = budget_series(shares, gaps, gap_lag=1)
    assert row.years.min() == 2002
    assert budget_series(shares, gaps, gap_lag=2).years.min() == 2003


def test_zeros_are_left_out_or_replaced_and_counted():
    shares, gaps = tables(regions=4, years=5)
    shares = shares.assign(share=shares["share"].mask(shares.index == 0, 0.0))
    assert len(budget_series(shares, gaps).years) == 15
    replaced = budget_series(shares, gaps, zero=0.001)
    assert len(replaced.years) == 16


def test_size_of_the_permutation_test_under_the_null():
    rates = operating_characteristics(
        series(regions=25, years=6), persistence=[0.3], response=[0.0], replications=200, draws=99, seed=2
    ).iloc[0]
    # three Monte Carlo standard errors of a share of 0.05 in 200 replications
    assert rates["rejected_share"] < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert rates["share_between_ends"] > 0.9
    assert rates["response_within"] == pytest.approx(0, abs=0.02)


def test_power_grows_with_the_response():
    rates = operating_characteristics(
        series(regions=25, years=6), persistence=[0.3], response=[0.0, 0.2], replications=40, draws=99
    )
    assert rates["rejected_share"].iloc[1] > rates["rejected_share"].iloc[0] + 0.5


def test_the_smallest_response_seen_is_one_of_those_tried():
    found = smallest_response_seen(
        series(regions=25, years=6), responses=[0.01, 0.3], replications=20, draws=99
    )
    assert found == 0.3
    assert np.isnan(smallest_response_seen(series(regions=3, years=4), responses=[0.001], replications=20))


def test_noise_in_the_gaps_takes_the_response_away():
    made = simulate_budgets(
        series(regions=60, years=7), persistence=0.3, response=0.3, scale=Scale(0.4, 0.2), seed=1
    )
    table = response_under_noise(made, [0, 1, 2], replications=5)
    assert table["response"].iloc[0] == pytest.approx(0.3, abs=0.05)
    assert table["response"].is_monotonic_decreasing
    assert estimate_scale(made).shock_sd == pytest.approx(0.2 * np.sqrt(2 / 3), rel=0.1)


def test_independent_gaps_are_all_noise_and_trends_are_none():
    found = np.mean([gap_noise(series(regions=60, years=8, seed=each)) for each in range(10)])
    assert found == pytest.approx(np.sqrt(2 / 3), rel=0.06)  # three standard errors of the mean of ten
    shares, gaps = tables(regions=60, years=8)
    pace = gaps["region_code"].astype(int) % 7 + gaps["sector"].map(len)
    steady = gaps.assign(gap=pace * pace * (gaps["year"] - 2000.0))
    assert gap_noise(budget_series(shares, steady)) == 0


def test_regions_are_drawn_to_the_country_as_far_as_noise_demands():
    found = regional_responses(series(regions=40, years=8, response=0.1))
    table = found.table
    assert len(table) == 40
    assert table["pooled_estimate"].std() <= table["estimate"].std()
    assert found.mean_low < 0.1 < found.mean_high
    assert table["rank_of_pooled"].min() == 1


def test_one_region_among_others_has_its_own_exact_test():
    own = series(regions=20, years=7, response=0.3)
    test = region_test(own, "1105")
    assert test.smallest_attainable_p == pytest.approx(1 / 6)
    with pytest.raises(MethodError, match="9999"):
        region_test(own, "9999")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s, g: (s, g[g["sector"] == "health"]), "two sectors or more"),
        (lambda s, g: (s.drop(columns="share"), g), "'share' is not in"),
        (lambda s, g: (s, g.assign(gap=g["gap"].mask(g["sector"] == "health", 5.0))), "'health' is the same"),
        (lambda s, g: (pd.concat([s, s.head(1)]), g), "occurs twice"),
        (lambda s, g: (s[s["year"] == 2001], g), "No region has two years"),
        (lambda s, g: (s, g.assign(sector=g["sector"] + "x")), "nothing can be compared"),
        (lambda s, g: (s.assign(share=-s["share"]), g), "No region and year"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, words):
    with pytest.raises(MethodError, match=words):
        budget_series(*change(*tables(regions=3, years=4)))


def test_budgets_that_never_change_are_refused():
    shares, gaps = tables(regions=3, years=5)
    flat = shares.assign(share=shares.groupby(["region_code", "sector"])["share"].transform("first"))
    with pytest.raises(MethodError, match="do not (vary|change)"):
        responsiveness(budget_series(flat, gaps), draws=99)


def test_options_that_make_no_sense_are_refused():
    own = series(regions=12, years=5)
    with pytest.raises(MethodError, match="99 or more"):
        label_test(own, draws=10)
    with pytest.raises(MethodError, match="ten or more"):
        operating_characteristics(own, replications=5)
    with pytest.raises(MethodError, match="no level"):
        simulate_budgets(own, persistence=1.0, response=0.0, scale=Scale(1, 1), seed=0)
    with pytest.raises(MethodError, match="ten are needed"):
        regional_responses(series(regions=5, years=6))
    with pytest.raises(MethodError, match="cannot know"):
        budget_series(*tables(), gap_lag=-1)
