"""Robust centre and spread on blocks with missing values, and the way from a block of flags to a table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.honesty.finding import Finding
from analysis.honesty.subject import Cube
from analysis.honesty.words import Reason

NORMAL_MAD = 1.4826  # makes the median absolute deviation estimate a normal standard deviation
KEYS = ("region_code", "year", "column")


def middle(values: np.ndarray, axis: int) -> np.ndarray:
    """Return the median along an axis; NaN is left out, and all-NaN gives NaN without a warning."""
    ordered = np.sort(values, axis=axis)  # NaN sorts last
    count = np.expand_dims(np.isfinite(values).sum(axis=axis), axis)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis)
    high = np.take_along_axis(ordered, count // 2, axis)
    return np.squeeze(np.where(count > 0, (low + high) / 2, np.nan), axis)


def spread(values: np.ndarray, axis: int) -> np.ndarray:
    """Return 1.4826 times the median absolute deviation from the median along an axis."""
    centre = np.expand_dims(middle(values, axis), axis)
    return NORMAL_MAD * middle(np.abs(values - centre), axis)


def neighbours(values: np.ndarray, reach: int, *, after: bool = True) -> np.ndarray:
    """Return, for each year, the values of the years around it (not its own), stacked on a last axis."""
    length = values.shape[-1]
    edge = np.full((*values.shape[:-1], reach), np.nan)
    padded = np.concatenate([edge, values, edge], axis=-1)
    steps = [step for step in range(-reach, reach + 1) if step < 0 or (after and step > 0)]
    return np.stack([padded[..., reach + step : reach + step + length] for step in steps], axis=-1)


def change(values: np.ndarray) -> np.ndarray:
    """Return the change from the year before; NaN in the first year."""
    first = np.full((*values.shape[:-1], 1), np.nan)
    return np.concatenate([first, np.diff(values, axis=-1)], axis=-1)


def cells_judged(cube: Cube, judged: np.ndarray) -> pd.DataFrame:
    """Count, by region and year, the columns that a rule could judge."""
    counts = judged.sum(axis=0)
    places, times = np.nonzero(counts)
    return pd.DataFrame(
        {
            "region_code": np.array(cube.regions, dtype=object)[places].astype(str),
            "year": np.array(cube.years)[times],
            "cells": counts[places, times],
        }
    )


def cell_finding(
    cube: Cube,
    judged: np.ndarray,
    flagged: np.ndarray,
    numbers: Mapping[str, np.ndarray],
    reason: Reason | None = None,
) -> Finding:
    """Turn blocks of judged and flagged cells into a finding with one row per flagged cell.

    Parameters
    ----------
    cube
        The block that was judged.
    judged, flagged
        Boolean, shape of the block.
    numbers
        Name to a block of numbers that stands next to each flag as evidence.
    reason
        What could not be judged, and why.
    """
    which, places, times = np.nonzero(flagged & judged)
    columns: dict[str, object] = {
        "region_code": [cube.regions[i] for i in places],
        "year": np.array(cube.years, int)[times],
        "column": [cube.columns[i] for i in which],
        "value": cube.values[which, places, times],
    }
    for name, block in numbers.items():
        columns[name] = np.broadcast_to(block, cube.values.shape)[which, places, times]
    flags = pd.DataFrame(columns).sort_values(["region_code", "year", "column"], ignore_index=True)
    return Finding(flags, KEYS, cells_judged(cube, judged), reason, judged)
