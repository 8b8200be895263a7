import numpy as np
import pandas as pd
import pytest

from analysis.comparison.composite.declared import (
    declared_dominance,
    declared_index,
    declared_sensitivity,
    declared_uncertainty,
)
from analysis.comparison.frontier.districts import frontier_of_units
from analysis.exhibits import Language, capacity
from analysis.sources import load_table

NAMES = {"9101": "Kota A", "9102": "Kota B", "9999": "Not there"}


@pytest.fixture(scope="module")
def recipe() -> pd.DataFrame:
    return load_table("study/capacity-recipe").frame


@pytest.fixture(scope="module")
def values(recipe: pd.DataFrame) -> pd.DataFrame:
    share = np.random.default_rng(2).uniform(0.1, 0.9, (10, len(recipe)))
    low, high = recipe["goalpost_low"].to_numpy(), recipe["goalpost_high"].to_numpy()
    frame = pd.DataFrame(low + share * (high - low), columns=list(recipe["indicator"]))
    return frame.set_index(pd.Index([f"91{n:02}" for n in range(1, 11)], name="region_code"))


def test_recipe_scores_and_ranks_are_shown_for_who_has_them(
    values: pd.DataFrame, recipe: pd.DataFrame, language: Language
):
    index = declared_index(values, recipe)
    spread = declared_uncertainty(values, recipe, draws=100, seed=1)
    assert len(capacity.recipe_table(recipe, language, source="Source.").table) == len(recipe)
    scores = capacity.scores_table(index, spread, NAMES, language, source="Source.")
    assert "Kota A" in scores.html and "Not there" not in scores.html and len(scores.table) == len(values)
    ranks = capacity.ranks_figure(spread, NAMES, ["9102"], language, source="Source.")
    assert ranks.png().startswith(b"\x89PNG") and "Kota B" in ranks.alt and "Not there" not in ranks.alt
    assert ranks.table["programme"].sum() == 1


def test_drivers_pairs_and_frontier_are_printed_with_their_twins(
    values: pd.DataFrame, recipe: pd.DataFrame, language: Language
):
    drivers = declared_sensitivity(values, recipe, draws=100, seed=1)
    made = capacity.drivers_table(drivers, language, source="Source.")
    assert language.text("capacity.factor_weights") in made.html and len(made.table) == 3
    pairs = declared_dominance(values, recipe, ["9101", "9102"])
    assert "Kota A – Kota B" in capacity.dominance_table(pairs, NAMES, language, source="Source.").html
    panel = load_table("national/panel")
    units = values.rename(columns={"midwives_per_100k": "midwives_count", "literacy_pct": "poverty_pct"})
    found = frontier_of_units(units, "poverty_pct", ["midwives_count"])
    every = {code: f"Region {code}" for code in values.index}
    shown = capacity.frontier_table(found, NAMES, every, panel.fields, language, source="Source.")
    assert "Kota B" in shown.html and "Region 91" in shown.html and len(shown.table) == len(values)
