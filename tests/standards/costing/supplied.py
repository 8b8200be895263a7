"""Tables as a region supplies them, small enough to follow by hand."""

import numpy as np
import pandas as pd

COMMON = {"region_code": "6172", "source": "made up for a test", "page": np.nan, "status": "specimen"}


def records(**changes):
    """Births and villages in 2012 and 2013, with targets and denominators of the plan's years."""
    table = {
        "year": [2012, 2013, 2014, 2015, 2016, 2013], "indicator_code": ["KES-03"] * 5 + ["KES-07"],
        "numerator": [650.0, 700, np.nan, np.nan, np.nan, 40],
        "denominator": [1000.0, 1000, 1000, 1000, 1000, 50], "value_pct": np.nan,
        "target_pct": [np.nan, np.nan, np.nan, np.nan, 90, np.nan],
    }  # fmt: skip
    return pd.DataFrame(COMMON | table | changes)


def unit_costs(**changes):
    """One variable item each, uncertain."""
    table = {
        "indicator_code": ["KES-03", "KES-07"], "item": ["delivery", "outreach"], "cost_kind": "variable",
        "quantity": np.nan, "unit_cost_idr": [600_000.0, 2_000_000.0],
        "unit_cost_low_idr": [500_000.0, 1_500_000.0], "unit_cost_high_idr": [800_000.0, 3_000_000.0],
        "price_year": 2013, "year_from": np.nan, "year_to": np.nan, "useful_life_years": np.nan,
    }  # fmt: skip
    return pd.DataFrame(COMMON | table | changes)


def budget_lines(**changes):
    """Two lines of two documents: one line serves two indicators, one names its own."""
    table = {
        "year": [2014, 2014, 2014, 2014], "document": ["dpa", "dpa", "rkpd", "dpa"],
        "line_id": ["KIA", "IMUN", "KIA", "ADM"], "indicator_code": ["", "KES-07", "", ""],
        "funding_source": ["pad", "bok", "pad", "dau"], "amount_idr": [100e6, 5e6, 999e6, 70e6],
    }  # fmt: skip
    return pd.DataFrame(COMMON | table | changes)


def line_indicators(**changes):
    """Sixty per cent of the first line for births, ten for villages."""
    table = {
        "year": 2014, "line_id": ["KIA", "KIA"], "indicator_code": ["KES-03", "KES-07"],
        "share_pct": [60.0, 10.0],
    }  # fmt: skip
    return pd.DataFrame(COMMON | table | changes)
