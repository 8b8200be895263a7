"""The specimen's schools: what was counted in each, so that as many meet a standard as its indicator says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.specimen.world import assumptions, attainments, rows_of, settings

__all__ = ["YEAR", "school_standards", "schools"]

YEAR = 2013
MADRASAH_SHARE = 0.12
KINDS = {"primary": ("sd", "mi", "SD Negeri"), "junior": ("smp", "mts", "SMP Negeri")}
QUALITY_WEIGHT = 0.6  # how far a good school is good in everything


def schools() -> pd.DataFrame:
    """List the schools: ``level, school_id, school_name, school_kind, quality`` (which is in no table)."""
    given = settings()
    draws = np.random.default_rng([int(given["seed"]), 4])
    places = list(assumptions("places")["kecamatan"])
    rows = []
    for level, (state, madrasah, word) in KINDS.items():
        for number in range(int(given[f"{level}_schools"])):
            religious = draws.random() < MADRASAH_SHARE
            name = f"{madrasah.upper() if religious else word} {number // len(places) + 1}"
            rows.append(
                {
                    "level": level,
                    "school_id": f"9999{1 if level == 'primary' else 2}{number + 1:03d}",
                    "school_name": f"{name} {places[number % len(places)]}",
                    "school_kind": madrasah if religious else state,
                    "quality": draws.normal(),
                }
            )
    return pd.DataFrame(rows)


def school_standards() -> pd.DataFrame:
    """Say of each school what was counted, or whether it meets the standard; some schools were not looked at.

    Where all schools were seen, as many meet the standard as the indicator's numerator of the year says;
    where a part was seen, it is a random part.
    """
    draws = np.random.default_rng([int(settings()["seed"]), 5])
    table = schools()
    attained = attainments()
    attained = attained[attained["year"] == YEAR].set_index("indicator_code")
    parts = []
    for standard in rows_of(assumptions("school-standards")):
        own = table[table["level"] == standard["level"]].reset_index(drop=True)
        score = QUALITY_WEIGHT * own["quality"] + draws.normal(0.0, 1.0, len(own))
        meets = score.rank(ascending=False) <= int(attained["numerator"][standard["indicator_code"]])
        part = own.assign(
            year=YEAR, indicator_code=standard["indicator_code"], **_counted(standard, meets, draws)
        )
        seen = np.sort(draws.choice(len(own), int(standard["seen"]), replace=False))
        parts.append(part.iloc[seen].assign(schools_count=len(own)))
    return pd.concat(parts, ignore_index=True).drop(columns=["level", "quality"])


def _counted(standard: dict[str, Any], meets: pd.Series, draws: np.random.Generator) -> dict[str, Any]:
    """Return what was measured on the right side of the threshold, or the answer where nothing is counted."""
    if not standard["threshold"]:
        return {"meets": meets.map({True: "yes", False: "no"})}
    threshold, spread = int(standard["threshold"]), int(standard["spread"])
    inside, outside = draws.integers(0, spread, len(meets)), draws.integers(1, spread + 1, len(meets))
    sign = 1 if standard["threshold_kind"] == "at-least" else -1
    measured = np.where(meets, threshold + sign * inside, np.maximum(threshold - sign * outside, 0))
    return {
        "measured_value": measured,
        "threshold": threshold,
        "threshold_kind": standard["threshold_kind"],
    }
