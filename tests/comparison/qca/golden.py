"""The published cases that several tests of this folder read."""

import json
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[2] / "golden"
LIPSET = ["DEV", "URB", "LIT", "IND", "STB"]
HEALTH = ["HE", "GG", "AH", "HI", "HW"]
EXPECTED_TO_HELP = dict.fromkeys(LIPSET, True)


def golden(name):
    expected = json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))
    return pd.read_csv(FOLDER / name / "data.csv", index_col="case"), expected


def same_models(solution, models):
    return {frozenset(model.terms) for model in solution.models} == {
        frozenset(model) for model in models
    } and len(solution.models) == len(models)
