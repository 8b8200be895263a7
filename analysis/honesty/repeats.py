"""Values that say little: constant, zero where missing is meant, heaped on round numbers, capped at 100."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import stats

from analysis.honesty.finding import Finding, nothing
from analysis.honesty.robust import cell_finding, middle, spread
from analysis.honesty.subject import FINEST, Subject
from analysis.honesty.words import because


def constant_series(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag runs of one value over several years in a column that moves in nearly all other series."""
    cube = subject.cube
    full = cube.shares[:, None, None] & (cube.values == 100)
    seen = np.isfinite(cube.values) & ~full & (cube.values != 0)
    same = np.concatenate(
        [np.zeros((*seen.shape[:-1], 1), bool), np.diff(cube.values, axis=-1) == 0], axis=-1
    )
    run = np.where(seen, 1, 0)
    for time in range(1, run.shape[-1]):
        run[..., time] = np.where(same[..., time] & seen[..., time], run[..., time - 1] + 1, run[..., time])
    longest = run.max(axis=-1)
    years = np.isfinite(cube.values).sum(axis=-1)
    long = longest >= values["least_run"]
    share = (long & (years >= values["least_run"])).sum(axis=1) / np.maximum(
        (years >= values["least_run"]).sum(axis=1), 1
    )
    judged = seen & (years >= values["least_run"])[..., None]
    judged &= (share <= values["most_series"])[:, None, None]
    end = np.concatenate([run[..., 1:] <= run[..., :-1], np.ones((*run.shape[:-1], 1), bool)], axis=-1)
    wrong = (run >= values["least_run"]) & end
    return cell_finding(
        cube,
        judged,
        wrong,
        {"years_count": run.astype(float)},
        because("short series, and columns that often stand still"),
    )


def missing_as_zero(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag zeros in series that are otherwise well above zero, in a year when few others are zero.

    A share must lie several spreads above zero; an amount, which grows over the years, must never have come
    near zero otherwise.
    """
    cube = subject.cube
    zero = cube.values == 0
    filled = np.where(zero, np.nan, cube.values)
    centre, noise = middle(filled, -1)[..., None], spread(filled, -1)[..., None]
    seen = np.isfinite(cube.values)
    count = seen.sum(axis=-1)[..., None]
    rare_here = zero.sum(axis=-1)[..., None] <= values["most_zeros_share"] * count
    rare_there = (zero.sum(axis=1) <= values["most_zeros_share"] * np.maximum(seen.sum(axis=1), 1))[
        :, None, :
    ]
    judged = seen & (count >= values["least_years"])
    lowest = np.fmin.reduce(filled, axis=-1, initial=np.inf)[..., None]
    whole = cube.amounts[:, None, None]
    far = np.where(whole, lowest >= values["least_level"] * centre, centre > values["spreads"] * noise)
    wrong = zero & rare_here & rare_there & far
    return cell_finding(
        cube, judged, wrong, {"series_median": centre, "series_spread": noise}, because("short series")
    )


def heaping(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag a column and year in which last digits of 0 or 5, or whole fives of a share, pile up."""
    cube = subject.cube
    use = np.isfinite(cube.values) & (cube.shares | cube.counts)[:, None, None] & (cube.values != 0)
    use &= ~(cube.shares[:, None, None] & (cube.values == 100))
    grain = np.maximum(cube.grain, np.where(cube.counts, 1.0, 10.0**FINEST)[:, None])
    unit = np.where(cube.shares[:, None], 5.0, 5 * grain)
    large = cube.values >= values["least_steps"] * grain[:, None, :]
    use &= large & (grain[:, None, :] > 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        steps = np.where(use, cube.values, np.nan) / unit[:, None, :]
        expected = np.where(unit > 0, np.clip(grain / unit, 1e-6, 0.2), np.nan)
        # 1e-7 of a step: what decimal fractions lose when they are stored in binary
        round_value = use & (np.abs(steps - np.round(steps)) < 1e-7)
    total, hits = use.sum(axis=1), round_value.sum(axis=1)
    judged_block = total >= values["least_rows"]
    if not judged_block.any():
        return nothing("no percentage or count has enough values in a year")
    chance = stats.binom.sf(hits - 1, np.maximum(total, 1), np.nan_to_num(expected, nan=0.2))
    wrong = judged_block & (chance < values["chance_of_any"] / judged_block.sum())
    wrong &= hits >= values["least_ratio"] * expected * total
    wrong &= hits >= (expected + values["least_excess"]) * total
    numbers = {
        "round_count": hits[:, None, :].astype(float), "values_count": total[:, None, :].astype(float),
        "expected_share": expected[:, None, :], "chance": chance[:, None, :],
    }  # fmt: skip
    judged = use & judged_block[:, None, :]
    return cell_finding(
        cube, judged, round_value & wrong[:, None, :], numbers, because("amounts of money, small counts")
    )


def hidden_capping(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag shares that sit on exactly 100 in a year when hardly any lies just below, and none above."""
    cube = subject.cube
    shares = cube.shares[:, None, None] & np.isfinite(cube.values)
    full = shares & (cube.values == 100)
    close = shares & (cube.values < 100) & (cube.values > 100 - values["width_points"])
    above = (shares & (cube.values > 100)).any(axis=1)
    total, count, near = shares.sum(axis=1), full.sum(axis=1), close.sum(axis=1)
    ready = total >= values["least_rows"]
    if not ready.any():
        return nothing("no percentage has enough values in a year")
    wrong = ready & ~above & (count >= values["least_full"]) & (count > values["ratio"] * np.maximum(near, 1))
    numbers = {
        "full_count": count[:, None, :].astype(float),
        "just_below_count": near[:, None, :].astype(float),
    }
    return cell_finding(cube, shares & ready[:, None, :], full & wrong[:, None, :], numbers)
