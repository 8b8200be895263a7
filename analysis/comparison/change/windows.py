"""Change of an outcome between two windows, and whether a group of districts changed differently."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from analysis.errors import MethodError
from analysis.panels import district_codes, district_rows, require_columns, window


@dataclass(frozen=True)
class LevelsBefore:
    """Where two groups stood before, and how the change goes with the level before.

    Attributes
    ----------
    members_mean, others_mean : float
        Mean level before, in the outcome's unit; NaN for a group without districts.
    correlation : float
        Pearson correlation of level before and change over all districts.
    """

    members_mean: float
    others_mean: float
    correlation: float


def _period(rows: pd.DataFrame, outcome: str, years: tuple[int, int], name: str) -> pd.DataFrame:
    values = window(rows, *years).groupby("region_code")[outcome]
    return pd.DataFrame({f"{name}_mean": values.mean(), f"{name}_years": values.count()})


def change_between(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcome: str,
    before: tuple[int, int],
    after: tuple[int, int],
    complete: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Return each district's mean outcome before and after, and the change.

    Parameters
    ----------
    panel, regions : pandas.DataFrame
        The panel and the table of regions; only kabupaten and kota count.
    outcome : str
        A column of the panel.
    before, after : tuple of int
        First and last year of each window, both included; the windows may not overlap.
    complete : tuple of int, optional
        Keep only districts with a value in every year from the first to the last of these. If omitted, all
        districts are returned, and one without a value in a window has a missing change.

    Returns
    -------
    pandas.DataFrame
        ``region_code, before_mean, after_mean, change`` (after minus before, in the outcome's unit),
        ``before_years, after_years`` (years observed), sorted by code.

    Raises
    ------
    MethodError
        Absent column, reversed or overlapping windows.

    Notes
    -----
    Means over windows instead of two single years, because a survey estimate of one district in one year is
    noisy. Without ``complete`` the means of two districts can rest on different years, and a district that
    split off has no before; a parent's change then includes the loss of the part that left.
    """
    require_columns(panel, [outcome], "the panel")
    if before[1] >= after[0]:
        raise MethodError(
            f"The window before ({before[0]}-{before[1]}) must end before the window after "
            f"({after[0]}-{after[1]}) starts."
        )
    rows = district_rows(panel, regions)
    rows = rows[["region_code", "year", outcome]].astype({outcome: float})
    table = pd.DataFrame(index=pd.Index(district_codes(regions), name="region_code"))
    table = table.join(_period(rows, outcome, before, "before")).join(_period(rows, outcome, after, "after"))
    table["change"] = table["after_mean"] - table["before_mean"]
    whole = ["before_years", "after_years"]
    table[whole] = table[whole].fillna(0).astype(int)
    if complete is not None:
        observed = window(rows, *complete).groupby("region_code")[outcome].count()
        wanted = complete[1] - complete[0] + 1
        table = table.loc[observed.reindex(table.index, fill_value=0) == wanted]
    return table.reset_index().loc[:, ["region_code", "before_mean", "after_mean", "change", *whole]]


def count_changes(rows: pd.DataFrame) -> int:
    """Return how many districts of a table of changes have a change."""
    require_columns(rows, ["change"], "the table of changes")
    return int(rows["change"].count())


def levels_before(change: pd.DataFrame, members: Collection[str]) -> LevelsBefore:
    """Return the mean level before of members and others, and its correlation with the change.

    Parameters
    ----------
    change : pandas.DataFrame
        What :func:`change_between` gives.
    members : collection of str
        Codes of the members; one without a change counts nowhere.

    Notes
    -----
    The level before is part of the change, so its errors of measurement alone give a negative correlation
    (regression to the mean); it says that levels must be taken into account, not why the change came.
    """
    require_columns(change, ["region_code", "before_mean", "change"], "the table of changes")
    inside = change["region_code"].isin(set(members))
    return LevelsBefore(
        members_mean=float(change.loc[inside, "before_mean"].mean()),
        others_mean=float(change.loc[~inside, "before_mean"].mean()),
        correlation=float(change["before_mean"].corr(change["change"])),
    )
