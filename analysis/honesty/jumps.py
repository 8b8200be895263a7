"""Breaks in a series: powers of ten, sudden jumps, a population that moves without the things it counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from analysis.honesty.finding import Finding, nothing
from analysis.honesty.robust import NORMAL_MAD, cell_finding, change, middle, neighbours, spread
from analysis.honesty.subject import Subject
from analysis.honesty.words import because


def against_country(values: np.ndarray) -> np.ndarray:
    """Return the values minus the median of all regions in the same column and year."""
    return values - middle(values, 1)[:, None, :]


def scale_errors(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag values that are about 10, 100 or 1000 times their own neighbours, or that part of them."""
    cube = subject.cube
    # the step of the country from year to year is taken out only where the country is seen
    level = against_country(cube.logs) / np.log(10)
    around = neighbours(level, int(values["reach_years"]))
    reference = middle(around, -1)
    off = level - reference
    noise = NORMAL_MAD * middle(np.abs(around - reference[..., None]), -1)
    noise = np.maximum(noise, middle(middle(noise, 1), -1)[:, None, None])
    power = np.round(off)
    expected = np.exp(cube.logs - off * np.log(10))
    judged = np.isfinite(off) & (np.isfinite(around).sum(axis=-1) >= values["least_neighbours"])
    # where the neighbours swing so much that even a factor of 100 could not be told, nothing is said
    judged &= values["noise_multiple"] * noise < 2 - values["tolerance_log10"]
    small = np.minimum(cube.values, expected) < values["least_count"]
    judged &= ~(cube.counts[:, None, None] & small & (np.abs(power) < 2))
    # a factor of 30 or more off a steady series is no drift, so the exact power matters less
    allowed = np.where(np.abs(power) >= 2, values["tolerance_far_log10"], values["tolerance_log10"])
    wrong = (np.abs(power) >= 1) & (np.abs(power) <= 3) & (np.abs(off - power) <= allowed)
    wrong &= np.abs(off) > values["noise_multiple"] * noise
    reason = because("series too short, or that swing too much for a power of ten to be told")
    return cell_finding(cube, judged, wrong, {"neighbours_say": expected, "power_of_ten": power}, reason)


def sudden_jumps(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag changes from the year before that are large for the series and large for the country that year.

    A jump that is taken back in the next year is reported once, at the year that stands out.
    """
    cube = subject.cube
    step = change(cube.scaled)
    apart = against_country(step)
    own = spread(apart, -1)[..., None]
    country = spread(apart, 1)[:, None, :]
    steps = np.isfinite(apart).sum(axis=-1)[..., None]
    peers = np.isfinite(apart).sum(axis=1)[:, None, :]
    usual = middle(own[..., 0], 1)[:, None, None]
    own = np.maximum(own, values["least_own_share"] * usual)
    judged = np.isfinite(apart) & (steps >= values["least_changes"]) & (peers >= values["least_peers"])
    judged &= (own > 0) & (country > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        own_z, country_z = apart / own, apart / country
    wrong = judged & (np.abs(own_z) > values["own_spreads"]) & (np.abs(country_z) > values["country_spreads"])
    before = np.concatenate([np.full((*apart.shape[:-1], 1), np.nan), apart[..., :-1]], axis=-1)
    came = np.concatenate([np.zeros((*wrong.shape[:-1], 1), bool), wrong[..., :-1]], axis=-1)
    back = wrong & came & (np.sign(before) != np.sign(apart))
    returned = np.concatenate([back[..., 1:], np.zeros((*wrong.shape[:-1], 1), bool)], axis=-1)
    numbers = {"change": step, "own_spreads": own_z, "country_spreads": country_z, "taken_back": returned}
    return cell_finding(
        cube,
        judged,
        wrong & ~back,
        numbers,
        because("series with fewer changes than the rule needs, and counts of 0"),
    )


def population_breaks(subject: Subject, values: Mapping[str, float], *, territory: bool) -> Finding:
    """Flag years in which the population jumps and the amounts of the region do not follow, or all follow.

    Parameters
    ----------
    subject, values
        The table and the thresholds.
    territory
        False flags a jump that the amounts do not follow (a rebased denominator), True one that they follow
        (the region itself changed, as in a pemekaran).
    """
    cube = subject.cube
    if subject.population not in cube.columns:
        return nothing("the table has no column '{column}'", column=subject.population)
    place = cube.columns.index(subject.population)
    apart = against_country(change(np.where(cube.amounts[:, None, None], cube.logs, np.nan)))
    people = apart[place]
    others = np.delete(apart, place, axis=0)
    usual = middle(others, -1)[..., None]
    follow = middle(others - usual, 0)
    followers = np.isfinite(others).sum(axis=0)
    noise = np.maximum(spread(people, -1)[:, None], values["least_noise"])
    large = (np.abs(people) > values["least_break"]) & (np.abs(people) > values["noise_multiple"] * noise)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(people != 0, follow / people, np.nan)
    moved = share >= values["follow_share"]
    judged = np.zeros(cube.values.shape, bool)
    judged[place] = np.isfinite(people) & (followers >= values["least_followers"])
    wrong = np.zeros_like(judged)
    wrong[place] = large & (moved if territory else ~moved)
    numbers = {
        "population_change_log": people[None],
        "amounts_change_log": follow[None],
        "columns_count": followers[None].astype(float),
    }
    return cell_finding(cube, judged, wrong, numbers)


def rebased_denominator(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag a break in population that the region's own amounts do not follow."""
    return population_breaks(subject, values, territory=False)


def territory_change(subject: Subject, values: Mapping[str, float]) -> Finding:
    """Flag a break in population that the region's own amounts follow."""
    return population_breaks(subject, values, territory=True)
