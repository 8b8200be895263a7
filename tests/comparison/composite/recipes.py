"""Recipes and data that several tests of this folder use."""

import json
from pathlib import Path

import pandas as pd

from analysis.comparison.composite.recipe import Dimension, Indicator, Recipe

FOLDER = Path(__file__).parents[2] / "golden"


def expected(name):
    return json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))


def asem(**choices):
    meta = pd.read_csv(FOLDER / "composite_asem" / "meta.csv")
    own, nodes = meta.loc[meta["Type"] == "Indicator"], meta.loc[meta["Type"] == "Aggregate"]
    recipe = Recipe(
        tuple(Indicator(row.iCode, row.Parent, row.Weight, row.Direction > 0) for row in own.itertuples()),
        tuple(
            Dimension(row.iCode, row.Parent if isinstance(row.Parent, str) else "", row.Weight)
            for row in nodes.itertuples()
        ),
        outliers="winsorise-or-log",
    )
    return recipe.changed(**choices)


def asem_data(name="screened_imputed"):
    return pd.read_csv(FOLDER / "composite_asem" / f"{name}.csv", index_col="uCode")


def small(**choices):
    recipe = Recipe((Indicator("x", "index"), Indicator("y", "index", 3.0, higher_is_better=False)))
    return recipe.changed(**choices)


def small_data():
    return pd.DataFrame({"x": [0.0, 5, 10], "y": [8.0, 2, 4]}, index=list("PQR"))
