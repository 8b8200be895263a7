"""Bad input that every design meets: each case is refused or told, none gives a number that looks fine."""

import time

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.change.groups import group_difference
from analysis.comparison.composite.building import build_index
from analysis.comparison.composite.recipe import Indicator, Recipe
from analysis.comparison.frontier.envelopment import data_envelopment
from analysis.comparison.frontier.stochastic import stochastic_frontier
from analysis.comparison.given_inputs.expectation import expected_outcome
from analysis.comparison.models.ideal_types import ideal_types
from analysis.comparison.panel.bacon import bacon_decomposition
from analysis.comparison.panel.difference_in_differences import difference_in_differences
from analysis.comparison.panel.event_study import event_study
from analysis.comparison.panel.regression import panel_regression
from analysis.comparison.panel.staggered import staggered_effects
from analysis.comparison.qca.calibration import Anchor, calibrate
from analysis.comparison.qca.minimum_covers import minimum_covers
from analysis.comparison.qca.solutions import minimise
from analysis.comparison.qca.truth_table import truth_table
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.comparison.randomisation.power import smallest_detectable_effect
from analysis.comparison.randomisation.wild_bootstrap import wild_cluster_bootstrap
from analysis.comparison.similarity.balance import balance_table
from analysis.comparison.similarity.distance import mahalanobis_distances
from analysis.comparison.similarity.equivalence import equivalence_of_means
from analysis.comparison.similarity.gower import gower_distances
from analysis.comparison.similarity.overlap import overlap
from analysis.comparison.synthetic.control import synthetic_control
from analysis.comparison.synthetic.difference_in_differences import synthetic_difference_in_differences
from analysis.comparison.synthetic.placebos import placebos_in_space
from analysis.comparison.variance.random_intercept import random_intercept
from analysis.comparison.variance.random_slope import random_slope
from analysis.comparison.variance.shares import variance_shares
from analysis.errors import MethodError
from analysis.statistics.rank_sets import rank_sets

YEARS = range(2000, 2006)


def panel(**changes):
    generator = np.random.default_rng(1)
    rows = pd.MultiIndex.from_product([[f"u{i}" for i in range(8)], YEARS], names=["unit", "year"])
    frame = rows.to_frame(index=False)
    frame["y"], frame["x"] = generator.normal(size=(2, len(frame)))
    frame["g"] = frame["unit"].isin(["u0", "u1", "u2"]).astype(int)
    frame["post"], frame["start"] = (frame["year"] >= 2003).astype(int), 2003 * frame["g"]
    return frame.assign(**changes)


def units(**changes):
    generator = np.random.default_rng(2)
    frame = pd.DataFrame({"y": generator.normal(size=30), "x": generator.normal(size=30)})
    frame["d"] = (np.arange(30) < 8).astype(int)
    return frame.assign(name=[f"{1101 + i}" for i in range(30)], **changes)


ON_PANELS = {
    "difference in differences": lambda f: difference_in_differences(
        f, "y", group="g", post="post", unit="unit", time="year"
    ),
    "event study": lambda f: event_study(f, "y", group="g", first_treated=2003, unit="unit"),
    "staggered": lambda f: staggered_effects(f, "y", first_treated="start", unit="unit"),
    "bacon": lambda f: bacon_decomposition(f, "y", first_treated="start", unit="unit"),
    "within": lambda f: panel_regression(f, "y", ["x"], unit="unit"),
    "two-way": lambda f: panel_regression(f, "y", ["x"], unit="unit", model="two-way"),
    "wild bootstrap": lambda f: wild_cluster_bootstrap(f, "y", ["g"], parameter="g", cluster="unit"),
    "synthetic control": lambda f: synthetic_control(
        f, "y", treated_unit="u0", first_treated=2003, unit="unit"
    ),
    "placebos": lambda f: placebos_in_space(f, "y", treated_units=["u0"], first_treated=2003, unit="unit"),
    "synthetic difference in differences": lambda f: synthetic_difference_in_differences(
        f, "y", treated_units=["u0"], first_treated=2003, unit="unit", placebos=9
    ),
    "random intercept": lambda f: random_intercept(f, "y", "unit", ["x"]),
    "random slope": lambda f: random_slope(f, "y", "unit", "x"),
    "variance shares": lambda f: variance_shares(f, "y", ["unit", "year"]),
}
WITH_A_GROUP = ("difference in differences", "event study", "staggered", "bacon", "wild bootstrap")
WITH_DONORS = ("synthetic control", "placebos", "synthetic difference in differences")
BY_PERIOD = (*WITH_A_GROUP[:-1], *WITH_DONORS, "within", "two-way")


@pytest.mark.parametrize("name", ON_PANELS)
def test_a_constant_outcome_of_a_panel(name):
    with pytest.raises(MethodError):
        ON_PANELS[name](panel(y=3.0))


@pytest.mark.parametrize("name", ("event study", "within", "two-way"))
def test_an_outcome_that_units_and_years_fit_wholly_is_a_singular_fit(name):
    frame = panel()
    frame["y"] = frame["unit"].str[1:].astype(float)
    with pytest.raises(MethodError, match="does not vary once the means are taken out"):
        ON_PANELS[name](frame)


@pytest.mark.parametrize("name", WITH_A_GROUP)
def test_treatment_in_every_unit(name):
    with pytest.raises(MethodError):
        ON_PANELS[name](panel(g=1, start=2003))


@pytest.mark.parametrize("name", (*WITH_A_GROUP, *WITH_DONORS))
def test_outcomes_missing_by_design_for_the_treated(name):
    frame = panel()
    with pytest.raises(MethodError):
        ON_PANELS[name](frame.assign(y=frame["y"].where(frame["g"] == 0)))


@pytest.mark.parametrize("name", (*WITH_A_GROUP[:-1], *WITH_DONORS))
def test_outcomes_missing_by_design_after_treatment(name):
    frame = panel()
    with pytest.raises(MethodError):
        ON_PANELS[name](frame.assign(y=frame["y"].where(frame["year"] < 2003)))


@pytest.mark.parametrize("name", ON_PANELS)
def test_one_cluster(name):
    frame = panel()
    with pytest.raises(MethodError):
        ON_PANELS[name](frame[frame["unit"] == "u0"])


def test_few_clusters_are_told():
    frame = panel()
    few = frame[frame["unit"].isin(["u0", "u1", "u4", "u5"])]
    found = ON_PANELS["difference in differences"](few)
    assert any("2 of 4 clusters are treated" in caution for caution in found.cautions)


@pytest.mark.parametrize("name", BY_PERIOD)
def test_duplicated_regions_of_a_panel(name):
    frame = panel()
    with pytest.raises(MethodError) as caught:
        ON_PANELS[name](pd.concat([frame, frame.iloc[[0]]], ignore_index=True))
    assert "two rows for unit u0, year 2000" in str(caught.value)


@pytest.mark.parametrize("name", WITH_DONORS)
def test_fewer_donors_than_needed(name):
    frame = panel()
    with pytest.raises(MethodError, match="donors"):
        ON_PANELS[name](frame[frame["unit"].isin(["u0", "u5"])])


ON_UNITS = {
    "randomisation": lambda f: randomisation_inference(f, "y", "d", covariates=["x"], unit="name", draws=99),
    "power": lambda f: smallest_detectable_effect(
        f, "y", "d", covariates=["x"], unit="name", simulations=9, draws=19
    ),
    "expectation": lambda f: expected_outcome(f.set_index("name"), "y", ["x"]),
    "stochastic frontier": lambda f: stochastic_frontier(f.set_index("name"), "y", ["x"]),
    "composite index": lambda f: build_index(
        f.set_index("name"), Recipe((Indicator("x", "index"), Indicator("y", "index")))
    ),
    "mahalanobis": lambda f: mahalanobis_distances(f.set_index("name")[["x", "y"]]),
    "gower": lambda f: gower_distances(f.set_index("name")[["x", "y"]]),
    "rank sets": lambda f: rank_sets(f.set_index("name").assign(s=f["x"].std(ddof=0)), "y", "s"),
    "frontier": lambda f: data_envelopment(f.set_index("name").abs() + 1, ["x"], ["y"]),
    "balance": lambda f: balance_table(f.set_index("name"), "d", ["x"]),
    "overlap": lambda f: overlap(f.set_index("name"), "d", ["x"]),
}
CONSTANT_INPUT = ("randomisation", "power", "expectation", "stochastic frontier", "composite index")
CONSTANT_INPUT = (*CONSTANT_INPUT, "mahalanobis", "gower", "rank sets", "overlap")


@pytest.mark.parametrize("name", CONSTANT_INPUT)
def test_a_constant_column_of_units(name):
    with pytest.raises(MethodError):
        ON_UNITS[name](units(x=1.0))


@pytest.mark.parametrize("name", ON_UNITS)
def test_duplicated_regions_of_a_table(name):
    frame = units()
    with pytest.raises(MethodError) as caught:
        ON_UNITS[name](pd.concat([frame, frame.iloc[[0]]], ignore_index=True))
    assert any(words in str(caught.value) for words in ("twice", "two rows", "repeated"))


@pytest.mark.parametrize("name", ("randomisation", "power", "balance", "overlap"))
def test_treatment_in_every_unit_of_a_table(name):
    with pytest.raises(MethodError):
        ON_UNITS[name](units(d=1))


@pytest.mark.parametrize("name", ("randomisation", "power"))
def test_perfect_separation_is_refused(name):
    frame = units()
    with pytest.raises(MethodError, match="told apart"):
        ON_UNITS[name](frame.assign(x=frame["d"]))


def test_perfect_separation_of_scores_is_a_record_without_scores():
    frame = units()
    found = ON_UNITS["overlap"](frame.assign(x=frame["d"] + frame["x"] / 100))
    assert found.scores.isna().all() and "perfectly" in found.refused


@pytest.mark.parametrize("name", ("randomisation", "expectation", "stochastic frontier", "mahalanobis"))
def test_singular_fits(name):
    frame = units()
    doubled = {"x": frame["x"], "x2": 2 * frame["x"] + 1}
    calls = {
        "randomisation": lambda f: randomisation_inference(f, "y", "d", covariates=["x", "x2"]),
        "expectation": lambda f: expected_outcome(f, "y", ["x", "x2"]),
        "stochastic frontier": lambda f: stochastic_frontier(f, "y", ["x", "x2"]),
        "mahalanobis": lambda f: mahalanobis_distances(f[["x", "x2"]]),
    }
    with pytest.raises(MethodError):
        calls[name](frame.assign(**doubled))


def test_an_outcome_that_never_varies_has_no_equivalence_test():
    with pytest.raises(MethodError):
        equivalence_of_means([1.0, 1.0, 1.0], [1.0, 1.0], bounds=1.0)


def test_a_group_of_districts_that_the_level_before_tells_apart():
    change = pd.DataFrame({"region_code": list("abcdef"), "change": [1.0, 2, 3, 4, 5, 6]})
    change["before_mean"] = [9.0, 9, 1, 1, 1, 1]
    with pytest.raises(MethodError):
        group_difference(change, ["a", "b"], degree=1)


def test_a_membership_of_exactly_half_is_named_everywhere():
    anchor = Anchor(0, 50, 100, "half of all", "a made-up rule")
    assert calibrate(pd.Series({"A": 50.0, "B": 70.0}), anchor).at_crossover == ("A",)
    sets = pd.DataFrame({"P": [0.5, 0.9, 0.1], "Q": [0.8, 0.7, 0.2]}, index=list("ABC"))
    types = ideal_types(sets).cases.set_index("case")
    assert types.loc["A", "corner"] == "" and types.loc["A", "at_half"] == "P"
    table = truth_table(sets.assign(Y=[1.0, 1.0, 0.0]), "Y", ["P", "Q"])
    assert table.unassigned == ("A",)
    assert any("A has a membership of exactly 0.5 in P" in told for told in table.warnings)
    assert minimise(table, largest_chance=1).warnings[: len(table.warnings)] == table.warnings


def test_configurations_of_many_conditions_are_bounded():
    generator = np.random.default_rng(3)
    for count in (17, 64):
        names = [f"C{i}" for i in range(count)]
        cases = pd.DataFrame(generator.integers(0, 2, (60, count)), columns=names).assign(Y=1)
        with pytest.raises(MethodError, match="at most 16 conditions"):
            truth_table(cases, "Y", names)
    start = time.process_time()
    # Sixty disjoint pairs of equal columns: 2 ** 60 smallest covers, of which the first are listed.
    columns = np.repeat(np.eye(60, dtype=bool), 2, axis=1)
    found = minimum_covers(columns, cap=50)
    assert len(found.covers) == 50 and found.size == 60 and not found.complete
    assert time.process_time() - start < 10  # measured 0.1 s
