"""The published reference results that the tests of this room reproduce."""

import json
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[1] / "golden"


def golden(case):
    """Return the expected numbers of a case and its data."""
    found = json.loads((FOLDER / case / "expected.json").read_text(encoding="utf-8"))
    return found["expected"], pd.read_csv(FOLDER / case / "data.csv")
