"""Where the change of some regions ranks among the changes of all districts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd


def changes_beside_country(
    changes: Mapping[str, pd.DataFrame],
    codes: Sequence[str],
    unsound: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> pd.DataFrame:
    """Return the change of each outcome in some regions beside the change of all districts.

    Parameters
    ----------
    changes : mapping of str to pandas.DataFrame
        Outcome to the frame of `analysis.comparison.change.windows.change_between`.
    codes : sequence of str
        The regions wanted, in order.
    unsound : mapping of str to collection of str
        Outcome to the districts whose series has a break or a value that cannot be used over these years:
        they are left out, and one that is wanted has no change.

    Returns
    -------
    pandas.DataFrame
        ``outcome, region_code, before_mean, after_mean, change, national_median_change, percentile`` (share
        of districts with a smaller change, 0 to 100; missing where the region has no change),
        ``districts_count``, ``left_out_count``, and median and percentile ``_with_all``: as they would be if
        nothing were left out.
    """
    rows = []
    for outcome, frame in changes.items():
        out = frame["region_code"].isin(set(unsound.get(outcome, ())))
        sound, known = frame["change"].mask(out), frame["change"].dropna()
        for code in codes:
            place = frame.index[frame["region_code"] == code][0]
            rows.append(
                {
                    "outcome": outcome,
                    "region_code": code,
                    "before_mean": frame.loc[place, "before_mean"],
                    "after_mean": frame.loc[place, "after_mean"],
                    "change": sound[place],
                    "national_median_change": sound.median(),
                    "percentile": _below(sound.dropna(), sound[place]),
                    "districts_count": int(sound.count()),
                    "left_out_count": int(frame.loc[out, "change"].count()),
                    "national_median_change_with_all": known.median(),
                    "percentile_with_all": _below(known, frame.loc[place, "change"]),
                }
            )
    return pd.DataFrame(rows)


def _below(known: pd.Series, value: Any) -> float | None:
    return None if pd.isna(value) else 100 * float((known < value).mean())


def rank_members(change: pd.DataFrame, members: Sequence[str], regions: pd.DataFrame) -> pd.DataFrame:
    """Return the members with names, means, change and the rank of the change among all districts.

    Parameters
    ----------
    change : pandas.DataFrame
        From `analysis.comparison.change.windows.change_between`.
    members : sequence of str
        Region codes.
    regions : pandas.DataFrame
        ``region_code``, ``name``, ``province``.

    Returns
    -------
    pandas.DataFrame
        One row per member, in order of province and code; members without a change have missing values.
    """
    ranked = change.assign(
        rank=change["change"].rank(ascending=False, method="min"), districts_count=len(change)
    )
    rows = regions.loc[regions["region_code"].isin(members), ["region_code", "name", "province"]]
    return (
        rows.merge(ranked, on="region_code", how="left")
        .sort_values(["province", "region_code"])
        .reset_index(drop=True)
    )
