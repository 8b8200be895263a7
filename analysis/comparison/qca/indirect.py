"""Indirect calibration: membership from a coarse qualitative grouping, made fine by the measured value."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.errors import MethodError

POWERS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)
LEAST_CASES = 6


@dataclass(frozen=True)
class IndirectCalibration:
    """Memberships fitted to a qualitative grouping.

    Attributes
    ----------
    membership : pandas.Series
        Between 0 and 1, indexed like the values; missing where the value is missing.
    powers : tuple of float
        The two powers of the value that fit best (0 stands for the logarithm; twice the same one for it and
        its product with the logarithm).
    deviance : float
        Of the fit, twice the binomial deviance of shares; smaller is closer to the grouping.
    moved : tuple of str
        Cases whose membership lies on the other side of 0.5 than their group: look at them again.
    rising : bool
        Whether membership never falls from a smaller value to a larger one among the cases (or never rises,
        for a set of small values). If it does neither, the grouping does not go with the value.
    """

    membership: pd.Series
    powers: tuple[float, float]
    deviance: float
    moved: tuple[str, ...]
    rising: bool


def _design(values: np.ndarray, powers: tuple[float, float]) -> np.ndarray:
    """Return a constant and both powers, each standardised: the fit is the same and the sums stay small."""
    logs = np.log(values)
    first, second = (logs if power == 0 else values**power for power in powers)
    columns = (first, first * logs if powers[0] == powers[1] else second)
    return np.column_stack([np.ones(len(values)), *((one - one.mean()) / one.std() for one in columns)])


def _fit(values: np.ndarray, groups: np.ndarray, powers: tuple[float, float]) -> tuple[float, np.ndarray]:
    """Return deviance and fit; an infinite deviance where the likelihood has no maximum."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of powers that do not fit; they are told by their deviance
        try:
            model = sm.GLM(groups, _design(values, powers), family=sm.families.Binomial())
            found = model.fit(maxiter=200)
            deviance, fitted = float(found.deviance), np.asarray(found.fittedvalues)
        except (np.linalg.LinAlgError, ValueError):
            return float("inf"), np.full(len(values), np.nan)
    return deviance if np.isfinite(fitted).all() else float("inf"), fitted


def _checked(values: pd.Series, groups: pd.Series) -> tuple[pd.Series, pd.Series]:
    if not values.index.equals(groups.index) or values.index.has_duplicates:
        raise MethodError("Values and groups must name the same cases, each once and in the same order.")
    known = values.notna() & groups.notna()
    both = [pd.to_numeric(one[known], errors="coerce").astype(float) for one in (values, groups)]
    if any(not np.isfinite(one).all() for one in both):
        raise MethodError("Values and groups must be finite numbers; leave a cell empty where none is known.")
    if len(both[0]) < LEAST_CASES or (both[0] <= 0).any():
        raise MethodError(
            f"An indirect calibration needs at least {LEAST_CASES} cases with a value above zero (powers and "
            f"logarithms are taken); found {len(both[0])} cases, the smallest value "
            f"{both[0].min() if len(both[0]) else float('nan'):g}."
        )
    if ((both[1] < 0) | (both[1] > 1)).any() or both[1].nunique() < 3 or both[0].nunique() < 4:
        raise MethodError(
            "The groups must be memberships between 0 and 1 of three kinds or more (such as 0, 0.2, 0.4, "
            "0.6, 0.8, 1), and the values must differ."
        )
    return both[0], both[1]


def calibrate_indirectly(values: pd.Series, groups: pd.Series) -> IndirectCalibration:
    """Return membership in a set from a grouping of the cases by what is known of them, made fine by a value.

    Use it where cases can be sorted into a few groups (in, mostly in, more in than out ...) but three anchors
    on the measured value cannot be justified.

    Parameters
    ----------
    values : pandas.Series
        One value above zero per case.
    groups : pandas.Series
        The preliminary membership of each case, by its group; same index.

    Returns
    -------
    IndirectCalibration

    Raises
    ------
    MethodError
        Different cases, fewer than six, a value not above zero, a group outside 0 to 1 or of fewer than three
        kinds, or no fit.

    Notes
    -----
    Ragin (2008), Redesigning Social Inquiry, chapter 5: a logit of shares (Papke and Wooldridge 1996, Journal
    of Applied Econometrics 11: 619-632) on two fractional powers of the value, chosen by deviance from all 36
    pairs (Royston and Altman 1994, Applied Statistics 43: 429-467); the fit is the membership. No published
    table is reproduced here; the tests hold it against a direct maximum of the likelihood.
    """
    known, told = _checked(values, groups)
    scaled = known.to_numpy() / float(known.mean())  # powers of the value itself would overflow
    fits = {
        powers: _fit(scaled, told.to_numpy(), powers) for powers in combinations_with_replacement(POWERS, 2)
    }
    powers = min(fits, key=lambda pair: fits[pair][0])
    deviance, fitted = fits[powers]
    if not np.isfinite(deviance):
        raise MethodError("No pair of powers could be fitted; the groups do not go with the values.")
    membership = pd.Series(fitted, known.index, name=values.name)
    steps = membership.loc[known.sort_values(kind="stable").index].diff().dropna()
    moved = membership.index[((membership - 0.5) * (told - 0.5) < 0).to_numpy()]
    return IndirectCalibration(
        membership=membership.reindex(values.index),
        powers=powers,
        deviance=deviance,
        moved=tuple(str(name) for name in moved),
        rising=bool((steps >= -1e-9).all() or (steps <= 1e-9).all()),
    )
