"""Change of an outcome between two windows, and whether a group of districts changed differently."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from analysis.comparison.groups import GroupDifference, group_difference
from analysis.comparison.permutation import PermutationResult, permutation_p
from analysis.errors import MethodError
from analysis.panels import as_codes, district_codes, district_rows, require_columns, window

__all__ = [
    "GroupDifference",
    "PermutationResult",
    "change_between",
    "changes_of",
    "group_difference",
    "permutation_p",
    "place_changes",
]


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


def place_changes(change: pd.DataFrame, region_codes: Collection[str]) -> pd.DataFrame:
    """Return the changes of named districts with their place among all districts.

    Parameters
    ----------
    change : pandas.DataFrame
        From :func:`change_between`.
    region_codes : collection of str
        The districts wanted; the result keeps their order.

    Returns
    -------
    pandas.DataFrame
        ``region_code, before_mean, after_mean, change, national_median_change, percentile, rank,
        districts_count``: ``percentile`` is the percentage of districts that changed less, ``rank`` 1 is the
        largest change (ties share it), ``districts_count`` the districts with a change. A district without a
        change has a row with missing values.

    Raises
    ------
    MethodError
        If a column is absent.

    Notes
    -----
    The place is that of the change as observed: districts that start low have more room to rise.
    """
    require_columns(change, ["region_code", "before_mean", "after_mean", "change"], "the table of changes")
    known = change["change"].dropna()
    table = change.set_index("region_code").loc[:, ["before_mean", "after_mean", "change"]]
    table = table.reindex(pd.Index(as_codes(region_codes), name="region_code"))
    absent = table["change"].isna()
    table["national_median_change"] = known.median()
    less = [int((known < value).sum()) for value in table["change"]]
    more = [int((known > value).sum()) for value in table["change"]]
    table["percentile"] = pd.Series(less, index=table.index).mul(100 / max(len(known), 1)).mask(absent)
    table["rank"] = pd.Series(more, index=table.index).add(1).astype("Int64").mask(absent)
    table["districts_count"] = len(known)
    return table.reset_index()


def changes_of(
    panel: pd.DataFrame,
    regions: pd.DataFrame,
    outcomes: Sequence[str],
    region_codes: Collection[str],
    before: tuple[int, int],
    after: tuple[int, int],
    complete: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Return the changes of named districts on several outcomes, each with its place among all districts.

    Parameters
    ----------
    panel, regions, before, after, complete
        As for :func:`change_between`.
    outcomes : sequence of str
        Columns of the panel.
    region_codes : collection of str
        The districts wanted.

    Returns
    -------
    pandas.DataFrame
        ``outcome``, then the columns of :func:`place_changes`: one row per outcome and district.

    Raises
    ------
    MethodError
        As for :func:`change_between`, or no outcome.
    """
    if not outcomes:
        raise MethodError("Name at least one outcome whose change is wanted.")
    parts = []
    for outcome in outcomes:
        change = change_between(panel, regions, outcome, before, after, complete)
        placed = place_changes(change, region_codes)
        placed.insert(0, "outcome", outcome)
        parts.append(placed)
    return pd.concat(parts, ignore_index=True)
