"""Small plans with amounts that can be followed by hand."""

import numpy as np
import pandas as pd

from analysis.standards.costing.need import cost_need
from analysis.standards.costing.plan import make_plan

YEARS = (2014, 2015, 2016)


def baselines(**changes):
    """Births attended, 70 to 90 per cent of 1,000; fully immunised villages, 80 to 100 per cent of 50."""
    table = {
        "indicator_code": ["KES-03", "KES-07"], "baseline_pct": [70.0, 80.0], "target_pct": [90.0, 100.0],
        "denominator": [1000.0, 50.0],
    }  # fmt: skip
    return pd.DataFrame(table | changes)


def costs(**changes):
    """One variable item each."""
    table = {
        "indicator_code": ["KES-03", "KES-07"], "item": ["delivery", "outreach"], "cost_kind": "variable",
        "unit_cost_idr": [600_000.0, 2_000_000.0], "price_year": 2013,
    }  # fmt: skip
    return pd.DataFrame(table | changes)


def more_costs():
    """The same with an activity of every year and a purchase in 2015."""
    more = pd.DataFrame(
        {
            "indicator_code": "KES-03", "item": ["training", "birth post"],
            "cost_kind": ["fixed", "investment"],
            "unit_cost_idr": [10_000_000.0, 50_000_000.0], "price_year": 2013, "quantity": [np.nan, 2],
            "year_from": [np.nan, 2015], "useful_life_years": [np.nan, 4],
        }
    )  # fmt: skip
    return pd.concat([costs(), more], ignore_index=True)


def plan(**changes):
    """Three years, straight path."""
    return make_plan(baselines(**changes), YEARS, base_year=2013)


def need(**changes):
    """Without inflation."""
    return cost_need(plan(), costs(**changes))
