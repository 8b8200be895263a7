"""The same columns in two sources: rows that stand under each other's name in one of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import Finding, nothing
from analysis.honesty.robust import NORMAL_MAD, cells_judged, middle
from analysis.honesty.subject import Subject
from analysis.panels import require_columns, require_one_row_a_year

KEYS = ("region_code", "year", "column", "other_region_code")
NORMAL_PEAK = 0.399  # density of the standard normal distribution at its centre
FINEST_LOG = 0.001  # an agreement closer than this says no more than one of this size; convention of ours


def swapped_between_sources(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag pairs whose values fit each other's in a second source and not their own.

    A pair is established where its agreement is beyond chance in some year: the pairs of regions that misfit
    in the year, times the chance that two random regions agree as closely both ways (a normal density of the
    logarithms), summed up over the years. Every year in which an established pair fits is then listed.
    """
    second = subject.second_source
    if second is None:
        return nothing("no second source is given for the table")
    require_columns(second, ["region_code", "year"], "the second source")
    require_one_row_a_year(second)
    cube = subject.cube
    shared = [name for name in cube.columns if name in second]
    if not shared:
        return nothing("the second source has none of the measures of the table")
    judged, found = np.zeros(cube.values.shape, bool), []
    for name in shared:
        place = cube.columns.index(name)
        own, other = cube.logs[place], _aligned(subject, second, name)
        both = np.isfinite(own - other)
        judged[place] = both & (both.sum(axis=0) >= values["least_regions"])
        if judged[place].any():
            found.append(_pairs(own, other, judged[place], values).assign(column=name, place=place))
    if not judged.any():
        return nothing("too few regions are in both sources in a year")
    table = pd.concat(found, ignore_index=True)
    first, second_place = table["first"].to_numpy(int), table["second"].to_numpy(int)
    regions, time = np.array(cube.regions, dtype=object), table["time"].to_numpy(int)
    flags = pd.DataFrame(
        {
            "region_code": regions[first].astype(str),
            "year": np.array(cube.years)[time],
            "column": table["column"].astype(str),
            "other_region_code": regions[second_place].astype(str),
            "value": cube.values[table["place"], first, time],
            "other_value": cube.values[table["place"], second_place, time],
            "second_source_value": np.exp(table["says_first"]),
            "second_source_other_value": np.exp(table["says_second"]),
            "chance": table["chance"],
        }
    )
    ordered = flags.sort_values(list(KEYS), ignore_index=True)
    return Finding(ordered, KEYS, cells_judged(cube, judged), judged=judged)


def _aligned(subject: Subject, second: pd.DataFrame, name: str) -> np.ndarray:
    """Return the logarithms of a column of the second source by region and year of the table."""
    cube = subject.cube
    wide = second.pivot(index="region_code", columns="year", values=name)
    block = wide.reindex(index=list(cube.regions), columns=list(cube.years)).to_numpy(float)
    return np.log(np.where(block > 0, block, np.nan))


def _pairs(
    own: np.ndarray, other: np.ndarray, judged: np.ndarray, values: Mapping[str, float]
) -> pd.DataFrame:
    """Return the pairs of one column that fit each other's value, in the years in which they do."""
    gap = np.where(judged, own - other, np.nan)
    usual = middle(gap, 0)
    spread = NORMAL_MAD * middle(np.abs(gap - usual), 0)
    far = np.abs(gap - usual) > np.fmax(values["own_spreads"] * spread, values["least_own_log"])
    rows = []
    for time in np.nonzero(far.any(axis=0))[0]:
        odd = np.nonzero(far[:, time])[0]
        cross = np.abs(own[odd, time][:, None] - other[odd, time][None, :] - usual[time])
        worst = np.maximum(cross, cross.T)
        first, second = np.nonzero(np.triu(worst <= values["most_other_log"], 1))
        wide = np.nanstd(other[judged[:, time], time])
        alike = 2 * np.fmax(worst[first, second], FINEST_LOG) * NORMAL_PEAK / wide
        chance = len(odd) * (len(odd) - 1) / 2 * np.minimum(alike, 1.0) ** 2
        for one, two, luck in zip(odd[first], odd[second], chance, strict=True):
            rows.append((one, two, time, other[one, time], other[two, time], luck))
    names = ["first", "second", "time", "says_first", "says_second", "chance"]
    table = pd.DataFrame(rows, columns=names)
    best = table.groupby(["first", "second"])["chance"].transform("min")
    years = max(int(judged.any(axis=0).sum()), 1)
    return table[best * years < values["chance_of_any"]]
