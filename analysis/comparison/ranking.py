"""Where the change of some regions ranks among the changes of all districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


def changes_beside_country(changes: Mapping[str, pd.DataFrame], codes: Sequence[str]) -> pd.DataFrame:
    """Return the change of each outcome in some regions beside the change of all districts.

    Parameters
    ----------
    changes : mapping of str to pandas.DataFrame
        Outcome to the frame of `analysis.comparison.change.change_between`.
    codes : sequence of str
        The regions wanted, in order.

    Returns
    -------
    pandas.DataFrame
        ``outcome, region_code, before_mean, after_mean, change, national_median_change, percentile`` (share
        of
        districts with a smaller change, 0 to 100; missing where the region has no change) and
        ``districts_count``.
    """
    rows = []
    for outcome, frame in changes.items():
        known = frame["change"].dropna()
        for code in codes:
            own = frame.loc[frame["region_code"] == code].iloc[0]
            below = 100 * float((known < own["change"]).mean()) if pd.notna(own["change"]) else None
            rows.append(
                {
                    "outcome": outcome,
                    "region_code": code,
                    "before_mean": own["before_mean"],
                    "after_mean": own["after_mean"],
                    "change": own["change"],
                    "national_median_change": known.median(),
                    "percentile": below,
                    "districts_count": len(known),
                }
            )
    return pd.DataFrame(rows)


def rank_members(change: pd.DataFrame, members: Sequence[str], regions: pd.DataFrame) -> pd.DataFrame:
    """Return the members with names, means, change and the rank of the change among all districts.

    Parameters
    ----------
    change : pandas.DataFrame
        From `analysis.comparison.change.change_between`.
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
