"""Data for the benchmark of the designs: numpy and pandas only, so that peers can make the same."""

from __future__ import annotations

import numpy as np
import pandas as pd


def units(count: int = 514, treated: int = 20, covariates: int = 6, seed: int = 1) -> pd.DataFrame:
    """Return one row per unit: ``y``, ``d`` and covariates ``x0`` ..."""
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(count, covariates))
    frame = pd.DataFrame(values, columns=[f"x{i}" for i in range(covariates)])
    frame["d"] = (np.arange(count) < treated).astype(float)
    frame["y"] = values @ np.linspace(1, 0, covariates) + generator.normal(size=count)
    return frame


def clusters(count: int = 514, size: int = 12, seed: int = 2) -> pd.DataFrame:
    """Return rows in clusters: ``g``, ``d`` (half the clusters), ``x0`` to ``x2`` and ``y``."""
    generator = np.random.default_rng(seed)
    group = np.repeat(np.arange(count), size)
    frame = pd.DataFrame(generator.normal(size=(len(group), 3)), columns=["x0", "x1", "x2"])
    frame["g"], frame["d"] = group, (group < count // 2).astype(float)
    frame["y"] = frame["x0"] + generator.normal(size=len(group)) + generator.normal(size=count)[group]
    return frame


def panel(count: int = 500, periods: int = 16, seed: int = 3) -> pd.DataFrame:
    """Return a factor panel: ``unit, year, y`` and predictors ``z0`` to ``z2`` that follow the factors."""
    generator = np.random.default_rng(seed)
    loads = generator.normal(size=(count, 3))
    paths = generator.normal(size=(3, periods)).cumsum(axis=1)
    values = 50 + 3 * loads @ paths + 0.5 * generator.normal(size=(count, periods))
    frame = pd.DataFrame(
        {
            "unit": np.repeat([f"u{i:04d}" for i in range(count)], periods),
            "year": np.tile(np.arange(2000, 2000 + periods), count),
            "y": values.ravel(),
        }
    )
    shown = np.repeat(loads + 0.2 * generator.normal(size=loads.shape), periods, axis=0)
    frame[["z0", "z1", "z2"]] = shown
    return frame
