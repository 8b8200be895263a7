"""Clean quarterly reports, answers and budget lines, and errors planted into them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.planting import Planted


def clean_quarters(seed: int, count: int = 1500) -> pd.DataFrame:
    """Make cumulative reports of four quarters that rise by unequal steps."""
    rng = np.random.default_rng(seed)
    steps = rng.uniform(8, 25, (count, 4))
    return pd.DataFrame(
        {
            "region_code": np.repeat([f"{1000 + i}" for i in range(count)], 4), "year": 2022,
            "indicator_code": "K-1", "quarter": np.tile([1, 2, 3, 4], count),
            "cumulative_value": np.cumsum(steps, axis=1).ravel(),
        }
    )  # fmt: skip


def plant_quarter(
    frame: pd.DataFrame, error: str, size: float, count: int, rng: np.random.Generator
) -> Planted:
    """Let the last quarter fall by `size`, or step by `size` times the largest step before."""
    out = frame.copy()
    codes = rng.choice(frame["region_code"].unique(), count, replace=False)
    for code in codes:
        rows = out.index[out["region_code"] == code]
        before = out.loc[rows[:3], "cumulative_value"].to_numpy(float)
        step = -size if error == "points taken back" else size * np.diff(before, prepend=0.0).max()
        out.loc[rows[3], "cumulative_value"] = before[2] + step
    return Planted(out, {(str(code), 2022, "K-1") for code in codes})


def clean_answers(seed: int, units_count: int = 120, items_count: int = 30) -> pd.DataFrame:
    """Make answers of units of two types to yes-or-no items of unequal difficulty, in two versions."""
    rng = np.random.default_rng(seed)
    chance = rng.uniform(0.2, 0.7, items_count)
    answer = (rng.random((units_count, items_count)) < chance).astype(float)
    first = np.where(rng.random(answer.shape) < 0.1, 1 - answer, answer)
    parts = [
        pd.DataFrame(
            {
                "region_code": "1101", "year": 2013,
                "unit_name": np.repeat([f"U{i:03d}" for i in range(units_count)], items_count),
                "unit_type": np.repeat(np.where(np.arange(units_count) % 3, "state", "private"), items_count),
                "item": np.tile([f"q{i:02d}" for i in range(items_count)], units_count),
                "answer": block.ravel(), "submitted_at": time,
            }
        )
        for block, time in ((first, "2013-12-28T09:00:00"), (answer, "2013-12-30T09:00:00"))
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def plant_answer(
    frame: pd.DataFrame, error: str, size: float, count: int, rng: np.random.Generator
) -> Planted:
    """Plant straight lines, copied lines, or versions of one day that only improve."""
    count = min(count, 10)
    out, last = frame.copy(), frame["submitted_at"] == frame["submitted_at"].max()
    units = rng.choice(frame["unit_name"].unique(), count, replace=False)
    if error == "yes to all, items":
        kept = out["item"].isin(sorted(out["item"].unique())[: int(size)]) | ~out["unit_name"].isin(units)
        out = out[kept].reset_index(drop=True)
        out.loc[out["unit_name"].isin(units), "answer"] = 1.0
        return Planted(out, {("1101", 2013, str(unit)) for unit in units})
    if error == "yes to all in a type, units":
        own = frame.loc[frame["unit_type"] == "private", "unit_name"].unique()[: int(size)]
        out.loc[out["unit_name"].isin(own), "answer"] = 1.0
        return Planted(out, {("1101", 2013, str(unit)) for unit in own})
    if error == "answers raised on one day":
        later = out[last & out["unit_name"].isin(units)].assign(submitted_at="2013-12-30T15:00:00")
        no = later[later["answer"] == 0].groupby("unit_name").head(int(size)).index
        later.loc[no, "answer"] = 1.0
        raised = later.loc[no, "unit_name"].value_counts()
        hit = raised.index[raised >= size]
        return Planted(pd.concat([out, later], ignore_index=True), {("1101", 2013, str(u)) for u in hit})
    wide = out[last].pivot(index="unit_name", columns="item", values="answer")
    if error == "unit copies a unit":
        rest = [unit for unit in wide.index if unit not in set(units)]
        keys = set()
        for unit, source in zip(units, rest, strict=False):
            out.loc[last & (out["unit_name"] == unit), "answer"] = wide.loc[source].to_numpy()
            keys.add(("1101", 2013, min(str(unit), str(source))))
        return Planted(out, keys)
    first, second = sorted(rng.choice(wide.columns, 2, replace=False))
    out.loc[last & (out["item"] == second), "answer"] = (
        wide[first].reindex(out.loc[last & (out["item"] == second), "unit_name"]).to_numpy()
    )
    return Planted(out, {("1101", 2013, str(first))})


def clean_lines(seed: int, lines_count: int = 600) -> pd.DataFrame:
    """Make the budget lines of a region in three documents that differ by up to a fifth."""
    rng = np.random.default_rng(seed)
    amount = np.exp(rng.normal(19.0, 1.4, lines_count))
    parts = [
        pd.DataFrame(
            {
                "region_code": "1101", "year": 2012, "document": document, "organisation": "Dinas",
                "programme_name": "P", "activity_name": [f"K{i}" for i in range(lines_count)],
                "amount_idr": np.round(amount * rng.uniform(0.8, 1.2, lines_count), -3), "page": 1,
            }
        )
        for document in ("apbd", "kua_ppas", "rkpd")
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def plant_line(frame: pd.DataFrame, error: str, size: float, count: int, rng: np.random.Generator) -> Planted:
    """Multiply amounts, or repeat rows."""
    rows = rng.choice(frame.index[frame["document"] == "apbd"], count, replace=False)
    if error == "row repeated":
        out = pd.concat([frame, frame.loc[rows]], ignore_index=True)
        return Planted(out, {("1101", 2012, str(len(frame) + 1 + i)) for i in range(count)})
    out = frame.copy()
    out.loc[rows, "amount_idr"] *= size
    return Planted(out, {("1101", 2012, str(row + 1)) for row in rows})
