"""Plant errors of known kind and size; report what the checks find, what they wrongly accuse, how fast.

Run from the project's folder: ``python -m benchmarks.honesty --out benchmarks/results``. It writes
``honesty-recall.csv``, ``honesty-false-alarms.csv`` and ``honesty-seconds.csv`` and prints them.

On made-up series every flag outside the planted places is a false alarm. The real panel has errors of its
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
from analysis.honesty.declared import Total
from analysis.honesty.record import CheckResult
from analysis.honesty.subject import make_subject
from analysis.sources import load_table
from analysis.sources.writing import frame_csv
from benchmarks import planting as plant
from benchmarks import planting_records as records

PLANTED_COUNT = 120
SEEDS = (1, 2, 3)
Planter = Callable[[pd.DataFrame, float, int, np.random.Generator], plant.Planted]
PANEL_ERRORS: tuple[tuple[str, str, Planter, tuple[float, ...]], ...] = (
    ("scale-error", "value x size", plant.scale, (0.001, 0.01, 0.1, 10, 100, 1000)),
    ("sudden-jump", "lasting step, own spreads", plant.step, (5, 8, 12, 20)),
    ("sudden-jump", "lasting step, points", plant.points, (10, 20, 30)),
    ("out-of-range", "points above 100", plant.above, (0.5, 10)),
    ("missing-as-zero", "value 0", plant.zero, (0,)),
    ("copied-forward", "columns copied", plant.forward, (1, 4)),
    ("constant-series", "years repeated", plant.constant, (3, 4, 6)),
    ("identical-columns", "share of regions", plant.column, (0.5, 0.95, 1.0)),
    ("identical-districts", "columns copied", plant.twin, (1, 2, 4)),
    ("swapped-entities", "log10 ratio of populations", plant.swap, (0.0, 0.2, 0.5)),
    ("rebased-denominator", "share added to population", plant.rebase, (0.05, 0.15, 0.3, 1.0)),
    ("parts-total", "share added to the total", plant.total, (0.005, 0.02, 0.2)),
    ("heaping", "share of values rounded", plant.heap, (0.05, 0.2, 0.5)),
    ("hidden-capping", "share of values capped", plant.cap, (0.02, 0.1, 0.3)),
)
RECORD_ERRORS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("value-times-power", "value x size", (0.01, 0.1, 10, 100)),
    ("reversed-ratio", "value is d/n", (0,)),
    ("value-times-target", "value x target", (0,)),
    ("numerator-above-denominator", "numerator above", (0.01, 0.2)),
    ("capped-value", "capped", (0.01, 0.2)),
    ("zero-denominator", "zero denominator", (0,)),
    ("value-differs", "value off by points", (0.1, 1, 10)),
    ("digit-transposition", "two digits of the denominator", (0,)),
)
TARGET_ERRORS: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("straight-targets", "same step", (1.0, 5.0)),
    ("constant-targets", "no step", (0.0,)),
    ("below-national", "below national", (0.5, 10.0)),
)


def made_totals(frame: pd.DataFrame) -> tuple[Total, ...]:
    """Declare that the functions of the made-up series add up to their total."""
    parts = tuple(n for n in frame if n.startswith("spending_") and n != "spending_total_idr")
    return (Total("functions", "spending_total_idr", parts),)


def real_totals(frame: pd.DataFrame) -> tuple[Total, ...]:
    """Declare parts and totals of the national panel."""
    classes = tuple(f"spending_{name}_idr" for name in ("personnel", "goods_services", "capital", "other"))
    spending = [n for n in frame if n.startswith("spending_") and n != "spending_total_idr"]
    sources = tuple(n for n in frame if n.startswith("revenue_") and n != "revenue_total_idr")
    return (
        Total("functions", "spending_total_idr", tuple(n for n in spending if n not in classes)),
        Total("classes", "spending_total_idr", classes),
        Total("revenue", "revenue_total_idr", sources),
        Total("poor", "population_people", ("poor_people",), exact=False),
    )


def run_one(check_id: str, frame: pd.DataFrame, kind: str, totals: tuple[Total, ...] = ()) -> CheckResult:
    """Run one check on a frame."""
    return find_check(check_id).run(make_subject(frame, kind, totals=totals))


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
        third = rows[[name for name in ("column", "indicator_code") if name in rows][0]]
    return {
        (str(a), int(b), str(c)) for a, b, c in zip(rows["region_code"], rows["year"], third, strict=True)
    }


def recall_row(
    world: str,
    check_id: str,
    error: str,
    size: float,
    before: plant.Keys,
    planted: plant.Planted,
    result: CheckResult,
) -> dict[str, object]:
    """Compare what was planted with what was found."""
    fresh = planted.keys - before
    after = flagged_keys(result)
    touched = {(code, year) for code, year, _ in planted.keys} | {
        (other, year) for _, year, other in planted.keys
    }
    elsewhere = {(code, year) for code, year, _ in after - before} - touched
    judged = set(zip(result.evaluated["region_code"], result.evaluated["year"], strict=True))
    return {
        "world": world, "check_id": check_id, "error": error, "size": size, "planted_count": len(fresh),
        "judged_count": sum((code, year) in judged for code, year, _ in fresh),
        "found_count": len(fresh & after),
        "new_flags_elsewhere_count": len(elsewhere), "rows_count": len(planted.frame),
    }  # fmt: skip


def recall_table(seeds: tuple[int, ...] = SEEDS, count: int = PLANTED_COUNT) -> pd.DataFrame:
    """Plant every error at every size into made-up series and the real panel, over several seeds."""
    rows = []
    real = load_table("national/panel").frame
    districts = real[~real["region_code"].str.endswith("00")].reset_index(drop=True)
    districts = districts.astype({name: float for name in districts.columns[2:]})
    base = {c: flagged_keys(run_one(c, districts, "panel", real_totals(districts))) for c, *_ in PANEL_ERRORS}
    for seed in seeds:
        worlds = [
            ("normal noise", plant.clean_series(seed)),
            ("heavy tails (t, 4)", plant.clean_series(seed, tail=4)),
        ]
        for check_id, error, planter, sizes in PANEL_ERRORS:
            for size in sizes:
                for world, frame in [*worlds, ("real panel", districts)]:
                    totals = made_totals(frame) if world != "real panel" else real_totals(frame)
                    before = (
                        base[check_id] if world == "real panel"
                        else flagged_keys(run_one(check_id, frame, "panel", totals))
                    )  # fmt: skip
                    planted = planter(frame, size, count, np.random.default_rng([seed, int(1000 * size)]))
                    result = run_one(check_id, planted.frame, "panel", totals)
                    rows.append(recall_row(world, check_id, error, size, before, planted, result))
        for kind, errors, frame, plant_one in (
            ("indicators", RECORD_ERRORS, records.clean_records(seed), records.plant_record),
            ("targets", TARGET_ERRORS, records.clean_targets(seed), records.plant_target),
        ):
            for check_id, error, sizes in errors:
                for size in sizes:
                    before = flagged_keys(run_one(check_id, frame, kind))
                    planted = plant_one(
                        frame, error, size, count, np.random.default_rng([seed, int(1000 * size)])
                    )
                    result = run_one(check_id, planted.frame, kind)
                    rows.append(recall_row(kind, check_id, error, size, before, planted, result))
    keys = ["world", "check_id", "error", "size"]
    table = pd.DataFrame(rows).groupby(keys, sort=True, as_index=False).sum()
    table["recall"] = table["found_count"] / table["planted_count"].where(table["planted_count"] > 0)
    table["new_flags_elsewhere_per_200_rows"] = 200 * table["new_flags_elsewhere_count"] / table["rows_count"]
    return table


def false_alarm_table(seeds: tuple[int, ...] = SEEDS) -> pd.DataFrame:
    """Count accused rows where nothing was planted; on the real panel this is a flag rate only."""
    rows = []
    for seed in seeds:
        for world, tail in (("normal noise", np.inf), ("heavy tails (t, 4)", 4.0)):
            frame = plant.clean_series(seed, tail=tail)
            rows += _accused(world, audit(frame, "panel", totals=made_totals(frame)).results, len(frame))
        for kind, frame in (
            ("indicators", records.clean_records(seed)),
            ("targets", records.clean_targets(seed)),
        ):
            rows += _accused(kind, audit(frame, kind).results, len(frame))
    real = load_table("national/panel").frame
    rows += _accused("real panel", audit(real, "panel", totals=real_totals(real)).results, len(real))
    table = pd.DataFrame(rows).groupby(["world", "check_id"], sort=True, as_index=False).sum()
    table["accused_per_200_rows"] = 200 * table["accused_rows_count"] / table["rows_count"]
    table["flags_per_10000_judged"] = (
        10000 * table["flags_count"] / table["judged_count"].where(table["judged_count"] > 0)
    )
    return table


def _accused(world: str, results: tuple[CheckResult, ...], count: int) -> list[dict[str, object]]:
    keys = ["region_code", "year", "indicator_code"]
    return [
        {
            "world": world, "check_id": result.check_id, "flags_count": len(result.rows),
            "accused_rows_count": len(result.rows[[k for k in keys if k in result.rows]].drop_duplicates()),
            "judged_count": int(result.evaluated["cells"].sum()), "rows_count": count,
        }
        for result in results
    ]  # fmt: skip


def seconds_table(times: tuple[int, ...] = (1, 4, 16)) -> pd.DataFrame:
    """Time a whole audit with its scorecard on the real panel and on panels of several times its rows."""
    real = load_table("national/panel").frame
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
        start = time.perf_counter()
        found = audit(frame, "panel", totals=real_totals(frame))
        middle = time.perf_counter()
        card = scorecard(found)
        end = time.perf_counter()
        rows.append(
            {
                "times": factor, "rows_count": len(frame), "checks_count": len(found.results),
                "audit_seconds": middle - start, "scorecard_seconds": end - middle,
                "card_rows_count": len(card),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


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
