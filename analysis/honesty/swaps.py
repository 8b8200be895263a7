"""Two districts of a province that have changed places: each fits the other's history and not its own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import Finding, nothing
from analysis.honesty.jumps import against_country
from analysis.honesty.robust import NORMAL_MAD, cells_judged, middle, neighbours
from analysis.honesty.subject import Subject
from analysis.honesty.words import because


def swapped_entities(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag pairs whose values in a year fit each other's neighbouring years and not their own.

    Two histories are tried: the years on both sides (a swap of one or two years) and the years before alone
    (the first year of a lasting swap).
    """
    cube = subject.cube
    level = against_country(cube.scaled)
    groups = subject.group_of(cube.regions)
    reach, least = int(values["reach_years"]), values["least_neighbours"]
    tables, judged = [], np.zeros(level.shape, bool)
    for after in (True, False):
        around = neighbours(level, reach, after=after)
        count = np.isfinite(around).sum(axis=-1)
        reference = np.where(count >= least, middle(around, -1), np.nan)
        noise = NORMAL_MAD * middle(np.abs(around - reference[..., None]), -1)
        usual = middle(middle(noise, 1), -1)[:, None, None]
        noise = np.maximum(noise, usual)
        noise = np.where(noise > 0, noise, np.nan)
        for group in np.unique(groups):
            members = np.nonzero(groups == group)[0]
            if len(members) < 2:
                continue
            tables.append(
                _pairs(level[:, members], reference[:, members], noise[:, members], members, values)
            )
            judged[:, members] |= np.isfinite(level[:, members] - reference[:, members])
    if not judged.any():
        return nothing("no two regions of one group have a history to compare with")
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    found = found.drop_duplicates(["column", "first", "second", "time"])
    regions, columns = np.array(cube.regions, dtype=object), np.array(cube.columns, dtype=object)
    flags = pd.DataFrame(
        {
            "region_code": regions[found["first"].to_numpy(int)].astype(str),
            "year": np.array(cube.years)[found["time"].to_numpy(int)],
            "column": columns[found["column"].to_numpy(int)].astype(str),
            "other_region_code": regions[found["second"].to_numpy(int)].astype(str),
            "value": cube.values[
                found["column"].to_numpy(int), found["first"].to_numpy(int), found["time"].to_numpy(int)
            ],
            "other_value": cube.values[
                found["column"].to_numpy(int), found["second"].to_numpy(int), found["time"].to_numpy(int)
            ],
            "own_misfit": found["own"],
            "other_misfit": found["other"],
        }
    )
    flags["columns_count"] = flags.groupby(["region_code", "other_region_code", "year"])["column"].transform(
        "size"
    )
    many = flags["columns_count"] >= values["least_columns"]
    flags = flags[many | (flags["own_misfit"] > values["alone_misfit"])]
    keys = ("region_code", "year", "column", "other_region_code")
    reason = because("regions alone in their group, and values without enough years around them")
    ordered = flags.sort_values(list(keys), ignore_index=True)
    return Finding(ordered, keys, cells_judged(cube, judged), reason, judged)


def _pairs(
    level: np.ndarray,
    reference: np.ndarray,
    noise: np.ndarray,
    members: np.ndarray,
    values: Mapping[str, float],
) -> pd.DataFrame:
    """Return the pairs of one group in which both misfit their own history and fit the other's."""
    own = np.abs(level - reference) / noise
    far = np.nan_to_num(own, nan=0.0) > values["own_misfit"]
    which, first, time = np.nonzero(far)
    others = far[which, :, time]
    row, second = np.nonzero(others)
    which, first, time = which[row], first[row], time[row]
    keep = first < second
    which, first, second, time = which[keep], first[keep], second[keep], time[keep]
    here = np.abs(level[which, first, time] - reference[which, second, time]) / noise[which, second, time]
    there = np.abs(level[which, second, time] - reference[which, first, time]) / noise[which, first, time]
    worst = np.maximum(here, there)
    least = np.minimum(own[which, first, time], own[which, second, time])
    good = worst < values["other_misfit"]
    return pd.DataFrame(
        {
            "column": which[good], "first": members[first[good]], "second": members[second[good]],
            "time": time[good], "own": least[good], "other": worst[good],
        }
    )  # fmt: skip
