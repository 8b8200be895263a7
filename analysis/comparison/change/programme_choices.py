"""The difference between members and others under every defensible choice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from analysis.comparison.change.member_frames import MEMBER, STRATUM, changes_of_districts
from analysis.comparison.randomisation.inference import randomisation_inference
from analysis.statistics.multiverse import Multiverse, Recipe, run_multiverse

HEADLINE = {"others": "all", "level": "straight", "before": "long", "after": "long", "splits": "kept"}


def effect_by_choice(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    members: Collection[str],
    split: Collection[str],
    before: tuple[int, int],
    after: tuple[int, int],
    *,
    draws: int = 999,
    seed: int = 0,
) -> Multiverse:
    """Estimate the difference in change under every combination of choices.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions.
    outcome : str
        A column of the panel.
    members : collection of str
        Districts of the programme.
    split : collection of str
        Districts that took part in a split between the windows.
    before, after : tuple of int
        The windows; the shorter ones tried are the last half of each.
    draws, seed : int
        Of the randomisation test.

    Returns
    -------
    Multiverse
        Choices: ``others`` (all, or those of the same provinces), ``level`` (not taken into account, a
        straight line, a curve), ``before`` and ``after`` (long or short window), ``splits`` (kept or not).
    """
    windows = {
        (first, last): changes_of_districts(panel, regions, [outcome], members, first, last)
        for first in _windows(before).values()
        for last in _windows(after).values()
    }
    recipe = Recipe(
        choices={
            "others": {"all": False, "provinces": True},
            "level": {"none": 0, "straight": 1, "curve": 2},
            "before": _windows(before),
            "after": _windows(after),
            "splits": {"kept": (), "left out": tuple(split)},
        },
        headline=HEADLINE,
    )

    def estimate(chosen: Mapping[str, Any]) -> Any:
        frame = windows[chosen["before"], chosen["after"]]
        frame = frame[~frame["region_code"].isin(chosen["splits"])]
        frame, covariates = _with_level(frame, outcome, chosen["level"])
        if chosen["others"]:
            near = frame.loc[frame[MEMBER], STRATUM].str[:4].unique()
            frame = frame[frame[STRATUM].str[:4].isin(near)]
        return randomisation_inference(
            frame, f"{outcome}_change", MEMBER, strata=STRATUM, covariates=covariates, draws=draws, seed=seed
        )

    return run_multiverse(recipe, estimate)


def _windows(years: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """Return a window and its last half; a window of one year has no half."""
    long = (int(years[0]), int(years[1]))
    short = ((long[0] + long[1] + 1) // 2, long[1])
    return {"long": long} if short == long else {"long": long, "short": short}


def _with_level(frame: pd.DataFrame, outcome: str, degree: int) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with powers of the level before, around its mean."""
    known = frame.dropna(subset=[f"{outcome}_before", f"{outcome}_change"])
    level = known[f"{outcome}_before"] - known[f"{outcome}_before"].mean()
    names = [f"level_{power}" for power in range(1, degree + 1)]
    return known.assign(**{name: level**power for power, name in enumerate(names, start=1)}), names
