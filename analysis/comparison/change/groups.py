"""Whether a group of districts changed differently from all others, raw or given the level before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from analysis.errors import MethodError
from analysis.panels import require_columns

LEAST_GROUP = 2
LARGEST_DEGREE = 3


@dataclass(frozen=True)
class GroupDifference:
    """How much more the members of a group changed than the others.

    Attributes
    ----------
    difference, interval_low, interval_high : float
        Members minus others, with its confidence interval, in the outcome's unit.
    standard_error, degrees_of_freedom : float
        HC2 standard error and Bell-McCaffrey degrees of freedom behind the interval.
    level : float
        Confidence level of the interval.
    members_mean, others_mean : float
        Mean change of each group as observed, before any adjustment.
    members_count, others_count : int
        Districts compared.
    members_missing : tuple of str
        Members that have no change to compare, by code.
    method : str
        What was done, in words.
    degree : int
        Degree of the polynomial in the level before; 0 is the raw difference.
    """

    difference: float
    interval_low: float
    interval_high: float
    standard_error: float
    degrees_of_freedom: float
    level: float
    members_mean: float
    others_mean: float
    members_count: int
    others_count: int
    members_missing: tuple[str, ...]
    method: str
    degree: int


def split_members(change: pd.DataFrame, members: Collection[str]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the districts with a change, marked as member or not, and the members that have none.

    Raises
    ------
    MethodError
        Absent column, a district twice, or fewer than two members or two others.
    """
    require_columns(change, ["region_code", "before_mean", "change"], "the table of changes")
    known = change.loc[change["change"].notna() & change["before_mean"].notna()]
    if known["region_code"].duplicated().any():
        twice = known.loc[known["region_code"].duplicated(), "region_code"].iloc[0]
        raise MethodError(f"The district {twice} has two rows in the table of changes; one is needed.")
    known = known.sort_values("region_code", ignore_index=True)
    marked = known.assign(member=known["region_code"].isin(set(members)))
    missing = tuple(sorted(set(members) - set(known["region_code"])))
    inside, outside = int(marked["member"].sum()), int((~marked["member"]).sum())
    if min(inside, outside) < LEAST_GROUP:
        raise MethodError(
            f"A comparison of groups needs at least {LEAST_GROUP} districts with a change on each side; "
            f"found {inside} members and {outside} others. Describe the cases one by one instead."
        )
    return marked, missing


def level_terms(before: pd.Series, degree: int) -> np.ndarray:
    """Return the columns 1, x, ..., x**degree of the standardised level before.

    Raises
    ------
    MethodError
        If the degree is not 0, 1, 2 or 3, or the level has too few different values for it.
    """
    if degree not in range(LARGEST_DEGREE + 1):
        raise MethodError(
            f"The degree of the adjustment is {degree}; it must be 0 (none), 1, 2 or {LARGEST_DEGREE}."
        )
    if degree and before.nunique() <= degree:
        raise MethodError(
            f"The level before has {before.nunique()} different values; a polynomial of degree {degree} "
            f"needs at least {degree + 1}."
        )
    scale = before.std(ddof=0) if degree else 1.0
    return np.vander(((before - before.mean()) / scale).to_numpy(float), degree + 1, increasing=True)


def _bell_mccaffrey(design: np.ndarray) -> float:
    """Return the degrees of freedom of the HC2 variance of the last coefficient."""
    inverse = np.linalg.inv(design.T @ design)
    maker = np.eye(len(design)) - design @ inverse @ design.T
    weights = (design @ inverse[:, -1]) ** 2 / np.diag(maker)
    trace = float(weights @ np.diag(maker))
    return trace**2 / float(weights @ (maker**2) @ weights)


def group_difference(
    change: pd.DataFrame, members: Collection[str], *, degree: int = 0, level: float = 0.95
) -> GroupDifference:
    """Return how much more a group of districts changed than all others.

    Parameters
    ----------
    change : pandas.DataFrame
        From :func:`analysis.comparison.change.windows.change_between`: ``region_code, before_mean, change``.
    members : collection of str
        Codes of the group; those without a change are listed in the result, not dropped in silence.
    degree : int
        0 compares the means; 1, 2 or 3 first adjusts for a polynomial of that degree in the level before,
        because districts that start low have more room to rise.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    GroupDifference

    Raises
    ------
    MethodError
        Fewer than two districts on a side, an impossible degree or level, or a group that the level before
        tells apart perfectly.

    Notes
    -----
    Ordinary least squares of the change on a constant, the polynomial and membership (statsmodels). Interval
    with the HC2 variance (MacKinnon and White 1985, Journal of Econometrics 29: 305-325) and the degrees of
    freedom of Bell and McCaffrey (2002, Survey Methodology 28(2): 169-181), as Imbens and Kolesar (2016,
    Review of Economics and Statistics 98(4): 701-712) advise when one group is small: HC2 is unbiased under
    equal variances and equals Welch's variance for two means; HC3 would be too wide, normal quantiles too
    narrow. It describes a difference: membership was not drawn from these districts at random as far as the
    coded evidence shows, so it is no effect.
    """
    if not 0 < level < 1:
        raise MethodError(f"The confidence level is {level:g}; it must lie between 0 and 1.")
    marked, missing = split_members(change, members)
    design = np.column_stack([level_terms(marked["before_mean"], degree), marked["member"].to_numpy(float)])
    leverage = np.einsum("ij,ji->i", design, np.linalg.pinv(design))
    singular = np.linalg.matrix_rank(design) < design.shape[1]
    if len(design) <= design.shape[1] or singular or leverage.max() > 1 - 1e-9:
        raise MethodError(
            f"The group and the level before cannot be told apart at degree {degree} with {len(design)} "
            "districts; use a lower degree."
        )
    fit = sm.OLS(marked["change"].to_numpy(float), design).fit(cov_type="HC2")
    freedom = _bell_mccaffrey(design)
    half = float(stats.t.ppf((1 + level) / 2, freedom) * fit.bse[-1])
    estimate = float(fit.params[-1])
    raw = "difference of mean changes"
    adjusted = f"difference of changes adjusted for the level before with a polynomial of degree {degree}"
    means = marked.groupby("member")["change"].mean()
    return GroupDifference(
        difference=estimate,
        interval_low=estimate - half,
        interval_high=estimate + half,
        standard_error=float(fit.bse[-1]),
        degrees_of_freedom=freedom,
        level=level,
        members_mean=float(means[True]),
        others_mean=float(means[False]),
        members_count=int(marked["member"].sum()),
        others_count=int((~marked["member"]).sum()),
        members_missing=missing,
        method=f"{adjusted if degree else raw}; least squares, HC2 interval with Bell-McCaffrey freedom",
        degree=degree,
    )
