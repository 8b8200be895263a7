"""Plant errors of known kind and size; report what the checks find, what they wrongly accuse, how fast.

Run from the project's folder: ``python -m benchmarks.honesty --out benchmarks/results``. It writes
``honesty-recall.csv``, ``honesty-false-alarms.csv`` and ``honesty-seconds.csv`` and prints them.

On made-up tables every flag outside the planted places is a false alarm. The real panel has errors of its
own, so there a flag before planting is no false alarm; only its rate is given, and recall counts places
that the check did not flag before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.honesty.auditing import CHECKS, audit, find_check, scorecard
from analysis.honesty.declared import Declared, Total
from analysis.honesty.panel import panel_declarations
from analysis.honesty.record import CheckResult
from analysis.honesty.subject import Subject, make_subject
from analysis.sources import load_table
from analysis.sources.writing import frame_csv
from benchmarks import planting as plant
from benchmarks.cases import BETWEEN_SOURCES, PANEL_ERRORS, WORLDS, PanelPlanter, World

PLANTED_COUNT = 120
SEEDS = (1, 2)
REAL = "real panel"
KEYS = ["world", "check_id", "error", "size"]
PLACES = ("column", "indicator_code", "unit_name", "item", "answered_by", "row")


def flagged_keys(result: CheckResult) -> plant.Keys:
    """Return the flags in the form in which errors are planted."""
    rows = result.rows
    if "other_region_code" in rows:
        third = rows["other_region_code"]
    elif "other_column" in rows:
        pairs = np.sort(rows[["column", "other_column"]].to_numpy(str), axis=1)
        third = pd.Series([f"{one}|{other}" for one, other in pairs])
    elif "total" in rows:
        third = pd.Series("", index=rows.index)  # an error in a total may show in any of its divisions
    else:
        third = rows[next((name for name in PLACES if name in rows), "year")]
    return {
        (str(a), int(b), str(c)) for a, b, c in zip(rows["region_code"], rows["year"], third, strict=True)
    }


def recall_row(
    case: tuple[str, str, str, float], before: plant.Keys, planted: plant.Planted, result: CheckResult
) -> dict[str, object]:
    """Compare what was planted with what was found."""
    fresh = planted.keys - before
    after = flagged_keys(result)
    touched = {(code, year) for code, year, _ in planted.keys} | {
        (other, year) for _, year, other in planted.keys
    }
    alarms = after - before - planted.keys
    if "panel" in find_check(case[1]).applies_to:  # a planted value may show in other columns of its row
        alarms = {key for key in alarms if key[:2] not in touched}
    judged = set(zip(result.evaluated["region_code"], result.evaluated["year"], strict=True))
    return {
        **dict(zip(KEYS, case, strict=True)), "planted_count": len(fresh),
        "judged_count": sum((code, year) in judged for code, year, _ in fresh),
        "found_count": len(fresh & after), "clean_rows": max(len(planted.frame) - len(planted.keys), 0),
        "false_alarms": len(alarms),
    }  # fmt: skip


def panel_worlds(seed: int) -> list[tuple[str, pd.DataFrame, Declared]]:
    """Return the made-up panels, each with what is declared about it."""
    worlds = []
    for name, tail in (("normal noise", np.inf), ("heavy tails (t, 4)", 4.0)):
        frame = plant.clean_series(seed, tail=tail)
        parts = tuple(n for n in frame.columns if n.startswith("spending_") and n != "spending_total_idr")
        total = Total("functions", "spending_total_idr", parts)
        worlds.append((name, frame, Declared(totals=[total], second_source=plant.second_source(frame, seed))))
    return worlds


def real_world() -> tuple[str, pd.DataFrame, Declared]:
    """Return the districts of the national panel, with what is declared about them."""
    real = load_table("national/panel").frame
    districts = real[~real["region_code"].str.endswith("00")].reset_index(drop=True)
    districts = districts.astype({name: float for name in districts.columns[2:]})
    second = load_table("national/population-grdp").frame
    return REAL, districts, panel_declarations(districts) | Declared(second_source=second)


def panel_recall(world: tuple[str, pd.DataFrame, Declared], seed: int, count: int) -> list[dict[str, object]]:
    """Plant every error of panels at every size into one panel."""
    name, frame, declared = world
    before: dict[str, plant.Keys] = {}
    rows = []
    for check_id, error, planter, sizes in PANEL_ERRORS:
        check = find_check(check_id)
        if check_id not in before:
            before[check_id] = flagged_keys(check.run(make_subject(frame, "panel", **declared)))
        for size in sizes:
            rng = np.random.default_rng([seed, int(1000 * size)])
            planted, subject = _plant_panel(check_id, planter, size, count, rng, frame, declared)
            rows.append(
                recall_row((name, check_id, error, size), before[check_id], planted, check.run(subject))
            )
    return rows


def _plant_panel(
    check_id: str,
    planter: PanelPlanter,
    size: float,
    count: int,
    rng: np.random.Generator,
    frame: pd.DataFrame,
    declared: Declared,
) -> tuple[plant.Planted, Subject]:
    """Plant into the panel, or into its second source where the check compares the two."""
    second = declared.get("second_source")
    if check_id == BETWEEN_SOURCES and second is not None:
        covered = frame[["region_code", "year"]].merge(second, on=["region_code", "year"])
        planted = planter(covered, size, count, rng)
        changed = declared | Declared(second_source=planted.frame)
        return planted, make_subject(frame, "panel", **changed)
    planted = planter(frame, size, count, rng)
    return planted, make_subject(planted.frame, "panel", **declared)


def record_recall(world: World, seed: int, count: int) -> list[dict[str, object]]:
    """Plant every error of a world of records at every size."""
    frame, rows = world.make(seed), []
    for check_id, error, sizes in world.errors:
        check = find_check(check_id)
        before = flagged_keys(check.run(make_subject(frame, world.kind, catalogue=world.catalogue)))
        for size in sizes:
            rng = np.random.default_rng([seed, int(1000 * size)])
            planted = world.planter(frame, error, size, count, rng)
            result = check.run(make_subject(planted.frame, world.kind, catalogue=world.catalogue))
            rows.append(recall_row((world.name, check_id, error, size), before, planted, result))
    return rows


def recall_table(seeds: tuple[int, ...] = SEEDS, count: int = PLANTED_COUNT) -> pd.DataFrame:
    """Plant every error at every size into every world, over several seeds."""
    rows, real = [], real_world()
    for seed in seeds:
        for panel in [*panel_worlds(seed), real]:
            rows += panel_recall(panel, seed, count)
        for world in WORLDS:
            rows += record_recall(world, seed, count)
    table = pd.DataFrame(rows).groupby(KEYS, sort=True, as_index=False).sum()
    table["recall"] = table["found_count"] / table["planted_count"].where(table["planted_count"] > 0)
    table["rate"] = table["false_alarms"] / table["clean_rows"].where(table["clean_rows"] > 0)
    return table


def false_alarm_table(seeds: tuple[int, ...] = SEEDS) -> pd.DataFrame:
    """Count accused rows where nothing was planted; on the real panel this is a flag rate only."""
    rows = []
    for seed in seeds:
        for name, frame, declared in panel_worlds(seed):
            rows += _accused(name, audit(frame, "panel", **declared).results, len(frame))
        for world in WORLDS:
            frame = world.make(seed)
            found = audit(frame, world.kind, catalogue=world.catalogue)
            rows += _accused(world.name, found.results, len(frame))
    name, frame, declared = real_world()
    rows += _accused(name, audit(frame, "panel", **declared).results, len(frame))
    table = pd.DataFrame(rows).groupby(["world", "check_id"], sort=True, as_index=False).sum()
    table["accused_per_200_rows"] = 200 * table["accused_rows_count"] / table["rows_count"]
    judged = table["judged_count"].where(table["judged_count"] > 0)
    table["flags_per_10000_judged"] = 10000 * table["flags_count"] / judged
    return table


def _accused(world: str, results: tuple[CheckResult, ...], count: int) -> list[dict[str, object]]:
    keys = ["region_code", "year", "indicator_code", "unit_name", "row"]
    return [
        {
            "world": world, "check_id": result.check_id, "flags_count": len(result.rows),
            "accused_rows_count": len(result.rows[[k for k in keys if k in result.rows]].drop_duplicates()),
            "judged_count": int(result.evaluated["cells"].sum()), "rows_count": count,
        }
        for result in results
    ]  # fmt: skip


def seconds_table(times: tuple[int, ...] = (1, 4, 16)) -> pd.DataFrame:
    """Time a whole audit with its scorecard: the real panel, and panels of several times its rows."""
    real = load_table("national/panel").frame
    second = load_table("national/population-grdp").frame
    measures = [n for n in real.columns[2:] if pd.api.types.is_numeric_dtype(real[n])]
    rng, rows = np.random.default_rng(1), []
    for factor in times:
        copies = []
        for number in range(factor):
            copy = real.copy()
            if number:  # copies differ by a little, or they would all be twins of each other
                copy["region_code"] = f"{chr(64 + number)}" + copy["region_code"]
                copy[measures] *= 1 - 0.01 * rng.random((len(copy), len(measures)))
            copies.append(copy)
        frame = pd.concat(copies, ignore_index=True)
        declared = panel_declarations(frame) | Declared(second_source=second)
        start, used = time.perf_counter(), time.process_time()
        found = audit(frame, "panel", **declared)
        card = scorecard(found)
        rows.append(
            {
                "times": factor, "rows_count": len(frame), "checks_count": len(found.results),
                "card_rows_count": len(card), "elapsed_seconds": time.perf_counter() - start,
                "processor_seconds": time.process_time() - used,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    used_seconds = table["processor_seconds"]  # other work on the machine does not count
    per_row = 1e6 * used_seconds / table["rows_count"]
    return table.assign(times_as_long=used_seconds / used_seconds.iloc[0], ms_per_1000_rows=per_row)


def main() -> None:
    """Run the benchmark, write its tables and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="how many repetitions")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    seeds = tuple(range(1, options.seeds + 1))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "honesty-seconds": seconds_table,
        "honesty-false-alarms": lambda: false_alarm_table(seeds),
        "honesty-recall": lambda: recall_table(seeds),
    }
    for name, make in makers.items():
        table = make()
        (options.out / f"{name}.csv").write_text(frame_csv(table, digits=6), encoding="utf-8", newline="")
        print(f"\n{name}, {len(CHECKS)} checks in the registry\n{table.to_string(float_format='%.3g')}")


if __name__ == "__main__":
    main()
