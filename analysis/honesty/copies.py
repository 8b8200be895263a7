"""Values that should differ and do not: columns, years and districts that are copies of another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from analysis.honesty.finding import Finding, nothing
from analysis.honesty.robust import cell_finding, cells_judged, change, middle
from analysis.honesty.subject import FINEST, Cube, Subject
from analysis.honesty.words import because
from analysis.panels import require_columns


def informative(cube: Cube) -> np.ndarray:
    """Return which values could not easily agree by chance: observed, not 0, not a full share."""
    full = cube.shares[:, None, None] & (cube.values == 100)
    return np.isfinite(cube.values) & (cube.values != 0) & ~full


def identical_columns(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag pairs of columns that hold the same value in nearly every region of a year."""
    cube = subject.cube
    use = informative(cube)
    # a column that hardly varies in a year agrees with another by chance
    shown = np.where(use, cube.values, np.nan)
    rows, judged = [], np.zeros_like(use)
    known = _equal_by_definition(subject)
    for first in range(len(cube.columns) - 1):
        both = use[first] & use[first + 1 :]
        shared = both.sum(axis=1)
        equal = (both & (shown[first + 1 :] == shown[first])).sum(axis=1)
        enough = shared >= values["least_rows"]
        judged[first] |= (both & enough[:, None, :]).any(axis=0)
        judged[first + 1 :] |= both & enough[:, None, :]
        high = enough & (equal >= values["least_share"] * np.maximum(shared, 1))
        for other, time in zip(*np.nonzero(high & ~known[first, first + 1 :]), strict=True):
            same = both[other, :, time] & (shown[first + 1 + other, :, time] == shown[first, :, time])
            if len(np.unique(shown[first, same, time])) < values["least_values"]:
                continue
            rows.append(
                (first, first + 1 + other, time, np.nonzero(same)[0], equal[other, time], shared[other, time])
            )
    if not judged.any():
        return nothing("no two columns share enough regions in a year")
    flags = [
        pd.DataFrame(
            {
                "region_code": [cube.regions[i] for i in places],
                "year": cube.years[time],
                "column": cube.columns[first],
                "other_column": cube.columns[other],
                "value": cube.values[first, places, time],
                "equal_count": equal,
                "shared_count": shared,
            }
        )
        for first, other, time, places, equal, shared in rows
    ]
    keys = ("region_code", "year", "column", "other_column")
    empty = pd.DataFrame(columns=[*keys, "value", "equal_count", "shared_count"])
    table = pd.concat(flags, ignore_index=True) if flags else empty
    ordered = table.sort_values(list(keys), ignore_index=True)
    return Finding(ordered, keys, cells_judged(cube, judged), judged=judged)


def _equal_by_definition(subject: Subject) -> np.ndarray:
    """Return which pairs of columns must agree in which year; shape (columns, columns, years)."""
    cube = subject.cube
    known = np.zeros((len(cube.columns), len(cube.columns), len(cube.years)), bool)
    for pair in subject.equal:
        if {pair.column, pair.other_column} <= set(cube.columns):
            one, other = cube.columns.index(pair.column), cube.columns.index(pair.other_column)
            known[one, other] = known[other, one] = [pair.holds_in(year) for year in cube.years]
    return known


def equal_columns(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag regions in which two columns that are equal by definition differ."""
    if not subject.equal:
        return nothing("no columns are declared to be equal by definition")
    cube = subject.cube
    require_columns(
        pd.DataFrame(columns=list(cube.columns)),
        [name for pair in subject.equal for name in (pair.column, pair.other_column)],
        "the measures of the table",
    )
    judged, wrong = np.zeros(cube.values.shape, bool), np.zeros(cube.values.shape, bool)
    other_value = np.full(cube.values.shape, np.nan)
    for pair in subject.equal:
        one, other = cube.columns.index(pair.column), cube.columns.index(pair.other_column)
        years = np.array([pair.holds_in(year) for year in cube.years])
        seen = np.isfinite(cube.values[one]) & np.isfinite(cube.values[other]) & years
        apart = np.abs(cube.values[one] - cube.values[other])
        judged[one] |= seen
        other_value[one] = np.where(seen, cube.values[other], other_value[one])
        wrong[one] |= seen & (apart > values["tolerance"] * np.abs(cube.values[one]))
    return cell_finding(cube, judged, wrong, {"other_value": other_value})


def copied_forward(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values equal to the year before where rounding makes that unlikely.

    Under a roughly normal yearly change with median absolute size ``s``, two values rounded to ``g`` agree
    with a chance of about ``0.27 g / s`` (density at zero 0.399 over a standard deviation of ``s / 0.674``).
    One cell is enough where that chance is very small; elsewhere the number of equal cells of a region and
    year is held against the sum of their chances (Poisson approximation: Le Cam 1960, Pacific Journal of
    Mathematics 10(4): 1181-1197). A stock that rarely moves is not judged.
    """
    cube = subject.cube
    step = np.abs(change(cube.scaled))
    moves = np.where(step > 0, step, np.nan)
    country = middle(middle(step, 1), -1)[:, None, None]
    own = middle(moves, -1)[..., None]
    size = np.fmin(country, own)
    unit = np.where(cube.shares[:, None, None], 1.0, np.abs(cube.values))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 0.27 * np.maximum(cube.grain, 10.0**FINEST)[:, None, :] / (unit * size)
    before = np.concatenate([np.full((*cube.values.shape[:-1], 1), np.nan), cube.values[..., :-1]], axis=-1)
    judged = informative(cube) & np.isfinite(before) & (chance <= values["judged_chance"])
    equal = judged & (cube.values == before)
    count = equal.sum(axis=0)
    expected = np.where(judged, chance, 0.0).sum(axis=0)
    many = (count >= 2) & (stats.poisson.sf(count - 1, expected) < values["row_chance"])
    same = equal & ((chance <= values["highest_chance"]) | many)
    copied = np.broadcast_to(equal.sum(axis=0).astype(float), cube.values.shape)
    numbers = {"chance": chance, "columns_copied": copied}
    return cell_finding(
        cube,
        judged,
        same,
        numbers,
        because("values that rounding alone can repeat, and full or empty shares"),
    )


def identical_districts(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag pairs of regions that share more values in a year than chance allows.

    Each value that only a few regions share counts with minus the logarithm of the chance that two regions
    agree in that column and year; a pair is flagged when the sum exceeds what the best of all pairs would
    reach by chance. Equal values in several columns of one region count once.
    """
    cube = subject.cube
    use = informative(cube)
    if not (use.sum(axis=1) >= values["least_regions"]).any():
        return nothing("no column has enough regions in a year")
    which, places, times = np.nonzero(use)
    numbers = cube.values[which, places, times]
    order = np.lexsort((places, numbers, times, which))
    which, places, times, numbers = which[order], places[order], times[order], numbers[order]
    block = which * len(cube.years) + times
    fresh = np.r_[True, (np.diff(block) != 0) | (np.diff(numbers) != 0)]
    run = np.cumsum(fresh) - 1
    length = np.bincount(run)
    ties = np.bincount(
        block[fresh], weights=length * (length - 1.0), minlength=len(cube.columns) * len(cube.years)
    )
    seen = np.bincount(block, minlength=len(ties)).astype(float)
    chance = np.maximum(ties, 2) / np.maximum(seen * (seen - 1), 2)
    useful = (
        (length[run] >= 2)
        & (length[run] <= values["most_sharing"])
        & (seen[block] >= values["least_regions"])
    )
    pairs = []
    for offset in range(1, int(values["most_sharing"])):
        last = len(run) - offset
        if last <= 0:
            break
        match = np.nonzero((run[:last] == run[offset:]) & useful[:last])[0]
        pairs.append(np.stack([match, match + offset]))
    left, right = np.concatenate(pairs, axis=1)
    table = pd.DataFrame(
        {
            "first": places[left], "second": places[right], "time": times[left], "value": numbers[left],
            "score": -np.log10(chance[block[left]]), "column": which[left],
        }
    )  # fmt: skip
    table = table.sort_values(["time", "first", "second", "value", "score"], ascending=[True] * 4 + [False])
    table = table.drop_duplicates(["time", "first", "second", "value"])
    sums = table.groupby(["first", "second", "time"], as_index=False).agg(
        columns_count=("score", "size"), score=("score", "sum"), example=("column", "first")
    )
    tried = max(len(cube.regions) ** 2 / 2 * len(cube.years), 1)
    needed = float(np.log10(tried / values["chance_of_any"]))
    sums = sums[(sums["columns_count"] >= values["least_columns"]) & (sums["score"] > needed)]
    regions = np.array(cube.regions, dtype=object)
    flags = pd.DataFrame(
        {
            "region_code": regions[sums["first"]].astype(str),
            "year": np.array(cube.years)[sums["time"]],
            "other_region_code": regions[sums["second"]].astype(str),
            "columns_count": sums["columns_count"].to_numpy(int),
            "example_column": np.array(cube.columns, dtype=object)[sums["example"]].astype(str),
            "score_log10": sums["score"].to_numpy(float),
            "needed_log10": needed,
        }
    )
    keys = ("region_code", "year", "other_region_code")
    judged = use & (seen.reshape(len(cube.columns), 1, -1) >= values["least_regions"])
    ordered = flags.sort_values(list(keys), ignore_index=True)
    return Finding(ordered, keys, cells_judged(cube, judged), judged=judged)
