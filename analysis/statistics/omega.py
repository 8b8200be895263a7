"""McDonald's omega: how much of a scale's variance one common factor carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from analysis.errors import MethodError
from analysis.statistics.checked import complete_cases, require_varying

LEAST_UNIQUE = 0.005  # variance of its own below which an item is the factor itself (Heywood case)


@dataclass(frozen=True)
class Omega:
    """One factor behind the items of a scale.

    Attributes
    ----------
    omega : float
        Share of the variance of the sum that the factor carries; NaN where it is not defined (see ``why``).
    loadings : pandas.Series
        Correlation of each item with the factor.
    why : str
        Why there is no omega; empty if there is one.
    """

    omega: float
    loadings: pd.Series
    why: str


def mcdonald_omega(items: pd.DataFrame) -> Omega:
    """Return omega total of a scale under one common factor: alpha without its equal loadings.

    Parameters
    ----------
    items : pandas.DataFrame
        Respondents in rows, three or more items in columns, scored in one direction, nothing missing.

    Returns
    -------
    Omega

    Raises
    ------
    MethodError
        Fewer than three items, fewer respondents than items, a missing answer, an item that does not vary.

    Notes
    -----
    McDonald (1999), Test Theory, chapter 6; loadings by least squares on the correlations (minimum residual,
    Harman and Jones 1966), scaled back by the spread of each item. Like alpha it shows neither that one
    factor is there nor that it is the right one.
    """
    if items.shape[1] < 3:
        raise MethodError(f"Omega needs three items or more; found {items.shape[1]}.")
    found = complete_cases(items, list(items.columns), "the scale", least=items.shape[1] + 1)
    if found.left_out:
        raise MethodError(f"An answer of '{found.left_out[0]}' is missing; leave out incomplete respondents.")
    require_varying(found.values, "the scale")
    values = found.values.to_numpy()
    loadings = _one_factor(np.corrcoef(values, rowvar=False))
    named = pd.Series(loadings, index=items.columns, name="loading")
    unique = 1 - loadings**2
    if unique.min() < LEAST_UNIQUE:
        worst = items.columns[int(np.argmin(unique))]
        return Omega(float("nan"), named, f"the factor would be '{worst}' itself")
    spread = values.std(axis=0, ddof=1)
    common = float((loadings * spread).sum() ** 2)
    return Omega(common / (common + float((unique * spread**2).sum())), named, "")


def _one_factor(correlation: np.ndarray) -> np.ndarray:
    """Return the loadings that leave the smallest residual correlations."""
    off = ~np.eye(len(correlation), dtype=bool)

    def residual(loadings: np.ndarray) -> tuple[float, np.ndarray]:
        left = np.where(off, correlation - np.outer(loadings, loadings), 0.0)
        return float((left**2).sum()) / 2, -2 * left @ loadings

    root, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * np.sqrt(root[-1])
    start = start if start.sum() >= 0 else -start
    solved = minimize(
        residual, np.clip(start, -0.95, 0.95), jac=True, method="L-BFGS-B",
        bounds=[(-1.0, 1.0)] * len(start), options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 1000},
    )  # fmt: skip
    return np.asarray(solved.x)
