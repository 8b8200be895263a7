"""Clean indicator records and targets, and errors planted into them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.planting import Planted

TARGET = 85.0


def clean_records(seed: int, count: int = 4000) -> pd.DataFrame:
    """Make indicator records whose value is n/d rounded to two decimals."""
    rng = np.random.default_rng(seed)
    bottom = np.round(np.exp(rng.normal(8.5, 1.0, count))) + 50
    top = rng.binomial(bottom.astype(int), rng.uniform(0.3, 0.98, count)).astype(float)
    return pd.DataFrame(
        {
            "region_code": [f"{1000 + i // 8}" for i in range(count)],
            "year": 2012,
            "indicator_code": [f"K-{i % 8}" for i in range(count)],
            "numerator": top, "denominator": bottom, "value_pct": np.round(100 * top / bottom, 2),
            "target_pct": TARGET,
        }
    )  # fmt: skip


def clean_targets(seed: int, count: int = 500) -> pd.DataFrame:
    """Make targets over five years that rise by different steps and stay above the national one."""
    rng = np.random.default_rng(seed)
    steps = np.round(rng.uniform(0.2, 4, (count, 5)), 1)
    values = np.minimum(70 + np.cumsum(steps, axis=1), 99)
    return pd.DataFrame(
        {
            "region_code": np.repeat([f"{1000 + i}" for i in range(count)], 5),
            "year": np.tile(np.arange(2011, 2016), count),
            "indicator_code": "K-1", "target_pct": values.ravel(), "national_target_pct": 70.0,
        }
    )  # fmt: skip


def plant_record(
    frame: pd.DataFrame, kind: str, size: float, count: int, rng: np.random.Generator
) -> Planted:
    """Plant one kind of error into `count` records."""
    out = frame.copy()
    rows = rng.choice(frame.index, count, replace=False)
    top, bottom = frame.loc[rows, "numerator"], frame.loc[rows, "denominator"]
    if kind == "value x size":
        out.loc[rows, "value_pct"] *= size
    elif kind == "value is d/n":
        out.loc[rows, "value_pct"] = (100 * bottom / top.where(top > 0)).round(2)
    elif kind == "value x target":
        out.loc[rows, "value_pct"] = (frame.loc[rows, "value_pct"] * TARGET / 100).round(2)
    elif kind == "numerator above":
        out.loc[rows, "numerator"] = np.ceil(bottom * (1 + size))
    elif kind == "capped":
        out.loc[rows, "numerator"] = np.ceil(bottom * (1 + size))
        out.loc[rows, "value_pct"] = 100.0
    elif kind == "zero denominator":
        out.loc[rows, ["numerator", "denominator", "value_pct"]] = [0.0, 0.0, 100.0]
    elif kind == "value off by points":
        out.loc[rows, "value_pct"] += size
    else:
        turned = bottom.map(lambda number: _turned(int(number), rng))
        out.loc[rows, "denominator"] = turned
        rows = rows[(turned != bottom).to_numpy()]
    keys = {
        (str(frame.at[row, "region_code"]), int(frame.at[row, "year"]), str(frame.at[row, "indicator_code"]))
        for row in rows
    }
    return Planted(out, keys)


def _turned(number: int, rng: np.random.Generator) -> float:
    digits = list(str(number))
    place = int(rng.integers(len(digits) - 1))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return float("".join(digits))


def plant_target(
    frame: pd.DataFrame, kind: str, size: float, count: int, rng: np.random.Generator
) -> Planted:
    """Plant one kind of target series into `count` regions."""
    out, time = frame.copy(), np.arange(5)
    codes = rng.choice(frame["region_code"].unique(), count, replace=False)
    keys = set()
    for code in codes:
        rows = out.index[out["region_code"] == code]
        first = float(out.loc[rows[0], "target_pct"])
        if kind == "below national":
            out.loc[rows, "target_pct"] = 70.0 - size
        else:
            out.loc[rows, "target_pct"] = np.round(first + time * size, 2)
        keys |= {(str(code), int(year), "K-1") for year in out.loc[rows, "year"]}
    return Planted(out, keys)
